"""The written paragraph: every number of it is one of the tables of summarize, or a share of two of them."""

import re

import pytest

from reception_cli.cli.main import LOCALE
from reception_cli.domain import words

TABLES = ("kind", "field", "handling")


@pytest.fixture(autouse=True)
def english_again():
    yield
    words.speak("en", LOCALE)


@pytest.fixture
def register(desk):
    """Three visits of one person in 2026, two of them for one complaint; a group of seven in 2025."""
    desk.add("A", "--kind", "kn", "--field", "dat", "--at", "2026-01-05")
    desk.json("visit", "1", "--at", "2026-02-05")
    desk.add("B", "--kind", "kien-nghi", "--at", "2026-03-05", "--people", "2")
    desk.json("classify", "1", "--handling", "accept")
    desk.add("C", "--kind", "kn", "--at", "2025-06-05", "--people", "7", "--petitioners", "7")
    return desk


def paragraph(desk, *argv, lang="en", **how):
    (row,) = desk.json("summarize", "--prose", "--lang", lang, *argv, **how)["rows"]
    return row["text"]


def numbers(text, lang):
    """Every number of a paragraph but those of days."""
    text = re.sub(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}", "", text)
    point, thousand = (",", ".") if lang == "vi" else (".", ",")
    found = re.findall(rf"\d[\d{thousand}]*(?:\{point}\d+)?(?!\d)", text)
    return {float(each.rstrip(".,").replace(thousand, "").replace(point, ".")) for each in found}


def known(desk, *argv):
    """Every figure of the tables, and every share of a row in the incidents, by hand."""
    told = set()
    plain = [word for word in argv if word not in ("--compare", "previous", "last-year")]
    answers = [desk.json("summarize", *argv), desk.json("summarize", "--overdue", *plain)]
    answers += [desk.json("summarize", "--by", key, *plain) for key in TABLES]
    for answer in answers:
        whole = answer["totals"]["incidents"]
        for row in [answer["totals"], *answer["rows"]]:
            told |= {abs(value) for value in row.values() if isinstance(value, int | float)}
            told |= {round(row["incidents"] * 100 / whole, 1)} if whole else set()
    return told


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(
    "argv",
    [
        (), ("--compare", "last-year"), ("--kind", "kn"), ("--period", "2025", "--compare", "previous"),
        ("--counting", "per-visit"), ("--period", "2026-01"), ("--period", "2020"),
    ],
)  # fmt: skip
def test_no_number_is_told_that_the_tables_do_not_hold(register, argv, lang):
    text = paragraph(register, *argv, lang=lang)
    assert numbers(text, lang) <= known(register, *argv)


def test_the_paragraph_tells_all_that_a_report_asks(register):
    assert paragraph(register, "--compare", "last-year") == (
        "In the period from 2026-01-01 to 2026-12-31, the unit received 3 visits of 4 people about 2 incidents, "
        "with no group among them. "
        "Compared with the same period of the year before (2025-01-01 to 2025-12-31): visits up 2 (200.0%), "
        "people down 3 (42.9%), incidents up 1 (100.0%), groups down 1 (100.0%). "
        "By kind: complaint 1 (50.0%), recommendation 1 (50.0%). "
        "By field: land and housing 1 (50.0%), unclassified 1 (50.0%). "
        "Handling of the incidents (one handled in several ways counts in each): 2 not yet handled, 1 accepted. "
        "On 2026-11-23, 2 of them are overdue."
    )


def test_a_clerk_reads_it_as_an_office_writes_it(register):
    assert paragraph(register, "--compare", "last-year", lang="vi").startswith(
        "Trong kỳ (từ ngày 01/01/2026 đến ngày 31/12/2026), đơn vị đã tiếp 3 lượt với 4 người về 2 vụ việc, trong đó "
        "không có đoàn đông người. So với cùng kỳ năm trước (từ ngày 01/01/2025 đến ngày 31/12/2025): "
        "số lượt tiếp tăng 2 (200,0%), số người giảm 3 (42,9%), số vụ việc tăng 1 (100,0%), "
        "số đoàn đông người giảm 1 (100,0%). "
        "Theo loại đơn: khiếu nại 1 vụ việc (50,0%), kiến nghị 1 vụ việc (50,0%). "
    )


