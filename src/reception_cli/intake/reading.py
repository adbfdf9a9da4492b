"""A whole register read: clean lines, faulty rows with all their faults, and what was passed over, sheet by sheet."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from typing import Any, NamedTuple
from unicodedata import normalize

from reception_cli.domain.errors import Damaged, UsageFault
from reception_cli.domain.text import fold, sentence
from reception_cli.domain.words import _, mark, ngettext
from reception_cli.intake import days as day_order
from reception_cli.intake import legacy_text
from reception_cli.intake.cells import Fault, day_of, is_month_first, ref_of
from reception_cli.intake.columns import Layout, UnknownLayout, field_of, find_layout, is_numbering
from reception_cli.intake.days import AS_WRITTEN, FROM_1904, MONTH_FIRST, SWAPPED, Verdict, Written
from reception_cli.intake.legacy_text import UTF8
from reception_cli.intake.line import OWN_NUMBER, Group, Line, Lines, Manner, Outcome, Reject, faults_of, read_line
from reception_cli.intake.maps import NOTHING, PETITIONS, Map, load_map
from reception_cli.intake.reach import told_to
from reception_cli.intake.repeats import doubled, resolve
from reception_cli.intake.spreadsheet import OPENING, Cell, Row, Sheet, open_sheets
from reception_cli.intake.totals import Account, Counted, compare, is_total, read_total
from reception_cli.intake.wordlists import first, key
from reception_cli.intake.wordlists import opening as opened_by
from reception_cli.law import data

_STEP = 200  # rows between two calls of `progress`
_TEXTS = ("person", "name", "address", "content", "prior_body", "result", "note", "handling_words", "handled_doc")
_WHO = ("person", "name", "address", "id_no", "phone", "commune")
_DITTO = frozenset({"nt", "nhu tren", "tren"})
_LONGEST_DITTO = 12
_DITTO_SIGNS = frozenset({'"', "''", "//", "”", "“", "〃", "-//-"})
_LONGEST_HEADING, _FEWEST_HEADINGS = 60, 4
_MOST_SIGNED = 4  # cells of a row of names below the signatures
_SHORT_TITLE = 7  # words of a signature
_NUMBERED = re.compile(r"\s*\(?1[.)/]\s.*?\n\s*\(?2[.)/]\s", re.DOTALL)
_SHOWN = 12  # rows that a sentence lists


class Remark(NamedTuple):
    """Something the clerk should know about the file: `code` and `facts` for machines, `text` translated."""

    code: str
    text: str
    facts: Mapping[str, Any] = {}

    @property
    def sentence(self) -> str:
        """Give the text as it stands alone: from a capital to a full stop."""
        return sentence(self.text)


class Asked(NamedTuple):
    """How a register is to be read: its map, sheets, and what of it the clerk has accepted although it is in doubt.

    `kept` are the maps that the desk has kept of earlier registers, by the signature of their headings.
    """

    map_name: str | None = None
    group_min: int = 5
    today: date = date.max
    sheets: tuple[str, ...] = ()
    accept: frozenset[str] = frozenset()
    kept: Mapping[str, Map] = {}


class Part(NamedTuple):
    """What one sheet gave."""

    name: str
    rows: int
    visits: int
    petitions: int
    people: int
    rejected: int


class Reading(NamedTuple):
    """What a register gave; `rejected_rows` are the rows as they stood, each with its sheet and headings.

    `doubts` are what stops an import unless it is accepted by name: totals, days, people, text.
    """

    lines: Sequence[Line]
    rejects: tuple[Reject, ...]
    rejected_rows: tuple[Row, ...]
    header: tuple[str, ...]
    map_name: str
    notes: tuple[Remark, ...]
    doubts: tuple[Remark, ...] = ()
    parts: tuple[Part, ...] = ()
    rejected_from: tuple[tuple[str, Layout], ...] = ()
    fields: frozenset[str] = frozenset()  # those that have a column
    digests: Sequence[str] = ()  # by which each of the lines is known again: see `matching`
    unknown: tuple[UnknownLayout, ...] = ()  # of sheets that were not read
    told_to: date | None = None  # up to which day the file says that it goes
    doubtful: tuple[Layout, ...] = ()  # of sheets in which "Số người" may mean either number


class _Pile:
    """What has been read so far of all sheets."""

    def __init__(self) -> None:
        self.lines = Lines()
        self.rejects: list[Reject] = []
        self.rejected: dict[tuple[str, int], tuple[Row, Layout]] = {}
        self.origins: dict[tuple[str, int], tuple[Group, Layout]] = {}  # of repeats, until they lead somewhere
        self.told: dict[str, list[tuple[str, str, int, int]]] = {}  # code -> sheet, STT, row, number
        self.accounts: list[Account] = []
        self.notes: list[Remark] = []
        self.doubts: list[Remark] = []
        self.parts: list[Part] = []
        self.layout: Layout | None = None
        self.fields: set[str] = set()
        self.unknown: list[UnknownLayout] = []
        self.doubtful: list[Layout] = []
        self.reaches: list[date] = []
        self.done = 0

    def tell(self, code: str, sheet: str, ref: str, row: int, number: int = 0) -> None:
        self.told.setdefault(code, []).append((sheet, ref, row, number))


def read_register(
    path: str,
    map_name: str | None,
    group_min: int,
    *,
    known: Collection[str] = (),
    progress: Callable[[int], None] | None = None,
    asked: Asked | None = None,
) -> Reading:
    """Read every sheet that has the headings of a register.

    `map_name` is a shipped map or a file .toml, None knows the headings by their meaning; `group_min` people are a
    large group; `known` are the numbers (STT) of this register that an earlier import has booked, which repeats may
    name; `progress` is told the rows done. Raises UsageFault, NotFound, Damaged; faulty rows do not raise.
    """
    asked = asked or Asked(map_name, group_min)
    if asked.map_name and not asked.sheets:
        asked = asked._replace(sheets=load_map(asked.map_name).sheets)
    sheets = open_sheets(path)
    _check_names(sheets, asked.sheets)
    pile = _Pile()
    failure: UnknownLayout | None = None
    for sheet in sheets:
        if asked.sheets and sheet.name not in asked.sheets:
            continue
        if sheet.hidden and not asked.sheets:
            _tell_hidden(sheet, pile)
            continue
        try:
            _SheetReader(sheet, asked, pile, progress).read()
        except UnknownLayout as error:
            error.sheet = sheet.name
            pile.unknown.append(error)
            failure = _nearer(failure, error)
            if any(True for _row in islice(sheet.rows(), 1)):
                text = _("sheet {name} was not read: it has no headings of a register").format(name=_named(sheet.name))
                pile.notes.append(Remark("sheet-unread", text, {"sheet": sheet.name, "reason": "no-headings"}))
    if pile.layout is None:
        raise failure or Damaged(_("The file has no sheet that is a register."))
    _check_copies(pile)
    _link(pile, known)
    if progress:
        progress(pile.done)
    order = {part.name: place for place, part in reversed([*enumerate(pile.parts)])}

    def place(sheet: str, number: int) -> tuple[int, int]:
        return order.get(sheet, len(order)), number

    rejected = sorted(pile.rejected.items(), key=lambda item: place(*item[0]))
    return Reading(
        pile.lines,
        tuple(sorted(pile.rejects, key=lambda reject: place(reject.sheet, reject.number))),
        tuple(row for _where, (row, _layout) in rejected),
        pile.layout.headings,
        pile.layout.map.name,
        tuple(_remarks(pile)),
        tuple(pile.doubts),
        tuple(pile.parts),
        tuple((sheet, layout) for (sheet, _number), (_row, layout) in rejected),
        frozenset(pile.fields),
        unknown=tuple(pile.unknown),
        told_to=max(pile.reaches, default=None),
        doubtful=tuple(pile.doubtful),
    )


def row_key(line: Line, secret: str) -> str:
    """Give the digest by which earlier versions knew a row again: content, day and STT.

    `secret` keeps outsiders from trying contents until one fits.
    """
    told = "\x1f".join((secret, fold(line.content), line.day.isoformat(), line.ref))
    return hashlib.sha256(told.encode()).hexdigest()


def _check_names(sheets: Sequence[Sheet], wanted: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in {sheet.name for sheet in sheets}]
    if missing:
        names = ", ".join(sheet.name for sheet in sheets)
        raise UsageFault(
            _("There is no sheet {name}.").format(name=missing[0]), _("Sheets: {names}.").format(names=names)
        )


def _tell_hidden(sheet: Sheet, pile: _Pile) -> None:
    rows = sum(1 for _row in sheet.rows())
    text = ngettext(
        "sheet {name} is hidden and was not read ({n} row); --sheet {name} reads it",
        "sheet {name} is hidden and was not read ({n} rows); --sheet {name} reads it",
        rows,
    )
    if rows:
        facts = {"sheet": sheet.name, "reason": "hidden", "rows": rows}
        pile.notes.append(Remark("sheet-unread", text.format(name=_named(sheet.name), n=rows), facts))


def _named(name: str) -> str:
    return f"'{name}'"


def _nearer(one: UnknownLayout | None, other: UnknownLayout) -> UnknownLayout:
    """Keep the failure of the sheet that lacks the fewest headings: the one the clerk means."""
    return other if one is None or len(str(other.facts["missing"])) < len(str(one.facts["missing"])) else one


class _Again(Exception):
    """A column turned out to be in an old encoding only after rows of it had been read."""


class _SheetReader:
    """One sheet while it is read."""

    def __init__(self, sheet: Sheet, asked: Asked, pile: _Pile, progress: Callable[[int], None] | None) -> None:
        self.sheet, self.asked, self.pile, self.progress = sheet, asked, pile, progress
        self.encodings: dict[int, str] = {}
        self.legacy: str | None = None
        self.year, self.session = 0, "regular"  # that the title names
        self.begin()

    def begin(self) -> None:
        self.group: Group | None = None
        self.joined: list[tuple[Group, tuple[Row, ...]]] = []
        self.more: list[Row] = []
        self.lines = Lines()
        self.own_print = self.people = 0
        self.years: set[int] = set()
        self.astray: list[int] = []  # lines below the title of another month
        self.several: list[int] = []  # lines of more than one person
        self.rejects: list[Reject] = []
        self.rejected: dict[int, Row] = {}
        self.origins: dict[int, Group] = {}
        self.told: list[tuple[str, str, int, int]] = []
        self.account = Account()
        self.sections: dict[int, int] = {}  # row of a line that goes on -> section of the totals it belongs to
        self.written: list[Written] = []
        self.stray: list[int] = []
        self.hidden: list[int] = []
        self.examples: list[int] = []
        self.numbered: list[int] = []  # whose contents are several
        self.lengths: list[int] = []
        self.broken = False  # a text was cut at a blank, or within a syllable
        self.day: Cell = None
        self.last = 0  # the row that the group at hand reaches down to
        self.signed = False
        self.headed: Mapping[str, str] = {}  # what the title of a group says of the lines below it
        self.received = False  # whether a title said how visitors were received
        self.headings: dict[int, Mapping[str, str]] = {}  # the same of lines that are read at the end
        self.above: Row | None = None
        self.month = _month_in(self.sheet.name)
        self.months: dict[int, int] = {}  # row of a line -> the month that its title names

    def read(self) -> None:
        """Read the sheet, and again where its days are put right."""
        opening = list(islice(self.sheet.rows(), OPENING))
        layout = self._layout(opening)
        if layout.holds == NOTHING:
            text = _("sheet {name} was not read: it is kept here as no register").format(name=_named(self.sheet.name))
            facts = {"sheet": self.sheet.name, "reason": "no-register"}
            self.pile.notes.append(Remark("sheet-unread", text, facts))
            return
        titles = [title for title in _titles(opening, layout) if not _PRESCRIBED.search(title)]
        self.year = _year_in(titles)
        self.session = "periodic" if _is_of_the_head(opening, layout) else "regular"
        manner = Manner(
            layout, self.asked.group_min, self.asked.today, self.sheet.name, session=self.session, memory={}
        )
        self._pass(manner)
        verdict = day_order.judge(self.written, self.sheet.starts_1904)
        if verdict and "days" in self.asked.accept and verdict.reading != AS_WRITTEN:
            manner = manner._replace(
                month_first=verdict.reading == MONTH_FIRST,
                swapped=verdict.reading == SWAPPED,
                starts_1904=verdict.reading == FROM_1904,
            )
            self._pass(manner)
        self._finish(layout, verdict)
        year = self.year or max(self.years, default=0)
        reach = told_to(titles, self.sheet.name if self.years else "", year)
        self.pile.reaches += [reach] if reach else []

    def _encode_headings(self, opening: list[Row]) -> None:
        """Read headings in the encoding of the others where that makes them known: `Néi dung` alone looks well.

        Of the two of before Unicode, which share letters, a sheet is in the one that most of its cells show.
        """
        texts = [cell for row in opening for cell in row.cells if isinstance(cell, str)]
        shown = Counter(encoding for encoding in map(legacy_text.recognise, texts) if encoding not in (None, UTF8))
        self.legacy = max(shown, key=lambda encoding: shown[encoding], default=None)
        while True:
            try:
                for row in opening:
                    self._tidy(row)
                break
            except _Again:
                continue
        if not self.encodings:
            return
        encoding = Counter(self.encodings.values()).most_common(1)[0][0]
        for row in opening:
            for place, cell in enumerate(row.cells):
                if isinstance(cell, str) and not cell.isascii() and place not in self.encodings:
                    before, after = field_of(key(cell)), field_of(key(legacy_text.convert(cell, encoding)))
                    if after and not before:
                        self.encodings[place] = encoding

    def _layout(self, opening: list[Row]) -> Layout:
        self._encode_headings(opening)
        while True:
            try:
                rows = [self._tidy(row) for row in opening]
                return find_layout(self.asked.map_name, rows, self.asked.kept)
            except _Again:
                continue
            except UnknownLayout:
                if not self._continues(opening):
                    raise
                assert self.pile.layout is not None
                return self.pile.layout._replace(header_row=0)

    def _continues(self, opening: list[Row]) -> bool:
        """Tell whether a sheet without headings goes on with the lines of the one before."""
        layout = self.pile.layout
        return layout is not None and any(
            _has_day(row, layout) and _filled(row, layout, "person", "name") and _filled(row, layout, "content")
            for row in opening
        )

    def _pass(self, manner: Manner) -> None:
        while True:
            self.begin()
            try:
                for row in self.sheet.rows():
                    if row.number > manner.layout.header_row:
                        self._sort_in(self._tidy(row), manner)
                self._close(manner)
                self._mend_joints(manner)
            except _Again:
                continue
            return

    def _tidy(self, row: Row) -> Row:
        """Take out what nobody sees, and write old encodings in Unicode."""
        cells = row.cells
        if all(cell.isascii() for cell in cells if isinstance(cell, str)):
            return row
        found = list(cells)
        for place, cell in enumerate(cells):
            if not isinstance(cell, str) or cell.isascii():
                continue
            encoding = self.encodings.get(place)
            if encoding is None and (encoding := legacy_text.recognise(cell)):
                self.encodings[place] = encoding if encoding == UTF8 else self.legacy or encoding
                raise _Again
            if encoding:
                cell = legacy_text.convert(cell, encoding)
            found[place] = legacy_text.visible(cell).strip("\ufeff") or None
        return row._replace(cells=tuple(found))

    # ---------------------------------------------------------------- which row is what
    def _sort_in(self, row: Row, manner: Manner) -> None:
        layout = manner.layout
        if row.hidden:
            self.hidden.append(row.number)
            return
        filled = [cell for cell in row.cells if not _is_blank(cell)]
        if not filled or _is_heading(row, layout) or is_numbering(row):
            if filled and self.last == row.number - 1:
                self.last = row.number
            return
        has_day = _has_day(row, layout)
        if not has_day and _is_other_heading(filled):
            raise Damaged(
                sentence(
                    _("{sheet}row {row} holds other headings: a second table begins there").format(
                        sheet=_in(self.sheet.name), row=row.number
                    )
                ),
                _("Put each table on a sheet of its own."),
            )
        if is_total(row, layout, lambda _row: has_day):
            self._close(manner)
            self.account.end(read_total(self.sheet.name, row, layout))
            self.day = None  # a day is not carried into another month
            return
        if _ref_key(row, layout) in layout.map.words["row"]["example"]:
            self._close(manner)
            self.examples.append(row.number)
            return
        has_ref = _has_number(row, layout) and not self._is_numbered_below(row, layout, has_day)
        bare_day = has_day or _filled(row, layout, "day")
        told_who, told_content = _filled(row, layout, "person", "name"), _filled(row, layout, "content")
        told = told_who or told_content
        if len(filled) <= 2 and (group := _group_in(row, layout)):
            self._close(manner)
            self.stray.append(row.number)
            self._head(group, row.number, layout)
            return
        if _is_carried(filled, layout) or (told_who and self._is_nobody(row, layout)):
            self._close(manner)
            self.stray.append(row.number)
            return
        if title := _title_in(filled):
            self._close(manner)
            self.stray.append(row.number)
            self.day = None  # a day is not carried below the title of a month
            self.month = _month_in(title) or self.month
            return
        if (
            not has_ref
            and not bare_day
            and (_is_signature(row, layout) or (self.signed and len(filled) <= _MOST_SIGNED))
        ):
            self.signed = True
            self.stray.append(row.number)
        elif (
            (told_who and told_content) or (bare_day and (told or has_ref)) or self._is_line(row, layout, has_ref, told)
        ):
            self._begin(row, manner)
        elif not has_ref and not bare_day and self._goes_on(row, layout, told_who):
            return
        elif told:
            self._close(manner)
            reason = _("it has neither a number nor a day, and belongs to no line above")
            self._reject(row, faults_of([row], layout, reason, self.sheet.name))
        else:
            self.stray.append(row.number)
            self.day = None  # nor below the title of one
            self.month = next(filter(None, (_month_in(cell) for cell in filled if isinstance(cell, str))), self.month)

    def _head(self, group: str, row: int, layout: Layout) -> None:
        """Take the title of a group of lines: how their visitors were received, or of what kind their matters are."""
        words = layout.map.words
        self.headed = {}
        session, kind = first(words["session"], group), opened_by(words["kind"], group)
        if session and not layout.has("session"):
            self.headed, self.received = {"session": group}, True
        elif kind:
            self.headed = {"kind": kind[0]}
        if self.headed:
            self.told.append(("group-titles", "", row, 0))

    def _is_nobody(self, row: Row, layout: Layout) -> bool:
        """Know a row that says that nobody came: no name stands there, and no number or address."""
        place = layout.positions.get("person", layout.positions.get("name", -1))
        cell = row.cell(place)
        content = row.cell(layout.positions["content"])
        if not isinstance(cell, str) or _filled(row, layout, "id_no", "address", "phone"):
            return False
        known = layout.map.words["row"]["nobody"]
        if key(cell.lstrip().partition(" ")[0]) not in _first_words(known):
            return False
        phrases = [word for word in known if " " in word]  # a word alone says so of a content, and not of a name
        who, what = (f"{key(str(text or ''))} " for text in (cell, content))
        return who.startswith(tuple(f"{word} " for word in phrases)) and (
            not what.strip() or what.strip() in known or what.startswith(tuple(f"{word} " for word in phrases))
        )

    def _is_numbered_below(self, row: Row, layout: Layout, has_day: bool) -> bool:
        """Know a further person of the line above by a number below its own: `1.1`, `a)`, and no content or day."""
        if (
            self.group is None
            or has_day
            or _filled(row, layout, "content")
            or not _filled(row, layout, "person", "name")
        ):
            return False
        above, own = _ref(self.group.row, layout), _ref(row, layout)
        return bool(_LETTER.fullmatch(own)) or (
            bool(above) and own.rstrip(".").startswith((f"{above}.", f"{above},", f"{above}-"))
        )

    def _is_line(self, row: Row, layout: Layout, has_ref: bool, told: bool) -> bool:
        if not has_ref or not told:
            return False
        ref = _ref(row, layout)
        return any(map(str.isdigit, ref)) and len(ref) <= 15

    def _goes_on(self, row: Row, layout: Layout, told_who: bool) -> bool:
        """Add a row directly below a line to it: a text that goes on, or a further person."""
        if self.group is None or row.number != self.last + 1:
            return False
        fields = {
            field
            for field, place in layout.positions.items()
            if field != "ref" and place < len(row.cells) and not _is_blank(row.cells[place])
        }
        outside = [
            place
            for place, cell in enumerate(row.cells)
            if not _is_blank(cell)
            and place not in layout.positions.values()
            and not (told_who and place < len(layout.headings) and layout.headings[place])
        ]
        if outside or not fields:
            return False
        if told_who and fields <= set(_WHO) and not _continues_address(row, layout):
            self.group = self.group._replace(persons=(*self.group.persons, row))
        elif fields <= set(_TEXTS):
            self.more.append(row)
        else:
            return False
        self.last = row.number
        return True

    # ---------------------------------------------------------------- lines
    def _begin(self, row: Row, manner: Manner) -> None:
        self._close(manner)
        row = self._spelt(row, manner.layout)
        self.above = row
        own = row.cell(manner.layout.positions["day"])
        if not _is_blank(own):
            self.day = own
        self.group = Group(row, (), self.day if _is_blank(own) else None)
        if self.month:
            self.months[row.number] = self.month
        self.last, self.signed, self.more = row.number, False, []
        self.pile.done += 1
        if self.progress and self.pile.done % _STEP == 0:
            self.progress(self.pile.done)

    def _spelt(self, row: Row, layout: Layout) -> Row:
        """Write out what a cell says by a sign for "as above"."""
        places = [
            place
            for place, cell in enumerate(row.cells)
            if isinstance(cell, str) and len(cell) <= _LONGEST_DITTO and _is_ditto(cell)
        ]
        places = [place for place in places if place in layout.positions.values()]
        if not places or self.above is None:
            return row
        cells = list(row.cells)
        for place in places:
            cells[place] = self.above.cell(place)
        self.told.append(("as-above", _ref(row, layout), row.number, 0))
        return row._replace(cells=tuple(cells))

    def _close(self, manner: Manner) -> None:
        group, more, self.group, self.more = self.group, tuple(self.more), None, []
        if group is None:
            return
        if more:
            self.joined.append((group, more))
            place = manner.layout.positions["content"]
            text = group.row.cell(place)
            self.headings[group.row.number] = self.headed
            if isinstance(text, str):
                self.lengths.append(len(text))
                self.broken = self.broken or _is_broken(text, more[0].cell(place))
            self.sections[group.row.number] = self.account.section  # counted when it is known how they are joined
            self.written.append(Written(group.row.number, None))
            self.lines.append(_PLACEHOLDER._replace(number=group.row.number))
            return
        self._take(group, self._read(group, manner), manner.layout)

    def _read(self, group: Group, manner: Manner) -> Outcome:
        """Read a line, and below the title of a group what that says and no cell of the line does."""
        if not self.headed:
            return read_line(group, manner)
        layout = manner.layout
        said = {field: value for field, value in self.headed.items() if not layout.has(field)}
        map_ = layout.map._replace(values={**layout.map.values, **said})
        outcome = read_line(group, manner._replace(layout=layout._replace(map=map_), memory=None))
        kind = self.headed.get("kind")
        if outcome.line is None or outcome.line.kind is not None or kind is None:
            return outcome
        return outcome._replace(line=outcome.line._replace(kind=kind), kind=kind)

    def _take(self, group: Group, outcome: Outcome, layout: Layout) -> None:
        """Keep what a group gave at the end of what was read."""
        self.written.append(_written(group, outcome, layout))
        self.account.add(_counted(outcome))
        self._keep(group, outcome, layout)

    def _keep(self, group: Group, outcome: Outcome, layout: Layout) -> None:
        number = group.row.number
        ref = _ref(group.row, layout)
        self.told += [(code, ref, number, value) for code, value in outcome.told]
        if outcome.line is None:
            self._reject(_dated(group, layout), outcome.faults, group.persons)
            return
        self._add(outcome.line)
        content = group.row.cell(layout.positions["content"])
        if isinstance(content, str) and "\n" in content and _NUMBERED.match(content):
            self.numbered.append(number)
        if outcome.line.repeat_of is not None:
            self.origins[number] = group

    def _add(self, line: Line) -> None:
        """Add a line, and what the sheet is judged by."""
        self.lines.append(line)
        self.own_print += bool(OWN_NUMBER.search(line.note))
        self.people += line.people
        self.years.add(line.day.year)
        if not _in_month(line.day, self.months.get(line.number, 0)):
            self.astray.append(line.number)
        if line.people > 1:
            self.several.append(line.number)

    def _reject(self, row: Row, faults: tuple[Reject, ...], below: tuple[Row, ...] = ()) -> None:
        self.rejects += faults
        for one in (row, *below):
            self.rejected[one.number] = one

    def _mend_joints(self, manner: Manner) -> None:
        """Read the lines whose texts go on in rows below: cut at one width, or between words."""
        if not self.joined:
            return
        cut = len(self.lengths) > 1 and len(set(self.lengths)) == 1 and self.broken
        places = {line.number for line in self.lines if line.content == _PLACEHOLDER.content}
        ordered = {written.row: place for place, written in enumerate(self.written)}
        lines: dict[int, Line | None] = {}
        for group, more in self.joined:
            whole = group._replace(row=_joined(group.row, more, manner.layout, cut))
            number = group.row.number
            self.headed = self.headings[number]
            outcome = self._read(whole, manner)
            self.written[ordered[number]] = _written(whole, outcome, manner.layout)
            self.account.add(_counted(outcome), self.sections[number])
            kept, self.lines = self.lines, Lines()
            self._keep(whole, outcome, manner.layout)
            if outcome.line is None:
                self.rejected[number] = _dated(group, manner.layout)
                self.rejected.update({row.number: row for row in more})
            lines[number] = self.lines[0] if self.lines else None
            self.lines = kept
        read = [lines.get(line.number) if line.number in places else line for line in self.lines]
        self.lines = Lines(line for line in read if line is not None)

    # ---------------------------------------------------------------- what the sheet comes to
    def _finish(self, layout: Layout, verdict: Verdict | None) -> None:
        pile, name = self.pile, self.sheet.name
        if pile.layout is None or (len(self.lines) and not pile.lines):
            pile.layout = layout
        pile.fields |= {*layout.positions, *layout.map.values}
        _compare(pile, self.account, name)
        pile.accounts.append(self.account)
        pile.lines.extend(self.lines)
        pile.rejects += self.rejects
        pile.rejected.update({(name, number): (row, layout) for number, row in self.rejected.items()})
        pile.origins.update({(name, number): (group, layout) for number, group in self.origins.items()})
        for code, ref, row, value in self.told:
            pile.tell(code, name, ref, row, value)
        pile.notes += _sheet_notes(self, layout)
        petitions = layout.holds == PETITIONS
        pile.parts.append(
            Part(
                name,
                len(self.lines) + len({reject.number for reject in self.rejects}),
                0 if petitions else len(self.lines),
                len(self.lines) if petitions else 0,
                self.people,
                len({reject.number for reject in self.rejects}),
            )
        )
        if verdict:
            pile.doubts.append(_days_doubt(verdict, name, "days" in self.asked.accept))
        if odd := day_order.odd_centuries(written.day for written in self.written if written.day):
            text = _("{sheet}years of two digits were read as {years}, which are not the years of this register")
            pile.doubts.append(
                Remark(
                    "days", text.format(sheet=_in(name), years=", ".join(map(str, odd))), {"sheet": name, "years": odd}
                )
            )
        if astray := sorted(self.astray):
            text = _("{sheet}days stand below the title of another month: {rows}")
            told = text.format(sheet=_in(name), rows=_rows(astray))
            pile.doubts.append(Remark("days", told, {"sheet": name, "rows": astray}))
        if self.year and self.years and self.year not in self.years:
            text = _("{sheet}the title names the year {year}, and no line is of that year")
            pile.doubts.append(
                Remark("days", text.format(sheet=_in(name), year=self.year), {"sheet": name, "year": self.year})
            )
        if layout.doubtful and (rows := sorted(self.several)):
            pile.doubts.append(_people_doubt(layout, name, rows))
            pile.doubtful.append(layout)
        if self.encodings:
            pile.doubts.append(_text_doubt(self.encodings, layout, name))


_PLACEHOLDER = Line(
    0,
    "",
    date.min,
    "",
    "",
    None,
    "",
    "\0",
    None,
    0,
    None,
    "",
    "",
    None,
    False,
    None,
    "",
    "",
    "",
    None,
    "",
    None,
    None,
    "",
)


def _dated(group: Group, layout: Layout) -> Row:
    """Write a day that was carried down into the row, which may be read again without those above."""
    place = layout.positions["day"]
    if group.carried is None:
        return group.row
    cells = [*group.row.cells, *[None] * (place + 1 - len(group.row.cells))]
    cells[place] = group.carried
    return group.row._replace(cells=tuple(cells))


def _written(group: Group, outcome: Outcome, layout: Layout) -> Written:
    return Written(group.row.number, outcome.day, is_month_first(group.row.cell(layout.positions["day"])))


def _counted(outcome: Outcome) -> Counted:
    fine = outcome.line is not None
    return Counted(outcome.day.day if outcome.day else None, outcome.people, outcome.kind, outcome.handling, fine)


def _joined(row: Row, more: Sequence[Row], layout: Layout, cut: bool) -> Row:
    """Join the texts of rows below to a row; `cut`: the text was cut at one width, also within words."""
    words = layout.map.words["row"]["more"]
    width = max(len(each.cells) for each in (row, *more))
    cells: list[Cell] = list(row.cells) + [None] * (width - len(row.cells))
    for each in more:
        for place, cell in enumerate(each.cells):
            if _is_blank(cell):
                continue
            before, after = cells[place], _without_more(str(cell), words)
            if place == layout.positions.get("person"):
                cells[place] = after if _is_blank(before) else f"{before}\n{after}"
            else:
                cells[place] = after if _is_blank(before) else _glued(str(before), after, cut)
    return row._replace(cells=tuple(cells))


def _without_more(text: str, words: Sequence[str]) -> str:
    """Take a remark such as `(tiếp theo)` off a text that goes on."""
    for opening, closing in (("(", ")"), ("[", "]")):
        head, sign, rest = text.rpartition(opening)
        if sign and rest.rstrip().endswith(closing) and key(rest) in words:
            return head.rstrip()
        inside, sign, rest = text.lstrip().removeprefix(opening).partition(closing)
        if sign and text.lstrip().startswith(opening) and key(inside) in words:
            return rest
    return text.removeprefix("...").removeprefix("…")


def _is_broken(one: str, other: Cell) -> bool:
    """Tell a text that was cut at one width from one that goes on with the next word."""
    if one[-1:].isspace() or (isinstance(other, str) and other[:1].isspace()):
        return True
    return _CUT_SYLLABLE.search(normalize("NFC", one.lower())) is not None


def _glued(one: str, other: str, cut: bool) -> str:
    one = _without_end(one)
    if one[-1:].isspace() or other[:1].isspace():
        return f"{one.rstrip()} {other.lstrip()}"
    return one + other if cut else f"{one} {other}"


def _without_end(text: str) -> str:
    return text.removesuffix("...").removesuffix("…")


@lru_cache(maxsize=5000)
def _is_ditto(text: str) -> bool:
    return text.strip() in _DITTO_SIGNS or key(text) in _DITTO


def _continues_address(row: Row, layout: Layout) -> bool:
    """Tell a place from a person where both stand in one column: small letters first, or a word for a place."""
    cell = row.cell(layout.positions.get("person", -1))
    if not isinstance(cell, str) or not cell.strip():
        return False
    text = cell.strip()
    first = key(text).partition(" ")[0]
    return (
        text[0].islower()
        or first in ("thon", "xa", "to", "phuong", "huyen", "dc", "khoi", "ap", "tp", "tinh", "quan")
        or not any(map(str.isalpha, text[:3]))
    )


_MONTH = re.compile(r"^(?:(?:so |cong )?.{0,20})?\bthang 0?(\d{1,2})\b(?! ngay)")
# No Vietnamese syllable ends so: ă and â want a letter behind them, and so do iê, uô, ươ; none lacks a vowel.
_CUT_SYLLABLE = re.compile("(?:[ăắằẳẵặâấầẩẫậ]|iê|uô|ươ|i[ếềểễệ]|u[ốồổỗộ]|ư[ớờởỡợ])$|(?:^|\\s)[bcdđghklmnpqrstvx]{1,3}$")
_TITLE = re.compile(r"(?:thang|quy|tuan) (?:\d{1,2}|[ivx]{1,4})(?: (?:nam )?\d{4})?")
_PAGE = re.compile(r"trang( so)?( \d+)+")
_GROUP = re.compile(r"[IVX]{1,5}|[A-D]")
_LETTER = re.compile(r"[a-zđ][.)]?|[-+•]")
_ORDER = re.compile(r"[ivx]{1,5}|[a-d]|\d{1,2}")
_YEAR = re.compile(r"\bnam (20\d\d)\b")
_PRESCRIBED = re.compile(r"\b(thong tu|nghi dinh|ban hanh|quyet dinh so)\b")  # the year is that of the form


def _month_in(text: str) -> int:
    """Give the month that a title or the name of a sheet names, 0 none: `Tháng 2`, `THÁNG 02/2025`."""
    found = _MONTH.search(key(text))
    months = re.findall(r"\bthang 0?(\d{1,2})\b", key(text))
    return int(found[1]) if found and len(months) == 1 and 0 < int(found[1]) < 13 and len(key(text)) < 60 else 0


def _in_month(day: date, month: int) -> bool:
    """Tell whether a day lies in a month, of the calendar or of the reports: the 15th of the one before to the 14th."""
    return month in (0, day.month) or (day.day >= _reported_from() and day.month % 12 + 1 == month)


@cache
def _reported_from() -> int:
    """Tell on which day a month of the reports begins, by the circular now in force."""
    return int(data.read("law", "periods")["versions"][-1]["parts"]["Q1"]["first"]["day"])


def _year_in(titles: Sequence[str]) -> int:
    """Give the one year that the titles above the headings name, 0 none."""
    years = {found for title in titles for found in _YEAR.findall(title)}
    return int(years.pop()) if len(years) == 1 else 0


def _is_of_the_head(opening: Sequence[Row], layout: Layout) -> bool:
    """Know the head's periodic reception book by its title."""
    return any("so " in title and "dinh ky" in title for title in _titles(opening, layout))


