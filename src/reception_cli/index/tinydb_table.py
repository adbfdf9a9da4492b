"""The register as a TinyDB: the same file, the same rules, through TinyDB's own classes.

`TinyDB(path, storage=LedgerStorage)` reads every entry and adds to the register; what would rewrite it
refuses with a reason. `Register(path)` adds without reading the whole file first.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from reception_cli.domain import replay
from reception_cli.domain.case import Case
from reception_cli.domain.entry import Draft, Entry, Stamp, canonical
from reception_cli.domain.errors import Busy, Refused, UsageFault
from reception_cli.domain.numbers import key
from reception_cli.domain.words import _
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.projector import DESK
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.storage import NAME

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
        self._seen = 0  # entries that were there at the last reading

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Read every entry; raises Damaged rather than leave one out."""
        entries = self.folder.entries() if self.folder.exists() else []
        self._seen = len(entries)
        return {TABLE: {str(entry["seq"]): entry for entry in entries}} if entries else None

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Add what is new behind the entries that were read; anything else that differs is refused."""
        if set(data) != {TABLE}:
            refuse()
        seen = self._seen
        known = (self.read() or {TABLE: {}})[TABLE]
        wish = {int(key): dict(value) for key, value in data[TABLE].items()}
        for seq in range(1, seen + 1):
            if wish.get(seq) != known[str(seq)]:
                raise _meanwhile() if "seq" not in wish.get(seq, known[str(seq)]) else _refused()
        if new := {seq: value for seq, value in sorted(wish.items()) if seq > seen}:
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


class LedgerTable(Table):
    """TinyDB's table over the register: adding adds entries, everything that would rub out refuses."""

    _storage: LedgerStorage

    def __init__(self, storage: LedgerStorage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        """Keep no answers: another program may add at any time."""
        super().__init__(storage, name, 0, persist_empty)

    def insert(self, document: Mapping[str, Any]) -> int:
        """Add one entry; returns its number."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Add entries as one batch; returns their numbers."""
        if self.name != TABLE:
            refuse()
        entries = self._storage.add(documents)
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
    default_storage_class = LedgerStorage  # type: ignore[assignment]
    table_class = LedgerTable  # type: ignore[assignment]  # TinyDB types it as its own class, not below it


def refuse() -> NoReturn:
    """Say why nothing in a register is changed or removed."""
    raise _refused()


def _refused() -> Refused:
    return Refused(
        _("A register is a book in which lines are added and never rubbed out."),
        (_("an entry is corrected, voided or taken back by another entry"),),
    )


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
    entry: Entry = {**draft._asdict(), "seq": 0, "user": "", "at": draft.at or "-"}
    entry["private"] = {name: ["", value + ""] for name, value in draft.private.items()}
    canonical(entry)
    if draft.kind in DESK:
        return
    if draft.kind not in replay.KINDS:
        raise ValueError(draft.kind)
    for subject in draft.data["subjects"] if draft.kind == "retracted" else [draft.subject]:
        key(subject)
    replay.apply_line(None, entry)
    replay.apply(Case(draft.subject), entry)
