"""Backups: verified, dated copies of the register, each a folder that opens with --db like the desk's own.

A copy is made while the desk goes on writing: up to a mark that the chain confirms, without any lock. It gets
its name only when it has been read back whole.
"""

import os
from collections.abc import Callable
from typing import NamedTuple

from reception_cli.model.entry import Head
from reception_cli.model.errors import Busy, Damaged
from reception_cli.model.words import _
from reception_cli.store import aside, heads, index, place, repair, rewriting
from reception_cli.store.disk import forget, make_folder, sync_folder, unwritable
from reception_cli.store.folder import Folder
from reception_cli.store.ledger import NAME, START, Ledger
from reception_cli.store.proof import prove

# What may lie in a backup that is removed: anything else in it is somebody's, and it stays.
FILES = place.FILES
_PART = ".part"
_TURNS = 5  # times that a copy begins again because the register was rewritten meanwhile

Tell = Callable[[int, int], None]  # bytes done, bytes in all


class Backup(NamedTuple):
    """One backup; `made_at` (ISO, to the second) is what its name says, `head` what is noted in it."""

    name: str
    path: str
    made_at: str
    head: Head | None
    size: int  # of the register, bytes


def make(folder: Folder, into: str, unit: str, now: str, tell: Tell) -> Backup:
    """Copy, verify and name a backup; raises Damaged when the register does not verify, Unwritable for the disk.

    `now` is an ISO moment; a copy that an interrupted command left unfinished on an earlier day is removed.
    """
    try:
        if not os.path.isdir(into):
            make_folder(into)
        _clear(into, unit, now)
        name = _free(into, f"{unit}-{_stamp(now)}")
        part = os.path.join(into, f".{name}{_PART}")
        os.mkdir(part, 0o700)
        try:
            head = _copy(folder, os.path.join(part, NAME), tell)
            heads.note(os.path.join(part, heads.NAME), head)
            sync_folder(part)
            aside.move(part, os.path.join(into, name))
        except BaseException:
            remove(part)
            raise
        sync_folder(into)
    except OSError as fault:
        raise unwritable(fault) from fault
    return _known(into, name, unit)  # type: ignore[return-value]


def listed(into: str, unit: str) -> list[Backup]:
    """List the backups of a unit in a folder, the newest first."""
    try:
        names = os.listdir(into)
    except FileNotFoundError:
        return []
    except OSError as fault:
        raise unwritable(fault) from fault
    found = [backup for name in names if (backup := _known(into, name, unit))]
    return sorted(found, key=lambda backup: (backup.made_at, len(backup.name), backup.name), reverse=True)


def remove(path: str) -> bool:
    """Remove a backup, unless there is anything in it that is none of ours; returns whether it is gone."""
    try:
        names = os.listdir(path)
        if not all(map(_ours, names)):
            return False
        for name in sorted(names, key=NAME.__ne__):  # the register goes first: what is left is none any more
            forget(os.path.join(path, name))
        os.rmdir(path)
    except OSError:
        return False
    return True


def _ours(name: str) -> bool:
    """Whether a file in a backup is one that we wrote, or left when we were killed."""
    return name in (*FILES, NAME + rewriting.NEW, heads.NAME + ".new")


def _copy(folder: Folder, path: str, tell: Tell) -> Head:
    """Copy up to the last whole command, and read the copy back."""
    for _turn in range(_TURNS):
        before = os.stat(folder.ledger.path)
        book = folder.read()
        mark = index.read_mark(book.db) or START
        book.db.close()
        if folder.damage:
            raise repair.refuse(folder.damage)
        rewriting.write(folder.ledger, mark.end, {}, [], path, _first_half(tell, mark.end))
        if not os.path.samestat(before, os.stat(folder.ledger.path)):
            continue
        found = prove(path, lambda done, all_: tell((all_ + done) // 2, all_)).head
        if found != mark.head:
            raise Damaged(_("The copy does not end as the register does."), _("Run `reception verify`."))
        return found
    raise Busy(_("The register was rewritten again and again meanwhile."), _("Try again."))


def _first_half(tell: Tell, end: int) -> Callable[[int], None]:
    return lambda done: tell(done // 2, end)


def _known(into: str, name: str, unit: str) -> Backup | None:
    path = os.path.join(into, name)
    made_at = _moment(name, unit)
    if not made_at or os.path.islink(path) or not os.path.isfile(os.path.join(path, NAME)):
        return None
    note = heads.HeadNotes(path, None).beside()
    return Backup(name, path, made_at, note.head if note else None, Ledger(os.path.join(path, NAME)).size())


def _stamp(now: str) -> str:
    """Shorten an ISO moment to `20261123-081000`."""
    return now[:10].replace("-", "") + "-" + now[11:19].replace(":", "")


def _moment(name: str, unit: str) -> str:
    """Read the moment of a backup from its name; empty when it is not named as we name them."""
    day, *rest = name.removeprefix(unit + "-").split("-")
    plain = [len(part) for part in (day, *rest[:1])] == [8, 6] and all(p.isdigit() for p in (day, *rest))
    if not name.startswith(unit + "-") or not plain or len(rest) > 2:
        return ""
    time = rest[0]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}"


def _free(into: str, name: str) -> str:
    turn, wish = 1, name
    while os.path.lexists(os.path.join(into, wish)) or os.path.lexists(os.path.join(into, f".{wish}{_PART}")):
        turn += 1
        wish = f"{name}-{turn}"
    return wish


def _clear(into: str, unit: str, now: str) -> None:
    """Remove unfinished copies; one of today may be another command's, still at work."""
    for name in os.listdir(into):
        made_at = _moment(name[1 : -len(_PART)], unit) if name[:1] == "." and name.endswith(_PART) else ""
        if made_at and made_at[:10] < now[:10]:
            remove(os.path.join(into, name))
