"""Telling entries again behind a break in the chain: their content under a new chain, with their origin."""

from collections.abc import Iterable, Iterator
from typing import Any

from reception_cli.model import number
from reception_cli.model.entry import Draft, Entry, Head, Stamp, chain
from reception_cli.store.blocks import encode
from reception_cli.store.folder import salt

_BATCH = 1000  # entries written as one batch
_NAMED = 1000  # things lost that the entry names; the rest is counted
_MADE = {"incident": 0, "visit": 1, "petition": 2}

Again = Iterable[tuple[Entry, frozenset[str]]]  # entries, and the private values of each to leave out


class Retelling:
    """Continues a chain from `head` on, as of the moment of `stamp`."""

    def __init__(self, head: Head, stamp: Stamp) -> None:
        """Begin behind the entries that were copied as they were."""
        self._head = head
        self._stamp = stamp
        self._new: dict[int, int] = {}  # number of an old entry -> of the new one
        self._behind = head.count

    def tell(
        self, entries: Again, again: Again, copied: int, lost: list[tuple[int | None, int | None, str, int]]
    ) -> Iterator[bytes]:
        """Give the new lines: what was lost, openings that are lost, then every entry (read twice: `again`)."""
        opened, numbers, count = _survey(entries)
        first = {
            "copied": copied, "retold": count, "lost": [list(one) for one in lost[:_NAMED]],
            "lost_total": len(lost), "numbers": numbers[:_NAMED],
        }  # fmt: skip
        drafts = [Draft("salvaged", "", first), *opened]
        for entry, flaws in again:
            self._new[entry["seq"]] = self._head.count + len(drafts) + 1
            drafts.append(self._draft(entry, flaws))
            if len(drafts) >= _BATCH:
                yield from self._lines(drafts)
                drafts = []
        if drafts:
            yield from self._lines(drafts)

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
        return [self._new.get(seq, seq) for seq in seqs if seq <= self._behind or seq in self._new]


def _survey(entries: Again) -> tuple[list[Draft], list[str], int]:
    """Find the incidents whose opening is lost, and every number that is missing between others."""
    made: set[int] = set()
    spoken: dict[str, str] = {}
    count = 0
    for entry, _flaws in entries:
        count += 1
        if entry["kind"] in _MADE:
            made.add(number.key(entry["subject"]))
        for incident in _incidents(entry):
            spoken.setdefault(incident, entry["at"])
    lost = {incident: at for incident, at in spoken.items() if number.key(incident) not in made}
    drafts = [
        Draft("incident", incident, {"opened_on": at[:10], "origin": {}}, {}, at)
        for incident, at in sorted(lost.items())
    ]
    return drafts, [], count


def _incidents(entry: Entry) -> list[str]:
    data = entry["data"]
    own = [entry["subject"]] if entry["subject"] and entry["subject"][0] not in "VP" else []
    return [*own, *data.get("incidents", ()), *([data["incident"]] if data.get("incident") else [])]
