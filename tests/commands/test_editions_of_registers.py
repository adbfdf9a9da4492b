"""A register is sent again: nothing comes twice, what differs is told, and taken when the clerk says yes."""

import csv
from pathlib import Path
from typing import Any

import pytest

from workbooks import HEADINGS

NAMES = dict(zip(("stt", "day", "person", "id", "content", "kind"), HEADINGS[:6], strict=True))
NAMES |= {"result": HEADINGS[10], "note": HEADINGS[11]}
PEOPLE = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu")
OPEN, DONE = "Đang giải quyết", "Đã giải quyết"
SEE = ("--with-identity", "--reason", "kiểm tra", "--limit", "1000")


def row(stt: int | str, day: str, name: str, content: str, **more: str) -> dict[str, str]:
    told = {
        "STT": str(stt),
        "Ngày tiếp": day,
        "Họ tên - Địa chỉ": f"Trịnh Văn {name} - thôn 2, xã Bình An",
        "Nội dung vụ việc": content,
    }
    told |= {
        "Phân loại đơn/Số người": "Khiếu nại/1 người",
        "Thụ lý để giải quyết": "x",
        "Hình thức tiếp": "Thường xuyên",
    }
    told[NAMES["result"]] = OPEN
    return told | {NAMES[name]: value for name, value in more.items()}


def six() -> list[dict[str, str]]:
    return [
        row(n, f"{n + 2:02}/03/2025", name, f"Tranh chấp đất thửa {n}", id=f"04918000000{n}")
        for n, name in enumerate(PEOPLE, 1)
    ]


def edited(rows: list[dict[str, str]], n: int, **more: str) -> list[dict[str, str]]:
    changed = {NAMES[name]: value for name, value in more.items()}
    return [one | changed if place == n else one for place, one in enumerate(rows, 1)]


