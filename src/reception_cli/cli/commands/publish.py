"""`reception publish`: a page for everybody, on a web server or a stick, on which one matter is found by its code."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import click

from reception_cli.app import night
from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.main import LOCALE
from reception_cli.domain import words
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Unwritable, UsageFault
from reception_cli.domain.text import clean, shown
from reception_cli.domain.words import LANGUAGES, _, ngettext, number, why
from reception_cli.exchange import lookup
from reception_cli.index.queries import entries, publication
from reception_cli.ledger import files
from reception_cli.maintenance import site_folder
from reception_cli.output import site as sites
from reception_cli.reporting import publication as public
from reception_cli.reporting.periods import Period, read_period
from reception_cli.reporting.table import Column, Note, Table

_MOST = 1 << 28
_KEYS = "lookup-keys.json"


class Published(NamedTuple):
    """What became of a publication."""

    folder: str
    matters: int
    written: int  # files that are new or changed
    closed: int  # codes that are encrypted here
    changed: bool


@options.verb(
    _("Publish a page on which citizens look up their matter by the code of their receipt, and the office's figures."),
    ("reception publish public --phone '0235 3874 xxx'", "reception publish public --period 2026-Q3"),
    options.dry_run,
    columns=lambda _desk, _given: columns(),
)
@click.argument("folder", metavar="DIR", type=options.File(written=True, folder=True))
@click.option("--period", default="last-month", metavar="P", type=options.Word("periods"), help=_("Whose figures."))
@click.option("--phone", default="", metavar="TEXT", help=_("The telephone number to ask at."))
@click.option("--address", default="", metavar="TEXT", help=_("The address of the office."))
@click.option("--hours", default="", metavar="TEXT", help=_("When it is open."))
@click.pass_obj
def publish(desk: Desk, folder: str, period: str, phone: str, address: str, hours: str) -> Table:
    """Publish what changed."""
    told = {"phone": phone, "address": address, "hours": hours}
    given = {name: clean(text, name) for name, text in told.items() if text.strip()}
    return answer(published(desk, folder, read_period(period, desk.today), given), desk.settings.dry_run)


def published(desk: Desk, folder: str, period: Period, given: dict[str, str]) -> Published:
    """Make the page anew and put it in place, recorded, where anything differs from what lies there."""
    remembered = _Remembered(desk)
    before = _read(folder, remembered.stamps(folder))
    office = _office(desk, before, given)
    keys = _Keys(desk, remembered, before)
    old = before.digests if before else {}
    found = list(publication.standings(desk.book, keys))
    length = lookup.prefix_length(len(found))
    kept, blobs = _scripts(found, keys, length, old)
    blobs |= sites.shipped()
    facts = {
        "cost": lookup.COST, "salt": keys.salt.hex(), "prefix": length, "edition": desk.today.strftime("%Y%m%d"),
    }  # fmt: skip
    for tongue in LANGUAGES:
        blobs[public.FILES[tongue]] = _page(desk, office, period, facts, tongue)
    kept_facts = {"salt": keys.salt.hex(), **office._asdict()}
    made = {path: site_folder.digest(blob) for path, blob in blobs.items()}
    new = {**kept, **made}
    different = {path: blobs[path] for path, one in made.items() if old.get(path) != one}
    changed = old != new or (before is not None and before.facts != kept_facts)
    keys.keep(folder, before)  # first: should this be killed before the folder is in place, little is written twice
    if changed and not desk.settings.dry_run:
        _put(desk, folder, new, different, kept_facts, len(found))
    elif not desk.settings.dry_run:
        site_folder.clear(folder)
    return Published(os.path.abspath(folder), len(found), len(different), keys.closed, changed)


def _read(folder: str, known: site_folder.Stamps) -> site_folder.Site | None:
    try:
        return site_folder.read(folder, known)
    except OSError as fault:
        raise Unwritable(
            _("'{folder}' cannot be read: {reason}.").format(folder=shown(folder), reason=why(fault)),
            _("Check the folder and your permission, then repeat the command."),
        ) from fault


def _scripts(
    found: Iterable[publication.Standing], keys: "_Keys", length: int, old: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, bytes]]:
    """Give the files of matters: the digests of those that stay as they lie there, and what is in the others.

    How the matters of a file stood when it was written is remembered, as a digest, in the clerk's own folder.
    """
    sheets: dict[str, list[publication.Standing]] = {}
    names = keys.names(length)
    for one in found:
        sheets.setdefault(names[one.id], []).append(one)
    kept, blobs, remembered = dict[str, str](), dict[str, bytes](), dict[str, list[str]]()
    for prefix, matters in sheets.items():
        path = f"d/{prefix}.js"
        state = f"{lookup.FORMAT} {keys.salt.hex()} {length} {[*map(tuple, matters)]!r}"
        mark = site_folder.digest(state.encode())
        before = keys.sheets.get(path)
        if before and before[0] == mark and old.get(path) == before[1]:
            kept[path] = before[1]
            remembered[path] = before
            continue
        blobs[path] = lookup.script(prefix, (lookup.sealed(keys.of(one.id), public.value(one)) for one in matters))
        remembered[path] = [mark, site_folder.digest(blobs[path])]
    keys.sheets = remembered
    return kept, blobs


def _put(
    desk: Desk, folder: str, digests: Mapping[str, str], blobs: Mapping[str, bytes], facts: dict[str, Any], count: int
) -> None:
    """Write the new folder, record that it is published, and put it in place."""
    data = {"verb": "publish", "count": count, "with": "none", "denunciations": 0}
    spare = ""
    try:
        above = os.path.dirname(os.path.abspath(folder))
        if not os.path.isdir(above):
            os.makedirs(above)
        spare = site_folder.prepare(folder, digests, blobs, facts)
        desk.record("publish", lambda _book: [Draft("disclosed", "", data)])
        site_folder.swap(spare, folder)
    except OSError as fault:
        raise Unwritable(
            _("Nothing was published to {folder}: {reason}.").format(folder=folder, reason=why(fault)),
            _("Check the folder, the free space and your permission, then repeat the command."),
        ) from fault
    finally:
        if spare and os.path.isdir(spare):
            site_folder.remove(spare)


def _office(desk: Desk, before: site_folder.Site | None, given: dict[str, str]) -> public.Office:
    """Tell of the office: as said now, else as the desk is configured, else as it was published last."""
    book, last = desk.book, before.facts if before else {}
    facts = {name: given.get(name) or book.setting(name) or str(last.get(name) or "") for name in _OFFICE}
    if not facts["phone"]:
        raise UsageFault(
            _("Nobody is named whom to ask."),
            _("Say --phone 'NUMBER' once: without scripts the page tells nothing else."),
        )
    return public.Office(desk.name, **facts)


_OFFICE = ("phone", "address", "hours")


def _page(desk: Desk, office: public.Office, period: Period, facts: dict[str, Any], tongue: str) -> bytes:
    """Write the page in one language, whatever is spoken at the desk."""
    with words.speaking(tongue, LOCALE):
        cells = public.tables(desk.book, period, desk.counting, desk.names)
        made = public.site(office, period, desk.today, cells, list(public.schedule(desk.book, desk.today)), tongue)
        return sites.page(made, {**public.words(), **facts}, tongue)


class _Remembered:
    """What the clerk's own folder keeps of earlier publications."""

    def __init__(self, desk: Desk) -> None:
        origin = desk.folder.ledger.origin() or ""
        self.folder = night.folder(desk.settings.state, origin) if desk.settings.state and origin else ""
        self.told: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            told = json.loads(files.text(os.path.join(self.folder, _KEYS), _MOST)) if self.folder else {}
            self.told = told if isinstance(told, dict) else {}

    def stamps(self, folder: str) -> site_folder.Stamps:
        """Give the stamps of the files that lay in a folder when it was read last."""
        return dict(self.told.get("stamps") or {}) if self.told.get("at") == os.path.abspath(folder) else {}

    def keep(self, told: Mapping[str, Any]) -> None:
        """Keep it for the next time."""
        if self.folder and told != self.told:
            files.replace(os.path.join(self.folder, _KEYS), [json.dumps(told).encode()])


