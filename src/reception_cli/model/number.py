"""Numbers of the register: `2026-0042` an incident, `V2026-0107` a visit, `P2026-0031` a petition.

In the cards a number is one integer that sorts as the register does:
unit (4 digits, 0 = this desk), year, type (0 incident, 1 visit, 2 petition), count (7 digits).
"""

from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _

TYPES = {"": 0, "V": 1, "P": 2}
LETTERS = ("", "V", "P")
_COUNT = 10_000_000
_TYPE = _COUNT * 10
_YEAR = _TYPE * 10_000


def key(number: str, unit: int = 0) -> int:
    """Turn `V2026-0107` into its integer; the text must be a whole number of the register."""
    letter = number[0] if number[0] in "VP" else ""
    year, count = number[len(letter) :].split("-")
    return make(TYPES[letter], int(year), int(count), unit)


def make(type_: int, year: int, count: int, unit: int = 0) -> int:
    """Build the integer from its parts."""
    return unit * _YEAR + year * _TYPE + type_ * _COUNT + count


def text(key_: int) -> str:
    """Turn the integer back into `V2026-0107`."""
    year, rest = divmod(key_ % _YEAR, _TYPE)
    type_, count = divmod(rest, _COUNT)
    return f"{LETTERS[type_]}{year}-{count:04d}"


def year(key_: int) -> int:
    """Tell the year of the integer."""
    return key_ % _YEAR // _TYPE


def year_range(type_: int, first: int, last: int) -> tuple[int, int]:
    """Give the integers that bound all numbers of a type from year `first` to year `last`."""
    return make(type_, first, 0), make(type_, last, _COUNT - 1)


def parse(wish: str) -> tuple[str, int | None, int]:
    """Read what a clerk types: `42`, `V107`, `2026-0042`, `v2026-107` -> letter, year if said, count."""
    body = wish.strip().upper()
    letter = body[:1] if body[:1] in ("V", "P") else ""
    year, dash, count = body[len(letter) :].rpartition("-")
    plain = count.isascii() and count.isdigit() and 0 < int(count) < _COUNT and len(count) < 8
    if not plain or (dash and not (len(year) == 4 and year.isascii() and year.isdigit())):
        raise UsageFault(
            _("'{wish}' is not a number of the register.").format(wish=wish[:40]),
            _("Type an incident as 42 or 2026-0042, a visit as V107, a petition as P31."),
        )
    return letter, int(year) if dash else None, int(count)