def numbered(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [one | {"STT": str(place)} for place, one in enumerate(rows, 1)]


class Registers:
    """Writes registers and brings them in."""

    def __init__(self, desk: Any, folder: Path) -> None:
        self.desk, self.folder, self.count = desk, folder, 0

    def write(self, rows: list[dict[str, str]], stt: bool = True) -> str:
        self.count += 1
        path = self.folder / f"so-{self.count}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, HEADINGS if stt else HEADINGS[1:], extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return str(path)

    def take(self, rows: list[dict[str, str]], *more: str, stt: bool = True) -> Any:
        """Bring a register in; gives the totals that are not 0, and the notes by code."""
        return self.desk.json("import", self.write(rows, stt), "--no-input", "--yes", *more)

    def figures(self) -> tuple[int, int, int]:
        found = self.desk.json("summarize", "--period", "2024-01-01..2026-12-31")["totals"]
        return found["visits"], found["people"], found["incidents"]

    def matter(self, n: int) -> Any:
        rows = self.desk.json("list", *SEE)["rows"]
        return next(one for one in rows if one["id"] == f"2025-{n:04}")

    def visit(self, n: int) -> Any:
        rows = self.desk.json("list", "--visits", *SEE)["rows"]
        return next(one for one in rows if one["id"] == f"V2025-{n:04}")


@pytest.fixture
def registers_of(desk: Any, tmp_path: Path) -> Registers:
    return Registers(desk, tmp_path)


def codes(answer: Any) -> dict[str, Any]:
    return {note["code"]: note for note in answer["notes"]}


def test_a_line_put_in_between_is_the_only_new_one(registers_of: Registers) -> None:
    registers_of.take(six())
    again = numbered([*six()[:2], row(0, "04/03/2025", "Chen", "Việc chen giữa"), *six()[2:]])
    answer = registers_of.take(again)
    assert (answer["totals"]["visits"], answer["totals"]["already"]) == (1, 6)
    assert codes(answer)["renumbered"]["rows"] == [5, 6, 7, 8]
    assert registers_of.figures() == (7, 7, 7)


def test_a_register_sorted_anew_brings_nothing_new(registers_of: Registers) -> None:
    registers_of.take(six())
    answer = registers_of.take(numbered(six()[::-1]))
    assert (answer["totals"]["visits"], answer["totals"]["already"]) == (0, 6)
    assert registers_of.figures() == (6, 6, 6)


@pytest.mark.parametrize(
    ("change", "field", "see"),
    [
        ({"content": "Tranh chấp đất thửa 3 (bổ sung)"}, "content", lambda r: r.visit(3)["content"]),
        ({"id": "049180009999"}, "id_no", lambda r: r.visit(3)["id_no"]),
        ({"day": "06/03/2025"}, "at", lambda r: r.visit(3)["at"][:10]),
        ({"kind": "Khiếu nại/4 người"}, "people", lambda r: r.visit(3)["people"]),
        ({"kind": "Kiến nghị/1 người"}, "kind", lambda r: r.matter(3)["kind"]),
        ({"result": DONE}, "result", lambda r: r.matter(3)["status"]),
    ],
)
def test_what_differs_is_told_and_taken_with_update(registers_of: Registers, change: Any, field: str, see: Any) -> None:
    registers_of.take(six())
    before = see(registers_of)
    new = {"at": "2025-03-06", "people": 4, "kind": "recommendation", "result": "closed"}.get(field) or next(
        iter(change.values())
    )
    answer = registers_of.take(edited(six(), 3, **change))
    assert (answer["totals"]["visits"], answer["totals"]["already"], answer["totals"]["differing"]) == (0, 6, 1)
    told = codes(answer)["differs"]
    assert (told["row"], told["ref"], told["id"], told["fields"], told["taken"]) == (
        4,
        "3",
        "V2025-0003",
        [field],
        False,
    )
    assert see(registers_of) == before != new
    taken = registers_of.take(edited(six(), 3, **change), "--update")
    assert codes(taken)["differs"]["taken"] is True
    assert see(registers_of) == new
    entries = registers_of.desk.json("log")["rows"]
    assert "totals" not in registers_of.take(edited(six(), 3, **change), "--update").get("notes", {})
    assert len(registers_of.desk.json("log")["rows"]) == len(entries)
    assert registers_of.figures()[0] == 6
    assert registers_of.desk.json("verify")["totals"]["ok"] is True


def test_exit_code_tells_a_script_of_what_was_not_taken(registers_of: Registers) -> None:
    registers_of.take(six())
    path = registers_of.write(edited(six(), 3, result=DONE))
    run = registers_of.desk.run
    assert run("import", path, "--yes", "--no-input").code == 0
    assert run("import", path, "--yes", "--no-input", "--exit-code").code == 10
    assert run("import", path, "--yes", "--no-input", "--exit-code", "--update").code == 0
    assert run("import", path, "--yes", "--no-input", "--exit-code").code == 0


def test_no_name_or_text_is_told_of_what_differs(registers_of: Registers) -> None:
    registers_of.take(six())
    path = registers_of.write(edited(six(), 3, content="Chuyện riêng của gia đình", id="049180009999"))
    result = registers_of.desk.run("import", path, "--yes", "--no-input", "--json")
    for private in ("Trịnh Văn Ba", "Chuyện riêng", "049180009999", "thửa 3"):
        assert private not in result.out + result.err


def test_what_is_struck_through_stays_so_and_what_was_taken_back_returns(registers_of: Registers) -> None:
    registers_of.take(six())
    registers_of.desk.json("void", "V3", "--reason", "ghi nhầm", "--yes")
    answer = registers_of.take(edited(six(), 3, note="sửa lại"))
    assert codes(answer)["struck"]["rows"] == [4]
    assert registers_of.figures()[0] == 5
    registers_of.desk.json("undo", "--yes")
    registers_of.desk.json("undo", "--yes")
    assert registers_of.figures()[0] == 0
    registers_of.take(six())
    assert registers_of.figures() == (6, 6, 6)


def test_what_was_erased_stays_erased(registers_of: Registers) -> None:
    registers_of.take(six())
    registers_of.desk.json("redact", "V3", "--reason", "theo yêu cầu", "--yes")
    registers_of.take(six(), "--update")
    registers_of.take(edited(six(), 3, note="sửa lại", result=DONE), "--update")
    assert registers_of.figures() == (6, 6, 6)
    assert "Trịnh Văn Ba" not in (registers_of.desk.folder / "reception.json").read_text(encoding="utf-8")


def test_what_the_desk_has_put_right_is_not_undone_by_an_old_register(registers_of: Registers) -> None:
    registers_of.take(six())
    registers_of.desk.json("correct", "V3", "--set", "name=Trịnh Văn Bá", "--reason", "nghe nhầm")
    answer = registers_of.take(edited(six(), 3, note="hẹn lại"), "--update")
    assert codes(answer)["kept"]["rows"] == [4]
    assert registers_of.visit(3)["name"] == "Trịnh Văn Bá"


def test_a_sealed_line_is_told_with_the_reason_and_the_others_are_taken(registers_of: Registers) -> None:
    registers_of.take(six())
    registers_of.desk.json("seal", "--to", "2025-03-05", "--yes")
    both = edited(edited(six(), 1, kind="Khiếu nại/4 người"), 5, kind="Khiếu nại/4 người")
    answer = registers_of.take(both, "--update")
    told = {note["id"]: note["taken"] for note in answer["notes"] if note["code"] == "differs"}
    assert told == {"V2025-0001": False, "V2025-0005": True}
    assert registers_of.figures() == (6, 9, 6)


def test_a_line_that_may_be_two_stops_a_script_and_the_others_are_taken_with_rejects(registers_of: Registers) -> None:
    two = [row(n, "03/03/2025", "Một", "Tranh chấp ranh giới đất", note=f"hồ sơ {n}") for n in (1, 2)]
    registers_of.take(two, stt=False)
    again = [
        row(1, "03/03/2025", "Một", "Tranh chấp ranh giới đất", note="hồ sơ 9"),
        row(2, "04/03/2025", "Hai", "Việc khác"),
    ]
    path = registers_of.write(again, stt=False)
    told = registers_of.desk.fails(6, "import", path, "--yes", "--no-input")
    assert "Row 2" in told and "V2025-0001, V2025-0002" in told
    assert registers_of.figures()[0] == 2
    bad = str(registers_of.folder / "bad.csv")
    assert registers_of.desk.run("import", path, "--yes", "--no-input", "--rejects", bad).code == 6
    assert registers_of.figures()[0] == 3


def test_a_resolved_matter_that_is_taken_up_again_is_open_in_one_file_or_two(registers_of: Registers) -> None:
    first = row(1, "02/01/2025", "Mẫu", "Việc A", result=DONE)
    second = row(2, "02/02/2025", "Mẫu", "Việc A", note="Tiếp lần 2; STT 1")
    registers_of.take([first])
    registers_of.take([first, second])
    assert registers_of.figures() == (2, 2, 1)
    assert registers_of.matter(1)["status"] == "accepted"


@pytest.mark.parametrize(
    "note",
    [
        "Đã tiếp ngày 12/2/2025",
        "đã tiếp ngày 12.02.2025; công dân bổ sung giấy tờ",
        "Tiếp lần 2 (lần 1 ngày 12/2)",
        "Tiếp lần 2",
        "STT 1 năm 2025",
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_a_further_visit_finds_its_matter_by_day_by_times_and_over_new_year(
    registers_of: Registers, note: str, together: bool
) -> None:
    first = [row(1, "12/02/2025", "Mẫu", "Việc A"), row(2, "12/02/2025", "Khác", "Việc B")]
    second = [row(1, "14/01/2026", "Mẫu", "Việc A", note=note.replace("12/2)", "12/2/2025)"))]
    if together:
        registers_of.take([*first, *second])
    else:
        registers_of.take(first)
        registers_of.take(second)
    assert registers_of.figures() == (3, 3, 2)


def test_a_further_visit_whose_matter_is_not_here_is_told(registers_of: Registers) -> None:
    answer = registers_of.take(
        [
            row(1, "14/01/2026", "Mẫu", "Việc A", note="Đã tiếp ngày 12/2/2025"),
            row(2, "15/01/2026", "Mẫu", "Việc lạ", note="STT 77/2024"),
        ]
    )
    assert codes(answer)["repeats-unlinked"]["rows"] == [2, 3]


def test_a_number_that_restarts_each_month_leads_to_the_matter_of_the_same_person(registers_of: Registers) -> None:
    registers_of.take([row(1, "06/01/2025", "Một", "Việc A"), row(1, "06/02/2025", "Hai", "Việc B")])
    registers_of.take([row(9, "06/03/2025", "Hai", "Việc B", note="Tiếp lần 2; STT 1")])
    assert registers_of.visit(3)["incidents"] == ["2025-0002"]


def test_the_same_register_of_two_units_is_told_by_its_bytes_and_by_its_lines(registers_of: Registers) -> None:
    one = registers_of.write(six())
    answer = registers_of.desk.json("consolidate", f"BA={one}", f"BB={one}")
    assert (codes(answer)["same-file"]["unit"], codes(answer)["same-file"]["other"]) == ("BB", "BA")
    other = registers_of.write(numbered(six()[::-1]))
    told = codes(registers_of.desk.json("consolidate", f"BC={other}"))
    assert "same-file" not in told
    assert (told["same-lines"]["lines"], told["same-lines"]["compared"]) == (6, 6)


def test_a_plain_register_of_a_unit_is_matched_as_an_import_is(registers_of: Registers) -> None:
    registers_of.desk.json("consolidate", f"BA={registers_of.write(six())}")
    again = registers_of.write(edited(six(), 3, kind="Khiếu nại/4 người"))
    answer = registers_of.desk.json("consolidate", f"BA={again}")
    assert (codes(answer)["differs"]["unit"], codes(answer)["differs"]["row"]) == ("BA", 4)
    assert answer["totals"]["people"] == 6
    assert registers_of.desk.json("consolidate", f"BA={again}", "--update")["totals"]["people"] == 9
