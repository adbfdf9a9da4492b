"""A desk that consolidates: its own register and, below `units/`, one register of each unit, read as one book."""

import os
import sqlite3
import tempfile
from importlib.util import find_spec
from typing import cast

from reception_cli.domain import numbers
from reception_cli.domain.entry import Head
from reception_cli.domain.text import shown
from reception_cli.domain.words import _
from reception_cli.index import DeadlinePort, cache, duckdb_engine, merge, person_hashes, schema
from reception_cli.index.desk_folder import NOBODY, UNITS, Folder
from reception_cli.index.duckdb_engine import Duck, Reach
from reception_cli.index.merge import Source
from reception_cli.index.projector import fill, lay_out
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.federated import FederatedLedger
from reception_cli.ledger.lock import Lock
from reception_cli.ledger.storage import NAME, START, FileLedger, Ledger, Mark, Until


def folders_of_units(path: str) -> dict[str, str]:
    """List the folders below `path` that hold a register, in their order: each with the code of its unit.

    A register that does not tell its unit, as one that is damaged may not, is taken for the one of its folder.
    """
    try:
        names = sorted(os.listdir(path))
    except OSError:
        return {}
    found = {name: os.path.join(path, name, NAME) for name in names}
    registers = {name: FileLedger(file).unit() for name, file in found.items() if os.path.lexists(file)}
    return {name: name if unit.casefold() in ("", name.casefold()) else unit for name, unit in registers.items()}


def misplaced(name: str, unit: str) -> tuple[str, str]:
    """Say that a folder below those of units holds the register of another unit, and what to do."""
    text = _("The folder {folder} holds the register of {unit}: it is not counted.")
    return text.format(folder=shown(f"{UNITS}/{name}"), unit=shown(unit)), _("Move it to another place.")


