"""`export --bundle`: what the office sends up proves itself and tells of nobody who came."""

import gzip
import hashlib
import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from reception_cli.domain.entry import Draft, Stamp
from reception_cli.exchange.reader import Keyring, opened
from reception_cli.index.desk_folder import Folder, Habits

DeskUnderTest = Any  # the `desk` of tests/conftest.py
DUC = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung", "--id-no", "049180119399")
KIN = ("--name", "Trần Thị Kín", "--address", "thôn Ẩn, xã Lặng", "--id-no", "049099912345", "--phone", "0905000111")
TRACES = ("Đức", "thôn 3", "049180119399", "Kín", "Ẩn", "049099912345", "0905000111")
NEXT = "2026-12-24T08:10:00+07:00"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def bundle(desk: DeskUnderTest, *more: str, file: str = "TB.jsonl.gz", **how: str) -> dict[str, Any]:
    """Make a bundle that its own reader takes; gives the receipt's row."""
    row: dict[str, Any] = desk.json("export", "--bundle", "-o", file, *more, **how)["rows"][0]
    with opened(file, Keyring(), ".") as read:
        assert len(list(read.told())) == row["entries"]
    return row


def parts(file: str = "TB.jsonl.gz") -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(Path(file).read_bytes()).splitlines()]


def hashes(file: str = "TB.jsonl.gz") -> dict[str, dict[str, str]]:
    """Who came with each visit or petition, as the last entry about it says."""
    told: dict[str, dict[str, str]] = {}
    for part in parts(file):
        told |= part.get("hashes", {})
    return told


def area(desk: DeskUnderTest) -> None:
    assert desk.run("keys", "new", "--area").code == 0


def day(desk: DeskUnderTest) -> None:
    """Three visits of four people about two matters, one of them a denunciation; one of 2025."""
    desk.add("Tranh chấp đất", *DUC, "--at", "24/12/2025")
    desk.add("Tố cáo ông Bảy", *KIN, "--kind", "denunciation", "--people", "2", "--petition")
    assert desk.run("visit", "2025-1", "--people", "1").code == 0


# -- what it says


def test_a_bundle_is_the_register_between_a_manifest_and_a_closing(desk: DeskUnderTest) -> None:
    day(desk)
    row = bundle(desk)
    manifest, *entries, closing = parts()
    log = sorted(desk.json("log")["rows"], key=lambda one: one["seq"])
    assert [part["entry"]["digest"] for part in entries] == [one["digest"] for one in log]
    assert manifest == {
        "schema": "reception.bundle/1", "tool": manifest["tool"], "unit": "TB", "name": "TB", "hash_key": None,
        "first_day": "2025-12-24", "last_day": "2026-11-23", "recorded_from": "2026-11-23",
        "recorded_to": "2026-11-23", "before": {"count": 0, "digest": "0" * 64},
        "after": {"count": len(log), "digest": log[-1]["digest"]}, "with_identity": False,
    }  # fmt: skip
    told = closing["closing"]
    assert told["totals"] == {"visits": 3, "people": 4, "incidents": 2, "groups": 0}
    assert told["by_year"] == {
        "2025": {"visits": 1, "people": 1, "incidents": 1, "groups": 0},
        "2026": {"visits": 2, "people": 3, "incidents": 2, "groups": 0},
    }
    assert row["after"] == f"{len(log)} {log[-1]['digest']}" and told["entries"] == row["entries"] == len(log)


def test_the_closing_holds_the_digest_of_all_lines_before_it(desk: DeskUnderTest) -> None:
    row = bundle(desk)
    *lines, closing = gzip.decompress(Path("TB.jsonl.gz").read_bytes()).splitlines(keepends=True)
    told = json.loads(closing)["closing"]["sha256"]
    assert told == hashlib.sha256(b"".join(lines)).hexdigest() == row["sha256"]


def test_the_form_of_every_statutory_year_goes_along(desk: DeskUnderTest) -> None:
    """24 December 2025 belongs to the statutory year 2026."""
    day(desk)
    desk.add("Việc cũ", "--at", "14/12/2024")
    bundle(desk)
    form = parts()[-1]["closing"]["form_01_tcd"]
    assert {year: told["columns"]["1"] for year, told in form.items()} == {"tk-2024": 1, "tk-2026": 3}
    assert form["tk-2026"]["columns"]["2"] == 4


