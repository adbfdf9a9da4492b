"""The equations that are printed on a form, or that it must keep: `1=2+3=4+5`, `9<=5`, `9>=5*8`."""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from reception_cli import ROOT
from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, language, why
from reception_cli.index.queries import populations
from reception_cli.law import data
from reception_cli.ledger.files import toml

# --- The equations that are printed on a form, or that it must keep: `1=2+3=4+5`, `9<=5`, `9>=5*8`.

_TEXT = re.compile(r"\d+(?:[*]\d+)?(?:[+-]\d+(?:[*]\d+)?)*")
_TERM = re.compile(r"([+-]?)(\d+)(?:[*](\d+))?")
_MARKS = ("printed", "corrected", "inferred")


class Equation(NamedTuple):
    """What must hold between columns: `sides` are sums, `relation` stands between them."""

    text: str
    relation: str  # = | <= | >=
    sides: tuple[tuple[tuple[int, int], ...], ...]  # each side: (factor, column)
    mark: str  # printed on the form, corrected (a misprint), or inferred


def equation(text: str, mark: str) -> Equation:
    """Read `1=2+3=4+5` or `9<=5`; raises ValueError."""
    relation = next((sign for sign in ("<=", ">=") if sign in text), "=")
    sides = text.split(relation)
    if mark not in _MARKS or len(sides) < 2 or not all(_TEXT.fullmatch(side) for side in sides):
        raise ValueError(f"equation {text!r}, mark {mark!r}")
    return Equation(text, relation, tuple(tuple(_terms(side)) for side in sides), mark)


def _terms(side: str) -> Iterator[tuple[int, int]]:
    for sign, column, factor in _TERM.findall(side):
        first, second = (int(column), int(factor)) if factor else (int(column), 1)
        # `5*8` is five times column 8
        yield (-1 if sign == "-" else 1) * (first if factor else 1), second if factor else first


# --- Whether a form that a desk wrote for itself can be counted: its words go into a query, its columns add up.

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
    if whole.fieldless and not (whole.column and whole.by_field(form)):
        raise ValueError(f"{place}: fieldless")
    for n in (n for part in whole.parts for n in part):
        if form.cell(n).sum or form.cell(n).of != whole.of:
            raise ValueError(f"{place}: parts: " + _("column {n}").format(n=n))


def _inside(form: "Form", cell: "Cell") -> None:
    """Refuse a column within a whole that is none, or that counts something else."""
    around = [whole.of for whole in form.wholes if cell.within in (whole.column, *(n for p in whole.parts for n in p))]
    if not around or set(around) != {cell.of}:
        raise ValueError(_("column {n}").format(n=cell.n) + f": within = {cell.within}")


# --- The report forms as data: read, checked, and chosen by the circular in force.

_FORMS = os.path.join(ROOT, "data", "forms")

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
    fieldless: bool = False  # rows whose field was not said count in it, and in no column of its division by field
    rest_vi: str = ""  # what it is that fits no part of it; "": what lacks a fact
    rest_en: str = ""

    @property
    def rest(self) -> str:
        """What fits no part of it, in the reader's language."""
        return self.rest_vi if language() == "vi" else self.rest_en

    def by_field(self, form: "Form") -> tuple[int, ...]:
        """List the columns of its division by field; none where it has none."""
        return next((part for part in self.parts if all("field" in form.cell(n).where for n in part)), ())


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

    @property
    def looks_back(self) -> bool:
        """Whether it counts petitions that came before its period."""
        return any(cell.of in populations.EARLIER for cell in self.cells)

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
    forms = map(_shipped, _shipped_names())
    return [*sorted(forms, key=lambda form: (form.since, _KINDS.index(form.code[3:]), form.code)), *_own_forms(folder)]


def choose(code: str, circular: str, last: date, folder: str = "") -> tuple[Form, Circular]:
    """Choose the layout of a form for a period that ends on `last`, and tell the circular then in force.

    Where that circular's columns are not known, the newest known layout before it serves, else the oldest.
    Of the layouts that come with the program only those that may serve are read.
    """
    own = [form for form in _own_forms(folder) if form.code == _code(code)]
    names = _shipped_names(_code(code))
    if not (own or names):
        codes = ", ".join(dict.fromkeys(form.code for form in all_forms(folder)))
        raise NotFound(_("There is no form '{form}'.").format(form=code[:40]), _("Forms: {codes}").format(codes=codes))
    in_force = _in_force(last)
    if circular:
        forms = [*map(_shipped, names), *own]
        wanted = [form for form in forms if form.circular.startswith(circular.strip())]
        if not wanted:
            told = ", ".join(form.circular for form in forms)
            raise NotFound(
                _("Circular '{circular}' has no form {form}.").format(circular=circular[:40], form=forms[0].code),
                _("Known for this form: {circulars}").format(circulars=told),
            )
        return wanted[-1], in_force
    forms = sorted([*_serving(names, last), *own], key=lambda form: form.since)
    chosen = [form for form in forms if form.since <= max(last, forms[0].since)][-1]
    if chosen.own and in_force.since < chosen.since <= last:  # of an instrument that only the desk knows
        in_force = Circular(chosen.circular, chosen.since, True)
    return chosen, in_force


