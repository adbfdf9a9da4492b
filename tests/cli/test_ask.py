"""The dialogue of `add` on a terminal: what is missing is asked, and who was here before is told."""

import gettext
import io
import json
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from terminals import Sit, Terminal

from reception_cli.cli.main import LOCALE

OPENING = ("Day and time", "Session", "Received by", "In person or online")
CHECK = "Enter records, a number mends that line, < back, x drops"
KNOWN = "Number of that incident, or Enter for a new one"
HERE = "Perhaps here before:"


def begin(sit: Sit, *given: str, **more: str) -> Terminal:
    """Sit down to a reception of now, an ordinary one at the desk."""
    return enters(sit("add", *given, **more), *OPENING)


def enters(clerk: Terminal, *questions: str) -> Terminal:
    """Press Enter at each of these questions."""
    for question in questions:
        clerk.reply(question)
    return clerk


def finish(clerk: Terminal, *questions: str) -> int:
    """Press Enter at each of these questions and at the look over it all; gives the exit code."""
    enters(clerk, *questions, CHECK)
    return clerk.end()


def recorded(desk: Any, kind: str) -> dict[str, Any]:
    """What the last entry of a kind says."""
    entries = json.loads(Path(desk.folder, "reception.json").read_text(encoding="utf-8"))["entries"].values()
    data: dict[str, Any] = [entry["data"] for entry in entries if entry["kind"] == kind][-1]
    return data


def identity(desk: Any, number: str) -> dict[str, Any]:
    """What the register knows of an incident, names and all."""
    row: dict[str, Any] = desk.json("show", number, "--with-identity", "--reason", "kiểm tra")["rows"][0]
    return row


def test_what_is_missing_is_asked_and_recorded(desk: Any, sit: Sit) -> None:
    clerk = begin(sit)
    clerk.reply("Name", "Ngô Bá Tú").reply("Identity number", "049123456789").reply("Address", "thôn 3")
    clerk.reply("Commune, ward or town", "xã Bình Trung").reply("Telephone", "0905 111 222")
    clerk.reply("People present (1)", "2").reply("Citizens with the same content", "7")
    clerk.reply("Content", "Tranh chấp ranh giới đất").reply("Was a paper handed over? (y/n)")
    clerk.reply("Kind", "kn").reply("Field", "đất đai")
    assert finish(clerk) == 0
    assert "Recorded visit V2026-0001, incident 2026-0001." in clerk.screen
    assert "Next: say what it is and who decides it: `reception classify 2026-0001`." in clerk.screen
    row = identity(desk, "1")
    assert (row["name"], row["id_no"], row["address"]) == ("Ngô Bá Tú", "049123456789", "thôn 3")
    assert (row["commune"], row["phone"]) == ("xã Bình Trung", "0905 111 222")
    assert (row["content"], row["people"]) == ("Tranh chấp ranh giới đất", 2)
    assert (row["kind"], row["field"]) == ("complaint", "land")
    visit = desk.json("list", "--visits")["rows"][0]
    assert (visit["petitioners"], visit["group"], visit["session"], visit["host"]) == (7, True, "regular", "officer")


def test_a_reception_is_asked_by_whom_when_and_how(desk: Any, sit: Sit) -> None:
    clerk = sit("add").reply("Day and time", "hôm qua 9h30").reply("Session", "định kỳ").reply("Received by", "head")
    clerk.reply("Name of who received", "Trần Thị Chủ Tịch").reply("In person or online", "trực tuyến")
    clerk.reply("Central point", "Trụ sở tỉnh").reply("Connection points, with ; between", "xã A; xã B")
    clerk.reply("Name", "An Một").reply("Identity number").reply("Address", "thôn 1")
    enters(clerk, "Commune, ward or town", "Telephone", "People present (1)").reply("Content", "Việc")
    clerk.reply("Was a paper handed over? (y/n)", "y").reply("Who signed it, how many (1)", "12")
    clerk.reply("Papers handed over, a list", "đơn, bản sao sổ đỏ")
    assert finish(clerk, "Kind", "Field") == 0
    data = recorded(desk, "visit")
    assert (data["session"], data["host"], data["mode"]) == ("periodic", "head", "online")
    assert (data["central"], data["points"]) == ("Trụ sở tỉnh", ["xã A", "xã B"])
    visit = desk.json("list", "--visits")["rows"][0]
    assert visit["at"] == "2026-11-22T09:30:00+07:00"
    assert desk.json("list", "--petitions")["rows"][0]["signatories"] == 12
    assert "bản sao sổ đỏ" in desk.run("show", "1").out + desk.run("show", "V1", "--with-identity").out


