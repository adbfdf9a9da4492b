"""What counts as a visit, a person, an incident, a group: by hand, and against a slow count of everything."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matters import ATTRIBUTES, STAMP, Attribute, counted_slowly, incident, petition, register, visit

from reception_cli.domain.entry import Draft
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.queries.figures import KEYS, buckets, figures, week_of, with_total
from reception_cli.index.queries.filters import Filter, incidents
from reception_cli.index.queries.lists import VISITS, counted_visits, listing
from reception_cli.index.register_view import RegisterView

YEAR = Filter(first="2026-01-01", last="2026-12-31")


@pytest.fixture
def book(tmp_path: Path) -> RegisterView:
    """Five visits, one of them refused, with four incidents."""
    return register(
        tmp_path / "desk",
        [incident("2026-0001", kind="complaint", field="land.clearance"),
         visit("V2026-0001", "2026-01-05", ["2026-0001"], 3, commune="xã Bình Trung")],
        [visit("V2026-0002", "2026-02-10", ["2026-0001"], 2, handling="guide")],
        [incident("2026-0002", "2026-02-11", kind="complaint"), incident("2026-0003", "2026-02-11"),
         visit("V2026-0003", "2026-02-11", ["2026-0002", "2026-0003"], 7, group=True, session="periodic")],
        [visit("V2026-0004", "2026-02-12", ["2026-0003"], 1, refused="drunk")],
        [incident("2026-0004", "2026-04-01", kind="feedback"),
         petition("P2026-0001", "2026-04-01", ["2026-0004"])],
        [incident("2025-0001", "2025-12-31", kind="denunciation"),
         visit("V2025-0001", "2025-12-31", ["2025-0001"], 1)],
    )  # fmt: skip


def total(book: RegisterView, wish: Filter = YEAR, counting: str = "distinct") -> tuple[int, ...]:
    return tuple(figures(book, wish, (), counting)[0].visited.values())


def rows(book: RegisterView, *by: str, wish: Filter = YEAR) -> dict[tuple[str | None, ...], tuple[int, ...]]:
    return {group.keys: tuple(group.visited.values()) for group in figures(book, wish, by) if group.visits}


def test_a_refused_reception_and_a_petition_are_no_visit(book: RegisterView) -> None:
    # V1 3 people, V2 2, V3 7 (a group); V4 was refused, P1 has no people: its incident was not received
    assert total(book) == (3, 12, 3, 1)


def test_per_visit_an_incident_counts_for_every_visit_that_brought_it(book: RegisterView) -> None:
    assert total(book, counting="per-visit") == (3, 12, 4, 1)


def test_a_mixed_visit_counts_once_in_each_kind_it_brought(book: RegisterView) -> None:
    assert rows(book, "kind") == {("complaint",): (3, 12, 2, 1), (None,): (1, 7, 1, 1)}


def test_two_incidents_of_one_kind_do_not_double_the_people(tmp_path: Path) -> None:
    one = [incident("2026-0001", kind="complaint"), incident("2026-0002", kind="complaint")]
    book = register(tmp_path / "d", [*one, visit("V2026-0001", "2026-01-05", ["2026-0001", "2026-0002"], 4)])
    assert rows(book, "kind") == {("complaint",): (1, 4, 2, 0)}
    assert rows(book, "month", "field") == {("2026-01", None): (1, 4, 2, 0)}


def test_an_incident_of_two_months_counts_in_both_and_once_in_the_total(book: RegisterView) -> None:
    assert rows(book, "month") == {("2026-01",): (1, 3, 1, 0), ("2026-02",): (2, 9, 3, 1)}


def test_quarters_and_weeks(book: RegisterView) -> None:
    assert rows(book, "quarter") == {("2026-Q1",): (3, 12, 3, 1)}
    both = Filter(first="2025-12-31", last="2026-02-12")
    # 31 December 2025 lies in the first ISO week of 2026, 5 January 2026 begins the second
    assert {keys[0]: row[0] for keys, row in rows(book, "week", wish=both).items()} == {
        "2026-W01": 1, "2026-W02": 1, "2026-W07": 2,
    }  # fmt: skip
    assert {keys[0] for keys in rows(book, "week", wish=Filter())} == {"2026-W01", "2026-W02", "2026-W07"}


@pytest.mark.parametrize(
    ("wish", "counted"),
    [
        (Filter(kind=("complaint",)), (3, 12, 2, 1)),
        (Filter(kind=("",)), (1, 7, 1, 1)),
        (Filter(field=("land",)), (2, 5, 1, 0)),
        (Filter(field=("lan",)), (0, 0, 0, 0)),
        (Filter(handling=("guide",)), (1, 2, 1, 0)),
        (Filter(session=("periodic",)), (1, 7, 2, 1)),
        (Filter(commune=("binh trung",)), (1, 3, 1, 0)),
        (Filter(commune=("trung binh",)), (0, 0, 0, 0)),
        (Filter(group=True), (1, 7, 2, 1)),
        (Filter(repeat=True), (1, 2, 1, 0)),
        (Filter(repeat=False), (3, 11, 4, 1)),
        (Filter(match="TRANH chap"), (3, 12, 3, 1)),
        (Filter(ids=("2026-0001",)), (2, 5, 1, 0)),
        (Filter(ids=("V2026-0003",)), (1, 7, 2, 1)),
        (Filter(competence=("in",)), (0, 0, 0, 0)),
        (Filter(first="2026-02-10", last="2026-02-10"), (1, 2, 1, 0)),
        (Filter(last="2025-12-31"), (1, 1, 1, 0)),
    ],
)
def test_filters_narrow_the_figures(book: RegisterView, wish: Filter, counted: tuple[int, ...]) -> None:
    assert total(book, wish) == counted


def test_filters_choose_incidents(book: RegisterView) -> None:
    assert incidents(book, Filter(first="2026-04-01")) == ["2026-0004"]
    assert incidents(book, Filter(ids=("V2026-0003", "2025-0001"))) == ["2025-0001", "2026-0002", "2026-0003"]
    assert incidents(book, Filter(repeat=True)) == ["2026-0001"]
    assert incidents(book, Filter(field=("land",), kind=("feedback",))) == []
    assert Filter().empty and not Filter(group=True).empty


def test_a_struck_visit_and_a_struck_incident_do_not_count(tmp_path: Path) -> None:
    struck = [incident("2026-0001"), visit("V2026-0001", "2026-01-05", ["2026-0001"], 4)]
    retraction = {"entries": [2, 3], "subjects": ["2026-0001", "V2026-0001"], "verb": "add"}
    book = register(tmp_path / "d", struck, [Draft("retracted", "", retraction)])
    assert total(book) == (0, 0, 0, 0)
    assert rows(book, "kind") == {}
    assert incidents(book, Filter()) == []


def test_a_visit_whose_incident_is_struck_still_counts_as_unclassified(tmp_path: Path) -> None:
    book = register(
        tmp_path / "d",
        [incident("2026-0001", kind="complaint"), visit("V2026-0001", "2026-01-05", ["2026-0001"], 4)],
        [Draft("voided", "2026-0001", {})],
    )
    assert total(book) == (1, 4, 0, 0)
    assert rows(book, "kind") == {(None,): (1, 4, 0, 0)}
    assert total(book, Filter(ids=("V2026-0001",))) == total(book, Filter(kind=("",))) == (1, 4, 0, 0)
    for of_the_incident in (Filter(ids=("2026-0001",)), Filter(assignee=("",)), Filter(match="tranh chap")):
        assert total(book, of_the_incident) == (0, 0, 0, 0)


def test_a_refused_reception_repeats_nothing(book: RegisterView) -> None:
    assert {row["id"]: row["repeat"] for row in listing(book, VISITS, YEAR).rows()} == {
        "V2026-0004": False, "V2026-0003": False, "V2026-0002": True, "V2026-0001": False,
    }  # fmt: skip


def test_filters_pass_over_a_struck_visit(tmp_path: Path) -> None:
    book = register(
        tmp_path / "d",
        [incident("2026-0001"), visit("V2026-0001", "2026-01-05", ["2026-0001"])],
        [Draft("voided", "V2026-0001", {})],
    )
    assert incidents(book, Filter()) == ["2026-0001"]
    assert incidents(book, Filter(first="2026-01-05")) == []


def test_a_frozen_list_shows_what_was_counted(tmp_path: Path) -> None:
    book = register(tmp_path / "d", [incident("2026-0001"), visit("V2026-0001", "2026-01-05", ["2026-0001"])])
    frozen = listing(book, VISITS, Filter()).freeze()
    assert frozen.size() == 1
    later = [incident("2026-0002"), visit("V2026-0002", "2026-01-06", ["2026-0002"])]
    Folder(str(tmp_path / "d"), Habits()).record("add", lambda _book: later, STAMP)
    assert [row["id"] for row in frozen.rows()] == ["V2026-0001"]
    assert listing(Folder(str(tmp_path / "d"), Habits()).read(), VISITS, Filter()).size() == 2


def test_buckets_of_a_span() -> None:
    assert buckets(date(2025, 12, 15), date(2026, 3, 14), "month") == [
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
    ]
    assert buckets(date(2025, 12, 15), date(2026, 1, 4), "quarter") == ["2025-Q4", "2026-Q1"]
    assert week_of(date(2027, 1, 3)) == "2026-W53"


MAYBE = st.sampled_from
RECEIVED = st.lists(
    st.fixed_dictionaries(
        {
            "petition": MAYBE([False, False, True]),
            "day": MAYBE(["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-12-31"]),
            "brings": st.lists(st.integers(0, 4), max_size=3, unique=True),
            "people": st.integers(1, 9),
            "session": MAYBE(["regular", "adhoc"]),
            "host": MAYBE(["head", None]),
            "commune": MAYBE(["xã A", None]),
            "group": st.booleans(),
            "handling": MAYBE(["guide", "accept", None]),
            "refused": MAYBE([None, None, None, "drunk"]),
        }
    ),
    min_size=1,
    max_size=8,
)
MATTERS = st.lists(
    st.tuples(
        MAYBE([None, "complaint", "denunciation"]), MAYBE([None, "land", "land.house"]), MAYBE([None, "in", "out"])
    ),
    min_size=5,
    max_size=5,
)
CODED = ("kind", "field", "competence", "handling", "session")
# Filters of one value each, and what they ask of a visit and an incident it brought ("" asks for none).
ASKED: dict[str, tuple[str, Attribute]] = {
    "kind": ("complaint", ATTRIBUTES["kind"]),
    "field": ("land.house", ATTRIBUTES["field"]),
    "competence": ("in", lambda _line, case: case and case.competence),
    "handling": ("guide", ATTRIBUTES["handling"]),
    "session": ("adhoc", ATTRIBUTES["session"]),
    "commune": ("a", lambda line, _case: "a" if line.commune else None),
    "group": ("yes", lambda line, _case: "yes" if line.group else None),
}


def facts(names: tuple[str, ...], values: tuple[str | None, ...]) -> dict[str, str]:
    return {name: value for name, value in zip(names, values, strict=True) if value}


def asking(name: str, value: str) -> Filter:
    return YEAR._replace(group=True) if name == "group" else YEAR._replace(**{name: (value,)})


@settings(max_examples=60)
@given(
    RECEIVED,
    MATTERS,
    st.lists(st.tuples(st.integers(1, 8), st.integers(1, 5)), max_size=3),
    st.sets(st.integers(1, 5)),
    st.lists(MAYBE(sorted(ATTRIBUTES)), max_size=2, unique=True),
    MAYBE(["distinct", "per-visit"]),
    MAYBE([(), *((name, value) for name in ASKED for value in {ASKED[name][0], ""} if value or name in CODED)]),
)
def test_figures_agree_with_a_slow_count_of_every_entry(
    visits: list[dict[str, Any]], matters: list[tuple[str | None, ...]], added: list[tuple[int, int]],
    struck: set[int], by: list[str], counting: str, asked: tuple[str, ...],
) -> None:  # fmt: skip
    opened = [
        incident(f"2026-000{n}", **facts(("kind", "field", "competence"), codes)) for n, codes in enumerate(matters, 1)
    ]
    received = []
    for n, told in enumerate(visits, 1):
        known = {k: v for k, v in told.items() if k not in ("day", "brings", "petition") and v is not None}
        brought = [f"2026-000{1 + i}" for i in told["brings"]]
        if told["petition"]:
            of_paper = {k: known[k] for k in ("commune", "group", "handling") if k in known}
            received.append(petition(f"P{told['day'][:4]}-000{n}", told["day"], brought, **of_paper))
        else:
            received.append(visit(f"V{told['day'][:4]}-000{n}", told["day"], brought, **known))
    numbers = [draft.subject for draft in received]
    more = dict.fromkeys(
        (numbers[v - 1], f"2026-000{i}") for v, i in added
        if v <= len(numbers) and i - 1 not in visits[v - 1]["brings"]
    )  # fmt: skip
    attached = [Draft("attached", line, {"incident": matter}) for line, matter in more]
    voids = [Draft("voided", f"2026-000{n}", {}) for n in sorted(struck)]
    name, value = asked or ("", "")
    wish = asking(name, value) if asked else YEAR
    with tempfile.TemporaryDirectory() as folder:
        book = register(folder + "/d", opened, received, attached, voids)
        cases = [book.case(draft.subject) for draft in opened]
        lines = [book.line(number) for number in numbers]

        def slow(*keys: str) -> dict[tuple[str | None, ...], tuple[int, ...]]:
            return dict(counted_slowly(
                lines, cases, keys, counting,
                lambda line, case: line.day[:4] == "2026" and (
                    not asked or (ASKED[name][1](line, case) or "") == value),
            ))  # fmt: skip

        total, groups = with_total(book, wish, tuple(by), counting)
        behind = counted_visits(book, wish).size()
        book.close()
    assert {group.keys: tuple(group.counts.values()) for group in groups} == (slow(*by) if by else {})
    assert (total.keys, *total[1:]) == ((), *slow().get((), (0, 0, 0, 0, 0)))
    assert behind == total.visits


def test_every_key_but_the_week_is_counted_slowly_too() -> None:
    assert set(KEYS) == {*ATTRIBUTES, "week"}


def voided(*numbers: str) -> list[Draft]:
    return [Draft("voided", number, {}, {"reason": "nhầm"}, "2026-01-06") for number in numbers]


def test_a_struck_matter_does_not_speak_for_a_visit_that_brought_a_live_one(tmp_path: Path) -> None:
    both = [incident("2026-0001", kind="complaint"), incident("2026-0002", kind="feedback")]
    visits = [visit("V2026-0001", "2026-01-05", ["2026-0001", "2026-0002"], 4)]
    book = register(tmp_path / "d", [*both, *visits], voided("2026-0001"))
    assert rows(book, "kind") == {("feedback",): (1, 4, 1, 0)} and total(book) == (1, 4, 1, 0)
    assert listing(book, VISITS, Filter(kind=("",))).size() == 0  # what is struck through is of no kind any more
    assert listing(book, VISITS, Filter(kind=("feedback",))).size() == 1


def test_of_struck_matters_alone_the_first_speaks_for_their_visit(tmp_path: Path) -> None:
    both = [incident("2026-0001", kind="complaint"), incident("2026-0002", kind="feedback")]
    visits = [visit("V2026-0001", "2026-01-05", ["2026-0001", "2026-0002"], 4)]
    book = register(tmp_path / "d", [*both, *visits], voided("2026-0001", "2026-0002"))
    assert rows(book, "kind") == {(None,): (1, 4, 0, 0)} and total(book) == (1, 4, 0, 0)
    assert [row["id"] for row in listing(book, VISITS, Filter(kind=("",))).rows()] == ["V2026-0001"]
