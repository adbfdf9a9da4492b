"""The published JSON Schemas of what verbs answer with --json, generated from the columns that they declare.

A verb's columns are declared with the verb, or by the report that it shows; here stands what only a schema needs: under
which parameters they differ, what lies in nested values, the totals. No verb imports this.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli.app.desk import Desk
from reception_cli.cli.commands import board
from reception_cli.cli.options import Verb
from reception_cli.cli.verbs import SAME_AS, VERBS, load
from reception_cli.domain import errors
from reception_cli.domain.legal_life import Entered, Extended, Halt, Met, Papered, Plan, Promise, Referral, Stepped
from reception_cli.index.queries import figures
from reception_cli.index.queries.lists import INCIDENTS, VISITS
from reception_cli.index.queries.stats import KEYS as STATS_KEYS
from reception_cli.reporting import (
    agenda,
    deadline_report,
    deadlines,
    diff,
    digest,
    disclosure,
    forms,
    inspection,
    national_record,
    paper_lists,
    stats,
    story,
    summary,
)  # fmt: skip
from reception_cli.reporting import board as boards
from reception_cli.reporting.table import Column, list_columns

Schema = dict[str, Any]
Columns = tuple[Column, ...]
DIALECT = "http://json-schema.org/draft-07/schema#"
SILENT = ("completion", "help")  # verbs whose answer is a text

BOOLEAN: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
INTEGER: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
TEXT: Schema = {"type": "string"}
DATE: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z)?)?$"}


def null(schema: Schema) -> Schema:
    """Allow that there is no value, too."""
    return {**schema, "type": [schema["type"], "null"]}


def listed(item: Schema) -> Schema:
    """Describe a list of such values."""
    return {"type": "array", "items": item}


def record(fields: Mapping[str, Schema], required: Iterable[str] | None = None) -> Schema:
    """Describe an object of exactly these keys; all are there unless `required` names those that must be."""
    return {
        "type": "object", "properties": dict(fields), "additionalProperties": False,
        "required": list(fields if required is None else required),
    }  # fmt: skip


# --- What a value is: by the type of its column, or by its name where a column of text holds something else.

_BY_TYPE = {
    "text": null(TEXT), "number": null(NUMBER), "percent": null(NUMBER), "date": null(DATE), "time": null(TIME),
    "list": listed(null(TEXT)), "path": listed(TEXT),
}  # fmt: skip
_BOOLEANS = (
    "repeat", "group", "visitors", "planned", "with_identity", "totals_equal", "signed", "void", "remote", "qualified",
    "same_matter", "overlap", "wanted", "moved", "late", "taken_in", "resolved",
)  # fmt: skip
_INTEGERS = ("appointment", "seq", "entry", "line")
_FIELDS = {  # kind of fact -> its type, in the records of a matter's legal life
    "on": DATE, "days": COUNT, "n": COUNT, "seq": COUNT, "complex": listed(TEXT), "urging": BOOLEAN,
    "dialogue": BOOLEAN, "no_show": BOOLEAN, "done": BOOLEAN,
    "number": null(COUNT), "elsewhere": BOOLEAN, "told": BOOLEAN, "replaced": BOOLEAN,
    "promise": null(COUNT),
}  # fmt: skip
_OPTIONAL = ("until",)  # told where it was said
_REQUIRED = ("term", "paper", "state", "start", "first_due", "previous_due", "new_due")


def _life(kind: type[Any]) -> Schema:
    """Describe one kind of record in a matter's legal life by its fields."""
    return record({
        name: _FIELDS.get(name, TEXT if name in _REQUIRED else null(TEXT)) for name in kind._fields
    }, [name for name in kind._fields if name not in _OPTIONAL])  # fmt: skip