class Federation:
    """The registers of a consolidating desk."""

    def __init__(self, folder: Folder) -> None:
        """`folder` is the desk's own."""
        self.folder = folder
        self.path = os.path.join(folder.path, UNITS)
        self.cards = os.path.join(self.path, cache.NAME)

    def codes(self) -> list[str]:
        """List the units whose registers are here, in the order of their places.

        A folder that somebody copied or renamed holds the register of another unit: it is told, and never counted.
        """
        found = folders_of_units(self.path)
        for name, unit in found.items():
            if unit != name:
                self.folder.habits.warn_once(" ".join(misplaced(name, unit)))
        return [name for name, unit in found.items() if unit == name]

    def unit(self, code: str) -> Folder:
        """Give the folder of one unit; its code was checked when its first bundle was taken."""
        return Folder(os.path.join(self.path, code), self.folder.habits)

    def read(self) -> RegisterView:
        """Open one book over all registers; cards that are behind any of them are brought up to date first."""
        folders = self.folders()
        db = self._confirmed(folders)
        if db is None and not os.access(self.path, os.W_OK):
            return self._elsewhere(folders, None)
        if db is None:
            self.folder.read().close()  # brings the desk's own cards up to date
            with self._lock():
                folders = self.folders()  # units may have come while somebody else held the lock
                self._bring_up(folders)
                db = cache.connect(self.cards)
        return self._book(db, folders)

    def past(self, until: Until) -> RegisterView:
        """Build a book elsewhere from what each register held before the first entry for which `until` is true."""
        return self._elsewhere(self.folders(), until)

    def size(self) -> int:
        """Tell how many bytes the registers of the units have."""
        return sum(self.unit(code).ledger.size() for code in self.codes())

    def installed(self) -> bool:
        """Whether DuckDB is there."""
        return find_spec("duckdb") is not None

    def measured(self, first: str, last: str, petitions: bool) -> RegisterView:
        """Open a book for figures alone, which DuckDB answers from Parquet; what is behind is written first.

        `first` and `last` are ISO days; `petitions`: those of before are asked for, too.
        """
        reach = Reach(first or "0001-01-01", last or "9999-12-31", petitions)
        folder = os.path.join(self.path, duckdb_engine.FOLDER)
        with self._lock():
            folders = self.folders()
            names = [duckdb_engine.OWN, *_codes(folders)]
            os.makedirs(folder, mode=0o700, exist_ok=True)
            for place, (name, one) in enumerate(zip(names, folders, strict=True)):
                self._lay(folder, name, one)
                if self.folder.habits.progress:
                    self.folder.habits.progress(place + 1, len(folders))
        numbers.name_units(_codes(folders))
        own = cache.connect(os.path.join(self.folder.path, cache.NAME))
        try:
            duck = cast(sqlite3.Connection, Duck(folder, names, own, reach))
            return RegisterView(duck, _federated(folders), True, self.folder.habits.this_year)
        finally:
            own.close()

    def _lay(self, folder: str, name: str, one: Folder) -> None:
        made = duckdb_engine.made_of(folder, name)
        mark = Mark(Head(made["seq"], made["digest"]), made["pos"], made["end"]) if made else START
        if made and _ends(one, mark, made["law"], made["file"]):
            return
        db = self._opened(one)
        try:
            facts = dict(db.execute("SELECT key, value FROM meta"))
        finally:
            db.close()
        marks = () if one is self.folder else person_hashes.read(one.path)
        duckdb_engine.write(folder, name, os.path.join(one.path, cache.NAME), facts, marks)

    def _opened(self, one: Folder) -> sqlite3.Connection:
        """Open the cards of one register, brought up to date; the lock of the desk's own is held already."""
        return one.read()._db if one is not self.folder else cache.connect(os.path.join(one.path, cache.NAME))

    def _lock(self) -> Lock:
        return self.folder.lock("index", NOBODY)

    def folders(self) -> list[Folder]:
        """List the desk's own folder and those of its units: once for each answer, for units may come meanwhile."""
        return [self.folder, *map(self.unit, self.codes())]

    def _book(self, db: sqlite3.Connection, folders: list[Folder]) -> RegisterView:
        numbers.name_units(_codes(folders))
        return RegisterView(db, _federated(folders), True, self.folder.habits.this_year)

    def _confirmed(self, folders: list[Folder]) -> sqlite3.Connection | None:
        """Open the cards where they have read each register to its end; what is known to be damaged tells so."""
        db, read = self._opened_cards(folders)
        if db is None:
            return None
        if not all(map(_fits, read, folders)):
            db.close()
            return None
        for one, folder in zip(read, folders, strict=True):
            if one.damage:
                folder.read().close()
        return db

    def stale(self, read: list[merge.Read] | None) -> list[int] | None:
        """List the places of the registers that do not end where `read` says that their cards did when copied.

        None where there are no such cards, or they are of other units than are here.
        """
        folders = self.folders()
        if read is None or [one.code for one in read] != ["", *_codes(folders)]:
            return None
        return [place for place, (one, folder) in enumerate(zip(read, folders, strict=True)) if not _fits(one, folder)]

    def _opened_cards(self, folders: list[Folder]) -> tuple[sqlite3.Connection | None, list[merge.Read]]:
        """Open the cards where they are of these registers, however far they have read."""
        try:
            db = cache.connect(self.cards)
        except sqlite3.Error:
            return None, []
        read = merge.merged(db) or []
        if [one.code for one in read] == ["", *_codes(folders)]:
            return db, read
        db.close()
        return None, []

    def _bring_up(self, folders: list[Folder]) -> None:
        """Copy the cards of the units that moved on; where the units are others than before, of all."""
        db, read = self._opened_cards(folders)
        if db is None:
            cache.put(self.cards, lambda db: self._filled(db, folders))
            return
        try:
            for place, (one, folder) in enumerate(zip(read, folders, strict=True)):
                if not _fits(one, folder):
                    self._copy(db, place, folder)
        finally:
            db.close()

    def _filled(self, db: sqlite3.Connection, folders: list[Folder]) -> bool:
        lay_out(db, schema.MERGED)
        bar = self.folder.habits.progress
        for place, folder in enumerate(folders):
            self._copy(db, place, folder)
            if bar and len(folders) > 1:
                bar(place + 1, len(folders))
        return True

    def _copy(self, db: sqlite3.Connection, place: int, folder: Folder) -> None:
        if place:
            folder.read().close()  # brings its own cards up to date; the desk's own were, when it was opened
        merge.copy(db, self.source(place, folder, os.path.join(folder.path, cache.NAME)))
        if place:
            merge.put_persons(db, place, list(person_hashes.read(folder.path)))

    def source(self, place: int, folder: Folder, path: str) -> Source:
        """Say whose cards lie at a path: those of the register of a folder."""
        return Source(place, os.path.basename(folder.path) if place else "", path)

    def _elsewhere(self, folders: list[Folder], until: Until | None) -> RegisterView:
        """Build the cards in a file without a name, gone when closed; what is damaged is told first."""
        for folder in folders:
            folder.read().close()
        db = sqlite3.connect("", isolation_level=None)
        lay_out(db, schema.MERGED)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as aside:
            for place, folder in enumerate(folders):
                path = os.path.join(aside, str(place))
                _cards_at(path, folder.ledger, folder.habits.deadlines, until)
                merge.copy(db, self.source(place, folder, path))
        return self._book(db, folders)


def _cards_at(path: str, ledger: Ledger, deadlines: DeadlinePort | None, until: Until | None) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        fill(db, ledger, deadlines, None, until)
    finally:
        db.close()


def _federated(folders: list[Folder]) -> FederatedLedger:
    own, *units = folders
    return FederatedLedger(own.ledger, [folder.ledger for folder in units])


def _codes(folders: list[Folder]) -> list[str]:
    return [os.path.basename(folder.path) for folder in folders[1:]]


def _fits(read: merge.Read, folder: Folder) -> bool:
    """Whether a register ends where its cards had read to when they were copied."""
    mark = Mark(Head(read.last, read.digest), read.pos, read.end) if read.last else START
    return _ends(folder, mark, read.law, read.file)


def _ends(folder: Folder, mark: Mark, law: str, file: str) -> bool:
    """Whether cards that have read to a mark have read all, of a file that is still as it was noted."""
    deadlines = folder.habits.deadlines
    same_law = deadlines is None or law == deadlines.edition
    return same_law and folder.ledger.stamp() == file and folder.ledger.confirms(mark)