def test_only_what_was_not_given_is_asked(desk: Any, sit: Sit) -> None:
    given = ("Việc", "--name", "An Văn Một", "--id-no", "041", "--kind", "kn", "--field", "dat", "--people", "3")
    clerk = begin(sit, *given).reply("Address", "thôn 1")
    finish(clerk, "Commune, ward or town", "Telephone", "Citizens with the same content",
           "Was a paper handed over? (y/n)")  # fmt: skip
    assert clerk.text.count("Name") == 1  # in the look over it all
    assert identity(desk, "1")["people"] == 3


def test_a_complete_command_asks_nothing(sit: Sit) -> None:
    clerk = sit("add", "Việc", "--name", "An", "--address", "thôn 1", "--id-no", "049123456789")
    assert clerk.end() == 0
    assert clerk.screen[0] == "Recorded visit V2026-0001, incident 2026-0001."


MATTER = ("Commune, ward or town", "Telephone", "People present (1)")
REST = ("Was a paper handed over? (y/n)", "Kind", "Field")


def test_enter_skips_what_may_be_missing_and_nothing_else(desk: Any, sit: Sit) -> None:
    clerk = begin(sit).reply("Name").reply("Name", "  ").reply("Name", "An Một").reply("Identity number")
    clerk.reply("Address").reply("Address", "thôn 1")
    enters(clerk, *MATTER).reply("Content").reply("Content", "Việc")
    assert finish(clerk, *REST) == 0
    assert clerk.text.count("This is needed.") == 4
    assert "No identity number was given." in clerk.screen
    row = identity(desk, "1")
    assert (row["people"], row["kind"], row["field"], row["id_no"]) == (1, None, None, None)


def test_codes_are_offered_with_their_vietnamese_names(desk: Any, sit: Sit) -> None:
    said = gettext.translation("reception", LOCALE, ["vi"]).gettext
    clerk = sit("add", "Việc", "--name", "An", RECEPTION_LANG="vi")
    enters(clerk, *map(said, OPENING)).reply(said("Identity number"), "041").reply(said("Address"), "thôn 1")
    enters(clerk, *map(said, (*MATTER, "Was a paper handed over? (y/n)"))).until(said("Kind"))
    offered = [" ".join(line.split()) for line in clerk.screen if line.startswith("    ") and "=" not in line]
    assert offered == ["kn khiếu nại", "tc tố cáo", "kn-pa kiến nghị", "pa phản ánh"]
    clerk.child.sendline("kiến nghị, phản ánh")
    clerk.until(said("Field"))
    assert "dd đất đai, nhà cửa" in [" ".join(line.split()) for line in clerk.screen]
    clerk.child.sendline("so do")
    clerk.reply(said(CHECK))
    assert clerk.end() == 0
    row = identity(desk, "1")
    assert (row["kind"], row["field"]) == ("recommendation", "land.certificate")


