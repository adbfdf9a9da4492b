"""Whatever somebody sends, a consolidating desk takes all of it or nothing, tells why, and goes on with the others."""

import copy
import gzip
import hashlib
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundles import Parts, lines, packed, raw, rechained, relined, sound
from written import register

from reception_cli.cli.main import run
from reception_cli.domain.entry import digest
from reception_cli.events.registry import known_format
from reception_cli.index.desk_folder import Folder

MEGA = 1 << 20


class District:
    """A desk that takes in, whose whole surroundings are watched."""

    def __init__(self, around: Path, read: Callable[[], tuple[str, str]]) -> None:
        self.around, self.folder, self._read = around, around / "district", read
        assert self.run("init", "--unit", "DN")[0] == 0
        assert self.run("list")[0] == 0  # its own cards are there

    def run(self, *argv: str) -> tuple[int, str, str]:
        self._read()
        code = run(["--db", str(self.folder), "--now", "2026-12-01T08:00:00+07:00", "--user", "lan", *argv])
        return (code, *self._read())

    def send(self, blob: bytes, name: str = "sent.jsonl.gz") -> str:
        (self.around / name).write_bytes(blob)
        return str(self.around / name)

    def take(self, *blobs: bytes, code: int | None = 0) -> list[dict[str, Any]]:
        """Take bundles in; gives the rows. None: all may be well, or not."""
        files = [self.send(blob, f"{place}.jsonl.gz") for place, blob in enumerate(blobs)]
        found, out, err = self.run("consolidate", *files, "--json")
        assert found == code or (code is None and found in (0, 6)), (out, err)
        assert "Traceback" not in err, (out, err)
        return list(json.loads(out)["rows"])

    def refuses(self, blob: bytes) -> str:
        """A bundle that is refused, and leaves nothing; gives the code of the reason."""
        self.send(blob, "0.jsonl.gz")
        before, remembered = others(self.around), self.own()
        (row,) = self.take(blob, code=6)
        assert row["status"] in ("refused", "forked") and row["reason"] and row["new"] == 0
        assert others(self.around) == before
        new = self.own()[len(remembered) :]  # the desk itself remembers that, and nothing else
        assert new in (["rejected"], ["configured", "rejected"])  # the first of these states the format
        return str(row["code"])

    def own(self) -> list[str]:
        """The kinds of the desk's own entries."""
        rows = json.loads(self.run("log", "--json", "--limit", "1000")[1])["rows"]
        return [entry["kind"] for entry in rows if entry.get("unit", "DN") == "DN"]


OWN = ("district/reception.json", "district/head", "district/index.sqlite", "district/units/index.sqlite")


def others(folder: Path) -> dict[str, tuple[int, str]]:
    """Everything but the desk's own register, which remembers what was not taken."""
    return {name: told for name, told in listing(folder).items() if name not in OWN}


def listing(folder: Path) -> dict[str, tuple[int, str]]:
    """Everything below a folder: names, modes, contents; who locked it last is no matter."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and path.name != "lock" else "",
        )
        for path in folder.rglob("*")
        if not path.name.endswith(("-shm", "-wal"))
    }


@pytest.fixture
def district(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> District:
    """Its folder, what was sent and the system's folder for temporary files lie in one place."""
    around = tmp_path / "around"
    (around / "temp").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(around / "temp"))
    return District(around, lambda: tuple(capfd.readouterr()))  # type: ignore[arg-type,return-value]


@pytest.fixture
def parts(folder: Folder) -> Parts:
    """A sound bundle of unit TB: 15 entries of 5 visits."""
    return sound(folder)


def of(found: Parts, *more: dict[str, Any]) -> Parts:
    """The same history with other entries behind it, chained as a register chains them."""
    found = copy.deepcopy(found)
    last = found[-2]["entry"]
    for place, one in enumerate(more, 16):
        entry = {**copy.deepcopy(last), "sealed": {}, **one, "seq": place, "batch": [place, place]}
        entry["prev"] = last["digest"]
        entry["digest"] = digest({**entry, "private": {}})
        found.insert(-1, {"entry": entry})
        last = entry
    found[0]["after"] = {"count": last["seq"], "digest": last["digest"]}
    found[-1]["closing"]["entries"] += len(more)
    return found