_ENTERED = record(dict.fromkeys(Entered._fields, TEXT))
_OF_RECEPTION = {
    "id": TEXT, "type": {"enum": ["visit", "petition"]}, "at": TIME, "people": null(COUNT), "petitioners": null(COUNT),
    "signatories": null(COUNT), "session": null(TEXT), "host": null(TEXT), "source": null(TEXT), "group": BOOLEAN,
    "refused": null(TEXT), "handling": null(TEXT), "void": BOOLEAN,
}  # fmt: skip
_RECEPTION = record({**_OF_RECEPTION, "entered": _ENTERED}, _OF_RECEPTION)  # it is told of what was entered
_ENTRY = record({
    "seq": COUNT, "at": TIME, "kind": TEXT, "subject": TEXT, "user": TEXT, "taken_back": BOOLEAN,
    "facts": {"type": "object"}, "text": TEXT,
})  # fmt: skip
_FACTS: Schema = {"type": "object"}  # as the entry has them: its schema is that of its kind
_NESTED = {
    "similar": listed(record({"incident": TEXT, "score": NUMBER, "reason": TEXT})),
    "score": record({"kind": NUMBER, "field": NUMBER, "handling": NUMBER}),
    "words": listed(TEXT), "lines": listed(_RECEPTION), "history": listed(_ENTRY),
    "extensions": listed(_life(Extended)), "pauses": listed(_life(Halt)), "referrals": listed(_life(Referral)),
    "steps": listed(_life(Stepped)), "meetings": listed(_life(Met)), "promises": listed(_life(Promise)),
    "papers": listed(_life(Papered)),
    "notices": listed(_life(Stepped)), "plans": listed(_life(Plan)),
    "roles": listed(record({"role": TEXT, "who": TEXT})),
    "contacts": listed(record({"on": DATE, "by": TEXT})), "handovers": listed(_FACTS), "executed": listed(_FACTS),
    "decision": null(_FACTS), "entered": null(_ENTERED),
}  # fmt: skip
_OF_VERB: dict[str, Mapping[str, Schema]] = {
    "explain": {
        "days": null(INTEGER), "days_left": null(INTEGER), "overdue_days": null(COUNT),
        "skipped": listed(record({"day": DATE, "reason": TEXT, "mark": TEXT})),
        "extensions": listed(_FACTS), "pauses": listed(_FACTS), "cautions": listed(TEXT),
    },
    "undo": {"entries": listed(COUNT)}, "redo": {"entries": listed(COUNT)},
    "config": {"value": {"type": ["string", "number", "boolean", "object", "array", "null"]}},
    "verify": {"entries": COUNT}, "issue": {"line": null(TEXT)}, "publish": {"changed": BOOLEAN},
}  # fmt: skip


def value(column: Column, verb: str) -> Schema:
    """Describe what a column of a verb's rows holds."""
    own = _OF_VERB.get(verb, {}).get(column.key) or _NESTED.get(column.key)
    if own is not None:
        return own
    if column.type == "text" and column.key in _BOOLEANS:
        return null(BOOLEAN)
    if column.type == "text" and column.key in _INTEGERS:
        return null(COUNT)
    return _BY_TYPE[column.type]


# --- Under which parameters a verb answers with which columns.


class Answer(NamedTuple):
    """What a verb answers: the columns of each variant, and its totals."""

    variants: tuple[Columns, ...]
    totals: tuple[tuple[str, ...], ...] = ((),)  # the keys of each variant


def plain(keys: str) -> Columns:
    """Make columns of `key` or `key:type`, for rows that no report declares elsewhere."""
    return tuple(Column(key, "", kind or "text") for key, _sign, kind in (word.partition(":") for word in keys.split()))


_FIGURES = tuple(figures.COUNTS)
_VISITED = tuple(figures.VISITED)


def _counted_with(*more: str, compared: bool = False) -> tuple[str, ...]:
    """Name the figures of a summary, and where it is compared what each was."""
    named = (*_FIGURES, *more)
    return (*named, *(f"{name}_{part}" for name in named if compared for part in ("before", "change", "percent")))