class _Keys:
    """What was derived from the code of each matter, kept in the clerk's own folder: deriving it is meant to be dear.

    No code is kept; who has a key of one matter can open what the page tells of it, no more.
    """

    def __init__(self, desk: Desk, remembered: _Remembered, before: site_folder.Site | None) -> None:
        """Take what is kept, and derive what is new."""
        self._remembered, told = remembered, remembered.told
        salt = str(told.get("salt") or (before.facts.get("salt") if before else "") or "")
        self.salt = bytes.fromhex(salt) if len(salt) == 32 else os.urandom(16)
        fits = salt == told.get("salt") and told.get("cost") == list(lookup.COST)
        self._hex: dict[str, str] = dict(told.get("keys") or {}) if fits else {}
        self._seq = int(told.get("seq") or 0) if fits else 0
        self.sheets: dict[str, list[str]] = dict(told.get("sheets") or {}) if fits else {}
        self._count = desk.book.count()
        if self._seq > self._count:  # another state of the register, such as a backup
            self._hex, self._seq = {}, 0
        given = public.given_out(entries.of_kind(desk.book, public.CODES, self._seq))
        self.closed = given.closed
        tell = desk.progress("publish")
        for n, (incident, code) in enumerate(given.codes.items(), 1):
            self._hex[incident] = lookup.key(code, self.salt).hex()
            if n % _STEP == 0:
                tell(n, len(given.codes))
        tell(len(given.codes), len(given.codes))

    def __iter__(self) -> Iterator[str]:
        """Name the matters that have a key."""
        return iter(self._hex)

    def of(self, incident: str) -> bytes:
        """Give what was derived from the code of a matter."""
        return bytes.fromhex(self._hex[incident])

    def names(self, length: int) -> dict[str, str]:
        """Give the first digits of the name of each entry."""
        return {incident: lookup.first_digits(told, length) for incident, told in self._hex.items()}

    def keep(self, folder: str, site: site_folder.Site | None) -> None:
        """Keep them for the next time, with what is known of the files that lie in the folder."""
        self._remembered.keep({
            "salt": self.salt.hex(), "cost": list(lookup.COST), "seq": self._count, "keys": self._hex,
            "sheets": self.sheets, "at": os.path.abspath(folder), "stamps": site.stamps if site else {},
        })  # fmt: skip


