"""Figures of a form from a file: an opening balance, or the report before."""

import csv
import json
from collections.abc import Iterable
from typing import Any

from reception_cli.model.errors import Damaged, NotFound, UsageFault
from reception_cli.model.text import shown
from reception_cli.model.words import _, why
from reception_cli.reports.forms import Form

_LARGEST = 1 << 20  # signs of a file with the columns of one form
Figure = int | float


def read_figures(path: str, form: Form) -> dict[int, Figure]:
    """Read figures of a form from a file: our own JSON of it, or a CSV with `column,value`.

    Raises NotFound without such a file, UsageFault for what is no column of the form, Damaged where a total
    is not the sum of its parts.
    """
    text = _text(path)
    told = dict(_pairs(path, text))
    named = {cell.n: cell for cell in form.cells}
    wrong = [shown(column[:20]) for column in told if not column.isdecimal() or int(column) not in named]
    values = {int(column): _value(path, column, value) for column, value in told.items() if column not in wrong}
    if wrong:
        raise UsageFault(
            _("{file} names columns that form {form} does not have: {columns}.").format(
                file=path, form=form.code, columns=", ".join(wrong)
            ),
            _("Its columns are {numbers}.").format(numbers=f"{form.cells[0].n}-{form.cells[-1].n}"),
        )
    counted = {cell.n: values.get(cell.n, 0) for cell in form.cells if not cell.sum}
    for n in (n for n in values if named[n].sum):
        parts = [counted[leaf] for leaf in form.leaves(n)]
        if round(sum(parts), 2) != values[n]:
            raise Damaged(
                _("{file}: column {n} is {value}, its parts ({formula}) add up to {sum}.").format(
                    file=path, n=n, value=values[n], formula=named[n].formula, sum=round(sum(parts), 2)
                ),
                _("Give the parts; the total follows from them."),
            )
    return counted


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read(_LARGEST)
    except FileNotFoundError as fault:
        raise NotFound(_("There is no file {file}.").format(file=path), _("Check its name.")) from fault
    except (OSError, UnicodeDecodeError) as fault:
        told = why(fault) if isinstance(fault, OSError) else _("it is no UTF-8 text")
        raise Damaged(
            _("{file} cannot be read: {reason}.").format(file=path, reason=told),
            _("Give a CSV with column,value or a saved `form --json`."),
        ) from fault


def _pairs(path: str, text: str) -> Iterable[tuple[str, Any]]:
    """Read columns and values; raises Damaged for what is neither of the two forms."""
    try:
        if text.lstrip().startswith("{"):
            rows = json.loads(text)["rows"]
            return [(str(row["column"]), row["value"]) for row in rows]
        lines = [line for line in csv.reader(text.splitlines()) if line and line[0].strip()]
        body = lines[1:] if lines and not lines[0][0].strip().isdecimal() else lines
        return [(line[0].strip(), line[1].strip()) for line in body]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, csv.Error) as fault:
        raise Damaged(
            _("{file} holds no columns of a form.").format(file=path),
            _("Give a CSV with column,value or a saved `form --json`."),
        ) from fault


def _value(path: str, column: str, value: Any) -> Figure:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if not 0 <= number < 1e12:
        raise UsageFault(
            _("{file}: column {n} was read as '{value}'.").format(file=path, n=column, value=shown(str(value)[:20])),
            _("Write a number that is not below zero, such as 12 or 85.5."),
        )
    return int(number) if number == int(number) else number
