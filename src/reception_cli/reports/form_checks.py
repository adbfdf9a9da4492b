"""Whether a form that a desk wrote for itself can be counted: its words go into a query, its columns add up."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from reception_cli.model.words import _
from reception_cli.reports import populations

if TYPE_CHECKING:
    from reception_cli.reports.forms import Cell, Form, Where, Whole

_PLAIN = re.compile(r"[a-z0-9._-]{1,40}")  # a word that may stand in a query


def sound(form: "Form") -> "Form":
    """Give the form back; raises ValueError that names its first fault."""
    if type(form.since) is not date or isinstance(form.since, datetime):
        raise ValueError(_("`since` is no day: {since}").format(since=form.since))
    _known(form)
    for cell in form.cells:
        if cell.sum:
            _ends(form, cell, ())
        else:
            _counted(cell.of, cell.counts, cell.where, _("column {n}").format(n=cell.n))
        if cell.within:
            _inside(form, cell)
    for place, whole in enumerate(form.wholes, 1):
        _counted(whole.of, whole.counts, whole.where, f"whole {place}")
        _divided(form, whole, f"whole {place}")
    return form


def _known(form: "Form") -> None:
    """Refuse columns that are told twice, or named and not there."""
    numbers = [cell.n for cell in form.cells]
    wrong = {n for n in numbers if numbers.count(n) > 1} | (set(_named(form)) - set(numbers))
    if wrong or not numbers:
        raise ValueError(_("columns named but not there, or twice: {columns}").format(columns=sorted(wrong)))


def _named(form: "Form") -> Iterator[int]:
    for cell in form.cells:
        yield from cell.sum
    for whole in form.wholes:
        yield from (n for part in whole.parts for n in part)
        yield from [whole.column] if whole.column else []
    for equation in (*form.equations, *form.chain):
        yield from (n for side in equation.sides for _factor, n in side)


def _ends(form: "Form", cell: "Cell", above: tuple[int, ...]) -> None:
    """Refuse a total that is part of itself."""
    if cell.n in above:
        raise ValueError(_("column {n} is a part of itself").format(n=cell.n))
    for part in cell.sum:
        _ends(form, form.cell(part), (*above, cell.n))


def _counted(of: str, count: str, where: "Where", place: str) -> None:
    """Refuse what no population knows."""
    if of not in populations.FACTS:
        raise ValueError(f"{place}: of = {of!r}")
    if count not in {"rows", "matters"} | populations.SUMS.get(of, set()):
        raise ValueError(f"{place}: count = {count!r}")
    for name, values in where.items():
        if name not in populations.FACTS[of] or not values or not all(map(_PLAIN.fullmatch, values)):
            raise ValueError(f"{place}: where {name} = {list(values)}")


def _divided(form: "Form", whole: "Whole", place: str) -> None:
    """Refuse parts that are totals, or that count something else than the whole does."""
    for n in (n for part in whole.parts for n in part):
        if form.cell(n).sum or form.cell(n).of != whole.of:
            raise ValueError(f"{place}: parts: " + _("column {n}").format(n=n))


def _inside(form: "Form", cell: "Cell") -> None:
    """Refuse a column within a whole that is none, or that counts something else."""
    around = [whole.of for whole in form.wholes if cell.within in (whole.column, *(n for p in whole.parts for n in p))]
    if not around or set(around) != {cell.of}:
        raise ValueError(_("column {n}").format(n=cell.n) + f": within = {cell.within}")
