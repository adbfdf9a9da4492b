"""The dialogue of `add` on a terminal: what is missing is asked, and who was here before is told."""

import gettext
import io
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminals import Sit, Terminal

from reception_cli.cli.main import LOCALE

KNOWN = "Number of that incident, or Enter for a new one"
HERE = "Perhaps here before:"


def identity(desk: Any, number: str) -> dict[str, Any]:
    """What the register knows of an incident, names and all."""
    row: dict[str, Any] = desk.json("show", number, "--with-identity", "--reason", "kiểm tra")["rows"][0]
    return row


def test_what_is_missing_is_asked_and_recorded(desk: Any, sit: Sit) -> None:
    clerk = sit("add")
    clerk.reply("Name", "Ngô Bá Tú").reply("Identity number", "049123456789").reply("Address", "thôn 3")
    clerk.reply("Content", "Tranh chấp ranh giới đất").reply("People present (1)", "2")
    clerk.reply("Kind", "kn").reply("Field", "đất đai")
    assert clerk.end() == 0
    assert "Recorded visit V2026-0001, incident 2026-0001." in clerk.screen
    row = identity(desk, "1")
    assert (row["name"], row["id_no"], row["address"]) == ("Ngô Bá Tú", "049123456789", "thôn 3")
    assert (row["content"], row["people"]) == ("Tranh chấp ranh giới đất", 2)
    assert (row["kind"], row["field"]) == ("complaint", "land")


def test_only_what_was_not_given_is_asked(desk: Any, sit: Sit) -> None:
    given = ("Việc", "--name", "An Văn Một", "--id-no", "041", "--kind", "kn", "--field", "dat", "--people", "3")
    clerk = sit("add", *given).reply("Address", "thôn 1")
    assert clerk.end() == 0
    assert "Name" not in clerk.text
    assert identity(desk, "1")["people"] == 3


def test_a_complete_command_asks_nothing(sit: Sit) -> None:
    clerk = sit("add", "Việc", "--name", "An", "--address", "thôn 1", "--id-no", "041")
    assert clerk.end() == 0
    assert clerk.screen[0] == "Recorded visit V2026-0001, incident 2026-0001."


def test_enter_skips_what_may_be_missing_and_nothing_else(desk: Any, sit: Sit) -> None:
    clerk = sit("add").reply("Name").reply("Name", "  ").reply("Name", "An Một").reply("Identity number")
    clerk.reply("Address").reply("Address", "thôn 1").reply("Content").reply("Content", "Việc")
    clerk.reply("People present (1)").reply("Kind").reply("Field")
    assert clerk.end() == 0
    assert clerk.text.count("This is needed.") == 4
    assert "No identity number was given." in clerk.screen
    row = identity(desk, "1")
    assert (row["people"], row["kind"], row["field"], row["id_no"]) == (1, None, None, None)


def test_codes_are_offered_with_their_vietnamese_names(desk: Any, sit: Sit) -> None:
    said = gettext.translation("reception", LOCALE, ["vi"]).gettext
    clerk = sit("add", "Việc", "--name", "An", RECEPTION_LANG="vi").reply(said("Identity number"), "041")
    clerk.reply(said("Address"), "thôn 1").reply(said("People present (1)")).until(said("Kind"))
    offered = [" ".join(line.split()) for line in clerk.screen if line.startswith("    ")]
    assert offered == [
        "kn khiếu nại (complaint)",
        "tc tố cáo (denunciation)",
        "kn-pa kiến nghị (recommendation)",
        "pa phản ánh (feedback)",
    ]
    clerk.child.sendline("kiến nghị, phản ánh")
    clerk.until(said("Field"))
    assert "dd đất đai, nhà cửa (land)" in [" ".join(line.split()) for line in clerk.screen]
    clerk.child.sendline("so do")
    assert clerk.end() == 0
    row = identity(desk, "1")
    assert (row["kind"], row["field"]) == ("recommendation", "land.certificate")


