"""Days to each step and to the end, and the age of the open: by hand, and against plain Python over invented cards."""

import sqlite3
from datetime import date, timedelta
from math import ceil
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reception_cli.domain import numbers
from reception_cli.index import schema
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.stats import KEYS, STEPS, query
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes
from reception_cli.reporting.stats import stats
from reception_cli.reporting.table import Table

TODAY = date(2026, 11, 23)
YEARS = (date(2023, 12, 1), date(2026, 11, 20))  # over the leap day of 2024


class Card(NamedTuple):
    """What the cards tell of one incident; days as dates."""

    opened: date
    status: str = "open"
    kind: str | None = "complaint"
    field: str | None = None
    clerk: str = "lan"
    assignee: str | None = None
    handling: str | None = None
    handled: date | None = None
    closed: date | None = None
    due: date | None = None
    accepted: date | None = None
    decided: date | None = None
    ended: date | None = None
    ending: str | None = None
    late: int | None = None

    @property
    def is_open(self) -> bool:
        return self.status not in ("closed", "void") and self.ending is None

    @property
    def over(self) -> date | None:
        return self.ended or self.closed


def keep(cards: list[Card]) -> RegisterView:
    """Put cards into an empty index."""
    db = sqlite3.connect(":memory:")
    db.executescript(schema.layout())
    db.execute("INSERT INTO settings(key, value) VALUES('unit', 'TB')")
    for n, card in enumerate(cards, 1):
        key = numbers.key(f"{card.opened.year}-{n:04}")
        facts = {
            "incident": key, "opened_on": card.opened, "status": card.status, "kind": card.kind, "field": card.field,
            "handling": card.handling, "closed_on": card.closed, "due_on": card.due, "visits": 1, "people": 1,
            "petitions": 0, "clerk": card.clerk, "assignee": card.assignee, "handled_on": card.handled,
        }  # fmt: skip
        put(db, "incidents", facts)
        if card.accepted or card.decided or card.ended or card.ending:
            put(db, "lives", {
                "incident": key, "accepted_on": card.accepted, "decided_on": card.decided, "ended_on": card.ended,
                "ending": card.ending, "late_days": card.late, "letters": 0,
            })  # fmt: skip
    return RegisterView(db, None)  # type: ignore[arg-type]


def put(db: sqlite3.Connection, table: str, facts: dict[str, Any]) -> None:
    values = [str(value) if isinstance(value, date) else value for value in facts.values()]
    db.execute(f"INSERT INTO {table}({','.join(facts)}) VALUES({','.join('?' * len(facts))})", values)


def told(cards: list[Card], by: str = "", **wish: Any) -> Table:
    return stats(keep(cards), Filter(**wish), by, TODAY, codes.load)


def measured(cards: list[Card], by: str = "") -> list[dict[str, Any]]:
    return [dict(row) for row in told(cards, by).rows]


def step(rows: list[dict[str, Any]], name: str) -> tuple[Any, ...]:
    (row,) = [row for row in rows if row["step"] == name]
    return tuple(row[key] for key in ("measured", "median_days", "p90_days", "longest_days"))


def after(days: int, **facts: Any) -> Card:
    """An incident of 2 March 2026 closed so many days later."""
    day = date(2026, 3, 2)
    return Card(day, "closed", closed=day + timedelta(days=days), **facts)


@pytest.mark.parametrize(
    ("days", "median", "ninth"),
    [
        ([7], 7, 7),
        ([1, 9], 1, 9),  # half of two is one: the first
        ([1, 2, 9], 2, 9),
        ([5, 4, 3, 2, 1, 10, 9, 8, 7, 6], 5, 9),  # of ten the fifth and the ninth
        ([*range(1, 12)], 6, 10),  # of eleven the sixth; nine tenths are 9.9, so the tenth
        ([0, 0, 0, 0, 30], 0, 30),
    ],
)
def test_a_percentile_is_the_nearest_rank(days: list[int], median: int, ninth: int) -> None:
    assert step(measured([after(each) for each in days]), "end") == (len(days), median, ninth, max(days))


def test_days_are_counted_over_month_ends_leap_days_and_years() -> None:
    spans = [("2024-02-28", "2024-03-01", 2), ("2023-02-28", "2023-03-01", 1), ("2025-12-31", "2026-01-01", 1),
             ("2024-01-01", "2025-01-01", 366)]  # fmt: skip
    for opened, closed, days in spans:
        card = Card(date.fromisoformat(opened), "closed", closed=date.fromisoformat(closed))
        assert step(measured([card]), "end") == (1, days, days, days)


