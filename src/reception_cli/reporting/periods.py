"""The periods of a report: calendar, statutory (`tk-`), ranges and words, each with its canonical name."""

from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from reception_cli.domain.dates import FIRST_YEAR, LAST_YEAR, read_day, said_day
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold, shown
from reception_cli.domain.words import _
from reception_cli.law import data

_MONTHS = tuple(f"{month:02}" for month in range(1, 13))
_QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_HALVES = ("H1", "H2")
_SPANS = {  # part of a calendar year -> its first and last month
    "": (1, 12),
    **{part: (n, n) for n, part in enumerate(_MONTHS, 1)},
    **{part: (3 * n - 2, 3 * n) for n, part in enumerate(_QUARTERS, 1)},
    **{part: (6 * n - 5, 6 * n) for n, part in enumerate(_HALVES, 1)},
    **{f"{n}m": (1, n) for n in range(1, 13)},
}
_ENGLISH = {  # word -> (what is around today, is the one before meant)
    "today": ("day", False),
    "yesterday": ("day", True),
    "this-week": ("week", False),
    "last-week": ("week", True),
    "this-month": ("month", False),
    "last-month": ("month", True),
    "this-quarter": ("quarter", False),
    "last-quarter": ("quarter", True),
    "this-year": ("year", False),
    "last-year": ("year", True),
}
_VIETNAMESE = {
    "hom-nay": ("day", False),
    "hom-qua": ("day", True),
    "tuan-nay": ("week", False),
    "tuan-truoc": ("week", True),
    "thang-nay": ("month", False),
    "thang-truoc": ("month", True),
    "quy-nay": ("quarter", False),
    "quy-truoc": ("quarter", True),
    "nam-nay": ("year", False),
    "nam-truoc": ("year", True),
    "nam-ngoai": ("year", True),
}
_WORDS = {**_ENGLISH, **_VIETNAMESE}


class Period(NamedTuple):
    """A span of days, both ends included; `name` reads back as the same period on any day."""

    name: str
    first: date
    last: date


class _Named(NamedTuple):
    law: str  # "tk-" for a statutory period, else ""
    year: int
    part: str  # "" is the whole year


def read_period(text: str, today: date) -> Period:
    """Read a period as written on the command line; words such as `last-month` get their fixed name.

    Raises UsageFault that names what is accepted.
    """
    folded = fold(text)
    if ".." in folded:
        return _read_range(folded, today)
    key = folded.replace(" ", "-")
    if key in _WORDS:
        unit, before = _WORDS[key]
        period = _around(unit, today)
        return previous(period) if before else period
    if sum(map(key.count, "-/.")) == 2 and not key.startswith("tk-"):
        day = read_day(folded, today, _("The period"))
        return _days(day, day)
    named = _parse(key)
    if named is None:
        raise UsageFault(_("'{text}' is not a period").format(text=shown(text[:40])), _accepted())
    _refuse_far_years(named.year)
    return _build(named)


def names(today: date, tongue: str) -> list[str]:
    """Name the periods that are likely today: the words, those of a language first, then two years and their parts."""
    words = {**_VIETNAMESE, **_ENGLISH} if tongue == "vi" else _WORDS
    parts = ("", *_QUARTERS, *_HALVES, "6m", "9m", *_MONTHS)
    statutory = sorted(_cut_offs(), key=_since)[-1]["parts"]
    years = (today.year, today.year - 1)
    return [
        *words,
        *(f"{year}-{part}".removesuffix("-") for year in years for part in parts),
        *(f"tk-{year}" + ("" if part == "year" else f"-{part}") for year in years for part in statutory),
    ]


def previous(period: Period) -> Period:
    """Give the period of the same kind just before: quarter before quarter, as many days before a range.

    Cumulative parts (6m, 9m) have none just before in their year: theirs is the one a year earlier.
    """
    named = _parse(period.name)
    if named is None:
        days = period.last - period.first + timedelta(days=1)
        return _days(period.first - days, period.last - days)
    for series in (_MONTHS, _QUARTERS, _HALVES):
        if named.part in series[1:]:
            return _build(named._replace(part=series[series.index(named.part) - 1]))
        if named.part == series[0]:
            return _build(named._replace(year=named.year - 1, part=series[-1]))
    return _build(named._replace(year=named.year - 1))


