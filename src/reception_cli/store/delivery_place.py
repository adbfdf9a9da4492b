"""Where the registers of the units lie on a consolidating desk, and what was erased at a unit is erased here too."""

import os
import unicodedata

from reception_cli.model.entry import Stamp
from reception_cli.model.errors import Refused, Unwritable
from reception_cli.model.words import _
from reception_cli.store import ledger, rewriting
from reception_cli.store.book import Book
from reception_cli.store.folder import Folder, Habits
from reception_cli.store.place import UNITS


def unit_folder(desk: Folder, code: str) -> Folder:
    """Find the folder of a unit below a desk's own, whether it is there yet or not.

    Raises Refused where another unit's folder would be taken for it, Unwritable where a link was planted.
    """
    units = os.path.join(desk.path, UNITS)
    for path in (units, os.path.join(units, code)):
        if os.path.islink(path):
            raise _planted(os.path.relpath(path, desk.path))
    other = next((name for name in _listed(units) if name != code and alike(name) == alike(code)), None)
    if other:
        raise Refused(
            _("There is a unit {other} here already, whose code is the same but for its writing.").format(other=other),
            hint=_("Agree with the sender on one code."),
        )
    habits = desk.habits
    quiet = Habits(habits.state, habits.timeout, habits.network, habits.warn, None, habits.owing)
    quiet.damage = habits.damage
    return Folder(os.path.join(units, code), quiet)


def written_as(desk: Folder, code: str) -> str | None:
    """Tell how the code of a unit whose register is here is written; None where there is none."""
    units = os.path.join(desk.path, UNITS)
    return next(
        (
            name for name in sorted(_listed(units))
            if name.casefold() == code.casefold() and os.path.exists(os.path.join(units, name, ledger.NAME))
        ),
        None,
    )  # fmt: skip


def listed_units(desk: Folder) -> list[str]:
    """List the codes of the units whose registers are here."""
    units = os.path.join(desk.path, UNITS)
    return [name for name in sorted(_listed(units)) if os.path.exists(os.path.join(units, name, ledger.NAME))]


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []


def alike(code: str) -> str:
    """Bring a code into a form that no file system tells apart from others of that form."""
    return unicodedata.normalize("NFKC", code).casefold().rstrip(".")


def erase(folder: Folder, verb: str, stamp: Stamp) -> None:
    """Take the private values away that the unit itself has erased since it sent them."""
    with folder.held(verb, stamp) as (book, mark):
        cuts = _owed(book)
        if not cuts:
            return
        book.db.close()
        path = folder.ledger.path + rewriting.NEW
        rewriting.write(folder.ledger, mark.end, cuts, [], path)
        rewriting.put(folder, path)


def erases(book: Book) -> bool:
    """Whether a unit ever erased anything."""
    return book.db.execute("SELECT 1 FROM entries WHERE kind = 'redacted' LIMIT 1").fetchone() is not None


def _owed(book: Book) -> dict[int, frozenset[str]]:
    """Find what is here still, though a redaction tells that it was erased: place -> names."""
    places = [pos for (pos,) in book.db.execute("SELECT pos FROM entries WHERE kind = 'redacted'")]
    found: dict[int, frozenset[str]] = {}
    for redaction in book.entries(places):
        for seq in redaction["data"]["entries"]:
            (pos,) = book.db.execute("SELECT pos FROM entries WHERE seq = ?", (seq,)).fetchone() or (None,)
            held = book.ledger.read(pos)["private"].keys() if pos else ()
            gone = frozenset(redaction["data"]["fields"]).intersection(held)
            if pos and gone:
                found[pos] = found.get(pos, frozenset()) | gone
    return found


def _planted(name: str) -> Unwritable:
    return Unwritable(
        _("'{name}' in the desk's folder is a symbolic link and is not followed.").format(name=name),
        _("Put the real file in its place."),
    )
