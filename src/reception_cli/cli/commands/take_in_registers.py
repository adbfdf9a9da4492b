"""Taking in plain registers: a unit that has no `reception` of its own has its register kept at this desk."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from hashlib import file_digest
from typing import NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.cli.commands import ask_layout, import_, known_lines
from reception_cli.cli.commands.copies import Copies
from reception_cli.cli.commands.take_in_bundles import OURS, not_own
from reception_cli.domain.entry import Draft, chained
from reception_cli.domain.errors import Damaged, ReceptionError, Refused
from reception_cli.domain.words import _, ngettext
from reception_cli.events.denunciations import hidden
from reception_cli.events.registry import KINDS
from reception_cli.exchange import keys
from reception_cli.exchange.inbox import Delivery, delivering, unit_folder
from reception_cli.index.desk_folder import salt
from reception_cli.index.queries.entries import imported_spans
from reception_cli.index.register_view import RegisterView
from reception_cli.intake import importing
from reception_cli.intake.editions import Update
from reception_cli.intake.plan import Plan
from reception_cli.intake.reading import Asked, Reading
from reception_cli.law.seals import Seal
from reception_cli.ledger.files import ordinary
from reception_cli.reporting.bundles import came_with
from reception_cli.reporting.consolidation import Delivered, Found, look, period, refused


class Manner(NamedTuple):
    """How plain registers are taken: how they are read, and whether what differs in known lines is taken."""

    asked: Asked
    update: bool
    dry: bool
    received: Callable[[str], str]  # file -> ISO day on which it came
    to: str = ""  # ISO: up to which day the files speak, where that was said


def found(desk: Desk, plain: dict[str, list[str]], manner: Manner, own: str) -> Iterator[Found]:
    """Import the files of each unit; `own` is the code of the desk's own unit."""
    copies = Copies(desk)
    for code, files in sorted(plain.items()):
        taken: list[Found] = []
        for file in files:
            try:
                not_own(code, own)
                taken.append(_file(desk, code, file, manner, copies))
            except OURS:
                raise
            except ReceptionError as fault:
                yield refused(code, file, fault)
        if taken:
            yield reduce(_both, taken)


def _file(desk: Desk, code: str, file: str, manner: Manner, copies: Copies) -> Found:
    folder = unit_folder(desk.folder, code)
    with delivering(folder, desk.folder.path, desk.stamp, manner.dry) as delivery:
        book = _book(delivery, code, desk)
        reading = _read(desk, file, manner.asked, book)
        source = os.path.basename(file)
        taking = Update(known_lines.taking(manner.update, set()), Seal(book.setting("sealed_to"), False), source)
        planned = import_.compare(desk, reading, import_.Edition(taking, {}), book)
        if planned.ambiguous:
            told = " ".join(one.sentence for one in known_lines.remarks(planned) if one.code == "ambiguous")
            hint = _("Nothing of this file was taken: ask the sender which line it is.")
            raise Damaged(told, hint, reason="ambiguous")
        digest = digest_of(file)
        told_of = (*reading.doubts, *reading.notes, *copies.told(code, reading.lines, digest))
        remarks = (*told_of, *known_lines.remarks(planned))
        again = _again(planned, book)
        _hold(delivery, importing.entries(planned, reading, file), book.recorded_at(), desk)
        if not planned.drafts and delivery.here.book is None:
            raise Damaged(_("It holds no visit."), _("Nothing was taken; ask for another file."), reason="empty")
        counts = delivery.look(look)
        if delivery.new and not manner.dry:
            delivery.put(hidden)
        days = [line.day.isoformat() for line in reading.lines]
        new = Counter(draft.kind for draft in planned.drafts)
        reach = manner.to or _reach(reading, max(days, default=""), manner.received(file))
        return Found(
            code, "received" if planned.drafts else "unchanged", (file,), counts.name, min(days, default=None),
            max(days, default=None), counts, new, planned.already, again,
            head=delivery.end, deliveries=(Delivered(file, delivery.end, digest, reach, new),),
            sha256=digest, source="register",
            remarks=tuple((one.code, one.sentence, one.facts) for one in remarks),
        )  # fmt: skip


