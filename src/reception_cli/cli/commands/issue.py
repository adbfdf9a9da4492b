"""`reception issue`: slips, letters and notices, written and recorded; what went out, and what is still owed."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, options, output_guard
from reception_cli.domain import lookup_code
from reception_cli.domain.case import WRITTEN, Case, Reception
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft, Entry, private, readable
from reception_cli.domain.errors import NotFound, Refused, Unanswered, Unwritable, UsageFault
from reception_cli.domain.legal_life import Papered, Promise
from reception_cli.domain.numbers import typed_letter
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.events import papers as events
from reception_cli.events.papers import Issue
from reception_cli.index.queries import diary as diaries
from reception_cli.index.queries import papers as queries
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes, papers
from reception_cli.law.papers import Paper
from reception_cli.ledger import files
from reception_cli.output import papers as writer
from reception_cli.output import qr
from reception_cli.reporting import diary as days
from reception_cli.reporting import paper_lists
from reception_cli.reporting import papers as reports
from reception_cli.reporting.paper_layout import TABLES, Sheet
from reception_cli.reporting.periods import read_period
from reception_cli.reporting.table import Table

_TOLD = ("R9",)  # what the law lets be told orally
_WAYS = {  # what is done instead of drawing up: parameter -> option
    "listed": "--list", "owed": "--owed", "signed": "--signed", "elsewhere": "--elsewhere", "told": "--told",
}  # fmt: skip
_OWN_TEMPLATES = "papers"  # in the desk's folder: ID.docx of an office's own


class About(NamedTuple):
    """What was typed besides the number: an appointment or a promise, by its entry."""

    appointment: int | None = None
    promise: int | None = None


class Ask(NamedTuple):
    """What was typed of a paper to be drawn up."""

    given: reports.Given
    about: About
    period: str | None
    named: bool
    reason: str


class Chosen(NamedTuple):
    """What one paper is about, before anything is decided."""

    case: Case | None = None
    line: Reception | None = None
    appointment: Mapping[str, str] | None = None
    appointed: int | None = None
    promise: Promise | None = None
    veiled: bool = False  # whose appointment it is stays hidden

    @property
    def subject(self) -> str:
        """The number that it is recorded under; "": the desk."""
        return self.case.id if self.case else self.line.id if self.line else ""

    @property
    def papers(self) -> tuple[Papered, ...]:
        """What was issued about it before."""
        return self.case.life.papers if self.case else self.line.papers if self.line else ()

    @property
    def promised(self) -> int | None:
        """The entry of the promise that it is about."""
        return self.promise.seq if self.promise else None


@options.verb(
    _("Write a slip, letter or notice and record it; tell what went out and what is still owed."),
    (
        "reception issue R2 1 --document 'Đơn khiếu nại; 2; bản chính' -o bien-nhan.html",
        "reception issue --owed", "reception issue --list 1",
    ),
    options.writing,
    options.limit,
    columns=lambda _desk, given: _columns(given),
    own_file=lambda given: _draws(given),
)
@click.argument("what", nargs=-1, metavar="PAPER [ID...]", type=options.Word("papers"))
@click.option("--list", "listed", is_flag=True, help=_("List what went out, of all or of ID."))
@click.option("--owed", is_flag=True, help=_("List what is still to be written, of all or of ID, and by when."))
@click.option("--signed", metavar="NO", help=_("It is signed and has this number."))
@click.option("--elsewhere", is_flag=True, help=_("Another office sent it."))
@click.option("--told", is_flag=True, help=_("It was told orally (R9)."))
@click.option("--on", type=options.Day(), metavar="DATE", help=_("Day it was signed, sent or told (today)."))
@click.option("--fact", "facts", multiple=True, metavar="NAME=TEXT", help=_("What the register does not hold."))
@click.option("--document", "documents", multiple=True, metavar="TEXT", help=_("'NAME; PAGES; CONDITION', repeated."))
@click.option("--copies", type=click.IntRange(1, 99), metavar="N", help=_("How many copies."))
@click.option("--appointment", type=click.IntRange(1), metavar="N", help=_("Of this appointment."))
@click.option("--promise", type=click.IntRange(1), metavar="ENTRY", help=_("Of this promise (X15)."))
@click.option("--period", metavar="P", type=options.Word("periods"), help=_("Days of a posted schedule (R7)."))
@click.option("--as", "form", type=click.Choice(writer.FORMS), help=_("Form of the file (its suffix, else html)."))
@click.option("--slip", is_flag=True, help=_("On half an A5 sheet, for a slip printer."))
@click.option("--template", type=options.File(".docx"), metavar="FILE", help=_("The office's own Word document."))
@options.with_identity
@click.pass_context
def issue(
    ctx: click.Context, what: tuple[str, ...], listed: bool, owed: bool, signed: str | None, elsewhere: bool,
    told: bool, on: date | None, facts: tuple[str, ...], documents: tuple[str, ...],
    copies: int | None, appointment: int | None, promise: int | None, period: str | None, form: str | None, slip: bool,
    template: str | None, with_identity: bool, reason: str | None,
) -> Table:  # fmt: skip
    """Draw up, record, or list."""
    desk: Desk = ctx.obj
    ways = _ways(ctx.params)
    if len(ways) > 1:
        raise UsageFault(_("{options} exclude each other.").format(options=", ".join(ways)), _("Name one of them."))
    way = ways[0] if ways else ""
    drawn = {
        "--fact": facts, "--document": documents, "--copies": copies, "--period": period, "--as": form, "--slip": slip,
        "--template": template, "--with-identity": with_identity,
    }  # fmt: skip
    if way and (useless := [name for name, value in drawn.items() if value]):
        raise UsageFault(_("{option} has no use for {others}.").format(option=way, others=", ".join(useless)))
    if on and way not in ("--signed", "--elsewhere", "--told"):
        raise UsageFault(_("--on belongs to --signed, --elsewhere or --told."))
    if listed or owed:
        if appointment or promise or len(what) > 1:
            raise UsageFault(_("{option} takes one ID at most.").format(option=way))
        number = _number(desk.book, what[0]) if what else None
        told_of = paper_lists.owed if owed else paper_lists.issued
        return told_of(desk.book, desk.practice, number, desk.today, desk.settings.limit)
    if not what:
        if way or appointment or promise or any(drawn.values()):
            raise UsageFault(_("Missing: {what}.").format(what=_("PAPER")), _see())
        asked_for = ctx.meta.get(options.GIVEN, {}).pop("fields", None)
        return paper_lists.fields(papers.find(asked_for, desk.today)) if asked_for else paper_lists.every(desk.today)
    paper, ids = papers.find(what[0], desk.today), options.numbers(desk, what[1:])
    _no_use(paper, {
        "--document": documents, "--period": period, "--slip": slip, "--appointment": appointment,
        "--with-identity": with_identity,
    })  # fmt: skip
    day, about = options.past_day(desk, on), About(appointment, promise)
    if way:
        doc = clean(signed, _("document number"), 100) if signed else ""
        return _sent(desk, paper, ids, Issue(paper.id, day, doc=doc, elsewhere=elsewhere, told=told), about)
    if with_identity != bool((reason or "").strip()):
        raise UsageFault(
            _("A denouncer is named on a paper with --with-identity and --reason TEXT."), _("Give both, or none.")
        )
    given = reports.Given(reports.read_facts(facts, paper), reports.read_documents(documents), copies or 0)
    ask = Ask(given, about, period, with_identity, (reason or "").strip())
    place = _Place(ctx, desk, paper, form or "", slip, template or "")
    return _draw_up(desk, paper, ids, ask, place)


def _columns(given: Mapping[str, Any]) -> Any:
    if not (given.get("what") or given.get("listed") or given.get("owed")):
        return None  # --fields PAPER asks what fills it
    return paper_lists.owed_columns() if given.get("owed") else paper_lists.columns()


def _draws(given: Mapping[str, Any]) -> bool:
    """Whether a file of -o is a paper."""
    return bool(given.get("what")) and not _ways(given)


def _ways(given: Mapping[str, Any]) -> list[str]:
    """Name the options typed that do something else than drawing up."""
    return [option for name, option in _WAYS.items() if given.get(name)]


def _no_use(paper: Paper, typed: Mapping[str, Any]) -> None:
    """Raise UsageFault for options of which nothing would stand on the paper."""
    filled = {TABLES[style]["of"] for part in paper.say if (style := part.get("style", "")) in TABLES}
    uses = {
        "--document": "documents" in filled, "--period": "schedule" in filled, "--slip": paper.layout == "slip",
        "--appointment": any(name.startswith("appointed.") for name in reports.fields(paper)),
        "--with-identity": paper.to_citizen,  # no other one names who denounced
    }  # fmt: skip
    if useless := [option for option, value in typed.items() if value and not uses[option]]:
        raise UsageFault(
            _("{paper} ({name}) has no use for {options}.").format(
                paper=paper.id, name=paper.name, options=", ".join(useless)
            ),
            _("See `reception issue --fields {paper}`.").format(paper=paper.id),
        )


def _see() -> str:
    return _("`reception issue` lists the papers, `reception issue --fields PAPER` what fills one.")


def _number(book: RegisterView, typed: str) -> str:
    return book.resolve(typed, typed_letter(typed))


# --- What a paper is about.

def _choose(book: RegisterView, paper: Paper, typed: str | None, about: About, waits: bool = False) -> Chosen:
    """Find what a paper is about; raises UsageFault or Refused where it is no paper for that.

    Of several promises that one is meant of which a paper `waits` to be signed; it may have been kept since.
    """
    appointment = about.appointment
    if about.promise and paper.subject != "promise":
        raise UsageFault(_("{paper} is about no promise: --promise has no use there.").format(paper=paper.id))
    if paper.subject == "desk":
        if typed or appointment:
            raise UsageFault(_("{paper} is about the desk itself, and takes no ID.").format(paper=paper.id))
        return Chosen()
    if appointment is None and typed is None and paper.subject == "dossier":
        return Chosen()  # of somebody who is told with --fact
    if appointment is None and typed is None:
        text = _("Missing: {what}.").format(what=options.metavar("ID"))
        raise UsageFault(text, _("Which incident, visit or petition?"))
    found = _of_appointment(book, appointment, typed) if appointment else Chosen()
    if typed is not None:
        found = _of_number(book, paper, typed, found)
    if found.case:
        events.may_issue(found.case)
        _fits(paper, found.case)
    if paper.subject == "refused":
        _refused(paper, found.line)
    if paper.subject == "promise" and found.case:
        waiting = events.former([each for each in found.papers if waits and not each.done], paper.id)
        named = about.promise or (waiting and waiting.promise)
        found = found._replace(promise=events.promise(found.case, named, kept=waits))
    return found


def _of_appointment(book: RegisterView, seq: int | None, typed: str | None) -> Chosen:
    row = diaries.appointment(book, seq or 0)
    if row is None:
        raise NotFound(_("There is no appointment {seq}.").format(seq=seq), _("See `reception appoint --list`."))
    entry = book.entries([row.pos])[0]
    told = {"on": row.at, "name": private(entry, "name"), "about": private(entry, "about")}
    case = book.case(row.incident) if row.incident and typed is None else None
    return Chosen(case, None, told, seq, veiled=days.hidden(book, row, entry))


def _of_number(book: RegisterView, paper: Paper, typed: str, found: Chosen) -> Chosen:
    if not typed_letter(typed):
        return found._replace(case=book.case(typed))
    line = book.line(typed)
    if line.void:
        raise Refused(_("No paper about {incident} is issued:").format(incident=line.id), (_("it is struck through"),))
    if paper.subject == "refused" or not line.incidents:
        return found._replace(line=line)
    if len(line.incidents) > 1:
        raise UsageFault(
            _("{line} brought several matters, and a paper tells of one.").format(line=line.id),
            _("Name one of {list}.").format(list=", ".join(line.incidents)),
        )
    return found._replace(case=book.case(line.incidents[0]), line=line)


def _fits(paper: Paper, case: Case) -> None:
    if not paper.kinds or case.kind in paper.kinds:
        return
    why = _("what it is was not said: `reception classify`")
    if case.kind:
        known = codes.load("kind").names()
        why = _("it is for {kinds}").format(kinds=", ".join(known[kind] for kind in sorted(paper.kinds)))
    raise Refused(
        _("{paper} ({name}) is no paper for {incident}:").format(paper=paper.id, name=paper.name, incident=case.id),
        (why,), _see(),
    )  # fmt: skip


def _refused(paper: Paper, line: Reception | None) -> None:
    if line is None or line.refused is None:
        raise Refused(
            _("{paper} ({name}) is about a refused reception:").format(paper=paper.id, name=paper.name),
            (_("name its visit, such as V2026-0107"),),
        )
    if paper.id == "R1" and line.refused not in WRITTEN:
        raise Refused(
            _("No written notice of refusal is given for {line}:").format(line=line.id),
            (_("only the grounds {grounds} ask for one; the others are explained orally").format(
                grounds=", ".join(WRITTEN)
            ),),
        )  # fmt: skip


# --- Recording what was signed, sent by others, or told.

def _sent(desk: Desk, paper: Paper, ids: Sequence[str], told: Issue, about: About) -> Table:
    if told.told and paper.id not in _TOLD:
        raise UsageFault(
            _("Only {papers} may be told orally.").format(papers=", ".join(_TOLD)), _("Record it with --signed NO.")
        )
    if told.doc and (paper.number != papers.BODY):
        raise UsageFault(
            _("{paper} is no letter of the body: it has no number to be signed under.").format(paper=paper.id),
            _("It is done when it is drawn up."),
        )
    if len(ids) > 1:
        raise UsageFault(_("A number belongs to one paper; {n} were named.").format(n=len(ids)), _("Name one ID."))
    typed = ids[0] if ids else None

    def decide(book: RegisterView) -> list[Draft]:
        chosen = _choose(book, paper, typed, about, waits=True)
        before = events.former(chosen.papers, paper.id, chosen.promised)
        if before and told.on < before.on:
            raise Refused(
                _("{paper} cannot be recorded:").format(paper=paper.id),
                (_("it was drawn up on {day}, after that day").format(day=said_day(before.on)),),
            )
        _not_twice(chosen.papers, told, chosen.promised)
        waiting = before.seq if before and not before.done else None
        line = chosen.line.id if chosen.line and chosen.case else before.line if before else None
        made = told._replace(
            replaces=waiting, line=line or "", appointed=chosen.appointed,
            promise=chosen.promised, form=str(paper.form(desk.today) or ""),
        )  # fmt: skip
        return [*_first(book, desk), events.issue(chosen.subject, made)]

    entries = [entry for entry in desk.record("issue", decide) if entry["kind"] == "issued"]
    return paper_lists.acknowledged(entries, {}, desk.settings.dry_run)


def _not_twice(papers_: Sequence[Papered], told: Issue, promised: int | None) -> None:
    """Raise Refused where the same is recorded already: under the same number, or on the same day."""
    for each in papers_:
        same = (each.paper, each.doc or "", each.elsewhere, each.told, each.promise)
        on = told.on if not told.doc else each.on
        if same == (told.paper, told.doc, told.elsewhere, told.told, promised) and each.on == on and each.done:
            raise Refused(
                _("{paper} cannot be recorded:").format(paper=told.paper),
                (_("entry {seq} of {day} says the same").format(seq=each.seq, day=said_day(each.on)),),
            )


def _first(book: RegisterView, desk: Desk) -> list[Draft]:
    """Say from when on papers are owed, before the first one that is recorded."""
    if book.setting("papers_from"):
        return []
    return [Draft("configured", "", {"papers_from": desk.settings.now})]


# --- Drawing up.

class _Place:
    """Where the files go, checked before anything is recorded."""

    def __init__(
        self, ctx: click.Context, desk: Desk, paper: Paper, form: str, slip: bool, template: str
    ) -> None:  # fmt: skip
        """Take -o away from the answer: it is the paper's."""
        given = ctx.meta.get(options.GIVEN, {})
        self._ctx, self._desk, self._paper, self.slip = ctx, desk, paper, slip
        self.path = str(given.pop("output", None) or "")
        own = os.path.join(desk.folder.path, _OWN_TEMPLATES, f"{paper.id}.docx")
        chosen = form or ("docx" if template and not self.path else "")
        self.form = writer.form(self.path, chosen)
        self.template = template or (own if self.form == "docx" and os.path.exists(own) else "")
        if template and self.form != "docx":
            raise UsageFault(_("--template makes a .docx."), _("Name it with -o FILE.docx."))
        writer.require(self.form, self.template)

    def paths(self, subjects: Sequence[str]) -> list[str]:
        """Name the file of each paper: the one of -o for all, else one each that carries numbers alone."""
        if self.path:
            return [self.path] * len(subjects)
        made = [f"{self._paper.id}{'-' if subject else ''}{subject}.{self.form}" for subject in subjects]
        replaced = [path for each in dict.fromkeys(made) for path in output_guard.check(self._ctx, self._desk, each)]
        output_guard.agree(self._desk, replaced)
        return made


