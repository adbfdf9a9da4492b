"""Where a desk may live: no planted links, no network folder, files for their owner only."""

import os

from reception_cli.domain.errors import Refused, Unwritable
from reception_cli.domain.words import _
from reception_cli.index import cache
from reception_cli.ledger import head_notes, lock, storage
from reception_cli.ledger.files import make_folder, unwritable

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "fuse.sshfs", "ceph"})
CARDS = tuple(cache.NAME + kept for kept in ("", "-wal", "-shm", "-journal"))
UNITS = "units"  # in the folder of a desk that consolidates: the registers of units
TAKING = "consolidate"  # the verb that adds what a unit has delivered
FILES = (storage.NAME, lock.NAME, head_notes.NAME, *CARDS)


def make(folder: str) -> None:
    """Create the desk's folder, for its owner only whatever the umask."""
    try:
        make_folder(folder)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise Unwritable(
                _("'{folder}' is a file, not a folder.").format(folder=folder),
                _("Name another folder with --db."),
            ) from None
    except OSError as fault:
        raise unwritable(fault) from fault


def is_units(folder: str) -> bool:
    """Whether a folder keeps the register of a unit at a desk that consolidates: what was delivered, not recorded."""
    units = os.path.dirname(os.path.abspath(folder))
    return os.path.basename(units) == UNITS and os.path.exists(os.path.join(os.path.dirname(units), storage.NAME))


def refuse_links(folder: str) -> None:
    """Refuse a desk in which one of our files is a symbolic link: somebody planted it."""
    for name in FILES:
        if os.path.islink(os.path.join(folder, name)):
            raise Unwritable(
                _("'{name}' in the desk's folder is a symbolic link and is not followed.").format(name=name),
                _("Put the real file in its place."),
            )


def refuse_delivered(folder: str) -> None:
    """Refuse to add to a register that lies here as a unit delivered it: its next delivery would not fit any more."""
    if os.path.basename(os.path.dirname(folder)) == UNITS:
        raise Refused(
            _("This is the register of {unit} as it was delivered.").format(unit=os.path.basename(folder)),
            (_("only its own desk can change it; this one reads"),),
        )


def refuse_network(folder: str, accepted: bool) -> None:
    """Refuse to write to a network folder, where locks do not hold, unless the desk accepts the risk."""
    if accepted:
        return
    kind = "smb" if folder.startswith("\\\\") else file_system(folder)
    if kind in NETWORK or kind == "smb":
        raise Unwritable(
            _("The desk's folder lies on a network drive ({kind}), where locks do not hold.").format(kind=kind),
            _("Keep one desk on each machine and consolidate, or set network = true in the desk's config.toml."),
        )


def file_system(folder: str, mounts: str = "/proc/self/mounts") -> str:
    """Name the type of the file system that holds a folder; empty where the system does not tell."""
    try:
        with open(mounts, encoding="utf-8", errors="replace") as lines:
            parts = [line.split(" ", 3) for line in lines]
    except OSError:
        return ""
    best, kind = "", ""
    for _device, point, type_, *_rest in parts:
        point = point.replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, type_
    return kind
