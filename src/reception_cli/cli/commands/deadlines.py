"""What is due and what is late, and what a clerk's morning begins with."""

from collections.abc import Iterable, Iterator
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import filters, options
from reception_cli.domain.dates import said_day
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter
from reception_cli.reporting import deadlines, disclosure
from reception_cli.reporting.table import Table

# --- what is due today, this week, and what is late.

@options.verb(
    _("Show what is due to the end of this week and what is late, with the step of the law and who is responsible."),
    ("reception due", "reception due --within 3wd --assignee lan --exit-code"),
    options.listing,
    options.past,
)
@filters.filters()
@click.option("--within", metavar="SPAN", help=_("Look ahead so far: 3wd working days, 7d days (this week)."))
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when something is late."))
@click.pass_obj
def due(desk: Desk, selection: Filter, within: str | None, exit_code: bool) -> Table:
    """List the open steps, most late first."""
    today = desk.looked_at
    if within:
        from reception_cli.law.practice import last_day  # who looks ahead by working days needs the calendar

    last = last_day(within, today, lambda: desk.calendar) if within else None
    found = deadlines.find(desk.book, selection, deadlines.Span.around(today, last))
    limit = desk.settings.limit
    if not desk.settings.terminal or desk.settings.wide:
        return deadlines.table(found, limit, desk.codes, exit_code)
    from reception_cli.reporting import matter_lines  # for who reads a screen

    names = disclosure.sight(True, desk.identity, False, "").identity
    tell = matter_lines.teller(names)

    def told(rows: Iterable[dict[str, Any]], part: str) -> Iterator[str]:
        listed = list(rows)
        if names:
            matter_lines.add_names(desk.book, listed)
            desk.saw("due", len({row["id"] for row in listed if row["name"]}))
        return tell(listed, part)

    return deadlines.table(found, limit, desk.codes, exit_code, told)


# --- what a clerk's morning begins with.

@options.verb(
    _("Show who is expected today, what is late and due, what waits for a reply, and what was left unfinished."),
    ("reception agenda", "reception agenda --limit 3 --json"),
    options.limit,
)
@click.pass_obj
def agenda(desk: Desk) -> Table:
    """Put the screen together."""
    from reception_cli.events import diary  # `due`, of the same family, needs none of it
    from reception_cli.reporting import agenda as mornings

    calendar = desk.calendar
    seen = disclosure.sight(desk.settings.terminal, desk.identity, False, "")
    morning = mornings.Morning(
        desk.today, desk.settings.user, diary.working_day_before(desk.today, calendar),
        lambda day: diary.notice_by(day, calendar), seen.identity, desk.settings.limit or mornings.ROWS,
    )  # fmt: skip
    answer = mornings.table(desk.book, morning, _what_else(desk) if desk.settings.terminal else ())
    if seen.identity:
        desk.saw("agenda", sum(bool(row.get("name") or row.get("about")) for row in answer.rows))
    return answer


def _what_else(desk: Desk) -> Iterator[str]:
    """Tell at a terminal of the last backup, and what may be typed now."""
    from reception_cli.cli.topics import day_of_a_clerk
    from reception_cli.maintenance import backup

    made = backup.listed(desk.backups, desk.unit)
    yield (
        _("Last backup: {day}.").format(day=said_day(made[0].made_at[:16])) if made
        else _("There is no backup yet: `reception backup` makes one.")
    )  # fmt: skip
    yield ""
    yield _("What now?")
    pairs = day_of_a_clerk()
    room = max(len(typed) for typed, _meaning in pairs) + 2
    yield from (f"    {typed:<{room}}{meaning}" for typed, meaning in pairs)
    yield "    " + _("`reception --help` tells of everything else.")