def test_the_same_register_gives_the_same_bytes(desk: DeskUnderTest, here: Path) -> None:
    day(desk)
    area(desk)
    shutil.copytree(desk.folder, here / "copy")
    bundle(desk)
    desk.folder = here / "copy"
    bundle(desk, file="again.jsonl.gz")
    assert Path("TB.jsonl.gz").read_bytes() == Path("again.jsonl.gz").read_bytes()


def test_the_file_is_for_its_owner_only_and_nothing_else_is_left(desk: DeskUnderTest, here: Path) -> None:
    bundle(desk)
    assert stat.S_IMODE((here / "TB.jsonl.gz").stat().st_mode) == 0o600
    assert {path.name for path in here.iterdir()} <= {"TB.jsonl.gz", "desk", "home"}


def test_every_bundle_is_an_entry_and_is_in_itself(desk: DeskUnderTest) -> None:
    desk.add()
    bundle(desk)
    last = parts()[-2]["entry"]
    assert last["kind"] == "disclosed"
    assert last["data"] == {"verb": "export", "count": 4, "with": "none", "denunciations": 0}


@pytest.mark.parametrize("since", [(), ("--since", "1"), ("--since", "last")])
def test_a_bundle_with_nothing_new_since_the_last_one_changes_nothing(
    desk: DeskUnderTest, here: Path, since: tuple[str, ...]
) -> None:
    first = desk.json("log")["rows"][0]
    desk.add()
    heads = {"1": f"1 {first['digest']}", "last": ""}
    heads["last"] = str(bundle(desk, file="whole.jsonl.gz")["after"])
    more = (since[0], heads[since[1]]) if since else ()
    bundle(desk, *more, file="one.jsonl.gz")
    before = (desk.folder / "reception.json").read_bytes()
    assert bundle(desk, *more, file="two.jsonl.gz", user="hoa")["after"] == bundle(desk, *more)["after"]
    assert (desk.folder / "reception.json").read_bytes() == before
    assert (here / "one.jsonl.gz").read_bytes() == (here / "two.jsonl.gz").read_bytes()


def test_on_a_later_day_a_bundle_says_that_nothing_else_came_until_then(desk: DeskUnderTest) -> None:
    desk.add()
    first = bundle(desk)
    later = bundle(desk, now=NEXT)
    assert (first["recorded_to"], later["recorded_to"]) == ("2026-11-23", "2026-12-24")
    assert later["entries"] == first["entries"] + 1


def test_names_that_are_handed_out_twice_are_recorded_twice(desk: DeskUnderTest) -> None:
    desk.add()
    rows = [bundle(desk, "--with-identity", "--reason", "Điều 19") for _time in range(2)]
    assert rows[1]["entries"] == rows[0]["entries"] + 1


def test_the_receipt_names_the_head_to_begin_the_next_one_behind(desk: DeskUnderTest) -> None:
    desk.add()
    said = desk.run("export", "--bundle", "-o", "TB.jsonl.gz", "--format", "table").out
    assert "4 entries written to TB.jsonl.gz." in said and "Visits 1, people 1, incidents 1, groups 0" in said
    assert "The key of the area is missing" in said
    head = desk.run("export", "--bundle", "-o", "TB.jsonl.gz", "-q").out.strip()
    assert bundle(desk, "--since", head, file="more.jsonl.gz")["before"] == head


# -- since


def test_two_deliveries_are_the_whole(desk: DeskUnderTest) -> None:
    desk.add()
    head = bundle(desk, file="first.jsonl.gz")["after"]
    desk.add("Việc sau", now=NEXT)
    row = bundle(desk, "--since", head, file="second.jsonl.gz", now=NEXT)
    assert (row["before"], row["first_day"], row["recorded_from"]) == (head, "2026-12-24", "2026-12-24")
    both = parts("first.jsonl.gz")[1:-1] + parts("second.jsonl.gz")[1:-1]
    bundle(desk, now=NEXT)
    assert both == parts()[1:-2]  # the last entry tells of the last bundle
    assert parts("second.jsonl.gz")[-1]["closing"]["totals"]["visits"] == 2  # of the whole register


def test_a_delivery_in_which_nobody_came_says_so(desk: DeskUnderTest) -> None:
    head = bundle(desk)["after"]
    row = bundle(desk, "--since", head, file="more.jsonl.gz", now=NEXT)
    assert (row["entries"], row["first_day"], row["recorded_to"]) == (1, None, "2026-12-24")