def _serving(names: list[str], last: date) -> list[Form]:
    """Read the newest layout that is in force on a day, else the oldest; `names` go from the oldest to the newest."""
    form = None
    for name in reversed(names):
        form = _shipped(name)
        if form.since <= last:
            break
    return [form] if form else []


def circulars() -> list[Circular]:
    """List the circulars, the oldest first."""
    told = data.read("forms", "circulars")["circular"]
    return [Circular(row["name"], row["since"], row["known"]) for row in told]


def _in_force(day: date) -> Circular:
    known = circulars()
    return next((circular for circular in reversed(known) if circular.since <= day), known[0])


def _code(text: str) -> str:
    """Read `1/tcd` as `01/TCD`."""
    number, slash, kind = text.strip().upper().partition("/")
    return f"{number.zfill(2)}/{kind}" if slash else text.strip().upper()


def _shipped_names(code: str = "") -> list[str]:
    """Name the files of the layouts that come with the program (`tcd-01-2024`), of one form the oldest first."""
    number, _slash, kind = code.lower().partition("/")
    names = [name.removesuffix(".json") for name in _listed(_FORMS, ".json")]
    if code:
        return [name for name in names if name.rpartition("-")[0] == f"{kind}-{number}"]
    return [name for name in names if name.partition("-")[0].upper() in _KINDS]


@cache
def _shipped(name: str) -> Form:
    return _form(data.read("forms", name))


def _own_forms(folder: str) -> list[Form]:
    return [_own(os.path.join(folder, name)) for name in _listed(folder, ".toml")] if folder else []


_KINDS = ["TCD", "XLD", "KQGQ"]


def _listed(folder: str, ending: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(ending))
    except FileNotFoundError:
        return []


def _own(path: str) -> Form:
    """Read a form that a desk has dropped in; raises UsageFault that names what is wrong in it."""
    try:
        if os.path.islink(path):
            raise ValueError(_("it is a symbolic link"))
        return sound(_form(toml(path)))._replace(own=path)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OSError) as fault:
        told = _("it lacks {key}").format(key=fault) if isinstance(fault, KeyError) else str(fault)
        told = why(fault) if isinstance(fault, OSError) else told
        raise UsageFault(
            _("The form in {file} cannot be used: {reason}.").format(
                file=shown(os.path.basename(path)), reason=shown(told[:200])
            ),
            _("Mend the file, or take it out of the folder."),
        ) from fault


def _form(told: Mapping[str, Any]) -> Form:
    return Form(
        str(told["code"]), str(told["circular"]), told["since"], str(told["vi"]), str(told.get("en", told["vi"])),
        tuple(map(_cell, told["column"])),
        tuple(map(_whole, told.get("whole", ()))),
        tuple(equation(row["text"], row.get("mark", "inferred")) for row in told.get("equation", ())),
        tuple(equation(f"{row['from']}={row['to']}", "inferred") for row in told.get("chain", ())),
        str(told.get("measure_vi" if language() == "vi" else "measure_en", "")),
        str(told.get("source", "")), str(told.get("mark", "U")),
    )  # fmt: skip


def _cell(row: Mapping[str, Any]) -> Cell:
    return Cell(
        int(row["n"]), _words(row["vi"]), _words(row.get("en", row["vi"])), str(row.get("formula", "")),
        str(row.get("printed", "")), _numbers(row.get("sum", [])), row.get("of", ""), row.get("count", "rows"),
        _where(row), int(row.get("within", 0)),
    )  # fmt: skip


def _whole(row: Mapping[str, Any]) -> Whole:
    parts = tuple(map(_numbers, row["parts"]))
    counts, column, fieldless = row.get("count", "rows"), int(row.get("column", 0)), bool(row.get("fieldless"))
    rests = (str(row.get("rest_vi", "")), str(row.get("rest_en", row.get("rest_vi", ""))))
    return Whole(row["of"], parts, _where(row), counts, column, fieldless, *rests)


def _where(row: Mapping[str, Any]) -> Where:
    return {name: _words(values) for name, values in row.get("where", {}).items()}


def _words(told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(isinstance(word, str) for word in told):
        raise TypeError(_("{told} is no list of words").format(told=repr(told)[:60]))
    return tuple(told)


def _numbers(told: Any) -> tuple[int, ...]:
    if not isinstance(told, list) or not all(type(n) is int for n in told):
        raise TypeError(_("{told} is no list of columns").format(told=repr(told)[:60]))
    return tuple(told)


def told_since(form: Form) -> str:
    """Say from when a layout is in force."""
    return said_day(form.since.isoformat())
