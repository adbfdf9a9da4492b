"""The written paragraph of a report: what the tables of `summarize` say, in sentences; no figure of its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, language, ngettext
from reception_cli.index.queries.figures import COUNTS, Group, figures
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.periods import Period
from reception_cli.reporting.table import Column, Table

_FIELDS = 5  # that a paragraph names
_SWAPPED = str.maketrans(",.", ".,")


class Report(NamedTuple):
    """What the paragraph is about, besides the figures: how they were counted, and the words of codes."""

    counting: str
    today: str  # ISO day on which something is overdue or not
    names: Callable[[str], Mapping[str, str]]
    compare: str = ""  # previous | last-year
    base: Period | None = None


def table(book: RegisterView, wish: Filter, counted: Table, report: Report) -> Table:
    """Say what `counted`, the summary without rows, and its rows by kind, field and handling tell."""
    totals = counted.totals
    overdue = _overdue(book, wish, report.today)
    sentences = [_received(wish, totals)]
    if totals["incidents"]:
        by = {key: figures(book, wish, (key,), report.counting) for key in ("kind", "field", "handling")}
        sentences += [*_shares(by, totals["incidents"], report), _handled(by["handling"], totals["incidents"], report)]
        sentences.append(_late(overdue, report.today))
    if report.base is not None:
        sentences.insert(1, _compared(report.base, report.compare, totals))
    if wish != Filter(first=wish.first, last=wish.last, period=wish.period):
        sentences.append(_("Only what the filters leave is counted."))
    text = " ".join(sentences)
    return counted._replace(
        columns=(Column("text", _("Text"), wide=True),), rows=[{"text": text}], said=(text,), number="text",
        totals={**totals, "overdue": overdue}, prose=True,
    )  # fmt: skip


def number(value: float, digits: int = 0) -> str:
    """Write a figure as the reader does: 1,045 and 4.9 in English, 1.045 and 4,9 in Vietnamese."""
    text = f"{value:,.{digits}f}"
    return text.translate(_SWAPPED) if language() == "vi" else text


def _overdue(book: RegisterView, wish: Filter, today: str) -> int:
    """Count the incidents themselves, however the others are counted."""
    return figures(book, wish._replace(overdue=today))[0].incidents


def _received(wish: Filter, totals: Mapping[str, int]) -> str:
    when = _when(wish.first, wish.last)
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
        parts = [_share(_name(group, names), group.incidents, total) for group in groups[:most]]
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


def _name(group: Group, names: Mapping[str, str]) -> str:
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
        else f"{_name(group, names)} {number(group.incidents)}"
        for group in told
    ]  # fmt: skip
    text = _("Handling of the incidents: {list}.")
    if sum(group.incidents for group in told) > total:
        text = _("Handling of the incidents (one handled in several ways counts in each): {list}.")
    return text.format(list=", ".join(parts))


def _compared(base: Period, compare: str, totals: Mapping[str, Any]) -> str:
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
