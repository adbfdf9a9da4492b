"""One line of a register read into a `Line`, or all its faults."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from marshal import dumps, loads
from typing import Any, NamedTuple, TypeVar, overload

from reception_cli.domain.dates import said_day
from reception_cli.domain.text import fold
from reception_cli.domain.words import _
from reception_cli.intake.cells import (
    FIRST_DAY,
    Day,
    Fault,
    People,
    Session,
    count_of,
    day_of,
    id_of,
    ids_in,
    is_error,
    kind_of,
    kind_people_of,
    ref_of,
    session_of,
    text_of,
    ticked,
    without_ids,
)
from reception_cli.intake.columns import Layout
from reception_cli.intake.handling import Handling, read_handling, read_outcome, worded_handling
from reception_cli.intake.maps import PETITIONS
from reception_cli.intake.notes import Earlier, read_notes
from reception_cli.intake.person import (
    commune_of,
    joined_name,
    named_together,
    names_place,
    others_of,
    split_person,
    split_persons,
)
from reception_cli.intake.spreadsheet import Cell, Row
from reception_cli.intake.wordlists import Words, first, key, longest

T = TypeVar("T")

TICKS = ("complaint", "denunciation", "recommendation", "feedback")
_TICKED = tuple((one, f"tick_{one}") for one in TICKS)
HANDLINGS = ("accept", "guide", "return", "forward", "file")
_WANTED = ("day",)  # an empty cell is a fault there
_REPEATED = frozenset({"kind_people", "kind", "people", "session", "commune", "host_name", "result"})
_REMEMBERED = 5000
_CLAUSE = re.compile(r"[,;.:(\n]|\s[-–—]\s")
_CAME = re.compile(r"(?:doan |nhom |gom |co |tong cong )*\d{1,4} (?:nguoi|cong dan)\b")
_CAME_FIRST = re.compile(r"^(?:gồm|có|tổng cộng)\s+", re.IGNORECASE)
OWN_NUMBER = re.compile(r"\bV\d{4}-\d{4,}\b")  # of a visit, as a printed register of ours notes it
_TIMES = "tiếp lần"  # words of a register, in its language
_FURTHER_NUMBERS = "Số giấy tờ khác: "  # a part of the register, in its language whoever imports it
_UNREAD_ERRORS = ("own_row", "own_sheet", "own_reason", "replied_due")


class Line(NamedTuple):
    """One visit or petition as a register holds it; codes are the stored ones, texts are NFC with single blanks.

    `number` is the row in the file, `ref` the register's own number (STT); `people` were present (0 at a petition),
    `petitioners` have petitions of the same content; `repeat_of` is the STT of the incident's first line.
    """

    number: int
    ref: str
    day: date
    name: str
    address: str
    commune: str | None
    id_no: str
    content: str
    kind: str | None
    people: int
    petitioners: int | None
    session: str
    host: str
    host_name: str | None
    group: bool
    handling: str | None
    handled_to: str
    handled_doc: str
    prior_body: str
    outcome: str | None
    follow_up: str
    repeat_of: str | None
    repeat_no: int | None
    note: str
    phone: str = ""
    source: str | None = None  # of a petition; None for a visit
    signatories: int | None = None
    sheet: str = ""
    earlier: Earlier | None = None  # the visit before this further one, where the notes do not name it by STT
    root: tuple[str, int] | None = None  # sheet and row of the incident's first line, where this is a further visit
    matter: str = ""  # the number that its incident has in a list of our own


class Lines(Sequence[Line]):
    """Lines as a file gives them, packed: those of many years take a third of the memory, and are read as often."""

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        """Take lines over, as a list does."""
        self._packed: list[bytes] = []
        self.extend(lines)

    def append(self, line: Line) -> None:
        """Add one line at the end."""
        self._packed.append(_packed(line))

    def extend(self, lines: "Iterable[Line]") -> None:
        """Add lines at the end."""
        if isinstance(lines, Lines):
            self._packed += lines._packed
        else:
            for line in lines:
                self.append(line)

    def __len__(self) -> int:
        """Count them; none is unpacked."""
        return len(self._packed)

    @overload
    def __getitem__(self, place: int) -> Line: ...

    @overload
    def __getitem__(self, place: slice) -> "Lines": ...

    def __getitem__(self, place: int | slice) -> "Line | Lines":
        """Give the line at a place, or those of a span."""
        if isinstance(place, slice):
            found = Lines()
            found._packed = self._packed[place]
            return found
        return _unpacked(self._packed[place])

    def __iter__(self) -> Iterator[Line]:
        """Unpack one line after the other."""
        return map(_unpacked, self._packed)


_DAY, _EARLIER = Line._fields.index("day"), Line._fields.index("earlier")


def _packed(line: Line) -> bytes:
    values: list[Any] = [*line]
    values[_DAY] = line.day.toordinal()
    if line.earlier:
        ref, year, day = line.earlier
        values[_EARLIER] = ref, year, day.toordinal() if day else 0
    return dumps(values)


def _unpacked(told: bytes) -> Line:
    values: list[Any] = loads(told)
    values[_DAY] = date.fromordinal(values[_DAY])
    if values[_EARLIER]:
        ref, year, day = values[_EARLIER]
        values[_EARLIER] = Earlier(ref, year, date.fromordinal(day) if day else None)
    return Line._make(values)


class Reject(NamedTuple):
    """One fault of one row; `value` is what stood there, and empty wherever it could be personal."""

    number: int
    column: str
    reason: str
    value: str = ""
    sheet: str = ""


class Manner(NamedTuple):
    """How the lines of a sheet are read: its columns, what makes a group, and how its days are meant."""

    layout: Layout
    group_min: int
    today: date = date.max
    sheet: str = ""
    month_first: bool = False
    swapped: bool = False
    starts_1904: bool = False
    session: str = "regular"  # where no column says how visitors were received: what the title says
    memory: dict[tuple[str, str], Any] | None = None  # what cells were read as: the same ones come again and again


class Group(NamedTuple):
    """The rows of one line: its first, those with further persons; and a day that is carried down to it."""

    row: Row
    persons: tuple[Row, ...] = ()
    carried: Cell = None


class Outcome(NamedTuple):
    """What a group of rows gave: a line, or its faults; and what the clerk should know of it, by code."""

    line: Line | None
    faults: tuple[Reject, ...]
    told: tuple[tuple[str, int], ...]
    day: Day | None
    kind: str | None
    people: int | None
    handling: str | None


def _long_text(cell: Cell, what: str) -> str:
    return text_of(cell, what, long=True)


class _Cells:
    """The cells of one row by field, and the faults met while reading them."""

    def __init__(self, row: Row, manner: Manner) -> None:
        self.row, self.layout, self.words = row, manner.layout, manner.layout.map.words
        self.positions, self.values = manner.layout.positions, manner.layout.map.values
        self.memory: dict[tuple[str, str], Any] = {} if manner.memory is None else manner.memory
        self.sheet = manner.sheet
        self.faulty = any(is_error(cell) for cell in row.cells)
        self.faults: list[Reject] = []
        self.told: list[tuple[str, int]] = []

    def raw(self, field: str) -> Cell:
        place = self.positions.get(field, -1)
        if place < 0:
            return self.layout.map.values.get(field)
        return self.row.cell(place)

    def has(self, field: str) -> bool:
        return self.layout.has(field)

    def read(self, field: str, reader: Callable[[Cell, str], T], default: T, carried: Cell = None) -> T:
        """Read a cell; a fault is kept and the default stands in, so that the other cells are read too."""
        place = self.positions.get(field)
        cell: Cell = None
        if place is None:
            cell = self.values.get(field)
        elif place < len(self.row.cells):
            cell = self.row.cells[place]
        if cell is None:
            if field not in _WANTED:
                return default
            cell = carried
        if self.faulty and is_error(cell):
            self.fault(field, _("an error or a formula without its value stands there"))
            return default
        known = (field, cell) if field in _REPEATED and isinstance(cell, str) else None
        if known in self.memory:
            return self.memory[known]  # type: ignore[no-any-return]
        try:
            found = reader(cell, self.layout.heading(field))
        except Fault as fault:
            self.fault(field, fault.reason, fault.shown)
            return default
        if known and len(self.memory) < _REMEMBERED:
            self.memory[known] = found
        return found

    def text(self, field: str, *, long: bool = False) -> str:
        if field not in self.positions and field not in self.values:
            return ""
        return self.read(field, _long_text if long else text_of, "")

    def flag(self, code: str, number: int = 0) -> None:
        self.told.append((code, number))

    def fault(self, field: str, reason: str, shown: str = "") -> None:
        heading = self.layout.heading(field)
        reason = reason.removeprefix(f"{heading}: ")  # the heading is told beside it
        self.faults.append(Reject(self.row.number, heading, reason, shown, self.sheet))


def read_line(group: Group, manner: Manner) -> Outcome:
    """Read the rows of one line."""
    cells = _Cells(group.row, manner)
    _check_width(cells)
    day = _day(cells, group, manner)
    who = _person(cells, group)
    kind, people, petitioners = _kind_people(cells, who)
    handling, follow = _handling(cells)
    line = _line(cells, manner, day, who, (kind, people, petitioners), handling, follow)
    faults = tuple(cells.faults)
    if faults and len(group.row.cells) > len(manner.layout.headings):
        # Shifted cells: a name may stand below "date" or "kind".
        faults = tuple(fault._replace(value="") for fault in faults)
    bad = {fault.column for fault in faults}
    return Outcome(
        None if faults else line,
        faults,
        tuple(cells.told),
        day,
        kind,
        None if {manner.layout.heading(field) for field in ("kind_people", "people")} & bad else line.people,
        handling.handling,
    )


def _line(
    cells: _Cells,
    manner: Manner,
    day: Day | None,
    who: "_Who",
    counts: tuple[str | None, int, int | None],
    handling: Handling,
    follow: str,
) -> Line:
    words = cells.words
    kind, people, petitioners = counts
    session = cells.read("session", lambda cell, what: session_of(text_of(cell, what), words), Session())
    host_name = cells.text("host_name")
    if manner.session != "regular" and not cells.has("session"):
        session = Session(manner.session, first(words["host"], host_name) or "head")
    host = cells.text("host")
    if host not in ("", *cells.words["host"]):
        cells.fault("host", _("no known host of a reception"), host)
    if cells.raw("refused") is not None:
        cells.fault("refused", _("a refused reception is no visit, and is not read back from a list"))
    nothing: tuple[str | None, str] = (None, "")
    outcome, follow_up = cells.read("result", lambda cell, what: read_outcome(_long_text(cell, what), words), nothing)
    if outcome is None and follow_up:
        worded = worded_handling(follow_up, words)
        if worded is None:
            cells.flag("results-unknown")
        elif not handling.handling:
            handling, follow_up = worded, ""
    when = day.day if day else date.min
    notes = cells.text("note", long=True)
    if notes and key(_CLAUSE.split(notes, maxsplit=1)[0]) in words["row"]["void"]:
        cells.fault("note", _("the notes say that the line counts no more: strike it, or take the remark out"))
    times = _times(cells)
    remarks = read_notes("; ".join(filter(None, (notes, times))), when.year, words)
    _visits(cells)
    petition = manner.layout.holds == PETITIONS
    source, forwarder = _source(cells) if petition else (None, "")
    note = "; ".join(filter(None, (remarks.note, *who.beside, forwarder)))
    line = Line(
        cells.row.number,
        cells.read("ref", ref_of, ""),
        when,
        who.name,
        who.address,
        cells.text("commune") or commune_of(who.address, words),
        who.id_no,
        _content(cells),
        kind,
        0 if petition else people,
        petitioners,
        session.session,
        host or session.host,
        host_name or session.host_name,
        remarks.group or people >= manner.group_min or cells.raw("group") == "true",
        handling.handling,
        handling.handled_to or cells.text("handled_to"),
        "; ".join(filter(None, (handling.handled_doc, cells.text("handled_doc")))),
        cells.text("prior_body"),
        outcome,
        "; ".join(filter(None, (follow_up, follow, cells.text("follow_up", long=True)))),
        remarks.repeat_of,
        remarks.repeat_no,
        note,
        who.phone,
        source,
        _signatories(cells),
        manner.sheet,
        remarks.earlier or (Earlier() if cells.raw("repeat") == "true" else None),
        matter=_matter(cells),
    )
    for field in cells.layout.positions if cells.faulty else ():
        if (
            is_error(cells.raw(field))
            and field not in _UNREAD_ERRORS
            and not any(fault.column == cells.layout.heading(field) for fault in cells.faults)
        ):
            cells.fault(field, _("an error or a formula without its value stands there"))
    return line


def _check_width(cells: _Cells) -> None:
    width = len(cells.layout.headings)
    if any(cell is not None for cell in cells.row.cells[width:]):
        reason = _("more cells than headings: is there a separator too many?")
        cells.faults.append(Reject(cells.row.number, "", reason, "", cells.sheet))


def _day(cells: _Cells, group: Group, manner: Manner) -> Day | None:
    def read(cell: Cell, what: str) -> Day | None:
        day = day_of(
            cell, what,
            month_first=manner.month_first, swapped=manner.swapped, starts_1904=manner.starts_1904,
        )  # fmt: skip
        if day.day > manner.today:
            raise Fault(_("{day} lies in the future").format(day=said_day(day.day)))
        if day.day < FIRST_DAY:
            raise Fault(
                _("{day} lies before {first}: no register is that old").format(
                    day=said_day(day.day), first=FIRST_DAY.year
                )
            )
        return day

    day = cells.read("day", read, None, group.carried)
    if day and day.how == "short":
        cells.flag("days-short")
    if day and cells.raw("day") is None:
        cells.flag("days-carried")
    return day


def _content(cells: _Cells) -> str:
    before = len(cells.faults)
    content = cells.text("content", long=True)
    if not content and len(cells.faults) == before:
        cells.fault("content", _("no content"))
    return content


class _Who(NamedTuple):
    name: str
    address: str
    id_no: str
    phone: str
    listed: int  # persons that are named
    beside: tuple[str, ...]  # what is known of those behind the first
    others: People | None  # who came along without being named


def _person(cells: _Cells, group: Group) -> _Who:
    """Read who came: name, address, number and telephone, in one cell or several; and who came along."""
    joint = "person" if cells.has("person") else "name"
    before = len(cells.faults)
    text = cells.text(joint)
    whole = cells.raw(joint)
    ids: list[str] = []
    phone = cells.text("phone")
    listed = split_persons(whole, cells.words) if isinstance(whole, str) and len(cells.faults) == before else [text]
    name = address = ""
    for place, one in enumerate(listed):
        rest, numbers, called = without_ids(one)
        if place == 0:
            ids, phone = numbers, phone or called
            if joint == "person" or (not cells.has("address") and names_place(rest, cells.words)):
                name, address = split_person(rest, cells.words)
            else:
                name, address = joined_name(rest), cells.text("address")
    if not name and len(cells.faults) == before:
        cells.fault(joint, _("no name"))
    own = cells.read("id_no", id_of, "")
    if fold(own) in cells.words["handling"]["no"]:  # "không có"
        own = ""
    told = ids_in(text_or_nothing(cells.raw("id_no"))) or ([own] if own else [])
    known = list(dict.fromkeys([*([own] if own else []), *told, *ids]))
    if (len(known) > 1 and len(listed) < 2) or len(told) > 1:
        cells.flag("ids-several", len(known))
    beside = [" ".join(one.split()) for one in listed[1:]]
    others = None
    named = 1
    if _is_ours(cells):
        listed = listed[:1]  # it says how many came, whatever is written as a name
    else:
        named, others = named_together(name, cells.words), _others(cells, name)
    if group.persons and _is_of_many(name, cells.words):
        named = 0  # `Đoàn thôn 2 gồm:`, with those who came below it
    count = (max(len(listed), named) if named else 0) + len(group.persons)
    for row in group.persons:
        more = _Cells(row, Manner(cells.layout, 0, sheet=cells.sheet))
        parts = (more.text(field) for field in ("person", "name", "address", "id_no", "phone"))
        beside.append(" - ".join(filter(None, parts)))
        cells.faults += more.faults
    if len(known) > 1:
        beside.append(_FURTHER_NUMBERS + ", ".join(known[1:]))
    return _Who(name, address, known[0] if known else "", phone, count, tuple(beside), others)


def _is_ours(cells: _Cells) -> bool:
    """Know a line that this program wrote, in a list or a printed register."""
    return cells.layout.map.name == "own-list" or bool(OWN_NUMBER.search(text_or_nothing(cells.raw("note"))))


def _is_of_many(name: str, words: Words) -> bool:
    return any(f"{key(name)} ".startswith(f"{word} ") for word in words["people"]["group"])


def _others(cells: _Cells, name: str) -> People | None:
    """Read whom the name mentions without naming them; how many these are may stay unsaid."""
    try:
        return others_of(name, cells.words)
    except Fault:
        return People()


def text_or_nothing(cell: Cell) -> str:
    """Give a cell that holds text."""
    return cell if isinstance(cell, str) else ""


def _kind_people(cells: _Cells, who: _Who) -> tuple[str | None, int, int | None]:
    """Read kind, people and petitioners from joint columns, ticks or their own; one came where nothing is said."""
    words, nothing = cells.words, People()
    kind: str | None = None
    people = nothing
    if cells.has("kind_people"):
        empty: tuple[str | None, People] = None, nothing
        kind, people = cells.read("kind_people", lambda cell, what: kind_people_of(text_of(cell, what), words), empty)
    elif cells.has("kind"):
        kind = cells.read("kind", lambda cell, what: kind_of(text_of(cell, what), words), None)
    told = [(one, field) for one, field in _TICKED if field in cells.positions]
    ticks = [one for one, field in told if cells.read(field, lambda cell, what: ticked(cell, what, words), False)]
    if len(ticks) > 1 or (ticks and kind and kind != ticks[0]):
        cells.fault(f"tick_{ticks[0]}", _("two kinds on one line: a mixed petition is split, one line for each"))
    kind = kind or (ticks[0] if ticks else None)
    if kind is None and told:
        cells.flag("kinds-missing")
    own = cells.read("people", lambda cell, what: count_of(cell, what, words), nothing)
    people = own if own.number else people
    listed = who.listed
    if people.number is None and not _is_ours(cells) and (noted := _noted(cells)):
        people = noted
    if who.others:
        unnamed = who.others.number or 0
        if people.number is None:
            listed += unnamed
        if who.others == People() or (people.number and people.number < who.listed + unnamed):
            cells.flag("others-uncounted")
    behind = max(own.households, people.households, who.others.households if who.others else 0)
    if behind:
        cells.flag("households-behind", behind)
    petitioners = cells.read("petitioners", lambda cell, what: count_of(cell, what, words), nothing).number
    count = people.number or 1
    if listed > count:
        cells.flag("persons-several", listed)
    return kind, max(count, listed), petitioners


def _noted(cells: _Cells) -> People | None:
    """Read how many came from the notes, where one of their clauses says nothing else; others are told."""
    for clause in _CLAUSE.split(cells.text("note", long=True)):
        if _CAME.fullmatch(key(clause)):
            return count_of(_CAME_FIRST.sub("", clause.strip()), "", cells.words)
        if _CAME.search(key(clause)) or key(clause) in cells.words["note"]["group"]:
            cells.flag("others-uncounted")
    return None


def _matter(cells: _Cells) -> str:
    """Read the number of the incident; several at one visit have one content and one kind in a list."""
    matter = cells.text("matter")
    if "," in matter:
        cells.fault("matter", _("several incidents of one visit cannot be told apart in a list"))
    return matter


def _times(cells: _Cells) -> str:
    """Read for which time the visitor comes as the notes say it; a first time says nothing."""
    told = cells.text("times")
    if not told or key(told) in cells.words["note"]["first"]:
        return ""
    return f"{_TIMES} {told}" if told.isdecimal() else told


def _visits(cells: _Cells) -> None:
    """Check how many visits a line says it is: each line of a register is one."""
    if cells.has("visits") and (told := cells.text("visits")):
        count = re.sub(r"\D", "", told)
        if not count or int(count[:9]) != 1:
            cells.fault("visits", _("a line is one visit, and this one says another number"), count[:9])


def _signatories(cells: _Cells) -> int | None:
    return cells.read("signatories", lambda cell, what: count_of(cell, what, cells.words), People()).number


def _handling(cells: _Cells) -> tuple[Handling, str]:
    """Read what was done, from columns to be ticked or one in words; a text that is not understood is kept and told."""
    told = {field: cells.text(field) for field in HANDLINGS if cells.has(field)}
    found = Handling()
    try:
        found = read_handling(told, cells.words)
    except Fault as fault:
        cells.fault("accept", fault.reason)
    text = cells.text("handling_words", long=True)
    if not text:
        return found, ""
    worded = worded_handling(text, cells.words)
    if worded is None:
        outcome, _rest = read_outcome(text, cells.words)
        if outcome is None:
            cells.flag("handlings-unknown")
        return found, text
    if found.handling and worded.handling != found.handling:
        cells.fault("handling_words", _("more than one way of handling on one line"))
    return (found if found.handling else worded), ""


def _source(cells: _Cells) -> tuple[str | None, str]:
    """Read how a petition came, and the body that sent it on; a body that speaks against the way is told."""
    text, body = cells.text("source"), cells.text("forwarded_by")
    source = longest(cells.words["source"], text) if text else ("transfer" if body else None)
    if text and source is None:
        cells.fault("source", _("no known way by which a petition comes"), text if len(text) <= 30 else "")
    elif source is None:
        cells.fault("source", _("no column says how the petition came"))
    if body and source and source != "transfer":
        cells.flag("forwarder-against-source")
    heading = cells.layout.heading("forwarded_by")
    return source, f"{heading}: {body}" if body else ""


def faults_of(rows: Sequence[Row], layout: Layout, reason: str, sheet: str) -> tuple[Reject, ...]:
    """Reject rows as a whole for one reason."""
    return tuple(Reject(row.number, layout.heading("ref"), reason, "", sheet) for row in rows)
