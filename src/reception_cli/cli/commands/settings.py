"""Setting up: the desk itself, its habits and recorded facts, and what a shell completes."""

import json
import os
from collections.abc import Callable, Sequence
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.app.environment import CONFIG, read_config
from reception_cli.cli import options
from reception_cli.cli.commands import encryption
from reception_cli.domain import numbers
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import NotFound, Refused, Unwritable, UsageFault
from reception_cli.domain.text import clean
from reception_cli.domain.words import _, why
from reception_cli.events import configuration
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger import files
from reception_cli.reporting import settings
from reception_cli.reporting.table import Column, Table

# --- show and set habits; what changes a figure is an entry, never a habit.

@options.verb(
    _("Show the habits of this desk, or set one; --own is for you alone."),
    ("reception config", "reception config lang vi", "reception config encrypt denunciations --recovery-key"),
    options.dry_run,
    columns=lambda _desk, _given: settings.columns(),
)
@click.argument("key", required=False, metavar="[KEY]", type=options.Word("habits"))
@click.argument("value", required=False, metavar="[VALUE]")
@click.option("--own", is_flag=True, help=_("In your own configuration, not in the desk's."))
@click.option("--unset", is_flag=True, help=_("Forget KEY."))
@click.option(
    "--recipient", metavar="KEY", type=options.File(),
    help=_("With `encrypt denunciations`: the public key of another office that shall be able to read them."),
)
@click.option(
    "--recovery-key", "recovery", is_flag=True,
    help=_("With `encrypt denunciations`: print a second key, once, for the day on which this machine is dead."),
)
@options.key_file
@click.pass_obj
def config(
    desk: Desk, key: str | None, value: str | None, own: bool, unset: bool, recipient: str | None, recovery: bool,
    key_file: str | None,
) -> Table:  # fmt: skip
    """List, show, set or forget."""
    if key is not None and key.replace("-", "_") in configuration.FACTS:
        key = key.replace("-", "_")
    if key == encryption.KEY and not own:
        return encryption.config(desk, value, unset, recipient, recovery, key_file)
    if recipient or recovery or key_file:
        raise UsageFault(
            _("--recipient, --recovery-key and --key-file belong to `reception config encrypt denunciations`.")
        )
    if key == encryption.KEY:
        raise _recorded_at_the_desk(key)
    if key is not None and (key in configuration.FACTS or configuration.names(key)):
        return _fact(desk, key, value, unset, own)
    if key is None or (value is None and not unset):
        if unset:
            raise UsageFault(_("Missing: the habit to forget."), _("Say `reception config --unset KEY`."))
        return _table(desk, settings.known(key, own=True)) if key else _everything(desk)
    if unset and value is not None:
        raise UsageFault(_("--unset takes no value."), _("Say `reception config --unset KEY`."))
    settings.known(key, own or unset)
    new = None if unset or value is None else settings.read(key, value, _code(desk))
    write(desk, key, new, own)
    return _told(desk, key, new, own)


def _fact(desk: Desk, key: str, text: str | None, unset: bool, own: bool) -> Table:
    """Show or record what the desk is: an entry of the register, since it moves figures or due days."""
    if own or (unset and text is not None):
        raise _recorded_at_the_desk(key)
    named = configuration.names(key)
    value = configuration.own_code if named else configuration.value
    now = value(key, desk.book.setting)
    if text is None and not unset:
        return _worded(desk, settings.table([("register", {key: now})], {}, key))

    def decide(book: RegisterView) -> list[Draft]:
        if named:
            return configuration.configure_own_code(key, text, book.setting)
        return configuration.configure(key, text, book.setting, desk.today)

    entries = desk.record("config", decide)
    name, data = next(iter(entries[0]["data"].items()))
    new = value(key, lambda wish: _stored(data) if wish == name else "")
    sentence = _("{key} would be {value}.") if desk.settings.dry_run else _("{key} is {value}.")
    table = settings.table([("register", {key: new})], {}, key)
    return table._replace(said=(sentence.format(key=key, value=settings.words(key, new, desk.names)),))


def _recorded_at_the_desk(key: str) -> UsageFault:
    return UsageFault(
        _("'{key}' is recorded in the register of the desk.").format(key=key),
        _("Say `reception config {key} VALUE`.").format(key=key),
    )


def _everything(desk: Desk) -> Table:
    """List all that can be set, with what it means."""
    facts: dict[str, Any] = {}
    if desk.folder.exists():
        facts = {key: configuration.value(key, desk.book.setting) for key in configuration.FACTS}
        facts[encryption.KEY] = encryption.WHAT if desk.book.setting(encryption.KEY) else encryption.NONE
    return settings.listed(_table(desk, ""), facts, desk.names)


def _worded(desk: Desk, table: Table) -> Table:
    """Let people read a setting in words, with what it means."""
    (row,) = table.rows
    meaning, example = settings.MEANINGS.get(row["key"], ("", ""))
    now = settings.words(row["key"], row["value"], desk.names) or _("(nothing yet)")
    said = [f"{row['key']}: {now}"]
    said += ["    " + _(meaning)] if meaning else []
    if example:
        said.append("    " + _("Example: {example}").format(example=f"reception config {row['key']} '{example}'"))
    return table._replace(rows=[row], said=tuple(said))


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
    table = settings.table(said.habits, defaults, key)
    return _worded(desk, table) if key else table


