"""The verbs of a matter's legal life: each is its options and the rule that decides.

One factory makes them all: it cleans what was typed by the option's own rule, decides for every incident named before
anything is written, and acknowledges. The options of a verb are built when it is typed, not when this is imported.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import bulk, filters, options
from reception_cli.domain.case import Case
from reception_cli.domain.entry import Draft, Entry, Outcome
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.legal_life import ENTERED
from reception_cli.domain.numbers import typed_letter
from reception_cli.domain.text import clean
from reception_cli.domain.words import _, mark
from reception_cli.events import lifecycle, promises
from reception_cli.index.register_view import RegisterView
from reception_cli.law import decisions
from reception_cli.reporting.table import Column, Labels, Table, coded

if TYPE_CHECKING:
    from reception_cli.law.calendar import Calendar

Facts = dict[str, Any]  # what was typed, cleaned, by the names that the rules know
Prepare = Callable[[Desk, Facts, str], bulk.Move]  # reads what the rule needs, before the register is locked
OfLine = Callable[[Desk, str, Facts, str], Table]
Aside = Callable[[Desk, Mapping[str, Any]], Table | None]
Rule = Callable[[Case, Mapping[str, Any], str], Outcome]
TimedRule = Callable[[Case, Mapping[str, Any], str, "Calendar"], Outcome]

# --- What may be typed: each option once, with the rule that cleans it.


class Field(NamedTuple):
    """An option or argument: how click declares it, and how the value typed becomes a fact."""

    flags: tuple[str, ...]
    attributes: Mapping[str, Any]
    clean: Callable[[Desk, Any], Any] = lambda _desk, value: value
    unless: tuple[str, ...] = ()  # of an argument: options with which it may be missing

    def parameter(self) -> click.Parameter:
        """Build the parameter, its help in the reader's language."""
        if not self.flags[0].startswith("-"):
            return _Argument(self.flags, self.unless, **self.attributes)
        return click.Option(self.flags, **{**self.attributes, "help": _(self.attributes["help"])})

    def but(self, *flags: str, help: str) -> "Field":
        """Make an option of the same kind with other names and another help."""
        return self._replace(flags=flags, attributes={**self.attributes, "help": help})


class _Argument(click.Argument):
    """An argument that must be given, unless one of some options was."""

    def __init__(self, flags: tuple[str, ...], unless: tuple[str, ...], **attributes: Any) -> None:
        """`unless`: the names of those options."""
        super().__init__(flags, **attributes)
        self._unless = unless

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """What is missing is read behind all that was typed."""
        if self.value_is_missing(value) and any(ctx.params.get(name) not in (None, ()) for name in self._unless):
            return None
        return super().process_value(ctx, value)


def option(*flags: str, help: str, **attributes: Any) -> Field:
    """Declare an option whose value is a fact as it is."""
    return Field(flags, {"help": help, **attributes})


def text(*flags: str, help: str, label: str) -> Field:
    """Declare an option that takes a text; `label` names it where it is refused."""
    return Field(
        flags, {"help": help, "metavar": "TEXT"},
        lambda _desk, value: clean(value, _(label), lines=True) if value else "",
    )  # fmt: skip


def day(*flags: str, help: str, coming: bool = True) -> Field:
    """Declare an option that takes a day, which may lie in the future."""
    return Field(
        flags, {"help": help, "metavar": "DATE", "type": options.Day(coming)},
        lambda _desk, value: value.isoformat() if value else None,
    )  # fmt: skip


def _words(typed: str | None, label: str, argument: str) -> str:
    """Clean the text that stands behind the numbers; a number alone says that it was forgotten."""
    if options.is_number(typed):
        raise UsageFault(_("Missing: {what}.").format(what=argument), _("Numbers come first, the text behind them."))
    return clean(typed, label, lines=True) if typed else ""


def _paper(_desk: Desk, number: str | None) -> str | None:
    return (clean(number, _("document number"), 100) or None) if number else None


