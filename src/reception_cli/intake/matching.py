"""A new edition of a register matched with what the desk holds: the same line, a differing, a new one, one gone. Pure.

The number of a line (STT) is evidence among others: editions are sorted anew, lines are put in between. Five things
speak for two lines being one: the person (the same identity number, or the same name), the day, the content, the place
(the same STT, or the line before or behind is its neighbour there too), and that the file covers the earlier line at
all (it is an edition of what brought it, or its days reach over that day). The rules, the same in both directions:

    person, day, content (equal or alike)          one line
    person, day, place; another content            one line
    person, content, place; another day            one line, where the file covers the earlier one
    day, content, place; a name written otherwise  one line, unless the identity numbers differ
    person and day, or person and content, or day, content and place with another person: ambiguous
    anything less                                  two lines

A namesake with another identity number needs the place, or is ambiguous. A line that says itself that it is a further
visit is never another day's first visit. An erased line has lost what spoke for it: with its day and place it is that
line and stays erased, with its day alone it is ambiguous. Pairs are taken where each is the other's best; where several
are equally good and not the same in all that is compared, the lines are ambiguous. Blocks on keys keep this linear.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, NamedTuple, overload

from reception_cli.domain.text import fold
from reception_cli.intake.line import HANDLINGS, TICKS, Line
from reception_cli.intake.reading import row_key
from reception_cli.intake.repeats import Where, where

NEW, UNCHANGED, DIFFERS, STRUCK, ERASED, AMBIGUOUS = "new", "unchanged", "differs", "struck", "erased", "ambiguous"
_AROUND = timedelta(days=31)  # an edited day may lie that far outside of the file's own days
_NO_PLACE: dict[str, Any] = {
    "sheet": "", "root": None, "earlier": None, "repeat_of": None, "repeat_no": None, "matter": "",
}  # fmt: skip
_STEP = 500  # lines between two calls of `progress`
_LARGEST = 400  # pairs of a block that are looked at; the lines of a larger one meet in smaller ones
# What may differ, and the columns of which one must be in the file for it to be compared.
_LINE = {
    "name": ("person", "name"), "address": ("person", "address"), "id_no": ("id_no", "person"),
    "people": ("people", "kind_people"), "petitioners": ("petitioners",), "session": ("session",), "host": ("session",),
    "host_name": ("host_name", "session"), "commune": ("person", "address", "commune"), "signatories": ("signatories",),
    "source": ("source",), "phone": ("phone", "person"), "group": ("people", "kind_people", "note"), "note": ("note",),
    "handling": (*HANDLINGS, "handling_words"),
    "handled_to": ("forward", "guide", "return", "handling_words"), "handled_doc": ("forward", "guide", "handled_doc"),
    "prior_body": ("prior_body",), "follow_up": ("result", "handling_words"),
}  # fmt: skip
_KINDS = frozenset({"kind", "kind_people", *(f"tick_{kind}" for kind in TICKS)})
PRIVATE = frozenset({
    "name", "address", "id_no", "host_name", "phone", "note", "content", "handled_to", "handled_doc", "prior_body",
    "follow_up",
})  # fmt: skip


class Stored(NamedTuple):
    """A visit or petition of the register as it stands, and what is known of its matter.

    `first` are the values that the file gave when it was last taken, where the desk has corrected them since;
    `erased` the names of private values that were redacted; `batch` the import that brought it.
    """

    id: str
    incident: str
    day: str  # ISO
    ref: str
    values: Mapping[str, Any]
    content: str
    kind: str | None
    closed: bool
    struck: bool = False
    row: str | None = None
    first: Mapping[str, Any] = {}
    erased: frozenset[str] = frozenset()
    batch: int = 0
    further: bool = False
    ended_here: bool = False  # the matter was closed by the desk itself, not by an import


class Match(NamedTuple):
    """What a line of the file is to the register; `changes` has old and new value of each field that differs.

    `kept` are fields that the desk has put right since, where the file still says the old; `rivals` the lines of the
    register that an ambiguous line may be.
    """

    what: str
    stored: Stored | None = None
    changes: Mapping[str, tuple[Any, Any]] = {}
    kept: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()


class Matches(dict[Where, Match]):
    """What the lines of a file are to the register, by where they stand; whatever is not named is new."""

    def __missing__(self, _where: Where) -> Match:
        """Give what a line is that was not found in the register."""
        return _UNKNOWN


_UNKNOWN = Match(NEW)


class Matched(NamedTuple):
    """The lines of a file that the register knows, the digests of all, and what of the register is no longer there."""

    lines: Matches
    digests: Sequence[str]
    gone: tuple[str, ...]


class Digests(Sequence[str]):
    """The digests of the lines of a file, in their order."""

    def __init__(self, raw: bytes) -> None:
        """`raw` are all of them, one behind the other."""
        self._raw = raw

    def __len__(self) -> int:
        """Count them."""
        return len(self._raw) // _SIZE

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> list[str]: ...

    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Give the digest of the line at a place, or those of a span."""
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._raw[place * _SIZE : (place + 1) * _SIZE].hex()


