"""What a desk is (`configured`), and up to which day its figures were handed in (`sealed`). Pure.

What moves due days or duties is no habit, so it is an entry of the register.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from reception_cli import law
from reception_cli.domain import numbers
from reception_cli.domain.dates import read_day, said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.text import clean, fold
from reception_cli.domain.words import _, mark
from reception_cli.events.registry import (
    BOOL,
    COUNT,
    DAY,
    MOMENT,
    TEXT,
    TOTAL,
    Field,
    Kind,
    Schema,
    closed,
    several,
)  # fmt: skip
from reception_cli.events.registry import code as coded

if TYPE_CHECKING:
    from reception_cli.law.codes import Code, CodeList

# --- What a desk is.

LEVELS = ("commune", "district", "province", "other")
COUNTING = ("distinct", "per-visit")
RATES = ("rounded", "truncated")  # how a percentage is cut to two decimals
TEXTS = {  # what a unit says of itself: name of the fact -> what it is called in a fault
    "name": mark("name of the unit"), "superior": mark("superior body"), "place": mark("place"),
    "address": mark("address of the unit"), "phone": mark("telephone of the unit"), "symbol": mark("symbol of papers"),
    "hours": mark("reception hours"), "signer": mark("who signs"), "signer_title": mark("title of who signs"),
    "signer_authority": mark("authority of who signs"), "officer": mark("who receives"),
    "officer_title": mark("title of who receives"), "public_url": mark("address of the public page"),
}  # fmt: skip
_WEB = ("https://", "http://")
PAPERS_FROM, ENTERED_FROM, CITE_TT05 = "papers_from", "entered_from", "cite_tt05"
_BEGUN = (PAPERS_FROM, ENTERED_FROM)  # since when the desk does something, and owes it
FACTS = (
    *TEXTS, "level", "remote", "culture_day", "days_off", "days_worked", "swaps", "answer_within",
    "triage_within", "counting", "rates", "report_days", "expected", "transfers", "bodies", PAPERS_FROM, ENTERED_FROM,
    CITE_TT05,
)  # fmt: skip
_CHOICES = {"level": LEVELS, "counting": COUNTING, "rates": RATES}  # the first is the default
_SWITCHES = {"remote": False, CITE_TT05: True}  # yes or no, and the default
_WORDS = {
    "counting": {"distinct": mark("a matter once"), "per-visit": mark("a matter at each visit")},
    "rates": {"rounded": mark("rounded"), "truncated": mark("cut off")},
}
_TRUTH = {"yes": True, "true": True, "1": True, "co": True, "no": False, "false": False, "0": False, "khong": False}
_SPANS = {"answer_within": "service", "triage_within": "triage"}  # what the desk promises, and where it stands
_LISTS = {"days_off": "off", "days_worked": "work"}
ALL = "all"  # bodies: the forms count the receptions of all of them
_SWAP = "="  # stands between the two days of a swap
EXPECTED = "expected"  # the units that are to deliver to this desk
_MOST = 366  # days in which an answer may be promised

Setting = Callable[[str], str]  # as in the register: JSON, "" where nothing was said


def value(key: str, setting: Setting) -> Any:
    """Tell what one of FACTS is now, as it is typed; days as a list."""
    if key in TEXTS or key in _BEGUN:
        return setting(key) or None
    if key in _CHOICES:
        return setting(key) or _CHOICES[key][0]
    if key in _SWITCHES:
        return setting(key) == "true" if setting(key) else _SWITCHES[key]
    if key in _SPANS:
        span = _read(setting, _SPANS[key])
        unit = "d" if span.get("unit") == "calendar" else "wd"
        return f"{span['days']}{unit}" if span else None
    if key == "transfers":
        return int(setting(key) or 0) or None
    if key == "report_days":
        return [f"{level}{_SWAP}{day}" for level, day in _read(setting, key).items()]
    if key == EXPECTED:
        return [one["unit"] for one in _read(setting, key) or ()]
    if key == "bodies":
        return _read(setting, "bodies") or [ALL]
    if key == "swaps":
        return [_SWAP.join(pair) for pair in law.practice.read_swaps(setting)]
    calendar = _read(setting, "calendar")
    return calendar.get("culture_day", True) if key == "culture_day" else calendar.get(_LISTS[key], [])


def configure(key: str, text: str | None, setting: Setting, today: date) -> list[Draft]:
    """Write one of FACTS as typed, or as it is by default (None); raises UsageFault."""
    if key in TEXTS:
        data: dict[str, Any] = {key: clean(text or "", _(TEXTS[key]), 200)}
        if key == "name" and not data[key]:
            raise UsageFault(_("A unit has a name."), _("Say `reception config {key} VALUE`.").format(key=key))
        if key == "public_url" and data[key] and not (data[key].startswith(_WEB) and "#" not in data[key]):
            raise _bad(key, data[key], "https://...")
    elif key in _CHOICES:
        data = {key: one_of(key, text or _CHOICES[key][0])}
    elif key in _SWITCHES:
        data = {key: _truth(key, text) if text else _SWITCHES[key]}
    elif key in _BEGUN:
        data = {key: read_day(text, today, _("the day")).isoformat() if text else ""}
    elif key in _SPANS:
        data = {_SPANS[key]: _span(key, text) if text else {}}
    elif key == "transfers":
        data = {key: _most(key, text) if text else 0}
    elif key == "report_days":
        data = {key: dict(_report_day(word) for word in (text or "").replace(",", " ").split())}
    elif key == EXPECTED:
        codes = list(dict.fromkeys((text or "").replace(",", " ").split()))
        for code in codes:
            numbers.require_unit(code)
        named = {one["unit"].casefold(): one for one in _read(setting, key) or ()}
        data = {key: [named.get(code.casefold(), {"unit": code}) for code in codes]}
    elif key == "bodies":
        words = (text or ALL).replace(",", " ").split()
        known = law.codes.load("body")
        data = {"bodies": [] if words == [ALL] else list(dict.fromkeys(known.find(word).code for word in words))}
    elif key == "swaps":
        data = {"swaps": [_swap(word, today) for word in (text or "").replace(",", " ").split()]}
    else:
        data = {"calendar": _calendar(key, text, _read(setting, "calendar"), today)}
    return [Draft("configured", "", data)]


def _read(setting: Setting, name: str) -> Any:
    stored = json.loads(setting(name) or "{}")
    return stored


def choices(key: str) -> dict[str, str]:
    """Name the values that one of FACTS can have, if it is one of few: code -> the reader's word."""
    if key == "level":
        names = law.codes.load("level").names()
        return {code: names[code] for code in LEVELS}
    return {code: _(word) for code, word in _WORDS.get(key, {}).items()}