INCIDENT = Field(("incident",), {"metavar": "ID", "type": options.Incident()})
INCIDENTS = Field(("incidents",), {"metavar": "ID...", "nargs": -1, "required": True, "type": options.Incident()})
ON = Field(
    ("--on",), {"help": mark("Day it happened (today)."), "metavar": "DATE", "type": options.Day()}, options.past_day
)  # fmt: skip
DOC = Field(("--doc",), {"help": mark("Number of the paper."), "metavar": "NO"}, _paper)
REASON = text("--reason", help=mark("Why."), label=mark("reason"))
NOTE = text("--note", help=mark("A remark."), label=mark("note"))
REPLY_BY = day("--reply-by", help=mark("Day by which to reply."))
PREVIOUS = option("--previous", metavar="ID", help=mark("The finished first one that it follows, a unit's too."))
FIRST = (
    text("--first-body", help=mark("The other body that decided first."), label=mark("the body")),
    option("--first-level", type=options.Code("level"), help=mark("Its level: commune, province ...")),
    DOC.but("--first-doc", help=mark("Number of its decision or conclusion.")),
    day("--first-on", help=mark("Day of its decision or conclusion."), coming=False),
    option("--first-outcome", type=options.Code("result"), help=mark("What it found: founded, partly, unfounded.")),
)  # fmt: skip
PROMISE = (
    text("--agreed", help=mark("What was agreed, promised or concluded."), label=mark("the agreement")),
    day("--agreed-by", help=mark("By when it is to be done.")),
    option(
        "--agreed-who", "promiser", type=options.Code("bearer"),
        help=mark("Who is to do it: unit (unless said), head, body, superior, citizen."),
    ),
)  # fmt: skip
GROUND = option(
    "--ground", "resumption", type=options.Code("resumption"), help=mark("Why it goes on although it was withdrawn.")
)  # fmt: skip
CRITERIA = Field(
    ("--complex",),
    {
        "help": mark("A criterion of complexity: places, contents ... (may be repeated)."), "metavar": "CODE",
        "type": options.Code("complex"), "multiple": True,
    },
    lambda _desk, codes: tuple(dict.fromkeys(codes)),
)  # fmt: skip


# --- The factory.


def lifecycle_verb(
    name: str, help: str, examples: tuple[str, ...], *fields: Field, filtered: bool = False,
    answer: "Answer | None" = None, of_line: OfLine | None = None, form: tuple[str, ...] = (),
    aside: Aside | None = None,
) -> Callable[[Prepare], Prepare]:  # fmt: skip
    """Declare a verb that makes one move with incidents: those of its first field, or those that filters leave.

    What it is given prepares the move from the facts typed and the ISO day on which it happened; `of_line` does it all
    where the number is that of a visit or petition, `aside` where what was typed is about no matter.
    """
    kind = answer or Answer()

    def declare(prepare: Prepare) -> Prepare:
        options.COMMANDS[name] = lambda: build(prepare)
        return prepare

    def build(prepare: Prepare) -> click.Command:
        @click.pass_obj
        def run(desk: Desk, /, **typed: Any) -> Table:
            """Clean what was typed, and make the move with every incident named, or with none."""
            if aside and (told := aside(desk, typed)):
                return told
            on = options.past_day(desk, typed.pop("on", None))
            facts = {key: clean_[key](desk, value) for key, value in typed.items() if key in clean_}
            if of_line and typed_letter(typed["incident"]):
                return of_line(desk, typed["incident"], facts, on)
            chosen = _named(desk, typed)
            texts = [value for value in facts.values() if isinstance(value, str)] if filtered else []
            if not bulk.blanks(len(chosen.numbers) > 1, *texts):
                return bulk.change(desk, name, chosen, prepare(desk, facts, on), kind.acknowledge)
            bulk.preview(desk, chosen.numbers, "; ".join(one for one in texts if bulk.blanks(False, one)))
            return bulk.change(desk, name, chosen, _each(desk, prepare, facts, on), kind.acknowledge)

        parameters = [field.parameter() for field in fields]
        clean_ = {
            str(parameter.name): field.clean for parameter, field in zip(parameters, fields, strict=True)
            if parameter.name not in ("on", "incident", "incidents")
        }  # fmt: skip
        own = [str(parameter.name) for parameter in parameters]  # an option of its own stands before a filter
        function = filters.filters(*own)(run) if filtered else run
        return options.command(
            name, _(help), examples, function, options.writing, own=parameters, columns=kind.columns, form=form
        )

    return declare


