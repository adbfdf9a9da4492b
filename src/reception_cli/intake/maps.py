"""Maps as data: which heading of a register feeds which field, shipped with the program or a desk's own."""

import os.path
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, NoReturn

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _, why
from reception_cli.intake.wordlists import FOLDER, Words, key, shipped_words, with_words
from reception_cli.ledger import files

VISITS, PETITIONS, NOTHING = "visits", "petitions", "nothing"  # what the lines of a register are
OWN_LISTS = "own-lists"
SHIPPED = ("register-2021", "register-2026")
FIELDS = (
    "ref",
    "day",
    "person",
    "name",
    "address",
    "commune",
    "id_no",
    "phone",
    "content",
    "kind_people",
    "kind",
    "tick_complaint",
    "tick_denunciation",
    "tick_recommendation",
    "tick_feedback",
    "people",
    "petitioners",
    "signatories",
    "prior_body",
    "accept",
    "guide",
    "return",
    "forward",
    "file",
    "handling_words",
    "handled_doc",
    "result",
    "note",
    "times",
    "visits",
    "session",
    "host_name",
    "source",
    "forwarded_by",
)
# Those that only lists of our own have.
OWN_FIELDS = ("host", "group", "matter", "repeat", "refused", "handled_to", "follow_up")
REQUIRED = ("day", "person", "content")
# What may be said once for all lines, where no column says it.
VALUES = ("session", "host_name", "source", "forwarded_by", "kind", "commune", "handling_words")
_TEXTS = ("name", "title", "source")
_DAYS = ("since", "until")
_KEYS = (*_TEXTS, *_DAYS, "holds", "sheets", "required", "headings", "values", "words")


class Map(NamedTuple):
    """A map: `fields` has the field of every spelling of a heading, folded; `printed` the first spelling.

    `since` and `until` are the days on which the printed form was in force; `values` stand in for cells of fields that
    have no column; `sheets` are those to be read, all where it is empty; `holds` is empty where the headings tell it.
    """

    name: str
    fields: Mapping[str, str]
    printed: Mapping[str, str]
    required: tuple[str, ...]
    words: Words
    since: date = date.min
    until: date = date.max
    values: Mapping[str, str] = {}
    sheets: tuple[str, ...] = ()
    holds: str = ""


def load_map(name_or_path: str) -> Map:
    """Read a shipped map by its name, or a map of the desk's own by its path.

    Raises UsageFault that names the faulty key, NotFound.
    """
    if name_or_path in (*SHIPPED, OWN_LISTS):
        return _read_map(os.path.join(FOLDER, name_or_path + ".toml"))
    if not name_or_path.lower().endswith(".toml"):
        raise UsageFault(
            _("There is no map {name}.").format(name=name_or_path),
            _("Shipped maps: {names}; a map of your own is a file .toml.").format(names=", ".join(SHIPPED)),
        )
    return _read_map(name_or_path)


def _read_map(path: str) -> Map:
    file_name = os.path.basename(path)
    try:
        return parse_map(files.text(path, files.MOST_TOML), file_name)
    except (FileNotFoundError, NotADirectoryError) as fault:
        raise files.unreadable(path, fault) from fault
    except (OSError, ValueError) as fault:
        raise _unreadable(file_name, fault) from fault


def parse_map(text: str, file_name: str) -> Map:
    """Read the text of a map; raises UsageFault that names the faulty key."""
    try:
        told = files.parse_toml(text)
    except ValueError as error:
        raise _unreadable(file_name, error) from error
    _check(told, file_name)
    return _map_of(told, os.path.splitext(file_name)[0], file_name)


def _unreadable(file_name: str, error: Exception) -> UsageFault:
    return UsageFault(_("The map {file} cannot be read: {reason}.").format(file=file_name, reason=why(error)))


def _map_of(told: dict[str, Any], name: str, file_name: str) -> Map:
    return Map(
        told.get("name", name),
        _fields(told.get("headings", {}), file_name),
        {field: spellings[0] for field, spellings in told.get("headings", {}).items()},
        tuple(told.get("required", REQUIRED)),
        with_words(shipped_words(), told.get("words", {})),
        told.get("since", date.min),
        told.get("until", date.max),
        told.get("values", {}),
        tuple(told.get("sheets", ())),
        told.get("holds", ""),
    )


def _fields(headings: Mapping[str, list[str]], file_name: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for field, spellings in headings.items():
        for spelling in spellings:
            other = fields.setdefault(key(spelling), field)
            if other != field:
                _fault(file_name, f"headings.{field}", _("{other} has the same heading").format(other=other))
    return fields


def _check(told: Mapping[str, Any], file_name: str) -> None:
    faults = (
        *_wrong_values(told), *_wrong_headings(told), *_wrong_constants(told.get("values", {})),
        *_wrong_words(told.get("words", {})),
    )  # fmt: skip
    for place, wrong in faults:
        _fault(file_name, place, wrong)


def _wrong_values(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in told.items():
        if name not in _KEYS:
            yield name, _("no such key; known: {names}").format(names=", ".join(_KEYS))
        elif name in _TEXTS and not isinstance(value, str):
            yield name, _("a text is needed")
        elif name in _DAYS and type(value) is not date:
            yield name, _("a day is needed, as 2026-07-01 without quotation marks")
        elif name == "required" and not (_is_texts(value) and set(value) <= set(FIELDS)):
            yield name, _("a list of fields is needed; known: {names}").format(names=", ".join(FIELDS))
        elif name == "sheets" and not _is_texts(value):
            yield name, _("a list of sheets is needed")
        elif name == "holds" and value not in (VISITS, PETITIONS, NOTHING):
            names = ", ".join((VISITS, PETITIONS, NOTHING))
            yield name, _("no such thing; known: {names}").format(names=names)


def _wrong_constants(values: object) -> Iterator[tuple[str, str]]:
    if not isinstance(values, dict):
        yield "values", _("a table is needed: field = text")
        return
    for field, value in values.items():
        if field not in VALUES:
            yield f"values.{field}", _("no such field; known: {names}").format(names=", ".join(VALUES))
        elif not isinstance(value, str) or not value.strip():
            yield f"values.{field}", _("a text is needed")


def _wrong_headings(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    headings = told.get("headings")
    if told.get("holds") == NOTHING and headings is None:
        return
    if not isinstance(headings, dict) or not headings:
        yield "headings", _("this table is missing")
        return
    for field, spellings in headings.items():
        if field not in FIELDS + OWN_FIELDS:
            yield f"headings.{field}", _("no such field; known: {names}").format(names=", ".join(FIELDS))
        elif not _is_texts(spellings) or not all(key(text) for text in spellings):
            yield f"headings.{field}", _('a list of headings is needed, as ["STT", "Số TT"]')


def _wrong_words(tables: object) -> Iterator[tuple[str, str]]:
    known = shipped_words()
    for table, lists in tables.items() if isinstance(tables, dict) else [("", None)]:
        if table not in known or not isinstance(lists, dict):
            yield f"words.{table}", _("no such table; known: {names}").format(names=", ".join(known))
            continue
        for name, spellings in lists.items():
            if name not in known[table]:
                names = ", ".join(known[table])
                yield f"words.{table}.{name}", _("no such key; known: {names}").format(names=names)
            elif not _is_texts(spellings):
                yield f"words.{table}.{name}", _("a list of words is needed")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) and text for text in value)


def _fault(file_name: str, place: str, wrong: str) -> NoReturn:
    raise UsageFault(_("Map {file}, key {key}: {wrong}.").format(file=file_name, key=place, wrong=wrong), key=place)
