"""Putting right: undo and redo, correct, void, redact, and the seal behind which nothing changes unasked."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import reduce
from itertools import islice
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, lists, options, set_facts
from reception_cli.cli.commands.capture import repeated
from reception_cli.domain.case import Case, Reception
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry, private_values
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.numbers import is_line, typed_letter
from reception_cli.domain.text import clean, some
from reception_cli.domain.words import _
from reception_cli.events import correction, replay
from reception_cli.events.registry import TEXT, Field
from reception_cli.index.queries import due
from reception_cli.index.queries.lists import linked, unclassified_up_to
from reception_cli.index.register_view import RegisterView
from reception_cli.law.obligations import UNBROUGHT, incomplete
from reception_cli.maintenance import redact as redaction
from reception_cli.reporting import disclosure, seals, story, undo_plan, upkeep
from reception_cli.reporting.fact_words import field_words
from reception_cli.reporting.story import fact_said
from reception_cli.reporting.table import Column, Note, Table

# --- take back the last command of this clerk; the register keeps both.

_LISTED = 10


@options.verb(
    _("Take back your last command, or your last N; numbers stay taken, and the undo is recorded too."),
    ("reception undo --list", "reception undo --dry-run"),
    options.writing,
    columns=lambda _desk, _given: undo_plan.columns(),
)
@click.argument("n", type=click.IntRange(min=1), default=1, metavar="[N]")
@click.option("--list", "listed", is_flag=True, help=_("Show your last commands and take nothing back."))
@click.pass_obj
def undo(desk: Desk, n: int, listed: bool) -> Table:
    """Plan on the register as it is, ask when it is much, then take back exactly that."""
    user, today = desk.settings.user, desk.today.isoformat()
    if listed:
        found = undo_plan.last(desk.own, user)
        return undo_plan.table("undo", islice(found, max(n, _LISTED)), today)
    plan = undo_plan.undo_steps(desk.own, user, n)
    bulk.confirm(desk, "undo", plan.subjects)
    _entries, alone = _recorded(
        desk, "undo", lambda book: undo_plan.same(plan, undo_plan.undo_steps(book, user, n)).drafts
    )
    text = _("Would take back: {steps}.") if desk.settings.dry_run else _("Taken back: {steps}.")
    return bulk.remarked(desk, undo_plan.table("undo", plan.steps, today, text), alone)


# --- do again what the last undo of this clerk took back.

@options.verb(
    _("Do again what your last undo took back."),
    ("reception redo --dry-run", "reception redo --yes"),
    options.writing,
    columns=lambda _desk, _given: undo_plan.columns(),
)
@click.pass_obj
def redo(desk: Desk) -> Table:
    """Plan on the register as it is, ask when it is much, then take back exactly that undo."""
    user, today = desk.settings.user, desk.today.isoformat()
    plan = undo_plan.redo_steps(desk.own, user)
    bulk.confirm(desk, "redo", plan.subjects)
    _entries, alone = _recorded(
        desk, "redo", lambda book: undo_plan.same(plan, undo_plan.redo_steps(book, user)).drafts
    )
    text = _("Would do again: {steps}.") if desk.settings.dry_run else _("Done again: {steps}.")
    return bulk.remarked(desk, undo_plan.table("redo", plan.steps, today, text), alone)


# --- what is left when a visit, a petition or the naming of an incident goes.

def _recorded(
    desk: Desk, verb: str, decide: Callable[[RegisterView], list[Draft]]
) -> tuple[list[Entry], Iterable[Note]]:
    """Record, and say which open incidents nobody brings any more: nothing is owed of them.

    A dry run tells it of what an entry about a visit or petition would take away.
    """
    before = due.that_lack(desk.own, UNBROUGHT)
    entries = desk.record(verb, decide)
    if not desk.settings.dry_run:
        return entries, _brought_by_nobody(due.that_lack(desk.own, UNBROUGHT) - before)
    lines = [entry["subject"] for entry in entries if entry["subject"] and is_line(entry["subject"])]
    cases = [desk.own.case(one) for one in dict.fromkeys(one for line in lines for one in linked(desk.own, line))]
    after = [reduce(replay.apply, entries, case) for case in cases]
    return entries, _brought_by_nobody({case.id for case in after if UNBROUGHT in incomplete(case)} - before)


def _brought_by_nobody(alone: set[str]) -> Iterable[Note]:
    listed = sorted(alone)
    if listed:
        text = _("Nobody brings {list} any more, so nothing is owed: `reception void {first}`, or record who came.")
        facts = {"incidents": listed}
        yield Note("brought_by_nobody", text.format(list=some(listed, _LISTED), first=listed[0]), facts)


# --- put right what was recorded wrong.

@options.verb(
    _("Put facts of a visit, a petition or an incident right; what was recorded first stays in its story."),
    (
        "reception correct V1 --set people=2 --reason 'Ghi nhầm số người'",
        "reception correct 1 --set kind=khieu-nai --set field=dat-dai --reason 'Phân loại lại'",
        "reception correct 1 --merge 2 --reason 'Cùng một vụ việc'",
        "reception correct 1 --split V1 --content 'Đòi bồi thường hoa màu' --reason 'Là hai vụ việc'",
    ),
    options.writing,
    columns=lambda _desk, _given: _columns(),
)
@click.argument("number", metavar="ID", required=False, type=options.Incident())
@set_facts.option(_("A field and its right value."))
@click.option(
    "--merge", "other", metavar="ID", type=options.Incident(),
    help=_("This incident is the same one: its visits and petitions move here, and it is struck through."),
)
@click.option(
    "--split", "moved", metavar="LINE", multiple=True, type=options.Incident(),
    help=_("These visits or petitions are about another matter, which is opened; repeat the option."),
)
@click.option("--content", metavar="TEXT", help=_("What the matter that is split off is about."))
@click.option("--reason", metavar="TEXT", help=_("Why."))
@click.option("--after-seal", is_flag=True, help=_("Change a sealed fact; it then stands apart in reports."))
@click.pass_obj
def correct(
    desk: Desk, number: str | None, pairs: tuple[str, ...], other: str | None, moved: tuple[str, ...],
    content: str | None, reason: str | None, after_seal: bool,
) -> Table:  # fmt: skip
    """Correct it; on a terminal what is missing is asked, with all that is recorded in sight."""
    if number and (other or moved or content):
        return _regrouped(desk, number, Regrouping(other, moved, content, pairs), reason, after_seal)
    asked: dict[str, Any] = {}
    if desk.settings.interactive and not (number and pairs and (reason or "").strip()):
        number, asked, reason = options.guide().correction(desk, number, pairs, reason, after_seal)
    missing = [options.metavar("ID")] * (not number) + ["--set"] * (not pairs and not asked)
    missing += ["--reason"] * (not (reason or "").strip())
    if missing or number is None:
        raise UsageFault(
            _("Missing: {what}.").format(what=", ".join(missing)),
            _("Example: reception correct V107 --set people=2 --reason 'Ghi nhầm'"),
        )
    why, typed = clean(reason or "", _("reason"), lines=True), number
    before = find(desk.own, typed)

    def decide(book: RegisterView) -> list[Draft]:
        subject = find(book, typed)
        facts = asked or read_facts(desk, book, subject, pairs)
        if isinstance(subject, Reception) and "duplicate" in facts:
            facts["duplicate"] = repeated(book, facts["duplicate"], subject.incidents)
        return correction.correct(subject, facts, why, desk.seal(after_seal))

    entries, alone = _recorded(desk, "correct", decide)
    changed = (
        ", ".join([*entries[0]["data"]["set"], *(k for k in entries[0]["private"] if k != "reason")])
        if entries
        else ""
    )
    row = {"id": before.id, "changed": changed}
    sentences = tuple(_corrected(desk, before, entries[0])) if entries else (_("Nothing to change."),)
    told = Table("correct", _columns(), [row] if entries else [], said=sentences, number="id")
    return bulk.remarked(desk, told, alone)


class Regrouping(NamedTuple):
    """Which matters are made one, or which lines become a matter of their own, as typed."""

    other: str | None
    moved: tuple[str, ...]
    content: str | None
    pairs: tuple[str, ...]


_OF_NEW = ("kind", "field", "competence", "qualified", "prior")  # that may be said of a matter that is split off


def _regrouped(desk: Desk, number: str, asked: Regrouping, reason: str | None, after_seal: bool) -> Table:
    """Make two matters one, or one two; one batch, which `undo` takes back whole."""
    why = _checked(number, asked, reason)

    def decide(book: RegisterView) -> list[Draft]:
        case, seal_ = book.case(number), desk.seal(after_seal)
        if asked.other:
            return correction.merge(case, book.case(asked.other), why, seal_)
        facts = set_facts.read(
            desk, asked.pairs, {name: correction.SET[name] for name in _OF_NEW},
            lambda name: _("{id} has no field '{name}' to correct.").format(id=case.id, name=name),
        )
        lines = list({line.id: line for line in map(book.line, asked.moved)}.values())
        content = clean(asked.content or "", _("content"), lines=True)
        return correction.split(case, lines, content, facts, book.numbers(), why, seal_)

    entries, alone = _recorded(desk, "correct", decide)
    told = [entry for entry in entries if entry["kind"] != "configured"]
    lines = ", ".join(entry["subject"] for entry in told if is_line(entry["subject"]))
    if asked.other:
        row = {"id": desk.own.case(number).id, "changed": ", ".join(filter(None, [told[-1]["subject"], lines]))}
        sentence = _("{gone} is merged into {id}; moved: {lines}.").format(
            gone=told[-1]["subject"], id=row["id"], lines=lines or _("nothing")
        )
    else:
        row = {"id": told[0]["subject"], "changed": lines}
        sentence = _("{id} is split off from {of}; moved: {lines}.").format(
            id=row["id"], of=told[0]["data"]["of"], lines=lines
        )
    return bulk.remarked(desk, Table("correct", _columns(), [row], said=(sentence,), number="id"), alone)


def _checked(number: str, asked: Regrouping, reason: str | None) -> str:
    """Refuse what cannot be meant; give the reason."""
    merging = _("Example: reception correct 1 --merge 2 --reason 'Cùng một vụ việc'")
    splitting = _(
        "Example: reception correct 1 --split V1 --content 'Đòi bồi thường hoa màu' --reason 'Là hai vụ việc'"
    )
    if typed_letter(number) or (asked.other and typed_letter(asked.other)):
        raise UsageFault(
            _("Only incidents are merged or split; {number} is a visit or petition.").format(
                number=(number if typed_letter(number) else asked.other or "")[:20]
            ),
            merging,
        )
    if asked.other and (asked.moved or asked.pairs or asked.content):
        raise UsageFault(
            _("--merge stands alone with --reason."), _("Correct further facts by a command of their own.")
        )
    if unfit := [one for one in asked.moved if not typed_letter(one)]:
        raise UsageFault(
            _("--split names visits or petitions; {number} is an incident.").format(number=unfit[0][:20]), splitting
        )
    lacking = [] if asked.other else [name for name, value in (("--split", asked.moved), ("--content", asked.content))
                                     if not value]  # fmt: skip
    lacking += ["--reason"] * (not (reason or "").strip())
    if lacking:
        raise UsageFault(_("Missing: {what}.").format(what=", ".join(lacking)), merging if asked.other else splitting)
    return clean(reason or "", _("reason"), lines=True)


def _corrected(desk: Desk, before: Reception | Case, entry: Entry) -> Iterator[str]:
    """Say what was put right, as it was and as it is; a text only where the screen may show it."""
    seen = texts_in_sight(desk, before)
    facts = list(story.changes(entry["data"]["before"], entry["data"]["set"], desk.names, seen))
    words = field_words()
    for name, value in private_values(entry).items():
        if name != "reason":
            was, now = (fact_said(name, text, desk.names) for text in (before.private.get(name), value))
            facts.append(f"{words[name]}: {was} → {now}" if seen else words[name])
    yield _("{id}: put right {changes}.").format(id=before.id, changes="; ".join(facts))


def texts_in_sight(desk: Desk, subject: Reception | Case) -> bool:
    """Whether the clerk's own terminal may show names and texts of a visit, a petition or an incident."""
    seen = lists.sight(desk)
    if not seen.identity:
        return False
    if isinstance(subject, Case):
        return not disclosure.tells_of_denouncer(desk.own, subject)
    return not disclosure.hidden(desk.own, subject, seen)


