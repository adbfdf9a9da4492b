"""Code lists: every code of the public contract, and every way a clerk spells it."""

import os.path
import unicodedata
from datetime import date

import pytest

from reception_cli.domain.errors import UsageFault
from reception_cli.law import codes, data
from reception_cli.law.codes import Code

TODAY = date(2026, 11, 23)

CONTRACT = {  # the codes of the public contract, word for word
    "kind": "complaint denunciation recommendation feedback",
    "field": "policy land officials admin-other judicial corruption party other land.clearance",
    "session": "regular periodic adhoc",
    "host": "officer head delegate",
    "source": "walk-in post transfer online",
    "competence": "in out",
    "handling": "accept guide forward urge return file refuse explain",
    "prior": "none first second court overdue concluded",
    "status": "open accepted suspended decided closed void",
    "result": "answered guided forwarded returned filed founded partly unfounded upheld amended withdrawn "
    "terminated unrecorded",
}
LISTS = [
    *CONTRACT, "refusal", "not-accepted", "complex", "state", "instance", "contact", "level", "resumption", "mode",
    "bearer", "body", "capacity", "role",
]


@pytest.mark.parametrize("name", CONTRACT)
def test_the_contract_codes_and_no_others_are_stored(name):
    promised = CONTRACT[name].split()
    stored = [code.code for code in codes.load(name)]
    assert set(promised) <= set(stored)
    assert [code for code in stored if "." not in code] == [code for code in promised if "." not in code]


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_both_names_a_source_and_a_mark(name):
    for code in codes.load(name):
        assert code.vi and code.en and code.source, code
        assert code.mark in {"L", "L*", "S", "I", "U"}, code
        assert code.since >= date(2012, 7, 1), code
        assert code.code.isascii() and code.code == code.code.lower(), code


def test_no_list_lies_in_the_folder_unseen():
    folder = os.path.join(os.path.dirname(codes.__file__), "..", "data", "codes")
    assert {name.removesuffix(".toml") for name in os.listdir(folder) if name.endswith(".toml")} == set(LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_every_spelling_of_a_code_finds_it_with_or_without_accents(name):
    listed = codes.load(name)
    for code in listed:
        for word in (code.code, code.vi, code.en, *code.short):
            spellings = {word, word.upper(), unicodedata.normalize("NFD", word), word.replace(" ", "-")}
            found = {listed.find(f" {spelling} ").code for spelling in spellings}
            assert found == {code.code}, (word, found)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("kind", "khiếu nại", "complaint"),
        ("kind", "Khieu Nai", "complaint"),
        ("kind", "khieu-nai", "complaint"),
        ("kind", "khieunai", "complaint"),
        ("kind", "kn", "complaint"),
        ("kind", "tc", "denunciation"),
        ("kind", "to-cao", "denunciation"),
        ("kind", "kien-nghi", "recommendation"),
        ("kind", "kiến nghị", "recommendation"),
        ("kind", "kn-pa", "recommendation"),
        ("kind", "Kiến nghị, phản ánh", "recommendation"),
        ("kind", "kien nghi phan anh", "recommendation"),
        ("kind", "phan-anh", "feedback"),
        ("kind", "pa", "feedback"),
        ("field", "dat-dai", "land"),
        ("field", "ĐẤT ĐAI, NHÀ CỬA", "land"),
        ("field", "gpmb", "land.clearance"),
        ("field", "giai phong mat bang", "land.clearance"),
        ("field", "Giải phóng mặt bằng", "land.clearance"),
        ("field", "land.clearance", "land.clearance"),
        ("field", "sổ đỏ", "land.certificate"),
        ("session", "dinh ky", "periodic"),
        ("source", "trực tiếp", "walk-in"),
        ("source", "walk in", "walk-in"),
        ("competence", "không thuộc thẩm quyền", "out"),
        ("handling", "hd", "guide"),
        ("result", "có đúng có sai", "partly"),
        ("refusal", "L9-3", "l9-3"),
        ("refusal", "d4-đ", "d4-dd"),
        ("refusal", "D4-Đ", "d4-dd"),
        ("refusal", "d4-d", "d4-d"),
    ],
)
def test_a_clerk_may_write_it_the_usual_way(name, text, code):
    assert codes.load(name).find(text).code == code


def test_an_unknown_word_names_the_nearest_and_the_accepted_codes():
    with pytest.raises(UsageFault) as fault:
        codes.load("field").find("giai phong mat ban")
    assert "giai phong mat ban" in fault.value.message
    assert "land.clearance (site clearance)" in fault.value.hint
    assert "corruption (corruption)" in fault.value.hint
    assert fault.value.facts["nearest"] == ["land.clearance"]
    assert len(fault.value.facts["accepted"]) == len(codes.load("field").codes)


