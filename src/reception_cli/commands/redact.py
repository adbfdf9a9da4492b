"""`reception redact`: erase private values for good."""

import click

from reception_cli.commands import bulk, options
from reception_cli.commands.sure import sure
from reception_cli.desk import Desk
from reception_cli.model.errors import UsageFault
from reception_cli.model.number import parse
from reception_cli.model.text import clean
from reception_cli.model.words import _
from reception_cli.reports import erasing
from reception_cli.reports.table import Table
from reception_cli.store import redaction
from reception_cli.store.book import Book


@options.verb(
    _("Erase private values of a visit, a petition or an incident for good, corrections included."),
    (
        "reception redact V1 --field phone --reason 'Yêu cầu xóa dữ liệu của công dân, số 12/YC' --yes",
        "reception redact 1 --reason 'Quyết định số 5/QĐ' --dry-run",
    ),
    options.writing,
    columns=lambda _desk, _given: erasing.columns(),
)
@click.argument("number", metavar="ID", type=bulk.INCIDENTS)
@click.option("--field", "chosen", multiple=True, metavar="F", help=_("Only this field, such as name or id_no."))
@click.option("--reason", metavar="TEXT", help=_("On what ground."))
@click.pass_obj
def command(desk: Desk, number: str, chosen: tuple[str, ...], reason: str | None) -> Table:
    """Show what would go, without telling it, and erase it after a yes."""
    if not reason or not reason.strip():
        raise UsageFault(_("Missing: --reason."), _("Give the request or the decision that it rests on."))
    why = clean(reason, _("reason"), lines=True)
    subject = _subject(desk.book, number)
    found = redaction.look(desk.book, subject, chosen, desk.backups)
    others = erasing.others(desk.book, subject)
    if desk.settings.dry_run:
        return erasing.answer(found, [], others, dry_run=True)
    sure(desk, erasing.warning(found))
    desk.believe_clock()
    desk.let_go()
    _entry, torn = redaction.redact(desk.folder, subject, chosen, why, desk.stamp)
    desk.did(subject)
    return erasing.answer(found, torn, others, dry_run=False)


def _subject(book: Book, number: str) -> str:
    letter = "" if number.startswith("@") else parse(number)[0]
    return book.resolve(number, letter)