def test_a_head_that_is_not_of_this_chain_is_refused(desk: DeskUnderTest) -> None:
    head = bundle(desk)["after"]
    count, digest = head.split()
    desk.add()
    before = desk.json("verify")["totals"]["entries"]
    for wrong in (f"{count} {'0' * 64}", f"99 {digest}", f"1 {digest}"):
        assert "does not hold the head" in desk.fails(4, "export", "--bundle", "--since", wrong, "-o", "x.jsonl.gz")
    middle = parts()[1]["entry"]["digest"]
    assert bundle(desk, "--since", f"1 {middle}", file="x.jsonl.gz")["entries"] == before
    assert "is no head" in desk.fails(2, "export", "--bundle", "--since", "yesterday", "-o", "x.jsonl.gz")


def test_a_head_inside_a_command_is_refused(desk: DeskUnderTest) -> None:
    """What one command wrote goes together."""
    desk.add()
    bundle(desk)
    inside = parts()[2]["entry"]
    assert inside["batch"] == [2, 3]
    wrong = f"2 {inside['digest']}"
    assert "does not hold" in desk.fails(4, "export", "--bundle", "--since", wrong, "-o", "x.jsonl.gz")


# -- who came


def text(file: str = "TB.jsonl.gz") -> str:
    return gzip.decompress(Path(file).read_bytes()).decode()


def test_no_name_address_number_or_text_leaves_the_office(desk: DeskUnderTest) -> None:
    day(desk)
    area(desk)
    desk.json("note", "2025-1", "ông Đức gọi lại")
    bundle(desk)
    assert [trace for trace in (*TRACES, "Tranh chấp", "Bảy", "gọi lại") if trace in text()] == []
    assert '"private"' not in text() and '"secret":"' in text()  # the seal alone


def test_with_the_key_of_the_area_people_are_told_by_hashes(desk: DeskUnderTest) -> None:
    day(desk)
    area(desk)
    row = bundle(desk)
    told = hashes()
    assert set(told) == {"V2025-0001", "V2026-0002"}
    assert told["V2025-0001"].keys() == {"id_no", "name"} and row["hash_key"] == parts()[0]["hash_key"]
    assert row["hash_key"] == desk.json("keys", "list")["rows"][0]["id"]


def test_without_the_key_of_the_area_there_are_none_and_a_note_says_so(desk: DeskUnderTest) -> None:
    day(desk)
    answer = desk.json("export", "--bundle", "-o", "TB.jsonl.gz")
    assert hashes() == {} and [note["code"] for note in answer["notes"]] == ["no_hashes"]


@pytest.fixture
def other(desk: DeskUnderTest, here: Path) -> DeskUnderTest:
    """A second desk, with the key of the area of the first."""
    area(desk)
    second = type(desk)(here / "other", desk._read)
    assert second.run("init", "--unit", "DN").code == 0
    assert second.run("keys", "new", "--area", "--from", str(desk.folder / "keys/area.key")).code == 0
    return second


def test_one_citizen_at_two_desks_has_one_hash(desk: DeskUnderTest, other: DeskUnderTest) -> None:
    desk.add("Việc", *DUC)
    mine = ("--name", "NGUYEN VAN DUC", "--commune", "Bình Trung", "--address", "nhà bà Sáu")
    other.add("Việc khác", *mine, "--id-no", "049 180 119 399")
    other.add("Việc khác", "--name", "Nguyễn Văn Đức", "--address", "xã Bình Tú", "--id-no", "049180119398")
    bundle(desk)
    bundle(other, file="DN.jsonl.gz")
    assert hashes()["V2026-0001"] == hashes("DN.jsonl.gz")["V2026-0001"]
    assert not set(hashes()["V2026-0001"].values()) & set(hashes("DN.jsonl.gz")["V2026-0002"].values())


def test_under_another_key_nobody_is_found(desk: DeskUnderTest, here: Path) -> None:
    desk.add("Việc", *DUC)
    area(desk)
    bundle(desk)
    (desk.folder / "keys/area.key").rename(here / "old.key")
    area(desk)
    bundle(desk, file="new.jsonl.gz")
    mine, others = hashes()["V2026-0001"], hashes("new.jsonl.gz")["V2026-0001"]
    assert not set(mine.values()) & set(others.values())


