"""`reception nightly`: what a desk needs every night, in one command with one exit code."""

import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

import click

from reception_cli.app import bug_log, mail, night
from reception_cli.app.desk import Desk
from reception_cli.app.environment import TOO_FAR
from reception_cli.app.night import Night
from reception_cli.app.schedules import KINDS
from reception_cli.cli import options
from reception_cli.cli.commands import bundles, maintenance
from reception_cli.cli.commands import publish as publishing
from reception_cli.cli.commands import report as reports
from reception_cli.cli.commands import schedule as schedule_
from reception_cli.cli.lists import NO_NAMES
from reception_cli.domain.dates import said_day
from reception_cli.domain.errors import Bug, Busy, Damaged, NotFound, ReceptionError, Unwritable, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, mark, ngettext, number, why
from reception_cli.events import diary
from reception_cli.exchange import keys
from reception_cli.exchange.bundle import SEALED, SUFFIX
from reception_cli.ledger import files
from reception_cli.ledger.lock import Lock
from reception_cli.maintenance import backup as backups
from reception_cli.maintenance import verify as verifying
from reception_cli.maintenance.verify import Inspection
from reception_cli.output import page as pages
from reception_cli.output.values import How
from reception_cli.reporting import digest as digests
from reception_cli.reporting.agenda import Morning
from reception_cli.reporting.periods import Period, previous, read_period
from reception_cli.reporting.table import Column, Labels, Table

YESTERDAY = "yesterday"
PARTS = {  # in their order, with their names
    "verify": mark("Examination"), "bundle": mark("Bundle"), "publish": mark("Public page"), "backup": mark("Backup"),
    "report": mark("Report"), "digest": mark("Digest of the day"), "mail": mark("Mail"),
}  # fmt: skip
FOLDER = "nightly"  # below the desk, where --to names no other
LATE = 10  # exit code when something is late
_LARGE = 1_000_000  # entries up to which the whole register is examined every night
_CLOCK = "5:30"
_WEEK = 7  # days after which it is in any case
_KEPT = timedelta(days=400)  # so long a digest stays in the folder
_DIGEST = re.compile(r"digest-(\d{4}-\d\d-\d\d)\.(?:txt|html)")
_FAULTS = (ReceptionError, OSError, sqlite3.Error)
_ORDER = (Damaged.exit_code, Unwritable.exit_code, Busy.exit_code)


class Request(NamedTuple):
    """What is asked of a night."""

    into: str
    period: Period
    receivers: tuple[str, ...]
    server: mail.Server | None
    superior: str
    site: str
    whole: int  # entries up to which the whole register is examined every night
    without: frozenset[str]


class Done(NamedTuple):
    """What became of one part: `state` is done, unchanged, off, or failed with its exit code."""

    state: str
    told: str
    files: tuple[str, ...] = ()
    exit_code: int = 0
    hint: str = ""  # what to do about it


@options.verb(
    _("Do what a desk needs every night: examine and copy the register, tell what is due, write the report, send it."),
    ("reception nightly", "reception nightly --to nights --without backup --exit-code"),
    options.dry_run,
    columns=lambda _desk, given: schedule_.columns() if given["schedule"] else columns(),
)
@click.option(
    "--to", "into", metavar="DIR", type=options.File(written=True, folder=True),
    help=_("Where digest, report and bundle are written (the folder `nightly` of the desk)."),
)
@click.option("--mail", "receivers", multiple=True, metavar="ADDRESS", help=_("Mail the digest to these."))
@click.option(
    "--period", default=YESTERDAY, metavar="P", type=options.Word("periods"), help=_("Whose counts are told.")
)
@click.option("--superior", default="", metavar="UNIT", type=options.Word("units"),
              help=_("Make a bundle for this unit once a month."))
