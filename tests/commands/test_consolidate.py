"""`consolidate`: what the units send up is added by itself, and the table says what is not well."""

import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DeskUnderTest = Any  # the `desk` of tests/conftest.py
DUC = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung", "--id-no", "049180119399")
LATER = "2026-12-24T08:10:00+07:00"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def unit(desk: DeskUnderTest, here: Path) -> Callable[[str], DeskUnderTest]:
    """Make the desk of a unit that sends; `desk` itself is the one that takes in."""

    def made(code: str, **how: str) -> DeskUnderTest:
        found = type(desk)(here / f"desk-{code}", desk._read)
        assert found.run("init", "--unit", code, **how).code == 0
        return found

    return made


def send(one: DeskUnderTest, file: str, *more: str, **how: str) -> str:
    """Make a bundle; gives the head that it ends with."""
    return str(one.json("export", "--bundle", "-o", file, *more, **how)["rows"][0]["after"])


def take(desk: DeskUnderTest, *argv: str, code: int = 0, **how: str) -> dict[str, dict[str, Any]]:
    """Consolidate; gives the rows by unit and file."""
    result = desk.run("consolidate", *argv, "--json", **how)
    assert result.code == code, result
    return {row["unit"] or row["file"][0]: row for row in json.loads(result.out)["rows"]}


def summary(desk: DeskUnderTest, *argv: str) -> dict[str, int]:
    return dict(desk.json("summarize", "--from", "1/1/2020", "--to", "31/12/2026", *argv)["totals"])


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder but the cards, which are a cache, and who locked it last."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("index.sqlite", "lock"))
    }


# -- taking in


