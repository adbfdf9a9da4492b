"""`reception citizen`: everything that one person brought, on one screen; or their own data, handed out."""

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import lists, options, prompts
from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.domain.text import clean
from reception_cli.domain.words import _, ngettext
from reception_cli.reporting import citizen as reporting
from reception_cli.reporting import disclosure
from reception_cli.reporting.table import Table

_OFFERED = 20  # people of one name that a terminal lists


@options.verb(
    _("Tell everything that one person brought: every visit and what came of it."),
    ("reception citizen le thi hoa", "reception citizen 0905123456"),
    options.past,
    columns=lambda desk, given: reporting.columns(desk.codes, _sight(desk, given["export"])),
)
@click.argument("words", metavar="NAME|NUMBER...", nargs=-1, required=True)
@click.option(
    "--export", is_flag=True, help=_("Hand out this person's own data, with -o FILE; needs --reason, is recorded.")
)
@click.option("--reason", metavar="TEXT", help=_("Who asked for it, and how (with --export)."))
@click.pass_obj
def citizen(desk: Desk, words: tuple[str, ...], export: bool, reason: str | None) -> Table:
    """Find the person by name, address and numbers; of several one is chosen."""
    why = clean(reason or "", _("reason"), lines=True)
    if export and not why:
        raise UsageFault(_("Missing: --reason."), _("Say who asked for their data, and how: it is recorded."))
    if why and not export:
        raise UsageFault(_("A reason is for names that would stay hidden."), _("Add --export, or leave out --reason."))
    seen = _sight(desk, export)
    person = _one(desk, " ".join(words), seen)
    if export:
        desk.disclose(disclosure.disclosure("citizen", len(person.lines), seen, 0, why))
    elif seen.identity:
        desk.saw("citizen", len(person.lines))
    return reporting.table(desk.codes, desk.names, person, seen)


def _sight(desk: Desk, export: bool) -> disclosure.Sight:
    return lists.sight(desk, lists.Names(export))


def _one(desk: Desk, typed: str, seen: disclosure.Sight) -> reporting.Person:
    """Find one person; of several the clerk chooses, a script is told how many there are."""
    found = reporting.people(desk.book, typed)
    if not found:
        raise NotFound(
            _("Nobody of this name or number brought anything here."),
            _("`reception search` also finds words of the matter. Denunciations are never found."),
        )
    if len(found) == 1:
        return found[0]
    text = ngettext("{n} person fits.", "{n} people fit.", len(found)).format(n=len(found))
    if not (desk.settings.interactive and seen.identity):
        raise UsageFault(text, _("Add words of the address, or give the identity number or the telephone."))
    desk.saw("citizen", len(found))
    prompts.tell(text)
    for place, person in enumerate(found[:_OFFERED], 1):
        prompts.tell(f"{place:>3}  {person.name}, {person.address}; " + ", ".join(person.incidents))
    while True:
        typed = prompts.ask(_("Which of them? Number of the line"))
        if number := prompts.line_of(typed, min(len(found), _OFFERED)):
            return found[number - 1]
