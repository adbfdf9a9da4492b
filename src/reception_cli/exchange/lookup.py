"""How a matter is told on a public page to whoever has its code, and to nobody else.

From the code `scrypt` makes 64 bytes (N=4096, r=8, p=1, a salt of the site): 32 are the key of a NaCl secretbox, 16
name the entry. Its first digits name the file that holds it. Who has all files has neither a code nor a key: a try
costs one scrypt, of 2^69 codes. What is told is padded to one length, so that it does not tell by its size.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _

COST = (4096, 8, 1)  # N, r, p: 4 MB and some 10 ms a try
_MEMORY = 64 << 20
_KEY, _NAME = 32, 16  # bytes
_SIZE = 384  # bytes to which what is told is padded, or a multiple
FORMAT = 1  # of what is told, and of how it is sealed: what another one wrote is written anew
_FULL = 64  # entries of a file from which on there are sixteen times as many files


class Entry(NamedTuple):
    """One matter, sealed: the name of the entry (hex) and what it holds (base64)."""

    name: str
    box: str


def key(code: str, salt: bytes) -> bytes:
    """Derive name and key from a code."""
    n, r, p = COST
    return hashlib.scrypt(code.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=2 * _KEY)


def sealed(derived: bytes, told: bytes) -> Entry:
    """Seal what is told; the same is sealed the same again, so that what did not change is not written again.

    Raises UsageFault where the extra `seal` is not installed.
    """
    try:
        from nacl.secret import SecretBox
    except ImportError:
        raise UsageFault(
            _("Publishing needs the libraries of the extra `seal`."), _("pip install 'reception-cli[seal]'")
        ) from None
    padded = told.ljust(-(-len(told) // _SIZE) * _SIZE)
    nonce = hashlib.sha256(derived + padded).digest()[: SecretBox.NONCE_SIZE]
    box = SecretBox(derived[:_KEY]).encrypt(padded, nonce)
    return Entry(name(derived), base64.b64encode(bytes(box)).decode())


def prefix_length(count: int) -> int:
    """Tell how many digits name a file, so that none grows large."""
    length = 1
    while count > _FULL * 16**length:
        length += 1
    return length


def name(derived: bytes) -> str:
    """Give the name of the entry that a code opens."""
    return derived[_KEY : _KEY + _NAME].hex()


def first_digits(derived: str, length: int) -> str:
    """Give the first digits of the name of an entry, of what was derived as hex."""
    return derived[2 * _KEY : 2 * _KEY + length]


def script(prefix: str, entries: Iterable[Entry]) -> bytes:
    """Write the script file of the entries whose names begin so."""
    held = {entry.name: entry.box for entry in entries}
    return f"receptionMatters({json.dumps(prefix)},{json.dumps(held, sort_keys=True)});\n".encode()
