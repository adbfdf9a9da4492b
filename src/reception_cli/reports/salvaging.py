"""What was saved of a damaged register, and what was not."""

from reception_cli.model.words import _, ngettext
from reception_cli.reports.table import Column, Note, Table
from reception_cli.store.salvage import LOST, Lost, Salvaged


def answer(found: Salvaged, out: str) -> Table:
    """List what the new register does not hold as it was."""
    words = _words()
    rows = [_row(one, words) for one in found.lost]
    many = ngettext(
        "{n} sound entry was saved in {folder}: {copied} as they were, {retold} told again.",
        "{n} sound entries were saved in {folder}: {copied} as they were, {retold} told again.",
        found.kept,
    )
    text = many.format(n=found.kept, folder=out, copied=found.copied, retold=found.retold)
    notes = [Note("saved", text, {"folder": out})]
    if rows:
        rest = _("Everything else lies byte for byte in {file}; it may hold personal data.").format(file=LOST)
        notes.append(Note("lost", rest, {"file": LOST}))
    totals = {"kept": found.kept, "copied": found.copied, "retold": found.retold, "lost": len(found.lost)}
    return Table("verify", columns(), rows, totals, tuple(notes), number="line", exit_code=6 if rows else 0)


def columns() -> tuple[Column, ...]:
    """Give the columns of what was lost."""
    return (
        Column("line", _("Line"), "number"), Column("seq", _("Entry"), "number"),
        Column("count", _("Entries"), "number"), Column("code", _("Code")),
        Column("text", _("What is wrong"), wide=True),
    )  # fmt: skip


def _row(one: Lost, words: dict[str, str]) -> dict[str, object]:
    return {"line": one.line, "seq": one.seq, "count": one.many, "code": one.why, "text": words[one.why]}


def _words() -> dict[str, str]:
    return {
        "header": _("the file does not begin as `reception` writes it"),
        "tail": _("the file does not end as `reception` writes it"),
        "no_entry": _("this is no entry"),
        "not_json": _("this entry cannot be read"),
        "shape": _("this is no entry of a register"),
        "version": _("this entry is of a version that this program does not know"),
        "digest": _("this entry was changed: its digest does not fit"),
        "sealed": _("a private value was changed and is left out; the rest of the entry is saved"),
        "erased": _("a private value is missing; the rest of the entry is saved"),
        "double": _("this entry stands here once more"),
        "fork": _("another entry has this number; the first one is saved"),
        "missing": _("nothing is left of it"),
    }
