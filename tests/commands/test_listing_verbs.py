"""list, search and export: the rows of the contract, the filters, and who sees whose name."""

import io
import json
import sys
from typing import Any

import pytest

DeskUnderTest = Any  # the `desk` of tests/conftest.py

NAMES = {"name", "address", "commune", "id_no", "phone", "content"}
INCIDENT = {
    "id", "unit", "opened_on", "status", "kind", "field", "competence", "handling", "visits", "people",
    "first_visit", "last_visit", "due_on", "overdue_days", "result", "closed_on",
}  # fmt: skip
VISIT = {"id", "at", "people", "petitioners", "session", "host", "group", "incidents", "repeat"}
SECRET = "Tố giác ông Bảy nhận tiền"
DENOUNCER = "Trần Thị Kín"


@pytest.fixture
def three(desk: DeskUnderTest) -> DeskUnderTest:
    """A complaint with a further visit, a denunciation, and a matter of no kind."""
    desk.add(
        "Tranh chấp ranh giới đất", "--kind", "complaint", "--field", "land.dispute", "--id-no", "012345"
    )
    desk.add(SECRET, "--kind", "denunciation", "--name", DENOUNCER, "--address", "thôn Ẩn", "--id-no", "0999")
    desk.add("Xin cấp nước sạch", "--name", "Lê Đạt", "--people", "6", "--petitioners", "6")
    assert desk.run("visit", "1").code == 0
    return desk


def ids(answer: dict[str, Any]) -> list[str]:
    return [row["id"] for row in answer["rows"]]


def entries(desk: DeskUnderTest) -> list[dict[str, Any]]:
    """Every entry of the register, as any JSON reader sees it."""
    register: dict[str, dict[str, Any]] = json.loads((desk.folder / "reception.json").read_text("utf-8"))
    return list(register["entries"].values())


@pytest.fixture
def on_terminal(three: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True)
    monkeypatch.setenv("COLUMNS", "200")


def test_list_gives_the_rows_of_the_contract_newest_first(three: DeskUnderTest) -> None:
    answer = three.json("list")
    assert ids(answer) == ["2026-0003", "2026-0002", "2026-0001"]
    assert set(answer["rows"][0]) >= INCIDENT and not NAMES & set(answer["rows"][0])
    first = answer["rows"][2]
    assert (first["visits"], first["field"], first["first_visit"], first["unit"]) == (
        2, "land.dispute", "2026-11-23", "TB",
    )  # fmt: skip


def test_list_visits_gives_the_rows_of_the_contract(three: DeskUnderTest) -> None:
    answer = three.json("list", "--visits")
    assert ids(answer) == ["V2026-0004", "V2026-0003", "V2026-0002", "V2026-0001"]
    assert set(answer["rows"][0]) >= VISIT and not NAMES & set(answer["rows"][0])
    assert [row["repeat"] for row in answer["rows"]] == [True, False, False, False]
    assert [row["group"] for row in answer["rows"]] == [False, True, False, False]
    assert answer["rows"][0]["incidents"] == ["2026-0001"]


def test_list_petitions(three: DeskUnderTest) -> None:
    three.add("Kiến nghị làm đường", "--source", "post", "--signatories", "12")
    (row,) = three.json("list", "--petitions")["rows"]
    assert (row["id"], row["source"], row["signatories"], row["incidents"]) == (
        "P2026-0001", "post", 12, ["2026-0004"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--kind", "kn"], ["2026-0001"]),
        (["--kind", "none"], ["2026-0003"]),
        (["--kind", "kn", "--kind", "tc"], ["2026-0002", "2026-0001"]),
        (["--field", "dat-dai"], ["2026-0001"]),
        (["--repeat"], ["2026-0001"]),
        (["--group"], ["2026-0003"]),
        (["--match", "nuoc sa"], ["2026-0003"]),
        (["1", "V2"], ["2026-0002", "2026-0001"]),
        (["--period", "2025"], []),
        (["--from", "23/11/2026", "--to", "today"], ["2026-0003", "2026-0002", "2026-0001"]),
        (["--status", "closed"], []),
        (["--limit", "1"], ["2026-0003"]),
        (["--sort", "-visits", "--limit", "1"], ["2026-0001"]),
        (["--sort", "kind"], ["2026-0001", "2026-0002", "2026-0003"]),
    ],
)
def test_filters_and_order(three: DeskUnderTest, filters: list[str], found: list[str]) -> None:
    assert ids(three.json("list", *filters)) == found


def test_numbers_come_from_standard_input(three: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("2026-0002\n\n3\n2026-0002\n"))
    assert ids(three.json("list", "-")) == ["2026-0003", "2026-0002"]