def _each(desk: Desk, prepare: Prepare, facts: Facts, on: str) -> bulk.Move:
    """Make a move whose texts are filled for each matter."""

    def move(case: Case, book: RegisterView) -> tuple[list[Draft], Sequence[str]]:
        own = {key: bulk.filled(desk, value, case) if isinstance(value, str) else value for key, value in facts.items()}
        return prepare(desk, own, on)(case, book)

    return move


def _named(desk: Desk, typed: Mapping[str, Any]) -> bulk.Chosen:
    """Give the incidents of a command line: the one, those listed, or those that filters leave."""
    if "incident" in typed:
        return bulk.Chosen((typed["incident"],))
    if "incidents" in typed:
        return bulk.Chosen(options.numbers(desk, typed["incidents"]))
    return bulk.selected(desk, typed["selection"])


def simply(rule: Rule) -> Prepare:
    """Prepare a move by a rule that needs nothing but the case, the facts and the day."""
    return lambda _desk, facts, on: lambda case, _book: rule(case, facts, on)


def timed(rule: TimedRule) -> Prepare:
    """Prepare a move by a rule that counts days of the law."""

    def prepare(desk: Desk, facts: Facts, on: str) -> bulk.Move:
        calendar = desk.calendar
        return lambda case, _book: rule(case, facts, on, calendar)

    return prepare


# --- The answer: where the matter now stands in law.


class Answer:
    """The acknowledgement of a legal step; `more` are columns that the entry itself fills."""

    def __init__(self, more: Callable[[], tuple[Column, ...]] = tuple) -> None:
        """Keep the columns of the verb alone."""
        self.more = more

    def columns(self, desk: Desk, _given: object = None) -> tuple[Column, ...]:
        """Give the columns."""
        return (
            Column("id", _("Incident")), coded("status", _("Status"), desk.codes),
            Column("stage", _("State"), labels=Labels(lambda: desk.names("state"))), Column("kind", _("Kind")),
            Column("instance", _("Instance")), Column("accepted_on", _("Accepted"), "date"),
            Column("decided_on", _("Decided"), "date"), Column("assignee", _("Responsible")), *self.more(),
        )  # fmt: skip

    def acknowledge(self, desk: Desk, verb: str, entries: list[Entry]) -> Table:
        """Say which matters moved, and to which state."""
        rows = [self._row(case, entries) for case in bulk.changed(desk, entries)]
        states = desk.names("state")
        names = ", ".join(f"{row['id']} ({states[_reached(row, entries)]})" for row in rows)
        return bulk.answer(desk, verb, self.columns(desk), rows, names)

    def _row(self, case: Case, entries: list[Entry]) -> Facts:
        life = case.life
        data = next(entry["data"] for entry in entries if entry["subject"] == case.id)
        return {
            "id": case.id, "status": case.status, "stage": case.stage, "kind": case.kind,
            "instance": life.instance or None, "accepted_on": life.accepted_on, "decided_on": life.decided_on,
            "assignee": life.assignee or None, **{column.key: data.get(column.key) for column in self.more()},
        }  # fmt: skip


def _reached(row: Facts, entries: list[Entry]) -> str:
    """Tell which state a matter came to; of a notice, which leaves it as it is, which notice it was."""
    entry = next(entry for entry in entries if entry["subject"] == row["id"])
    return str(entry["data"].get("notice") or (ENTERED if entry["kind"] == ENTERED else row["stage"]))


class FactsAnswer(Answer):
    """The acknowledgement of a verb that changes no state of the law."""

    def columns(self, desk: Desk, _given: object = None) -> tuple[Column, ...]:
        """Give the columns."""
        return bulk.columns(desk)

    def acknowledge(self, desk: Desk, verb: str, entries: list[Entry]) -> Table:
        """Say which incidents changed."""
        return bulk.acknowledge_facts(desk, verb, entries)