@pytest.mark.parametrize("text", ["", " ", "-", "xyzzy", "complaints2026", "."])
def test_no_nonsense_is_taken_for_a_code(text):
    with pytest.raises(UsageFault):
        codes.load("kind").find(text)


def test_an_error_repeats_only_the_beginning_of_a_long_word():
    with pytest.raises(UsageFault) as fault:
        codes.load("kind").find("x" * 5000)
    assert len(fault.value.message) < 100


def test_names_come_in_the_asked_language():
    assert codes.load("kind").names("vi")["complaint"] == "khiếu nại"
    assert codes.load("kind").names("en")["complaint"] == "complaint"
    assert codes.load("kind").names() == codes.load("kind").names("en")


def _valid(name, kind, on=TODAY):
    return [code.code for code in codes.load(name).valid_for(kind, on)]


def test_a_denunciation_is_no_longer_guided_and_a_complaint_no_longer_forwarded_since_2024():
    before, after = date(2024, 1, 19), date(2024, 1, 20)
    assert "guide" in _valid("handling", "denunciation", before)
    assert "guide" not in _valid("handling", "denunciation", after)
    assert "forward" in _valid("handling", "complaint", before)
    assert "forward" not in _valid("handling", "complaint", after)
    assert "forward" in _valid("handling", "feedback", after)
    assert "guide" in _valid("handling", "complaint", after)


def test_what_is_older_than_the_first_known_form_follows_it():
    assert "forward" in _valid("handling", "complaint", date(2018, 5, 1))


def test_corruption_is_a_field_of_denunciations_only():
    assert "corruption" in _valid("field", "denunciation")
    assert "corruption" not in _valid("field", "complaint")
    assert "corruption" in _valid("field", "")


def test_a_second_complaint_is_upheld_or_amended_and_a_first_one_founded_or_not():
    assert {"upheld", "amended"} <= set(_valid("result", "complaint.second"))
    assert not {"founded", "partly", "unfounded"} & set(_valid("result", "complaint.second"))
    assert {"founded", "partly", "unfounded"} <= set(_valid("result", "complaint.first"))
    assert not {"upheld", "amended"} & set(_valid("result", "complaint.first"))
    assert {"upheld", "founded"} <= set(_valid("result", "complaint"))
    assert not {"upheld", "founded", "terminated"} & set(_valid("result", "feedback"))
    assert {"founded", "terminated"} <= set(_valid("result", "denunciation"))


def test_the_grounds_of_the_new_decree_do_not_hold_before_it():
    assert _valid("refusal", "", date(2026, 6, 30)) == ["l9-1", "l9-2", "l9-3"]
    assert len(_valid("refusal", "", date(2026, 7, 1))) == 13


def test_complexity_of_complaints_is_law_since_july_2026():
    assert _valid("complex", "complaint", date(2026, 6, 30)) == []
    assert len(_valid("complex", "complaint", date(2026, 7, 1))) == 7
    assert len(_valid("complex", "denunciation", date(2020, 1, 1))) == 7


def test_an_ended_code_may_be_given_on_its_last_day():
    code = Code("old", "cũ", "old", since=date(2020, 1, 1), ended=date(2021, 6, 30))
    assert code.allows("", date(2020, 1, 1)) and code.allows("", date(2021, 6, 30))
    assert not code.allows("", date(2021, 7, 1)) and not code.allows("", date(2019, 12, 31))


def test_a_sub_code_is_counted_in_the_column_of_its_root():
    assert codes.field_of("land.clearance") == "land"
    assert codes.field_of("land") == "land"


def test_every_sub_code_has_its_root_in_the_list():
    listed = codes.load("field")
    assert all(codes.field_of(code.code) in listed for code in listed)


def test_a_desk_adds_its_own_sub_codes_and_the_list_itself_stays_as_it_was():
    own = Code("land.quarry", "mỏ đá", "quarry", ("md",))
    wider = codes.load("field").with_codes([own])
    assert wider.find("mo da") is own and wider.find("md") is own
    assert "land.quarry" not in codes.load("field")


@pytest.mark.parametrize(
    "own",
    [
        Code("quarry", "mỏ đá", "quarry"),
        Code("mine.quarry", "mỏ đá", "quarry"),
        Code("land.clearance", "mỏ đá", "quarry"),
        Code("land.quarry", "mỏ đá", "quarry", ("gpmb",)),
        Code("land.quarry", "đất đai", "quarry"),
    ],
)
def test_a_desks_own_code_lies_below_a_known_one_and_takes_no_other_codes_word(own):
    with pytest.raises(UsageFault):
        codes.load("field").with_codes([own])


def test_a_list_is_read_once(monkeypatch):
    first = codes.load("session")
    monkeypatch.setattr(data, "read", None)
    assert codes.load("session") is first
