"""The other bodies that had to do with a matter, by the names that letters, visits and first decisions tell.

What is private of a matter is what the reader may know of it (`disclosure.veiled`): of one that is hidden none is told.
"""

from collections.abc import Iterator

from reception_cli.domain.case import Case
from reception_cli.domain.entry import dead, private
from reception_cli.domain.legal_life import Referral
from reception_cli.domain.text import fold

_OF_LINE = ("prior_body", "handled_to")  # who resolved it before, and where a visit was sent to
_OF_ENTRY = ("to", "first_body")  # to whom was written or whom was urged, and who decided first


def written_to(case: Case, letter: Referral) -> str:
    """Tell to which body a letter went."""
    return next((private(entry, "to") for entry in case.entries if entry["seq"] == letter.seq), "")


def involved(case: Case) -> list[str]:
    """Name the other bodies, each once, in the order in which the register tells of them."""
    found: dict[str, str] = {}
    for name in _named(case):
        found.setdefault(fold(name), name)
    return list(found.values())


def _named(case: Case) -> Iterator[str]:
    for line in case.lines:
        yield from filter(None, (line.private.get(name, "").strip() for name in _OF_LINE if not line.void))
    gone = dead(case.entries)
    for entry in case.entries:
        if entry["subject"] == case.id and entry["seq"] not in gone:
            names = (private(entry, name) for name in _OF_ENTRY)
            yield from filter(None, (" ".join(name.split()) for name in names))
