"""Which private values of a register are encrypted when something is recorded, and what that changes further up.

The register says to which public keys (setting `encrypt`): nobody needs a secret key to record. What a batch turns
into a denunciation, or ties to one, may have been recorded readable before: then the register is written anew, as
`redact` writes it, with these values encrypted. Digests and seals stay.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.entry import Draft, Entry, is_encrypted
from reception_cli.domain.errors import Refused
from reception_cli.domain.words import _
from reception_cli.events import denunciations
from reception_cli.events.denunciations import Told
from reception_cli.index.register_view import BROUGHT, SOME, RegisterView, asked
from reception_cli.ledger.age import Opener, closer
from reception_cli.ledger.storage import START, Ledger, cut

FACT = "encrypt"  # of a `configured` entry, and the setting
Values = dict[str, list[str] | None]
Close = Callable[[list[str]], list[str]]


class Encrypted(NamedTuple):
    """A batch as it is to be written, what changes before it, and the pairs that were readable there."""

    entries: Iterable[Entry]
    cuts: dict[int, Values]
    readable: list[list[str]]


def keys(setting: str) -> list[str]:
    """Read the public keys from the setting; none where nothing is encrypted."""
    found: list[str] = json.loads(setting or "[]")
    return found


def of_batch(
    book: RegisterView, drafts: Sequence[Draft], entries: Iterable[Entry], opener: Opener | None
) -> Encrypted:
    """Encrypt what a batch tells of denunciations, and what it changes in the register; hold the lock.

    `entries` are made of the drafts one after the other, and are read once: a batch may be larger than the memory.
    An entry that turns encryption on or off is the first of its batch.
    """
    if drafts[0].kind == "configured" and FACT in drafts[0].data:
        cuts, readable = _for_others(book.ledger, drafts[0].data[FACT], opener)
        return Encrypted(entries, cuts, readable)
    to = keys(book.setting(FACT))
    if not to:
        return Encrypted(entries, {}, [])
    places = _near(book, _sketched(book, drafts))
    near = [*zip(places, book.entries(places), strict=True)]
    told = Told(chain((entry for _pos, entry in near), _sketched(book, drafts)))
    close = closer(to)
    cuts = _closing(near, told, close)
    readable = [entry["private"][name] for pos, entry in near if pos in cuts for name in cuts[pos]]
    closed = (cut(entry, _closed(entry, close)) if told.about(entry) else entry for entry in entries)
    return Encrypted(closed, cuts, readable)


def _sketched(book: RegisterView, drafts: Iterable[Draft]) -> Iterator[Entry]:
    """Give what the entries of a batch will say, without what is private."""
    for seq, draft in enumerate(drafts, book.count() + 1):
        yield {"seq": seq, "kind": draft.kind, "subject": draft.subject, "data": draft.data}


def _for_others(ledger: Ledger, to: list[str], opener: Opener | None) -> tuple[dict[int, Values], list[list[str]]]:
    """List what a whole register changes when its denunciations are encrypted to other keys, or to none any more.

    Raises Refused for what is encrypted already and cannot be opened.
    """
    close = closer(to) if to else None
    told = Told(place.entry for place in (ledger.since(START) if close else ()))
    cuts: dict[int, Values] = {}
    readable: list[list[str]] = []
    for place in ledger.since(START):
        entry = place.entry
        values: Values = {}
        for name, pair in entry["private"].items():
            if is_encrypted(pair):
                opened = _opened(pair[1], opener, entry["seq"])
                values[name] = close(opened) if close else opened
            elif close and told.about(entry):
                values[name] = close(pair)
                readable.append(pair)
        if values:
            cuts[place.pos] = values
    return cuts, readable


def carried_over(ledger: Ledger, to: list[str]) -> dict[int, Values]:
    """List what a register that came from elsewhere changes when its denunciations are encrypted as they were here."""
    told = Told(place.entry for place in ledger.since(START))
    return _closing(((place.pos, place.entry) for place in ledger.since(START)), told, closer(to))


def _closing(placed: Iterable[tuple[int, Entry]], told: Told, close: Close) -> dict[int, Values]:
    """List what entries change, by their places, when those about denunciations are encrypted."""
    found = ((pos, _closed(entry, close)) for pos, entry in placed if told.about(entry))
    return {pos: values for pos, values in found if values}


def _closed(entry: Entry, close: Close) -> Values:
    return {name: close(pair) for name, pair in entry["private"].items() if not is_encrypted(pair)}


def _opened(text: str, opener: Opener | None, seq: int) -> list[str]:
    try:
        pair = opener.pair(text) if opener else None
    except ValueError:
        pair = None
    if pair is None:
        raise Refused(
            _("What is encrypted here cannot be opened:"),
            (_("entry {seq} needs a key that was not given").format(seq=seq),),
            _("Name the file that holds it with --key-file."),
        )
    return pair


# --- What a batch may tie to a denunciation, as far as `Told.about` reaches (see `events.denunciations`): its matters,
# the receptions that brought them, and all that these brought.

_LINES = f"SELECT coalesce(visit, line) FROM links WHERE incident IN {SOME} OR line IN {SOME}"
_TOGETHER = f"SELECT line FROM links WHERE line IN {SOME} OR visit IN {SOME}"
_PLACES = f"""
SELECT pos FROM entries WHERE subject IN {SOME}
UNION SELECT e.pos FROM touches t JOIN entries e ON e.seq = t.seq WHERE t.subject IN {SOME}
UNION SELECT e.pos FROM appointments a JOIN entries e ON e.seq = a.seq WHERE a.incident IN {SOME}
UNION SELECT e.pos FROM arrivals r JOIN entries e ON e.seq IN (r.appointment, r.seq) WHERE r.line IN {SOME}
"""
_KEPT = f"SELECT pos FROM entries WHERE seq IN {SOME}"


def _near(book: RegisterView, entries: Iterable[Entry]) -> list[int]:
    """Find the places of all that stands near a batch, in the order of the register."""
    own: set[int] = set()
    appointed = set()
    for entry in entries:
        own |= denunciations.numbers(entry)
        if entry["kind"] == "attended":
            appointed.add(entry["data"]["appointed"])
    receptions = asked(book._db, _LINES, own) | {number for number in own if numbers.letter(number)}
    lines = asked(book._db, _TOGETHER, receptions) | receptions
    matters = asked(book._db, BROUGHT, lines) | own
    return sorted(asked(book._db, _PLACES, matters | lines) | asked(book._db, _KEPT, appointed))
