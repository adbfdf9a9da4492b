"""What a clerk did last, command by command, read from the newest entry backwards."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from reception_cli.domain.entry import Draft, Entry, dead
from reception_cli.domain.errors import Refused
from reception_cli.domain.text import some
from reception_cli.domain.words import _
from reception_cli.events import undo
from reception_cli.events.undo import Step, is_final
from reception_cli.index.queries import entries
from reception_cli.index.queries.lists import is_void
from reception_cli.index.register_view import RegisterView
from reception_cli.law.seals import Seal, sealed_reasons
from reception_cli.reporting.deeds import deed
from reception_cli.reporting.table import Column, Table

_NAMED = 3  # numbers that the name of a step tells


class Plan(NamedTuple):
    """The steps to take back and the entries that do it."""

    steps: list[Step]
    drafts: list[Draft]

    @property
    def subjects(self) -> list[str]:
        """List every number that is reached, once."""
        return list(dict.fromkeys(subject for step in self.steps for subject in step.subjects))


def last(book: RegisterView, user: str) -> Iterator[Step]:
    """Give the commands of a clerk that stand, the newest first, back to one that is final.

    What undo passes over is left out.
    """
    for step in _batches(book, user):
        if step.final:
            return
        if not step.passed and not _gone(book, step.seqs[0]) & set(step.seqs):
            yield step


def taken_back(book: RegisterView, user: str) -> Iterator[Step]:
    """Give the undoings of a clerk that stand, the newest first; a redo is none."""
    for step in _batches(book, user):
        if step.undoes and not _gone(book, step.seqs[0]) & set(step.seqs):
            redone = {seq for entry in step.entries for seq in entry["data"]["entries"]}
            if not any(entry["kind"] == "retracted" for entry in entries.by_seq(book, redone)):
                yield step


def undo_steps(book: RegisterView, user: str, n: int) -> Plan:
    """Plan to take back the last `n` commands; raises Refused with every entry that builds on them.

    What a seal has frozen is not taken back either.
    """
    steps = list(islice(last(book, user), n))
    final = next((step for step in _batches(book, user) if step.final), None) if len(steps) < n else None
    if final:
        raise _unmovable(final)
    if not steps:
        raise Refused(_("There is nothing to take back."), (), _("See `reception undo --list`."))
    leaving = {seq for step in steps for seq in step.seqs}
    drafts: list[Draft] = []
    for step in steps:
        later = [entry for entry in later_entries(book, step) if entry["seq"] not in leaving]
        drafts += undo.retract(step, later, _sealed(book, step))
    return Plan(steps, drafts)


def _unmovable(step: Step) -> Refused:
    """Say why a command is not taken back, nor anything before it as if it were not there."""
    entry = next(entry for entry in step.entries if is_final(entry))
    if entry["kind"] == "consolidated":
        told = _("A delivery cannot be given back: the register of {subject} was taken in (entry {seq}).")
        subject = entry["data"]["unit"]
    else:
        told = _("A redaction cannot be undone: the values of {subject} are erased for good (entry {seq}).")
        subject = entry["subject"]
    return Refused(
        told.format(subject=subject, seq=entry["seq"]), (),
        _("What came before it is put right by `correct` or `void`."),
    )  # fmt: skip


def _sealed(book: RegisterView, step: Step) -> list[str]:
    """Say that a step told of sealed days; empty when it did not."""
    numbers = undo.freezes(step)
    lines = [book.line(number) for number in numbers if number[0] in "VP"]
    lines += [line for number in numbers if number[0] not in "VP" for line in book.case(number).lines]
    return sealed_reasons([line.day for line in lines], Seal(book.setting("sealed_to")))


def redo_steps(book: RegisterView, user: str) -> Plan:
    """Plan to do again what the clerk's last undo took back."""
    undoing = next(taken_back(book, user), None)
    if undoing is None:
        raise Refused(_("There is nothing to do again."))
    seqs = [seq for entry in undoing.entries for seq in entry["data"]["entries"]]
    again = Step(tuple(entries.by_seq(book, seqs)))
    later = [entry for entry in later_entries(book, again) if entry["seq"] > undoing.seqs[-1]]
    void = [number for number in again.subjects if is_void(book, number)]
    return Plan([again], undo.restore(undoing, again, later, void))


def same(shown: Plan, found: Plan) -> Plan:
    """Let a plan through only when it is the one that the clerk was shown."""
    if [step.seqs for step in shown.steps] != [step.seqs for step in found.steps]:
        raise Refused(_("The register has changed meanwhile; nothing was recorded."), (), _("Look again."))
    return found


def later_entries(book: RegisterView, step: Step) -> list[Entry]:
    """Read the entries behind a step that concern the same numbers and stand."""
    end = step.seqs[-1]
    gone = _gone(book, end)
    later = entries.later(book, step.subjects, end)
    return [entry for entry in later if entry["seq"] not in gone and not undo.passes_over(entry)]


def columns() -> tuple[Column, ...]:
    """Give the columns of steps."""
    return (
        Column("step", _("Command")), Column("verb", _("Verb")), Column("recorded_at", _("Recorded"), "time"),
        Column("user", _("Clerk")), Column("subjects", _("Numbers"), "list", hidden=True),
        Column("entries", _("Entries"), "list", hidden=True),
    )  # fmt: skip


def table(verb: str, steps: Iterable[Step], today: str, said: str = "") -> Table:
    """List steps by name; `said` is the sentence for a terminal, with `{steps}` in it."""
    listed = list(steps)
    rows = [
        {
            "step": name(step, today), "verb": step.verb, "recorded_at": step.entries[0]["recorded_at"],
            "user": step.entries[0]["user"], "subjects": step.subjects, "entries": step.seqs,
        }
        for step in listed
    ]  # fmt: skip
    told = (said.format(steps="; ".join(said_name(step) for step in listed)),) if said else ()
    words = {  # column -> what people read
        "step": {name(step, today): said_name(step) for step in listed},
        "verb": {step.verb: deed(step.verb) for step in listed},
    }
    shape = tuple(column._replace(labels=words.get(column.key)) for column in columns())
    return Table(verb, shape, rows, said=told, number="step")


def name(step: Step, today: str) -> str:
    """Name a step as its clerk remembers it, in the same signs in every language: `close 2026-0042, 09:14, lan`."""
    at, numbers = step.entries[0]["recorded_at"], step.subjects
    when = at[11:16] if at[:10] == today else f"{at[:10]} {at[11:16]}"
    told = " ".join(numbers[:_NAMED])
    if len(numbers) > _NAMED:
        told += f" +{len(numbers) - _NAMED}"
    return f"{step.verb} {told}".rstrip() + f", {when}, {step.entries[0]['user']}"


def said_name(step: Step) -> str:
    """Name a step in a sentence: what was done to which numbers, at which hour, by whom."""
    at, numbers = step.entries[0]["recorded_at"], step.subjects
    told = " ".join(filter(None, (deed(step.verb), some(numbers, _NAMED))))
    return f"{told} ({at[11:16]}, {step.entries[0]['user']})"


def _batches(book: RegisterView, user: str) -> Iterator[Step]:
    """Read the commands of a clerk one by one, backwards, only as far as anybody asks."""
    return (Step(tuple(batch)) for batch in entries.batches(book, user))


def _gone(book: RegisterView, seq: int) -> frozenset[int]:
    """Find what the retractions behind an entry take back."""
    return dead(entries.of_kind(book, "retracted", seq))
