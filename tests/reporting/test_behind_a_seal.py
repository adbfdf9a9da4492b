"""What moved behind a seal is told from what was touched since: held against the register as it was, counted whole."""

import os
import tempfile
from datetime import date
from typing import Any

import pytest
from any_register import drafts
from hypothesis import given, settings
from hypothesis import strategies as st
from matters import incident, register, visit

from reception_cli.domain.entry import Draft
from reception_cli.index import views
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.queries.figures import VISITED, figures
from reception_cli.index.queries.filters import Filter, incidents
from reception_cli.index.queries.form_definitions import all_forms
from reception_cli.index.queries.forms import Span, measure, moved_since

MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
SEED = st.integers(0, 2**32)
ASKED = (
    Filter(), Filter(first="2026-01-01"), Filter(kind=("complaint", "")), Filter(status=("open",)),
    Filter(handling=("accept", "guide")), Filter(session=("regular",), group=True), Filter(repeat=True),
)  # fmt: skip


@settings(max_examples=40)
@given(
    st.lists(SEED, min_size=4, max_size=12), st.lists(SEED, min_size=4, max_size=24), st.floats(0.2, 0.9),
    st.sampled_from(ASKED), st.sampled_from(["2026-01-01", "2026-03-14", "2026-12-31"]),
    st.sampled_from(["distinct", "per-visit"]),
)  # fmt: skip
def test_the_difference_is_that_of_the_whole_register(
    stories: list[int], acts: list[int], part: float, asked: Filter, last: str, counting: str
) -> None:
    written = drafts(stories, acts)
    cut = max(1, int(len(written) * part))
    asked = asked._replace(last=last)
    with tempfile.TemporaryDirectory(dir=MEMORY) as place:
        now = register(place + "/desk", written[:cut], written[cut:])
        was = Folder(place + "/desk", Habits()).past(lambda entry: bool(entry["seq"] > cut + 1))
        parts = views.stirred_since(now, cut + 1, last, None)
        whole, apart = (moved(*each, asked, counting) for each in ((was, now), parts))
        for book in (now, was, *parts):
            book.close()
    assert apart == whole


@settings(max_examples=5)
@given(
    st.lists(SEED, min_size=4, max_size=12), st.lists(SEED, min_size=4, max_size=24), st.floats(0.2, 0.9),
    st.sampled_from(["2026-01-31", "2026-03-14", "2026-12-31"]), st.sampled_from(["distinct", "per-visit"]),
)  # fmt: skip
def test_the_columns_of_every_form_move_by_what_the_whole_register_tells(
    stories: list[int], acts: list[int], part: float, last: str, counting: str
) -> None:
    written = drafts(stories, acts)
    cut = max(1, int(len(written) * part))
    span = Span(date(2025, 1, 1), date.fromisoformat(last), counting)
    with tempfile.TemporaryDirectory(dir=MEMORY) as place:
        now = register(place + "/desk", written[:cut], written[cut:])
        was = Folder(place + "/desk", Habits()).past(lambda entry: bool(entry["seq"] > cut + 1))
        parts = views.stirred_since(now, cut + 1, last, None)
        for form in all_forms():
            apart = moved_since(now, form, span, parts, cut + 1)
            before, after = (measure(book, form, span).cells for book in (was, now))
            whole = {n: round(after[n] - before[n], 2) for n in after if after[n] != before[n]}
            assert apart == whole, (form.code, form.circular)
        for book in (was, now, *parts):
            book.close()


def test_a_day_of_the_head_counts_once_whoever_came(tmp_path: Any) -> None:
    """Two visits before the head on one day, one on another: of each day one visit is struck through."""
    head = {"session": "periodic", "host": "head"}
    days = {1: "2026-01-05", 2: "2026-01-05", 3: "2026-01-06"}
    old = [piece for n, day in days.items() for piece in (
        incident(f"2026-{n:04}", day), visit(f"V2026-{n:04}", day, [f"2026-{n:04}"], 1, **head))]  # fmt: skip
    gone = [Draft("voided", f"V2026-000{n}", {}, {"reason": "nhầm"}, "2026-02-01") for n in (1, 3)]
    book = register(tmp_path / "desk", old, gone)
    parts = views.stirred_since(book, 1 + len(old), "2026-01-31", None)
    form = next(form for form in all_forms() if form.code == "01/TCD")
    moved_ = moved_since(book, form, Span(date(2026, 1, 1), date(2026, 1, 31)), parts, 1 + len(old))
    # 12 sessions: 6 January is gone, 5 January had another visit; two visits, people and first matters of the head
    assert moved_ == {1: -2, 2: -2, 3: -2, 12: -1, 13: -2, 14: -2, 15: -2}


def moved(was: Any, now: Any, asked: Filter, counting: str) -> dict[str, int]:
    before, after = (figures(book, asked, (), counting)[0].visited for book in (was, now))
    return {name: after[name] - before[name] for name in VISITED}


def test_what_came_in_behind_the_sealed_days_is_not_read_again(tmp_path: Any) -> None:
    old = [piece for n in range(1, 4) for piece in one(n, "2026-01-05")]
    new = [piece for n in range(4, 9) for piece in one(n, "2026-02-05")]
    book = register(tmp_path / "desk", old, [visit("V2026-0020", "2026-01-06", ["2026-0002"], 2)], new)
    then, now = views.stirred_since(book, 1 + len(old), "2026-01-31", None)
    assert [numbers_of(each) for each in (then, now)] == [{"2026-0002"}, {"2026-0002"}]
    assert moved(then, now, Filter(last="2026-01-31"), "distinct") == {
        "visits": 1, "people": 2, "incidents": 0, "groups": 0,
    }  # fmt: skip


def one(n: int, day: str) -> list[Any]:
    return [incident(f"2026-{n:04}", day), visit(f"V2026-{n:04}", day, [f"2026-{n:04}"], 1)]


def numbers_of(book: Any) -> set[str]:
    return set(incidents(book, Filter()))


@pytest.mark.parametrize("asked", [["1"], ["V1"], ["3"], ["1", "3"]])
def test_only_the_numbers_that_were_asked_for_are_told(desk: Any, asked: list[str]) -> None:
    for n in range(3):
        desk.add(f"Việc {n}", "--people", "2", "--at", "20/11/2026")
    desk.run("seal", "--to", "21/11/2026", "--yes")
    desk.json("correct", "V1", "--set", "people=4", "--reason", "x", "--after-seal")
    (note,) = [
        note for note in desk.json("summarize", "--period", "2026", *asked)["notes"] if note["code"] == "after_seal"
    ]
    assert note["people"] == (2 if asked != ["3"] else 0)
