"""Kinds and fields of which more matters are brought than before: plain counts beside earlier counts, no forecast.

Fields are counted without denunciations: of those only how many there are is told.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from reception_cli.domain.words import _
from reception_cli.index.queries.figures import figures
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.lists import day_span
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.periods import months_before
from reception_cli.reporting.table import Column, Labels, Note, Table

DAYS, BEFORE = 28, 3  # length of a span (whole weeks, so that each has as many Mondays), and how many earlier ones
LEAST = 5  # matters below which nothing is told
TIMES = (3, 2)  # so many times the highest earlier count, as a fraction: half as many again
_SECRET = "denunciation"
Codes = Callable[[str], Any]
Row = dict[str, Any]


class _Span(NamedTuple):
    first: date
    last: date


def rising(book: RegisterView, today: date, counting: str, codes: Codes) -> Table:
    """List the kinds and fields that rise, those that rise by most first; without rows where none does."""
    begins = day_span(book)[0] or "9999"
    spans = _spans(today)
    known = {name: span for name, span in spans.items() if begins <= span.first.isoformat()}
    rows = list[Row]()
    if "before_1" in known:  # else there is nothing to hold it against
        for what in ("kind", "field"):
            counts = {name: _counts(book, span, what, counting, codes) for name, span in known.items()}
            rows += _risen(what, counts)
    rows.sort(key=lambda row: (row["most_before"] - row["incidents"], row["what"], row["code"]))
    now = spans["now"]
    text = _("Told where at least {least} matters were brought in the last {days} days, and half as many again as in "
             "each of the {before} spans of {days} days before and in the same days of last year, as far as the "
             "register reaches.").format(least=LEAST, days=DAYS, before=BEFORE)  # fmt: skip
    facts = {"first": now.first.isoformat(), "last": now.last.isoformat()}
    return Table("rising", columns(codes), rows, {"rising": len(rows)}, (Note("rising", text, facts),),
                 title=_("Rising topics"))  # fmt: skip


def _spans(today: date) -> dict[str, _Span]:
    last = today - timedelta(days=1)
    now = _Span(last - timedelta(days=DAYS - 1), last)
    spans = {"now": now, "last_year": _Span(months_before(now.first, 12), months_before(now.last, 12))}
    for n in range(1, BEFORE + 1):
        back = timedelta(days=DAYS * n)
        spans[f"before_{n}"] = _Span(now.first - back, now.last - back)
    return spans


def _counts(book: RegisterView, span: _Span, what: str, counting: str, codes: Codes) -> dict[str, int]:
    """Count the matters that were brought, by kind or field; what is unclassified is no topic.

    A field holds what is below it, too.
    """
    asked = Filter(first=span.first.isoformat(), last=span.last.isoformat())
    if what == "field":
        asked = asked._replace(kind=("", *(code for code in codes("kind").codes if code != _SECRET)))
    counts: dict[str, int] = {}
    for group in figures(book, asked, (what,), counting):
        code = group.keys[0] or ""
        for above in dict.fromkeys((code, code.partition(".")[0])) if code else ():
            counts[above] = counts.get(above, 0) + group.incidents
    return counts


def _risen(what: str, counts: dict[str, dict[str, int]]) -> Iterator[Row]:
    times, parts = TIMES
    told = counts["now"]
    for code, n in told.items():
        if any(n == below for other, below in told.items() if other.startswith(code + ".")):
            continue  # the one below it says more
        earlier = {name: of.get(code, 0) for name, of in counts.items() if name != "now"}
        most = max(earlier.values())
        if n >= LEAST and n * parts >= most * times:
            yield {
                "what": what, "code": code, "incidents": n,
                "most_before": max(n for name, n in earlier.items() if name != "last_year"),
                "last_year": earlier.get("last_year"),
            }  # fmt: skip


def columns(codes: Codes) -> tuple[Column, ...]:
    """Give the columns of what rises."""
    return (
        Column("code", _("Kind or field"), labels=Labels(lambda: {**codes("field").names(), **codes("kind").names()})),
        Column("incidents", _("Last {days} days").format(days=DAYS), "number"),
        Column("most_before", _("At most before, in {days} days").format(days=DAYS), "number"),
        Column("last_year", _("The same days of last year"), "number"),
    )  # fmt: skip
