"""Which papers the acts of the register still ask for, each with the day from which its term runs. Pure.

Only acts that were recorded since the desk issues papers here ask for one, never an imported line.
"""

from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.domain.case import WRITTEN, Case, Reception
from reception_cli.domain.legal_life import Act, Papered
from reception_cli.law import papers
from reception_cli.law.obligations import ACCEPT, CHECK, NOTIFY_ACCEPTANCE, NOTIFY_REFUSAL, NOTIFY_VISITOR, PAPER

_REFUSAL, _VISITOR, _DENOUNCER, _ACCUSED = "R1", "R9", "T3", "T4"
TERMS = {  # paper -> id of the term within which it is to go out
    _REFUSAL: NOTIFY_REFUSAL, _VISITOR: NOTIFY_VISITOR, "K3": ACCEPT, "K4": ACCEPT, "T2": CHECK,
    _DENOUNCER: NOTIFY_ACCEPTANCE, _ACCUSED: NOTIFY_ACCEPTANCE, "T5": CHECK, "T6": "",
}  # fmt: skip


class OwedPaper(NamedTuple):
    """A paper that is owed."""

    paper: str
    since: str  # ISO day from which its term runs
    step: str  # the step of `due` that stands for it
    by: str | None = None  # ISO day that the act itself names
    seq: int = 0  # entry of the act


def owed(case: Case, since: str, open_steps: frozenset[str] = frozenset()) -> Iterator[OwedPaper]:
    """List the papers that a matter still owes; `since` is the setting papers_from ("": none are owed here).

    `open_steps` are the steps that stand open anyway: where one stands for a paper, this names the paper.
    """
    if not since or case.status == "void":
        return
    if NOTIFY_VISITOR in open_steps:
        waiting = [line.day for line in case.lines if line.counts and line.type == "visit" and not line.row]
        for day in sorted(waiting)[-1:]:
            if day >= since[:10]:
                yield OwedPaper(_VISITOR, day, NOTIFY_VISITOR)
    if NOTIFY_REFUSAL in open_steps:
        for line in case.lines:
            if line.refused in WRITTEN and line.day >= since[:10]:
                yield OwedPaper(_REFUSAL, line.day, NOTIFY_REFUSAL)
    if not any(line.row is None for line in case.lines if line.counts):
        return
    for act in case.life.acts:
        if act.recorded_at >= since and not case.closed:
            yield from _of_act(case, act, open_steps)


def _of_act(case: Case, act: Act, open_steps: frozenset[str]) -> Iterator[OwedPaper]:
    done = case.life.papers
    complaint, denunciation = case.kind == "complaint", case.kind == "denunciation"
    if act.kind == "accepted" and complaint:
        yield from _unless(done, "K3" if act.taken_in else "K4", act, case.received_on)
    elif act.kind == "accepted" and denunciation and act.taken_in:
        yield from _unless(done, "T2", act, case.received_on)
        if NOTIFY_ACCEPTANCE in open_steps:
            for paper in (_DENOUNCER, _ACCUSED):
                if not _went_out(done, paper, act.on):
                    yield OwedPaper(paper, act.on, NOTIFY_ACCEPTANCE, seq=act.seq)
    elif act.kind == "accepted" and denunciation:
        yield from _unless(done, "T5", act, case.received_on)
    elif act.kind == "extended" and denunciation and act.by:
        yield from _unless(done, "T6", act, act.on, act.by)


def _unless(done: tuple[Papered, ...], paper: str, act: Act, since: str, by: str | None = None) -> Iterator[OwedPaper]:
    if not _went_out(done, paper, act.on):
        yield OwedPaper(paper, since, PAPER + paper, by, act.seq)


def _went_out(done: tuple[Papered, ...], paper: str, day: str) -> bool:
    """Whether a paper went out, or was told, on an ISO day or later."""
    return paper in _out(done, day)


def _out(done: tuple[Papered, ...], day: str) -> set[str]:
    return {each.paper for each in done if each.done and not each.replaced and each.on >= day}


def answered(done: tuple[Papered, ...], day: str) -> bool:
    """Whether who came on an ISO day was told how the matter is handled: by R9 or by a special notice."""
    out = _out(done, day)
    return any(paper.answers for id_, paper in papers.papers().items() if id_ in out)


def acceptance_told(done: tuple[Papered, ...], day: str) -> bool:
    """Whether both the denouncer and the denounced were told that a denunciation was accepted on an ISO day."""
    return _went_out(done, _DENOUNCER, day) and _went_out(done, _ACCUSED, day)


def refusal_told(line: Reception) -> bool:
    """Whether the notice of a refused reception went out as a paper."""
    return _went_out(line.papers, _REFUSAL, line.day)


def names() -> dict[str, str]:
    """Name the steps that are papers, in the reader's language."""
    told = papers.papers()
    return {PAPER + id_: told[id_].name for id_ in TERMS}


def term_of(step: str) -> str:
    """Give the id of the term of a step that is a paper; "" where the act names its day."""
    return TERMS[step.removeprefix(PAPER)]