@pytest.fixture(scope="module")
def two_units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two registers that come with the package, as bundles of two units."""
    from reception_cli.cli.main import run

    folder = tmp_path_factory.mktemp("units")
    registers = Path(__file__).parent.parent.parent / "src/reception_cli/data/registers"
    for code, file in (("U2023", "thang-binh-2023.csv"), ("U2024", "thang-binh-2024-9m.csv")):
        desk = ["--db", str(folder / code), "--now", "2026-11-23T08:10:00+07:00", "--user", "lan", "-q"]
        assert run([*desk, "init", "--unit", code]) == 0
        assert run([*desk, "import", str(registers / file), "--yes"]) == 0
        assert run([*desk, "export", "--bundle", "-o", str(folder / f"{code}.jsonl.gz")]) == 0
    return folder


@pytest.mark.parametrize("order", [("U2023", "U2024"), ("U2024", "U2023")])
def test_the_registers_of_two_units_add_up_in_either_order_and_once(
    desk: DeskUnderTest, two_units: Path, order: tuple[str, str]
) -> None:
    files = [str(two_units / f"{code}.jsonl.gz") for code in order]
    rows = take(desk, *files)
    assert [(row["status"], row["new"], row["totals_equal"], row["gaps"]) for row in rows.values()] == [
        ("received", 2146, True, 0), ("received", 1425, True, 0),
    ]  # fmt: skip
    both = {"visits": 970 + 659, "people": 1045 + 690, "incidents": 957 + 599, "groups": 4, "petitions": 0}
    assert summary(desk) == both
    assert all((desk.folder / f"units/{code}/index.sqlite").exists() for code in order)  # what was counted is kept
    before = tree(desk.folder)
    rows = take(desk, *files)
    assert [(row["status"], row["new"], row["totals_equal"]) for row in rows.values()] == [("unchanged", 0, True)] * 2
    assert tree(desk.folder) == before


def test_one_after_the_other_gives_the_same_as_both_at_once(
    desk: DeskUnderTest, two_units: Path, here: Path
) -> None:
    shutil.copytree(desk.folder, here / "other")
    take(desk, str(two_units / "U2024.jsonl.gz"))
    take(desk, str(two_units / "U2023.jsonl.gz"))
    other = type(desk)(here / "other", desk._read)
    take(other, str(two_units / "U2023.jsonl.gz"), str(two_units / "U2024.jsonl.gz"))
    units = (desk.folder / "units", other.folder / "units")
    assert tree(units[0]) == tree(units[1])
    assert desk.run("list", "--visits").out == other.run("list", "--visits").out


def test_a_line_tells_what_is_new_since_the_last_delivery(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    """configured, 2 of the visit, export: 4; then a visit, two closed, one corrected, one struck through, export."""
    one = unit("QS")
    one.add("Việc một", "--at", "20/11/2026")
    head = send(one, "first.jsonl.gz")
    row = take(desk, "first.jsonl.gz")["QS"]
    assert (row["entries"], row["new"], row["new_visits"], row["new_incidents"]) == (4, 4, 1, 1)
    one.add("Việc hai", "--at", "21/11/2026", now=LATER)
    one.json("close", "1", "2", "--result", "guided", now=LATER)
    one.json("correct", "V1", "--set", "people=3", "--reason", "đếm lại", now=LATER)
    one.json("void", "V2", "--reason", "ghi nhầm", "--yes", now=LATER)
    send(one, "second.jsonl.gz", "--since", head, now=LATER)
    row = take(desk, "second.jsonl.gz", now=LATER)["QS"]
    assert (row["status"], row["entries"], row["new"], row["repeated"], row["overlap"]) == ("received", 11, 7, 0, None)
    told = ("new_visits", "new_incidents", "closed", "corrected", "voided", "other_changes")
    assert [row[name] for name in told] == [1, 1, 2, 1, 1, 1]
    assert (row["first_day"], row["last_day"], row["recorded_to"]) == ("2026-11-21", "2026-11-21", "2026-12-24")
    assert (row["visits"], row["people"]) == (1, 3) and row["totals_equal"]


def test_the_numbers_of_a_unit_carry_its_code(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]) -> None:
    one = unit("QS")
    one.add("Việc một")
    send(one, "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz")
    assert [row["id"] for row in desk.json("list")["rows"]] == ["QS/2026-0001"]


def test_deliveries_of_one_unit_are_put_in_the_order_of_its_chain(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    one = unit("QS")
    heads = [send(one, "0.jsonl.gz")]
    for place in (1, 2):
        one.add(f"Việc {place}")
        heads.append(send(one, f"{place}.jsonl.gz", "--since", heads[-1]))
    row = take(desk, "2.jsonl.gz", "0.jsonl.gz", "1.jsonl.gz", "2.jsonl.gz")["QS"]
    assert (row["status"], row["new"], row["head"]) == ("received", 8, heads[-1])
    assert row["file"] == ["0.jsonl.gz", "1.jsonl.gz", "2.jsonl.gz"]


def test_a_delivery_behind_what_is_here_is_refused_with_what_is_missing(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    one = unit("QS")
    first = send(one, "0.jsonl.gz")
    one.add()
    second = send(one, "1.jsonl.gz", "--since", first)
    one.add()
    send(one, "2.jsonl.gz", "--since", second)
    take(desk, "0.jsonl.gz")
    before = tree(desk.folder / "units")
    row = take(desk, "2.jsonl.gz", code=6)["QS"]
    assert (row["status"], row["code"]) == ("refused", "gap")
    assert "entries 3 to 5 are not here" in row["reason"] and f"--since '{first}'" in row["reason"]
    assert tree(desk.folder / "units") == before
    assert take(desk, "1.jsonl.gz", "2.jsonl.gz")["QS"]["entries"] == 8


def test_a_delivery_that_overlaps_or_is_older_is_taken_for_what_it_is(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    one = unit("QS")
    one.add("Việc một", "--at", "20/11/2026")
    send(one, "old.jsonl.gz")
    one.add("Việc hai", "--at", "22/11/2026")
    send(one, "new.jsonl.gz")
    take(desk, "new.jsonl.gz")
    before = tree(desk.folder)
    row = take(desk, "old.jsonl.gz")["QS"]
    assert (row["status"], row["new"], row["repeated"], row["entries"]) == ("unchanged", 0, 4, 7)
    assert (row["overlap"], row["totals_equal"]) == ("2026-11-20..2026-11-20", None)  # its totals are of the past
    assert tree(desk.folder) == before


def test_a_history_that_was_written_anew_is_told_as_forked_and_not_taken(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path
) -> None:
    one = unit("QS")
    shutil.copytree(one.folder, here / "kept")
    one.add("Việc một")
    send(one, "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz")
    before = tree(desk.folder / "units")
    other = type(desk)(here / "kept", desk._read)
    other.add("Việc khác hẳn")
    send(other, "forked.jsonl.gz")
    other.add("Việc nữa")
    send(other, "longer.jsonl.gz")
    for file in ("forked.jsonl.gz", "longer.jsonl.gz"):
        row = take(desk, file, code=6)["QS"]
        assert (row["status"], row["code"], row["new"]) == ("forked", "forked", 0)
        assert "differ from entry 4 on" in row["reason"]
    assert tree(desk.folder / "units") == before


def test_a_restored_register_is_taken_anew_when_the_old_one_is_moved_away(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path
) -> None:
    one = unit("QS")
    one.add("Việc một")
    copy = one.json("backup", str(here / "backups"))["rows"][0]
    for place in range(3):
        one.add(f"Việc {place}")
    send(one, "lost.jsonl.gz")
    take(desk, "lost.jsonl.gz")
    told = one.run("restore", next(str(value) for value in copy.values() if "backups" in str(value)), "--yes")
    assert told.code == 0, told
    send(one, "QS.jsonl.gz")
    assert take(desk, "QS.jsonl.gz", code=6)["QS"]["status"] == "forked"
    (desk.folder / "units/QS").rename(here / "before")
    row = take(desk, "QS.jsonl.gz")["QS"]
    assert (row["status"], row["visits"], row["totals_equal"]) == ("received", 1, True)
    assert desk.json("list")["rows"][0]["id"] == "QS/2026-0001"


def test_wrong_ones_are_refused_one_by_one_and_the_others_go_on(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    one = unit("QS")
    send(one, "QS.jsonl.gz")
    Path("no.jsonl.gz").write_text("PK")
    Path("cut.jsonl.gz").write_bytes(Path("QS.jsonl.gz").read_bytes()[:-30])
    rows = take(desk, "no.jsonl.gz", "QS.jsonl.gz", "cut.jsonl.gz", ".", code=6)
    assert {name: (row["status"], row["code"]) for name, row in rows.items() if row["status"] == "refused"} == {
        "no.jsonl.gz": ("refused", "no_bundle"), ".": ("refused", "no_bundle"), "QS": ("refused", "cut"),
    }  # fmt: skip
    told = desk.json("consolidate", "QS.jsonl.gz")["totals"]
    assert (told["units"], told["unchanged"], told["entries"]) == (1, 1, 2)


def test_nothing_of_a_delivery_that_was_cut_stays_for_the_next_one(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path
) -> None:
    """What was read before its end was missing counts for nothing, and nobody is known by what it told of people."""
    one = unit("QS")
    assert one.run("keys", "new", "--area").code == 0
    one.add("Việc", *DUC)
    send(one, "cut.jsonl.gz")
    lines = gzip.decompress(Path("cut.jsonl.gz").read_bytes()).splitlines(keepends=True)
    Path("cut.jsonl.gz").write_bytes(gzip.compress(b"".join(lines[:-1])))
    (one.folder / "keys/area.key").rename(here / "away.key")
    send(one, "QS.jsonl.gz")
    told = desk.run("consolidate", "cut.jsonl.gz", "QS.jsonl.gz", "--json")
    taken, refused = json.loads(told.out)["rows"]
    assert (refused["code"], taken["status"], taken["new"], taken["repeated"]) == ("cut", "received", 4, 0)
    assert not (desk.folder / "units/QS/hashes.jsonl").exists()


def test_a_file_that_is_not_there_stops_before_anything_is_taken(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    send(unit("QS"), "QS.jsonl.gz")
    told = desk.fails(3, "consolidate", "QS.jsonl.gz", "none.jsonl.gz", "PN=none.csv")
    assert "'none.jsonl.gz'" in told and "'none.csv'" in told
    assert not (desk.folder / "units").exists()


def test_the_desk_that_takes_in_is_named_by_into(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path
) -> None:
    send(unit("QS"), "QS.jsonl.gz")
    answer = unit("DN").json("consolidate", "QS.jsonl.gz", "--into", str(desk.folder))
    assert answer["unit"] == "TB"
    assert (desk.folder / "units/QS/reception.json").exists() and not (here / "desk-DN/units").exists()
    assert "no register" in desk.fails(3, "consolidate", "QS.jsonl.gz", "--into", str(here / "nowhere"))


# -- totals


def forged_totals(file: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Let a sender count otherwise: everything else holds."""
    lines = gzip.decompress(Path(file).read_bytes()).splitlines()
    closing = json.loads(lines[-1])
    change(closing["closing"])
    lines[-1] = json.dumps(closing, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    Path(file).write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines)))


