"""What an import says and asks about lines that the register knows already."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from reception_cli.app.desk import Desk
from reception_cli.cli import lists, prompts
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, ngettext
from reception_cli.intake.line import Line
from reception_cli.intake.matching import PRIVATE, Match, Stored
from reception_cli.intake.plan import Plan
from reception_cli.intake.reading import Remark
from reception_cli.intake.repeats import Where, where
from reception_cli.reporting import disclosure

NEW_LINE = "+"  # the answer that an ambiguous line is a new one
_SHOWN = 20  # numbers that a sentence lists


def remarks(done: Plan) -> Iterator[Remark]:
    """Tell of lines that differ, that are struck through or erased, that may be several, and that are gone."""
    for line, match in done.differing:
        yield _differs(line, match, done)
    left = [line.number for line, match in done.differing if match.stored and match.stored.id not in done.updated]
    if left:
        yield Remark(
            "differing-not-taken",
            _("nothing of rows {rows} was taken; --update takes what differs").format(rows=_listed(left)),
            {"rows": left},
        )
    for line, match in done.ambiguous:
        text = _("row {row}, STT {ref}: may be {ids} or a new line, and was not taken")
        facts = {"row": line.number, "sheet": line.sheet, "ref": line.ref, "ids": list(match.rivals)}
        yield Remark("ambiguous", text.format(row=line.number, ref=line.ref or "-", ids=", ".join(match.rivals)), facts)
    for code, lines, text in (
        ("struck", done.struck, _("rows whose lines are struck through, and stay so: {rows}")),
        ("erased", done.erased, _("rows whose private values were erased, and stay so: {rows}")),
        (
            "kept",
            [line for line, _match in done.kept],
            _("rows in which the register keeps what the desk has put right, or the content of the matter: {rows}"),
        ),
        ("renumbered", done.renumbered, _("rows that are known under another number (STT): {rows}")),
    ):
        if lines:
            rows = [line.number for line in lines]
            yield Remark(code, text.format(rows=_listed(rows)), {"rows": rows})
    if done.loose:
        rows = [line.number for line in done.loose]
        text = ngettext(
            "{n} further visit does not name its first line and counts as an incident of its own: {rows}",
            "{n} further visits do not name their first line and count as incidents of their own: {rows}",
            len(rows),
        )
        yield Remark("repeats-unlinked", text.format(n=len(rows), rows=_listed(rows)), {"rows": rows})
    if done.gone:
        text = _("lines of the register that are no longer in the file: {ids}")
        yield Remark("gone", text.format(ids=_listed(done.gone)), {"ids": list(done.gone)})


def _listed(numbers: Sequence[object]) -> str:
    more = [_("{n} more").format(n=len(numbers) - _SHOWN)] if len(numbers) > _SHOWN else []
    return ", ".join([*map(str, numbers[:_SHOWN]), *more])


def _differs(line: Line, match: Match, done: Plan) -> Remark:
    id_ = match.stored.id if match.stored else ""
    fields = ", ".join(_difference(name, old, new) for name, (old, new) in match.changes.items())
    if id_ in done.updated:
        text = _("row {row}, STT {ref}: differed from {id} and was taken: {fields}")
    elif id_ in done.unfit:
        text = _("row {row}, STT {ref}: differs from {id} in: {fields}; it cannot be taken: {why}")
    else:
        text = _("row {row}, STT {ref}: differs from {id} in: {fields}")
    told = text.format(row=line.number, ref=line.ref or "-", id=id_, fields=fields, why=done.unfit.get(id_, ""))
    changes = {
        name: None if name in PRIVATE else {"old": old, "new": new} for name, (old, new) in match.changes.items()
    }
    facts: dict[str, Any] = {"row": line.number, "sheet": line.sheet, "ref": line.ref, "id": id_}
    return Remark(
        "differs", told, {**facts, "fields": sorted(changes), "changes": changes, "taken": id_ in done.updated}
    )


def _difference(name: str, old: object, new: object) -> str:
    """Name a field that differs; its values where they are nobody's secret."""
    return _field(name) if name in PRIVATE else f"{_field(name)} ({_value(old)} -> {_value(new)})"


def _field(name: str) -> str:
    names = {
        "name": _("name"),
        "address": _("address"),
        "id_no": _("identity number"),
        "people": _("how many came"),
        "petitioners": _("petitioners"),
        "session": _("how received"),
        "host": _("who received"),
        "host_name": _("who received"),
        "commune": _("commune"),
        "signatories": _("signatories"),
        "source": _("source"),
        "phone": _("phone"),
        "group": _("group"),
        "note": _("note"),
        "at": _("day"),
        "content": _("content"),
        "kind": _("kind"),
        "result": _("result"),
        "handling": _("handling"),
        "handled_to": _("to whom"),
        "handled_doc": _("paper sent"),
        "prior_body": _("who resolved before"),
        "follow_up": _("what followed"),
    }
    return names[name]


def _value(value: object) -> str:
    return "-" if value in (None, "") else shown(str(value))


def ask_differences(desk: Desk, done: Plan) -> set[tuple[str, str]]:
    """Ask for each field that differs whether it is taken: (line of the register, field)."""
    wanted: set[tuple[str, str]] = set()
    seen = lists.sight(desk)
    if seen.identity:
        desk.saw("import", len(done.differing))
    for line, match in done.differing:
        stored = match.stored
        if stored is None:
            continue
        secret = not seen.identity or "denunciation" in (stored.kind, line.kind) or _hidden(desk, stored)
        for name, (old, new) in match.changes.items():
            values = "" if secret and name in PRIVATE else f": {_value(old)} -> {_value(new)}"
            question = _("row {row}, STT {ref}, {id}, {field}{values}. Take it?")
            told = question.format(
                row=line.number, ref=line.ref or "-", id=stored.id, field=_field(name), values=values
            )
            if desk.confirmed(told):
                wanted.add((stored.id, name))
    return wanted


def _hidden(desk: Desk, stored: Stored) -> bool:
    """Whether a line tells of a denunciation, or of whoever may have brought one."""
    denounced = bool(stored.incident) and desk.own.confidential(stored.incident)
    return denounced or disclosure.denounced(desk.own, desk.own.line(stored.id))


def ask_ambiguous(done: Plan) -> dict[Where, str]:
    """Ask of each line that may be several which it is; an empty answer leaves it out."""
    choices: dict[Where, str] = {}
    for line, match in done.ambiguous:
        question = _("row {row}, STT {ref}: is it {ids}, or {new} a new line? Enter leaves it out")
        told = question.format(row=line.number, ref=line.ref or "-", ids=", ".join(match.rivals), new=NEW_LINE)
        while typed := prompts.ask(told):
            if typed == NEW_LINE or typed in match.rivals:
                choices[where(line)] = "" if typed == NEW_LINE else typed
                break
    return choices


def taking(update: bool, wanted: set[tuple[str, str]]) -> Callable[[str, str], bool]:
    """Say which differences are taken: all with --update, else those that the clerk said yes to."""
    return lambda id_, name: update or (id_, name) in wanted
