"""The answer of an examination: nothing when all is well, else what is wrong and where it begins."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from reception_cli.domain.entry import Head
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _, ngettext
from reception_cli.index import cache
from reception_cli.index.finding_words import sentence
from reception_cli.ledger.findings import Finding
from reception_cli.maintenance.verify import Inspection
from reception_cli.reporting.table import Column, Note, Table

_HEX = frozenset("0123456789abcdef")
REMEDY = "remedy"  # code of the notes that say what to do
_NEWER = frozenset({"version", "kind"})  # findings that a newer version of the program leaves behind


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


def report(found: Inspection, units: Mapping[str, Inspection] = MappingProxyType({})) -> Table:
    """Tell the findings, those of the registers of `units` behind the desk's own; the first damage stands first."""
    every = [found, *units.values()]
    count, well = sum(one.total for one in every), all(one.ok for one in every)
    totals = {
        "entries": sum(one.entries for one in every), "ok": well, "findings": count, "head": found.head.digest,
        **({"units": len(units)} if units else {}),
    }  # fmt: skip
    of_units = (_of_units(units or {found.unit: found}),) if units or found.withheld else ()
    closed = _not_examined(every)
    if well:
        return Table("verify", totals=totals, notes=(_well(found), *closed, *of_units))
    columns = (
        *((Column("unit", _("Unit")),) if units else ()),
        Column("code", _("Code")), Column("seq", _("Entry")), Column("line", _("Line")),
        Column("text", _("Finding")),
    )  # fmt: skip
    rows = [
        {**({"unit": code} if units else {}), "code": row.code, "seq": row.seq, "line": row.line, "text": sentence(row)}
        for code, one in ((found.unit, found), *units.items())
        for row in one.findings
    ]
    first = next((note for code, one in (("", found), *units.items()) if (note := _first(one.findings, code))), None)
    remedies = (*_remedies(found.findings), *(_of_unit(code) for code, one in units.items() if not one.ok))
    notes = tuple(filter(None, (first, _more(every), *closed, *of_units, *remedies)))
    return Table("verify", columns, rows, totals, notes, number="line", exit_code=6)


def _remedies(findings: tuple[Finding, ...]) -> Iterator[Note]:
    """Say what mends the desk's own register, and its cards."""
    codes = {one.code for one in findings}
    if codes & _NEWER:
        text = _("A newer version of `reception` may have written it: update `reception`, then verify again.")
        yield Note(REMEDY, text, {"commands": []})
    if codes - {"cards"}:
        salvage = [] if "missing" in codes else ["reception verify --salvage OUT"]
        text = _("A backup is put in its place by `reception restore BACKUP`; `reception backup --list` names them.")
        more = _("`reception verify --salvage OUT` saves what is sound into a new desk.") if salvage else ""
        yield Note(REMEDY, f"{text} {more}".strip(), {"commands": ["reception restore BACKUP", *salvage]})
    if "cards" in codes:
        text = _("The index cards are built anew from the register: delete every {name} in the desk's folder.")
        yield Note(REMEDY, text.format(name=cache.NAME), {"delete": [cache.NAME]})


def _of_unit(code: str) -> Note:
    """Say what mends the register that a unit delivered: the unit has it."""
    text = _("The register of {unit}: move the folder units/{unit} away and take in the whole register of the unit.")
    return Note(REMEDY, text.format(unit=code), {"unit": code, "commands": ["reception consolidate FILE"]})


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


def _not_examined(every: list[Inspection]) -> tuple[Note, ...]:
    """Say how many private values nobody here can hold against their seals."""
    count = sum(one.unexamined for one in every)
    text = ngettext(
        "{n} encrypted value was not examined: the key that opens it is not here.",
        "{n} encrypted values were not examined: the key that opens them is not here.",
        count,
    )
    return (Note("not_examined", text.format(n=count), {"count": count}),) if count else ()


def _of_units(units: Mapping[str, Inspection]) -> Note:
    """Say how many registers of units were examined, and what they cannot hold."""
    sound, withheld = sum(one.ok for one in units.values()), sum(one.withheld for one in units.values())
    said = ngettext(
        "{n} register of a unit examined, {sound} sound; {withheld} entries came without their private values.",
        "{n} registers of units examined, {sound} sound; {withheld} entries came without their private values.",
        len(units),
    )
    facts = {"units": len(units), "sound": sound, "withheld": withheld}
    return Note("units", said.format(n=len(units), sound=sound, withheld=withheld), facts)


def _first(findings: tuple[Finding, ...], unit: str) -> Note | None:
    """Name the first damaged line: everything before it can be relied on."""
    first = next((f for f in findings if f.line), None)
    if first is None:
        return None
    text = _("The first damage is in line {line} of the file; the entries before it are sound.")
    of_unit = _("The first damage is in line {line} of the file of {unit}; the entries before it are sound.")
    facts = {"seq": first.seq, "line": first.line, **({"unit": unit} if unit else {})}
    return Note("first", (of_unit if unit else text).format(line=first.line, unit=unit), facts)


def _more(every: list[Inspection]) -> Note | None:
    rest = sum(one.total - len(one.findings) for one in every)
    if not rest:
        return None
    return Note("more", ngettext("{n} more finding.", "{n} more findings.", rest).format(n=rest), {"count": rest})
