"""The kinds of entries by name: what a declaration holds, where each family lives, which format each kind needs.

A family's module is read when the first entry of one of its kinds is met: few commands meet them all.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from reception_cli import law
from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Draft, Drafts, Entry
from reception_cli.domain.errors import Damaged
from reception_cli.domain.words import _

# --- What a declaration holds.

Schema = Mapping[str, Any]


class Field(NamedTuple):
    """One fact in the `data` of an entry."""

    schema: Schema  # of its value; its unit, or the list that its codes are of, as the description
    codes: str = ""  # the list that its codes are of
    label: str = ""  # msgid with `{value}`, by which the story tells it; "": the story does not
    help: str = ""  # msgid: what the option of a verb that asks for it says
    required: bool = False
    since: int = 1  # format that first knows it
    inner: Mapping[str, Any] = {}  # the facts that it holds, where it is an object of facts

    @property
    def needed(self) -> "Field":
        """The same, but an entry without it is malformed."""
        return self._replace(required=True)

    def labelled(self, label: str) -> "Field":
        """The same, told in the story by a label."""
        return self._replace(label=label)

    def with_help(self, help_: str) -> "Field":
        """The same, asked for by an option with this line of help."""
        return self._replace(help=help_)


class Kind(NamedTuple):
    """One kind of entry: everything that the program knows of it."""

    name: str  # its msgid, too: so a refusal to undo names it
    about: str  # what its subject is, one of SUBJECTS
    data: Mapping[str, Field]
    private: tuple[str, ...] = ()  # the names of its private values
    story: str = ""  # msgid: how a story names it
    log: str = ""  # msgid: how the log names it; "": as the story does
    verb: str = ""  # the verb that writes it; "": none by itself
    undo: str = "changes"  # one of UNDO
    series: str | None = None  # letter of the numbers that it gives, "" an incident's; None: it gives none
    case: Callable[[Case, Entry], Case] | None = None  # how it changes the incident that it is about
    line: Callable[[Any, Entry], Reception] | None = None  # how it changes, or makes, a visit or petition
    check: Callable[[Any, Entry], Any] | None = None  # decides it once more, of the matter or line as it stood
    reaches_back: bool = False  # what it is about is not continued by it but replayed from the first entry
    freezes: Callable[[Entry], bool] = lambda entry: False  # whether it wrote what a seal of its day freezes
    kept: frozenset[str] = frozenset()  # private values that an erasure takes only where they are named
    fixed: frozenset[str] = frozenset()  # and those that it never takes: they tell of nobody
    untold: frozenset[str] = frozenset()  # private values that no answer and no bundle ever tells
    people: bool = False  # whether it says, or changes, who came
    patterns: Mapping[str, Schema] = {}  # further facts of `data`, by a pattern of their names
    since: int = 1  # format that first knows it
    starts: Callable[[Mapping[str, Any]], int] = lambda data: 1  # format that first knows a term that it starts
    later: Mapping[str, int] = {}  # private value -> format that first knows it

    def takes(self, names: Iterable[str]) -> bool:
        """Whether `data` may hold facts of these names, and all that it must hold is among them."""
        known = {*self.data, "origin"}
        others = [name for name in names if name not in known]
        lacking = {name for name, field in self.data.items() if field.required}.difference(names)
        return not lacking and all(any(re.search(pattern, name) for pattern in self.patterns) for name in others)

    @property
    def desk(self) -> bool:
        """Whether it tells of the desk or the register as a whole."""
        return self.about == "desk"

    @property
    def makes_line(self) -> bool:
        """Whether it tells of a reception or a receipt: a line of the register exists by it."""
        return bool(self.series)

    @property
    def makes(self) -> bool:
        """Whether what it is about exists by it."""
        return self.series is not None


# What undo makes of a kind. `changes`: later entries about the same thing build on it, and it on earlier ones.
# `adds`: it builds on nothing that changed what it is about. `free`: neither; but what was made must stay while
# anything is said of it. `passed`: it tells of the register, and undo passes over it. `final`: so does it, but
# nothing before it is taken back silently.
UNDO = ("changes", "adds", "free", "passed", "final")

_NUMBER = r"\d{4}-\d{4,7}$"
SUBJECTS: Mapping[str, Schema] = {
    "incident": {"type": "string", "pattern": "^" + _NUMBER},
    "visit": {"type": "string", "pattern": "^V" + _NUMBER},
    "petition": {"type": "string", "pattern": "^P" + _NUMBER},
    "line": {"type": "string", "pattern": "^[VP]" + _NUMBER},
    "number": {"type": "string", "pattern": "^[VP]?" + _NUMBER},
    "any": {"type": "string", "pattern": f"^([VP]?{_NUMBER.removesuffix('$')})?$"},
    "entries": {"const": ""},
    "desk": {"const": ""},
}

# --- What a fact may be.

_CODE = "^[a-z0-9][a-z0-9.-]*$"

TEXT = Field({"type": "string"})
BOOL = Field({"type": "boolean"})
TRUE = Field({"const": True})
COUNT = Field({"type": "integer", "minimum": 1})
TOTAL = Field({"type": "integer", "minimum": 0})
DAY = Field({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"})
MOMENT = Field({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?$"})
DIGEST = Field({"type": "string", "pattern": "^[0-9a-f]{64}$"})
ENTRY = Field({"type": "integer", "minimum": 1, "description": "number of an entry"})
INCIDENT, VISIT, PETITION, LINE = (Field(SUBJECTS[about]) for about in ("incident", "visit", "petition", "line"))


def code(list_name: str) -> Field:
    """Make a field for one code of a list."""
    return Field({"type": "string", "pattern": _CODE, "description": f"code of the list {list_name}"}, list_name)


def amount(unit: str) -> Field:
    """Make a field for an amount, with its unit."""
    return Field({"type": "number", "minimum": 0, "description": unit})


def several(field: Field, *, unique: bool = True) -> Field:
    """Make a field for a list of what another field holds."""
    return field._replace(schema={"type": "array", "items": field.schema} | ({"uniqueItems": True} if unique else {}))


def known_from(format: int, fields: Mapping[str, Field]) -> dict[str, Field]:
    """Give facts as those that no format before this one knows."""
    return {name: field._replace(since=format) for name, field in fields.items()}


def closed(fields: Mapping[str, Field]) -> Schema:
    """Make the schema of an object that holds these fields and no others."""
    return {
        "type": "object",
        "properties": {name: field.schema for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


# --- Where the kinds are declared.

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "reception": ("incident", "visit", "petition", "attached"),
    "classification": ("classified",),
    "lifecycle": (
        "closed", "reopened", "noted", "accepted", "referred", "replied", "urged", "extended", "paused", "resumed",
        "withdrawn", "stepped", "assigned",
    ),
    "contacts": ("contacted", "met", "handed_over"),
    "notices": ("served", "planned", "entered"),
    "outcomes": ("decided", "executed"),
    "papers": ("issued",),
    "diary": ("duty", "appointed", "attended", "missed", "shift_note", "shift_done"),
    "correction": ("corrected", "voided"),
    "undo": ("retracted",),
    "configuration": ("configured", "sealed"),
    "maintenance": ("redacted", "disclosed", "imported", "restored", "salvaged", "consolidated", "rejected"),
}  # fmt: skip
_HOMES = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
UNKNOWN = Kind("", "incident", {})  # what is assumed of a kind that nobody declared: nothing


class _Kinds(dict[str, Kind]):
    """Reads the module of a family when one of its kinds is asked for."""

    def __missing__(self, name: str) -> Kind:
        if name not in _HOMES:
            return UNKNOWN
        self.update((kind.name, kind) for kind in import_module(f"reception_cli.events.{_HOMES[name]}").KINDS)
        return self[name]


KINDS: Mapping[str, Kind] = (_kinds := _Kinds())  # by name; UNKNOWN where there is none


def series(name: str) -> str | None:
    """Give the letter of the numbers that a kind gives, "" for an incident's; None where it gives none."""
    return KINDS[name].series


