"""A folder that is published: made anew beside the old one, and put in its place whole."""

import hashlib
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import MappingProxyType
from typing import Any, NamedTuple

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _
from reception_cli.ledger import files

MARKER = "reception-site.json"  # lists what is ours there; nothing in it is secret
_MOST = 1 << 26
_AT_ONCE = 16  # files that are brought to the disk together
_OPEN_FILE, _OPEN_FOLDER = 0o644, 0o755  # a web server reads them


Stamps = dict[str, list[Any]]  # path -> size, time (ns) and number of a file, and its digest


class Site(NamedTuple):
    """What was published into a folder: the digest of every file as it is now, and facts to go on with."""

    digests: dict[str, str]
    facts: dict[str, Any]
    stamps: Stamps


def read(folder: str, known: Mapping[str, list[Any]] = MappingProxyType({})) -> Site | None:
    """Put back what a killed command took away, and read what lies in a folder; None where there is none or nothing.

    `known` are the stamps of an earlier reading: a file with the same size, time and number is not read again.

    Raises UsageFault where anything in it is not ours: nobody's files are removed. Raises OSError.
    """
    _put_back(folder)
    if not os.path.lexists(folder):
        return None
    if os.path.islink(folder) or not os.path.isdir(folder):
        raise UsageFault(_("'{folder}' is no folder.").format(folder=shown(folder)), _("Name another folder."))
    there = _files_in(folder)
    if not there:
        return None
    try:
        told = json.loads(files.text(os.path.join(folder, MARKER), _MOST))
        ours, facts = set(told["files"]), dict(told["facts"])
    except (OSError, ValueError, TypeError, KeyError):
        ours, facts = set[str](), dict[str, Any]()
    strange = sorted(there - ours - {MARKER})
    if strange or not ours:
        raise UsageFault(
            _("'{folder}' holds files that were not published by `reception`, such as {name}.").format(
                folder=shown(folder), name=shown(strange[0] if strange else MARKER)
            ),
            _("Name an empty folder, or one that does not exist yet."),
        )
    stamps = {path: _stamp(f"{folder}/{path}", known.get(path)) for path in there - {MARKER}}
    return Site({path: one[-1] for path, one in stamps.items()}, facts, stamps)


def _stamp(path: str, known: list[Any] | None) -> list[Any]:
    try:
        found = os.lstat(path)
        stamp = [found.st_size, found.st_mtime_ns, found.st_ino]
        if known and known[:-1] == stamp:
            return known
        return [*stamp, digest(files.content(path, _MOST, files.READ))]
    except OSError:
        return [""]


def _files_in(folder: str) -> set[str]:
    found = set()
    for above, _folders, names in os.walk(folder):
        found |= {os.path.relpath(os.path.join(above, name), folder).replace(os.sep, "/") for name in names}
    return found


def digest(blob: bytes) -> str:
    """Give the digest by which a file is known again."""
    return hashlib.sha256(blob).hexdigest()


def prepare(
    folder: str, digests: Mapping[str, str], blobs: Mapping[str, bytes], facts: Mapping[str, Any]
) -> str:
    """Write the new folder beside the old one; what did not change is linked, not written. Raises OSError.

    `digests` are those of every file of it, `blobs` what is in those that differ from the old ones. Returns its path;
    `swap` puts it in place. Folders that killed commands left are removed: `read` has put back what is missing.
    """
    clear(folder)
    above, name = os.path.split(os.path.abspath(folder))
    spare = os.path.join(above, f".{name}.new-{os.urandom(6).hex()}")
    try:
        for place in sorted({"", *(path.rpartition("/")[0] for path in digests)}):
            _make(os.path.join(spare, place) if place else spare)
        for path in digests.keys() - blobs.keys():
            _take_over(f"{folder}/{path}", f"{spare}/{path}")
        with ThreadPoolExecutor(_AT_ONCE) as pool:  # a disk brings many files to rest together sooner than in turn
            for _done in pool.map(lambda item: _write(f"{spare}/{item[0]}", item[1]), blobs.items()):
                pass
        told = {"files": dict(digests), "facts": dict(facts)}
        _write(os.path.join(spare, MARKER), json.dumps(told, sort_keys=True).encode())
        files.sync_folder(spare)
    except BaseException:
        remove(spare)
        raise
    return spare


def _make(folder: str) -> None:
    os.mkdir(folder)
    os.chmod(folder, _OPEN_FOLDER)


def _write(path: str, blob: bytes) -> None:
    files.write_new(path, blob)
    os.chmod(path, _OPEN_FILE)


def _take_over(source: str, target: str) -> None:
    """Give an unchanged file a second name in the new folder; where the disk has none, copy it."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        _write(target, files.content(source, _MOST, files.READ))


def swap(spare: str, folder: str) -> None:
    """Put the new folder in the place of the old one, which is removed; raises OSError."""
    above, name = os.path.split(os.path.abspath(folder))
    old = os.path.join(above, f".{name}.old-{os.urandom(6).hex()}")
    if os.path.isdir(folder):
        files.move(folder, old)
    try:
        files.move(spare, folder)
    except BaseException:
        with suppress(OSError):
            files.move(old, folder)
        raise
    files.sync_folder(above)
    remove(old)


def remove(folder: str) -> None:
    """Remove a folder of ours; should that fail, whoever publishes next does it."""
    with suppress(OSError):
        files.drop_folder(folder)


def _put_back(folder: str) -> None:
    """Put the old folder back where a command was killed before the new one was in its place."""
    if not os.path.lexists(folder):
        for path in _left(folder, "old")[:1]:
            files.move(path, folder)


def clear(folder: str) -> None:
    """Remove what killed commands left beside a folder; also where there is nothing new to publish."""
    for path in _left(folder, "new", "old"):
        remove(path)


def _left(folder: str, *kinds: str) -> list[str]:
    above, name = os.path.split(os.path.abspath(folder))
    begins = tuple(f".{name}.{kind}-" for kind in kinds)
    names = os.listdir(above) if os.path.isdir(above) else []
    return sorted(os.path.join(above, one) for one in names if one.startswith(begins))
