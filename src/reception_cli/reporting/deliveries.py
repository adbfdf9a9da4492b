"""What a consolidating desk remembers of deliveries: the entries that tell of them, and what they say of each unit."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli.domain.entry import Draft, Entry, Head, private
from reception_cli.exchange.inbox import FORKED
from reception_cli.index.queries import entries
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.consolidation import GAPS, HELD_BACK, Arrival, Delivered, Found

REJECTED = "rejected"


class Taken(NamedTuple):
    """A delivery that was taken in."""

    unit: str
    received: str  # ISO days
    to: str  # up to which day it tells; "": a plain register of which nobody remembers that
    source: str  # bundle | register
    head: Head
    sha256: str
    file: str
    name: str = ""
    new: Mapping[str, int] = {}  # kind of entry -> how many came with it
    gaps: tuple[tuple[str, str], ...] = ()  # first and last number that is missing
    gap_count: int = 0
    differing: tuple[Mapping[str, Any], ...] | None = None  # None: there was nothing to compare with


class Rejected(NamedTuple):
    """A file that was not taken in, and why."""

    unit: str  # "" where nobody can tell
    received: str
    code: str
    sha256: str
    file: str
    reason: str


class Past(NamedTuple):
    """All that is remembered of one unit, the oldest first."""

    unit: str = ""
    taken: tuple[Taken, ...] = ()
    rejected: tuple[Rejected, ...] = ()  # and not settled by a delivery since

    @property
    def reach(self) -> str:
        """Tell up to which day its deliveries tell."""
        return max((one.to for one in self.taken), default="")

    @property
    def differing(self) -> tuple[Mapping[str, Any], ...]:
        """Name the figures that differ, until a delivery settles them."""
        known = [one.differing for one in self.taken if one.differing is not None]
        return known[-1] if known else ()


def remembered(book: RegisterView) -> dict[str, Past]:
    """Read what is remembered of each unit, by its code without regard to capitals; "" has the files of nobody."""
    both = (entry for kind in (entries.DELIVERED, REJECTED) for entry in entries.of_kind(book, kind))
    told = sorted(both, key=lambda entry: entry["seq"])
    found: dict[str, Past] = {}
    for entry in told:
        key = entry["data"]["unit"].casefold()
        past = found.get(key, Past(entry["data"]["unit"]))
        if entry["kind"] == REJECTED:
            found[key] = past._replace(rejected=(*past.rejected, _rejected(entry)))
            continue
        one = _taken(entry)
        found[key] = past._replace(taken=(*past.taken, one), rejected=())
        nobody = found.get("", Past())
        left = tuple(each for each in nobody.rejected if not one.file or each.file != one.file)
        found |= {"": nobody._replace(rejected=left)} if left != nobody.rejected else {}
    return found


def _taken(entry: Entry) -> Taken:
    data = entry["data"]
    reach = data["recorded_to"] if data["source"] == "bundle" else ""
    return Taken(
        data["unit"], data.get("received", entry["recorded_at"][:10]), data.get("to", reach), data["source"],
        Head(**data["after"]), data["sha256"], private(entry, "file"), data.get("name", ""), data.get("new", {}),
        tuple((gap["first"], gap["last"]) for gap in data.get("gaps", ())), data.get("gap_count", 0),
        tuple(data["differing"]) if "differing" in data else None,
    )  # fmt: skip


def _rejected(entry: Entry) -> Rejected:
    data = entry["data"]
    words = {name: private(entry, name) for name in ("file", "reason")}
    return Rejected(data["unit"], data["received"], data["code"], data["sha256"], **words)


def arrivals(known: Mapping[str, Past]) -> dict[str, list[Arrival]]:
    """Tell when each unit delivered, and up to which day, by its code without regard to capitals."""
    return {key: [Arrival(one.received, one.to) for one in past.taken] for key, past in known.items()}


def drafts(found: Iterable[Found], known: Mapping[str, Past]) -> list[Draft]:
    """Write an entry for each file by which the desk learns anything of a unit, and for each that was not taken."""
    listed = list(found)
    return [draft for one in listed for draft in _drafts(one, known.get(one.unit.casefold(), Past()))]


def _drafts(one: Found, past: Past) -> Iterator[Draft]:
    if one.status in ("refused", FORKED):
        if one.sha256 and one.code != HELD_BACK and not _is_known(one, past):
            yield Draft(
                REJECTED, "",
                {"unit": one.unit, "sha256": one.sha256, "received": one.received, "code": one.code},
                {"file": os.path.basename(one.files[-1]), "reason": one.fault},
            )  # fmt: skip
        return
    last = past.taken[-1] if past.taken else None
    head, reach = (last.head, past.reach) if last else (None, "")
    for place, each in enumerate(one.deliveries):
        final = place == len(one.deliveries) - 1
        told = one.differing if final else None
        longer = head is None or each.head.count > head.count
        settled = told is not None and past.differing != _plain(told)
        if longer or (each.head == head and (each.to > reach or settled)):
            yield _draft(one, each, head, told)
            head, reach = each.head, max(reach, each.to)


def _is_known(one: Found, past: Past) -> bool:
    return bool(past.rejected) and (past.rejected[-1].sha256, past.rejected[-1].code) == (one.sha256, one.code)


def _draft(one: Found, each: Delivered, before: Head | None, differing: Iterable[Mapping[str, Any]] | None) -> Draft:
    assert one.look is not None
    data: dict[str, Any] = {
        "unit": one.unit, "source": one.source, "sha256": each.sha256, "before": before._asdict() if before else None,
        "after": each.head._asdict(),
        "recorded_to": each.to if one.source == "bundle" and each.head != one.head else one.look.recorded_to,
        "received": each.received, "new": {kind: count for kind, count in sorted(each.new.items()) if count},
        "gaps": [dict(zip(("first", "last"), gap_of(gap.details), strict=True)) for gap in one.look.gaps[:GAPS]],
        "gap_count": len(one.look.gaps),
    }  # fmt: skip
    data |= {"to": each.to} if one.source == "register" and each.to else {}
    data |= {"name": one.name} if one.name and one.name != one.unit else {}
    data |= {"differing": list(_plain(differing))} if differing is not None else {}
    return Draft(entries.DELIVERED, "", data, {"file": os.path.basename(each.file)})


def gap_of(facts: Mapping[str, Any]) -> tuple[str, str]:
    """Give the first and the last number of a gap."""
    return facts.get("first", facts.get("number")), facts.get("last", facts.get("number"))


def _plain(differing: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Keep figures alone: what else a sender wrote in their place nobody has looked at."""
    return tuple(
        {"figure": one["figure"], **{name: _figure(one[name]) for name in ("sent", "counted")}} for one in differing
    )


def _figure(value: Any) -> Any:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
