"""What the cards know of lines that an import brought: by their marks, their numbers and their days."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.entry import Entry
from reception_cli.domain.legal_life import DONE, ORDERED
from reception_cli.index.queries.filters import unit_of
from reception_cli.index.queries.form_definitions import Form
from reception_cli.index.queries.forms import Span
from reception_cli.index.register_view import RegisterView, entries_about

# Every entry about the lines of a span of days, or about their first incidents; an undo touches what it takes back.
LINES = "SELECT line AS subject FROM lines WHERE day BETWEEN :first AND :last AND line < :end"
MATTERS = (
    "SELECT DISTINCT k.incident AS subject FROM lines v JOIN links k ON k.line = v.line"
    " WHERE v.day BETWEEN :first AND :last AND v.line < :end AND k.incident > 0"
)
_ABOUT = (
    "WITH s AS ({subjects}) SELECT s.subject, e.seq, e.pos, e.batch FROM s"
    " JOIN entries e ON e.subject = s.subject UNION "
    "SELECT s.subject, e.seq, e.pos, e.batch FROM s"
    " JOIN touches t ON t.subject = s.subject JOIN entries e ON e.seq = t.seq "
    "ORDER BY 1, 2"
)


class Marked(NamedTuple):
    """A line as the cards have it; `incident` 0 where it brought none, `day` an ISO day."""

    line: int
    day: str
    void: int
    ref: str | None  # its number (STT) in the register it came from
    incident: int | None
    status: str | None
    source: str | None


def marked(book: RegisterView, mark: str) -> Marked | None:
    """Find the line that carries a mark (`row:...`), with its first incident."""
    row = book.select(
        "SELECT v.line, v.day, v.void, v.source_ref, k.incident, i.status, v.source FROM marks m"
        " JOIN lines v ON v.line = m.line"
        " LEFT JOIN links k ON k.line = v.line AND k.incident > 0 LEFT JOIN incidents i ON i.incident = k.incident"
        " WHERE m.mark = ? ORDER BY k.incident LIMIT 1",
        (mark,),
    ).fetchone()
    return Marked(*row) if row else None


def marks(book: RegisterView) -> frozenset[str]:
    """List the digests of all imported lines."""
    rows = book.select("SELECT substr(mark, 5) FROM marks WHERE mark GLOB 'row:*'")
    return frozenset(mark for (mark,) in rows)


def listed(book: RegisterView, first: str, last: str) -> list[str]:
    """List the imported lines of a span of ISO days that stand."""
    rows = book.select(
        "SELECT DISTINCT v.line FROM lines v JOIN marks m ON m.line = v.line WHERE v.day BETWEEN ? AND ? AND v.void = 0"
        " AND m.mark GLOB 'row:*' ORDER BY v.line",
        (first, last),
    )
    return [numbers.text(line) for (line,) in rows]


def named(book: RegisterView, ref: str, year: int) -> list[tuple[str, str, str, str]]:
    """List the lines of a number (STT) in a year: line, ISO day, incident, status of the incident."""
    rows = book.select(
        "SELECT v.line, v.day, k.incident, i.status FROM lines v JOIN links k ON k.line = v.line AND k.incident > 0"
        " JOIN incidents i ON i.incident = k.incident WHERE v.source_ref = ? AND v.day BETWEEN ? AND ? AND v.void = 0"
        " AND v.line < ? ORDER BY v.line, k.incident",
        (ref, f"{year}-01-01", f"{year}-12-31", numbers.UNIT),
    )
    return [(numbers.text(line), day, numbers.text(incident), status) for line, day, incident, status in rows]


def batches(book: RegisterView) -> frozenset[int]:
    """List the batches that an import wrote, each by its first entry."""
    return frozenset(batch for (batch,) in book.select("SELECT batch FROM entries WHERE kind = 'imported'"))


def first_incidents(book: RegisterView, first: str, last: str) -> dict[int, int]:
    """Give the first incident of each line of a span of ISO days."""
    return dict(
        book.select(
            "SELECT k.line, min(k.incident) FROM lines v JOIN links k ON k.line = v.line"
            " WHERE v.day BETWEEN ? AND ? AND v.line < ? AND k.incident > 0 GROUP BY k.line",
            (first, last, numbers.UNIT),
        )
    )


def further(book: RegisterView, first: str, last: str) -> frozenset[int]:
    """List the lines of a span of ISO days that are further ones of an incident."""
    query = "SELECT line FROM links WHERE incident > 0 AND is_first = 0 AND day BETWEEN ? AND ?"
    return frozenset(line for (line,) in book.select(query, (first, last)))


def about(
    book: RegisterView, subjects: str, first: str, last: str
) -> Iterator[tuple[int, list[tuple[Entry, int]]]]:
    """Read the entries about the LINES or MATTERS of a span of ISO days, each with its batch, subject by subject."""
    span = {"first": first, "last": last, "end": numbers.UNIT}
    grouped: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = book.select(_ABOUT.format(subjects=subjects), span).fetchall()
    for subject, _seq, pos, batch in rows:
        grouped[subject].append((pos, batch))
    entries = dict(zip((row[2] for row in rows), book.entries(row[2] for row in rows), strict=True))
    for subject, places in sorted(grouped.items()):
        yield subject, [(entries[pos], batch) for pos, batch in places]


def of_line(book: RegisterView, line: int) -> list[Entry]:
    """Read every entry about a line, and those that take any of them back."""
    return entries_about(book._db, book.ledger, [line])


# --- What a form asks for and the imported registers of its period never had.

class Fact(NamedTuple):
    """Something that a form may count by: where it asks for it, and what shows that a line or its matter has it."""

    asked: frozenset[str]  # populations, facts of them, or what is added up
    shown: str  # SQL over a line `l`, its matter `i` and what the law did with it, `e`


_AMOUNTS = " OR ".join(f"e.{name} > 0" for name in ORDERED)
FACTS = {
    "petitions": Fact(frozenset({"petitions", "own", "brought"}), "l.type = 'petition'"),
    "sessions": Fact(frozenset({"block"}), "l.session IN ('periodic', 'adhoc')"),
    "signatories": Fact(frozenset({"signers"}), "l.signatories > 0 OR l.anonymous = 1"),
    "kind": Fact(frozenset({"kind"}), "i.kind IS NOT NULL"),
    "field": Fact(frozenset({"field"}), "i.field IS NOT NULL"),
    "competence": Fact(frozenset({"competence", "own", "own_matters", "ended"}), "i.competence IS NOT NULL"),
    "prior": Fact(frozenset({"prior"}), "i.prior IS NOT NULL"),
    "handling": Fact(frozenset({"handling", "handled", "latest"}), "i.handling IS NOT NULL"),
    "qualified": Fact(frozenset({"qualified"}), "i.qualified IS NOT NULL"),
    "acceptance": Fact(frozenset({"going", "own", "own_matters"}), "e.accepted_on IS NOT NULL"),
    "decisions": Fact(frozenset({"ended", "orders"}), "e.decided_on IS NOT NULL"),
    "results": Fact(frozenset({"resolved"}), "i.status IN ('decided', 'closed')"),
    "terms": Fact(frozenset({"timely"}), "e.late_days IS NOT NULL"),
    "amounts": Fact(frozenset({*ORDERED, *(f"due_{name}" for name in ORDERED)}), _AMOUNTS),
    "execution": Fact(
        frozenset({"executed", *(f"done_{name}" for name in DONE)}),
        "e.executed_on IS NOT NULL OR EXISTS (SELECT 1 FROM done d WHERE d.incident = i.incident)",
    ),
    "replies": Fact(
        frozenset({"replies"}), "EXISTS (SELECT 1 FROM replies r WHERE r.incident = i.incident)"
    ),
}


class Lacking(NamedTuple):
    """How many imported lines a period has, and which FACTS that a form asks for none of them shows."""

    lines: int
    facts: tuple[str, ...]


def lacking(book: RegisterView, form: Form, span: Span) -> Lacking:
    """Find what a form counts by and no imported line of its period, nor its matter, says."""
    asked = {of for cell in form.cells for of in (cell.of, cell.counts, *cell.where)}
    asked |= {of for whole in form.wholes for of in (whole.of, whole.counts, *whole.where)}
    facts = [name for name, fact in FACTS.items() if fact.asked & asked]
    shown = "".join(f", max(CASE WHEN {FACTS[name].shown} THEN 1 ELSE 0 END)" for name in facts)
    units = ", ".join(str(place * numbers.UNIT) for place in span.units)
    row = book.select(
        f"SELECT count(DISTINCT l.line){shown} FROM lines l"
        " LEFT JOIN links k ON k.line = l.line AND k.incident > 0"
        " LEFT JOIN incidents i ON i.incident = k.incident LEFT JOIN lives e ON e.incident = k.incident"
        " WHERE l.imported = 1 AND l.void = 0 AND l.day BETWEEN ? AND ?"
        + (f" AND {unit_of('l.line')} IN ({units})" if units else ""),
        (span.first.isoformat(), span.last.isoformat()),
    ).fetchone()
    lines, *found = row
    return Lacking(lines, tuple(name for name, has in zip(facts, found, strict=True) if lines and not has))
