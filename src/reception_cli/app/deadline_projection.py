"""What matters owe, counted while the cards are filled: the law's part in `index/deadline_port.py`."""

from typing import TYPE_CHECKING

from reception_cli.domain.case import Case
from reception_cli.index import DeadlinePort
from reception_cli.index.deadline_port import LastDay, Memory, Owed, OwedStep, Reckon, Setting
from reception_cli.law import COUNTED, LAW, obligations
from reception_cli.law.obligations import Open

if TYPE_CHECKING:
    from reception_cli.law.practice import Practice

SOURCE = "reception_cli.app.deadline_projection:deadlines"
NEVER = "9999"  # later than any day
_WRITTEN = 100  # matters whose due day is kept at hand as it is written


def deadlines() -> DeadlinePort:
    """Count due days, and tell nobody what was written."""
    return DeadlinePort(LAW, COUNTED, lambda setting, memory: reckon(setting, memory, {}), last_day, SOURCE)


def reckon(setting: Setting, memory: Memory, written: dict[str, tuple[str, str] | None]) -> Reckon:
    """Count with what the desk is configured to while the cards are filled; `written` gets what is due first.

    The law is read only for what `memory` does not know: most days somebody asked for before.
    """
    first = setting("format_from")
    said = obligations.Desk(bool(setting("service")), bool(setting("triage")), int(first) if first else None,
                            setting("papers_from"))  # fmt: skip
    own: list[Practice] = []

    def count(case: Case) -> Owed:
        found: list[OwedStep] = []
        for one in obligations.open_steps(case, said):
            known = None if one.moved else memory.get(one.id, one.since)
            since, due = _last_day(case, one, setting, own) if known is None else (one.since, known)
            if known is None and not one.moved:
                memory.put(one.id, one.since, due)
            if due == NEVER:
                continue
            told = one.id in obligations.TOLD
            falls = (due or None) if told else None
            found.append((one.id, None if told else due or None, since, one.who or None, one.seq, falls))
        if len(found) > 1:
            found.sort(key=lambda step: (step[1] or NEVER, step[2]))
        if len(written) < _WRITTEN:
            written[case.id] = next(((due, id_) for id_, due, *_more in found if due), None)
        lacks, incomplete = obligations.lacking(case), obligations.incomplete(case)
        return Owed(found, ",".join(lacks) or None, ",".join(incomplete) or None)

    return count


def last_day(setting: Setting) -> LastDay:
    """Count steps that nothing moves: whose last day follows from the day alone on which they began."""
    own: list[Practice] = []
    return lambda step, since: _last_day(Case("", opened_on=since), Open(step, since), setting, own)[1]


def _last_day(case: Case, one: Open, setting: Setting, own: "list[Practice]") -> tuple[str, str]:
    """Count one step: from which ISO day to which; `own` keeps how the desk counts, once that was read."""
    from reception_cli.law import due_dates, practice

    own[:] = own or [practice.practice(setting)]
    step = due_dates.count(case, one, own[0])
    return (one.since, NEVER) if step is None else (step.since, step.falls_on or "")
