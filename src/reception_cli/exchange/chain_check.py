"""Whether the entries of a bundle are those of one register: each the next of the chain, each as it must be."""

import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

import fastjsonschema

from reception_cli.domain.entry import VERSION, Entry, Head, digest, seal
from reception_cli.exchange.bundle import Days, Hashes, Manifest, Told, are_hashes, refused
from reception_cli.ledger.entry_schema import PATH, Shapes
from reception_cli.ledger.findings import finding
from reception_cli.ledger.storage import Place

_PEOPLE = frozenset({"visit", "petition", "corrected", "voided", "retracted", "redacted"})  # they say who came


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
        entry = self._whole(value["entry"])
        if fault := self._fault(entry, line, value.get("hashes")):
            raise refused("entry", seq=self._head.count + 1, text=fault)
        self._said(entry)
        self._head = Head(entry["seq"], entry["digest"])
        self._batch, self._recorded = entry["batch"], entry["recorded_at"]
        self._days.take(entry)
        self.entries += 1
        return Told(entry, self._hashes(entry, value.get("hashes")))

    def finish(self) -> None:
        """Hold the end against the manifest."""
        said = self._manifest
        if self._head != said.after:
            raise refused("lies", part="after")
        if self._batch[1] != self._head.count:
            raise refused("entry", seq=self._head.count, text=_text("half_batch"))
        if self._days.told() != (said.first_day, said.last_day, said.recorded_from, said.recorded_to):
            raise refused("lies", part="first_day, last_day, recorded_from, recorded_to")

    def _whole(self, entry: Any) -> Entry:
        """Give the entry as a register has it; private values come only with a bundle that says so."""
        seq = self._head.count + 1
        if not isinstance(entry, dict):
            raise refused("entry", seq=seq, text=_text("shape"))
        if self._manifest.with_identity:
            return entry
        if "private" in entry:
            raise refused("private", seq=seq)
        return {**entry, "private": {}}

    def _fault(self, entry: Entry, line: bytes, hashes: Any) -> str:
        """Say what is wrong with an entry by itself, and as the next of the chain; empty when nothing is."""
        if entry.get("v") != VERSION:
            return _text("version")
        try:
            _common()(entry)
        except fastjsonschema.JsonSchemaException:
            return _text("shape")
        code = self._misplaced(entry, line, hashes)
        if code:
            return _text(code, expected=self._head.count + 1)
        return next((found.text for found in _shapes().take(Place(entry, 0, 0), 0)), "")

    def _misplaced(self, entry: Entry, line: bytes, hashes: Any) -> str:
        if entry["seq"] != self._head.count + 1:
            return "order"
        if entry["prev"] != self._head.digest:
            return "chain"
        if entry["digest"] != self._digest(entry, line, hashes):
            return "digest"
        if any(entry["sealed"].get(name) != seal(*pair) for name, pair in entry["private"].items()):
            return "sealed"
        if entry["recorded_at"] < self._recorded:
            return "time"
        first, last = entry["batch"]
        whole = first == entry["seq"] <= last if self._batch[1] < entry["seq"] else entry["batch"] == self._batch
        return "" if whole else "batch"

    def _digest(self, entry: Entry, line: bytes, hashes: Any) -> str:
        """Take the digest of the bytes as they came: to write the entry anew takes twice as long.

        Should its data hold the words of its own digest too, these are cut out instead, and nothing fits. What
        hides among the hashes is found by `_hashes`.
        """
        if self._manifest.with_identity:
            return digest(entry)
        end = -len(b"}") if hashes is None else line.rfind(b',"hashes":{')
        own = b',"digest":"' + entry["digest"].encode() + b'"'
        return sha256(line[len(b'{"entry":') : end].replace(own, b"", 1)).hexdigest()

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
        lines = {entry["subject"], *entry["data"].get("subjects", ())} if entry["kind"] in _PEOPLE else set()
        right = self._manifest.hash_key and isinstance(hashes, dict) and hashes and hashes.keys() <= lines
        if not right or not all(line[:1] in ("V", "P") and are_hashes(hashes[line]) for line in hashes):
            raise refused("hashes", seq=entry["seq"])
        return hashes  # type: ignore[no-any-return]


def _text(code: str, **facts: object) -> str:
    return finding(code, None, None, **facts).text


@cache
def _shapes() -> Shapes:
    return Shapes()


@cache
def _common() -> Callable[[Entry], Any]:
    """Compile the check of what all entries share."""
    with open(PATH, encoding="utf-8") as file:
        schema: dict[str, Any] = json.load(file)
    schema["properties"]["kind"] = {"type": "string"}  # one that we do not know is told by its own name
    parts = ("$schema", "type", "properties", "required", "additionalProperties")
    check: Callable[[Entry], Any] = fastjsonschema.compile({part: schema[part] for part in parts})
    return check
