"""`add` and `visit`: a reception, with a new incident or a further one of incidents that are known."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

import click

from reception_cli import law
from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.case import OF_MATTER
from reception_cli.domain.case import Reception as Line
from reception_cli.domain.dates import Moment, said_day
from reception_cli.domain.entry import Draft, Entry, sha256
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.events.reception import (
    ONLINE,
    WALK_IN,
    Matter,
    Reception,
    again,
    expected,
    may_be_online,
    receive,
    repeats,
    split,
)  # fmt: skip
from reception_cli.index.queries.similar import Match, Person, similar
from reception_cli.index.register_view import RegisterView
from reception_cli.law.data import cited
from reception_cli.law.seals import may_receive, may_split
from reception_cli.reporting import receipt
from reception_cli.reporting.table import Table

# --- What both share: the options of a reception, and how they become one.

_PERSONS = click.IntRange(1, options.MOST_PERSONS)
_OF_ONLINE = {"central": "central", "points": "point", "open_name": "no-secrecy"}
PRIVATE = ("name", "address", "id_no", "phone", "host_name", "note")


def described(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that describe a reception."""
    code = options.Code
    for option in reversed(
        (
            click.option("--name", metavar="NAME", help=_("Who came; - reads standard input.")),
            click.option("--address", metavar="TEXT", help=_("Where they live.")),
            click.option("--commune", metavar="NAME", type=options.Word("communes"), help=_("Commune, ward or town.")),
            click.option("--id-no", metavar="NO", help=_("Number of the identity paper.")),
            click.option("--phone", metavar="NO", help=_("Telephone.")),
            click.option("--anonymous", is_flag=True, help=_("Nobody gave a name.")),
            click.option("--people", type=_PERSONS, metavar="N", help=_("Persons present (1).")),
            click.option(
                "--petitioners",
                type=_PERSONS,
                metavar="N",
                help=_("Citizens with a petition of the same content."),
            ),
            click.option("--session", type=code("session"), help=_("Kind of reception (regular).")),
            click.option("--host", type=code("host"), help=_("Who received: officer, head, delegate.")),
            click.option("--host-name", metavar="NAME", help=_("Name of who received.")),
            click.option("--at", type=options.When(), metavar="WHEN", help=_("Day, or day and time (now).")),
            click.option("--source", type=code("source"), help=_("How it came (walk-in).")),
            click.option("--mode", type=code("mode"), help=_("In person, or online.")),
            click.option("--central", metavar="TEXT", help=_("Central point of an online reception.")),
            click.option(
                "--point", "points", multiple=True, metavar="TEXT",
                help=_("Connection point of an online reception (may be repeated)."),
            ),
            click.option(
                "--no-secrecy", "open_name", is_flag=True,
                help=_("Whoever denounces online does not ask for secrecy."),
            ),
            click.option(
                "--body", "bodies", multiple=True, type=code("body"),
                help=_("For whom it was received: committee, council, party, deputies (may be repeated)."),
            ),
            click.option(
                "--capacity", type=code("capacity"),
                help=_("In whose name: self, representative, authorised, lawyer."),
            ),
            click.option(
                "--appointment", metavar="NO",
                help=_("The paper by which others appointed or authorised them."),
            ),
            click.option(
                "--representatives", type=_PERSONS, metavar="N",
                help=_("How many of those present speak for the others."),
            ),
            click.option("--petition", is_flag=True, help=_("A paper was handed over.")),
            click.option("--signatories", type=_PERSONS, metavar="N", help=_("Who signed it.")),
            click.option("--note", metavar="TEXT", help=_("A remark on this reception.")),
            click.option(
                "--after-seal", is_flag=True, help=_("Record behind a seal; it stands apart in reports.")
            ),
            click.option("--key", metavar="K", help=_("Makes a repeated call harmless.")),
        )
    ):
        command = option(command)
    return command  # fmt: skip


