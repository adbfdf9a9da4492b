"""A new edition of a register matched with what the desk holds of it: the same line, a line that differs, a new one.

The number of a line (STT) is evidence among others: editions are sorted anew, lines are put in between. Pure.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from reception_cli.intake.line import Line
from reception_cli.intake.reading import row_key
from reception_cli.intake.repeats import Where, where
from reception_cli.model.text import fold

NEW, UNCHANGED, DIFFERS, STRUCK, AMBIGUOUS = "new", "unchanged", "differs", "struck", "ambiguous"
_NO_PLACE: dict[str, Any] = {"sheet": "", "root": None, "repeat_of": None, "repeat_no": None}
_ENOUGH = 8  # of at most 15 points; see `_score`
# What may differ, and the column that must be in the file for it to be compared.
_LINE = {
    "name": ("person", "name"),
    "address": ("person", "address"),
    "id_no": ("id_no",),
    "people": ("people", "kind_people"),
    "petitioners": ("petitioners",),
    "session": ("session",),
    "host": ("session",),
    "host_name": ("host_name", "session"),
    "commune": ("person", "address", "commune"),
    "signatories": ("signatories",),
    "source": ("source",),
    "phone": ("phone",),
    "group": ("people", "kind_people", "note"),
    "note": ("note",),
}
_TICKS = ("tick_complaint", "tick_denunciation", "tick_recommendation", "tick_feedback")
PRIVATE = frozenset({"name", "address", "id_no", "host_name", "phone", "note", "content"})


class Stored(NamedTuple):
    """A visit or petition of the register, and what is known of its matter."""

    id: str
    incident: str
    day: str  # ISO
    ref: str
    values: Mapping[str, Any]
    content: str
    kind: str | None
    closed: bool
    struck: bool = False
    imported: bool = True
    row: str | None = None


class Match(NamedTuple):
    """What a line of the file is to the register; `changes` has old and new value of each field that differs."""

    what: str
    stored: Stored | None = None
    changes: Mapping[str, tuple[Any, Any]] = {}


class Matched(NamedTuple):
    """All lines of a file by where they stand, and what of the register is gone from the file."""

    lines: Mapping[Where, Match]
    digests: Mapping[Where, str]
    gone: tuple[Stored, ...]


class Desk(NamedTuple):
    """What the matching asks of the register."""

    secret: str
    marked: Callable[[str], str | None]  # digest of a row -> the visit or petition that it became
    load: Callable[[str], Stored | None]
    among: Callable[[str, str], list[Stored]]  # all of a span of ISO days
    number: Callable[[str, str], int]  # how many of that span are not struck through


def line_keys(lines: Sequence[Line], secret: str) -> dict[Where, str]:
    """Give the digest of all that each line says but its STT; equal lines of a file are counted.

    `secret` keeps outsiders from trying contents until one fits.
    """
    seen: Counter[str] = Counter()
    found = {}
    for line in lines:
        said = fold("\x1f".join((line.name, line.address, line.content, line.note, line.follow_up)))
        rest = line._replace(number=0, ref="", name="", address="", content="", note="", follow_up="", **_NO_PLACE)
        text = f"{secret}\x1f{said}\x1f{tuple(rest)}"
        seen[text] += 1
        found[where(line)] = hashlib.sha256(f"{text}\x1f{seen[text]}".encode()).hexdigest()
    return found


def match(lines: Sequence[Line], digests: Mapping[Where, str], fields: frozenset[str], desk: Desk) -> Matched:
    """Match every line: by its digest, else by the best of what the register holds of those days."""
    found: dict[Where, Match] = {}
    taken: set[str] = set()
    rest: list[Line] = []
    for line in lines:
        place = where(line)
        known = desk.marked("row:" + digests[place])
        if known and known not in taken and (stored := desk.load(known)):
            found[place] = Match(UNCHANGED, stored)
            taken.add(known)
        else:
            rest.append(line)
    if not lines:
        return Matched(found, digests, ())
    days = [line.day.isoformat() for line in lines]
    span = min(days), max(days)
    spanned = desk.among(*span) if rest or desk.number(*span) > len(found) else []
    free = [stored for stored in spanned if stored.id not in taken]
    for line in rest if free else ():  # a row that an earlier version recorded
        known = desk.marked("row:" + row_key(line, desk.secret))
        stored = next((one for one in free if one.id == known), None) if known else None
        if stored and _score(line, stored) >= _ENOUGH:
            found[where(line)] = _compared(line, stored, fields)
            free.remove(stored)
    _assign([line for line in rest if where(line) not in found], free, fields, found)
    for line in rest:
        found.setdefault(where(line), Match(NEW))
    return Matched(found, digests, _gone(spanned, found.values()))


def _assign(lines: Sequence[Line], free: list[Stored], fields: frozenset[str], found: dict[Where, Match]) -> None:
    """Give the lines what fits them best, the surest pair first; two that fit alike leave a line to the clerk."""
    by_day: dict[str, list[Stored]] = {}
    by_ref: dict[str, list[Stored]] = {}
    for stored in free:
        by_day.setdefault(stored.day, []).append(stored)
        if stored.ref:
            by_ref.setdefault(stored.ref, []).append(stored)
    pairs: list[tuple[int, int, Stored]] = []
    for place, line in enumerate(lines):
        near = {stored.id: stored for stored in by_day.get(line.day.isoformat(), ())}
        near |= {stored.id: stored for stored in by_ref.get(line.ref, ())}
        pairs += [(score, place, stored) for stored in near.values() if (score := _score(line, stored)) >= _ENOUGH]
    pairs.sort(key=lambda pair: (-pair[0], pair[1]))
    gone: set[str] = set()
    for score, place, stored in pairs:
        line = lines[place]
        if where(line) in found or stored.id in gone:
            continue
        rivals = [
            other for other_score, other_place, other in pairs
            if other_place == place and other_score == score and other.id not in gone and other.id != stored.id
        ]  # fmt: skip
        match_ = _compared(line, stored, fields)
        if match_.what == DIFFERS and any(_compared(line, other, fields).changes != match_.changes for other in rivals):
            found[where(line)] = Match(AMBIGUOUS, stored)
            continue
        found[where(line)] = match_
        gone.add(stored.id)


def _score(line: Line, stored: Stored) -> int:
    """Weigh what speaks for it: content 4, name 3, identity number 3, day 3, STT 2; another day wants them all."""
    name = fold(line.name) == fold(stored.values.get("name", ""))
    number = stored.values.get("id_no", "")
    same_id = bool(line.id_no) and line.id_no == number
    other_id = bool(line.id_no) and bool(number) and line.id_no != number
    content = _likeness(line.content, stored.content)
    day, ref = line.day.isoformat() == stored.day, bool(line.ref) and line.ref == stored.ref
    if (line.source is None) != (stored.values.get("source") is None):
        return 0
    if not day and not (ref and name and content == 4):
        return 0
    if (
        not name
        and not same_id
        and (other_id or _likeness(line.name, stored.values.get("name", "")) < 2 or content < 4)
    ):
        return 0
    return content + 3 * name + 3 * same_id - other_id + 3 * day + 2 * ref


def _likeness(one: str, other: str) -> int:
    """Tell whether two texts say the same (4), nearly the same (2), or not (0)."""
    one, other = fold(one), fold(other)
    if one == other:
        return 4
    if not one or not other:
        return 0
    matcher = SequenceMatcher(None, one[:400], other[:400], autojunk=False)
    return 2 if matcher.quick_ratio() > 0.6 and matcher.ratio() > 0.6 else 0


def _compared(line: Line, stored: Stored, fields: frozenset[str]) -> Match:
    if stored.struck:
        return Match(STRUCK, stored)
    changes = {
        name: (stored.values.get(name), value)
        for name, columns in _LINE.items()
        if fields & set(columns) and not _same(value := getattr(line, name), stored.values.get(name))
    }
    if line.day.isoformat() != stored.day:
        changes["at"] = stored.day, line.day.isoformat()
    if fold(line.content) != fold(stored.content):
        changes["content"] = stored.content, line.content
    if line.kind and line.kind != stored.kind and fields & {"kind", "kind_people", *_TICKS}:
        changes["kind"] = stored.kind, line.kind
    if "result" in fields and line.outcome and (line.outcome != "open") != stored.closed:
        changes["result"] = ("closed" if stored.closed else "open"), ("open" if line.outcome == "open" else "closed")
    return Match(DIFFERS if changes else UNCHANGED, stored, changes)


def _same(new: Any, old: Any) -> bool:
    if isinstance(new, str) or isinstance(old, str):
        return fold(str(new or "")) == fold(str(old or ""))
    return (new or 0) == (old or 0)


def _gone(spanned: Iterable[Stored], matches: Iterable[Match]) -> tuple[Stored, ...]:
    """List the imported lines of those days that the file no longer has; of a part of a register none are missed."""
    held = {one.stored.id for one in matches if one.stored}
    listed = [stored for stored in spanned if stored.imported and not stored.struck]
    gone = tuple(stored for stored in listed if stored.id not in held)
    return gone if len(gone) * 2 <= len(listed) else ()
