"""Every column of every form against a slow count, over registers of any kind."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from any_register import drafts
from hypothesis import given, settings
from hypothesis import strategies as st
from matters import register
from slow_forms import POPULATIONS, column, unplaced
from slow_matters import Days, world

from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.queries.form_definitions import Form, all_forms
from reception_cli.index.queries.forms import Span, measure
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes
from reception_cli.reporting import equation_check
from reception_cli.reporting.forms import drill

# No disk is waited for, where the system offers a folder in memory.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PERIODS = [
    (date(2025, 12, 15), date(2026, 3, 14)), (date(2026, 3, 15), date(2026, 6, 14)),
    (date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 1, 20), date(2026, 1, 20)),
]  # fmt: skip
COUNTINGS = ["distinct", "per-visit"]
SEED = st.integers(0, 2**32)
STORIES, ACTS = st.lists(SEED, min_size=8, max_size=16), st.lists(SEED, max_size=12)
Told = tuple[list[int], list[int]]
FORMS = {f"{form.code} {form.circular[:7]}": form for form in all_forms()}
# What an import may break: a group that is noted for a few people, a decision of which nobody knows the term,
# and officials that are more than the persons they are among.
BROKEN_BY_IMPORTS = {
    "9>=5*8", "18>=5*17", "27>=5*26", "5=25+26", "16<=15", "19<=18", "20<=19", "23<=22", "21<=20", "24<=23",
}  # fmt: skip


@contextmanager
def kept(told: Told) -> Iterator[tuple[RegisterView, Any]]:
    """A register of these stories, written in two commands, and what a plain replay knows of it."""
    written = drafts(*told)
    half = len(written) // 2
    with tempfile.TemporaryDirectory(dir=MEMORY) as place:
        book = register(place + "/desk", written[:half], written[half:])
        try:
            yield book, world(Folder(place + "/desk", Habits()).entries())
        finally:
            book.close()


def registers(examples: int) -> Any:
    quiet = settings(max_examples=examples)
    drawn = given(st.tuples(STORIES, ACTS), st.sampled_from(PERIODS), st.sampled_from(COUNTINGS))
    return lambda test: quiet(drawn(test))


@registers(60)
def test_every_column_is_what_a_slow_count_gives(told: Told, ends: tuple[date, date], counting: str) -> None:
    days = Days.of(*ends)
    with kept(told) as (book, known):
        found = {of: list(rows(known, days, counting)) for of, rows in POPULATIONS.items()}
        for name, form in FORMS.items():
            counted = measure(book, form, Span(*ends, counting))
            slow = {cell.n: column(form, cell.n, found, counting) for cell in form.cells}
            rest = {place: unplaced(form, whole, found, counting) for place, whole in enumerate(form.wholes)}
            assert (name, counted.cells, counted.rest) == (name, slow, rest)


@registers(30)
def test_every_form_adds_up(told: Told, ends: tuple[date, date], counting: str) -> None:
    with kept(told) as (book, _known):
        for name, form in FORMS.items():
            found = measure(book, form, Span(*ends, counting))
            broken = [
                fault.equation.text for fault in equation_check.faults(form, found.cells)
                if not equation_check.lacking_fields(form, fault, found.fieldless)
            ]  # fmt: skip
            assert (name, [text for text in broken if text not in BROKEN_BY_IMPORTS]) == (name, [])


@registers(20)
def test_what_lies_behind_a_figure_adds_up_to_it(told: Told, ends: tuple[date, date], counting: str) -> None:
    span = Span(*ends, counting)
    with kept(told) as (book, _known):
        for name, form in FORMS.items():
            counted = measure(book, form, span)
            told = {str(n): figure for n, figure in counted.cells.items()} | {
                "rest": sum(counted.rest.values()), "no-field": sum(counted.fieldless.values()),
            }  # fmt: skip
            assert {cell: behind(book, form, span, cell) for cell in told} == told, name


def behind(book: RegisterView, form: Form, span: Span, cell: str) -> float:
    """Add up the records behind a column, as its answer does too."""
    answer = drill(book, form, span, cell, codes.load)
    rows = list(answer.rows)
    assert round(sum(row["value"] for row in rows), 2) == answer.totals["value"]
    assert all(row["value"] and row["id"] for row in rows)
    return answer.totals["value"]


@registers(30)
def test_what_one_report_left_comes_over_into_the_next(told: Told, ends: tuple[date, date], counting: str) -> None:
    day = timedelta(days=1)
    series = [(date(2025, 9, 15), ends[0] - day), ends, (ends[1] + day, date(2026, 12, 31))]
    with kept(told) as (book, _known):
        for name, form in FORMS.items():
            if form.chain and series[-1][0] <= series[-1][1]:
                first, second, third = (measure(book, form, Span(*each, counting)).cells for each in series)
                broken = [
                    *equation_check.broken_chain(form, first, second),
                    *equation_check.broken_chain(form, second, third),
                ]
                assert (name, broken) == (name, [])


def test_every_form_of_petitions_has_a_chain_but_02_of_2021() -> None:
    # 02/XLD of Circular 02/2021 has no column for petitions that two to four people signed
    chained = {name for name, form in FORMS.items() if form.chain}
    assert chained == {name for name in FORMS if "XLD" in name} - {"02/XLD 02/2021"}
