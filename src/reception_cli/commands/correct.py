"""`reception correct`: put right what was recorded wrong."""

from typing import Any

import click

from reception_cli.commands import bulk, options
from reception_cli.desk import Desk
from reception_cli.model.case import Case, Line
from reception_cli.model.dates import read_day, read_moment
from reception_cli.model.entry import Draft
from reception_cli.model.errors import ReceptionError, UsageFault
from reception_cli.model.number import parse
from reception_cli.model.text import clean, nearest
from reception_cli.model.words import _
from reception_cli.reports.table import Column, Table
from reception_cli.rules import correcting
from reception_cli.store.book import Book

_CODES = ("kind", "field", "competence", "prior", "result", "session", "host", "source", "instance")
_COUNTS = ("people", "petitioners", "signatories")
_DAYS = ("opened_on", "closed_on", "accepted_on", "decided_on")
_TRUTHS = ("group", "qualified", "remote")


@options.verb(
    _("Put facts of a visit, a petition or an incident right; what was recorded first stays in its story."),
    (
        "reception correct V1 --set people=2 --reason 'Ghi nhầm số người'",
        "reception correct 1 --set kind=khieu-nai --set field=dat-dai --reason 'Phân loại lại'",
    ),
    options.writing,
    columns=lambda _desk, _given: _columns(),
)
@click.argument("number", metavar="ID", type=bulk.INCIDENTS)
@click.option("--set", "pairs", multiple=True, metavar="FIELD=VALUE", help=_("A field and its right value."))
@click.option("--reason", metavar="TEXT", help=_("Why."))
@click.option("--after-seal", is_flag=True, help=_("Change a sealed fact; it then stands apart in reports."))
@click.pass_obj
def command(desk: Desk, number: str, pairs: tuple[str, ...], reason: str | None, after_seal: bool) -> Table:
    """Correct it."""
    if not pairs or not reason or not reason.strip():
        raise UsageFault(
            _("Missing: {what}.").format(
                what=", ".join(["--set"] * (not pairs) + ["--reason"] * (not (reason or "").strip()))
            ),
            _("Example: reception correct V107 --set people=2 --reason 'Ghi nhầm'"),
        )
    why = clean(reason, _("reason"), lines=True)

    def decide(book: Book) -> list[Draft]:
        subject = find(book, number)
        return correcting.correct(subject, _wish(desk, book, subject, pairs), why, desk.seal(after_seal))

    entries = desk.record("correct", decide)
    changed = (
        ", ".join([*entries[0]["data"]["set"], *(k for k in entries[0]["private"] if k != "reason")])
        if entries
        else ""
    )
    row = {"id": find(desk.book, number).id, "changed": changed}
    said = _("{id}: corrected {changed}.").format(**row) if entries else _("Nothing to change.")
    return Table("correct", _columns(), [row] if entries else [], said=(said,), number="id")


def _columns() -> tuple[Column, ...]:
    return Column("id", _("Number")), Column("changed", _("Corrected"))


def find(book: Book, number: str) -> Line | Case:
    """Find the visit, petition or incident that a number names."""
    if not number.startswith("@") and parse(number)[0]:
        return book.line(number)
    return book.case(number)


def _wish(desk: Desk, book: Book, subject: Line | Case, pairs: tuple[str, ...]) -> dict[str, Any]:
    """Read every FIELD=VALUE; all faults are told together."""
    wish: dict[str, Any] = {}
    faults: list[ReceptionError] = []
    for pair in pairs:
        name, sign, value = pair.partition("=")
        name = name.strip().replace("-", "_")
        try:
            wish |= _read(desk, book, subject, name, value if sign else "")
        except ReceptionError as fault:
            faults.append(fault)
    options.raise_faults(faults)
    return wish


def _read(desk: Desk, book: Book, subject: Line | Case, name: str, value: str) -> dict[str, Any]:
    is_line = isinstance(subject, Line)
    facts = correcting.LINE_FACTS if is_line else correcting.CASE_FACTS
    texts = correcting.LINE_TEXTS if is_line else correcting.CASE_TEXTS
    if name == "incident":
        name = "incidents"
    if name not in (*facts, *texts):
        known = [*facts, *texts]
        raise UsageFault(
            _("{id} has no field '{name}' to correct.").format(id=subject.id, name=name[:40]),
            _("Fields: {fields}").format(fields=", ".join(dict.fromkeys([*nearest(name, known), *known]))),
        )
    return {name: _value(desk, book, name, value)}


def _value(desk: Desk, book: Book, name: str, value: str) -> Any:
    if name in _CODES:
        return desk.codes(name).find(value).code
    if name in _COUNTS:
        return _count(name, value)
    if name in _DAYS:
        return read_day(value, desk.today, name).isoformat()
    if name == "at":
        return read_moment(value, desk.now, name).iso()
    if name in _TRUTHS:
        return _truth(name, value)
    if name == "incidents":
        return [book.resolve(one.strip()) for one in value.split(",")]
    return clean(value, name, lines=name in ("content", "note"))


def _count(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 1_000_000):
        raise UsageFault(
            _("{field} was '{value}', which is no number of people.").format(field=name, value=value[:20]),
            _("Type 1, 2, 3 ..."),
        )
    return int(value)


def _truth(name: str, value: str) -> bool:
    if value not in ("yes", "no"):
        raise UsageFault(_("{field} takes yes or no.").format(field=name))
    return value == "yes"
