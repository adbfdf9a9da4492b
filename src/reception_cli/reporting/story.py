"""The story of one incident, visit or petition: what it is, its legal life, and every entry about it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reception_cli.domain.case import Case, Reception, transfers
from reception_cli.domain.dates import shown_day
from reception_cli.domain.entry import Entry, dead, readable
from reception_cli.domain.legal_life import Entered, Halt
from reception_cli.domain.words import _, language
from reception_cli.events.registry import KINDS, UNKNOWN
from reception_cli.reporting import disclosure
from reception_cli.reporting.fact_words import field_words, of_matter
from reception_cli.reporting.table import Column, Note, Table, in_sentences

# --- The legal life of a matter in words and columns: state, days, decision, extensions, referrals.

Names = Callable[[str], Mapping[str, str]]  # list name -> code -> the reader's word


def legal_state(case: Case, names: Names) -> Iterator[str]:
    """Tell where a matter stands in the law's own steps; nothing before the first legal fact."""
    life = case.life
    if life.stage:
        yield _("state: {state}, since {day}").format(state=names("state")[case.stage], day=_day(life.since))
    if life.accepted_on:
        template = _("accepted {day}, instance: {instance}")
        yield template.format(day=_day(life.accepted_on), instance=names("instance")[life.instance])
    if life.previous:
        yield _("follows {incident}").format(incident=life.previous)
    if life.next:
        yield _("followed by {incident}").format(incident=life.next)
    if life.decided_on:
        template = _("decided {day}: {outcome}")
        yield template.format(day=_day(life.decided_on), outcome=names("result")[life.decision["outcome"]])
    if life.assignee:
        yield _("responsible: {user}").format(user=life.assignee)
    for role, who in life.roles:
        yield f"{names('role')[role]}: {who}"
    if (n := transfers(case)) > 1:
        yield _("transferred {n} times").format(n=n)
    if life.entered:
        yield _entered(life.entered)


def _entered(entered: Entered) -> str:
    return _("in the national database: no. {number}, {day}").format(number=entered.number, day=_day(entered.on))


def legal_row(case: Case) -> dict[str, Any]:
    """Give the legal facts of a matter for machines."""
    life = case.life
    return {
        "stage": case.stage, "instance": life.instance or None, "previous": life.previous, "next": life.next,
        "accepted_on": life.accepted_on, "not_accepted": life.not_accepted, "decided_on": life.decided_on,
        "assignee": life.assignee or None, "withdrawn": life.withdrawn or None, "complex": list(life.criteria),
        "remote": life.remote, "decision": dict(life.decision) or None,
        "extensions": [_listed(each) for each in life.extensions], "pauses": [_halt(each) for each in life.pauses],
        "referrals": [each._asdict() for each in life.referrals], "steps": [each._asdict() for each in life.steps],
        "meetings": [each._asdict() for each in life.meetings],
        "promises": [each._asdict() for each in life.promises],
        "papers": [each._asdict() for each in life.papers],
        "notices": [each._asdict() for each in life.notices], "plans": [each._asdict() for each in life.plans],
        "roles": [{"role": role, "who": who} for role, who in life.roles], "transfers": transfers(case),
        "contacts": [{"on": on, "by": by} for on, by in life.contacts],
        "handovers": [dict(each) for each in life.handovers], "executed": [dict(each) for each in life.executed],
        "entered": life.entered and life.entered._asdict(),
    }  # fmt: skip


def _halt(each: Halt) -> dict[str, Any]:
    """Give a suspension; when it is to be looked at again only where that was said."""
    return {name: value for name, value in each._asdict().items() if name != "until" or value}


def _listed(each: Any) -> dict[str, Any]:
    return {**each._asdict(), "complex": list(each.complex)}


def legal_columns() -> tuple[Column, ...]:
    """Give the columns of `legal_row`."""
    return (
        Column("stage", _("State")), Column("instance", _("Instance")),
        Column("previous", _("Follows")), Column("next", _("Followed by")),
        Column("accepted_on", _("Accepted"), "date"),
        Column("not_accepted", _("Not accepted")),
        Column("decided_on", _("Decided"), "date"),
        Column("withdrawn", _("Withdrawn")), Column("complex", _("Complexity"), "list"), Column("remote", _("Remote")),
        Column("decision", _("Decision")), Column("extensions", _("Extensions"), "list"),
        Column("pauses", _("Suspensions"), "list"), Column("referrals", _("Referrals"), "list"),
        Column("steps", _("Steps"), "list"), Column("meetings", _("Meetings"), "list"),
        Column("promises", _("Promises"), "list"), Column("papers", _("Papers"), "list"),
        Column("notices", _("Notices"), "list"),
        Column("plans", _("Planned"), "list"), Column("roles", _("Roles"), "list"),
        Column("transfers", _("Transfers"), "number"),
        Column("contacts", _("Contacts"), "list"), Column("handovers", _("Sites handed over"), "list"),
        Column("executed", _("Carried out"), "list"), Column("entered", _("National database")),
    )  # fmt: skip


