"""What is decided and done in a matter besides the steps of its legal life: decision, execution, contacts, meetings."""

from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, options
from reception_cli.cli.commands.lifecycle import (
    DOC,
    FIRST,
    INCIDENT,
    NOTE,
    ON,
    PREVIOUS,
    PROMISE,
    Answer,
    Facts,
    Field,
    day,
    first_one,
    lifecycle_verb,
    option,
    simply,
    text,
    timed,
)
from reception_cli.domain.case import Case
from reception_cli.domain.entry import Draft, Outcome
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _, mark
from reception_cli.events import configuration, contacts, lifecycle, notices, outcomes
from reception_cli.events.registry import KINDS
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.table import Column, Table

_MOST = 1e9  # million VND or m2: whoever types more has typed the wrong unit


class Amount(click.ParamType):  # type: ignore[type-arg]
    """Million VND or m2, with a point or a comma before the decimals; never with either between thousands."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it; `1.250` may be 1250 or 1.25, so it is refused."""
        whole, _point, decimals = str(value).strip().replace(",", ".").partition(".")
        plain = whole.isascii() and whole.isdigit() and (decimals + "0").isascii() and (decimals + "0").isdigit()
        if not plain or len(decimals) == 3 or float(whole) > _MOST:
            fault = _("'{value}' is no amount: write 1250 or 85.5, in million VND or m2, with at most two decimals.")
            self.fail(fault.format(value=str(value)[:20]), param, ctx)
        return float(f"{whole}.{decimals or 0}")


def amounts(kind: str) -> list[Field]:
    """Declare an option for each amount in the entries of a kind: million VND, m2, numbers of people or matters."""
    return [
        option(
            "--" + name.replace("_", "-"), metavar="N", help=field.help,
            type=click.IntRange(0, 1_000_000) if field.schema["type"] == "integer" else Amount(),
        )
        for name, field in KINDS[kind].data.items()
        if field.help
    ]  # fmt: skip


def _decision() -> tuple[Column, ...]:
    return (
        Column("outcome", _("Outcome")), Column("due_on", _("Due"), "date"),
        Column("late_days", _("Days late"), "number"),
    )  # fmt: skip


lifecycle_verb(
    "decide", mark("Record the decision on a complaint or the conclusion of a denunciation, with all that it orders."),
    (
        "reception decide 1 --doc '31/QĐ-UBND' --outcome partly --person-money 85 --persons 1",
        "reception decide 2 --doc '7/KL-UBND' --outcome founded --state-money 120.5 --sanction-persons 2 "
        "--sanction-officials 1 --on 20/11/2026",
    ),
    INCIDENT, DOC,
    option("--outcome", type=options.Code("result"), help=mark("founded, partly, unfounded; upheld, amended.")),
    ON, *amounts("decided"), *PROMISE, NOTE.but("--note", "text", help=mark("A remark.")),
    answer=Answer(_decision),
)(timed(outcomes.decide))  # fmt: skip

lifecycle_verb(
    "execute", mark("Record what of a decision or conclusion is done; --done says that nothing is left."),
    (
        "reception execute 1 --person-money 40 --note 'Đợt 1' --on 22/11/2026",
        "reception execute 1 --done --person-money 45 --persons 1",
    ),
    INCIDENT, option("--done", is_flag=True, help=mark("All of it is done.")), DOC, ON, *amounts("executed"), NOTE,
)(simply(outcomes.execute))  # fmt: skip

lifecycle_verb(
    "contact", mark("Record a contact with the people of an incident: the patient ones of persuasion too."),
    (
        "reception contact 1 --by visit --with 'hộ ông Tú' --note 'Vận động bàn giao mặt bằng, hẹn lần sau'",
        "reception contact 1 --by phone --note 'Không liên lạc được' --on 20/11/2026",
    ),
    INCIDENT, option("--by", type=options.Code("contact"), help=mark("How: visit, phone, letter, meeting.")),
    text("--with", "who", help=mark("Who was reached."), label=mark("who")),
    NOTE.but("--note", help=mark("What was said.")), ON,
)(simply(contacts.contact))  # fmt: skip

lifecycle_verb(
    "meeting", mark("Record a meeting about an incident: who came, what was agreed and by when; or that nobody came."),
    (
        "reception meeting 1 --dialogue --who 'ông Tú' --agreed 'Đo lại ranh giới' --agreed-by 5/12/2026",
        "reception meeting 2 --no-show --on 20/11/2026",
        "reception meeting 1 --dialogue --planned 10/12/2026",
        "reception meeting 1 --conclusion --doc '12/TB-UBND' --agreed 'Đo lại' --agreed-by 5/12/2026 --agreed-who body",
    ),
    INCIDENT, option("--dialogue", is_flag=True, help=mark("The dialogue of a complaint, as the law has it.")),
    option("--no-show", is_flag=True, help=mark("Whoever was invited did not come.")),
    text("--who", help=mark("Who came."), label=mark("who")),
    option("--conclusion", is_flag=True, help=mark("What the head concluded after receiving somebody.")),
    DOC.but("--doc", help=mark("Number of the notice of the conclusion.")), *PROMISE,
    day("--planned", help=mark("The dialogue is still to come, on this day; its notice is due before it.")), ON,
)(simply(contacts.meeting))  # fmt: skip