def one_of(key: str, text: str) -> str:
    """Read a code or its word; of the levels also the usual abbreviations, and any other office is `other`."""
    named = {spelling: code for code, word in choices(key).items() for spelling in (code, fold(word))}
    if fold(text) in named:
        return named[fold(text)]
    if key == "level":
        with suppress(ReceptionError):
            found = law.codes.load("level").find(text).code
            return found if found in LEVELS else "other"
    raise _bad(key, text, ", ".join(f"{word} ({code})" for code, word in choices(key).items()))


def _truth(key: str, text: str) -> bool:
    if fold(text) not in _TRUTH:
        raise _bad(key, text, _("yes, no"))
    return _TRUTH[fold(text)]


def _span(key: str, text: str) -> dict[str, Any]:
    unit = "working" if text.endswith("wd") else "calendar"
    number = text.removesuffix("wd") if unit == "working" else text.removesuffix("d")
    if number == text or not (number.isascii() and number.isdigit()) or not 0 < int(number) <= _MOST:
        raise _bad(key, text, "15wd, 30d")
    return {"days": int(number), "unit": unit}


def _calendar(key: str, text: str | None, before: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Change one part of a desk's own calendar; the whole of it is written."""
    if key == "culture_day":
        return {**before, "culture_day": _truth(key, text or "yes")}
    days = {read_day(word, today, _("the day")).isoformat() for word in (text or "").replace(",", " ").split()}
    return {**before, _LISTS[key]: sorted(days)}


def _swap(text: str, today: date) -> dict[str, str]:
    """Read a swap, `day off=day worked for it`: a working day and a day off of the country's calendar."""
    off, sign, work = text.partition(_SWAP)
    if not sign:
        raise _bad("swaps", text, "23/11/2026=28/11/2026")
    days = {"off": read_day(off, today, _("the day off")), "work": read_day(work, today, _("the day worked"))}
    country = law.calendar.vietnam()
    for name, day in days.items():
        if country.is_working(day) != (name == "off"):
            told = _("{day} is off already: nothing is exchanged for it.")
            told = told if name == "off" else _("{day} is a working day already: it cannot be worked instead.")
            raise UsageFault(
                told.format(day=said_day(day)),
                _("Write the day off first, then the day worked for it: {example}").format(
                    example="reception config swaps 23/11/2026=28/11/2026"
                ),
            )
    return {name: day.isoformat() for name, day in days.items()}


def _most(key: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 100):
        raise _bad(key, text, "1-99")
    return int(text)


def _report_day(text: str) -> tuple[str, int]:
    """Read by which day of the last month of a period units of a level report, `commune=15`."""
    level, _sign, day = text.partition(_SWAP)
    if not (day.isascii() and day.isdigit() and 14 < int(day) <= 28):
        raise _bad("report_days", text, "commune=17 province=20 (15-28)")
    return law.codes.load("level").find(level).code, int(day)


def _bad(key: str, text: str, wanted: str) -> UsageFault:
    return UsageFault(
        _("'{text}' is no value of '{key}'.").format(text=text[:40], key=key),
        _("It takes: {wanted}.").format(wanted=wanted),
    )


# --- A desk's own words: sub-codes below the official ones, and the communes it knows.

CODE, COMMUNE = "code.", "commune."
_MARK = "I"  # nobody but the desk says so
_SIGNS = frozenset(".-")


def names(key: str) -> bool:
    """Whether a key of `config` names a sub-code (`code.field.land.road`) or a commune (`commune.bt`)."""
    return key.startswith((CODE, COMMUNE))


def with_own(official: CodeList, setting: Setting) -> CodeList:
    """Give a list with the desk's own sub-codes."""
    own = _read(setting, "codes").get(official.list_name, {})
    return official.with_codes(_code(official, code, naming) for code, naming in own.items()) if own else official


def commune(typed: str, setting: Setting) -> str:
    """Give the name of a commune that the desk knows by what was typed; anything else as it is."""
    own = _read(setting, "communes")
    wish = _bare(typed)
    return next((name for short, name in own.items() if wish in (_bare(short), _bare(name))), typed)


def communes(setting: Setting) -> list[str]:
    """List the communes that a desk knows."""
    return list(_read(setting, "communes").values())


def own_code(key: str, setting: Setting) -> Any:
    """Tell what a key means now; None where it means nothing."""
    if key.startswith(COMMUNE):
        return _read(setting, "communes").get(key.removeprefix(COMMUNE))
    list_name, code = _parts(key)
    naming = _read(setting, "codes").get(list_name, {}).get(code)
    return None if naming is None else " | ".join((naming["vi"], naming["en"], ", ".join(naming["short"])))


def configure_own_code(key: str, text: str | None, setting: Setting) -> list[Draft]:
    """Write a sub-code (`Vietnamese name | English name | abbreviation, ...`) or a commune; None forgets it."""
    return _commune(key, text, setting) if key.startswith(COMMUNE) else _sub_code(key, text, setting)


def _commune(key: str, text: str | None, setting: Setting) -> list[Draft]:
    known, short = _read(setting, "communes"), key.removeprefix(COMMUNE)
    if not _bare(short):
        raise UsageFault(_("'{key}' names no commune.").format(key=key[:40]), _("Example: {example}").format(
            example="reception config commune.binh-tu 'xã Bình Tú'"
        ))  # fmt: skip
    if text is None:
        known.pop(short, None)
    else:
        known[short] = clean(text, _("commune"))
    return [Draft("configured", "", {"communes": known})]


def _sub_code(key: str, text: str | None, setting: Setting) -> list[Draft]:
    list_name, code = _parts(key)
    official, own = law.codes.load(list_name), _read(setting, "codes")
    known = own.setdefault(list_name, {})
    if text is None:
        known.pop(code, None)
    else:
        vi, en, short = ([*(part.strip() for part in text.split("|")), "", ""])[:3]
        vi = clean(vi, _("name"))
        naming = {"vi": vi, "en": clean(en, _("name")) or vi, "short": _shorts(short)}
        others = [_code(official, one, known[one]) for one in known if one != code]
        official.with_codes([*others, _code(official, code, naming)])  # raises where it is spelt like another
        known[code] = naming
    return [Draft("configured", "", {"codes": own})]


def _parts(key: str) -> tuple[str, str]:
    list_name, _dot, code = key.removeprefix(CODE).partition(".")
    plain = code.isascii() and code == code.lower() and all(sign.isalnum() or sign in _SIGNS for sign in code)
    try:
        law.codes.load(list_name)
    except (ReceptionError, OSError):
        plain = False
    if not plain or "." not in code:
        raise UsageFault(
            _("'{key}' names no sub-code: it lies below an official one.").format(key=key[:60]),
            _("Example: {example}").format(
                example="reception config code.field.land.road 'đường liên xã | inter-commune road | dlx'"
            ),
        )
    return list_name, code


def _code(official: CodeList, code: str, naming: dict[str, Any]) -> Code:
    source = _("of this desk")
    parent = code.rpartition(".")[0]
    kinds = official[parent].generations if parent in official else ()
    short = tuple(naming["short"])
    return law.codes.Code(code, naming["vi"], naming["en"], short, source=source, mark=_MARK, generations=kinds)


def _shorts(text: str) -> list[str]:
    return [clean(part, _("abbreviation")) for part in text.split(",") if part.strip()]


def _bare(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())


# --- The kinds.

def _open(value: Schema) -> Field:
    """Make a field for an object whose keys are the desk's own."""
    return Field({"type": "object", "additionalProperties": value})


_NAMES = Field(closed({"vi": TEXT.needed, "en": TEXT.needed, "short": several(TEXT, unique=False).needed}))
_UNIT = closed(
    {
        "name": Field({"type": "string", "minLength": 1}).needed,
        "level": Field({"enum": ["country", "province", "district", "commune", "office", "other"]}).needed,
        "parent": TEXT, "from": DAY, "to": DAY, "successor": several(TEXT),
    }
)  # fmt: skip
_UNITS: Schema = {
    "description": "a unit of the tree, one row for each time in which it was so; no row: no such unit",
    "type": "array", "items": _UNIT,
}  # fmt: skip
_SPAN = Field(closed({"days": COUNT, "unit": Field({"enum": ["working", "calendar"]})}))
KINDS = (
    Kind(
        mark("configured"), "desk",
        {
            "unit": TEXT, "name": TEXT, "register": TEXT,
            **{name: TEXT._replace(since=2) for name in TEXTS if name != "name"},
            "level": Field({"enum": list(LEVELS)}),
            "counting": Field({"enum": list(COUNTING)}), "remote": BOOL,
            "rates": Field({"enum": list(RATES)})._replace(since=2),
            "bodies": several(coded("body"))._replace(since=2),  # whose receptions the forms count; none: of all
            "calendar": Field(closed({"off": several(DAY), "work": several(DAY), "culture_day": BOOL})),
            "swaps": several(Field(closed({"off": DAY.needed, "work": DAY.needed})))._replace(since=2),
            "transfers": TOTAL._replace(since=2),  # how often a matter may be transferred; 0: no cap
            "report_days": _open({"type": "integer", "minimum": 1, "maximum": 28})._replace(since=2),  # level -> day
            # the units that are to deliver here, each with its name, up to which day and by when, where that was said
            EXPECTED: several(Field(closed({"unit": TEXT.needed, "name": TEXT, "to": DAY, "due": DAY})))._replace(
                since=2
            ),
            "service": _SPAN, "triage": _SPAN._replace(since=2),
            **dict.fromkeys(
                _BEGUN, Field({"type": "string", "pattern": f"({MOMENT.schema['pattern']})|^$"})._replace(since=2)
            ),
            CITE_TT05: BOOL._replace(since=2),
            "codes": _open({"type": "object", "additionalProperties": _NAMES.schema}),  # list -> code -> its names
            "communes": _open(TEXT.schema),  # abbreviation -> name
            "trusted": _open(TEXT.schema),  # unit -> public key
            # public age keys to which private values of denunciations are encrypted; none: they are not
            "encrypt": several(Field({"type": "string", "pattern": "^age1[02-9ac-hj-np-z]{58}$"}))._replace(since=2),
            "format": COUNT,  # the lowest that knows every kind and fact from here on; not written where it is 1
        },
        ("secret",), mark("configured"), mark("desk configured"), undo="passed", patterns={r"^unit\.": _UNITS},
        fixed=frozenset({"secret"}),
    ),
    Kind(
        mark("sealed"), "desk",
        {
            "to": DAY.needed,
            "figures": Field(closed(dict.fromkeys(("visits", "people", "incidents", "groups"), TOTAL.needed))).needed,
        },
        (), mark("sealed"), undo="passed",
    ),
)  # fmt: skip
