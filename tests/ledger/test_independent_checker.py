"""Another program checks the chain: written from the README's "An entry, exactly" alone, without our code."""

import hashlib
import json
from pathlib import Path

import pytest


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha(blob):
    return hashlib.sha256(blob).hexdigest()


def check(path: Path) -> str:
    """Say what is wrong with a register, or nothing."""
    blob = path.read_bytes()
    table = json.loads(blob)["entries"]
    layout, prev, missing, redacted = b'{"entries":{'.ljust(512), "0" * 64, set(), set()
    for count, (number, entry) in enumerate(table.items(), 1):
        line = (b"\n" if count == 1 else b",\n") + f'"{number}":'.encode() + canonical(entry)
        layout += line + b" " * (-len(line) % 512)
        if entry["seq"] != count or number != str(count):
            return f"number {count}"
        if entry["prev"] != prev:
            return f"chain {count}"
        rest = {key: value for key, value in entry.items() if key not in ("private", "digest")}
        if entry["digest"] != sha(canonical(rest)):
            return f"digest {count}"
        for name, seal in entry["sealed"].items():
            if name not in entry["private"]:
                missing.add((count, name))
            elif sha("".join(entry["private"][name]).encode()) != seal:
                return f"seal {count}"
        if entry["kind"] == "redacted":
            redacted |= {(seq, field) for seq in entry["data"]["entries"] for field in entry["data"]["fields"]}
        prev = entry["digest"]
    if missing - redacted:
        return f"missing {min(missing - redacted)}"
    return "" if blob == layout + b"\n}}" else "layout"


@pytest.fixture
def register(desk, registers):
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    desk.add("Tranh chấp đất \\ \"thửa 1\" \u202e", "--note", "a\nb\t<>&")
    desk.run("undo")
    return desk.folder / "reception.json"


def test_a_sound_register_passes(register):
    assert check(register) == ""


def test_a_redacted_register_passes_because_an_entry_says_so(desk, register):
    assert desk.run("redact", "V2023-0001", "--reason", "Theo yêu cầu", "--yes").code == 0
    assert check(register) == ""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"people":1', b'"people":2', "digest"),
        ("Ngô Bá Tú".encode(), "Ngô Bá Ty".encode(), "seal"),
        (b'"kind":"configured"', b'"kind":"Configured"', "digest"),
        (b'{"entries":{  ', b'{"entries": { ', "layout"),
    ],
)
def test_what_was_changed_is_found(register, old, new, says):
    blob = register.read_bytes()
    assert old in blob
    register.write_bytes(blob.replace(old, new, 1))
    assert check(register).startswith(says)
