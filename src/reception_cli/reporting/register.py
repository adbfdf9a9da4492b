"""The register as the law prints it: one row a visit, in the order of the days, in the layout of its time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.dates import said_day, shown_day
from reception_cli.domain.words import _, language, ngettext
from reception_cli.index.queries.lists import Listing, petitioners_unknown, signatories
from reception_cli.law import data, papers
from reception_cli.reporting import disclosure, sheet_layout
from reception_cli.reporting.other_bodies import written_to
from reception_cli.reporting.table import Column, Note, coded

Row = dict[str, Any]
LAYOUTS = ("2026", "2021")  # newest first; data/forms/register-*.toml
TEXTS = ("prior_body", "sent_to", "follow_up", "note")  # free text that stands in the register besides disclosure.KEYS

class Visit(NamedTuple):
    """One line with all that its row tells; `who` and the texts are None where they stay hidden."""

    no: int
    row: Row  # as in a list of visits
    line: Reception
    cases: tuple[Case, ...]  # those that are not struck through
    who: Row
    hidden: bool
    signatories: int | None  # of the petition that was brought
    first: int | None = None  # number of the line on which its matter stands first in this register
    veil: str = "…"  # what stands in the place of who stays hidden

    @property
    def petitioners(self) -> int | None:
        """Citizens with a petition of the same content; who only came along is none of them."""
        return self.line.petitioners or self.signatories

    def text(self, name: str) -> str:
        """Give a free text of the line, if it may be shown."""
        return "" if self.hidden else self.line.private.get(name, "")

    @property
    def content(self) -> str:
        """Tell what it is about, incident by incident; of a refused visit only the visit itself tells."""
        if self.hidden:
            return ""
        return "\n".join(case.private.get("content", "") for case in self.cases) or self.text("content")

    def handling(self, case: Case) -> str | None:
        """Tell how a matter was handled at this visit: the entries of the matter say so."""
        return next((line.handling.get(case.id) for line in case.lines if line.id == self.line.id), None)

    def issued(self, case: Case, ids: tuple[str, ...]) -> list[str]:
        """List the numbers of papers of these sorts that went out about a matter after this visit, before its next."""
        end = self._next(case)
        told = (
            each for each in case.life.papers
            if each.paper in ids and each.done and not each.replaced
            and (each.line == self.line.id if each.line else self.line.day <= each.on < end)
        )  # fmt: skip
        return [each.doc or f"{each.number:02d}/{papers.papers()[each.paper].symbol}" for each in told
                if each.doc or each.number]  # fmt: skip

    def _next(self, case: Case) -> str:
        later = (o.day for o in case.lines if o.counts and case.id in o.handling and o.day > self.line.day)
        return min(later, default="9999")

    def letters(self, case: Case) -> list[tuple[str, str]]:
        """List the letters that forwarded a matter after this visit and before its next one: body, number."""
        end = self._next(case)
        sent = (letter for letter in case.life.referrals if not letter.urging and self.line.day <= letter.on < end)
        return [("" if self.hidden else written_to(case, letter), letter.doc or "") for letter in sent]


def visits(listing: Listing, seen: disclosure.Sight, veil: str = "…") -> Iterator[Visit]:
    """Read the visits one by one, however many they are; `veil` stands for who stays hidden."""
    book = listing.book
    firsts: dict[str, int] = {}
    for no, row in enumerate(listing.rows(), 1):
        cases = [disclosure.veiled(book, book.case(incident), seen) for incident in row["incidents"]]
        known = (line for case in cases for line in case.lines if line.id == row["id"])
        line = next(known, None) or book.line(row["id"])
        live = tuple(case for case in cases if case.status != "void")
        hidden = disclosure.hidden(book, line, seen)
        who = dict.fromkeys(disclosure.KEYS) if hidden else disclosure.person(line)
        first = min((firsts[case.id] for case in live if case.id in firsts), default=None)
        for case in live:
            firsts.setdefault(case.id, no)
        yield Visit(no, row, line, live, who, hidden, signatories(book, line.id), first, veil)


def edition(name: str, last: date) -> Row:
    """Read the layout of that name; without one, the layout in force on the last day of the period."""
    known = [data.read("forms", f"register-{each}") for each in ([name] if name else LAYOUTS)]
    return next((each for each in known if each["since"] <= last), known[-1])


def sheet(
    told: Row, setting: Callable[[str], str], days: tuple[date, date], rows: Iterator[Mapping[str, Any]],
    signature: sheet_layout.Signature | None = None,
) -> sheet_layout.Layout:  # fmt: skip
    """Describe the printed sheet; only the office's own book is signed at its end."""
    tongue = language()
    headings = tuple(
        sheet_layout.Heading(each["key"], tuple(each[tongue]), each.get("type", "text"), each["width"], each["number"])
        for each in told["column"]
    )
    return sheet_layout.Layout(
        headings, rows, told["title"][tongue], sheet_layout.period_line(*days), told["form"][tongue],
        told["issued"][tongue], sheet_layout.unit_line(setting("name")), setting("superior"),
        notes=tuple(note[tongue] for note in told["notes"]),
        signature=signature,
    )  # fmt: skip