_SIZE = hashlib.sha256().digest_size


class Desk(NamedTuple):
    """What the matching asks of the register."""

    secret: str
    marked: Callable[[str], Stored | None]  # digest of a row -> the line that it became; its values are not needed
    among: Callable[[str, str], Sequence[Stored]]  # all of a span of ISO days, in the order of the register
    listed: Callable[[str, str], Sequence[str]]  # the imported lines of a span that are not struck through
    progress: Callable[[int, int], None] = lambda _done, _all: None


def line_keys(lines: Iterable[Line], secret: str) -> Digests:
    """Give the digest of all that each line says but its STT; equal lines of a file are counted.

    `secret` keeps outsiders from trying contents until one fits.
    """
    seen: Counter[bytes] = Counter()
    found = bytearray()
    for line in lines:
        said = "\x1f".join((line.name, line.address, line.content, line.note, line.follow_up)).casefold()
        rest = line._replace(number=0, ref="", name="", address="", content="", note="", follow_up="", **_NO_PLACE)
        text = f"{secret}\x1f{said}\x1f{tuple(rest)[:-1]}"  # all but the number of its incident elsewhere
        digest = hashlib.sha256(text.encode())
        seen[digest.digest()] += 1
        digest.update(f"\x1f{seen[digest.digest()]}".encode())
        found += digest.digest()
    return Digests(bytes(found))


def match(lines: Sequence[Line], digests: Sequence[str], fields: frozenset[str], desk: Desk) -> Matched:
    """Match every line: by its digest (see `line_keys`), else with the register of those days, as a whole."""
    found = Matches()
    taken: set[str] = set()
    first, last = date.max, date.min
    new = False
    for done, (line, digest) in enumerate(zip(lines, digests, strict=True), 1):
        first, last = min(first, line.day), max(last, line.day)
        if done % _STEP == 0:
            desk.progress(done, len(lines))
        stored = desk.marked("row:" + digest)
        if stored and stored.id not in taken:
            found[where(line)] = Match(STRUCK if stored.struck else UNCHANGED, stored)
            taken.add(stored.id)
        else:
            new = True
    if not lines:
        return Matched(found, digests, ())
    held = desk.among((first - _AROUND).isoformat(), (last + _AROUND).isoformat()) if new else ()
    free = [stored for stored in held if stored.id not in taken]
    if free:
        rest = [line for line in lines if where(line) not in found]
        by_row = {stored.row: stored for stored in free if stored.row}
        for line in rest:  # rows that an earlier version recorded
            if (old := by_row.get(row_key(line, desk.secret))) and _speaks(line, old).person:
                found[where(line)] = _compared(line, old, fields)
                taken.add(old.id)
                del by_row[old.row or ""]
        rest = [line for line in rest if where(line) not in found]
        free = [stored for stored in free if stored.id not in taken]
        _Assignment(lines, held, fields, found).run(rest, free)
    return Matched(found, digests, _gone(desk.listed(first.isoformat(), last.isoformat()), found.values()))


