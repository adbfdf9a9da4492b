"""One cell read into one value: numbers that Excel bent, dates, kinds, people, sessions; or a `Fault`."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from reception_cli.domain.dates import read_day
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import clean, fold
from reception_cli.domain.words import _
from reception_cli.intake.spreadsheet import Cell
from reception_cli.intake.wordlists import ONES, Words, after, first, key, opening
from reception_cli.law import codes

_EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}  # day 0 of Excel's two calendars
_SERIALS = range(32874, 73051)  # 1990 to 2099: other numbers in a date column are no days
FIRST_DAY = date(2000, 1, 1)  # of any register that is imported
_WORDED_DAY = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2})(?: nam)? (\d{4})")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
_BEFORE_DAY = re.compile(
    r"(?:(?:ngày|buổi|sáng|chiều|tối|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cn|t[2-7])\b[\s,:.(-]*)+(?=\d)",
    re.IGNORECASE,
)
_BEHIND_DAY = re.compile(r"(?<=\d)[\s,;(-]*(?:buổi )?(?:sáng|chiều|tối)\)?$", re.IGNORECASE)
_ERRORS = re.compile(
    r"#(?:VALUE!|REF!|N/A|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}|=.+", re.DOTALL
)
_ID = re.compile(r"(?<![\w])(?:\d{12}|\d{9}|[A-Z]\d{7,8})(?!\w)")
_PARTED_ID = re.compile(r"(?<![\w.])\d{3}([ .])\d{3}\1\d{3}(?:\1\d{3})?(?![\w.])")
_DIGIT, _FEWEST_DIGITS = re.compile(r"\d"), 7
_ID_LABEL = r"(?:số )?(?:CMND|CMTND|CMT|CCCD|CC|căn cước công dân|căn cước|hộ chiếu|định danh cá nhân|định danh|ĐDCN)"
_ID_LABELS = re.compile(rf"[\s,;.\-–—(/]*(?<!\w){_ID_LABEL}(?:\s*/\s*{_ID_LABEL})*(?:\s*số)?\s*:?\s*$", re.IGNORECASE)
_PHONE = re.compile(
    r"[\s,;.\-–—(]*(?<!\w)(?:số )?(?:ĐT|SĐT|điện thoại|tel|đtdđ|dđ)\.?\s*:?\s*((?:\+84|0)[\d .]{8,12}\d)\)?",
    re.IGNORECASE,
)
_NUMBER_APART = re.compile(r"\d+\s*(?:[/,:;]|[-–—]\s)")
_SHOWN = 30  # characters of a faulty kind or session that a reject repeats
_DASHES = " -–—:;,"


class Fault(Exception):
    """A cell that cannot be read; `shown` is its value, given only where it cannot be personal."""

    def __init__(self, reason: str, shown: str = "") -> None:
        """Keep the translated reason."""
        super().__init__(reason)
        self.reason = reason
        self.shown = shown if len(shown) <= _SHOWN else ""


class Session(NamedTuple):
    """How a visitor was received and by whom: codes of `session` and `host`, and the host's title or name."""

    session: str = "regular"
    host: str = "officer"
    host_name: str | None = None