def test_a_figure_that_the_sender_counts_otherwise_is_named(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    one = unit("QS")
    one.add("Việc", "--people", "3")
    send(one, "QS.jsonl.gz")

    def change(closing: dict[str, Any]) -> None:
        closing["totals"]["people"] = 4
        closing["by_year"]["2025"] = {"visits": 1, "people": 1, "incidents": 1, "groups": 0}
        closing["form_01_tcd"]["tk-2026"]["columns"]["2"] = 7

    forged_totals("QS.jsonl.gz", change)
    row = take(desk, "QS.jsonl.gz", code=6)["QS"]
    assert (row["status"], row["totals_equal"], row["code"]) == ("received", False, "differs")
    assert row["differing"][0] == {"figure": "people", "sent": 4, "counted": 3}
    assert {"figure": "form_01_tcd.tk-2026.2", "sent": 7, "counted": 3} in row["differing"]
    assert {"figure": "2025.visits", "sent": 1, "counted": None} in row["differing"]
    assert len(row["differing"]) == 6
    assert "people: 4 sent, 3 counted here" in row["reason"]
    assert take(desk, "QS.jsonl.gz", code=6)["QS"]["totals_equal"] is False  # nor is it forgotten


@pytest.mark.parametrize(
    "form", [{}, {"tk-2026": []}, {"tk-2026": {"columns": {"9" * 400: "\u001b[31m"}}}, {"": {"": 1}}]
)
def test_a_form_of_any_shape_is_compared(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], form: dict[str, Any]
) -> None:
    one = unit("QS")
    one.add()
    send(one, "QS.jsonl.gz")
    forged_totals("QS.jsonl.gz", lambda closing: closing.update(form_01_tcd=form))
    row = take(desk, "QS.jsonl.gz", code=6)["QS"]
    assert row["totals_equal"] is False and all(len(one["figure"]) <= 60 for one in row["differing"])


