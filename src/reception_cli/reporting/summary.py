"""The summary: the four figures of a period, by what one likes, beside an earlier period."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _, ngettext, number
from reception_cli.index.queries.figures import COUNTS, KEYS, TIMES, Group, Labels, buckets, figures, with_total
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.periods import Period
from reception_cli.reporting.table import Column, Note, Table, coded

Row = dict[str, Any]
Keys = tuple[str | None, ...]
_NONE = dict.fromkeys(COUNTS, 0)


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
    labels: Labels | None = None, silent: Iterable[str] = (),
) -> Table:  # fmt: skip
    """Count, and compare with `base` where one is given; totals are counted on their own, not added up.

    `labels` say what units are told as, else each is itself; `silent` have a row though they brought nothing.
    """
    totals, rows = _counted(book, asked, by, counting, labels)
    rows = {(code,): dict(_NONE) for code in silent} | rows
    notes = [*_told(asked, counting), *_overlap(rows, totals)]
    answer: Row = dict(totals)
    if base is not None:
        earlier = asked.within(*base)
        before, rows_before = _counted(book, earlier, by, counting, labels)
        rows_before = _aligned(rows_before, by, _span(asked), base) if by else {(_name(asked),): before}
        rows = {
            keys: _compared(rows.get(keys, _NONE), rows_before.get(keys, _NONE))
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


def shape(
    by: tuple[str, ...], compared: bool, codes: Callable[[str], Any], units: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Give the columns of a summary; `units` are what people read where a unit stands."""
    titles = {
        "month": _("Month"), "week": _("Week"), "quarter": _("Quarter"), "session": _("Session"),
        "host": _("Host"), "kind": _("Kind"), "field": _("Field"), "status": _("Status"),
        "handling": _("Handling"), "commune": _("Commune"), "user": _("Clerk"), "unit": _("Unit"),
        "visits": _("Visits"), "people": _("People"), "incidents": _("Incidents"), "groups": _("Groups"),
    }  # fmt: skip
    codes_of = ("session", "host", "kind", "field", "status", "handling")
    keys = [
        coded(key, titles[key], codes) if key in codes_of
        else Column(key, titles[key], labels=units if key == "unit" else None)
        for key in by
    ] or [Column("period", _("Period"))]
    counts = []
    for figure in COUNTS:
        counts.append(Column(figure, titles[figure], "number"))
        if compared:
            counts += [
                Column(f"{figure}_before", _("before"), "number", hidden=True),
                Column(f"{figure}_change", _("+/-"), "number"),
                Column(f"{figure}_percent", "%", "percent"),
            ]
    return (*keys, *counts)


def _counted(
    book: RegisterView, asked: Filter, by: tuple[str, ...], counting: str, labels: Labels | None
) -> tuple[Row, dict[Keys, Row]]:
    """Count the totals and the rows; without `by` the totals are the one row."""
    total, groups = with_total(book, asked, by, counting, labels)
    totals: Row = dict(total.counts)
    rows: dict[Keys, Row] = {group.keys: dict(group.counts) for group in groups}
    return totals, rows if by else {(_name(asked),): totals}


def _compared(now: Row, before: Row) -> Row:
    """Put each figure beside its earlier one: the difference, and in percent where there was any."""
    row: Row = {}
    for figure in COUNTS:
        old, change = before[figure], now[figure] - before[figure]
        row[figure] = now[figure]
        row[f"{figure}_before"] = old
        row[f"{figure}_change"] = change
        row[f"{figure}_percent"] = round(change / old * 100, 1) if old else None
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
    over = [figure for figure in COUNTS if sum(row[figure] for row in rows.values()) > totals[figure]]
    if not over:
        return []
    text = _("The rows add up to more than the total: what belongs to several rows counts in each.")
    return [Note("rows_exceed_total", text, {"figures": over})]


# --- The written paragraph of a report: what the tables say, in sentences; no figure of its own.

_FIELDS = 5  # that a paragraph names


class Report(NamedTuple):
    """What the paragraph is about, besides the figures: how they were counted, and the words of codes."""

    counting: str
    today: str  # ISO day on which something is overdue or not
    names: Callable[[str], Mapping[str, str]]
    compare: str = ""  # previous | last-year
    base: Period | None = None


def paragraph(book: RegisterView, asked: Filter, counted: Table, report: Report) -> Table:
    """Say what `counted`, the summary without rows, and its rows by kind, field and handling tell."""
    totals = counted.totals
    overdue = _overdue(book, asked, report.today)
    sentences = [_received(asked, totals)]
    if totals["incidents"]:
        by = {key: figures(book, asked, (key,), report.counting) for key in ("kind", "field", "handling")}
        sentences += [*_shares(by, totals["incidents"], report), _handled(by["handling"], totals["incidents"], report)]
        sentences.append(_late(overdue, report.today))
    if report.base is not None:
        sentences.insert(1, _compared_in_words(report.base, report.compare, totals))
    if asked != Filter(first=asked.first, last=asked.last, period=asked.period):
        sentences.append(_("Only what the filters leave is counted."))
    text = " ".join(sentences)
    return counted._replace(
        columns=(Column("text", _("Text"), wide=True),), rows=[{"text": text}], said=(text,), number="text",
        totals={**totals, "overdue": overdue}, prose=True,
    )  # fmt: skip


