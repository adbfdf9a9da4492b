"""Whether an entry has the shape that the declaration of its kind gives it; compiled, and read by who examines."""

from collections.abc import Callable
from typing import Any

import fastjsonschema

from reception_cli.domain.entry import Entry
from reception_cli.domain.words import _
from reception_cli.events import registry
from reception_cli.events.registry import KINDS, UNKNOWN


class EntrySchema:
    """The check of each kind's own part, compiled when the first entry of that kind comes along."""

    def __init__(self) -> None:
        """Nothing is compiled yet."""
        self._common: Callable[[Any], Any] = fastjsonschema.compile(registry.common())
        self._checks: dict[str, Callable[[Entry], Any]] = {}

    def is_entry(self, value: Any) -> bool:
        """Whether a value has the parts that entries of all kinds share."""
        try:
            self._common(value)
        except fastjsonschema.JsonSchemaException:
            return False
        return True

    def fault(self, entry: Entry) -> str:
        """Say what is wrong with an entry's own part, and where, never the value; empty when nothing is.

        Raises Damaged at an entry that says that a newer version of the program wrote what follows.
        """
        name = entry["kind"]
        if name == "configured":
            registry.require_known(entry)
        check = self._checks.get(name) or self._compiled(name)
        if check is None:
            return _("this entry is of a kind that this program does not know")
        try:
            check(entry)
            return ""
        except fastjsonschema.JsonSchemaException as fault:
            where = str(getattr(fault, "name", None) or "").removeprefix("data.")
            return _("this entry has not the shape of its kind ({kind}): {where}").format(kind=name, where=where)

    def _compiled(self, name: str) -> Callable[[Entry], Any] | None:
        kind = KINDS[name]
        if kind is UNKNOWN:
            return None
        self._checks[name] = fastjsonschema.compile(registry.part(kind))
        return self._checks[name]