def _draw_up(desk: Desk, paper: Paper, ids: Sequence[str], ask: Ask, place: _Place) -> Table:
    office = reports.office(desk.book.setting, reports.words(desk.codes), desk.calendar, desk.now)
    typed: list[str | None] = [*ids] or [None]
    if any(ask.about) and len(typed) > 1:
        option = "--appointment" if ask.about.appointment else "--promise"
        raise UsageFault(_("{option} belongs to one matter; {n} were named.").format(option=option, n=len(typed)))
    if place.template and place.path and len(typed) > 1:
        raise UsageFault(_("The office's own document makes one file each."), _("Leave out -o."))
    chosen = [_choose(desk.own, paper, each, ask.about) for each in typed]
    subjects = [_subject(desk, paper, each, ask) for each in chosen]
    if len(chosen) > bulk.QUIET:
        bulk.confirm(desk, "issue", [each.subject for each in chosen])
    paths = place.paths([each.subject.replace("/", "-") for each in chosen])
    _warn(desk, paper, subjects, office, ask)
    if place.template:  # an office's own document is tried before anything is recorded
        tried, _facts = reports.sheet(paper, subjects[0], office, ask.given, desk.today, None, "")
        writer.written([tried], place.form, place.slip, place.template)

    def decide(book: RegisterView) -> list[Draft]:
        last = queries.last_number(book, desk.today.year) if paper.number == papers.OWN else 0
        drafts = _first(book, desk)
        for n, (each, about) in enumerate(zip(typed, subjects, strict=True), 1):
            number = last + n if paper.number == papers.OWN else None
            drafts.append(_draft(desk, book, paper, _choose(book, paper, each, ask.about), about, ask, number))
        return drafts

    entries = [entry for entry in desk.record("issue", decide) if entry["kind"] == "issued"]
    if desk.settings.dry_run:
        return paper_lists.acknowledged(entries, {}, True)
    _write(desk, paper, entries, subjects, office, ask, place, paths)
    return paper_lists.acknowledged(entries, dict(zip((entry["seq"] for entry in entries), paths, strict=True)), False)