def _columns() -> tuple[Column, ...]:
    return (Column("id", _("Number")), Column("changed", _("Corrected")))


def find(book: RegisterView, number: str) -> Reception | Case:
    """Find the visit, petition or incident that a number names."""
    if typed_letter(number):
        return book.line(number)
    return book.case(number)


def fields(subject: Reception | Case) -> dict[str, Field]:
    """Name what may be put right of a visit, a petition or an incident."""
    line = isinstance(subject, Reception)
    facts = correction.LINE_FACTS if line else correction.CASE_FACTS
    texts = correction.LINE_TEXTS if line else correction.CASE_TEXTS
    return {name: correction.SET[name] for name in facts} | dict.fromkeys(texts, TEXT)


def read_facts(
    desk: Desk, book: RegisterView, subject: Reception | Case, pairs: tuple[str, ...]
) -> dict[str, Any]:
    """Read what is to be put right."""
    return set_facts.read(
        desk, pairs, fields(subject),
        lambda name: _("{id} has no field '{name}' to correct.").format(id=subject.id, name=name), book.resolve,
    )  # fmt: skip


# --- strike a visit, a petition or an incident through.

@options.verb(
    _(
        "Strike through what should not be in the register: it stays visible, keeps its number and is not counted."
    ),
    ("reception void V1 --reason 'Ghi trùng với V2'", "reception void 1 --reason 'Mở nhầm vụ việc'"),
    options.writing,
    columns=lambda _desk, _given: _void_columns(),
)
@click.argument("number", metavar="ID", type=options.Incident())
@click.option("--reason", metavar="TEXT", help=_("Why."))
@click.option(
    "--after-seal", is_flag=True, help=_("Strike through behind a seal; it then stands apart in reports.")
)
@click.pass_obj
def void(desk: Desk, number: str, reason: str | None, after_seal: bool) -> Table:
    """Strike it through."""
    why = _why(reason, _("Say why it is struck through."))
    number = _subject(desk.own, number)
    entries, alone = _recorded(
        desk, "void", lambda book: correction.void(find(book, number), why, desk.seal(after_seal))
    )
    row = {"id": entries[0]["subject"]}
    sentence = _("{id} is struck through.").format(**row)
    return bulk.remarked(desk, Table("void", _void_columns(), [row], said=(sentence,), number="id"), alone)