@pytest.mark.parametrize(
    ("question", "wrong", "told"),
    [
        ("Day and time", "mấy giờ", "the moment is not a date that can be read"),
        ("Day and time", "mai", "2026-11-24 lies in the future."),
        ("Day and time", "24/11/2026", "2026-11-24 lies in the future."),
        ("Received by", "chủ tịch xã", "'chủ tịch xã' is no"),
        ("People present (1)", "0", "'0' is no number of people."),
        ("People present (1)", "²", "'²' is no number of people."),
        ("People present (1)", "hai", "'hai' is no number of people."),
        ("Was a paper handed over? (y/n)", "đơn", "'đơn' is neither yes nor no."),
        ("Kind", "kiu", "'kiu' is no kind"),
        ("Field", "\x1b[2J", r"'\x1b[2J' is no field"),
    ],
)
def test_a_slip_is_told_and_asked_again(sit: Sit, question: str, wrong: str, told: str) -> None:
    clerk = sit("add", "Việc", "--name", "An", "--id-no", "041")
    for each in (*OPENING, "Address", *MATTER, *REST):
        if each == question:
            clerk.until(each)
            clerk.child.send(wrong.replace("\x1b", "\x16\x1b") + "\r")  # ^V lets the line take the escape itself
        clerk.reply(each, "thôn 1" if each == "Address" else "")
    assert finish(clerk) == 0
    assert told in clerk.text.replace("^V", "")
    assert "\x1b[2J" not in clerk.raw.replace("^[[2J", "")


def test_a_smaller_sign_goes_one_step_back(desk: Any, sit: Sit) -> None:
    clerk = begin(sit).reply("Name", "<").reply("In person or online").reply("Name", "Ngô Bá Tu")
    clerk.reply("Identity number", "<").reply("Name", "Ngô Bá Tú").reply("Identity number", "049")
    clerk.reply("Address", "thon 3").reply("Commune, ward or town", "<").reply("Address", "thôn 3")
    enters(clerk, *MATTER[:2]).reply("People present (1)", "2").reply("Citizens with the same content", "<")
    clerk.reply("People present (1)", "3").reply("Citizens with the same content").reply("Content", "Việc")
    assert finish(clerk, *REST) == 0
    assert "Name [Ngô Bá Tu]: Ngô Bá Tú" in clerk.screen
    row = identity(desk, "1")
    assert (row["name"], row["address"], row["people"]) == ("Ngô Bá Tú", "thôn 3", 3)


def test_enter_keeps_the_answer_that_was_stepped_back_to(desk: Any, sit: Sit) -> None:
    clerk = begin(sit).reply("Name", "Ngô Bá Tú").reply("Identity number", "<").reply("Name")
    clerk.reply("Identity number", "049").reply("Address", "thôn 3")
    enters(clerk, *MATTER).reply("Content", "Việc")
    assert finish(clerk, *REST) == 0
    assert identity(desk, "1")["name"] == "Ngô Bá Tú"


def test_a_line_of_the_look_over_it_all_is_mended(desk: Any, sit: Sit) -> None:
    clerk = begin(sit, "Việc", "--name", "An", "--id-no", "041").reply("Address", "thon 1")
    enters(clerk, *MATTER, *REST).until(CHECK)
    lines = [line.split(None, 1) for line in clerk.screen if line[:4].strip().isdigit()]
    number = next(number for number, text in lines if text.startswith("Address"))
    clerk.child.sendline("99")
    clerk.reply(CHECK, number).reply("Address", "thôn 1")
    number = next(number for number, text in lines if text.startswith("Note"))
    clerk.reply(CHECK, number).reply("Note", "người già, mắt kém").reply(CHECK)
    assert clerk.end() == 0
    assert "There is no line 99." in clerk.screen
    assert identity(desk, "1")["address"] == "thôn 1"
    assert "mắt kém" in desk.run("show", "V1", "--with-identity").out