_COMPARED = _counted_with(compared=True)
_TOTALS: dict[str, tuple[tuple[str, ...], ...]] = {
    "list": ((), ("matters", "complex", "crowded", "long")),
    "due": (("all", "overdue", "today", "week"),),
    "agenda": (agenda.TOTALS,),
    "duty": ((), ("held", "missing", "owed"), ("planned",), inspection.TOTALS, ("lines",)),
    "issue": (("papers",), ("owed", "overdue"), ()),
    "summarize": (
        _FIGURES, _COMPARED, (*_FIGURES, "overdue"), (*_COMPARED, "overdue"), _counted_with(figures.PERSONS),
        _counted_with(figures.PERSONS, compared=True),
    ),
    "stats": (("received", "petitions", "open", "unknown_end", "taken_in", "resolved", "resolved_percent"),),
    "chart": (_FIGURES, ("incidents",), ("taken_in", "resolved", "resolved_percent")),
    "form": ((), ("form", "circular", "period", "first", "last", "counting"), ("value",)),
    "register": (("lines", "visits", "refused"),), "export": ((), _VISITED),
    "import": (("rows", "visits", "people", "incidents", "already", "rejects"),),
    "consolidate": (
        ("units", "received", "unchanged", "refused", "late", "missing", "forked", "entries", "new", *_VISITED),
        ("pairs", "same_matter"),
        ("units", *boards.STATUSES, "differing", "gaps"), ("units", "findings"), ("reminders",), ("units",),
    ),
    "diff": (("equal", "common", "fork", "only_a", "only_b", "figures"),), "units": (("units",),),
    "redact": (("values", "entries"),), "backup": ((), ("backups",), ("removed",)),
    "report": (_FIGURES,), "nightly": ((), digest.TOTALS),
    "restore": (("same_register", "common", "lost", "gained"),),
    "verify": (
        ("entries", "ok", "findings", "head"), ("entries", "ok", "findings", "head", "units"), (),
        ("copied", "kept", "lost", "retold"),
    ),
}  # fmt: skip
_TOTAL_TYPES: dict[str, Schema] = {
    "ok": BOOLEAN, "equal": BOOLEAN, "same_register": BOOLEAN, "head": TEXT, "form": TEXT, "circular": TEXT,
    "period": TEXT, "first": DATE, "last": DATE, "counting": {"enum": ["distinct", "per-visit"]}, "fork": null(COUNT),
    "value": NUMBER, "resolved_percent": null(NUMBER), "in_person_percent": null(NUMBER),
}  # fmt: skip

# Parameters of the verbs that declare their columns with them: each set of them is a variant.
_IDENTITY: Mapping[str, Any] = {"with_identity": True, "reason": "x"}
_NONE: Mapping[str, Any] = {"with_identity": False, "reason": None}
_LISTS = tuple(
    {"visits": what == 1, "petitions": what == 2, "bundle": False, **names} for what in range(3)
    for names in (_NONE, _IDENTITY)
)  # fmt: skip
_NO_VIEW: Mapping[str, Any] = dict.fromkeys(("paired", *board.COLUMNS), False)
_PARAMETERS: dict[str, tuple[Mapping[str, Any], ...]] = {
    "list": (*_LISTS, {**_NONE, "standing_out": True}, {**_IDENTITY, "standing_out": True}),
    "search": (_NONE, _IDENTITY),
    "export": (*_LISTS, {"bundle": True}, {"template": True}),
    "classify": ({"suggest": False}, {"suggest": True}),
    "consolidate": tuple({**_NO_VIEW, view: True} for view in ("", *_NO_VIEW)),
    "citizen": ({"export": False}, {"export": True}),
    "note": ({"shift": None}, {"shift": "x"}),
    "duty": ({"report": False}, {"report": True}, {"plan": "x"}, {"inspect": "-"},
             {"inspect": "-", "sample": 1}),
    "nightly": ({"schedule": None}, {"schedule": "all"}), "register": (_NONE, _IDENTITY),
}  # fmt: skip


