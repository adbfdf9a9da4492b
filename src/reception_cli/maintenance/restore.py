"""Putting a backup in the register's place: verified first, recorded in it, the present one kept aside.

What was erased by law since the backup was made is erased again on the way. The heads that are given up are
recorded, so that a clerk's own note of one is no damage, and a note of anything else still is.
"""

import os
from itertools import zip_longest
from typing import NamedTuple

from reception_cli.domain.entry import ORIGIN, SHORT, Draft, Entry, Head, Stamp, chain, private
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.words import _
from reception_cli.events.registry import stated
from reception_cli.index import desk_folder, encryption, rewrite
from reception_cli.index.desk_folder import Folder, salt
from reception_cli.index.rewrite import prove
from reception_cli.ledger.files import create, forget, ordinary, sync_folder, unwritable, write_all
from reception_cli.ledger.storage import NAME, NEW, START, FileLedger, Ledger, Place, Progress
from reception_cli.maintenance.backup import moment_in_name
from reception_cli.maintenance.redact import KEPT

_CHUNK = 1 << 20


class Alone(NamedTuple):
    """One entry of the present register that the other does not hold; nothing private."""

    seq: int
    recorded_at: str
    user: str
    kind: str
    subject: str
    digest: str
    ends: bool  # the last of its command


class Difference(NamedTuple):
    """What the present register (which may be missing or damaged) and another one have in common."""

    common: int  # entries that both hold, from the first on
    head: Head  # of the present one, as far as it can be read
    readable: bool  # to its end
    lost: tuple[Alone, ...]
    gained: int
    redactions: tuple[Entry, ...]  # among those lost
    encrypts: Draft | None = None  # of the last entry among those lost that says to whom denunciations are encrypted

    @property
    def same(self) -> bool:
        """Whether both are the same register."""
        return self.common > 0


class Restored(NamedTuple):
    """What was done: the present register's new name (empty when there was none), and the new head."""

    kept: str
    head: Head


def find(wish: str) -> str:
    """Find the register that a clerk names by its folder or by the file itself; raises NotFound."""
    path = os.path.realpath(wish)
    path = os.path.join(path, NAME) if os.path.isdir(path) else path
    if not os.path.isfile(path):
        raise NotFound(
            _("There is no register in '{path}'.").format(path=wish), _("See `reception backup --list`.")
        )
    return path


class Preview(NamedTuple):
    """What would change, and how many erasures would be made again."""

    difference: Difference
    erasures: int


def look(folder: Folder, source: str, tell: Progress) -> Preview:
    """Verify the backup and say what would change; raises Damaged when it does not verify."""
    if folder.ledger.exists() and os.path.samefile(source, folder.ledger.path):
        raise UsageFault(_("This is the register itself."), _("Name a backup."))
    prove(source, tell)
    other = FileLedger(source)
    found = compare(folder.ledger, other)
    return Preview(found, len(erasures(found, other)))


def restore(folder: Folder, source: str, stamp: Stamp) -> Restored:
    """Put the backup in place under the lock; a crash leaves the old register whole or the new one whole."""
    desk_folder.make(folder.path)
    desk_folder.refuse_links(folder.path)
    desk_folder.refuse_network(folder.path, folder.habits.network)
    with folder.lock("restore", stamp):
        mark = prove(source)
        other, path = FileLedger(source), folder.ledger.path + NEW
        found = compare(folder.ledger, other)
        again = erasures(found, other)
        stamp = stamp._replace(after=other.read_at(mark.pos)["recorded_at"])
        told = _told(found, _noted(folder, other), mark.head)
        closing = [found.encrypts] if found.encrypts else []
        entries = chain([told, *closing, *_drafts(again)], mark.head, stamp, salt)
        cuts = encryption.carried_over(other, found.encrypts.data[encryption.FACT]) if found.encrypts else {}
        for pos, names in _cuts(again).items():
            cuts.setdefault(pos, {}).update(names)
        head = other.copy(path, mark, cuts, entries).head
        kept = ""
        try:
            prove(path)
            kept = _keep(folder, stamp.now)
        finally:
            if not kept and folder.ledger.exists():
                forget(path)
        rewrite.put(folder, path)
        folder.note(head)
    return Restored(kept, head)


def _noted(folder: Folder, other: FileLedger) -> list[Head]:
    """Read every head note that a later command may read, and that the backup does not hold."""
    heads = [witness.head for witness in folder.witnesses(other.origin())]
    counts = {head.count for head in heads}
    held = {line.entry["digest"] for line in other.since(START) if line.entry["seq"] in counts}
    return [head for head in heads if head.digest not in held]