def test_what_does_not_go_together_is_told_before_anything_is_recorded(desk: Any, sit: Sit) -> None:
    given = ("Tố cáo", "--name", "An", "--id-no", "041", "--kind", "tc", "--field", "dat")
    clerk = begin(sit, *given).reply("Address", "thôn 1")
    enters(clerk, *MATTER, REST[0]).until(CHECK)
    lines = [line for line in clerk.screen if line[:4].strip().isdigit()]
    number = next(line.split()[0] for line in lines if "In person or online" in line)
    clerk.child.sendline(number)
    clerk.reply("In person or online", "online").reply("Central point", "tỉnh")
    clerk.reply("Connection points, with ; between").reply(CHECK).reply(CHECK, number)
    clerk.reply("In person or online", "in-person").reply(CHECK)
    assert clerk.end() == 0
    assert "a denunciation is received online only where secrecy is not asked for" in clerk.text


def test_what_is_dropped_at_the_end_is_not_recorded_and_leaves_no_draft(sit: Sit, stored: Callable[[], str]) -> None:
    before = stored()
    clerk = begin(sit, "Việc", "--name", "An", "--id-no", "041").reply("Address", "thôn 1")
    enters(clerk, *MATTER, *REST).reply(CHECK, "x")
    assert clerk.end() == 2
    assert stored() == before
    assert enters(sit("add"), *OPENING[:1])


@pytest.mark.parametrize("question", ["Name", "Content", "Field"])
def test_ctrl_c_records_nothing(sit: Sit, stored: Callable[[], str], question: str) -> None:
    before = stored()
    clerk = begin(sit)
    for each in ("Name", "Identity number", "Address", *MATTER, "Content", *REST):
        if each == question:
            clerk.interrupt(each)
            break
        clerk.reply(each, "xyz" if each in ("Name", "Address", "Content") else "")
    assert clerk.end() == 130
    assert clerk.screen[-1] == "Interrupted; what was not acknowledged was not recorded."
    assert stored() == before


def test_the_end_of_input_records_nothing(sit: Sit, stored: Callable[[], str]) -> None:
    before = stored()
    clerk = begin(sit).reply("Name", "Ngô Bá Tú")
    clerk.until("Identity number")
    clerk.child.sendeof()
    assert clerk.end() == 130
    assert stored() == before


# --- The paper of who came: a number is doubted, never refused; a card's code is taken apart.


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("049180119399", ""),  # Quảng Nam, a woman of 1980
        ("049 180 119 399", ""),
        ("205123456", ""),  # an identity card of the old kind
        ("B1234567", ""),  # a passport
        ("097180119399", "begins with 097, which is the code of no province"),
        ("001399000001", "was born in 2099"),
        ("001002000001", "was born in 1902"),
        ("04918011939", "has neither 12 digits"),
        ("0905123456", "has neither 12 digits"),
    ],
)
def test_an_implausible_identity_number_is_told_and_kept(desk: Any, number: str, told: str) -> None:
    done = desk.run("add", "Việc", "--name", "An", "--address", "thôn 1", "--id-no", number)
    assert done.code == 0
    assert (told in done.err) if told else "identity number" not in done.err
    assert number not in done.err
    assert identity(desk, "1")["id_no"] == number


def test_an_identity_number_in_the_address_is_noticed(desk: Any) -> None:
    where = ("--address", "thôn 1, CCCD 049180119399")
    assert "seems to stand in the address" in desk.run("add", "Việc", "--name", "An", *where).err
    assert "seems to stand" not in desk.run("add", "Việc", "--name", "An", "--address", "tổ 12, thửa 804").err


CARD = "049180119399|205123456|Ngô Bá Tú|01021980|Nam|thôn 3, xã Bình Trung, Thăng Bình, Quảng Nam|05072021"


@pytest.mark.parametrize("where", ["Name", "Identity number"])
def test_the_code_of_a_citizen_card_is_taken_apart(desk: Any, sit: Sit, where: str) -> None:
    clerk = begin(sit)
    if where == "Identity number":
        clerk.reply("Name", "ngo ba tu")
    clerk.reply(where, CARD)
    enters(clerk, *MATTER).reply("Content", "Việc")
    assert finish(clerk, *REST) == 0
    assert "From the card: Ngô Bá Tú, born 1980-02-01, thôn 3, xã Bình Trung, Thăng Bình, Quảng Nam" in clerk.text
    row = identity(desk, "1")
    assert (row["name"], row["id_no"]) == ("Ngô Bá Tú", "049180119399")
    assert row["address"] == "thôn 3, xã Bình Trung, Thăng Bình, Quảng Nam"