def _due_days() -> tuple[Column, ...]:
    return (
        Column("first_due", _("First due"), "date"), Column("previous_due", _("Due before"), "date"),
        Column("new_due", _("Due now"), "date"),
    )  # fmt: skip


# --- The verbs.


@lifecycle_verb(
    "accept", mark("Take an incident in for resolution, or refuse to; the terms of the law run from that day."),
    (
        "reception accept 1 --on 20/11/2026",
        "reception accept 2 --not-accepted a11-6 --reason 'Quá thời hiệu 90 ngày'",
    ),
    INCIDENT, ON,
    option("--instance", type=options.Code("instance"), help=mark("Which time: first, second, discipline.")),
    PREVIOUS, *FIRST, CRITERIA,
    option("--remote/--not-remote", default=None, help=mark("In a remote area: terms are longer.")),
    option(
        "--not-accepted", "ground", type=options.Code("not-accepted"), help=mark("Not taken in, on this ground.")
    ),
    REASON, form=("incident", "on", "ground"),
)  # fmt: skip
def accept(desk: Desk, facts: Facts, on: str) -> bulk.Move:
    """Accept it, or refuse to on a ground of the law."""
    calendar, ground, previous = desk.calendar, facts.pop("ground"), facts.pop("previous")
    if facts["remote"] is None:
        facts["remote"] = desk.book.setting("remote") == "true"

    def move(case: Case, book: RegisterView) -> Outcome:
        if ground:
            return lifecycle.not_accept(case, ground, facts["reason"], on)
        return lifecycle.accept(case, facts, on, first_one(desk, book, previous), calendar)

    return move


def first_one(desk: Desk, book: RegisterView, typed: str | None) -> Case | None:
    """Read the first one: the desk's own, or one of a unit's register below it."""
    return (desk.book if "/" in typed else book).case(typed) if typed else None


@lifecycle_verb(
    "assign", mark("Make a clerk responsible for the incidents that numbers or filters name."),
    ("reception assign 1 minh", "reception assign 1 2 lan", "reception assign 1 hoa --role verify"),
    Field(("who",), {"metavar": "WHO", "type": options.Word("clerks")}, lambda _desk, who: clean(who, _("clerk"), 60)),
    option("--role", type=options.Code("role"), help=mark("In which role: responsible (unless said), verify, attend.")),
    filtered=True,
)  # fmt: skip
def assign(_desk: Desk, facts: Facts, _on: str) -> bulk.Move:
    """Assign them all, or none."""
    if not facts["who"]:
        raise UsageFault(_("Missing: WHO."), _("Name a clerk, as in --user."))
    return lambda case, _book: (lifecycle.assign(case, facts["who"], facts["role"] or lifecycle.RESPONSIBLE), ())


def _capped(desk: Desk, facts: Facts, on: str) -> bulk.Move:
    """Refer it, as often as the desk allows."""
    cap = int(desk.book.setting("transfers") or 0)
    return lambda case, _book: lifecycle.refer(case, {**facts, "cap": cap}, on)


lifecycle_verb(
    "refer", mark("Send incidents to the body that is competent, and note by when it is to reply."),
    (
        "reception refer 1 'UBND tỉnh' --doc '145/PC-BTCD' --reply-by 15/12/2026",
        "reception refer 2 'Sở Nông nghiệp và Môi trường' --doc '146/PC-BTCD' --on 20/11/2026",
    ),
    Field(("to",), {"metavar": "TO"}, lambda _desk, to: _words(to, _("the body"), _("TO"))),
    DOC, REPLY_BY, ON, REASON, form=("ids", "to", "doc", "reply_by", "on"), filtered=True,
)(_capped)  # fmt: skip

lifecycle_verb(
    "reply", mark("Record that the body an incident went to has replied."),
    (
        "reception reply 1 --doc '88/UBND-NC' --on 22/11/2026",
        "reception reply 2 --note 'Sở đã trả lời trực tiếp công dân'",
    ),
    INCIDENT, DOC, ON,
    option("--answers", type=int, metavar="ENTRY", help=mark("The referral it answers, where several wait.")),
    NOTE.but("--note", "text", help=mark("A remark.")),
)(simply(lifecycle.reply))  # fmt: skip

