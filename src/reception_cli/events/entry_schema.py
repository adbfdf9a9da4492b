"""The shape of an entry, made from the declarations of the kinds: as published, and as whoever examines one asks."""

from collections.abc import Callable, Mapping
from typing import Any

import fastjsonschema

from reception_cli.domain.entry import Entry
from reception_cli.events import registry
from reception_cli.events.registry import (
    COUNT,
    DIGEST,
    ENTRY,
    KINDS,
    MOMENT,
    SUBJECTS,
    TEXT,
    UNKNOWN,
    Field,
    Kind,
    Schema,
    closed,
)  # fmt: skip

# --- The shape of an entry, as published.

_PARTS: Mapping[str, Schema] = {
    "v": {"const": 1},
    "seq": COUNT.schema,
    "batch": {"type": "array", "items": COUNT.schema, "minItems": 2, "maxItems": 2},
    "at": MOMENT.schema,
    "recorded_at": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$"},
    "user": TEXT.schema,
    "host": TEXT.schema,
    "kind": TEXT.schema,
    "subject": TEXT.schema,
    "data": {"type": "object"},
    "sealed": {"type": "object", "additionalProperties": DIGEST.schema},
    "private": {
        "description": "of each value its salt and its text; or `age` and an age file in base64, which holds the JSON "
        "of both",
        "type": "object",
        "additionalProperties": {"type": "array", "items": TEXT.schema, "minItems": 2, "maxItems": 2},
    },
    "prev": DIGEST.schema,
    "digest": DIGEST.schema,
}
# What a salvage keeps of the entry that it tells again; nothing of an incident whose opening was lost.
ORIGIN = {"$ref": "#/definitions/origin"}
_ORIGIN = closed(
    {"seq": ENTRY, "digest": DIGEST, "recorded_at": TEXT, "user": TEXT, "host": TEXT, "origin": Field(ORIGIN)}
)
_DRAFT_07 = "http://json-schema.org/draft-07/schema#"


def definition(kind: Kind) -> dict[str, Any]:
    """Make the schema of a kind's own part: subject, data, and the names of its private values."""
    data = {**closed({**kind.data, "origin": Field(ORIGIN)})}
    if kind.patterns:
        data["patternProperties"] = dict(kind.patterns)
    names = {"propertyNames": {"enum": sorted(kind.private)}} if kind.private else {"maxProperties": 0}
    values = {"type": "object", **names}
    return {"properties": {"subject": SUBJECTS[kind.about], "data": data, "sealed": values, "private": values}}


def part(kind: Kind) -> dict[str, Any]:
    """Make a schema of its own for one kind's part, to be compiled."""
    return {"$schema": _DRAFT_07, **definition(kind), "definitions": {"origin": _ORIGIN}}


def common() -> dict[str, Any]:
    """Make the schema of what all entries share."""
    return {
        "$schema": _DRAFT_07,
        "type": "object",
        "properties": dict(_PARTS),
        "required": list(_PARTS),
        "additionalProperties": False,
    }


def schema() -> dict[str, Any]:
    """Make the published schema of an entry of any kind (`data/schema/entry-1.json`)."""
    kinds = registry.every()
    shared = common()
    shared["properties"]["kind"] = {"enum": sorted(kind.name for kind in kinds)}
    return {
        "$schema": shared.pop("$schema"),
        "$id": "https://example.org/reception/entry-1.json",
        "title": "An entry of a reception register, version 1",
        "description": "The chain, the seals and the layout of the file are described in the README; "
        "this tells the shape.",
        **shared,
        "allOf": [
            {"if": {"properties": {"kind": {"const": k.name}}}, "then": {"$ref": f"#/definitions/{k.name}"}}
            for k in kinds
        ],
        "definitions": {"origin": _ORIGIN, **{kind.name: definition(kind) for kind in kinds}},
    }


# --- Whether an entry has it.


class EntrySchema:
    """The check of each kind's own part, compiled when the first entry of that kind comes along."""

    def __init__(self) -> None:
        """Nothing is compiled yet."""
        self._common: Callable[[Any], Any] = fastjsonschema.compile(common())
        self._checks: dict[str, tuple[Kind, Callable[[Entry], Any]]] = {}

    def is_entry(self, value: Any) -> bool:
        """Whether a value has the parts that entries of all kinds share."""
        try:
            self._common(value)
        except fastjsonschema.JsonSchemaException:
            return False
        return True

    def fault(self, entry: Entry) -> dict[str, str]:
        """Give the facts of what is wrong with an entry's own part, where, never the value; empty when nothing is.

        Raises Damaged at an entry that says that a newer version of the program wrote what follows.
        """
        name = entry["kind"]
        if name == "configured":
            registry.require_known(entry)
        kind = KINDS[name]
        if kind is UNKNOWN:
            return {"case": "kind"}
        try:
            self._check(kind)(entry)
            return {}
        except fastjsonschema.JsonSchemaException as fault:
            where = str(getattr(fault, "name", None) or "").removeprefix("data.")
            return {"case": "shape", "kind": name, "where": where}

    def _check(self, kind: Kind) -> Callable[[Entry], Any]:
        compiled = self._checks.get(kind.name)
        if compiled is None or compiled[0] is not kind:  # a kind may be registered anew
            compiled = self._checks[kind.name] = kind, fastjsonschema.compile(part(kind))
        return compiled[1]