def test_who_gives_no_name_is_recorded_as_such(desk: Any, sit: Sit) -> None:
    clerk = begin(sit).reply("Name", "không tên").reply("People present (1)").reply("Content", "Việc")
    assert finish(clerk, *REST) == 0
    assert recorded(desk, "visit")["anonymous"] is True


# --- Days as people say them.


def test_a_day_said_short_is_repeated_in_full(desk: Any) -> None:
    who = ("--name", "An", "--address", "thôn 1")
    done = desk.run("add", "Việc", *who, "--at", "20/11 8h30")
    assert (done.code, "'20/11 8h30' is Friday 2026-11-20" in done.err) == (0, True)
    assert desk.json("list", "--visits")["rows"][0]["at"] == "2026-11-20T08:30:00+07:00"
    said = desk.run("add", "Việc", *who, "--at", "25/11", "--lang", "vi").err
    assert "'25/11' là thứ Ba 25/11/2025" in said


def test_a_year_of_two_digits_is_offered_to_choose_on_a_terminal(desk: Any, sit: Sit) -> None:
    given = ("Việc", "--name", "An", "--address", "thôn 1", "--id-no", "049180119399", "--at")
    desk.fails(2, "add", *given, "20/11/26")
    clerk = sit("add", *given, "20/11/26 9h")
    clerk.child.expect_exact("'20/11/26 9h': is Friday 2026-11-20 meant? [y/N]: ")
    clerk.child.sendline("y")
    assert clerk.end() == 0
    assert desk.json("list", "--visits")["rows"][0]["at"] == "2026-11-20T09:00:00+07:00"


# --- What Tab offers.


def tab(clerk: Terminal, question: str, typed: str) -> Terminal:
    """Type a few letters and have the line completed."""
    clerk.until(question)
    clerk.child.send(typed + "\t")
    clerk.child.send("\r")
    return clerk


def test_tab_completes_names_communes_and_codes(known: Any, sit: Sit) -> None:
    known.add("Việc xã", "--name", "Lê Ba", "--commune", "xã Bình Quý")
    clerk = sit("add").reply("Day and time")
    tab(clerk, "Session", "hoc")
    enters(clerk, "Received by", "In person or online")
    tab(clerk, "Name", "tran van t").reply(KNOWN).reply("Identity number").reply("Address", "thôn 5")
    tab(clerk, "Commune, ward or town", "binh q")
    enters(clerk, *MATTER[1:]).reply("Content", "Xin mở lối đi").reply(REST[0])
    tab(clerk, "Kind", "rec").reply("Field")
    assert finish(clerk) == 0
    row = identity(known, "4")
    assert (row["name"], row["commune"], row["kind"]) == ("Trần Văn Tuấn", "xã Bình Quý", "recommendation")


def test_tab_offers_nothing_of_a_denunciation(known: Any, sit: Sit) -> None:
    known.add("Tố cáo", "--name", "Phạm Kín Tiếng", "--commune", "xã Riêng", "--kind", "tc")
    clerk = tab(begin(sit), "Name", "pham").reply("Identity number").reply("Address", "thôn 5")
    tab(clerk, "Commune, ward or town", "xa r")
    enters(clerk, *MATTER[1:]).reply("Content", "Xin mở lối đi")
    assert finish(clerk, *REST) == 0
    row = identity(known, "4")
    assert (row["name"], row["commune"]) == ("pham", "xa r")
    assert "Kín" not in clerk.text
    assert "Riêng" not in clerk.text


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_no_line_of_the_dialogue_breaks_inside_a_word(known: Any, sit: Sit, columns: int) -> None:
    known.add("Tranh chấp ranh giới đất thửa 804 tờ bản đồ số 7", "--name", "Trần Văn Tuấn", "--address", "tổ 9")
    clerk = sit("add", columns=columns, RECEPTION_LANG="vi")
    said = gettext.translation("reception", LOCALE, ["vi"]).gettext
    enters(clerk, *map(said, OPENING)).reply(said("Name"), "tran van tuan")
    clerk.child.expect(": $")
    clerk._show(clerk.child.before)
    assert set(clerk.text.split()) <= set(clerk.raw.split())
    assert all(len(line) <= columns for line in clerk.screen)


