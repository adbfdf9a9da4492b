"""Reading a bundle that somebody sent: the manifest first, then entry by entry, then the closing.

Whoever reads must hold back what the entries tell until the closing has come: only then is the bundle whole.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, Any, NamedTuple

from reception_cli.model.errors import NotFound
from reception_cli.model.words import _
from reception_cli.store import envelope, unpacking
from reception_cli.store.bundle import Closing, Manifest, Told, refused
from reception_cli.store.bundle_chain import Chain
from reception_cli.store.bundle_checks import closing, manifest
from reception_cli.store.disk import unwritable
from reception_cli.store.keys import Public, UnitKey

MAX_FILE = 2 << 30  # bytes of a bundle as it is sent
_GZIP = b"\x1f\x8b"
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


class Keyring(NamedTuple):
    """What a desk can open and whom it believes."""

    trusted: Mapping[str, Public] = {}  # unit -> its key
    own: UnitKey | None = None


class Bundle:
    """A bundle that is being read; `closing` is there when all entries were told."""

    def __init__(self, lines: Iterator[bytes], signer: Public | None = None) -> None:
        """Read the first line; `signer` is whose signature fitted, None where there is none."""
        self._lines, self._number, self._digest = lines, 0, sha256()
        self.signer = signer
        self.manifest: Manifest = manifest(self._parsed(self._next()))
        self.closing: Closing | None = None
        self.sha256 = ""  # of all lines before the closing

    def told(self) -> Iterator[Told]:
        """Give the entries, each proven to continue the chain; raises Damaged for the first thing that is wrong."""
        chain = Chain(self.manifest)
        while True:
            digest = self._digest.copy()
            line = self._next()
            value = self._parsed(line)
            if value.keys() == {"closing"}:
                break
            if not {"entry"} <= value.keys() <= {"entry", "hashes"}:
                raise refused("line", line=self._number)
            yield chain.take(value, line)
        chain.finish()
        found = closing(value["closing"], chain.entries, digest.hexdigest())
        if next(self._lines, None) is not None:
            raise refused("trailing")
        self.closing, self.sha256 = found, digest.hexdigest()

    def _next(self) -> bytes:
        line = next(self._lines, None)
        if line is None:
            raise refused("cut")
        self._number += 1
        self._digest.update(line + b"\n")
        return line

    def _parsed(self, line: bytes) -> dict[str, Any]:
        return unpacking.parsed(line, self._number)


@contextmanager
def opened(path: str, keyring: Keyring, scratch: str) -> Iterator[Bundle]:
    """Open a bundle; a sealed one is unpacked into a nameless file in the folder `scratch`.

    Raises NotFound, and Damaged where it is none, is not signed as it must be, or its first line is wrong.
    """
    with _file(path) as file:
        beginning = file.read(len(envelope.MAGIC))
        file.seek(0)
        if beginning == envelope.MAGIC:
            with envelope.opened(file, keyring.own, keyring.trusted.values(), scratch) as (plain, signer):
                yield _judged(Bundle(unpacking.lines(plain), signer), keyring)
        elif beginning.startswith(_GZIP):
            yield _judged(Bundle(unpacking.lines(file)), keyring)
        else:
            raise refused("no_bundle")


def _judged(bundle: Bundle, keyring: Keyring) -> Bundle:
    """Hold the signature against the key that the unit is known by."""
    unit = bundle.manifest.unit
    known = keyring.trusted.get(unit)
    if known and bundle.signer is None:
        raise refused("unsigned", unit=unit)
    if known != bundle.signer:
        raise refused("signer", unit=unit)
    return bundle


@contextmanager
def _file(path: str) -> Iterator[IO[bytes]]:
    try:
        fd = os.open(path, _READ)
    except FileNotFoundError as fault:
        raise NotFound(_("There is no file '{file}'.").format(file=path)) from fault
    except OSError as fault:
        raise unwritable(fault) from fault
    try:
        about = os.fstat(fd)
        if not stat.S_ISREG(about.st_mode):
            raise refused("no_bundle")
        if about.st_size > MAX_FILE:
            raise refused("large", most=MAX_FILE)
        with open(fd, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(fd)