@pytest.mark.parametrize(
    ("code", "argv", "told"),
    [
        (2, ["list", "--period", "2026", "--from", "today"], "exclude"),
        (2, ["list", "--visits", "--petitions"], "exclude"),
        (2, ["list", "--sort", "colour"], "colour"),
        (2, ["list", "--kind", "quarrel"], "quarrel"),
        (2, ["list", "--reason", "curious"], "--with-identity"),
        (2, ["search", "?!"], "?!"),
        (2, ["summarize", "--by", "month,week,kind"], "--by"),
        (2, ["summarize", "--by", "colour"], "colour"),
        (2, ["summarize", "--from", "today", "--compare", "previous"], "--to"),
        (3, ["list", "99"], "2026-0003"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    three: DeskUnderTest, code: int, argv: list[str], told: str
) -> None:
    assert told in three.fails(code, *argv)


@pytest.mark.parametrize("words", [["duc"], ["đức"], ["DU", "nguye"], ["ĐỨC NGUYỄN"], ["gio", "tranh"]])
def test_search_finds_any_spelling_order_and_beginning(three: DeskUnderTest, words: list[str]) -> None:
    answer = three.json("search", *words)
    assert ids(answer) == ["2026-0001"]
    assert answer["notes"] == [{"code": "found", "total": 1, "shown": 1}]


def test_search_finds_the_words_of_every_remark(three: DeskUnderTest) -> None:
    three.json("note", "3", "hỏi hàng xóm")
    three.json("note", "3", "gọi lại sau rằm")
    assert ids(three.json("search", "hang xom")) == ids(three.json("search", "ram")) == ["2026-0003"]
    three.json("visit", "1", "--note", "mang theo bản đồ")
    assert ids(three.json("search", "ban do")) == ["2026-0001"]


def test_search_quotes_what_the_full_text_engine_would_run(three: DeskUnderTest) -> None:
    for words in (['"duc'], ["duc*"], ["NEAR(duc)"], ["duc OR"], ["text:duc"]):
        assert three.run("search", *words).code == 0
    assert ids(three.json("search", '"du')) == ["2026-0001"]


def test_search_tells_the_total_and_the_exit_code(three: DeskUnderTest) -> None:
    answer = three.json("search", "thon", "--limit", "1")
    assert (ids(answer), answer["notes"][0]["total"]) == (["2026-0003"], 2)
    assert three.run("search", "thon", "--exit-code").code == 10
    assert three.run("search", "khongco", "--exit-code").code == 0
    assert ids(three.json("search", "thon", "--kind", "kn")) == ["2026-0001"]
    assert ids(three.json("search", "thon", "--sort", "opened_on", "--limit", "1")) == ["2026-0003"]


@pytest.mark.usefixtures("on_terminal")
def test_the_clerks_own_terminal_shows_names_but_no_denouncer(three: DeskUnderTest) -> None:
    for argv in (["list"], ["list", "--visits"], ["search", "thon"]):
        out = three.run(*argv).out
        assert "Nguyễn Văn Đức" in out and "Lê Đạt" in out
        assert DENOUNCER not in out and SECRET not in out
    assert not [entry for entry in entries(three) if entry["kind"] == "disclosed"]


@pytest.mark.usefixtures("on_terminal")
def test_a_desk_may_keep_names_from_its_terminal(three: DeskUnderTest) -> None:
    (three.folder / "config.toml").write_text('identity = "never"\n')
    assert "Nguyễn Văn Đức" not in three.run("list").out


@pytest.mark.parametrize("form", ["tsv", "json", "jsonl", "csv", "md", "html"])
def test_no_name_leaves_through_a_pipe_or_a_file(three: DeskUnderTest, form: str) -> None:
    for argv in (["list"], ["list", "--visits"], ["export"], ["export", "--visits"], ["search", "thon"]):
        out = three.run(*argv, "--format", form).out
        assert out and not any(
            secret in out for secret in ("Nguyễn", "thôn", "012345", "ranh giới", DENOUNCER)
        )


def test_the_denounced_are_never_found(three: DeskUnderTest) -> None:
    for words in (DENOUNCER, SECRET, "0999", "an"):
        for verb in (["search", words], ["list", "--match", words], ["search", words, "--with-identity"]):
            assert "2026-0002" not in ids(three.json(*verb))


def test_names_are_shown_on_demand_and_the_demand_is_recorded(three: DeskUnderTest) -> None:
    answer = three.json("list", "--with-identity")
    assert set(answer["rows"][0]) >= NAMES
    assert [row["name"] for row in answer["rows"]] == ["Lê Đạt", None, "Nguyễn Văn Đức"]
    assert (answer["rows"][2]["id_no"], answer["rows"][1]["content"]) == ("012345", None)
    assert {"code": "denunciations_hidden", "count": 1} in answer["notes"]
    last = entries(three)[-1]
    assert (last["kind"], last["user"]) == ("disclosed", "lan")
    assert last["data"] == {"verb": "list", "count": 3, "with": "identity", "denunciations": 0}


def test_a_denouncer_is_shown_for_a_recorded_reason_only(three: DeskUnderTest) -> None:
    for argv in (["list"], ["list", "--visits"]):
        assert DENOUNCER not in three.run(*argv, "--with-identity", "--reason", "  ").out
        answer = three.json(*argv, "--with-identity", "--reason", "Thanh tra yêu cầu")
        assert DENOUNCER in [row["name"] for row in answer["rows"]]
        last = entries(three)[-1]
        assert (last["data"]["denunciations"], last["private"]["reason"][1]) == (1, "Thanh tra yêu cầu")
    row = three.json("list", "2", "--with-identity", "--reason", "x")["rows"][0]
    assert (row["content"], row["address"]) == (SECRET, "thôn Ẩn")


def test_who_brings_a_denunciation_with_another_matter_stays_hidden_in_both(three: DeskUnderTest) -> None:
    assert three.run("add", "Tố cáo thêm", "--kind", "denunciation", "--to", "V2026-0003").code == 0
    rows = {row["id"]: row for row in three.json("list", "--with-identity")["rows"]}
    assert rows["2026-0003"]["name"] is None and rows["2026-0003"]["content"] == "Xin cấp nước sạch"
    visits = {row["id"]: row for row in three.json("list", "--visits", "--with-identity")["rows"]}
    assert visits["V2026-0003"]["name"] is None and visits["V2026-0001"]["name"] == "Nguyễn Văn Đức"


def test_every_export_is_recorded_before_it_appears(three: DeskUnderTest) -> None:
    rows = [json.loads(line) for line in three.run("export", "--limit", "2").out.splitlines()]
    assert [row["id"] for row in rows] == ["2026-0003", "2026-0002"]
    assert entries(three)[-1]["data"] == {"verb": "export", "count": 2, "with": "none", "denunciations": 0}
    three.run("export", "--with-identity", "--reason", "x", "--limit", "1", "--sort", "kind")
    assert entries(three)[-1]["data"] == {
        "verb": "export",
        "count": 1,
        "with": "identity",
        "denunciations": 0,
    }


def test_an_export_that_cannot_be_recorded_shows_nothing(three: DeskUnderTest, monkeypatch: Any) -> None:
    from reception_cli.domain.errors import Unwritable

    def fail(*_args: object) -> None:
        raise Unwritable("The disk is full.")

    monkeypatch.setattr("reception_cli.ledger.storage.FileLedger.append", fail)
    three.fails(7, "export", "--with-identity")
    three.fails(7, "list", "--with-identity")


@pytest.mark.usefixtures("on_terminal")
def test_an_export_to_a_terminal_shows_no_names_either(three: DeskUnderTest) -> None:
    out = three.run("export").out
    assert out.startswith('{"id": "2026-0003"') and "Lê Đạt" not in out


def test_an_export_for_a_spreadsheet_is_safe(three: DeskUnderTest) -> None:
    three.add("=HYPERLINK(1)", "--name", "Ngô Bá", "--id-no", "001")
    out = three.run("export", "--format", "csv", "--with-identity", "--limit", "1").out
    assert out.startswith("\ufeffid,unit,opened_on") and "'=HYPERLINK(1)" in out and ",001," in out
    assert three.run("export", "--visits", "-o", str(three.folder / "visits.xlsx")).code == 0
    assert (three.folder / "visits.xlsx").read_bytes()[:2] == b"PK"


def test_every_number_that_does_not_exist_is_named_at_once(desk):
    desk.add()
    said = desk.fails(3, "close", "1", "98", "99", "--result", "answered")
    assert "'98'" in said and "'99'" in said


def test_words_belong_to_csv_and_what_excel_does_to_zeros_is_told(desk):
    desk.add()
    told = desk.run("list", "--format", "csv", "--words", "--lang", "vi")
    assert told.code == 0 and told.out.startswith("\ufeffVụ việc,") and "số 0" in told.err
    assert "--words" in desk.fails(2, "list", "--json", "--words")
    assert desk.run("list", "--format", "csv").out.startswith("\ufeffid,")
