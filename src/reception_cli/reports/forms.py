"""The report forms as data: read, checked, and chosen by the circular in force."""

import os
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from reception_cli.model.dates import said_day
from reception_cli.model.errors import NotFound, UsageFault
from reception_cli.model.words import _, language
from reception_cli.reports import populations
from reception_cli.reports.equations import Equation, equation
from reception_cli.rules import facts

_FORMS = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "forms")
_PLAIN = re.compile(r"[a-z0-9._-]{1,40}")  # a word that may stand in a query

Where = Mapping[str, tuple[str, ...]]


class Cell(NamedTuple):
    """One column of a form: what it counts, or the columns it is the sum of."""

    n: int
    vi: tuple[str, ...]  # heading from the widest level down
    en: tuple[str, ...]
    formula: str = ""  # as printed below the number
    printed: str = ""  # as misprinted on the form, where `formula` was put right
    sum: tuple[int, ...] = ()
    of: str = ""  # population
    counts: str = "rows"  # rows | matters | what is added up
    where: Mapping[str, tuple[str, ...]] = {}
    within: int = 0  # the whole it is a part of, beside those that add up to it

    @property
    def path(self) -> tuple[str, ...]:
        """Heading in the reader's language."""
        return self.vi if language() == "vi" else self.en


class Whole(NamedTuple):
    """What is divided: every row that fits each of `parts` once; the rest is told in a note."""

    of: str
    parts: tuple[tuple[int, ...], ...]  # columns; each set divides the whole in its own way
    where: Mapping[str, tuple[str, ...]] = {}
    counts: str = "rows"
    column: int = 0  # which shows it; 0: none does


class Form(NamedTuple):
    """One layout of one circular."""

    code: str
    circular: str
    since: date
    vi: str
    en: str
    cells: tuple[Cell, ...]
    wholes: tuple[Whole, ...]
    equations: tuple[Equation, ...]
    chain: tuple[Equation, ...]  # (what goes on, what came over): equal between one report and the next
    measure: str = ""
    source: str = ""
    mark: str = "U"
    own: str = ""  # path of the desk's own file

    @property
    def title(self) -> str:
        """Title in the reader's language."""
        return self.vi if language() == "vi" else self.en

    def cell(self, n: int) -> Cell:
        """Give a column by its printed number; raises UsageFault."""
        for cell in self.cells:
            if cell.n == n:
                return cell
        numbers = f"{self.cells[0].n}-{self.cells[-1].n}"
        raise UsageFault(
            _("Form {form} has no column {n}.").format(form=self.code, n=n),
            _("Its columns are {numbers}.").format(numbers=numbers),
        )

    def leaves(self, n: int) -> tuple[int, ...]:
        """List the columns that are counted of which a column is the sum; itself where it is counted."""
        cell = self.cell(n)
        return tuple(leaf for part in cell.sum for leaf in self.leaves(part)) if cell.sum else (n,)


class Circular(NamedTuple):
    """An instrument that prescribes forms; `known`: whether we have its columns."""

    name: str
    since: date
    known: bool


def all_forms(folder: str = "") -> list[Form]:
    """List every layout: those that come with the program, then the desk's own below `folder`."""
    own = [_own(os.path.join(folder, name)) for name in _listed(folder, ".toml")] if folder else []
    return [*_shipped(), *own]


def choose(code: str, circular: str, last: date, folder: str = "") -> tuple[Form, Circular]:
    """Choose the layout of a form for a period that ends on `last`, and tell the circular then in force.

    Where that circular's columns are not known, the newest known layout before it serves, else the oldest.
    """
    forms = [form for form in all_forms(folder) if form.code == _code(code)]
    if not forms:
        codes = ", ".join(dict.fromkeys(form.code for form in all_forms(folder)))
        raise NotFound(_("There is no form '{form}'.").format(form=code[:40]), _("Forms: {codes}").format(codes=codes))
    in_force = _in_force(last)
    if circular:
        wanted = [form for form in forms if form.circular.startswith(circular.strip())]
        if not wanted:
            told = ", ".join(form.circular for form in forms)
            raise NotFound(
                _("Circular '{circular}' has no form {form}.").format(circular=circular[:40], form=forms[0].code),
                _("Known for this form: {circulars}").format(circulars=told),
            )
        return wanted[-1], in_force
    forms.sort(key=lambda form: form.since)
    before = [form for form in forms if form.since <= max(in_force.since, forms[0].since)]
    return before[-1], in_force


