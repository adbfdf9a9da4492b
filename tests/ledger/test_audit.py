"""No byte of a register changes unnoticed, and the first damaged entry is named with its line."""

from pathlib import Path

import pytest
from written import (
    codes,
    entries,
    examine,
    findings,
    laid_out,
    opened,
    path,
    rechained,
    register,
    rewritten_by_stock_tinydb,
    write,
)  # fmt: skip

from reception_cli.domain.entry import Head
from reception_cli.index.desk_folder import Folder
from reception_cli.ledger.audit import Audit, Snapshot
from reception_cli.ledger.findings import Finding
from reception_cli.ledger.format import BLOCK, HEADER, TAIL


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A register of 15 entries."""
    return register(tmp_path)


def test_a_sound_register_has_no_finding(folder: Folder):
    found = examine(folder)
    last = entries(folder)[-1]
    assert found.ok and found.findings == ()
    assert (found.entries, found.head, found.unit) == (15, Head(15, last["digest"]), "TB")
    assert [note.where for note in found.notes] == ["desk", "clerk"]


def test_every_single_changed_byte_is_noticed(folder: Folder):
    file = path(folder)
    sound = file.read_bytes()
    assert findings(file) == []
    with file.open("r+b", buffering=0) as register:
        for place, byte in enumerate(sound):
            register.seek(place)
            register.write(bytes([byte ^ (1 << place % 8)]))
            snapshot = Snapshot(str(file))
            first = next((item for item in Audit(snapshot).read() if isinstance(item, Finding)), None)
            snapshot.close()
            assert first is not None, place
            register.seek(place)
            register.write(bytes([byte]))
    assert file.read_bytes() == sound


@pytest.mark.parametrize("seq", [1, 2, 8, 14, 15])
def test_a_damaged_entry_is_named_with_its_line_and_is_the_only_one_named(folder: Folder, seq: int):
    lines = path(folder).read_bytes().split(b"\n")
    lines[seq] = lines[seq].replace(b'"user":"lan"', b'"user":"hoa"')
    path(folder).write_bytes(b"\n".join(lines))
    (finding,) = findings(path(folder))
    assert (finding.code, finding.seq, finding.line) == ("digest", seq, seq + 1)
    assert examine(folder).entries == 14


def test_every_sound_entry_behind_a_damaged_one_is_still_counted(folder: Folder):
    lines = path(folder).read_bytes().split(b"\n")
    lines[4] = b"garbage".ljust(len(lines[4]))
    path(folder).write_bytes(b"\n".join(lines))
    found = examine(folder)
    assert [(f.code, f.seq, f.line) for f in found.findings] == [("no_entry", 4, 5)]
    assert found.entries == 14
    assert found.head == Head(3, entries(folder)[2]["digest"])


def test_an_entry_that_was_removed_swapped_or_doubled_is_noticed(folder: Folder):
    kept = entries(folder)
    for broken in (
        [*kept[:7], *kept[8:]],
        [*kept[:6], kept[7], kept[6], *kept[8:]],
        [*kept[:7], kept[6], *kept[7:]],
    ):
        path(folder).write_bytes(laid_out(*broken))
        first = findings(path(folder))[0]
        assert (first.code, first.line) == ("order", 9 if len(broken) != 15 else 8)


def test_an_entry_removed_and_everything_chained_again_shows_against_a_known_head(folder: Folder):
    known = Head(15, entries(folder)[-1]["digest"])
    forged = rechained([*entries(folder)[:11], *entries(folder)[12:]])
    path(folder).write_bytes(laid_out(*forged))
    assert findings(path(folder)) == []
    assert "head" in codes(folder, known)


def test_a_changed_value_with_everything_chained_again_contradicts_every_note(folder: Folder):
    forged = entries(folder)
    forged[11]["data"]["field"] = "other"
    path(folder).write_bytes(laid_out(*rechained(forged)))
    found = [f for f in examine(folder).findings if f.code == "head"]
    assert [(f.seq, f.line) for f in found] == [(15, 16)] * len(found)
    assert len(found) >= 2  # beside the register and in the index cards


def test_an_older_copy_is_noticed_by_the_head_noted_since(folder: Folder):
    older = path(folder).read_bytes()
    write(folder, *opened(6))
    path(folder).write_bytes(older)
    found = examine(folder).findings
    assert {f.code for f in found} == {"head"} and len(found) == 3  # desk, clerk, cards
    assert all(f.seq == 17 for f in found)


def test_a_register_cut_off_anywhere_in_its_last_entries_is_noticed(folder: Folder):
    whole = path(folder).read_bytes()
    for end in range(len(whole) - 2 * BLOCK, len(whole)):
        path(folder).write_bytes(whole[:end])
        assert findings(path(folder)), end


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw: b"", "header"),
        (lambda raw: b"\xef\xbb\xbf" + raw, "header"),
        (lambda raw: raw.replace(b"\n", b"\r\n"), "header"),
        (lambda raw: raw + b"\n", "no_entry"),
        (lambda raw: raw + b" ", "tail"),
        (lambda raw: raw.replace(b"\n}}", b",\n}}"), "comma"),
        (lambda raw: HEADER + TAIL, "head"),
        (lambda raw: raw[:BLOCK] + b"\n" + b"[" * 100_000 + raw[BLOCK:], "no_entry"),
        (lambda raw: raw[:BLOCK] + b'\n"1":{"a":' + b"[" * 100_000 + raw[BLOCK:], "not_json"),
    ],
)
def test_a_file_of_another_shape_is_named_for_what_it_is(folder: Folder, change, code: str):
    path(folder).write_bytes(change(path(folder).read_bytes()))
    assert codes(folder)[0] == code


def test_a_register_rewritten_by_a_stock_tinydb_is_not_ours(folder: Folder):
    path(folder).write_bytes(rewritten_by_stock_tinydb(folder))
    assert codes(folder)[:2] == ["header", "tail"]


def test_a_line_too_long_for_an_entry_is_no_entry(folder: Folder, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("reception_cli.ledger.audit.MAX_LINE", 5000)
    raw = path(folder).read_bytes()
    path(folder).write_bytes(raw[:BLOCK] + b'\n"1":{' + b" " * 3_000_000 + raw[BLOCK:])
    assert codes(folder)[0] == "too_long"


def test_a_missing_private_value_is_noticed(folder: Folder):
    found = entries(folder)
    del found[2]["private"]["name"]
    path(folder).write_bytes(laid_out(*found))
    assert codes(folder) == ["erased"]


def test_a_private_value_that_was_never_sealed_is_noticed(folder: Folder):
    found = entries(folder)
    found[2]["private"]["phone"] = ["salt", "0905"]
    path(folder).write_bytes(laid_out(*found))
    assert codes(folder) == ["sealed"]


def test_what_is_added_behind_the_moment_of_looking_is_not_seen(folder: Folder):
    snapshot = Snapshot(str(path(folder)))
    write(folder, *opened(6))
    audit = Audit(snapshot)
    assert [item for item in audit.read() if isinstance(item, Finding)] == []
    assert audit.entries == 15
    snapshot.close()


def test_an_examination_changes_no_file(folder: Folder):
    path(folder).write_bytes(path(folder).read_bytes()[:-700])

    def state() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in Path(folder.path).iterdir() if p.name != "lock"}

    before = state()
    assert not examine(folder).ok
    assert state() == before