def text_of(cell: Cell, what: str, *, long: bool = False) -> str:
    """Give the text of a cell in NFC with single blanks; a whole number loses Excel's `.0`."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    elif isinstance(cell, date):
        cell = f"{cell:%d/%m/%Y}"
    text = str(cell)
    try:
        return clean(" ".join(text.split()), what, lines=long)
    except UsageFault as fault:
        raise Fault(fault.message) from fault


def ref_of(cell: Cell, what: str) -> str:
    """Give the number of a register line as text: `35` for 35.0, `035` and `35.`."""
    text = text_of(cell, what).rstrip(".")
    return (text.lstrip("0") or "0") if text.isdecimal() else text


class Day(NamedTuple):
    """A day as it was written: a true date `cell`, a bare `number`, `iso`, `text`, a year of two digits `short`."""

    day: date
    how: str


def day_of(
    cell: Cell, what: str, *, month_first: bool = False, swapped: bool = False, starts_1904: bool = False
) -> Day:
    """Read the day of a visit: a date cell, an Excel serial number or a text, day first.

    `month_first` reads texts, `swapped` true dates with day and month changed; `starts_1904` is the calendar in
    which bare numbers count.
    """
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return _day_of_cell(_swapped(day) if swapped else day)
    text = text_of(cell, what)
    if not text:
        raise Fault(_("no date"))
    if text.isdecimal() and int(text) in _SERIALS:
        return Day(_EPOCHS[starts_1904] + timedelta(days=int(text)), "number")
    if isinstance(cell, float) and _SERIALS.start <= cell < _SERIALS.stop:
        return Day(_EPOCHS[starts_1904] + timedelta(days=int(cell)), "number")  # a day with a time: the fraction
    return _day_of_text(text, what, month_first)


@lru_cache(maxsize=5000)
def _day_of_cell(day: date) -> Day:
    """Give one and the same value for a day however often it comes: a register has few days and many lines."""
    return Day(day, "cell")


@lru_cache(maxsize=2000)
def _day_of_text(text: str, what: str, month_first: bool) -> Day:
    if _MOMENT.match(text):
        text = text[:10]
    text = _BEHIND_DAY.sub("", _BEFORE_DAY.sub("", text, count=1))
    worded = None if text[0].isdigit() and "/" in text else _WORDED_DAY.search(key(text))
    if worded:
        text = "/".join(worded.groups())
    elif not text[0].isdigit():  # "hôm nay" means nothing in an old register
        raise Fault(_("not a date"))
    parts = [part for part in text.split() if ":" not in part and "h" not in part.lower()]
    text = "".join(parts).rstrip(".,;")
    how = "iso" if text[:4].isdigit() else "text"
    pieces = re.split(r"[-/.]", text)
    if len(pieces) == 3 and how == "text":
        if month_first:
            pieces[:2] = pieces[1::-1]
        if len(pieces[2]) == 2 and pieces[2].isdecimal():
            pieces[2], how = "20" + pieces[2], "short"
        text = "/".join(pieces)
    try:
        return Day(read_day(text, date.min, what), how)
    except UsageFault as fault:
        raise Fault(fault.message) from fault


def is_month_first(cell: Cell) -> bool:
    """Tell whether a cell is a day that can only be read with the month first: 02/13/2025."""
    pieces = re.split(r"[-/.]", cell.split()[0]) if isinstance(cell, str) and cell.split() else []
    if len(pieces) != 3 or not all(piece.isascii() and piece.isdecimal() for piece in pieces):
        return False
    month, day, year = map(int, pieces)
    return month <= 12 < day <= 31 and (FIRST_DAY.year <= year < 2200 or len(pieces[2]) == 2)


def _swapped(day: date) -> date:
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else day


def is_error(cell: Cell) -> bool:
    """Know a cell that holds no value: #VALUE!, or a formula that nobody has worked out."""
    return isinstance(cell, str) and cell[:1] in "#E=" and _ERRORS.fullmatch(cell.strip()) is not None


_WITH_DECIMALS = re.compile(r"(\d{8,12})[.,]0{1,2}")


def id_of(cell: Cell, what: str) -> str:
    """Give an identity number as text; a zero that Excel took off a 12-digit number is put back."""
    text = text_of(cell, what).lstrip("'")
    as_number = not isinstance(cell, str)
    if whole := _WITH_DECIMALS.fullmatch(text):  # a number that some program wrote out as text: `49180000002.0`
        text, as_number = whole[1], True
    digits = text.replace(" ", "").replace(".", "")
    if not digits.isdecimal():
        if digits[:1].isdecimal() and re.fullmatch(r"[\d,.]+e\+?\d+", text, re.IGNORECASE):
            raise Fault(_("Excel has rounded this number: format the column as text and type it again"))
        found = ids_in(text)
        return found[0] if found else text
    # CMND have 9 digits and CCCD 12, of which the first one or two may be 0 (provinces 001 to 096).
    if len(digits) in (10, 11):
        return digits.zfill(12)
    if len(digits) in (18, 21, 24) and " " in text and ids_in(text):
        return ids_in(text)[0]
    return digits.zfill(9) if len(digits) == 8 and as_number else digits


