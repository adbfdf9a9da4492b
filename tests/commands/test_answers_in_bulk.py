"""One text for many matters: what stands in braces is filled for each, and shown before it is recorded."""

from typing import Any

import pytest


@pytest.fixture
def four(desk: Any) -> Any:
    """A desk with four matters, the last a denunciation."""
    for number, name in enumerate(("Trần Văn Tuấn", "Lê Thị Hoa", "Ngô Bá Tú"), 1):
        desk.add(f"Việc {number}", "--name", name, "--at", f"{number}/11/2026")
    desk.add("Tố cáo", "--name", "Phạm Thị Kín", "--kind", "tc", "--at", "4/11/2026")
    assert desk.run("classify", "1", "2", "3", "--kind", "kn", "--field", "dat", "--competence", "out").code == 0
    return desk


def notes(desk: Any, number: int) -> str:
    row = desk.json("show", str(number), "--with-identity", "--reason", "kiểm tra")["rows"][0]
    return " ".join(entry["text"] for entry in row["history"])


def test_a_note_over_a_filter_is_filled_for_each(four: Any) -> None:
    done = four.run("note", "Đã mời {name} về vụ {id} nhận ngày {day}", "--status", "open", "--yes", "--lang", "vi")
    assert done.code == 0, done
    assert "Đã mời Trần Văn Tuấn về vụ 2026-0001 nhận ngày 01/11/2026" in notes(four, 1)
    assert "Đã mời Lê Thị Hoa về vụ 2026-0002 nhận ngày 02/11/2026" in notes(four, 2)
    assert "Đã mời người tố cáo về vụ 2026-0004" in notes(four, 4)


def test_refer_and_close_are_filled_too(four: Any) -> None:
    assert four.run("refer", "1", "2", "UBND tỉnh", "--doc", "1/PC", "--reason", "Đơn của {name}").code == 0
    assert "Đơn của Trần Văn Tuấn" in notes(four, 1)
    assert "Đơn của Lê Thị Hoa" in notes(four, 2)
    done = four.run("close", "--kind", "kn", "--result", "guided", "--note", "Đã trả lời {name}", "--yes")
    assert done.code == 0, done
    assert "Đã trả lời Ngô Bá Tú" in notes(four, 3)


def test_what_will_be_said_is_shown_first(four: Any) -> None:
    done = four.run("note", "Gửi {name}, vụ {id}", "--status", "open", "--dry-run")
    assert "    2026-0001: Gửi the citizen, vụ 2026-0001" in done.err
    assert "Tuấn" not in done.err + done.out
    assert "Gửi" not in notes(four, 1)


def test_a_blank_that_nothing_fills_is_refused(four: Any) -> None:
    said = four.fails(2, "note", "Gửi {ten}", "--status", "open", "--yes")
    assert said.startswith("Nothing fills {ten}.")
    assert four.run("note", "1", "Mã {abc} của hồ sơ").code == 0
    assert "Mã {abc} của hồ sơ" in notes(four, 1)


@pytest.mark.parametrize("argv", [("note", "1"), ("note", "1", "2"), ("refer", "1"), ("note", "2026-0001")])
def test_a_text_that_was_forgotten_is_missed(four: Any, argv: tuple[str, ...]) -> None:
    assert "Missing" in four.fails(2, *argv)
