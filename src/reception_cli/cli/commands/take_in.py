"""Taking in deliveries: what was named, which of it is whole, and what the answer is."""

import os
from typing import NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.cli.commands import take_in_registers
from reception_cli.cli.commands.take_in_bundles import Bundles
from reception_cli.domain import numbers
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.words import _
from reception_cli.exchange import keys
from reception_cli.exchange.inbox import VERB, unit_folder, written_as
from reception_cli.exchange.reader import Keyring
from reception_cli.intake.spreadsheet import BOOKS, TEXTS
from reception_cli.reporting import consolidation
from reception_cli.reporting import consolidation as report
from reception_cli.reporting.consolidation import Expected, Found, look
from reception_cli.reporting.table import Note, Table


class Wish(NamedTuple):
    """What is to be taken in, and how."""

    files: tuple[str, ...]
    map_name: str | None
    expected: list[Expected]
    strict: bool
    update: bool = False


def consolidated(desk: Desk, wish: Wish) -> Table:
    """Take in what was sent; with --strict only after all of it was found to be well."""
    sent, plain = _named(wish.files)
    own = desk.folder.read()
    try:
        known = report.remembered(own)
        ring = Keyring(keys.trusted(own.setting("trusted")), keys.unit_key(desk.folder.path))
        own_unit = own.setting("unit")
    finally:
        own.db.close()

    bundles = Bundles(desk, sent, ring, own_unit)

    def found(dry: bool) -> list[Found]:
        lines = [
            *bundles.found(dry),
            *take_in_registers.found(desk, plain, take_in_registers.Manner(wish.map_name, wish.update, dry), own_unit),
        ]
        came, today = report.arrivals(known), desk.today.isoformat()
        return consolidation.judged(lines, wish.expected, lambda code: _held(desk, code), came, today)

    desk.believe_clock()
    dry = desk.settings.dry_run
    lines = found(dry or wish.strict)
    bad = [one for one in lines if one.wrong or (wish.strict and one.status in ("missing", "late"))]
    if wish.strict and bad:
        lines = [_held_back(desk, one) for one in lines]
        return report.table(lines, [report.held_back(len(bad))], wrong=True)
    if wish.strict and not dry:
        lines = found(False)
        bad = [one for one in lines if one.wrong]
    if not dry:
        desk.record(VERB, lambda _book: report.drafts(lines, report.heads(known)))
    return report.table(lines, _notes(desk, lines, wish, bundles.hash_keys), bool(bad))


def _named(files: tuple[str, ...]) -> tuple[list[str], dict[str, list[str]]]:
    """Tell bundles and plain registers apart; raises NotFound for files that are not there, UsageFault."""
    bundles, plain = list[str](), dict[str, list[str]]()
    for word in dict.fromkeys(files):
        code, sign, file = word.partition("=")
        if sign and not os.path.lexists(word):
            plain.setdefault(_code(code, file), []).append(file)
        elif word.lower().endswith(BOOKS + TEXTS):
            raise UsageFault(
                _("'{file}' does not say whose register it is.").format(file=word),
                _("Name the unit: {example}").format(example=f"CODE={word}"),
            )
        else:
            bundles.append(word)
    named = [*bundles, *(file for some in plain.values() for file in some)]
    gone = [file for file in named if not os.path.exists(file)]
    if gone:
        told = [_("There is no file '{file}'.").format(file=file) for file in gone]
        raise NotFound("\n".join(told), _("Nothing was taken; check the names."))
    return bundles, plain


def _code(code: str, file: str) -> str:
    if not numbers.fits(code):
        raise UsageFault(
            _("'{unit}' cannot be the code of a unit.").format(unit=code[:60]),
            _("Use letters, digits, - and . only, at most 40."),
        )
    if not file.lower().endswith(BOOKS + TEXTS):
        raise UsageFault(
            _("'{file}' is no spreadsheet by its name.").format(file=file),
            _("A bundle says itself whose it is: name the file alone."),
        )
    return code


def _held(desk: Desk, code: str) -> Found | None:
    """Look at the register of a unit that sent nothing."""
    written = written_as(desk.folder, code)
    if written is None:
        return None
    book = unit_folder(desk.folder, written).read()
    try:
        found = look(book)
        source = "register" if book.setting("secret") else "bundle"
    finally:
        book.db.close()
    return Found(written, "unchanged", (), found.name, look=found, source=source)


def _held_back(desk: Desk, one: Found) -> Found:
    """Tell of a unit of which something would have been taken, were it not for others."""
    if not one.new:
        return one
    before = _held(desk, one.unit)
    one = one._replace(new={}, look=before.look if before else None, head=None)
    if one.status != "received" or one.wrong:
        return one
    return one._replace(status="refused", code="held_back", reason=_("Held back, since others are not well."))


def _notes(desk: Desk, lines: list[Found], wish: Wish, hash_keys: set[str]) -> list[Note]:
    notes = list(report.unasked(consolidation.unexpected(lines, wish.expected))) if wish.expected else []
    area = keys.area_key(desk.folder.path)
    if len(hash_keys | ({area.id} if area else set())) > 1:
        notes.append(report.other_keys(sorted(hash_keys)))
    return [*notes, *([report.dry()] if desk.settings.dry_run else [])]