def circulars() -> list[Circular]:
    """List the circulars, the oldest first."""
    told = facts.read("forms", "circulars")["circular"]
    return [Circular(row["name"], row["since"], row["known"]) for row in told]


def _in_force(day: date) -> Circular:
    known = circulars()
    return next((circular for circular in reversed(known) if circular.since <= day), known[0])


def _code(text: str) -> str:
    """Read `1/tcd` as `01/TCD`."""
    number, slash, kind = text.strip().upper().partition("/")
    return f"{number.zfill(2)}/{kind}" if slash else text.strip().upper()


@cache
def _shipped() -> list[Form]:
    names = [name for name in _listed(_FORMS, ".json") if not name.startswith(("register", "circulars"))]
    forms = [_form(facts.read("forms", name.removesuffix(".json"))) for name in names]
    return sorted(forms, key=lambda form: (form.since, _KINDS.index(form.code[3:]), form.code))


_KINDS = ["TCD", "XLD", "KQGQ"]


def _listed(folder: str, ending: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(ending))
    except FileNotFoundError:
        return []


def _own(path: str) -> Form:
    """Read a form that a desk has dropped in; raises UsageFault that names what is wrong in it."""
    import tomllib

    try:
        with open(path, "rb") as file:
            return _form(tomllib.load(file))._replace(own=path)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, UnicodeDecodeError) as fault:
        told = _("it lacks {key}").format(key=fault) if isinstance(fault, KeyError) else str(fault)
        raise UsageFault(
            _("The form in {file} cannot be used: {reason}.").format(file=os.path.basename(path), reason=told),
            _("Mend the file, or take it out of the folder."),
        ) from fault


def _form(told: Mapping[str, Any]) -> Form:
    form = Form(
        str(told["code"]), str(told["circular"]), told["since"], str(told["vi"]), str(told.get("en", told["vi"])),
        tuple(_cell(row) for row in told["column"]),
        tuple(_whole(row) for row in told.get("whole", ())),
        tuple(equation(row["text"], row.get("mark", "inferred")) for row in told.get("equation", ())),
        tuple(equation(f"{row['from']}={row['to']}", "inferred") for row in told.get("chain", ())),
        str(told.get("measure_vi" if language() == "vi" else "measure_en", "")),
        str(told.get("source", "")), str(told.get("mark", "U")),
    )  # fmt: skip
    if not isinstance(form.since, date):
        raise ValueError(_("`since` is no day: {since}").format(since=form.since))
    known = {cell.n for cell in form.cells}
    asked = {n for cell in form.cells for n in (*cell.sum, *([cell.within] if cell.within else []))}
    asked |= {n for whole in form.wholes for part in whole.parts for n in part}
    asked |= {n for one in form.equations for side in one.sides for _factor, n in side}
    if asked - known or len(known) != len(form.cells):
        raise ValueError(_("columns named but not there, or twice: {columns}").format(columns=sorted(asked - known)))
    return form


def _cell(row: Mapping[str, Any]) -> Cell:
    cell = Cell(
        int(row["n"]), tuple(row["vi"]), tuple(row.get("en", row["vi"])), row.get("formula", ""),
        row.get("printed", ""), tuple(row.get("sum", ())), row.get("of", ""), row.get("count", "rows"),
        _where(row), int(row.get("within", 0)),
    )  # fmt: skip
    if not cell.sum:
        _check(cell.of, cell.counts, cell.where, _("column {n}").format(n=cell.n))
    return cell


def _whole(row: Mapping[str, Any]) -> Whole:
    parts = tuple(tuple(part) for part in row["parts"])
    whole = Whole(row["of"], parts, _where(row), row.get("count", "rows"), row.get("column", 0))
    _check(whole.of, whole.counts, whole.where, "whole")
    return whole


def _where(row: Mapping[str, Any]) -> Where:
    return {name: tuple(values) for name, values in row.get("where", {}).items()}


def _check(of: str, count: str, where: Where, place: str) -> None:
    """Refuse what no population knows: these words go into a query."""
    if of not in populations.FACTS:
        raise ValueError(f"{place}: of = {of!r}")
    if count not in {"rows", "matters"} | populations.SUMS.get(of, set()):
        raise ValueError(f"{place}: count = {count!r}")
    for name, values in where.items():
        if name not in populations.FACTS[of] or not all(_PLAIN.fullmatch(value) for value in values):
            raise ValueError(f"{place}: where {name} = {list(values)}")


def told_since(form: Form) -> str:
    """Say from when a layout is in force."""
    return said_day(form.since.isoformat())
