"""`reception visit`: record a further visit of incidents that are in the register."""

from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.commands import reception_options
from reception_cli.domain.entry import Draft
from reception_cli.domain.words import _
from reception_cli.events.reception import again, expected, repeats
from reception_cli.index.register_view import RegisterView
from reception_cli.law import decisions
from reception_cli.reporting import receipt
from reception_cli.reporting.table import Table


@options.verb(
    _("Record a further visit of one or more known incidents; who came is taken from the last visit."),
    ("reception visit 1", "reception visit 1 2 --people 3 --host head --session periodic"),
    options.writing,
    columns=lambda _desk, _given: receipt.columns("visit"),
)
@click.argument("incidents", metavar="ID...", nargs=-1, required=True, type=options.Incident())
@reception_options.reception_options
@click.pass_obj
def visit_command(desk: Desk, /, incidents: tuple[str, ...], **given: Any) -> Table:
    """Record the visit, with the last visitor's identity where none is given."""
    told = reception_options.cleaned(reception_options.from_stdin(desk, given, "name"), reception_options.labels())
    wish = reception_options.reception(desk, told)
    wanted = options.numbers(desk, incidents)
    known: list[receipt.Numbers] = []
    repeat = True

    def decide(book: RegisterView) -> list[Draft]:
        nonlocal repeat
        known[:] = filter(None, [reception_options.before(book, wish.key)])
        if known:
            return []
        cases = [book.case(incident) for incident in wanted]
        repeat = repeats(wish, cases)
        last = decisions.latest_line(cases[0])
        same = not told.values["anonymous"] and not told.text("name") and last is not None
        who = dict(last.private) if same and last else {}
        who.pop("note", None)
        commune = wish.facts["commune"] or (last.commune if same and last else None)
        full = wish._replace(private={**who, **wish.private}, facts={**wish.facts, "commune": commune})
        drafts = again(full, decisions.come_again(cases), book.numbers())
        return [*drafts, *expected(drafts, book.expected(wish.at[:10]))]

    entries = desk.record("visit", decide)
    if known:
        return receipt.repeated("visit", desk.book, known[0])
    done = reception_options.numbers(entries)
    due = desk.due_on(*done.incidents)
    return receipt.acknowledge("visit", done, repeat, [], desk.settings.dry_run, due)