def _day(at: str) -> str:
    return shown_day(at[:10], language())


def _moment(at: str) -> str:
    return f"{_day(at)} {at[11:16]}" if len(at) > 10 else _day(at)


Why = tuple[str, str] | None  # a code and a sentence

# --- The whole story of one incident, visit or petition, in the order in which it happened.

def of_case(
    case: Case, names: Names, identity: bool, row: Mapping[str, Any], shape: tuple[Column, ...], why: Why = None,
    next_: str = "",
) -> Table:  # fmt: skip
    """Tell an incident: its row as in a list (`shape` its columns), its lines, and every entry with its date.

    `why` says why names are hidden, `next_` what is due next.
    """
    gone = dead(case.entries)
    said = (
        *_head(case, names, identity, why),
        *(["    " + next_] if next_ else []),
        "",
        *_lines(case, names, identity),
        "",
        *_history(case, names, identity, gone),
    )
    whole = {
        **row, "qualified": case.qualified, "prior": case.prior, "doc": case.doc, **legal_row(case),
        "lines": [_line_row(line, case.id) | (_entry(line) if line.entered else {}) for line in case.lines],
        "history": [_row(entry, case, identity, gone) for entry in case.entries],
    }  # fmt: skip
    return in_sentences(
        Table("show", (*shape, *case_columns()), [whole], notes=_why(why), said=said, number="id")
    )


def case_columns() -> tuple[Column, ...]:
    """Give the columns that a story has beyond those of a list."""
    return (
        Column("qualified", _("Qualified")), Column("prior", _("Resolved before")), Column("doc", _("Document")),
        *legal_columns(),
        Column("lines", _("Visits and petitions"), "list"), Column("history", _("History"), "list"),
    )  # fmt: skip


def of_line(
    line: Reception, cases: list[Case], names: Names, identity: bool, who: Mapping[str, Any], why: Why = None
) -> Table:
    """Tell a visit or petition and the incidents it is about; `identity` shows names and text, a note `why` not."""
    said = [line_said(line, names, identity)]
    if identity:
        said += [f"    {field_words().get(name, name)}: {value}" for name, value in line.private.items() if value]
    said += [f"    {case.id}: {what(case, names)}" for case in cases]
    history = {entry["seq"]: entry for case in cases for entry in case.entries if entry["subject"] == line.id}
    for seq in sorted(history):
        if history[seq]["kind"] == "corrected":
            said.append("    " + _put_right(history[seq], names, identity))
    row = {**_line_row(line, ""), **_entry(line), "incidents": list(line.incidents)}
    row |= {**line.private, **who} if identity else {}
    return Table(
        "show", tuple(Column(key, key) for key in row), [row], notes=_why(why), title=line.id, said=tuple(said),
        number="id",
    )  # fmt: skip


def _why(why: Why) -> tuple[Note, ...]:
    return (Note(*why),) if why else ()


def _head(case: Case, names: Names, identity: bool, why: Why) -> Iterator[str]:
    yield _("{incident}: {what}").format(incident=case.id, what=what(case, names))
    yield _("    opened {day}").format(day=_moment(case.opened_on))
    if case.competence:
        yield _("    competence: {competence}").format(competence=names("competence")[case.competence])
    if case.handling:
        yield _("    handling: {handling}").format(handling=names("handling")[case.handling])
    yield from ("    " + line for line in legal_state(case, names))
    if case.status == "closed":
        day = _moment(case.closed_on) if case.closed_on else _("on a day not recorded")
        yield _("    closed {day}: {result}").format(day=day, result=names("result")[case.result or ""])
    if case.confidential and not identity and not why:  # else a note says so
        yield "    " + _("A denunciation: identity and text are confidential.")
    if identity and case.private.get("content"):
        yield "    " + case.private["content"]
    for name, label in of_matter().items() if identity else ():
        if case.private.get(name):
            yield f"    {label}: {case.private[name]}"


def what(case: Case, names: Names) -> str:
    """Name kind, field and status of a matter."""
    kind = names("kind").get(case.kind or "", _("not classified"))
    field = names("field").get(case.field or "")
    return ", ".join(filter(None, (kind, field, names("status")[case.status])))


def _lines(case: Case, names: Names, identity: bool) -> Iterator[str]:
    for line in case.lines:
        yield line_said(line, names, identity)
        handling = line.handling.get(case.id)
        if handling:
            yield _("    handling: {handling}").format(handling=names("handling")[handling])


def line_said(line: Reception, names: Names, identity: bool) -> str:
    """Tell one register line in one sentence."""
    who = ", ".join(filter(None, (line.private.get("name"), line.private.get("address")))) if identity else ""
    if line.type == "petition":
        text = _("{id} {day}: petition ({source}), signatories: {n}").format(
            id=line.id,
            day=_moment(line.day),
            source=names("source").get(line.source or "", "-"),
            n=line.signatories or 1,
        )
    else:
        text = _("{id} {day}: {session}, received by {host}, people: {n}").format(
            id=line.id, day=_moment(line.day), session=names("session").get(line.session or "", "-"),
            host=names("host").get(line.host or "", "-"), n=line.people,
        )  # fmt: skip
        text += f", {names('mode')[line.mode]}" if line.mode else ""
        text += "".join(f", {told}" for told in _group(line, names))
    if line.refused:
        text += _("; reception refused: {ground}").format(
            ground=names("refusal").get(line.refused, line.refused)
        )
    if line.entered:
        text += "; " + _entered(line.entered)
    if line.void:
        text += _("; struck through")
    return f"{text}; {who}" if who else text