def test_gaps_in_the_numbers_are_told(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]) -> None:
    """What a dishonest office would do: leave V2026-0002 out and chain the rest anew."""
    from reception_cli.domain.entry import digest

    one = unit("QS")
    for place in range(3):
        one.add(f"Việc {place}")
    send(one, "QS.jsonl.gz")
    manifest, *lines, closing = map(json.loads, gzip.decompress(Path("QS.jsonl.gz").read_bytes()).splitlines())
    entries = [line["entry"] for line in lines if line["entry"]["subject"] not in ("2026-0002", "V2026-0002")]
    prev = "0" * 64
    for seq, entry in enumerate(entries, 1):
        entry |= {"seq": seq, "batch": [seq, seq], "prev": prev}
        prev = entry["digest"] = digest(entry)
    manifest["after"] = {"count": len(entries), "digest": prev}
    totals = {"visits": 2, "people": 2, "incidents": 2, "groups": 0}
    closing["closing"] |= {"entries": len(entries), "totals": totals, "by_year": {"2026": totals}, "form_01_tcd": None}
    write("QS.jsonl.gz", [manifest, *({"entry": entry} for entry in entries), closing])
    row = take(desk, "QS.jsonl.gz")["QS"]
    assert (row["totals_equal"], row["gaps"]) == (True, 2)
    assert row["missing_numbers"] == ["2026-0002 is missing", "V2026-0002 is missing"]


def write(file: str, parts: list[dict[str, Any]]) -> None:
    """Write a bundle by hand, with a closing that fits."""
    import hashlib

    def raw(part: dict[str, Any]) -> bytes:
        return json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    body = b"".join(map(raw, parts[:-1]))
    parts[-1]["closing"]["sha256"] = hashlib.sha256(body).hexdigest()
    Path(file).write_bytes(gzip.compress(body + raw(parts[-1])))


# -- what the desk remembers


