"""Units taken in side by side, each by a process of its own, where there is much to read and who to read it."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import NamedTuple, TypeVar

from reception_cli import ROOT
from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.domain import words
from reception_cli.domain.errors import Busy, Damaged, ReceptionError, Refused, Unwritable
from reception_cli.domain.words import _, ngettext
from reception_cli.events.denunciations import hidden
from reception_cli.exchange.bundle import Manifest
from reception_cli.exchange.inbox import VERB, Delivery, Taken, alike, delivering, erase, unit_folder
from reception_cli.exchange.reader import Keyring, opened
from reception_cli.ledger.worker_process import processors as _processors
from reception_cli.reporting.consolidation import Found, Snapshot, look, received, refused

# --- Units taken in side by side, each by a process of its own, where there is much to read and who to read it.

MUCH = 50_000  # entries; fewer are read sooner than a second process starts
_MOST = 4  # processes: the disk is one
_LOCALE = os.path.join(ROOT, "locale")

Job = TypeVar("Job")
Done = TypeVar("Done")


def worth(jobs: int, entries: int) -> bool:
    """Whether several processes would be done sooner than one."""
    return min(jobs, _processors()) > 1 and entries >= MUCH


def each(work: Callable[[Job], Done], jobs: list[Job], language: str) -> Iterator[Done]:
    """Do all jobs and give what they come to, in their order; what no other process can do, this one does."""
    done = 0
    try:
        for found in _apart(work, jobs, language):
            done += 1
            yield found
    except (OSError, BrokenProcessPool):  # none can be started, or one of them was killed
        for job in jobs[done:]:
            yield work(job)


def _apart(work: Callable[[Job], Done], jobs: list[Job], language: str) -> Iterator[Done]:
    context = multiprocessing.get_context("spawn")  # a copy of this process would have our locks and no threads
    size = min(_processors(), len(jobs), _MOST)
    with ProcessPoolExecutor(size, context, initializer=_begin, initargs=(language,)) as pool:
        try:
            for future in [pool.submit(work, job) for job in jobs]:
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in multiprocessing.active_children():  # what they leave half the next run completes
                process.terminate()
            raise


def _begin(language: str) -> None:
    """Begin a process: it is the first one that is interrupted, and all speak one language."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    words.speak(language, _LOCALE)


# --- Taking in bundles, unit by unit: whatever is wrong with one, the others go on.

OURS = (Busy, Unwritable)  # faults of this desk, not of what was sent


def not_own(unit: str, own: str) -> None:
    """Refuse to take the desk's own unit in a second time."""
    if alike(unit) == alike(own):
        raise Refused(
            _("{unit} is the unit of this desk itself.").format(unit=unit),
            hint=_("A desk keeps its own register; it takes in those of others."),
        )


class Parcel(NamedTuple):
    """A bundle whose first line was read."""

    file: str
    manifest: Manifest


class BundleJob(NamedTuple):
    """All that one unit sent."""

    settings: Settings
    ring: Keyring
    own: str  # code of the desk's own unit
    unit: str
    parcels: tuple[Parcel, ...]
    dry: bool

    @property
    def entries(self) -> int:
        """Count what is to be read."""
        return sum(one.manifest.after.count - one.manifest.before.count for one in self.parcels)


class Bundles:
    """The bundles that were named on one command line."""

    def __init__(self, desk: Desk, files: list[str], ring: Keyring, own: str) -> None:
        """`own` is the code of the desk's own unit."""
        self._desk, self._files, self._ring, self._own = desk, files, ring, own
        self.hash_keys: set[str] = set()

    def found(self, dry: bool) -> list[Found]:
        """Take them in, or, in a dry run, only tell what would become of them."""
        parcels, lines = list[Parcel](), list[Found]()
        for file in self._files:
            try:
                with opened(file, self._ring, self._desk.folder.path) as bundle:
                    parcels.append(Parcel(file, bundle.manifest))
            except ReceptionError as fault:
                lines.append(refused("", file, fault))
        self.hash_keys = {one.manifest.hash_key for one in parcels if one.manifest.hash_key}
        jobs = [self._job(unit, parcels, dry) for unit in sorted({one.manifest.unit for one in parcels})]
        return [*lines, *self._done(jobs)]

    def _job(self, unit: str, parcels: list[Parcel], dry: bool) -> BundleJob:
        """Put what a unit sent into the order of its chain."""
        own = [one for one in parcels if one.manifest.unit == unit]
        own.sort(key=lambda one: (one.manifest.before.count, one.manifest.after.count))
        return BundleJob(self._desk.settings._replace(stdin=str), self._ring, self._own, unit, tuple(own), dry)

    def _done(self, jobs: list[BundleJob]) -> Iterator[Found]:
        bar, done, entries = self._desk.progress(VERB), 0, sum(job.entries for job in jobs)
        if worth(len(jobs), entries):
            answers = each(_taking_bundles_apart, jobs, self._desk.settings.language)
            for job, (lines, warned) in zip(jobs, answers, strict=True):
                for line in warned:
                    self._desk.warn(line)
                done += job.entries
                bar(done, entries)
                yield from lines
            return
        for job in jobs:
            yield from _Unit(self._desk, job, partial(_ahead, bar, done, entries)).taken()
            done += job.entries
        bar(entries, entries)


