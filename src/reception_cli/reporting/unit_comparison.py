"""Units side by side: each figure beside what it is counted of, and the command that lists the records behind it.

There is no rank: the units stand in the order of their list. One by repeats would punish whoever records them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from reception_cli.domain.words import _, number
from reception_cli.index.queries.figures import with_total
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.stats import STEPS, STILL, Group, measured
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.board import Standing
from reception_cli.reporting.periods import Period
from reception_cli.reporting.stats import resolution, step_names
from reception_cli.reporting.table import Column, Note, Table, in_brackets

_STEPS = tuple(step for step in STEPS if step != STILL)
Row = dict[str, Any]


def columns() -> tuple[Column, ...]:
    """Give the columns for programs: a figure, then what it is counted of."""
    names = step_names()
    return (
        Column("name", _("Name of the unit")), Column("unit", _("Unit")), Column("on_time", _("On time"), "number"),
        Column("reports", _("Reports asked for"), "number"),
        Column("days_told", _("Days told of"), "number"), Column("days_asked", _("Days asked for"), "number"),
        Column("resolved", _("Resolved"), "number"), Column("taken_in", _("To be resolved"), "number"),
        Column("resolved_percent", _("Resolved, %"), "number"),
        *(
            column for step in _STEPS for column in (
                Column(f"{step}_days", _("Days to: {step} (median)").format(step=names[step]), "number"),
                Column(f"{step}_measured", _("Measured: {step}").format(step=names[step]), "number"),
            )
        ),
        Column("repeats", _("Repeated visits"), "number"), Column("visits", _("Visits"), "number"),
        Column("proof", _("Lists the records"), "list"),
    )  # fmt: skip


def compared(book: RegisterView, found: Sequence[Standing], span: Period, today: date) -> Table:
    """Put the units side by side; of one of which nothing was received nothing is told."""
    asked = Filter().within(*span)
    visits = _visits(book, asked)
    repeats = _visits(book, asked._replace(repeat=True))
    lives = {(key or "").casefold(): group for key, group in measured(book, asked, "unit", today)[1].items()}
    how = book.setting("rates", "rounded")
    empty = measured(book, asked._replace(first="0001-01-01", last="0001-01-01"), "", today)[0]
    rows = []
    for one in found:
        key = one.asked.unit.casefold()
        figures = (visits.get(key, 0), repeats.get(key, 0), lives.get(key, empty)) if one.past.taken else None
        rows.append(_row(one, span, figures, how))
    title = _("Units side by side, {period}").format(period=span.name)
    notes = tuple(_notes(span, how))
    table = Table("consolidate", columns(), rows, {"units": len(rows)}, notes, title, number="unit")
    told = [_told(row) for row in rows]
    return table._replace(screen=table._replace(columns=_told_columns(), rows=told, brief=_SHORT))


def _visits(book: RegisterView, asked: Filter) -> dict[str, int]:
    _total, groups = with_total(book, asked, ("unit",))
    return {(group.keys[0] or "").casefold(): group.visits for group in groups}


def _row(one: Standing, span: Period, figures: tuple[int, int, Group] | None, how: str) -> Row:
    row: Row = {
        "name": one.name, "unit": one.asked.unit, "reports": 1 if one.asked.to else 0,
        "on_time": int(one.status == "on_time") if one.asked.to else None,
        "days_told": _days_told(one, span), "days_asked": (span.last - span.first).days + 1,
        **dict.fromkeys(("resolved", "taken_in", "resolved_percent", "repeats", "visits")),
        **{f"{step}_{part}": None for step in _STEPS for part in ("days", "measured")}, "proof": [],
    }  # fmt: skip
    if figures is None:
        return row
    row["visits"], row["repeats"], lives = figures
    row |= resolution(lives, how)
    for step in _STEPS:
        row[f"{step}_measured"], row[f"{step}_days"] = lives.ranks.get(step, (0, None))[:2]
    return {**row, "proof": list(_commands(one.asked.unit, span))}


def _days_told(one: Standing, span: Period) -> int:
    """Count the days of the period that the deliveries tell of."""
    if not one.reach:
        return 0
    last = min(date.fromisoformat(one.reach), span.last)
    return max(0, (last - span.first).days + 1)


def _commands(unit: str, span: Period) -> Iterator[str]:
    """Name what lists the visits, those that are repeated, and the incidents with their days."""
    of = f"--period {span.name} --unit {unit} --records"  # the code of a unit needs no quotes
    yield f"reception summarize {of}"
    yield f"reception summarize --repeat {of}"
    yield f"reception stats {of}"


def _notes(span: Period, how: str) -> Iterator[Note]:
    text = _("No rank: the units stand as they are listed. Whoever records every repeated visit has more of them.")
    yield Note("no_rank", text)
    text = _("Days: the median from receipt, and how many incidents were measured.")
    yield Note("median", text)
    visits, repeats, lives = _commands(_("CODE"), span)
    text = _("Records: visits `{visits}`; repeated ones `{repeats}`; incidents with their days `{lives}`.")
    yield Note("proof", text.format(visits=visits, repeats=repeats, lives=lives), {"rates": how})


# --- What people read: each figure with what it is counted of in one cell.

def _told_columns() -> tuple[Column, ...]:
    titles = {
        "handling": _("To handling"), "acceptance": _("To acceptance"), "decision": _("To decision"),
        "end": _("To end"),
    }
    return (
        Column("name", _("Name of the unit")), Column("unit", _("Unit")), Column("on_time", _("On time")),
        Column("days_told", _("Days told")), Column("resolved", _("Resolved")),
        *(Column(f"{step}_days", title) for step, title in titles.items()),
        Column("repeats", _("Repeats")),
    )  # fmt: skip


_SHORT = ("name", "on_time", "days_told", "resolved", "end_days", "repeats")


def _told(row: Mapping[str, Any]) -> Row:
    told: Row = {"name": row["name"], "unit": row["unit"]}
    told["on_time"] = _of(row["on_time"], row["reports"])
    told["days_told"] = _of(row["days_told"], row["days_asked"])
    percent = row["resolved_percent"]
    told["resolved"] = _of(row["resolved"], row["taken_in"]) + in_brackets(percent)
    told["repeats"] = _of(row["repeats"], row["visits"])
    for step in _STEPS:
        days, count = row[f"{step}_days"], row[f"{step}_measured"]
        text = _("{days} ({n} measured)")
        told[f"{step}_days"] = "" if days is None else text.format(days=number(days), n=number(count))
    return told


def _of(part: int | None, whole: int | None) -> str:
    """Write a figure with what it is counted of; nothing where nothing is known."""
    return "" if part is None or whole is None else f"{number(part)}/{number(whole)}"
