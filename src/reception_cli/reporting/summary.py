"""The summary: the four figures of a period, by what one likes, beside an earlier period."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.queries.figures import COUNTS, KEYS, PERSONS, TIMES, buckets, with_total
from reception_cli.index.queries.figures import Labels as Places
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.periods import Period
from reception_cli.reporting.table import Column, Labels, Note, Table, coded, share

if TYPE_CHECKING:
    from reception_cli.reporting.persons import Counter

Row = dict[str, Any]
Keys = tuple[str | None, ...]


def read_by(text: str) -> tuple[str, ...]:
    """Read what the rows are grouped by: at most two of `KEYS`; raises UsageFault naming all."""
    by = tuple(key.strip().lower() for key in text.split(",") if key.strip())
    wrong = [key for key in by if key not in KEYS]
    if wrong or len(set(by)) != len(by) or len(by) > 2:
        raise UsageFault(
            _("--by was read as {by}.").format(by=", ".join(by)[:80]),
            _("Name one or two of: {keys}.").format(keys=", ".join(KEYS)),
        )
    return by


def summary(
    book: RegisterView, asked: Filter, by: tuple[str, ...], counting: str, base: Period | None = None,
    labels: Places | None = None, silent: Iterable[str] = (), persons: "Counter | None" = None,
) -> Table:  # fmt: skip
    """Count, and compare with `base` where one is given; totals are counted on their own, not added up.

    `labels` say what units are told as, else each is itself; `silent` have a row though they brought nothing.
    `persons` counts the different persons, too.
    """
    totals, rows, more = _counted(book, asked, by, counting, labels, persons)
    none = dict.fromkeys(totals, 0)
    rows = {(code,): dict(none) for code in silent} | rows
    notes = [*_told(asked, counting), *more, *_overlap(rows, totals)]
    answer: Row = dict(totals)
    if base is not None:
        earlier = asked.within(*base)
        before, rows_before, _more = _counted(book, earlier, by, counting, labels, persons)
        rows_before = _aligned(rows_before, by, _span(asked), base) if by else {(_name(asked),): before}
        rows = {
            keys: _compared(rows.get(keys, none), rows_before.get(keys, none))
            for keys in (*rows, *rows_before)
        }
        answer = _compared(totals, before)
        notes.append(
            Note("compared", _("Compared with {period}.").format(period=base.name), {"compared": base.name})
        )
    listed = [
        {**dict(zip(by or ("period",), keys, strict=True)), **rows[keys]} for keys in sorted(rows, key=_last)
    ]
    return Table("summarize", (), listed, answer, tuple(notes), number=by[0] if by else "visits")


def ordered(
    rows: Iterable[Mapping[str, Any]], sort: str, limit: int | None, columns_: tuple[Column, ...]
) -> list[Mapping[str, Any]]:
    """Sort the few rows of a summary by a column (`-` turns round); what has no value comes last."""
    key = sort.lstrip("-")
    if key:
        if key not in {column.key for column in columns_}:
            raise UsageFault(
                _("There is no column '{column}' to sort by.").format(column=key[:40]),
                _("Columns: {columns}").format(columns=", ".join(column.key for column in columns_)),
            )
        listed = list(rows)
        known = [row for row in listed if row[key] is not None]
        known.sort(key=lambda row: row[key], reverse=sort.startswith("-"))
        rows = known + [row for row in listed if row[key] is None]
    return list(rows)[:limit]


def titles() -> dict[str, str]:
    """Name the figures of a summary."""
    return {
        "visits": _("Visits"), "people": _("People"), "incidents": _("Incidents"), "groups": _("Groups"),
        "petitions": _("Petitions"), PERSONS: _("Distinct persons"),
    }  # fmt: skip


def shape(
    by: tuple[str, ...], compared: bool, codes: Callable[[str], Any], units: Mapping[str, str] | None = None,
    persons: bool = False,
) -> tuple[Column, ...]:  # fmt: skip
    """Give the columns of a summary; `units` are what people read where a unit stands."""
    keyed = {
        "month": _("Month"), "week": _("Week"), "quarter": _("Quarter"), "session": _("Session"),
        "host": _("Host"), "kind": _("Kind"), "field": _("Field"), "status": _("Status"),
        "handling": _("Handling"), "commune": _("Commune"), "user": _("Clerk"), "unit": _("Unit"),
        "result": _("Result"), "area": _("Area"), "repeat": _("First or repeat"), "host-name": _("Name of the host"),
        "body": _("Body"),
    }  # fmt: skip
    codes_of = ("session", "host", "kind", "field", "status", "handling", "result")
    words: Row = {
        "body": Labels(lambda: codes("body").names(), _("none is named")),
        "unit": units, "repeat": {"first": _("first time"), "repeat": _("repeat")},
        "area": Labels(lambda: {**codes("field").names(), "administrative": _("administrative fields")},
                       _("unclassified")),
    }  # fmt: skip
    keys = [
        coded(key, keyed[key], codes) if key in codes_of else Column(key, keyed[key], labels=words.get(key))
        for key in by
    ] or [Column("period", _("Period"))]
    counts, named = [], titles()
    for figure in (*COUNTS, PERSONS) if persons else COUNTS:
        counts.append(Column(figure, named[figure], "number"))
        if compared:
            counts += [
                Column(f"{figure}_before", _("before"), "number", hidden=True),
                Column(f"{figure}_change", _("+/-"), "number"),
                Column(f"{figure}_percent", "%", "percent"),
            ]
    return (*keys, *counts)


def _counted(
    book: RegisterView, asked: Filter, by: tuple[str, ...], counting: str, labels: Places | None,
    persons: "Counter | None",
) -> tuple[Row, dict[Keys, Row], list[Note]]:  # fmt: skip
    """Count the totals and the rows, with what is to be told of it; without `by` the totals are the one row."""
    total, groups = with_total(book, asked, by, counting, labels)
    totals: Row = dict(total.counts)
    rows: dict[Keys, Row] = {group.keys: dict(group.counts) for group in groups}
    notes = []
    if persons:
        found = persons.counted(asked, by, labels)
        totals[PERSONS] = found.total
        for keys, row in rows.items():
            row[PERSONS] = found.groups.get(keys, 0)
        notes = [found.note]
    return totals, rows if by else {(_name(asked),): totals}, notes


def _compared(now: Row, before: Row) -> Row:
    """Put each figure beside its earlier one: the difference, and in percent where there was any."""
    row: Row = {}
    for figure in now:
        old, change = before[figure], now[figure] - before[figure]
        row[figure] = now[figure]
        row[f"{figure}_before"] = old
        row[f"{figure}_change"] = change
        row[f"{figure}_percent"] = share(change, old)
    return row


def _aligned(rows: dict[Keys, Row], by: tuple[str, ...], now: Period, base: Period) -> dict[Keys, Row]:
    """Put the n-th month of the earlier period beside the n-th of this one; one too many keeps its name."""
    names: dict[str, dict[str | None, str]] = {}
    for key in by:
        if key in TIMES:
            pairs = zip(buckets(base.first, base.last, key), buckets(now.first, now.last, key), strict=False)
            names[key] = dict(pairs)
    return {
        tuple(names.get(key, {}).get(value, value) for key, value in zip(by, keys, strict=False)) or keys: row
        for keys, row in rows.items()
    }


def _last(keys: Keys) -> list[tuple[bool, str]]:
    return [(key is None, key or "") for key in keys]


def _name(asked: Filter) -> str:
    return asked.period or f"{asked.first}..{asked.last}"


def _span(asked: Filter) -> Period:
    return Period(_name(asked), date.fromisoformat(asked.first), date.fromisoformat(asked.last))


def _told(asked: Filter, counting: str) -> list[Note]:
    policy = {
        "distinct": _("Incidents: each counts once, however often somebody came for it."),
        "per-visit": _("Incidents: each counts once for every visit that brought it."),
    }[counting]
    days = {"first": asked.first or None, "last": asked.last or None}
    told = _("Period {period}: {first} to {last}, both included.").format(
        period=_name(asked), first=said_day(asked.first) or "...", last=said_day(asked.last) or "..."
    )
    return [
        Note("period", told, {"period": _name(asked), **days}),
        Note("counting", policy, {"counting": counting}),
    ]


def _overlap(rows: dict[Keys, Row], totals: Row) -> list[Note]:
    over = [figure for figure in totals if sum(row[figure] for row in rows.values()) > totals[figure]]
    if not over:
        return []
    text = _("The rows add up to more than the total: what belongs to several rows counts in each.")
    return [Note("rows_exceed_total", text, {"figures": over})]