def _subject(desk: Desk, paper: Paper, chosen: Chosen, ask: Ask) -> reports.Subject:
    about = reports.subject(desk.book, paper, chosen.case, chosen.line, ask.named)
    if chosen.veiled:
        about = about._replace(secret=True, hidden=about.hidden or not (ask.named and paper.to_citizen))
    if chosen.appointment:
        about = about._replace(appointment=_appointed(about, chosen.appointment))
    about = about._replace(promise=chosen.promise)
    if paper.subject == "desk":
        found = read_period(ask.period or "this-month", desk.today)
        first, last = found.first.isoformat(), found.last.isoformat()
        days = tuple(paper_lists.planned(desk.book, first, last))
        about = about._replace(schedule=days, period=f"Từ {found.first:%d/%m/%Y} đến {found.last:%d/%m/%Y}")
    return about


def _appointed(about: reports.Subject, told: Mapping[str, str]) -> Mapping[str, str]:
    return {**told, "name": "", "about": ""} if about.hidden else told


def _warn(
    desk: Desk, paper: Paper, subjects: Sequence[reports.Subject], office: reports.Office, ask: Ask
) -> None:  # fmt: skip
    """Tell before anything is printed what the law misses, what stays open, and what is not verified."""
    lacks: dict[str, None] = {}
    for about in subjects:
        facts, _codes = reports.gather(paper, about, office, ask.given, desk.today)
        lacks |= dict.fromkeys(reports.lacking(paper, facts))
        if about.hidden and paper.to_citizen:
            desk.warn(_("Who denounced is not named: dots are left. --with-identity --reason TEXT names them."))
    if lacks:
        desk.warn(_("The law wants this on the paper, and nobody said it; dots are left: {list}.").format(
            list=", ".join(lacks)
        ))  # fmt: skip
    wanted = ["place", *(["symbol"] if paper.number != papers.NONE else [])]
    wanted += ["signer", "signer_title"] if paper.signer == "head" else ["officer", "officer_title"]
    if paper.layout != "citizen" and (unset := reports.unset(office, wanted)):
        desk.warn(unset)
    for note in paper_lists.fields(paper).notes:  # that its wording is not verified
        desk.warn(note.text)
    if paper.code and office.setting("public_url") and not qr.available():
        desk.warn(_("No QR code is printed: its library is missing (`pip install 'reception-cli[qr]'`)."))