# --- What was half typed.


def drafts(environ: dict[str, str]) -> list[Path]:
    state = Path(environ["XDG_STATE_HOME"]) if "XDG_STATE_HOME" in environ else Path(environ["HOME"], ".local/state")
    return [path for path in state.rglob("drafts/*/*") if path.is_file()]


def test_what_was_half_typed_is_offered_again(desk: Any, sit: Sit, environ: dict[str, str]) -> None:
    clerk = begin(sit).reply("Name", "Ngô Bá Tú").reply("Identity number").reply("Address", "thôn 3")
    clerk.interrupt("Commune, ward or town")
    assert clerk.end() == 130
    (draft,) = drafts(environ)
    assert draft.stat().st_mode & 0o777 == 0o600
    later = sit("add", RECEPTION_NOW="2026-11-23T10:00:00+07:00")
    later.reply("Enter goes on with it, x drops it")
    enters(later, *MATTER).reply("Content", "Việc")
    assert finish(later, *REST) == 0
    assert "A reception of 2026-11-23T08:10 was half typed: Ngô Bá Tú." in later.screen
    assert drafts(environ) == []
    row = identity(desk, "1")
    assert (row["name"], row["address"]) == ("Ngô Bá Tú", "thôn 3")
    assert desk.json("list", "--visits")["rows"][0]["at"] == "2026-11-23T08:10:00+07:00"


def test_a_draft_survives_the_end_of_the_terminal(sit: Sit, environ: dict[str, str]) -> None:
    clerk = begin(sit).reply("Name", "Ngô Bá Tú")
    clerk.until("Identity number")
    clerk.child.kill(9)
    assert len(drafts(environ)) == 1


def test_a_draft_that_is_dropped_is_gone(sit: Sit, environ: dict[str, str]) -> None:
    begin(sit).reply("Name", "Ngô Bá Tú").interrupt("Identity number")
    later = sit("add").reply("Enter goes on with it, x drops it", "x")
    later.until("Day and time")
    assert drafts(environ) == []


def test_a_draft_is_offered_to_its_own_clerk_only(sit: Sit) -> None:
    begin(sit).reply("Name", "Ngô Bá Tú").interrupt("Identity number")
    sit("add", RECEPTION_USER="hoa").until("Day and time")


@pytest.mark.parametrize("told_by", ["its words", "its kind"])
def test_no_draft_holds_who_denounces_or_what(sit: Sit, environ: dict[str, str], told_by: str) -> None:
    words = "Tố cáo cán bộ thu tiền" if told_by == "its words" else "Cán bộ thu tiền"
    clerk = begin(sit).reply("Name", "Phạm Thị Kín").reply("Identity number", "048199999999").reply("Address", "thôn 8")
    clerk.reply("Commune, ward or town", "xã Bình Sa").reply("Telephone", "0905999999").reply("People present (1)")
    clerk.reply("Content", words).reply(REST[0])
    if told_by == "its kind":
        clerk.reply("Kind", "tc").interrupt("Field")
    else:
        clerk.interrupt("Kind")
    (draft,) = drafts(environ)
    kept = draft.read_text(encoding="utf-8")
    assert '"answers"' in kept
    for value in ("Ph", "Kín", "K\\u00edn", "048199999999", "Sa", "0905999999", "8", "ti\\u1ec1n", "tiền"):
        assert value not in kept.replace("2026-11-23T08:10:00+07:00", "")


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