def _titles(opening: Sequence[Row], layout: Layout) -> list[str]:
    above = [row for row in opening if row.number <= layout.header_row - len(layout.levels)]
    return [key(cell) for row in above for cell in row.cells if isinstance(cell, str)]


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _filled(row: Row, layout: Layout, *fields: str) -> bool:
    places = [layout.positions[field] for field in fields if field in layout.positions]
    return any(place < len(row.cells) and not _is_blank(row.cells[place]) for place in places)


def _is_heading(row: Row, layout: Layout) -> bool:
    """Know the heading, or one of its rows, repeated at the top of a printed page."""
    place = layout.positions["content"]
    cell = row.cell(place)
    if isinstance(cell, str) and key(cell[:200]) not in _words_above(layout.headings, layout.levels, place):
        return False
    cells = [key(str(each)) if each is not None else "" for each in row.cells]
    for level in (layout.headings, *layout.levels):
        same = [key(text) == cell for text, cell in zip(level, cells, strict=False) if cell]
        if (
            len(same) == sum(map(bool, cells))
            and same
            and sum(same) * 10 >= len(same) * 7
            and (sum(same) > 2 or len(same) == sum(same) > 1)
        ):
            return True
    return False


@lru_cache(maxsize=64)
def _words_above(headings: tuple[str, ...], levels: tuple[tuple[str, ...], ...], place: int) -> frozenset[str]:
    """Give what stands above a column, level by level, as it is compared."""
    return frozenset(key(level[place]) for level in (headings, *levels) if place < len(level))


