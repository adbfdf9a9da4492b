"""What is recorded under a wrong clock stays for good: it is refused or asked about, and harms no desk that has it."""

import itertools
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.cli.main import run
from reception_cli.cli.verbs import VERBS, load
from reception_cli.domain.entry import Draft

DeskUnderTest = Any  # the `desk` of tests/conftest.py
WHO = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3")
ADD = ("add", "Tranh chấp ranh giới", *WHO, "--no-input")
NOW = datetime.now(timezone(timedelta(hours=7)))  # of the machine: the registers are moved, not the clock
IMPOSSIBLE = ("9999-12-20T08:00:00+07:00", "2101-01-01T00:00:00+07:00", "1999-12-31T23:59:59+07:00",
              "0001-01-01T00:00:00+07:00", "1970-01-01")  # fmt: skip
POSSIBLE = ("2000-01-01T00:00:00+07:00", "2100-12-31T23:59:59+07:00")
PERIODS = ("1900", "2200-12-31", "9999", "0001", "tk-1900", "tk-2200-Q4", "1900-01-01..2200-12-31", "last-year")
DAYS = ("1900-01-01", "2200-12-31", "9999-12-31", "0001-01-01")
WRONG = ("9999-12-20T08:00:00+07:00", "9999-12-31T23:59:59+07:00", "2150-06-01T08:00:00+07:00")


def register(desk: DeskUnderTest) -> Path:
    return Path(desk.folder, "reception.json")


def write(desk: DeskUnderTest, moment: str) -> None:
    """Record a visit at a moment that no command takes any more, as earlier versions did."""
    day, year = moment[:10], moment[:4]
    matter = {"opened_on": day, "kind": "complaint", "field": "land"}
    came = {"incidents": [f"{year}-0001"], "people": 1}
    drafts = [
        Draft("incident", f"{year}-0001", matter, {"content": "Bồi thường đất"}, day),
        Draft("visit", f"V{year}-0001", came, {"name": "Lê Thị Hoà", "address": "-"}, moment),
    ]
    earlier = Desk(Settings(str(desk.folder), "lan", "desk1", moment), lambda _line: None)
    earlier.record("add", lambda _book: drafts)
    earlier.let_go()


def at_the_clock(desk: DeskUnderTest, *argv: str) -> tuple[int, str]:
    """Run a command by the machine's clock."""
    desk._read()
    code = run(["--db", str(desk.folder), "--user", "lan", *argv])
    return code, desk._read()[1]


def desk_of(folder: Path, days: int, desk: DeskUnderTest) -> DeskUnderTest:
    """A desk whose newest entry is so many days older than the machine's clock."""
    made = type(desk)(folder, desk._read)
    moment = (NOW - timedelta(days=days)).isoformat(timespec="seconds")
    assert made.run("init", "--unit", "TB", now=moment).code == 0
    return made


# What is recorded


@pytest.mark.parametrize("moment", IMPOSSIBLE)
@pytest.mark.parametrize(
    "argv", (ADD, ("list",), ("classify", "1", "--kind", "kn"), ("backup",)), ids=lambda argv: argv[0]
)
def test_a_moment_that_cannot_be_is_refused_before_anything_is_recorded(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch, moment: str, argv: tuple[str, ...]
) -> None:
    before = register(desk).read_bytes()
    assert moment[:10] in desk.fails(2, *argv, now=moment)
    monkeypatch.setenv("RECEPTION_NOW", moment)
    code, said = at_the_clock(desk, *argv)
    assert (code, moment[:10] in said) == (2, True)
    assert register(desk).read_bytes() == before


@pytest.mark.parametrize("moment", POSSIBLE)
def test_a_moment_that_is_named_is_believed_from_2000_to_2100(tmp_path: Path, desk: DeskUnderTest, moment: str) -> None:
    made = type(desk)(tmp_path / "other", desk._read)
    assert made.run("init", "--unit", "TB", now=POSSIBLE[0]).code == 0
    result = made.run(*ADD, now=moment)
    assert result.code == 0 and "clock" not in result.err


def test_a_clock_a_month_ahead_is_believed_without_a_word(tmp_path: Path, desk: DeskUnderTest) -> None:
    code, said = at_the_clock(desk_of(tmp_path / "far", 31, desk), *ADD)
    assert code == 0 and "clock" not in said


@pytest.mark.parametrize("days", (32, 400))
def test_a_script_is_told_of_a_clock_that_is_months_ahead(tmp_path: Path, desk: DeskUnderTest, days: int) -> None:
    code, said = at_the_clock(desk_of(tmp_path / "far", days, desk), *ADD)
    assert code == 0 and f"{days} days after the newest entry" in said


def test_after_more_than_400_days_a_script_must_say_that_the_clock_is_right(
    tmp_path: Path, desk: DeskUnderTest
) -> None:
    far = desk_of(tmp_path / "far", 401, desk)
    before = register(far).read_bytes()
    for argv in (ADD, ("duty", "2026-11-20", "--host", "head"), ("export", "--with-identity")):
        code, said = at_the_clock(far, *argv)
        assert (code, "--clock-is-right" in said) == (2, True), argv
    assert register(far).read_bytes() == before
    assert at_the_clock(far, *ADD, "--dry-run")[0] == at_the_clock(far, "list")[0] == 0
    code, said = at_the_clock(far, *ADD, "--clock-is-right")
    assert code == 0 and "clock" not in said
    assert at_the_clock(far, *ADD)[0] == 0  # the register has caught up


