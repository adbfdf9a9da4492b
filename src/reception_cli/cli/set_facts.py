"""`--set FIELD=VALUE`: facts of a visit, a petition or an incident, each read by what it is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.dates import read_day, read_moment
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.text import clean, nearest
from reception_cli.domain.words import _
from reception_cli.events.correction import PETITION
from reception_cli.events.registry import BOOL, COUNT, DAY, INCIDENT, MOMENT, Field, several

Resolve = Callable[[str], str]  # turns a number as typed into one that exists


def option(help_: str) -> options.Decorator:
    """Declare the option; it may be repeated."""
    return click.option("--set", "pairs", multiple=True, metavar="FIELD=VALUE", help=help_)


def read(
    desk: Desk, pairs: Sequence[str], known: Mapping[str, Field], unknown: Callable[[str], str], resolve: Resolve = str
) -> dict[str, Any]:
    """Read every FIELD=VALUE of the `known` fields as the entry will hold it; all faults are told together.

    `unknown` says that there is no field of a name.
    """
    facts: dict[str, Any] = {}
    faults: list[ReceptionError] = []
    for pair in pairs:
        name, _sign, value = pair.partition("=")
        name = name.strip().replace("-", "_")
        name = "incidents" if name == "incident" else name
        try:
            if name not in known:
                fields = ", ".join(dict.fromkeys([*nearest(name, known), *known]))
                raise UsageFault(unknown(name[:40]), _("Fields: {fields}").format(fields=fields))
            facts[name] = _value(desk, name, known[name], value, resolve)
        except ReceptionError as fault:
            faults.append(fault)
    options.raise_faults(faults)
    return facts


def _value(desk: Desk, name: str, field: Field, value: str, resolve: Resolve) -> Any:
    if field.codes and field.schema.get("type") == "array":
        return sorted({desk.codes(field.codes).find(one.strip()).code for one in value.split(",")})
    if field == PETITION:
        return value.strip()
    if field.codes:
        return desk.codes(field.codes).find(value).code
    if field == COUNT:
        return _count(name, value)
    if field == DAY:
        return read_day(value, desk.today, name).isoformat()
    if field == MOMENT:
        return read_moment(value, desk.now, name).iso()
    if field == BOOL:
        return _truth(name, value)
    if field == several(INCIDENT):
        return [resolve(one.strip()) for one in value.split(",")]
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