def _reported(desk: Desk) -> dict[str, Iterator[Columns]]:
    """Give the columns of verbs whose reports declare them, and those of every variant."""
    codes, names = desk.codes, disclosure.Sight(True, True)
    incidents, visits = list_columns(INCIDENTS, codes), list_columns(VISITS, codes)
    person = disclosure.columns(names)

    def summaries(compared: bool, persons: bool = False) -> Iterator[Columns]:
        """Rows are by none, one or two keys: all keys are described at once, and those left out are not required."""
        each = ((), *((key,) for key in figures.KEYS))
        shapes = [summary.shape(keys, compared, codes, None, persons) for keys in each]
        yield tuple({column.key: column for shape in shapes for column in shape}.values())

    line = plain("id type at:time people:number petitioners:number signatories:number session host source group "
                 "refused handling void entered incidents:list")  # fmt: skip
    form = forms.form_columns()
    return {
        "due": iter([deadlines.columns(codes)]), "agenda": map(agenda.columns, (False, True)),
        "issue": iter([paper_lists.columns(), paper_lists.owed_columns(), paper_lists.fields_columns(True),
                       paper_lists.fields_columns(False)]),
        "explain": iter([deadline_report.columns()]), "diff": iter([diff.columns()]),
        "stats": iter([*(stats.shape(by, codes) for by in ("", *STATS_KEYS)), stats.record_columns()]),
        "chart": iter([*(summary.shape((key,), False, codes) for key in figures.KEYS),
                       plain("month taken_in:number resolved:number resolved_percent:number"),
                       plain("age from_days:number to_days:number incidents:number")]),
        "summarize": iter([*summaries(False), *summaries(True), *summaries(False, True), *summaries(True, True),
                           visits, (*visits, *person), plain("text"),
                           plain("section text")]),
        "form": iter([
            form, forms.form_columns(True), (Column("unit", ""), *form),
            plain("form circular since:date columns:number mark title"),
            plain("column:number id incident day:date kind status value:number"),
        ]),
        "show": iter([(*incidents, *who, *story.case_columns()) for who in ((), person)]
                     + [line, (*line, *person), national_record.columns()]),
        "log": iter([plain("seq at:time recorded_at:time user kind subject digest"),
                     plain("unit seq at:time recorded_at:time user kind subject digest")]),
        "verify": iter([
            (), plain("entries head"), plain("code seq line text"), plain("unit code seq line text"),
            _declared(load("verify"), desk, {"salvage": "x"}),
        ]),
        "appoint": iter([plain("appointment on:time incident status"),
                         plain("appointment on:time incident status name about")]),
    }  # fmt: skip


def _declared(verb: Any, desk: Desk, parameters: Mapping[str, Any]) -> Columns:
    """Ask a verb for the columns of its answer under these parameters."""
    assert isinstance(verb, Verb) and verb.columns is not None
    return verb.columns(desk, parameters) or ()


def answer(verb: str, desk: Desk) -> Answer:
    """Put together what a verb answers."""
    reported = _reported(desk).get(verb)
    variants = reported or (_declared(load(verb), desk, each) for each in _PARAMETERS.get(verb, ({},)))
    return Answer(tuple(variants), _TOTALS.get(verb, ((),)))


# --- The schemas.


def schema(verb: str, desk: Desk) -> Schema:
    """Build the schema of a verb's answer; `desk` gives the words and codes of its columns."""
    told = answer(verb, desk)
    rows = {tuple(column.key for column in variant): _row(variant, verb) for variant in told.variants}
    return {
        "$schema": DIALECT, "$id": f"reception.{verb}/1", "title": VERBS[verb][1],
        "description": "The answer of the verb with --json, without --fields. Keys and codes are never translated.",
        **record({
            "schema": {"const": f"reception.{verb}/1"}, "generated_at": TIME, "unit": TEXT,
            "rows": {"anyOf": [listed(row) for row in rows.values()]},
            "totals": {"anyOf": [record({key: _TOTAL_TYPES.get(key, null(NUMBER)) for key in keys})
                                 for keys in told.totals]},
            "notes": listed({"type": "object", "properties": {"code": TEXT}, "required": ["code"]}),
        }),
    }  # fmt: skip


def _row(variant: Columns, verb: str) -> Schema:
    keys = [column.key for column in variant]
    optional = {"period", *figures.KEYS} if verb == "summarize" and {"period", *_FIGURES} <= set(keys) else set()
    fields = {column.key: value(column, verb) for column in variant}
    return record(fields, [key for key in keys if key not in optional])


def error_schema() -> Schema:
    """Build the schema of what stands on stderr with --json when a verb fails; some errors tell further facts."""
    kinds = sorted({kind.key: kind.exit_code for kind in _kinds(errors.ReceptionError)}.items())
    described = {
        "code": {"enum": [key for key, _exit in kinds]}, "exit": {"enum": sorted({code for _key, code in kinds})},
        "message": TEXT, "hint": TEXT,
    }  # fmt: skip
    return {
        "$schema": DIALECT, "$id": "reception.error/1", "title": "Why a command failed, on stderr.",
        **record({"error": {"type": "object", "properties": described, "required": list(described)}}),
    }  # fmt: skip


def _kinds(kind: type[errors.ReceptionError]) -> Iterator[type[errors.ReceptionError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def every(desk: Desk) -> Iterator[tuple[str, Schema]]:
    """Give all schemas with the names of their files."""
    yield "error", error_schema()
    for verb in VERBS:
        if verb not in SILENT and verb not in SAME_AS:
            yield verb, schema(verb, desk)
