"""What is done to the register as a whole, and what a lawful erasure takes. Pure.

`redacted`, `disclosed`, `imported`, `restored`, `salvaged`, `consolidated`, `rejected`. Of an erasure only private
values go (the salt with them); what was counted, and the seal of what went, stay.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.domain.words import _, mark
from reception_cli.events import registry
from reception_cli.events.registry import (
    DAY,
    DIGEST,
    ENTRY,
    INCIDENT,
    TEXT,
    TOTAL,
    TRUE,
    Field,
    Kind,
    closed,
    known_from,
    several,
)  # fmt: skip


class Erasure(NamedTuple):
    """What would go: entry number -> names of private values."""

    subject: str
    held: dict[int, frozenset[str]]
    name: str = ""  # what it is told as

    @property
    def fields(self) -> dict[str, int]:
        """Count the values of each field, never tell them."""
        names = sorted(name for names in self.held.values() for name in names)
        return {name: names.count(name) for name in dict.fromkeys(names)}

    def draft(self, reason: str) -> Draft:
        """Record the erasure itself: which entries, which fields, and why."""
        data: dict[str, object] = {"entries": sorted(self.held), "fields": list(self.fields)}
        data |= {} if self.subject else {"diary": True}
        return Draft("redacted", self.subject, data, {"reason": reason})


def erase(subject: str, entries: Sequence[Entry], fields: Iterable[str], name: str = "") -> Erasure:
    """Choose what goes: the fields named, or all but what a kind keeps unless it is named.

    Without a `subject`, of an entry of the desk itself; `name` is what that is called.

    Raises UsageFault for a field that no entry ever had, Refused when nothing is left to erase.
    """
    request = frozenset(field.replace("-", "_") for field in fields)
    known = sorted({name for entry in entries for name in entry["sealed"]})
    if unknown := sorted(request.difference(known)):
        raise UsageFault(
            _("{id} has no private field '{field}'.").format(id=subject or name, field=unknown[0][:40]),
            _("Fields: {fields}").format(fields=", ".join(known) or "-"),
        )
    held = {entry["seq"]: _names(entry, request) for entry in entries}
    held = {seq: names for seq, names in held.items() if names}
    if not held:
        raise Refused(
            _("{id} cannot be redacted:").format(id=subject or name), (_("nothing that could be erased is left"),)
        )
    return Erasure(subject, held, name or subject)


def _names(entry: Entry, request: frozenset[str]) -> frozenset[str]:
    kind = registry.KINDS[entry["kind"]]
    names = frozenset(entry["private"]) - kind.fixed
    return names & request if request else names - kind.kept


# --- The kinds.

_HEX = Field({"type": "string", "pattern": "^[0-9a-f]{0,16}$"})  # a digest, shortened; "" where nothing was
_HEAD = closed({"count": ENTRY.needed, "digest": DIGEST.needed})
_GIVEN_UP = several(_HEX, unique=False).needed
_LOST = Field({"type": "array", "items": {"type": "array"}})  # where, what, and why it is no entry
_GAP = Field(closed({"first": TEXT.needed, "last": TEXT.needed}))  # numbers that are missing
_FIGURE = Field({"type": ["number", "null"]}).needed  # null: none, or no figure
_DIFFERING = Field(closed({"figure": TEXT.needed, "sent": _FIGURE, "counted": _FIGURE}))
KINDS = (
    Kind(
        mark("redacted"), "any",
        {
            "entries": several(ENTRY, unique=False).needed, "fields": several(TEXT, unique=False).needed,
            "diary": Field(TRUE.schema, since=2),  # it is about an entry of the desk itself: nothing has its number
        },
        ("reason",),
        mark("private values erased"), undo="final", reaches_back=True, kept=frozenset({"reason"}), people=True,
    ),
    Kind(
        mark("disclosed"), "desk",
        {
            "verb": TEXT.needed, "count": TOTAL.needed, "with": Field({"enum": ["none", "identity"]}).needed,
            "denunciations": TOTAL.needed, "released": several(INCIDENT)._replace(since=2),
        },
        ("reason",), mark("shown or exported"), mark("identities read"), undo="passed",
    ),
    Kind(
        mark("imported"), "desk",
        {
            "totals": Field(closed(dict.fromkeys(
                ("rows", "visits", "people", "incidents", "already", "rejects"), TOTAL
            ))).needed,
            "map": TEXT.needed,
        },
        ("file",), mark("imported"), mark("register imported"), "import", undo="free",
    ),
    Kind(
        mark("restored"), "desk",
        {
            "from_count": TOTAL, "from_digest": TEXT, "to_count": TOTAL, "to_digest": TEXT, "given_up": _GIVEN_UP,
        },
        ("reason",), mark("restored from a backup"), undo="passed",
    ),
    Kind(
        mark("salvaged"), "desk",
        {
            "copied": TOTAL, "retold": TOTAL, "lost": _LOST, "lost_total": TOTAL,
            "numbers": several(TEXT, unique=False), "given_up": _GIVEN_UP,
        },
        ("reason",), mark("salvaged from a damaged register"), undo="passed",
    ),
    Kind(
        mark("consolidated"), "desk",
        {
            "unit": TEXT.needed, "source": Field({"enum": ["bundle", "register"]}).needed, "sha256": DIGEST.needed,
            "before": Field({**_HEAD, "type": ["object", "null"]}).needed, "after": Field(_HEAD).needed,
            "recorded_to": DAY.needed,
            **known_from(2, {
                "name": TEXT, "received": DAY,
                "to": DAY,  # up to which day a plain register speaks
                "new": Field({"type": "object", "additionalProperties": TOTAL.schema}),  # kind of entry -> how many
                "gaps": several(_GAP), "gap_count": TOTAL,
                "differing": several(_DIFFERING, unique=False),  # from what the sender counted; none: all is alike
            }),
        },
        ("file",), mark("delivery taken in"), undo="final", later={"file": 2},
    ),
    Kind(
        mark("rejected"), "desk",
        {"unit": TEXT.needed, "sha256": DIGEST.needed, "received": DAY.needed, "code": TEXT.needed},
        ("file", "reason"), mark("delivery not taken in"), undo="passed", since=2,
    ),
)  # fmt: skip