def _book(delivery: Delivery, code: str, desk: Desk) -> RegisterView:
    """Open the register of the unit; a new one begins with the entry that says whose it is."""
    book = delivery.here.book
    if book is not None and not book.setting("secret"):
        raise Refused(
            _("{unit} has sent bundles.").format(unit=code),
            hint=_("Bundles and plain files are not mixed: what came twice could not be told."),
        )
    if book is not None:
        return book
    data = {"unit": code, "name": code, "register": os.urandom(8).hex()}
    _hold(delivery, [Draft("configured", "", data, {"secret": os.urandom(16).hex()})], "", desk)
    return delivery.sketch()


def _hold(delivery: Delivery, drafts: Sequence[Draft], last: str, desk: Desk) -> None:
    """Hold entries back, and who came with them where the area has a key; `last` is when the last was recorded."""
    area = keys.area_key(desk.folder.path)
    for entry in chained(drafts, delivery.end, desk.stamp._replace(after=last), salt):
        told = came_with(entry, area) if area and KINDS[entry["kind"]].makes_line else {}
        delivery.here.spool.put(entry, told)


def _read(desk: Desk, file: str, asked: Asked, book: RegisterView) -> Reading:
    reading = ask_layout.read(desk, file, asked, lambda desk, file, asked: import_.read(desk, file, asked, book))
    hint = _("See all: `reception import {file} --dry-run`.").format(file=file)
    if open_ := [doubt for doubt in reading.doubts if doubt.code not in asked.accept]:
        names = ",".join(dict.fromkeys(doubt.code for doubt in open_))
        take = _("Mend it, or take it as told: --accept {names}.").format(names=names)
        raise Damaged(" ".join(doubt.sentence for doubt in open_), take, reason="doubts")
    if not reading.rejects:
        return reading
    first, count = reading.rejects[0], len({(reject.sheet, reject.number) for reject in reading.rejects})
    text = ngettext("{n} row is rejected; the first is row {row}: {reason}.",
                    "{n} rows are rejected; the first is row {row}: {reason}.", count)  # fmt: skip
    raise Damaged(text.format(n=count, row=first.number, reason=first.reason), hint, reason="rejects")


def _reach(reading: Reading, last: str, received: str) -> str:
    """Tell up to which day a file speaks: as it says itself, but not beyond the day on which it came; or its last."""
    said = min(reading.told_to.isoformat(), received) if reading.told_to else ""
    return max(said, last)


def _again(planned: Plan, book: RegisterView) -> str:
    """Name the period that this file and an earlier one both tell of, where this one tells something new."""
    days = sorted(draft.at[:10] for draft in planned.drafts if draft.kind == "visit")
    if not days:
        return ""
    spans = [(max(days[0], first), min(days[-1], last)) for first, last in imported_spans(book)]
    return period(day for span in spans if span[0] <= span[1] for day in span)


def _both(one: Found, other: Found) -> Found:
    """Tell of two files of one unit in one line."""
    days = [day for each in (one, other) for day in (each.first_day, each.last_day) if day]
    again = [day for each in (one, other) for day in each.again.split("..") if day]
    return other._replace(
        status="received" if "received" in (one.status, other.status) else "unchanged", files=one.files + other.files,
        first_day=min(days, default=None), last_day=max(days, default=None), again=period(again),
        new=Counter(one.new) + Counter(other.new), repeated=one.repeated + other.repeated,
        remarks=one.remarks + other.remarks, deliveries=one.deliveries + other.deliveries,
    )  # fmt: skip


def digest_of(file: str) -> str:
    """Give the digest of the bytes of a file."""
    with open(file, "rb", opener=ordinary) as raw:
        return file_digest(raw, "sha256").hexdigest()