def test_an_anonymous_visitor_has_no_hash(desk: DeskUnderTest) -> None:
    area(desk)
    desk.add("Việc", "--anonymous")
    desk.add("Việc hai", "--name", "Lê Thị Hoa", "--address", "-")
    bundle(desk)
    assert hashes() == {}


def test_corrections_and_what_is_taken_back_change_who_came(desk: DeskUnderTest) -> None:
    area(desk)
    desk.add("Việc", *DUC)
    bundle(desk)
    first = hashes()["V2026-0001"]
    desk.json("correct", "V1", "--set", "name=Nguyễn Văn Đạt", "--reason", "nhầm")
    head = bundle(desk)["after"]
    second = hashes()["V2026-0001"]
    assert second["id_no"] == first["id_no"] and second["name"] != first["name"]
    assert desk.run("undo").code == 0
    head = bundle(desk, "--since", head)["after"]
    assert hashes() == {"V2026-0001": first}
    desk.json("void", "V1", "--reason", "nhầm")
    bundle(desk, "--since", head)
    assert hashes() == {"V2026-0001": {}}
    assert desk.run("undo").code == 0
    head = bundle(desk)["after"]
    assert hashes()["V2026-0001"] == first
    assert desk.run("redact", "V1", "--reason", "đơn số 1", "--yes").code == 0
    bundle(desk, "--since", head, file="more.jsonl.gz")
    assert hashes("more.jsonl.gz") == {"V2026-0001": {}}


# -- denouncers


def test_a_denouncer_has_no_hash_in_any_reception_of_the_matter(desk: DeskUnderTest) -> None:
    area(desk)
    desk.add("Tố giác ông Bảy", *KIN, "--petition")
    desk.json("add", "Xin cấp nước", "--to", "V1")
    desk.json("visit", "2")
    desk.add("Việc khác hẳn", *DUC)
    bundle(desk)
    assert set(hashes()) == {"V2026-0001", "P2026-0001", "V2026-0002", "V2026-0003"}
    desk.json("classify", "1", "--kind", "denunciation")
    bundle(desk)
    assert set(hashes()) == {"V2026-0003"}
    desk.json("correct", "V1", "--set", "name=Trần Thị Kín Tên", "--reason", "nhầm")
    bundle(desk)
    assert set(hashes()) == {"V2026-0003"}
    desk.json("classify", "1", "--kind", "feedback", "--reason", "đọc lại đơn")
    bundle(desk)
    assert set(hashes()) == {"V2026-0003"}  # what was one once may be sent as one already


def test_a_delivery_since_knows_of_a_denunciation_before_it(desk: DeskUnderTest) -> None:
    area(desk)
    desk.add("Tố giác", *KIN, "--kind", "denunciation")
    head = bundle(desk)["after"]
    desk.json("visit", "1")
    desk.add("Việc", *DUC)
    bundle(desk, "--since", head, file="more.jsonl.gz")
    assert set(hashes("more.jsonl.gz")) == {"V2026-0003"}


def test_a_transfer_with_identity_wants_a_reason_and_is_recorded_with_it(desk: DeskUnderTest) -> None:
    day(desk)
    assert "only for a reason" in desk.fails(2, "export", "--bundle", "--with-identity", "-o", "x.jsonl.gz")
    assert "A reason is for names" in desk.fails(2, "export", "--bundle", "--reason", "x", "-o", "x.jsonl.gz")
    count = len(desk.json("log")["rows"]) + 1
    row = bundle(desk, "--with-identity", "--reason", "Điều 25 chuyển hồ sơ")
    assert row["with_identity"] and parts()[0]["with_identity"]
    told = parts()[-2]["entry"]
    assert told["data"] == {"verb": "export", "count": count, "with": "identity", "denunciations": 0}
    assert "Điều 25" not in text()


def test_a_transfer_tells_of_everybody_but_denouncers(desk: DeskUnderTest) -> None:
    day(desk)
    desk.json("note", "2025-1", "ông Đức gọi lại")
    desk.json("note", "2026-1", "bà Kín gọi lại")
    desk.json("appoint", "Trần Thị Kín", "2026-1", "--on", "24/11/2026", "--about", "hẹn bà Kín")
    bundle(desk, "--with-identity", "--reason", "chuyển cho bà Kín")
    assert [trace for trace in TRACES if trace in text()] == ["Đức", "thôn 3", "049180119399"]
    assert "Tranh chấp đất" in text() and "ông Đức gọi lại" in text()
    assert "Bảy" not in text()
    first = parts()[1]["entry"]
    assert first["private"] == {} and first["sealed"].keys() == {"secret"}  # the desk's own secret stays


