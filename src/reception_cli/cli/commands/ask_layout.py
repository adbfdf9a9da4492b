"""Asking what the columns of an unknown layout hold, and keeping the answer at the desk as a map."""

from collections.abc import Callable, Sequence
from functools import cache

from reception_cli.app.desk import Desk
from reception_cli.cli import prompts
from reception_cli.domain.text import shown
from reception_cli.domain.words import _
from reception_cli.intake import guessing, kept_maps
from reception_cli.intake.columns import Layout, UnknownLayout, layout_at, signature
from reception_cli.intake.guessing import Column
from reception_cli.intake.maps import FIELDS, NOTHING, PETITIONS, VISITS, parse_map
from reception_cli.intake.proposal import written
from reception_cli.intake.reading import Asked, Reading
from reception_cli.intake.wordlists import key

NO_REGISTER = "-"
_WIDEST = 40  # signs of a cell that is shown
# How cells of a register say it.
_SESSIONS = {"regular": "thường xuyên", "periodic": "định kỳ", "adhoc": "đột xuất"}
_SOURCES = {"post": "bưu điện", "transfer": "chuyển đến", "walk-in": "trực tiếp", "online": "trực tuyến"}
_FEWEST = 3  # known headings by which a sheet beside registers looks like one


def read(desk: Desk, path: str, asked: Asked, reader: Callable[[Desk, str, Asked], Reading]) -> Reading:
    """Read a file; on a terminal a clerk is asked what the columns of a layout hold that is not known, or in doubt.

    What was answered is kept at the desk under the signature of the headings, except with --dry-run.
    """
    ask = desk.settings.interactive and not asked.map_name
    while True:
        try:
            reading = reader(desk, path, asked)
        except UnknownLayout as fault:
            if not ask:
                raise
            layout, text = _asked(desk, fault)
        else:
            unknown = [one for one in reading.unknown if _looks_like_one(one)]
            doubtful = reading.doubtful if "people" not in asked.accept else ()
            if not ask or not (unknown or doubtful):
                return reading
            layout, text = _asked(desk, unknown[0]) if unknown else _settled(doubtful[0])
        if not desk.settings.dry_run:
            place = kept_maps.keep(desk.folder.path, signature(layout), text)
            prompts.tell(_("Kept at this desk as {file}: these headings are not asked about again.").format(
                file=place
            ))  # fmt: skip
        asked = asked._replace(kept={**asked.kept, signature(layout): parse_map(text, signature(layout))})


def _settled(layout: Layout) -> tuple[Layout, str]:
    """Ask what a number of people counts that may be either; gives the headings and the map that says it."""
    question = _("Does '{column}' count 1 those who came, or 2 those with a petition of the same content?")
    column = _cut(layout.heading("people"))
    while (typed := prompts.ask(question.format(column=column), "1") or "1") not in ("1", "2"):
        prompts.tell(_("Known: {names}.").format(names="1, 2"))
    told = {"people": "people" if typed == "1" else "petitioners"}
    fields = {layout.headings[place]: told.get(field, field) for field, place in layout.positions.items()}
    return layout, written(fields, holds=layout.holds)


def _looks_like_one(fault: UnknownLayout) -> bool:
    """Tell whether a sheet beside others looks like a register: its cover and its figures do not."""
    layout = guessing.headings_in(fault.rows)
    return layout is not None and len(layout.positions) >= _FEWEST


def _asked(desk: Desk, fault: UnknownLayout) -> tuple[Layout, str]:
    """Ask about one sheet; gives its headings and the map."""
    layout = guessing.headings_in(fault.rows)
    if layout is None:
        raise fault
    prompts.tell(_("The layout of sheet '{name}' is not known.").format(name=fault.sheet) if fault.sheet
                 else _("The layout of this file is not known."))  # fmt: skip
    for row in fault.rows[:12]:
        prompts.tell(f"{row.number:>5}  " + " | ".join(_cut(str(cell)) for cell in row.cells if cell is not None))
    layout = _headings(layout, fault)
    columns = guessing.columns(layout, fault.rows)
    holds = _holds()
    if holds == NOTHING:
        return layout, written({}, holds=NOTHING)
    columns = _corrected(columns)
    fields = {column.heading: column.field for column in columns if column.field}
    return layout, written(fields, values=_values(desk, set(fields.values()), holds), holds=holds)


def _headings(layout: Layout, fault: UnknownLayout) -> Layout:
    """Ask in which rows the headings stand."""
    last = next(row.number for row in reversed(fault.rows) if row.number <= layout.header_row)
    numbered = layout_at(fault.rows, last, last)
    if len(layout.levels) and numbered and numbered.levels[-1] != layout.levels[-1]:
        last -= 1  # a row of column numbers stands below the headings
    first = last - len(layout.levels) + 1
    before = f"{first}-{last}" if first < last else str(last)
    while True:
        typed = prompts.ask(_("Row of the headings (such as 4, or 4-5)"), before) or before
        low, dash, high = typed.partition("-")
        if low.strip().isdecimal() and (not dash or high.strip().isdecimal()):
            top, bottom = int(low), int(high) if dash else int(low)
            found = layout_at(fault.rows, top, bottom) if top <= bottom < top + 3 else None
            if found and any(map(key, found.headings)):
                return found
        prompts.tell(_("No headings stand there."))