class Answers(NamedTuple):
    """What was said of a reception, cleaned."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Give one text; empty when nothing was said."""
        return str(self.values.get(name) or "")


def cleaned(given: Mapping[str, Any]) -> Answers:
    """Clean every text that was given; all faults are told together."""
    values, faults = dict(given), []
    for name, label in receipt.text_words().items():
        if values.get(name):
            try:
                values[name] = clean(str(values[name]), label, lines=name in ("content", "note"))
            except UsageFault as fault:
                faults.append(fault)
    options.raise_faults(faults)
    return Answers(values)


def from_stdin(desk: Desk, given: dict[str, Any], *names: str) -> dict[str, Any]:
    """Read the one text given as `-` from standard input."""
    dashes = [name for name in names if given.get(name) == "-"]
    if len(dashes) > 1:
        raise UsageFault(
            _("Only one of {names} can be read from standard input.").format(names=", ".join(dashes)),
            _("Give the others on the command line."),
        )
    return {**given, **{name: desk.settings.stdin().rstrip("\r\n") for name in dashes}}


def reception(desk: Desk, answers: Answers) -> Reception:
    """Put a reception together; impossible combinations are refused, all at once."""
    values = answers.values
    options.raise_faults(_contradictions(desk, values))
    at: Moment | None = values.get("at")
    people = values.get("people") or 1
    petitioners = values.get("petitioners")
    visit = values.get("source") in (None, WALK_IN)
    key = answers.text("key")
    facts = {
        "people": people if visit else None,
        "petitioners": petitioners,
        "session": values.get("session") or desk.habit("session") or options.USUAL["session"],
        "host": values.get("host") or desk.habit("host") or options.USUAL["host"],
        "source": values.get("source") or WALK_IN,
        "signatories": values.get("signatories") or (1 if values.get("petition") or not visit else None),
        "group": _is_group(desk, at, people, petitioners, values.get("signatories")),
        "commune": desk.commune(answers.text("commune")) or None,
        "anonymous": bool(values.get("anonymous")),
        **_online(values),
        "bodies": sorted(set(values.get("bodies") or ())) or None, "capacity": values.get("capacity"),
        "appointment": clean(values.get("appointment") or "", _("appointment")) or None,
        "representatives": values.get("representatives"),
    }
    _represented(desk, facts, people, at.day if at else desk.today)
    if visit and facts["session"] != "regular" and facts["host"] == "officer":
        desk.warn(
            _("The report form counts periodic and ad hoc reception of the head or a delegate only: see --host.")
        )
    private = {name: answers.text(name) for name in PRIVATE if answers.text(name)}
    when = at.iso() if at else desk.settings.now
    seal = desk.seal(bool(values.get("after_seal")))
    may_receive(when, seal)
    facts |= seal.mark([when])
    digest = sha256((desk.book.setting("secret") + key).encode()).hexdigest() if key else None
    return Reception(when, private, facts, bool(values.get("petition")), values.get("refused"), digest)


def _represented(desk: Desk, facts: Mapping[str, Any], people: int, day: date) -> None:
    """Say where more speak for a group than the law has: fewer for a small one."""
    if not facts["representatives"]:
        return
    many = max(people, *(facts[name] or 1 for name in ("petitioners", "signatories")))
    small = many <= desk.limit("representatives_small_upto", day)
    most = law.terms.limit_of("representatives_most_small" if small else "representatives_most", day)
    if facts["representatives"] > most.value:
        text = _("{n} representatives of {many} people: {most} at most ({source}).")
        source = cited(most.source)
        desk.warn(text.format(n=facts["representatives"], many=many, most=most.value, source=source))


