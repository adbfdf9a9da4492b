"""The page for the head of the office: its figures are those of the other verbs, and no name stands on it."""

import re
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from present import program
from reception_cli.index.queries.figures import COUNTS

NAME, PLACE, TEXT = "Ngô Bá Tú", "thôn 9, xã Bình Trung", "Tranh chấp ranh giới thửa 804"


@pytest.fixture
def year(desk: Any) -> Any:
    """A register of two years: 3 visits of 8 people about 2 incidents in 2026, one visit in 2025."""
    desk.add("Việc cũ", "--at", "4/3/2025", "--kind", "pa")
    desk.add(TEXT, "--name", NAME, "--address", PLACE, "--at", "5/3/2026", "--kind", "kn", "--field", "dat-dai")
    assert desk.run("visit", "2026-0001", "--at", "9/4/2026").code == 0
    desk.add("Đông người", "--at", "7/5/2026", "--people", "6", "--kind", "kiến nghị")
    assert desk.run("close", "2026-0002", "--result", "answered", "--on", "8/5/2026").code == 0
    return desk


def page(desk: Any, *argv: str) -> str:
    file = Path(desk.folder).parent / "report.html"
    assert desk.run("report", *argv, "-o", str(file)).code == 0
    return file.read_text(encoding="utf-8")


def test_the_counts_stand_large_against_the_period_before_and_last_year(year: Any) -> None:
    told = page(year, "--period", "2026")
    cards = re.findall(r'class="name">(\w+)</span><span class="value">([\d,]+)</span>(.*?)</li>', told)
    assert [card[:2] for card in cards] == [("Visits", "3"), ("People", "8"), ("Incidents", "2"), ("Groups", "1")]
    assert "2 (200.0%) more than in the period before (2025)" in cards[0][2]
    assert "7 (700.0%) more than a year before (2025)" in cards[1][2]


def test_of_days_before_the_register_begins_nothing_is_compared(year: Any) -> None:
    told = page(year, "--period", "2025")
    assert "the register tells nothing of 2024" in told and "more than" not in told


def test_the_figures_for_programs_are_those_of_the_other_verbs(year: Any) -> None:
    rows = year.json("report", "--period", "2026")["rows"]
    counts = {row["figure"]: (row["value"], row["previous"], row["last_year"]) for row in rows if row["key"] is None
              and row["section"] == "counts"}  # fmt: skip
    totals = year.json("summarize", "--period", "2026", "--compare", "previous")["totals"]
    for name in COUNTS:
        assert counts[name] == (totals[name], totals[f"{name}_before"], totals[f"{name}_before"])
    for key in ("kind", "handling", "session"):
        expected = {
            (row[key] or None, name): row[name]
            for row in year.json("summarize", "--period", "2026", "--by", key)["rows"]
            for name in COUNTS
        }
        found = {(row["key"], row["figure"]): row["value"] for row in rows if row["section"] == key}
        assert found == expected or (key == "handling" and not found)
    assert {row["key"]: row["value"] for row in rows if row["section"] == "result"} == {"answered": 1}
    late = [row for row in rows if row["section"] == "late"]
    assert len(late) == year.json("due")["totals"]["overdue"]


def test_no_name_no_place_and_no_text_stands_on_the_page(year: Any) -> None:
    told = page(year, "--period", "2026")
    assert not any(secret in told for secret in (NAME, PLACE, "thửa 804", "Đông người"))
    assert "2026-0001" in told


def test_every_figure_that_is_a_link_leads_to_numbers_on_the_page(year: Any) -> None:
    told = page(year, "--period", "2026")
    links = set(re.findall(r'<td><a href="#([^"]+)">', told))
    assert {"kind-complaint", "result-answered", "field-land"} <= links
    assert links <= set(re.findall(r' id="([^"]+)"', told))
    assert re.search(r'id="kind-complaint">.*?V2026-0002, V2026-0001', told) or "V2026-0001, V2026-0002" in told


def test_the_page_fetches_nothing_and_runs_its_own_lines_alone(year: Any) -> None:
    told = page(year, "--period", "2026")
    assert not re.search(r'(src|href)="(?!#)', told) and "url(" not in told and "@import" not in told
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', told)
    assert policy and policy[1].startswith("default-src 'none'") and "script-src 'sha256-" in policy[1]


