"""Further visits led back to the line on which their incident stands first."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from reception_cli.domain.text import fold
from reception_cli.domain.words import _
from reception_cli.intake.cells import Fault
from reception_cli.intake.line import Line, Lines

Where = tuple[str, int]  # sheet and row


class Resolved(NamedTuple):
    """The lines whose `root` names their first line, and the reasons against the others by sheet and row."""

    lines: Lines
    faults: dict[Where, str]


class _Register(NamedTuple):
    by_ref: dict[str, list[Line]]
    rejected: Mapping[str, Collection[str]]  # sheet -> numbers
    known: Collection[str]
    roots: dict[Where, tuple[Where | None, str]]  # what was found already: a chain is walked once
    by_person: dict[str, list[Line]]


def where(line: Line) -> Where:
    """Tell where a line stands in its file."""
    return line.sheet, line.number


def resolve(lines: Lines, rejected: Mapping[str, Collection[str]], known: Collection[str]) -> Resolved:
    """Let every further visit name the first line of its incident.

    `rejected` are the numbers (STT) of rows that could not be read, by sheet; `known` those of an earlier import of
    the same register. A line that hangs on a faulty one is faulty too: it would count as an incident of its own.
    """
    register, firsts = _register(lines, rejected, known)
    if register is None:
        return Resolved(lines, {})
    found = Resolved(Lines(), {})
    for line in lines:
        if (first := firsts.get(line.matter)) and where(first) != where(line):
            found.lines.append(line._replace(root=where(first), repeat_of=first.ref, earlier=None))
            continue
        try:
            found.lines.append(line if line.repeat_of is None and not is_loose(line) else _rooted(line, register))
        except Fault as fault:
            found.faults[where(line)] = fault.reason
    return found


def _register(
    lines: Lines, rejected: Mapping[str, Collection[str]], known: Collection[str]
) -> tuple[_Register | None, dict[str, Line]]:
    """Gather the lines that further visits may name, and the first line of each matter; None where none names any."""
    refs: set[str] = set()
    persons: set[str] = set()
    matters: list[Line] = []
    for line in lines:
        if line.repeat_of is not None or is_loose(line):
            refs |= {line.repeat_of or "", line.earlier.ref if line.earlier else ""}
            persons.add(fold(line.name))
        if line.matter:
            matters.append(line)
    firsts: dict[str, Line] = {}
    for line in sorted(matters, key=lambda line: (line.day, line.ref)):
        firsts.setdefault(line.matter, line)
    if not persons and not firsts:
        return None, {}
    register = _Register({}, rejected, known, {}, {})
    for line in lines:
        if line.ref and line.ref in refs:
            register.by_ref.setdefault(line.ref, []).append(line)
        if persons and (name := fold(line.name)) in persons:
            register.by_person.setdefault(name, []).append(line)
    return register, firsts


def doubled(lines: Iterable[Line]) -> set[str]:
    """Name the numbers (STT) that stand on more than one line of a sheet."""
    seen: set[tuple[str, str]] = set()
    twice = set()
    for line in lines:
        if line.ref and (line.sheet, line.ref) in seen:
            twice.add(line.ref)
        seen.add((line.sheet, line.ref))
    return twice


def _rooted(line: Line, register: _Register) -> Line:
    """Walk from line to line until one that is no repeat; raises Fault at a link that does not hold."""
    step, walked = line, [where(line)]
    root: tuple[Where | None, str] | None = None
    while root is None:
        known = register.roots.get(where(step))
        if known:
            root = known
        elif step.repeat_of is None:
            before = _before(step, register) if is_loose(step) else None
            if before is None:
                root = (where(step), step.ref) if where(step) != where(line) else (None, "")
            else:
                step = before
                walked.append(where(step))
        elif step.repeat_of not in register.by_ref and _is_booked(step, register):
            root = None, step.repeat_of
        else:
            step = _earlier(step, register)
            if where(step) in walked:
                raise Fault(_("STT {ref} leads back to this line itself").format(ref=step.ref))
            walked.append(where(step))
    if not root[1] and root[0] is None:  # a further visit that names nothing of this file
        return line
    for place in walked:
        register.roots[place] = root
    return line._replace(root=root[0], repeat_of=root[1])


def is_loose(line: Line) -> bool:
    """Whether a line says that it is a further visit, and names no line (STT) of this register."""
    return line.repeat_of is None and (line.earlier is not None or (line.repeat_no or 1) > 1)


def _before(line: Line, register: _Register) -> Line | None:
    """Find the latest earlier line of the same person: of the day that is named, or of the same content."""
    day, year = (line.earlier.day, line.earlier.year) if line.earlier else (None, 0)
    if year:
        named = [
            one for one in register.by_ref.get(line.earlier.ref if line.earlier else "", ()) if one.day.year == year
        ]
    else:
        named = register.by_person.get(fold(line.name), [])
    earlier = [one for one in named if one.day < line.day and same_person(one, line) and (not day or one.day == day)]
    same = [one for one in earlier if fold(one.content) == fold(line.content)]
    if same:
        return max(same, key=lambda one: one.day)
    return earlier[0] if len(earlier) == 1 and (day or year) else None


def _is_booked(line: Line, register: _Register) -> bool:
    ref = line.repeat_of or ""
    return ref in register.known and ref not in register.rejected.get(line.sheet, ())


def _earlier(line: Line, register: _Register) -> Line:
    """Find the line that a further visit names: that of the same person, else the only one of its sheet or file."""
    ref = line.repeat_of or ""
    named = register.by_ref.get(ref, ())
    if ref in register.rejected.get(line.sheet, ()) and not any(same_person(one, line) for one in named):
        raise Fault(_("STT {ref}, to which it belongs, cannot be read itself").format(ref=ref))
    if not named:
        raise Fault(_("there is no STT {ref} in the file").format(ref=ref))
    before = [one for one in named if one.day <= line.day]
    if not before:
        raise Fault(_("STT {ref} is of a later day").format(ref=ref))
    others = [one for one in before if where(one) != where(line)] or before
    here = [one for one in others if one.sheet == line.sheet]
    for choice in ([one for one in others if same_person(one, line)], here, others):
        if len(choice) == 1:
            return choice[0]
        if len(choice) > 1:
            break
    raise Fault(_("STT {ref} stands on several lines").format(ref=ref))


def same_person(one: Line, other: Line) -> bool:
    """Whether two lines are of one citizen: the same identity number, or without one the same name."""
    if one.id_no and other.id_no:
        return one.id_no == other.id_no
    return fold(one.name) == fold(other.name)