def _draft(
    desk: Desk, book: RegisterView, paper: Paper, chosen: Chosen, about: reports.Subject, ask: Ask,
    number: int | None,
) -> Draft:  # fmt: skip
    line = about.line.id if about.line and chosen.case else ""
    before = events.former(
        [each for each in chosen.papers if not each.done or (each.number and (each.line or "") == line)], paper.id,
        chosen.promised,
    )  # fmt: skip
    if before:
        desk.warn(_("Drawn up again: it takes the place of entry {seq} of {day}.").format(
            seq=before.seq, day=said_day(before.on)
        ))  # fmt: skip
    signer = about.line.private.get("host_name", "") if about.line else ""
    private_ = {
        "signer": signer or book.setting("officer") if paper.signer != "head" else book.setting("head"),
        "documents": "\n".join("; ".join(row) for row in ask.given.documents),
        "facts": "\n".join(f"{name}: {text}" for name, text in ask.given.facts.items()),
        "code": _code(chosen.case) if paper.code and chosen.case else "",
        "reason": ask.reason if ask.named and about.secret else "",
    }  # fmt: skip
    made = Issue(
        paper.id, desk.today.isoformat(), str(paper.form(desk.today) or ""), number,
        replaces=before.seq if before else None, line=line, appointed=chosen.appointed,
        promise=chosen.promised, to=paper.to,
        copies=ask.given.copies or paper.copies, named=bool(ask.named and about.secret and paper.to_citizen),
        private=private_,
    )  # fmt: skip
    return events.issue(chosen.subject, made)


