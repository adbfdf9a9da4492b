"""What may happen next to a matter: the transition table of `data/law/moves.toml`, read by the first who asks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from reception_cli.domain import legal_life
from reception_cli.domain.case import Case
from reception_cli.domain.dates import said_day
from reception_cli.domain.entry import Draft
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _, language
from reception_cli.law import codes, data, preconditions
from reception_cli.law.decisions import not_open


class Row(NamedTuple):
    """One way on: from any of `froms` by `move` to `to` (`=`: as it was, `back`: the state before)."""

    of: frozenset[str]
    instance: frozenset[str]  # empty: any
    froms: frozenset[str]
    move: str  # a verb, with the word that makes it this row: `step sent`
    to: str
    needs: tuple[str, ...]
    advises: tuple[str, ...]
    takes: tuple[str, ...]  # results or outcomes
    since: date | None
    until: date | None
    source: str
    mark: str

    def holds(self, on: str) -> bool:
        """Whether the law of an ISO day knows it."""
        return not (self.since and on < str(self.since)) and not (self.until and on > str(self.until))


_OPTIONS = {"not": "--not-accepted", "dialogue": "--dialogue", "part": "--part", "done": "--done"}
_read: list[Row] = []


def rows() -> list[Row]:
    """Give the whole table."""
    if not _read:
        told = data.read("law", "moves")
        _read.extend(_row(row, told["groups"]) for row in data.rows(told, "move"))
    return _read


def _row(row: data.Row, groups: Mapping[str, list[str]]) -> Row:
    def spelt(name: str) -> tuple[str, ...]:
        return tuple(state for word in row.get(name, ()) for state in groups.get(word, (word,)))

    return Row(
        frozenset(row["of"]),
        frozenset(row.get("instance", ())),
        frozenset(spelt("from")),
        row["move"],
        row["to"],
        tuple(row.get("needs", ())),
        tuple(row.get("advises", ())),
        spelt("takes"),
        row.get("since"),
        row.get("until"),
        row["source"],
        row["mark"],
    )


def allowed(case: Case, move: str, on: str, instance: str = "") -> Row | list[str]:
    """Find the row by which a case may make a move on an ISO day, or every reason why there is none."""
    closed = not_open(case)
    if closed:
        return closed
    if not case.kind:
        return [preconditions.kind_missing(case)]
    mine = [row for row in rows_of(case, move, instance) if case.stage in row.froms]
    found = next((row for row in mine if row.holds(on)), None)
    if found:
        return found
    return [_untimely(row) for row in mine] or [_misplaced(case, on)]


def rows_of(case: Case, move: str, instance: str = "") -> list[Row]:
    """List the rows of a move for the kind and instance of a case, whatever its state."""
    time = instance or instance_of(case)
    listed = [row for row in rows() if row.move == move and (not case.kind or case.kind in row.of)]
    return [row for row in listed if not row.instance or time in row.instance]


def notices() -> frozenset[str]:
    """Name what `step` takes that leaves the state as it is: a notice given, asked for or received."""
    return frozenset(row.move.removeprefix("step ") for row in rows() if row.to == "=" and row.move.startswith("step "))


def instance_of(case: Case) -> str:
    """Tell which time a matter is resolved: as recorded, else as its prior resolution says."""
    if case.life.instance:
        return case.life.instance
    later = case.prior == "first" if case.kind == "complaint" else case.stage == "follow-on"
    return "second" if later else "first"


def next_moves(case: Case, on: str) -> dict[str, str]:
    """List the moves that lead a case on from an ISO day, as a clerk types them, with where to; notices do not."""
    time, apart = instance_of(case), {f"step {notice}" for notice in notices()}
    found = [
        row
        for row in rows()
        if row.move not in apart and case.kind in row.of and case.stage in row.froms and row.holds(on)
        if not row.instance or time in row.instance
    ]
    moves: dict[str, str] = {}
    for row in found:
        moves.setdefault(_typed(row.move), row.to)
    return moves


def _typed(move: str) -> str:
    verb, _blank, word = move.partition(" ")
    if verb == "classify":
        return f"classify --handling {word}"
    return f"{verb} {_OPTIONS.get(word, word)}".strip()


def _meant(case: Case, move: str, on: str, instance: str) -> Row | None:
    """Find the row that a move was meant to be, whatever the state: what else it lacks is told too."""
    listed = rows_of(case, move, instance)
    return next((row for row in listed if row.holds(on)), listed[0] if listed else None)


def take(
    case: Case, move: str, on: str, wish: Mapping[str, Any], more: Sequence[str] = (), instance: str = ""
) -> tuple[Row, list[str]]:
    """Let a case make a move, or raise Refused with every missing fact; returns the row and what is advised.

    `wish` holds what the clerk said, `more` are further reasons against it.
    """
    found = allowed(case, move, on, instance)
    reasons = [] if isinstance(found, Row) else list(found)
    meant = found if isinstance(found, Row) else _meant(case, move, on, instance)
    if not case.closed:
        reasons += before_last(case, on)
        reasons += preconditions.lacking(case, meant.needs if meant else (), wish)
        reasons += more
    if reasons or not isinstance(found, Row):
        verb = " ".join(("reception", *move.split()[:1]))
        raise Refused(
            _("{incident}: `{verb}` is refused:").format(incident=case.id, verb=verb), tuple(dict.fromkeys(reasons))
        )
    return found, preconditions.advised(case, found.advises, wish)


def before_last(case: Case, on: str) -> list[str]:
    """Say that a day lies before the receipt or the last legal fact; empty when it does not."""
    last = max(case.received_on, case.life.since)
    if not on or on >= last:
        return []
    what = _("what was recorded last") if case.life.since == last else _("the receipt")
    return [_("{day} lies before {what}, {last}").format(day=said_day(on), what=what, last=said_day(last))]


def draft(
    kind: str, case: Case, on: str, data: Mapping[str, Any], private: Mapping[str, str] | None = None,
    row: Row | None = None,
) -> Draft:  # fmt: skip
    """Write a legal fact of an ISO day; what was not said is not written, the state it leads to is."""
    said = {name: value for name, value in data.items() if value not in (None, "", (), [], False)}
    if row and row.to != "=":
        said["state"] = _held(case) if row.to == "back" else row.to
    return Draft(kind, case.id, {"on": on, **said}, {k: v for k, v in (private or {}).items() if v}, on)


def _held(case: Case) -> str:
    return case.life.held or legal_life.early(case.kind, case.prior, case.handling)


def _untimely(row: Row) -> str:
    source = data.cited(row.source)
    if row.since:
        return _("this exists from {day} only ({source})").format(day=said_day(row.since), source=source)
    return _("this existed until {day} ({source})").format(day=said_day(row.until or ""), source=source)


def _misplaced(case: Case, on: str) -> str:
    names = codes.load("state").names()
    moves = next_moves(case, on)
    ways = ", ".join(moves if language() != "vi" else (
        f"{names[to]} (`{move}`)" if to in names else f"`{move}`" for move, to in moves.items()
    ))  # fmt: skip
    told = _("its state is {state}").format(state=names[case.stage])
    return told + "; " + _("from there: {moves}").format(moves=ways) if ways else told


def not_taken(option: str, fit: tuple[str, ...]) -> str:
    """Say which results an option takes here."""
    return _("{option} takes one of: {codes}").format(option=option, codes=codes.named("result", fit) or "-")
