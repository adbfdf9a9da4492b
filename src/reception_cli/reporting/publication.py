"""What the public page tells: of one matter by its code alone, and the office's figures with small ones merged."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Entry, is_encrypted
from reception_cli.domain.words import _, number
from reception_cli.index.queries.diary import days_of_host
from reception_cli.index.queries.figures import figures
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.publication import Standing
from reception_cli.index.register_view import RegisterView
from reception_cli.law.decisions import RESOLVED, SETTLED
from reception_cli.law.obligations import step_names
from reception_cli.reporting.periods import Period
from reception_cli.reporting.summary import titles

CODES = "issued"  # kind of the entries that give out a code, and its private value
CODE = "code"
SMALL = 5  # a figure below it is merged with others: it may tell of somebody
_ENDED = ("closed", "void")


class Given(NamedTuple):
    """The codes that papers gave out: of each matter the latest, and how many are encrypted."""

    codes: dict[str, str]
    closed: int


def given_out(entries: Iterable[Entry]) -> Given:
    """Read the codes out of the entries that gave them."""
    codes, closed = dict[str, str](), 0
    for entry in entries:
        pair = entry["private"].get(CODE)
        if pair is None or not entry["subject"]:
            continue
        if is_encrypted(pair):
            closed += 1
        elif pair[1]:
            codes[entry["subject"]] = pair[1]
    return Given(codes, closed)


# --- of one matter.

def value(one: Standing) -> bytes:
    """Write what is told of a matter: its state, its days, the next step and its legal day; nothing else.

    A denunciation is being handled or concluded. A matter whose petition was withdrawn has ended.
    """
    told: dict[str, Any]
    ended = one.status in _ENDED or one.ended
    if one.secret:
        told = {"s": "concluded" if ended or one.withdrawn else "handled"}
    elif one.withdrawn or one.result == "withdrawn":
        told = {"s": "ended"}
    else:
        days = [("received", one.opened_on), ("accepted", one.accepted_on), ("decided", one.decided_on)]
        days += [("closed", one.closed_on)] if ended else []
        state = f"result-{one.result}" if one.result in _RESULTS else "ended"
        told = {"s": state if ended else one.status}
        told["d"] = [[name, day] for name, day in days if day]
        if one.due_step and not ended:
            told |= {"n": one.due_step, "u": one.due_on}
    return json.dumps(told, separators=(",", ":")).encode()


_RESULTS = frozenset({*RESOLVED, *SETTLED})  # an end that is told as what it came to


def words() -> dict[str, Any]:
    """Give every word that the page may need to tell of a matter, in the language that is spoken."""
    return {
        "states": {
            "open": _("Received; the office is considering it"), "accepted": _("Accepted; it is being resolved"),
            "suspended": _("Suspended"), "decided": _("Decided; what was decided is being carried out"),
            "ended": _("Ended"), "handled": _("Being handled"), "concluded": _("Concluded"),
            "result-answered": _("Ended: an answer was given"), "result-guided": _("Ended: you were told where to go"),
            "result-forwarded": _("Ended here: it was forwarded to the competent body"),
            "result-returned": _("Ended: the petition was returned"), "result-filed": _("Ended: it was filed"),
            "result-founded": _("Ended: a conclusion was given"), "result-partly": _("Ended: a conclusion was given"),
            "result-unfounded": _("Ended: a conclusion was given"), "result-upheld": _("Ended: a decision was given"),
            "result-amended": _("Ended: a decision was given"), "result-terminated": _("Ended: handling was stopped"),
        },
        "days": {
            "received": _("Received on {day}"), "accepted": _("Accepted on {day}"), "decided": _("Decided on {day}"),
            "closed": _("Ended on {day}"),
        },
        "next": _("Next step: {step}; by law due on {day}"), "nextless": _("Next step: {step}"),
        "steps": step_names(),
        "wait": _("One moment ..."), "unknown": _("No matter has this code. Compare it with your receipt, or ask us."),
        "slip": _("At least one character is wrong. Compare the code with your receipt."),
        "letter": _("Character {n} never stands in a code. A code has no 0, 1, I, L or O."),
        "length": _("A code has 15 characters; {n} were typed."),
    }  # fmt: skip


# --- the office's figures.

class Cells(NamedTuple):
    """A table of the page: its headings, and its rows as they read."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def merged(counts: Mapping[str, int], rest: str, small: int = SMALL) -> dict[str, int]:
    """Merge the figures below `small` under the name `rest`, and so many more that nobody can tell one by subtraction.

    What is left is safe beside its total; nothing is left where that cannot be.
    """
    ranked = sorted(((n, name) for name, n in counts.items() if n), reverse=True)
    pool: list[int] = []
    while ranked and (ranked[-1][0] < small or (pool and (sum(pool) < small or len(pool) < 2))):
        pool.append(ranked.pop()[0])
    kept = {name: n for n, name in ranked}
    if not pool:
        return kept
    return {**kept, rest: sum(pool)} if sum(pool) >= small and len(pool) > 1 else {}