def record(visit: Visit, seen: disclosure.Sight) -> Row:
    """Write a row for programs: codes, days and numbers; lists go by incident."""
    row, line, cases = visit.row, visit.line, visit.cases
    told = {
        "no": visit.no, "day": line.day, **row, "petitioners": visit.petitioners,
        "incidents": [case.id for case in cases], "kind": [case.kind for case in cases],
        "prior": _said(case.prior for case in cases), "handling": _said(map(visit.handling, cases)),
        "letters": [doc for case in cases for _body, doc in visit.letters(case) if doc],
        "result": _said(case.result for case in cases), "closed_on": _said(case.closed_on for case in cases),
    }  # fmt: skip
    if not seen.identity:
        return told
    bodies = [body for case in cases for body, _doc in visit.letters(case) if body]
    texts = {"prior_body": visit.text("prior_body"), "follow_up": visit.text("follow_up"), "note": visit.text("note")}
    who = visit.who | {"content": visit.content or None}
    return told | who | texts | {"sent_to": ", ".join(bodies) or visit.text("handled_to")}


def _said(values: Iterable[str | None]) -> list[str | None]:
    """Keep one value for each incident, or none at all where nothing was said of any."""
    listed = list(values)
    return listed if any(listed) else []


def columns(codes: Callable[[str], Any], seen: disclosure.Sight) -> tuple[Column, ...]:
    """Give the columns of `record`."""
    shown = (
        Column("no", _("Serial number"), "number"), Column("id", _("Visit")), Column("day", _("Day"), "date"),
        *disclosure.columns(seen),
        coded("kind", _("Kind"), codes, type="list"), Column("petitioners", _("Petitioners"), "number"),
        coded("handling", _("Handling"), codes, type="list"), coded("result", _("Result"), codes, type="list"),
        coded("refused", _("Refused"), lambda _name: codes("refusal")),
        coded("prior", _("Resolved before"), codes, type="list", hidden=True),
        Column("letters", _("Letters"), "list", hidden=True),
        Column("incidents", _("Incidents"), "list", hidden=True), Column("closed_on", _("Closed"), "list", hidden=True),
        Column("people", _("People"), "number", hidden=True), coded("session", _("Session"), codes, hidden=True),
        Column("group", _("Group"), hidden=True), Column("repeat", _("Repeat"), hidden=True),
    )  # fmt: skip
    return shown + (tuple(Column(name, _label(name), hidden=True) for name in TEXTS) if seen.identity else ())


def _label(name: str) -> str:
    told = {"prior_body": _("resolved before by"), "sent_to": _("sent to"), "follow_up": _("follow-up")}
    return told.get(name, _("note"))


def notes(listing: Listing, told: Row, last: date, seen: disclosure.Sight) -> tuple[Note, ...]:
    """Say what the sheet leaves out or fills from elsewhere."""
    found = []
    if told["since"] > last or last > told.get("until", date.max):
        text = _("The layout of {name} was not in force on {day}.").format(name=told["name"], day=said_day(last))
        found.append(Note("layout_not_in_force", text, {"layout": told["name"]}))
    if not seen.identity:
        text = _("Names, addresses, identity numbers and texts are left out (…); --with-identity prints them.")
        found.append(Note("identity_left_out", text, printed=False))
    unsaid = petitioners_unknown(listing) if any(each["key"] == "petitioners" for each in told["column"]) else 0
    if unsaid:
        text = ngettext(
            "{n} row leaves column 7 open: the number of petitioners was not recorded, and who came is another number.",
            "{n} rows leave column 7 open: the number of petitioners was not recorded, and who came is another number.",
            unsaid,
        )
        found.append(Note("petitioners_unknown", text.format(n=unsaid), {"count": unsaid}))
    return tuple(found)


# --- What stands in the cells of the printed register: the words of one visit, column by column.

Names = Callable[[str], Mapping[str, str]]  # list name -> code -> the reader's word

SECRET = "công dân (bí mật)"  # who denounced, in the office's own signed book, which is Vietnamese
_SECRET = "(bí mật)"
_GUIDANCE, _FORWARDING = ("X2", "X3", "X4"), ("X8", "X10")  # papers whose numbers stand in the register
_CROSS = "x"
_OWN = frozenset({"accept", "guide", "return", "forward"})  # handlings that have a column of their own


