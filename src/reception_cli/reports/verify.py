"""The answer of an examination: nothing when all is well, else what is wrong and where it begins."""

from reception_cli.model.entry import Head
from reception_cli.model.errors import UsageFault
from reception_cli.model.words import _, ngettext
from reception_cli.reports.table import Column, Note, Table
from reception_cli.store.findings import Finding
from reception_cli.store.inspection import Inspection

_HEX = frozenset("0123456789abcdef")


def read_head(text: str) -> Head:
    """Read `COUNT DIGEST` as printed by --print-head; blanks inside the digest do not matter."""
    count, *parts = text.lower().split() or [""]
    digest = "".join(parts)
    if not (count.isascii() and count.isdigit()) or len(digest) != 64 or not _HEX.issuperset(digest):
        raise UsageFault(
            _("'{text}' is no head of a register.").format(text=text[:90]),
            _("It is a count and 64 hexadecimal digits, as `reception verify --print-head` prints it."),
        )
    return Head(int(count), digest)


def report(found: Inspection) -> Table:
    """Tell the findings; the first damaged entry stands first."""
    totals = {
        "entries": found.entries, "ok": found.ok, "findings": found.total, "head": found.head.digest,
    }  # fmt: skip
    if found.ok:
        return Table("verify", totals=totals, notes=(_well(found),))
    columns = (
        Column("code", _("Code")), Column("seq", _("Entry")), Column("line", _("Line")),
        Column("text", _("Finding")),
    )  # fmt: skip
    rows = [row._asdict() for row in found.findings]
    notes = tuple(filter(None, (_first(found.findings), _more(found))))
    return Table("verify", columns, rows, totals, notes, number="line", exit_code=6)


def head_line(found: Inspection) -> Table:
    """Give the line for the paper form."""
    line = f"{found.head.count} {found.head.digest}"
    columns = (Column("entries", _("Entries")), Column("head", _("Head")))
    row = {"entries": found.head.count, "head": found.head.digest, "line": line}
    return Table("verify", columns, [row], said=(line,), number="line")


def _well(found: Inspection) -> Note:
    places = [note.where for note in found.notes]
    names = {"desk": _("beside the register"), "clerk": _("in the clerk's own folder")}
    where = ", ".join(names[place] for place in places) or _("none")
    said = ngettext(
        "{n} entry, all sound. Head notes compared: {where}.",
        "{n} entries, all sound. Head notes compared: {where}.",
        found.entries,
    )
    facts = {"notes": places, "cards": found.cards}
    return Note("sound", said.format(n=found.entries, where=where), facts)


def _first(findings: tuple[Finding, ...]) -> Note | None:
    """Name the first damaged line: everything before it can be relied on."""
    first = next((f for f in findings if f.line), None)
    if first is None:
        return None
    text = _("The first damage is in line {line} of the file; the entries before it are sound.")
    return Note("first", text.format(line=first.line), {"seq": first.seq, "line": first.line})


def _more(found: Inspection) -> Note | None:
    rest = found.total - len(found.findings)
    if not rest:
        return None
    return Note("more", ngettext("{n} more finding.", "{n} more findings.", rest).format(n=rest), {"count": rest})