lifecycle_verb(
    "handover", mark("Record that a site was handed over: parcel, area and compensation."),
    (
        "reception handover 1 --parcel 'thửa 804, tờ 12' --area 120.5 --compensation 85",
        "reception handover 2 --parcel 'thửa 17' --area 60 --compensation 0 --signed 18/11/2026 --on 20/11/2026",
    ),
    INCIDENT, text("--parcel", help=mark("Which parcel."), label=mark("parcel")),
    option("--area", "area_m2", type=Amount(), metavar="M2", help=mark("Area, m2.")),
    option(
        "--compensation", "compensation_million", type=Amount(), metavar="N", help=mark("Compensation, million VND.")
    ),
    day("--signed", "signed_on", help=mark("Day the record was signed (that day)."), coming=False)._replace(
        clean=lambda desk, signed: options.past_day(desk, signed) if signed else None
    ),
    *PROMISE, ON,
)(simply(contacts.handover))  # fmt: skip


# --- The steps that no other verb leads to, and notices.

_OF_PREVIOUS = ("previous", *lifecycle.FIRST, lifecycle.BODY)


def _step_of_visit(desk: Desk, number: str, facts: Facts, on: str) -> Table:
    """Record the notice of a refused reception, or that one was entered in the national database."""
    state = facts["state"]
    if state not in (notices.REFUSED, notices.ENTERED):
        raise UsageFault(
            _("A visit takes no step '{state}'.").format(state=state),
            _("Of a refused one its notice is recorded: {example}").format(
                example=f"reception step {number} {notices.REFUSED} --doc NO"
            ),
        )
    _no_previous(state, facts)
    advice: list[str] = []

    def decide(book: RegisterView) -> list[Draft]:
        if state == notices.REFUSED:
            return notices.refusal(book.line(number), facts, on)
        drafts, advice[:] = notices.enter(book.line(number), facts, on)
        return [*_begun(desk, book), *drafts]

    entries = desk.record("step", decide)
    bulk.advise(desk, advice)
    told = next(entry for entry in entries if entry["kind"] in ("served", "entered"))
    row = {column.key: None for column in Answer().columns(desk)} | {"id": told["subject"], "stage": state}
    name = desk.names("state")[state]
    return bulk.answer(desk, "step", Answer().columns(desk), [row], f"{told['subject']} ({name})")


def _no_previous(state: str, facts: Facts) -> None:
    unfit = [f"--{name.replace('_', '-')}" for name in _OF_PREVIOUS if facts.get(name)]
    if unfit:
        raise UsageFault(
            _("{option} does not belong to the step '{state}'.").format(option=unfit[0], state=state),
            _("Leave it out."),
        )


def _begun(desk: Desk, book: RegisterView) -> list[Draft]:
    """Say from when on entering is owed, before the first entry that is recorded."""
    known = book.setting(configuration.ENTERED_FROM)
    return [] if known else [Draft("configured", "", {configuration.ENTERED_FROM: desk.settings.now})]


@lifecycle_verb(
    "step", mark("Bring an incident to its next state, or record a notice: verifying, sent, published, invited ..."),
    (
        "reception step 1 verifying --on 20/11/2026",
        "reception step 2 dialogue-notified --doc '9/TB-UBND'",
        "reception step V4 refusal-notified --doc '12/TB-BTCD'",
        "reception step 1 entered --doc 2026-000123",
    ),
    INCIDENT, Field(("state",), {"type": options.Code("state")}), DOC, ON, NOTE, PREVIOUS, *FIRST,
    of_line=_step_of_visit,
)
def step(desk: Desk, facts: Facts, on: str) -> bulk.Move:
    """Take the step; those that wait for a term of the law need the calendar."""
    state = facts.pop("state")
    if state == notices.ENTERED:
        _no_previous(state, facts)
        return lambda case, book: _entered(desk, book, case, facts, on)
    previous = facts.pop("previous")
    calendar = desk.calendar if previous or lifecycle.timed(state) else None
    return lambda case, book: lifecycle.step(case, state, facts, on, first_one(desk, book, previous), calendar)


def _entered(desk: Desk, book: RegisterView, case: Case, facts: Facts, on: str) -> Outcome:
    drafts, advice = notices.enter(case, facts, on)
    return Outcome([*_begun(desk, book), *drafts], advice)
