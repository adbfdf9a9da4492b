"""What the report forms count, once, in SQL that SQLite, DuckDB and PostgreSQL all read.

A population is one SELECT: a row for each thing counted, with `line`, `incident` and `day` to find it by, and facts
in words, by which columns choose. The first and the last day of the period stand as {first} and {last}.
"""

from reception_cli.domain.legal_life import DONE, ORDERED
from reception_cli.index.queries.filters import unit_of

_BLOCK = (
    "CASE WHEN k.session = 'regular' THEN 'regular'"
    " WHEN k.session IN ('periodic', 'adhoc') AND k.host IN ('head', 'delegate') THEN k.host ELSE '' END"
)
# What was not said of competence is told by the decision or by how the matter was handled: `urge` goes to a
# subordinate body, whose competence it is.
_COMPETENCE = (
    "coalesce(i.competence, CASE WHEN e.accepted_on IS NOT NULL OR e.ending = 'decided' OR i.handling = 'accept'"
    " THEN 'in' WHEN i.handling IN ('guide', 'forward', 'urge') THEN 'out' ELSE '' END)"
)
# A complaint resolved once, or a denunciation concluded or overdue elsewhere, comes as a second or follow-on one.
_INSTANCE = (
    "coalesce(e.instance, CASE WHEN i.kind = 'complaint' AND i.prior IN ('first', 'second', 'court')"
    " OR i.kind = 'denunciation' AND i.prior IN ('overdue', 'concluded') THEN 'second' ELSE 'first' END)"
)
# Who closed a matter had nothing left to carry out.
_CARRIED_OUT = "coalesce(k.executed_on, CASE WHEN i.status = 'closed' THEN coalesce(i.closed_on, k.decided_on) END)"
_OVER = "coalesce(e.ended_on, CASE WHEN i.status = 'closed' THEN coalesce(i.closed_on, i.opened_on) END)"
_MATTER = (
    "coalesce(i.kind, '') AS kind, coalesce(i.field, '') AS field, coalesce(i.prior, 'none') AS prior,"
    f" coalesce(i.handling, '') AS latest, {_COMPETENCE} AS competence, {_INSTANCE} AS instance"
)
_OF_MATTER = "JOIN incidents i ON i.incident = k.incident LEFT JOIN lives e ON e.incident = k.incident"
# Whether it was within competence at the end of the period: what is said later, or was then, is of no moment.
_OURS = "JOIN spells w ON w.incident = k.incident AND w.since <= {last} AND w.until > {last}"
_WITHIN = "k.day BETWEEN {first} AND {last} AND k.line BETWEEN {low} AND {high}{bodies}"
_SPEAKS = (
    "(k.single = 1 OR NOT EXISTS (SELECT 1 FROM links p WHERE p.line = k.line AND p.incident < k.incident))"
)

_MET = (
    f"SELECT {{line}} AS line, k.incident, {{day}} AS day, {_BLOCK} AS block,"
    " CASE WHEN {first_one} = 1 THEN 'yes' ELSE 'no' END AS first,"
    " CASE WHEN {in_group} = 1 THEN 'yes' ELSE 'no' END AS in_group"
    f" FROM links k WHERE k.counted = 1 AND k.status IS NOT NULL AND {_WITHIN}"
)


def _met(counting: str) -> str:
    """A matter counts once in a block, as first there where its first visit ever is one of the block's.

    Most visits stand alone, with a matter that came once: only the others need to be brought together.
    """
    within = {name: "{" + name + "}" for name in ("first", "last", "low", "high", "bodies")}
    each = _MET.format(line="k.line", day="k.day", first_one="k.is_first", in_group="k.is_group", **within)
    if counting != "distinct":
        return each
    once = _MET.format(
        line="min(k.line)", day="min(k.day)", first_one="max(k.is_first)", in_group="max(k.is_group)", **within
    )
    return f"{each} AND k.alone = 1 UNION ALL {once} AND k.alone = 0 GROUP BY k.incident, {_BLOCK}"


def _amounts() -> str:
    """What is still to be done of each thing ordered, and what was done of it in the period."""
    due = [f"e.{name}" for name in ORDERED if name in DONE]
    rest = [f"coalesce({name}, 0) - coalesce(d.before_{name[2:]}, 0)" for name in due]
    told = [
        f"CASE WHEN {left} > 0 THEN {left} ELSE 0 END AS due_{name[2:]}"
        for left, name in zip(rest, due, strict=True)
    ]
    return ", ".join((*told, *(f"coalesce(d.now_{name}, 0) AS done_{name}" for name in DONE)))


