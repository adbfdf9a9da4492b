"""`classify --suggest`: what unclassified incidents may be. It never writes."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from reception_cli.commands import options, walking
from reception_cli.desk import Desk
from reception_cli.model.case import Case
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _, ngettext
from reception_cli.reports import identity, suggestion
from reception_cli.reports.filters import Wish, incidents
from reception_cli.reports.table import Column, Note, Table
from reception_cli.rules.suggesting import FACTS

_NEWEST = 20


def limited() -> list[click.Option]:
    """Build the option that bounds how many are proposed or walked."""
    return [option for option in options.listing() if option.name == "limit"]


def suggestions(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give `classify` its --suggest and --next, as `suggest` and `next`."""
    for name, text in (
        ("--next", _("Go through the unclassified ones, with a proposal each.")),
        ("--suggest", _("Propose kind, field and handling; record nothing.")),
    ):
        function = click.option(name, name.strip("-"), is_flag=True, help=text)(function)
    return function


def answer(desk: Desk, wish: Wish, suggest: bool, walk: bool, said: Mapping[str, object]) -> Table | None:
    """Propose or walk, as asked; None when neither was. Raises UsageFault for what does not go together."""
    if not suggest and not walk:
        if desk.settings.limit:
            raise UsageFault(_("--limit is for --suggest and --next."), _("Leave it out."))
        return None
    if suggest and walk:
        raise UsageFault(_("--suggest and --next exclude each other."), _("Leave one of them out."))
    if said:
        told = _("--suggest and --next propose what to say: leave out --{option}.")
        raise UsageFault(
            told.format(option=next(iter(said))), _("`reception classify ID --kind ...` records it.")
        )
    return walking.walk(desk, wish) if walk else propose(desk, wish)


def propose(desk: Desk, wish: Wish) -> Table:
    """Propose for the incidents named, or for the newest unclassified ones that the filters leave."""
    most = desk.settings.limit
    if wish.ids:
        listed = incidents(desk.book, wish)[:most]
    else:
        listed = suggestion.unclassified(desk.book, wish, most or _NEWEST)
    cases = [desk.book.case(incident) for incident in listed]
    habit = str(desk.settings.config.get("identity", "terminal"))
    seen = identity.sight(desk.settings.terminal, habit, False, "")
    rows = [_row(desk, case, seen) for case in cases]
    said = tuple(_told(desk, row) for row in rows) or (_("Nothing is unclassified."),)
    return Table("classify", columns(desk), rows, notes=tuple(_secret(cases)), said=said, number="id")


def columns(desk: Desk) -> tuple[Column, ...]:
    """Give the columns of proposals."""
    return (
        Column("id", _("Incident")),
        *(Column(name, title, labels=desk.names(name)) for name, title in walking.titles().items()),
        Column("score", _("Score")), Column("words", _("Words"), "list"),
    )  # fmt: skip


def _row(desk: Desk, case: Case, seen: identity.Sight) -> dict[str, Any]:
    found = suggestion.evidence(desk.book, case)
    lists = {name: desk.codes(name) for name in FACTS}
    guesses = suggestion.proposals(found, case, lists, desk.today)
    return {
        "id": case.id,
        **{name: guesses[name].code for name in FACTS},
        "score": {name: guesses[name].score for name in FACTS},
        "words": suggestion.spoken(case, guesses, seen.identity),
    }


def _told(desk: Desk, row: Mapping[str, Any]) -> str:
    told = [
        f"{desk.names(name)[row[name]]} ({round(row['score'][name] * 100)} %)"
        for name in FACTS
        if row[name]
    ]
    proposed = ", ".join(told) or _("no proposal")
    return f"{row['id']}: {proposed}" + (f" [{'; '.join(row['words'])}]" if row["words"] else "")


def _secret(cases: list[Case]) -> list[Note]:
    """Say of how many incidents the text was not read."""
    n = sum(case.confidential for case in cases)
    text = ngettext(
        "{n} denunciation: its text is confidential, so nothing is proposed from it.",
        "{n} denunciations: their text is confidential, so nothing is proposed from it.",
        n,
    )
    return [Note("confidential", text.format(n=n), {"denunciations": n})] if n else []
