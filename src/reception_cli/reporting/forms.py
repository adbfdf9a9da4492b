"""What is asked of a statutory form, and its figures with what stands beside the register."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day, shown_day
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _, language, ngettext, number
from reception_cli.index.queries import imported
from reception_cli.index.queries.entries import corrected_late
from reception_cli.index.queries.form_definitions import Cell, Circular, Form, Whole, told_since
from reception_cli.index.queries.forms import (
    Figure,
    Measured,
    Span,
    added,
    condition,
    counted_rows,
    duplicates,
    fieldless,
    measure,
    measure_units,
    moved_since,
    names_bodies,
    summed,
    unfit,
)
from reception_cli.index.register_view import RegisterView
from reception_cli.law import data
from reception_cli.law.codes import load
from reception_cli.reporting import equation_check, sheet_layout, unit_places
from reception_cli.reporting.periods import Period
from reception_cli.reporting.seals import Around
from reception_cli.reporting.table import Column, Note, Table, coded, share
from reception_cli.reporting.unit_places import Places

REST, NO_FIELD = "rest", "no-field"  # what --cell takes beside a column


class Asked(NamedTuple):
    """What a form is to tell: the period, how matters count, and what stands beside the register."""

    form: Form
    period: Period
    in_force: Circular
    counting: str = "distinct"
    opening: Mapping[int, Figure] = {}  # counted before the desk had a register
    before: Mapping[int, Figure] | None = None  # figures of the report before, to be gone on from
    base: Period | None = None  # period to compare with
    units: tuple[int, ...] = ()  # places of those whose registers are counted; none named: all
    bodies: tuple[str, ...] = ()  # whose receptions are counted, beside those that name no body; none: all

    @property
    def span(self) -> Span:
        """What is counted."""
        return Span(self.period.first, self.period.last, self.counting, units=self.units, bodies=self.bodies)


def figures(book: RegisterView, asked: Asked) -> Measured:
    """Count every column, with what was counted before the register began."""
    found = measure(book, asked.form, asked.span)
    if not asked.opening:
        return found
    counted = {cell.n: found.cells[cell.n] for cell in asked.form.cells if not cell.sum}
    return found._replace(cells=summed(asked.form, equation_check.opened(counted, asked.opening), found.fieldless))


# --- What must be said below a statutory form: what its figures are, what fits nowhere, and what does not add up.


def told(asked: Asked) -> Iterator[Note]:
    """Say what the figures are: which days, how counted, by which circular, with what beside the register."""
    form_, period = asked.form, asked.period
    days = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    told = _("Period {period}: {first} to {last}, both included.").format(
        period=period.name, first=said_day(days["first"]), last=said_day(days["last"])
    )
    yield Note("period", told, {"period": period.name, **days})
    yield Note("counting", _policy(asked), {"counting": asked.counting})
    yield from _circular(asked)
    if form_.mark == "U":
        text = _("The layout of Circular {circular} is not verified against its annex.")
        yield Note("unverified", text.format(circular=form_.circular), {"mark": form_.mark}, printed=False)
    for cell in form_.cells:
        if cell.printed:
            text = _("The form prints {printed} at column {n}; it is counted as {formula}.")
            told = text.format(printed=cell.printed, n=cell.n, formula=cell.formula)
            yield Note("misprint", told, {"column": cell.n, "printed": cell.printed, "formula": cell.formula})
    if asked.opening:
        text = _("An opening balance is added: columns {columns}.")
        columns = [n for n, value in sorted(asked.opening.items()) if value]
        yield Note("opening", text.format(columns=", ".join(map(str, columns))), {"columns": columns})
    if asked.base:
        told = _("Compared with {period}.").format(period=asked.base.name)
        yield Note("compared", told, {"compared": asked.base.name})


def _policy(asked: Asked) -> str:
    if asked.counting == "per-visit":
        return _("Matters: each counts once for every visit or petition that brought it.")
    if asked.form.code == "01/TCD":
        return _(
            "Matters: each counts once in every block (regular, head, delegate), so that the total may exceed the "
            "summary's; it is a first one where its first visit ever is one of the block's."
        )
    return _("Matters: each counts once, however many petitions or visits brought it.")


def _circular(asked: Asked) -> Iterator[Note]:
    used, due = asked.form, asked.in_force
    if used.circular == due.name:
        return
    which = {"used": used.circular, "in_force": due.name}
    if asked.period.last < used.since:
        text = _("Circular {due} was in force; the layout of Circular {used} (from {since}) is used.")
    elif due.known:
        text = _("Circular {due} is in force; form {form} is known in the layout of Circular {used} (from {since}).")
    else:
        text = _("Circular {due} is in force, its columns are not known: the layout of Circular {used} is used.")
    told = text.format(due=due.name, used=used.circular, since=told_since(used), form=used.code)
    yield Note("circular", told, which)


def whose(book: RegisterView, asked: Asked) -> Iterator[Note]:
    """Say whose receptions are counted, where any tells for whom it was; which ones the forms want is not settled."""
    if not asked.form.code.endswith("TCD") or not (asked.bodies or names_bodies(book, asked.span)):
        return
    text = _("Receptions for every body served here are counted (`config bodies`; the circulars do not say which).")
    if asked.bodies:
        names = load("body").names()
        text = _(
            "Receptions for {bodies} are counted, and those that name no body (`config bodies`; the circulars do not "
            "say which)."
        ).format(bodies=", ".join(names[one] for one in asked.bodies))
    yield Note("bodies", text, {"bodies": list(asked.bodies) or ["all"]})


def repeated(book: RegisterView, asked: Asked) -> Iterator[Note]:
    """Say how many petitions of the period repeat another: they count as handled, and as not qualified."""
    if not asked.form.code.endswith("XLD"):
        return
    kinds = tuple(sorted({kind for cell in asked.form.cells for kind in cell.where.get("kind", ())}))
    count = duplicates(book, asked.span, () if asked.form.code == "01/XLD" else kinds)
    if count:
        text = ngettext(
            "{n} petition repeats another one: it counts as handled and as not qualified.",
            "{n} petitions repeat another one: they count as handled and as not qualified.", count,
        )  # fmt: skip
        yield Note("duplicates", text.format(n=number(count)), {"count": count})


def rests(form_: Form, found: Measured) -> Iterator[Note]:
    """Tell what fits into no part of a whole, and how to see it."""
    for place, whole in enumerate(form_.wholes):
        count = found.rest.get(place, 0)
        if not count:
            continue
        shown = whole.column or "+".join(map(str, whole.parts[0]))
        text = _("{n} fit no part of column {column}: see `reception form {form} --cell rest`.")
        if whole.rest:
            text = _("{n} {rest}: see `reception form {form} --cell rest`.")
        told = text.format(n=count, column=shown, form=form_.code, rest=whole.rest)
        yield Note("rest", told, {"column": whole.column or None, "count": count})


def without_field(form_: Form, found: Measured) -> Iterator[Note]:
    """Tell what stands in a whole and in no column by field, and which equation that breaks: once, here."""
    faults = [
        fault.equation.text for fault in equation_check.faults(form_, found.cells)
        if equation_check.lacking_fields(form_, fault, found.fieldless)
    ]  # fmt: skip
    for column, count in found.fieldless.items():
        if not count:
            continue
        text = _(
            "Column {column} has {n} without a field, which stand in no column by field ({equations}): "
            "see `reception form {form} --cell {word}`."
        )
        told = text.format(column=column, n=count, equations="; ".join(faults), form=form_.code, word=NO_FIELD)
        yield Note(NO_FIELD, told, {"column": column, "count": count, "equations": faults}, printed=False)


def checked(asked: Asked, found: Measured) -> Iterator[Note]:
    """Warn of equations that do not hold, and of a carry-over that is not what the report before left."""
    figures = found.cells
    for fault in equation_check.faults(asked.form, figures):
        if equation_check.lacking_fields(asked.form, fault, found.fieldless):
            continue
        text = _("Check: {equation} does not hold ({values}).")
        if fault.equation.mark == "inferred":
            text = _("Check: {equation}, which the form does not print, does not hold ({values}).")
        told = text.format(equation=fault.equation.text, values=fault.told)
        values = list(fault.values)
        yield Note("equation", told, {"equation": fault.equation.text, "mark": fault.equation.mark, "values": values})
    if asked.before is None:
        return
    broken = equation_check.broken_chain(asked.form, summed(asked.form, asked.before), figures)
    for fault in broken:
        text = _("The report before left {left} open, {came} came over ({equation}).")
        told = text.format(left=fault.values[0], came=fault.values[1], equation=fault.equation.text)
        yield Note("chain", told, {"equation": fault.equation.text, "values": list(fault.values), "holds": False})
    if not broken and asked.form.chain:
        text = _("What the report before left open came over.")
        yield Note("chain", text, {"equation": asked.form.chain[0].text, "holds": True})


def never_imported(book: RegisterView, asked: Asked) -> Iterator[Note]:
    """Say what the form asks for and the registers that were imported for its period never had."""
    found = imported.lacking(book, asked.form, asked.span)
    if not found.facts:
        return
    names = fact_names()
    text = ngettext(
        "{n} line of this period was imported, and says nothing of: {facts}. The columns count of these only what was "
        "recorded here.",
        "{n} lines of this period were imported, and none says anything of: {facts}. The columns count of these only "
        "what was recorded here.", found.lines,
    )  # fmt: skip
    told = text.format(n=number(found.lines), facts="; ".join(names[fact] for fact in found.facts))
    yield Note("never-imported", told, {"lines": found.lines, "facts": list(found.facts)}, printed=False)


def fact_names() -> dict[str, str]:
    """Name what an imported register may never have had."""
    return {
        "petitions": _("petitions"), "sessions": _("periodic and ad hoc receptions by the head"),
        "signatories": _("people who signed"), "kind": _("kind"), "field": _("field"), "competence": _("competence"),
        "prior": _("what was decided before"), "handling": _("how it was handled"),
        "qualified": _("whether petitions meet the conditions"), "acceptance": _("acceptance"),
        "decisions": _("decisions and conclusions"), "results": _("results"),
        "terms": _("whether terms were kept"), "amounts": _("amounts ordered"),
        "execution": _("what was carried out"), "replies": _("replies of other bodies"),
    }  # fmt: skip


def late(book: RegisterView, asked: Asked, around: Around) -> Iterator[Note]:
    """Tell apart what was corrected after sealing: by how much each column moved, of the days that are sealed.

    `around` lays apart what changed since then up to an ISO day, as it was sealed and as it is.
    """
    last = min(asked.period.last.isoformat(), book.setting("sealed_to"))
    count = corrected_late(book, asked.period.first.isoformat(), last)
    parts = around(last) if count else None
    if parts is None:
        return
    span = asked.span._replace(last=date.fromisoformat(last))
    moved = moved_since(book, asked.form, span, parts, int(book.setting("sealed_seq")))
    for part in parts:
        part.close()
    text = ngettext("{n} correction after sealing: {moved}.", "{n} corrections after sealing: {moved}.", count)
    column = _("column {n} {moved:+}")
    told = ", ".join(column.format(n=n, moved=value) for n, value in moved.items()) or _("no column moved")
    columns = {str(n): value for n, value in moved.items()}
    yield Note("after_seal", text.format(n=count, moved=told), {"corrections": count, "columns": columns})


# --- A statutory form: its figures beside those of an earlier period, what must be said below them, and its sheet.

Figures = Mapping[int, Figure]
NONE: Figures = {}  # of a unit from which nothing was received


def form(book: RegisterView, asked: Asked, places: Places, unit: str, around: Around) -> Table:
    """Fill a form; `unit` stands in its head, `around` lays apart what changed since it was sealed.

    `places` tells whose registers are added up, and which of them tell of a part of the period only, or of nothing.
    """
    found = figures(book, asked)
    base = measure(book, asked.form, asked.span._replace(first=asked.base.first, last=asked.base.last)).cells \
        if asked.base else None  # fmt: skip
    rows = [row_of(cell, found.cells, base) for cell in asked.form.cells]
    notes = (
        *told(asked), *whose(book, asked), *repeated(book, asked),
        *unit_places.incomplete(_asked_for(book, asked, places)), *rests(asked.form, found),
        *without_field(asked.form, found), *checked(asked, found), *never_imported(book, asked),
        *late(book, asked, around),
    )  # fmt: skip
    table = Table("form", form_columns(base is not None), rows, notes=notes, number="value")
    sheet_ = sheet(asked, unit, book.setting, [(unit, found.cells)])
    return table._replace(title=title(asked.form), layout=sheet_, totals=totals(asked))


def title(form_: Form) -> str:
    """Name a form with its circular."""
    return f"{form_.code} ({form_.circular}): {form_.title}"


def row_of(cell: Cell, found: Figures, base: Figures | None = None) -> dict[str, Any]:
    """Give the row of one column of a form, beside an earlier period where there is one."""
    row = {
        "column": cell.n, "value": found.get(cell.n), "formula": cell.formula or None,
        "vi": list(cell.vi), "en": list(cell.en),
    }  # fmt: skip
    if base is not None:
        before, change = base[cell.n], round(found[cell.n] - base[cell.n], 2)
        row |= {"before": before, "change": change, "percent": share(change, before)}
    return row


def form_columns(compared: bool = False) -> tuple[Column, ...]:
    """Give the columns of the rows."""
    vi = language() == "vi"
    more = (
        Column("before", _("before"), "number"),
        Column("change", _("+/-"), "number"),
        Column("percent", "%", "percent"),
    )
    return (
        Column("column", _("Column"), "number"),
        Column("vi", _("Heading"), "path", wide=True, hidden=not vi),
        Column("en", _("Heading"), "path", wide=True, hidden=vi),
        Column("value", _("Figure"), "number"),
        *(more if compared else ()),
        Column("formula", _("Formula")),
    )


def totals(asked: Asked) -> dict[str, Any]:
    """Tell for machines what was asked."""
    return {
        "form": asked.form.code, "circular": asked.form.circular, "period": asked.period.name,
        "first": asked.period.first.isoformat(), "last": asked.period.last.isoformat(), "counting": asked.counting,
    }  # fmt: skip


def sheet(
    asked: Asked, unit: str, setting: Callable[[str], str], found: Iterable[tuple[str, Figures]],
    total: Figures | None = None,
) -> sheet_layout.Layout:  # fmt: skip
    """Describe the official sheet of a unit: a row for each unit told, with the totals as sums of their parts.

    `setting` says what stands in its head and at its end besides.
    """
    form_ = asked.form
    headings = [sheet_layout.Heading("unit", (sheet_layout.line("unit_head"),), width=16, number="0")]
    headings += [
        sheet_layout.Heading(
            f"c{cell.n}", cell.path, "number", number=str(cell.n), formula=cell.formula,
            parts=tuple(f"c{n}" for n in cell.sum),
        )
        for cell in form_.cells
    ]  # fmt: skip
    rows = [_line(name, cells or dict.fromkeys(cell.n for cell in form_.cells)) for name, cells in found]
    last = _line(sheet_layout.line("total"), total) if total is not None else None
    return sheet_layout.Layout(
        tuple(headings), rows, form_.title, sheet_layout.period_line(asked.period.first, asked.period.last),
        sheet_layout.line("form", form=form_.code),
        sheet_layout.line("issued", instrument=data.cited(f"Circular {form_.circular}")),
        sheet_layout.unit_line(unit), setting("superior"),
        sheet_layout.line("measure", measure=form_.measure) if form_.measure else "", last,
        signature=sheet_layout.signature(setting),
    )  # fmt: skip


def _line(name: str, cells: Mapping[int, Figure | None]) -> dict[str, Any]:
    return {"unit": name} | {f"c{n}": value for n, value in cells.items()}


def listed(forms: list[Form], circulars: list[Circular]) -> Table:
    """List every layout, then the circulars whose columns are not known."""
    shape = (
        Column("form", _("Form")), Column("circular", _("Circular")), Column("since", _("Since"), "date"),
        Column("columns", _("Columns"), "number"), Column("mark", _("Mark")), Column("title", _("Title"), wide=True),
    )  # fmt: skip
    rows = [
        {
            "form": one.code, "circular": one.circular, "since": one.since.isoformat(), "columns": len(one.cells),
            "mark": one.mark, "title": one.title,
        }
        for one in forms
    ]  # fmt: skip
    known = {one.circular for one in forms}
    text = _("Circular {circular} (from {since}) has forms whose columns are not known.")
    notes = tuple(
        Note("unknown", text.format(circular=one.name, since=said_day(one.since.isoformat())), {"circular": one.name})
        for one in circulars
        if one.name not in known
    )
    return Table("form", shape, rows, notes=notes, number="form")


# --- A statutory form by unit: a row for each, and their total.

Row = dict[str, Any]


def form_by_unit(
    book: RegisterView, asked: Asked, places: Places, unit: str, around: Around
) -> Table:
    """Fill a form for each unit and for all of them; `unit` stands in its head.

    Machines get a row for each unit and column, and those of the total, whose unit is nothing.
    """
    places = _asked_for(book, asked, places)
    found = _told(measure_units(book, asked.form, asked.span, places.labels or {}), places)
    total = added(asked.form, found)
    notes = (
        *told(asked), *whose(book, asked), *repeated(book, asked), *places.notes, *unit_places.incomplete(places),
        *rests(asked.form, total), *without_field(asked.form, total), *_checked(asked, found, total),
        *never_imported(book, asked), *late(book, asked, around),
    )  # fmt: skip
    units: list[tuple[str, Figures]] = [(_headed(places, code), one.cells) for code, one in found.items()]
    units += [(f"{places.names.get(code, code)} ({_not_received()})", NONE) for code in places.absent]
    table = Table("form", (), (), totals(asked), notes, title(asked.form), number="value")
    table = table._replace(layout=sheet(asked, unit, book.setting, units, total.cells))
    return table._replace(
        columns=(Column("unit", _("Unit"), labels=places.told), *form_columns()),
        rows=list(_rows(asked, found, total, places)), screen=_screen(table, asked, found, total, places),
    )  # fmt: skip


def _headed(places: Places, code: str) -> str:
    """Head a row of the sheet with the name of its unit, and up to which day it tells where that is not all."""
    name = places.names.get(code, code)
    if code not in places.early:
        return name
    day = places.early[code]
    return f"{name} ({sheet_layout.line('up_to', day=shown_day(day, language())) if day else _not_received()})"


def _not_received() -> str:
    return sheet_layout.line("not_received")


def _asked_for(book: RegisterView, asked: Asked, places: Places) -> Places:
    """Speak of no other units than those whose registers are asked for."""
    if not asked.units:
        return places
    named = {code for place, code in book.units().items() if place in asked.units}
    return places._replace(absent=(), early={code: day for code, day in places.early.items() if code in named})


def _told(found: Mapping[str, Measured], places: Places) -> dict[str, Measured]:
    """Leave out the desk's own row where it has nothing to tell."""
    return {
        code: one
        for code, one in found.items()
        if not places.silent or code in places.silent or any(one.cells.values()) or any(one.rest.values())
    }