@click.option(
    "--publish", "site", metavar="DIR", type=options.File(written=True, folder=True),
    help=_("Publish what changed there: the folder of an earlier `reception publish`."),
)
@click.option("--without", multiple=True, type=click.Choice(list(PARTS)), help=_("Leave this part out."))
@click.option(
    "--whole", default=_LARGE, metavar="N", type=click.IntRange(0),
    help=_("A register of more than N entries is examined whole once a week only (1000000)."),
)
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when something is late."))
@click.option(
    "--schedule", type=click.Choice((*KINDS, schedule_.ALL)), is_flag=False, flag_value=schedule_.ALL,
    help=_("Print the lines that do this every night: for cron, systemd, Windows, or all of them."),
)
@click.option("--at", default=_CLOCK, metavar="H:MM", help=_("With --schedule: when, in Viet Nam (5:30)."))
@click.option("--install", is_flag=True, help=_("With --schedule: put the lines where they work on this machine."))
@click.pass_obj
def nightly(
    desk: Desk, into: str | None, receivers: tuple[str, ...], period: str, superior: str, site: str | None,
    without: tuple[str, ...], whole: int, exit_code: bool, schedule: str | None, at: str, install: bool,
) -> Table | str:  # fmt: skip
    """Do each part; one that fails is named, and keeps no other back."""
    if schedule is None and (install or at != _CLOCK):
        raise UsageFault(_("--at and --install belong to --schedule."), _("Add --schedule."))
    if not desk.folder.exists():
        raise NotFound(
            _("There is no register in '{folder}'.").format(folder=desk.folder.path),
            _("Name the desk's folder with --db."),
        )
    request = _request(desk, into, receivers, period, superior, site, whole, without)
    if schedule is not None:
        words = _typed(request, into, period, exit_code)
        return schedule_.scheduled(desk, schedule, at, install, words)
    if desk.settings.dry_run:
        return _table([(part, _planned(part, request)) for part in PARTS], {}, exit_code)
    kept = _kept(desk)
    with Lock(kept, "nightly", desk.stamp, desk.settings.timeout):
        return _Run(desk, request, kept).table(exit_code)


def _typed(request: Request, into: str | None, period: str, exit_code: bool) -> tuple[str, ...]:
    """Spell the command line of every night to come; `period` stays the word that it is."""
    words = ["nightly"]
    for option, values in (
        ("--to", [request.into] if into else []), ("--mail", request.receivers), ("--superior", [request.superior]),
        ("--publish", [request.site]), ("--whole", [str(request.whole)] if request.whole != _LARGE else []),
        ("--period", [period] if period != YESTERDAY else []), ("--without", sorted(request.without)),
    ):  # fmt: skip
        words += [word for value in values if value for word in (option, value)]
    return (*words, *(["--exit-code"] if exit_code else []))


def _request(
    desk: Desk, into: str | None, receivers: tuple[str, ...], period: str, superior: str, site: str | None, whole: int,
    without: tuple[str, ...],
) -> Request:  # fmt: skip
    """Read what was typed, and the mail server where one is needed, before anything is done."""
    to = mail.receivers(receivers)
    own = dict(desk.settings.habits)["own"]
    sends = bool(to) and not {"mail", "digest"} & set(without)
    server = mail.server(own, desk.settings.own) if sends else None
    if superior:
        bundles.receiver(desk, superior)
    folder = os.path.abspath(into) if into else os.path.join(desk.folder.path, FOLDER)
    public = os.path.abspath(site) if site else ""
    return Request(folder, read_period(period, desk.today), to, server, superior, public, whole, frozenset(without))


def _kept(desk: Desk) -> str:
    """Find the folder in which this night is remembered for the next one."""
    origin = desk.folder.ledger.origin()
    if not desk.settings.state or not origin:
        raise Unwritable(_("There is no home folder in which a night could be remembered."))
    try:
        return night.folder(desk.settings.state, origin)
    except OSError as fault:
        raise Unwritable(
            _("Your own folder cannot be written: {reason}.").format(reason=why(fault)), _("Check the disk.")
        ) from fault


def _planned(part: str, request: Request) -> Done:
    off = _off(part, request)
    return Done("off", off) if off else Done("planned", _("would be done"))


def _off(part: str, request: Request) -> str:
    """Say why a part is not done at all; empty where it is."""
    if part in request.without:
        return _("switched off")
    if part == "bundle" and not request.superior:
        return _("no --superior is named")
    if part == "publish" and not request.site:
        return _("no --publish is named")
    if part == "mail" and (not request.receivers or "digest" in request.without):
        return _("no --mail is named")
    return ""