def _is_other_heading(filled: Sequence[object]) -> bool:
    """Know the headings of another table: at least four cells, most of them known headings."""
    texts = [cell for cell in filled if isinstance(cell, str) and len(cell) <= _LONGEST_HEADING]
    if len(texts) < _FEWEST_HEADINGS or len(texts) < len(filled):
        return False
    fields = {field for text in texts if (field := field_of(key(text)))}
    return len(fields) * 4 >= len(texts) * 3 and "content" in fields and "day" in fields


def _is_signature(row: Row, layout: Layout) -> bool:
    """Know a row of those who sign, or the place and day above them; a row with a number or a day is none."""
    texts = [words for cell in row.cells if isinstance(cell, str) and (words := key(cell).split())]
    signers = layout.map.words["row"]["signature"]
    if any({"ngay", "thang", "nam"} <= set(words) and len(words) <= 12 for words in texts):
        return True
    short = [f"{' '.join(words)} " for words in texts if len(words) <= _SHORT_TITLE]
    return any(text.startswith(f"{signer} ") for text in short for signer in signers)


def _has_day(row: Row, layout: Layout) -> bool:
    place = layout.positions["day"]
    try:
        return place < len(row.cells) and bool(day_of(row.cells[place], ""))
    except Fault:
        return False


def _has_number(row: Row, layout: Layout) -> bool:
    """Tell whether a line can begin in a row by what stands in the column of numbers: words that sign do not count."""
    cell = row.cell(layout.positions.get("ref", -1))
    if not isinstance(cell, str):
        return cell is not None
    return bool(cell.strip()) and (cell.isdecimal() or len(key(cell).split()) < 2 or any(map(str.isdigit, cell)))


