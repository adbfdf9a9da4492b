"""`--set FIELD=VALUE`: facts of a visit, a petition or an incident, each read by what it is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.dates import PAST, read_day
from reception_cli.domain.errors import ReceptionError, UsageFault
from reception_cli.domain.text import clean, fold, nearest
from reception_cli.domain.words import _, language
from reception_cli.events.registry import BOOL, COUNT, DAY, INCIDENT, MOMENT, PETITION, Field, several
from reception_cli.reporting.fact_words import field_words

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
            name = name if name in known else _by_its_word(name, known)
            if name not in known:
                words = field_words()
                near = nearest(name, known) + nearest(name.replace("_", " "), (words.get(one, one) for one in known))
                told = known if language() == "en" else [words.get(one, one) for one in known]
                fields = ", ".join(dict.fromkeys([*near, *told]))
                raise UsageFault(unknown(name[:40]), _("Fields: {fields}").format(fields=fields))
            facts[name] = value_of(desk, name, known[name], value, resolve)
        except ReceptionError as fault:
            faults.append(fault)
    options.raise_faults(faults)
    return facts


def _by_its_word(typed: str, known: Iterable[str]) -> str:
    """Find a field by the word that the reader has for it, without accents and blanks; what is none stays as typed."""
    words, wanted = field_words(), _bare(typed)
    return next((name for name in known if _bare(words.get(name, name)) == wanted), typed)


def _bare(word: str) -> str:
    return fold(word).replace("_", "").replace("-", "").replace(" ", "")


def value_of(desk: Desk, name: str, field: Field, value: str, resolve: Resolve = str) -> Any:
    """Read the value of one field as the entry will hold it; raises what is wrong with it."""
    word, schema = field_words().get(name, name), field.schema  # whichever format first knew it
    if field.codes and schema.get("type") == "array":
        return sorted({desk.codes(field.codes).find(one.strip()).code for one in value.split(",")})
    if schema == PETITION.schema:
        return value.strip()
    if field.codes:
        return desk.codes(field.codes).find(value).code
    if schema == COUNT.schema:
        return _count(word, value)
    if schema == DAY.schema:
        return options.understood(desk, value, lambda text: read_day(text, desk.today, word, PAST), str).isoformat()
    if schema == MOMENT.schema:
        return options.moment(desk, value).iso()
    if schema == BOOL.schema:
        return _truth(word, value)
    if schema == several(INCIDENT).schema:
        return [resolve(one.strip()) for one in value.split(",")]
    return clean(value, word, lines=name in ("content", "note"))


def _count(field: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 1_000_000):
        raise UsageFault(
            _("{field} was '{value}', which is no number of people.").format(field=field, value=value[:20]),
            _("Type 1, 2, 3 ..."),
        )
    return int(value)


def _truth(field: str, value: str) -> bool:
    word = fold(value)
    if word not in ("yes", "no", fold(_("yes")), fold(_("no"))):
        raise UsageFault(_("{field} takes yes or no.").format(field=field))
    return word in ("yes", fold(_("yes")))
