"""Registers as offices send them (invented people): what each comes to, or why it is refused."""

import csv
import json
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
NOW = "2026-11-23T09:00:00+07:00"


def take(desk, name, *more, code=0):
    """Import a file; give the answer and what was said on the side."""
    result = desk.run("import", str(DATA / name), "--no-input", "--yes", "--json", *more, now=NOW)
    assert result.code == code, result.err
    return json.loads(result.out) if result.out else {}, result.err


def figures(desk):
    found = desk.json("summarize", "--from", "1990-01-01", "--to", "2099-12-31", now=NOW)["totals"]
    return found["visits"], found["people"], found["incidents"]


def kinds(desk):
    rows = desk.json("list", "--limit", "1000", now=NOW)["rows"]
    return {kind: sum(row["kind"] == kind for row in rows) for kind in {row["kind"] for row in rows}}


def named(desk, *more):
    why = ("--with-identity", "--reason", "kiểm tra", "--limit", "1000")
    return desk.json("list", *more, *why, now=NOW)["rows"]


def codes(answer):
    return {note["code"] for note in answer["notes"]}


@pytest.mark.parametrize(
    ("name", "visits", "people", "incidents", "told"),
    [
        ("plain.xlsx", 5, 5, 5, set()),
        ("months.xlsx", 24, 24, 24, set()),
        ("hiddensheet.xlsx", 5, 5, 5, {"sheet-unread"}),
        ("nostt.csv", 6, 6, 6, set()),
        ("stt-restart.csv", 6, 6, 6, {"numbers-doubled"}),
        ("samecontent-nostt.csv", 3, 3, 3, set()),
        ("reopen.csv", 2, 2, 1, set()),
        ("farcell.xlsx", 3, 3, 3, set()),
        ("far-note.xlsx", 3, 3, 3, set()),
        ("pub-multiid.xlsx", 3, 5, 3, {"ids-several"}),
        ("printed.xlsx", 3, 3, 3, {"totals-agree", "rows-passed-over"}),
        ("mergeddates.xlsx", 5, 5, 5, {"days-carried"}),
        ("grouprows.xlsx", 3, 4, 3, {"persons-several"}),
        ("crosses.xlsx", 2, 3, 2, set()),
        ("html.xls", 6, 6, 6, set()),
        ("monthly-totals.xlsx", 4, 4, 4, {"totals-agree"}),
        ("2-hai-dong.xlsx", 30, 87, 30, {"totals-agree"}),
        ("4-noi-dong.ods", 10, 22, 10, {"days-carried"}),
        ("5-don-thu.xlsx", 0, 0, 0, {"petitions", "forwarder-against-source"}),
    ],
)
def test_a_register_gives_its_figures_and_says_what_must_be_known(desk, name, visits, people, incidents, told):
    answer, _said = take(desk, name)
    assert figures(desk) == (visits, people, incidents)
    assert told <= codes(answer)
    assert desk.run("verify", now=NOW).code == 0


@pytest.mark.parametrize(
    ("name", "rows", "visits", "people"),
    [
        ("lost-after-total2.xlsx", {5}, 3, 3),
        ("rejects-float.xlsx", {3, 4}, 2, 2),
        ("peoplewords.xlsx", {4, 5, 6, 7, 8}, 3, 4),
        ("years.xlsx", {2, 3, 4, 5, 6}, 1, 1),
    ],
)
def test_the_rows_that_nobody_can_read_are_rejected_and_no_others(desk, tmp_path, name, rows, visits, people):
    _answer, said = take(desk, name, code=6)
    assert "nothing was recorded" in said and figures(desk) == (0, 0, 0)
    answer, _said = take(desk, name, "--rejects", str(tmp_path / "bad.csv"), code=6)
    assert {row["number"] for row in answer["rows"]} == rows
    assert figures(desk)[:2] == (visits, people)


