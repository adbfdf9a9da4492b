"""Numbers of the register: `2026-0042` an incident, `V2026-0107` a visit, `P2026-0031` a petition.

In the cards a number is one integer that sorts as the register does:
unit (4 digits, 0 = this desk), year, type (0 incident, 1 visit, 2 petition), count (7 digits).
Over several units it is written `TB/2026-0042`; which units the integers stand for is told when their cards are opened.
"""

from collections.abc import Iterable

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _

# --- Numbers of the register: `2026-0042` an incident, `V2026-0107` a visit, `P2026-0031` a petition.

TYPES = {"": 0, "V": 1, "P": 2}
LETTERS = ("", "V", "P")
_COUNT = 10_000_000
_TYPE = _COUNT * 10
_YEAR = _TYPE * 10_000
UNIT = _YEAR  # what a unit's place is multiplied by
SEQ = 10**12  # what a unit's place is multiplied by in the numbers of entries
ALL = (0, 10_000 * _YEAR)  # bounds every number of every unit
_units: list[str] = []  # codes of the units on the cards that were opened last, by their place from 1 on


def name_units(codes: Iterable[str]) -> None:
    """Tell which units the integers stand for, in the order of their places; none for a desk of its own."""
    _units[:] = codes


def unit(key_: int) -> str:
    """Name the unit of an integer; empty for this desk's own."""
    place = key_ // _YEAR
    return _units[place - 1] if place else ""


def split(wish: str) -> tuple[int, str]:
    """Take the unit off `TB/2026-0042`: its place (0: none was said), and the rest; raises UsageFault."""
    code, slash, rest = wish.strip().rpartition("/")
    if not slash:
        return 0, rest
    places = {known.casefold(): place for place, known in enumerate(_units, 1)}
    if code.casefold() not in places:
        raise UsageFault(
            _("There is no unit '{unit}' here.").format(unit=code[:40]),
            _("Units: {units}").format(units=", ".join(_units)) if _units else _("This desk has no other units."),
        )
    return places[code.casefold()], rest


def key(number: str, unit: int = 0) -> int:
    """Turn `V2026-0107` or `TB/V2026-0107` into its integer; the text must be a whole number of the register."""
    if "/" in number:
        unit, number = split(number)
    type_ = TYPES.get(number[0], 0)
    year, count = (number[1:] if type_ else number).split("-")
    return make(type_, int(year), int(count), unit)


def make(type_: int, year: int, count: int, unit: int = 0) -> int:
    """Build the integer from its parts."""
    return unit * _YEAR + year * _TYPE + type_ * _COUNT + count


def text(key_: int) -> str:
    """Turn the integer back into `V2026-0107`, that of another unit into `TB/V2026-0107`."""
    year, rest = divmod(key_ % _YEAR, _TYPE)
    type_, count = divmod(rest, _COUNT)
    told = f"{LETTERS[type_]}{year}-{count:04d}"
    return told if key_ < _YEAR else f"{unit(key_)}/{told}"


def is_line(number: str) -> bool:
    """Whether a number is that of a visit or a petition."""
    return number.rpartition("/")[2][:1] in LETTERS[1:]


def letter(key_: int) -> str:
    """Give the letter that an integer's number begins with."""
    return LETTERS[key_ % _TYPE // _COUNT]


def year(key_: int) -> int:
    """Tell the year of the integer."""
    return key_ % _YEAR // _TYPE


def year_range(type_: int, first: int, last: int, unit: int = 0) -> tuple[int, int]:
    """Give the integers that bound all numbers of a type from year `first` to year `last`."""
    return make(type_, first, 0, unit), make(type_, last, _COUNT - 1, unit)


def parse(wish: str) -> tuple[str, int | None, int]:
    """Read what a clerk types: `42`, `V107`, `2026-0042`, `TB/v2026-107` -> letter, year if said, count."""
    body = wish.strip().rpartition("/")[2].upper()
    letter = body[:1] if body[:1] in ("V", "P") else ""
    year, dash, count = body[len(letter) :].rpartition("-")
    plain = count.isascii() and count.isdigit() and 0 < int(count) < _COUNT and len(count) < 8
    if not plain or (dash and not (len(year) == 4 and year.isascii() and year.isdigit())):
        raise UsageFault(
            _("'{wish}' is not a number of the register.").format(wish=wish[:40]),
            _("Type an incident as 42 or 2026-0042, a visit as V107, a petition as P31."),
        )
    return letter, int(year) if dash else None, int(count)


def typed_letter(wish: str) -> str:
    """Give the letter of a number as typed: V a visit, P a petition, none an incident, as which `@1` is read, too."""
    return "" if wish.startswith("@") else parse(wish)[0]


# --- The code of a unit, which also names a folder on a consolidating desk.

_SIGNS = frozenset("-.")
_MOST = 40  # characters
_DEVICES = frozenset({
    "con", "prn", "aux", "nul", "conin$", "conout$",
    *(port + sign for port in ("com", "lpt") for sign in "0123456789¹²³"),
})  # fmt: skip


def fits(code: str) -> bool:
    """Whether a text can be the code of a unit: letters, digits, - and ., as any system can name a folder."""
    plain = all(sign.isalnum() or sign in _SIGNS for sign in code)
    return plain and 0 < len(code) <= _MOST and not is_kept(code)


def is_kept(name: str) -> bool:
    """Whether Windows keeps a name for a device, with whatever suffix, or drops its last sign (`a.`)."""
    return name.partition(".")[0].rstrip(" ").casefold() in _DEVICES or name[-1:] in (".", " ")


def require_unit(code: str) -> str:
    """Let through what can be the code of a unit; raises UsageFault."""
    if fits(code):
        return code
    raise UsageFault(
        _("'{unit}' cannot be the code of a unit.").format(unit=shown(code[:60])),
        _("Use letters, digits, - and . only, at most 40; no dot at the end, no name such as CON or NUL."),
    )
