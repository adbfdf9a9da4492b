"""Sealing a bundle: signed by its sender with Ed25519, then encrypted to its receiver with age.

What is encrypted is one line, `reception.sealed/1 SENDER RECEIVER SIGNATURE`, and then the gzip. Signed are both
public keys and the digest of the gzip: nobody can pass a bundle on as if it had been meant for another.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, Any

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.exchange.bundle import refused
from reception_cli.exchange.keys import Public, UnitKey, public
from reception_cli.ledger import age
from reception_cli.ledger.files import unwritable

MAGIC = b"age-encryption.org/v1\n"
_SCHEMA = "reception.sealed/1"
_LINE = 1024  # bytes of the first line at most
_HEADER = 1 << 14  # bytes of an age header at most: one receiver takes some 200
_CHUNK = 1 << 20


def new(unit: str, made_at: str) -> UnitKey:
    """Make the keys of a unit; raises UsageFault where the extra is not installed."""
    nacl, pyrage = _extra()
    sign, identity = nacl.signing.SigningKey.generate(), pyrage.x25519.Identity.generate()
    found = Public(unit, bytes(sign.verify_key).hex(), str(identity.to_public()))
    return UnitKey(found, made_at, bytes(sign).hex(), str(identity))


def receiver(text: str) -> Any:
    """Read the public age key of a receiver; raises UsageFault."""
    _extra()
    return age.recipient(text)


def seal(plain: IO[bytes], out: IO[bytes], own: UnitKey, to: str) -> None:
    """Sign and encrypt a bundle for the public age key `to`."""
    nacl, pyrage = _extra()
    for_, sender = receiver(to), own.public.text
    plain.seek(0)
    message = _signed(sender, to, plain)
    signature = bytes(nacl.signing.SigningKey(bytes.fromhex(own.sign_secret)).sign(message).signature)
    plain.seek(0)
    line = " ".join((_SCHEMA, sender, to, signature.hex())).encode() + b"\n"
    pyrage.encrypt_io(_Led(line, plain), out, [for_])


class _Led:
    """A file with a line in front."""

    def __init__(self, line: bytes, file: IO[bytes]) -> None:
        self._line, self._file = line, file

    def read(self, size: int = -1) -> bytes:
        """Read the line, then the file."""
        part, self._line = self._line[:size], self._line[len(self._line[:size]) :]
        return part or self._file.read(size)


@contextmanager
def opened(
    file: IO[bytes], own: UnitKey | None, trusted: Iterable[Public], scratch: str
) -> Iterator[tuple[IO[bytes], Public]]:
    """Decrypt into a nameless file in `scratch`, check the signature, and give the gzip and its signer.

    Nothing of the gzip is looked at before the signature is found to be that of a trusted key.
    """
    _extra()
    if own is None:
        raise UsageFault(_("This bundle is sealed, and this desk has no key."), _("Make one: `reception keys new`."))
    with _nameless(scratch) as plain:
        _decrypt(file, plain, own)
        plain.seek(0)
        sender, to, signature = _first_line(plain)
        if sender not in trusted:
            raise refused("stranger", id=sender.id)
        begin = plain.tell()
        _verify(sender, _signed(sender.text, to, plain), signature)
        if to != own.public.age:
            raise refused("receiver")
        plain.seek(begin)
        yield plain, sender


def _nameless(folder: str) -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(dir=folder)
    except OSError as fault:
        raise unwritable(fault) from fault


def _decrypt(file: IO[bytes], plain: IO[bytes], own: UnitKey) -> None:
    if b"\n---" not in file.read(_HEADER):
        raise refused("gzip")
    file.seek(0)
    _nacl, pyrage = _extra()
    try:
        pyrage.decrypt_io(file, plain, [pyrage.x25519.Identity.from_str(own.age_secret)])
    except pyrage.DecryptError as fault:
        raise refused("receiver") from fault
    except OSError as fault:
        if fault.errno:  # the disk, not the file
            raise unwritable(fault) from fault
        raise refused("gzip") from fault


def _first_line(plain: IO[bytes]) -> tuple[Public, str, bytes]:
    line = plain.readline(_LINE)
    try:
        schema, sender, to, signature = line.decode().removesuffix("\n").split(" ")
        if schema != _SCHEMA or not line.endswith(b"\n"):
            raise refused("no_bundle")
        return public(sender), to, bytes.fromhex(signature)
    except (ValueError, UsageFault) as fault:
        raise refused("no_bundle") from fault


def _signed(sender: str, to: str, plain: IO[bytes]) -> bytes:
    """Put together what is signed of the gzip that begins here."""
    digest = sha256()
    while blob := plain.read(_CHUNK):
        digest.update(blob)
    return "\n".join((_SCHEMA, sender, to, digest.hexdigest())).encode()


def _verify(sender: Public, message: bytes, signature: bytes) -> None:
    nacl, _pyrage = _extra()
    try:
        nacl.signing.VerifyKey(bytes.fromhex(sender.sign)).verify(message, signature)
    except (nacl.exceptions.CryptoError, ValueError, TypeError) as fault:
        raise refused("signature") from fault


def _extra() -> tuple[Any, Any]:
    """Give the two libraries of the extra `seal`."""
    try:
        import nacl.exceptions
        import nacl.signing
    except ImportError as fault:
        raise age.lacking() from fault
    return nacl, age.library()