class _Run:
    """One night: the parts one after the other, and what each of them found."""

    def __init__(self, desk: Desk, request: Request, kept: str) -> None:
        self.desk, self.request, self.kept = desk, request, kept
        day_ago = (desk.now - timedelta(days=1)).timestamp()  # what is younger, another command may be writing
        for folder in (request.into, kept, os.path.join(kept, mail.FOLDER)):
            files.clear_spares(folder, day_ago)
        self.night = night.read(kept)
        self.queue = mail.Queue(kept)
        self.digest: digests.Digest | None = None
        self.done: list[tuple[str, Done]] = []
        self.bug: Exception | None = None

    def table(self, exit_code: bool) -> Table:
        """Do all parts and tell of them; a bug in one is told when the others are done."""
        for part in PARTS:
            found = self._part(part)
            self.done.append((part, found))
            if found.state == "failed":  # also where nobody reads the answer: cron mails what stands here
                self.desk.warn(f"{part_names()[part]}: {found.told} {found.hint}".rstrip())
        if self.bug is not None:
            raise Bug(tuple(self.desk.done), self.desk.wrote) from self.bug
        return _table(self.done, self.digest.totals if self.digest else {}, exit_code)

    def _part(self, part: str) -> Done:
        if off := _off(part, self.request):
            return Done("off", off)
        work: Mapping[str, Callable[[], Done]] = {
            "verify": self._verify, "bundle": self._bundle, "publish": self._publish, "backup": self._backup,
            "report": self._report, "digest": self._digest, "mail": self._mail,
        }  # fmt: skip
        try:
            return work[part]()
        except _FAULTS as fault:
            return self._failed(fault)
        except Exception as bug:
            path = bug_log.write(bug, self.desk.settings.state, self.desk.settings.now)
            self.bug = self.bug or bug
            return Done("failed", _("This is a bug in reception; its trace is in {path}.").format(path=path), (), 7)

    def _failed(self, fault: Exception) -> Done:
        if isinstance(fault, sqlite3.Error):
            fault = self.desk.cards_fault(fault)
        code = fault.exit_code if isinstance(fault, Damaged | Busy) else Unwritable.exit_code
        if isinstance(fault, ReceptionError):
            return Done("failed", fault.message, (), code, fault.hint)
        place = getattr(fault, "filename", None)
        text = f"{shown(str(place))}: {why(fault)}." if place else f"{why(fault)}."
        hint = _("Check the folder, the free space and your permission, then repeat the command.")
        return Done("failed", text, (), code, hint)

    # --- the parts.

    def _verify(self) -> Done:
        """Examine the register, or what was added since last night where it is large and was examined this week."""
        self._mend()
        found, whole = self._examined()
        every = [found, *maintenance.units(self.desk).values()]
        if whole:  # cards that were behind are no finding of the register
            self.desk.unit = found.unit
        wrong = sum(one.total for one in every)
        if wrong:
            text = ngettext(
                "{n} finding: see `reception verify`.", "{n} findings: see `reception verify`.", wrong
            ).format(n=number(wrong))
            return Done("failed", text, (), Damaged.exit_code)
        today = self.desk.today.isoformat()
        self._remember(self.night._replace(verified=found.head, whole_on=today if whole else self.night.whole_on))
        entries = sum(one.entries for one in every)
        if whole:
            text = ngettext("{n} entry, all sound", "{n} entries, all sound", entries)
        else:
            text = ngettext(
                "{n} entry since last night, all sound; the whole register was examined on {day}",
                "{n} entries since last night, all sound; the whole register was examined on {day}", entries,
            )  # fmt: skip
        return Done("done", text.format(n=number(entries), day=said_day(self.night.whole_on)))

    def _mend(self) -> None:
        """Cut what a killed add left, as the next add would, and say so: it is no damage, and nobody adds at night."""
        with suppress(*_FAULTS), self.desk.folder.held("nightly", self.desk.stamp):
            pass

    def _examined(self) -> tuple[Inspection, bool]:
        desk, head = self.desk, self.night.verified
        key = partial(maintenance.opener, desk, None)
        if head is not None and head.count > self.request.whole and self._is_recent():
            tell = desk.progress("verify")
            return verifying.inspect_since(desk.folder, head, desk.stamp, tell, key), False
        given = [head] if head is not None else []
        found = maintenance.examined(desk, given, key)
        if found is None:
            raise NotFound(_("There is no register in '{folder}'.").format(folder=desk.folder.path))
        return found, True

    def _is_recent(self) -> bool:
        try:
            days = (self.desk.today - date.fromisoformat(self.night.whole_on)).days
        except ValueError:
            return False
        return 0 <= days < _WEEK

    def _remember(self, told: Night) -> None:
        self.night = told
        night.keep(self.kept, told)

    def _bundle(self) -> Done:
        """Make a bundle of the whole register for the superior, once for each month that is over."""
        month = previous(read_period("this-month", self.desk.today))
        seal = self.request.superior if self._trusted() else None
        path = os.path.join(self.request.into, f"{self.desk.unit}-{month.name}{SEALED if seal else SUFFIX}")
        if os.path.isfile(path) and self.night.bundled < month.name:  # a night that made it was killed
            self._remember(self.night._replace(bundled=month.name))
        if self.night.bundled >= month.name:
            text = _("the bundle up to {month} was made").format(month=self.night.bundled)
            return Done("unchanged", text)
        self._make_folder()
        bundles.bundled(self.desk, {"output": path}, bundles.Ask(None, seal, NO_NAMES, False))
        self._remember(self.night._replace(bundled=month.name))
        told = _("for {unit}").format(unit=self.request.superior)
        return Done("done", told if seal else told + "; " + _("not sealed: the key of that unit is not trusted here"),
                    (path,))

    def _trusted(self) -> bool:
        with closing(self.desk.folder.read()) as book:
            return self.request.superior in keys.trusted(book.setting("trusted"))

    def _publish(self) -> Done:
        """Publish what changed into a folder that was published to before."""
        period = read_period("last-month", self.desk.today)
        done = publishing.published(self.desk, self.request.site, period, {})
        return Done("done" if done.changed else "unchanged", publishing.told(done), (done.folder,))

    def _backup(self) -> Done:
        """Copy the register, unless its newest copy ends where it does; then make room."""
        desk, into = self.desk, self.desk.backups
        rule = backups.read_keep(str(desk.settings.config.get("keep") or backups.DEFAULT))
        known = backups.listed(into, desk.unit)
        head = maintenance.head(desk)
        if whole := next((one for one in known if one.head == head), None):  # not the first where the clock went back
            return Done("unchanged", _("{name} holds all of it").format(name=whole.name), (whole.path,))
        made, gone, _left = maintenance.copied(desk, into, rule)
        text = ngettext("{n} entry copied and verified", "{n} entries copied and verified", made.head.count
                        if made.head else 0).format(n=number(made.head.count if made.head else 0))
        if gone:
            text += "; " + _("removed to make room: {names}").format(names=", ".join(one.name for one in gone))
        return Done("done", text, (made.path,))

    def _report(self) -> Done:
        """Write the report of this month, and of the month before where it is the first day."""
        day = self.desk.today
        period = read_period("this-month" if day.day > 1 else "last-month", day)
        table = reports.made(self.desk, period)
        how = How(language=self.desk.settings.language, format="html", generated_at=self.desk.settings.now)
        path = os.path.join(self.request.into, f"report-{period.name}.html")
        told = _("report of {period}").format(period=period.name)
        return self._written(told, {path: "".join(pages.html(table, how))})

    def _digest(self) -> Done:
        desk, calendar = self.desk, self.desk.calendar
        morning = Morning(
            desk.today, desk.settings.user, diary.working_day_before(desk.today, calendar),
            lambda day: diary.notice_by(day, calendar),
        )  # fmt: skip
        asked = digests.Asked(
            desk.name, morning, self.request.period, desk.counting, desk.practice, tuple(self._foremost())
        )
        self.digest = digests.digest(desk.book, asked, desk.codes)
        self._prune()
        tongue, name = desk.settings.language, os.path.join(self.request.into, f"digest-{desk.today.isoformat()}")
        return self._written(self.digest.subject, {
            f"{name}.txt": pages.text(self.digest.page, tongue), f"{name}.html": pages.mail(self.digest.page, tongue),
        })  # fmt: skip

    def _prune(self) -> None:
        """Remove the digests of long ago: each tells of its day, and what it told is in the register."""
        oldest = (self.desk.today - _KEPT).isoformat()
        with suppress(OSError):
            for name in os.listdir(self.request.into):
                found = _DIGEST.fullmatch(name)
                if found and found[1] < oldest:
                    files.forget(os.path.join(self.request.into, name))

    def _foremost(self) -> Iterator[str]:
        """Say first what nobody should overlook: parts that failed, a register that cannot be relied on."""
        titles = part_names()
        yield from self._clock()
        for part, done in self.done:
            if done.state == "failed":
                yield f"{titles[part]}: {done.told}"
            elif part == "verify" and done.state == "done":
                yield f"{titles[part]}: " + _("the register is sound")
        yield from self.desk.damage

    def _clock(self) -> Iterator[str]:
        """Say that the machine's day cannot be right: with it every due day of the digest is wrong."""
        newest = date.fromisoformat(self.desk.book.recorded_at()[:10])
        if not -1 <= (self.desk.today - newest).days <= TOO_FAR:
            text = _("The clock of this machine says {today}, the newest entry of the register {newest}: one of them "
                     "is wrong. What is late or due here is reckoned by the machine's clock.")
            told = text.format(today=said_day(self.desk.today), newest=said_day(newest))
            self.desk.warn(told)
            yield told

    def _mail(self) -> Done:
        """Queue the digest for each receiver, then send what waits, also from earlier nights."""
        server, found = self.request.server, self.digest
        assert server is not None
        if found is not None:
            origin = self.desk.folder.ledger.origin() or ""
            tongue = self.desk.settings.language
            letter = mail.Letter(
                found.subject, pages.text(found.page, tongue), pages.mail(found.page, tongue), self.desk.today,
                f"{origin} {self.request.period.first} {self.request.period.last}",
            )  # fmt: skip
            for to in self.request.receivers:
                self.queue.put(letter, server.sender, to, self.desk.now)
        sent = mail.send(self.queue, server)
        self.queue.forget(self.desk.today)
        if sent.waiting:
            text = ngettext("{n} letter waits", "{n} letters wait", sent.waiting).format(n=sent.waiting)
            text += f" ({'; '.join(sent.reasons)})" if sent.reasons else ""
            if sent.sent:
                text = _sent(sent.sent) + "; " + text
            return Done("failed", text, (), Unwritable.exit_code)
        return Done("done", _sent(sent.sent)) if sent.sent else Done("unchanged", _("all was sent before"))

    def _written(self, told: str, texts: Mapping[str, str]) -> Done:
        """Write files, each whole; those that hold the same already are left alone."""
        self._make_folder()
        new = False
        for path, text in texts.items():
            blob = text.encode()
            if not _holds(path, blob):
                files.replace(path, [blob])
                self.desk.did(path)
                new = True
        return Done("done" if new else "unchanged", told, tuple(texts))

    def _make_folder(self) -> None:
        if not os.path.isdir(self.request.into):
            files.make_folder(self.request.into)