def _group(line: Reception, names: Names) -> Iterator[str]:
    """Tell of a visit whom those who came speak for, and by which paper."""
    words = field_words()
    for name in ("petitioners", "representatives", "bodies", "capacity", "appointment"):
        value = getattr(line, name)
        if value:
            codes = {"bodies": "body", "capacity": "capacity"}.get(name)
            listed = [str(value)] if isinstance(value, str | int) else value
            told = ", ".join(names(codes).get(each, each) if codes else each for each in listed)
            yield f"{words[name]}: {told}"


def _history(case: Case, names: Names, identity: bool, gone: frozenset[int]) -> Iterator[str]:
    """List every entry: when, by whom, what; what was taken back stays visible as such."""
    for entry in case.entries:
        line = _("{when}  {what} {subject} ({user})").format(
            when=_moment(entry["at"]), what=_name(entry["kind"]),
            subject=entry["subject"] or ", ".join(entry["data"].get("subjects", ())), user=entry["user"],
        )  # fmt: skip
        facts = ", ".join(_facts(entry, names, identity))
        text = _text(entry, case, identity)
        back = _("[taken back]") if entry["seq"] in gone else ""
        yield "  ".join(filter(None, (line, facts, text, back)))


def _name(kind: str) -> str:
    return kind if KINDS[kind] is UNKNOWN else _(KINDS[kind].story)


def _facts(entry: Entry, names: Names, identity: bool) -> Iterator[str]:
    """Tell the facts of one entry that its kind labels; texts are private and stand elsewhere."""
    data = entry["data"]
    if entry["kind"] == "corrected":
        yield from changes(data["before"], data["set"], names, identity)
    for name, field in KINDS[entry["kind"]].data.items():
        if field.label and name in data:
            for value in data[name] if isinstance(data[name], list) else [data[name]]:
                text = names(field.codes).get(value, value) if field.codes else _shown(value)
                yield _(field.label).format(value=text)


_CODED = ("session", "host", "source", "kind", "field", "competence", "prior", "result", "instance")  # codes of a list


def changes(before: Mapping[str, Any], after: Mapping[str, Any], names: Names, identity: bool) -> Iterator[str]:
    """Tell what was put right, as it was and as it is; a fact of the person is named alone without `identity`."""
    labels = field_words()
    for name in after:
        if name in disclosure.KEYS and not identity:
            yield labels[name]
            continue
        was, now = (fact_said(name, told.get(name), names) for told in (before, after))
        yield _("{field}: {before} → {after}").format(field=labels[name], before=was, after=now)


def _put_right(entry: Entry, names: Names, identity: bool) -> str:
    """Tell one correction: when, by whom, what; texts that were put right are named alone."""
    facts = [*changes(entry["data"]["before"], entry["data"]["set"], names, identity)]
    facts += [field_words()[name] for name in readable(entry) if name != "reason"]
    return _("{when}  {what} {subject} ({user})").format(
        when=_moment(entry["at"]), what=_name(entry["kind"]), subject=", ".join(facts), user=entry["user"],
    )  # fmt: skip


def fact_said(name: str, value: Any, names: Names) -> str:
    """Tell the value of one fact as a clerk reads it."""
    if value in (None, "", []):
        return "-"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in _CODED:
        return names(name).get(value, value)
    return _moment(value) if name == "at" else _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return _day(text) if len(text) == 10 and text[4] == text[7] == "-" else text


def _text(entry: Entry, case: Case, identity: bool) -> str:
    if not identity or KINDS[entry["kind"]].makes:
        return ""
    untold = KINDS[entry["kind"]].untold
    return "; ".join(value for name, value in readable(entry).items() if name not in untold)


def _line_row(line: Reception, incident: str) -> dict[str, Any]:
    return {
        "id": line.id, "type": line.type, "at": line.at, "people": line.people, "petitioners": line.petitioners,
        "signatories": line.signatories, "session": line.session, "host": line.host, "source": line.source,
        "group": line.group, "refused": line.refused, "handling": line.handling.get(incident), "void": line.void,
    }  # fmt: skip


def _entry(line: Reception) -> dict[str, Any]:
    return {"entered": line.entered and line.entered._asdict()}


def _row(entry: Entry, case: Case, identity: bool, gone: frozenset[int]) -> dict[str, Any]:
    return {
        "seq": entry["seq"], "at": entry["at"], "kind": entry["kind"], "subject": entry["subject"],
        "user": entry["user"], "taken_back": entry["seq"] in gone, "facts": entry["data"],
        "text": _text(entry, case, identity),
    }  # fmt: skip
