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
def papers(desk):
    """A desk of petitions: nobody came; four petitions about three matters, two of them taken in, one resolved."""
    for n, kind in enumerate(("kn", "kn", "tc"), 1):
        field = ("land.house", "admin-other", "corruption")[n - 1]
        desk.add(f"Đơn {n}", "--kind", kind, "--field", field, "--source", "post", "--at", f"2026-07-0{n}")
    desk.json("visit", "1", "--source", "post", "--at", "2026-07-06")
    for n in ("1", "2"):
        desk.json("classify", n, "--competence", "in", "--handling", "accept", "--qualified")
        desk.json("accept", n, "--on", "2026-07-08")
    desk.json("withdraw", "1", "--on", "2026-07-20")
    return desk


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
            papers = answer["totals"]["petitions"]
            told |= {round(row["petitions"] * 100 / papers, 1)} if papers else set()
    for more in ([], ["--by", "result"]):
        measured = desk.json("stats", *more, *(word for word in plain if word not in ("--counting", "per-visit")))
        for row in [measured["totals"], *measured["rows"]]:
            told |= {value for value in row.values() if isinstance(value, int | float)}
        by_result = {row.get("result"): row for row in measured["rows"] if row["step"] == "end"}
        told |= {row["measured"] for row in by_result.values()}
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


def test_a_petition_desk_reads_of_its_petitions(papers):
    """Four petitions: three complaints (75 %), one denunciation; of land two, one of another field each."""
    assert paragraph(papers).startswith(
        "In the period from 2026-01-01 to 2026-12-31, the unit received no visitors, but petitions. "
        "4 petitions came in. "
        "Petitions by kind: complaint 3 petitions (75.0%), denunciation 1 petition (25.0%). "
    )
    told = paragraph(papers)
    assert "Results so far: withdrawn 1." in told
    assert "Taken in to be resolved: 2, resolved of these: 1 (50.00%)." in told
    vietnamese = paragraph(papers, lang="vi")
    assert "đơn vị không tiếp lượt nào, nhưng có nhận đơn. Đã tiếp nhận 4 đơn." in vietnamese
    assert "khiếu nại 3 đơn (75,0%)" in vietnamese and "đã giải quyết 1 vụ việc (50,00%)" in vietnamese


@pytest.mark.parametrize("argv", [(), ("--kind", "kn"), ("--compare", "previous"), ("--period", "2026-07-01")])
def test_no_number_of_a_petition_desk_is_told_that_the_tables_do_not_hold(papers, argv):
    assert numbers(paragraph(papers, *argv), "en") <= known(papers, *argv)


def test_figures_know_petitions_results_areas_and_who_came_again(papers):
    rows = {row["kind"]: row for row in papers.json("summarize", "--by", "kind")["rows"]}
    assert {kind: (row["visits"], row["petitions"]) for kind, row in rows.items()} == {
        "complaint": (0, 3), "denunciation": (0, 1),
    }  # fmt: skip
    by = {
        key: {row[key]: row["petitions"] for row in papers.json("summarize", "--by", key)["rows"]}
        for key in ("area", "result", "repeat")
    }
    # land.house and admin-other are fields of the administration, corruption is a column of its own
    assert by["area"] == {"administrative": 3, "corruption": 1}
    assert by["result"] == {"withdrawn": 2, None: 2}
    assert by["repeat"] == {"first": 3, "repeat": 1}
    totals = papers.json("stats")["totals"]
    assert (totals["petitions"], totals["taken_in"], totals["resolved"]) == (4, 2, 1)
    drawn = papers.json("chart", "kind", "--figure", "petitions")
    assert [(row["kind"], row["petitions"]) for row in drawn["rows"]] == [("complaint", 3), ("denunciation", 1)]
    (rate,) = papers.json("chart", "rate")["rows"]
    assert rate == {"month": "2026-07", "taken_in": 2, "resolved": 1, "resolved_percent": 50.0}


def test_who_received_is_told_by_name(desk):
    """The chairman received twice, also of a visit about a denunciation; a name written with two blanks is one name."""
    head = ("--session", "periodic", "--host", "head")
    desk.add("A", *head, "--host-name", "Trần Văn Chủ", "--at", "2026-07-01")
    desk.add("B", "--kind", "tc", *head, "--host-name", "Trần  Văn Chủ", "--people", "2", "--at", "2026-07-02")
    desk.add("C", "--at", "2026-07-03")
    rows = desk.json("summarize", "--by", "host-name")["rows"]
    assert [(row["host-name"], row["visits"], row["people"]) for row in rows] == [("Trần Văn Chủ", 2, 3), (None, 1, 1)]
    desk.json("redact", "V2026-0001", "--field", "host_name", "--reason", "theo yêu cầu", "--yes")
    assert {row["host-name"]: row["visits"] for row in desk.json("summarize", "--by", "host-name")["rows"]} == {
        "Trần Văn Chủ": 1, None: 2,
    }  # fmt: skip


