"""`duty --inspect`: the head's days by unit, in person and delegated apart, and the state of each register."""

import shlex
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def unit(desk: Any, tmp_path: Path) -> Any:
    """A commune below the desk: in October 2026 one day in person, one delegated of three held, nobody came once."""
    made = type(desk)(tmp_path / "qs", desk._read)
    assert made.run("init", "--unit", "QS", "--name", "Xã Quế Sơn").code == 0
    for line in (
        "duty 5/10/2026 --host head", "duty 5/10/2026 --host delegate", "duty 19/10/2026 --host delegate --no-visitors",
    ):  # fmt: skip
        assert made.run(*line.split()).code == 0
    made.add("Việc chưa phân loại", "--at", "2/9/2026")
    made.add("Việc đã phân loại", "--at", "6/10/2026", "--kind", "kn", "--field", "dat-dai")
    assert made.run("export", "--bundle", "-o", str(tmp_path / "QS.jsonl.gz")).code == 0
    assert desk.run("consolidate", str(tmp_path / "QS.jsonl.gz")).code == 0
    return made


def rows(desk: Any, *argv: str) -> dict[str, Any]:
    return {row["unit"]: row for row in desk.json("duty", "--inspect", *argv)["rows"]}


def test_days_in_person_and_delegated_are_told_apart_by_unit(desk: Any, unit: Any) -> None:
    found = rows(desk, "--period", "2026-10")
    # two a month since 1 July 2026; the 5th was held by the head, though a delegate received, too
    wanted = {"owed": 2, "in_person": 1, "delegated": 1, "missed": 0, "nobody_came": 1, "in_person_percent": 50.0}
    assert {name: found["QS"][name] for name in wanted} == wanted
    assert {name: found["TB"][name] for name in wanted} == {
        **dict.fromkeys(wanted, 0), "owed": 2, "missed": 2, "in_person_percent": 0.0,
    }  # fmt: skip
    totals = desk.json("duty", "--inspect", "--period", "2026-10")["totals"]
    assert (totals["owed"], totals["in_person"], totals["missed"], totals["in_person_percent"]) == (4, 1, 2, 25.0)


def test_the_state_of_a_register_is_told(desk: Any, unit: Any) -> None:
    found = rows(desk, "QS", "--period", "2026")
    assert list(found) == ["QS"]
    told = found["QS"]
    # 2 September to 23 November is more than 45 days, 6 October is 48: both are open and unhandled
    assert (told["visits"], told["unclassified"], told["untouched"]) == (2, 1, 2)
    assert told["late"] == desk.json("due", "--unit", "QS")["totals"]["overdue"] > 0


def test_a_sample_is_the_same_for_the_same_seed(desk: Any) -> None:
    for day in range(1, 21):
        desk.add("Việc", "--at", f"{day}/10/2026")
    draw = ("duty", "--inspect", "--period", "2026-10", "--sample", "5")
    first = [row["id"] for row in desk.json(*draw)["rows"]]
    assert len(set(first)) == 5 and first == sorted(first)
    assert [row["id"] for row in desk.json(*draw)["rows"]] == first
    others = {tuple(row["id"] for row in desk.json(*draw, "--seed", seed)["rows"]) for seed in ("a", "b", "c")}
    assert len(others) == 3
    assert len(desk.json(*draw[:-1], "100")["rows"]) == 20


@pytest.mark.parametrize("name", ["inspection.xlsx", "inspection.html"])
def test_it_is_written_as_a_sheet_and_as_a_page(desk: Any, unit: Any, tmp_path: Path, name: str) -> None:
    assert desk.run("duty", "--inspect", "--period", "2026-10", "-o", str(tmp_path / name)).code == 0
    assert (tmp_path / name).stat().st_size > 1000


def test_an_unknown_unit_is_named_with_the_nearest(desk: Any, unit: Any) -> None:
    assert "QS" in desk.fails(3, "duty", "--inspect", "QX")


@pytest.mark.parametrize("line", ["--inspect --report", "--sample 3", "--inspect --seed x", "--inspect --host head"])
def test_what_does_not_go_together_is_refused(desk: Any, line: str) -> None:
    desk.fails(2, "duty", *line.split())


# --- Check by check; today is Monday 23 November 2026, no day of that month is off but Saturdays and Sundays.

MONTH = ("--period", "2026-11")


def done(desk: Any, *lines: str, now: str = "2026-11-23T08:10:00+07:00") -> None:
    for line in lines:
        result = desk.run(*shlex.split(line), now=now)
        assert result.code == 0, result.err


def measured(desk: Any, *names: str) -> tuple[int, ...]:
    told = rows(desk, *MONTH)["TB"]
    return tuple(told[name] for name in names)


def test_answers_are_held_against_ten_working_days(desk: Any) -> None:
    for n, day in enumerate((2, 2, 2, 2, 12), 1):  # from 2 November ten working days are over on the 16th
        desk.add(f"Việc {n}", "--at", f"{day}/11/2026", "--kind", "kn")
    for number, day in ((1, 16), (2, 23), (3, 23)):
        done(desk, f"classify {number} --handling guide --competence out", now=f"2026-11-{day}T08:00:00+07:00")
    # in time; 17, 18, 19, 20, 23 are five working days behind; the fifth matter has until the 26th
    assert measured(desk, "answered", "answered_late", "answered_very_late", "unanswered") == (1, 2, 0, 1)
    desk.add("Việc xa", "--at", "1/11/2026", "--kind", "kn")  # a Sunday: until the 13th, so the 23rd is six behind
    done(desk, "classify 6 --handling guide --competence out")
    assert measured(desk, "answered_late", "answered_very_late") == (2, 1)