lifecycle_verb(
    "urge", mark("Press the bodies that have not replied, for the incidents that numbers or filters name."),
    (
        "reception urge 1 --doc '160/BTCD' --reply-by 20/12/2026",
        "reception urge 2 --body 'UBND xã Bình Trung' --doc '161/BTCD'",
    ),
    text("--body", help=mark("The body that is urged (those that were written to)."), label=mark("the body")),
    DOC, REPLY_BY, ON,
    filtered=True,
)(simply(lifecycle.urge))  # fmt: skip

lifecycle_verb(
    "extend", mark("Lengthen the term that runs; the first, the previous and the new due day are kept."),
    (
        "reception extend 1 --complex places --reason 'Xác minh tại hai xã'",
        "reception extend 2 --complex contents --complex disagree --days 20 --reason 'Chờ ý kiến của Sở'",
    ),
    INCIDENT,
    option("--days", type=click.IntRange(1, 365), metavar="N", help=mark("By so many days (all the law gives).")),
    CRITERIA, REASON, DOC, ON,
    answer=Answer(_due_days),
)(timed(lifecycle.extend))  # fmt: skip

lifecycle_verb(
    "pause", mark("Suspend an incident: its clock stands still until `reception resume`."),
    (
        "reception pause 1 --reason 'Chờ kết luận giám định' --doc '12/QĐ-TĐC'",
        "reception pause 2 --on 20/11/2026 --until 30/11/2026 --reason 'Bão lụt'",
    ),
    INCIDENT, REASON, DOC, ON,
    day("--until", help=mark("Day on which it is to be looked at again: `due` tells it.")),
    form=("incident", "reason", "until", "doc", "on"),
)(simply(lifecycle.pause))  # fmt: skip

lifecycle_verb(
    "resume", mark("Go on with a suspended incident: its clock runs on."),
    (
        "reception resume 1 --reason 'Đã có kết luận giám định' --doc '15/QĐ-TTGQ'",
        "reception resume 2 --on 22/11/2026",
    ),
    INCIDENT, REASON, DOC, ON, GROUND,
)(simply(lifecycle.resume))  # fmt: skip

lifecycle_verb(
    "withdraw", mark("Record that an incident was withdrawn; with --part the rest of it goes on."),
    (
        "reception withdraw 1 --reason 'Hai hộ đã thống nhất ranh giới'",
        "reception withdraw 2 --part --reason 'Rút nội dung bồi thường cây trồng'",
    ),
    INCIDENT, option("--part", is_flag=True, help=mark("Only a part, or only some of a group.")), REASON, ON,
)(simply(lifecycle.withdraw))  # fmt: skip


@lifecycle_verb(
    "reopen", mark("Take closed incidents up again; the first closing stays in their story."),
    (
        "reception reopen 1 --reason 'Công dân cung cấp tài liệu mới'",
        "reception reopen @1 --reason 'Đóng nhầm'",
    ),
    INCIDENTS, REASON, GROUND,
    answer=FactsAnswer(),
)  # fmt: skip
def reopen(_desk: Desk, facts: Facts, on: str) -> bulk.Move:
    """Reopen them all, or none."""
    if not facts["reason"]:
        raise UsageFault(_("Missing: --reason."), _("Say why it is taken up again."))
    return lambda case, _book: (lifecycle.reopen(case, facts, on), ())


class _NoteAnswer(FactsAnswer):
    """The acknowledgement of a remark, or of what is told to the next shift."""

    def columns(self, desk: Desk, given: object = None) -> tuple[Column, ...]:
        """Give the columns."""
        if isinstance(given, Mapping) and (given.get("shift") or given.get("done")):
            return _shift_columns()
        return super().columns(desk, given)


def _shift_columns() -> tuple[Column, ...]:
    words = Labels(lambda: {"waiting": _("to be done"), "done": _("done")})
    return (Column("entry", _("Entry")), Column("status", _("Status"), labels=words))