def cells(visit: Visit, names: Names) -> dict[str, Any]:
    """Write one row of the sheet, whatever its layout: each takes the cells that it has columns for."""
    people = str(visit.line.people)
    return {
        "no": visit.no,
        "day": visit.line.day,
        "person": _person(visit),
        "id_no": _veil(visit) if visit.hidden else visit.who["id_no"],
        "content": _veil(visit) if visit.hidden else _content(visit),
        "kind": _each(visit, lambda case: _kind(case, names)),
        "petitioners": visit.petitioners,
        "kind_people": _each(visit, lambda case: "/".join(filter(None, (_kind(case, names), people)))),
        "prior": _lines(_each(visit, lambda case: _prior(case, names)), visit.text("prior_body")),
        "accept": _each(visit, lambda case: _CROSS if visit.handling(case) == "accept" else ""),
        "guide": _each(visit, lambda case: _guided(visit, case, names)),
        "forward": _each(visit, lambda case: _forwarded(visit, case)),
        "follow_up": _lines(_each(visit, lambda case: _followed(case, names)), visit.text("follow_up")),
        "note": _lines(*_remarks(visit, names), visit.text("note")),
    }


def _each(visit: Visit, tell: Callable[[Case], str]) -> str:
    """Tell of every incident of a visit; where there are several, each by its number in the cell."""
    told = [tell(case) for case in visit.cases]
    if len(told) < 2:
        return "".join(told)
    return "\n".join(f"{place}) {text}" for place, text in enumerate(told, 1) if text)


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _joined(*texts: str | None) -> str:
    return ", ".join(filter(None, texts))


def _title(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(iso: str | None) -> str:
    return shown_day(iso, language()) if iso else ""


def _veil(visit: Visit) -> str:
    return _SECRET if visit.veil == SECRET else visit.veil


def _person(visit: Visit) -> str:
    if visit.hidden:
        return visit.veil
    if visit.line.anonymous:
        return _("(anonymous)")
    return _lines(visit.who["name"] or "", visit.who["address"] or "")


def _content(visit: Visit) -> str:
    """Sum a visit up; of a refused one only the visit itself tells."""
    return _each(visit, lambda case: case.private.get("content", "")) or visit.text("content")


def _kind(case: Case, names: Names) -> str:
    return _title(names("kind").get(case.kind or "", ""))


def _prior(case: Case, names: Names) -> str:
    return names("prior").get(case.prior, "") if case.prior and case.prior != "none" else ""


def _guided(visit: Visit, case: Case, names: Names) -> str:
    handling = visit.handling(case)
    if handling not in ("guide", "return"):
        return ""
    numbers = visit.text("handled_doc") or _joined(*visit.issued(case, _GUIDANCE))
    told = _joined(visit.text("handled_to"), numbers)
    if handling == "return":
        return _joined(_title(names("handling")["return"]), told)
    return told or _CROSS


def _forwarded(visit: Visit, case: Case) -> str:
    """Name the bodies and letters; where no letter was recorded, what the register line itself says."""
    if visit.handling(case) != "forward":
        return ""
    told = [_joined(*letter) for letter in visit.letters(case)]
    numbers = visit.text("handled_doc") or _joined(*visit.issued(case, _FORWARDING))
    told = told or [_joined(visit.text("handled_to"), numbers)]
    return _lines(*told) or _CROSS


def _followed(case: Case, names: Names) -> str:
    """Tell how a matter went on: replies, the decision, the end, each with its paper and day."""
    life, result = case.life, names("result")
    told = [_("reply of {day}").format(day=_day(each.replied_on)) for each in life.referrals if each.replied_on]
    if life.decided_on:
        decided = result.get(life.decision.get("outcome", ""), "")
        told.append(_joined(decided, life.decision.get("doc"), _day(life.decided_on)))
    if case.status == "closed" and not (life.decided_on and case.result == life.decision.get("outcome")):
        told.append(_joined(result.get(case.result or "", ""), case.doc, _day(case.closed_on)))
    return "; ".join(map(_title, filter(None, told)))


def _remarks(visit: Visit, names: Names) -> Iterable[str]:
    """Say what no other column holds: a refusal, a group, a further visit, other handlings; and the visit's number."""
    if visit.line.refused:
        ground = names("refusal").get(visit.line.refused, visit.line.refused)
        yield _("Reception refused: {ground}").format(ground=ground)
    yield _each(visit, lambda case: _other(visit.handling(case), names))
    if visit.line.group:
        yield _("Large group: {n} people").format(n=visit.line.people)
    if visit.row["repeat"]:
        yield _("Further visit; matter of no. {no}").format(no=visit.first) if visit.first else _("Further visit")
    yield visit.line.id


def _other(handling: str | None, names: Names) -> str:
    return "" if not handling or handling in _OWN else _title(names("handling")[handling])
