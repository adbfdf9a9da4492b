"""The habits of a desk and of a clerk: which there are, what holds now and who said so."""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import nearest
from reception_cli.domain.words import LANGUAGES, _
from reception_cli.ledger.files import parse_toml
from reception_cli.reporting.table import Column, Table

Habit = str | bool | float | int
Layers = Iterable[tuple[str, Mapping[str, Any]]]

KEYS = ("lang", "user", "identity", "network", "session", "host", "lock_timeout", "backup", "keep", "desk")
OWN = frozenset({"desk"})  # where the desk is cannot be said at the desk
_CHOICES = {"lang": LANGUAGES, "identity": ("terminal", "logged", "never")}
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def table(layers: Layers, defaults: Mapping[str, Any], only: str = "") -> Table:
    """List every habit with its value and where it was said: flag, environment, desk, own or default."""
    rows = [_row(key, layers, defaults) for key in ([only] if only else KEYS)]
    return Table("config", columns(), rows, number="value")


def columns() -> tuple[Column, ...]:
    """Give the columns of habits."""
    said = {"flag": _("flag"), "environment": _("environment"), "desk": _("the desk"), "own": _("your own")}
    said |= {"default": _("default"), "register": _("the register")}
    return Column("key", _("Habit")), Column("value", _("Value")), Column("from", _("Said by"), labels=said)


def _row(key: str, layers: Layers, defaults: Mapping[str, Any]) -> dict[str, Any]:
    for where, habits in layers:
        if key in habits:
            return {"key": key, "value": habits[key], "from": where}
    return {"key": key, "value": defaults.get(key), "from": "default"}


def known(key: str, own: bool) -> str:
    """Let a key through that exists and that this configuration may hold; raises UsageFault."""
    if key not in KEYS:
        near = nearest(key, KEYS) or KEYS
        raise UsageFault(
            _("There is no habit '{key}'.").format(key=key[:40]),
            _("Did you mean: {near}?").format(near=", ".join(near)),
        )
    if key in OWN and not own:
        raise UsageFault(_("'{key}' belongs into your own configuration.").format(key=key), _("Add --own."))
    return key


def read(key: str, text: str, code: Callable[[str, str], str]) -> Habit:
    """Turn what was typed into the value of a habit; `code(list, word)` finds a code. Raises UsageFault."""
    if key in _CHOICES and text not in _CHOICES[key]:
        raise _bad(key, text, ", ".join(_CHOICES[key]))
    if key == "network":
        return _truth(text)
    if key == "lock_timeout":
        return _seconds(text)
    if key in ("session", "host"):
        return code(key, text)
    if not text.strip() or not text.isprintable():
        raise _bad(key, text, _("plain text"))
    return os.path.abspath(text) if key == "desk" else text.strip()


def _truth(text: str) -> bool:
    if text.lower() not in _TRUTH:
        raise _bad("network", text, "true, false")
    return _TRUTH[text.lower()]


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 3600:
        raise _bad("lock_timeout", text, _("seconds from 0 to 3600"))
    return int(seconds) if seconds.is_integer() else seconds


def _bad(key: str, text: str, wanted: str) -> UsageFault:
    return UsageFault(
        _("'{text}' is no value of '{key}'.").format(text=text[:40], key=key),
        _("It takes: {wanted}.").format(wanted=wanted),
    )


def written(text: str, key: str, value: Habit | None) -> str:
    """Give the text of a configuration with one habit set (None: left out); every other line stays as it is.

    Raises UsageFault where that cannot be done line by line.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines()
    top = next((i for i, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    own = re.compile(rf"\s*(?:{key}|\"{key}\"|'{key}')\s*=")
    place = next((i for i, line in enumerate(lines[:top]) if own.match(line)), None)
    new = [] if value is None else [f"{key} = {json.dumps(value, ensure_ascii=False)}"]
    lines[top if place is None else place : top if place is None else place + 1] = new
    changed = "".join(line + newline for line in lines)
    before = {k: v for k, v in parse_toml(text).items() if k != key}
    if _values(changed) != {**before, **({} if value is None else {key: value})}:
        raise UsageFault(
            _("'{key}' cannot be changed in this configuration without touching other lines.").format(key=key),
            _("Change it in a text editor."),
        )
    return changed


def _values(text: str) -> dict[str, Any] | None:
    try:
        return parse_toml(text)
    except ValueError:
        return None
