"""The whole story of one incident, visit or petition, in the order in which it happened."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reception_cli.model.case import Case, Line
from reception_cli.model.dates import shown_day
from reception_cli.model.entry import Entry
from reception_cli.model.history import dead
from reception_cli.model.words import _, language
from reception_cli.reports.legal import legal_columns, legal_facts, legal_kinds, legal_row, legal_state
from reception_cli.reports.table import Column, Table

Names = Callable[[str], Mapping[str, str]]  # list name -> code -> the reader's word


def of_case(
    case: Case, names: Names, identity: bool, row: Mapping[str, Any], shape: tuple[Column, ...]
) -> Table:
    """Tell an incident: its row as in a list (`shape` its columns), its lines, and every entry with its date."""
    said = (
        *_head(case, names, identity),
        "",
        *_lines(case, names, identity),
        "",
        *_told(case, names, identity),
    )
    whole = {
        **row, "qualified": case.qualified, "prior": case.prior, "doc": case.doc, **legal_row(case),
        "lines": [_line_row(line, case.id) for line in case.lines],
        "history": [_row(entry, case, identity) for entry in case.entries],
    }  # fmt: skip
    more = (
        Column("qualified", _("Qualified")), Column("prior", _("Resolved before")), Column("doc", _("Document")),
        *legal_columns(),
        Column("lines", _("Visits and petitions"), "list"), Column("history", _("History"), "list"),
    )  # fmt: skip
    return Table("show", (*shape, *more), [whole], said=said, number="id")


def of_line(line: Line, cases: list[Case], names: Names, identity: bool, who: Mapping[str, Any]) -> Table:
    """Tell one visit or petition and the incidents it is about; `identity` shows names and text."""
    said = [_line(line, names, identity)]
    if identity:
        said += [f"    {_label(name)}: {value}" for name, value in line.private.items() if value]
    said += [f"    {case.id}: {_what(case, names)}" for case in cases]
    row = {**_line_row(line, ""), "incidents": list(line.incidents)}
    row |= {**line.private, **who} if identity else {}
    return Table(
        "show", tuple(Column(key, key) for key in row), [row], title=line.id, said=tuple(said), number="id"
    )


def _head(case: Case, names: Names, identity: bool) -> Iterator[str]:
    yield _("{incident}: {what}").format(incident=case.id, what=_what(case, names))
    yield _("    opened {day}").format(day=_day(case.opened_on))
    if case.competence:
        yield _("    competence: {competence}").format(competence=names("competence")[case.competence])
    if case.handling:
        yield _("    handling: {handling}").format(handling=names("handling")[case.handling])
    yield from ("    " + line for line in legal_state(case, names))
    if case.status == "closed":
        day = _day(case.closed_on) if case.closed_on else _("on a day not recorded")
        yield _("    closed {day}: {result}").format(day=day, result=names("result")[case.result or ""])
    if case.confidential and not identity:
        yield _("    A denunciation: identity and text are confidential.")
    elif identity and case.private.get("content"):
        yield "    " + case.private["content"]


def _what(case: Case, names: Names) -> str:
    kind = names("kind").get(case.kind or "", _("not classified"))
    field = names("field").get(case.field or "")
    return ", ".join(filter(None, (kind, field, names("status")[case.status])))


def _lines(case: Case, names: Names, identity: bool) -> Iterator[str]:
    for line in case.lines:
        yield _line(line, names, identity)
        handling = line.handling.get(case.id)
        if handling:
            yield _("    handling: {handling}").format(handling=names("handling")[handling])


def _line(line: Line, names: Names, identity: bool) -> str:
    """Tell one register line in one sentence."""
    who = ", ".join(filter(None, (line.private.get("name"), line.private.get("address")))) if identity else ""
    if line.type == "petition":
        text = _("{id} {day}: petition ({source}), signatories: {n}").format(
            id=line.id,
            day=_day(line.day),
            source=names("source").get(line.source or "", "-"),
            n=line.signatories or 1,
        )
    else:
        text = _("{id} {day}: {session}, received by {host}, people: {n}").format(
            id=line.id, day=_day(line.day), session=names("session").get(line.session or "", "-"),
            host=names("host").get(line.host or "", "-"), n=line.people,
        )  # fmt: skip
    if line.refused:
        text += _("; reception refused: {ground}").format(
            ground=names("refusal").get(line.refused, line.refused)
        )
    if line.void:
        text += _("; struck through")
    return f"{text}; {who}" if who else text


def _told(case: Case, names: Names, identity: bool) -> Iterator[str]:
    """List every entry: when, by whom, what; what was taken back stays visible as such."""
    gone = dead(case.entries)
    for entry in case.entries:
        line = _("{when}  {what} {subject} ({user})").format(
            when=_day(entry["at"]), what=kinds().get(entry["kind"], entry["kind"]),
            subject=entry["subject"] or ", ".join(entry["data"].get("subjects", ())), user=entry["user"],
        )  # fmt: skip
        facts = _facts(entry, names)
        text = _text(entry, case, identity)
        back = _("[taken back]") if entry["seq"] in gone else ""
        yield "  ".join(filter(None, (line, facts, text, back)))


def kinds() -> dict[str, str]:
    """Name the kinds of entries."""
    return {
        "incident": _("opened"), "visit": _("visit"), "petition": _("petition"), "attached": _("incident added to"),
        "classified": _("classified"), "closed": _("closed"), "reopened": _("reopened"), "noted": _("noted"),
        "retracted": _("taken back"), "configured": _("configured"), "imported": _("imported"),
        "disclosed": _("shown or exported"), "corrected": _("corrected"), "voided": _("struck through"),
        "redacted": _("private values erased"), "sealed": _("sealed"),
        "consolidated": _("delivery taken in"), **legal_kinds(),
    }  # fmt: skip


_LISTS = ("kind", "field", "competence", "handling", "prior", "result")


def _facts(entry: Entry, names: Names) -> str:
    data = entry["data"] if entry["kind"] in ("classified", "closed") else {}
    if not data:
        return legal_facts(entry, names)
    return ", ".join(names(key).get(data[key], data[key]) for key in _LISTS if data.get(key))


def _text(entry: Entry, case: Case, identity: bool) -> str:
    if not identity or entry["kind"] in ("incident", "visit", "petition"):
        return ""
    return "; ".join(pair[1] for pair in entry["private"].values())


def _line_row(line: Line, incident: str) -> dict[str, Any]:
    return {
        "id": line.id, "type": line.type, "at": line.at, "people": line.people, "petitioners": line.petitioners,
        "signatories": line.signatories, "session": line.session, "host": line.host, "source": line.source,
        "group": line.group, "refused": line.refused, "handling": line.handling.get(incident), "void": line.void,
    }  # fmt: skip


def _row(entry: Entry, case: Case, identity: bool) -> dict[str, Any]:
    return {
        "seq": entry["seq"], "at": entry["at"], "kind": entry["kind"], "subject": entry["subject"],
        "user": entry["user"], "taken_back": entry["seq"] in dead(case.entries), "facts": entry["data"],
        "text": _text(entry, case, identity),
    }  # fmt: skip


def _label(name: str) -> str:
    return {
        "name": _("name"), "address": _("address"), "id_no": _("identity number"), "phone": _("telephone"),
        "host_name": _("name of the host"), "note": _("note"), "content": _("content"),
        "handled_to": _("sent to"), "handled_doc": _("document number"), "prior_body": _("resolved before by"),
        "follow_up": _("follow-up"),
    }.get(name, name)  # fmt: skip


def _day(at: str) -> str:
    day = shown_day(at[:10], language())
    return f"{day} {at[11:16]}" if len(at) > 10 else day


def _is_visit(line: Line) -> bool:
    return line.type == "visit" and line.counts
