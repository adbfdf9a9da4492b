"""Salvage: whatever happened to a register, its sound entries are in a new one and nothing goes silently."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import STAMP, entries, examine, laid_out, opened, path, register, write

from reception_cli.domain.entry import Draft, Stamp, digest
from reception_cli.domain.errors import Damaged, Refused
from reception_cli.events.entry_schema import EntrySchema
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.rewrite import prove
from reception_cli.ledger.storage import START
from reception_cli.maintenance import redact
from reception_cli.maintenance.salvage import Salvaged, salvage

LATER = Stamp("2027-01-05T09:00:00+07:00", "hoa", "desk2")


def saved(folder: Folder, blob: bytes, tmp_path: Path, out: str = "out") -> tuple[Salvaged, Folder]:
    """Damage the register to be `blob`, and salvage it."""
    noted = [witness.head for witness in folder.witnesses()]
    path(folder).write_bytes(blob)
    found = salvage(folder.ledger.path, str(tmp_path / out), LATER, noted)
    new = Folder(str(tmp_path / out), Habits(state=folder.habits.state, timeout=2))
    prove(new.ledger.path)
    shape = EntrySchema()
    assert not any(shape.fault(line.entry) for line in new.ledger.since(START))
    return found, new


def whys(found: Salvaged) -> list[tuple[int | None, int | None, str]]:
    return [(one.line, one.seq, one.why) for one in found.lost]


def pieces_of(out: Path) -> list[bytes]:
    """Read lost.bin by its own lengths."""
    blob, pieces = (out / "lost.bin").read_bytes(), []
    while blob:
        line, _newline, rest = blob.partition(b"\n")
        size = int(line.split()[2])
        pieces.append(rest[:size])
        blob = rest[size + 1 :]
    return pieces


def test_a_sound_register_is_copied_byte_for_byte(folder, tmp_path):
    held = path(folder).read_bytes()
    found, new = saved(folder, held, tmp_path)
    assert path(new).read_bytes() == held and found == Salvaged(15, 0, ()) and examine(new).ok


HARMLESS = {
    "Windows line ends": lambda blob: blob.replace(b"\n", b"\r\n"),
    "a stock TinyDB": lambda blob: json.dumps(json.loads(blob)).encode(),
    "a stock TinyDB, indented": lambda blob: json.dumps(json.loads(blob), indent=4).encode(),
    "keys in another order": lambda blob: json.dumps(
        {"entries": {k: dict(reversed(e.items())) for k, e in json.loads(blob)["entries"].items()}}
    ).encode(),
    "swapped lines": lambda blob: b"\n".join(swapped(blob.split(b"\n"))),
}


def swapped(lines: list[bytes]) -> list[bytes]:
    return [*lines[:4], lines[6], lines[5], lines[4], *lines[7:]]


@pytest.mark.parametrize("harm", HARMLESS)
def test_where_every_entry_is_left_the_register_is_as_it_was(folder, tmp_path, harm):
    held = path(folder).read_bytes()
    found, new = saved(folder, HARMLESS[harm](held), tmp_path)
    assert path(new).read_bytes() == held and found == Salvaged(15, 0, ())


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]], (1, None, "header")),
        (lambda lines: [*lines[:4], lines[4], *lines[4:]], (6, 4, "double")),
        (lambda lines: [*lines[:4], b"\0" * 5000, *lines[4:]], (4, None, "no_entry")),
        (lambda lines: [*lines[:4], b"x" * 100_000_000, *lines[4:]], (4, None, "no_entry")),
        (lambda lines: [*lines[:4], b'"9":{"at":' + b"[" * 1_000_000, *lines[4:]], (5, 9, "not_json")),
        (lambda lines: lines[:-1], (16, None, "tail")),
    ],
    ids=["BOM", "doubled line", "zeros", "100 MB in a line", "deep nesting", "no tail"],
)
def test_what_is_too_much_is_told_and_every_entry_is_as_it_was(folder, tmp_path, harm, why):
    before = entries(folder)
    found, new = saved(folder, b"\n".join(harm(path(folder).read_bytes().split(b"\n"))), tmp_path)
    assert whys(found) == [why] and (found.copied, found.retold) == (15, 0)
    assert entries(new)[:-1] == before and entries(new)[-1]["kind"] == "salvaged"


def test_behind_a_lost_entry_the_rest_is_told_again_with_its_origin(folder, tmp_path):
    before = entries(folder)
    lines = path(folder).read_bytes().split(b"\n")
    found, new = saved(folder, b"\n".join(lines[:7] + lines[8:]), tmp_path)  # entry 7: the visit V2026-0003
    after = entries(new)
    assert whys(found) == [(None, 7, "missing")] and (found.copied, found.retold) == (5, 9)
    assert after[:5] == before[:5]  # entry 6 was written with the lost one
    told = after[5]["data"]
    assert after[5]["kind"] == "salvaged" and told["lost"] == [[None, 7, "missing", 1]]
    assert told["numbers"] == ["V2026-0003"]
    for old, now in zip(before[5:6] + before[7:], after[6:], strict=True):
        origin = now["data"].pop("origin")
        assert (origin["seq"], origin["digest"], origin["user"]) == (old["seq"], old["digest"], "lan")
        assert {name: pair[1] for name, pair in now["private"].items()} == {
            name: pair[1] for name, pair in old["private"].items()
        }
        for key in ("kind", "subject", "at"):
            assert now[key] == old[key]
        assert now["user"] == "hoa" and now["recorded_at"] == LATER.now


def test_what_was_taken_back_stays_taken_back_under_the_new_numbers(folder, tmp_path):
    lines = path(folder).read_bytes().split(b"\n")
    _found, new = saved(folder, b"\n".join(lines[:2] + lines[3:]), tmp_path)  # entry 2 is lost
    after = entries(new)
    closed = next(e["seq"] for e in after if e["kind"] == "closed")
    assert after[-1]["data"]["entries"] == [closed] != [13]
    assert new.read().case("2").status == "open" and new.read().case("2").result is None


def test_an_incident_whose_opening_is_lost_is_opened_again_without_content(folder, tmp_path):
    lines = path(folder).read_bytes().split(b"\n")
    _found, new = saved(folder, b"\n".join(lines[:2] + lines[3:]), tmp_path)
    case = new.read().case("1")
    assert (case.kind, case.field, case.opened_on, case.private) == ("complaint", "land", "2026-11-23", {})
    assert [line.id for line in case.lines] == ["V2026-0001"]


def test_the_clerk_goes_on_in_the_new_register_and_at_the_old_place(folder, tmp_path):
    lines = path(folder).read_bytes().split(b"\n")
    _found, new = saved(folder, b"\n".join(lines[:7] + lines[8:]), tmp_path)
    assert write(new, *opened(6))[-1]["subject"] == "V2026-0006"
    for name in ("reception.json", "index.sqlite"):
        (tmp_path / "desk" / name).unlink()
    path(folder).write_bytes(path(new).read_bytes())
    assert write(Folder(str(tmp_path / "desk"), folder.habits), *opened(7))
    assert folder.habits.told == []  # its notes of 15 entries are of heads that were given up


def test_a_clerk_who_knew_an_end_that_is_cut_off_goes_on_too(folder, tmp_path):
    _found, new = saved(folder, path(folder).read_bytes()[:8000], tmp_path)
    (tmp_path / "desk/index.sqlite").unlink()
    path(folder).write_bytes(path(new).read_bytes())
    assert write(Folder(str(tmp_path / "desk"), folder.habits), *opened(7)) and folder.habits.told == []


def test_an_entry_that_lies_about_its_command_is_told_again(folder, tmp_path):
    found = entries(folder)
    found[3:5] = [found[3] | {"batch": [4, 6]}, found[4] | {"batch": [4, 4]}]
    for seq in range(3, 15):
        found[seq]["prev"] = found[seq - 1]["digest"]
        found[seq]["digest"] = digest(found[seq])
    result, _new = saved(folder, laid_out(*found), tmp_path)
    assert (result.copied, result.retold, whys(result)) == (3, 12, [])


def test_a_private_value_that_was_changed_goes_and_the_facts_stay(folder, tmp_path):
    blob = path(folder).read_bytes().replace("Lê Thị Hoà".encode(), "Lê Thị Hoa ".encode(), 1)
    assert len(blob) == path(folder).stat().st_size
    found, new = saved(folder, blob, tmp_path)
    assert whys(found) == [(4, 3, "sealed")] and "Lê Thị Hoa ".encode() in pieces_of(tmp_path / "out")[0]
    line = new.read().line("V1")
    assert (line.people, dict(line.private)) == (2, {"address": "-"})


def test_a_redaction_that_is_left_keeps_its_entries_as_they_were(folder, tmp_path):
    redact.redact(folder, "V2026-0001", (), "r", STAMP)
    found, new = saved(folder, path(folder).read_bytes(), tmp_path)
    assert found == Salvaged(16, 0, ())
    lines = path(folder).read_bytes().split(b"\n")
    found, new = saved(folder, b"\n".join(lines[:-2]), tmp_path, "without")  # the redaction itself is lost
    assert (3, "erased") in [(one.seq, one.why) for one in found.lost]
    assert new.read().line("V1").private == {} and examine(new).entries == len(entries(new))


def test_a_register_rewritten_by_its_owner_gives_the_first_of_two_entries_of_a_number(folder, tmp_path):
    before = entries(folder)
    write(folder, Draft("noted", "2026-0001", {}, {"note": "x"}))
    other = Folder(str(tmp_path / "other"), Habits())
    other.begin([Draft("configured", "", {"unit": "HT"})], STAMP)
    blob = laid_out(*before, entries(other)[0])
    found, new = saved(folder, blob, tmp_path)
    assert (17, 1, "fork") in whys(found) and entries(new)[:15] == before


@pytest.mark.parametrize("blob", [b"", b"x", b"\0" * 4096, '{"entries":{}}'.encode("utf-16")])
def test_where_nothing_is_sound_nothing_is_written(folder, tmp_path, blob):
    path(folder).write_bytes(blob)
    with pytest.raises(Damaged, match="sound"):
        salvage(folder.ledger.path, str(tmp_path / "out"), LATER)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_holds_a_register_is_not_written_over(folder, tmp_path):
    held = path(folder).read_bytes()
    with pytest.raises(Refused, match="already"):
        salvage(folder.ledger.path, str(tmp_path / "desk"), LATER)
    assert path(folder).read_bytes() == held


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[bytes, dict[int, str]]:
    folder = register(tmp_path_factory.mktemp("whole"))
    return path(folder).read_bytes(), {e["seq"]: e["digest"] for e in entries(folder)}


@settings(max_examples=60)
@given(data=st.data())
def test_no_harm_loses_an_entry_that_it_did_not_touch(tmp_path_factory, whole, data):
    blob, digests = whole
    start = data.draw(st.integers(512, len(blob) - 1))
    size = data.draw(st.integers(1, 3000))
    filler = data.draw(st.one_of(st.just(b""), st.binary(max_size=2000), st.just(b"\0" * size), st.just(b'{"')))
    broken = blob[:start] + filler + blob[start + size :]
    place = tmp_path_factory.mktemp("harm")
    (place / "bad").write_bytes(broken)
    found = salvage(str(place / "bad"), str(place / "out"), LATER)
    kept = set()
    for entry in entries(Folder(str(place / "out"), Habits())):
        kept.add(entry["data"].get("origin", entry).get("digest"))
    untouched = {seq for seq in digests if _whole_in(blob, seq, start, size)}
    assert {digests[seq] for seq in untouched} <= kept
    told = {seq for one in found.lost if one.seq for seq in range(one.seq, one.seq + one.many)}
    gone = {seq for seq, digest in digests.items() if digest not in kept}
    assert gone - told <= set(range(max(digests.keys() - gone, default=0) + 1, 16))
    rest = broken
    for piece in sorted(pieces_of(place / "out"), key=len, reverse=True):
        rest = rest.replace(piece, b"", 1)
    for seq in digests.keys() - gone:
        rest = rest.replace(_raw(blob, seq)[1:], b"", 1)  # the brace before it may be the table's: layout
    assert not rest.strip(b' \t\r\n,{}"entris:0123456789')  # only layout is neither kept nor saved


def _raw(blob: bytes, seq: int) -> bytes:
    begin = blob.index(b'"%d":{' % seq) + len(str(seq)) + 3
    return blob[begin : blob.find(b"\n", begin)].rstrip(b" ,")


def _whole_in(blob: bytes, seq: int, start: int, size: int) -> bool:
    """Whether the braces of an entry lie outside the harm."""
    begin = blob.index(_raw(blob, seq))
    return begin + len(_raw(blob, seq)) <= start or begin >= start + size
