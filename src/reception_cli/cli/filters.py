"""The filters of every verb that reads or changes many: options in, one `Filter` out."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold
from reception_cli.domain.words import _
from reception_cli.index.queries.filters import Filter

_UNCLASSIFIED = ("none", "unclassified", "chua phan loai")
_CODES = {
    "kind": _("Of this kind (`none`: unclassified)."),
    "field": _("In this field or a finer one below it."),
    "status": _("In this status."),
    "handling": _("Handled so."),
    "competence": _("Within competence (in) or not (out)."),
    "session": _("Received in this kind of session."),
    "body": _("Received for this body (`none`: none was named)."),
}


class FilterOption(options.Code):
    """A code to filter by; `none` stands for what has no code yet."""

    def read(self, value: str, ctx: click.Context | None) -> str:
        """Turn a spelling into the stored code, or into "" for none."""
        return "" if fold(value) in _UNCLASSIFIED else super().read(value, ctx)


def filters(*without: str) -> options.Decorator:
    """Give a verb the filters, all but those named, and the result as `selection`."""

    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def packed(*args: Any, **kwargs: Any) -> Any:
            given = {name: kwargs.pop(name) for name in _options() if name not in without}
            return function(*args, selection=_selection(click.get_current_context().obj, given), **kwargs)

        made: Callable[..., Any] = packed
        for name, option in reversed(_options().items()):
            if name not in without:
                made = option(made)
        return made

    return make


def _options() -> dict[str, options.Decorator]:
    coded = {
        name: click.option(f"--{name}", type=FilterOption(name), multiple=True, metavar="CODE", help=text)
        for name, text in _CODES.items()
    }
    return {
        "ids": click.argument("ids", nargs=-1, type=options.Incident(), metavar="[ID]..."),
        "period": click.option(
            "--period", metavar="P", type=options.Word("periods"), help=_("Received in this period: 2026, 2026-Q3 ...")
        ),
        "day_from": click.option("--from", "day_from", type=options.Day(), help=_("Received on or after.")),
        "day_to": click.option("--to", "day_to", type=options.Day(), help=_("Received on or before.")),
        **coded,
        "commune": click.option("--commune", multiple=True, metavar="NAME", type=options.Word("communes"),
            help=_("From this commune.")),
        "repeat": click.option("--repeat/--first", default=None, help=_("Further visits, or first ones.")),
        "group": click.option("--group", is_flag=True, help=_("Groups: five or more of one content.")),
        "assignee": click.option(
            "--assignee", multiple=True, metavar="WHO", type=options.Word("clerks"),
            help=_("This clerk is responsible (`none`: nobody).")
        ),
        "overdue": click.option("--overdue", is_flag=True, help=_("With something owed that is late.")),
        "unit": click.option(
            "--unit", multiple=True, metavar="CODE", type=options.Word("units"),
            help=_("In the register of this unit (at a consolidating desk).")
        ),
        "match": click.option("--match", default="", metavar="TEXT", help=_("With these words.")),
    }


def _selection(desk: Desk, given: dict[str, Any]) -> Filter:
    plain = {name: value for name, value in given.items() if name in Filter._fields and name != "period"}
    ids = options.numbers(desk, plain.pop("ids", ()))
    plain["assignee"] = tuple("" if fold(who) == "none" else who for who in plain.get("assignee") or ())
    plain["overdue"] = desk.looked_at.isoformat() if plain.get("overdue") else ""
    selection = Filter(ids=ids, **plain)
    first, last = given.get("day_from"), given.get("day_to")
    if given.get("period"):
        if first or last:
            raise UsageFault(_("--period and --from/--to exclude each other."), _("Leave one of them out."))
        return selection.within(*_period(given["period"], desk))
    if first and last:
        return selection.within(*_period(f"{first}..{last}", desk))
    return selection._replace(first=first.isoformat() if first else "", last=last.isoformat() if last else "")


def _period(text: str, desk: Desk) -> tuple[str, date, date]:
    from reception_cli.reporting.periods import read_period  # only where a period is named

    return read_period(text, desk.today)
