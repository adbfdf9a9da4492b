"""Which files belong to a desk, by whatever name they are reached: links, second names, capitals."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress

from reception_cli.index import cache
from reception_cli.index.desk_folder import UNITS
from reception_cli.ledger import head_notes, lock, storage
from reception_cli.ledger.files import ordinary
from reception_cli.ledger.format import HEADER

BACKUPS = "backups"
FOLDERS = (UNITS, BACKUPS, "keys", "forms", "maps", "nightly")  # all below them is the desk's, too
FILES = (lock.NAME, head_notes.NAME, "config.toml")
_GROWN = (storage.NAME, cache.NAME)  # and whatever else begins so: files aside, of SQLite, kept torn or replaced


def owned(path: str, desks: Iterable[str], others: Iterable[str] = (), within: str = "") -> bool:
    """Whether a file or folder, there or not, belongs to one of the desks, or to any desk that it lies in.

    `others` are files and folders beside the desks that are theirs as well; of the folder `within` any may make use.
    """
    desks, others = list(desks), list(others)
    below = real = os.path.realpath(path)
    while True:
        folder, name = os.path.split(below)
        if not name:
            break
        if any(same(below, other) for other in others):
            return True
        if _is_own(name, within) and (any(same(folder, desk) for desk in desks) or _is_desk(folder)):
            return True
        below = folder
    return _has_second_name(real) and any(same(real, file) for file in _files([*desks, *others]))


def same(one: str, other: str) -> bool:
    """Whether two paths are one file; of files that are not there, whether they would be."""
    try:
        return os.path.samefile(one, other)
    except (OSError, ValueError):
        return _plain(one) == _plain(other)


def _plain(path: str) -> str:
    """A file system may fold case: names that differ in it alone count as one wherever the file is not there yet."""
    return os.path.realpath(path).casefold()


def _is_own(name: str, within: str) -> bool:
    """Whether a desk has such a file, in any case: a desk may lie on a file system, or move to one, that folds it."""
    plain = name.casefold().rstrip(" .")
    return plain != within and (plain in (*FILES, *FOLDERS) or plain.startswith(_GROWN))


def _is_desk(folder: str) -> bool:
    """Whether a register lies in a folder; another JSON file of its name makes none."""
    try:
        with open(os.path.join(folder, storage.NAME), "rb", opener=ordinary) as file:
            return file.read(len(HEADER)) == HEADER
    except (OSError, ValueError):
        return False


def _has_second_name(path: str) -> bool:
    with suppress(OSError, ValueError):
        return os.stat(path).st_nlink > 1 and not os.path.isdir(path)
    return False


def _files(folders: Iterable[str]) -> Iterator[str]:
    for folder in folders:
        if os.path.isfile(folder):
            yield folder
        for above, _folders, names in os.walk(folder):
            yield from (os.path.join(above, name) for name in names if above != folder or _is_own(name, ""))