def test_every_delivery_that_brings_something_is_an_entry(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    one = unit("QS")
    first = send(one, "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz")
    one.add()
    second = send(one, "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz", now=LATER)
    entries = json.loads((desk.folder / "reception.json").read_bytes())["entries"].values()
    told = [entry["data"] for entry in entries if entry["kind"] == "consolidated"]
    assert [(data["unit"], data["source"]) for data in told] == [("QS", "bundle")] * 2
    assert told[0]["before"] is None and told[1]["before"] == told[0]["after"]
    heads = [f"{data['after']['count']} {data['after']['digest']}" for data in told]
    assert heads == [first, second]
    lines = gzip.decompress(Path("QS.jsonl.gz").read_bytes()).splitlines(keepends=True)
    import hashlib

    assert told[1]["sha256"] == hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    assert desk.json("verify")["totals"]["ok"]


def test_undo_stops_at_a_delivery_which_cannot_be_given_back(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    desk.add("Việc của nơi nhận")
    send(unit("QS"), "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz")
    assert "QS" in desk.fails(4, "undo")
    assert desk.json("list", "--status", "void")["rows"] == []
    assert (desk.folder / "units/QS/reception.json").exists()


def test_what_was_interrupted_before_it_was_remembered_is_remembered_by_the_next_run(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path
) -> None:
    one = unit("QS")
    send(one, "QS.jsonl.gz")
    shutil.copytree(desk.folder, here / "before")
    take(desk, "QS.jsonl.gz")
    shutil.copytree(desk.folder / "units", here / "before/units")
    desk.folder = here / "before"  # the unit's register is there, the entry is not
    assert take(desk, "QS.jsonl.gz")["QS"]["status"] == "unchanged"
    assert [row["kind"] for row in desk.json("log")["rows"]].count("consolidated") == 1


def test_a_register_as_it_was_delivered_is_changed_by_nobody_here(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], registers: Path
) -> None:
    """Its next delivery would not fit any more. A register that is kept here is another matter."""
    one = unit("QS")
    one.add("Việc")
    send(one, "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz", f"PN={registers}/thang-binh-2024-9m.csv")
    before = tree(desk.folder)
    taken, kept = (type(desk)(desk.folder / "units" / code, desk._read) for code in ("QS", "PN"))
    for argv in (("note", "1", "x"), ("export", "--bundle", "-o", "x.jsonl.gz"), ("void", "1", "--reason", "x")):
        assert "as it was delivered" in taken.fails(4, *argv), argv
    assert tree(desk.folder) == before
    assert kept.run("note", "1", "x").code == 0
    one.add("Việc hai")
    send(one, "QS.jsonl.gz")
    assert take(desk, "QS.jsonl.gz")["QS"]["new"] == 3


# -- a crash


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("moment", range(1, 6))
def test_a_crash_leaves_a_beginning_that_the_next_run_completes(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    from reception_cli.exchange import inbox
    from reception_cli.ledger.storage import FileLedger

    one = unit("QS")
    for place in range(4):
        one.add(f"Việc {place}")
    send(one, "QS.jsonl.gz")
    shutil.copytree(desk.folder, here / "whole")
    whole = type(desk)(here / "whole", desk._read)
    take(whole, "QS.jsonl.gz")
    monkeypatch.setattr(inbox, "_AT_ONCE", 1)  # batch by batch
    left = [moment]

    def dying(write: Any) -> Any:
        def step(*args: Any) -> Any:
            left[0] -= 1
            if not left[0]:
                raise Killed
            return write(*args)

        return step

    with monkeypatch.context() as patch:
        patch.setattr(FileLedger, "splice", dying(FileLedger.splice))
        with pytest.raises(Killed):
            desk.run("consolidate", "QS.jsonl.gz")
    row = take(desk, "QS.jsonl.gz")["QS"]
    assert (row["status"], row["entries"]) == ("received", 10)
    assert row["new"] == 10 - (0, 1, 3, 5, 7)[moment - 1]
    assert tree(desk.folder / "units") == tree(whole.folder / "units")
    assert summary(desk) == summary(whole)


# -- who was expected


def expect(text: str) -> str:
    Path("units.csv").write_text(text, encoding="utf-8")
    return "units.csv"


def test_units_that_sent_nothing_are_missing_and_late_ones_late(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    october = "2026-10-02T08:00:00+07:00"
    for code, day in (("QS", "2026-09-15T08:00:00+07:00"), ("PN", october), ("HD", october), ("XX", LATER)):
        send(unit(code, now=day), f"{code}.jsonl.gz", now=day)
    file = expect(
        "unit,name,to,due\nQS,Quế Sơn,30/9/2026,10/10/2026\nPN,Phước Ninh,2026-09-30,\nTB2,Thăng Bình,30/9/2026,\n"
        "HD,Hiệp Đức,2/10/2026,22/11/2026\n"
    )
    files = (f"{code}.jsonl.gz" for code in ("QS", "PN", "HD", "XX"))
    result = desk.run("consolidate", *files, "--expect", file, "--json")
    assert result.code == 0
    answer = json.loads(result.out)
    rows = {row["unit"]: row for row in answer["rows"]}
    assert {code: (row["status"], row["name"]) for code, row in rows.items()} == {
        "QS": ("late", "Quế Sơn"), "PN": ("received", "Phước Ninh"), "TB2": ("missing", "Thăng Bình"),
        "XX": ("received", "XX"), "HD": ("late", "Hiệp Đức"),
    }  # fmt: skip
    assert "It came on 2026-11-23; it was due on 2026-11-22." in rows["HD"]["reason"]
    assert "up to 2026-09-15 only, not up to 2026-09-30" in rows["QS"]["reason"]
    assert rows["QS"]["new"] == 2  # late is not refused
    assert [note["units"] for note in answer["notes"] if note["code"] == "unexpected"] == [["XX"]]
    assert (answer["totals"]["missing"], answer["totals"]["late"]) == (1, 2)


def test_what_came_in_time_is_not_late_because_it_is_looked_at_again(unit: Callable[[str], DeskUnderTest]) -> None:
    one, desk = (unit(code, now="2026-10-01T08:00:00+07:00") for code in ("QS", "DN"))
    send(one, "QS.jsonl.gz", now="2026-10-02T08:00:00+07:00")
    file = expect("unit,to,due\nQS,30/9/2026,10/10/2026\n")
    assert take(desk, "QS.jsonl.gz", "--expect", file, now="2026-10-09T08:00:00+07:00")["QS"]["status"] == "received"
    assert take(desk, "--expect", file, now=LATER)["QS"]["status"] == "unchanged"
    one.add(now="2026-11-01T08:00:00+07:00")
    send(one, "QS.jsonl.gz", now="2026-11-01T08:00:00+07:00")
    assert take(desk, "QS.jsonl.gz", "--expect", file, now=LATER)["QS"]["status"] == "received"
    file = expect("unit,to,due\nQS,31/10/2026,10/11/2026\n")
    row = take(desk, "--expect", file, now=LATER)["QS"]
    assert (row["status"], row["code"]) == ("late", "late") and "it was due on" in row["reason"]


@pytest.mark.parametrize(
    ("files", "more", "code"),
    [
        ((), (), 0), ((), ("--exit-code",), 10), ((), ("--strict",), 6), ((), ("--strict", "--exit-code"), 6),
        (("ZZ.jsonl.gz",), ("--exit-code",), 10), (("bad.jsonl.gz",), ("--exit-code",), 6),
        (("QS.jsonl.gz", "AA.jsonl.gz"), ("--exit-code",), 0), (("QS.jsonl.gz",), ("--dry-run", "--exit-code"), 0),
        ((), ("--dry-run", "--exit-code"), 10),
    ],
)  # fmt: skip
def test_a_unit_that_is_missing_heads_the_answer_and_leaves_with_10_where_that_is_asked_for(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], files: tuple[str, ...], more: tuple[str, ...], code: int
) -> None:
    for each in ("AA", "QS", "ZZ"):
        send(unit(each), f"{each}.jsonl.gz")
    Path("bad.jsonl.gz").write_text("x")
    if "AA.jsonl.gz" not in files:
        assert desk.run("consolidate", "AA.jsonl.gz").code == 0
    file = expect("unit,name\nAA,\nQS,Quế Sơn\n")
    result = desk.run("consolidate", *files, "--expect", file, *more, "--json")
    answer = json.loads(result.out)
    missing = [row["unit"] for row in answer["rows"] if row["status"] == "missing"]
    assert (result.code == code and missing == ([] if "QS.jsonl.gz" in files else ["QS"])) or "--dry-run" in more
    if missing:
        assert answer["rows"][0]["unit"] == "QS"
        assert answer["notes"][0] == {"code": "missing", "units": ["QS"]}


def test_records_that_end_too_early_are_missing_and_those_that_came_late_are_not(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]
) -> None:
    october = "2026-10-02T08:00:00+07:00"
    for code in ("HD", "QS"):
        send(unit(code, now=october), f"{code}.jsonl.gz", now=october)
    file = expect("unit,to,due\nHD,2/10/2026,22/11/2026\nQS,31/10/2026,\n")
    result = desk.run("consolidate", "HD.jsonl.gz", "QS.jsonl.gz", "--expect", file, "--exit-code", "--json")
    answer = json.loads(result.out)
    assert [(row["unit"], row["status"]) for row in answer["rows"]] == [("QS", "late"), ("HD", "late")]
    assert (result.code, answer["notes"][0]) == (10, {"code": "missing", "units": ["QS"]})
    file = expect("unit,to,due\nHD,2/10/2026,22/11/2026\n")
    assert desk.run("consolidate", "--expect", file, "--exit-code").code == 0


def test_the_code_of_what_is_missing_needs_a_list_of_what_is_expected(desk: DeskUnderTest) -> None:
    Path("QS.jsonl.gz").write_text("x")
    assert "--expect" in desk.fails(2, "consolidate", "QS.jsonl.gz", "--exit-code")


def test_a_list_of_the_expected_that_cannot_be_read_is_told_row_by_row(desk: DeskUnderTest) -> None:
    told = desk.fails(6, "consolidate", "--expect", expect("unit,to\n../x,\nTB,30/2/2026\nQS,\nQS,\n"))
    assert "row 2: '../x' cannot be" in told and "row 3: " in told and "row 5: QS stands" in told
    assert "no column unit" in desk.fails(6, "consolidate", "--expect", expect("a,b\n1,2\n"))
    assert "no file" in desk.fails(3, "consolidate", "--expect", "none.csv")


def test_the_tree_of_units_can_be_what_is_expected(desk: DeskUnderTest) -> None:
    desk.json("units", "add", "QS", "--name", "Quế Sơn", "--level", "district")
    assert desk.run("units", "list", "-o", "units.csv").code == 0
    assert take(desk, "--expect", "units.csv")["QS"]["status"] == "missing"


# -- strict, and trying


def test_strict_takes_all_or_nothing(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]) -> None:
    for code in ("QS", "PN"):
        send(unit(code), f"{code}.jsonl.gz")
    Path("bad.jsonl.gz").write_text("x")
    before = tree(desk.folder)
    rows = take(desk, "QS.jsonl.gz", "bad.jsonl.gz", "--strict", code=6)
    assert (rows["QS"]["status"], rows["QS"]["code"], rows["QS"]["new"]) == ("refused", "held_back", 0)
    assert rows["bad.jsonl.gz"]["code"] == "no_bundle"
    file = expect("unit\nQS\nPN\n")
    assert take(desk, "QS.jsonl.gz", "--expect", file, "--strict", code=6)["PN"]["status"] == "missing"
    assert tree(desk.folder) == before and not (desk.folder / "units").exists()
    rows = take(desk, "QS.jsonl.gz", "PN.jsonl.gz", "--expect", file, "--strict")
    assert {row["status"] for row in rows.values()} == {"received"}


