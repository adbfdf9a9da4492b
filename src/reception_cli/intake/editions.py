"""What the register holds of a file's lines, read for matching; and what of an edition is taken, as entries."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.entry import Draft, Entry, dead, private_values, readable
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _
from reception_cli.events import correction, replay
from reception_cli.index.queries import imported
from reception_cli.index.register_view import RegisterView
from reception_cli.intake import matching
from reception_cli.intake.line import Line
from reception_cli.intake.matching import Match, Matched, Stored
from reception_cli.intake.reading import Reading
from reception_cli.intake.repeats import Where, where
from reception_cli.law.seals import Seal

_COMPARED = matching.PRIVATE | {
    "people",
    "petitioners",
    "session",
    "host",
    "commune",
    "signatories",
    "source",
    "group",
    "at",
    "kind",
    "handling",
}


class Update(NamedTuple):
    """Which differences are taken (line of the register, field), and what may forbid it."""

    wanted: Callable[[str, str], bool]
    seal: Seal
    source: str  # name of the file


def matched_with(
    reading: Reading,
    book: RegisterView,
    choices: Mapping[Where, str] | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Matched:
    """Match the lines of a reading with those of the register; `progress` is told the lines done, and how many are.

    `choices` says of ambiguous lines what the clerk chose: an earlier line, or "" for a new one.
    """
    desk = matching.Desk(
        book.setting("secret"),
        lambda mark: _marked(book, mark),
        lambda first, last: held(book, first, last),
        lambda first, last: imported.listed(book, first, last),
        progress,
    )
    matched = matching.match(reading.lines, reading.digests, reading.fields, desk)
    if not choices:
        return matched
    lines = matching.Matches(matched.lines)
    for line in reading.lines:
        match = lines[where(line)]
        choice = choices.get(where(line))
        if match.what == matching.AMBIGUOUS and choice is not None and (not choice or choice in match.rivals):
            lines[where(line)] = matching.chosen(line, _one(book, choice) if choice else None, reading.fields)
    return matched._replace(lines=lines)


def _one(book: RegisterView, id_: str) -> Stored | None:
    day = book.line(id_).day
    return next((stored for stored in held(book, day, day) if stored.id == id_), None)


def named(book: RegisterView, ref: str, year: int) -> list[Stored]:
    """Read the imported lines of a number (STT) in a year, with who came and their matter."""
    return [
        Stored(line, incident, day, ref, book.line(line).private, "", None, status == "closed")
        for line, day, incident, status in imported.named(book, ref, year)
    ]


def _marked(book: RegisterView, mark: str) -> Stored | None:
    """Find the line that carries a mark, without reading the register; None for one that was taken back."""
    row = imported.marked(book, mark)
    if row is None or (row.void and not _voided(imported.of_line(book, row.line))):
        return None
    incident = numbers.text(row.incident) if row.incident else ""
    return Stored(
        numbers.text(row.line), incident, row.day, row.ref or "", {"source": row.source}, "", None,
        row.status == "closed", bool(row.void), mark,
    )  # fmt: skip


def _voided(entries: Sequence[Entry]) -> bool:
    """Whether a line was struck through, and not merely taken back."""
    gone = dead(entries)
    return any(entry["kind"] == "voided" and entry["seq"] not in gone for entry in entries)


def held(book: RegisterView, first: str, last: str) -> list[Stored]:
    """Read all lines of a span of ISO days, in the order of the register, but those taken back or refused."""
    imports = imported.batches(book)
    matters = dict(imported.about(book, imported.MATTERS, first, last))
    links, further = imported.first_incidents(book, first, last), imported.further(book, first, last)
    found = []
    for subject, entries in imported.about(book, imported.LINES, first, last):
        incident = links.get(subject, 0)
        stored = _stored(entries, incident, matters.get(incident, []), imports, subject in further)
        if stored:
            found.append(stored)
    return found


def _stored(
    told: Sequence[tuple[Entry, int]],
    incident: int,
    matter: Sequence[tuple[Entry, int]],
    imports: Collection[int],
    further: bool,
) -> Stored | None:
    line = replay.replay_line(entry for entry, _batch in told)
    struck = line is not None and line.void and _voided([entry for entry, _batch in told])
    if line is None or (line.void and not struck) or line.visit or line.refused:
        return None
    name = numbers.text(incident) if incident else ""
    case = replay.replay(name, [entry for entry, _batch in matter]) if incident else None
    facts = {
        field: getattr(line, field)
        for field in ("people", "petitioners", "session", "host", "commune", "signatories", "source", "group")
    }
    facts["handling"] = line.handling.get(name)
    own = [entry for entry, _batch in told if entry["kind"] in ("visit", "petition", "corrected")]
    opened = [entry for entry, _batch in matter if entry["kind"] in ("incident", "corrected")]
    erased = {field for entry in own for field in entry["sealed"].keys() - readable(entry).keys()}
    gone = {field for entry in opened for field in entry["sealed"].keys() - readable(entry).keys()}
    closings = [
        batch for entry, batch in matter if entry["kind"] not in ("incident", "classified", "noted", "corrected")
    ]
    return Stored(
        line.id,
        name,
        line.day,
        line.source_ref or "",
        {**line.private, **facts},
        case.private.get("content", "") if case else "",
        case.kind if case else None,
        case is not None and case.status == "closed",
        struck,
        line.row,
        {**_first(told, imports), **_first(matter, imports)},
        frozenset((erased | (gone & {"content"})) - {"reason"}),
        told[0][1],
        further,
        bool(closings) and closings[-1] not in imports,
    )


def _first(told: Sequence[tuple[Entry, int]], imports: Collection[int]) -> dict[str, Any]:
    """Give what imports said of the fields that the desk has corrected since."""
    values: dict[str, Any] = {}
    corrected: set[str] = set()
    for entry, batch in told:
        if entry["kind"] not in ("visit", "petition", "incident", "corrected", "classified"):
            continue
        said: dict[str, Any] = private_values(entry)
        said |= entry["data"].get("set", entry["data"])
        if batch in imports:
            values |= said
            corrected -= said.keys()
        else:
            corrected |= said.keys()
    return {name: values.get(name) for name in corrected if name in _COMPARED} if values else {}


class Taken(NamedTuple):
    """The entries that take differences over, the lines of which something was taken, and why others could not be."""

    drafts: list[Draft]
    lines: frozenset[str]
    refused: Mapping[str, str]


def corrections(differing: Iterable[tuple[Line, Match]], book: RegisterView, update: Update) -> Taken:
    """Turn what differs and is wanted into corrections of the lines and of their matters, or into their next steps.

    A rule that forbids one line (a sealed period, a number of another year) leaves that line as it was.
    """
    drafts: dict[tuple[str, str, str], Draft] = {}
    refused: dict[str, str] = {}
    taken: set[str] = set()
    for line, match in differing:
        stored = match.stored
        changes = (
            {}
            if stored is None
            else {n: new for n, (_old, new) in match.changes.items() if update.wanted(stored.id, n)}
        )
        if stored is None or not changes:
            continue
        try:
            made = list(_taken(line, stored, changes, book, update))
        except Refused as fault:
            refused[stored.id] = "; ".join(fault.reasons) or fault.message
            continue
        taken.add(stored.id)
        for draft in made:  # two lines of one matter say the same once
            once = "" if draft.kind in ("closed", "reopened") else repr((sorted(draft.data), sorted(draft.private)))
            drafts.setdefault((draft.kind, draft.subject, once), draft)
    return Taken(list(drafts.values()), frozenset(taken), refused)


def _taken(
    line: Line, stored: Stored, changes: Mapping[str, Any], book: RegisterView, update: Update
) -> Iterator[Draft]:
    reason, day = _("a later edition of the register, {file}").format(file=update.source), line.day.isoformat()
    wish = {
        name: (value or "") if name in matching.PRIVATE else value
        for name, value in changes.items()
        if name not in ("content", "kind", "result", "handling")
    }
    if wish:
        yield from correction.correct(book.line(stored.id), wish, reason, update.seal)
    if not stored.incident:
        return
    facts = {name: changes[name] for name in ("content", "kind") if name in changes}
    if "kind" in facts and not stored.kind:
        yield Draft("classified", stored.incident, {"kind": facts.pop("kind")}, {}, day)
    if facts:
        yield from correction.correct(book.case(stored.incident), facts, reason, update.seal)
    if changes.get("handling"):
        yield Draft("classified", stored.incident, {"handling": changes["handling"], "line": stored.id}, {}, day)
    if changes.get("result") == "closed":
        yield Draft("closed", stored.incident, {"result": "unrecorded"}, {}, day)
    elif changes.get("result") == "open":
        yield Draft("reopened", stored.incident, {"on": day}, {"reason": reason}, day)
