"""Filling a form: every column is one conditional aggregate, all of them in one statement over the cards."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.dates import FIRST_YEAR, LAST_YEAR
from reception_cli.index.queries import populations
from reception_cli.index.queries.figures import Labels, unit_labels
from reception_cli.index.queries.filters import of_bodies, unit_of
from reception_cli.index.queries.form_definitions import Cell, Form, Where, Whole
from reception_cli.index.register_view import RegisterView

Figure = int | float
_NO_FIELD = "field = ''"


class Measured(NamedTuple):
    """The figures of a form: of each column, and of what fits into no part of each whole."""

    cells: dict[int, Figure]
    rest: dict[int, Figure]  # place of the whole in the form -> how many
    fieldless: Mapping[int, Figure] = {}  # column of a whole -> how many stand in it without a field


class Span(NamedTuple):
    """What is counted: days, both included, and how matters count."""

    first: date
    last: date
    counting: str = "distinct"
    wide: bool = False  # over several units, whose numbers the days do not bound
    units: tuple[int, ...] = ()  # places of those that are counted; none named: all
    bodies: tuple[str, ...] = ()  # receptions for these alone, and for none that is named; none: all


def measure(book: RegisterView, form: Form, span: Span) -> Measured:
    """Count every column of a form in one statement; a total is the sum of its parts."""
    return _measured(form, book.select(statement(form, span._replace(wide=book.wide))).fetchone())


def measure_units(book: RegisterView, form: Form, span: Span, labels: Labels) -> dict[str, Measured]:
    """Count every column for each unit that `labels` name, in one statement too."""
    rows = book.select(statement(form, span._replace(wide=book.wide), labels))
    chosen = {label for base, label in labels.items() if not span.units or base // numbers.UNIT in span.units}
    return {label: _measured(form, row) for label, *row in rows if label in chosen}


def added(form: Form, found: Mapping[str, Measured]) -> Measured:
    """Add units up: nothing belongs to two of them."""
    cells = {cell.n: _figure(sum(one.cells[cell.n] for one in found.values())) for cell in form.cells}
    rest = {place: _figure(sum(one.rest[place] for one in found.values())) for place in range(len(form.wholes))}
    columns = [whole.column for whole in _fieldless(form)]
    lacking = {n: _figure(sum(one.fieldless[n] for one in found.values())) for n in columns}
    return Measured(cells, rest, lacking)


def _measured(form: Form, row: Sequence[Figure | None]) -> Measured:
    values = map(_figure, row)
    figures = {cell.n: next(values) for cell in _counted(form)}
    rest = {place: next(values) for place in range(len(form.wholes))}
    fieldless = {whole.column: next(values) for whole in _fieldless(form)}
    return Measured(summed(form, figures, fieldless), rest, fieldless)


def summed(form: Form, counted: Mapping[int, Figure], fieldless: Mapping[int, Figure] = {}) -> dict[int, Figure]:
    """Add the totals to what was counted; a whole also has what stands in no column by field."""
    figures = {cell.n: _figure(sum(counted[leaf] for leaf in form.leaves(cell.n))) for cell in form.cells}
    return figures | {n: _figure(figures[n] + more) for n, more in fieldless.items() if form.cell(n).sum}


def _fieldless(form: Form) -> list[Whole]:
    return [whole for whole in form.wholes if whole.fieldless]


def statement(form: Form, span: Span, labels: Labels | None = None) -> str:
    """Write the one statement: the counted columns in their order, the rest of each whole, what has no field.

    With `labels` a row for each unit, led by what it is told as.
    """
    wanted = [(cell.of, f"c{cell.n}", _aggregate(cell, condition(form, cell), span)) for cell in _counted(form)]
    wanted += [
        (whole.of, f"r{place}", _aggregate(whole, unfit(form, whole), span))
        for place, whole in enumerate(form.wholes)
    ]
    for whole in _fieldless(form):
        wanted.append((whole.of, f"n{whole.column}", _aggregate(whole, fieldless(form, whole), span)))
    used = list(dict.fromkeys(of for of, _name, _sql in wanted))
    parts = {of: ", ".join(f"{sql} AS {name}" for one, name, sql in wanted if one == of) for of in used}
    selects = ", ".join(f"p_{of} AS ({population(of, span)})" for of in used)  # `replies` alone is a table of cards
    names = ", ".join(name for _of, name, _sql in wanted)
    if labels is None:
        joined = " CROSS JOIN ".join(f"(SELECT {columns} FROM p_{of}) AS f_{of}" for of, columns in parts.items())
        return f"WITH {selects} SELECT {names} FROM {joined}"
    joined = "".join(_of_unit(of, columns) for of, columns in parts.items())
    return (
        f"WITH {unit_labels(labels)}, {selects} SELECT n.label, {names}"
        f" FROM (SELECT DISTINCT label FROM unit_labels) n{joined} ORDER BY n.label"
    )


def _of_unit(of: str, columns: str) -> str:
    """Join the figures of a population, one row a unit."""
    unit = unit_of(f"p.{populations.UNITS.get(of, 'line')}")
    return (
        f" LEFT JOIN (SELECT u.label, {columns} FROM p_{of} p JOIN unit_labels u ON u.base = {unit}"
        f" GROUP BY u.label) AS f_{of} ON f_{of}.label = n.label"
    )


def population(of: str, span: Span, more: str = "", duties: str = "") -> str:
    """Write the SELECT of a population for a period; `more` and `duties` narrow links and reception days."""
    low, high = numbers.year_range(1, span.first.year, 0)[0], numbers.year_range(2, 0, span.last.year)[1]
    low, high = numbers.ALL if span.wide else (low, high)
    days = {"first": f"'{span.first.isoformat()}'", "last": f"'{span.last.isoformat()}'"}
    bodies = f" AND {of_bodies('k.bodies', span.bodies, unsaid=True)}" if span.bodies else ""
    bodies += more
    rows = populations.sql(of, span.counting).format(**days, low=low, high=high, bodies=bodies, duties=duties)
    if not span.units:
        return rows
    places = ", ".join(str(place * numbers.UNIT) for place in span.units)
    unit = unit_of(f"q.{populations.UNITS.get(of, 'line')}")
    return f"SELECT q.* FROM ({rows}) q WHERE {unit} IN ({places})"


def moved_since(
    book: RegisterView, form: Form, span: Span, parts: tuple[RegisterView, RegisterView], since: int
) -> dict[int, Figure]:
    """Tell by how much each column moved: `parts` are what changed, as it was and as it is, beside an unmoved rest.

    Nothing of a part belongs to the rest as well, but a day on which the head received: it counts once, whoever came.
    A reception day that was written down behind the entry numbered `since` is new.
    """
    before, now = (measure(part, form, span).cells for part in parts)
    moved = {n: _figure(now[n] - before[n]) for n in now}
    sessions = [cell for cell in form.cells if cell.of == "sessions"]
    if sessions:
        lines = {line for part in parts for (line,) in part.select("SELECT line FROM lines")}
        was = _session_days(parts[0], span) | _session_days(book, span, lines, f" AND k.seq <= {since}")
        is_ = _session_days(parts[1], span) | _session_days(book, span, lines)
        for cell in sessions:
            blocks = cell.where.get("block", ())
            moved[cell.n] = sum(block in blocks for _day, block in is_) - sum(block in blocks for _day, block in was)
    return {n: value for n, value in moved.items() if value}


def _session_days(
    book: RegisterView, span: Span, without: Iterable[int] = (), duties: str = ""
) -> set[tuple[str, str]]:
    """List the days on which the head or a delegate received, but for those that certain visits alone tell of."""
    listed = ", ".join(map(str, sorted(without)))
    more = f" AND k.line NOT IN ({listed})" if listed else ""
    rows = book.select(f"SELECT q.day, q.block FROM ({population('sessions', span, more, duties)}) q")
    return set(rows.fetchall())


def counted_bodies(book: RegisterView) -> tuple[str, ...]:
    """Tell whose receptions the desk's forms count; none named: those of all."""
    return tuple(json.loads(book.setting("bodies") or "[]"))