@pytest.mark.parametrize(
    ("question", "wrong", "told"),
    [
        ("People present (1)", "0", "'0' is no number of people."),
        ("People present (1)", "²", "'²' is no number of people."),
        ("People present (1)", "hai", "'hai' is no number of people."),
        ("Kind", "kiu", "'kiu' is no kind"),
        ("Field", "\x1b[2J", r"'\x1b[2J' is no field"),
    ],
)
def test_a_slip_is_told_and_asked_again(sit: Sit, question: str, wrong: str, told: str) -> None:
    clerk = sit("add", "Việc", "--name", "An", "--id-no", "041").reply("Address", "thôn 1")
    for each in ("People present (1)", "Kind", "Field"):
        if each == question:
            clerk.until(each)
            clerk.child.send(wrong.replace("\x1b", "\x16\x1b") + "\r")  # ^V lets the line take the escape itself
        clerk.reply(each)
    assert clerk.end() == 0
    assert told in clerk.text.replace("^V", "")
    assert "\x1b[2J" not in clerk.raw.replace("^[[2J", "")


def test_a_smaller_sign_goes_one_step_back(desk: Any, sit: Sit) -> None:
    clerk = sit("add").reply("Name", "<").reply("Name", "Ngô Bá Tu").reply("Identity number", "<")
    clerk.reply("Name", "Ngô Bá Tú").reply("Identity number", "049").reply("Address", "thon 3")
    clerk.reply("Content", "<").reply("Address", "thôn 3").reply("Content", "Việc").reply("People present (1)", "2")
    clerk.reply("Kind", "<").reply("People present (1)", "3").reply("Kind").reply("Field")
    assert clerk.end() == 0
    assert "Name [Ngô Bá Tu]: Ngô Bá Tú" in clerk.screen
    row = identity(desk, "1")
    assert (row["name"], row["address"], row["people"]) == ("Ngô Bá Tú", "thôn 3", 3)


def test_enter_keeps_the_answer_that_was_stepped_back_to(desk: Any, sit: Sit) -> None:
    clerk = sit("add").reply("Name", "Ngô Bá Tú").reply("Identity number", "<").reply("Name")
    clerk.reply("Identity number", "049").reply("Address", "thôn 3").reply("Content", "Việc")
    clerk.reply("People present (1)").reply("Kind").reply("Field")
    assert clerk.end() == 0
    assert identity(desk, "1")["name"] == "Ngô Bá Tú"


@pytest.mark.parametrize("question", ["Name", "Content", "Field"])
def test_ctrl_c_records_nothing(sit: Sit, stored: Callable[[], str], question: str) -> None:
    before = stored()
    clerk = sit("add")
    for each in ("Name", "Identity number", "Address", "Content", "People present (1)", "Kind", "Field"):
        if each == question:
            clerk.interrupt(each)
            break
        clerk.reply(each, "1" if each.startswith("People") else "" if each == "Kind" else "xyz")
    assert clerk.end() == 130
    assert clerk.screen[-1] == "Interrupted; what was not acknowledged was not recorded."
    assert stored() == before


def test_the_end_of_input_records_nothing(sit: Sit, stored: Callable[[], str]) -> None:
    before = stored()
    clerk = sit("add").reply("Name", "Ngô Bá Tú")
    clerk.until("Identity number")
    clerk.child.sendeof()
    assert clerk.end() == 130
    assert stored() == before


@pytest.fixture
def known(desk: Any) -> Any:
    """A desk where Trần Văn Tuấn was about a road, and somebody denounced an official."""
    desk.add(
        "Đường liên thôn hỏng nặng đoạn cầu Ông Triệu", "--name", "Trần Văn Tuấn",
        "--address", "thôn 5, xã Bình Minh", "--id-no", "048123456789",
    )  # fmt: skip
    desk.add(
        "Tố cáo cán bộ địa chính nhận tiền", "--name", "Phạm Thị Kín", "--address", "thôn 8, xã Bình Sa",
        "--id-no", "048999999999", "--kind", "tc",
    )  # fmt: skip
    return desk


def asked(sit: Sit, name: str, id_no: str = "", address: str = "thôn 5, xã Bình Minh") -> Terminal:
    return sit("add").reply("Name", name).reply("Identity number", id_no).reply("Address", address)


