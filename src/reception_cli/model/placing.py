"""The numbers of another unit's incidents and lines: each with the unit before it. Pure."""

from collections.abc import Mapping

from reception_cli.model.case import Case, Line


def case_of(case: Case, unit: str) -> Case:
    """Put the unit before every number of an incident; its entries stay as they were recorded."""
    lines = {line.id: line_of(line, unit) for line in case.reached}
    life = case.life._replace(previous=_placed(case.life.previous, unit), next=_placed(case.life.next, unit))
    return case._replace(
        id=f"{unit}/{case.id}", lines=tuple(lines[line.id] for line in case.lines), reached=tuple(lines.values()),
        life=life,
    )  # fmt: skip


def line_of(line: Line, unit: str) -> Line:
    """Put the unit before every number of a visit or petition."""
    return line._replace(
        id=f"{unit}/{line.id}", incidents=tuple(f"{unit}/{one}" for one in line.incidents),
        handling=_keys(line.handling, unit), handled=_keys(line.handled, unit), visit=_placed(line.visit, unit),
    )  # fmt: skip


def _keys(told: Mapping[str, str], unit: str) -> Mapping[str, str]:
    return {f"{unit}/{one}": value for one, value in told.items()}


def _placed(number: str | None, unit: str) -> str | None:
    return f"{unit}/{number}" if number else None
