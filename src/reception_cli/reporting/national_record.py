"""What the national database asks of a visit or a matter, field by field, ready to be typed or pasted there.

Programs read codes and ISO days, people their own words; what the register does not hold has no row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.dates import shown_day
from reception_cli.domain.words import _, language
from reception_cli.reporting.fact_words import field_words, of_matter
from reception_cli.reporting.other_bodies import written_to
from reception_cli.reporting.story import Names, fact_said
from reception_cli.reporting.table import Column, Note, Table

Row = dict[str, Any]
_LISTS = {  # fact -> list of its codes
    "session": "session", "host": "host", "mode": "mode", "capacity": "capacity", "bodies": "body", "source": "source",
    "kind": "kind", "field": "field", "competence": "competence", "handling": "handling", "prior": "prior",
    "status": "status", "stage": "state", "instance": "instance", "complex": "complex", "result": "result",
    "outcome": "result", "not_accepted": "not-accepted",
}  # fmt: skip
_OF_VISIT = (
    "session", "host", "mode", "bodies", "people", "petitioners", "representatives", "capacity", "appointment", "group",
)  # fmt: skip
_PERSON = ("name", "id_no", "address", "commune", "phone")


class _Told(NamedTuple):
    """One field before it is worded."""

    about: str  # number of the visit or matter
    field: str
    value: Any


def columns() -> tuple[Column, ...]:
    """Give the columns."""
    return (
        Column("id", _("Number")), Column("field", _("Field name")), Column("label", _("Field of the database")),
        Column("value", _("Value")), Column("text", _("As it is typed")),
    )  # fmt: skip


def of_line(
    line: Reception, cases: Sequence[Case], who: Mapping[str, Any], names: Names, notes: tuple[Note, ...]
) -> Table:
    """Tell a visit or petition with the matters that it brought; `who` came, as far as that may be known."""
    told = [*_reception(line, who, cases), *(field for case in cases for field in _matter(case, line))]
    return _table(line.id, told, names, notes)


def of_case(case: Case, who: Mapping[str, Any], names: Names, notes: tuple[Note, ...]) -> Table:
    """Tell a matter with all that was done in it; `who` brought it, as far as that may be known."""
    first = min((line for line in case.lines if line.counts), key=lambda line: (line.at, line.id), default=None)
    told = [
        _Told(case.id, "received_on", case.received_on), *(_Told(case.id, name, who.get(name)) for name in _PERSON),
        *(_Told(case.id, name, getattr(first, name, None)) for name in ("source", "signatories", "petitioners")),
        *_matter(case), *_life(case),
        _Told(case.id, "visits", [line.id for line in case.lines if line.counts]),
    ]  # fmt: skip
    return _table(case.id, told, names, notes)


def _reception(line: Reception, who: Mapping[str, Any], cases: Iterable[Case]) -> Iterator[_Told]:
    yield _Told(line.id, "at", line.at)
    for name in _OF_VISIT if line.type == "visit" else ("source", "signatories"):
        yield _Told(line.id, name, getattr(line, name))
    own = (entry["data"] for case in cases for entry in case.entries if entry["seq"] == line.seq)
    said: Mapping[str, Any] = next(own, {})
    for name in ("central", "points"):  # of an online reception
        yield _Told(line.id, name, said.get(name))
    for name in ("host_name", "note"):
        yield _Told(line.id, name, line.private.get(name))
    for name in _PERSON:
        yield _Told(line.id, name, who.get(name))


def _matter(case: Case, line: Reception | None = None) -> Iterator[_Told]:
    """What a matter is and how it was handled, at a line or the last time."""
    private = case.private
    yield _Told(case.id, "kind", case.kind)
    yield _Told(case.id, "field", case.field)
    for name in ("content", *of_matter()):
        yield _Told(case.id, name, private.get(name))
    yield _Told(case.id, "competence", case.competence)
    yield _Told(case.id, "qualified", case.qualified)
    yield _Told(case.id, "prior", case.prior)
    yield _Told(case.id, "handling", line.handling.get(case.id) if line else case.handling)
    for name in ("handled_to", "handled_doc"):
        yield _Told(case.id, name, line.private.get(name) if line else None)


def _life(case: Case) -> Iterator[_Told]:
    """What the law did with it: letters, acceptance, extensions, decision, execution, end."""
    life = case.life
    yield _Told(case.id, "status", case.status)
    yield _Told(case.id, "stage", case.stage)
    for letter in life.referrals:
        body = written_to(case, letter)
        yield _Told(case.id, "letter", ", ".join(filter(None, (body, letter.doc))) or None)
        yield _Told(case.id, "letter_on", letter.on)
        yield _Told(case.id, "replied_on", letter.replied_on)
    yield _Told(case.id, "instance", life.instance or None)
    yield _Told(case.id, "accepted_on", life.accepted_on)
    yield _Told(case.id, "not_accepted", life.not_accepted)
    yield _Told(case.id, "complex", list(life.criteria))
    for extended in life.extensions:
        yield _Told(case.id, "extended_to", extended.new_due)
    yield _Told(case.id, "decision", life.decision.get("doc"))
    yield _Told(case.id, "decided_on", life.decided_on)
    yield _Told(case.id, "outcome", life.decision.get("outcome"))
    yield _Told(case.id, "executed_on", next((done["on"] for done in life.executed if done.get("done")), None))
    yield _Told(case.id, "result", case.result)
    yield _Told(case.id, "closed_on", case.closed_on)
    yield _Told(case.id, "doc", case.doc)


def _table(number: str, told: Iterable[_Told], names: Names, notes: tuple[Note, ...]) -> Table:
    labels = _labels()
    rows: list[Row] = [
        {
            "id": each.about, "field": each.field, "label": labels[each.field], "value": _plain(each.value),
            "text": _worded(each, names),
        }
        for each in told
        if each.value not in (None, "", [], (), False) or (each.field == "qualified" and each.value is False)
    ]  # fmt: skip
    said = list[str]()
    for about, fields in groupby(rows, key=itemgetter("id")):
        said += [*([""] if said else []), about, *(f"{row['label']}: {row['text']}" for row in fields)]
    shape = (Column("id", _("Number")), Column("label", _("Field")), Column("text", _("Value"), wide=True))
    read = Table("show", shape, rows, notes=notes, title=_title(number), said=tuple(said))
    return Table("show", columns(), rows, notes=notes, number="id", screen=read)


def _title(number: str) -> str:
    return _("{number}: for the national database").format(number=number)


def _plain(value: Any) -> Any:
    return "; ".join(value) if isinstance(value, (list, tuple)) else value if value is None else str(value)


def _worded(told: _Told, names: Names) -> str:
    """Say a value as a clerk reads it."""
    value = told.value
    if told.field in _LISTS:
        known = names(_LISTS[told.field])
        return "; ".join(known.get(code, code) for code in (value if isinstance(value, (list, tuple)) else [value]))
    if isinstance(value, (list, tuple)):
        return ", ".join(value)
    if told.field.endswith("_on") or told.field == "extended_to":
        return shown_day(value, language())
    return fact_said(told.field, value, names)


def _labels() -> dict[str, str]:
    return {
        **field_words(), "received_on": _("day of receipt"), "mode": _("in person or online"),
        "central": _("central point"), "points": _("connection points"), "status": _("status"),
        "stage": _("state"), "letter": _("sent to another body"), "letter_on": _("day of that letter"),
        "replied_on": _("day of its reply"), "not_accepted": _("not accepted on the ground"),
        "complex": _("criteria of complexity"), "extended_to": _("term extended to"),
        "decision": _("number of the decision"), "outcome": _("what it found"), "executed_on": _("carried out on"),
        "visits": _("visits and petitions"),
    }  # fmt: skip
