"""Figures of a form from a file: an opening balance, or the report before."""

import csv
import json
from collections.abc import Mapping
from typing import Any

from reception_cli.domain.errors import Damaged, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _
from reception_cli.index.queries.form_definitions import Form
from reception_cli.ledger.files import text, unreadable

_LARGEST = 1 << 20  # bytes of a file with the columns of one form
Figure = int | float


def read_figures(path: str, form: Form) -> dict[int, Figure]:
    """Read figures of a form from a file: our own JSON of it, or a CSV with `column,value`.

    Raises NotFound without such a file, UsageFault for what is no column of the form or another form's, Damaged
    where a total is not the sum of its parts.
    """
    values = _values(path, form, _pairs(path, _text(path), form))
    counted = {cell.n: values.get(cell.n, 0) for cell in form.cells if not cell.sum}
    for n in (n for n in values if form.cell(n).sum):
        parts = [counted[leaf] for leaf in form.leaves(n)]
        if round(sum(parts), 2) != values[n]:
            raise Damaged(
                _("{file}: column {n} is {value}, its parts ({formula}) add up to {sum}.").format(
                    file=path, n=n, value=values[n], formula=form.cell(n).formula, sum=round(sum(parts), 2)
                ),
                _("Give the parts; the total follows from them."),
            )
    return counted


def _values(path: str, form: Form, pairs: list[tuple[str, Any]]) -> dict[int, Figure]:
    """Read the value of each column that is named, once; raises UsageFault that names every wrong one."""
    named = {str(cell.n): cell for cell in form.cells}
    columns = [column.lstrip("0") for column, _value in pairs]
    wrong = dict.fromkeys(column for column in columns if column not in named or columns.count(column) > 1)
    if wrong:
        raise UsageFault(
            _("{file} names columns that form {form} does not have, or names them twice: {columns}.").format(
                file=path, form=form.code, columns=", ".join(shown(column[:20]) for column in wrong)
            ),
            _("Its columns are {numbers}.").format(numbers=f"{form.cells[0].n}-{form.cells[-1].n}"),
        )
    values = (value for _column, value in pairs)
    return {
        named[column].n: _value(path, column, value, _divisible(form, named[column].n))
        for column, value in zip(columns, values, strict=True)
    }


def _divisible(form: Form, n: int) -> bool:
    """Whether a column tells money or land: of anything else there is no part."""
    return all(form.cell(leaf).counts.endswith(("_money", "_land")) for leaf in form.leaves(n))


def _text(path: str) -> str:
    try:
        return text(path, _LARGEST)
    except (OSError, ValueError) as fault:
        raise unreadable(path, fault) from fault


def _pairs(path: str, text: str, form: Form) -> list[tuple[str, Any]]:
    """Read columns and values; raises Damaged for what is neither of the two ways to write them."""
    try:
        if text.lstrip().startswith("{"):
            told = json.loads(text)
            _refuse_another(path, told.get("totals") or {}, form)
            found = [(str(row["column"]), row["value"]) for row in told["rows"]]
        else:
            found = _lines(text)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, csv.Error):
        found = []
    if not found:
        raise Damaged(
            _("{file} holds no columns of a form.").format(file=path),
            _("Give a CSV with column,value or a saved `form --json`."),
        )
    return found


def _lines(text: str) -> list[tuple[str, str]]:
    """Read a CSV, with the sign between cells that a Vietnamese spreadsheet writes too."""
    sign = next((sign for sign in ";\t" if sign in text), ",")
    lines = [line for line in csv.reader(text.splitlines(), delimiter=sign) if line and line[0].strip()]
    body = lines[1:] if lines and not lines[0][0].strip().isdecimal() else lines
    return [(line[0].strip(), line[1].strip()) for line in body]


def _refuse_another(path: str, told: Mapping[str, str], form: Form) -> None:
    """Refuse figures of another form, or of another circular's layout: its columns have other numbers."""
    other = told.get("form", form.code), told.get("circular", form.circular)
    if other != (form.code, form.circular):
        raise UsageFault(
            _("{file} tells of form {other} of Circular {circular}.").format(
                file=path, other=shown(str(other[0])[:20]), circular=shown(str(other[1])[:20])
            ),
            _("Give figures of form {form} of Circular {circular}.").format(form=form.code, circular=form.circular),
        )


def _value(path: str, column: str, value: Any, divisible: bool) -> Figure:
    """Read a number; `1.045` visits are refused: was it a thousand, or one?"""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if not 0 <= number < 1e12 or (number != int(number) and not divisible):
        raise UsageFault(
            _("{file}: column {n} was read as '{value}'.").format(file=path, n=column, value=shown(str(value)[:20])),
            _("Write a number that is not below zero, such as 12 or 85.5.") if divisible
            else _("Write a whole number that is not below zero, such as 1045."),
        )  # fmt: skip
    return int(number) if number == int(number) else number
