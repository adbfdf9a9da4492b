"""`reception add`: record a visit or petition with its new incident."""

from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.commands import dialogue, reception_options
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.events.reception import Matter, again, expected, receive, repeats, split
from reception_cli.index.register_view import RegisterView
from reception_cli.law import decisions
from reception_cli.reporting import receipt
from reception_cli.reporting.duplicates import Person, similar
from reception_cli.reporting.table import Table


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
@reception_options.reception_options
@click.option("--kind", type=options.Code("kind"), help=_("Kind of the incident."))
@click.option("--field", type=options.Code("field"), help=_("Field of the incident."))
@click.option("--refused", type=options.Code("refusal"), metavar="GROUND", help=_("Reception was refused."))
@click.option("--to", metavar="VISIT", help=_("Add another incident to this visit."))
@click.pass_obj
def add_command(desk: Desk, /, **given: Any) -> Table:
    """Record what was given, after asking for what is missing."""
    given = reception_options.from_stdin(desk, given, "content", "name")
    if given["to"]:
        return _split(desk, given)
    if desk.settings.interactive:
        given = dialogue.reception(desk, given)
    told = reception_options.cleaned(given, reception_options.labels())
    require(told)
    return _record(desk, told)


_OF_A_SPLIT = {"content", "kind", "field", "to", "key", "after_seal"}


def require(told: reception_options.Told) -> None:
    """Name everything that is missing at once."""
    values = told.values
    missing = [] if told.text("content") or values["refused"] or values.get("attach") else [_("CONTENT")]
    if not values["anonymous"]:
        missing += [f"--{name}" for name in ("name", "address") if not told.text(name)]
    if missing:
        raise UsageFault(
            _("Missing: {what}.").format(what=", ".join(missing)),
            _("Give them, or --anonymous where nobody said a name."),
            missing=missing,
        )


def _record(desk: Desk, told: reception_options.Told) -> Table:
    if told.values.get("attach"):
        told = _attached(desk, told)
    wish = reception_options.reception(desk, told)
    matter = Matter(told.text("content"), {"kind": told.values["kind"], "field": told.values["field"]})
    known = told.values.get("attach")
    before: list[receipt.Numbers] = []
    repeat = False

    def decide(book: RegisterView) -> list[Draft]:
        nonlocal repeat
        before[:] = filter(None, [reception_options.before(book, wish.key)])
        if before:
            return []
        if known:
            cases = [book.case(known)]
            repeat = repeats(wish, cases)
            drafts = again(wish, decisions.come_again(cases), book.numbers())
        else:
            drafts = receive(wish, matter, book.numbers())
        return [*drafts, *expected(drafts, book.expected(wish.at[:10]))]

    person = Person(*(told.text(name) for name in ("name", "id_no", "address", "content")))
    likely = [] if known or told.values["kind"] == "denunciation" else similar(desk.book.db, person)
    entries = desk.record("add", decide)
    if before:
        return receipt.repeated("add", desk.book, before[0])
    if not told.values["anonymous"] and not told.text("id_no"):
        desk.warn(_("No identity number was given."))
    done = reception_options.numbers(entries)
    due = desk.due_on(*done.incidents)
    return receipt.acknowledge("add", done, repeat, likely, desk.settings.dry_run, due)


def _attached(desk: Desk, told: reception_options.Told) -> reception_options.Told:
    """What was said of the matter of a known incident is kept as a remark on this visit."""
    values = told.values
    if values["kind"] or values["field"]:
        kept = _("{incident} keeps its kind and field; see `reception classify`.")
        desk.warn(kept.format(incident=values["attach"]))
    remark = "\n".join(filter(None, (told.text("content"), told.text("note"))))
    return told._replace(values={**values, "note": remark})


def _split(desk: Desk, given: dict[str, Any]) -> Table:
    """Add another incident to a visit that is in the register."""
    told = reception_options.cleaned(given, reception_options.labels())
    said = {name for name, value in given.items() if value not in (None, False)}
    surplus = [name for name in given if name in said - _OF_A_SPLIT]
    if surplus or not told.text("content"):
        unfit = " (" + ", ".join("--" + name.replace("_", "-") for name in surplus) + ")" if surplus else ""
        raise UsageFault(
            _(
                "--to takes the reception from the visit{unfit}: give CONTENT, --kind and --field only."
            ).format(unfit=unfit),
            _("Example: reception add 'Đề nghị cấp giấy chứng nhận' --to V107"),
        )
    matter = Matter(told.text("content"), {"kind": told.values["kind"], "field": told.values["field"]})

    before: list[receipt.Numbers] = []

    def decide(book: RegisterView) -> list[Draft]:
        line = book.line(given["to"])
        wish = reception_options.reception(desk, told)._replace(at=line.at)
        before[:] = filter(None, [reception_options.before(book, wish.key, line.id)])
        if before:
            return []
        decisions.may_split(line, desk.seal(bool(given["after_seal"])))
        return split(line.id, wish, matter, book.numbers())

    entries = desk.record("add", decide)
    if before:
        return receipt.repeated("add", desk.book, before[0])
    done = reception_options.numbers(entries)
    due = desk.due_on(*done.incidents)
    return receipt.acknowledge("add", done, False, [], desk.settings.dry_run, due)
