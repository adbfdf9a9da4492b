"""The notes column read clause by clause: a further visit, a large group, and what remains."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from reception_cli.intake.wordlists import ONES, Meanings, Words, key

_NUMBERS = {**ONES, "mười": 10}
_WORDED = re.compile(rf"\b(lần(?: thứ)?) ({'|'.join(_NUMBERS)})\b(?! \d{{4}})", re.IGNORECASE)
_CLAUSES = re.compile(r"\s*(?:[;\n]|[.,](?=\s|$))\s*|\s+[-–—]\s*")


class Earlier(NamedTuple):
    """An earlier visit named otherwise than by a line of this file: by its day, or by another year's register."""

    ref: str = ""
    year: int = 0
    day: date | None = None


class Remarks(NamedTuple):
    """What the notes say: `repeat_of` is the number of the line named, without leading zeros."""

    repeat_of: str | None = None
    repeat_no: int | None = None
    group: bool = False
    note: str = ""
    earlier: Earlier | None = None


def read_notes(text: str, year: int, words: Words) -> Remarks:
    """Read a cell of the notes column of a line of `year`; clauses that say only these things leave `note`.

    A line of another year's register (`STT 35/2022`) or an earlier day may be known to the desk; both stay in `note`.
    """
    if not text:
        return Remarks()
    lists = words["note"]
    folded = _folded(text)
    named = _pattern(lists["row"]).search(folded)
    elsewhere = bool(named and named[2] and int(named[2]) != year)
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    times = _pattern(lists["times"]).search(folded)
    said = not elsewhere and (named or times)
    repeats = [clause for clause in clauses if said and _is_filler(_folded(clause), lists)]
    kept = [one for one in clauses if one not in repeats and key(one) not in lists["group"]]
    return Remarks(
        named[1] if named and not elsewhere else None,
        int(times[1]) if times and (named or repeats) else None,
        any(f" {word} " in f" {folded} " for word in lists["group"]),
        text if len(kept) == len(clauses) else "; ".join(kept),
        _earlier(named if elsewhere else None, folded, year, lists) if elsewhere or not named else None,
    )


def _folded(text: str) -> str:
    """Reduce a text to what is compared, with the number of times in digits: `Lần thứ hai`."""
    return key(_WORDED.sub(lambda found: f"{found[1]} {_NUMBERS[found[2].lower()]}", text))


def _earlier(named: re.Match[str] | None, folded: str, year: int, lists: Meanings) -> Earlier | None:
    """Find what is said of an earlier visit: a line of another year, its day, or only that there was one."""
    if named:
        return Earlier(named[1], int(named[2]))
    day = _earlier_day(folded, year, lists)
    return day or (Earlier() if any(f" {word} " in f" {folded} " for word in lists["again"]) else None)


def _earlier_day(folded: str, year: int, lists: Meanings) -> Earlier | None:
    """Find the day of an earlier visit; without a year it is of this one."""
    found = _day_pattern(lists["day"]).search(folded)
    if not found:
        return None
    named = int(found[3] or year)
    try:
        return Earlier(day=date(named + 2000 if named < 100 else named, int(found[2]), int(found[1])))
    except ValueError:
        return None


@lru_cache(maxsize=16)
def _day_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    any_word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{any_word}) (\d{{1,2}})(?: thang)? (\d{{1,2}})(?:(?: nam)? ((?:19|20)?\d\d))?\b")


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match one of the words, a number, and the year that may follow it."""
    any_word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    number, year = r"(?:so )?0*([1-9]\d{0,8})\b", r"(?: (?:cua )?(?:nam )?((?:19|20)\d\d)\b)?"
    return re.compile(rf"\b(?:{any_word}) ?{number}{year}")


def _is_filler(folded: str, lists: Meanings) -> bool:
    """Tell whether a clause says nothing but that this is a further visit, of which line, for which time."""
    known = {part for name in ("times", "row", "filler") for word in lists[name] for part in word.split()}
    return all(part.isdecimal() or part in known for part in folded.split())