@pytest.mark.parametrize(
    ("name", "doubt", "why", "visits"),
    [
        ("usswap.xlsx", "days", "day and month swapped", 6),
        ("tcvn3body.xlsx", "text", "TCVN3", 6),
        ("mojibake.xlsx", "text", "UTF-8 read as Latin-1", 1),
    ],
)
def test_what_is_in_doubt_is_refused_and_taken_once_it_is_accepted(desk, name, doubt, why, visits):
    _answer, said = take(desk, name, code=6)
    assert why in said and f"--accept {doubt}" in said and figures(desk) == (0, 0, 0)
    answer, _said = take(desk, name, "--accept", doubt)
    assert doubt in codes(answer) and figures(desk)[0] == visits


def test_days_that_were_swapped_are_read_in_their_own_month(desk):
    take(desk, "usswap.xlsx", "--accept", "days")
    days = sorted(row["at"] for row in desk.json("list", "--visits", now=NOW)["rows"])
    assert days == ["2025-02-01", "2025-02-05", "2025-02-09", "2025-02-13", "2025-02-20", "2025-02-27"]


def test_month_first_days_are_refused_as_a_whole_whatever_map_is_named(desk, tmp_path):
    options = ("--map", str(DATA / "map2014.toml"))
    for more in ((), ("--rejects", str(tmp_path / "bad.csv"))):
        _answer, said = take(desk, "pub-epplus.xlsx", *options, *more, code=6)
        assert "month first" in said and figures(desk) == (0, 0, 0)
    take(desk, "pub-epplus.xlsx", *options, "--accept", "days")
    assert sorted(row["at"] for row in named(desk, "--visits")) == ["2025-02-05", "2025-02-13", "2025-03-04"]


@pytest.mark.parametrize(
    ("name", "found"),
    [("tcvn3body.xlsx", "Trịnh Văn Một"), ("mojibake.xlsx", "Trịnh Văn Một")],
)
def test_old_text_is_kept_in_unicode(desk, name, found):
    take(desk, name, "--accept", "text")
    assert found in {row["name"] for row in named(desk, "--visits")}


def test_results_are_those_of_their_own_row_though_numbers_restart(desk):
    for name in ("nostt.csv", "stt-restart.csv"):
        take(desk, name)
    assert {row["status"] for row in desk.json("list", now=NOW)["rows"]} == {"closed"}


def test_ticked_kinds_and_a_result_in_words(desk):
    take(desk, "crosses.xlsx")
    found = {row["kind"]: row["status"] for row in desk.json("list", now=NOW)["rows"]}
    assert found == {"complaint": "closed", "denunciation": "open"}


def test_kinds_of_columns_and_running_totals(desk):
    take(desk, "2-hai-dong.xlsx")
    assert kinds(desk) == {"complaint": 7, "denunciation": 3, "recommendation": 20}


@pytest.mark.parametrize(
    ("name", "denouncers"),
    [
        ("2-hai-dong.xlsx", ["Phan Ngọc Tú", "Trần Đình Hùng", "Võ Văn Đào"]),
        ("crosses.xlsx", ["Ngô Thị Mười"]),
        ("5-don-thu.xlsx", ["Bùi Đình Đào"]),
    ],
)
def test_no_denouncer_can_be_found_or_is_named(desk, name, denouncers):
    answer, said = take(desk, name)
    secret = {row["id"] for row in desk.json("list", "--kind", "denunciation", now=NOW)["rows"]}
    for one in denouncers:
        assert one not in said and one not in json.dumps(answer, ensure_ascii=False)
        assert not secret & {row["id"] for row in desk.json("search", *one.split(), now=NOW)["rows"]}


def test_contents_that_go_on_in_the_next_row_are_whole(desk):
    take(desk, "4-noi-dong.ods")
    contents = {row["content"] for row in named(desk)}
    assert {
        "Phản ánh trại heo gây ô nhiễm môi trường",
        "Hỏi chế độ người có công",
        "Xin xác nhận hộ nghèo",
        "Tranh chấp ranh giới đất với hộ liền kề",
        "Kiến nghị sửa đường bê tông thôn 3",
    } == contents


