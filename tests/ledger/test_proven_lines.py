"""The fast reading of a line takes exactly what the thorough one takes, and gives the same entry."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import STAMP, entries, path, rechained

from reception_cli.domain.entry import ORIGIN, Draft, Entry, Head, canonical, chain
from reception_cli.index.desk_folder import Folder
from reception_cli.ledger import format
from reception_cli.ledger.format import BLOCK, Broken, as_written, decode, encode, proven
from reception_cli.ledger.storage import START, continues

HEAD = Head(7, "ab" * 32)
TEXTS = st.text(st.sampled_from('aĐ"\\:,{}[]\n\t\u2028 recorded_at private digest'), max_size=30) | st.text(max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module", params=["json", "orjson"], autouse=True)
def reader(request: pytest.FixtureRequest) -> Iterator[None]:
    """Read once as few entries are read, once as many are."""
    before = format._hash, format._swift
    if request.param == "orjson":
        format.hurry()
        assert format._swift
    yield
    format._hash, format._swift = before


def salt() -> str:
    return "cd" * 16


def line(data: dict[str, object], private: dict[str, str]) -> bytes:
    """The line of one entry behind HEAD."""
    return encode(chain([Draft("noted", "2026-0001", data, private)], HEAD, STAMP, salt)[0])


def thorough(raw: bytes) -> Entry | None:
    """Read as the ledger did before there was a fast way."""
    try:
        entry = decode(raw)
    except Broken:
        return None
    return entry if continues(entry, HEAD) and len(raw) % BLOCK == 0 else None


def padded(text: str) -> bytes:
    raw = text.encode()
    return raw.ljust(-(-len(raw) // BLOCK) * BLOCK)


def test_every_line_that_the_store_writes_is_proven(folder: Folder):
    blob, head = path(folder).read_bytes(), START.head
    for place in folder.ledger.since(START):
        assert proven(blob[place.pos : place.end], head) == place.entry
        head = Head(place.entry["seq"], place.entry["digest"])
    assert head.count == 15


@given(st.dictionaries(TEXTS, VALUES, max_size=4), st.dictionaries(TEXTS, TEXTS.filter(bool), max_size=3))
def test_what_is_proven_is_what_a_thorough_reader_reads(data: dict[str, object], private: dict[str, str]):
    raw = line(data, private)
    entry = thorough(raw)
    assert entry is not None and proven(raw, HEAD) in (entry, None)


def test_a_usual_line_is_proven_and_not_left_to_the_thorough_reader():
    private = {"name": "Lê Thị \"Hoà\": {}", "note": "},\"recorded_at\":\""}
    raw = line({"incidents": ["2026-0001"], "people": 2}, private)
    entry = proven(raw, HEAD)
    assert entry is not None and entry == thorough(raw)


@given(st.data())
def test_no_changed_byte_is_proven_unless_a_thorough_reader_takes_it_too(data: st.DataObject):
    raw = line({"on": "2026-11-23", "result": "guided"}, {"note": "đã xong"})
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(raw.rstrip()))] * 2)))
    pieces = st.sampled_from([b',"kind":"x"', b"{}", b'"', raw[start:end] * 2])
    piece = data.draw(st.binary(max_size=6) | pieces)
    changed = raw[:start] + piece + raw[min(end, start + 6) :]
    changed = changed.rstrip(b" ").ljust(-(-len(changed.rstrip(b" ")) // BLOCK) * BLOCK)
    found = proven(changed, HEAD)
    assert found is None or found == thorough(changed)


def forged(change: str) -> bytes:
    """A line that its owner changed and gave a digest that fits."""
    entry = chain([Draft("closed", "2026-0001", {"result": "guided"}, {"note": "x"})], HEAD, STAMP, salt)[0]
    rest = canonical({k: v for k, v in entry.items() if k not in ("private", "digest")}).decode()
    private, behind = json.dumps(entry["private"], separators=(",", ":")), ',"host"'
    if change == "a field twice":
        rest = rest.replace('"kind":"closed"', '"kind":"closed","kind":"visit"')
    if change == "a fact twice":
        rest = rest.replace('{"result":"guided"}', '{"result":"guided","result":"founded"}')
    if change == "a number that is none":
        rest = rest.replace('{"result":"guided"}', '{"result":NaN}')
    if change == "a private value twice":
        private = private.replace('"note":', '"note":["cd","y"],"note":')
    if change == "a field behind private":
        private = '{},"kind":"visit","z":{}'
    if change == "the data behind private":
        rest = rest.replace(',"data":{"result":"guided"}', "")
        private += ',"data":{"result":"founded"}'
    if change == "a second digest":
        behind = ',"digest":"' + "0" * 64 + '","host"'
        rest = rest.replace(',"host"', behind, 1)
    digest = sha256(rest.encode()).hexdigest()
    told = rest.replace(behind, f',"digest":"{digest}"{behind}', 1)
    return padded(',\n"8":' + told.replace(',"recorded_at"', f',"private":{private},"recorded_at"', 1))


@pytest.mark.parametrize(
    "change",
    ["a field twice", "a fact twice", "a number that is none", "a private value twice", "a field behind private",
     "a second digest", "the data behind private"],
)  # fmt: skip
def test_what_its_owner_forged_is_not_proven(change: str):
    assert proven(forged("nothing"), HEAD) is not None
    assert thorough(forged(change)) is None
    assert proven(forged(change), HEAD) is None


def test_a_digest_of_half_a_line_proves_nothing():
    """Where the data bring keys like those by which the digest is found, what lies between them is not proven."""
    data = {"a": 1, "digest": "0" * 64, "private": {}}
    entry = chain([Draft("closed", "2026-0001", data, {"x": "x", "y": "y"})], HEAD, STAMP, salt)[0]
    order = ("at", "batch", "host", "kind", "prev", "private", "data", "digest", "sealed", "recorded_at", "seq",
             "subject", "user", "v")  # fmt: skip
    text = json.dumps({name: entry[name] for name in order} | {"sealed": {}}, separators=(",", ":"))
    told = text[: text.index(',"digest"')] + text[text.rindex(',"recorded_at"') :]
    raw = padded(',\n"8":' + text.replace(entry["digest"], sha256(told.encode()).hexdigest()))
    assert thorough(raw) is None and proven(raw, HEAD) is None


def test_a_line_is_proven_only_behind_its_own_head():
    raw = line({}, {"note": "x"})
    assert proven(raw, HEAD) is not None
    for head in (Head(6, HEAD.digest), Head(8, HEAD.digest), Head(7, "ac" * 32), Head(0, ORIGIN)):
        assert proven(raw, head) is None


def test_a_line_that_does_not_fill_its_blocks_is_not_proven():
    raw = line({}, {"note": "x"})
    assert proven(raw[:-1], HEAD) is None and proven(raw.rstrip(), HEAD) is None
    assert proven(raw[:-1] + b"\t", HEAD) is None


def test_a_register_written_by_another_program_is_read_the_thorough_way(folder: Folder):
    """Escapes where we write letters: the digest is ours all the same."""
    found = rechained(entries(folder))
    raw = padded('\n"1":' + json.dumps(found[0], sort_keys=True))
    assert proven(raw, START.head) is None and decode(raw) == found[0] and continues(found[0], START.head)


@given(st.dictionaries(TEXTS, VALUES, max_size=4), st.dictionaries(TEXTS, TEXTS.filter(bool), max_size=3))
def test_what_the_store_writes_is_as_written(data: dict[str, object], private: dict[str, str]):
    raw = line(data, private)
    assert as_written(raw, decode(raw))


@given(st.data())
def test_no_changed_byte_is_as_written_unless_it_is_what_the_store_would_write(data: st.DataObject):
    raw = line({"on": "2026-11-23", "area": 120.5, "money": 10**6}, {"note": "đã xong"})
    start = data.draw(st.integers(0, len(raw) - 1))
    piece = data.draw(st.binary(max_size=2) | st.sampled_from([b" ", b"\\u0041", b"e1", b"E+0", b".0", b"0" * 20]))
    changed = raw[:start] + piece + raw[start + data.draw(st.integers(0, 1)) :]
    try:
        entry = decode(changed)
        written = encode(entry)
    except (Broken, LookupError, TypeError, AttributeError, UnicodeEncodeError):
        return
    if type(entry.get("sealed")) is dict and type(entry.get("data")) is dict:
        assert as_written(changed, entry) == (written == changed)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("1e16", "1e+16"), ("1e-7", "1e-07"), ("1E+16", "1e+16"), ("18446744073709551616.0", "1.8446744073709552e+19"),
        ("-0", "0"), ("1.50", "1.5"), ('"\\u0041"', '"A"'), ('"\\/"', '"/"'), ('"\\u001F"', '"\\u001f"'),
        ("[1, 2]", "[1,2]"), ('{"b":1,"a":2}', '{"a":2,"b":1}'),
    ],
)  # fmt: skip
def test_a_value_has_one_way_of_being_written(wrong: str, right: str):
    for told, well in ((wrong, False), (right, True)):
        text = line({"n": "@"}, {}).rstrip(b" ").decode().replace('"@"', told)
        raw = padded(text)
        assert as_written(raw, decode(raw)) is well


def test_numbers_that_readers_read_differently_are_read_by_the_thorough_one():
    raw = line({"n": 2**64, "m": 1e16}, {})
    entry = proven(raw, HEAD)
    assert entry and entry["data"] == {"n": 2**64, "m": 1e16} and type(entry["data"]["n"]) is int


def test_padding_has_one_length(folder: Folder):
    raw = line({"on": "2026-11-23"}, {})
    assert as_written(raw, decode(raw)) and not as_written(raw + b" " * BLOCK, decode(raw))


def test_a_seal_that_is_no_text_has_one_way_of_being_written_too():
    entry = {**decode(line({}, {})), "sealed": {"name": 1e16}}
    raw = encode(entry)
    assert as_written(raw, entry) and not as_written(raw.replace(b"1e+16", b"1e16 "), entry)
    assert not as_written(padded(raw.rstrip(b" ").replace(b"1e+16", b"1e16").decode()), entry)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
def test_a_number_beyond_all_measure_is_no_number(number: str):
    raw = padded(line({"n": "@"}, {}).rstrip(b" ").decode().replace('"@"', number))
    entry = json.loads(raw[raw.index(b"{") :])
    body = json.dumps({k: v for k, v in entry.items() if k not in ("private", "digest")}, separators=(",", ":"))
    forged = sha256(re.sub(r"-?Infinity|NaN", number, body).encode()).hexdigest()
    raw = raw.replace(entry["digest"].encode(), forged.encode())
    assert proven(raw, HEAD) is None
    with pytest.raises(Broken):
        decode(raw)