def _overdue(book: RegisterView, asked: Filter, today: str) -> int:
    """Count the incidents themselves, however the others are counted."""
    return figures(book, asked._replace(overdue=today))[0].incidents


def _received(asked: Filter, totals: Mapping[str, int]) -> str:
    when = _when(asked.first, asked.last)
    if not totals["visits"]:
        return _("{when}, the unit received no visits.").format(when=when)
    groups = totals["groups"]
    among = ngettext("{n} group", "{n} groups", groups).format(n=number(groups)) if groups else _("no group")
    return _("{when}, the unit received {visits} of {people} about {incidents}, with {groups} among them.").format(
        when=when,
        visits=ngettext("{n} visit", "{n} visits", totals["visits"]).format(n=number(totals["visits"])),
        people=ngettext("{n} person", "{n} people", totals["people"]).format(n=number(totals["people"])),
        incidents=_matters(totals["incidents"]),
        groups=among,
    )


def _when(first: str, last: str) -> str:
    if first == last:
        return _("On {day}").format(day=said_day(first))
    if not last:
        return _("Since {day}").format(day=said_day(first))
    if not first:
        return _("Up to {day}").format(day=said_day(last))
    return _("In the period from {first} to {last}").format(first=said_day(first), last=said_day(last))


def _matters(n: int) -> str:
    return ngettext("{n} incident", "{n} incidents", n).format(n=number(n))


def _shares(by: Mapping[str, list[Group]], total: int, report: Report) -> Iterator[str]:
    """Tell the parts of all incidents by kind, and by the fields that most of them are about."""
    for key, most in (("kind", None), ("field", _FIELDS)):
        names = report.names(key)
        groups = [group for group in _largest(by[key]) if group.incidents]
        parts = [_share(_group_name(group, names), group.incidents, total) for group in groups[:most]]
        told = {
            "kind": _("By kind: {list}."),
            "field": _("By field: {list}.") if len(parts) == len(groups) else _("Most frequent fields: {list}."),
        }[key]
        yield told.format(list=", ".join(parts))


def _share(name: str, n: int, total: int) -> str:
    percent = number(round(n / total * 100, 1), 1)
    return _("{name} {n} ({percent}%)").format(name=name, n=number(n), percent=percent)


def _largest(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-group.incidents, group.keys[0] or "~"))


def _group_name(group: Group, names: Mapping[str, str]) -> str:
    code = group.keys[0] or ""
    return names.get(code, code) or _("unclassified")


def _handled(groups: Iterable[Group], total: int, report: Report) -> str:
    """Tell how many incidents were handled in which way; one that was handled twice counts in both."""
    ways = {
        "accept": _("{n} accepted"), "guide": _("{n} guided"), "forward": _("{n} forwarded"),
        "urge": _("{n} urged"), "return": _("{n} returned"), "file": _("{n} filed"),
        "refuse": _("{n} refused"), "explain": _("{n} explained and ended"), "": _("{n} not yet handled"),
    }  # fmt: skip
    names = report.names("handling")
    told = [group for group in _largest(groups) if group.incidents]
    parts = [
        ways[code].format(n=number(group.incidents)) if (code := group.keys[0] or "") in ways
        else f"{_group_name(group, names)} {number(group.incidents)}"
        for group in told
    ]  # fmt: skip
    text = _("Handling of the incidents: {list}.")
    if sum(group.incidents for group in told) > total:
        text = _("Handling of the incidents (one handled in several ways counts in each): {list}.")
    return text.format(list=", ".join(parts))


def _compared_in_words(base: Period, compare: str, totals: Mapping[str, Any]) -> str:
    told = {
        "previous": _("Compared with the period before ({first} to {last}): {list}."),
        "last-year": _("Compared with the same period of the year before ({first} to {last}): {list}."),
    }[compare]
    things = {"visits": _("visits"), "people": _("people"), "incidents": _("incidents"), "groups": _("groups")}
    parts = [_change(things[name], totals[f"{name}_change"], totals[f"{name}_percent"]) for name in COUNTS]
    return told.format(first=said_day(base.first), last=said_day(base.last), list=", ".join(parts))


def _change(what: str, change: int, percent: float | None) -> str:
    """Say by how much a figure rose or fell; in percent where there was anything before."""
    if not change:
        return _("{what} unchanged").format(what=what)
    told = _("{what} up {n}") if change > 0 else _("{what} down {n}")
    share = "" if percent is None else f" ({number(abs(percent), 1)}%)"
    return told.format(what=what, n=number(abs(change))) + share


def _late(n: int, today: str) -> str:
    if not n:
        return _("On {day}, none of them is overdue.").format(day=said_day(today))
    text = ngettext("On {day}, {n} of them is overdue.", "On {day}, {n} of them are overdue.", n)
    return text.format(day=said_day(today), n=number(n))