@pytest.mark.parametrize(
    ("name", "id_no", "address", "reason"),
    [
        ("Trần Văn Tuấn", "", "thôn 5, xã Bình Minh", "same name, 100 %"),
        ("TRAN VAN TUAN", "", "thôn 5, xã Bình Minh", "same name, 100 %"),
        (unicodedata.normalize("NFD", "Trần Văn Tuấn"), "", "thôn 5, xã Bình Minh", "same name, 100 %"),
        ("Trần Văn Tuấm", "", "thôn 5, xã Bình Minh", "similar name"),
        ("Tràn Vân Tuấ", "", "thôn 5, xã Bình Minh", "similar name"),
        ("Lê Văn Khác", "048 123 456 789", "thôn 1", "same identity number, 100 %"),
    ],
)
def test_the_same_person_is_told_while_the_clerk_types(
    known: Any, sit: Sit, name: str, id_no: str, address: str, reason: str
) -> None:
    clerk = asked(sit, name, id_no, address)
    clerk.until(KNOWN)
    assert f"2026-0001: {reason}" in clerk.text
    assert "Trần Văn Tuấn, Đường liên thôn hỏng nặng" in clerk.text
    assert "visits: 1, opened 2026-11-23" in clerk.text


def test_d_with_and_without_its_bar_is_one_letter(desk: Any, sit: Sit) -> None:
    desk.add("Xin cấp phép xây dựng", "--name", "Đoàn Thị Đào", "--address", "thôn 2")
    clerk = asked(sit, "doan thi dao", address="thôn 2")
    clerk.until(KNOWN)
    assert "2026-0001: same name, 100 %" in clerk.text


def test_the_same_matter_is_told_whoever_brings_it(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "Võ Thị Lạ", "051", "khối 7, phường An Xuân")
    clerk.until("Content")
    assert HERE not in clerk.text
    clerk.child.sendline("duong lien thon hong nang doan cau ong trieu")
    clerk.until(KNOWN)
    assert "2026-0001: same content, 70 %" in clerk.text


def test_the_visit_is_attached_to_the_incident_that_the_clerk_names(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "tran van tuan").reply(KNOWN, "1").reply("People present (1)", "3")
    assert clerk.end() == 0
    assert "Recorded visit V2026-0003, incident 2026-0001." in clerk.screen
    assert "Content" not in clerk.text
    row = identity(known, "1")
    assert (row["visits"], row["people"]) == (2, 4)
    assert len(known.json("list")["rows"]) == 2


def test_what_was_said_of_a_known_matter_is_kept_as_a_remark(known: Any, sit: Sit) -> None:
    clerk = sit("add", "Hỏi tiến độ sửa đường", "--name", "Trần Văn Tuấn", "--kind", "kn")
    clerk.reply("Identity number").reply("Address", "thôn 5").reply(KNOWN, "1").reply("People present (1)")
    assert clerk.end() == 0
    assert "2026-0001 keeps its kind and field" in clerk.text
    found = known.json("search", "tien do sua duong")["rows"]
    assert [row["id"] for row in found] == ["2026-0001"]
    assert found[0]["kind"] is None


def test_enter_opens_a_new_incident_and_is_not_asked_twice(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "Trần Văn Tuấn").reply(KNOWN).reply("Content", "Xin trợ cấp hộ nghèo")
    clerk.reply("People present (1)").reply("Kind").reply("Field")
    assert clerk.end() == 0
    assert clerk.text.count(KNOWN) == 1
    assert "Recorded visit V2026-0003, incident 2026-0003." in clerk.screen


def test_stepping_back_forgets_the_incident_that_was_named(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "Trần Văn Tuấn").reply(KNOWN, "1").reply("People present (1)", "<")
    clerk.reply("Content", "Việc mới").reply(KNOWN).reply("People present (1)").reply("Kind").reply("Field")
    assert clerk.end() == 0
    assert "Recorded visit V2026-0003, incident 2026-0003." in clerk.screen


def test_a_number_that_does_not_exist_is_asked_again(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "Trần Văn Tuấn").reply(KNOWN, "77").reply(KNOWN, "một").reply(KNOWN, "1")
    clerk.reply("People present (1)")
    assert clerk.end() == 0
    assert "There is no '77' in this register." in clerk.screen
    assert "'một' is not a number of the register." in clerk.screen


@pytest.mark.parametrize("id_no", ["", "048999999999"])
def test_a_denunciation_is_never_suggested(known: Any, sit: Sit, id_no: str) -> None:
    clerk = asked(sit, "Phạm Thị Kín", id_no, "thôn 8, xã Bình Sa")
    clerk.reply("Content", "Tố cáo cán bộ địa chính nhận tiền").until("People present (1)")
    assert HERE not in clerk.text
    assert "2026-0002" not in clerk.text


