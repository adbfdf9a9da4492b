"""What stands in the cells of the printed register: the words of one visit, column by column."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from reception_cli.domain.case import Case
from reception_cli.domain.dates import shown_day
from reception_cli.domain.words import _, language
from reception_cli.reporting.register import Visit

Names = Callable[[str], Mapping[str, str]]  # list name -> code -> the reader's word

_HIDDEN = "…"
_CROSS = "x"
_OWN = frozenset({"accept", "guide", "return", "forward"})  # handlings that have a column of their own


def cells(visit: Visit, names: Names) -> dict[str, Any]:
    """Write one row of the sheet, whatever its layout: each takes the cells that it has columns for."""
    people = str(visit.line.people)
    return {
        "no": visit.no,
        "day": visit.line.day,
        "person": _person(visit),
        "id_no": _HIDDEN if visit.hidden else visit.who["id_no"],
        "content": _HIDDEN if visit.hidden else _content(visit),
        "kind": _each(visit, lambda case: _kind(case, names)),
        "petitioners": visit.petitioners,
        "kind_people": _each(visit, lambda case: "/".join(filter(None, (_kind(case, names), people)))),
        "prior": _lines(_each(visit, lambda case: _prior(case, names)), visit.text("prior_body")),
        "accept": _each(visit, lambda case: _CROSS if visit.handling(case) == "accept" else ""),
        "guide": _each(visit, lambda case: _guided(visit, case, names)),
        "forward": _each(visit, lambda case: _forwarded(visit, case)),
        "follow_up": _lines(_each(visit, lambda case: _followed(case, names)), visit.text("follow_up")),
        "note": _lines(*_remarks(visit, names), visit.text("note")),
    }


def _each(visit: Visit, tell: Callable[[Case], str]) -> str:
    """Tell of every incident of a visit; where there are several, each by its number in the cell."""
    told = [tell(case) for case in visit.cases]
    if len(told) < 2:
        return "".join(told)
    return "\n".join(f"{place}) {text}" for place, text in enumerate(told, 1) if text)


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _joined(*texts: str | None) -> str:
    return ", ".join(filter(None, texts))


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(iso: str | None) -> str:
    return shown_day(iso, language()) if iso else ""


def _person(visit: Visit) -> str:
    if visit.hidden:
        return _HIDDEN
    if visit.line.anonymous:
        return _("(anonymous)")
    return _lines(visit.who["name"] or "", visit.who["address"] or "")


def _content(visit: Visit) -> str:
    """Sum a visit up; of a refused one only the visit itself tells."""
    return _each(visit, lambda case: case.private.get("content", "")) or visit.text("content")


def _kind(case: Case, names: Names) -> str:
    return _title(names("kind").get(case.kind or "", ""))


def _prior(case: Case, names: Names) -> str:
    return names("prior").get(case.prior, "") if case.prior and case.prior != "none" else ""


def _guided(visit: Visit, case: Case, names: Names) -> str:
    handling = visit.handling(case)
    if handling not in ("guide", "return"):
        return ""
    told = _joined(visit.text("handled_to"), visit.text("handled_doc"))
    if handling == "return":
        return _joined(_title(names("handling")["return"]), told)
    return told or _CROSS


def _forwarded(visit: Visit, case: Case) -> str:
    """Name the bodies and letters; where no letter was recorded, what the register line itself says."""
    if visit.handling(case) != "forward":
        return ""
    told = [_joined(*letter) for letter in visit.letters(case)]
    told = told or [_joined(visit.text("handled_to"), visit.text("handled_doc"))]
    return _lines(*told) or _CROSS


def _followed(case: Case, names: Names) -> str:
    """Tell how a matter went on: replies, the decision, the end, each with its paper and day."""
    life, result = case.life, names("result")
    told = [_("reply of {day}").format(day=_day(each.replied_on)) for each in life.referrals if each.replied_on]
    if life.decided_on:
        decided = result.get(life.decision.get("outcome", ""), "")
        told.append(_joined(decided, life.decision.get("doc"), _day(life.decided_on)))
    if case.status == "closed" and not (life.decided_on and case.result == life.decision.get("outcome")):
        told.append(_joined(result.get(case.result or "", ""), case.doc, _day(case.closed_on)))
    return "; ".join(map(_title, filter(None, told)))


def _remarks(visit: Visit, names: Names) -> Iterable[str]:
    """Say what no other column holds: a refusal, a group, a further visit, other handlings; and the visit's number."""
    if visit.line.refused:
        ground = names("refusal").get(visit.line.refused, visit.line.refused)
        yield _("Reception refused: {ground}").format(ground=ground)
    yield _each(visit, lambda case: _other(visit.handling(case), names))
    if visit.line.group:
        yield _("Large group: {n} people").format(n=visit.line.people)
    if visit.row["repeat"]:
        yield _("Further visit")
    yield visit.line.id


def _other(handling: str | None, names: Names) -> str:
    return "" if not handling or handling in _OWN else _title(names("handling")[handling])
