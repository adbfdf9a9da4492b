"""The report forms counted once more, in plain Python over replayed entries: every rule said again in other words."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from slow_matters import (
    BOTH,
    DEEDS,
    ORDERS,
    Days,
    Row,
    World,
    end,
    handled_on,
    of_matter,
    ours_on,
    over_on,
    own_lines,
    timely,
)  # fmt: skip

from reception_cli.domain.case import Case, Reception
from reception_cli.index.queries.form_definitions import Cell, Form, Whole

# -- populations: a row for each thing counted


def block(line: Reception) -> str:
    if line.session == "regular":
        return "regular"
    head = line.session in ("periodic", "adhoc") and line.host in ("head", "delegate")
    return str(line.host) if head else ""


def yes(fact: object) -> str:
    return "yes" if fact else "no"


def visits(register: World, days: Days, _counting: str) -> Iterator[Row]:
    for line in register.visits:
        if days.hold(line.at[:10]):
            yield {"block": block(line), "in_group": yes(line.group), "people": line.people}


def sessions(register: World, days: Days, _counting: str) -> Iterator[Row]:
    held = {(line.at[:10], block(line), line.session) for line in register.visits}
    held |= {(day, host, "periodic") for day, host in register.duties}
    yield from ({"block": host} for day, host, _kind in held if days.hold(day))


def met(register: World, days: Days, counting: str) -> Iterator[Row]:
    for case in register.cases:
        lines = own_lines(case, "visit")
        found = [
            {"matter": case.id, "block": block(line), "first": line is lines[0], "in_group": line.group}
            for line in lines if days.hold(line.at[:10])
        ]  # fmt: skip
        for row in found:
            alike = [one for one in found if one["block"] == row["block"]] if counting == "distinct" else [row]
            told = {name: yes(any(one[name] for one in alike)) for name in ("first", "in_group")}
            yield row | told


def raised(register: World, days: Days, _counting: str) -> Iterator[Row]:
    for case in register.cases:
        yield from (of_matter(case) for line in own_lines(case, "visit") if days.hold(line.at[:10]))


def brought(register: World, days: Days, _counting: str) -> Iterator[Row]:
    for case in register.cases:
        papers = (line for line in own_lines(case, "petition") if line.visit)
        yield from (of_matter(case) for line in papers if days.hold(line.at[:10]))


def replies(register: World, days: Days, _counting: str) -> Iterator[Row]:
    for case in register.cases:
        sent = (letter for letter in case.life.referrals if not letter.urging)
        yield from (of_matter(case) for letter in sent if days.hold(letter.replied_on))


def petitions(register: World, days: Days, _counting: str) -> Iterator[Row]:
    for case in register.cases:
        ended = end(case)[0]
        going = case.life.accepted_on or ended in ("decided", "terminated")
        going = going or case.status in ("accepted", "suspended", "decided")
        going = going or (case.status == "closed" and (case.competence, case.handling) == ("in", "accept"))
        for line in own_lines(case, "petition"):
            day, done = line.at[:10], handled_on(case, line)
            if day > days.last or (done and done < days.first):
                continue
            own = line.handling.get(case.id) or ""
            unfit = case.qualified is False or (not case.qualified and own in ("file", "return", "refuse"))
            signed = line.signatories or 1
            yield of_matter(case) | {
                "handling": own, "arrived": "carried" if day < days.first else "received",
                "handled": yes(done and done <= days.last), "qualified": yes(not unfit),
                "signers": "other" if line.anonymous or 1 < signed < 5 else "many" if signed >= 5 else "one",
                "going": "being" if going else "not", "resolved": yes(case.status in ("decided", "closed")),
            }  # fmt: skip


def _ours(register: World, days: Days) -> Iterator[Case]:
    """The matters within competence that were not over before the first day."""
    for case in register.cases:
        over = over_on(case)
        if ours_on(case, days.last) and (over is None or over >= days.first):
            yield case


def own(register: World, days: Days, _counting: str) -> Iterator[Row]:
    for case in _ours(register, days):
        for day in (line.at[:10] for line in own_lines(case, "petition")):
            if day <= days.last:
                yield of_matter(case) | {"arrived": "carried" if day < days.first else "received"}


def own_matters(register: World, days: Days, _counting: str) -> Iterator[Row]:
    yield from (of_matter(case) for case in _ours(register, days) if case.opened_on <= days.last)


def ended(register: World, days: Days, _counting: str) -> Iterator[Row]:
    for case in register.cases:
        how, day, finding = end(case)
        if ours_on(case, days.last) and days.hold(day):
            amounts = {name: case.life.decision.get(name) or 0 for name in ORDERS}
            yield of_matter(case) | {"ending": how, "outcome": finding, "timely": timely(case)} | amounts


def orders(register: World, days: Days, _counting: str) -> Iterator[Row]:
    """Decisions that were to be carried out: whoever closed the matter had nothing left to carry out."""
    for case in register.cases:
        how, day, finding = end(case)
        ordered = {name: case.life.decision.get(name) or 0 for name in ORDERS}
        deeds = [deed for deed in case.life.executed if deed["on"] <= days.last]
        if how != "decided" or not day or day > days.last:
            continue
        if not (finding in ("founded", "partly", "amended") or deeds or any(ordered.values())):
            continue
        finished = [deed["on"] for deed in case.life.executed if deed.get("done")][:1]
        finished += [case.closed_on or day] if case.status == "closed" else []
        if finished and finished[0] < days.first:
            continue
        before = [deed for deed in deeds if deed["on"] < days.first]
        now = [deed for deed in deeds if deed["on"] >= days.first]
        due = {f"due_{name}": max(0, ordered[name] - _sum(before, name)) for name in BOTH}
        done = {f"done_{name}": _sum(now, name) for name in DEEDS}
        yield of_matter(case) | {"executed": yes(finished and finished[0] <= days.last)} | due | done


def _sum(deeds: Iterable[Any], name: str) -> float:
    return sum(deed.get(name) or 0 for deed in deeds)


POPULATIONS: dict[str, Callable[[World, Days, str], Iterator[Row]]] = {
    "visits": visits, "sessions": sessions, "met": met, "raised": raised, "brought": brought, "replies": replies,
    "petitions": petitions, "own": own, "own_matters": own_matters, "ended": ended, "orders": orders,
}  # fmt: skip


# -- columns: which rows each counts


def fits(row: Row, where: Any) -> bool:
    """Whether a row has one of the values asked for of every fact; a field has those below it too."""
    for name, values in where.items():
        told = row[name]
        wide = {told, told.split(".")[0]} | ({".".join(told.split(".")[:2])} if name == "field" else set())
        if not (wide if name == "field" else {told}) & set(values):
            return False
    return True


def divided(form: Form, whole: Whole, row: Row) -> bool:
    """Whether a row has its place in every division of a whole; by field it needs none where it has no field."""
    placed = (any(fits(row, form.cell(n).where) for n in part) or open_(form, whole, part, row) for part in whole.parts)
    return all(placed)


def open_(form: Form, whole: Whole, part: tuple[int, ...], row: Row) -> bool:
    """Whether a division is one by field, and a row of it may lack the field and does."""
    by_field = all("field" in form.cell(n).where for n in part)
    return whole.fieldless and by_field and not row["field"]


def without_field(form: Form, whole: Whole, found: dict[str, list[Row]], counting: str) -> float:
    """Count what stands in a whole and in no column by field."""
    rows = [row for row in found[whole.of] if fits(row, whole.where) and divided(form, whole, row)]
    return value(whole.counts, [row for row in rows if not row["field"]], counting)


def belongs(form: Form, cell: Cell, row: Row) -> bool:
    """Whether a column counts a row of its population: as one part of a whole it counts what the whole does."""
    wholes = [whole for whole in form.wholes if any(cell.n in part for part in whole.parts)]
    wholes += [
        whole for whole in form.wholes
        if cell.within and (cell.within == whole.column or any(cell.within in part for part in whole.parts))
    ]  # fmt: skip
    return fits(row, cell.where) and all(fits(row, one.where) and divided(form, one, row) for one in wholes)


def value(counts: str, rows: list[Row], counting: str) -> float:
    if counts == "matters" and counting == "distinct":
        return len({row["matter"] for row in rows})
    return round(sum(1 if counts in ("rows", "matters") else row[counts] for row in rows), 2)


def column(form: Form, n: int, found: dict[str, list[Row]], counting: str) -> float:
    """Count one column: a total from its parts."""
    cell = form.cell(n)
    if cell.sum:
        more = [without_field(form, one, found, counting) for one in form.wholes if one.fieldless and one.column == n]
        return round(sum([*more, *(column(form, part, found, counting) for part in cell.sum)]), 2)
    return value(cell.counts, [row for row in found[cell.of] if belongs(form, cell, row)], counting)


def unplaced(form: Form, whole: Whole, found: dict[str, list[Row]], counting: str) -> float:
    """Count what fits no part of a whole."""
    rows = [row for row in found[whole.of] if fits(row, whole.where) and not divided(form, whole, row)]
    return value(whole.counts, rows, counting)