def test_each_step_is_measured_where_its_day_is_known() -> None:
    day = date(2026, 6, 1)
    card = Card(
        day, "decided", handled=day + timedelta(1), accepted=day + timedelta(5), decided=day + timedelta(40),
        ended=day + timedelta(40), ending="decided", late=0,
    )  # fmt: skip
    rows = measured([card, Card(day, handled=day + timedelta(3))])
    assert [step(rows, name)[:3] for name in STEPS[:4]] == [(2, 1, 3), (1, 5, 5), (1, 40, 40), (1, 40, 40)]


def test_the_open_ones_are_told_with_their_age() -> None:
    ages = [1, 10, 20, 30, 300]
    rows = measured([Card(TODAY - timedelta(days=age)) for age in ages])
    assert step(rows, "open") == (5, 20, 300, 300)
    assert step(rows, "end") == (0, None, None, None)


def test_a_decision_is_in_term_when_it_came_no_day_late_and_an_open_one_when_nothing_owed_is_past() -> None:
    day = date(2026, 6, 1)
    decided = Card(day, "decided", decided=day, ended=day, ending="decided")
    waiting = Card(day)
    rows = measured([
        decided._replace(late=0), decided._replace(late=0), decided._replace(late=3), decided,
        waiting._replace(due=TODAY), waiting._replace(due=TODAY - timedelta(days=1)), waiting,
    ])  # fmt: skip
    share = {row["step"]: (row["with_term"], row["in_term"], row["in_term_percent"]) for row in rows}
    assert share["decision"] == (3, 2, 66.7)
    assert share["open"] == (2, 1, 50.0)
    assert share["handling"] == share["acceptance"] == share["end"] == (None, None, None)


def test_what_ended_on_an_unknown_day_is_neither_open_nor_measured_but_told() -> None:
    day = date(2026, 6, 1)
    table = told([Card(day, "closed", handled=day), Card(day, ending="withdrawn")])
    assert table.totals == {
        "received": 2, "petitions": 0, "open": 0, "unknown_end": 2, "taken_in": 0, "resolved": 0,
        "resolved_percent": None,
    }  # fmt: skip
    assert [row["measured"] for row in table.rows] == [0, 0, 0, 0, 0]
    (note,) = [note for note in table.notes if note.code == "unknown_end"]
    assert (note.text, note.facts) == ("2 ended on days that nobody recorded.", {"incidents": 2})


def test_what_was_handled_on_paper_is_measured_though_nobody_recorded_its_end() -> None:
    day = date(2026, 6, 1)
    card = Card(day, "closed", handling="guide", handled=day + timedelta(days=2))
    assert step(measured([card]), "handling")[:2] == (1, 2)


def test_only_what_was_received_in_the_period_is_measured() -> None:
    before = Card(date(2026, 1, 31), "closed", closed=date(2026, 2, 10))
    cards = [before, Card(date(2026, 2, 1)), Card(date(2026, 2, 28)), Card(date(2026, 3, 1))]
    table = told(cards, first="2026-02-01", last="2026-02-28")
    assert table.totals["received"] == 2
    assert step(list(table.rows), "end")[0] == 0


def test_a_struck_through_incident_is_not_measured() -> None:
    assert [row["measured"] for row in measured([after(3)._replace(status="void")])] == [0] * 5


def test_an_empty_register_measures_nothing() -> None:
    assert [row["step"] for row in measured([])] == list(STEPS)
    assert measured([], "kind") == []


def test_a_clerk_is_who_is_responsible_else_who_received() -> None:
    rows = measured([after(1), after(2, assignee="minh"), after(3, clerk="hoa", assignee="minh")], "clerk")
    assert [(row["clerk"], row["measured"]) for row in rows if row["step"] == "end"] == [("lan", 1), ("minh", 2)]


def test_what_has_no_kind_comes_last() -> None:
    rows = measured([after(1, kind=None), after(2), after(3, kind="feedback")], "kind")
    assert [row["kind"] for row in rows[::5]] == ["complaint", "feedback", None]


# -- against a slow count

KINDS, CLERKS = ("complaint", "denunciation", None), ("lan", "minh")
day_of = st.dates(*YEARS)


