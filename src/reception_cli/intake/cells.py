"""One cell read into one value: numbers that Excel bent, dates, kinds, sessions; or a `Fault`."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from reception_cli.intake.spreadsheet import Cell
from reception_cli.intake.wordlists import Words, after, first, key, opening
from reception_cli.model.dates import read_day
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import clean, fold
from reception_cli.model.words import _
from reception_cli.rules import codes

_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, with its false 29 February 1900 behind us
_SERIALS = range(32874, 73051)  # 1990 to 2099: other numbers in a date column are no days
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


def day_of(cell: Cell, what: str) -> date:
    """Read the day of a visit: a date cell, an Excel serial number or a text, always day first."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell, what)
    if not text:
        raise Fault(_("no date"))
    if text.isdecimal() and int(text) in _SERIALS:
        return _EPOCH + timedelta(days=int(text))
    if isinstance(cell, float) and _SERIALS.start <= cell < _SERIALS.stop:
        return _EPOCH + timedelta(days=int(cell))  # a day with a time: the fraction
    if not text[0].isdigit():  # "hôm nay" means nothing in an old register
        raise Fault(_("not a date"))
    try:
        return read_day("".join(part for part in text.split() if ":" not in part), date.min, what)
    except UsageFault as fault:
        raise Fault(fault.message) from fault


def id_of(cell: Cell, what: str) -> str:
    """Give an identity number as text; a zero that Excel took off a 12-digit number is put back."""
    text = text_of(cell, what).lstrip("'")
    digits = text.replace(" ", "").replace(".", "")
    if not digits.isdecimal():
        if digits[:1].isdecimal() and "e+" in text.lower():
            raise Fault(_("Excel has rounded this number: format the column as text and type it again"))
        return text
    # CMND have 9 digits and CCCD 12, of which the first one or two may be 0 (provinces 001 to 096).
    if len(digits) in (10, 11):
        return digits.zfill(12)
    return digits.zfill(9) if len(digits) == 8 and not isinstance(cell, str) else digits


def count_of(cell: Cell, what: str, words: Words) -> int | None:
    """Read a number of people: `2`, `02`, `2 người`; None for an empty cell."""
    kind, people = _divided(text_of(cell, what), words)
    if kind:
        raise Fault(_("not a number of people"))
    return people


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


def kind_people_of(text: str, words: Words) -> tuple[str | None, int | None]:
    """Read the joint column of the register of 2021: `Kiến nghị, phản ánh / 2 người`."""
    kind, people = _divided(text, words)
    return kind_of(kind, words), people


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


def yes_of(text: str, words: Words) -> bool:
    """Tell whether a cell of the handling columns says yes: any text but an outright no."""
    return bool(text) and fold(text) not in words["handling"]["no"]


def _coded_kind(text: str) -> str:
    try:
        return codes.load("kind").find(text).code
    except UsageFault as fault:
        raise Fault(_("no known kind of matter"), text) from fault


def _divided(text: str, words: Words) -> tuple[str, int | None]:
    """Part `kind / number unit`; the unit must be a known word."""
    digits = "".join(sign if sign.isdecimal() else " " for sign in text).split()
    if not digits:
        return text, None
    before, _number, behind = text.partition(digits[0])
    unit = key(behind)
    if len(digits) > 1 or (unit and unit not in words["people"]["unit"]) or len(digits[0]) > 6:
        raise Fault(_("not a kind and a number of people"), text)
    if int(digits[0]) == 0:
        raise Fault(_("no line of the register is for nobody"), text)
    return before.strip(" /(.+" + _DASHES), int(digits[0])
