"""What a consolidation came to: a line a unit, its figures held against those that the sender counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli.model import number
from reception_cli.model.entry import Head
from reception_cli.model.errors import Damaged, ReceptionError
from reception_cli.model.words import _
from reception_cli.reports.bundle import figured
from reception_cli.reports.bundle_form import form_01_tcd
from reception_cli.store.book import Book
from reception_cli.store.bundle import Closing
from reception_cli.store.delivery import FORKED, Taken
from reception_cli.store.delivery_place import erases
from reception_cli.store.ledger import Place
from reception_cli.store.numbering import Numbering

_TOLD = 10  # differing figures, or gaps, that are named
_LONGEST = 60  # signs of what a sender called a figure


class Look(NamedTuple):
    """A register of a unit as it is now."""

    name: str
    entries: int
    first_day: str | None
    last_day: str | None
    recorded_to: str
    own: Closing
    gaps: tuple[str, ...]
    erases: bool  # whether it tells of private values that were erased


class Found(NamedTuple):
    """One line of the answer: a unit, or a file that was not taken."""

    unit: str
    status: str  # received | unchanged | missing | late | refused | forked
    files: tuple[str, ...] = ()
    name: str = ""
    first_day: str | None = None
    last_day: str | None = None
    look: Look | None = None
    new: Mapping[str, int] = {}
    repeated: int = 0
    again: str = ""  # the period that was told before
    differing: tuple[Mapping[str, Any], ...] | None = None  # None: there was nothing to compare with
    code: str = ""
    reason: str = ""
    head: Head | None = None
    sha256: str = ""
    signed: bool | None = None
    source: str = "bundle"
    remarks: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()  # code, text and facts of what should be known of it

    @property
    def wrong(self) -> bool:
        """Whether something was not taken, or not counted alike."""
        return self.status in ("refused", FORKED) or bool(self.differing)


def look(book: Book) -> Look:
    """Count a unit's register as its sender did."""
    first, last = book.db.execute("SELECT min(day), max(day) FROM lines").fetchone()
    name = book.setting("name") or book.setting("unit")
    entries, own = book.count(), figured(book, 0, form_01_tcd)
    return Look(name, entries, first, last, book.recorded_at()[:10], own, tuple(_gaps(book)), erases(book))


def _gaps(book: Book) -> Iterator[str]:
    """Tell where the numbers of the register do not run on; raises Damaged where one was given twice."""
    numbering = Numbering()
    rows = book.db.execute(
        "SELECT seq, pos, kind, subject FROM entries WHERE kind IN ('incident', 'visit', 'petition', 'salvaged')"
        " ORDER BY seq"
    )
    for seq, pos, kind, subject in rows:
        told = {"seq": seq, "kind": kind, "subject": number.text(subject)} if subject else book.ledger.read(pos)
        for finding in numbering.take(Place(told, pos, pos), 0):
            raise Damaged(
                _("Entry {seq}: {text}.").format(seq=seq, text=finding.text),
                _("Nothing was taken; ask the sender to run `reception verify`."), reason="double",
            )  # fmt: skip
    yield from (finding.text for finding in numbering.finish())


def received(unit: str, taken: list[tuple[str, Taken]], found: Look, head: Head) -> Found:
    """Tell what the bundles of a unit came to, the last of them last."""
    new = sum((one.new for _file, one in taken), Counter[str]())
    days = [day for _file, one in taken for day in (one.manifest.first_day, one.manifest.last_day) if day]
    again = [day for _file, one in taken for day in one.again if day]
    last = taken[-1][1]
    at_end = [one for _file, one in taken if one.manifest.after == head]
    apart = differing(at_end[-1].closing, found.own) if at_end else None
    return Found(
        unit, "received" if new else "unchanged", tuple(file for file, _one in taken), last.manifest.name,
        min(days, default=None), max(days, default=None), found, new, sum(one.repeated for _file, one in taken),
        period(again), apart, "differs" if apart else "",
        _told(apart or ()), head, last.sha256, last.signed,
    )  # fmt: skip


def period(days: Iterable[str]) -> str:
    """Name the span of some ISO days as a period is typed; empty without any."""
    listed = sorted(days)
    return f"{listed[0]}..{listed[-1]}" if listed else ""


def refused(unit: str, file: str, fault: ReceptionError) -> Found:
    """Tell why a file was not taken."""
    code = str(fault.facts.get("reason", fault.key))
    status = FORKED if code == FORKED else "refused"
    reason = " ".join(filter(None, (*fault.message.split("\n"), fault.hint)))
    return Found(unit, status, (file,), code=code, reason=reason)


def differing(sent: Closing, own: Closing) -> tuple[dict[str, Any], ...]:
    """Name every figure that the sender and we do not count alike."""
    parts: list[tuple[Any, Any, str]] = [(sent.totals, own.totals, ""), (sent.by_year, own.by_year, "")]
    if sent.form_01_tcd is not None and own.form_01_tcd is not None:
        parts.append((sent.form_01_tcd, own.form_01_tcd, "form_01_tcd"))
    found = []
    for one, other, name in parts:
        theirs, ours = dict(_leaves(name, one)), dict(_leaves(name, other))
        found += [
            {"figure": figure[:_LONGEST], "sent": _plain(theirs.get(figure)), "counted": _plain(ours.get(figure))}
            for figure in sorted({*ours, *theirs}, key=_order)
            if theirs.get(figure) != ours.get(figure)
        ]
    return tuple(found)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Name every figure inside; nobody has looked yet at what a sender calls its form."""
    if not isinstance(value, Mapping):
        yield name, value
        return
    for key, inner in value.items():
        own = "" if key == "columns" else str(key)
        yield from _leaves(".".join(filter(None, (name, own))), inner)


def _order(figure: str) -> list[tuple[int, str]]:
    """Let column 10 follow column 9."""
    return [(int(part), "") if part.isdecimal() and len(part) < 9 else (-1, part) for part in figure.split(".")]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | float) else str(value)[:_LONGEST]


def _told(differing: tuple[dict[str, Any], ...]) -> str:
    """Say in words which figures differ."""
    if not differing:
        return ""
    text = _("{figure}: {sent} sent, {counted} counted here")
    named = [text.format(**one) for one in differing[:_TOLD]]
    more = [_("{n} more").format(n=len(differing) - _TOLD)] if len(differing) > _TOLD else []
    return _("The totals differ: {figures}.").format(figures="; ".join(named + more))
