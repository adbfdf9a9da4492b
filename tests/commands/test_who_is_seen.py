"""Who brought a denunciation is seen nowhere without a reason: on no surface, by no way round, in no file of cards."""

import csv
import sys
from pathlib import Path
from typing import Any

import pytest

from reception_cli.cli.verbs import VERBS

DeskUnderTest = Any  # the `desk` of tests/conftest.py
WHO = ("--name", "Trần Thị Kín", "--address", "thôn Ẩn", "--commune", "xã Lặng", "--id-no", "049099912345")
TRACES = ("Kín", "Ẩn", "Lặng", "049099912345", "Mười nhận tiền")
PERIOD = ("--period", "2026")
# Every verb that tells of people or of matters, with what may tell of somebody who came.
SURFACES: dict[str, tuple[tuple[str, ...], ...]] = {
    "show": (("show", "1"), ("show", "2"), ("show", "V1"), ("show", "V2")),
    "list": (("list",), ("list", "--visits"), ("list", "--petitions"), ("list", "--match", "kin")),
    "search": (("search", "kin"), ("search", "049099912345"), ("search", "thon an"), ("search", "nuoc sach")),
    "export": (("export",), ("export", "--visits")),
    "register": (("register", *PERIOD), ("register", *PERIOD, "--layout", "2021")),
    "summarize": (("summarize", *PERIOD, "--records"), ("summarize", *PERIOD, "--prose")),
    "form": (("form", "01/TCD", *PERIOD, "--cell", "2"),),
    "due": (("due", "--within", "90d"),),
    "agenda": (("agenda",),),
    "explain": (("explain", "2"),),
    "appoint": (("appoint", "--list"),),
    "log": (("log",), ("log", "1"), ("log", "2"), ("log", "V2")),
    "undo": (("undo", "--list"), ("undo", "--dry-run")),
    "classify": (("classify", "--suggest"), ("classify", "2", "--field", "land", "--dry-run")),
    "add": (("add", "Việc khác", *WHO[:2], "--address", "nơi khác", "--dry-run"),),
    "visit": (("visit", "2", "--dry-run"),),
    "stats": (("stats", *PERIOD),),
    "chart": (("chart", *PERIOD, "--by", "kind"),),
    "duty": (("duty", "--report", *PERIOD),),
    "verify": (("verify",),),
    "redact": (("redact", "V2", "--reason", "thử", "--dry-run"),),
    "void": (("void", "V2", "--reason", "thử", "--dry-run"),),
    "note": (("note", "2", "thử", "--dry-run"),),
    "citizen": (("citizen", "kin"), ("citizen", "049099912345")),
    "issue": (("issue", "--list"), ("issue", "--owed"), ("issue", "R9", "2", "--dry-run"), ("issue", "--fields", "R9")),
}
# Verbs that tell of no reception, or whose answers are numbers of what was just typed.
TELL_NOBODY = {
    "init", "demo", "close", "reopen", "accept", "assign", "refer", "reply", "urge", "extend", "pause", "resume",
    "withdraw", "contact", "meeting", "handover", "decide", "execute", "step", "import", "consolidate", "diff", "units",
    "keys", "redo", "correct", "seal", "backup", "restore", "config", "completion",
    "report", "nightly",  # figures and numbers alone: tests/commands/test_report.py, test_nightly.py
    "publish",  # a folder for everybody: tests/commands/test_publish.py
}  # fmt: skip


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer as on the clerk's own terminal, which shows names unasked."""
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "250")


def reached(desk: DeskUnderTest) -> None:
    """A denunciation, another matter added to its visit, and a further visit for that matter alone."""
    desk.add("Ông Mười nhận tiền", *WHO, "--kind", "tc")
    desk.json("add", "Xin cấp nước sạch", "--to", "V1", "--kind", "kn")
    desk.json("visit", "2", *WHO, "--note", "bà Kín đến hỏi")
    desk.json("appoint", "Trần Thị Kín", "--on", "23/11/2026 09:00", "--about", "bà Kín hỏi lại", "2")


