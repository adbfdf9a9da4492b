"""The page for everybody: what it holds of a matter nobody reads without its code, and nothing of a person is on it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from reception_cli.domain import lookup_code
from reception_cli.exchange import lookup
from reception_cli.index.queries.publication import Standing
from reception_cli.reporting import publication

NAME, PLACE, TEXT, PHONE = "Ngô Bá Tú", "thôn 9, xã Bình Trung", "Tranh chấp thửa 804", "0905123456"
SALT = bytes(range(16))
OPEN = Standing("2026-0001", "accepted", False, None, "2026-11-02", "2026-11-05", None, None, "decision", "2026-12-20",
                False, False)  # fmt: skip
PUBLISH = ("--phone", "0235 3874 123")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "public"


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# --- what is told of a matter.

def told(**more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(publication.value(OPEN._replace(**more)))
    return found


def test_a_matter_tells_its_state_its_days_and_the_next_step_with_its_legal_day() -> None:
    assert told() == {
        "s": "accepted", "d": [["received", "2026-11-02"], ["accepted", "2026-11-05"]], "n": "decision",
        "u": "2026-12-20",
    }  # fmt: skip


@pytest.mark.parametrize(("status", "more", "state"), [
    ("open", {}, "handled"), ("accepted", {}, "handled"), ("suspended", {}, "handled"), ("closed", {}, "concluded"),
    ("decided", {"ended": True}, "concluded"), ("open", {"withdrawn": True}, "concluded"),
])  # fmt: skip
def test_a_denunciation_is_being_handled_or_concluded_and_nothing_more(
    status: str, more: dict[str, Any], state: str
) -> None:
    assert told(secret=True, status=status, closed_on="2026-11-09", result="founded", **more) == {"s": state}


@pytest.mark.parametrize("more", [
    {"withdrawn": True}, {"status": "closed", "result": "withdrawn"}, {"status": "closed", "withdrawn": True},
])  # fmt: skip
def test_what_was_withdrawn_has_ended_and_says_nothing_more(more: dict[str, Any]) -> None:
    assert told(**more) == {"s": "ended"}


def test_every_state_result_and_day_has_words() -> None:
    words = publication.words()
    from reception_cli.law import codes

    states = {"accepted", "ended", "handled", "concluded"}
    states |= {told(status=code.code)["s"] for code in codes.load("status")}
    states |= {told(status="closed", result=code.code)["s"] for code in codes.load("result")}
    assert states <= words["states"].keys()
    days = dict(told(status="closed", decided_on="2026-11-08", closed_on="2026-11-09")["d"])
    assert set(days) == words["days"].keys()


# --- what nobody reads without the code.

def test_the_same_code_opens_it_and_no_other_does() -> None:
    secret = pytest.importorskip("nacl.secret")
    import base64

    code, other = lookup_code.new(), lookup_code.new()
    entry = lookup.sealed(lookup.key(code, SALT), b'{"s":"open"}')
    box = base64.b64decode(entry.box)
    assert json.loads(secret.SecretBox(lookup.key(code, SALT)[:32]).decrypt(box)) == {"s": "open"}
    with pytest.raises(Exception, match="failed"):
        secret.SecretBox(lookup.key(other, SALT)[:32]).decrypt(box)
    assert code.encode() not in entry.name.encode() + box
    assert lookup.key(code, SALT) != lookup.key(code, bytes(16))


def test_what_is_told_has_one_length_and_is_sealed_the_same_again() -> None:
    pytest.importorskip("nacl")
    key = lookup.key("A" * 15, SALT)
    sizes = {len(lookup.sealed(key, publication.value(one)).box) for one in (
        OPEN, OPEN._replace(secret=True), OPEN._replace(status="closed", result="answered", closed_on="2026-11-09"),
    )}  # fmt: skip
    assert len(sizes) == 1
    assert lookup.sealed(key, b"x") == lookup.sealed(key, b"x") != lookup.sealed(key, b"y")


@pytest.mark.parametrize(("count", "length"), [(0, 1), (1024, 1), (1025, 2), (16_384, 2), (50_000, 3)])
def test_no_file_grows_large(count: int, length: int) -> None:
    assert lookup.prefix_length(count) == length


# --- figures of which nobody can be told apart.

@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ({"a": 20, "b": 7}, {"a": 20, "b": 7}),
        ({"a": 20, "b": 7, "c": 0}, {"a": 20, "b": 7}),
        ({"a": 20, "b": 3}, {"rest": 23}),  # alone, the 3 would be the difference to the total
        ({"a": 20, "b": 9, "c": 3}, {"a": 20, "rest": 12}),
        ({"a": 20, "c": 3, "d": 2}, {"a": 20, "rest": 5}),
        ({"a": 20, "c": 2, "d": 2}, {"rest": 24}),
        ({"a": 3, "b": 1}, {}),
        ({"a": 4}, {}),
        ({}, {}),
    ],
)
def test_small_figures_are_merged_until_nobody_can_tell_one_by_subtraction(
    counts: dict[str, int], left: dict[str, int]
) -> None:
    assert publication.merged(counts, "rest") == left


# --- the folder.

def test_it_is_published_recorded_and_once(desk: Any, folder: Path) -> None:
    pytest.importorskip("nacl")
    first = desk.json("publish", str(folder), *PUBLISH)["rows"][0]
    assert first["changed"] is True and (folder / "index.html").exists()
    count = len(desk.json("log")["rows"])
    assert desk.json("log")["rows"][-1]["kind"] == "disclosed"
    before = everything(folder)
    again = desk.json("publish", str(folder))["rows"][0]  # whom to ask is known from last time
    assert (again["changed"], again["written"]) == (False, 0)
    assert len(desk.json("log")["rows"]) == count and everything(folder) == before
    assert os.listdir(folder.parent) == [name for name in os.listdir(folder.parent) if ".new-" not in name]


def test_a_name_a_place_a_text_and_a_number_are_nowhere_in_it(desk: Any, folder: Path) -> None:
    for _n in range(6):
        desk.add(TEXT, "--name", NAME, "--address", PLACE, "--phone", PHONE, "--at", "5/10/2026")
    assert desk.run("publish", str(folder), *PUBLISH).code == 0
    told = everything(folder).decode()
    for secret in (NAME, PLACE, "thửa 804", PHONE, "2026-0001", "V2026-0001"):
        assert secret not in told
    assert ">6<" in (folder / "index.html").read_text(encoding="utf-8")


def test_a_folder_with_somebodys_files_is_refused_and_left_alone(desk: Any, folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("x")
    assert "thesis.txt" in desk.fails(2, "publish", str(folder), *PUBLISH)
    assert os.listdir(folder) == ["thesis.txt"]


def test_a_file_that_somebody_put_among_ours_stops_it(desk: Any, folder: Path) -> None:
    assert desk.run("publish", str(folder), *PUBLISH).code == 0
    (folder / "d").mkdir(exist_ok=True)
    (folder / "d" / "photo.jpg").write_text("x")
    assert "photo.jpg" in desk.fails(2, "publish", str(folder), now="2026-11-24T08:00:00+07:00")
    assert (folder / "d" / "photo.jpg").exists() and (folder / "index.html").exists()


@pytest.mark.parametrize("evil", [b"evil()", b""])
def test_a_changed_file_of_ours_is_put_right(desk: Any, folder: Path, evil: bytes) -> None:
    for _turn in range(2):  # the second one knows the files without reading them
        assert desk.run("publish", str(folder), *PUBLISH).code == 0
    sound = (folder / "app.js").read_bytes()
    (folder / "app.js").write_bytes(evil or sound.replace(b"function", b"noitcnuf"))  # of the same size
    os.utime(folder / "app.js", ns=(1, 1))
    assert desk.json("publish", str(folder))["rows"][0] | {"folder": ""} == {
        "folder": "", "matters": 0, "written": 1, "changed": True,
    }  # fmt: skip
    assert (folder / "app.js").read_bytes() == sound


def test_what_a_killed_publication_left_is_put_right(desk: Any, folder: Path) -> None:
    assert desk.run("publish", str(folder), *PUBLISH).code == 0
    folder.rename(folder.parent / ".public.old-abc")  # killed between taking the old away and putting the new there
    (folder.parent / ".public.new-abc").mkdir()
    assert desk.run("publish", str(folder), *PUBLISH, now="2026-11-24T08:00:00+07:00").code == 0
    assert (folder / "index.html").exists()
    assert [name for name in os.listdir(folder.parent) if name.startswith(".public")] == []


def test_nobody_to_ask_is_refused(desk: Any, folder: Path) -> None:
    assert "--phone" in desk.fails(2, "publish", str(folder)) and not folder.exists()


def test_a_dry_run_publishes_nothing(desk: Any, folder: Path) -> None:
    before = len(desk.json("log")["rows"])
    assert desk.json("publish", str(folder), *PUBLISH, "--dry-run")["rows"][0]["changed"] is True
    assert not folder.exists() and len(desk.json("log")["rows"]) == before


def test_the_desks_own_folder_is_refused(desk: Any) -> None:
    assert desk.run("publish", str(desk.folder), *PUBLISH).code == 2
    assert desk.run("publish", str(Path(desk.folder, "backups")), *PUBLISH).code == 2