def group_members(book: RegisterView, span: Span) -> int:
    """Add up the members of the groups that were received, whether they came themselves or not."""
    span = span._replace(wide=book.wide)
    rows = book.select(f"SELECT sum(q.members) FROM ({population('visits', span)}) q WHERE q.in_group = 'yes'")
    return int(rows.fetchone()[0] or 0)


def names_bodies(book: RegisterView, span: Span) -> bool:
    """Whether any reception of a period says for which body it was."""
    found = book.select(
        "SELECT 1 FROM links k WHERE k.counted = 1 AND k.bodies IS NOT NULL AND k.day BETWEEN ? AND ? LIMIT 1",
        (span.first.isoformat(), span.last.isoformat()),
    )
    return found.fetchone() is not None


def duplicates(book: RegisterView, span: Span, kinds: tuple[str, ...] = ()) -> int:
    """Count the petitions of a period that repeat another one; `kinds`: of these alone."""
    of_kind = f" AND k.kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    row = book.select(
        "SELECT count(DISTINCT l.line) FROM lines l JOIN links k ON k.line = l.line WHERE l.duplicate IS NOT NULL"
        f" AND k.counted = 2 AND k.status IS NOT NULL AND l.day BETWEEN ? AND ?{of_kind}",
        (span.first.isoformat(), span.last.isoformat(), *kinds),
    ).fetchone()
    return int(row[0])


