"""Lawful erasure of private values, and where else a value lies: in backups, registers kept aside, saved torn tails."""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from reception_cli.domain.entry import Entry, Head, Stamp, canonical, chain, encrypted, is_encrypted
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.words import _
from reception_cli.events.maintenance import Erasure, erase
from reception_cli.events.registry import stated
from reception_cli.index import rewrite
from reception_cli.index.desk_folder import Folder, salt
from reception_cli.index.queries.entries import appointed, of_kind, own, place
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.files import READ, drop, ordinary
from reception_cli.ledger.format import TAIL, Broken, decode
from reception_cli.ledger.recovery import TORN
from reception_cli.ledger.storage import NAME

# --- Where else a private value lies: in backups, in registers kept aside, in saved torn tails.

_CHUNK = 1 << 22
_LONGEST = 256  # bytes of a salt or a digest with what stands around it, at most
_SALT = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
_DIGEST = re.compile(rb'"digest":"([0-9a-f]{64})"')
KEPT = NAME + ".before-restore-"  # in front of the moment: a register that was kept aside
LOST = "lost.bin"  # beside a register that was salvaged: what was no sound entry


def holding(
    folder: str,
    known: Sequence[str],
    salts: Collection[str],
    closed: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> tuple[list[str], list[str]]:
    """List the files that still hold values with these salts, and those of which nobody can tell.

    A salt stands nowhere but beside its value, so that no value is looked for, and none is told. Whose salt is
    encrypted here are `closed`: digests of their entries, and the names of their values. A file that cannot be read
    may hold them; so may one of another form than a register, which has no salts.
    """
    if not folder:
        return [], []
    marks = _Marks(frozenset(salt.encode() for salt in salts), {k.encode(): v for k, v in closed.items()})
    own = os.path.join(os.path.realpath(folder), NAME)
    kept = [os.path.join(folder, name) for name in sorted(_names(folder)) if name.startswith(KEPT) or name == LOST]
    found: dict[str, None] = dict.fromkeys(kept)
    exports = list[str]()
    for path in known:
        if os.path.isdir(path) or os.path.basename(path) == NAME or not os.path.exists(path):
            found |= dict.fromkeys(_files(path) if os.path.isdir(path) else [path])
        else:
            exports.append(path)
    return [path for path in found if os.path.realpath(path) != own and _holds(path, marks)], exports


def clear_torn(folder: str, values: Collection[str]) -> list[str]:
    """Remove the saved torn tails that hold one of the values, or cannot be read; returns their names.

    What stands in them was never acknowledged. One that reads whole, and holds none, stays.
    """
    found = [name for name in sorted(_names(folder)) if name.startswith(NAME + TORN)]
    gone = [name for name in found if not _harmless(os.path.join(folder, name), values)]
    for name in gone:
        drop(os.path.join(folder, name))
    return gone


def private_of(entries: Collection[Entry], held: dict[int, frozenset[str]]) -> list[list[str]]:
    """Give the pairs of salt and value that an erasure takes."""
    return [entry["private"][name] for entry in entries for name in sorted(held.get(entry["seq"], ()))]


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _files(folder: str) -> Iterator[str]:
    for path, _folders, names in sorted(os.walk(folder)):
        yield from (os.path.join(path, name) for name in sorted(names))


class _Marks(NamedTuple):
    """By what values are known in another file: their salts, or the digests of their entries and their names."""

    salts: frozenset[bytes]
    closed: Mapping[bytes, Collection[str]]

    def stand_in(self, line: bytes) -> bool:
        """Whether a line of a file holds one of the values."""
        if not self.salts.isdisjoint(_SALT.findall(line)):
            return True
        found = _DIGEST.search(line) if self.closed else None
        names = self.closed.get(found[1], ()) if found else ()
        return any(b'"%b":["' % name.encode() in line for name in names)


def _holds(path: str, marks: _Marks) -> bool:
    try:
        fd = ordinary(path, READ)
    except OSError:
        return not os.path.islink(path)
    with open(fd, "rb") as file:
        try:
            rest = b""
            while line := file.readline(_CHUNK):
                if marks.stand_in(rest + line):
                    return True
                rest = b"" if line.endswith(b"\n") else line[-_LONGEST:]  # a salt may lie across two pieces
            return False
        except OSError:
            return True


def _harmless(path: str, values: Collection[str]) -> bool:
    try:
        with open(path, "rb", opener=ordinary) as file:
            blob = file.read()
    except OSError:
        return False
    if any(canonical(value)[1:-1] in blob for value in values):
        return False
    try:
        for piece in blob.removesuffix(TAIL).split(b"\n"):
            if piece.strip(b" ,"):
                decode(b"\n" + piece.rstrip(b" ,"))
    except Broken:
        return False
    return True


# --- Lawful erasure: private values leave the register, the cards and the saved torn tails for good.

class ErasurePreview(NamedTuple):
    """What would go, and the files besides the register that hold it too."""

    erasure: Erasure
    places: dict[int, int]  # entry number -> where its line begins
    private: list[list[str]]  # salt and value of what goes
    copies: list[str]
    exports: Sequence[str] = ()  # files of other forms that may hold it
    disclosures: Sequence[Entry] = ()  # recorded: names left the desk by them


def look(
    book: RegisterView, subject: str | int, fields: Collection[str], folder: str, known: Sequence[str] = ()
) -> ErasurePreview:
    """Find what an erasure would take; raises UsageFault, NotFound and Refused as `erase` does.

    `subject` is a number, or that of an entry of the desk itself; `known` are the places outside its folder where
    private values may lie.
    """
    if isinstance(subject, int):
        places, about, name = _of_the_desk(book, subject), "", _("entry {seq}").format(seq=subject)
    else:
        places, about, name = own(book, subject) | appointed(book, subject), subject, subject
    entries = book.entries(places.values())
    erasure = erase(about, entries, fields, name)
    private = private_of(entries, erasure.held)
    salts = [pair[0] for pair in private if not is_encrypted(pair)]
    closed = {entry["digest"]: encrypted(entry).keys() & erasure.held.get(entry["seq"], ()) for entry in entries}
    copies, exports = holding(folder, known, salts, closed)
    told = [one for one in of_kind(book, "disclosed", min(erasure.held)) if one["data"]["with"] == "identity"]
    return ErasurePreview(erasure, places, private, copies, exports, told)


def _of_the_desk(book: RegisterView, seq: int) -> dict[int, int]:
    found = place(book, seq)
    if found is None:
        raise NotFound(_("There is no entry {seq}.").format(seq=seq), _("See `reception log`."))
    (entry,) = book.entries([found])
    if entry["subject"]:
        raise UsageFault(
            _("Entry {seq} tells of {id}.").format(seq=seq, id=entry["subject"]),
            _("Erase there: reception redact {id}").format(id=entry["subject"]),
        )
    return {seq: found}


def redact(
    folder: Folder, subject: str | int, fields: Collection[str], reason: str, stamp: Stamp
) -> tuple[Entry, list[str]]:
    """Erase under the lock; returns the entry that records it and the torn tails that were removed.

    A crash leaves the old register whole or the new one whole, and never the new one with old cards.
    """
    with folder.held("redact", stamp) as (book, mark):
        found = look(book, subject, fields, "")
        stamp, format_ = stamp._replace(after=book.recorded_at()), book.setting("format")
        book.close()
        entries = chain(stated([found.erasure.draft(reason)], format_), mark.head, stamp, salt)
        cuts = {found.places[seq]: dict.fromkeys(names) for seq, names in found.erasure.held.items()}
        torn: list[str] = []
        values = [pair[1] for pair in found.private]
        rewrite.redact(folder, cuts, entries, mark, lambda: torn.extend(clear_torn(folder.path, values)))
        folder.note(Head(entries[-1]["seq"], entries[-1]["digest"]))
    return entries[-1], torn

