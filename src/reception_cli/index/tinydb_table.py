"""A desk's register for programs that use TinyDB: reading and adding by the same rules as our own commands.

`TinyDB(path, storage=LedgerStorage)` reads every entry and adds to the register; what would rewrite it is refused
with a reason. `Register(path)` adds without reading the whole file first. Both take the desk's lock and end in
`ledger.storage.EntryTable`, through which everything is recorded.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage

from reception_cli.domain.case import Case
from reception_cli.domain.entry import Draft, Entry, Stamp, canonical
from reception_cli.domain.errors import Busy, UsageFault
from reception_cli.domain.numbers import key
from reception_cli.domain.words import _
from reception_cli.events import replay
from reception_cli.events.registry import KINDS, UNKNOWN
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.storage import NAME, TABLE, EntryTable, never_rubbed_out

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
        self._seen = 0  # entries that were there at the last reading

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Read every entry; raises Damaged rather than leave one out."""
        entries = self.folder.entries() if self.folder.exists() else []
        self._seen = len(entries)
        return {TABLE: {str(entry["seq"]): entry for entry in entries}} if entries else None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Add what is new behind the entries that were read; anything else that differs is refused."""
        if set(data) != {TABLE}:
            raise never_rubbed_out()
        seen = self._seen
        known = (self.read() or {TABLE: {}})[TABLE]
        wanted = {int(key): dict(value) for key, value in data[TABLE].items()}
        for seq in range(1, seen + 1):
            if wanted.get(seq) != known[str(seq)]:
                raise _meanwhile() if "seq" not in wanted.get(seq, known[str(seq)]) else never_rubbed_out()
        if new := {seq: value for seq, value in sorted(wanted.items()) if seq > seen}:
            self.add(new.values(), list(new))

    def add(self, documents: Iterable[Mapping[str, Any]], as_: list[int] | None = None) -> list[Entry]:
        """Add documents (`kind`, `subject`, `data`, `private`, `at`) as one batch; returns the entries.

        `as_` are the numbers they must get; raises Busy when another program took these.
        """
        if self.stamp is None:
            raise UsageFault(_("This register was opened for reading only: give a stamp to add."))
        drafts = [_draft(document) for document in documents]
        if not drafts:
            return []
        if not self.folder.exists():
            return self.folder.begin(drafts, self.stamp)

        def decide(book: RegisterView) -> list[Draft]:
            first = book.count() + 1
            if as_ is not None and as_ != list(range(first, first + len(drafts))):
                raise _meanwhile()
            return drafts

        return self.folder.record("tinydb", decide, self.stamp)


class LedgerTable(EntryTable):
    """TinyDB's table over a desk's register: what is inserted is recorded under the lock, and by the rules."""

    _storage: LedgerStorage

    def __init__(self, storage: LedgerStorage, name: str) -> None:
        """Open one table of a desk's register."""
        super().__init__(storage.folder.ledger, name)
        self._storage = storage

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add entries as one batch; returns their numbers."""
        if self.name != TABLE:
            raise never_rubbed_out()
        entries = self._storage.add(documents)
        return [entry["seq"] for entry in entries]


class Register(TinyDB):
    """A TinyDB whose default table is the register's `entries`."""

    default_table_name = TABLE
    default_storage_class = LedgerStorage  # type: ignore[assignment]
    table_class = LedgerTable  # type: ignore[assignment]  # TinyDB types it as its own class, not below it


def _meanwhile() -> Busy:
    return Busy(
        _("Another program added to the register meanwhile; nothing was recorded."),
        _("Read again, then repeat."),
    )


def _draft(document: Mapping[str, Any]) -> Draft:
    unknown = set(document) - _DRAFT
    if unknown or "kind" not in document:
        raise UsageFault(
            _("An entry to add has {known}; not {unknown}.").format(
                known=", ".join(Draft._fields), unknown=", ".join(sorted(unknown)) or "-"
            )
        )
    draft = Draft(**{"subject": "", **document})
    try:
        _try(draft)
    except (LookupError, TypeError, ValueError, AttributeError, UsageFault) as fault:
        raise UsageFault(
            _("An entry of kind '{kind}' cannot be made of this; nothing was recorded.").format(
                kind=str(draft.kind)[:40]
            ),
            _("The README describes what each kind of entry holds."),
        ) from fault
    return draft


def _try(draft: Draft) -> None:
    """Replay an entry by itself: what nobody understands would stand in the register for good."""
    entry: Entry = {**draft._asdict(), "seq": 0, "user": "", "at": draft.at or "-", "recorded_at": "-"}
    entry["private"] = {name: ["", value + ""] for name, value in draft.private.items()}
    entry["sealed"] = dict.fromkeys(draft.private, "")
    canonical(entry)
    kind = KINDS[draft.kind]
    if kind is UNKNOWN or not kind.takes(draft.data) or not set(draft.private) <= set(kind.private):
        raise ValueError(draft.kind)
    if kind.desk:
        return
    for subject in draft.data["subjects"] if draft.kind == "retracted" else [draft.subject]:
        key(subject)
    replay.apply_line(None, entry)
    replay.apply(Case(draft.subject), entry)