@st.composite
def card(draw: st.DrawFn) -> Card:
    """Any card, be it one that no law allows: an import may bring it."""
    opened = draw(day_of)

    def later(least: int = -3) -> date | None:
        return draw(st.none() | st.integers(least, 400).map(lambda days: opened + timedelta(days=days)))

    return Card(
        opened, draw(st.sampled_from(["open", "accepted", "decided", "closed", "void"])),
        draw(st.sampled_from(KINDS)), draw(st.sampled_from(["land", None])), draw(st.sampled_from(CLERKS)),
        draw(st.sampled_from([None, *CLERKS])), draw(st.sampled_from([None, "guide"])), later(0), later(), later(),
        later(), later(), later(), draw(st.sampled_from([None, "decided", "withdrawn"])),
        draw(st.none() | st.integers(0, 3)),
    )  # fmt: skip


def ranked(days: list[int], tenths: int) -> int | None:
    """The nearest rank, as every book has it."""
    return sorted(days)[ceil(len(days) * tenths / 10) - 1] if days else None


def slowly(cards: list[Card]) -> dict[str, list[int]]:
    spans: dict[str, list[int]] = {name: [] for name in STEPS}
    for one in (one for one in cards if one.status != "void"):
        guessed = not one.is_open and one.over is None and one.handling is None
        reached = {
            "handling": None if guessed else one.handled, "acceptance": one.accepted, "decision": one.decided,
            "end": one.over, "open": TODAY if one.is_open else None,
        }  # fmt: skip
        for name, day in reached.items():
            if day and day >= one.opened:
                spans[name].append((day - one.opened).days)
    return spans


KEY = {
    "kind": lambda one: one.kind, "field": lambda one: one.field, "clerk": lambda one: one.assignee or one.clerk,
    "month": lambda one: str(one.opened)[:7], "unit": lambda _one: "TB",
    "result": lambda one: None if one.is_open else "withdrawn" if one.ending == "withdrawn" else "unrecorded",
}  # fmt: skip


@settings(max_examples=40)
@given(st.lists(card(), max_size=25), st.sampled_from(["", *KEYS]))
def test_every_figure_is_the_one_counted_slowly(cards: list[Card], by: str) -> None:
    rows = measured(cards, by)
    live = [one for one in cards if one.status != "void"]
    groups = {KEY[by](one) for one in live} if by else {None}
    assert len(rows) == len(groups) * len(STEPS)
    for row in rows:
        own = [one for one in live if not by or KEY[by](one) == row[by]]
        days = slowly(own)[row["step"]]
        assert (row["measured"], row["longest_days"]) == (len(days), max(days, default=None))
        assert (row["median_days"], row["p90_days"]) == (ranked(days, 5), ranked(days, 9))
        if row["step"] == "decision":
            known = [one.late for one in own if one.late is not None and has_life(one)]
            assert (row["with_term"], row["in_term"]) == (len(known), known.count(0))
        if row["step"] == "end":
            taken = [one for one in own if one.accepted]
            assert (row["taken_in"], row["resolved"]) == (len(taken), sum(not one.is_open for one in taken))
        if row["step"] == "open":
            owed = [one.due for one in own if one.is_open and one.due]
            assert (row["with_term"], row["in_term"]) == (len(owed), sum(due >= TODAY for due in owed))


@settings(max_examples=10)
@given(st.lists(card(), min_size=1, max_size=25), st.sampled_from(["", *KEYS]))
def test_another_database_measures_the_same(cards: list[Card], by: str) -> None:
    duckdb = pytest.importorskip("duckdb")
    book = keep(cards)
    with duckdb.connect() as other:
        for table in ("incidents", "lives"):
            columns = book.select(f"PRAGMA table_info({table})").fetchall()
            types = ", ".join(f"{row[1]} {'BIGINT' if row[2] == 'INTEGER' else 'VARCHAR'}" for row in columns)
            other.execute(f"CREATE TABLE {table}({types})")
            rows = book.select(f"SELECT * FROM {table}").fetchall()
            if rows:
                other.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(columns))})", rows)
        asked = query(book, Filter(), by, TODAY)
        assert sorted(map(str, other.execute(asked.sql, list(asked.params)).fetchall())) == sorted(
            map(str, book.select(*asked).fetchall())
        )


def has_life(one: Card) -> bool:
    return bool(one.accepted or one.decided or one.ended or one.ending)
