"""What must be said below a statutory form: what its figures are, what fits nowhere, and what does not add up."""

from collections.abc import Callable, Iterator, Mapping

from reception_cli.model.dates import said_day
from reception_cli.model.words import _, ngettext
from reception_cli.reports import footing
from reception_cli.reports.form_asked import Asked, figures
from reception_cli.reports.forms import Form, told_since
from reception_cli.reports.measuring import Figure, Measured, summed
from reception_cli.reports.table import Note
from reception_cli.store.book import Book


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
        yield Note("unverified", text.format(circular=form_.circular), {"mark": form_.mark})
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


def rests(form_: Form, found: Measured) -> Iterator[Note]:
    """Tell what fits into no part of a whole, and how to see it."""
    for place, whole in enumerate(form_.wholes):
        count = found.rest.get(place, 0)
        if not count:
            continue
        shown = whole.column or "+".join(map(str, whole.parts[0]))
        text = _("{n} fit no part of column {column}: see `reception form {form} --cell rest`.")
        told = text.format(n=count, column=shown, form=form_.code)
        yield Note("rest", told, {"column": whole.column or None, "count": count})


def checked(asked: Asked, figures: Mapping[int, Figure]) -> Iterator[Note]:
    """Warn of equations that do not hold, and of a carry-over that is not what the report before left."""
    for fault in footing.faults(asked.form, figures):
        text = _("Check: {equation} does not hold ({values}).")
        if fault.equation.mark == "inferred":
            text = _("Check: {equation}, which the form does not print, does not hold ({values}).")
        told = text.format(equation=fault.equation.text, values=fault.told)
        values = list(fault.values)
        yield Note("equation", told, {"equation": fault.equation.text, "mark": fault.equation.mark, "values": values})
    if asked.before is None:
        return
    broken = footing.broken_chain(asked.form, summed(asked.form, asked.before), figures)
    for fault in broken:
        text = _("The report before left {left} open, {came} came over ({equation}).")
        told = text.format(left=fault.values[0], came=fault.values[1], equation=fault.equation.text)
        yield Note("chain", told, {"equation": fault.equation.text, "values": list(fault.values), "holds": False})
    if not broken and asked.form.chain:
        text = _("What the report before left open came over.")
        yield Note("chain", text, {"equation": asked.form.chain[0].text, "holds": True})


def late(book: Book, asked: Asked, sealed: Callable[[], Book | None]) -> Iterator[Note]:
    """Tell apart what was corrected after sealing: by how much each column moved."""
    last = min(asked.period.last.isoformat(), book.setting("sealed_to"))
    query = "SELECT count(*) FROM late WHERE day BETWEEN ? AND ?"
    count = book.db.execute(query, (asked.period.first.isoformat(), last)).fetchone()[0]
    then = sealed() if count else None
    if then is None:
        return
    now, before = (figures(each, asked).cells for each in (book, then))
    moved = {n: round(now[n] - before[n], 2) for n in now if now[n] != before[n]}
    text = ngettext("{n} correction after sealing: {moved}.", "{n} corrections after sealing: {moved}.", count)
    column = _("column {n} {moved:+}")
    told = ", ".join(column.format(n=n, moved=value) for n, value in moved.items()) or _("no column moved")
    columns = {str(n): value for n, value in moved.items()}
    yield Note("after_seal", text.format(n=count, moved=told), {"corrections": count, "columns": columns})