def _of_shift(desk: Desk, typed: Mapping[str, Any]) -> Table | None:
    """Record what is left for the next shift, or that it is done; None where a matter is remarked upon."""
    given = {name for name, value in typed.items() if value not in (None, ()) and name != "selection"}
    if not given & {"shift", "done"}:
        return None
    if len(given) > 1 or not typed["selection"]._replace(unit=()).empty:
        raise UsageFault(_("--shift and --done stand alone."), _("Leave the other options out."))
    from reception_cli.events import diary  # few remarks are of this kind
    from reception_cli.index.queries.diary import shift_notes

    done, text = typed["done"], typed["shift"] or ""
    text = clean(desk.settings.stdin() if text == "-" else text, _("note"), lines=True)
    if not done:
        if not text:
            raise UsageFault(_("Missing: TEXT."), _("Say what is to be remarked."))
        entry = desk.record("note", lambda _book: diary.leave(text))[-1]
        said = _("Note {seq} stands in `reception agenda` until it is done: `reception note --done {seq}`.")
        rows = [{"entry": entry["seq"], "status": "waiting"}]
    else:
        desk.record("note", lambda book: diary.finish((one.seq for one in shift_notes(book)), done))
        said = _("Done: {seq}.")
        rows = [{"entry": seq, "status": "done"} for seq in dict.fromkeys(done)]
    told = said.format(seq=", ".join(str(row["entry"]) for row in rows))
    if desk.settings.dry_run:
        told = _("Would record: {text}").format(text=text or told)
    return Table("note", _shift_columns(), rows, said=(told,), number="entry")


@lifecycle_verb(
    "note",
    mark("Add a remark to incidents; {name}, {id} and {day} are filled for each; - reads it from standard input."),
    (
        "reception note 1 'Hẹn bổ sung giấy tờ ngày 30/11'",
        "reception note @1 'Đã gọi điện, không liên lạc được'",
        "reception note 1 'Đã đo lại ranh giới' --kept --on 22/11/2026",
        "reception note 'Đã gửi giấy mời {name} cho vụ {id}' --status open --yes",
        "reception note --shift 'Bà Hoa 14h quay lại lấy biên nhận; máy in hết mực'",
    ),
    Field(
        ("text",), {},
        lambda desk, typed: _words(desk.settings.stdin() if typed == "-" else typed, _("note"), _("TEXT")),
        ("shift", "done"),
    ),
    option("--kept/--not-kept", default=None, help=mark("What was promised by a day was kept, or was not.")),
    option("--promise", type=int, metavar="ENTRY", help=mark("The promise it is about, where several are open.")),
    Field(("--on", "ended_on"), ON.attributes, lambda desk, typed: options.past_day(desk, typed) if typed else ""),
    option(
        "--shift", metavar="TEXT",
        help=mark("What is left for the next shift, about no matter; `agenda` tells it until it is done."),
    ),
    option(
        "--done", type=click.IntRange(1), multiple=True, metavar="N",
        help=mark("Shift note N is done; its number stands beside it in `agenda` (may be repeated)."),
    ),
    answer=_NoteAnswer(), filtered=True, form=("ids", "text"), aside=_of_shift,
)  # fmt: skip
def note(_desk: Desk, facts: Facts, on: str) -> bulk.Move:
    """Record the remark, or that a promise was kept or not."""
    if not facts["text"]:
        raise UsageFault(_("Missing: TEXT."), _("Say what is to be remarked."))
    if facts["kept"] is None:
        for name in (name for name in ("promise", "ended_on") if facts[name]):
            option_ = "--on" if name == "ended_on" else f"--{name}"
            raise UsageFault(
                _("{option} belongs to --kept or --not-kept.").format(option=option_), _("Say which of them.")
            )
        return lambda case, _book: (decisions.note(case, facts["text"]), ())
    day_ = facts["ended_on"] or on
    return lambda case, _book: (promises.end(case, facts["text"], facts["kept"], facts["promise"], day_), ())