@pytest.mark.parametrize("known", [False, True])
def test_strict_takes_nothing_where_totals_differ(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], known: bool
) -> None:
    one = unit("QS")
    send(one, "first.jsonl.gz")
    if known:
        take(desk, "first.jsonl.gz")
    one.add()
    send(one, "QS.jsonl.gz")
    forged_totals("QS.jsonl.gz", lambda closing: closing["totals"].update(visits=9))
    before = tree(desk.folder)
    row = take(desk, "QS.jsonl.gz", "--strict", code=6)["QS"]
    assert (row["totals_equal"], row["new"], row["entries"]) == (False, 0, 2 if known else 0)
    assert tree(desk.folder) == before


def test_a_dry_run_tells_the_same_and_takes_nothing(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], registers: Path
) -> None:
    one = unit("QS")
    one.add()
    send(one, "QS.jsonl.gz")
    before = tree(desk.folder)
    argv = ("QS.jsonl.gz", f"PN={registers}/thang-binh-2024-9m.csv")
    rows = take(desk, *argv, "--dry-run")
    assert tree(desk.folder) == before
    again = take(desk, *argv)
    for row in (*rows.values(), *again.values()):
        row.pop("head")
    assert rows == again


# -- plain registers


def test_a_plain_register_is_kept_here_for_its_unit(desk: DeskUnderTest, registers: Path) -> None:
    row = take(desk, f"PN={registers}/thang-binh-2023.xlsx")["PN"]
    assert (row["status"], row["new_visits"], row["new_incidents"], row["visits"]) == ("received", 970, 957, 970)
    assert (row["first_day"], row["last_day"], row["totals_equal"]) == ("2023-01-03", "2023-12-14", None)
    before = tree(desk.folder)
    row = take(desk, f"PN={registers}/thang-binh-2023.csv")["PN"]
    assert (row["status"], row["new"], row["repeated"]) == ("unchanged", 0, 970)
    assert tree(desk.folder) == before
    assert summary(desk) == {"visits": 970, "people": 1045, "incidents": 957, "groups": 2, "petitions": 0}
    kept = type(desk)(desk.folder / "units/PN", desk._read)
    assert kept.json("verify")["totals"]["ok"]


