"""Small registers, written by the store itself, and ways to damage them."""

import json
from pathlib import Path

from reception_cli.domain.entry import Draft, Entry, Head, Stamp, digest
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.finding_words import sentence
from reception_cli.ledger.audit import Audit, Snapshot
from reception_cli.ledger.findings import Finding
from reception_cli.ledger.format import HEADER, TAIL, encode, quick
from reception_cli.ledger.storage import START
from reception_cli.maintenance.verify import Inspection, inspect

STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")


def opened(count: int, year: int = 2026) -> list[Draft]:
    """One visit with its new incident."""
    incident, visit = f"{year}-{count:04d}", f"V{year}-{count:04d}"
    return [
        Draft("incident", incident, {"opened_on": f"{year}-11-23"}, {"content": "Bồi thường đất"}),
        Draft("visit", visit, {"incidents": [incident], "people": 2}, {"name": "Lê Thị Hoà", "address": "-"}),
    ]  # fmt: skip


def register(path: Path) -> Folder:
    """Write 15 entries in 10 batches."""
    folder = Folder(str(path / "desk"), Habits(state=str(path / "state")))
    folder.begin([Draft("configured", "", {"unit": "TB"}, {"secret": "ab" * 16})], STAMP)
    for count in range(1, 6):
        write(folder, *opened(count))
    write(folder, Draft("classified", "2026-0001", {"kind": "complaint", "field": "land"}))
    write(folder, Draft("closed", "2026-0002", {"result": "guided", "on": "2026-11-23"}, {"note": "đã xong"}))
    write(folder, Draft("noted", "2026-0003", {}, {"note": "gọi lại"}))
    write(folder, Draft("retracted", "", {"entries": [13], "subjects": ["2026-0002"], "verb": "close"}))
    return folder


def write(folder: Folder, *drafts: Draft) -> list[Entry]:
    """Add one batch."""
    return folder.record("test", lambda _book: list(drafts), STAMP)


def path(folder: Folder) -> Path:
    """The register file."""
    return Path(folder.ledger.path)


def entries(folder: Folder) -> list[Entry]:
    """All entries in order."""
    return [place.entry for place in folder.ledger.since(START)]


def laid_out(*found: Entry) -> bytes:
    """A register file of these entries, as it stands on the disk."""
    return HEADER + b"".join(map(encode, found)) + TAIL


def rechained(found: list[Entry]) -> list[Entry]:
    """What whoever owns the file can do: number, chain and digest everything again."""
    prev, result = "0" * 64, []
    for seq, entry in enumerate(found, 1):
        entry = quick(encode(entry)) | {"seq": seq, "batch": [seq, seq], "prev": prev}
        prev = entry["digest"] = digest(entry)
        result.append(entry)
    return result


def examine(folder: Folder, *given: Head) -> Inspection:
    """Examine the folder as `verify` does."""
    found = inspect(folder, list(given), STAMP, lambda _done, _all: None)
    assert found is not None
    assert all(sentence(each) for each in found.findings), "whatever is found can be said"
    return found


def codes(folder: Folder, *given: Head) -> list[str]:
    """The codes of all findings, in order."""
    return [finding.code for finding in examine(folder, *given).findings]


def rewritten_by_stock_tinydb(folder: Folder) -> bytes:
    """The same table as a stock TinyDB would write it back."""
    return json.dumps(json.loads(path(folder).read_bytes()), ensure_ascii=False).encode()


def findings(file: Path) -> list[Finding]:
    """What an audit of the file alone finds."""
    snapshot = Snapshot(str(file))
    try:
        return [item for item in Audit(snapshot).read() if isinstance(item, Finding)]
    finally:
        snapshot.close()


def redigested(found: list[Entry]) -> list[Entry]:
    """Chain everything again but keep numbers and batches."""
    prev = "0" * 64
    for entry in found:
        entry["prev"] = prev
        prev = entry["digest"] = digest(entry)
    return found
