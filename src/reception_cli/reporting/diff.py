"""What differs between two deliveries, or between a delivery and what is here: entries, and figures."""

from collections.abc import Iterable, Iterator
from typing import Any

from reception_cli.domain.words import _
from reception_cli.exchange.bundle import Closing
from reception_cli.exchange.history_diff import Compared, Side
from reception_cli.index.queries.figures import VISITED
from reception_cli.reporting.consolidation import differing
from reception_cli.reporting.log import Labels
from reception_cli.reporting.table import Column, Note, Table

_DIFFER = 10  # exit code when the asked-for condition is true


def table(sides: tuple[Side, Side], found: Compared, figures: tuple[Closing, Closing], exit_code: bool) -> Table:
    """Tell how far two histories agree, which entries only one of them has, and which figures changed."""
    one, other = sides
    apart = _differing(*figures)
    equal = found.common is not None and not any(found.only) and not apart and one.after == other.after
    rows = [*_entries(sides, found), *_kinds(found), *_figures(figures, apart)]
    totals = {
        "equal": equal, "common": found.common, "only_a": found.only[0].total(), "only_b": found.only[1].total(),
        "fork": found.fork, "figures": len(apart),
    }  # fmt: skip
    code = _DIFFER if exit_code and not equal else 0
    return Table("diff", columns(), rows, totals, tuple(_notes(sides, found, equal)), number="what", exit_code=code)


def _entries(sides: tuple[Side, Side], found: Compared) -> Iterator[dict[str, Any]]:
    yield _row("entries", "first", *(side.before.count + 1 for side in sides))
    yield _row("entries", "last", *(side.after.count for side in sides))
    yield _row("entries", "common", found.common, found.common)
    yield _row("entries", "only", *(alone.total() for alone in found.only))


def _kinds(found: Compared) -> Iterator[dict[str, Any]]:
    for kind in sorted({*found.only[0], *found.only[1]}):
        yield _row("only", kind, found.only[0][kind], found.only[1][kind])


def _figures(figures: tuple[Closing, Closing], apart: dict[str, tuple[Any, Any]]) -> Iterator[dict[str, Any]]:
    """Tell the four figures of the whole register, and whatever other figure changed."""
    for name in VISITED:
        yield _row("figures", name, *(one.totals[name] for one in figures))
    for name, values in apart.items():
        if name not in VISITED:
            yield _row("figures", name, *values)


def _differing(one: Closing, other: Closing) -> dict[str, tuple[Any, Any]]:
    return {told["figure"]: (told["sent"], told["counted"]) for told in differing(one, other)}


def _row(part: str, what: str, a: Any, b: Any) -> dict[str, Any]:
    plain = all(isinstance(value, int | float) for value in (a, b))
    return {"part": part, "what": what, "a": a, "b": b, "change": round(b - a, 2) if plain else None}


def columns() -> tuple[Column, ...]:
    """Give the columns of the differences."""
    parts = {"entries": _("Entries"), "only": _("on one side only"), "figures": _("Figures")}
    whats = {
        **Labels(), "first": _("first"), "last": _("last"), "common": _("common to both"),
        "only": _("on one side only"),
        "visits": _("Visits"), "people": _("People"), "incidents": _("Incidents"), "groups": _("Groups"),
    }  # fmt: skip
    return (
        Column("part", _("Part"), labels=parts), Column("what", _("What"), labels=whats), Column("a", _("A"), "number"),
        Column("b", _("B"), "number"), Column("change", _("+/-"), "number"),
    )  # fmt: skip


def _notes(sides: tuple[Side, Side], found: Compared, equal: bool) -> Iterable[Note]:
    if sides[0].unit != sides[1].unit:
        units = [side.unit for side in sides]
        yield Note("units", _("They are of two units: {a} and {b}.").format(a=units[0], b=units[1]), {"units": units})
    if equal:
        yield Note("equal", _("Both tell the same."))
    elif found.fork is not None:
        text = _("They fork at entry {n}: from there on these are two histories.")
        if found.common is None:
            text = _("They fork at entry {n} or before: these are two histories.")
        yield Note("fork", text.format(n=found.fork), {"entry": found.fork})
    elif found.common is None:
        yield Note("apart", _("They cannot be compared: one begins behind the end of the other."))
    else:
        text = _("The same up to entry {n}; one goes on.")
        if all(side.after.count == found.common for side in sides):
            text = _("All {n} entries are the same; only figures that the sender told besides differ.")
        yield Note("same_up_to", text.format(n=found.common), {"entry": found.common})
