"""Private values for their key alone: age files in base64, written without any secret key and opened with one.

What an age file holds is the JSON of `[salt, value]`, padded with blanks, so that the length of a name is not told.
"""

import base64
import json
import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from reception_cli.domain.entry import ENCRYPTED, Entry, canonical, encrypted, seal
from reception_cli.domain.errors import Damaged, NotFound, Unwritable, UsageFault
from reception_cli.domain.words import _
from reception_cli.ledger.files import open_ordinary, unwritable

_PAD = 64  # bytes: the padded length is a multiple
_MOST = 20_000  # bytes of a file with a key
_SECRET = re.compile(rb"AGE-SECRET-KEY-1[A-Z0-9]{58}")
_NOT_OURS = "No matching keys found"  # so pyrage says that the file was written for other keys


def library() -> Any:
    """Give the library that knows age; raises UsageFault where the extra is not installed."""
    try:
        import pyrage
    except ImportError as fault:
        raise lacking() from fault
    return pyrage


def lacking() -> UsageFault:
    """Say that the extra is not installed."""
    return UsageFault(
        _("Sealing needs two more packages: PyNaCl and pyrage."),
        _("Install them: pip install 'reception-cli[seal]'."),
    )


def recipient(text: str) -> Any:
    """Read a public age key; raises UsageFault."""
    pyrage = library()
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError as fault:
        raise UsageFault(
            _("This key to seal for is none: a sign of it was mistyped."), _("Copy it whole: it begins with age1.")
        ) from fault


def new_identity() -> tuple[str, str]:
    """Make a key: its secret half, and its public one."""
    made = library().x25519.Identity.generate()
    return str(made), str(made.to_public())


def closer(keys: Sequence[str]) -> Callable[[list[str]], list[str]]:
    """Make whoever encrypts a pair of salt and value to public keys."""
    recipients = [recipient(key) for key in keys]
    encrypt = library().encrypt

    def close(pair: list[str]) -> list[str]:
        plain = canonical(pair)
        padded = plain.ljust(-(-len(plain) // _PAD) * _PAD)
        return [ENCRYPTED, base64.b64encode(encrypt(padded, recipients)).decode()]

    return close


def under_passphrase(plain: bytes, passphrase: str) -> bytes:
    """Encrypt what is to be carried to another machine."""
    made: bytes = library().passphrase.encrypt(plain, passphrase)
    return made


def from_passphrase(blob: bytes, passphrase: str) -> bytes | None:
    """Open it there; None where the passphrase is another, or the file is not as it was written."""
    pyrage = library()
    try:
        plain: bytes = pyrage.passphrase.decrypt(blob, passphrase)
        return plain
    except pyrage.DecryptError:
        return None


class Opener:
    """Opens the private values that were encrypted for the keys of a file."""

    def __init__(self, secrets: Sequence[str], warn: Callable[[str], None] = lambda _text: None) -> None:
        """`warn` is told of values that cannot be opened; raises UsageFault for a secret that is none."""
        self._pyrage, self._warn = library(), warn
        try:
            self._identities = [self._pyrage.x25519.Identity.from_str(secret) for secret in secrets]
        except self._pyrage.IdentityError as fault:
            raise UsageFault(
                _("The secret key in this file is none: a sign of it was mistyped."),
                _("Copy it whole: it begins with AGE-SECRET-KEY-1."),
            ) from fault

    def __repr__(self) -> str:
        """Hide the secrets from a trace."""
        return "Opener()"

    def fits(self, keys: Sequence[str]) -> bool:
        """Whether what was encrypted to these public keys can be opened."""
        return any(str(identity.to_public()) in keys for identity in self._identities)

    def pair(self, text: str) -> list[str] | None:
        """Open one value: salt and value; None where it is for other keys. Raises ValueError where it is damaged."""
        try:
            plain = self._pyrage.decrypt(base64.b64decode(text, validate=True), self._identities)
            found = json.loads(plain)
        except self._pyrage.DecryptError as fault:
            if str(fault) == _NOT_OURS:
                return None
            raise ValueError(str(fault)) from fault
        if not (isinstance(found, list) and [type(part) for part in found] == [str, str]):
            raise ValueError("no salt and value")
        return found

    def opened(self, entry: Entry) -> Entry:
        """Give an entry with all that can be opened as salt and value; the rest stays encrypted, and is told."""
        hidden = encrypted(entry)
        if not hidden:
            return entry
        pairs, closed = dict(entry["private"]), []
        for name, value in hidden.items():
            try:
                pair = self.pair(value)
            except ValueError:
                pair = None
            if pair is not None and seal(*pair) == value.sealed:
                pairs[name] = pair
            else:
                closed.append(name)
        if closed:
            text = _("This key does not open all of entry {seq} ({fields}).")
            self._warn(text.format(seq=entry["seq"], fields=", ".join(closed)))
        return {**entry, "private": pairs}


def opener(path: str, warn: Callable[[str], None] = lambda _text: None, alone: bool = False) -> Opener:
    """Read a file with a key: one of ours, or any text that holds an age identity; `alone`: nobody else may read it.

    No message quotes what stands in it. Raises NotFound, Unwritable, Damaged.
    """
    try:
        fd = open_ordinary(path)
    except FileNotFoundError as fault:
        raise NotFound(_("There is no file '{file}'.").format(file=path)) from fault
    except OSError as fault:
        raise unwritable(fault) from fault
    with open(fd, "rb") as file:
        refuse_shared(file.fileno(), path, alone)
        secrets = [found.decode() for found in _SECRET.findall(file.read(_MOST))]
    if not secrets:
        raise Damaged(
            _("'{file}' holds no secret key.").format(file=path),
            _("It is the desk's keys/unit.key, or a text with the recovery key: AGE-SECRET-KEY-1..."),
        )
    return Opener(secrets, warn)


def refuse_shared(fd: int, path: str, alone: bool = True) -> None:
    """Refuse an open file with a secret key that others can read; raises Unwritable."""
    if alone and os.name != "nt" and os.fstat(fd).st_mode & 0o077:
        raise Unwritable(
            _("Others can read the key '{file}'; it is not used.").format(file=path),
            _("Make it yours alone: chmod 600 '{file}'.").format(file=path),
        )
