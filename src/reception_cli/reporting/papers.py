"""A paper filled from the register: the facts that it asks for, in Vietnamese, and what the law misses in them.

Who stays hidden is hidden before a fact is read (`disclosure.veiled`): a paper that is not the citizen's own never
sees who denounced, nor the text of a denunciation.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from reception_cli.domain import lookup_code
from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Entry, dead, private
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.legal_life import Promise
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.events import promises
from reception_cli.events.configuration import CITE_TT05, TEXTS
from reception_cli.index.register_view import RegisterView
from reception_cli.law import case_terms, papers, terms
from reception_cli.law.calendar import Calendar
from reception_cli.law.papers import Paper
from reception_cli.reporting import disclosure
from reception_cli.reporting.paper_layout import HEAD, HEAD_HOW, REPORT, TABLES, Block, Sheet, Signer, table
from reception_cli.reporting.periods import Period

Facts = dict[str, str]
Words = Callable[[str, str], str]  # list, code -> the Vietnamese word
UNKNOWN = "không rõ họ tên"  # who gave no name
CITIZEN = "công dân"  # who denounced, on every paper that is not theirs


class Subject(NamedTuple):
    """What a paper is about, as far as it may be told."""

    case: Case | None = None
    line: Reception | None = None  # the reception or receipt that it tells of
    hidden: bool = False  # who came stays hidden
    secret: bool = False  # it is, or hangs together with, a denunciation
    appointment: Mapping[str, str] | None = None  # on, name, about
    promise: Promise | None = None
    schedule: tuple[tuple[str, str], ...] = ()  # day, name: reception days of the head
    period: str = ""


class Given(NamedTuple):
    """What the clerk says besides."""

    facts: Mapping[str, str] = {}
    documents: tuple[tuple[str, str, str], ...] = ()
    copies: int = 0


class Office(NamedTuple):
    """How the unit signs, and how it counts."""

    setting: Callable[[str], str]
    word: Words
    calendar: Calendar
    now: datetime


def office(setting: Callable[[str], str], word: Words, calendar: Calendar, now: datetime) -> Office:
    """Read how the unit signs, once: what is recorded meanwhile closes the cards."""
    said = {name: setting(name) for name in (*TEXTS, CITE_TT05)}
    return Office(lambda name: said[name], word, calendar, now)


def unset(office: Office, wanted: Iterable[str]) -> str:
    """Say what of the settings of TEXTS a paper lacks; empty where it has all."""
    missing = [f"{_(TEXTS[name])} (`{name.replace('_', '-')}`)" for name in wanted if not office.setting(name)]
    told = _("Not set yet: {list}. `reception config KEY VALUE` sets it.")
    return told.format(list=", ".join(missing)) if missing else ""


def subject(book: RegisterView, paper: Paper, case: Case | None, line: Reception | None, named: bool) -> Subject:
    """Lay apart what a paper may tell; `named`: it may name somebody who denounced."""
    seen = disclosure.Sight(True, named and paper.to_citizen)
    if case is None:
        hidden = line is not None and disclosure.hidden(book, line, seen)
        return Subject(None, line, hidden, line is not None and disclosure.denounced(book, line))
    secret = disclosure.tells_of_denouncer(book, case)
    veiled = disclosure.veiled(book, case, seen)
    chosen = line or _line(paper, case)
    told = next((each for each in veiled.lines if chosen and each.id == chosen.id), chosen)
    hidden = bool(case.confidential and not seen.denunciations) or (
        told is not None and disclosure.hidden(book, told, seen)
    )
    return Subject(veiled, told._replace(private={}) if told and hidden else told, hidden, secret)


def _line(paper: Paper, case: Case) -> Reception | None:
    """Choose the line that a paper tells of: the latest of its sort, or of any."""
    counted = sorted((line for line in case.lines if line.counts), key=lambda line: (line.at, line.id))
    if paper.lines == "head":
        wanted = [line for line in counted if line.host in ("head", "delegate")]
    else:
        wanted = [line for line in counted if paper.lines in ("", line.type)]
    found = wanted or counted
    return (found[0] if paper.lines == "petition" else found[-1]) if found else None


# --- The facts.

def gather(paper: Paper, about: Subject, office: Office, given: Given, on: date) -> tuple[Facts, Facts]:
    """Give the facts by their names, and those of the register as codes (what decides which parts are said)."""
    facts: Facts = {**_unit(office, on), **papers.basis(on)}
    if office.setting(CITE_TT05) == "false":
        facts.pop("law.tt05", None)
    codes: Facts = {}
    if about.line:
        facts |= _reception(about.line, about.case, office)
        codes["visit.refused"] = about.line.refused or ""
    if about.case:
        more, raw = _matter(about.case, about.line, office)
        facts |= more
        codes |= raw
    if about.promise and about.case:
        facts |= _promised(about.promise, about.case, facts)
    if about.appointment:
        facts |= {
            "appointed.on": _moment(about.appointment["on"]), "appointed.about": about.appointment["about"],
            "person.name": about.appointment["name"] or facts.get("person.name", ""),
        }  # fmt: skip
    if about.hidden and not paper.to_citizen:
        facts |= {"person.name": CITIZEN, "person.address": "", "person.id_no": "", "person.phone": ""}
    facts |= {
        "paper.day": _day(on.isoformat()), "now.time": _time(office.now.isoformat()),
        "paper.copies": f"{paper.copies:02d}", "duty.period": about.period,
        "documents": "x" if given.documents else "",
    }  # fmt: skip
    facts |= {**given.facts, **({"paper.copies": f"{given.copies:02d}"} if given.copies else {})}
    capitals = {name + "_cap": value[:1].upper() + value[1:] for name, value in facts.items() if value}
    return capitals | facts, {**codes, **{name: "x" for name, value in facts.items() if value and name not in codes}}


def _unit(office: Office, on: date) -> Facts:
    said = office.setting
    title = said("signer_title")
    return {
        "unit.name": said("name"), "unit.parent": said("superior"), "unit.place": said("place"),
        "unit.address": said("address"), "unit.phone": said("phone"), "unit.abbr": said("symbol"),
        "head.name": said("signer"), "head.title": title.upper(), "head.title_plain": title or "Thủ trưởng cơ quan",
        "officer.name": said("officer"), "officer.title": said("officer_title"),
    }  # fmt: skip


def _reception(line: Reception, case: Case | None, office: Office) -> Facts:
    own = line.private
    facts = {f"person.{name}": own.get(name, "") for name in ("name", "address", "id_no", "phone")}
    if line.anonymous:
        facts["person.name"] = UNKNOWN
    visit, petition = line if line.type == "visit" else None, line if line.type == "petition" else None
    for other in case.lines if case else ():
        if other.counts and petition is None and other.visit == line.id:
            petition = other
        if other.counts and visit is None and other.id == line.visit:
            visit = other
    if petition is None and case:
        petition = next((one for one in case.lines if one.counts and one.type == "petition"), None)
    if visit:
        facts |= {
            "visit.day": _day(visit.at), "visit.time": _time(visit.at),
            "visit.petitioners": f"{visit.petitioners:02d}" if visit.petitioners else "",
            "visit.refused": office.word("refusal", visit.refused) if visit.refused else "",
        }  # fmt: skip
        host = visit.private.get("host_name", "")
        if visit.host in (None, "officer"):
            facts |= {"officer.name": host} if host else {}
        elif host:
            facts["visit.host_name"] = host
    if petition:
        facts["petition.day"] = _day(petition.at)
    if case is None:
        facts |= {"matter.content": own.get("content", ""), "matter.kind": "khiếu nại, kiến nghị, phản ánh"}
    return facts


_KINDS = dict.fromkeys(("recommendation", "feedback"), "kiến nghị, phản ánh")


def _matter(case: Case, line: Reception | None, office: Office) -> tuple[Facts, Facts]:
    """Tell what is known of a matter, and of each act the latest."""
    word, handled = office.word, (line.handling.get(case.id) if line else None) or case.handling or ""
    life, last = case.life, _latest(case)
    kind = _KINDS.get(case.kind or "") or (word("kind", case.kind) if case.kind else "vụ việc")
    facts = {
        "matter.kind": kind, "matter.content": _sentence(case.private.get("content", "")),
        "matter.handling": word("handling", handled) if handled else "",
        "matter.prior": word("prior", case.prior) if case.prior and case.prior != "none" else "",
        "due.on": _due(case, office.calendar),
        "papers.t2": next((each.doc or "" for each in reversed(life.papers) if each.paper == "T2" and each.doc), ""),
    }  # fmt: skip
    if line and "referred" not in last:
        facts["referred.to"] = line.private.get("handled_to", "")
        facts["referred.doc"] = line.private.get("handled_doc", "")
    if line and handled == "guide":
        facts["competent.body"] = line.private.get("handled_to", "")
    for kind_, entry in last.items():
        facts |= _act(kind_, entry, word)
    if "urged" in last and not facts.get("urged.to"):
        facts["urged.to"] = facts.get("referred.to", "")
    if life.decided_on and case.kind == "complaint":
        facts["second.days"] = _second(life.decided_on)
    facts |= _stop(case, last, facts)
    codes = {"handled": handled, "met.no_show": "x" if last.get("met", {}).get("data", {}).get("no_show") else ""}
    return facts, codes


def _promised(promise: Promise, case: Case, facts: Facts) -> Facts:
    """Tell one promise: what, when, by when, and who; of another body only where the matter was sent to."""
    entry = next(entry for entry in case.entries if entry["seq"] == promise.seq)
    who = {
        "unit": facts["unit.name"], "head": facts["head.title_plain"], "body": facts.get("referred.to", ""),
        "superior": facts["unit.parent"], "citizen": f"Ông (bà) {facts.get('person.name') or papers.DOTS}",
    }  # fmt: skip
    return {
        "promise.what": _sentence(private(entry, promises.PRIVATE)), "promise.on": _day(promise.on),
        "promise.by": _day(promise.by), "promise.who": who[promise.who],
    }  # fmt: skip


def _latest(case: Case) -> dict[str, Entry]:
    """Give of each kind the newest entry about a matter that was not taken back."""
    gone = dead(case.entries)
    return {
        entry["kind"]: entry for entry in case.entries if entry["subject"] == case.id and entry["seq"] not in gone
    }  # fmt: skip


_DAYS = ("on", "reply_by", "previous_due", "new_due", "agreed_by", "signed_on")
_TEXTS = {  # fact behind the point -> name in the entry
    "referred": {"to": "to"}, "urged": {"to": "to"}, "accepted": {"reason": "reason"}, "replied": {"note": "text"},
    "extended": {"reason": "reason"}, "paused": {"reason": "reason"}, "resumed": {"reason": "reason"},
    "withdrawn": {"reason": "reason"}, "met": {"agreed": "agreed", "who": "who"},
    "handed_over": {"parcel": "parcel", "agreed": "agreed"},
}  # fmt: skip
_NUMBERS = ("days", "area_m2", "compensation_million")


def _act(kind: str, entry: Entry, word: Words) -> Facts:
    """Tell one act: its days, numbers, codes and texts."""
    data = entry["data"]
    facts = {f"{kind}.{name}": _day(data[name]) for name in _DAYS if data.get(name)}
    facts |= {f"{kind}.{name}": f"{data[name]:g}".replace(".", ",") for name in _NUMBERS if name in data}
    facts |= {f"{kind}.{name}": private(entry, held) for name, held in _TEXTS.get(kind, {}).items()}
    if data.get("doc"):
        facts[f"{kind}.doc"] = data["doc"]
    lists = {"not_accepted": "not-accepted", "outcome": "result", "instance": "instance"}
    facts |= {f"{kind}.{name}": word(list_, data[name]) for name, list_ in lists.items() if data.get(name)}
    if data.get("complex"):
        facts[f"{kind}.complex"] = "; ".join(word("complex", code) for code in data["complex"])
    if kind == "accepted" and "not_accepted" in data:
        facts.pop("accepted.on", None)
    return facts


def _stop(case: Case, last: Mapping[str, Entry], facts: Facts) -> Facts:
    """Tell what stopped or goes on, by the act that was last."""
    words = {"paused": "tạm đình chỉ", "withdrawn": "đình chỉ", "resumed": "tiếp tục"}
    found = max((last[kind] for kind in words if kind in last), key=lambda entry: int(entry["seq"]), default=None)
    if case.stage == "terminated":
        return {"stop.word": "đình chỉ", "stop.reason": facts.get("withdrawn.reason", "")}
    if found is None:
        return {}
    kind = found["kind"]
    return {"stop.word": words[kind], "stop.reason": facts.get(f"{kind}.reason", "")}


def _due(case: Case, calendar: Calendar) -> str:
    running = case_terms.resolving(case, calendar)
    return _day(running.deadline.due.isoformat()) if running and running.deadline.due else ""


def _second(decided_on: str) -> str:
    term = terms.term("complain-second", date.fromisoformat(decided_on))
    return f"{term.days:02d}" if term.days else ""


def _sentence(text: str) -> str:
    """Let a text stand within a paper: one paragraph, one full stop."""
    one = " ".join(text.split())
    return one if not one or one[-1] in ".!?…;:" else one + "."


def _day(iso: str) -> str:
    """Write a day as papers do: a nought before days below 10 and before January and February."""
    day = date.fromisoformat(iso[:10])
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _time(iso: str) -> str:
    return f"{int(iso[11:13])} giờ {iso[14:16]} phút" if len(iso) > 10 else ""


def _moment(iso: str) -> str:
    return ", ".join(filter(None, (_time(iso), _day(iso))))


def words(codes: Callable[[str], Any]) -> Words:
    """Read Vietnamese words of code lists, whatever language is spoken: papers are Vietnamese."""

    def word(list_name: str, code: str) -> str:
        known = codes(list_name).codes
        return known[code].vi if code in known else ""

    return word


# --- The sheet.

def lacking(paper: Paper, facts: Facts) -> list[str]:
    """Name what the law wants on a paper and nobody said."""
    told = papers.facts()
    return [told.get(name, name) for name in paper.asks if not facts.get(name)]


def sheet(
    paper: Paper, about: Subject, office: Office, given: Given, on: date, number: int | None, code: str
) -> tuple[Sheet, Facts]:
    """Lay a paper out; gives its facts, too."""
    facts, codes = gather(paper, about, office, given, on)
    kind = (about.case.kind or "") if about.case else ""
    telling = papers.Telling(kind, codes, on)

    def filled(text: str) -> str:
        return papers.fill(text, facts)

    blocks = tuple(
        block for part in paper.say if telling.says(part) for block in _blocks(part, filled, about, given)
    )  # fmt: skip
    signed = paper.number == papers.OWN
    url = office.setting("public_url")
    made = Sheet(
        paper.layout, facts["unit.parent"], facts["unit.name"], _number(paper, facts, number),
        _dated(paper, facts, on, signed), paper.title, filled(paper.about), tuple(map(filled, paper.addressees)),
        tuple(block for block in blocks if block.style != "plain" or block.text),
        tuple(filter(None, map(filled, paper.recipients))), _signers(paper, facts, office),
        lookup_code.grouped(code) if code else "", f"{url}#{code}" if code and url else "",
    )  # fmt: skip
    known = {name: facts.get(name) or papers.dots(name) for name in {*papers.facts(), *facts}}
    return made._replace(facts=known), facts


def _blocks(
    part: Mapping[str, Any], filled: Callable[[str], str], about: Subject, given: Given
) -> Iterator[Block]:
    style = part.get("style", "p")
    if style in TABLES:
        days = [(_day(day), name) for day, name in about.schedule]
        yield table(style, {"documents": given.documents, "schedule": days})
    elif style == "dots":
        yield Block("dots", "", (("",),) * part["dots"])
    else:
        text = filled(part["text"]).strip()
        if text:
            yield Block(style, text)


def _number(paper: Paper, facts: Facts, number: int | None) -> str:
    if paper.number == papers.NONE:
        return ""
    told = f"{number:02d}" if number else "……"
    abbr = facts["unit.abbr"] or ("" if number and paper.symbol else "……")
    return f"Số: {told}/{'-'.join(filter(None, (paper.symbol, abbr)))}"


def _dated(paper: Paper, facts: Facts, on: date, signed: bool) -> str:
    return "" if paper.layout == "minutes" else _place_and_day(facts, on, signed)


def _place_and_day(facts: Facts, on: date, signed: bool) -> str:
    day = _day(on.isoformat()) if signed else f"ngày … tháng … năm {on.year}"
    return f"{facts['unit.place'] or '…………'}, {day}"


def _signers(paper: Paper, facts: Facts, office: Office) -> tuple[Signer, ...]:
    if paper.sign:  # nobody signs as "citizen" or "unknown"
        who = facts.get("person.name", "")
        named = {**facts, "person.name": "" if who in (UNKNOWN, CITIZEN) else who}
        return tuple(
            Signer(title, how, papers.fill(name, named, lambda _names: "")) for title, how, name in paper.sign
        )  # fmt: skip
    return _head(facts, office) if paper.signer == "head" else ()


def _head(facts: Facts, office: Office) -> tuple[Signer, ...]:
    title = "\n".join(filter(None, (office.setting("signer_authority"), facts["head.title"]))) or HEAD
    return (Signer(title, HEAD_HOW, facts["head.name"]),)


# --- The report of the office, which is about no matter and is not recorded.

def report_sheet(office: Office, period: Period, blocks: tuple[Block, ...], on: date) -> Sheet:
    """Lay the report of a period out: head, number and day left open, what it says, who gets it and who signs."""
    facts = _unit(office, on)
    words, abbr = REPORT, facts["unit.abbr"] or "……"
    span = words["span"].format(first=f"{period.first:%d/%m/%Y}", last=f"{period.last:%d/%m/%Y}")
    recipients = tuple(filter(None, (facts["unit.parent"], words["copies"])))
    return Sheet(
        "notice", facts["unit.parent"], facts["unit.name"], f"Số: ……/{words['symbol']}-{abbr}",
        _place_and_day(facts, on, False), words["title"], words["about"].format(period=span), (), blocks, recipients,
        _head(facts, office),
    )  # fmt: skip


# --- What the clerk types.

def read_facts(typed: Iterable[str], paper: Paper) -> Facts:
    """Read `NAME=TEXT`; raises UsageFault for a name that the paper has no place for."""
    known = fields(paper)
    facts = {}
    for text in typed:
        name, sign, value = text.partition("=")
        name = name.strip() if name.strip() in known else papers.HAND + name.strip()
        if not sign or name not in known:
            raise UsageFault(
                _("The paper {paper} has no place for '{name}'.").format(paper=paper.id, name=text[:40].split("=")[0]),
                _("See `reception issue --fields {paper}`.").format(paper=paper.id),
            )
        facts[name] = clean(value, papers.facts()[name], lines=True)
    return facts


def read_documents(typed: Iterable[str]) -> tuple[tuple[str, str, str], ...]:
    """Read `NAME; PAGES; CONDITION`, the last two as far as they are told."""
    rows = []
    for text in typed:
        parts = [clean(part, _("name of a document")) for part in text.split(";")]
        if not parts[0] or len(parts) > 3:
            raise UsageFault(
                _("A document is 'NAME; PAGES; CONDITION'; this is none: '{text}'.").format(text=text[:40]),
                _("Example: {example}").format(example="--document 'Đơn khiếu nại; 2; bản chính'"),
            )
        rows.append((parts[0], *[*parts[1:], "", ""][:2]))
    return tuple((row[0], row[1], row[2]) for row in rows)


def fields(paper: Paper) -> list[str]:
    """List the facts that a paper asks for, in the order in which they stand on it."""
    texts = [*paper.addressees, paper.about, *(part.get("text", "") for part in paper.say), *paper.recipients]
    texts += [name for _title, _how, name in paper.sign]
    found = dict.fromkeys(name.removesuffix("_cap") for text in texts for name in papers.asked(text))
    return [*dict.fromkeys((*found, *paper.asks))]