def _told(found: Difference, noted: list[Head], to: Head) -> Draft:
    """Record from which head to which, and every head between them that somebody may have noted."""
    from_ = max([found.head, *noted], key=lambda head: head.count)
    ends = [one.digest for one in found.lost if one.ends] if found.same else []
    beyond = [head.digest for head in (*noted, from_) if head.digest != to.digest]
    data = {
        "from_count": from_.count, "from_digest": from_.digest, "to_count": to.count, "to_digest": to.digest,
        "given_up": [digest[:SHORT] for digest in dict.fromkeys((*ends, *beyond))],
    }  # fmt: skip
    return Draft("restored", "", data)


def erasures(found: Difference, other: FileLedger) -> list[tuple[Entry, list[Place]]]:
    """List the erasures that the backup does not know, with the lines of it that hold what they erased."""
    wish = {seq for entry in found.redactions for seq in entry["data"]["entries"] if seq <= found.common}
    lines = [line for line in other.since(START) if line.entry["seq"] in wish] if wish else []
    told = [(entry, [line for line in lines if _holds(line, entry)]) for entry in found.redactions]
    return [(entry, held) for entry, held in told if held]


def _holds(line: Place, erasure: Entry) -> bool:
    data = erasure["data"]
    return line.entry["seq"] in data["entries"] and not line.entry["private"].keys().isdisjoint(data["fields"])


def _drafts(again: list[tuple[Entry, list[Place]]]) -> list[Draft]:
    return [
        Draft(
            "redacted",
            entry["subject"],
            {"entries": [line.entry["seq"] for line in held], "fields": entry["data"]["fields"]},
            {"reason": private(entry, "reason")},
        )
        for entry, held in again
    ]


def _cuts(again: list[tuple[Entry, list[Place]]]) -> dict[int, dict[str, None]]:
    cuts: dict[int, dict[str, None]] = {}
    for entry, held in again:
        for line in held:
            cuts.setdefault(line.pos, {}).update(dict.fromkeys(entry["data"]["fields"]))
    return cuts


def _keep(folder: Folder, now: str) -> str:
    """Give the present register a second name, whatever state it is in; returns it."""
    if not folder.ledger.exists():
        return ""
    first = KEPT + moment_in_name(now)
    name, turn = first, 1
    while os.path.lexists(os.path.join(folder.path, name)):
        turn += 1
        name = f"{first}-{turn}"
    path = os.path.join(folder.path, name)
    try:
        try:
            os.link(folder.ledger.path, path)
        except OSError:  # a file system that knows no second names
            _copy(folder.ledger.path, path)
        sync_folder(folder.path)
    except OSError as fault:
        raise unwritable(fault) from fault
    return name


def _copy(source: str, path: str) -> None:
    fd = create(path)
    try:
        with open(source, "rb", buffering=0, opener=ordinary) as old:
            while blob := old.read(_CHUNK):
                write_all(fd, blob)
        os.fsync(fd)
    except BaseException:
        forget(path)
        raise
    finally:
        os.close(fd)


# --- Two registers side by side: how far they agree, and what each holds alone.


def compare(present: Ledger, other: Ledger) -> Difference:
    """Read both from the first entry on; raises Unwritable when one cannot be opened."""
    if not present.exists():
        return Difference(0, Head(0, ORIGIN), True, (), sum(1 for _place in other.since(START)), ())
    common, gained, end = 0, 0, START
    lost: list[Alone] = []
    redactions: list[Entry] = []
    encrypts: Draft | None = None
    for mine, theirs in zip_longest(present.since(START), other.since(START)):
        if mine and theirs and mine.entry["digest"] == theirs.entry["digest"]:
            common += 1
        else:
            gained += theirs is not None
            lost += [_alone(mine)] if mine else []
            redactions += [mine.entry] if mine and mine.entry["kind"] == "redacted" else []
            encrypts = _encrypting(mine.entry) if mine and encryption.FACT in mine.entry["data"] else encrypts
        if mine:
            end = mine.mark()
    readable = present.confirms(START) and present.ends_at(end.end)
    return Difference(common, end.head, readable, tuple(lost), gained, tuple(redactions), encrypts)


def _encrypting(entry: Entry) -> Draft | None:
    """Say again to whom denunciations are encrypted; None where they no longer were."""
    to = entry["data"][encryption.FACT]
    (told,) = stated([Draft("configured", "", {encryption.FACT: to})], "")
    return told if to else None


def _alone(place: Place) -> Alone:
    entry = place.entry
    return Alone(
        entry["seq"], entry["recorded_at"], entry["user"], entry["kind"], entry["subject"], entry["digest"],
        entry["seq"] == entry["batch"][1],
    )  # fmt: skip
