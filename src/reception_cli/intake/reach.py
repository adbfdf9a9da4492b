"""Up to which day a register says that it goes: `đến ngày 14/9/2026` above its headings, `T9.2026`. Pure.

A year alone says nothing: every copy of a yearly register is headed so. Nor does the day on which a paper was signed.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from reception_cli.intake.wordlists import key

_DAY = r"(?:ngay )?(\d{1,2}) (?:thang )?(\d{1,2})(?: (?:nam )?(20\d\d))?"
_UNTIL = re.compile(rf"\b(?:den|toi) (?:het )?{_DAY}\b")
_UNTIL_ISO = re.compile(r"\b(?:den|toi) (?:het )?(?:ngay )?(20\d\d) (\d\d) (\d\d)\b")
_MONTH = re.compile(r"(?<!\d )\b(?:thang ?|t ?)0?(\d{1,2})\b(?: (?:nam )?(20\d\d))?")
_QUARTER = re.compile(r"\b(?:quy ?|q)(i{1,3}|iv|[1-4])\b(?: (?:nam )?(20\d\d))?")
_MONTHS = re.compile(r"\b(?:0?(6|9)|(sau|chin)) thang(?: (dau|cuoi))?(?: nam)?(?: (20\d\d))?\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def told_to(titles: Iterable[str], sheet: str, year: int) -> date | None:
    """Give the last day that the titles name, else the one that the name of the sheet does; None where none does.

    `year` is that of the lines, for titles that name none; 0: unknown.
    """
    above = [key(title) for title in titles]
    named = key(sheet)
    own = next((int(found[1]) for text in (*above, named) if (found := _YEAR.search(text))), year)
    exact = [day for text in (*above, named) if (day := _until(text, own))]
    if exact:
        return max(exact)
    for texts in (above, [named]):
        if spans := [day for text in texts if (day := _end_of_span(text, own))]:
            return max(spans)
    return None


def _until(text: str, year: int) -> date | None:
    if found := _UNTIL_ISO.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _UNTIL.search(text):
        return _day(int(found[3] or year), int(found[2]), int(found[1]))
    return None


def _end_of_span(text: str, year: int) -> date | None:
    if found := _QUARTER.search(text):
        return _end(int(found[2] or year), 3 * (_ROMAN.get(found[1]) or int(found[1])))
    if found := _MONTHS.search(text):
        months = {"sau": 6, "chin": 9}.get(found[2] or "") or int(found[1])
        return _end(int(found[4] or year), 12 if found[3] == "cuoi" else months)
    months_named = [found for found in _MONTH.finditer(text) if 0 < int(found[1]) < 13]
    return max((end for found in months_named if (end := _end(int(found[2] or year), int(found[1])))), default=None)


def _end(year: int, month: int) -> date | None:
    return _day(year, month, monthrange(year, month)[1]) if year else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
