"""The words for what an examination finds wrong, a sentence for each: the ledger gives codes and facts alone."""

from reception_cli.domain.words import _, mark
from reception_cli.ledger.findings import Finding, finding

_SENTENCES = {  # by code, or by code and case
    "missing": mark("the file {name} is missing"),
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
    "head.other": mark("this is not the entry {count} that was noted {where}"),
    "head.end": mark("the register ends at entry {last}, but entry {count} was noted {where}"),
    "schema.kind": mark("this entry is of a kind that this program does not know"),
    "schema.shape": mark("this entry has not the shape of its kind ({kind}): {where}"),
    "number": mark("this entry has no number of the register"),
    "double": mark("{number} was given before"),
    "gap.one": mark("{number} is missing"),
    "gap.several": mark("{first} to {last} are missing"),
    "kind": mark("this entry cannot be understood"),
    "history": mark("{about}: the rules did not allow `{kind}` here: {reasons}"),
    "cards.other": mark("the index card {name} ({table}) does not agree with the entries"),
    "cards.unreadable": mark("the index cards cannot be read; they will be built anew"),
}
_PLACES = {  # of a head that was noted
    "desk": mark("beside the register"),
    "clerk": mark("in the clerk's own folder"),
    "cards": mark("in the index cards"),
    "given": mark("as given"),
}


def sentence(found: Finding) -> str:
    """Say what is wrong, in the reader's language."""
    details = dict(found.details)
    case = details.pop("case", "")
    if found.code == "head":
        details["where"] = _(_PLACES[details["where"]])
    elif found.code == "history":
        details |= {"kind": _(details["kind"]), "reasons": "; ".join(details["reasons"])}
    return _(_SENTENCES[f"{found.code}.{case}" if case else found.code]).format(**details)


def sentence_of(code: str, **details: object) -> str:
    """Say what is wrong where there is no line of a register to point to."""
    return sentence(finding(code, **details))
