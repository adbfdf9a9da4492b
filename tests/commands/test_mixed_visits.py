"""Who brings a denunciation and another matter in one visit stays hidden in both, and comes back with the facts."""

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from reception_cli.events import replay
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.federation import Federation
from reception_cli.reporting import disclosure

DeskUnderTest = Any  # the `desk` of tests/conftest.py
WHO = ("--name", "Trần Thị Kín", "--address", "thôn Ẩn", "--commune", "xã Lặng", "--id-no", "049099912345")
TRACES = ("Kín", "Ẩn", "Lặng", "049099912345")
VIEWS = (
    ("show", "1"), ("show", "V1"), ("show", "P1"), ("list",), ("list", "--visits"), ("list", "--petitions"),
    ("search", "nuoc sach"), ("show", "1", "--json"), ("show", "1", "--json", "--with-identity"),
    ("show", "V1", "--json", "--with-identity"), ("list", "--json", "--with-identity"),
)  # fmt: skip


@pytest.fixture
def mixed(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> DeskUnderTest:
    """One visit with a petition, a correction of its name, and two matters; the second has no kind yet."""
    desk.add("Xin cấp nước sạch", *WHO, "--kind", "recommendation", "--petition")
    mended = ("--set", "name=Trần Thị Kín Tên", "--set", "commune=xã Lặng Lẽ")
    assert desk.run("correct", "V1", *mended, "--reason", "nghe nhầm").code == 0
    desk.json("add", "Tố giác ông Bảy nhận tiền", "--to", "V1")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "250")
    return desk


def seen(desk: DeskUnderTest) -> set[str]:
    """What of the person the clerk's own terminal and the outputs with names show."""
    out = "".join(desk.run(*view).out for view in VIEWS)
    return {trace for trace in TRACES if trace in out}


def found(desk: DeskUnderTest, *words: str) -> list[str]:
    return [row["id"] for row in desk.json("search", *words)["rows"]]


def suggested(desk: DeskUnderTest) -> set[str]:
    argv = ("add", "Việc khác hẳn", *WHO[:2], "--address", "nơi khác", *WHO[6:], "--dry-run")
    return {match["incident"] for match in desk.json(*argv)["rows"][0]["similar"]}


def hidden(desk: DeskUnderTest) -> bool:
    """Whether the person is nowhere; half hidden is a failure."""
    traces = (seen(desk), found(desk, "tran kin"), found(desk, "thon an"), found(desk, "ten"), suggested(desk))
    assert all(traces) or not any(traces), traces
    return not any(traces)


def rebuilt(desk: DeskUnderTest) -> DeskUnderTest:
    for kept in Path(desk.folder).glob("index.sqlite*"):
        kept.unlink()
    return desk


def test_a_person_is_hidden_in_both_matters_and_comes_back_when_it_was_no_denunciation(
    mixed: DeskUnderTest,
) -> None:
    assert not hidden(mixed)
    mixed.json("classify", "2", "--kind", "denunciation")
    assert hidden(mixed) and hidden(rebuilt(mixed))
    assert found(mixed, "nuoc sach") == ["2026-0001"]
    mixed.json("classify", "2", "--kind", "feedback", "--reason", "đọc lại đơn")
    assert hidden(mixed) and hidden(rebuilt(mixed))
    mixed.json("show", "2", "--with-identity", "--reason", "xem lại người nêu")
    assert not hidden(mixed) and found(mixed, "tran kin") == ["2026-0002", "2026-0001"]
    assert not hidden(rebuilt(mixed))


def test_taking_the_classification_back_brings_the_person_back_once_it_is_read(mixed: DeskUnderTest) -> None:
    mixed.json("classify", "2", "--kind", "denunciation")
    assert hidden(mixed)
    mixed.json("undo")
    assert hidden(mixed)
    mixed.json("list", "--with-identity", "--reason", "xem lại người nêu")
    assert not hidden(mixed) and found(mixed, "tran kin") == ["2026-0002", "2026-0001"]


def test_a_matter_added_to_the_visit_of_a_denunciation_hides_its_person_from_the_beginning(
    desk: DeskUnderTest,
) -> None:
    desk.add("Tố giác ông Bảy nhận tiền", *WHO, "--kind", "denunciation")
    desk.json("add", "Xin cấp nước sạch", "--to", "V1", "--kind", "feedback")
    assert (found(desk, "nuoc sach"), found(desk, "tran kin"), suggested(desk)) == (["2026-0002"], [], set())


def test_a_denunciation_moved_to_a_visit_of_its_own_leaves_the_other_matter_open(mixed: DeskUnderTest) -> None:
    """As long as it has none, whoever came with the other matter may have brought it."""
    mixed.json("classify", "2", "--kind", "denunciation")
    mixed.json("correct", "V1", "--set", "incidents=2026-0001", "--reason", "nhầm dòng")
    assert hidden(mixed) and hidden(rebuilt(mixed))
    mixed.json("visit", "2", "--name", "Đỗ Văn Giấu", "--address", "thôn 7", "--phone", "0905111222")
    assert found(mixed, "tran kin") == ["2026-0001"] and not hidden(mixed) and not hidden(rebuilt(mixed))
    assert found(mixed, "giau") == [] and "Giấu" not in mixed.run("show", "V2").out


