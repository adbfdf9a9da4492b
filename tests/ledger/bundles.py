"""Bundles to attack, put together by hand as the README describes them."""

import copy
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import written

from reception_cli.domain.errors import Damaged
from reception_cli.exchange.bundle import Told
from reception_cli.exchange.reader import Bundle, Keyring, opened
from reception_cli.index.desk_folder import Folder

Parts = list[dict[str, Any]]
DAY = "2026-11-23"
ZERO = {"count": 0, "digest": "0" * 64}


def sound(folder: Folder) -> Parts:
    """The bundle of the register that `written.register` writes: 15 entries, of 5 visits of 2 people each."""
    found = copy.deepcopy(written.entries(folder))
    after = {"count": 15, "digest": found[-1]["digest"]}
    for entry in found:
        del entry["private"]
    totals = {"visits": 5, "people": 10, "incidents": 5, "groups": 0}
    manifest = {
        "schema": "reception.bundle/1", "tool": "reception 0.1.0", "unit": "TB", "name": "Thăng Bình",
        "first_day": DAY, "last_day": DAY, "recorded_from": DAY, "recorded_to": DAY,
        "before": ZERO, "after": after, "hash_key": None, "with_identity": False,
    }  # fmt: skip
    closing = {"entries": 15, "totals": totals, "by_year": {"2026": totals}, "form_01_tcd": None, "sha256": ""}
    return [manifest, *({"entry": entry} for entry in found), {"closing": closing}]


def raw(part: object) -> bytes:
    """One line, without its newline."""
    return json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def lines(parts: Parts) -> list[bytes]:
    """The lines of a bundle, its closing made for them."""
    parts = copy.deepcopy(parts)
    body = b"".join(raw(part) + b"\n" for part in parts[:-1])
    if "sha256" in parts[-1].get("closing", {}):
        parts[-1]["closing"]["sha256"] = hashlib.sha256(body).hexdigest()
    return [raw(part) for part in parts]


def packed(some: list[bytes]) -> bytes:
    return gzip.compress(b"".join(line + b"\n" for line in some), 1)


def relined(some: list[bytes]) -> list[bytes]:
    """Lines that somebody wrote by hand, with a closing that fits them."""
    closing = json.loads(some[-1])
    closing["closing"]["sha256"] = hashlib.sha256(b"".join(line + b"\n" for line in some[:-1])).hexdigest()
    return [*some[:-1], raw(closing)]


def rechained(parts: Parts, entries: list[dict[str, Any]]) -> Parts:
    """Another history, chained and digested as its own first, with a manifest and a closing that fit."""
    parts = copy.deepcopy(parts)
    told = written.rechained([{**entry, "private": {}} for entry in entries])
    parts[0]["after"] = {"count": len(told), "digest": told[-1]["digest"]}
    parts[-1]["closing"]["entries"] = len(told)
    for entry in told:
        del entry["private"]
    return [parts[0], *({"entry": entry} for entry in told), parts[-1]]


def read(path: Path, blob: bytes, ring: Keyring = Keyring()) -> tuple[Bundle, list[Told]]:  # noqa: B008
    """Write a bundle's bytes and read it whole."""
    file = path / "sent.jsonl.gz"
    file.write_bytes(blob)
    with opened(str(file), ring, str(path)) as bundle:
        told = list(bundle.told())
    return bundle, told


def refused(path: Path, blob: bytes, ring: Keyring = Keyring()) -> tuple[str, str]:  # noqa: B008
    """The code and the words with which a bundle is refused; nothing of it stays in the folder."""
    with pytest.raises(Damaged) as told:
        read(path, blob, ring)
    assert told.value.exit_code == 6 and told.value.hint
    assert [file.name for file in path.iterdir() if file.is_file()] == ["sent.jsonl.gz"]
    return str(told.value.facts["reason"]), told.value.message