def register(kind: Kind) -> None:
    """Declare a kind beside those of FAMILIES."""
    _kinds[kind.name] = kind
    day_names.cache_clear()


def forget(kind: Kind) -> None:
    """Take a registered kind away again."""
    del _kinds[kind.name]
    day_names.cache_clear()


def every() -> list[Kind]:
    """List all kinds: reads every family."""
    return [*(KINDS[name] for name in _HOMES), *(kind for name, kind in _kinds.items() if name not in _HOMES)]


@cache
def day_names() -> frozenset[str]:
    """Name all facts, of whatever kind and however deep in `data`, that are days or moments."""
    schemas = [part for kind in every() for part in (closed(kind.data), *kind.patterns.values())]
    return frozenset(name for schema_ in schemas for name in _days_in("", schema_))


def _days_in(name: str, part_: Schema) -> Iterator[str]:
    if part_.get("pattern", "").startswith(DAY.schema["pattern"].removesuffix("$")):
        yield name
    for inner, schema_ in part_.get("properties", {}).items():
        yield from _days_in(inner, schema_)
    if "items" in part_:
        yield from _days_in(name, part_["items"])


# --- The format: the lowest that knows every kind and every fact in a register or a bundle.


def known_format() -> int:
    """Tell the highest format that this program reads."""
    return max(
        max(kind.since, *(field.since for field in kind.data.values()), *kind.later.values(), 1) for kind in every()
    )