HEADINGS = "STT,Ngày tiếp,Họ tên,Địa chỉ,Nội dung vụ việc,Số người"


def test_days_that_two_files_of_a_unit_tell_of_are_told(desk: DeskUnderTest, registers: Path, here: Path) -> None:
    text = (registers / "thang-binh-2024-9m.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    Path("part.csv").write_text("".join(text[:300]), encoding="utf-8")
    take(desk, "PN=part.csv")
    row = take(desk, f"PN={registers}/thang-binh-2024-9m.csv")["PN"]
    first, last = row["overlap"].split("..")
    assert first <= last
    assert row["status"] == "received" and row["repeated"] > 200
    assert summary(desk)["visits"] == 659
    row = take(desk, f"PN={registers}/thang-binh-2023.csv")["PN"]
    assert row["overlap"] is None  # another year


def test_bundles_and_plain_files_of_a_unit_are_not_mixed(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], registers: Path
) -> None:
    send(unit("QS"), "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz", f"PN={registers}/thang-binh-2024-9m.csv")
    send(unit("PN"), "PN.jsonl.gz")
    before = tree(desk.folder / "units")
    rows = take(desk, f"QS={registers}/thang-binh-2024-9m.csv", "PN.jsonl.gz", code=6)
    assert {row["status"] for row in rows.values()} == {"refused"}
    assert all("not mixed" in row["reason"] for row in rows.values())
    assert tree(desk.folder / "units") == before