def asked(sit: Sit, name: str, id_no: str = "") -> Terminal:
    clerk = begin(sit).reply("Name", name)
    return clerk.reply("Identity number", id_no) if id_no else clerk


@pytest.mark.parametrize(
    ("name", "id_no", "reason"),
    [
        ("Trần Văn Tuấn", "", "same name, 100 %"),
        ("TRAN VAN TUAN", "", "same name, 100 %"),
        (unicodedata.normalize("NFD", "Trần Văn Tuấn"), "", "same name, 100 %"),
        ("Trần Văn Tuấm", "", "similar name"),
        ("Tràn Vân Tuấ", "", "similar name"),
        ("Lê Văn Khác", "048 123 456 789", "same identity number, 100 %"),
    ],
)
def test_the_same_person_is_told_while_the_clerk_types(
    known: Any, sit: Sit, name: str, id_no: str, reason: str
) -> None:
    clerk = asked(sit, name, id_no)
    clerk.until(KNOWN)
    assert "Address" not in clerk.text
    assert f"2026-0001: {reason}" in clerk.text
    assert "Trần Văn Tuấn, thôn 5, xã Bình Minh, Đường liên thôn hỏng nặng" in clerk.text
    assert "visits: 1, opened 2026-11-23" in clerk.text


def test_visitors_of_one_name_are_told_apart_by_address_and_last_matter(desk: Any, sit: Sit) -> None:
    for number in range(1, 6):
        desk.add(f"Việc cũ {number}", "--name", "Trần Văn Tuấn", "--address", f"thôn {number}", "--at", "20/11/2026")
        desk.add(f"Việc mới {number}", "--name", "Trần Văn Tuấn", "--address", f"thôn {number}")
    clerk = asked(sit, "tran van tuan")
    clerk.until(KNOWN)
    for number in range(1, 6):
        assert f"Trần Văn Tuấn, thôn {number}, Việc mới {number} (" in clerk.text
    assert clerk.text.count("+ 1 more matter") == 5
    assert "Việc cũ" not in clerk.text


def test_a_complete_command_says_who_was_here_before_it_records(known: Any, sit: Sit) -> None:
    clerk = sit("add", "Xin mở lối đi", "--name", "Trần Văn Tuấn", "--address", "tổ 9", "--id-no", "049123456789")
    assert clerk.end() == 0
    text = clerk.text
    assert text.index("2026-0001: same name") < text.index("Recorded visit V2026-0003")
    assert "thôn 5, xã Bình Minh, Đường liên thôn" in text
    assert text.count(HERE) == 1


def test_d_with_and_without_its_bar_is_one_letter(desk: Any, sit: Sit) -> None:
    desk.add("Xin cấp phép xây dựng", "--name", "Đoàn Thị Đào", "--address", "thôn 2")
    clerk = asked(sit, "doan thi dao")
    clerk.until(KNOWN)
    assert "2026-0001: same name, 100 %" in clerk.text


def test_the_same_matter_is_told_whoever_brings_it(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "Võ Thị Lạ", "051").reply("Address", "khối 7, phường An Xuân")
    enters(clerk, *MATTER).until("Content")
    assert HERE not in clerk.text
    clerk.child.sendline("duong lien thon hong nang doan cau ong trieu")
    clerk.until(KNOWN)
    assert "2026-0001: same content, 70 %" in clerk.text


def test_the_visit_is_attached_to_the_incident_that_the_clerk_names(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "tran van tuan").reply(KNOWN, "1").reply("Commune, ward or town").reply("Telephone")
    clerk.reply("People present (1)", "3")
    assert finish(clerk, "Citizens with the same content", REST[0]) == 0
    assert "Recorded visit V2026-0003, incident 2026-0001." in clerk.screen
    assert "Content" not in clerk.text
    row = identity(known, "1")
    assert (row["visits"], row["people"]) == (2, 4)
    assert len(known.json("list")["rows"]) == 2


