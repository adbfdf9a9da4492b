"""Backups: verified, dated copies of the register, each a folder that opens with --db like the desk's own.

A copy is made while the desk goes on writing: up to a mark that the chain confirms, without any lock. It gets
its name only when it has been read back whole.
"""

import os
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from reception_cli.domain.entry import Head
from reception_cli.domain.errors import Busy, Damaged, ReceptionError, UsageFault
from reception_cli.domain.words import _
from reception_cli.index import desk_folder, views
from reception_cli.index.desk_folder import Folder
from reception_cli.index.queries.entries import by_seq
from reception_cli.index.register_view import RegisterView
from reception_cli.index.rewrite import prove
from reception_cli.ledger import head_notes
from reception_cli.ledger.files import forget, make_folder, move, sync_folder, unwritable
from reception_cli.ledger.storage import NAME, NEW, FileLedger, Progress, damaged

# --- Backups: verified, dated copies of the register, each a folder that opens with --db like the desk's own.

# What may lie in a backup that is removed: anything else in it is somebody's, and it stays.
FILES = desk_folder.FILES
_PART = ".part"
_TURNS = 5  # times that a copy begins again because the register was rewritten meanwhile


class Backup(NamedTuple):
    """One backup; `made_at` (ISO, to the second) is what its name says, `head` what is noted in it."""

    name: str
    path: str
    made_at: str
    head: Head | None
    size: int  # of the register, bytes


def make(folder: Folder, into: str, unit: str, now: str, tell: Progress) -> Backup:
    """Copy, verify and name a backup; raises NotFound without a register, Damaged for a bad one, Unwritable.

    `now` is an ISO moment; a copy that an interrupted command left unfinished on an earlier day is removed.
    """
    folder.require()
    try:
        if not os.path.isdir(into):
            make_folder(into)
        _clear(into, unit, now)
        name = _free(into, f"{unit}-{moment_in_name(now)}")
        part = os.path.join(into, f".{name}{_PART}")
        os.mkdir(part, 0o700)
        try:
            head = _copy(folder, os.path.join(part, NAME), tell)
            head_notes.note(os.path.join(part, head_notes.NAME), head)
            sync_folder(part)
            move(part, os.path.join(into, name))
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
    return name in (*FILES, NAME + NEW, head_notes.NAME + ".new")


def _copy(folder: Folder, path: str, tell: Progress) -> Head:
    """Copy up to the last whole command, and read the copy back."""
    for _turn in range(_TURNS):
        before = os.stat(folder.ledger.path)
        book = folder.read()
        mark = views.read_to(book)
        book.close()
        if folder.damage:
            raise damaged(folder.damage)
        folder.ledger.copy(path, mark, tell=_first_half(tell, mark.end))
        if not os.path.samestat(before, os.stat(folder.ledger.path)):
            continue
        found = prove(path, lambda done, all_: tell((all_ + done) // 2, all_)).head
        if found != mark.head:
            raise Damaged(_("The copy does not end as the register does."), _("Run `reception verify`."))
        return found
    raise Busy(_("The register was rewritten again and again meanwhile."), _("Try again."))


def _first_half(tell: Progress, end: int) -> Callable[[int], None]:
    return lambda done: tell(done // 2, end)


def _known(into: str, name: str, unit: str) -> Backup | None:
    path = os.path.join(into, name)
    made_at = _moment(name, unit)
    if not made_at or os.path.islink(path) or not os.path.isfile(os.path.join(path, NAME)):
        return None
    note = head_notes.HeadNotes(path, None).beside()
    return Backup(name, path, made_at, note.head if note else None, FileLedger(os.path.join(path, NAME)).size())


def moment_in_name(now: str) -> str:
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


# --- Which backups are kept: the newest of each of the last days, weeks, months and years that have one.

DEFAULT = "7d,4w,12m,3y"
_PERIODS: dict[str, Callable[[str], str]] = {
    "d": lambda at: at[:10],
    "w": lambda at: "{}-{}".format(*date.fromisoformat(at[:10]).isocalendar()[:2]),
    "m": lambda at: at[:7],
    "y": lambda at: at[:4],
}


def read_keep(text: str) -> dict[str, int]:
    """Read `7d,4w,12m,3y`; raises UsageFault. `all` keeps everything and gives an empty rule."""
    rule: dict[str, int] = {}
    for part in text.replace(" ", "").split(",") if text != "all" else []:
        count, letter = part[:-1], part[-1:]
        if letter not in _PERIODS or not (count.isascii() and count.isdigit() and len(count) < 6):
            raise UsageFault(
                _("--keep was '{text}', which is no rule.").format(text=text[:40]),
                _("Type it like 7d,4w,12m,3y: days, weeks, months and years; or all."),
            )
        rule[letter] = int(count)
    return rule


def surplus(backups: Sequence[Backup], rule: dict[str, int]) -> list[Backup]:
    """List the backups that no part of the rule keeps; `backups` newest first, and the newest always stays."""
    kept = {backup_.name for backup_ in backups[:1]} if rule else {backup_.name for backup_ in backups}
    for letter, count in rule.items():
        seen: dict[str, str] = {}
        for backup_ in backups:
            seen.setdefault(_PERIODS[letter](backup_.made_at), backup_.name)
        kept.update(list(seen.values())[:count])
    return [backup_ for backup_ in backups if backup_.name not in kept]


def prune(book: RegisterView, backups: Sequence[Backup]) -> tuple[list[Backup], list[Backup]]:
    """Remove backups of which the present register still holds every entry; returns those gone, those left.

    One that is damaged, of another register, or knows more than the register does, stays: it may be the last
    trace of something.
    """
    gone = [one for one in backups if _contained(book, one) and remove(one.path)]
    return gone, [one for one in backups if one not in gone]


def _contained(book: RegisterView, one: Backup) -> bool:
    try:
        head = prove(f"{one.path}/{NAME}").head
        return any(entry["digest"] == head.digest for entry in by_seq(book, [head.count]))
    except ReceptionError:
        return False
