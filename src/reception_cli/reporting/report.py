"""The page for the head of the office: the counts of a period against earlier ones, their parts, and what is open.

Every figure is asked by what `summarize`, `chart`, `stats` and `due` ask with, and leads to the numbers of the records
behind it; no names, no texts.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext, number
from reception_cli.index.queries.figures import COUNTS, VISITED
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import INCIDENTS, counted_visits, day_span, listing
from reception_cli.index.queries.stats import results
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting import charts, deadlines, prose, stats, summary
from reception_cli.reporting.deadlines import Span
from reception_cli.reporting.periods import Period, last_year, previous
from reception_cli.reporting.table import (
    Behind,
    Card,
    Chart,
    Column,
    Labels,
    Note,
    Page,
    Section,
    Table,
    coded,
    in_brackets,
    share,
)  # fmt: skip
from reception_cli.reporting.unit_places import NOWHERE, Places

_NAMED = 300  # records that are named behind one figure
_LATE = 200  # late steps that are told
_SHOWN = 40  # rows by one key
_TOLD = ("period", "counting")  # notes of a count that the page says once
_GROUPED = ("kind", "field", "handling", "session", "host", "commune")  # rows by each of these
_FILTERED = ("kind", "field", "handling", "session", "commune")  # of which a filter finds the records
_MONTHLY = 62  # days of a period from which on it is told by month, else by week
Codes = Callable[[str], Any]
Row = dict[str, Any]


class Asked(NamedTuple):
    """What the page is about."""

    unit: str  # its name
    period: Period
    today: date
    counting: str
    codes: Codes
    names: Callable[[str], Mapping[str, str]]
    places: Places = NOWHERE  # of the units of a desk that consolidates


def report(book: RegisterView, asked: Asked) -> Table:
    """Put the page together; its figures are the rows, section by section, for programs."""
    chosen = Filter().within(*asked.period)
    compared = {"previous": previous(asked.period), "last_year": last_year(asked.period)}
    whole = summary.summary(book, chosen, (), asked.counting)
    begins = day_span(book)[0] or ""
    earlier = {
        name: summary.summary(book, Filter().within(*period), (), asked.counting).totals
        if begins and begins <= period.last.isoformat() else {}
        for name, period in compared.items()
    }
    sections = list(_sections(book, asked, chosen, whole))
    totals = {name: whole.totals[name] for name in COUNTS}
    rows = [
        {"section": "counts", "key": None, "figure": name, "value": totals[name],
         **{when: told.get(name) for when, told in earlier.items()}}
        for name in COUNTS
    ]  # fmt: skip
    titles = summary.titles()
    words = [{**row, "section": _("Total"), "figure": titles[row["figure"]]} for row in rows]
    parts = [pair for section in sections for pair in _flat(section)]
    rows += [row for row, _told in parts]
    words += [told for _row, told in parts]
    first, last = said_day(asked.period.first), said_day(asked.period.last)
    page = Page(
        _("{unit}: report on citizen reception").format(unit=asked.unit),
        (_("{period}: {first} to {last}. As of {day}.").format(
            period=asked.period.name, first=first, last=last, day=said_day(asked.today)
        ),) if ".." not in asked.period.name else (
            _("From {first} to {last}. As of {day}.").format(first=first, last=last, day=said_day(asked.today)),
        ),
        tuple(_cards(totals, earlier, compared)), tuple(sections),
        tuple(note.text for note in whole.notes if note.code != "period"),
    )  # fmt: skip
    said = (
        *page.lead, "",
        *(f"{card.title}: {number(card.value)}; {'; '.join(card.changes)}" for card in page.cards), "",
        *sections[0].table.said,
    )  # fmt: skip
    table = Table("report", columns(), rows, totals, whole.notes, page.title, said, number="value", page=page)
    return table._replace(screen=table._replace(rows=words))


def columns() -> tuple[Column, ...]:
    """Give the columns of the figures for programs."""
    return (
        Column("section", _("Part")), Column("key", _("Of")), Column("figure", _("Figure")),
        Column("value", _("Value"), "number"), Column("previous", _("Period before"), "number"),
        Column("last_year", _("A year before"), "number"),
    )  # fmt: skip


def _cards(
    totals: Mapping[str, int], earlier: Mapping[str, Mapping[str, int]], compared: Mapping[str, Period]
) -> Iterator[Card]:
    """Tell each count beside those before; of days before the register begins nobody knows any."""
    titles = summary.titles()
    told = {"previous": _("{change} than in the period before ({days})"), "last_year": _("{change} than a year before "
            "({days})")}  # fmt: skip
    asked = [name for name in COUNTS if name in VISITED or any(each.get(name) for each in (totals, *earlier.values()))]
    for name in asked:
        changes = tuple(dict.fromkeys(
            told[when].format(change=_change(totals[name], earlier[when][name]), days=_days(period))
            if earlier[when]
            else _("the register tells nothing of {days}").format(days=_days(period))
            for when, period in compared.items()
        ))  # fmt: skip
        yield Card(titles[name], totals[name], changes)


def _days(period: Period) -> str:
    return period.name if ".." not in period.name else f"{said_day(period.first)} - {said_day(period.last)}"


def _change(now: int, before: int) -> str:
    """Say by how much a figure is higher or lower; in percent where there was anything before."""
    if now == before:
        return _("no more and no less")
    text = _("{n}{share} more") if now > before else _("{n}{share} fewer")
    change = abs(now - before)
    return text.format(n=number(change), share=in_brackets(share(change, before)))


def _sections(book: RegisterView, asked: Asked, chosen: Filter, whole: Table) -> Iterator[Section]:
    rates = book.setting("rates", "rounded")
    written = prose.paragraph(
        book, chosen, whole, prose.Report(asked.counting, asked.today.isoformat(), rates, asked.names)
    )
    yield Section("text", Table("summarize", title=_("In words"), said=written.said))
    days = (asked.period.last - asked.period.first).days + 1
    if days > 1:
        course = charts.counted(
            book, chosen, "month" if days > _MONTHLY else "week", asked.counting, None, asked.codes
        )
        title = _("Course by month") if days > _MONTHLY else _("Course by week")
        notes = tuple(note for note in course.notes if note.code not in _TOLD)
        yield Section("course", course._replace(title=title, notes=notes))
    for key in _GROUPED:
        yield from _grouped(book, asked, chosen, key)
    if asked.places.labels is not None:
        yield _by_unit(book, asked, chosen)
    yield _ended(book, asked)
    yield Section("age", charts.age(book, Filter(), asked.today))
    yield _times(book, asked, chosen)
    yield _late(book, asked)
    yield from _groups(book, asked, chosen)


def _grouped(book: RegisterView, asked: Asked, chosen: Filter, key: str) -> Iterator[Section]:
    """Tell the counts by one key, the most frequent first; nothing where nobody recorded it."""
    table = charts.counted(book, chosen, key, asked.counting, None, asked.codes)
    every = list(table.rows)
    rows, notes = every[:_SHOWN], tuple(note for note in table.notes if note.code not in _TOLD)
    if len(every) > _SHOWN:
        notes += (_first(_SHOWN, len(every)),)
    if not any(row[key] for row in rows):
        return
    behind = {
        str(row[key]): _behind(book, _only(chosen, key, row[key]), table.columns[0], row[key], asked)
        for row in rows
        if key in _FILTERED
    }
    title = _("Incidents by {what}").format(what=table.columns[0].title.lower())
    yield Section(key, table._replace(rows=rows, notes=notes, title=title), key, behind)


def _only(chosen: Filter, key: str, value: str | None) -> Filter:
    wish: Any = {key: (value or "",)}
    return chosen._replace(**wish)


def _behind(book: RegisterView, chosen: Filter, column: Column, value: str | None, asked: Asked) -> Behind:
    """Name the visits behind one row."""
    found = counted_visits(book, chosen, "date", _NAMED)
    total = found.count()
    word = (column.labels or {}).get(value or "") or value or _("unclassified")
    text = ngettext("{word} ({n} visit):", "{word} ({n} visits):", total).format(word=word, n=number(total))
    return Behind(text, tuple(row["id"] for row in found.rows()), total)


def _by_unit(book: RegisterView, asked: Asked, chosen: Filter) -> Section:
    drawn = asked.places
    table = summary.summary(book, chosen, ("unit",), asked.counting, None, drawn.labels, drawn.silent)
    shape = summary.shape(("unit",), False, asked.codes, drawn.told)
    return Section("unit", table._replace(columns=shape, title=_("By unit"), notes=drawn.notes))


def _ended(book: RegisterView, asked: Asked) -> Section:
    """Tell how the incidents that were closed in the period ended, and which they are."""
    first, last = asked.period.first.isoformat(), asked.period.last.isoformat()
    found = results(book, first, last)
    rows = [{"result": result, "incidents": len(ids)} for result, ids in found.items()]
    column = coded("result", _("Result"), asked.codes)
    words = asked.names("result")
    behind = {
        str(result): Behind(
            f"{words.get(result or '', result or '-')} ({number(len(ids))}):", tuple(ids[:_NAMED]), len(ids)
        )
        for result, ids in found.items()
    }
    title = _("How what was closed in the period ended")
    said = () if rows else (_("Nothing was closed in the period."),)
    table = Table("list", (column, Column("incidents", _("Incidents"), "number")), rows, title=title, said=said)
    chart = Chart("bars", "result", ("incidents",)) if rows else None
    return Section("result", table._replace(chart=chart), "result", behind)


def _times(book: RegisterView, asked: Asked, chosen: Filter) -> Section:
    """Tell the days to each step; how many of those taken in were resolved stands in a sentence below."""
    table = stats.stats(book, chosen, "", asked.today, asked.codes)
    shape = tuple(column for column in table.columns if column.key not in stats.RESOLUTION)
    return Section("times", table._replace(columns=shape))


def _late(book: RegisterView, asked: Asked) -> Section:
    """Tell what is late today, most late first: with the step, its legal day, and who is responsible."""
    today = Span.around(asked.today)
    span = today._replace(last=(asked.today - timedelta(days=1)).isoformat())
    found = deadlines.find(book, Filter(), span)
    rows, total = list(found.rows(_LATE)), found.size("", span.last)
    title = _("Late ({n})").format(n=number(total))
    said = () if rows else (_("Nothing is late."),)
    note = (_first(len(rows), total),)
    shape = tuple(column for column in deadlines.columns(asked.codes) if column.key != "when")
    return Section("late", Table("due", shape, rows, notes=note if total > len(rows) else (), title=title, said=said))


def _first(shown: int, total: int) -> Note:
    return Note("limited", _("The first {shown} of {total}.").format(shown=shown, total=total))


def _groups(book: RegisterView, asked: Asked, chosen: Filter) -> Iterator[Section]:
    """Name the groups that came."""
    found = counted_visits(book, chosen._replace(group=True), "date", _NAMED)
    rows = list(found.rows())
    if not rows:
        return
    shape = (
        Column("id", _("Visit")), Column("at", _("When"), "time"), Column("people", _("People"), "number"),
        Column("incidents", _("Incidents"), "list"),
    )  # fmt: skip
    title = _("Groups ({n})").format(n=number(found.count()))
    yield Section("groups", Table("list", shape, rows, title=title))
    often = listing(book, INCIDENTS, chosen._replace(repeat=True), "-visits", _NAMED)
    again = [row for row in often.rows() if row["visits"] > 1]
    if again:
        columns_ = (
            Column("id", _("Incident")), Column("visits", _("Visits"), "number"),
            Column("people", _("People"), "number"),
            Column("status", _("Status"), labels=Labels(lambda: asked.names("status"))),
        )  # fmt: skip
        yield Section("again", Table("list", columns_, again, title=_("Matters for which people came again")))


def _flat(section: Section) -> Iterator[tuple[Row, Row]]:
    """Give the figures of a part, one a row: of what, which figure, its value; for programs, and in words."""
    table = section.table
    named = next((column for column in table.columns if not column.is_figure), None)
    for row in table.rows:
        key = str(row[named.key]) if named and row.get(named.key) not in (None, "") else None
        word = (named.labels or {}).get(key or "", key) if named else key
        for column in table.columns:
            value = row.get(column.key)
            if column.is_figure and isinstance(value, int | float):
                figure = {
                    "section": section.key, "key": key, "figure": column.key, "value": value, "previous": None,
                    "last_year": None,
                }  # fmt: skip
                yield figure, {**figure, "section": table.title, "key": word, "figure": column.title}
