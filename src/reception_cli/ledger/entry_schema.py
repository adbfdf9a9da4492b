"""The published shape of every kind of entry: `data/schema/entry-1.json`, checked as it stands."""

import json
import os
from collections.abc import Callable, Sequence
from typing import Any

import fastjsonschema

from reception_cli import ROOT
from reception_cli.domain.entry import Entry
from reception_cli.domain.words import _
from reception_cli.ledger.findings import Finding
from reception_cli.ledger.storage import Place

PATH = os.path.join(ROOT, "data", "schema", "entry-1.json")


class Shapes:
    """The check of each kind's own part; the parts that all entries share are the audit's (`shape`)."""

    def __init__(self) -> None:
        """Read the schema; a kind's check is compiled when the first entry of that kind comes along."""
        with open(PATH, encoding="utf-8") as file:
            self.schema: dict[str, Any] = json.load(file)
        self._checks: dict[str, Callable[[Entry], Any]] = {}

    def take(self, place: Place, line: int) -> Sequence[Finding]:
        """Give what is wrong with the shape of one entry: where in it, never the value."""
        entry = place.entry
        try:
            (self._checks.get(entry["kind"]) or self._check(entry["kind"]))(entry)
            return ()
        except KeyError:
            text = _("this entry is of a kind that this program does not know")
            return [Finding("schema", entry["seq"], line, text)]
        except fastjsonschema.JsonSchemaException as fault:
            where = str(getattr(fault, "name", None) or "").removeprefix("data.")
            text = _("this entry has not the shape of its kind ({kind}): {where}")
            return [Finding("schema", entry["seq"], line, text.format(kind=entry["kind"], where=where))]

    def _check(self, kind: str) -> Callable[[Entry], Any]:
        part = {"$schema": self.schema["$schema"], **self.schema["definitions"][kind]}
        self._checks[kind] = fastjsonschema.compile(part)
        return self._checks[kind]