def said(desk: DeskUnderTest, *argv: str) -> str:
    result = desk.run(*argv)
    assert result.code in (0, 2, 3, 10), (argv, result)
    return str(result.out + result.err)


def found(desk: DeskUnderTest, *words: str) -> list[str]:
    return [row["id"] for row in desk.json("search", *words)["rows"]]


def cards(desk: DeskUnderTest) -> bytes:
    """All bytes of the cards and of what SQLite keeps beside them."""
    return b"".join(path.read_bytes() for path in sorted(desk.folder.rglob("index.sqlite*")))


def test_every_verb_is_asked_or_tells_of_nobody() -> None:
    assert set(SURFACES) | TELL_NOBODY >= set(VERBS) - {"help"}


@pytest.mark.parametrize("verb", sorted(SURFACES))
def test_a_denouncer_is_not_reached_through_another_matter_of_the_visit(
    desk: DeskUnderTest, verb: str, terminal: None
) -> None:
    reached(desk)
    for argv in SURFACES[verb]:
        typed = {trace for trace in TRACES if any(trace in word for word in argv)}
        for way in ((), ("--json",), ("--with-identity",), ("--with-identity", "--json")):
            out = said(desk, *argv, *way)
            assert not [trace for trace in TRACES if trace in out and trace not in typed], (argv, way, out)


@pytest.mark.parametrize("verb", ("show", "list", "search", "register", "export"))
def test_a_recorded_reason_shows_the_same_person(desk: DeskUnderTest, verb: str, terminal: None) -> None:
    reached(desk)
    asked = ("--with-identity", "--reason", "phục vụ xác minh")
    assert any("Kín" in said(desk, *argv, *asked) for argv in SURFACES[verb] if argv[1:] != ("kin",))


def test_a_bundle_with_identity_tells_nothing_of_whoever_can_be_reached(desk: DeskUnderTest, tmp_path: Path) -> None:
    import gzip

    reached(desk)
    bundle = tmp_path / "b.jsonl.gz"
    desk.json("export", "--bundle", "--with-identity", "--reason", "chuyển hồ sơ", "-o", str(bundle))
    text = gzip.decompress(bundle.read_bytes()).decode()
    assert not [trace for trace in ("Kín", "Ẩn", "049099912345") if trace in text]


# --- One denunciation does not hide the others of a group, where it is known who brought it.

NAMES = tuple(f"Lê Văn {name}" for name in ("An", "Ba", "Chi", "Dung", "Em", "Giang", "Hai", "Kha", "Lan", "Minh",
                                            "Nga", "Oanh"))  # fmt: skip


def twelve(desk: DeskUnderTest) -> None:
    """One complaint, and twelve who came for it."""
    for place, name in enumerate(NAMES):
        who = ("--name", name, "--address", f"thôn {place}")
        if place:
            desk.json("visit", "1", *who)
        else:
            desk.add("Thu hồi đất ruộng", *who, "--kind", "kn")


def hidden_names(desk: DeskUnderTest) -> list[str]:
    rows = desk.json("list", "--visits", "--with-identity")["rows"]
    shown = {row["name"] for row in rows}
    return [name for name in NAMES if name not in shown]


def test_the_twelve_of_a_complaint_stay_findable_where_the_denouncer_is_recorded_for_the_denunciation_only(
    desk: DeskUnderTest, terminal: None
) -> None:
    twelve(desk)
    desk.add("Ông Mười nhận tiền", *WHO, "--kind", "tc")
    desk.json("visit", "1", "2", *WHO)
    assert hidden_names(desk) == []
    assert found(desk, "van giang") == ["2026-0001"] and found(desk, "kin") == []
    out = said(desk, "show", "1")
    assert all(name in out for name in NAMES) and not [trace for trace in TRACES if trace in out]
    assert "stays hidden here, too" in out