def _corrected(columns: list[Column]) -> list[Column]:
    """Show what each column would be taken for, and let it be corrected until nothing is lacking."""
    while True:
        _show(columns)
        question = _("Column to correct, Enter when all is right")
        missing = guessing.lacking(columns)
        if missing:
            names = ", ".join(field_names()[field] for field in missing)
            prompts.tell(_("Still needed: {names}.").format(names=names))
        typed = prompts.ask(question).upper()
        if not typed:
            if not missing:
                return columns
            continue
        place = next((place for place, column in enumerate(columns) if _letter(column.place) == typed), None)
        if place is None:
            prompts.tell(_("There is no column {name} with a heading.").format(name=typed))
            continue
        field = _field(columns[place])
        columns = [
            column._replace(field=None, why="") if field and column.field == field else column for column in columns
        ]
        columns[place] = columns[place]._replace(field=field, why=_("you said so"))


def _field(column: Column) -> str | None:
    """Ask what one column holds, by number or name; - is not read."""
    names = field_names()
    prompts.tell("\n".join(f"  {number:>2}  {names[field]} ({field})" for number, field in enumerate(FIELDS, 1)))
    while True:
        typed = prompts.ask(_("What does {column} '{heading}' hold? - is not read").format(
            column=_letter(column.place), heading=column.heading
        ))  # fmt: skip
        if typed == NO_REGISTER:
            return None
        if typed.isdecimal() and 0 < int(typed) <= len(FIELDS):
            return FIELDS[int(typed) - 1]
        found = [field for field in FIELDS if key(typed) and key(typed) in (key(field), key(names[field]))]
        if found:
            return found[0]
        prompts.tell(_("Choose a number of the list."))


def _values(desk: Desk, fields: set[str | None], holds: str) -> dict[str, str]:
    """Ask what no column says and holds for all lines; it is kept as a cell would say it."""
    values = {}
    if holds == PETITIONS:
        if not {"source", "forwarded_by"} & fields:
            values["source"] = _SOURCES[
                prompts.code(desk, "source", _("How did all petitions come?"), _SOURCES, before="post")
            ]
        return values
    if "session" not in fields:
        question = _("How were all visitors received?")
        values["session"] = _SESSIONS[prompts.code(desk, "session", question, _SESSIONS, before="regular")]
    if "host_name" not in fields and (name := prompts.ask(_("Who received all of them? Enter where it varies"))):
        values["host_name"] = name
    return values


def _holds() -> str:
    """Ask what the lines are."""
    visits, petitions = _("receptions"), _("petitions")
    known = {key(visits): VISITS, key(petitions): PETITIONS, VISITS: VISITS, PETITIONS: PETITIONS}
    question = _("What are its lines? {visits}, {petitions}, or - for no register").format(
        visits=visits, petitions=petitions
    )
    while True:
        typed = prompts.ask(question, visits) or visits
        if typed == NO_REGISTER or key(typed) in known:
            return NOTHING if typed == NO_REGISTER else known[key(typed)]
        prompts.tell(_("Known: {names}.").format(names=", ".join((visits, petitions, NO_REGISTER))))


def _show(columns: Sequence[Column]) -> None:
    """List the columns: heading, what it would be taken for and why, and its first three cells."""
    names = field_names()
    for column in columns:
        taken = f"{names[column.field]}: {column.why}" if column.field else _("not read")
        prompts.tell(f"  {_letter(column.place):>2}  {_cut(column.heading)}  ->  {taken}")
        prompts.tell("        " + " | ".join(_cut(cell) for cell in column.cells))


def _cut(text: str) -> str:
    text = shown(" ".join(text.split()))
    return text if len(text) <= _WIDEST else text[: _WIDEST - 3] + "..."


def _letter(place: int) -> str:
    """Name a column as spreadsheet programs do: A, B, ... Z, AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


@cache
def field_names() -> dict[str, str]:
    """Name what a column may hold, in the clerk's words."""
    return {
        "ref": _("number of the line (STT)"), "day": _("day of the reception or receipt"),
        "person": _("name and address in one cell"), "name": _("name"), "address": _("address"),
        "commune": _("commune"), "id_no": _("identity number"), "phone": _("telephone"), "content": _("content"),
        "kind_people": _("kind and people in one cell"), "kind": _("kind"),
        "tick_complaint": _("tick: complaint"), "tick_denunciation": _("tick: denunciation"),
        "tick_recommendation": _("tick: recommendation"), "tick_feedback": _("tick: feedback"),
        "people": _("people who came"), "petitioners": _("people with a petition of the same content"),
        "signatories": _("people who signed"), "prior_body": _("body that has settled it before"),
        "accept": _("tick: accepted"), "guide": _("tick or body: guided"), "return": _("tick: returned"),
        "forward": _("tick or body: forwarded"), "file": _("tick: filed"),
        "handling_words": _("what was done, in words"), "handled_doc": _("number and day of the paper"),
        "result": _("result"), "note": _("note"), "session": _("how visitors were received"),
        "host_name": _("officer or leader who received"), "source": _("how the petition came"),
        "forwarded_by": _("body that sent it on"), "times": _("for which time the visitor comes"),
        "visits": _("how many visits the line stands for"),
    }  # fmt: skip
