"""The habits of a desk and of a clerk: which there are, what holds now and who said so."""

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold, nearest
from reception_cli.domain.words import LANGUAGES, _, mark
from reception_cli.events import configuration
from reception_cli.ledger.files import parse_toml
from reception_cli.reporting.table import Column, Note, Table

Habit = str | bool | float | int
Layers = Iterable[tuple[str, Mapping[str, Any]]]

KEYS = ("lang", "user", "identity", "network", "session", "host", "lock_timeout", "backup", "keep", "desk")
MEANINGS = {  # what each one means, as `config` lists them; an example where the value does not tell enough
    "name": (mark("name of the unit, on the register and the report forms"), "Ban Tiếp công dân xã Bình Trung"),
    "superior": (mark("superior body, above the name of the unit on the sheets"), "UBND thành phố Đà Nẵng"),
    "place": (mark("place, before the day on the sheets"), "Bình Trung"),
    "address": (mark("address of the unit, on its papers"), "12 Tiểu La, xã Bình Trung"),
    "phone": (mark("telephone of the unit, on its papers"), "0235 3874 123"),
    "symbol": (mark("symbol of the unit, behind the number of a paper"), "UBND"),
    "officer": (mark("who receives and signs slips"), "Trần Thị Lan"),
    "officer_title": (mark("title of who receives"), "Công chức tiếp công dân"),
    "public_url": (mark("address of the public page: slips carry it as a QR code"), "https://tcd.binhtrung.example"),
    "papers_from": (mark("since when papers are issued here, and owed"), "1/12/2026"),
    "entered_from": (mark("since when receptions and matters are entered in the national database"), "1/7/2026"),
    "cite_tt05": (mark("papers cite Circular 05/2021/TT-TTCP"), ""),
    "hours": (mark("reception hours, at the head of the morning"), "7h30-11h30, 13h30-17h00"),
    "signer": (mark("who signs the report forms"), "Nguyễn Văn Hùng"),
    "signer_title": (mark("title of who signs"), "CHỦ TỊCH"),
    "signer_authority": (mark("authority by which is signed: TM., KT., TL."), "TM. ỦY BAN NHÂN DÂN"),
    "level": (mark("level of the unit: due days and duties follow it"), "xã"),
    "remote": (mark("a remote area: some terms are longer"), ""),
    "culture_day": (mark("24 November is a day off"), ""),
    "days_off": (mark("days off of this desk alone"), "2/1/2027"),
    "days_worked": (mark("days off that are worked here"), "9/1/2027"),
    "swaps": (mark("a day off exchanged for a day worked"), "23/11/2026=28/11/2026"),
    "answer_within": (mark("within how many days recommendations are answered; wd: working days"), "15wd"),
    "triage_within": (mark("within how many days what comes by post is sorted; wd: working days"), "3wd"),
    "transfers": (mark("how often a matter may be transferred; a warning comes at the second time in any case"), "2"),
    "bodies": (mark("whose receptions the report forms count; all: of every body"), "committee council"),
    "report_days": (mark("day of the month by which a unit of a level reports"), "xã=17 tỉnh=20"),
    "expected": (mark("units that are to deliver here; with names and days: `consolidate --expect`"), "BT BN BP"),
    "counting": (mark("how often a matter of several visits counts in figures"), ""),
    "rates": (mark("how percentages are cut to two decimals"), ""),
    "lang": (mark("language: vi, en"), "vi"),
    "user": (mark("name of the clerk who records"), "Trần Thị Lan"),
    "identity": (mark("names on the screen: terminal shows them, logged records each reading, never hides them"), ""),
    "network": (mark("allow a register on a network drive"), ""),
    "session": (mark("session of a reception where nobody says otherwise"), ""),
    "host": (mark("who receives where nobody says otherwise"), ""),
    "lock_timeout": (mark("seconds to wait while somebody else records"), "10"),
    "backup": (mark("folder for backups"), "D:\\sao-luu"),
    "keep": (mark("which backups are kept: days, weeks, months, years"), "7d,4w,12m,3y"),
    "desk": (mark("folder of the register; with --own, for you alone"), ""),
    "encrypt": (mark("encrypt the names and texts of denunciations"), ""),
    "commune.": (mark("a commune that the desk knows by a short name"), "commune.bt 'xã Bình Trung'"),
    "code.": (mark("a code of your own below an official one"), "code.field.land.road 'đường liên xã'"),
}  # fmt: skip
_IDENTITY = {"terminal": mark("names are shown"), "logged": mark("shown and recorded"), "never": mark("not shown")}
OWN = frozenset({"desk"})  # where the desk is cannot be said at the desk
_CHOICES = {"lang": LANGUAGES, "identity": ("terminal", "logged", "never")}
_TRUTH = {"true": True, "yes": True, "1": True, "co": True, "false": False, "no": False, "0": False, "khong": False}


def table(layers: Layers, defaults: Mapping[str, Any], only: str = "") -> Table:
    """List every habit with its value and where it was said: flag, environment, desk, own or default."""
    rows = [_row(key, layers, defaults) for key in ([only] if only else KEYS)]
    return Table("config", columns(), rows, number="value")


def listed(habits: Table, facts: Mapping[str, Any], codes: Callable[[str], Mapping[str, str]]) -> Table:
    """Add what is recorded in the register to the habits; people read each with its value and what it means."""
    rows = [*habits.rows, *({"key": key, "value": value, "from": "register"} for key, value in facts.items())]
    values = {row["key"]: row["value"] for row in rows}
    told = [
        {
            "key": key + (_("NAME") if key.endswith(".") else ""), "value": words(key, values.get(key), codes),
            "meaning": _(meaning) + (_("; such as {example}").format(example=example) if example else ""),
        }
        for key, (meaning, example) in MEANINGS.items()
    ]  # fmt: skip
    shape = (Column("key", _("Setting")), Column("value", _("Value")), Column("meaning", _("Meaning"), wide=True))
    hint = Note("config", _("Set one with `reception config SETTING VALUE`; --unset forgets it."))
    screen = Table("config", shape, told, title=_("What can be set"), notes=(hint,))
    return habits._replace(rows=rows, screen=screen)


def words(key: str, value: Any, codes: Callable[[str], Mapping[str, str]]) -> str:
    """Write the value of a setting as people read it; `codes(list)` names the codes of a list."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _("all") if value == [configuration.ALL] else ", ".join(value)
    if isinstance(value, float):
        return f"{value:g}"
    if key == "identity":
        return _(_IDENTITY.get(str(value), "")) or str(value)
    if key == "encrypt":
        return _("no") if value in (None, "no") else _("yes")
    if key in ("session", "host") and value:
        return codes(key).get(str(value), str(value))
    return configuration.choices(key).get(str(value), "" if value is None else str(value))


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
        near = nearest(key, (*KEYS, *configuration.FACTS)) or ("`reception config`",)
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
    if fold(text) not in _TRUTH:
        raise _bad("network", text, _("yes, no"))
    return _TRUTH[fold(text)]


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