def test_where_nobody_can_tell_who_denounced_all_are_hidden_and_show_says_why(
    desk: DeskUnderTest, terminal: None
) -> None:
    twelve(desk)
    desk.json("add", "Ông Mười nhận tiền", "--to", "V3", "--kind", "tc")
    assert hidden_names(desk) == list(NAMES) and found(desk, "van giang") == []
    assert found(desk, "thu hoi dat") == ["2026-0001"]
    for number in ("1", "V5"):
        assert "nobody can tell which of the people brought that" in said(desk, "show", number), number
    (note,) = desk.json("show", "1", "--with-identity")["notes"]
    assert note["code"] == "names_hidden"


def test_they_are_shown_again_once_the_denunciation_has_a_visit_of_its_own(desk: DeskUnderTest) -> None:
    twelve(desk)
    desk.json("add", "Ông Mười nhận tiền", "--to", "V3", "--kind", "tc")
    desk.json("visit", "2", "--name", "Lê Văn Chi", "--address", "thôn 2")
    assert hidden_names(desk) == ["Lê Văn Chi"]
    assert found(desk, "van giang") == ["2026-0001"] and found(desk, "van chi") == []


def test_whoever_came_alone_with_both_is_not_told_apart_by_a_group(desk: DeskUnderTest) -> None:
    """A visit of thirteen that brings a denunciation tells of none of them that it was not he."""
    desk.add("Thu hồi đất ruộng", "--name", "Lê Văn An", "--people", "13", "--kind", "kn")
    desk.json("add", "Ông Mười nhận tiền", "--to", "V1", "--kind", "tc")
    assert found(desk, "van an") == []
    desk.json("visit", "2", *WHO)
    assert found(desk, "van an") == ["2026-0001"] and found(desk, "kin") == []
    row = desk.json("list", "--visits", "--with-identity")["rows"][1]
    assert row["name"] == "Lê Văn An" and "Mười" not in (row["content"] or "")


# --- A denunciation that is to be none any more.

def test_a_change_away_from_denunciation_wants_a_reason(desk: DeskUnderTest) -> None:
    desk.add("Ông Mười nhận tiền", *WHO, "--kind", "tc")
    before = (desk.folder / "reception.json").read_bytes()
    said_ = desk.fails(2, "classify", "1", "--kind", "khieu-nai")
    assert "--reason" in said_ and "2026-0001" in said_
    assert (desk.folder / "reception.json").read_bytes() == before
    desk.json("classify", "1", "--kind", "khieu-nai", "--reason", "công dân viết lại đơn")
    assert desk.json("classify", "1", "--kind", "kien-nghi")["rows"][0]["kind"] == "recommendation"


AWAY = {
    "classify": (("classify", "1", "--kind", "kn", "--reason", "đọc lại"),),
    "correct": (("correct", "1", "--set", "kind=kn", "--reason", "đọc lại"),),
    "undo of the word": (("classify", "1", "--kind", "kn", "--reason", "đọc lại"), ("classify", "1", "--kind", "tc"),
                         ("undo",)),
    "undo of the entry": (("undo",),),
    "undo and redo": (("classify", "1", "--kind", "kn", "--reason", "đọc lại"), ("undo",), ("redo",)),
    "void": (("void", "1", "--reason", "thử"),),
}  # fmt: skip


@pytest.mark.parametrize("way", AWAY)
def test_names_stay_hidden_after_it_until_somebody_reads_them_with_a_reason(
    desk: DeskUnderTest, way: str, terminal: None
) -> None:
    desk.add("Ông Mười nhận tiền", *WHO, "--kind", "tc")
    for argv in AWAY[way]:
        desk.json(*argv)
    for argv in (("show", "1"), ("show", "V1"), ("list",), ("list", "--visits"), ("search", "kin")):
        out = said(desk, *argv)
        assert not [trace for trace in TRACES if trace in out], (argv, out)
    for path in desk.folder.glob("index.sqlite*"):
        path.unlink()
    assert "Kín" not in said(desk, "show", "V1") and found(desk, "kin") == []


