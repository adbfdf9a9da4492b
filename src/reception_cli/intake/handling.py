"""The three columns of handling and the column that follows the result."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from reception_cli.domain.text import fold
from reception_cli.domain.words import _
from reception_cli.intake.cells import Fault
from reception_cli.intake.wordlists import Words, after, opening

_PARTS = re.compile(r"\s*[,;()]\s*|\s+[-–—]\s+")


class Handling(NamedTuple):
    """How one line was handled: a code of `handling`, the body it went to, the letter."""

    handling: str | None = None
    handled_to: str = ""
    handled_doc: str = ""


def read_handling(told: Mapping[str, str], words: Words) -> Handling:
    """Read the columns `accept`, `guide`, `forward` and so on; at most one may be filled, else a Fault.

    A mark such as `x` names no body; `UBND tỉnh, Phiếu chuyển 12/PC` names a body and a letter.
    """
    lists = words["handling"]
    filled = [(field, text) for field, text in told.items() if text and fold(text) not in lists["no"]]
    if len(filled) > 1:
        raise Fault(_("more than one way of handling on one line"))
    if not filled:
        return Handling()
    field, text = filled[0]
    if fold(text) in lists["yes"]:
        return Handling(field)
    body, letter = _divided(after(lists["to"], text), lists["document"])
    return Handling(field, "" if fold(body) in lists["yes"] else body, letter)


def worded_handling(text: str, words: Words) -> Handling | None:
    """Read a column that says in words what was done: `Hướng dẫn đến Tòa án`, `Lưu đơn`; None: not understood."""
    found = opening(words["way"], text) if text else None
    if not text or found is None:
        return None if text else Handling()
    way, rest = found
    if not rest:
        return Handling(way)
    further = opening(words["way"], rest.removeprefix("va ").removeprefix("roi "))
    if further and further[0] != way:
        return None
    body, letter = _divided(
        after(words["way"][way], after(words["handling"]["to"], text)), words["handling"]["document"]
    )
    return Handling(way, "" if fold(body) in words["handling"]["yes"] else body, letter)


def read_outcome(text: str, words: Words) -> tuple[str | None, str]:
    """Read `Đã giải quyết` as `done`, `Đang giải quyết` as `open`, `Rút đơn` as `withdrawn`; what says more is kept."""
    if not text or (found := opening(words["outcome"], text)) is None:
        return None, text
    outcome, rest = found
    if outcome == "but" or (
        outcome != "open" and rest and any(f" {w} " in f" {rest} " for w in words["outcome"]["but"])
    ):
        return None, text
    return outcome, text if rest else ""


def _divided(text: str, documents: tuple[str, ...]) -> tuple[str, str]:
    """Part the body from the letter: the letter begins with a word such as `Phiếu chuyển`, or is a number."""
    place = 0
    for parting in (*_PARTS.finditer(text), None):
        end = parting.start() if parting else len(text)
        if _is_letter(text[place:end], documents):
            return text[:place].strip(" ,;(-–—"), text[place:].strip(" ,;)")
        place = parting.end() if parting else end
    return text.strip(" ,;"), ""


def _is_letter(part: str, documents: tuple[str, ...]) -> bool:
    opened = f"{part.lower()} "
    return any(opened.startswith(f"{word} ") for word in documents) or re.match(r"\d+/", part) is not None