def test_a_petition_is_hidden_with_the_visit_that_brought_it(mixed: DeskUnderTest) -> None:
    """Whether the visit was put down to the denunciation alone before it was known as one, or after."""
    mixed.json("correct", "V1", "--set", "incidents=2026-0002", "--reason", "nhầm dòng")
    assert found(mixed, "tran kin") == ["2026-0002", "2026-0001"]  # the one by its petition
    mixed.json("classify", "2", "--kind", "denunciation")
    assert hidden(mixed) and mixed.json("verify")["totals"]["findings"] == 0
    mixed.json("classify", "2", "--kind", "feedback", "--reason", "đọc lại đơn")
    mixed.json("show", "V1", "--with-identity", "--reason", "xem lại người nêu")
    assert not hidden(mixed)
    mixed.json("correct", "P1", "--set", "incidents=2026-0002", "--reason", "nhầm dòng")
    mixed.json("correct", "V1", "--set", "incidents=2026-0001", "--reason", "nhầm dòng")
    mixed.json("classify", "2", "--kind", "denunciation")
    assert hidden(mixed) and hidden(rebuilt(mixed))


def test_a_petition_put_down_to_a_denunciation_hides_the_visit_that_brought_it(mixed: DeskUnderTest) -> None:
    mixed.json("add", "Xin sửa đường", "--to", "V1", "--kind", "feedback")
    mixed.json("correct", "V1", "--set", "incidents=2026-0003", "--reason", "nhầm dòng")
    mixed.json("classify", "2", "--kind", "denunciation")
    assert found(mixed, "tran kin") == [] and hidden(mixed)  # the visit brought it once
    mixed.json("correct", "P1", "--set", "incidents=2026-0002", "--reason", "nhầm dòng")
    assert found(mixed, "tran kin") == [] and mixed.json("verify")["totals"]["findings"] == 0


def test_another_visit_for_the_open_matter_is_shown_once_the_denunciation_has_one_of_its_own(
    mixed: DeskUnderTest,
) -> None:
    mixed.json("classify", "2", "--kind", "denunciation")
    mixed.json("visit", "1", "--name", "Lê Công Khai", "--address", "thôn 9")
    assert found(mixed, "cong khai") == [] and "Khai" not in mixed.run("show", "1").out
    mixed.json("visit", "2", *WHO)
    assert found(mixed, "cong khai") == ["2026-0001"] and found(mixed, "tran kin") == []
    out = mixed.run("show", "1").out
    assert "Lê Công Khai" in out and not [trace for trace in TRACES if trace in out]


def test_lists_count_every_row_that_hides_somebody(mixed: DeskUnderTest) -> None:
    mixed.json("classify", "2", "--kind", "denunciation")
    mixed.json("visit", "1", "--name", "Lê Công Khai", "--address", "thôn 9")
    mixed.add("Việc khác", "--kind", "feedback")
    for what, count in (((), 2), (("--visits",), 2), (("--petitions",), 1)):
        (note,) = mixed.json("list", *what, "--with-identity")["notes"]
        assert (note["code"], note["count"]) == ("denunciations_hidden", count), what


def test_with_a_reason_the_person_is_shown_and_the_register_tells_of_it(mixed: DeskUnderTest) -> None:
    mixed.json("classify", "2", "--kind", "denunciation")
    (row,) = mixed.json("show", "1", "--with-identity", "--reason", "Theo yêu cầu thanh tra")["rows"]
    assert row["name"] == "Trần Thị Kín Tên"
    told = mixed.json("log", "--limit", "1")["rows"][-1]
    assert told["kind"] == "disclosed"
    raw = (mixed.folder / "reception.json").read_text("utf-8")
    assert '"denunciations":1,"verb":"show","with":"identity"' in raw


def test_a_visit_that_once_belonged_to_a_matter_tells_there_nothing_of_the_denouncer(mixed: DeskUnderTest) -> None:
    """Whoever reads all entries of a matter, those of a visit that was moved away since among them."""
    mixed.json("classify", "2", "--kind", "denunciation")
    mixed.json("correct", "V1", "--set", "incidents=2026-0002", "--reason", "nhầm dòng")
    mixed.json("correct", "P1", "--set", "incidents=2026-0002", "--reason", "nhầm dòng")
    mixed.json("visit", "1", "--name", "Lê Công Khai", "--address", "thôn 9", "--commune", "xã Mở")
    entries = json.loads((mixed.folder / "reception.json").read_text("utf-8"))["entries"].values()
    told = [entry for entry in entries if entry["subject"] != "2026-0002"]
    moved = replay.replay("2026-0001", told)
    before = replay.replay("2026-0001", [entry for entry in told if "incidents" not in entry["data"].get("set", {})])
    assert len(moved.lines) == 1 and len(before.lines) == 3
    with closing(Federation(Folder(str(mixed.folder), Habits())).read()) as book:
        for case in (before, moved):
            assert all(trace in repr(case.entries) for trace in TRACES)
            shown = disclosure.veiled(book, case, disclosure.Sight(identity=True))
            assert not [trace for trace in TRACES if trace in repr(shown.entries) + repr(shown.lines)]
            assert "Lê Công Khai" in repr(shown.lines) and "xã Mở" in repr(shown.entries)
            assert disclosure.veiled(book, case, disclosure.Sight(identity=True, denunciations=True)) == case