def test_the_sound_one_is_taken(district: District, parts: Parts) -> None:
    (row,) = district.take(packed(lines(parts)))
    assert (row["status"], row["new"], row["totals_equal"]) == ("received", 15, True)


# -- the attacks of the issue


def test_a_damaged_one_is_refused(district: District, parts: Parts) -> None:
    blob = bytearray(packed(lines(parts)))
    blob[len(blob) // 2] ^= 1
    assert district.refuses(bytes(blob)) in ("gzip", "not_json", "sha256", "entry", "not_canonical")


def test_a_forged_entry_is_refused(district: District, parts: Parts) -> None:
    parts[3]["entry"]["data"]["people"] = 200
    assert district.refuses(packed(lines(parts))) == "entry"


def test_a_future_schema_is_refused(district: District, parts: Parts) -> None:
    parts[0]["schema"] = f"reception.bundle/{known_format() + 1}"
    assert district.refuses(packed(lines(parts))) == "future"


def test_a_gzip_bomb_is_refused(district: District) -> None:
    assert district.refuses(gzip.compress(b"\n" * (64 * MEGA))) in ("bomb", "not_json")


def test_a_line_of_ten_gigabytes_is_refused(district: District, parts: Parts) -> None:
    blob = io.BytesIO()
    with gzip.GzipFile(fileobj=blob, mode="wb", compresslevel=1) as file:
        file.write(raw(parts[0]) + b"\n")
        for _turn in range(40):  # the limit of a line comes first, whatever would follow
            file.write(b"x" * MEGA)
    assert district.refuses(blob.getvalue()) in ("long_line", "bomb")


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("deep", b'{"entry":' + b"[" * 5000 + b"]" * 5000 + b"}"),
        ("no_number", b'{"entry":NaN}'),
        ("no_number", b'{"entry":-Infinity}'),
        ("doubled_key", b'{"entry":{},"entry":{}}'),
        ("not_json", b"\xff\xfe"),
        ("not_canonical", b'{"entry": {}}'),
        ("line", b'{"other":{}}'),
    ],
)
def test_lines_that_not_everybody_reads_alike_are_refused(
    district: District, parts: Parts, code: str, line: bytes
) -> None:
    told = lines(parts)
    assert district.refuses(packed(relined([told[0], line, *told[1:]]))) == code


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "../../etc"}, {"unit": ".."}, {"unit": "a/b"}, {"unit": "a\\b"}, {"unit": ""}, {"unit": "TB\0"},
        {"unit": "QS"}, {"before": {"count": 3, "digest": "1" * 64}}, {"after": {"count": 14, "digest": "1" * 64}},
        {"first_day": "2020-01-01"}, {"recorded_to": "2030-01-01"}, {"with_identity": True}, {"more": 1},
    ],
)  # fmt: skip
def test_a_manifest_that_lies_is_refused(district: District, parts: Parts, change: dict[str, Any]) -> None:
    parts[0] |= change
    assert district.refuses(packed(lines(parts))) in ("manifest", "lies", "gap", "entry", "line")


@pytest.mark.parametrize("code", ["QS.", "TB ", "con", "Lpt1.x", "a/b", "..", "TB\0", "x" * 65])
def test_a_unit_whose_code_no_folder_can_have_is_refused(district: District, parts: Parts, code: str) -> None:
    """Its whole history says so, and hangs together."""
    told = [copy.deepcopy(part["entry"]) for part in parts[1:-1]]
    told[0]["data"]["unit"] = parts[0]["unit"] = code
    assert district.refuses(packed(lines(rechained(parts, told)))) == "manifest"


