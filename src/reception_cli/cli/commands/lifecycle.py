"""`reception accept`: take an incident in for resolution, or refuse to."""

from datetime import date
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, filters, lifecycle_options, options
from reception_cli.domain.case import Case
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.legal_life import DONE, ORDERED
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.events import contacts, lifecycle, outcomes
from reception_cli.index.queries.filters import Filter
from reception_cli.index.register_view import RegisterView
from reception_cli.law import decisions
from reception_cli.law.transitions import Outcome
from reception_cli.reporting.table import Column, Table

# --- take an incident in for resolution, or refuse to.


@options.verb(
    _("Take an incident in for resolution, or refuse to; the terms of the law run from that day."),
    (
        "reception accept 1 --on 20/11/2026",
        "reception accept 2 --not-accepted a11-6 --reason 'Quá thời hiệu 90 ngày'",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@lifecycle_options.on
@click.option("--instance", type=options.Code("instance"), help=_("Which time: first, second, discipline."))
@click.option("--previous", metavar="ID", help=_("The finished first one that it follows."))
@lifecycle_options.criteria
@click.option("--remote/--not-remote", default=None, help=_("In a remote area: terms are longer."))
@click.option("--not-accepted", "ground", type=options.Code("not-accepted"), help=_("Not taken in, on this ground."))
@lifecycle_options.reason
@click.pass_obj
def accept_command(
    desk: Desk,
    incident: str,
    day: date | None,
    instance: str | None,
    previous: str | None,
    complex_: tuple[str, ...],
    remote: bool | None,
    ground: str | None,
    reason: str | None,
) -> Table:
    """Accept it."""
    on, why = lifecycle_options.past(desk, day), lifecycle_options.text(reason, _("reason"))
    calendar = desk.calendar
    wish = {
        "instance": instance, "complex": tuple(dict.fromkeys(complex_)), "reason": why,
        "remote": desk.book.setting("remote") == "true" if remote is None else remote,
    }  # fmt: skip

    def move(case: Case, book: RegisterView) -> Outcome:
        if ground:
            return lifecycle.not_accept(case, ground, why, on)
        return lifecycle.accept(case, wish, on, book.case(previous) if previous else None, calendar)

    return lifecycle_options.one(desk, "accept", incident, move)


# --- make somebody responsible for incidents.


@options.verb(
    _("Make a clerk responsible for the incidents that numbers or filters name."),
    ("reception assign 1 minh", "reception assign 1 2 lan"),
    options.writing,
    columns=lifecycle_options.columns,
)
@filters.filters()
@click.argument("who", metavar="WHO")
@click.pass_obj
def assign_command(desk: Desk, wish: Filter, who: str) -> Table:
    """Assign them all, or none."""
    name = clean(who, _("clerk"), 60)
    if not name:
        raise UsageFault(_("Missing: WHO."), _("Name a clerk, as in --user."))
    return lifecycle_options.many(
        desk, "assign", bulk.selected(desk, wish), lambda case, _book: Outcome(contacts.assign(case, name))
    )


# --- send an incident to the body that is competent.


@options.verb(
    _("Send an incident to the body that is competent, and note by when it is to reply."),
    (
        "reception refer 1 'UBND tỉnh' --doc '145/PC-BTCD' --reply-by 15/12/2026",
        "reception refer 2 'Sở Nông nghiệp và Môi trường' --doc '146/PC-BTCD' --on 20/11/2026",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@click.argument("to", metavar="TO")
@lifecycle_options.doc
@lifecycle_options.reply_by
@lifecycle_options.on
@lifecycle_options.reason
@click.pass_obj
def refer_command(
    desk: Desk,
    incident: str,
    to: str,
    doc: str | None,
    reply_by: date | None,
    day: date | None,
    reason: str | None,
) -> Table:
    """Refer it."""
    on = lifecycle_options.past(desk, day)
    wish = {
        "to": lifecycle_options.text(to, _("the body")), "doc": lifecycle_options.paper(doc),
        "reply_by": lifecycle_options.iso(reply_by), "reason": lifecycle_options.text(reason, _("reason")),
    }  # fmt: skip
    return lifecycle_options.one(desk, "refer", incident, lambda case, _book: lifecycle.refer(case, wish, on))


# --- record that the body an incident went to has replied.


@options.verb(
    _("Record that the body an incident went to has replied."),
    (
        "reception reply 1 --doc '88/UBND-NC' --on 22/11/2026",
        "reception reply 2 --note 'Sở đã trả lời trực tiếp công dân'",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@lifecycle_options.doc
@lifecycle_options.on
@click.option("--answers", type=int, metavar="ENTRY", help=_("The referral it answers, where several wait."))
@lifecycle_options.note
@click.pass_obj
def reply_command(
    desk: Desk, incident: str, doc: str | None, day: date | None, answers: int | None, note: str | None
) -> Table:
    """Record the reply."""
    on = lifecycle_options.past(desk, day)
    wish = {"doc": lifecycle_options.paper(doc), "answers": answers, "text": lifecycle_options.text(note, _("note"))}
    return lifecycle_options.one(desk, "reply", incident, lambda case, _book: lifecycle.reply(case, wish, on))


# --- press the bodies that have not replied.


@options.verb(
    _("Press the bodies that have not replied, for the incidents that numbers or filters name."),
    (
        "reception urge 1 --doc '160/BTCD' --reply-by 20/12/2026",
        "reception urge 2 --body 'UBND xã Bình Trung' --doc '161/BTCD'",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@filters.filters()
@click.option("--body", metavar="TEXT", help=_("The body that is urged (those that were written to)."))
@lifecycle_options.doc
@lifecycle_options.reply_by
@lifecycle_options.on
@click.pass_obj
def urge_command(
    desk: Desk, wish: Filter, body: str | None, doc: str | None, reply_by: date | None, day: date | None
) -> Table:
    """Urge them all, or none."""
    on = lifecycle_options.past(desk, day)
    said = {
        "body": lifecycle_options.text(body, _("the body")),
        "doc": lifecycle_options.paper(doc),
        "reply_by": lifecycle_options.iso(reply_by),
    }
    chosen = bulk.selected(desk, wish)
    return lifecycle_options.many(desk, "urge", chosen, lambda case, _book: lifecycle.urge(case, said, on))


# --- lengthen the term that runs.


@options.verb(
    _("Lengthen the term that runs; the first, the previous and the new due day are kept."),
    (
        "reception extend 1 --complex places --reason 'Xác minh tại hai xã'",
        "reception extend 2 --complex contents --complex disagree --days 20 --reason 'Chờ ý kiến của Sở'",
    ),
    options.writing,
    columns=lambda desk, given: lifecycle_options.columns(desk, given, _dues()),
)
@lifecycle_options.incident
@click.option("--days", type=click.IntRange(1, 365), metavar="N", help=_("By so many days (all the law gives)."))
@lifecycle_options.criteria
@lifecycle_options.reason
@lifecycle_options.doc
@lifecycle_options.on
@click.pass_obj
def extend_command(
    desk: Desk,
    incident: str,
    days: int | None,
    complex_: tuple[str, ...],
    reason: str | None,
    doc: str | None,
    day: date | None,
) -> Table:
    """Extend it."""
    on, calendar = lifecycle_options.past(desk, day), desk.calendar
    wish = {
        "days": days, "complex": tuple(dict.fromkeys(complex_)), "reason": lifecycle_options.text(reason, _("reason")),
        "doc": lifecycle_options.paper(doc),
    }  # fmt: skip
    return lifecycle_options.one(
        desk, "extend", incident, lambda case, _book: lifecycle.extend(case, wish, on, calendar), _dues()
    )


def _dues() -> tuple[Column, ...]:
    return (
        Column("first_due", _("First due"), "date"), Column("previous_due", _("Due before"), "date"),
        Column("new_due", _("Due now"), "date"),
    )  # fmt: skip


# --- suspend an incident.


@options.verb(
    _("Suspend an incident: its clock stands still until `reception resume`."),
    (
        "reception pause 1 --reason 'Chờ kết luận giám định' --doc '12/QĐ-TĐC'",
        "reception pause 2 --on 20/11/2026 --reason 'Bão lụt'",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@lifecycle_options.reason
@lifecycle_options.doc
@lifecycle_options.on
@click.pass_obj
def pause_command(desk: Desk, incident: str, reason: str | None, doc: str | None, day: date | None) -> Table:
    """Suspend it."""
    on = lifecycle_options.past(desk, day)
    wish = {"reason": lifecycle_options.text(reason, _("reason")), "doc": lifecycle_options.paper(doc)}
    return lifecycle_options.one(desk, "pause", incident, lambda case, _book: lifecycle.pause(case, wish, on))


# --- go on with a suspended incident.


@options.verb(
    _("Go on with a suspended incident: its clock runs on."),
    (
        "reception resume 1 --reason 'Đã có kết luận giám định' --doc '15/QĐ-TTGQ'",
        "reception resume 2 --on 22/11/2026",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@lifecycle_options.reason
@lifecycle_options.doc
@lifecycle_options.on
@click.pass_obj
def resume_command(desk: Desk, incident: str, reason: str | None, doc: str | None, day: date | None) -> Table:
    """Resume it."""
    on = lifecycle_options.past(desk, day)
    wish = {"reason": lifecycle_options.text(reason, _("reason")), "doc": lifecycle_options.paper(doc)}
    return lifecycle_options.one(desk, "resume", incident, lambda case, _book: lifecycle.resume(case, wish, on))


# --- record that an incident, or a part of it, was withdrawn.


@options.verb(
    _("Record that an incident was withdrawn; with --part the rest of it goes on."),
    (
        "reception withdraw 1 --reason 'Hai hộ đã thống nhất ranh giới'",
        "reception withdraw 2 --part --reason 'Rút nội dung bồi thường cây trồng'",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@click.option("--part", is_flag=True, help=_("Only a part, or only some of a group."))
@lifecycle_options.reason
@lifecycle_options.on
@click.pass_obj
def withdraw_command(desk: Desk, incident: str, part: bool, reason: str | None, day: date | None) -> Table:
    """Record the withdrawal."""
    on = lifecycle_options.past(desk, day)
    wish = {"part": part, "reason": lifecycle_options.text(reason, _("reason"))}
    return lifecycle_options.one(desk, "withdraw", incident, lambda case, _book: lifecycle.withdraw(case, wish, on))


# --- record the decision on a complaint or the conclusion of a denunciation.


@options.verb(
    _("Record the decision on a complaint or the conclusion of a denunciation, with all that it orders."),
    (
        "reception decide 1 --doc '31/QĐ-UBND' --outcome partly --person-money 85 --persons 1",
        "reception decide 2 --doc '7/KL-UBND' --outcome founded --state-money 120.5 --sanction-persons 2 "
        "--sanction-officials 1 --on 20/11/2026",
    ),
    options.writing,
    columns=lambda desk, given: lifecycle_options.columns(desk, given, _orders()),
)
@lifecycle_options.incident
@lifecycle_options.doc
@click.option("--outcome", type=options.Code("result"), help=_("founded, partly, unfounded; upheld, amended."))
@lifecycle_options.on
@lifecycle_options.amounts(ORDERED)
@lifecycle_options.note
@click.pass_obj
def decide_command(
    desk: Desk, /, incident: str, doc: str | None, outcome: str | None, day: date | None, note: str | None,
    **ordered: Any,
) -> Table:  # fmt: skip
    """Record the decision."""
    on, calendar = lifecycle_options.past(desk, day), desk.calendar
    wish = {
        **ordered,
        "doc": lifecycle_options.paper(doc),
        "outcome": outcome,
        "text": lifecycle_options.text(note, _("note")),
    }
    return lifecycle_options.one(
        desk, "decide", incident, lambda case, _book: outcomes.decide(case, wish, on, calendar), _orders()
    )


def _orders() -> tuple[Column, ...]:
    return (
        Column("outcome", _("Outcome")), Column("due_on", _("Due"), "date"),
        Column("late_days", _("Days late"), "number"),
    )  # fmt: skip


# --- record what of a decision or conclusion is done.


@options.verb(
    _("Record what of a decision or conclusion is done; --done says that nothing is left."),
    (
        "reception execute 1 --person-money 40 --note 'Đợt 1' --on 22/11/2026",
        "reception execute 1 --done --person-money 45 --persons 1",
    ),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@click.option("--done", is_flag=True, help=_("All of it is done."))
@lifecycle_options.doc
@lifecycle_options.on
@lifecycle_options.amounts(DONE)
@lifecycle_options.note
@click.pass_obj
def execute_command(
    desk: Desk, /, incident: str, done: bool, doc: str | None, day: date | None, note: str | None, **amounts: Any
) -> Table:
    """Record it."""
    on = lifecycle_options.past(desk, day)
    wish = {
        **amounts,
        "done": done,
        "doc": lifecycle_options.paper(doc),
        "note": lifecycle_options.text(note, _("note")),
    }
    return lifecycle_options.one(desk, "execute", incident, lambda case, _book: outcomes.execute(case, wish, on))


# --- bring an incident to its next state, where no other verb does.


@options.verb(
    _("Bring an incident to its next state: verifying, sent, effective, published, court ..."),
    ("reception step 1 verifying --on 20/11/2026", "reception step 2 to-investigation --doc '9/CV'"),
    options.writing,
    columns=lifecycle_options.columns,
)
@lifecycle_options.incident
@click.argument("state", type=options.Code("state"))
@lifecycle_options.doc
@lifecycle_options.on
@lifecycle_options.note
@click.option("--previous", metavar="ID", help=_("The finished first one that it follows."))
@click.pass_obj
def step_command(
    desk: Desk,
    incident: str,
    state: str,
    doc: str | None,
    day: date | None,
    note: str | None,
    previous: str | None,
) -> Table:
    """Take the step."""
    on = lifecycle_options.past(desk, day)
    wish = {"doc": lifecycle_options.paper(doc), "note": lifecycle_options.text(note, _("note"))}
    calendar = desk.calendar if previous or lifecycle.timed(state) else None

    def move(case: Case, book: RegisterView) -> Outcome:
        return lifecycle.step(case, state, wish, on, book.case(previous) if previous else None, calendar)

    return lifecycle_options.one(desk, "step", incident, move)


# --- take a closed incident up again.


@options.verb(
    _("Take closed incidents up again; the first closing stays in their story."),
    (
        "reception reopen 1 --reason 'Công dân cung cấp tài liệu mới'",
        "reception reopen @1 --reason 'Đóng nhầm'",
    ),
    options.writing,
    columns=bulk.columns,
)
@click.argument("incidents", metavar="ID...", nargs=-1, required=True, type=bulk.INCIDENTS)
@click.option("--reason", metavar="TEXT", help=_("Why."))
@click.pass_obj
def reopen_command(desk: Desk, incidents: tuple[str, ...], reason: str | None) -> Table:
    """Reopen them all, or none."""
    if not reason or not reason.strip():
        raise UsageFault(_("Missing: --reason."), _("Say why it is taken up again."))
    why, on = clean(reason, _("reason"), lines=True), desk.today.isoformat()
    return bulk.change(desk, "reopen", options.numbers(desk, incidents), lambda case: decisions.reopen(case, why, on))


# --- add a remark to an incident.


@options.verb(
    _("Add a remark to an incident; - reads it from standard input."),
    (
        "reception note 1 'Hẹn bổ sung giấy tờ ngày 30/11'",
        "reception note @1 'Đã gọi điện, không liên lạc được'",
    ),
    options.writing,
    columns=bulk.columns,
)
@click.argument("incident", metavar="ID", type=bulk.INCIDENTS)
@click.argument("text")
@click.pass_obj
def note_command(desk: Desk, incident: str, text: str) -> Table:
    """Record the remark."""
    told = clean(desk.settings.stdin() if text == "-" else text, _("note"), lines=True)
    if not told:
        raise UsageFault(_("Missing: TEXT."), _("Say what is to be remarked."))
    return bulk.change(desk, "note", [incident], lambda case: decisions.note(case, told))