def test_one_and_none_are_told_grammatically(register):
    one = paragraph(register, "--period", "2025")
    assert "received 1 visit of 7 people about 1 incident, with 1 group among them." in one
    assert "On 2026-11-23, 1 of them is overdue." in one
    single = paragraph(register, "--period", "2026-01-05")
    assert single.startswith("On 2026-01-05, the unit received 1 visit of 1 person about 1 incident, with no group")
    none = paragraph(register, "--period", "2020", "--compare", "previous")
    assert none == (
        "In the period from 2020-01-01 to 2020-12-31, the unit received no visits. Compared with the period before "
        "(2019-01-01 to 2019-12-31): visits unchanged, people unchanged, incidents unchanged, groups unchanged."
    )
    assert paragraph(register, "--period", "2020", lang="vi").endswith("đơn vị không tiếp lượt nào.")


def test_the_real_register_in_both_languages(desk, registers):
    assert desk.run("import", str(registers / "thang-binh-2023.csv"), "--yes").code == 0
    english = paragraph(desk, "--period", "2023")
    assert "970 visits of 1,045 people about 957 incidents, with 2 groups among them." in english
    # 226, 30 and 701 of 957
    assert "recommendation 701 (73.2%), complaint 226 (23.6%), denunciation 30 (3.1%)." in english
    vietnamese = paragraph(desk, "--period", "2023", lang="vi")
    assert "đã tiếp 970 lượt với 1.045 người về 957 vụ việc" in vietnamese
    assert "kiến nghị 701 vụ việc (73,2%)" in vietnamese
    assert numbers(vietnamese, "vi") == numbers(english, "en")
    assert {970.0, 1045.0, 957.0, 73.2} <= numbers(vietnamese, "vi")


def test_what_had_no_base_is_compared_without_percent(register):
    text = paragraph(register, "--period", "2025", "--compare", "previous")
    assert "visits up 1, people up 7, incidents up 1, groups up 1." in text


def test_only_the_most_frequent_fields_are_named(desk):
    fields = ("land", "policy", "officials", "judicial", "corruption", "party")
    for n, field in enumerate(fields):
        for _time in range(2 if n < 5 else 1):
            desk.add(f"Việc {field}", "--kind", "kn" if field != "corruption" else "tc", "--field", field)
    text = paragraph(desk)
    assert "Most frequent fields: " in text
    assert "Party" not in text
    assert text.count("2 (18.2%)") == 6  # two of eleven: five fields, and the two denunciations


def test_filters_are_told(register):
    assert paragraph(register, "--kind", "kn").endswith("Only what the filters leave is counted.")
    assert "filters" not in paragraph(register)


def test_what_is_late_is_told_as_of_the_day_asked_for(register):
    register.add("Việc mới", "--name", "Lê Hoa")  # to be answered by 8 December
    later = {"now": "2026-12-24T08:10:00+07:00"}
    assert "On 2026-11-23, 2 of them are overdue." in paragraph(register, "--as-at", "2026-11-23", **later)
    assert "On 2026-12-24, 3 of them are overdue." in paragraph(register, **later)
    register.json("close", "1", "2026-0002", "--result", "guided", "--on", "2026-11-23")
    assert paragraph(register).endswith("On 2026-11-23, none of them is overdue.")


def test_totals_are_those_of_summarize_and_what_is_overdue(register):
    answer = register.json("summarize", "--prose")
    assert answer["totals"] == {**register.json("summarize")["totals"], "overdue": 2}
    assert [list(row) for row in answer["rows"]] == [["text"]]
    assert {"period", "counting"} <= {note["code"] for note in answer["notes"]}


@pytest.mark.parametrize("form", ["", "table", "tsv", "md", "html"])
def test_people_get_the_text_and_no_table(register, form):
    told = register.run("summarize", "--prose", *(("--format", form) if form else ())).out
    assert "the unit received 3 visits" in " ".join(told.split())
    assert not re.search(r"^text$|\||<table", told, re.M)


def test_a_sheet_gets_one_cell(register, tmp_path):
    told = register.run("summarize", "--prose", "--format", "csv").out.split("\r\n")
    assert told[0].strip("\ufeff") == "text"
    assert len(told) == 3
    assert register.run("summarize", "--prose", "-o", str(tmp_path / "p.xlsx")).code == 0


@pytest.mark.parametrize("more", [("--by", "kind"), ("--records",), ("--sort", "visits"), ("--limit", "1")])
def test_a_paragraph_has_no_rows_to_choose(register, more):
    assert more[0] in register.fails(2, "summarize", "--prose", *more)


def test_a_paragraph_names_nobody(register):
    assert "Đức" not in paragraph(register, lang="vi")
