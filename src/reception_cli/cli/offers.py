"""Which papers the screen offers after what was just recorded, by their names."""

from collections.abc import Iterator, Mapping
from typing import Any

from reception_cli.app.desk import Desk
from reception_cli.domain.case import WRITTEN, Case
from reception_cli.domain.words import _
from reception_cli.law import papers
from reception_cli.reporting.table import Table

_MOST = 3  # matters for which something is offered


def with_papers(answer: Table, desk: Desk) -> Table:
    """Say below an acknowledgement which papers follow from it; a list that is long offers nothing."""
    rows = list(answer.rows)
    answer = answer._replace(rows=rows)
    if not answer.said or len(rows) > _MOST:
        return answer
    names, told = papers.names(), list[str]()
    for row in rows:
        for paper, number in _of_row(answer.name, row, desk):
            told.append(_("Paper: {name}: `reception issue {paper} {number}`").format(
                name=names[paper], paper=paper, number=number
            ))  # fmt: skip
    return answer._replace(said=(*answer.said, *told))


def _of_row(verb: str, row: Mapping[str, Any], desk: Desk) -> Iterator[tuple[str, str]]:
    incident = row.get("incident") or row.get("id")
    if verb == "add":
        if row.get("petition") and incident:
            yield "R2", incident
        elif not incident and row.get("visit") and desk.book.line(row["visit"]).refused in WRITTEN:
            yield "R1", row["visit"]
    elif incident:
        case = desk.book.case(incident)
        for paper in _of_case(verb, case):
            yield paper, incident


def _of_case(verb: str, case: Case) -> tuple[str, ...]:
    secret = case.kind == "denunciation"
    if verb == "classify":
        return {
            "guide": ("X3",) if secret else ("X2",), "forward": ("X8", "X9") if secret else ("X10",),
            "accept": ("X1",), "return": ("X6",),
        }.get(case.handling or "", ()) if case.kind else ()  # fmt: skip
    if verb == "refer":
        return ("X8", "X9") if secret else ("X10",) if case.kind in papers.papers()["X10"].kinds else ()
    if verb == "extend":
        return ("T6",) if secret else ("K5",)
    if case.life.not_accepted and not case.life.accepted_on:
        return ("T5",) if secret else ("K4",)
    return ("T2", "T3", "T4") if secret else ("K3",) if case.kind == "complaint" else ()
