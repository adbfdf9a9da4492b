"""What matters owe, counted while the cards are filled: the law's part in `store/owing.py`."""

from typing import TYPE_CHECKING

from reception_cli.domain.case import Case
from reception_cli.law import obligations
from reception_cli.law.edition import COUNTED, LAW
from reception_cli.law.obligations import Open
from reception_cli.ledger.deadline_port import DeadlinePort, Memory, Owed, Reckon, Setting

if TYPE_CHECKING:
    from reception_cli.law.practice import Practice

NEVER = "9999"  # later than any day
_WRITTEN = 100  # matters whose due day is kept at hand as it is written


def owing() -> DeadlinePort:
    """Count due days in a process of our own."""
    return DeadlinePort(LAW, COUNTED, lambda setting, memory: reckon(setting, memory, {}))


def reckon(setting: Setting, memory: Memory, written: dict[str, str | None]) -> Reckon:
    """Count with what the desk is configured to while the cards are filled; `written` is told the due days.

    The law is read only for what `memory` does not know: most days somebody asked for before.
    """
    answers = bool(setting("service"))
    own: list[Practice] = []

    def last_day(case: Case, one: Open) -> str:
        from reception_cli.law import due_dates, practice

        own[:] = own or [practice.practice(setting)]
        step = due_dates.count(case, one, own[0])
        return NEVER if step is None else step.due_on or ""

    def count(case: Case) -> Owed:
        found = []
        for one in obligations.open_steps(case, answers):
            known = None if one.moved else memory.get(one.id, one.since)
            due = last_day(case, one) if known is None else known
            if known is None and not one.moved:
                memory.put(one.id, one.since, due)
            if due != NEVER:
                found.append((one.id, due or None, one.since))
        if len(found) > 1:
            found.sort(key=lambda step: (step[1] or NEVER, step[2]))
        if len(written) < _WRITTEN:
            written[case.id] = found[0][1] if found else None
        return Owed(found, ",".join(obligations.lacking(case)) or None)

    return count
