"""Which backups are kept: the newest of each of the last days, weeks, months and years that have one."""

from collections.abc import Callable, Sequence
from datetime import date

from reception_cli.model.errors import ReceptionError, UsageFault
from reception_cli.model.words import _
from reception_cli.store import backup
from reception_cli.store.backup import Backup
from reception_cli.store.book import Book
from reception_cli.store.ledger import NAME
from reception_cli.store.proof import prove

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


def prune(book: Book, backups: Sequence[Backup]) -> tuple[list[Backup], list[Backup]]:
    """Remove backups of which the present register still holds every entry; returns those gone, those left.

    One that is damaged, of another register, or knows more than the register does, stays: it may be the last
    trace of something.
    """
    gone = [one for one in backups if _contained(book, one) and backup.remove(one.path)]
    return gone, [one for one in backups if one not in gone]


def _contained(book: Book, one: Backup) -> bool:
    try:
        head = prove(f"{one.path}/{NAME}").head
        row = book.db.execute("SELECT pos FROM entries WHERE seq = ?", (head.count,)).fetchone()
        return row is not None and bool(book.ledger.read(row[0])["digest"] == head.digest)
    except ReceptionError:
        return False