def ids_in(text: str) -> list[str]:
    """List the identity numbers in a text: twelve digits, nine, or a passport's letter with seven or eight."""
    return _ID.findall(_PARTED_ID.sub(_joined, text))


def without_ids(text: str) -> tuple[str, list[str], str]:
    """Take identity numbers and a telephone, with their labels, out of a text: the rest, the numbers, the telephone."""
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return text, [], ""
    phone = _PHONE.search(text)
    if phone:
        text = f"{text[: phone.start()]}{text[phone.end() :]}"
    text = _PARTED_ID.sub(_joined, text)
    found: list[str] = []
    rest, place = [], 0
    for number in _ID.finditer(text):
        before = text[place : number.start()]
        label = _ID_LABELS.search(before)
        before = before[: label.start()] if label else before.rstrip(_DASHES + "(/")
        if not found or key(before) not in ("", "va", "hoac"):
            rest.append(before)
        found.append(number[0])
        place = number.end()
    rest.append(text[place:].lstrip(")") if found else text)
    return "".join(rest), found, "".join(phone[1].split()) if phone else ""


def _joined(found: re.Match[str]) -> str:
    return found[0].replace(" ", "").replace(".", "")


class People(NamedTuple):
    """How many came, as a cell tells; `households` stand behind them, and are no people."""

    number: int | None = None
    households: int = 0


def people_of(text: str, words: Words) -> People:
    """Read a number of people: `2`, `02 người`, `hai người`, `01 đại diện cho 15 hộ`; no number is a fault."""
    folded = key(text)
    if not folded:
        return People()
    lists = words["people"]
    if re.fullmatch(r"\d+[.,]0+", text.strip()):
        text = folded = re.split("[.,]", text.strip())[0]
    count, rest = _number(folded)
    if count is None:
        for word in lists["group"]:
            if folded.startswith(f"{word} "):
                count, rest = _number(folded.removeprefix(f"{word} ").removeprefix("gom ").removeprefix("co "))
                break
    households = _households(rest, lists["household"])
    if count is None:
        raise Fault(_("how many people came is not said as a number"), text)
    if count == 0:
        raise Fault(_("no line of the register is for nobody"), text)
    unit = next((word for word in lists["unit"] if f"{rest} ".startswith(f"{word} ")), None)
    behind = rest if unit is None else rest.removeprefix(unit).strip()
    if re.fullmatch(r"\d+[.,]\d+.*", text.strip()) or (unit is None and rest) or count > 100_000:
        if households or any(f"{rest} ".startswith(f"{word} ") for word in lists["household"]):
            raise Fault(_("households are no people: how many came is not said"), text)
        raise Fault(_("not a number of people"), text)
    if any(sign.isdecimal() for sign in behind) and not households:
        raise Fault(_("not a number of people"), text)
    return People(count, households)


def _households(folded: str, words: tuple[str, ...]) -> int:
    found = re.search(rf"(\d+) (?:{'|'.join(words)})\b", folded)
    return int(found[1][:6]) if found else 0


_ONES = {**{key(word): one for word, one in ONES.items()}, "lam": 5}  # lăm: of fifteen, twenty-five


def _number(folded: str) -> tuple[int | None, str]:
    """Read the number with which a text begins, in digits or in words up to 99: its value, and what follows."""
    found = re.match(r"(\d+)(?: (.*)|$)", folded)
    if found:
        return int(found[1][:9]), found[2] or ""
    parts = folded.split()
    first = parts[0] if parts else ""
    if first == "muoi":
        more = _ONES.get(parts[1], 0) if len(parts) > 1 else 0
        return 10 + more, " ".join(parts[1 + bool(more) :])
    if first not in _ONES:
        return None, folded
    if len(parts) > 1 and parts[1] in ("muoi", "chuc"):
        more = _ONES.get(parts[2], 0) if len(parts) > 2 and parts[1] == "muoi" else 0
        return _ONES[first] * 10 + more, " ".join(parts[2 + bool(more) :])
    return _ONES[first], " ".join(parts[1:])