def test_a_clock_that_was_set_back_is_allowed(desk: DeskUnderTest) -> None:
    assert desk.run(*ADD, now="2026-11-23T08:00:00+07:00").code == 0
    result = desk.run(*ADD, now="2026-11-20T08:00:00+07:00")
    assert result.code == 0 and "clock" not in result.err
    rows = desk.json("log")["rows"]
    assert rows[-1]["at"][:10] == "2026-11-20" and rows[-1]["recorded_at"] == rows[-3]["recorded_at"]
    assert desk.run("verify").code == 0


# What is read


def reading() -> list[tuple[str, ...]]:
    """Every verb that reckons with days, at every extreme period or day that it takes."""
    with_period = (("summarize",), ("summarize", "--by", "week"), ("summarize", "--by", "month,kind"), ("stats",),
                   ("summarize", "--compare", "previous"), ("summarize", "--compare", "last-year"), ("chart", "month"),
                   ("chart", "age"), ("form", "01/TCD"), ("form", "01/XLD", "--compare", "last-year"), ("register",),
                   ("duty", "--report"), ("list",), ("due",), ("summarize", "--prose"), ("report",))  # fmt: skip
    asked = [(*verb, "--period", period) for verb, period in itertools.product(with_period, PERIODS)]
    dated = (("list", "--as-at"), ("due", "--as-at"), ("stats", "--as-at"), ("chart", "age", "--as-at"),
             ("explain", "1", "--as-at"), ("summarize", "--from"), ("summarize", "--to"))  # fmt: skip
    asked += [(*verb, day) for verb, day in itertools.product(dated, DAYS)]
    plain = (("agenda",), ("due",), ("due", "--within", "1000wd"), ("due", "--within", "1000d"), ("explain", "1"),
             ("stats",), ("chart", "month"), ("chart", "age"), ("summarize",), ("list",), ("list", "--overdue"),
             ("citizen", "an"),
             ("show", "1"), ("duty", "--report"), ("log",))  # fmt: skip
    return [*plain, *asked]


@pytest.mark.parametrize("moment", POSSIBLE)
def test_no_moment_and_no_period_is_too_far_to_be_answered(desk: DeskUnderTest, moment: str) -> None:
    desk.add("Khiếu nại bồi thường", "--kind", "complaint")
    desk.json("classify", "1", "--handling", "accept", "--competence", "in")
    for argv in reading():
        result = desk.run(*argv, now=moment)
        assert result.code in (0, 2, 3), (argv, result)
        assert result.code == 0 or result.err, argv


@pytest.mark.parametrize("moment", WRONG)
def test_a_desk_with_an_entry_of_a_wrong_clock_can_be_read(desk: DeskUnderTest, moment: str) -> None:
    desk.add("Khiếu nại bồi thường", "--kind", "complaint")
    write(desk, moment)
    for argv in reading():
        result = desk.run(*argv)
        assert result.code in (0, 2, 3), (argv, result)
    for argv in (("show", f"{moment[:4]}-0001"), ("show", f"V{moment[:4]}-0001"), ("explain", f"{moment[:4]}-0001")):
        assert desk.run(*argv).code == 0, argv


@pytest.mark.parametrize("moment", WRONG)
def test_a_desk_with_an_entry_of_a_wrong_clock_can_be_verified_backed_up_mended_and_used(
    desk: DeskUnderTest, moment: str, tmp_path: Path
) -> None:
    write(desk, moment)
    wrong = f"{moment[:4]}-0001"
    assert desk.run("verify").code == 0
    assert desk.run("backup", str(tmp_path / "copies")).code == 0
    bundle = desk.run("export", "--bundle", "-o", str(tmp_path / "TB.jsonl.gz"))
    assert bundle.code in (0, 6) and "bug" not in bundle.err  # no other office takes such a day
    assert desk.run("void", f"V{wrong}", "--reason", "đồng hồ sai", "--yes").code == 0
    assert desk.run("void", wrong, "--reason", "đồng hồ sai", "--yes").code == 0
    added = desk.run(*ADD)
    assert added.code == 0 and f"under a clock that said {moment[:10]}" in added.err
    facts = ("--kind", "complaint", "--handling", "accept", "--competence", "in")
    assert desk.run("classify", "2026-0001", *facts).code == 0
    told = desk.json("log")["rows"]
    assert [row["at"][:10] for row in told[-3:]] == ["2026-11-23"] * 3
    assert {row["recorded_at"] for row in told[-3:]} == {moment}
    assert desk.json("summarize", "--period", "2026")["totals"]["visits"] == 1
    assert desk.json("list", "--period", "2026")["rows"][0]["id"] == "2026-0001"
    assert desk.run("undo").code == 0
    assert desk.run("verify").code == 0


def test_every_verb_that_takes_a_period_is_asked() -> None:
    dated = {verb for verb in VERBS if any(one.name == "as_at" for one in load(verb).params)}
    assert dated <= {argv[0] for argv in reading()} | {"search", "show", "export"}


def test_the_machine_is_asked_for_its_clock_at_a_process_of_its_own(desk: DeskUnderTest) -> None:
    env = {**os.environ, "RECEPTION_DB": str(desk.folder), "RECEPTION_LANG": "en", "RECEPTION_NOW": IMPOSSIBLE[0]}
    told = subprocess.run(
        [sys.executable, "-m", "reception_cli", *ADD, "--json"], env=env, capture_output=True, text=True, check=False
    )
    assert told.returncode == 2 and json.loads(told.stderr)["error"]["code"] == "usage"