def test_what_the_head_heard_wants_a_conclusion_in_writing_and_what_it_asks_done_by_its_day(desk: Any) -> None:
    for n in range(1, 5):
        desk.add(f"Việc {n}", "--at", "2/11/2026", "--host", "head", "--kind", "kn")
    desk.add("Cán bộ tiếp", "--at", "2/11/2026")
    for number in (1, 2, 3):
        done(desk, f"meeting {number} --conclusion --doc 1{number}/TB --agreed x --agreed-by 10/11/2026 --on 3/11/2026")
    done(desk, "note 1 'Đã đo' --kept --on 9/11/2026", "note 2 'Đã đo' --kept --on 12/11/2026")
    # of four heard one has no conclusion; one task was done by its day, one behind it, of one nobody told
    assert measured(desk, "heard_by_head", "unconcluded", "tasks", "tasks_done", "tasks_late") == (4, 1, 3, 1, 2)


def test_a_conclusion_that_was_taken_back_is_none(desk: Any) -> None:
    desk.add("Việc", "--at", "2/11/2026", "--host", "head", "--kind", "kn")
    done(desk, "meeting 1 --conclusion --doc 11/TB --agreed x --agreed-by 10/11/2026 --on 3/11/2026", "undo --yes")
    assert measured(desk, "unconcluded", "tasks") == (1, 0)


def test_a_refusal_that_the_law_wants_in_writing_is_late_without_a_notice_in_three_working_days(desk: Any) -> None:
    for ground, day in (("l9-3", 2), ("l9-3", 20), ("l9-1", 2)):
        desk.add("Việc", "--at", f"{day}/11/2026", "--refused", ground)
    # l9-1 is told orally; of the 20th there is time until the 25th
    assert measured(desk, "refused", "refusals_to_write", "refusals_unwritten") == (3, 2, 1)


def test_days_that_were_planned_too_late_to_be_posted_are_told(desk: Any) -> None:
    done(desk, "duty 10/12/2026 --host head", now="2026-11-24T08:00:00+07:00")
    done(desk, "duty 9/12/2026 --host head", now="2026-12-04T08:00:00+07:00")  # five working days before: the 2nd
    told = desk.json("duty", "--inspect", "--period", "2026-12", now="2026-12-31T08:00:00+07:00")["totals"]
    assert (told["planned"], told["planned_late"]) == (2, 1)


def test_papers_reports_and_matters_about_officials_are_counted(desk: Any) -> None:
    desk.add("Thái độ cán bộ", "--at", "2/11/2026", "--kind", "pa", "--field", "officials")
    desk.add("Việc khác", "--at", "3/11/2026", "--kind", "kn", "--field", "dat-dai", "--people", "7")
    done(desk, "config papers-from 2026-11-01")
    owed = desk.json("issue", "--owed")["totals"]
    assert measured(desk, "papers_owed", "papers_late") == (owed["owed"], owed["overdue"]) == (2, 2)
    assert measured(desk, "about_officials", "about_officials_founded") == (1, 0)
    assert measured(desk, "complex") == (desk.json("list", "--complex")["totals"]["matters"],) == (1,)
    done(desk, "seal --to 2026-11-14 --yes")  # reported by the 17th, sealed on the 23rd
    assert measured(desk, "reports", "reports_late") == (1, 1)


def test_what_is_not_in_the_national_database_is_counted_once_the_desk_enters_there(desk: Any) -> None:
    assert measured(desk, "visits_not_entered", "matters_not_entered") == (None, None)  # nobody knows
    desk.add("Cấp giấy chứng nhận", "--at", "4/11/2026")
    desk.add("Ranh giới đất", "--at", "5/11/2026")
    done(desk, "config entered-from 2026-11-05")
    assert measured(desk, "visits_not_entered", "matters_not_entered") == (1, 1)
    told = desk.run("duty", "--inspect", *MONTH, "--format", "md").out
    assert "not yet entered: visits 1, incidents 1" in told and told.count("not in the register") == 2  # E3, E15


def test_the_checklist_says_what_no_register_knows(desk: Any, tmp_path: Path) -> None:
    pages = []
    for name in ("kiem-tra.html", "kiem-tra.md"):
        assert desk.run("duty", "--inspect", *MONTH, "-o", str(tmp_path / name)).code == 0
        pages.append((tmp_path / name).read_text(encoding="utf-8"))
    for told in pages:
        assert [f"E{n}" for n in range(1, 16) if f"E{n}" not in told] == []
        assert told.count("not in the register") == 3  # E3, E5, E15
    assert "Held in person" not in pages[0]  # one unit: no table of units side by side


def test_units_stand_side_by_side_and_each_has_its_checklist(desk: Any, unit: Any, tmp_path: Path) -> None:
    assert desk.run("duty", "--inspect", "--period", "2026-10", "-o", str(tmp_path / "k.html")).code == 0
    told = (tmp_path / "k.html").read_text(encoding="utf-8")
    assert "Held in person" in told and told.count("Inspection Board answered") >= 2 and "QS Xã Quế Sơn" in told
    for secret in ("Nguyễn Văn Đức", "thôn 3", "Việc chưa phân loại"):
        assert secret not in told
