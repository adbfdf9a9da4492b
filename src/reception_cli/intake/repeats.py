"""Further visits led back to the line on which their incident stands first."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from reception_cli.domain.words import _
from reception_cli.intake.cells import Fault
from reception_cli.intake.line import Line


class Resolved(NamedTuple):
    """The lines whose `repeat_of` names a first line, and the reasons against the others by row number."""

    lines: list[Line]
    faults: dict[int, str]


class _Register(NamedTuple):
    by_ref: Mapping[str, Line]
    twice: Collection[str]
    rejected: Collection[str]
    known: Collection[str]
    roots: dict[str, str]  # what was found already: a chain is walked once


def resolve(lines: Sequence[Line], rejected: Collection[str], known: Collection[str]) -> Resolved:
    """Let every `repeat_of` name the first line of its incident.

    `rejected` are the numbers (STT) of rows that could not be read, `known` those of an earlier import of the
    same register. A line that hangs on a faulty one is faulty too: it would count as an incident of its own.
    """
    register = _Register({line.ref: line for line in lines}, doubled(lines), rejected, known, {})
    found = Resolved([], {})
    for line in lines:
        try:
            found.lines.append(
                line if line.repeat_of is None else line._replace(repeat_of=_root(line, register))
            )
        except Fault as fault:
            found.faults[line.number] = fault.reason
    return found


def doubled(lines: Sequence[Line]) -> set[str]:
    """Name the numbers (STT) that stand on more than one line."""
    return {ref for ref, times in Counter(line.ref for line in lines).items() if times > 1 and ref}


def _root(line: Line, register: _Register) -> str:
    """Walk from line to line until one that is no repeat; raises Fault at a link that does not hold."""
    step, walked = line, {line.ref}
    while step.repeat_of is not None:
        ref = step.repeat_of
        if ref in register.roots:
            break
        if ref not in register.by_ref and ref in register.known and ref not in register.rejected:
            register.roots[ref] = ref
            break
        step = _earlier(step, ref, walked, register)
        walked.add(ref)
    root = step.ref if step.repeat_of is None else register.roots[step.repeat_of]
    register.roots.update(dict.fromkeys(walked - {line.ref}, root))
    return root


def _earlier(line: Line, ref: str, walked: Collection[str], register: _Register) -> Line:
    if ref in walked:
        raise Fault(_("STT {ref} leads back to this line itself").format(ref=ref))
    if ref in register.twice:
        raise Fault(_("STT {ref} stands on several lines").format(ref=ref))
    if ref in register.rejected:
        raise Fault(_("STT {ref}, to which it belongs, cannot be read itself").format(ref=ref))
    if ref not in register.by_ref:
        raise Fault(_("there is no STT {ref} in the file").format(ref=ref))
    if register.by_ref[ref].day > line.day:
        raise Fault(_("STT {ref} is of a later day").format(ref=ref))
    return register.by_ref[ref]