def test_after_such_a_reading_the_people_are_found_again(desk: DeskUnderTest, terminal: None) -> None:
    desk.add("Ông Mười nhận tiền", *WHO, "--kind", "tc")
    desk.json("show", "1", "--with-identity", "--reason", "khi còn là tố cáo")  # not of this change
    desk.json("classify", "1", "--kind", "kn", "--reason", "đọc lại")
    assert found(desk, "kin") == [] and "Was a denunciation" in said(desk, "show", "1")
    desk.json("show", "1", "--with-identity", "--reason", "xem lại sau khi phân loại")
    assert found(desk, "kin") == ["2026-0001"] and "Kín" in said(desk, "show", "1")
    desk.json("classify", "1", "--kind", "tc")
    assert found(desk, "kin") == [] and "Kín" not in said(desk, "show", "1")
    assert desk.json("verify")["totals"]["findings"] == 0


# --- No word of it is left in the cards.

WORDS = (b"zyzzyva", b"quixotry", b"049099912345")


def of_later(desk: DeskUnderTest) -> None:
    desk.add("Ông Mười zyzzyva", "--name", "Trần Quixotry", "--address", "thôn 1", "--id-no", "049099912345")
    for place in range(5):
        desk.add(f"Việc khác số {place}", "--name", f"Lê Văn {place}")


@pytest.mark.parametrize(
    "argv",
    (
        ("classify", "1", "--kind", "tc"), ("correct", "1", "--set", "kind=tc", "--reason", "đọc lại"),
        ("add", "Tố cáo", "--to", "V1", "--kind", "tc"),
    ),
    ids=lambda argv: argv[0],
)  # fmt: skip
def test_words_of_what_becomes_a_denunciation_are_gone_from_the_file_of_the_cards(
    desk: DeskUnderTest, argv: tuple[str, ...]
) -> None:
    of_later(desk)
    assert found(desk, "quixotry") == ["2026-0001"]
    assert all(word in cards(desk) for word in WORDS)
    desk.json(*argv)
    gone = WORDS if argv[0] != "add" else WORDS[1:]  # what the other matter is about is nobody's name
    assert not [word for word in gone if word in cards(desk)]
    assert len(found(desk, "viec khac")) == 5


def test_a_reader_meanwhile_only_delays_it_to_the_next_command(desk: DeskUnderTest) -> None:
    import sqlite3
    from contextlib import closing

    of_later(desk)
    with closing(sqlite3.connect(desk.folder / "index.sqlite")) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM incidents").fetchone()
        desk.json("classify", "1", "--kind", "tc")
        assert found(desk, "quixotry") == []
    desk.json("note", "2", "việc sau")
    assert not [word for word in WORDS if word in cards(desk)]


def test_cards_over_several_units_lose_them_too(desk: DeskUnderTest, tmp_path: Path) -> None:
    of_later(desk)
    register = tmp_path / "hd.csv"
    with register.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([
            ["STT", "Ngày tiếp", "Họ tên", "Địa chỉ", "Nội dung", "Phân loại", "Số người"],
            ["1", "05/01/2026", "Lê Thị Sáng", "thôn 2", "Xin cấp nước", "Kiến nghị", "1"],
        ])
    desk.json("consolidate", f"HD={register}")
    assert found(desk, "quixotry") and all(word in cards(desk) for word in WORDS)
    desk.json("classify", "1", "--kind", "tc")
    assert not [word for word in WORDS if word in cards(desk)]
    assert found(desk, "quixotry") == [] and not [word for word in WORDS if word in cards(desk)]


# --- From a spreadsheet.

HEAD = ["STT", "Ngày tiếp", "Họ tên", "Địa chỉ", "Nội dung", "Phân loại", "Số người", "Ghi chú"]