def _group_in(row: Row, layout: Layout) -> str:
    """Give the title of a group of lines, "" for none: a Roman number or a letter as its number, and one text."""
    told = [(place, cell) for place, cell in enumerate(row.cells) if not _is_blank(cell)]
    texts = [cell for place, cell in told if place != layout.positions.get("ref", -1)]
    number = row.cell(layout.positions.get("ref", -1))
    if len(texts) != 1 or not isinstance(texts[0], str):
        return ""
    title = texts[0].strip()
    if _is_blank(number):
        number, _dot, title = title.partition(".")
        number = number.strip()
    if not isinstance(number, str) or not _GROUP.fullmatch(number.strip().rstrip(".)/")):
        return ""
    words = layout.map.words
    said = first(words["session"], title) or opened_by(words["kind"], title) or first(words["source"], title)
    return title.strip() if said or title.isupper() else ""


@lru_cache(maxsize=8)
def _first_words(known: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.partition(" ")[0] for word in known)


def _is_carried(filled: Sequence[object], layout: Layout) -> bool:
    """Know what stands alone at the foot or the head of a page."""
    if len(filled) != 1 or not isinstance(filled[0], str) or len(filled[0]) > _LONGEST_HEADING:
        return False
    words = key(filled[0]).split()
    known = layout.map.words["row"]["carried"]
    opened = any(f"{' '.join(words)} ".startswith(f"{word} ") for word in known)
    return len(words) <= _SHORT_TITLE and (opened or bool(_PAGE.fullmatch(" ".join(words))))


