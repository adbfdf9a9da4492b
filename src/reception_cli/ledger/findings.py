"""What an examination of the register may find wrong, and the words for it."""

from typing import NamedTuple

from reception_cli.domain.words import _, mark
from reception_cli.ledger.head_notes import Witness

_TEXTS = {
    "header": mark("the file does not begin as `reception` writes it"),
    "no_entry": mark("this line is no entry"),
    "too_long": mark("this line is longer than any entry"),
    "not_json": mark("this entry cannot be read"),
    "shape": mark("this entry lacks a part, or has one too many"),
    "version": mark("this entry is of a version that this program does not know"),
    "bytes": mark("this entry is not written as `reception` writes it"),
    "comma": mark("the comma before or behind this entry is wrong"),
    "order": mark("entry {expected} should stand here"),
    "chain": mark("this entry does not continue the chain"),
    "digest": mark("this entry was changed: its digest does not fit"),
    "sealed": mark("a private value was changed: its seal does not fit"),
    "erased": mark("a private value is missing and no redaction tells of it"),
    "batch": mark("this entry does not fit the command that wrote it"),
    "half_batch": mark("the command that wrote this entry was interrupted; the rest of it is missing"),
    "time": mark("this entry says that it was recorded before the one before it"),
    "tail": mark("the file does not end as `reception` writes it"),
    "kind": mark("this entry cannot be understood"),
}


class Finding(NamedTuple):
    """Something that is wrong: `code` for machines; `line` counts the lines of the file, 1 is its header."""

    code: str
    seq: int | None
    line: int | None
    text: str


def finding(code: str, seq: int | None, line: int | None, **facts: object) -> Finding:
    """Make a finding with the words that belong to its code."""
    return Finding(code, seq, line, _(_TEXTS[code]).format(**facts))


def _places() -> dict[str, str]:
    return {
        "desk": _("beside the register"),
        "clerk": _("in the clerk's own folder"),
        "cards": _("in the index cards"),
        "given": _("as given"),
    }


def contradiction(witness: Witness) -> str:
    """Say that the register holds another entry than the one that was noted."""
    return _("this is not the entry {count} that was noted {where}").format(
        count=witness.head.count, where=_places()[witness.where]
    )


def missing(last: int, witness: Witness) -> str:
    """Say that the register ends before an entry that was noted."""
    return _("the register ends at entry {last}, but entry {count} was noted {where}").format(
        last=last, count=witness.head.count, where=_places()[witness.where]
    )