def sheet(path: Path, *rows: tuple[str, str, str, str, str, str]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for number, (day, name, address, content, kind, note) in enumerate(rows, 1):
            out.writerow([number, day, name, address, content, kind, "1", note])
    return str(path)


DENOUNCED = ("06/01/2026", "Trần Quixotry", "thôn Zyzzyva", "Ông Mười nhận tiền", "Tố cáo", "")
OPEN = ("05/01/2026", "Lê Thị Sáng", "thôn 2", "Xin cấp nước sạch", "Kiến nghị", "")


def take(desk: DeskUnderTest, how: str, path: str, *more: str) -> None:
    desk.json(*(("consolidate", f"HD={path}") if how == "consolidate" else ("import", path, "--yes")), *more)


@pytest.mark.parametrize("how", ("import", "consolidate"))
def test_nothing_of_a_denunciation_in_a_spreadsheet_is_ever_searchable(
    desk: DeskUnderTest, tmp_path: Path, how: str
) -> None:
    take(desk, how, sheet(tmp_path / "so.csv", OPEN, DENOUNCED))
    assert found(desk, "sang") and found(desk, "quixotry") == [] and found(desk, "muoi nhan") == []
    assert b"quixotry" not in cards(desk) and b"zyzzyva" not in cards(desk)


@pytest.mark.parametrize("how", ("import", "consolidate"))
def test_nor_of_one_that_a_later_edition_calls_so(desk: DeskUnderTest, tmp_path: Path, how: str) -> None:
    unclassified = (*DENOUNCED[:4], "", "")
    take(desk, how, sheet(tmp_path / "so.csv", OPEN, unclassified))
    assert found(desk, "quixotry")
    take(desk, how, sheet(tmp_path / "so.csv", OPEN, DENOUNCED), "--update")
    assert found(desk, "quixotry") == [] and found(desk, "sang")
    assert [path for path in desk.folder.rglob("index.sqlite*") if b"quixotry" in path.read_bytes()] == []
    assert b"zyzzyva" not in cards(desk)


@pytest.mark.parametrize("earlier", ("", "Kiến nghị"))
def test_a_further_visit_that_denounces_is_not_found_by_the_earlier_matter(
    desk: DeskUnderTest, tmp_path: Path, earlier: str
) -> None:
    first = ("05/01/2026", "Trần Quixotry", "thôn Zyzzyva", "Xin cấp nước sạch", earlier, "")
    again = ("07/01/2026", "Trần Quixotry", "thôn Zyzzyva", "Ông Mười nhận tiền", "Tố cáo", "Tiếp lại STT 1")
    take(desk, "import", sheet(tmp_path / "so.csv", first, again))
    rows = {row["id"]: row["kind"] for row in desk.json("list")["rows"]}
    assert "denunciation" in rows.values()
    assert found(desk, "muoi nhan") == []
    if not earlier:
        assert found(desk, "quixotry") == [] and b"quixotry" not in cards(desk)


@pytest.mark.parametrize("rebuilt", [False, True], ids=["cards as they are", "cards built anew"])
def test_a_change_away_that_was_taken_back_and_done_again_wants_a_reading_of_its_own(desk: Any, rebuilt: bool) -> None:
    desk.add("Cán bộ nhận tiền", "--name", "Trần Thị Kín", "--address", "thôn Ẩn", "--kind", "denunciation")
    assert desk.run("classify", "1", "--kind", "khieu-nai", "--reason", "đọc lại đơn").code == 0

    def sees(*more: str) -> bool:
        if rebuilt:
            (desk.folder / "index.sqlite").unlink()
        return "Kín" in desk.run("show", "1", "--with-identity", *more).out

    assert not sees() and sees("--reason", "kiểm tra") and sees()
    for verb, waits in (("undo", True), ("redo", True)):
        assert desk.run(verb).code == 0
        assert sees() is not waits, verb
    assert sees("--reason", "kiểm tra lần nữa") and sees()