def test_a_transfer_hides_a_denouncer_in_the_other_matter_of_the_visit_too(desk: DeskUnderTest) -> None:
    desk.add("Xin cấp nước sạch", *KIN, "--kind", "recommendation")
    desk.json("correct", "V1", "--set", "name=Trần Thị Kín Tên", "--reason", "nghe nhầm bà Kín")
    desk.json("add", "Tố giác ông Bảy", "--to", "V1")
    bundle(desk, "--with-identity", "--reason", "chuyển")
    assert "Kín" in text()
    desk.json("classify", "2", "--kind", "denunciation")
    bundle(desk, "--with-identity", "--reason", "chuyển")
    assert [trace for trace in (*TRACES, "nước sạch", "Bảy") if trace in text()] == []


def test_what_was_erased_is_not_told_by_the_reason_for_it(desk: DeskUnderTest) -> None:
    desk.add("Việc", *DUC)
    assert desk.run("redact", "V1", "--reason", "theo đơn của ông Đức", "--yes").code == 0
    bundle(desk, "--with-identity", "--reason", "chuyển")
    assert "Đức" not in text()


# -- usage


@pytest.mark.parametrize(
    "more",
    [
        ("--period", "2026"), ("--kind", "kn"), ("--match", "dat"), ("1",), ("--visits",), ("--petitions",),
        ("--limit", "3"), ("--sort", "id"), ("--as-at", "today"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_bundle_is_of_the_whole_register(desk: DeskUnderTest, more: tuple[str, ...]) -> None:
    desk.add()
    entries = desk.json("verify")["totals"]["entries"]
    assert "takes the whole register" in desk.fails(2, "export", "--bundle", "-o", "TB.jsonl.gz", *more)
    assert desk.json("verify")["totals"]["entries"] == entries and not Path("TB.jsonl.gz").exists()


@pytest.mark.parametrize("name", ["TB.gz", "TB.json", ".jsonl.gz", "out/.jsonl.gz", "TB.jsonl.gz.age", "TB"])
def test_the_name_of_the_file_says_what_it_is(desk: DeskUnderTest, here: Path, name: str) -> None:
    (here / "out").mkdir()
    assert "ends in .jsonl.gz" in desk.fails(2, "export", "--bundle", "-o", name)
    assert "ends in .jsonl.gz" in desk.fails(2, "export", "--bundle")


def test_other_exports_take_neither_its_options_nor_its_name(desk: DeskUnderTest) -> None:
    assert "belong to --bundle" in desk.fails(2, "export", "--since", f"1 {'0' * 64}")
    assert "belong to --bundle" in desk.fails(2, "export", "--seal", "DN")
    assert "which format" in desk.fails(2, "export", "-o", "TB.jsonl.gz")


def test_a_folder_that_is_not_there_is_told_before_anything_is_recorded(desk: DeskUnderTest) -> None:
    assert "no folder" in desk.fails(3, "export", "--bundle", "-o", "none/TB.jsonl.gz")
    assert desk.json("verify")["totals"]["entries"] == 1


def test_a_register_that_no_receiver_would_take_is_not_sent(desk: DeskUnderTest) -> None:
    """Whatever stands in it, the sender is the first to read it as its receiver will."""
    desk.add()
    odd = Draft("noted", "2026-0001", {"extra": 1})
    Folder(str(desk.folder), Habits()).record("note", lambda _book: [odd], Stamp(NEXT, "lan", "desk1"))
    told = desk.fails(6, "export", "--bundle", "-o", "TB.jsonl.gz")
    assert "No receiver would take this register" in told and "entry 4" in told
    assert not Path("TB.jsonl.gz").exists()


def test_a_damaged_register_is_not_sent(desk: DeskUnderTest) -> None:
    desk.add()
    assert desk.run("list").code == 0
    file = desk.folder / "reception.json"
    file.write_bytes(file.read_bytes().replace(b'"people":1', b'"people":2'))
    result = desk.run("export", "--bundle", "-o", "TB.jsonl.gz")
    assert result.code == 6 and not Path("TB.jsonl.gz").exists()
