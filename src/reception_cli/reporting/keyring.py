"""What is told of keys: their public parts and the ids to compare over the telephone, never a secret."""

from collections.abc import Mapping
from typing import Any

from reception_cli.domain.words import _
from reception_cli.exchange.keys import AreaKey, Public, UnitKey
from reception_cli.reporting.table import Column, Note, Table


def listing(own: UnitKey | None, area: AreaKey | None, trusted: Mapping[str, Public]) -> Table:
    """List the keys that a desk has and those it trusts."""
    rows = [_row("unit", own.public, own.made_at)] if own else []
    rows += [{"key": "area", "unit": None, "id": area.id, "made_at": area.made_at, "public": None}] if area else []
    rows += [_row("trusted", trusted[code], None) for code in sorted(trusted)]
    return Table("keys", columns(), rows, number="id")


def made_unit(key: UnitKey, file: str) -> Table:
    """Tell of the new keys of a unit, and what to give away of them."""
    said = (
        _("The keys of {unit} are made: {id}.").format(unit=key.public.unit, id=key.public.id),
        _("Send this to whom you deliver to, and compare the id over the telephone:"),
        key.public.text,
    )  # fmt: skip
    return _told([_row("unit", key.public, key.made_at)], said, file)


def made_area(key: AreaKey, file: str) -> Table:
    """Tell of the key of an area."""
    row = {"key": "area", "unit": None, "id": key.id, "made_at": key.made_at, "public": None}
    said = (
        _("The key of the area is ready: {id}.").format(id=key.id),
        _("Carry {file} to every desk of the area by hand; there: `reception keys new --area --from FILE`.").format(
            file=file
        ),
        _("Whoever has it can find out by trying who is meant by a hash: never mail it."),
    )
    return _told([row], said, file)


def moving(own: UnitKey | None, area: AreaKey | None, file: str, passphrase: str) -> Table:
    """Tell what was put into the file, and what opens it."""
    table = listing(own, area, {})
    said = (
        _("The keys of this desk are in {file}.").format(file=file),
        _("At the new machine: `reception keys move --from FILE`. Carry the passphrase there another way."),
    )
    text = _("It opens with: {passphrase}").format(passphrase=passphrase)
    return table._replace(said=said, notes=(Note("passphrase", text, {"passphrase": passphrase}),))


def arrived(own: UnitKey | None, area: AreaKey | None, kept: list[str], dry_run: bool) -> Table:
    """Tell what was taken out of the file."""
    would, done = _("These keys would be kept here."), _("The keys are kept here, for their owner only.")
    said = (would if dry_run else done) if kept or dry_run else _("These keys are here already.")
    return listing(own, area, {})._replace(said=(said,))


def planned(what: str, unit: str | None) -> Table:
    """Tell what would be made."""
    row = {"key": what, "unit": unit, "id": None, "made_at": None, "public": None}
    return _told([row], (_("A key would be made."),), None)


def trusting(found: Public, before: Public | None, dry_run: bool) -> Table:
    """Tell which key of a unit is trusted now."""
    would = _("The key {id} of {unit} would be trusted.") if dry_run else _("The key {id} of {unit} is trusted.")
    told = _("The key {id} of {unit} is trusted already.") if before == found else would
    rest = _("Bundles of {unit} are taken only when they are signed with it.")
    said = tuple(text.format(id=found.id, unit=found.unit) for text in (told, rest))
    return _told([_row("trusted", found, None)], said, None)


def replacing(found: Public, before: Public) -> str:
    """Say that a unit has another key already."""
    return _("{unit} is trusted with the key {before}; this is another one: {id}.").format(
        unit=found.unit, before=before.id, id=found.id
    )


def _told(rows: list[dict[str, Any]], said: tuple[str, ...], file: str | None) -> Table:
    notes = (Note("file", _("It is kept in {file}, for its owner only.").format(file=file), {"file": file}),)
    return Table("keys", columns(), rows, notes=notes if file else (), said=said, number="public")


def _row(what: str, public: Public, made_at: str | None) -> dict[str, Any]:
    return {"key": what, "unit": public.unit, "id": public.id, "made_at": made_at, "public": public.text}


def columns() -> tuple[Column, ...]:
    """Give the columns of keys."""
    names = {"unit": _("own"), "area": _("of the area"), "trusted": _("trusted")}
    return (
        Column("key", _("Key"), labels=names), Column("unit", _("Unit")), Column("id", _("Id")),
        Column("made_at", _("Made"), "time"), Column("public", _("Public key"), wide=True),
    )  # fmt: skip