def _checked(asked: Asked, found: Mapping[str, Measured], total: Measured) -> Iterator[Note]:
    """Check every row and the total, and say whose equation it is."""
    for code, one in found.items():
        for note in checked(asked, one):
            yield note._replace(text=f"{code}: {note.text}", facts={"unit": code, **note.facts})
    for note in checked(asked, total):
        yield note._replace(text=_("Total: {text}").format(text=note.text), facts={"unit": None, **note.facts})


def _rows(asked: Asked, found: Mapping[str, Measured], total: Measured, places: Places) -> Iterator[Row]:
    told: list[tuple[str | None, Figures]] = [(code, one.cells) for code, one in found.items()]
    told += [*((code, NONE) for code in places.absent), (None, total.cells)]
    for code, cells in told:
        for cell in asked.form.cells:
            yield {"unit": code, **row_of(cell, cells)}


def _screen(
    table: Table, asked: Asked, found: Mapping[str, Measured], total: Measured, places: Places
) -> Table:
    """Lay it out for people: the columns of the form down, the units across, the total last."""
    up_to = _("{unit} up to {day}")
    listed: list[tuple[str, Figures]] = [
        (
            up_to.format(unit=places.told.get(code, code), day=said_day(places.early[code]) or "-")
            if code in places.early else places.told.get(code, code),
            one.cells,
        )
        for code, one in found.items()
    ]  # fmt: skip
    missing = _("{unit}: not received")
    listed += [(missing.format(unit=places.told.get(code, code)), NONE) for code in places.absent]
    figures: dict[str, tuple[str, Figures]] = {f"u{place}": one for place, one in enumerate(listed)}
    figures["total"] = (_("Total"), total.cells)
    shape = [column for column in form_columns() if column.key not in ("value", "formula")]
    shape += [Column(key, title, "number") for key, (title, _cells) in figures.items()]
    rows = [
        {**row_of(cell, total.cells), **{key: cells.get(cell.n) for key, (_title, cells) in figures.items()}}
        for cell in asked.form.cells
    ]
    return table._replace(columns=(*shape, Column("formula", _("Formula"))), rows=rows, totals={})