def format_of(entries: Iterable[Draft | Entry]) -> int:
    """Tell the lowest format that knows the kind and the facts of each of the entries."""
    highest = 1
    for entry in entries:
        if isinstance(entry, Draft):
            name, data, private = entry.kind, entry.data, entry.private
        else:
            name, data, private = entry["kind"], entry["data"], entry["sealed"]
        kind = KINDS[name]
        highest = max(
            highest, kind.since, _stated_in(data) if name == "configured" else 1, *_sinces(kind.data, data),
            *(kind.later.get(value, 1) for value in private),
        )  # fmt: skip
    return highest


def _sinces(fields: Mapping[str, Field], data: Mapping[str, Any]) -> Iterator[int]:
    for key in data:
        if key in fields:
            yield fields[key].since
            if fields[key].inner and isinstance(data[key], dict):
                yield from _sinces(fields[key].inner, data[key])


def _stated_in(data: Mapping[str, Any]) -> int:
    number = data.get("format", 1)
    return number if type(number) is int else 1  # anything else is of no shape, and found so


def read_format(setting: str) -> int:
    """Read the format that a register states, a setting; 1 where it states none."""
    return int(setting[:9]) if setting.isascii() and setting.isdigit() else 1


def stated(drafts: Sequence[Draft], known: str) -> Sequence[Draft]:
    """State before drafts a higher format than `known`, the setting so far ("": 1), where they need it.

    An entry of its own says so, in front of them; a `configured` that comes first says it itself. What starts a term
    that an earlier format did not know states its format, too: what was recorded before owes no such term.
    """
    highest = max(format_of(drafts), *(KINDS[draft.kind].starts(draft.data) for draft in drafts), 1)
    if highest <= read_format(known):
        return drafts
    first, stating = drafts[0], {"format": highest}
    if first.kind == "configured":
        return [first._replace(data={**first.data, **stating}), *drafts[1:]]
    return Drafts([Draft("configured", "", stating), *(drafts.parts if isinstance(drafts, Drafts) else drafts)])


def require_known(entry: Entry) -> None:
    """Raise Damaged where a `configured` entry states a format that a newer version wrote."""
    require_format(_stated_in(entry["data"]))


def require_format(number: int) -> None:
    """Raise Damaged where a format is higher than this program knows."""
    if number > 1 and number > known_format():
        raise Damaged(
            _("The register was written by a newer version of `reception` (format {format}).").format(format=number),
            _("Update `reception`, then repeat the command."),
            reason="future",
        )


# --- What the declarations share when they decide an entry once more.


def said(entry: Entry) -> dict[str, Any]:
    """Say again what the clerk said; of a private value only that there was one, it may have been erased."""
    return {**entry["data"], **dict.fromkeys(entry["sealed"], "-")}


def by(rule: Callable[[Case, Mapping[str, Any], str], Any], *asked: str) -> Callable[[Case, Entry], Any]:
    """Decide again by a rule that takes a request and a day; what is `asked` for may not have been said."""
    return lambda case, entry: rule(case, {**dict.fromkeys(asked), **said(entry)}, entry["data"]["on"])


def taken(
    case: Case, entry: Entry, move: str, request: Mapping[str, Any] | None = None, more: Iterable[str] = (),
    instance: str = "",
) -> list[Draft]:  # fmt: skip
    """Let a case make the move of an entry again; raises Refused with every reason against it."""
    on, transitions = entry["data"]["on"], law.transitions
    row, _advice = transitions.take(case, move, on, {**said(entry), **(request or {})}, list(more), instance)
    return [transitions.draft(entry["kind"], case, on, {}, None, row)]