def _online(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what was said of an online reception; in person is what is not said."""
    if values.get("mode") != ONLINE:
        return {}
    points = [clean(point, _("connection point")) for point in values.get("points") or ()]
    central = clean(values.get("central") or "", _("central point"))
    return {"mode": ONLINE, "central": central, "points": points or None, "open_name": bool(values.get("open_name"))}


def _not_online(desk: Desk, values: Mapping[str, Any], day: date) -> Iterator[UsageFault]:
    """Say what speaks against an online reception as it was told."""
    said = [f"--{word}" for name, word in _OF_ONLINE.items() if values.get(name)]
    if values.get("mode") != ONLINE:
        if said:
            text = _("{options}: of an online reception only.").format(options=", ".join(said))
            yield UsageFault(text, _("Add --mode online."))
        return
    mode = desk.codes("mode")[ONLINE]
    if not mode.allows("", day):
        text = _("Online reception exists from {day} only ({source}).")
        yield UsageFault(text.format(day=said_day(mode.since.isoformat()), source=cited(mode.source)), _("Mend --at."))
    if values.get("source") not in (None, WALK_IN):
        yield UsageFault(
            _("--mode online is a reception, --source {source} a petition: nobody is received.").format(
                source=values["source"]
            ),
            _("Leave one of them out."),
        )
    if not values.get("central"):
        yield UsageFault(_("Missing: --central."), _("Name the central point of the online reception."))


def _contradictions(desk: Desk, values: Mapping[str, Any]) -> list[UsageFault]:
    at: Moment | None = values.get("at")
    visit = values.get("source") in (None, WALK_IN)
    paper = values.get("petition") or not visit
    faults = [fault] if at and (fault := options.ahead(desk, at, _("Mend --at."))) else []
    if not visit and (values.get("people") or values.get("refused")):
        faults.append(UsageFault(
            _("A petition by {source} has no people present and cannot be refused at the desk.").format(
                source=values["source"]
            ),
            _("Leave out --people and --refused, or --source."),
        ))  # fmt: skip
    if values.get("representatives") and not visit and not values.get("signatories"):
        faults.append(UsageFault(_("--representatives of how many?"), _("Add --signatories.")))
    if values.get("duplicate") and not paper:
        faults.append(UsageFault(
            _("--duplicate is of a petition."), _("Example: reception visit 4 --source post --duplicate P12")
        ))  # fmt: skip
    if values.get("signatories") and not paper:
        faults.append(UsageFault(
            _("--signatories needs a petition."), _("Add --petition, or --source post.")
        ))  # fmt: skip
    faults += _not_online(desk, values, at.day if at else desk.today)
    if values.get("anonymous") and values.get("name"):
        faults.append(UsageFault(_("--anonymous and --name exclude each other."), _("Choose one.")))
    return faults


def _is_group(desk: Desk, at: Moment | None, *counts: int | None) -> bool:
    most = max((count for count in counts if count), default=1)
    return most > 1 and most >= desk.limit("group_min", at.day if at else desk.today)


def numbers(entries: Sequence[Entry]) -> receipt.Numbers:
    """Pick the numbers that a batch of reception entries gave out or speaks of."""
    found: dict[str, str] = {}
    incidents: list[str] = []
    for entry in entries:
        if entry["kind"] == "attached":
            found["visit" if entry["subject"][0] == "V" else "petition"] = entry["subject"]
            incidents = [entry["data"]["incident"]]
        else:
            found[entry["kind"]] = entry["subject"]
            incidents += entry["data"].get("incidents", ())
    return receipt.Numbers(found.get("visit"), found.get("petition"), tuple(dict.fromkeys(incidents)))


def recorded_under(book: RegisterView, key: str | None, line: str = "") -> receipt.Numbers | None:
    """Find what a call with this key recorded; None when there was none. `line` is the visit added to."""
    marked = book.marked(f"key:{key}") if key else None
    if not key or not (marked or line):
        return None
    found = book.line(marked or line)
    for incident in found.incidents:
        entries = book.case(incident).entries
        first = next((entry for entry in entries if entry["data"].get("key") == key), None)
        if first:
            return numbers([entry for entry in entries if entry["batch"] == first["batch"]])
    if not marked:
        return None
    pair = (marked, None) if found.type == "visit" else (None, marked)
    return receipt.Numbers(pair[0], pair[1], found.incidents)


# --- A visit or petition with its new incident.


@options.verb(
    _("Record one visit (or petition) with its new incident; on a terminal what is missing is asked."),
    (
        "reception add 'Tranh chấp ranh giới đất thửa 804' --name 'Ngô Bá Tú' --address 'thôn 3, xã Bình Trung'",
        "reception add 'Đơn kiến nghị sửa đường thôn' --name 'Lê Văn An' --address 'thôn 1' --source post",
    ),
    options.writing,
    columns=lambda _desk, _given: receipt.columns("add"),
)
@click.argument("content", required=False)
@described
@click.option("--kind", type=options.Code("kind"), help=_("Kind of the incident."))
@click.option("--field", type=options.Code("field"), help=_("Field of the incident."))
@click.option("--against", metavar="NAME", help=_("The person or body complained of or denounced."))
@click.option("--against-post", metavar="TEXT", help=_("Their post."))
@click.option("--against-workplace", metavar="TEXT", help=_("Where they work."))
@click.option("--place", metavar="TEXT", help=_("Where the matter arose."))
@click.option("--project", metavar="TEXT", help=_("In which project it arose."))
@click.option("--refused", type=options.Code("refusal"), metavar="GROUND", help=_("Reception was refused."))
@click.option("--to", metavar="VISIT", help=_("Add another incident to this visit, or to this paper and its visit."))
@click.pass_obj
def add(desk: Desk, /, **given: Any) -> Table:
    """Record what was given, after asking for what is missing."""
    given = from_stdin(desk, given, "content", "name")
    if given["to"]:
        return _split(desk, given)
    if desk.settings.interactive:
        given = import_module("reception_cli.cli.commands.dialogue").reception(desk, given, partial(_judge, desk))
    answers = cleaned(given)
    require(answers)
    return _record(desk, answers)


def _judge(desk: Desk, values: Mapping[str, Any]) -> None:
    """Refuse what cannot be recorded together, before anything is."""
    request = reception(desk, cleaned(values))
    kind = desk.book.case(values["attach"]).kind if values.get("attach") else values["kind"]
    may_be_online(request.facts, [kind])


_OF_A_SPLIT = {"content", "kind", "field", "to", "key", "after_seal", *OF_MATTER}


def _matter(answers: Answers) -> Matter:
    """Put together what a new incident is about."""
    about = {name: answers.text(name) for name in OF_MATTER}
    return Matter(answers.text("content"), {"kind": answers.values["kind"], "field": answers.values["field"]}, about)


def require(answers: Answers) -> None:
    """Name everything that is missing at once."""
    values = answers.values
    missing = [] if answers.text("content") or values["refused"] or values.get("attach") else [_("CONTENT")]
    if not values["anonymous"]:
        missing += [f"--{name}" for name in ("name", "address") if not answers.text(name)]
    if missing:
        raise UsageFault(
            _("Missing: {what}.").format(what=", ".join(missing)),
            _("Give them, or --anonymous where nobody said a name."),
            missing=missing,
        )


def _record(desk: Desk, answers: Answers) -> Table:
    if answers.values.get("attach"):
        answers = _attached(desk, answers)
    request = reception(desk, answers)
    matter = _matter(answers)
    known = answers.values.get("attach")
    before: list[receipt.Numbers] = []
    repeat = False

    def decide(book: RegisterView) -> list[Draft]:
        nonlocal repeat
        before[:] = filter(None, [recorded_under(book, request.key)])
        if before:
            return []
        cases = [book.case(known)] if known else []
        may_be_online(request.facts, [case.kind for case in cases] or [answers.values["kind"]])
        if known:
            repeat = repeats(request, cases)
            drafts = again(request, law.decisions.come_again(cases), book.numbers())
        else:
            drafts = receive(request, matter, book.numbers())
        return [*drafts, *expected(drafts, book.expected(request.at[:10]))]

    guided = bool(answers.values.get("guided"))
    told = guided or _tell_before(desk, answers)
    person = Person(*(answers.text(name) for name in ("name", "id_no", "address", "content")))
    likely = [] if known or answers.values["kind"] == "denunciation" else similar(desk.book, person)
    entries = desk.record("add", decide)
    if guided:
        desk.keep_draft(None)
    if before:
        return receipt.repeated("add", desk.book, before[0])
    if not answers.values["anonymous"] and not answers.text("id_no"):
        desk.warn(_("No identity number was given."))
    if not guided:
        _doubt(desk, answers)
    table = _acknowledged(desk, "add", entries, repeat, likely, told)
    return _with_next_step(desk, table) if guided else table


def _tell_before(desk: Desk, answers: Answers) -> bool:
    """Say who was here before, before it is recorded, where somebody sits there; whether that was done."""
    if not desk.settings.interactive or not desk.settings.terminal or desk.settings.quiet:
        return False
    import_module("reception_cli.cli.commands.dialogue").Before(desk).news({"attach": None, **answers.values})
    return True


def _doubt(desk: Desk, answers: Answers) -> None:
    """Say what is implausible about the identity number, or that one stands in the address."""
    identity_numbers = import_module("reception_cli.law.identity_numbers")
    for line in identity_numbers.remarks(answers.text("id_no"), desk.today):
        desk.warn(line)
    if identity_numbers.within(answers.text("address")):
        desk.warn(_("An identity number seems to stand in the address; its own option is --id-no."))


def _acknowledged(
    desk: Desk, verb: str, entries: list[Entry], repeat: bool, likely: list[Match], told: bool = False
) -> Table:
    """Tell the numbers given out, and by when something is owed of their incidents."""
    done = numbers(entries)
    owed = desk.next_due(*done.incidents)
    due = ""
    if owed and desk.settings.terminal:
        due = import_module("reception_cli.reporting.matter_lines").due_words(owed[1], owed[0])
    return receipt.acknowledge(verb, done, repeat, likely, desk.settings.dry_run, owed, told, due)


def _with_next_step(desk: Desk, table: Table) -> Table:
    """Say what is to be done next with the matter that was just recorded."""
    incident = next(iter(table.rows))["incident"]
    if not incident or desk.settings.dry_run:
        return table
    case = desk.own.case(incident)
    if not (case.kind and case.field and case.competence and case.handling):
        what = _("Next: say what it is and who decides it: `reception classify {incident}`.")
    else:
        what = _("Next: `reception show {incident}` tells what may follow.")
    return table._replace(said=(*table.said, what.format(incident=incident)))


def _attached(desk: Desk, answers: Answers) -> Answers:
    """What was said of the matter of a known incident is kept as a remark on this visit."""
    values = answers.values
    if values["kind"] or values["field"]:
        kept = _("{incident} keeps its kind and field; see `reception classify`.")
        desk.warn(kept.format(incident=values["attach"]))
    remark = "\n".join(filter(None, (answers.text("content"), answers.text("note"))))
    return answers._replace(values={**values, "note": remark})


def _split(desk: Desk, given: dict[str, Any]) -> Table:
    """Add another incident to a visit that is in the register."""
    answers = cleaned(given)
    said = {name for name, value in given.items() if value not in (None, False, ())}
    surplus = [name for name in given if name in said - _OF_A_SPLIT]
    if surplus or not answers.text("content"):
        unfit = " (" + ", ".join("--" + name.replace("_", "-") for name in surplus) + ")" if surplus else ""
        raise UsageFault(
            _(
                "--to takes the reception from the visit{unfit}: give CONTENT, --kind and --field only."
            ).format(unfit=unfit),
            _("Example: reception add 'Đề nghị cấp giấy chứng nhận' --to V107"),
        )
    matter = _matter(answers)

    before: list[receipt.Numbers] = []
    papers: list[str] = []

    def decide(book: RegisterView) -> list[Draft]:
        line = book.line(given["to"])
        request = reception(desk, answers)._replace(at=line.at)
        before[:] = filter(None, [recorded_under(book, request.key, line.id)])
        if before:
            return []
        may_split(line, desk.seal(bool(given["after_seal"])))
        met = book.line(line.visit) if line.visit else line
        may_be_online(met._asdict(), [answers.values["kind"]])
        papers[:] = _papers(book, line)
        return split(line, request, matter, book.numbers())

    entries = desk.record("add", decide)
    if before:
        return receipt.repeated("add", desk.book, before[0])
    if papers:
        text = _("it stands in no petition; where the paper names it too, undo this and say --to {paper}")
        desk.warn(text.format(paper=", ".join(papers)))
    return _acknowledged(desk, "add", entries, False, [])


def _papers(book: RegisterView, visit: Line) -> list[str]:
    """Number the papers that were handed over at a visit; none where the line is a paper itself."""
    lines = (line for incident in visit.incidents for line in book.case(incident).lines)
    return list(dict.fromkeys(line.id for line in lines if line.visit == visit.id and not line.void))


# --- A further visit of incidents that are in the register.


def repeated(book: RegisterView, typed: str | None, incidents: Sequence[str]) -> str | None:
    """Find the petition that another one repeats: one of the same matter; raises UsageFault."""
    if not typed:
        return None
    line = book.line(typed)
    if line.type != "petition" or not set(incidents) & set(line.incidents):
        raise UsageFault(
            _("{id} is no petition of {incidents}, so nothing repeats it.").format(
                id=line.id, incidents=", ".join(incidents)
            ),
            _("Example: reception visit 4 --source post --duplicate P12"),
        )
    return line.id


@options.verb(
    _("Record a further visit of one or more known incidents; who came is taken from the last visit."),
    ("reception visit 1", "reception visit 1 2 --people 3 --host head --session periodic"),
    options.writing,
    columns=lambda _desk, _given: receipt.columns("visit"),
    form=("incidents", "at", "people", "session", "host", "note"),
)
@click.argument("incidents", metavar="ID...", nargs=-1, required=True, type=options.Incident())
@described
@click.option(
    "--duplicate", metavar="PETITION", help=_("It repeats this petition: the same people, the same content.")
)
@click.pass_obj
def visit(desk: Desk, /, incidents: tuple[str, ...], **given: Any) -> Table:
    """Record the visit, with the last visitor's identity where none is given."""
    answers = cleaned(from_stdin(desk, given, "name"))
    request = reception(desk, answers)
    wanted = options.numbers(desk, incidents)
    known: list[receipt.Numbers] = []
    repeat = True

    def decide(book: RegisterView) -> list[Draft]:
        nonlocal repeat
        known[:] = filter(None, [recorded_under(book, request.key)])
        if known:
            return []
        cases = [book.case(incident) for incident in wanted]
        may_be_online(request.facts, [case.kind for case in cases])
        repeat = repeats(request, cases)
        last = law.decisions.latest_line(cases[0])
        same = not answers.values["anonymous"] and not answers.text("name") and last is not None
        who = {**last.private, **book.encrypted(last.id)} if same and last else {}
        for name in ("note", "host_name"):  # of the earlier reception, not of who came
            who.pop(name, None)
        commune = request.facts["commune"] or (last.commune if same and last else None)
        same_as = repeated(book, given.get("duplicate"), [case.id for case in cases])
        facts = {**request.facts, "commune": commune, "duplicate": same_as}
        full = request._replace(private={**who, **request.private}, facts=facts)
        drafts = again(full, law.decisions.come_again(cases), book.numbers())
        return [*drafts, *expected(drafts, book.expected(request.at[:10]))]

    entries = desk.record("visit", decide)
    if known:
        return receipt.repeated("visit", desk.book, known[0])
    return _acknowledged(desk, "visit", entries, repeat, [])