def condition(form: Form, cell: Cell) -> str:
    """Tell in SQL which rows of its population a column counts."""
    own = [_asked(cell.where)]
    for whole in form.wholes:
        if cell.n in _members(whole) or (cell.within and cell.within in (whole.column, *_members(whole))):
            own += [_asked(whole.where), fit(form, whole)]
    return _all(own)


def fit(form: Form, whole: Whole) -> str:
    """Tell in SQL which rows fit one part of each division of a whole; by field, where it may lack, none."""
    unsaid = {whole.by_field(form): [_NO_FIELD]} if whole.fieldless else {}
    divisions = ([*(_asked(form.cell(n).where) for n in part), *unsaid.get(part, ())] for part in whole.parts)
    return _all(f"({' OR '.join(sides)})" for sides in divisions if "" not in sides)


def fieldless(form: Form, whole: Whole) -> str:
    """Tell in SQL which rows of a whole stand in no column by field, since none was said."""
    return _all([_asked(whole.where), fit(form, whole), _NO_FIELD])


def unfit(form: Form, whole: Whole) -> str:
    """Tell in SQL which rows of a whole fit no part of one of its divisions."""
    inside = fit(form, whole)
    return _all([_asked(whole.where), f"NOT ({inside})" if inside else "1 = 0"])


def _members(whole: Whole) -> tuple[int, ...]:
    return tuple(n for part in whole.parts for n in part)


def _counted(form: Form) -> Iterator[Cell]:
    return (cell for cell in form.cells if not cell.sum)


def _aggregate(one: Cell | Whole, condition_: str, span: Span) -> str:
    case = f"CASE WHEN {condition_} THEN " if condition_ else "CASE WHEN 1 = 1 THEN "
    if brought_together(one, span):
        return f"count(DISTINCT {case}incident END)"
    what = "1" if one.counts in ("rows", "matters") else one.counts
    return f"sum({case}{what} END)"


def brought_together(one: Cell | Whole, span: Span) -> bool:
    """Whether several rows may be one matter, which counts once."""
    return one.counts == "matters" and span.counting == "distinct" and one.of not in populations.SINGLE


def _asked(where: Where) -> str:
    """Write conditions; a field means itself and the finer ones below it."""
    return _all(_one(name, values) for name, values in where.items())


def _one(name: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    if name != "field":
        return f"{name} IN ({listed})"
    below = [f"substr(field, 1, {len(value) + 1}) = '{value}.'" for value in values if value]
    return "(" + " OR ".join([f"field IN ({listed})", *below]) + ")"


def _all(conditions: Iterable[str]) -> str:
    return " AND ".join(condition_ for condition_ in conditions if condition_)


def _figure(value: Figure | None) -> Figure:
    """Whole figures are whole; amounts have two decimals, which adding must not blur."""
    rounded = round(value or 0, 2)
    return int(rounded) if rounded == int(rounded) else rounded


class CountedRow(NamedTuple):
    """One visit, petition or matter that a column counts, and as how much."""

    id: str
    incident: str | None
    day: str
    kind: str | None
    status: str | None
    value: Figure


def counted_rows(book: RegisterView, one: Cell | Whole, asked: str, span: Span) -> Iterator[CountedRow]:
    """Read the rows of a population that a condition leaves; a matter that counts once is one row."""
    where = f" WHERE {asked}" if asked else ""
    value = "1" if one.counts in ("rows", "matters") else f"p.{one.counts}"
    source = f"({population(one.of, span._replace(wide=book.wide))}) p{where}"
    if brought_together(one, span):
        chosen = f"SELECT NULL AS line, p.incident, min(p.day) AS day, 1 AS value FROM {source} GROUP BY p.incident"
    else:
        chosen = f"SELECT p.line, p.incident, p.day, {value} AS value FROM {source}"
    query = (
        f"SELECT t.line, t.incident, t.day, i.kind, i.status, t.value FROM ({chosen}) t"
        " LEFT JOIN incidents i ON i.incident = t.incident WHERE t.value <> 0 ORDER BY t.day, t.line, t.incident"
    )
    for line, incident, day, kind, status, figure in book.select(query):
        name = numbers.text(incident) if incident else None
        yield CountedRow(numbers.text(line) if line else name or day, name, day, kind, status, figure)


# A statutory year ends on 14 December: what comes later belongs to the next one.
_STATUTORY_YEARS = (
    "SELECT DISTINCT CAST(substr(day, 1, 4) AS INTEGER) + CASE WHEN substr(day, 6) > '12-14' THEN 1 ELSE 0 END"
    f" FROM links WHERE counted > 0 AND day BETWEEN '{FIRST_YEAR}-12-15' AND '{LAST_YEAR}-12-14' ORDER BY 1"
)


def statutory_years(book: RegisterView) -> list[int]:
    """List the statutory years that any visit or petition belongs to and that a period can name."""
    return [year for (year,) in book.select(_STATUTORY_YEARS)]
