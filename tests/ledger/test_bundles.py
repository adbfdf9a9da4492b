"""A bundle is taken whole or refused with its reason, whoever wrote it and whatever it says of itself."""

import gzip
import hashlib
import io
import json
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundles import DAY, ZERO, Parts, lines, packed, raw, read, rechained, refused, relined, sound
from written import STAMP, entries, findings, redigested

from reception_cli.domain.entry import Head, canonical, digest
from reception_cli.domain.errors import Damaged, NotFound
from reception_cli.events.registry import known_format
from reception_cli.exchange import reader
from reception_cli.exchange.bundle import Told
from reception_cli.exchange.inbox import delivering
from reception_cli.exchange.reader import Keyring, opened
from reception_cli.exchange.writer import made
from reception_cli.index.desk_folder import Folder, Habits

MEGA = 1 << 20


@pytest.fixture
def parts(folder: Folder) -> Parts:
    return sound(folder)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder for what is sent."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


Change = Callable[[Parts], Any]


def changed(parts: Parts, change: Change) -> bytes:
    """The bundle after a change, with a closing that was made for the changed lines."""
    change(parts)
    return packed(lines(parts))


# -- what is sound


def test_a_sound_bundle_is_read_entry_by_entry(folder: Folder, parts: Parts, here: Path) -> None:
    bundle, told = read(here, packed(lines(parts)))
    assert [one.entry for one in told] == [{**entry, "private": {}} for entry in entries(folder)]
    manifest, closing = bundle.manifest, bundle.closing
    assert (manifest.unit, manifest.before, manifest.after.count) == ("TB", Head(0, "0" * 64), 15)
    assert (manifest.first_day, manifest.recorded_to, manifest.hash_key) == (DAY, DAY, None)
    assert closing is not None and closing.totals == {"visits": 5, "people": 10, "incidents": 5, "groups": 0}


def with_identity(folder: Folder, parts: Parts) -> Parts:
    parts[0]["with_identity"] = True
    return [parts[0], *({"entry": entry} for entry in entries(folder)), parts[-1]]


@pytest.mark.parametrize("identity", [False, True])
def test_what_is_read_carries_the_text_that_a_register_has(folder: Folder, parts: Parts, here: Path, identity: bool):
    parts = with_identity(folder, parts) if identity else parts
    for one in read(here, packed(lines(parts)))[1]:
        assert one.text == canonical(one.entry)


def canonical_made(work: Callable[[], object]) -> int:
    """Count how often anything is made canonical while something is done."""
    made = 0

    def look(frame: Any, event: str, _arg: object) -> None:
        nonlocal made
        made += event == "call" and frame.f_code is canonical.__code__

    sys.setprofile(look)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made


@pytest.mark.parametrize("identity", [False, True])
def test_a_line_is_made_canonical_once_where_it_is_written_and_once_where_it_is_taken(
    folder: Folder, parts: Parts, tmp_path: Path, here: Path, identity: bool
):
    parts = with_identity(folder, parts) if identity else parts
    bundle, told = read(here, packed(lines(parts)))
    shown = [Told(part["entry"], {}) for part in parts[1:-1]]
    assert bundle.closing is not None
    sent = []

    def send() -> None:
        with made(str(here), bundle.manifest, shown, bundle.closing, None) as one:
            sent.append(b"".join(one.blocks()))

    assert canonical_made(send) == len(parts)
    assert gzip.decompress(sent[0]) == b"".join(line + b"\n" for line in lines(parts))

    unit = Folder(str(tmp_path / "units" / "TB"), Habits(state=str(tmp_path / "area")))

    def take() -> None:
        file, into = str(here / "sent.jsonl.gz"), delivering(unit, str(here), STAMP, dry=False)
        with opened(file, Keyring(), str(here)) as one, into as delivery:
            delivery.take(one)
            delivery.look(lambda _book: None)
            delivery.put(lambda _entries: frozenset())

    (tmp_path / "units").mkdir()
    assert canonical_made(take) == len(parts)
    assert [entry["digest"] for entry in entries(unit)] == [one.entry["digest"] for one in told]
    assert {finding.code for finding in findings(Path(unit.ledger.path))} == (set() if identity else {"erased"})


def test_the_closing_is_known_only_when_everything_was_read(parts: Parts, here: Path) -> None:
    file = here / "sent.jsonl.gz"
    file.write_bytes(packed(lines(parts)))
    with opened(str(file), Keyring(), str(here)) as bundle:
        told = bundle.told()
        for _turn in range(15):
            next(told)
        assert bundle.closing is None
        assert next(told, None) is None and bundle.closing is not None