def _void_columns() -> tuple[Column, ...]:
    return (Column("id", _("Number")),)


# --- erase private values for good.

@options.verb(
    _("Erase private values of a visit, a petition or an incident for good, corrections included."),
    (
        "reception redact V1 --field phone --reason 'Yêu cầu xóa dữ liệu của công dân, số 12/YC' --yes",
        "reception redact 1 --reason 'Quyết định số 5/QĐ' --dry-run",
    ),
    options.writing,
    columns=lambda _desk, _given: upkeep.columns(),
)
@click.argument("number", metavar="[ID]", required=False, type=options.Incident())
@click.option(
    "--entry", type=click.IntRange(1), metavar="N",
    help=_("Of entry N of the desk itself: an appointment, a reception day, a reading."),
)
@click.option("--field", "chosen", multiple=True, metavar="F", help=_("Only this field, such as name or id_no."))
@click.option("--reason", metavar="TEXT", help=_("On what ground."))
@click.pass_obj
def redact(
    desk: Desk, number: str | None, entry: int | None, chosen: tuple[str, ...], reason: str | None
) -> Table:
    """Show what would go, without telling it, and erase it after a yes."""
    if (number is None) == (entry is None):
        raise UsageFault(
            _("An erasure is of one number, or of one entry of the desk itself."),
            _("Give a number such as 42 or V107, or --entry N as `reception log` counts."),
        )
    why = _why(reason, _("Give the request or the decision that it rests on."))
    subject = entry if entry is not None else _subject(desk.own, number or "")
    found = redaction.look(desk.own, subject, chosen, desk.folder.path, desk.copies())
    others = linked(desk.own, subject) if isinstance(subject, str) else []
    torn = list[str]()
    if not desk.settings.dry_run:
        bulk.sure(desk, upkeep.redact_warning(found))
        desk.believe_clock()
        desk.let_go()
        _entry, torn = redaction.redact(desk.folder, subject, chosen, why, desk.stamp)
        desk.did(found.erasure.name)
    answer = upkeep.redact_answer(found, torn, others, dry_run=desk.settings.dry_run)
    bulk.aside(desk, answer.notes)
    return answer