def test_a_cut_end_is_refused(district: District, parts: Parts) -> None:
    blob = packed(lines(parts))
    for size in (10, len(blob) // 2, len(blob) - 1):
        assert district.refuses(blob[:size]) == "cut"
    assert district.refuses(packed(lines(parts)[:-1])) == "cut"
    assert district.refuses(blob + b"x") == "trailing"


def test_a_replayed_delivery_changes_nothing(district: District, parts: Parts) -> None:
    blob = packed(lines(parts))
    older = copy.deepcopy(parts)
    del older[12:-1]
    older[0]["after"] = {"count": 11, "digest": older[11]["entry"]["digest"]}
    older[-1]["closing"]["entries"] = 11
    district.take(blob)
    before = listing(district.folder)
    assert district.take(blob)[0]["status"] == "unchanged"
    (row,) = district.take(packed(lines(older)))
    assert (row["status"], row["repeated"], row["totals_equal"]) == ("unchanged", 11, None)
    assert listing(district.folder) == before


def test_a_rechained_delivery_is_forked(district: District, parts: Parts) -> None:
    district.take(packed(lines(parts)))
    told = [copy.deepcopy(part["entry"]) for part in parts[1:-1]]
    told[2]["data"]["people"] = 1
    assert district.refuses(packed(lines(rechained(parts, told)))) == "forked"
    longer = of(rechained(parts, told), {"kind": "noted", "subject": "2026-0001", "data": {}})
    assert district.refuses(packed(lines(longer))) == "forked"
    shorter = rechained(parts, told[:5])
    assert district.refuses(packed(lines(shorter))) == "forked"


def test_others_go_on_where_one_is_refused(district: District, parts: Parts, tmp_path: Path) -> None:
    other = register(tmp_path / "other")
    told = sound(other)
    told[0]["unit"] = "QS"
    told[1]["entry"]["data"]["unit"] = "QS"
    told = rechained(told, [part["entry"] for part in told[1:-1]])
    rows = district.take(b"no", packed(lines(told)), packed(lines(parts)[:-1]), code=6)
    assert [(row["unit"], row["status"], row["code"]) for row in rows] == [
        ("QS", "received", None), ("TB", "refused", "cut"), (None, "refused", "no_bundle"),
    ]  # fmt: skip
    assert (district.folder / "units/QS/reception.json").exists()
    assert not (district.folder / "units/TB").exists()


# -- a sound chain that tells what cannot be

HUGE = 10**30


@pytest.mark.parametrize(
    "entry",
    [
        {"kind": "visit", "subject": "V2026-0006", "data": {"incidents": ["2026-0001"], "people": HUGE}},
        {"kind": "visit", "subject": "V2026-0006", "data": {"incidents": ["2026-0001"], "people": 2**62}},
        {"kind": "closed", "subject": "2026-0001", "data": {"result": "guided", "on": "2026-99-99"}},
        {"kind": "closed", "subject": "2026-0001", "data": {"result": "guided", "on": "9999-12-31"}},
        {"kind": "noted", "subject": "2026-0001", "data": {}, "at": "0001-01-01"},
        {"kind": "noted", "subject": "2026-0001", "data": {}, "at": "2026-02-30"},
        {"kind": "redacted", "subject": "V2026-0001", "data": {"entries": [HUGE], "fields": ["name"]}},
        {"kind": "incident", "subject": "2026-0006", "data": {"opened_on": "0000-00-00"}},
    ],
)
def test_days_and_numbers_that_cannot_be_are_refused(district: District, parts: Parts, entry: dict[str, Any]) -> None:
    assert district.refuses(packed(lines(of(parts, entry)))) == "entry"


CONTRADICTIONS = [
    {"kind": "retracted", "subject": "", "data": {"entries": [999], "subjects": ["2026-0099"], "verb": "add"}},
    {"kind": "classified", "subject": "2026-0099", "data": {"kind": "complaint"}},
    {"kind": "visit", "subject": "V2026-0001", "data": {"incidents": ["2026-0001"], "people": 1}},
    {"kind": "visit", "subject": "V2026-0006", "data": {"incidents": ["2026-0099"], "people": 1}},
    {"kind": "incident", "subject": "2026-0001", "data": {"opened_on": "2026-11-23"}},
    {"kind": "attached", "subject": "V2026-0077", "data": {"incident": "2026-0001"}},
    {"kind": "corrected", "subject": "V2026-0077", "data": {"set": {"people": 3}, "before": {"people": 1}}},
    {"kind": "extended", "subject": "2026-0003", "data": {"days": 10**12, "n": 1, "step": "x"}},
    {"kind": "redacted", "subject": "V2026-0001", "data": {"entries": [10**11], "fields": ["name"]}},
]


READERS = (
    "list", "list --visits", "summarize --period 2026 --by week", "summarize --by unit", "due", "log", "agenda",
    "show TB/2026-0001", "log TB/2026-0001", "show TB/V2026-0001", "explain TB/2026-0003", "stats --period 2026",
    "chart", "form 01/TCD --period tk-2026", "register --period 2026", "search a", "consolidate --pairs",
)  # fmt: skip


@pytest.mark.parametrize("entry", CONTRADICTIONS)
def test_a_contradiction_does_no_harm_to_those_who_read_it(
    district: District, parts: Parts, entry: dict[str, Any]
) -> None:
    """Each is refused, or taken and readable: never a register that breaks what reads it."""
    blob = packed(lines(of(parts, entry)))
    district.send(blob, "0.jsonl.gz")
    before = others(district.around)
    (row,) = district.take(blob, code=None)
    if row["status"] == "refused":
        assert others(district.around) == before
    for verb in READERS:
        code, _out, err = district.run(*verb.split())
        assert code in (0, 2, 3, 4) and "bug" not in err, (verb, err)


def test_a_number_that_was_given_twice_is_refused(district: District, parts: Parts) -> None:
    for kind, subject, data in (
        ("visit", "V2026-0001", {"incidents": ["2026-0001"], "people": 1}),
        ("incident", "2026-0001", {"opened_on": "2026-11-23"}),
    ):
        assert district.refuses(packed(lines(of(parts, {"kind": kind, "subject": subject, "data": data})))) == "double"


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"kind": "classified", "subject": "2026-0099", "data": {"kind": "complaint"}}, "contradiction"),
        ({"kind": "classified", "subject": "2026-0099", "data": {"kind": "feedback"}}, "contradiction"),
        ({"kind": "incident", "subject": "2026-0001", "data": {"opened_on": "2026-11-23"}}, "double"),
    ],
)
@pytest.mark.parametrize("before", [False, True], ids=["a new unit", "a unit that delivered before"])
def test_what_no_verb_made_behind_a_sound_delivery_leaves_the_sound_one(
    district: District, parts: Parts, entry: dict[str, Any], code: str, before: bool
) -> None:
    sound = of(parts, {"kind": "noted", "subject": "2026-0001", "data": {}})
    bad = of(parts, {"kind": "noted", "subject": "2026-0001", "data": {}}, entry)
    if before:
        district.take(packed(lines(parts)))
    told = [packed(lines(sound)), packed(lines(bad))]
    rows = district.take(*told, code=6)
    assert [(row["status"], row["code"], row["entries"]) for row in rows] == [
        ("received", None, 16), ("refused", code, 0),
    ]  # fmt: skip
    assert district.run("list")[0] == 0
    assert district.run("verify")[0] == 0
    around = listing(district.around)
    assert district.take(*told, code=6)[0]["status"] == "unchanged"
    assert listing(district.around) == around


def test_an_entry_recorded_before_what_is_here_is_refused(district: District, parts: Parts) -> None:
    district.take(packed(lines(parts)))
    last = parts[-2]["entry"]
    early = {"kind": "noted", "subject": "2026-0001", "data": {}, "recorded_at": "2020-01-01T08:00:00+07:00"}
    manifest, *_known, new, closing = of(parts, early)
    more = [manifest, new, closing]
    more[0] |= {
        "before": {"count": 15, "digest": last["digest"]},
        "first_day": None, "last_day": None, "recorded_from": "2020-01-01", "recorded_to": "2020-01-01",
    }  # fmt: skip
    more[-1]["closing"]["entries"] = 1
    assert district.refuses(packed(lines(more))) == "entry"


def test_a_folder_in_the_way_is_told(district: District, parts: Parts) -> None:
    (district.folder / "units").mkdir()
    (district.folder / "units/TB").write_text("in the way")
    code, out, err = district.run("consolidate", district.send(packed(lines(parts))))
    assert code == 7 and "is a file" in err and out == ""
