"""The register as a TinyDB: the same file, the same rules, through TinyDB's own classes.

`TinyDB(path, storage=LedgerStorage)` reads every entry and adds to the register; what would rewrite it
refuses with a reason. `Register(path)` adds without reading the whole file first.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Document, Table

from reception_cli.model.entry import Draft, Entry, Stamp
from reception_cli.model.errors import Refused, UsageFault
from reception_cli.model.words import _
from reception_cli.store.folder import Folder, Habits
from reception_cli.store.ledger import NAME, START

TABLE = "entries"
_DRAFT = frozenset(Draft._fields)


class LedgerStorage(Storage):
    """TinyDB's storage over the append-only register in the desk's folder."""

    def __init__(self, path: str, stamp: Stamp | None = None, habits: Habits | None = None) -> None:
        """`path` is the register file; `stamp` says who writes and when (needed to add, not to read)."""
        folder, name = os.path.split(os.path.abspath(path))
        if name != NAME:
            raise UsageFault(_("A register is a file named {name}.").format(name=NAME))
        self.folder = Folder(folder, habits or Habits())
        self.stamp = stamp

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Read every entry that the chain confirms."""
        if not self.folder.exists():
            return None
        places = self.folder.ledger.since(START)
        return {TABLE: {str(place.entry["seq"]): place.entry for place in places}}

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Add what is new behind the last entry; anything else about `data` that differs is refused."""
        known = (self.read() or {TABLE: {}})[TABLE]
        wish = {str(key): dict(value) for key, value in data.get(TABLE, {}).items()}
        if set(data) - {TABLE} or any(wish.get(key) != entry for key, entry in known.items()):
            refuse()
        new = [value for key, value in wish.items() if key not in known]
        if new:
            self.add(new)

    def add(self, documents: Iterable[Mapping[str, Any]]) -> list[Entry]:
        """Add documents (`kind`, `subject`, `data`, `private`, `at`) as one batch; returns the entries."""
        if self.stamp is None:
            raise UsageFault(_("This register was opened for reading only: give a stamp to add."))
        drafts = [_draft(document) for document in documents]
        if self.folder.exists():
            return self.folder.record("tinydb", lambda _book: drafts, self.stamp)
        return self.folder.begin(drafts, self.stamp)


class LedgerTable(Table):
    """TinyDB's table over the register: adding adds entries, everything that would rub out refuses."""

    _storage: LedgerStorage

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add one entry; returns its number."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add entries as one batch; returns their numbers."""
        entries = self._storage.add(documents)
        self.clear_cache()
        return [entry["seq"] for entry in entries]

    def update(self, *_args: object, **_facts: object) -> NoReturn:
        """Refuse."""
        refuse()

    def update_multiple(self, *_args: object, **_facts: object) -> NoReturn:
        """Refuse."""
        refuse()

    def upsert(self, *_args: object, **_facts: object) -> NoReturn:
        """Refuse."""
        refuse()

    def remove(self, *_args: object, **_facts: object) -> NoReturn:
        """Refuse."""
        refuse()

    def truncate(self) -> NoReturn:
        """Refuse."""
        refuse()


class Register(TinyDB):
    """A TinyDB whose default table is the register's `entries`."""

    default_table_name = TABLE
    default_storage_class = LedgerStorage
    table_class = LedgerTable


def refuse() -> NoReturn:
    """Say why nothing in a register is changed or removed."""
    raise Refused(
        _("A register is a book in which lines are added and never rubbed out."),
        (_("an entry is corrected, voided or taken back by another entry"),),
    )


def _draft(document: Mapping[str, Any]) -> Draft:
    unknown = set(document) - _DRAFT
    if unknown or "kind" not in document:
        raise UsageFault(
            _("An entry to add has {known}; not {unknown}.").format(
                known=", ".join(Draft._fields), unknown=", ".join(sorted(unknown)) or "-"
            )
        )
    plain = dict(document) if isinstance(document, Document) else document
    return Draft(plain["kind"], plain.get("subject", ""), plain.get("data", {}), plain.get("private", {}), plain.get("at", ""))
