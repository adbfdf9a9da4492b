"""Keys of a desk, in its folder `keys`: its own pair of keys, and the key of the hashes that an area shares.

`unit.key` holds an Ed25519 key to sign with and an age identity to be written to; `area.key` holds 32 random
bytes that every desk of a consolidating area has. Both are secret: 0600, never shown, never in a bundle.
"""

import hmac
import json
import os
import re
from hashlib import sha256
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.errors import Damaged, NotFound, Refused, UsageFault
from reception_cli.domain.words import _
from reception_cli.ledger import age
from reception_cli.ledger.files import READ, make_folder, open_ordinary, planted, sync_folder, unwritable, write_new

FOLDER, UNIT, AREA = "keys", "unit.key", "area.key"
SCHEMA = "reception.key/1"
MOVED = "reception.keys/1"  # of the file that carries them to another machine
_OF_UNIT = ("made_at", "sign_secret", "age_secret")
_PREFIX = "reception-key"
_MOST = 10_000  # bytes of a key file
_HEX = re.compile(r"[0-9a-f]{64}")
_AGE = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class Public(NamedTuple):
    """What a unit gives away: a key to know its signature by, and one to seal for it."""

    unit: str
    sign: str  # Ed25519, hexadecimal
    age: str

    @property
    def text(self) -> str:
        """Give it as one word that can be mailed and typed."""
        return ":".join((_PREFIX, self.unit, self.sign, self.age))

    @property
    def id(self) -> str:
        """Give the short name to compare over the telephone."""
        return sha256(self.text.encode()).hexdigest()[:16]


class UnitKey(NamedTuple):
    """The desk's own keys; the secret halves are shown nowhere."""

    public: Public
    made_at: str
    sign_secret: str
    age_secret: str

    def __repr__(self) -> str:
        """Hide the secret halves from a trace."""
        return f"UnitKey({self.public.id})"


class AreaKey(NamedTuple):
    """The key of the hashes that tell a citizen at two desks to be the same."""

    secret: bytes
    made_at: str

    @property
    def id(self) -> str:
        """Give the short name; it tells nothing of the key."""
        return sha256(b"reception area key\n" + self.secret).hexdigest()[:16]

    def mark(self, what: str, form: str) -> str:
        """Hash what is known of a citizen; `what` is `id_no` or `name`."""
        return hmac.new(self.secret, f"{what}\n{form}".encode(), sha256).hexdigest()

    def __repr__(self) -> str:
        """Hide the secret from a trace."""
        return f"AreaKey({self.id})"


def public(text: str) -> Public:
    """Read what a unit gave away, be it folded into lines on its way; raises UsageFault."""
    prefix, *parts = "".join(text.split()).split(":")
    if prefix != _PREFIX or len(parts) != 3:
        raise _no_public()
    found = Public(*parts)
    if not (numbers.fits(found.unit) and _HEX.fullmatch(found.sign) and _AGE.fullmatch(found.age)):
        raise _no_public()
    return found


def trusted(setting: str) -> dict[str, Public]:
    """Read the keys that a desk trusts from its setting `trusted`."""
    fields: dict[str, str] = json.loads(setting or "{}")
    return {code: public(text) for code, text in fields.items()}


def unit_key(desk: str) -> UnitKey | None:
    """Read the desk's own keys; None where there are none."""
    fields = _read(os.path.join(_folder(desk), UNIT), (*Public._fields, *_OF_UNIT))
    return None if fields is None else _unit_of(fields)


def _unit_of(fields: dict[str, str]) -> UnitKey:
    return UnitKey(Public(fields["unit"], fields["sign"], fields["age"]), *(fields[name] for name in _OF_UNIT))


def _unit_fields(key: UnitKey) -> dict[str, str]:
    return {**key.public._asdict(), **{name: getattr(key, name) for name in _OF_UNIT}}


def area_key(desk: str) -> AreaKey | None:
    """Read the key of the area that a desk has; None where it has none."""
    return _area(os.path.join(_folder(desk), AREA), alone=True)


def brought(path: str) -> AreaKey:
    """Read the key of an area from a file that was brought, be it on a stick that anybody can read."""
    found = _area(path, alone=False)
    if found is None:
        raise NotFound(_("There is no file '{file}'.").format(file=path))
    return found


def word(text: str) -> str:
    """Give what was typed, or what stands in the file of that name."""
    try:
        with open(open_ordinary(text, os.O_RDONLY), encoding="utf-8") as file:
            return file.read(_MOST).strip()
    except (OSError, ValueError):
        return text


def _area(path: str, alone: bool) -> AreaKey | None:
    fields = _read(path, ("secret", "made_at"), alone)
    if fields is None:
        return None
    if not _HEX.fullmatch(fields["secret"]):
        raise _no_key(path)
    return _area_of(fields)


