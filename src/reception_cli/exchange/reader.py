"""From the bytes of a bundle to its lines, in bounded memory: whatever somebody sent is taken for an attack.

Nothing is believed of what a file says of its own size: every limit is held while it is read.
"""

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from typing import IO, Any, NamedTuple

from reception_cli.domain.entry import canonical
from reception_cli.exchange import envelope
from reception_cli.exchange.bundle import MAX_LINE, Closing, Manifest, Told, closing, manifest, refused
from reception_cli.exchange.chain_check import Chain
from reception_cli.exchange.keys import Public, UnitKey
from reception_cli.ledger.files import FOLLOWED, Unfit, ordinary, unreadable, unwritable

# --- From the bytes of a bundle to its lines, in bounded memory: whatever somebody sent is taken for an attack.

MAX_BYTES = 8 << 30  # unpacked: some 15 million entries
MAX_RATIO = 100  # unpacked to packed; digests do not shrink, so an honest bundle stays near 5
EASY = 32 << 20  # unpacked bytes below which no ratio is looked at
MAX_DEPTH = 32  # of values within values; an entry has 5
_CHUNK = 1 << 18


def lines(file: IO[bytes]) -> Iterator[bytes]:
    """Unpack line by line, without the newlines; raises Damaged where the file is no whole gzip of lines."""
    rest = b""
    for blob in _unpacked(file):
        *whole, rest = (rest + blob).split(b"\n")
        if max(map(len, (*whole, rest))) > MAX_LINE:
            raise refused("long_line", most=MAX_LINE)
        yield from whole
    if rest:
        raise refused("cut")


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    unzip = zlib.decompressobj(31)  # 31: gzip, with its checksum
    blob, packed, unpacked = b"", 0, 0
    while not unzip.eof:
        if not blob:
            blob = _read(file)
            packed += len(blob)
        try:
            piece = unzip.decompress(blob, _CHUNK)
        except zlib.error as fault:
            raise refused("gzip") from fault
        if not blob and not piece and not unzip.eof:
            raise refused("cut")
        unpacked += len(piece)
        if unpacked > MAX_BYTES or unpacked > max(EASY, packed * MAX_RATIO):
            raise refused("bomb")
        yield piece
        blob = unzip.unconsumed_tail
    if unzip.unused_data or _read(file):
        raise refused("trailing")


def _read(file: IO[bytes]) -> bytes:
    try:
        return file.read(_CHUNK)
    except OSError as fault:
        raise unwritable(fault) from fault


def parsed(line: bytes, number: int, ours: bool) -> dict[str, Any]:
    """Read one line as the canonical JSON of an object; raises Damaged with the number of the line.

    One that we wrote ourselves (`ours`) was made canonical then.
    """
    try:
        value = _plain(line.decode())
        nested = line.count(b"{") + line.count(b"[") > MAX_DEPTH
        odd = (nested and not _shallow(value, MAX_DEPTH)) or not (ours or canonical(value) == line)
    except (ValueError, RecursionError):
        odd = True
    if odd:
        raise refused(_oddity(line), line=number)
    if type(value) is not dict:
        raise refused("not_object", line=number)
    return value


class _Odd(ValueError):
    """JSON that not every reader takes for the same."""


def _oddity(line: bytes) -> str:
    """Name what is wrong with a line; a doubled key or NaN is found by reading it once more, slowly."""
    try:
        value = _strict(line.decode())
        if not _shallow(value, MAX_DEPTH):
            return "deep"
        canonical(value)
    except RecursionError:
        return "deep"
    except _Odd as fault:
        return str(fault)
    except ValueError:
        return "not_json"
    return "not_canonical"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Odd("doubled_key")
    return found


def _no_number(_name: str) -> None:
    raise _Odd("no_number")


_plain = json.JSONDecoder().decode
_strict = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_number).decode


def _shallow(value: Any, left: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left > 0 and all(_shallow(one, left - 1) for one in inside if isinstance(one, dict | list))


# --- Reading a bundle that somebody sent: the manifest first, then entry by entry, then the closing.

MAX_FILE = 2 << 30  # bytes of a bundle as it is sent
_GZIP = b"\x1f\x8b"


class Keyring(NamedTuple):
    """What a desk can open and whom it believes."""

    trusted: Mapping[str, Public] = {}  # unit -> its key
    own: UnitKey | None = None


class Bundle:
    """A bundle that is being read; `closing` is there when all entries were told."""

    def __init__(self, lines: Iterator[bytes], signer: Public | None = None, ours: bool = False) -> None:
        """Read the first line; `signer` is whose signature fitted, None where there is none.

        `ours`: we have just written it, and will compare `sha256` with what we wrote.
        """
        self._lines, self._number, self._digest, self._ours = lines, 0, sha256(), ours
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
        return parsed(line, self._number, self._ours)


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
                yield _judged(Bundle(lines(plain), signer), keyring)
        elif beginning.startswith(_GZIP):
            yield _judged(Bundle(lines(file)), keyring)
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
        fd = ordinary(path, FOLLOWED)
    except (Unfit, IsADirectoryError) as fault:
        raise refused("no_bundle") from fault
    except OSError as fault:
        raise unreadable(path, fault) from fault
    try:
        if os.fstat(fd).st_size > MAX_FILE:
            raise refused("large", most=MAX_FILE)
        with open(fd, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(fd)