_STEP = 100


def answer(done: Published, dry: bool = False) -> Table:
    """Tell what was published."""
    row = {
        "folder": done.folder, "matters": done.matters, "written": done.written if done.changed else 0,
        "changed": done.changed,
    }  # fmt: skip
    notes = tuple[Note, ...]()
    if done.closed:
        text = ngettext(
            "{n} code is encrypted here and was not published.", "{n} codes are encrypted here and were not published.",
            done.closed,
        ).format(n=done.closed)  # fmt: skip
        notes = (Note("encrypted", text, {"count": done.closed}),)
    return Table("publish", columns(), [row], notes=notes, said=(told(done, dry), *(one.text for one in notes)))


def told(done: Published, dry: bool = False) -> str:
    """Say it in a sentence."""
    if not done.changed:
        return _("Nothing changed since it was published: {folder}.").format(folder=done.folder)
    text = ngettext("Published: {n} matter in {folder}.", "Published: {n} matters in {folder}.", done.matters)
    if dry:
        text = ngettext(
            "Would publish {n} matter in {folder}.", "Would publish {n} matters in {folder}.", done.matters
        )
    return text.format(n=number(done.matters), folder=done.folder)


def columns() -> tuple[Column, ...]:
    """Give the columns of the answer."""
    return (
        Column("folder", _("Folder")), Column("matters", _("Matters"), "number"),
        Column("written", _("Files written"), "number"), Column("changed", _("Changed")),
    )  # fmt: skip