def count_of(cell: Cell, what: str, words: Words) -> People:
    """Read a number of people from a column of its own; an empty cell says nothing."""
    return people_of(text_of(cell, what), words)


def kind_of(text: str, words: Words) -> str | None:
    """Find the kind that a desk's words mean; two kinds are a fault (Law 42/2013 Art. 25(3))."""
    if not text:
        return None
    found = opening(words["kind"], key(text).removeprefix("don "))
    if found is None:
        return _coded_kind(text)
    kind, rest = found
    if first({name: known for name, known in words["kind"].items() if name != kind}, rest):
        raise Fault(_("two kinds on one line: a mixed petition is split, one line for each"), text)
    return kind


def kind_people_of(text: str, words: Words) -> tuple[str | None, People]:
    """Read the joint column of the register of 2021: `Kiến nghị, phản ánh / 2 người`.

    What follows the kind says how many came, or the cell cannot be read: never one person by default.
    """
    if turned := _people_first(text, words):
        return turned
    before, sign, behind = text.rpartition("/")
    if sign and opening(words["kind"], key(behind).removeprefix("don ")) is None and (key(behind) or not before):
        return kind_of(before.strip(" /" + _DASHES), words), people_of(behind, words)
    digit = re.search(r"\d", text)
    if digit:
        kind_text, people_text = text[: digit.start()].strip(" /(.+" + _DASHES), text[digit.start() :].strip(" ()")
        if _behind_kind(kind_text, words) and not key(people_text).endswith(words["people"]["unit"]):
            raise Fault(_("what stands behind the kind is no number of people"), text)
        return kind_of(kind_text, words), people_of(people_text, words)
    kind, rest = kind_of(text, words), _behind_kind(text, words)
    return kind, people_of(rest, words)


def _people_first(text: str, words: Words) -> tuple[str | None, People] | None:
    """Read a joint cell that names the people before the kind: `02 người/KN`, `02 người khiếu nại`."""
    count, rest = _number(key(text)) if text[:1].isdigit() else (None, "")
    unit = next((word for word in words["people"]["unit"] if f"{rest} ".startswith(f"{word} ")), "")
    behind = rest.removeprefix(unit).strip()
    if (
        count is None
        or not (unit or _NUMBER_APART.match(text))
        or not opening(words["kind"], behind.removeprefix("don "))
    ):
        return None
    return kind_of(behind, words), people_of(text[: len(text) - len(text.lstrip("0123456789"))], words)


def _behind_kind(text: str, words: Words) -> str:
    found = opening(words["kind"], key(text).removeprefix("don "))
    return found[1] if found else ""


def ticked(cell: Cell, what: str, words: Words) -> bool:
    """Tell whether a column to be ticked is ticked; anything but a tick, a yes or a no is a fault."""
    text = text_of(cell, what)
    if not text or fold(text) in words["handling"]["no"]:
        return False
    if fold(text) in words["handling"]["yes"]:
        return True
    raise Fault(_("neither a tick nor empty"), text)


def session_of(text: str, words: Words) -> Session:
    """Read how the visitor was received; an empty cell is the daily reception by an officer."""
    if not text:
        return Session()
    session = first(words["session"], text)
    if session is None:
        raise Fault(_("no known form of reception"), text)
    host = first(words["host"], text) or ("officer" if session == "regular" else "head")
    name = after(words["person"]["delegated"], text.partition(" - ")[2].strip(_DASHES))
    return Session(session, host, name or None)


def _coded_kind(text: str) -> str:
    try:
        return codes.load("kind").find(text).code
    except UsageFault as fault:
        raise Fault(_("no known kind of matter"), text) from fault