def tables(book: RegisterView, period: Period, counting: str, names: Any) -> tuple[tuple[Cells, ...], bool]:
    """Tell the counts of a period, and the incidents by kind and field; and whether any figure was merged."""
    asked = Filter().within(*period)
    total = figures(book, asked, (), counting)[0]
    told = ("visits", "people", "incidents")
    few = _("fewer than {n}").format(n=SMALL)
    rows = tuple(
        (titles()[name], number(total.counts[name]) if not 0 < total.counts[name] < SMALL else few)
        for name in told
    )
    found = [Cells((_("In the period"), _("How many")), rows)]
    together = _("others together")
    some = any(0 < total.counts[name] < SMALL for name in told)
    for key, title in (("kind", _("Kind")), ("field", _("Field"))):
        known = names(key)
        counts: dict[str, int] = {}
        for group in figures(book, asked, (key,), counting):
            code = group.keys[0] or ""
            top = code.partition(".")[0] if key == "field" else code
            name = known.get(top, "") or _("unclassified")
            counts[name] = counts.get(name, 0) + group.incidents
        rest = merged(counts, together)
        some = some or rest != {name: n for name, n in counts.items() if n}
        if rest.keys() - {together}:  # all of them together are the count above
            found.append(Cells((title, _("Incidents")), tuple((name, number(n)) for name, n in rest.items())))
    return tuple(found), some


def schedule(book: RegisterView, today: date) -> Iterator[str]:
    """Tell the reception days of the head that are planned."""
    for day in sorted(days_of_host(book, "head", today.isoformat(), "9999"))[:_PLANNED]:
        yield said_day(day)


_PLANNED = 12


class Site(NamedTuple):
    """The words and figures of a page in one language."""

    title: str
    other_label: str
    other_language: str
    other_file: str
    lookup_title: str
    lookup_hint: str
    code_label: str
    button: str
    scriptless: str
    ask_title: str
    ask: tuple[str, ...]
    schedule_title: str
    schedule: tuple[str, ...]
    figures_title: str
    tables: tuple[Cells, ...]
    figures_notes: tuple[str, ...]
    foot: tuple[str, ...]


class Office(NamedTuple):
    """What the page says of the office."""

    name: str
    phone: str
    address: str
    hours: str


def site(
    office: Office, period: Period, today: date, cells: tuple[tuple[Cells, ...], bool], days: Sequence[str], tongue: str
) -> Site:
    """Put the page of one language together."""
    ask = [_("Telephone: {phone}").format(phone=office.phone)]
    ask += [_("Address: {address}").format(address=office.address)] if office.address else []
    ask += [_("Hours: {hours}").format(hours=office.hours)] if office.hours else []
    small = (_("Figures below {n} are told together with others.").format(n=SMALL),) if cells[1] else ()
    other = "en" if tongue == "vi" else "vi"
    return Site(
        _("{unit}: how does my matter stand?").format(unit=office.name),
        {"en": "English", "vi": "Tiếng Việt"}[other], other, FILES[other],
        _("Look up a matter"),
        _("Type the code of your receipt, such as ABCDE-FGHJK-MNPQR. Capitals, blanks and dashes do not matter. The "
          "code is not sent anywhere."),
        _("Code"), _("Look up"),
        _("This look-up needs scripts, which are switched off here. Call {phone} and tell the code.").format(
            phone=office.phone
        ),
        _("Whom to ask"), tuple(ask), _("When the head receives"), tuple(days),
        _("Figures, {first} to {last}").format(first=said_day(period.first), last=said_day(period.last)),
        cells[0], small, (_("As of {day}.").format(day=said_day(today)),),
    )  # fmt: skip


FILES = {"vi": "index.html", "en": "en.html"}  # the page of each language
