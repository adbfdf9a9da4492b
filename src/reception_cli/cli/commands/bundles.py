"""`reception export --bundle`: the whole register, or what was added since a head, for another desk."""

import os
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.cli.lists import Names
from reception_cli.domain.entry import Draft, Head
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.domain.words import _
from reception_cli.exchange import envelope, keys, writer
from reception_cli.exchange.bundle import SEALED, SUFFIX, Told
from reception_cli.index import desk_folder, entry_range
from reception_cli.index.queries.entries import newest
from reception_cli.ledger import files
from reception_cli.ledger.storage import damaged
from reception_cli.reporting import bundles, disclosure
from reception_cli.reporting.bundles import Aim, Content, Sent, form_01_tcd
from reception_cli.reporting.table import Table
from reception_cli.reporting.verification import read_head

_WHOLE = ("sort", "limit", "as_at")  # options that would leave something out
_STEP = 2000  # entries between two looks at the progress


class Ask(NamedTuple):
    """What the options of a bundle say."""

    since: str | None
    seal: str | None
    names: Names
    chosen: bool  # filters, or one kind of things


def bundled(desk: Desk, given: dict[str, Any], ask: Ask) -> Table:
    """Write the bundle, recorded before it is; `given` loses the file, which is not the answer's."""
    path = _path(given, ask)
    seen = disclosure.sight(False, "", ask.names.wanted, ask.names.reason)._replace(denunciations=False)
    if seen.identity and not ask.names.reason.strip():
        raise UsageFault(_("Names leave the office only for a reason."), _("Add --reason TEXT: the law or the case."))
    since = read_head(ask.since) if ask.since else None
    seal, sealed_for = _seal(desk, ask.seal) if ask.seal else (None, None)
    aim = Aim(since, seen.identity, keys.area_key(desk.folder.path), form_01_tcd)
    entry = disclosure.disclosure("export", _count(desk, since), seen, 0, ask.names.reason)
    if _stands(desk, since, entry):
        desk_folder.refuse_delivered(desk.folder.path)  # as it would be if there were an entry to write
    else:
        desk.disclose(entry)
    with closing(desk.folder.read()) as book:  # a desk that consolidates sends its own register, not its units'
        content = bundles.content(book, aim)
        told = _watched(desk, content)
        with writer.made(os.path.dirname(path) or ".", content.manifest, told, content.closing, seal) as made:
            files.replace(path, made.blocks())
    return bundles.receipt(Sent(path, content, made.sha256, sealed_for))


def _count(desk: Desk, since: Head | None) -> int:
    """Count the entries that the bundle will hold, with the one that tells of it; refuse what it cannot begin at."""
    with closing(desk.folder.read()) as book:
        if desk.folder.damage:
            raise damaged(desk.folder.damage)
        part = entry_range.since(book, since)
    return part.last.count - part.start.head.count + 1


def _stands(desk: Desk, since: Head | None, entry: Draft) -> bool:
    """Whether the register ends with today's entry of this very bundle: the bundle is made again, and nothing is new.

    On a later day an entry says that nothing else came until then. Whoever hands out names always says so.
    """
    if entry.data["with"] != "none":
        return False
    with closing(desk.folder.read()) as book:
        last = next(entry for _seq, entry in newest(book, None, 1))
    told = last["kind"] == entry.kind and last["at"][:10] == desk.today.isoformat()
    same = {**last["data"], "count": last["data"].get("count", 0) + 1} == dict(entry.data)
    behind = since is not None and since.count == last["seq"] and last["data"].get("verb") == entry.data["verb"]
    return told and (same or behind)


def _path(given: dict[str, Any], ask: Ask) -> str:
    """Find the file to write; raises UsageFault where the options do not fit together."""
    if ask.chosen or any(given.get(name) for name in _WHOLE):
        raise UsageFault(
            _("--bundle takes the whole register."),
            _("Leave out the filters, --visits, --petitions, --sort, --limit and --as-at."),
        )
    suffix = SEALED if ask.seal else SUFFIX
    path = given.pop("output", None) or ""
    if not path.endswith(suffix) or os.path.basename(path) == suffix:
        raise UsageFault(
            _("A bundle is written to a file that ends in {suffix}.").format(suffix=suffix),
            _("Name it with -o, such as -o TB{suffix}.").format(suffix=suffix),
        )
    return str(path)


def _seal(desk: Desk, typed: str) -> tuple[writer.Seal, str]:
    """Find our own key, and the one to seal for."""
    to, name = receiver(desk, typed)
    own = keys.unit_key(desk.folder.path)
    if own is None:
        raise UsageFault(_("This desk has no key to sign with."), _("Make one: `reception keys new`."))
    if own.public.unit != desk.unit:
        text = _("The key of this desk is that of {other}, not of {unit}.")
        raise Refused(text.format(other=own.public.unit, unit=desk.unit))
    return writer.Seal(own, to), name


def receiver(desk: Desk, typed: str) -> tuple[str, str]:
    """Find the age key of a trusted unit, in a file, or as typed; and what to call it."""
    known = keys.trusted(desk.book.setting("trusted")).get(typed)
    word = known.text if known else keys.word(typed)
    try:
        to = word if word.startswith("age1") else keys.public(word).age
    except UsageFault as fault:
        raise UsageFault(
            _("'{typed}' is no trusted unit, no file with a public key and no such key.").format(typed=typed[:40]),
            _("See `reception keys list`; a unit is trusted by `reception keys trust UNIT PUBLIC`."),
        ) from fault
    envelope.receiver(to)
    return to, typed if known else to


def _watched(desk: Desk, content: Content) -> Iterator[Told]:
    """Show the progress of a long register."""
    tell, done = desk.progress("bundle"), 0
    for done, one in enumerate(content.told, 1):
        yield one
        if done % _STEP == 0:
            tell(done, content.closing.entries)
    tell(done, done)