def _code(case: Case) -> str:
    """Give the look-up code of a matter: the one that it has, else a new one."""
    known = (readable(entry).get("code", "") for entry in case.entries if entry["kind"] == "issued")
    return next(filter(None, known), "") or lookup_code.new()


def _write(
    desk: Desk, paper: Paper, entries: Sequence[Entry], subjects: Sequence[reports.Subject], office: reports.Office,
    ask: Ask, place: _Place, paths: Sequence[str],
) -> None:  # fmt: skip
    sheets: dict[str, list[Sheet]] = {}
    for entry, about, path in zip(entries, subjects, paths, strict=True):
        code = readable(entry).get("code", "")
        made, _facts = reports.sheet(paper, about, office, ask.given, desk.today, entry["data"].get("number"), code)
        sheets.setdefault(path, []).append(made)
    try:
        for path, listed in sheets.items():
            files.replace(path, [writer.written(listed, place.form, place.slip, place.template)])
            desk.put_at(path, "issue")
            desk.warn(_("Written to {file}.").format(file=path))
    except Unwritable as fault:
        numbers = ", ".join(str(entry["seq"]) for entry in entries)
        raise Unanswered(
            _("Recorded as entry {numbers}, but not written: {reason}").format(numbers=numbers, reason=fault.message),
            _("Draw it up once more with another -o: it takes the place of this one."),
        ) from fault