def _done() -> str:
    sums = [
        f"sum(CASE WHEN x.day < {{first}} THEN x.{name} END) AS before_{name},"
        f" sum(CASE WHEN x.day BETWEEN {{first}} AND {{last}} THEN x.{name} END) AS now_{name}"
        for name in DONE
    ]
    return f"(SELECT x.incident, {', '.join(sums)} FROM done x WHERE x.day <= {{last}} GROUP BY x.incident)"


_POPULATIONS = {
    # Visits, each once, whatever it brought.
    "visits": (
        f"SELECT k.line, k.incident, k.day, {_BLOCK} AS block,"
        " CASE WHEN k.is_group = 1 THEN 'yes' ELSE 'no' END AS in_group, k.people,"
        " CASE WHEN k.petitioners > k.people THEN k.petitioners ELSE k.people END AS members"
        f" FROM links k WHERE k.counted = 1 AND {_WITHIN} AND {_SPEAKS}"
    ),
    # Reception sessions of the head: at each unit one of a kind a day, also one to which nobody came. A day that was
    # recorded as such is one of the periodic schedule.
    "sessions": (
        "SELECT NULL AS line, NULL AS incident, s.day, s.block, s.unit FROM ("
        f"SELECT k.day, {_BLOCK} AS block, {unit_of('k.line')} AS unit, k.session FROM links k WHERE k.counted = 1"
        f" AND k.session IN ('periodic', 'adhoc') AND k.host IN ('head', 'delegate') AND {_WITHIN}"
        f" UNION SELECT k.day, k.host AS block, {unit_of('k.seq')} AS unit, 'periodic' AS session"
        " FROM duties k WHERE k.gone = 0 AND k.planned = 0{duties}"
        " AND k.day BETWEEN {first} AND {last}) s"
    ),
    # Matters that visits brought.
    "raised": (
        f"SELECT k.line, k.incident, k.day, {_MATTER} FROM links k {_OF_MATTER}"
        f" WHERE k.counted = 1 AND k.status IS NOT NULL AND {_WITHIN}"
    ),
    # Petitions that were handed over at a visit.
    "brought": (
        f"SELECT k.line, k.incident, k.day, {_MATTER} FROM links k {_OF_MATTER} WHERE k.counted = 2"
        f" AND k.visit IS NOT NULL AND k.status IS NOT NULL AND {_WITHIN}"
    ),
    # Letters with which other bodies answered what was forwarded to them.
    "replies": (
        f"SELECT NULL AS line, k.incident, k.day, {_MATTER} FROM replies k {_OF_MATTER}"
        " WHERE i.status <> 'void' AND k.day BETWEEN {first} AND {last}"
    ),
    # Petitions to handle in the period, one for each matter that a mixed petition was split into.
    "petitions": (
        f"SELECT k.line, k.incident, k.day, {_MATTER}, coalesce(k.handling, '') AS handling,"
        " CASE WHEN k.day < {first} THEN 'carried' ELSE 'received' END AS arrived,"
        " CASE WHEN k.handled_on <= {last} THEN 'yes' ELSE 'no' END AS handled,"
        " CASE WHEN l.duplicate IS NOT NULL THEN 'no'"
        " WHEN i.qualified = 1 THEN 'yes' WHEN i.qualified = 0 OR k.handling IN ('file', 'return', 'refuse')"
        " THEN 'no' ELSE 'yes' END AS qualified,"
        " CASE WHEN l.anonymous = 1 OR l.signatories BETWEEN 2 AND 4 THEN 'other' WHEN l.signatories > 4 THEN 'many'"
        " ELSE 'one' END AS signers,"
        " CASE WHEN e.accepted_on IS NOT NULL OR e.ending IN ('decided', 'terminated')"
        " OR i.status IN ('accepted', 'suspended', 'decided')"
        " OR i.status = 'closed' AND i.handling = 'accept' AND i.competence = 'in'"
        " THEN 'being' ELSE 'not' END AS going,"
        " CASE WHEN i.status IN ('decided', 'closed') THEN 'yes' ELSE 'no' END AS resolved"
        f" FROM links k {_OF_MATTER} JOIN lines l ON l.line = k.line"
        " WHERE k.counted = 2 AND k.status IS NOT NULL AND k.day <= {last}"
        " AND (k.handled_on IS NULL OR k.handled_on >= {first})"
    ),
    # Petitions of matters within competence that were not over when the period began.
    "own": (
        f"SELECT k.line, k.incident, k.day, {_MATTER},"
        " CASE WHEN k.day < {first} THEN 'carried' ELSE 'received' END AS arrived"
        f" FROM links k {_OF_MATTER} {_OURS} WHERE k.counted = 2 AND k.status IS NOT NULL AND k.day <= {{last}}"
        f" AND ({_OVER} IS NULL OR {_OVER} >= {{first}})"
    ),
    # The matters themselves.
    "own_matters": (
        f"SELECT NULL AS line, k.incident, k.opened_on AS day, {_MATTER} FROM incidents k {_OF_MATTER} {_OURS}"
        f" WHERE k.status <> 'void' AND k.opened_on <= {{last}}"
        f" AND ({_OVER} IS NULL OR {_OVER} >= {{first}})"
    ),
    # Matters within competence that ended in the period, with what the decision ordered.
    "ended": (
        f"SELECT NULL AS line, k.incident, k.ended_on AS day, {_MATTER}, k.ending, coalesce(k.outcome, '') AS outcome,"
        " CASE WHEN k.late_days > 0 THEN 'no' WHEN k.late_days = 0 THEN 'yes' ELSE '' END AS timely,"
        f" {', '.join(f'coalesce(k.{name}, 0) AS {name}' for name in ORDERED)}"
        f" FROM lives k {_OF_MATTER} {_OURS} WHERE i.status <> 'void'"
        " AND k.ended_on BETWEEN {first} AND {last}"
    ),
    # Decisions that had to be carried out in the period: those that order anything, or give somebody right.
    "orders": (
        f"SELECT NULL AS line, k.incident, k.decided_on AS day, {_MATTER},"
        f" CASE WHEN {_CARRIED_OUT} <= {{last}} THEN 'yes' ELSE 'no' END AS executed,"
        f" {_amounts()} FROM lives k {_OF_MATTER} LEFT JOIN {_done()} d ON d.incident = k.incident"
        " WHERE i.status <> 'void' AND k.decided_on <= {last}"
        f" AND ({_CARRIED_OUT} IS NULL OR {_CARRIED_OUT} >= {{first}})"
        f" AND (k.outcome IN ('founded', 'partly', 'amended') OR d.incident IS NOT NULL"
        f" OR {' OR '.join(f'k.{name} > 0' for name in ORDERED)})"
    ),
}
_MATTERS = {"kind", "field", "prior", "latest", "competence", "instance"}
# population -> the facts that a column may ask for
FACTS: dict[str, set[str]] = {
    "visits": {"block", "in_group"},
    "sessions": {"block"},
    "met": {"block", "first", "in_group"},
    "raised": _MATTERS,
    "brought": _MATTERS,
    "replies": _MATTERS,
    "petitions": _MATTERS | {"handling", "arrived", "handled", "qualified", "signers", "going", "resolved"},
    "own": _MATTERS | {"arrived"},
    "own_matters": _MATTERS,
    "ended": _MATTERS | {"ending", "outcome", "timely"},
    "orders": _MATTERS | {"executed"},
}
# population -> what can be added up in it
SUMS: dict[str, set[str]] = {
    "visits": {"people"},
    "ended": set(ORDERED),
    "orders": {f"due_{name}" for name in ORDERED if name in DONE} | {f"done_{name}" for name in DONE},
}


# population -> what tells the unit of a row; else the line does
UNITS = {"sessions": "unit", **dict.fromkeys(("replies", "own_matters", "ended", "orders"), "incident")}
EARLIER = {"petitions", "own"}  # populations to which petitions belong that came before the period
SINGLE = {"met"}  # populations that have one row for each matter where it counts once


def sql(population: str, counting: str) -> str:
    """Give the SELECT of a population, with {first}, {last}, {low}, {high} and {bodies} still open."""
    return _met(counting) if population == "met" else _POPULATIONS[population]