def _why(reason: str | None, hint: str) -> str:
    """Clean the reason, without which nothing is struck through or erased."""
    if not reason or not reason.strip():
        raise UsageFault(_("Missing: --reason."), hint)
    return clean(reason, _("reason"), lines=True)


def _subject(book: RegisterView, number: str) -> str:
    """Find what is struck through or erased: a number that may mean two is refused."""
    return book.resolve(number, typed_letter(number), only=True)


# --- freeze the figures of a report that is handed in.

@options.verb(
    _("Freeze visits, petitions and the kind and field of their incidents up to a day; later steps go on."),
    ("reception seal --to 14/09/2026 --yes", "reception seal --to 2026-06-14 --dry-run"),
    options.writing,
    columns=lambda _desk, _given: seals.columns(),
)
@click.option("--to", "day", type=options.Day(), metavar="DATE", help=_("The last day that is frozen."))
@click.pass_obj
def seal(desk: Desk, day: date | None) -> Table:
    """Say what is still unclassified, then seal."""
    if day is None:
        raise UsageFault(_("Missing: --to."), _("Give the last day of the report, such as --to 14/09/2026."))
    if day >= desk.today:
        raise UsageFault(_("{day} is not over yet.").format(day=said_day(day)), _("Seal up to a past day."))
    to = day.isoformat()
    open_ = unclassified_up_to(desk.book, to)
    bulk.agree(desk, seals.warning(to, open_))  # a seal is not taken back
    desk.record("seal", lambda book: seals.seal(book, to))
    return seals.answer(desk.book, to, open_, desk.settings.dry_run)