def _holds(path: str, blob: bytes) -> bool:
    try:
        return files.content(path, len(blob)) == blob
    except OSError:
        return False


def _sent(n: int) -> str:
    return ngettext("{n} letter sent", "{n} letters sent", n).format(n=n)


def _table(done: list[tuple[str, Done]], totals: Mapping[str, Any], asks: bool) -> Table:
    names, states = part_names(), state_names()
    rows = [
        {"part": part, "state": one.state, "exit": one.exit_code, "told": one.told, "files": list(one.files)}
        for part, one in done
    ]
    codes = {one.exit_code for _part, one in done}
    late = LATE if asks and totals.get("overdue") else 0
    said = tuple(f"{names[part]}: {states[one.state]}. {one.told}".rstrip() for part, one in done)
    code = next((code for code in _ORDER if code in codes), late)
    return Table("nightly", columns(), rows, dict(totals), said=said, number="part", exit_code=code)


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer: one row for each part."""
    return (
        Column("part", _("Part"), labels=Labels(part_names)), Column("state", _("State"), labels=Labels(state_names)),
        Column("exit", _("Exit code"), "number", hidden=True), Column("told", _("What"), wide=True),
        Column("files", _("Files"), "list", hidden=True),
    )  # fmt: skip


def part_names() -> dict[str, str]:
    """Name the parts of a night."""
    return {part: _(name) for part, name in PARTS.items()}


def state_names() -> dict[str, str]:
    """Say what may become of a part."""
    return {
        "done": _("done"), "unchanged": _("nothing to do"), "off": _("left out"), "failed": _("failed"),
        "planned": _("planned"),
    }  # fmt: skip
