"""What somebody promised to do by a day: agreed at a meeting, concluded by the head, ordered, or told at a handover.

Any act about an incident may carry one; who promised is said with it. Acts of before that was asked, and imported
lines, name nobody and owe nothing. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import Life, Promise
from reception_cli.domain.words import _, mark
from reception_cli.events.registry import BOOL, DAY, ENTRY, Field, code

OWN = "unit"  # who promises where nobody else is named
PRIVATE = "agreed"  # what was promised
PROMISER = code("bearer").labelled(mark("promised by: {value}"))._replace(since=2)
BY = DAY.labelled(mark("agreed by {value}"))
FIELDS: Mapping[str, Field] = {"agreed_by": BY._replace(since=2), "promiser": PROMISER}
ENDING: Mapping[str, Field] = {
    "on": DAY._replace(since=2),
    "kept": BOOL.labelled(mark("promise kept: {value}"))._replace(since=2),
    "promise": ENTRY._replace(since=2),
}  # fmt: skip


def facts(request: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an act says of a promise; request: agreed_by (ISO), promiser."""
    by = request.get("agreed_by")
    return {"agreed_by": by, "promiser": request.get("promiser") or OWN} if by else {}


def text(request: Mapping[str, Any]) -> dict[str, str]:
    """Give what was promised, in words."""
    return {PRIVATE: request.get(PRIVATE) or ""}


def unfounded(request: Mapping[str, Any], on: str) -> list[str]:
    """Say what is wrong with a promise as it was told on an ISO day."""
    by = request.get("agreed_by")
    if by and by < on:
        return [_("--agreed-by lies before that day, {day}").format(day=said_day(on))]
    return [_("missing: --agreed-by (by when)")] if request.get("promiser") and not by else []


def undated(request: Mapping[str, Any]) -> list[str]:
    """Say that what was agreed has no day: where nothing but a promise is told by it."""
    return [_("missing: --agreed-by (by when)")] if request.get(PRIVATE) and not request.get("agreed_by") else []


def made(life: Life, entry: Entry) -> Life:
    """Keep the promise that an entry tells of, if it does."""
    data = entry["data"]
    if "promiser" not in data or "agreed_by" not in data:
        return life
    promise = Promise(entry["seq"], data["on"], data["agreed_by"], data["promiser"])
    return life._replace(promises=(*life.promises, promise))


def end(case: Case, note: str, kept: bool, seq: int | None, on: str) -> list[Draft]:
    """Tell that a promise was kept by an ISO day, or was not; `seq` names it where several are open."""
    if case.status == "void":
        raise _refused(case, _("it is struck through"))
    if not case.life.promised:
        raise _refused(case, _("nobody promised anything by a day that is not told kept or not kept already"))
    found, which = find(case.life.promised, seq)
    if found is None:
        raise _refused(case, which)
    if on < found.on:
        raise _refused(case, _("it was promised on {day}, after that day").format(day=said_day(found.on)))
    return [Draft("noted", case.id, {"on": on, "kept": kept, "promise": found.seq}, {"note": note}, on)]


def find(among: Sequence[Promise], seq: int | None) -> tuple[Promise | None, str]:
    """Find the promise that an entry's number names, or the only one there is; else asks which of them."""
    found = [promise for promise in among if seq in (None, promise.seq)]
    listed = ", ".join(f"{each.seq} ({said_day(each.by)})" for each in among)
    asked = _("which promise: --promise ENTRY, one of {list}").format(list=listed)
    return (found[0], "") if len(found) == 1 else (None, asked)


def ended(life: Life, data: Mapping[str, Any]) -> Life:
    """Mark the promise of which a remark tells whether it was kept."""
    if "kept" not in data:
        return life
    return life._replace(promises=tuple(
        each._replace(kept=data["kept"], ended_on=data["on"]) if each.seq == data["promise"] else each
        for each in life.promises
    ))  # fmt: skip


def _refused(case: Case, reason: str) -> Refused:
    return Refused(_("No promise of {incident} can be ended:").format(incident=case.id), (reason,))
