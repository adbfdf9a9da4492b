"""Whether the entries of a bundle are those of one register: each the next of the chain, each as it must be."""

from functools import cache
from hashlib import sha256
from typing import Any

from reception_cli.domain.entry import VERSION, Entry, Head, seal
from reception_cli.events.entry_schema import EntrySchema
from reception_cli.events.registry import KINDS, format_of
from reception_cli.exchange.bundle import Days, Hashes, Manifest, Told, are_hashes, refused
from reception_cli.index.finding_words import sentence_of


class Chain:
    """The entries of one bundle, each held against the one before and against the manifest."""

    def __init__(self, manifest: Manifest) -> None:
        """Begin where the manifest says that the bundle begins."""
        self._manifest, self._head = manifest, manifest.before
        self._batch = [0, manifest.before.count]
        self._recorded, self._days = "", Days()
        self.entries = 0

    def take(self, value: dict[str, Any], line: bytes) -> Told:
        """Take in one line that tells an entry; `line` is its canonical JSON."""
        entry, hashes = self._whole(value["entry"]), value.get("hashes")
        text = _entry_in(line, hashes)
        if fault := self._fault(entry, text):
            raise refused("entry", seq=self._head.count + 1, text=fault)
        self._said(entry)
        self._head = Head(entry["seq"], entry["digest"])
        self._batch, self._recorded = entry["batch"], entry["recorded_at"]
        self._days.take(entry)
        self.entries += 1
        return Told(entry, self._hashes(entry, hashes), self._text(text))

    def finish(self) -> None:
        """Hold the end against the manifest."""
        manifest = self._manifest
        if self._head != manifest.after:
            raise refused("lies", part="after")
        if self._batch[1] != self._head.count:
            raise refused("entry", seq=self._head.count, text=sentence_of("half_batch"))
        if self._days.told() != (manifest.first_day, manifest.last_day, manifest.recorded_from, manifest.recorded_to):
            raise refused("lies", part="first_day, last_day, recorded_from, recorded_to")

    def _whole(self, entry: Any) -> Entry:
        """Give the entry as a register has it; private values come only with a bundle that says so."""
        seq = self._head.count + 1
        if not isinstance(entry, dict):
            raise refused("entry", seq=seq, text=sentence_of("shape"))
        if self._manifest.with_identity:
            return entry
        if "private" in entry:
            raise refused("private", seq=seq)
        return {**entry, "private": {}}

    def _fault(self, entry: Entry, text: bytes) -> str:
        """Say what is wrong with an entry by itself, and as the next of the chain; empty when nothing is.

        `text` is its JSON as it came.
        """
        if entry.get("v") != VERSION:
            return sentence_of("version")
        if not _shapes().is_entry(entry):
            return sentence_of("shape")
        code = self._misplaced(entry, text)
        if code:
            return sentence_of(code, expected=self._head.count + 1)
        fault = _shapes().fault(entry)
        if not fault and format_of([entry]) > self._manifest.format:
            raise refused("lies", part="schema")
        return sentence_of("schema", **fault) if fault else ""

    def _misplaced(self, entry: Entry, text: bytes) -> str:
        if entry["seq"] != self._head.count + 1:
            return "order"
        if entry["prev"] != self._head.digest:
            return "chain"
        if entry["digest"] != self._digest(entry, text):
            return "digest"
        if any(entry["sealed"].get(name) != seal(*pair) for name, pair in entry["private"].items()):
            return "sealed"
        if entry["recorded_at"] < self._recorded:
            return "time"
        first, last = entry["batch"]
        whole = first == entry["seq"] <= last if self._batch[1] < entry["seq"] else entry["batch"] == self._batch
        return "" if whole else "batch"

    def _digest(self, entry: Entry, text: bytes) -> str:
        """Take the digest of the bytes as they came: to write the entry anew takes twice as long.

        Should its data hold the words of its own digest too, these are cut out instead, and nothing fits. What
        hides among the hashes is found by `_hashes`.
        """
        if self._manifest.with_identity:  # no other part of an entry holds an object of such a name behind `data`
            hidden = text.rfind(b',"private":{')
            text = text[:hidden] + text[text.find(b',"recorded_at":"', hidden) :]
        own = b',"digest":"' + entry["digest"].encode() + b'"'
        return sha256(text.replace(own, b"", 1)).hexdigest()

    def _text(self, text: bytes) -> bytes:
        """Give the canonical JSON of an entry that came as `text` and was found right, as a register has it."""
        if self._manifest.with_identity:
            return text
        place = text.rfind(b',"recorded_at":"')  # behind it no kind has a private value of that name to be sealed
        return text[:place] + b',"private":{}' + text[place:]

    def _said(self, entry: Entry) -> None:
        """A register says whose it is."""
        own = entry["data"].get("unit") if entry["kind"] == "configured" else None
        if own is not None and own != self._manifest.unit:
            raise refused("lies", part="unit")
        if entry["seq"] == 1 and own is None:
            raise refused("lies", part="unit")

    def _hashes(self, entry: Entry, hashes: Any) -> Hashes:
        """Only an entry that says who came has hashes, and of those people only."""
        if hashes is None:
            return {}
        lines = {entry["subject"], *entry["data"].get("subjects", ())} if KINDS[entry["kind"]].people else set()
        right = self._manifest.hash_key and isinstance(hashes, dict) and hashes and hashes.keys() <= lines
        if not right or not all(line[:1] in ("V", "P") and are_hashes(hashes[line]) for line in hashes):
            raise refused("hashes", seq=entry["seq"])
        return hashes  # type: ignore[no-any-return]


def _entry_in(line: bytes, hashes: Any) -> bytes:
    """Cut the canonical JSON of the entry out of the line of a bundle."""
    return line[len(b'{"entry":') : -len(b"}") if hashes is None else line.rfind(b',"hashes":{')]


@cache
def _shapes() -> EntrySchema:
    return EntrySchema()