def _title_in(filled: Sequence[object]) -> str:
    """Give the title of a month or quarter that stands alone in a row, or behind a number such as `II`; "" for none."""
    if len(filled) > 2:
        return ""
    texts = [cell for cell in filled if not (isinstance(cell, int) or _ORDER.fullmatch(key(str(cell)[:9])))]
    title = texts[0] if len(texts) == 1 else ""
    return title if isinstance(title, str) and _TITLE.fullmatch(key(title[:200])) else ""


def _ref_key(row: Row, layout: Layout) -> str:
    cell = row.cell(layout.positions.get("ref", -1))
    return key(cell[:20]) if isinstance(cell, str) and not cell.isdecimal() else ""


def _ref(row: Row, layout: Layout) -> str:
    try:
        return ref_of(row.cell(layout.positions.get("ref", -1)), "")
    except Fault:
        return ""


def _link(pile: _Pile, known: Collection[str]) -> None:
    bad: dict[str, set[str]] = {}
    for (sheet, _number), (row, layout) in pile.rejected.items():
        bad.setdefault(sheet, set()).add(_ref(row, layout))
    refs = {sheet: found - {""} for sheet, found in bad.items()}
    if "matter" in pile.fields:  # our own lists stand newest first; visits are numbered as they came
        pile.lines = Lines(sorted(pile.lines, key=lambda line: (line.day, len(line.ref), line.ref)))
    pile.lines, faults = resolve(pile.lines, refs, known)
    for where, reason in faults.items():
        group, layout = pile.origins[where]
        pile.rejected[where] = _dated(group, layout), layout
        pile.rejects.append(Reject(where[1], layout.heading("note"), reason, "", where[0]))


