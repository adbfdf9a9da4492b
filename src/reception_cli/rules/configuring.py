"""What a desk is, as entries of its register: it moves due days or duties, so it is no habit. Pure."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from reception_cli.model.dates import read_day
from reception_cli.model.entry import Draft
from reception_cli.model.errors import UsageFault
from reception_cli.model.text import fold
from reception_cli.model.words import _

LEVELS = ("commune", "district", "province", "other")
COUNTING = ("distinct", "per-visit")
FACTS = ("level", "remote", "culture_day", "days_off", "days_worked", "answer_within", "counting")
_CHOICES = {"level": LEVELS, "counting": COUNTING}  # the first is the default
_TRUTH = {"yes": True, "true": True, "1": True, "co": True, "no": False, "false": False, "0": False, "khong": False}
_LISTS = {"days_off": "off", "days_worked": "work"}
_MOST = 366  # days in which an answer may be promised

Setting = Callable[[str], str]  # as in the register: JSON, "" where nothing was said


def value(key: str, setting: Setting) -> Any:
    """Tell what one of FACTS is now, as it is typed; days as a list."""
    if key in _CHOICES:
        return setting(key) or _CHOICES[key][0]
    if key == "remote":
        return setting("remote") == "true"
    if key == "answer_within":
        service = _read(setting, "service")
        unit = "d" if service.get("unit") == "calendar" else "wd"
        return f"{service['days']}{unit}" if service else None
    calendar = _read(setting, "calendar")
    return calendar.get("culture_day", True) if key == "culture_day" else calendar.get(_LISTS[key], [])


def configure(key: str, text: str | None, setting: Setting, today: date) -> list[Draft]:
    """Write one of FACTS as typed, or as it is by default (None); raises UsageFault."""
    if key in _CHOICES:
        data: dict[str, Any] = {key: _one_of(key, text or _CHOICES[key][0])}
    elif key == "remote":
        data = {"remote": _truth(key, text or "no")}
    elif key == "answer_within":
        data = {"service": _span(text) if text else {}}
    else:
        data = {"calendar": _calendar(key, text, _read(setting, "calendar"), today)}
    return [Draft("configured", "", data)]


def _read(setting: Setting, name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(setting(name) or "{}")
    return told


def _one_of(key: str, text: str) -> str:
    if text not in _CHOICES[key]:
        raise _bad(key, text, ", ".join(_CHOICES[key]))
    return text


def _truth(key: str, text: str) -> bool:
    if fold(text) not in _TRUTH:
        raise _bad(key, text, "yes, no")
    return _TRUTH[fold(text)]


def _span(text: str) -> dict[str, Any]:
    unit = "working" if text.endswith("wd") else "calendar"
    number = text.removesuffix("wd") if unit == "working" else text.removesuffix("d")
    if number == text or not (number.isascii() and number.isdigit()) or not 0 < int(number) <= _MOST:
        raise _bad("answer_within", text, "15wd, 30d")
    return {"days": int(number), "unit": unit}


def _calendar(key: str, text: str | None, before: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Change one part of a desk's own calendar; the whole of it is written."""
    if key == "culture_day":
        return {**before, "culture_day": _truth(key, text or "yes")}
    days = {read_day(word, today, _("the day")).isoformat() for word in (text or "").replace(",", " ").split()}
    return {**before, _LISTS[key]: sorted(days)}


def _bad(key: str, text: str, wanted: str) -> UsageFault:
    return UsageFault(
        _("'{text}' is no value of '{key}'.").format(text=text[:40], key=key),
        _("It takes: {wanted}.").format(wanted=wanted),
    )
