"""`reception keys`: keys to sign, seal and hash bundles with, and whose signatures are believed."""

import base64
import os
import re

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, options
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import NotFound, Refused, UsageFault
from reception_cli.domain.words import _
from reception_cli.exchange import envelope
from reception_cli.exchange import keys as key_files
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger import files
from reception_cli.reporting import keyring
from reception_cli.reporting.table import Table

_ACTIONS = ("new", "list", "trust", "move")
_SECRET = 32  # bytes of an area's key
_PASSPHRASE = 20  # random bytes of a passphrase, which is typed as eight groups of four letters


@options.verb(
    _(
        "Make the keys of this unit (new), list keys (list), trust the key of another unit (trust UNIT PUBLIC), "
        "or carry the keys to a new machine (move)."
    ),
    ("reception keys new", "reception keys list", "reception keys new --area", "reception keys move --to keys.age"),
    options.writing,
    columns=lambda _desk, _given: keyring.columns(),
)
@click.argument("action", type=click.Choice(_ACTIONS), default="list", metavar="[" + "|".join(_ACTIONS) + "]")
@click.argument("words", nargs=-1, metavar="[UNIT PUBLIC]", type=options.File())
@click.option("--area", is_flag=True, help=_("The key of the hashes that all desks of an area share."))
@click.option(
    "--from", "file", metavar="FILE", type=options.File(),
    help=_("Take the key of the area, or with `move` the keys of the desk, that were brought in this file."),
)  # fmt: skip
@click.option(
    "--to", "into", metavar="FILE", type=options.File(written=True),
    help=_("With `move`: put the keys of this desk into a new file, which a passphrase opens."),
)
@click.option(
    "--passphrase-file", "passphrase", metavar="FILE", type=options.File(),
    help=_("With `move --from`: read the passphrase there; - is standard input."),
)
@click.pass_obj
def keys(
    desk: Desk, action: str, words: tuple[str, ...], area: bool, file: str | None, into: str | None,
    passphrase: str | None,
) -> Table:  # fmt: skip
    """Do one of the four."""
    if (into or passphrase) and action != "move":
        raise UsageFault(_("--to and --passphrase-file belong to `reception keys move`."))
    if action == "move":
        return _move(desk, words or area, file, into, passphrase)
    if (action == "trust") != (len(words) == 2) or (words and action != "trust"):
        raise UsageFault(
            _("`keys trust` takes a unit and its public key; new and list take neither."),
            _("Example: {example}").format(example="reception keys trust TB TB.pub"),
        )
    if (area or file) and (action != "new" or not area):
        raise UsageFault(_("--area and --from belong to `reception keys new --area`."))
    if action == "new":
        return _new_area(desk, file) if area else _new_unit(desk)
    known = key_files.trusted(desk.book.setting("trusted"))
    if action == "trust":
        return _trust(desk, words[0], key_files.public(key_files.word(words[1])), known.get(words[0]))
    return keyring.listing(key_files.unit_key(desk.folder.path), key_files.area_key(desk.folder.path), known)


def _new_unit(desk: Desk) -> Table:
    unit = desk.book.setting("unit")
    key_files.refuse_second(desk.folder.path, key_files.UNIT)
    made = envelope.new(unit, desk.settings.now)
    if desk.settings.dry_run:
        return keyring.planned("unit", unit)
    kept = key_files.keep_unit(desk.folder.path, made)
    desk.did(made.public.id)
    return keyring.made_unit(made, kept)


def _new_area(desk: Desk, file: str | None) -> Table:
    desk.book.setting("unit")  # there must be a desk
    key_files.refuse_second(desk.folder.path, key_files.AREA)
    made = key_files.brought(file) if file else key_files.AreaKey(os.urandom(_SECRET), desk.settings.now)
    if desk.settings.dry_run:
        return keyring.planned("area", None)
    kept = key_files.keep_area(desk.folder.path, made)
    desk.did(made.id)
    return keyring.made_area(made, kept)


def _move(desk: Desk, surplus: object, file: str | None, into: str | None, passphrase: str | None) -> Table:
    """Carry the keys away from one machine, or take them in at another."""
    if surplus or bool(file) == bool(into) or (passphrase and into):
        raise UsageFault(
            _("`keys move` takes --to FILE at the old machine, --from FILE at the new one."),
            _("Example: {example}").format(example="reception keys move --to keys.age"),
        )
    unit, folder = desk.book.setting("unit"), desk.folder.path
    if into:
        if os.path.lexists(into):
            raise UsageFault(_("'{file}' is there already.").format(file=into), _("Name a new file."))
        word = "-".join(re.findall("....", base64.b32encode(os.urandom(_PASSPHRASE)).decode()))
        blob = key_files.moved(folder, word)
        if desk.settings.dry_run:
            return keyring.listing(key_files.unit_key(folder), key_files.area_key(folder), {})
        files.replace(into, [blob])
        desk.did(os.path.basename(into))
        return keyring.moving(key_files.unit_key(folder), key_files.area_key(folder), into, word)
    own, area = key_files.arrived(file or "", _word(desk, passphrase))
    if own and own.public.unit != unit:
        raise Refused(_("This is the key of {other}, not of {unit}.").format(other=own.public.unit, unit=unit))
    kept = [] if desk.settings.dry_run else key_files.keep_moved(folder, own, area)
    for path in kept:
        desk.did(os.path.basename(path))
    return keyring.arrived(own, area, kept, desk.settings.dry_run)


def _word(desk: Desk, file: str | None) -> str:
    """Read the passphrase, never from the command line, which others can see; signs and case do not matter."""
    if file == "-":
        typed = desk.settings.stdin()
    elif file:
        if not os.path.isfile(file):
            raise NotFound(_("There is no file '{file}'.").format(file=file))
        typed = key_files.word(file)
    elif desk.settings.interactive:
        typed = click.prompt(_("Passphrase"), default="", show_default=False, hide_input=True, err=True)
    else:
        raise UsageFault(_("Missing: the passphrase."), _("Say --passphrase-file FILE, or - for standard input."))
    letters = "".join(sign for sign in typed.upper() if sign.isalnum())
    return "-".join(re.findall("....", letters))


def _trust(desk: Desk, unit: str, found: key_files.Public, before: key_files.Public | None) -> Table:
    """Record whose signatures are believed: an entry of the register, since it decides what is taken."""
    if found.unit != unit:
        raise Refused(_("This is the key of {other}, not of {unit}.").format(other=found.unit, unit=unit))
    envelope.receiver(found.age)
    if before and before != found:
        # somebody may pass himself off as the unit
        hint = _("Compare the id over the telephone, then repeat with --yes.")
        bulk.agree(desk, keyring.replacing(found, before), hint)

    def decide(book: RegisterView) -> list[Draft]:
        told = {code: key.text for code, key in key_files.trusted(book.setting("trusted")).items()}
        return [Draft("configured", "", {"trusted": {**told, unit: found.text}})] if before != found else []

    desk.record("keys", decide)
    return keyring.trusting(found, before, desk.settings.dry_run)
