"""The figures of a period in sentences: the paragraph of a report, and the whole report in the order offices use.

No figure of its own: the paragraph tells those of `summarize` and `stats`, the report those of the statutory forms
(`data/report/columns.toml` says which columns).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _, ngettext, number
from reception_cli.index.queries.figures import COUNTS, VISITED, Group, figures
from reception_cli.index.queries.filters import Filter
from reception_cli.index.queries.form_definitions import choose
from reception_cli.index.queries.forms import Span, group_members, measure
from reception_cli.index.queries.lists import INCIDENTS, listing
from reception_cli.index.queries.stats import measured
from reception_cli.index.register_view import RegisterView
from reception_cli.law import codes, data
from reception_cli.reporting import complex_matters
from reception_cli.reporting.periods import Period
from reception_cli.reporting.table import Column, Note, Table, in_brackets, rate, share

# --- The paragraph.

_FIELDS = 5  # that a paragraph names


class Report(NamedTuple):
    """What the paragraph is about, besides the figures: how they were counted, and the words of codes."""

    counting: str
    today: str  # ISO day on which something is overdue or not
    rates: str  # how a rate is cut to two decimals
    names: Callable[[str], Mapping[str, str]]
    compare: str = ""  # previous | last-year
    base: Period | None = None


def paragraph(book: RegisterView, asked: Filter, counted: Table, report: Report) -> Table:
    """Say what `counted`, the summary without rows, and its rows by kind, field and handling tell."""
    totals = counted.totals
    overdue = _overdue(book, asked, report.today)
    sentences = [_received(asked, totals)]
    if report.base is not None:
        sentences.append(_compared_in_words(report.base, report.compare, totals))
    by = {key: figures(book, asked, (key,), report.counting) for key in ("kind", "field", "handling")}
    if totals["incidents"]:
        sentences += [*_shares(by, "incidents", totals["incidents"], report),
                      _handled(by["handling"], totals["incidents"], report)]  # fmt: skip
    if totals["petitions"]:
        sentences += [_papers(totals["petitions"]), *_shares(by, "petitions", totals["petitions"], report)]
    if totals["incidents"] or totals["petitions"]:
        sentences += [*_outcome(book, asked, report), _late(overdue, report.today)]
    if asked != Filter(first=asked.first, last=asked.last, period=asked.period):
        sentences.append(_("Only what the filters leave is counted."))
    text = " ".join(sentences)
    return counted._replace(
        columns=(Column("text", _("Text"), wide=True),), rows=[{"text": text}], said=(text,), number="text",
        totals={**totals, "overdue": overdue}, prose=True,
    )  # fmt: skip


def _overdue(book: RegisterView, asked: Filter, today: str) -> int:
    """Count the incidents themselves, however the others are counted, and whether somebody came or wrote."""
    return listing(book, INCIDENTS, asked._replace(overdue=today)).count()


def _received(asked: Filter, totals: Mapping[str, int]) -> str:
    when = _when(asked.first, asked.last)
    if not totals["visits"]:
        if totals["petitions"]:
            return _("{when}, the unit received no visitors, but petitions.").format(when=when)
        return _("{when}, the unit received no visits.").format(when=when)
    groups = totals["groups"]
    among = ngettext("{n} group", "{n} groups", groups).format(n=number(groups)) if groups else _("no group")
    return _("{when}, the unit received {visits} of {people} about {incidents}, with {groups} among them.").format(
        when=when,
        visits=ngettext("{n} visit", "{n} visits", totals["visits"]).format(n=number(totals["visits"])),
        people=ngettext("{n} person", "{n} people", totals["people"]).format(n=number(totals["people"])),
        incidents=_matters(totals["incidents"]),
        groups=among,
    )


def _papers(n: int) -> str:
    return ngettext("{n} petition came in.", "{n} petitions came in.", n).format(n=number(n))


def _outcome(book: RegisterView, asked: Filter, report: Report) -> Iterator[str]:
    """Tell how what came in ended, and the rate of what was taken in to be resolved."""
    total, results = measured(book, asked, "result", date.fromisoformat(report.today))
    names = report.names("result")
    ended = [(names.get(code, code), group.counts["received"]) for code, group in results.items() if code]
    if ended:
        parts = ", ".join(f"{name} {number(n)}" for name, n in sorted(ended, key=lambda one: (-one[1], one[0])))
        yield _("Results so far: {list}.").format(list=parts)
    taken, resolved = total.counts["taken_in"], total.counts["resolved"]
    percent = rate(resolved, taken, report.rates)
    if percent is not None:
        yield _("Taken in to be resolved: {whole}, resolved of these: {part} ({percent}%).").format(
            whole=number(taken), part=number(resolved), percent=number(percent, 2)
        )


def _when(first: str, last: str) -> str:
    if first == last:
        return _("On {day}").format(day=said_day(first))
    if not last:
        return _("Since {day}").format(day=said_day(first))
    if not first:
        return _("Up to {day}").format(day=said_day(last))
    return _("In the period from {first} to {last}").format(first=said_day(first), last=said_day(last))


def _matters(n: int) -> str:
    return ngettext("{n} incident", "{n} incidents", n).format(n=number(n))


def _shares(by: Mapping[str, list[Group]], what: str, total: int, report: Report) -> Iterator[str]:
    """Tell the parts of all incidents, or petitions, by kind, and by the fields that most of them are about."""
    for key, most in (("kind", None), ("field", _FIELDS)):
        names = report.names(key)
        groups = [group for group in _largest(by[key], what) if group.counts[what]]
        parts = [_share(_group_name(group, names), group.counts[what], total, what) for group in groups[:most]]
        told = {
            "kind": _("By kind: {list}."),
            "field": _("By field: {list}.") if len(parts) == len(groups) else _("Most frequent fields: {list}."),
        } if what == "incidents" else {
            "kind": _("Petitions by kind: {list}."),
            "field": _("Petitions by field: {list}.") if len(parts) == len(groups)
            else _("Most frequent fields of petitions: {list}."),
        }  # fmt: skip
        yield told[key].format(list=", ".join(parts))


def _share(name: str, n: int, total: int, what: str = "incidents") -> str:
    percent = number(share(n, total) or 0, 1)
    text = _("{name} {n} ({percent}%)")
    if what == "petitions":
        text = ngettext("{name} {n} petition ({percent}%)", "{name} {n} petitions ({percent}%)", n)
    return text.format(name=name, n=number(n), percent=percent)


def _largest(groups: Iterable[Group], what: str = "incidents") -> list[Group]:
    return sorted(groups, key=lambda group: (-group.counts[what], group.keys[0] or "~"))


def _group_name(group: Group, names: Mapping[str, str]) -> str:
    code = group.keys[0] or ""
    return names.get(code, code) or _("unclassified")


def _handled(groups: Iterable[Group], total: int, report: Report) -> str:
    """Tell how many incidents were handled in which way; one that was handled twice counts in both."""
    ways = {
        "accept": _("{n} accepted"), "guide": _("{n} guided"), "forward": _("{n} forwarded"),
        "urge": _("{n} urged"), "return": _("{n} returned"), "file": _("{n} filed"),
        "refuse": _("{n} refused"), "explain": _("{n} explained and ended"), "": _("{n} not yet handled"),
    }  # fmt: skip
    names = report.names("handling")
    told = [group for group in _largest(groups) if group.incidents]
    parts = [
        ways[code].format(n=number(group.incidents)) if (code := group.keys[0] or "") in ways
        else f"{_group_name(group, names)} {number(group.incidents)}"
        for group in told
    ]  # fmt: skip
    text = _("Handling of the incidents: {list}.")
    if sum(group.incidents for group in told) > total:
        text = _("Handling of the incidents (one handled in several ways counts in each): {list}.")
    return text.format(list=", ".join(parts))


def _compared_in_words(base: Period, compare: str, totals: Mapping[str, Any]) -> str:
    things = {"visits": _("visits"), "people": _("people"), "incidents": _("incidents"), "groups": _("groups")}
    things["petitions"] = _("petitions")
    told_of = COUNTS if totals["petitions"] or totals["petitions_before"] else VISITED
    parts = [_change(things[name], totals[f"{name}_change"], totals[f"{name}_percent"]) for name in told_of]
    return _earlier(base, compare, parts)


def _earlier(base: Period, compare: str, parts: Iterable[str]) -> str:
    told = {
        "previous": _("Compared with the period before ({first} to {last}): {list}."),
        "last-year": _("Compared with the same period of the year before ({first} to {last}): {list}."),
    }[compare]
    return told.format(first=said_day(base.first), last=said_day(base.last), list=", ".join(parts))


def _change(what: str, change: int, percent: float | None) -> str:
    """Say by how much a figure rose or fell; in percent where there was anything before."""
    if not change:
        return _("{what} unchanged").format(what=what)
    told = _("{what} up {n}") if change > 0 else _("{what} down {n}")
    return told.format(what=what, n=number(abs(change))) + in_brackets(percent and abs(percent))


def _late(n: int, today: str) -> str:
    if not n:
        return _("On {day}, none of them is overdue.").format(day=said_day(today))
    text = ngettext("On {day}, {n} of them is overdue.", "On {day}, {n} of them are overdue.", n)
    return text.format(day=said_day(today), n=number(n))


# --- The whole report: the columns of the statutory forms, in the order of an office's report.

Figures = Mapping[str, float]  # name in columns.toml -> figure
_FORMS = ("01/TCD", "01/XLD", "02/XLD", "03/XLD", "04/XLD", "01/KQGQ", "02/KQGQ", "03/KQGQ", "04/KQGQ")
_COMPARED = (
    *(("01/TCD", name) for name in ("visits", "people", "matters", "groups")),
    *(("01/XLD", name) for name in ("received", "qualified")), ("01/KQGQ", "resolved"), ("03/KQGQ", "resolved"),
)  # fmt: skip


Forms = Mapping[str, Figures]  # code of the form -> what a report tells of it


def forms(book: RegisterView, span: Span) -> tuple[Forms, list[str]]:
    """Count the forms as they are told on the last day of a period; the layouts they were read in are named beside."""
    told, layouts = dict[str, Figures](), list[str]()
    columns = {(row["code"], name): row["figures"] for row in data.read("report", "columns")["form"]
               for name in row["circulars"]}  # fmt: skip
    for code in _FORMS:
        form, _in_force = choose(code, "", span.last)
        cells = measure(book, form, span).cells
        told[code] = {
            name: round(sum(cells[n] for n in parts), 2) for name, parts in columns[code, form.circular].items()
        }
        layouts.append(f"{code} ({form.circular})")
    return told, layouts


def whole_report(book: RegisterView, counted: Table, span: Span, report: Report) -> Table:
    """Tell the forms of a period in sentences, a row for each section that has anything to tell.

    `counted` is the summary of the same days: its totals and notes stay with the text.
    """
    found, layouts = forms(book, span)
    sections = {
        "reception": _reception(found["01/TCD"], span, group_members(book, span)),
        "petitions": _petitions(found["01/XLD"], span),
        "fields": _fields(found),
        "handling": _handling(found["01/XLD"]),
        "resolution": _resolution(found, report.rates),
        "execution": _execution(found),
        "complex": _standing_out(book, report.today),
    }
    if report.base is not None:
        before, _layouts = forms(book, span._replace(first=report.base.first, last=report.base.last))
        sections["comparison"] = iter([_beside(found, before, report)])
    rows = [{"section": name, "text": text} for name, sentences in sections.items() if (text := " ".join(sentences))]
    names = _sections()
    title = _("The figures are those of the forms {forms}.").format(forms=", ".join(layouts))
    note = Note("forms", title, {"forms": layouts})
    said = tuple(f"{n}. {names[row['section']]}: {row['text']}" for n, row in enumerate(rows, 1))
    return counted._replace(
        columns=(Column("section", _("Section"), labels=names), Column("text", _("Text"), wide=True)), rows=rows,
        said=said, number="text", prose=True, notes=(*counted.notes, note),
    )  # fmt: skip


def _sections() -> dict[str, str]:
    return {
        "reception": _("Reception"), "petitions": _("Petitions"), "fields": _("Fields"), "handling": _("Handling"),
        "resolution": _("Resolution"), "execution": _("Execution"), "complex": _("Complex matters"),
        "comparison": _("Comparison"),
    }  # fmt: skip


def _reception(told: Figures, span: Span, members: int) -> Iterator[str]:
    """Tell who was received: by session, by host, groups, first and repeat."""
    when = _when(span.first.isoformat(), span.last.isoformat())
    if not told["visits"] and not told["head_sessions"] and not told["delegate_sessions"]:
        yield _("{when}, the unit received no visits.").format(when=when)
        return
    yield _("{when}, the unit received {visits} visits of {people} people about {matters} matters.").format(
        when=when, **_numbers(told, "visits", "people", "matters")
    )
    text = _("Regular reception: {visits} visits, {people} people, {matters} matters{share}.")
    yield text.format(share=_part(told["regular_visits"], told["visits"]), **_of(told, "regular"))
    hosts = {
        "head": _(
            "The head in person: {sessions} sessions, {visits} visits, {people} people, {matters} matters{share}."
        ),
        "delegate": _(
            "By delegation: {sessions} sessions, {visits} visits, {people} people, {matters} matters{share}."
        ),
    }
    for host, sentence in hosts.items():
        if told[f"{host}_sessions"] or told[f"{host}_visits"]:
            yield sentence.format(share=_part(told[f"{host}_visits"], told["visits"]), **_of(told, host))
    text = _("Matters received for the first time: {first}, repeatedly: {again}.")
    yield text.format(**_numbers(told, "first", "again"))
    if told["groups"]:
        text = _("Large groups: {groups}, with {group_people} people.")
        if members > told["group_people"]:  # representatives came, the others did not
            text = _("Large groups: {groups}, with {group_people} people present of {members} members.")
        yield text.format(members=number(members), **_numbers(told, "groups", "group_people"))
    else:
        yield _("There was no large group.")


def _petitions(told: Figures, span: Span) -> Iterator[str]:
    if not told["petitions"]:
        return
    yield _("To handle were {petitions} petitions: {carried} carried over, {received} received in the period.").format(
        **_numbers(told, "petitions", "carried", "received")
    )
    text = _(
        "Handled: {handled}; qualified: {qualified}, about {qualified_matters} matters: complaints "
        "{complaints}{c}, denunciations {denunciations}{d}, recommendations and feedback {suggestions}{s}."
    )
    whole = told["qualified"]
    shares = {letter: _part(told[name], whole) for letter, name in
              (("c", "complaints"), ("d", "denunciations"), ("s", "suggestions"))}  # fmt: skip
    names = ("handled", "qualified", "qualified_matters", "complaints", "denunciations", "suggestions")
    yield text.format(**shares, **_numbers(told, *names))


_FIELD_ORDER = ("administrative", "policy", "land", "officials", "corruption", "judicial", "party", "other")


def _fields(found: Forms) -> Iterator[str]:
    """Tell what qualified matters of each kind are about: the administrative fields as one total, then its parts."""
    texts = {
        "02/XLD": _("Complaints, {n} matters: {list}."), "03/XLD": _("Denunciations, {n} matters: {list}."),
        "04/XLD": _("Recommendations and feedback, {n} matters: {list}."),
    }  # fmt: skip
    names = {
        "administrative": _("administrative fields"), "policy": _("of these benefits and policy"),
        "land": _("of these land and housing"), "officials": _("of these civil servants and public duty"),
        "corruption": _("corruption"), "judicial": _("judicial field"), "party": _("Party and mass organisations"),
        "other": _("other fields"),
    }  # fmt: skip
    plain = {**names, "policy": _("benefits and policy"), "land": _("land")}
    for code, text in texts.items():
        told = found[code]
        if told["matters"]:
            words = names if "administrative" in told else plain
            some = [name for name in _FIELD_ORDER if told.get(name)]
            parts = [_share(words[name], int(told[name]), int(told["matters"])) for name in some]
            if parts:
                yield text.format(n=number(told["matters"]), list=", ".join(parts))


def _handling(told: Figures) -> Iterator[str]:
    if told["ours"] or told["away"]:
        text = _(
            "Within competence: {ours} petitions. Outside: {away}, of which guided {guided}, forwarded {forwarded}, "
            "urged {urged}."
        )
        yield text.format(**_numbers(told, "ours", "away", "guided", "forwarded", "urged"))
    if told["replies"]:
        yield _("Replies received to what was forwarded: {replies}.").format(**_numbers(told, "replies"))


def _resolution(found: Forms, rates: str) -> Iterator[str]:
    """Tell what was resolved of the complaints and denunciations within competence, with results and money."""
    one, other = found["01/KQGQ"], found["03/KQGQ"]
    whole, part = int(one["matters"] + other["matters"]), int(one["resolved"] + other["resolved"])
    if not whole:
        return
    yield _("Within competence were {whole} matters ({complaints} complaints, {denunciations} denunciations); "
            "resolved: {part}, {percent}%.").format(
        whole=number(whole), complaints=number(one["matters"]), denunciations=number(other["matters"]),
        part=number(part), percent=number(rate(part, whole, rates) or 0, 2),
    )  # fmt: skip
    if one["matters"]:
        text = _(
            "Complaints: {resolved} of {matters} resolved ({percent}%): {decided} by decision, {withdrawn} withdrawn; "
            "founded {founded}, partly founded {partly}, unfounded {unfounded}; second level: upheld {upheld}, "
            "annulled or amended {amended}; in term {in_term}, late {late}."
        )
        yield text.format(percent=_percent(one, rates), **_numbers(one, *_result(one), "upheld", "amended"))
        yield from _amounts(one)
    if other["matters"]:
        text = _(
            "Denunciations: {resolved} of {matters} resolved ({percent}%): {decided} by conclusion, "
            "{withdrawn} withdrawn, {terminated} terminated otherwise; founded {founded}, partly founded {partly}, "
            "unfounded {unfounded}; in term {in_term}, late {late}."
        )
        yield text.format(percent=_percent(other, rates), **_numbers(other, *_result(other), "terminated"))
        yield from _amounts(other)


def _result(told: Figures) -> tuple[str, ...]:
    names = ("matters", "resolved", "decided", "withdrawn", "founded", "partly", "unfounded", "in_term", "late")
    return tuple(name for name in names if name in told)


def _percent(told: Figures, rates: str) -> str:
    return number(rate(int(told["resolved"]), int(told["matters"]), rates) or 0, 2)


def _amounts(told: Figures) -> Iterator[str]:
    """Tell what the decisions order: only what is not nothing."""
    parts = {
        "state_money": _("{n} million VND to be recovered for the State"),
        "state_land": _("{n} m² of land for the State"),
        "returned_money": _("{n} million VND to be returned"), "returned_land": _("{n} m² of land to be returned"),
        "orgs": _("rights of {n} organisations restored"), "persons": _("rights of {n} persons restored"),
        "sanctioned": _("{n} persons recommended for sanction"),
        "police_matters": _("{n} cases to the investigating body"),
        "police_persons": _("{n} persons to the investigating body"),
    }  # fmt: skip
    yield from _listed(_("By these: {list}."), parts, told)


def _execution(found: Forms) -> Iterator[str]:
    """Tell what of decisions and conclusions was carried out."""
    texts = {
        "02/KQGQ": _("Decisions on complaints to be carried out: {orders}, done: {executed}."),
        "04/KQGQ": _("Conclusions on denunciations to be carried out: {orders}, done: {executed}."),
    }
    parts = {
        "due_state_money": _("{n} million VND due to the State"), "done_state_money": _("{n} million VND recovered"),
        "due_state_land": _("{n} m² due to the State"), "done_state_land": _("{n} m² recovered"),
        "due_returned_money": _("{n} million VND due to citizens and organisations"),
        "done_returned_money": _("{n} million VND returned"),
        "due_returned_land": _("{n} m² due to citizens and organisations"), "done_returned_land": _("{n} m² returned"),
        "sanctioned": _("{n} persons sanctioned"), "prosecuted_persons": _("{n} persons prosecuted"),
    }  # fmt: skip
    for code, text in texts.items():
        if found[code]["orders"]:
            yield text.format(**_numbers(found[code], "orders", "executed"))
            yield from _listed(_("Of these: {list}."), parts, found[code])


def _standing_out(book: RegisterView, today: str) -> Iterator[str]:
    """Tell how many open matters are complex, crowded or long-running: those of `list --complex`."""
    months = complex_matters.months_long()
    table = complex_matters.listed(book, Filter(), date.fromisoformat(today), months, codes.load)
    if table.totals["matters"]:
        yield table.notes[0].text


def _listed(text: str, parts: Mapping[str, str], told: Figures) -> Iterator[str]:
    listed = [part.format(n=_amount(told[name])) for name, part in parts.items() if told.get(name)]
    if listed:
        yield text.format(list="; ".join(listed))


def _beside(found: Forms, before: Forms, report: Report) -> str:
    """Put the main figures beside those of an earlier period."""
    names = {
        "visits": _("visits"), "people": _("people"), "matters": _("matters received"), "groups": _("groups"),
        "received": _("petitions received"), "qualified": _("petitions qualified"),
        ("01/KQGQ", "resolved"): _("complaints resolved"), ("03/KQGQ", "resolved"): _("denunciations resolved"),
    }  # fmt: skip
    parts = []
    for code, name in _COMPARED:
        now, old = int(found[code][name]), int(before[code][name])
        what = names[code, name] if (code, name) in names else names[name]
        parts.append(_change(what, now - old, share(now - old, old)))
    assert report.base is not None
    return _earlier(report.base, report.compare, parts)


def _numbers(told: Figures, *names: str) -> dict[str, str]:
    return {name: number(told[name]) for name in names}


def _of(told: Figures, host: str) -> dict[str, str]:
    names = ("sessions", "visits", "people", "matters")
    return {name: number(told[f"{host}_{name}"]) for name in names if f"{host}_{name}" in told}


def _part(n: float, whole: float) -> str:
    return in_brackets(share(n, whole))


def _amount(value: float) -> str:
    return number(value, 0 if value == int(value) else 2)
