"""Telling entries again behind a break in the chain: their content under a new chain, with their origin."""

from collections.abc import Iterable, Iterator
from typing import Any

from reception_cli.model.entry import Draft, Entry, Head, Stamp, chain
from reception_cli.model.history import SHORT
from reception_cli.model.number import key, make, text
from reception_cli.store.blocks import encode
from reception_cli.store.folder import salt

_BATCH = 1000  # entries written as one batch
_NAMED = 1000  # things lost that the entry names; the rest is counted
_MADE = ("incident", "visit", "petition")
_SERIES = make(1, 0, 0)  # numbers of one type and year

Again = Iterable[tuple[Entry, frozenset[str]]]  # entries, and the private values of each to leave out


class Retelling:
    """Continues a chain from `head` on, as of the moment of `stamp`."""

    def __init__(self, head: Head, stamp: Stamp, made: set[str]) -> None:
        """Begin behind the entries that were copied as they were, and that made the numbers `made`."""
        self._copied = head.count
        self._head = head
        self._stamp = stamp
        self._made = set(made)
        self._spoken: dict[str, str] = {}  # incident -> the moment of the first entry that speaks of it
        self._retold = 0
        self._given_up: dict[str, None] = {}
        self._new: dict[int, int] = {}  # number of an old entry -> of the new one

    def survey(self, entry: Entry) -> None:
        """Look at each entry once, before any is told: what is spoken of but was never opened?"""
        self._retold += 1
        self._made |= numbered([entry])
        self.give_up([*([entry["prev"]] if entry["prev"] != self._head.digest else []), entry["digest"]])
        for incident in _incidents(entry):
            self._spoken.setdefault(incident, entry["at"])

    def give_up(self, digests: Iterable[str]) -> None:
        """Note heads of the old register that somebody may know, and that the new one does not hold."""
        self._given_up |= dict.fromkeys(digest[:SHORT] for digest in digests)

    def tell(self, again: Again, lost: list[list[Any]]) -> Iterator[bytes]:
        """Give the new lines: what was lost, the openings that are lost, then every entry."""
        drafts = self._opened()
        data = {
            "copied": self._copied, "retold": self._retold, "lost": lost[:_NAMED], "lost_total": len(lost),
            "numbers": _gaps(self._made)[:_NAMED], "given_up": list(self._given_up),
        }  # fmt: skip
        drafts.insert(0, Draft("salvaged", "", data))
        for entry, flaws in again:
            self._new[entry["seq"]] = self._head.count + len(drafts) + 1
            drafts.append(self._draft(entry, flaws))
            if len(drafts) >= _BATCH:
                yield from self._lines(drafts)
                drafts = []
        if drafts:
            yield from self._lines(drafts)

    def _opened(self) -> list[Draft]:
        lost = sorted((key(incident), at) for incident, at in self._spoken.items() if incident not in self._made)
        self._made |= {text(own) for own, _at in lost}
        return [Draft("incident", text(own), {"opened_on": at[:10], "origin": {}}, {}, at) for own, at in lost]

    def _lines(self, drafts: list[Draft]) -> Iterator[bytes]:
        entries = chain(drafts, self._head, self._stamp, salt)
        self._head = Head(entries[-1]["seq"], entries[-1]["digest"])
        yield from map(encode, entries)

    def _draft(self, entry: Entry, flaws: frozenset[str]) -> Draft:
        origin = {key: entry[key] for key in ("seq", "digest", "recorded_at", "user", "host")}
        data: dict[str, Any] = entry["data"]
        if "origin" in data:
            origin["origin"] = data["origin"]
        if entry["kind"] in ("retracted", "redacted"):
            data = {**data, "entries": self._renumbered(data["entries"])}
        private = {name: pair[1] for name, pair in entry["private"].items() if name not in flaws}
        return Draft(entry["kind"], entry["subject"], {**data, "origin": origin}, private, entry["at"])

    def _renumbered(self, seqs: list[int]) -> list[int]:
        """Bring numbers up to date; those of entries that are lost go."""
        return [self._new.get(seq, seq) for seq in seqs if seq <= self._copied or seq in self._new]


def numbered(entries: Iterable[Entry]) -> set[str]:
    """List the numbers that entries give to incidents, visits and petitions."""
    return {entry["subject"] for entry in entries if entry["kind"] in _MADE}


def _gaps(made: set[str]) -> list[str]:
    """List the numbers that are missing before others of their type and year."""
    keys = {key(subject) for subject in made}
    tops: dict[int, int] = {}
    for own in keys:
        series = own - own % _SERIES
        tops[series] = max(tops.get(series, 0), own)
    return [text(own) for series, top in sorted(tops.items()) for own in range(series + 1, top) if own not in keys]


def _incidents(entry: Entry) -> list[str]:
    """List the incidents that an entry speaks of."""
    data = entry["data"]
    own = [entry["subject"]] if entry["subject"][:1] not in ("", "V", "P") else []
    named = [*data.get("incidents", ()), *data.get("set", {}).get("incidents", ())]
    return [*own, *named, *([data["incident"]] if data.get("incident") else [])]