def test_a_consolidating_desk_tells_its_units(desk: Any, tmp_path: Path) -> None:
    unit = type(desk)(tmp_path / "qs", desk._read)
    assert unit.run("init", "--unit", "QS").code == 0
    unit.add("Việc ở xã", "--at", "5/3/2026")
    assert unit.run("export", "--bundle", "-o", str(tmp_path / "QS.jsonl.gz")).code == 0
    assert desk.run("consolidate", str(tmp_path / "QS.jsonl.gz")).code == 0
    rows = desk.json("report", "--period", "2026")["rows"]
    assert {"section": "unit", "key": "QS", "figure": "visits", "value": 1, "previous": None, "last_year": None} in rows


@pytest.mark.parametrize("period", ["2026-05", "7/5/2026", "2027", "tk-2026-Q2", "2026-01-15..2026-06-14"])
def test_any_period_makes_a_page(year: Any, period: str) -> None:
    assert "<h1" in page(year, "--period", period)


def test_a_period_that_is_none_is_refused(year: Any) -> None:
    assert "period" in year.fails(2, "report", "--period", "x")


# --- The report as a paper of the office.

def document(desk: Any, form: str, *argv: str) -> str:
    """Write the report as a paper and read its words back, the cells of a row with bars between them."""
    file = Path(desk.folder).parent / f"report.{form}"
    result = desk.run("report", *argv, "-o", str(file))
    assert (result.code, result.out) == (0, ""), result
    if form == "docx":
        made = pytest.importorskip("docx").Document(str(file))
        lines = [par.text for par in made.paragraphs]
        for table in made.tables:
            lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
        return "\n".join(lines)
    program("pdftotext")
    read = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True).stdout.decode()
    return unicodedata.normalize("NFC", read)  # some letters of a face are two


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_the_report_as_a_paper_has_the_head_of_decree_30_and_the_figures_of_the_page(year: Any, form: str) -> None:
    pytest.importorskip({"docx": "docx", "pdf": "typst"}[form])
    for key, value in (("superior", "UBND thành phố Đà Nẵng"), ("place", "Thăng Bình"), ("symbol", "UBND"),
                       ("signer", "Trần Văn Bình"), ("signer-title", "Chủ tịch")):  # fmt: skip
        assert year.run("config", key, value).code == 0
    words = document(year, form, "--period", "2026", "--lang", "en")  # the paper is Vietnamese whoever asks
    for told in ("UBND THÀNH PHỐ ĐÀ NẴNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "BÁO CÁO", "/BC-UBND",
                 "từ ngày 01/01/2026 đến ngày 31/12/2026", "Lưu: VT.", "CHỦ TỊCH", "Trần Văn Bình",
                 "đơn vị đã tiếp 3 lượt với 8 người về 2 vụ việc"):  # fmt: skip
        assert told in " ".join(words.split()), told
    rows = [re.sub(r"[\s|]+", " ", line).strip() for line in words.splitlines()]
    assert "1 Lượt tiếp 3 1 1" in rows and "2 Số người 8 1 1" in rows and "3 Vụ việc 2 1 1" in rows
    assert any("kiến nghị 1 6 1 1" in row for row in rows)
    for secret in (NAME, PLACE, "thửa 804"):
        assert secret not in words


def test_a_paper_tells_of_days_before_the_register_that_nobody_knows(year: Any) -> None:
    pytest.importorskip("docx")
    assert "1 | Lượt tiếp | 1 | - | -" in document(year, "docx", "--period", "2025")


def test_no_paper_is_made_of_a_damaged_register(year: Any) -> None:
    pytest.importorskip("docx")
    file = Path(year.folder, "reception.json")
    file.write_bytes(file.read_bytes().replace(b'"people":6', b'"people":7', 1))
    path = file.parent.parent / "report.docx"
    assert "No official sheet" in year.fails(6, "report", "--period", "2026", "-o", str(path))
    assert not path.exists()


def test_more_than_forty_rows_by_one_key_are_told_as_such(desk: Any) -> None:
    for n in range(41):
        desk.add(f"Việc {n}", "--at", "5/3/2026", "--commune", f"xã {n}")
    assert "The first 40 of 41." in page(desk, "--period", "2026")


def test_another_sort_of_paper_is_told_which_there_are(desk: Any) -> None:
    assert ".docx, .pdf" in desk.fails(2, "report", "-o", "report.doc")