def _area_of(fields: dict[str, str]) -> AreaKey:
    return AreaKey(bytes.fromhex(fields["secret"]), fields["made_at"])


def _area_fields(key: AreaKey) -> dict[str, str]:
    return {"secret": key.secret.hex(), "made_at": key.made_at}


def keep_unit(desk: str, key: UnitKey) -> str:
    """Write new keys of a unit, never over others; returns the path."""
    return _keep(desk, UNIT, _unit_fields(key))


def keep_area(desk: str, key: AreaKey) -> str:
    """Write the key of an area, never over another; returns the path."""
    return _keep(desk, AREA, _area_fields(key))


def moved(desk: str, passphrase: str) -> bytes:
    """Put the keys of a desk into one file that a passphrase opens; raises NotFound where it has none."""
    unit, area = unit_key(desk), area_key(desk)
    if not (unit or area):
        raise NotFound(_("This desk has no keys."), _("Make one: `reception keys new`."))
    fields = {"schema": MOVED} | ({UNIT: _unit_fields(unit)} if unit else {}) | (
        {AREA: _area_fields(area)} if area else {}
    )  # fmt: skip
    return age.under_passphrase(json.dumps(fields).encode(), passphrase)


def arrived(path: str, passphrase: str) -> tuple[UnitKey | None, AreaKey | None]:
    """Read the keys that were carried here; raises NotFound, UsageFault for another passphrase, Damaged."""
    try:
        with open(open_ordinary(path), "rb") as file:
            blob = file.read(_MOST)
    except FileNotFoundError as fault:
        raise NotFound(_("There is no file '{file}'.").format(file=path)) from fault
    except OSError as fault:
        raise unwritable(fault) from fault
    plain = age.from_passphrase(blob, passphrase)
    if plain is None:
        raise UsageFault(
            _("This passphrase does not open '{file}'.").format(file=path),
            _("It was told once, when the file was made. Without it, make the file again at the old machine."),
        )
    fields = json.loads(plain)
    if not isinstance(fields, dict) or fields.get("schema") != MOVED:
        raise _no_key(path)
    unit, area = fields.get(UNIT), fields.get(AREA)
    return _unit_of(unit) if unit else None, _area_of(area) if area else None


def keep_moved(desk: str, unit: UnitKey | None, area: AreaKey | None) -> list[str]:
    """Keep keys that were carried here, never over others; gives the paths of those that were not here already."""
    new_unit = unit is not None and unit_key(desk) != unit
    new_area = area is not None and area_key(desk) != area
    if new_unit:
        refuse_second(desk, UNIT)
    if new_area:
        refuse_second(desk, AREA)
    kept = [keep_unit(desk, unit)] if unit and new_unit else []
    return [*kept, keep_area(desk, area)] if area and new_area else kept


def refuse_second(desk: str, name: str) -> None:
    """Raise Refused where there is a key of that name already: nothing would open what was sealed for it."""
    if os.path.lexists(os.path.join(desk, FOLDER, name)):
        raise Refused(
            _("There is a key in '{file}' already.").format(file=os.path.join(FOLDER, name)),
            hint=_("Move that file away first, and keep it: what was made with it needs it."),
        )


def _folder(desk: str) -> str:
    """Name the folder of the keys; one that somebody planted elsewhere is not used."""
    folder = os.path.join(desk, FOLDER)
    if os.path.islink(folder):
        raise planted(FOLDER)
    return folder


def _keep(desk: str, name: str, fields: dict[str, str]) -> str:
    folder = _folder(desk)
    path = os.path.join(folder, name)
    try:
        if not os.path.isdir(folder):
            make_folder(folder)
        write_new(path, (json.dumps({"schema": SCHEMA, **fields}, indent=1) + "\n").encode())
        sync_folder(folder)
    except OSError as fault:
        raise unwritable(fault) from fault
    return path


def _read(path: str, names: tuple[str, ...], alone: bool = True) -> dict[str, str] | None:
    """Read a key file, `alone` that nobody else can read; no message quotes what stands in it."""
    try:
        fd = os.open(path, READ)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise unwritable(fault) from fault
    with open(fd, "rb") as file:
        age.refuse_shared(file.fileno(), path, alone)
        raw = file.read(_MOST)
    try:
        fields: Any = json.loads(raw)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or fields.get("schema") != SCHEMA:
        raise _no_key(path)
    if not all(isinstance(fields.get(name), str) for name in names):
        raise _no_key(path)
    return fields


def _no_key(path: str) -> Damaged:
    return Damaged(_("'{file}' is no key of `reception`.").format(file=path), _("Put the right file in its place."))


def _no_public() -> UsageFault:
    return UsageFault(
        _("This is no public key of a unit."),
        _("It begins with {start} and is shown by `reception keys list` at that unit.").format(start=_PREFIX + ":"),
    )