def chosen(line: Line, stored: Stored | None, fields: frozenset[str]) -> Match:
    """Give what the clerk says that an ambiguous line is: an earlier line, or a new one."""
    return Match(NEW) if stored is None else _compared(line, stored, fields)


class _Speaks(NamedTuple):
    """What speaks for two lines being one."""

    person: bool
    other_id: bool  # both have an identity number, and not the same
    name: int  # 4 equal, 2 alike, 0
    day: bool
    content: int  # 4 equal, 2 alike, 0
    ref: bool
    weight: int  # of all, to choose the best by


class _Pair(NamedTuple):
    line: int
    stored: int
    weight: int
    sure: bool


class _Assignment:
    """Gives lines to earlier lines, the surest pairs first."""

    def __init__(
        self, lines: Sequence[Line], held: Sequence[Stored], fields: frozenset[str], found: dict[Where, Match]
    ) -> None:
        self.lines, self.held, self.fields, self.found = lines, held, fields, found
        self.rank = {stored.id: place for place, stored in enumerate(held)}
        self.place = {where(line): place for place, line in enumerate(lines)}

    def run(self, rest: Sequence[Line], free: Sequence[Stored]) -> None:
        covers = self._covered()
        judged = (self._judged(rest, free, near, covers) for near in self._near(rest, free))
        pairs = [pair for pair in judged if pair]
        self._assign(rest, free, [pair for pair in pairs if pair.sure])
        held = {match.stored.id for match in self.found.values() if match.stored}
        doubtful: dict[int, list[str]] = defaultdict(list)
        for pair in pairs:
            if where(rest[pair.line]) not in self.found and free[pair.stored].id not in held and not pair.sure:
                doubtful[pair.line].append(free[pair.stored].id)
        for place, rivals in doubtful.items():
            self.found[where(rest[place])] = Match(AMBIGUOUS, rivals=tuple(sorted(rivals)))

    def _covered(self) -> Callable[[Stored], bool]:
        """Tell whether the file reaches over an earlier line: by its days, or as an edition of what brought it."""
        days = [line.day.isoformat() for line in self.lines]
        first, last = min(days), max(days)
        size = Counter(stored.batch for stored in self.held)
        met = Counter(self.held[rank].batch for match in self.found.values()
                      if match.stored and (rank := self.rank.get(match.stored.id)) is not None)  # fmt: skip
        editions = {batch for batch, times in met.items() if times * 2 >= size[batch]}
        return lambda stored: first <= stored.day <= last or stored.batch in editions

    def _near(self, rest: Sequence[Line], free: Sequence[Stored]) -> Iterator[tuple[int, int]]:
        """Give the pairs that share a key; each once, in the order of the file."""
        blocks: dict[tuple[str, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for place, line in enumerate(rest):
            for key in _keys(line.day.isoformat(), line.ref, line.name, line.id_no, line.content):
                blocks[key][0].append(place)
        for place, stored in enumerate(free):
            told = stored.values
            for key in _keys(stored.day, stored.ref, told.get("name", ""), told.get("id_no", ""), stored.content):
                if key in blocks:
                    blocks[key][1].append(place)
            if stored.erased & {"name", "content"} and (key := ("day", stored.day)) in blocks:
                blocks[key][1].append(place)
        seen: set[tuple[int, int]] = set()
        for key, (some, others) in blocks.items():
            if len(some) * len(others) <= _LARGEST:
                seen.update((one, other) for one in some for other in others)
            elif key[0] == "all":  # the same in all that matters: one by one
                seen.update(zip(some, others, strict=False))
        yield from sorted(seen)

    def _judged(
        self, rest: Sequence[Line], free: Sequence[Stored], pair: tuple[int, int], covers: Callable[[Stored], bool]
    ) -> _Pair | None:
        line, stored = rest[pair[0]], free[pair[1]]
        if (line.source is None) != (stored.values.get("source") is None):
            return None
        speaks = _speaks(line, stored)
        place = speaks.ref or self._is_beside(line, stored)
        weight = speaks.weight + 2 * place
        if stored.erased & {"name", "content"}:
            if not speaks.day or not _agrees(line, stored):
                return None
            return _Pair(*pair, weight, place)
        repeats = bool(line.repeat_of or (line.repeat_no or 1) > 1) and not stored.further
        if not speaks.day and (repeats or not covers(stored)) and not (place and not repeats):
            return None
        if speaks.person:
            if speaks.day and (speaks.content or place):
                return _Pair(*pair, weight, place or not speaks.other_id)
            if speaks.content == 4 and not speaks.day:
                return _Pair(*pair, weight, place and covers(stored) and not speaks.other_id)
            return _Pair(*pair, weight, False) if speaks.day and not speaks.other_id else None
        if speaks.day and speaks.content == 4 and place and not speaks.other_id:
            return _Pair(*pair, weight, speaks.name > 0)
        return None

    def _is_beside(self, line: Line, stored: Stored) -> bool:
        """Tell whether the line before or behind was matched with the neighbour of the earlier line."""
        place, rank = self.place[where(line)], self.rank[stored.id]
        for beside in (place - 1, place + 1):
            if 0 <= beside < len(self.lines):
                match = self.found.get(where(self.lines[beside]))
                if match and match.stored and abs(self.rank.get(match.stored.id, -9) - rank) == 1:
                    return True
        return False

    def _assign(self, rest: Sequence[Line], free: Sequence[Stored], pairs: Sequence[_Pair]) -> None:
        """Take pairs in which each is the best of the other, until none is left; equals that differ are ambiguous."""
        by_line: dict[int, list[_Pair]] = defaultdict(list)
        by_stored: dict[int, list[_Pair]] = defaultdict(list)
        for pair in sorted(pairs, key=lambda pair: (-pair.weight, pair.line, pair.stored)):
            by_line[pair.line].append(pair)
            by_stored[pair.stored].append(pair)
        lost_line, lost_stored, disputed = set[int](), set[int](), set[int]()
        for weight in sorted({pair.weight for pair in pairs}, reverse=True):
            for pair in (pair for pairs_ in list(by_line.values()) for pair in pairs_ if pair.weight == weight):
                if pair.line in lost_line or pair.stored in lost_stored:
                    continue
                others = [one for one in by_line[pair.line] if one.weight == weight and one.stored not in lost_stored]
                lines = [one for one in by_stored[pair.stored] if one.weight == weight and one.line not in lost_line]
                line, stored = rest[pair.line], free[pair.stored]
                alike = len({_all_of(free[one.stored]) for one in others}) == 1
                if not alike or len({_said(rest[one.line]) for one in lines}) > 1:
                    rivals = tuple(sorted({free[one.stored].id for one in others}))
                    for one in {pair.line, *(one.line for one in lines)}:
                        self.found[where(rest[one])] = Match(AMBIGUOUS, rivals=rivals)
                        lost_line.add(one)
                    disputed.update(one.stored for one in others)
                    lost_stored |= disputed
                    continue
                self.found[where(line)] = _compared(line, stored, self.fields)
                lost_line.add(pair.line)
                lost_stored.add(pair.stored)
        for place, pairs_ in by_line.items():  # what others dispute with it is not to be recorded a second time
            rivals = tuple(sorted({free[one.stored].id for one in pairs_ if one.stored in disputed}))
            if rivals and place not in lost_line:
                self.found[where(rest[place])] = Match(AMBIGUOUS, rivals=rivals)


def _keys(day: str, ref: str, name: str, id_no: str, content: str) -> Iterator[tuple[str, ...]]:
    """Give the keys under which two lines that may be one meet."""
    name, content = fold(name), fold(content)
    yield "all", day, name, id_no, content
    yield "name", day, name
    yield "matter", name, content
    if id_no:
        yield "id", id_no, day
        yield "id and matter", id_no, content
    if ref:
        yield "ref", ref, day
    yield "content", day, content
    yield "day", day  # which only erased lines are put in


def _speaks(line: Line, stored: Stored) -> _Speaks:
    number = stored.values.get("id_no", "") or ""
    name = _likeness(line.name, stored.values.get("name", "") or "")
    same_id = bool(line.id_no) and line.id_no == number
    other_id = bool(line.id_no) and bool(number) and line.id_no != number
    day = line.day.isoformat() == stored.day
    content = _likeness(line.content, stored.content)
    ref = bool(line.ref) and line.ref == stored.ref
    address = fold(line.address) == fold(stored.values.get("address", "") or "")
    weight = 4 * same_id - 3 * other_id + name + 4 * day + content + address
    return _Speaks(same_id or name == 4, other_id, name, day, content, ref, weight)


@lru_cache(maxsize=50_000)
def _likeness(one: str, other: str) -> int:
    """Tell whether two texts say the same (4), nearly the same (2), or not (0)."""
    one, other = fold(one), fold(other)
    if one == other:
        return 4
    if not one or not other:
        return 0
    matcher = SequenceMatcher(None, one[:400], other[:400], autojunk=False)
    return 2 if matcher.quick_ratio() > 0.6 and matcher.ratio() > 0.6 else 0


def _agrees(line: Line, stored: Stored) -> bool:
    """Tell whether nothing that is left of an erased line speaks against it."""
    left = ("people", "petitioners", "session", "host", "signatories")
    return (line.kind == stored.kind or not line.kind or not stored.kind) and all(
        _same(getattr(line, name), stored.values.get(name)) for name in left
    )


def _said(line: Line) -> tuple[Any, ...]:
    """Give all that a line says but where it stands."""
    return line._replace(number=0, ref="", **_NO_PLACE)


def _all_of(stored: Stored) -> tuple[Any, ...]:
    """Give all that is compared of an earlier line."""
    told = tuple((name, stored.values.get(name) or "") for name in _LINE)
    return stored.day, stored.content, stored.kind, stored.closed, stored.struck, stored.erased, *told


def _compared(line: Line, stored: Stored, fields: frozenset[str]) -> Match:
    """Say field by field what differs; what the desk has put right since is kept, what was erased stays so."""
    if stored.struck:
        return Match(STRUCK, stored)
    changes: dict[str, tuple[Any, Any]] = {
        name: (stored.values.get(name), value)
        for name, columns in _LINE.items()
        if fields & set(columns) and not _same(value := getattr(line, name), stored.values.get(name))
    }
    if line.day.isoformat() != stored.day:
        changes["at"] = stored.day, line.day.isoformat()
    another = not _same(line.content, stored.content)
    if another and not stored.further:
        changes["content"] = stored.content, line.content
    if line.kind and line.kind != stored.kind and fields & _KINDS:
        changes["kind"] = stored.kind, line.kind
    if (
        line.outcome
        and (line.outcome != "open") != stored.closed
        and not (line.outcome == "open" and stored.ended_here)
    ):
        changes["result"] = ("closed" if stored.closed else "open"), ("open" if line.outcome == "open" else "closed")
    erased = stored.erased & changes.keys()
    kept = [name for name in changes if name in stored.first and _same(changes[name][1], stored.first[name])]
    changes = {name: change for name, change in changes.items() if name not in erased and name not in kept}
    if another and stored.further:  # its own words are not kept: a further visit has the content of its matter
        kept.append("content")
    return Match(DIFFERS if changes else ERASED if erased else UNCHANGED, stored, changes, tuple(kept))


def _same(new: Any, old: Any) -> bool:
    if isinstance(new, str) or isinstance(old, str):
        return str(new or "").casefold() == str(old or "").casefold()  # with its accents: Ba is not Bá
    return (new or 0) == (old or 0)


def _gone(listed: Sequence[str], matches: Iterable[Match]) -> tuple[str, ...]:
    """List the imported lines that the file covers and no longer has; of a part of a register none are missed."""
    met: set[str] = set()
    for match in matches:
        met.update(match.rivals)
        if match.stored:
            met.add(match.stored.id)
    gone = tuple(id_ for id_ in listed if id_ not in met)
    return gone if len(gone) * 2 <= len(listed) else ()
