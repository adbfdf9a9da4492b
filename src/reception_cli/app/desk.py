"""All that a verb may touch: the store, the clerk, the day, the codes; each made on first use."""

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from reception_cli.app.environment import CONFIG, ClockDoubted, Settings, ask_later, believe_clock, clock_refused
from reception_cli.domain.errors import NotFound, Refused
from reception_cli.domain.words import _, ngettext
from reception_cli.law import COUNTED, LAW

if TYPE_CHECKING:
    import sqlite3

    from reception_cli.app.own_notes import OwnNote
    from reception_cli.domain.entry import Draft, Entry, Stamp
    from reception_cli.domain.errors import Unwritable
    from reception_cli.index.deadline_port import LastDay, Memory, Reckon
    from reception_cli.index.desk_folder import Decide, Folder
    from reception_cli.index.federation import Federation
    from reception_cli.index.register_view import RegisterView
    from reception_cli.law.calendar import Calendar
    from reception_cli.law.codes import CodeList
    from reception_cli.law.practice import Practice
    from reception_cli.law.seals import Seal
    from reception_cli.ledger.age import Opener

LOGGED = "logged"  # the habit of having readings on the terminal recorded
_MOMENT = 0.2  # seconds that a reading waits to be recorded


class Desk:
    """One desk, for the length of one command."""

    def __init__(
        self,
        settings: Settings,
        warn: Callable[[str], None],
        progress: Callable[[str], Callable[[int, int], None]] | None = None,
        confirmed: Callable[[str], bool] = lambda _question: False,
    ) -> None:
        """`warn` tells the clerk something on the side, `confirmed` asks; `progress` starts a bar of that name."""
        self.settings = settings
        self.warn = warn
        self.confirmed = confirmed
        self._believed = False  # the clock was held against the register
        self.progress = progress or (lambda _title: lambda _done, _all: None)
        self._book: RegisterView | None = None
        self._own: RegisterView | None = None  # where the desk consolidates
        self._read: list[RegisterView | None] = []  # before the last entry was written
        self._opener: Opener | None = None  # of what is encrypted, once it is unlocked
        self._opened: RegisterView | None = None  # what is read with it
        self._folder: Folder | None = None
        self._unit: str | None = None
        self._practice: Practice | None = None
        self._due: dict[str, tuple[str, str] | None] = {}
        self._recorded: list[list[Entry]] = []
        self._stand: list[list[Entry]] = []  # of these, what the same command recorded before its cards failed
        self.done: dict[str, None] = {}  # what stands now, by its numbers, even if the answer fails
        self.disclosed = False  # names leave with the answer of this command

    @property
    def folder(self) -> "Folder":
        """The store of this desk."""
        if self._folder is None:
            from reception_cli.index import DeadlinePort
            from reception_cli.index.desk_folder import Folder, Habits

            config = self.settings.config
            habits = Habits(
                self.settings.state, self.settings.timeout, bool(config.get("network")), self.warn,
                self._bar_of("index"),
                DeadlinePort(
                    LAW, COUNTED, self._reckoned, self._last_day, "reception_cli.app.deadline_projection:deadlines"
                ),
                self.today.year,
            )
            self._folder = Folder(self.settings.db, habits)
        return self._folder

    @property
    def now(self) -> datetime:
        """The moment of this command."""
        return datetime.fromisoformat(self.settings.now)

    @property
    def today(self) -> date:
        """The day of this command at the desk."""
        return self.now.date()

    @property
    def looked_at(self) -> date:
        """The day of which figures and due days are told: the one that --as-at names, else today."""
        return date.fromisoformat(self.settings.as_at) if self.settings.as_at else self.today

    @property
    def identity(self) -> str:
        """The desk's habit of showing names: on the clerk's own terminal (also "logged": recorded there), or never.

        Never, too, while a configuration that may say so cannot be read.
        """
        if self.settings.loses("identity"):
            return "never"
        return str(self.settings.config.get("identity", "terminal"))

    def habit(self, name: str) -> Any:
        """Give a habit that decides what is recorded or taken away; None where none is configured.

        Raises UsageFault where a configuration may say it and cannot be read.
        """
        if self.settings.loses(name):
            from reception_cli.domain.errors import UsageFault

            raise UsageFault(
                _("What the configuration says of '{name}' cannot be read; nothing was done.").format(name=name),
                _("Mend it, or say it on the command line."),
            )
        return self.settings.config.get(name)

    @property
    def stamp(self) -> "Stamp":
        """Who writes, where and when."""
        from reception_cli.domain.entry import Stamp

        return Stamp(self.settings.now, self.settings.user, self.settings.host)

    @property
    def book(self) -> "RegisterView":
        """The register for reading, as it is now, or as it was at the end of the day that --as-at names."""
        if self._book is None and self._stand:
            first = self._stand[0][0]["seq"]
            self._book = self.folder.past(lambda entry: bool(entry["seq"] >= first))
        elif self._book is None:
            self._book = self.as_at(self.settings.as_at) if self.settings.as_at else (self.area or self.folder).read()
        if self._opener is not None and self._book is not None and self._book is not self._opened:
            self._book.open_with(self._opener)
            self._opened = self._book
        return self._book

    def unlock(self, key_file: str | None) -> None:
        """Open what is encrypted with the desk's key, or another one that was brought, where anything may be.

        Raises NotFound where there is no key, UsageFault or Refused where it does not fit.
        """
        from reception_cli.index import encryption

        with closing(self.folder.read()) as now:  # what is read may be the register of an earlier day
            to = encryption.keys(now.setting(encryption.FACT))
        if not (to or key_file):
            return
        opener = self.key(key_file)
        if opener is None:
            raise NotFound(
                _("Denunciations are encrypted here, and the key is missing: {file}.").format(file=self.key_path),
                _("Bring it, or name the file of the recovery key with --key-file."),
            )
        if to and not opener.fits(to):
            raise Refused(
                _("This key opens nothing here:"), (_("nothing was encrypted to it"),),
                _("Name the file of the desk's key or of the recovery key with --key-file."),
            )  # fmt: skip
        self._opener = self.folder.opener = opener

    @property
    def key_path(self) -> str:
        """Where the desk's own key lies."""
        return os.path.join(self.folder.path, "keys", "unit.key")

    def key(self, key_file: str | None) -> "Opener | None":
        """Read the key that was brought, else the desk's own; None where there is none."""
        from reception_cli.ledger import age

        if key_file:
            return age.opener(key_file, self.warn)
        return age.opener(self.key_path, self.warn, alone=True) if os.path.exists(self.key_path) else None

    @property
    def own(self) -> "RegisterView":
        """The desk's own register as it is now, for what changes it: what units delivered is theirs to change."""
        if self._own is None and not self._stand and self.area is not None:
            self._name_units()
            self._own = self.folder.read()
        return self._own or self.book

    def _name_units(self) -> None:
        """Let a number of a unit below this desk be known for what it is, also where only the own register is read."""
        from reception_cli.domain import numbers

        if self.area is not None:
            numbers.name_units(self.area.codes())

    def as_at(self, day: str) -> "RegisterView":
        """Replay what was recorded up to the end of an ISO day; who must stay hidden is as known now."""
        from reception_cli.index import views

        store = self.area or self.folder
        past, now = store.past(lambda entry: bool(entry["recorded_at"][:10] > day)), store.read()
        try:
            views.hide(past, now)
        finally:
            now.close()
        return past

    @property
    def area(self) -> "Federation | None":
        """The registers of the units below this desk; None where it consolidates none."""
        if not os.path.isdir(os.path.join(self.folder.path, "units")):
            return None
        from reception_cli.index.federation import Federation

        return Federation(self.folder)

    def around_seal(self, last: str) -> "tuple[RegisterView, RegisterView] | None":
        """Lay apart what changed since the last seal of days up to `last`: as it was, and as it is; None when never
        sealed, or where units have seals of their own."""
        from reception_cli.index import views

        book = self.book
        seq = "" if book.wide else book.setting("sealed_seq")
        return views.stirred_since(book, int(seq), last, self.folder.habits.deadlines) if seq else None

    def seal(self, behind: bool = False) -> "Seal":
        """Tell up to which day the register is sealed; `behind` goes behind it knowingly."""
        from reception_cli.law.seals import Seal

        return Seal(self.book.setting("sealed_to"), behind)

    @property
    def unit(self) -> str:
        """The code of the desk's unit; empty before there is a register."""
        if self._unit is None:
            self._unit = self.book.setting("unit") if self.folder.exists() else ""
        return self._unit

    @unit.setter
    def unit(self, code: str) -> None:
        """Tell the unit without opening the cards: an examination must leave them as they are."""
        self._unit = code

    def codes(self, list_name: str) -> "CodeList":
        """Read one list of codes, with the desk's own below them."""
        from reception_cli.law import codes

        found = codes.load(list_name)
        if not self.folder.exists() or not self.book.setting("codes"):
            return found
        from reception_cli.events import configuration

        return configuration.with_own(found, self.book.setting)

    def commune(self, typed: str) -> str:
        """Give the name of a commune that the desk knows by what was typed; anything else as it is."""
        if not typed or not self.book.setting("communes"):
            return typed
        from reception_cli.events import configuration

        return configuration.commune(typed, self.book.setting)

    def communes(self) -> list[str]:
        """List the communes that the desk has said it knows."""
        from reception_cli.events import configuration

        return configuration.communes(self.book.setting)

    def names(self, list_name: str) -> dict[str, str]:
        """Give the reader's word of every code of a list."""
        if list_name == "paper":
            from reception_cli.law import papers

            return papers.names()
        return self.codes(list_name).names()

    def limit(self, name: str, on: date) -> int:
        """Read a number of the law that is no term (`group_min`), as in force on a day."""
        from reception_cli.law import terms

        return terms.limit(name, on)

    @property
    def practice(self) -> "Practice":
        """How this desk counts due days: its calendar, and what it promises where the law sets no term."""
        from reception_cli.law import practice

        if self._practice is None:
            self._practice = practice.practice(self.book.setting)
        return self._practice

    def _reckoned(self, setting: Callable[[str], str], memory: "Memory") -> "Reckon":
        """Count what matters owe for the cards; nobody who only reads them pays for it."""
        from reception_cli.app.deadline_projection import reckon

        return reckon(setting, memory, self._due)

    def _last_day(self, setting: Callable[[str], str]) -> "LastDay":
        from reception_cli.app.deadline_projection import last_day

        return last_day(setting)

    def next_due(self, *incidents: str) -> tuple[str, str] | None:
        """Tell what is owed first of incidents, ISO day and step: as just written, else as on the cards."""
        found = (self._due[each] if each in self._due else self.book.next_due(each) for each in incidents)
        return min(filter(None, found), default=None)

    @property
    def calendar(self) -> "Calendar":
        """The days off that this desk counts with: the country's, with its own laid over them."""
        return self.practice.calendar

    @property
    def name(self) -> str:
        """What the unit is called: by default its code."""
        return self.book.setting("name") or self.unit

    @property
    def counting(self) -> str:
        """How often an incident of several visits counts at this desk: distinct or per-visit."""
        return self.book.setting("counting", "distinct")

    @property
    def level(self) -> str:
        """The level of the unit: commune, district, province or other."""
        return self.book.setting("level", "commune")

    def disclose(self, draft: "Draft") -> None:
        """Record who reads which names before they are shown; raises Unwritable where it cannot be: none are shown."""
        from reception_cli.domain.errors import Unwritable

        try:
            self.record(draft.data["verb"], lambda _book: [draft])
        except Unwritable as fault:
            raise Unwritable(
                _("The reading of names could not be recorded, so nothing is shown or written.") + " " + fault.message,
                _("Lists without --with-identity go on.") + " " + fault.hint,
            ) from fault

    def record(self, verb: str, decide: "Decide", keep: bool = True) -> "list[Entry]":
        """Decide and write under the lock; with --dry-run decide on the register as it is.

        Returns the entries, or without `keep` the first one alone; those of a dry run are on no disk.
        """
        if self.settings.dry_run:
            from reception_cli.domain.entry import ORIGIN, Head, chained, kept
            from reception_cli.ledger.storage import writable

            entries: list[Entry] = []
            made = chained(decide(self.own), Head(0, ORIGIN), self.stamp, str)
            for entry in kept(made, entries, keep):
                writable(entry)  # refused as it would be on the disk
            return entries
        if self._stand:
            decide(self.own)
            entries = self._stand.pop(0)
        else:
            self._name_units()
            entries = self._recorded_now(verb, decide, keep)
            self._recorded += [entries] if entries else []
            if entries and self.identity == LOGGED:
                self._record_readings([])
            self._name_copies()
        self._note(entries)
        disclosed = any(entry["kind"] == "disclosed" for entry in entries)
        self.disclosed = self.disclosed or any(entry["data"].get("with") == "identity" for entry in entries)
        self._read += [self._book, self._own]
        self._book = self._own = None
        if not disclosed:  # rows of a disclosure are still on their way out of what was read
            self.let_go()
        return entries

    def _name_copies(self) -> None:
        """Tell which other files still hold what has been encrypted now, and clear the torn tails that do."""
        if not self.folder.hidden:
            return
        from reception_cli.maintenance import redact

        pairs, self.folder.hidden = self.folder.hidden, []
        redact.clear_torn(self.folder.path, [value for _salt, value in pairs])
        text = ngettext(
            "{n} private value that was recorded before is encrypted now.",
            "{n} private values that were recorded before are encrypted now.",
            len(pairs),
        )
        self.warn(text.format(n=len(pairs)))
        copies, exports = redact.holding(self.folder.path, self.copies(), [salt for salt, _value in pairs])
        for path in copies:
            self.warn(_("It still stands readable in {file}.").format(file=path))
        for path in exports:
            self.warn(_("It may stand readable in {file}.").format(file=path))

    def _recorded_now(self, verb: str, decide: "Decide", keep: bool) -> "list[Entry]":
        """Record under the lock, where the newest entry is known anyway; nobody is asked while it is held."""

        def decided(book: "RegisterView") -> "Sequence[Draft]":
            self._hold_clock_against(book.recorded_at(), ask_later)
            return decide(book)

        tell = self._bar_of("record")
        try:
            return self.folder.record(verb, decided, self.stamp, keep, tell)
        except ClockDoubted as doubt:
            if not self.confirmed(doubt.question):
                raise clock_refused() from None
            return self.folder.record(verb, decide, self.stamp, keep, tell)

    # --- What this clerk's own folder keeps: where private values went, and readings that could not be recorded yet.

    def saw(self, verb: str, count: int) -> None:
        """Record that names are about to be shown on the clerk's own terminal, where the desk has readings logged.

        A register that is busy, full or damaged keeps nobody from seeing: then the reading waits in the clerk's own
        folder for the next command that can record it.
        """
        if self.identity != LOGGED or not count or self.settings.dry_run:
            return
        data = {"verb": verb, "count": count, "with": "identity", "denunciations": 0}
        from reception_cli.app import own_notes

        if not self._record_readings([data]) and not self._keep(
            own_notes.READINGS, {"at": self.settings.now, "user": self.settings.user, "data": data}
        ):
            self.warn(_("This reading of names could not be recorded, neither in the register nor in your own folder."))

    def _record_readings(self, made: list[dict[str, Any]]) -> bool:
        """Record readings of names with those that waited; whether it was done. Nobody waits for that."""
        import sqlite3

        from reception_cli.app import own_notes
        from reception_cli.domain.entry import Draft
        from reception_cli.domain.errors import ReceptionError

        waiting = self._mine(own_notes.READINGS)
        if not made and not waiting:
            return True
        drafts = [Draft("disclosed", "", note.row["data"], {}, note.row["at"]) for note in waiting]
        drafts += [Draft("disclosed", "", data) for data in made]

        def decide(book: "RegisterView") -> "list[Draft]":
            self._hold_clock_against(book.recorded_at(), lambda _question: False)
            return drafts

        habits = self.folder.habits
        patience, habits.timeout = habits.timeout, min(habits.timeout, _MOMENT)
        try:
            self.folder.record("read", decide, self.stamp)
        except (ReceptionError, OSError, sqlite3.Error):
            return False
        finally:
            habits.timeout = patience
        own_notes.drop(waiting)
        return True

    def put_at(self, path: str, verb: str) -> None:
        """Note where this command puts private values of the register: an erasure names it."""
        from reception_cli.app import own_notes

        row = {"at": self.settings.now, "verb": verb, "path": os.path.abspath(path)}
        if any(note.row.get("path") == row["path"] for note in self._kept(own_notes.COPIES)):
            return
        if not self._keep(own_notes.COPIES, row):
            self.warn(_("Your own folder could not note this place: an erasure will not name it."))

    def copies(self) -> list[str]:
        """List the places besides the register where private values may lie: backups, and what this clerk noted."""
        from reception_cli.app import own_notes

        beside = (self.backups, os.path.join(self.folder.path, "backups"))
        paths = (*beside, *(str(note.row.get("path")) for note in self._kept(own_notes.COPIES)))
        found = [path for path in dict.fromkeys(paths) if os.path.lexists(path)]
        return [path for path in found if not any(path.startswith(other + os.sep) for other in found)]

    def _keep(self, what: str, row: dict[str, Any]) -> bool:
        from reception_cli.app import own_notes

        origin = self.folder.ledger.origin()
        if not self.settings.state or not origin:
            return False
        try:
            own_notes.add(self.settings.state, what, origin, row)
        except OSError:
            return False
        return True

    def _kept(self, what: str) -> "list[OwnNote]":
        from reception_cli.app import own_notes

        origin = self.folder.ledger.origin()
        return own_notes.read(self.settings.state, what, origin) if self.settings.state and origin else []

    def draft(self) -> dict[str, Any] | None:
        """Give what this clerk had half typed when a command was interrupted, and when (`at`)."""
        from reception_cli.app import own_notes

        return next((note.row for note in reversed(self._mine(own_notes.DRAFTS))), None)

    def keep_draft(self, row: dict[str, Any] | None) -> None:
        """Keep what is half typed in the clerk's own folder instead of what lay there; None: nothing."""
        from reception_cli.app import own_notes

        before = self._mine(own_notes.DRAFTS)
        if row is None or self._keep(own_notes.DRAFTS, {**row, "at": self.settings.now, "user": self.settings.user}):
            own_notes.drop(before)

    def _mine(self, what: str) -> "list[OwnNote]":
        return [note for note in self._kept(what) if note.row.get("user") == self.settings.user]

    def believe_clock(self) -> None:
        """Hold the clock against the newest entry, once, before anything is recorded; raises UsageFault.

        What is recorded under a clock that runs ahead stays in the register, and all later entries follow it.
        """
        if not self._believed:
            self._hold_clock_against(self._newest(), self.confirmed)

    def _hold_clock_against(self, newest: str, ask: Callable[[str], bool]) -> None:
        if self._believed or self.settings.dry_run or not newest:
            return
        self._believed = True
        asked = ask if self.settings.interactive and not self.settings.yes else None
        believe_clock(self.settings.now, newest, not self.settings.clock_alone, self.warn, asked)

    def _newest(self) -> str:
        """Tell when the newest entry was recorded; empty where there is none, or none that can be read."""
        import sqlite3

        from reception_cli.domain.errors import ReceptionError

        try:
            if self._book is not None and not self._book.wide and not self.settings.as_at:
                return self._book.recorded_at()
            return self.folder.newest()
        except (ReceptionError, sqlite3.Error):
            return ""

    @property
    def wrote(self) -> bool:
        """Whether this command may have written: it has held the lock of the register."""
        return bool(self._recorded) or (self._folder is not None and self._folder.was_held)

    def may_repeat(self, fault: "sqlite3.Error") -> bool:
        """Whether the command under which the cards failed may be run once more, at a new desk."""
        return self.folder.doubt(fault) and (bool(self._recorded) or not self.folder.was_held)

    @property
    def replaced(self) -> bool:
        """Whether a register was replaced while this command read it."""
        return self._folder is not None and self._folder.habits.replaced()

    def take_over(self, failed: "Desk", fault: "sqlite3.Error") -> None:
        """Run that command again: what it recorded stands on the disk, and is told but not written again."""
        self._recorded, self._stand = failed._recorded, list(failed._recorded)
        self._believed = failed._believed
        self.done |= failed.done
        self.folder.doubt(fault)

    def cards_fault(self, fault: "sqlite3.Error") -> "Unwritable":
        """Tell in words that the cards failed while they were read."""
        from reception_cli.index import cache

        return cache.failed(fault, bool(self._recorded))

    def let_go(self) -> None:
        """Close all cards that were read: what follows replaces them, or nothing follows."""
        for book in filter(None, (*self._read, self._book, self._own)):
            book.close()
        self._read, self._book, self._own = [], None, None

    @property
    def damage(self) -> "Sequence[str]":
        """What was told of damaged registers that this command has read."""
        return self._folder.habits.damage if self._folder else ()

    @property
    def private(self) -> list[str]:
        """The clerk's own files that stand for this desk: head notes and configuration."""
        own = os.path.join(self.settings.own, CONFIG) if self.settings.own else None
        return [path for path in (self.settings.state, own) if path]

    @property
    def backups(self) -> str:
        """The folder where this desk keeps its backups: as configured, or inside its own."""
        path = str(self.settings.config.get("backup") or "backups")
        return os.path.join(self.folder.path, os.path.expanduser(path))

    def begin(self, drafts: "list[Draft]") -> "list[Entry]":
        """Make the desk's folder and register with their first entries."""
        if self._stand:
            entries = self._stand.pop(0)
        else:
            entries = self.folder.begin(drafts, self.stamp)
            self._recorded.append(entries)
        self._note(entries)
        self.let_go()
        return entries

    def _note(self, entries: "list[Entry]") -> None:
        """Note what is on the disk by the numbers that it concerns, or those of the entries themselves."""
        self.done.update((entry["subject"] or _("entry {seq}").format(seq=entry["seq"]), None) for entry in entries)

    def did(self, what: str) -> None:
        """Note what was done beside the register, or to it as a whole."""
        self.done[what] = None

    def _bar_of(self, title: str) -> Callable[[int, int], None]:
        """Give what starts a bar of that name once there is something to tell, and again after it has ended."""
        bar: list[Callable[[int, int], None]] = []

        def tell(done: int, total: int) -> None:
            if not bar:
                bar.append(self.progress(title))
            bar[0](done, total)
            if total and done >= total:
                bar.clear()

        return tell