# --- What lies behind a figure of a form: the very visits, petitions or matters that it counts.

DrillRow = dict[str, Any]


def drill(book: RegisterView, form: Form, span: Span, typed: str, codes: Callable[[str], Any]) -> Table:
    """List what a column counts, a total as its parts; `rest` lists what fits no part of the form.

    `no-field` lists what stands in no column by field. The values add up to the figure. Raises UsageFault for what
    is no column.
    """
    if typed == REST:
        rows = _rest(book, form, span)
    elif typed == NO_FIELD:
        rows = [row for whole in form.wholes for row in _fieldless(book, form, whole, span)]
    elif typed.isdecimal():
        cell = form.cell(int(typed))
        rows = [row for n in form.leaves(cell.n) for row in _behind(book, form, form.cell(n), span)]
        rows += [
            row for whole in form.wholes if cell.sum and whole.column == cell.n
            for row in _fieldless(book, form, whole, span)
        ]  # fmt: skip
    else:
        raise UsageFault(
            _("--cell was read as '{cell}'.").format(cell=typed[:20]),
            _("Give a column of the form, such as --cell 7, or --cell rest, or --cell no-field."),
        )
    total = round(sum(row["value"] for row in rows), 2)
    whole = int(total) if total == int(total) else total
    notes = (Note("cell", _("Column {cell}: {n}.").format(cell=typed, n=whole), {"cell": typed, "value": whole}),)
    shape = (
        Column("column", _("Column"), "number"), Column("id", _("Number")), Column("incident", _("Incident")),
        Column("day", _("Day"), "date"), coded("kind", _("Kind"), codes),
        coded("status", _("Status"), codes), Column("value", _("Figure"), "number"),
    )  # fmt: skip
    return Table("form", shape, rows, {"value": whole}, notes, number="id")


def _behind(book: RegisterView, form: Form, cell: Cell, span: Span) -> Iterator[DrillRow]:
    return _drill_rows(book, cell, condition(form, cell), span, cell.n)


def _fieldless(book: RegisterView, form: Form, whole: Whole, span: Span) -> Iterator[DrillRow]:
    if whole.fieldless:
        yield from _drill_rows(book, whole, fieldless(form, whole), span, whole.column)


def _rest(book: RegisterView, form: Form, span: Span) -> list[DrillRow]:
    found = []
    for whole in form.wholes:
        found += list(_drill_rows(book, whole, unfit(form, whole), span, whole.column or None))
    return found


def _drill_rows(
    book: RegisterView, one: Cell | Whole, asked: str, span: Span, column: int | None
) -> Iterator[DrillRow]:
    for row in counted_rows(book, one, asked, span):
        yield {"column": column, **row._asdict()}