def _ahead(bar: Callable[[int, int], None], before: int, entries: int, more: int) -> None:
    bar(before + more, entries)


def _taking_bundles_apart(job: BundleJob) -> tuple[list[Found], list[str]]:
    """Take a unit in by another process; what it would warn of comes along."""
    warned: list[str] = []
    return _Unit(Desk(job.settings, warned.append), job, lambda _entries: None).taken(), warned


class _Unit:
    """One unit, whose deliveries are taken in."""

    def __init__(self, desk: Desk, job: BundleJob, tell: Callable[[int], None]) -> None:
        """`tell` is told how many entries were read."""
        self._desk, self._job, self._bar, self._done = desk, job, tell, 0

    def taken(self) -> list[Found]:
        """Take in all that the unit sent; a line for the unit, and one for each file that was refused."""
        job, folder = self._job, self._desk.folder
        try:
            not_own(job.unit, job.own)
            register = unit_folder(folder, job.unit)
            with delivering(register, folder.path, self._desk.stamp, job.dry) as delivery:
                lines = self._delivered(delivery)
        except OURS:
            raise
        except ReceptionError as fault:
            return [refused(job.unit, one.file, fault) for one in job.parcels]
        new = not job.dry and any(one.status == "received" for one in lines)
        if n := erase(register, VERB, self._desk.stamp) if new else 0:
            text = ngettext(
                "{unit}: {n} private value was erased here that came before its matter became a denunciation; "
                "backups of this desk may still hold it.",
                "{unit}: {n} private values were erased here that came before their matter became a denunciation; "
                "backups of this desk may still hold them.",
                n,
            )
            self._desk.warn(text.format(unit=job.unit, n=n))
        return lines

    def _tell(self, entries: int) -> None:
        self._done += entries
        self._bar(self._done)

    def _delivered(self, delivery: Delivery) -> list[Found]:
        book, unit = delivery.here.book, self._job.unit
        if book is not None and book.setting("secret"):
            raise Refused(
                _("The register of {unit} is kept at this desk, from plain files.").format(unit=unit),
                hint=_("Bundles and plain files are not mixed: what came twice could not be told."),
            )
        taken, lines = list[tuple[str, Taken]](), list[Found]()
        for parcel in self._job.parcels:
            try:
                taken.append((parcel.file, self._read(delivery, parcel)))
            except OURS:
                raise
            except ReceptionError as fault:
                lines.append(refused(unit, parcel.file, fault))
        found, dropped = self._looked(delivery, taken)
        if found and taken:
            lines.append(received(unit, taken, found, delivery.end))
            if delivery.new and not self._job.dry:
                delivery.put(hidden)
        return [*lines, *dropped]

    def _read(self, delivery: Delivery, parcel: Parcel) -> Taken:
        with opened(parcel.file, self._job.ring, self._desk.folder.path) as bundle:
            if bundle.manifest.unit != self._job.unit:  # the file was exchanged meanwhile
                raise Damaged(_("The file changed while it was read."), _("Repeat the command."), reason="changed")
            return delivery.take(bundle, self._tell)

    def _looked(self, delivery: Delivery, taken: list[tuple[str, Taken]]) -> tuple[Snapshot | None, list[Found]]:
        """Count the register as it will be; bundles that nobody can understand are left out, the last one first."""
        dropped: list[Found] = []
        while taken:
            try:
                return delivery.look(look), dropped
            except Damaged as fault:
                file, _one = taken.pop()
                delivery.drop()
                dropped.append(refused(self._job.unit, file, fault))
        return None, dropped