def test_what_was_added_since_is_read_alone(parts: Parts, here: Path) -> None:
    head = parts[11]["entry"]
    parts[0]["before"] = {"count": 11, "digest": head["digest"]}
    parts[0] |= {"first_day": None, "last_day": None}  # no visit among the last four
    del parts[1:12]
    parts[-1]["closing"]["entries"] = 4
    bundle, told = read(here, packed(lines(parts)))
    assert [one.entry["seq"] for one in told] == [12, 13, 14, 15] and bundle.closing is not None


def test_nothing_new_is_a_bundle_too(parts: Parts, here: Path) -> None:
    parts[0] |= dict.fromkeys(("first_day", "last_day", "recorded_from", "recorded_to"))
    parts[0]["before"] = parts[0]["after"]
    parts[-1]["closing"]["entries"] = 0
    bundle, told = read(here, packed(lines([parts[0], parts[-1]])))
    assert told == [] and bundle.closing is not None


def test_a_file_that_is_not_there_is_not_found(here: Path) -> None:
    with pytest.raises(NotFound), opened(str(here / "none"), Keyring(), str(here)):
        pass


# -- damage on the way


def test_every_changed_byte_before_the_closing_is_noticed(parts: Parts, here: Path) -> None:
    """The figures of the closing are for the receiver to count again."""
    some = lines(parts)
    whole = b"".join(line + b"\n" for line in some)
    for place in range(0, len(whole) - len(some[-1]), 41):
        other = bytes([whole[place] ^ 1 or 2])
        refused(here, gzip.compress(whole[:place] + other + whole[place + 1 :], 1))


def test_a_cut_file_is_refused_wherever_it_was_cut(parts: Parts, here: Path) -> None:
    blob = packed(lines(parts))
    for size in range(2, len(blob), 97):
        assert refused(here, blob[:size])[0] == "cut"
    assert refused(here, blob[:-1])[0] == "cut"


