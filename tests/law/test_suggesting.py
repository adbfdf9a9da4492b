"""What words propose: phrases and earlier incidents vote, and half of all votes is needed."""

from collections import Counter
from datetime import date
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.domain.text import fold, words
from reception_cli.law import codes, data, suggestions
from reception_cli.law.suggestions import FACTS, Earlier, Evidence, Guess, alike, pairs, phrases, propose

TODAY = date(2026, 11, 23)
LISTS = {name: codes.load(name) for name in FACTS}
ROWS = data.read("suggest", "seed-words")["phrase"]


def by_words(content, **known):
    return propose(Evidence(phrases(content)), LISTS, known, TODAY)


def earlier(n, likeness=1.0, shared=("bo tri", "tri dat"), **said):
    return (Earlier(shared, likeness, said),) * n


# -- the seed words


def test_every_seed_word_has_two_syllables_and_codes_that_exist():
    for row in ROWS:
        assert set(row) & set(FACTS), row
        for name in set(row) & set(FACTS):
            said = [row[name]] if isinstance(row[name], str) else row[name]
            assert all(code in LISTS[name] for code in said), row
        for phrase in row["words"]:
            assert len(words(phrase)) > 1 or phrase in ("gpmb", "gcnqsdđ"), phrase


def test_no_seed_word_stands_twice_for_one_fact():
    spelt = Counter((fold(word), name) for row in ROWS for word in row["words"] for name in set(row) & set(FACTS))
    assert [twice for twice, n in spelt.items() if n > 1] == []


def test_every_kind_finds_a_field_for_every_seed_word_of_a_field():
    for row in ROWS:
        for kind in ("complaint", "denunciation", "recommendation", "feedback") if "field" in row else ():
            fitting = {code.code for code in LISTS["field"].valid_for(kind, TODAY)}
            assert fitting & set(row["field"]), (kind, row)


@pytest.mark.parametrize(
    ("content", "kind", "field"),
    [
        ("Khiếu nại Quyết định thu hồi đất số 706/QĐ-UBND", "complaint", "land.recovery"),
        ("khieu nai quyet dinh thu hoi dat", "complaint", "land.recovery"),
        ("Đề nghị bồi thường, giải phóng mặt bằng thửa 12", "recommendation", "land.clearance"),
        ("Kiến nghị cấp giấy chứng nhận quyền sử dụng đất thửa số 4", "recommendation", "land.certificate"),
        ("Phản ánh tranh chấp ranh giới đất với hộ liền kề", "feedback", "land.dispute"),
        ("Đề nghị xét hộ nghèo", "recommendation", "policy.other"),
        ("Đề nghị hưởng chế độ người có công", "recommendation", "policy.merit"),
        ("Phản ánh thái độ tiếp dân của công chức", "feedback", "officials.staff"),
        ("Tố cáo cán bộ tham ô, kiến nghị xử lý", "denunciation", "corruption"),
        ("Kiến nghị thi hành án", "recommendation", "judicial"),
    ],
)
def test_a_desk_without_a_past_goes_by_the_words_of_the_forms(content, kind, field):
    found = by_words(content)
    assert (found["kind"].code, found["field"].code) == (kind, field)


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("complaint", "admin-other"),
        ("denunciation", "admin-other.environment"),
        ("recommendation", "other"),
        ("feedback", "other"),
    ],
)
def test_the_field_is_one_that_the_kind_may_have(kind, field):
    assert by_words("Trại heo gây ô nhiễm môi trường", kind=kind)["field"].code == field


def test_what_overlaps_speaks_once_and_the_longest_phrase_speaks():
    assert [p.text for p in phrases("bồi thường giải phóng mặt bằng")] == ["bồi thường giải phóng mặt bằng"]
    assert [p.text for p in phrases("bồi thường, hỗ trợ")] == ["bồi thường"]


def test_where_no_kind_is_known_the_field_is_one_that_every_kind_may_have():
    assert by_words("xét xử phúc thẩm")["field"].code == "judicial"
    assert by_words("xét xử phúc thẩm", kind="complaint")["field"].code == "judicial.trial"
    assert by_words("tham nhũng")["field"].code is None


def test_one_phrase_may_speak_for_field_and_handling():
    found = by_words("Vụ việc đã có bản án")
    assert (found["field"].code, found["handling"].code) == ("judicial", "guide")
    assert found["handling"].seeds == ("bản án",)


def test_a_phrase_is_no_part_of_a_longer_word():
    assert phrases("đề nghịch") == ()


# -- the votes


def test_the_score_is_the_share_of_votes_with_their_root_as_doubt():
    found = by_words("Khiếu nại")["kind"]  # one phrase that weighs 3
    assert found == Guess("complaint", round(3 / (3 + sqrt(3)), 2), ("khiếu nại",))