def test_a_register_of_petitions_makes_no_visits(desk):
    take(desk, "5-don-thu.xlsx")
    rows = desk.json("list", "--petitions", now=NOW)["rows"]
    assert {source: sum(row["source"] == source for row in rows) for source in ("post", "walk-in", "transfer")} == {
        "post": 5, "walk-in": 6, "transfer": 1,
    }  # fmt: skip
    assert kinds(desk) == {"complaint": 5, "denunciation": 1, "recommendation": 6}


def test_a_number_that_stands_in_the_cell_of_the_name_is_parted_from_it(desk):
    take(desk, "printed.xlsx")
    rows = sorted(named(desk, "--visits"), key=lambda row: row["at"])
    assert [row["id_no"] for row in rows] == ["049180000120", "049180000121", "049180000122"]
    assert {row["name"] for row in rows} == {"Hồ Văn Thử"} and not any("CCCD" in row["address"] for row in rows)


def test_labels_are_taken_off_and_the_first_number_is_the_visitors(desk):
    take(desk, "pub-multiid.xlsx")
    rows = sorted(named(desk, "--visits"), key=lambda row: row["at"])
    assert [row["id_no"] for row in rows] == ["049180000201", "049180000202", "049180000001"]
    assert [row["people"] for row in rows] == [1, 2, 2]
    assert not any("ĐC" in row["address"] for row in rows)


EDITIONS = [
    ("st1.csv", "st2.csv", {"visits": 1, "already": 2, "differing": 1}),
    ("re0.csv", "re-inserted.csv", {"visits": 1, "already": 6}),
    ("re0.csv", "re-edited.csv", {"visits": 0, "already": 6, "differing": 1}),
    ("re0.csv", "re-id.csv", {"visits": 0, "already": 6, "differing": 1}),
    ("re0.csv", "re-sortednum.csv", {"visits": 0, "already": 6}),
    ("rep1.csv", "rep2.csv", {"visits": 1, "already": 1}),
    ("plain.xlsx", "plain.xlsx", {"visits": 0, "already": 5}),
]


@pytest.mark.parametrize(("first", "second", "expected"), EDITIONS)
def test_a_later_edition_is_matched_line_by_line(desk, first, second, expected):
    take(desk, first)
    answer, _said = take(desk, second)
    assert {name: answer["totals"][name] for name in expected} == expected
    assert ("differing" in answer["totals"]) == ("differing" in expected)


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [("st1.csv", "st2.csv", "result"), ("re0.csv", "re-edited.csv", "content"), ("re0.csv", "re-id.csv", "id_no")],
)
def test_what_differs_is_told_with_its_field_and_taken_when_asked_for(desk, first, second, field):
    take(desk, first)
    answer, _said = take(desk, second, "--exit-code", code=10)
    assert [note["fields"] for note in answer["notes"] if note["code"] == "differs"] == [[field]]
    take(desk, second, "--update")
    assert desk.run("verify", now=NOW).code == 0
    answer, _said = take(desk, second, "--exit-code")
    assert "differs" not in codes(answer)


def test_an_update_closes_what_the_later_edition_says_is_resolved(desk):
    take(desk, "st1.csv")
    take(desk, "st2.csv", "--update")
    assert sorted(row["status"] for row in desk.json("list", now=NOW)["rows"]) == ["accepted", "accepted", "closed"]


def test_a_visit_that_was_struck_through_does_not_come_back(desk):
    take(desk, "plain.xlsx")
    assert desk.run("void", "V3", "--reason", "ghi nhầm", "--yes", now=NOW).code == 0
    answer, _said = take(desk, "plain.xlsx")
    assert (answer["totals"]["visits"], answer["totals"]["struck"]) == (0, 1) and figures(desk)[0] == 4


def test_an_import_that_was_undone_may_return(desk):
    take(desk, "plain.xlsx")
    assert desk.run("undo", "--yes", now=NOW).code == 0
    assert take(desk, "plain.xlsx")[0]["totals"]["visits"] == 5


