"""How long it takes: calendar days from receipt to each step and to the end, and the age of what is still open.

A percentile is the nearest rank: the least number of days that at least half, or nine tenths, of the measured
incidents did not exceed. So it is always a number of days that one of them took.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext, number
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import is_imported
from reception_cli.index.queries.stats import STEPS, STILL, Group, measured, measured_records
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.table import Column, Labels, Note, Table, coded, rate, share
from reception_cli.reporting.unit_places import NOWHERE, Places

Row = dict[str, Any]
Codes = Callable[[str], Any]


def stats(book: RegisterView, asked: Filter, by: str, today: date, codes: Codes, drawn: Places = NOWHERE) -> Table:
    """Measure the incidents received in a period, in all or for each value of `by`: every step, and the open ones.

    Where rows are told by unit, `drawn` says as what.
    """
    total, groups = measured(book, asked, by, today, drawn.labels)
    how = book.setting("rates", "rounded")
    if by:
        listed = sorted((key is None, key or "", group) for key, group in groups.items())
        rows = [{by: key or None, **row} for _last, key, group in listed for row in _rows(group, how)]
    else:
        rows = list(_rows(total, how))
    totals = {name: total.counts[name] for name in ("received", "petitions", "open", "unknown_end")}
    totals |= resolution(total, how)
    notes = (*_notes(book, asked, today, totals), *_resolved(totals, how), *drawn.notes)
    title = _("Calendar days from receipt")
    return Table("stats", shape(by, codes, drawn.told), rows, totals, notes, title, number="median_days")


def shape(by: str, codes: Codes, units: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Give the columns of the answer."""
    titles = {"kind": _("Kind"), "field": _("Field"), "clerk": _("Clerk"), "month": _("Month"), "unit": _("Unit"),
              "result": _("Result")}  # fmt: skip
    plain = Column(by, titles.get(by, ""), labels=units if by == "unit" else None)
    key = coded(by, titles[by], codes) if by in ("kind", "field", "result") else plain
    return (
        *((key,) if by else ()),
        Column("step", _("Step"), labels=Labels(step_names)), Column("measured", _("Measured"), "number"),
        Column("median_days", _("Median"), "number"), Column("p90_days", _("90th percentile"), "number"),
        Column("longest_days", _("Longest"), "number"), Column("with_term", _("Term known"), "number"),
        Column("in_term", _("In term"), "number"), Column("in_term_percent", "%", "percent"),
        Column("taken_in", _("To be resolved"), "number"), Column("resolved", _("Resolved"), "number"),
        Column("resolved_percent", _("Resolved, %"), "number"),
    )  # fmt: skip


def _rows(group: Group, how: str) -> Iterator[Row]:
    for step in STEPS:
        measured_, median, ninth, longest = group.ranks.get(step, (0, None, None, None))[:4]
        known, kept = group.counts.get(f"{step}_known"), group.counts.get(f"{step}_kept")
        yield {
            "step": step, "measured": measured_, "median_days": median, "p90_days": ninth, "longest_days": longest,
            "with_term": known, "in_term": kept,
            "in_term_percent": share(kept, known) if known and kept is not None else None,
            **(resolution(group, how) if step == "end" else dict.fromkeys(RESOLUTION)),
        }  # fmt: skip


def records(book: RegisterView, asked: Filter, today: date) -> Table:
    """List the incidents behind the figures: the days to each step, and what was taken in to be resolved."""
    found = list(measured_records(book, asked))
    totals: Row = {
        "received": len(found), "petitions": sum(one.petitions for one in found),
        "open": sum(one.open for one in found),
        "unknown_end": sum(not one.open and one.days["end"] is None for one in found),
        "taken_in": sum(one.taken_in for one in found),
        "resolved": sum(one.taken_in and not one.open for one in found),
    }  # fmt: skip
    totals["resolved_percent"] = rate(totals["resolved"], totals["taken_in"], book.setting("rates", "rounded"))
    rows = [
        {
            "id": one.id, "received": one.received, **{f"{step}_days": days for step, days in one.days.items()},
            "taken_in": one.taken_in, "resolved": one.taken_in and not one.open,
        }
        for one in found
    ]  # fmt: skip
    return Table("stats", record_columns(), rows, totals, tuple(_notes(book, asked, today, totals))[:1], number="id")


def record_columns() -> tuple[Column, ...]:
    """Give the columns of the incidents behind the figures."""
    names = step_names()
    return (
        Column("id", _("Incident")), Column("received", _("Received"), "date"),
        *(Column(f"{step}_days", _("Days to: {step}").format(step=names[step]), "number")
          for step in STEPS if step != STILL),
        Column("taken_in", _("To be resolved")), Column("resolved", _("Resolved")),
    )  # fmt: skip


RESOLUTION = ("taken_in", "resolved", "resolved_percent")


def resolution(group: Group, how: str) -> Row:
    """Tell what was taken in to be resolved, what of it is resolved, and the rate."""
    taken, resolved = group.counts["taken_in"], group.counts["resolved"]
    return {"taken_in": taken, "resolved": resolved, "resolved_percent": rate(resolved, taken, how)}


def _resolved(totals: Row, how: str) -> Iterator[Note]:
    """Tell the rate of resolution, and how it was cut to two decimals."""
    if not totals["taken_in"]:
        return
    text = {
        "rounded": _("Resolved: {part} of {whole} taken in, {percent}% (rounded to two decimals)."),
        "truncated": _("Resolved: {part} of {whole} taken in, {percent}% (cut off after two decimals)."),
    }[how].format(
        part=number(totals["resolved"]), whole=number(totals["taken_in"]),
        percent=number(totals["resolved_percent"], 2),
    )  # fmt: skip
    told = {name: totals[name] for name in RESOLUTION}
    yield Note("resolved", text, {**told, "rates": how})


def step_names() -> dict[str, str]:
    """Name the steps that are measured."""
    return {
        "handling": _("first handling"), "acceptance": _("acceptance"), "decision": _("decision"),
        "end": _("end"), STILL: _("still open"),
    }  # fmt: skip


def _notes(book: RegisterView, asked: Filter, today: date, totals: dict[str, int]) -> Iterator[Note]:
    received, unknown = totals["received"], totals["unknown_end"]
    days = {"first": asked.first or None, "last": asked.last or None}
    text = ngettext(
        "{n} incident received from {first} to {last}.", "{n} incidents received from {first} to {last}.", received
    ).format(n=received, first=said_day(asked.first) or "...", last=said_day(asked.last) or "...")
    yield Note("received", text, {"period": asked.period or None, **days})
    text = _("Still open: their age on {day}; the term is that of what is owed next.")
    yield Note("as_at", text.format(day=said_day(today)), {"day": today.isoformat()})
    yield Note(
        "nearest_rank",
        _("Median and 90th percentile of the days that incidents took, by the nearest rank."),
        {"method": "nearest-rank"},
    )
    if is_imported(book, asked.first, asked.last or "9999"):
        yield Note("imported", _("Imported lines count as handled on the day of the visit, for no other is known."))
    if unknown:
        text = ngettext("{n} ended on a day that nobody recorded.", "{n} ended on days that nobody recorded.", unknown)
        yield Note("unknown_end", text.format(n=unknown), {"incidents": unknown})