def test_a_plain_register_with_bad_rows_is_refused_whole(desk: DeskUnderTest, registers: Path) -> None:
    lines = (registers / "thang-binh-2024-9m.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if "02/01/2024" in line)
    lines[place] = lines[place].replace("02/01/2024", "32/01/2024")
    Path("bad.csv").write_text("".join(lines), encoding="utf-8")
    row = take(desk, "PN=bad.csv", code=6)["PN"]
    assert (row["status"], row["code"]) == ("refused", "rejects") and "row is rejected" in row["reason"]
    assert "reception import bad.csv --dry-run" in row["reason"]
    assert not (desk.folder / "units").exists()


@pytest.mark.parametrize("word", ["../PN=x.csv", "P/N=x.csv", "=x.csv", "..=x.csv", "PN=x.jsonl.gz", "x.csv"])
def test_a_plain_register_says_whose_it_is_as_a_code(desk: DeskUnderTest, word: str) -> None:
    Path("x.csv").write_text(HEADINGS)
    Path("x.jsonl.gz").write_text("")
    desk.fails(2, "consolidate", word)


# -- units


def test_the_own_unit_of_the_desk_is_not_taken_in(desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest]) -> None:
    send(unit("tb"), "tb.jsonl.gz")
    row = take(desk, "tb.jsonl.gz", code=6)["tb"]
    assert row["status"] == "refused" and "unit of this desk itself" in row["reason"]


def test_codes_that_differ_in_their_writing_only_are_refused(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], registers: Path
) -> None:
    send(unit("QS"), "QS.jsonl.gz")
    take(desk, "QS.jsonl.gz")
    for code in ("qs", "Qs", "ＱＳ"):
        send(unit(code), "other.jsonl.gz")
        row = take(desk, "other.jsonl.gz", f"{code}={registers}/thang-binh-2024-9m.csv", code=6)[code]
        assert "There is a unit QS here already" in row["reason"], code
    assert [path.name for path in (desk.folder / "units").iterdir() if path.is_dir()] == ["QS"]


@pytest.mark.parametrize("planted", ["units", "units/QS", "units/QS/reception.json", "units/QS/lock"])
def test_planted_links_are_not_followed(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], here: Path, planted: str
) -> None:
    send(unit("QS"), "QS.jsonl.gz")
    (here / "elsewhere").mkdir()
    target = desk.folder / planted
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(here / "elsewhere" / ("x" if "QS/" in planted else ""))
    told = desk.run("consolidate", "QS.jsonl.gz")
    assert told.code in (6, 7), told
    assert "Traceback" not in told.err and os.listdir(here / "elsewhere") == []


# -- usage


def test_what_does_not_fit_together_is_wrong_usage(desk: DeskUnderTest) -> None:
    assert "Nothing was named" in desk.fails(2, "consolidate")
    assert "takes nothing in" in desk.fails(2, "consolidate", "--pairs", "--strict")


# -- by several processes


@pytest.mark.parametrize("starts", [True, False])
def test_units_that_are_taken_in_side_by_side_are_taken_in_alike(
    desk: DeskUnderTest, two_units: Path, here: Path, monkeypatch: pytest.MonkeyPatch, starts: bool
) -> None:
    """Also where no process can be started; a file of one unit that is refused stands in its place."""
    from reception_cli.cli.commands import take_in_bundles

    shutil.copytree(desk.folder, here / "other")
    other = type(desk)(here / "other", desk._read)
    blob = (two_units / "U2024.jsonl.gz").read_bytes()
    Path("cut.jsonl.gz").write_bytes(blob[:-9])
    files = ("U2023.jsonl.gz", "U2024.jsonl.gz")
    argv = ("consolidate", *(str(two_units / file) for file in files), "cut.jsonl.gz", "--json")
    alone = desk.run(*argv)
    monkeypatch.setattr(take_in_bundles, "MUCH", 0)
    monkeypatch.setattr(take_in_bundles, "_processors", lambda: 2)
    if not starts:
        monkeypatch.setattr(take_in_bundles, "ProcessPoolExecutor", broken)
    beside = other.run(*argv)
    assert (alone.code, json.loads(alone.out)) == (beside.code, json.loads(beside.out))
    assert tree(desk.folder / "units") == tree(other.folder / "units")


def broken(*_args: Any, **_how: Any) -> Any:
    raise OSError("no more processes")


def test_a_fault_of_the_desk_in_another_process_is_told_as_its_own(
    desk: DeskUnderTest, unit: Callable[[str], DeskUnderTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reception_cli.cli.commands import take_in_bundles

    for code in ("QS", "PN"):
        send(unit(code), f"{code}.jsonl.gz")
    take(desk, "QS.jsonl.gz")
    send(unit("XX"), "XX.jsonl.gz")
    monkeypatch.setattr(take_in_bundles, "MUCH", 0)
    monkeypatch.setattr(take_in_bundles, "_processors", lambda: 2)
    (desk.folder / "units/PN").write_text("in the way")
    assert "is a file, not a folder" in desk.fails(7, "consolidate", "PN.jsonl.gz", "XX.jsonl.gz")