def last_year(period: Period) -> Period:
    """Give the same period one year earlier; 29 February becomes the 28th."""
    named = _parse(period.name)
    if named is None:
        return _days(months_before(period.first, 12), months_before(period.last, 12))
    return _build(named._replace(year=named.year - 1))


def months_before(day: date, months: int) -> date:
    """Go back by whole months; where that month has no such day, to its last one."""
    # here and not above: its import costs a start 4 ms, and few need it
    from dateutil.relativedelta import relativedelta

    earlier: date = day - relativedelta(months=months)
    return earlier


def _read_range(folded: str, today: date) -> Period:
    start, _dots, end = folded.partition("..")
    first = read_day(start, today, _("The first day of the period"))
    last = read_day(end, today, _("The last day of the period"))
    if last < first:
        raise UsageFault(
            _("The period was read as {first} to {last}: it ends before it begins").format(
                first=said_day(first), last=said_day(last)
            ),
            _("Write {last}..{first}").format(first=first, last=last),
        )
    return _days(first, last)


def _days(first: date, last: date) -> Period:
    name = first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"
    return Period(name, first, last)


def _around(unit: str, today: date) -> Period:
    if unit == "day":
        return _days(today, today)
    if unit == "week":
        monday = today - timedelta(days=today.weekday())
        return _days(monday, monday + timedelta(days=6))
    parts = {"month": _MONTHS[today.month - 1], "quarter": _QUARTERS[(today.month - 1) // 3], "year": ""}
    return _build(_Named("", today.year, parts[unit]))


def _parse(name: str) -> _Named | None:
    law = "tk-" if name.startswith("tk-") else ""
    year, dash, part = name.removeprefix(law).partition("-")
    if not (len(year) == 4 and year.isascii() and year.isdigit()) or "-" in part or (dash and not part):
        return None
    return _Named(law, int(year), part.zfill(2) if part.isdigit() else part.upper().replace("M", "m"))


def _refuse_far_years(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        wrong = _("The period was read as one of {year}: years go from {first} to {last}")
        raise UsageFault(wrong.format(year=year, first=FIRST_YEAR, last=LAST_YEAR), _accepted())


def _build(named: _Named) -> Period:
    ends = _statutory(named.year, named.part) if named.law else _calendar(named.year, named.part)
    if ends is None:
        wrong = _("The period was read as part '{part}' of {year}: there is no such part")
        raise UsageFault(
            wrong.format(part=shown(named.part[:40]), year=f"{named.law}{named.year}"), _accepted()
        )
    return Period(f"{named.law}{named.year}-{named.part}".removesuffix("-"), *ends)


def _calendar(year: int, part: str) -> tuple[date, date] | None:
    if part not in _SPANS:
        return None
    first, last = _SPANS[part]
    return date(year, first, 1), date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)


def _statutory(year: int, part: str) -> tuple[date, date] | None:
    versions = _cut_offs()
    known = [version for version in versions if version["since"] <= date(year, 12, 31)]
    version = max(known, key=_since) if known else min(versions, key=_since)
    ends = version["parts"].get(part or "year")
    return (_cut(year, ends["first"]), _cut(year, ends["last"])) if ends else None


def _since(version: dict[str, Any]) -> date:
    since: date = version["since"]
    return since


def _cut(year: int, cut: dict[str, int]) -> date:
    return date(year + cut["year"], cut["month"], cut["day"])


@cache
def _cut_offs() -> list[dict[str, Any]]:
    versions: list[dict[str, Any]] = data.read("law", "periods")["versions"]
    return versions


def _accepted() -> str:
    return _(
        "Accepted are 2026, 2026-09, 2026-Q3, 2026-H1, 2026-9m, tk-2026, tk-2026-Q3, tk-2026-6m, tk-2026-9m, "
        "a day, 2026-01-15..2026-03-14, today, yesterday, this-week, last-week, and the same with month, "
        "quarter and year."
    )
