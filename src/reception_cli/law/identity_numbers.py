"""Numbers of identity papers: what speaks against one, and what the code on a citizen card says. Nothing is refused."""

import re
from datetime import date
from typing import NamedTuple

from reception_cli.domain.words import _
from reception_cli.law import data

_OLDEST = 120  # years that a person may be alive
_CARD, _EARLIER_CARD, _PASSPORT = re.compile(r"[0-9]{12}"), re.compile(r"[0-9]{9}"), re.compile(r"[A-Z]{1,2}\d{6,8}")
_IN_TEXT = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")


class Card(NamedTuple):
    """What the QR code of a citizen card says."""

    number: str
    name: str
    born: date | None
    address: str


def plain(number: str) -> str:
    """Leave out the blanks, dots and hyphens that people put between the digits."""
    return "".join(sign for sign in number.upper() if sign not in " .-")


def remarks(number: str, today: date) -> list[str]:
    """Say what is implausible about the number of an identity paper; the number itself is not repeated."""
    digits = plain(number)
    if not digits:
        return []
    if not _CARD.fullmatch(digits):
        if _EARLIER_CARD.fullmatch(digits) or _PASSPORT.fullmatch(digits):
            return []
        return [_("The identity number has neither 12 digits (citizen card) nor 9 (old identity card), and is no"
                  " passport number; it is kept as it is.")]  # fmt: skip
    found = []
    places = data.read("law", "identity")
    if int(digits[:3]) not in places["provinces"] and int(digits[:3]) < places["countries_from"]:
        text = _("The identity number begins with {code}, which is the code of no province; it is kept as it is.")
        found.append(text.format(code=digits[:3]))
    year = born_in(digits)
    if not today.year - _OLDEST <= year <= today.year:
        text = _("By the identity number its holder was born in {year}; it is kept as it is.")
        found.append(text.format(year=year))
    return found


def born_in(digits: str) -> int:
    """Read the year of birth: the fourth of twelve digits tells sex and century (0 and 1: 19.., 2 and 3: 20.. ...)."""
    return 1900 + int(digits[3]) // 2 * 100 + int(digits[4:6])


def card(text: str) -> Card | None:
    """Take the text of a citizen card's QR code apart: number|old number|name|birth|sex|address|day of issue.

    None where the text is none.
    """
    parts = [part.strip() for part in text.split("|")]
    if len(parts) < 6 or not _CARD.fullmatch(parts[0]):
        return None
    digits = parts[3]
    try:
        born = date(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        born = None
    return Card(parts[0], parts[2], born, parts[5])


def within(text: str) -> bool:
    """Whether an identity number seems to stand in a text, such as an address."""
    return _IN_TEXT.search(text) is not None