# -------------------------------------------------------------------- what is told
def _in(sheet: str) -> str:
    return _("sheet {name}: ").format(name=_named(sheet)) if sheet else ""


def _compare(pile: _Pile, account: Account, sheet: str) -> None:
    """Compare the totals of a sheet; what differs is a doubt, what cannot be compared a remark."""
    totals = account.totals
    if not totals:
        return
    text = ngettext("{sheet}{n} row of totals was left out", "{sheet}{n} rows of totals were left out", len(totals))
    rows = [total.row for total in totals]
    pile.notes.append(
        Remark(
            "totals-left-out",
            text.format(n=len(totals), sheet=_in(sheet)),
            _facts(sheet, rows=rows),
        )
    )
    open_rows = [total.row for total in totals if total.open]
    agreed = 0
    for compared in compare(account, pile.accounts):
        if compared.agrees:
            agreed += 1
        elif compared.found is None:
            open_rows.append(compared.total.row)
        else:
            said = _("{sheet}row {row}: the total says {said}, the lines come to {found}").format(
                sheet=_in(sheet), row=compared.total.row, said=compared.figure.shown, found=compared.found
            )
            facts = {
                "sheet": sheet,
                "row": compared.total.row,
                "what": compared.figure.what,
                "said": compared.figure.value,
                "found": compared.found,
            }
            pile.doubts.append(Remark("totals", said, facts))
    if agreed:
        text = ngettext(
            "{sheet}{n} figure of the totals was compared and agrees",
            "{sheet}{n} figures of the totals were compared and agree",
            agreed,
        )
        pile.notes.append(
            Remark("totals-agree", text.format(n=agreed, sheet=_in(sheet)), {"sheet": sheet, "figures": agreed})
        )
    if open_rows:
        listed = sorted(set(open_rows))
        text = _("{sheet}totals that could not be compared stand in: {rows}").format(
            sheet=_in(sheet), rows=_rows(listed)
        )
        pile.notes.append(Remark("totals-not-compared", text, {"sheet": sheet, "rows": listed}))


