"""`reception config`: show and set habits; what changes a figure is an entry, never a habit."""

import json
import os
from collections.abc import Callable
from typing import Any

import click

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.entry import Draft
from reception_cli.model.errors import NotFound, Unwritable, UsageFault
from reception_cli.model.words import _, why
from reception_cli.render import aside
from reception_cli.reports import habits
from reception_cli.reports.table import Table
from reception_cli.rules import configuring, naming
from reception_cli.store.book import Book

FILE = "config.toml"


def _dry_run() -> list[click.Option]:
    return [option for option in options.writing() if option.name == "dry_run"]


@options.verb(
    _("Show the habits of this desk, or set one; --own is for you alone."),
    ("reception config", "reception config lang vi"),
    _dry_run,
    columns=lambda _desk, _given: habits.columns(),
)
@click.argument("key", required=False, metavar="[KEY]")
@click.argument("value", required=False, metavar="[VALUE]")
@click.option("--own", is_flag=True, help=_("In your own configuration, not in the desk's."))
@click.option("--unset", is_flag=True, help=_("Forget KEY."))
@click.pass_obj
def command(desk: Desk, key: str | None, value: str | None, own: bool, unset: bool) -> Table:
    """List, show, set or forget."""
    if key is not None and (key in configuring.FACTS or naming.names(key)):
        return _fact(desk, key, value, unset, own)
    if key is None or (value is None and not unset):
        if unset:
            raise UsageFault(_("Missing: the habit to forget."), _("Say `reception config --unset KEY`."))
        return _table(desk, habits.known(key, own=True) if key else "")
    if unset and value is not None:
        raise UsageFault(_("--unset takes no value."), _("Say `reception config --unset KEY`."))
    habits.known(key, own or unset)
    new = None if unset or value is None else habits.read(key, value, _code(desk))
    write(desk, key, new, own)
    return _told(desk, key, new, own)


def _fact(desk: Desk, key: str, text: str | None, unset: bool, own: bool) -> Table:
    """Show or record what the desk is: an entry of the register, since it moves figures or due days."""
    if own or (unset and text is not None):
        told = _("'{key}' is recorded in the register of the desk.").format(key=key)
        raise UsageFault(told, _("Say `reception config {key} VALUE`.").format(key=key))
    named = naming.names(key)
    value = naming.value if named else configuring.value
    now = value(key, desk.book.setting)
    if text is None and not unset:
        return habits.table([("register", {key: now})], {}, key)
    def decide(book: Book) -> list[Draft]:
        if named:
            return naming.configure(key, text, book.setting)
        return configuring.configure(key, text, book.setting, desk.today)

    entries = desk.record("config", decide)
    name, data = next(iter(entries[0]["data"].items()))
    new = value(key, lambda wish: _stored(data) if wish == name else "")
    said = _("{key} would be {value}.") if desk.settings.dry_run else _("{key} is {value}.")
    table = habits.table([("register", {key: new})], {}, key)
    return table._replace(said=(said.format(key=key, value=json.dumps(new, ensure_ascii=False).strip('"')),))


def _stored(data: Any) -> str:
    return data if isinstance(data, str) else json.dumps(data)


def _code(desk: Desk) -> Callable[[str, str], str]:
    return lambda list_name, word: str(desk.codes(list_name).find(word).code)


def _table(desk: Desk, key: str) -> Table:
    said = desk.settings
    defaults = {
        "lang": said.language, "user": said.user, "identity": "terminal", "network": False,
        "session": "regular", "host": None, "lock_timeout": said.timeout, "desk": desk.folder.path,
    }  # fmt: skip
    return habits.table(said.habits, defaults, key)


def _told(desk: Desk, key: str, value: habits.Habit | None, own: bool) -> Table:
    where = "own" if own else "desk"
    table = habits.table([(where, {key: value})], {}, key)
    dry = desk.settings.dry_run
    if value is None:
        said = _("{key} would be forgotten.") if dry else _("{key} is forgotten.")
    else:
        said = _("{key} would be {value}.") if dry else _("{key} is {value}.")
    shown = str(value).lower() if isinstance(value, bool) else value
    return table._replace(said=(said.format(key=key, value=shown),))


def write(desk: Desk, key: str, value: habits.Habit | None, own: bool) -> None:
    """Put the file in place whole, for its owner only."""
    folder = desk.settings.own if own else desk.folder.path
    if not own and not desk.folder.exists():
        raise NotFound(
            _("There is no desk in '{folder}'.").format(folder=folder),
            _("Run `reception init` first, or add --own."),
        )
    text = habits.written(_read(os.path.join(folder, FILE)), key, value)
    if desk.settings.dry_run:
        return
    if own:
        _make(folder)
    aside.replace(os.path.join(folder, FILE), [text.encode()])
    desk.did(key)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def _make(folder: str) -> None:
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
    except OSError as fault:
        raise Unwritable(_("Your own configuration cannot be written: {reason}.").format(reason=why(fault))) from fault