def test_earlier_incidents_outvote_the_words_they_share():
    told = Evidence(phrases("Phản ánh việc bố trí đất"), earlier(9, kind="recommendation"))
    # 9 against 3, doubt sqrt(12): 9 / 15.46
    assert propose(told, LISTS, {}, TODAY)["kind"][:2] == ("recommendation", 0.58)


def test_less_than_half_is_no_proposal_but_has_its_score():
    told = Evidence(earlier=earlier(5, handling="accept") + earlier(5, handling="guide"))
    assert propose(told, LISTS, {}, TODAY)["handling"] == Guess(None, round(5 / (10 + sqrt(10)), 2))


def test_fields_that_split_below_one_root_propose_the_root():
    told = Evidence(earlier=earlier(10, field="land.clearance") + earlier(10, field="land.resettlement"))
    found = propose(told, LISTS, {}, TODAY)["field"]
    assert found[:2] == ("land", round(20 / (20 + sqrt(20)), 2))


def test_a_general_word_never_speaks_against_a_finer_field():
    alone = by_words("cấp giấy chứng nhận")["field"]
    more = by_words("cấp giấy chứng nhận, thửa đất")["field"]
    assert more.code == alone.code == "land.certificate" and more.score > alone.score
    assert (alone.seeds, more.seeds) == (("cấp giấy chứng nhận",), ("cấp giấy chứng nhận", "thửa đất"))


def test_a_closer_incident_speaks_louder():
    told = Evidence(earlier=earlier(41, 0.3, kind="feedback") + earlier(12, kind="complaint"))
    assert propose(told, LISTS, {}, TODAY)["kind"].code == "complaint"  # 41 x 0.09 against 12


def test_what_was_said_stays():
    assert by_words("Khiếu nại", kind="feedback", handling="file")["kind"] == Guess("feedback", 1.0)
    assert by_words("Khiếu nại", handling="file")["handling"] == Guess("file", 1.0)


def test_the_words_told_are_those_of_the_proposal():
    told = Evidence(
        phrases("Khiếu nại, đề nghị hủy quyết định"),
        earlier(3, shared=("huy quyet",), kind="complaint") + earlier(1, shared=("de nghi",), kind="feedback"),
    )
    found = propose(told, LISTS, {}, TODAY)["kind"]
    assert set(found.seeds) == {"khiếu nại", "đề nghị hủy quyết định"}
    assert found.learned == ("huy quyet",)


def test_nothing_speaks_for_nothing():
    assert propose(Evidence(), LISTS, {}, TODAY) == dict.fromkeys(FACTS, Guess())


def test_a_code_that_the_lists_no_longer_hold_gets_no_vote():
    assert propose(Evidence(earlier=earlier(9, kind="petition")), LISTS, {}, TODAY)["kind"] == Guess()


@given(st.text(max_size=200), st.lists(st.sampled_from(list(LISTS["field"].codes)), max_size=30))
def test_no_score_leaves_its_scale_and_no_proposal_lacks_half(content, fields):
    told = Evidence(phrases(content), tuple(Earlier((), 1.0, {"field": field}) for field in fields))
    for name, guess in propose(told, LISTS, {}, TODAY).items():
        assert 0 <= guess.score < 1
        assert guess.code is None or (guess.score >= 0.5 and guess.code in LISTS[name])


# -- earlier incidents


def test_pairs_are_folded_and_numbers_tell_nothing():
    assert pairs("Tại thửa 804, tờ bản đồ") == ["tai thua", "to ban", "ban do"]
    assert pairs("Đất") == []


def test_a_long_story_is_compared_by_its_beginning():
    long = " ".join("abcdefghijklmnopqrstuvwxyz")
    assert len(pairs(long)) == suggestions.MOST_PAIRS and pairs(long)[0] == "a b"


def test_an_earlier_incident_is_alike_by_words_that_stand_together():
    wish = pairs("bố trí đất ở")
    found = alike(wish, [("dat o bo tri xa", {"kind": "x"}), ("bo tri dat o", {"kind": "y"}), ("o dat bo", {})])
    assert [(one.codes["kind"], round(one.likeness, 2)) for one in found] == [("y", 1.0), ("x", 0.67)]
    assert found[1].shared == ("bo tri", "dat o")


def test_no_more_than_25_of_those_most_alike_vote():
    some = [("a b", {"kind": "far"})] * 30 + [("a b c", {"kind": "near"})] * 20
    found = alike(["a b", "b c"], some)
    assert [one.codes["kind"] for one in found] == ["near"] * 20 + ["far"] * 5