def test_while_a_denunciation_is_entered_nobody_is_suggested(known: Any, sit: Sit) -> None:
    clerk = sit("add", "--kind", "to-cao").reply("Name", "Trần Văn Tuấn").reply("Identity number")
    clerk.reply("Address", "thôn 5, xã Bình Minh").until("Content")
    assert HERE not in clerk.text


def test_a_desk_that_shows_no_names_suggests_numbers_only(known: Any, sit: Sit) -> None:
    (known.folder / "config.toml").write_text('identity = "never"\n', encoding="utf-8")
    clerk = asked(sit, "tran van tuan")
    clerk.until(KNOWN)
    assert "2026-0001: same name, 100 %" in clerk.text
    assert "Tuấn" not in clerk.text
    assert "Đường" not in clerk.text


def test_stored_text_is_shown_harmlessly_while_asking(desk: Any, sit: Sit) -> None:
    desk.add("Nội dung \x1b]0;hacked\x07 [/12] \u202egnp", "--name", "Trần Văn Tuấn \x1b[31m", "--address", "thôn 5")
    clerk = asked(sit, "tran van tuan", address="thôn 5")
    clerk.until(KNOWN)
    assert r"Trần Văn Tuấn \x1b[31m, Nội dung \x1b]0;hacked\x07 [/12] \u202egnp" in clerk.text
    assert not [sign for sign in ("\x1b]0", "\x1b[31m", "\u202e", "\x07") if sign in clerk.raw]


def test_a_refused_reception_asks_for_no_matter(desk: Any, sit: Sit) -> None:
    clerk = sit("add", "--refused", "say").reply("Name", "Trần Ba").reply("Identity number")
    clerk.reply("Address", "thôn 4").reply("Content").reply("People present (1)")
    assert clerk.end() == 0
    assert clerk.screen[-1] == "Recorded visit V2026-0001."


def test_closing_asks_for_a_result_that_fits(desk: Any, sit: Sit) -> None:
    desk.add("Việc", "--kind", "kn")
    assert desk.run("classify", "1", "--competence", "in", "--handling", "accept").code == 0
    clerk = sit("close", "1").reply("Field").reply("Result", "xyz").reply("Result").reply("Result", "đúng một phần")
    assert clerk.end() == 0
    last = max(place for place, line in enumerate(clerk.screen) if line.startswith("Field"))
    offered = [line.rpartition("(")[2].rstrip(")") for line in clerk.screen[last:] if line.startswith("    ")]
    assert offered == ["founded", "partly", "unfounded", "upheld", "amended", "withdrawn", "terminated"]
    assert identity(desk, "1")["result"] == "partly"


def test_many_records_are_shown_and_want_a_yes(desk: Any, sit: Sit) -> None:
    for content in ("một", "hai", "ba", "bốn"):
        desk.add(content)
    clerk = sit("classify", "1", "2", "3", "4", "--kind", "kn")
    clerk.child.expect_exact("Do it? [y/N]: ")
    clerk.child.sendline("n")
    assert clerk.end() == 2
    assert desk.json("list", "--kind", "kn")["rows"] == []
    clerk = sit("classify", "1", "2", "3", "4", "--kind", "kn")
    clerk.child.expect_exact("Do it? [y/N]: ")
    clerk.child.sendline("y")
    assert clerk.end() == 0
    assert len(desk.json("list", "--kind", "kn")["rows"]) == 4


@pytest.mark.parametrize("extra", [(), ("--no-input",)])
def test_a_script_is_never_asked(desk: Any, monkeypatch: pytest.MonkeyPatch, extra: tuple[str, ...]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"An\n041\nthon 1\nviec\n1\n\n\n")))
    told = desk.fails(2, "add", "--name", "An", *extra)
    assert told.startswith("Missing: CONTENT, --address.\n")
    assert sys.stdin.read() != ""


def test_nothing_is_asked_where_there_is_no_register(sit: Sit, tmp_path: Path) -> None:
    clerk = sit("add", RECEPTION_DB=str(tmp_path / "nowhere"))
    assert clerk.end() == 3
    assert clerk.screen[0].startswith("There is no register in ")


def test_no_input_on_a_terminal_asks_nothing(sit: Sit) -> None:
    clerk = sit("add", "--no-input")
    assert clerk.end() == 2
    assert clerk.screen[0] == "Missing: CONTENT, --name, --address."
