"""A bundle on its way out: written to a nameless file, read back as its receiver will, sealed where wished."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, NamedTuple

from reception_cli.domain.errors import Damaged
from reception_cli.domain.words import _
from reception_cli.exchange import bundle, envelope, reader
from reception_cli.exchange.bundle import Closing, Manifest, Told
from reception_cli.exchange.keys import UnitKey
from reception_cli.exchange.reader import Bundle
from reception_cli.ledger.files import unwritable

_CHUNK = 1 << 20


class Seal(NamedTuple):
    """Who signs, and for whose public age key."""

    own: UnitKey
    to: str


class Made(NamedTuple):
    """A bundle that can be sent."""

    sha256: str  # of its lines
    file: IO[bytes]

    def blocks(self) -> Iterator[bytes]:
        """Give its bytes."""
        self.file.seek(0)
        while blob := self.file.read(_CHUNK):
            yield blob


@contextmanager
def made(
    scratch: str, manifest: Manifest, told: Iterable[Told], closing: Closing, seal: Seal | None
) -> Iterator[Made]:
    """Make a bundle in the folder `scratch`, where no file shows; it is gone when this is left.

    Raises Damaged where it does not read back, Unwritable where the disk fails.
    """
    with ExitStack() as files:
        try:
            plain = files.enter_context(tempfile.TemporaryFile(dir=scratch))
            digest = bundle.write(plain, manifest, told, closing)
            _read_back(plain)
            if seal is None:
                found = Made(digest, plain)
            else:
                found = Made(digest, files.enter_context(tempfile.TemporaryFile(dir=scratch)))
                envelope.seal(plain, found.file, seal.own, seal.to)
        except OSError as fault:
            raise unwritable(fault) from fault
        yield found


def _read_back(plain: IO[bytes]) -> None:
    plain.seek(0)
    try:
        for _one in Bundle(reader.lines(plain)).told():
            continue
    except Damaged as fault:
        raise Damaged(
            _("No receiver would take this register, so nothing was written. {reason}").format(reason=fault.message),
            _("Run `reception verify`."), **fault.facts,
        ) from fault  # fmt: skip
