"""Figures follow the day that --as-at names, secrecy follows what is known now: who denounced is never shown."""

import sys
from pathlib import Path
from typing import Any

import pytest

from reception_cli.cli.verbs import VERBS, load

DeskUnderTest = Any  # the `desk` of tests/conftest.py
DAY, LATER = "2026-11-24T08:00:00+07:00", "2026-11-26T08:00:00+07:00"
AS_AT = ("--as-at", "2026-11-25")
WHO = ("--name", "Trần Thị Kín", "--address", "thôn Ẩn", "--id-no", "049099912345", "--phone", "0905000111")
PLANTED = ("Kín", "Ẩn", "049099912345", "0905000111", "Mười nhận", "bổ sung tên")
PERIOD = ("--period", "2026")
ARGUMENTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "list": (("list",), ("list", "--visits"), ("list", "--petitions")),
    "show": (("show", "1"), ("show", "V1"), ("show", "P1")),
    "search": (("search", "muoi"), ("search", "kin"), ("search", "049099912345"), ("search", "bo sung", "--kind", "")),
    "export": (("export",), ("export", "--visits"), ("export", "--petitions")),
    "register": (("register", *PERIOD), ("register", *PERIOD, "--layout", "2021")),
    "summarize": (("summarize", *PERIOD, "--records"), ("summarize", *PERIOD, "--by", "kind"),
                  ("summarize", *PERIOD, "--prose")),
    "form": (("form", "01/TCD", *PERIOD), ("form", "01/TCD", *PERIOD, "--cell", "rest"),
             ("form", "01/TCD", *PERIOD, "--cell", "2")),
    "due": (("due", "--within", "60d"),),
    "explain": (("explain", "1"),),
    "stats": (("stats", *PERIOD),),
    "chart": (("chart", *PERIOD, "--by", "kind"),),
    "citizen": (("citizen", "kin"), ("citizen", "049099912345")),
}  # fmt: skip
WAYS = (  # how a matter becomes one that denounces, after the day that is asked for
    ("classify", "1", "--kind", "denunciation"),
    ("correct", "1", "--set", "kind=denunciation", "--reason", "đọc lại đơn"),
    ("add", "Tố cáo ông Mười", "--to", "V1", "--kind", "denunciation"),
)


def taking_as_at() -> set[str]:
    """The verbs that can tell of an earlier day."""
    return {verb for verb in VERBS if any(one.name == "as_at" for one in load(verb).params)}


def surfaces(verb: str, aside: Path) -> list[tuple[str, ...]]:
    """Every way an answer leaves: the screen, a pipe, a program, files; and each with names where it takes them."""
    ways = [(), ("--json",), ("--format", "csv"), ("-o", str(aside / "out.html")), ("-o", str(aside / "out.csv"))]
    command = load(verb)
    named = any(one.name == "with_identity" for one in command.params)
    return ways + [(*way, "--with-identity") for way in ways if named]


def told(desk: DeskUnderTest, aside: Path, *argv: str) -> str:
    """All that a command says and writes."""
    result = desk.run(*argv, now=LATER)
    assert result.code in (0, 2, 3), result  # 2: a verb that has no such format; 3: nobody is found
    files = sorted(aside.iterdir())
    said = result.out + result.err + "".join(each.read_text(encoding="utf-8") for each in files)
    for each in files:
        each.unlink()
    return said


@pytest.fixture
def aside(tmp_path: Path) -> Path:
    (tmp_path / "aside").mkdir()
    return tmp_path / "aside"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer as on the clerk's own terminal, which shows names unasked."""
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "250")


def planted(desk: DeskUnderTest) -> None:
    desk.add("Ông Mười nhận tiền", *WHO, "--petition", now=DAY)
    desk.json("note", "1", "bổ sung tên người biết việc", now=DAY)


def test_every_verb_that_looks_back_is_asked() -> None:
    assert set(ARGUMENTS) == taking_as_at()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way[:1] + way[3:4]))
@pytest.mark.parametrize("verb", sorted(ARGUMENTS))
def test_a_denouncer_stays_hidden_on_days_before_the_matter_was_a_denunciation(
    desk: DeskUnderTest, verb: str, way: tuple[str, ...], aside: Path, terminal: None
) -> None:
    planted(desk)
    desk.json(*way, now=LATER)
    hidden = PLANTED if way[0] != "add" else PLANTED[:4]  # of the other matter only the person is secret
    for argv in ARGUMENTS[verb]:
        for surface in surfaces(verb, aside):
            said = told(desk, aside, *argv, *AS_AT, *surface)
            secret = [each for each in hidden if each not in argv]  # what was typed is repeated
            assert not [each for each in secret if each in said], (argv, surface, said)


@pytest.mark.parametrize("verb", ("list", "show", "search", "export", "register", "summarize"))
def test_what_is_no_denunciation_is_shown_by_the_same_questions(
    desk: DeskUnderTest, verb: str, aside: Path, terminal: None
) -> None:
    planted(desk)
    said = [told(desk, aside, *argv, *AS_AT, *how) for argv in ARGUMENTS[verb] for how in surfaces(verb, aside)]
    assert any(PLANTED[0] in one for one in said)


@pytest.mark.parametrize("way", WAYS[:2], ids=lambda way: way[0])
def test_search_does_not_tell_that_a_denouncer_was_there(desk: DeskUnderTest, way: tuple[str, ...]) -> None:
    planted(desk)
    asked = ("search", "kin", *AS_AT, "--exit-code")
    assert desk.run(*asked, now=LATER).code == 10
    desk.json(*way, now=LATER)
    assert desk.run(*asked, now=LATER).code == 0
    assert desk.json("search", "kin", *AS_AT, now=LATER)["totals"] == desk.json("search", "nobody", now=LATER)["totals"]


def test_figures_still_follow_the_day(desk: DeskUnderTest) -> None:
    planted(desk)
    before = desk.json("summarize", *PERIOD, "--by", "kind", now=LATER)["rows"]
    desk.json(*WAYS[0], now=LATER)
    assert desk.json("summarize", *PERIOD, "--by", "kind", *AS_AT, now=LATER)["rows"] == before
    assert desk.json("list", *AS_AT, now=LATER)["rows"][0]["kind"] is None


def test_a_reason_that_is_recorded_shows_the_denouncer_of_an_earlier_day(desk: DeskUnderTest) -> None:
    planted(desk)
    desk.json(*WAYS[0], now=LATER)
    asked = ("list", "--visits", *AS_AT, "--with-identity")
    assert desk.json(*asked, now=LATER)["rows"][0]["name"] is None
    assert desk.json(*asked, "--reason", "phục vụ xác minh", now=LATER)["rows"][0]["name"] == "Trần Thị Kín"
    data = [row for row in desk.json("log", now=LATER)["rows"] if row["kind"] == "disclosed"]
    assert len(data) == 2


def test_nobody_is_hidden_whose_matter_is_no_denunciation(desk: DeskUnderTest) -> None:
    planted(desk)
    desk.add("Xin cấp nước", "--name", "Lê Văn Tỏ", now=DAY)
    desk.json(*WAYS[0], now=LATER)
    rows = desk.json("list", *AS_AT, "--with-identity", now=LATER)["rows"]
    assert [row["name"] for row in rows] == ["Lê Văn Tỏ", None]
    assert [row["id"] for row in desk.json("search", "to", *AS_AT, now=LATER)["rows"]] == ["2026-0002"]