def _told(desk: Desk, key: str, value: settings.Habit | None, own: bool) -> Table:
    where = "own" if own else "desk"
    table = settings.table([(where, {key: value})], {}, key)
    dry = desk.settings.dry_run
    if value is None:
        sentence = _("{key} would be forgotten.") if dry else _("{key} is forgotten.")
    else:
        sentence = _("{key} would be {value}.") if dry else _("{key} is {value}.")
    return table._replace(said=(sentence.format(key=key, value=settings.words(key, value, desk.names)),))


def write(desk: Desk, key: str, value: settings.Habit | None, own: bool) -> None:
    """Put the file in place whole, for its owner only."""
    folder = desk.settings.own if own else desk.folder.path
    if not own and not desk.folder.exists():
        raise NotFound(
            _("There is no desk in '{folder}'.").format(folder=folder),
            _("Run `reception init` first, or add --own."),
        )
    if read_config(folder).fault:
        raise UsageFault(_("A configuration that cannot be read is not written over."), _("Mend it first."))
    text = settings.written(_read(os.path.join(folder, CONFIG)), key, value)
    if desk.settings.dry_run:
        return
    if own:
        _make(folder)
    files.replace(os.path.join(folder, CONFIG), [text.encode()])
    desk.did(key)


def _read(path: str) -> str:
    try:
        return files.text(path, files.MOST_TOML)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as fault:
        raise files.unreadable(path, fault) from fault


def _make(folder: str) -> None:
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
    except OSError as fault:
        raise Unwritable(_("Your own configuration cannot be written: {reason}.").format(reason=why(fault))) from fault


# --- make a desk.

@options.verb(
    _("Make a desk: a folder with an empty register."),
    ("reception init --unit TB --name 'Ban Tiếp công dân huyện Thăng Bình'", "reception --db ./desk init"),
    options.writing,
    columns=lambda _desk, _given: columns(),
)
@click.option("--unit", metavar="CODE", help=_("Code of the unit: letters, digits, - and . (without one: DESK)"))
@click.option("--name", metavar="NAME", help=_("Name of the unit; by default its code."))
@click.pass_obj
def init(desk: Desk, unit: str | None, name: str | None) -> Table:
    """Make the folder and write the first entries; on a terminal what is not given is asked for."""
    language = dict(desk.settings.habits)["flag"].get("lang")
    if not desk.settings.interactive or desk.settings.yes:
        answer = begin(desk, unit or "DESK", name or unit or "DESK")
        if language and not desk.settings.dry_run:
            write(desk, "lang", language, own=False)
        return answer
    from reception_cli.cli.commands import first_setup  # scripts are not asked

    if desk.folder.exists():
        raise _exists(desk)
    asked = first_setup.ask(desk, {name: value for name, value in (("unit", unit), ("name", name)) if value})
    if asked is None:
        raise UsageFault(_("Nothing was recorded."))
    facts = [
        draft for key in configuration.FACTS if key != "name" and asked.get(key)
        for draft in configuration.configure(key, asked[key], lambda _key: "", desk.today)
    ]  # fmt: skip
    answer = begin(desk, asked["unit"], asked["name"], facts)
    habits = (("lang", language or desk.settings.language, False), ("backup", asked["backup"], False),
              ("user", asked["user"], True))  # fmt: skip
    for key, value, own in habits:
        if value:
            write(desk, key, value, own)
    said = (
        *answer.said, _("All of this can be changed: `reception config`."),
        _("Now: `reception add` records a visit, `reception import FILE` takes an Excel register in, `reception` is"
          " the morning."),
    )  # fmt: skip
    return answer._replace(said=said)


def _exists(desk: Desk) -> Refused:
    return Refused(_("There is a register in '{folder}' already.").format(folder=desk.folder.path))


def begin(desk: Desk, unit: str, name: str, facts: Sequence[Draft] = ()) -> Table:
    """Make the desk with what is known of it; raises Refused where there is a register already."""
    numbers.require_unit(unit)
    name = clean(name, _("name of the unit")) or unit
    if desk.folder.exists():
        raise _exists(desk)
    secret = os.urandom(16).hex()
    data = {"unit": unit, "name": name, "register": os.urandom(8).hex()}
    if not desk.settings.dry_run:
        desk.begin([Draft("configured", "", data, {"secret": secret}), *facts])
    desk.unit = unit
    row = {"unit": unit, "name": name, "folder": desk.folder.path}
    dry = _("The desk {name} would be made in {folder}.")
    sentence = (dry if desk.settings.dry_run else _("The desk {name} is ready in {folder}.")).format(**row)
    return Table("init", columns(), [row], said=(sentence,), number="folder")


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer."""
    return Column("unit", _("Unit")), Column("name", _("Name of the unit")), Column("folder", _("Folder"))