# Months are written in words of the report: each must come out of the forms that people hand in with it.
REPORT = {
    "visits": ("01/TCD", 1), "people": ("01/TCD", 2), "received": ("01/XLD", 3), "qualified": ("01/XLD", 6),
    "complaints": ("02/XLD", 8), "administrative": ("02/XLD", 9), "denunciations": ("03/XLD", 8),
    "matters": ("01/KQGQ", 4), "withdrawn": ("01/KQGQ", 6),
}  # fmt: skip


def test_a_whole_report_tells_the_columns_of_the_forms_section_by_section(papers):
    answer = papers.json("summarize", "--report", "--period", "2026")
    told = {row["section"]: row["text"] for row in answer["rows"]}
    assert list(told) == ["reception", "petitions", "fields", "handling", "resolution"]
    form = {
        name: next(row["value"] for row in papers.json("form", code, "--period", "2026")["rows"] if row["column"] == n)
        for name, (code, n) in REPORT.items()
    }
    # the denunciation was handled by nobody yet: three petitions are, of two complaints within competence
    assert form == {
        "visits": 0, "people": 0, "received": 4, "qualified": 3, "complaints": 2, "administrative": 2,
        "denunciations": 0, "matters": 2, "withdrawn": 1,
    }  # fmt: skip
    assert "4 received in the period. Handled: 3; qualified: 3, about 2 matters: complaints 3 (100.0%)" in (
        told["petitions"]
    )
    assert told["fields"] == (
        "Complaints, 2 matters: administrative fields 2 (100.0%), of these land and housing 1 (50.0%)."
    )
    assert told["handling"] == (
        "Within competence: 3 petitions. Outside: 0, of which guided 0, forwarded 0, urged 0."
    )
    assert told["resolution"].startswith(
        "Within competence were 2 matters (2 complaints, 0 denunciations); resolved: 1, 50.00%. "
        "Complaints: 1 of 2 resolved (50.00%): 0 by decision, 1 withdrawn;"
    )


def test_a_report_cuts_its_rates_as_the_office_does(desk):
    """Two of three resolved: 66.67 % rounded, 66.66 % cut off."""
    for n in ("1", "2", "3"):
        desk.add(f"Việc {n}", "--kind", "kn", "--field", "dat", "--at", "2026-07-01")
        desk.json("classify", n, "--competence", "in", "--handling", "accept")
        desk.json("accept", n, "--on", "2026-07-03")
    for n in ("1", "2"):
        desk.json("withdraw", n, "--on", "2026-07-20")

    def resolution():
        return {row["section"]: row["text"] for row in desk.json("summarize", "--report")["rows"]}["resolution"]

    assert "resolved: 2, 66.67%" in resolution()
    desk.json("config", "rates", "truncated")
    assert "resolved: 2, 66.66%" in resolution() and "Complaints: 2 of 3 resolved (66.66%)" in resolution()


def test_a_report_beside_an_earlier_period(register):
    answer = register.json("summarize", "--report", "--period", "2026", "--compare", "last-year")
    (told,) = [row["text"] for row in answer["rows"] if row["section"] == "comparison"]
    assert told.startswith(
        "Compared with the same period of the year before (2025-01-01 to 2025-12-31): visits up 2 (200.0%), "
        "people down 3 (42.9%), matters received up 1 (100.0%), groups down 1 (100.0%), petitions received unchanged"
    )


@pytest.mark.parametrize("more", [("--kind", "kn"), ("--by", "kind"), ("--from", "2026-01-01")])
def test_a_report_counts_all_of_a_whole_period(register, more):
    assert "--report" in register.fails(2, "summarize", "--report", *more) or "first and a last day" in (
        register.fails(2, "summarize", "--report", *more)
    )


def test_matters_of_petitions_are_overdue_like_those_of_visits(desk):
    land = ("--kind", "kn", "--field", "land", "--at", "2/10/2026")
    for source, name in (("walk-in", "Ba"), ("post", "Tư"), ("post", "Năm")):  # accepted 5 October, 30 days
        desk.add("Khiếu nại", *land, "--name", name, "--source", source)
    for number in ("1", "2", "3"):
        desk.json("classify", number, "--competence", "in", "--handling", "accept", "--qualified")
        desk.json("accept", number, "--on", "5/10/2026")
    assert "On 2026-11-23, 3 of them are overdue." in paragraph(desk)