def _rows(numbers: Sequence[int]) -> str:
    """List rows in a sentence, the first dozen of them."""
    shown = ", ".join(map(str, numbers[:_SHOWN])) + (" ..." if len(numbers) > _SHOWN else "")
    return ngettext("row {rows}", "rows {rows}", len(numbers)).format(rows=shown)


def _days_doubt(verdict: Verdict, sheet: str, accepted: bool) -> Remark:
    rows = _rows(verdict.rows)
    if verdict.reading == MONTH_FIRST:
        text = _("{sheet}days are written with the month first (such as 02/13/2025, and there is no month 13): {rows}")
    elif verdict.reading == SWAPPED:
        text = _("{sheet}days run backwards as they stand, and in order with day and month swapped: {rows}")
    elif verdict.reading == FROM_1904:
        text = _("{sheet}bare numbers in a workbook whose days count from 1904 stand for days: {rows}")
    else:
        text = _("{sheet}days run backwards by more than a month, out of the order of the register: {rows}")
    told = text.format(sheet=_in(sheet), rows=rows)
    if accepted and verdict.reading != AS_WRITTEN:
        told += "; " + _("they were read so")
    return Remark("days", told, {"sheet": sheet, "reading": verdict.reading, "rows": list(verdict.rows)})


def _people_doubt(layout: Layout, sheet: str, rows: list[int]) -> Remark:
    text = _(
        "{sheet}column {column} may count those who came or those with a petition of the same content; "
        "it was read as those who came: {rows}"
    )
    told = text.format(sheet=_in(sheet), column=layout.heading("people"), rows=_rows(rows))
    return Remark("people", told, {"sheet": sheet, "column": layout.heading("people"), "rows": rows})


def _text_doubt(encodings: Mapping[int, str], layout: Layout, sheet: str) -> Remark:
    names = [layout.headings[place] if place < len(layout.headings) else str(place + 1) for place in sorted(encodings)]
    kinds = ", ".join(sorted(set(encodings.values())))
    if set(encodings.values()) == {legacy_text.UTF8}:
        text = _("{sheet}text was garbled (UTF-8 read as Latin-1) and is mended in: {columns}")
    else:
        text = _("{sheet}text is in an old encoding ({encoding}) and is converted in: {columns}")
    told = text.format(sheet=_in(sheet), encoding=kinds, columns=", ".join(names))
    return Remark("text", told, {"sheet": sheet, "encodings": sorted(set(encodings.values())), "columns": names})


