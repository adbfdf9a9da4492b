"""On a terminal `close` asks for all that the law and the forms need at the end, and for the result."""

from pathlib import Path
from typing import Any

import pytest
from terminals import Sit

QUESTIONS = ("Kind", "Field", "Competence", "Handling", "Result")
ANSWERS = ("kn", "dat-dai", "out", "guide", "guided")
FACTS = ("kind", "field", "competence", "handling", "result")


def test_everything_that_is_missing_is_asked_for_at_once(desk: Any, sit: Sit) -> None:
    desk.add("Việc chung")
    clerk = sit("close", "1")
    for question, answer in zip(QUESTIONS, ANSWERS, strict=True):
        clerk.reply(question, answer)
    assert clerk.end() == 0
    (row,) = desk.json("show", "1")["rows"]
    assert [row[name] for name in FACTS] == ["complaint", "land", "out", "guide", "guided"]
    assert [step["verb"] for step in desk.json("undo", "--list")["rows"]] == ["close", "add"]


def test_what_is_said_is_not_asked_for(desk: Any, sit: Sit) -> None:
    desk.add("Việc chung")
    desk.json("classify", "1", "--kind", "kn", "--field", "land")
    clerk = sit("close", "1", "--set", "competence=out", "--result", "guided").reply("Handling", "guide")
    assert clerk.end() == 0
    assert "Kind" not in clerk.text and "Result" not in clerk.text
    assert desk.json("show", "1")["rows"][0]["handling"] == "guide"


def test_what_nobody_knows_is_left_open_and_named(desk: Any, sit: Sit) -> None:
    desk.add("Việc chung")
    clerk = sit("close", "1", "--result", "guided").reply("Kind", "kn").reply("Field").reply("Competence", "out")
    clerk.reply("Handling", "guide")
    assert clerk.end() == 0
    assert clerk.text.count("Closed without what the law and the forms need: 2026-0001 (field).") == 1


def test_q_ends_it_and_nothing_is_recorded(desk: Any, sit: Sit, stored: Any) -> None:
    desk.add("Việc chung")
    before = stored()
    clerk = sit("close", "1", "--result", "guided").reply("Kind", "kn").reply("Field", "q")
    assert clerk.end() == 2 and "Nothing was recorded." in clerk.text
    assert stored() == before


def test_a_smaller_sign_goes_back_to_the_matter_before(desk: Any, sit: Sit) -> None:
    for _turn in range(2):
        desk.add("Việc chung")
    clerk = sit("close", "1", "2", "--result", "guided")
    clerk.reply("Kind", "kn").reply("Field", "land").reply("Competence", "out").reply("Handling", "guide")
    clerk.reply("Kind", "<")
    for kind in ("tc", "pa"):
        clerk.reply("Kind", kind).reply("Field", "land").reply("Competence", "out").reply("Handling", "guide")
    assert clerk.end() == 0
    assert [desk.json("show", n)["rows"][0]["kind"] for n in "12"] == ["denunciation", "feedback"]


@pytest.mark.parametrize("more", [["--no-input"], ["2", "3", "4", "--yes"]])
def test_nobody_is_asked_who_said_so_or_closes_many(desk: Any, sit: Sit, more: list[str]) -> None:
    for _turn in range(4):
        desk.add("Việc chung")
    clerk = sit("close", "1", *more, "--result", "guided")
    assert clerk.end() == 0
    assert "Closed without what the law and the forms need: 2026-0001 (kind, field, competence, handling)" in clerk.text


def test_of_an_imported_matter_nothing_is_asked(desk: Any, sit: Sit, registers: Path) -> None:
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    rows = desk.json("list", "--status", "open", "--handling", "guide", "--fields", "id,field")["rows"]
    one = next(row["id"] for row in rows if row["field"] is None)
    clerk = sit("close", one, "--result", "guided")
    assert clerk.end() == 0
    assert "1 imported incident lacks something, too; old registers are exempt." in clerk.text


def test_a_matter_that_no_result_fits_yet_is_refused_with_its_reasons_and_nothing_is_asked(desk, sit):
    desk.add("Khiếu nại thu hồi đất", "--kind", "kn", "--field", "dat")
    assert desk.run("classify", "1", "--competence", "in", "--handling", "accept").code == 0
    assert desk.run("accept", "1").code == 0
    clerk = sit("close", "1", RECEPTION_LANG="vi")
    assert clerk.end() == 4
    assert "Không thể kết thúc 2026-0001" in clerk.text or "không thực hiện được" in clerk.text
    assert "bước tiếp theo có thể" in clerk.text