def test_a_further_visit_of_a_closed_matter_takes_it_up_again_in_one_file_or_two(desk):
    take(desk, "rep1.csv")
    take(desk, "rep2.csv")
    assert figures(desk) == (2, 2, 1)
    assert [row["status"] for row in desk.json("list", now=NOW)["rows"]] == ["accepted"]


def test_rejects_are_written_as_they_stood_and_read_back_into_the_same_matter(desk, tmp_path):
    bad = tmp_path / "bad.csv"
    take(desk, "rejects-float.xlsx", "--rejects", str(bad), code=6)
    rows = list(csv.reader(bad.open(encoding="utf-8-sig", newline="")))
    assert [row[0] for row in rows[1:]] == ["2", "3"] and rows[1][3] == "049180000002"
    assert rows[0][-3:] == ["Dòng trong tệp", "Trang tính trong tệp", "Lý do bị loại"] and rows[1][-3:-1] == ["3", "So"]
    bad.write_text(bad.read_text(encoding="utf-8-sig").replace("Khiếu nại, tố cáo", "Khiếu nại"), encoding="utf-8-sig")
    assert desk.run("import", str(bad), "--yes", now=NOW).code == 0
    assert figures(desk) == (4, 4, 3)
    answer, _said = take(desk, "rejects-float-ok.xlsx")
    assert (answer["totals"]["visits"], answer["totals"]["already"], answer["totals"]["differing"]) == (0, 4, 1)


def test_a_register_that_is_consolidated_tells_the_same(desk):
    result = desk.run("consolidate", f"X2={DATA / 'hiddensheet.xlsx'}", "--json", now=NOW)
    assert result.code == 0
    assert [(note["code"], note.get("sheet")) for note in json.loads(result.out)["notes"]] == [
        ("sheet-unread", "2024 cu")
    ]
    result = desk.run("consolidate", f"X3={DATA / 'usswap.xlsx'}", "--json", now=NOW)
    assert result.code == 6 and "day and month swapped" in result.out


@pytest.mark.parametrize(
    ("name", "doubt", "visits"),
    [("usswap.xlsx", "days", 6), ("tcvn3body.xlsx", "text", 6), ("mojibake.xlsx", "text", 1)],
)
def test_what_a_unit_sends_in_doubt_is_refused_and_taken_and_told_once_it_is_accepted(desk, name, doubt, visits):
    words = ("consolidate", f"X3={DATA / name}", "--json")
    refused = desk.run(*words, now=NOW)
    assert refused.code == 6 and f"--accept {doubt}" in refused.out
    taken = desk.run(*words, "--accept", doubt, now=NOW)
    assert taken.code == 0 and doubt in codes(json.loads(taken.out))
    assert len(desk.json("list", "--visits", now=NOW)["rows"]) == visits


def test_a_doubt_that_there_is_not_is_refused_at_consolidation_too(desk):
    refused = desk.run("consolidate", f"X3={DATA / 'usswap.xlsx'}", "--accept", "all", now=NOW)
    assert refused.code == 2 and "totals, days, people, text" in refused.err


def test_an_import_in_a_pipe_prints_its_figures_as_one_row(desk):
    result = desk.run("import", str(DATA / "rejects-float.xlsx"), "--dry-run", now=NOW)
    head, *rows = [line.split("\t") for line in result.out.splitlines()]
    assert len(rows) == 1
    answer = json.loads(desk.run("import", str(DATA / "rejects-float.xlsx"), "--dry-run", "--json", now=NOW).out)
    assert (head[0], rows[0][0]) == ("file", "rejects-float.xlsx")
    figures = dict(zip(head[1:], map(int, rows[0][1:]), strict=True))
    assert {name: figures[name] for name in answer["totals"]} == answer["totals"]
    assert figures["rejects"] == 2 and len(answer["rows"]) == 2
    chosen = desk.run("import", str(DATA / "rejects-float.xlsx"), "--dry-run", "--fields", "visits,rejects", now=NOW)
    assert chosen.out.splitlines()[0] == "visits\trejects"
