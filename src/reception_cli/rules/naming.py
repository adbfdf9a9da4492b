"""A desk's own words: sub-codes below the official ones, and the communes it knows. Pure; kept as `configured`."""

import json
from collections.abc import Callable
from typing import Any

from reception_cli.model.entry import Draft
from reception_cli.model.errors import ReceptionError, UsageFault
from reception_cli.model.text import clean, fold
from reception_cli.model.words import _
from reception_cli.rules import codes
from reception_cli.rules.codes import Code, CodeList

CODE, COMMUNE = "code.", "commune."
_MARK = "I"  # nobody but the desk says so
_SIGNS = frozenset(".-")

Setting = Callable[[str], str]


def names(key: str) -> bool:
    """Whether a key of `config` names a sub-code (`code.field.land.road`) or a commune (`commune.bt`)."""
    return key.startswith((CODE, COMMUNE))


def with_own(found: CodeList, setting: Setting) -> CodeList:
    """Give a list with the desk's own sub-codes."""
    own = _read(setting, "codes").get(found.list_name, {})
    return found.with_codes(_code(found, code, told) for code, told in own.items()) if own else found


def commune(typed: str, setting: Setting) -> str:
    """Give the name of a commune that the desk knows by what was typed; anything else as it is."""
    own = _read(setting, "communes")
    wish = _bare(typed)
    return next((name for short, name in own.items() if wish in (_bare(short), _bare(name))), typed)


def value(key: str, setting: Setting) -> Any:
    """Tell what a key means now; None where it means nothing."""
    if key.startswith(COMMUNE):
        return _read(setting, "communes").get(key.removeprefix(COMMUNE))
    list_name, code = _parts(key)
    told = _read(setting, "codes").get(list_name, {}).get(code)
    return None if told is None else " | ".join((told["vi"], told["en"], ", ".join(told["short"])))


def configure(key: str, text: str | None, setting: Setting) -> list[Draft]:
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
    found, own = codes.load(list_name), _read(setting, "codes")
    known = own.setdefault(list_name, {})
    if text is None:
        known.pop(code, None)
    else:
        vi, en, short = ([*(part.strip() for part in text.split("|")), "", ""])[:3]
        told = {"vi": clean(vi, _("name")), "en": clean(en, _("name")) or clean(vi, _("name")), "short": _shorts(short)}
        others = [_code(found, one, known[one]) for one in known if one != code]
        found.with_codes([*others, _code(found, code, told)])  # raises where it is spelt like another
        known[code] = told
    return [Draft("configured", "", {"codes": own})]


def _parts(key: str) -> tuple[str, str]:
    list_name, _dot, code = key.removeprefix(CODE).partition(".")
    plain = code.isascii() and code == code.lower() and all(sign.isalnum() or sign in _SIGNS for sign in code)
    try:
        codes.load(list_name)
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


def _code(found: CodeList, code: str, told: dict[str, Any]) -> Code:
    source = _("of this desk")
    parent = code.rpartition(".")[0]
    kinds = found[parent].generations if parent in found else ()
    return Code(code, told["vi"], told["en"], tuple(told["short"]), source=source, mark=_MARK, generations=kinds)


def _shorts(text: str) -> list[str]:
    return [clean(part, _("abbreviation")) for part in text.split(",") if part.strip()]


def _bare(text: str) -> str:
    return "".join(sign for sign in fold(text) if sign.isalnum())


def _read(setting: Setting, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(setting(name) or "{}")
    return told