def test_a_damaged_file_is_refused(parts: Parts, here: Path) -> None:
    blob = packed(lines(parts))
    for place in (12, len(blob) // 2, len(blob) - 6):  # the last: the checksum
        broken = blob[:place] + bytes([blob[place] ^ 255]) + blob[place + 1 :]
        assert refused(here, broken)[0] in ("gzip", "cut", "not_json", "entry", "sha256", "not_canonical", "bomb")
    assert refused(here, blob[:-6] + b"\0\0" + blob[-4:])[0] == "gzip"


@pytest.mark.parametrize("blob", [b"", b"{}", b"PK\3\4" + b"\0" * 99, b"\x1f", b"\xef\xbb\xbf{}"])
def test_what_is_no_bundle_is_refused(here: Path, blob: bytes) -> None:
    assert refused(here, blob)[0] == "no_bundle"


def test_a_folder_or_a_device_is_no_bundle(here: Path) -> None:
    for path in (str(here), "/dev/zero"):
        with pytest.raises(Damaged), opened(path, Keyring(), str(here)):
            pass


@pytest.mark.parametrize("more", [b"\n", b"{}\n", b"\0"])
def test_nothing_may_stand_behind_the_closing(parts: Parts, here: Path, more: bytes) -> None:
    told = b"".join(line + b"\n" for line in lines(parts))
    assert refused(here, gzip.compress(told + more))[0] in ("trailing", "cut")
    assert refused(here, gzip.compress(told) + more)[0] == "trailing"
    assert refused(here, gzip.compress(told) + gzip.compress(told))[0] == "trailing"


class Slow(io.BytesIO):
    """A file that gives one byte at a time."""

    def read(self, _size: int | None = -1) -> bytes:
        return super().read(1)


def test_it_does_not_matter_in_which_pieces_a_file_comes(parts: Parts) -> None:
    some = lines(parts)
    blob = packed(some)
    assert list(reader.lines(Slow(blob))) == some
    for wrong in (blob + b"\0", blob[:-1]):
        with pytest.raises(Damaged) as told:
            list(reader.lines(Slow(wrong)))
        assert told.value.facts["reason"] == ("trailing" if len(wrong) > len(blob) else "cut")


def test_without_its_closing_a_bundle_is_cut(parts: Parts, here: Path) -> None:
    assert refused(here, packed(lines(parts)[:-1]))[0] == "cut"
    whole = gzip.compress(b"\n".join(lines(parts)))  # the last newline is missing
    assert refused(here, whole)[0] == "cut"


# -- attacks on the reader


def deflated(block: bytes, times: int) -> bytes:
    """A gzip of a block many times over, made of one piece: gigabytes in a moment."""
    zip_ = zlib.compressobj(9, zlib.DEFLATED, -15)
    begin = zip_.compress(b"x") + zip_.flush(zlib.Z_FULL_FLUSH)
    piece = zip_.compress(block) + zip_.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + begin + piece * times


def test_a_line_of_ten_gigabytes_is_never_read_whole(here: Path) -> None:
    blob = deflated(b"a" * MEGA, 10 * 1024)
    tracemalloc.start()
    try:
        assert refused(here, blob)[0] == "long_line"
        assert tracemalloc.get_traced_memory()[1] < 80 * MEGA
    finally:
        tracemalloc.stop()


def test_a_bomb_of_short_lines_is_refused_early(here: Path) -> None:
    file = here / "bomb"
    file.write_bytes(deflated((b"a" * 1023 + b"\n") * 1024, 10 * 1024))
    read_ = 0
    with file.open("rb") as bomb, pytest.raises(Damaged) as told:
        for line in reader.lines(bomb):
            read_ += len(line)
    assert told.value.facts["reason"] == "bomb" and read_ < 40 * MEGA


def test_a_file_too_large_to_be_a_bundle_is_not_read(here: Path) -> None:
    with (here / "sent.jsonl.gz").open("wb") as file:
        file.truncate((2 << 30) + 1)
    with pytest.raises(Damaged) as told, opened(str(here / "sent.jsonl.gz"), Keyring(), str(here)):
        pass
    assert told.value.facts["reason"] == "large"


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("deep", b'{"entry":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        ("deep", b'{"entry":' + b'{"a":' * 40 + b"1" + b"}" * 40 + b"}"),
        ("no_number", b'{"entry":NaN}'),
        ("no_number", b'{"entry":-Infinity}'),
        ("not_json", b'{"entry":1e999}'),
        ("not_json", b'{"entry":' + b"9" * 5000 + b"}"),
        ("doubled_key", b'{"entry":{"a":1,"a":2}}'),
        ("doubled_key", b'{"entry":1,"entry":2}'),
        ("not_json", b"{"),
        ("not_json", b""),
        ("not_json", b'{"entry":"\xff"}'),
        ("not_json", b'{"entry":"\\ud800"}'),
        ("not_json", b'\xef\xbb\xbf{"entry":1}'),
        ("not_canonical", b'{"entry": 1}'),
        ("not_canonical", b'{"entry":"\\u0041"}'),
        ("not_canonical", b'{"entry":{"b":1,"a":2}}'),
        ("not_object", b"[]"),
        ("not_object", b"17"),
        ("line", b"{}"),
        ("line", b'{"entry":{},"more":1}'),
        ("line", b'{"closing":{},"entry":{}}'),
        ("entry", b'{"entry":[]}'),
        ("entry", b'{"entry":{}}'),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_line_that_is_no_plain_json_is_refused(parts: Parts, here: Path, code: str, line: bytes) -> None:
    some = lines(parts)
    some[1] = line
    assert refused(here, packed(relined(some)))[0] == code


@pytest.mark.parametrize("line", [b'{"schema":"reception.bundle/1","schema":"reception.bundle/1"}', b"[" * 100_000])
def test_the_first_line_is_held_to_the_same(parts: Parts, here: Path, line: bytes) -> None:
    assert refused(here, packed([line, *lines(parts)[1:]]))[0] in ("doubled_key", "deep")


# -- a manifest that lies


@pytest.mark.parametrize("unit", ["../TB", "..", "a/b", "a\\b", "", "a b", "x" * 41, "\u202eBT", 7, None])
def test_a_unit_that_could_name_another_place_is_refused(parts: Parts, here: Path, unit: object) -> None:
    assert refused(here, changed(parts, lambda p: p[0].update(unit=unit))) == (
        "manifest", "The bundle is refused: its first line does not say what it must (unit).",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("future", {"schema": f"reception.bundle/{known_format() + 1}"}),
        ("future", {"schema": "reception.bundle/" + "9" * 4000}),
        ("no_bundle", {"schema": "reception.bundle/0"}),
        ("no_bundle", {"schema": "reception.list/1"}),
        ("no_bundle", {"schema": None}),
        ("manifest", {"more": 1}),
        ("manifest", {"with_identity": 0}),
        ("manifest", {"hash_key": "../../etc"}),
        ("manifest", {"name": ""}),
        ("manifest", {"name": "x" * 501}),
        ("manifest", {"first_day": "2026-13-01"}),
        ("manifest", {"first_day": "20261123"}),
        ("manifest", {"first_day": "2026-11-24"}),  # behind the last
        ("manifest", {"first_day": None}),
        ("manifest", {"recorded_from": None, "recorded_to": None}),
        ("manifest", {"before": {"count": True, "digest": "0" * 64}}),
        ("manifest", {"before": {"count": -1, "digest": "0" * 64}}),
        ("manifest", {"before": {"count": 0, "digest": "1" * 64}}),
        ("manifest", {"before": {"count": 15, "digest": "1" * 64}}),
        ("manifest", {"before": {"count": 16, "digest": "1" * 64}}),
        ("manifest", {"after": ZERO}),
        ("manifest", {"after": {"count": 15, "digest": "x"}}),
        ("lies", {"unit": "DN"}),
        ("lies", {"first_day": "2026-11-22"}),
        ("lies", {"first_day": None, "last_day": None}),
        ("lies", {"recorded_from": "2026-11-22"}),
        ("lies", {"recorded_to": "2026-11-24"}),
        ("lies", {"after": {"count": 16, "digest": "1" * 64}}),
        ("lies", {"after": {"count": 15, "digest": "1" * 64}}),
        ("entry", {"before": {"count": 1, "digest": "1" * 64}}),
    ],
    ids=str,
)
def test_a_manifest_that_lies_is_refused(parts: Parts, here: Path, code: str, change: dict[str, Any]) -> None:
    assert refused(here, changed(parts, lambda p: p[0].update(change)))[0] == code


@pytest.mark.parametrize("part", ["schema", "unit", "name", "tool", "before", "after", "hash_key", "with_identity"])
def test_a_manifest_without_one_of_its_parts_is_refused(parts: Parts, here: Path, part: str) -> None:
    assert refused(here, changed(parts, lambda p: p[0].pop(part)))[0] in ("manifest", "no_bundle")


# -- entries that are not the register's


def test_a_changed_entry_is_named(parts: Parts, here: Path) -> None:
    told = refused(here, changed(parts, lambda p: p[3]["entry"]["data"].update(people=3)))
    assert told == ("entry", "The bundle is refused: entry 3: this entry was changed: its digest does not fit.")


def test_the_digest_of_a_changed_entry_breaks_the_chain(parts: Parts, here: Path) -> None:
    def change(some: Parts) -> None:
        entry = some[3]["entry"]
        entry["data"]["people"] = 3
        entry["digest"] = digest({**entry, "private": {}})

    assert refused(here, changed(parts, change))[1].endswith("entry 4: this entry does not continue the chain.")


def test_a_whole_chain_written_anew_is_not_that_of_the_manifest(parts: Parts, here: Path) -> None:
    def change(some: Parts) -> None:
        forged = rechained(some, [part["entry"] for part in some[1:-1]])
        some[1:-1] = forged[1:-1]  # batches of one: every digest is another

    assert refused(here, changed(parts, change)) == (
        "lies", "The bundle is refused: its first line says something else than its entries (after).",
    )  # fmt: skip


def test_entries_out_of_order_or_missing_are_named(parts: Parts, here: Path) -> None:
    some = [*parts[:4], parts[5], parts[4], *parts[6:]]
    assert refused(here, packed(lines(some)))[1].endswith("entry 4: entry 4 should stand here.")
    assert refused(here, packed(lines([*parts[:4], *parts[5:]])))[1].endswith("entry 4: entry 4 should stand here.")
    assert refused(here, packed(lines([*parts[:4], parts[3], *parts[4:]])))[0] == "entry"


def test_the_last_entries_cannot_be_left_out(parts: Parts, here: Path) -> None:
    assert refused(here, packed(lines([*parts[:-2], parts[-1]])))[0] == "lies"
    some = [*parts[:3], parts[-1]]  # a command is there whole: its visit is left out
    some[0]["after"] = {"count": 2, "digest": some[2]["entry"]["digest"]}
    some[0] |= {"first_day": None, "last_day": None}
    some[-1]["closing"]["entries"] = 2
    assert "the rest of it is missing" in refused(here, packed(lines(some)))[1]


@pytest.mark.parametrize(
    ("seq", "change", "text"),
    [
        (2, {"v": 2}, "of a version that this program does not know"),
        (2, {"kind": "hacked"}, "of a kind that this program does not know"),
        (2, {"kind": "../x"}, "of a kind that this program does not know"),
        (2, {"subject": "../../x"}, "has not the shape of its kind (incident): subject"),
        (2, {"data": {"opened_on": "2026-11-23", "extra": 1}}, "has not the shape of its kind (incident)"),
        (3, {"data": {"incidents": ["2026-0001"], "people": "2"}}, "has not the shape of its kind (visit)"),
        (3, {"data": {"incidents": ["2026-0001"], "people": 0}}, "has not the shape of its kind (visit)"),
        (3, {"kind": "corrected", "data": {"set": {"void": True}, "before": {}}}, "the shape of its kind (corrected)"),
        (3, {"kind": "corrected", "data": {"set": {"at": "x"}, "before": {}}}, "the shape of its kind (corrected)"),
        (2, {"at": "yesterday"}, "lacks a part, or has one too many"),
        (2, {"user": 7}, "lacks a part, or has one too many"),
        (2, {"more": 7}, "lacks a part, or has one too many"),
        (2, {"seq": True}, "lacks a part, or has one too many"),
        (2, {"batch": [2]}, "lacks a part, or has one too many"),
        (2, {"batch": [1, 3]}, "does not fit the command that wrote it"),
        (3, {"batch": [2, 3]}, "does not fit the command that wrote it"),
        (2, {"recorded_at": "2026-11-22T08:10:00+07:00"}, "recorded before the one before it"),
    ],
    ids=str,
)
def test_an_entry_that_no_register_would_hold_is_refused(
    parts: Parts, here: Path, seq: int, change: dict[str, Any], text: str
) -> None:
    some = rechained(parts, [part["entry"] for part in parts[1:-1]])
    prev = "0" * 64
    for part in some[1:-1]:
        entry = part["entry"]
        entry.update(change if entry["seq"] == seq or entry["seq"] is True else {}, prev=prev)
        prev = entry["digest"] = digest(entry)
    some[0]["after"]["digest"] = prev
    code, message = refused(here, packed(lines(some)))
    assert code == "entry" and f"entry {seq}: " in message and text in message


@pytest.mark.parametrize("batch", [[1, 3], [2, 4], [3, 3]])
def test_what_one_command_wrote_names_one_batch(parts: Parts, here: Path, batch: list[int]) -> None:
    told = redigested([{**part["entry"], "private": {}} for part in parts[1:-1]])
    told[2]["batch"] = batch  # of entries 2 and 3, an incident and its visit
    for part, entry in zip(parts[1:-1], redigested(told), strict=True):
        part["entry"] = {name: value for name, value in entry.items() if name != "private"}
    parts[0]["after"]["digest"] = told[-1]["digest"]
    told_of = refused(here, packed(lines(parts)))[1]
    assert told_of.endswith("entry 3: this entry does not fit the command that wrote it.")


def test_a_register_says_whose_it_is(parts: Parts, here: Path) -> None:
    others = [part["entry"] for part in parts[2:-1]]
    assert refused(here, packed(lines(rechained(parts, others))))[0] == "lies"


def test_private_values_in_a_bundle_that_denies_them_are_refused(parts: Parts, here: Path) -> None:
    assert refused(here, changed(parts, lambda p: p[3]["entry"].update(private={})))[0] == "private"


def identified(folder: Folder, parts: Parts) -> Parts:
    parts[0]["with_identity"] = True
    for part, entry in zip(parts[1:-1], entries(folder), strict=True):
        part["entry"]["private"] = {} if entry["kind"] == "configured" else entry["private"]
    return parts


def test_private_values_are_held_against_their_seals(folder: Folder, parts: Parts, here: Path) -> None:
    some = identified(folder, parts)
    told = read(here, packed(lines(some)))[1]
    assert told[2].entry["private"]["name"][1] == "Lê Thị Hoà" and told[0].entry["private"] == {}
    some[3]["entry"]["private"]["name"][1] = "Lê Thị Hoa"
    assert refused(here, packed(lines(some)))[1].endswith("a private value was changed: its seal does not fit.")
    some[3]["entry"]["private"] = {"phone": ["salt", "0905"]}
    assert refused(here, packed(lines(some)))[0] == "entry"
    del some[3]["entry"]["private"]
    assert refused(here, packed(lines(some)))[0] == "entry"


# -- hashes and closing


HASH = "ab" * 32


@pytest.mark.parametrize(
    ("key", "seq", "hashes", "taken"),
    [
        ("0123456789abcdef", 3, {"V2026-0001": {"name": HASH}}, True),
        ("0123456789abcdef", 3, {"V2026-0001": {}}, True),
        (None, 3, {"V2026-0001": {"name": HASH}}, False),
        ("0123456789abcdef", 3, {"V2026-0002": {"name": HASH}}, False),
        ("0123456789abcdef", 2, {"2026-0001": {"name": HASH}}, False),
        ("0123456789abcdef", 1, {"": {}}, False),
        ("0123456789abcdef", 3, {"V2026-0001": {"phone": HASH}}, False),
        ("0123456789abcdef", 3, {"V2026-0001": {"name": "Lê Thị Hoà"}}, False),
        ("0123456789abcdef", 3, {"V2026-0001": [HASH]}, False),
        ("0123456789abcdef", 3, {"V2026-0001": {"name": HASH, "hashes": {}}}, False),
        ("0123456789abcdef", 3, {}, False),
        ("0123456789abcdef", 3, [], False),
    ],
)
def test_hashes_are_of_the_people_of_their_entry(
    parts: Parts, here: Path, key: str | None, seq: int, hashes: Any, taken: bool
) -> None:
    parts[0]["hash_key"] = key
    parts[seq]["hashes"] = hashes
    if taken:
        assert read(here, packed(lines(parts)))[1][seq - 1].hashes == hashes
    else:
        assert refused(here, packed(lines(parts)))[0] in ("hashes", "entry")


def test_an_entry_that_does_not_say_who_came_has_no_hashes(parts: Parts, here: Path) -> None:
    told = [part["entry"] for part in parts[1:-1]]
    attached = {**told[2], "kind": "attached", "data": {"incident": "2026-0002"}, "sealed": {}}
    some = rechained(parts, [*told, attached])
    some[0]["hash_key"] = "0123456789abcdef"
    assert len(read(here, packed(lines(some)))[1]) == 16
    some[16]["hashes"] = {"V2026-0001": {"name": HASH}}
    assert refused(here, packed(lines(some)))[0] == "hashes"


def test_hashes_cannot_hide_words_that_the_digest_does_not_cover(parts: Parts, here: Path) -> None:
    """An entry whose digest is taken of a part of its hashes too."""
    parts[0]["hash_key"] = "0123456789abcdef"
    entry = parts[15]["entry"]
    hashes = {"V2026-0001": {"hashes": {"name": HASH}}}
    line = raw({"entry": entry, "hashes": hashes})
    own = b',"digest":"%b"' % entry["digest"].encode()
    body = line[len(b'{"entry":') : line.rfind(b',"hashes":{')].replace(own, b"")
    entry["digest"] = hashlib.sha256(body).hexdigest()
    parts[15]["hashes"] = hashes
    parts[0]["after"]["digest"] = entry["digest"]
    assert refused(here, packed(lines(parts)))[0] in ("hashes", "entry")


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("counts", {"entries": 14}),
        ("closing", {"entries": "15"}),
        ("closing", {"totals": {}}),
        ("closing", {"totals": {"visits": -1, "people": 10, "incidents": 5, "groups": 0}}),
        ("closing", {"totals": {"visits": True, "people": 10, "incidents": 5, "groups": 0}}),
        ("closing", {"totals": {"visits": 5.0, "people": 10, "incidents": 5, "groups": 0}}),
        ("closing", {"by_year": {"x": {}}}),
        ("closing", {"by_year": {"2026": {"visits": 5}}}),
        ("closing", {"form_01_tcd": []}),
        ("closing", {"more": 1}),
    ],
    ids=str,
)
def test_a_closing_that_does_not_say_what_it_must_is_refused(
    parts: Parts, here: Path, code: str, change: dict[str, Any]
) -> None:
    assert refused(here, changed(parts, lambda p: p[-1]["closing"].update(change)))[0] == code


def test_a_closing_that_was_made_for_other_lines_is_refused(parts: Parts, here: Path) -> None:
    some = lines(parts)
    manifest = json.loads(some[0])
    assert refused(here, packed([raw({**manifest, "name": "Another"}), *some[1:]]))[0] == "sha256"
    closing = json.loads(some[-1])["closing"]
    assert refused(here, packed([*some[:-1], raw({"closing": {**closing, "sha256": "x"}})]))[0] == "closing"
    assert refused(here, packed([*some[:-1], raw({"closing": []})]))[0] == "closing"