def test_what_was_said_of_a_known_matter_is_kept_as_a_remark(known: Any, sit: Sit) -> None:
    clerk = begin(sit, "Hỏi tiến độ sửa đường", "--name", "Trần Văn Tuấn", "--kind", "kn").reply(KNOWN, "1")
    assert finish(clerk, *MATTER, REST[0]) == 0
    assert identity(known, "1")["address"] == "thôn 5, xã Bình Minh"
    assert "2026-0001 keeps its kind and field" in clerk.text
    found = known.json("search", "tien do sua duong")["rows"]
    assert [row["id"] for row in found] == ["2026-0001"]
    assert found[0]["kind"] is None


def test_enter_opens_a_new_incident_and_is_not_asked_twice(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "Trần Văn Tuấn").reply(KNOWN).reply("Identity number").reply("Address", "thôn 5")
    enters(clerk, *MATTER).reply("Content", "Xin trợ cấp hộ nghèo")
    assert finish(clerk, *REST) == 0
    assert clerk.text.count(KNOWN) == 1
    assert "Recorded visit V2026-0003, incident 2026-0003." in clerk.screen


def test_stepping_back_forgets_the_incident_that_was_named(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "Trần Văn Tuấn").reply(KNOWN, "1").reply("Commune, ward or town", "<")
    clerk.reply("Name").reply(KNOWN).reply("Identity number").reply("Address", "tổ 9")
    enters(clerk, *MATTER).reply("Content", "Việc mới")
    assert finish(clerk, *REST) == 0
    assert identity(known, "3")["id_no"] is None
    assert "Recorded visit V2026-0003, incident 2026-0003." in clerk.screen


def test_a_number_that_does_not_exist_is_asked_again(known: Any, sit: Sit) -> None:
    clerk = asked(sit, "Trần Văn Tuấn").reply(KNOWN, "77").reply(KNOWN, "một").reply(KNOWN, "1")
    assert finish(clerk, *MATTER, REST[0]) == 0
    assert "There is no '77' in this register." in clerk.screen
    assert "'một' is not a number of the register." in clerk.screen


@pytest.mark.parametrize("id_no", ["", "048999999999"])
def test_a_denunciation_is_never_suggested(known: Any, sit: Sit, id_no: str) -> None:
    clerk = begin(sit).reply("Name", "Phạm Thị Kín").reply("Identity number", id_no)
    enters(clerk.reply("Address", "thôn 8, xã Bình Sa"), *MATTER)
    clerk.reply("Content", "Tố cáo cán bộ địa chính nhận tiền").until(REST[0])
    assert HERE not in clerk.text
    assert "2026-0002" not in clerk.text


def test_while_a_denunciation_is_entered_nobody_is_suggested(known: Any, sit: Sit) -> None:
    clerk = begin(sit, "--kind", "to-cao").reply("Name", "Trần Văn Tuấn").reply("Identity number")
    enters(clerk.reply("Address", "thôn 5, xã Bình Minh"), *MATTER).until("Content")
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
    clerk = asked(sit, "tran van tuan")
    clerk.until(KNOWN)
    assert r"Trần Văn Tuấn \x1b[31m, thôn 5, Nội dung \x1b]0;hacked\x07 [/12] \u202egnp" in clerk.text
    assert not [sign for sign in ("\x1b]0", "\x1b[31m", "\u202e", "\x07") if sign in clerk.raw]


def test_a_refused_reception_asks_for_no_matter(desk: Any, sit: Sit) -> None:
    clerk = begin(sit, "--refused", "say").reply("Name", "Trần Ba").reply("Identity number")
    clerk.reply("Address", "thôn 4")
    assert finish(clerk, *MATTER, "Content", REST[0]) == 0
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