def _sheet_notes(reader: _SheetReader, layout: Layout) -> Iterator[Remark]:
    sheet = reader.sheet.name
    if reader.stray:
        count = len(reader.stray)
        text = ngettext(
            "{sheet}{n} row is no line of the register: {rows}",
            "{sheet}{n} rows are no lines of the register: {rows}",
            count,
        )
        yield Remark(
            "rows-passed-over",
            text.format(n=count, sheet=_in(sheet), rows=_rows(reader.stray)),
            _facts(sheet, rows=reader.stray),
        )
    if reader.examples:
        text = _("{sheet}an example is no line of the register, and was not read: {rows}")
        told = text.format(sheet=_in(sheet), rows=_rows(reader.examples))
        yield Remark("rows-example", told, _facts(sheet, rows=reader.examples))
    if reader.hidden:
        text = ngettext(
            "{sheet}{n} hidden or filtered row was not read: {rows}",
            "{sheet}{n} hidden or filtered rows were not read: {rows}",
            len(reader.hidden),
        )
        yield Remark(
            "rows-hidden",
            text.format(n=len(reader.hidden), sheet=_in(sheet), rows=_rows(reader.hidden)),
            _facts(sheet, rows=reader.hidden),
        )
    if unread := layout.unread():
        text = _("{sheet}columns that were not read: {headings}").format(sheet=_in(sheet), headings=", ".join(unread))
        yield Remark("columns-unread", text, _facts(sheet, headings=unread))
    if reader.session != "regular" and not layout.has("session"):
        text = _("{sheet}the title says that these are periodic receptions by the head").format(sheet=_in(sheet))
        yield Remark("session-of-title", text, _facts(sheet, session=reader.session))
    elif not layout.has("session") and layout.holds != PETITIONS and not reader.received:
        text = _("{sheet}no column says how visitors were received: all count as regular").format(sheet=_in(sheet))
        yield Remark("session-unknown", text, _facts(sheet))
    if layout.holds != PETITIONS and not (layout.has("people") or layout.has("kind_people")):
        text = _("{sheet}no column says how many came: one person is counted for every line that names no more")
        yield Remark("people-unknown", text.format(sheet=_in(sheet)), _facts(sheet))
    if layout.map.name == "own-list":
        lacking = [layout.heading(field) for field in ("kind", "handling_words", "result") if not layout.has(field)]
        text = _("{sheet}it is a list of reception's own, without times of day, fields, steps and terms")
        if lacking:
            text += "; " + _("it does not say: {names}").format(names=", ".join(lacking))
        text += "; " + _("`reception export --bundle` carries all")
        yield Remark("own-list", text.format(sheet=_in(sheet)), _facts(sheet, lacking=lacking))
    elif reader.own_print * 2 > len(reader.lines):
        text = _("{sheet}it is a register that reception printed, which does not say the field, the receiving officer, "
                 "steps and terms; `reception export --bundle` carries all")  # fmt: skip
        yield Remark("own-print", text.format(sheet=_in(sheet)), _facts(sheet))
    if reader.numbered:
        text = _("{sheet}several contents are numbered in one cell, and count as one incident: {rows}")
        rows = reader.numbered
        yield Remark("contents-several", text.format(sheet=_in(sheet), rows=_rows(rows)), _facts(sheet, rows=rows))
    if layout.holds == PETITIONS:
        text = _("{sheet}it is a register of petitions: its lines are no visits").format(sheet=_in(sheet))
        yield Remark("petitions", text, _facts(sheet))


def _facts(sheet: str, **more: Any) -> dict[str, Any]:
    return {"sheet": sheet, **more} if sheet else more


def _remarks(pile: _Pile) -> Iterator[Remark]:
    yield from _merged(pile.notes)
    for code, told in pile.told.items():
        yield _line_remark(code, told)
    yield from _repeat_remarks(pile)


def _merged(notes: Sequence[Remark]) -> Iterator[Remark]:
    """Say once what holds of every sheet alike."""
    seen: set[tuple[str, str]] = set()
    for note in notes:
        if note.code in ("session-unknown", "people-unknown", "petitions"):
            if (note.code, "") in seen:
                continue
            seen.add((note.code, ""))
        yield note


_OF_LINES = {  # what is told of lines, by its code
    "households-behind": mark("households stand behind those who came, and are not counted as people: {list}"),
    "persons-several": mark("more persons are listed than the cell says, and are counted: {rows}"),
    "others-uncounted": mark(
        "others are mentioned beside the name, and are not counted "
        "(no number is said, or the cell of people says a smaller one): {rows}"
    ),
    "ids-several": mark(
        "two identity numbers or more stand in one cell; the first is the visitor's, "
        "the others are kept in the note: {rows}"
    ),
    "days-short": mark("years of two digits were read as those of this century: {rows}"),
    "days-carried": mark("days that are written once were carried down to: {rows}"),
    "forwarder-against-source": mark("a body that forwarded the petition is named against its source: {rows}"),
    "group-titles": mark("what the title of a group says was taken for the lines below it: {rows}"),
    "as-above": mark('cells that say "as above" were read as the cell above them: {rows}'),
    "kinds-missing": mark("no kind is ticked: {rows}"),
    "handlings-unknown": mark("what was done is not understood and is kept as text: {rows}"),
    "results-unknown": mark("the result is not understood and is kept as text; the matter stays open: {rows}"),
}


def _line_remark(code: str, told: Sequence[tuple[str, str, int, int]]) -> Remark:
    rows = list(dict.fromkeys(row for _sheet, _ref, row, _value in told))
    facts = {
        "rows": rows,
        "refs": [ref for _sheet, ref, _row, _value in told],
        "sheets": sorted({sheet for sheet, *_rest in told}),
    }
    listed = "; ".join(
        _("row {row}: {n} households").format(row=row, n=value) for _sheet, _ref, row, value in told[:_SHOWN]
    )
    return Remark(code, _(_OF_LINES[code]).format(rows=_rows(rows), list=listed), facts)


def _repeat_remarks(pile: _Pile) -> Iterator[Remark]:
    if twice := sorted(doubled(pile.lines)):
        text = ngettext(
            "{n} number (STT) stands on several lines", "{n} numbers (STT) stand on several lines", len(twice)
        )
        yield Remark("numbers-doubled", text.format(n=len(twice)), {"refs": twice})


def _check_copies(pile: _Pile) -> None:
    """Refuse a workbook of which one sheet holds the lines of another: each would count twice."""
    sheets: dict[str, Counter[tuple[Any, ...]]] = {}
    for line in pile.lines if len(pile.parts) > 1 else ():
        sheets.setdefault(line.sheet, Counter())[line.day, fold(line.name), line.id_no, fold(line.content)] += 1
    names = list(sheets)
    held: Counter[tuple[Any, ...]] = Counter()
    for name in names:
        same = sum((sheets[name] & held).values())
        if same * 2 >= min(sum(sheets[name].values()), sum(held.values()) or 1) and same:
            raise Damaged(
                _("Sheet {name} holds lines that stand on another sheet, too: {n}.").format(name=_named(name), n=same),
                _("Say which sheets to read: --sheet {names}.").format(
                    names=" --sheet ".join(_named(each) for each in names if each != name)
                ),
            )
        held += sheets[name]
