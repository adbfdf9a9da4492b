"""Hostile text: stored whole or refused with a reason, shown harmlessly, exported safely, by every verb."""

import csv
import io
import json
import shutil
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from python_calamine import CalamineWorkbook
from terminals import Sit

from reception_cli.cli.verbs import VERBS, load
from reception_cli.domain.text import MAX_FIELD, MAX_TEXT
from workbooks import elements

KEPT = {
    "brackets": "[giải phóng mặt bằng] thửa [/12] [bold]đậm[/bold]",
    "link": "[link=file:///etc/passwd]xem[/link] :smiley:",
    "formula": '=HYPERLINK("http://x.vn","xem")',
    "plus": "+84905123456",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at sign": "@SUM(1+1)*cmd",
    "full-width": "＝1＋1",
    "colour": "a\x1b[31mđỏ\x1b[0m",
    "title": "a\x1b]0;chiếm\x07b",
    "c1": "a\x9b31mb\x85c",
    "override": "đơn\u202egnp.exe\u2066x",
    "invisible": "a\u200bb\u00adc\U000e0041d",
    "private use": "a\ue000b",
    "markup": "<script>alert('x')</script><img src=x onerror=y>&amp;",
    "quotes": "a\"b'c,d;e`f`$(g)\\h",
    "sql": "'; DROP TABLE entries; --",
    "braces": "{name} {0} {incident} %s %(x)s",
    "pipe": "a|b",
    "lines": "một\nhai\tba",
    "scripts": "a\u19b0b a\U0001e922b ٣ ² ǅ",
    "emoji": "👨‍👩‍👧 家族 עברית",
}
REFUSED = {"NUL": "a\0b", "half": "a\udcffb", "high half": "a\ud83db", "pile": "a" + "\u0301" * 200}
STEERING = [chr(code) for code in range(32) if chr(code) not in "\n\t"] + ["\x7f", "\x85", "\x9b", "\u202e", "\u2066"]
STEERING += ["\u200b", "\ue000", "\U000e0041"]
WHO = ("--name", "Ngô Bá Tú", "--address", "thôn 3", "--id-no", "049")
TEXTS = ("--name", "--address", "--commune", "--id-no", "--phone", "--host-name", "--note", "--key")
BOM = "\ufeff"


def harmless(text: str) -> bool:
    """Whether nothing in it acts on a terminal."""
    return not any(sign in text for sign in STEERING)


def plain(text: str) -> bool:
    """Whether every letter of it can be seen."""
    return text.replace("\n", "").replace("\t", "").isprintable()


# Stored whole or refused


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_text_is_stored_whole(desk: Any, text: str) -> None:
    line = " ".join(text.split())
    said = (word for name in TEXTS for word in (name, text))
    assert desk.run("add", *said, "--", text).code == 0
    row = desk.json("show", "1", "--with-identity")["rows"][0]
    assert row["content"] == unicodedata.normalize("NFC", text)
    line = unicodedata.normalize("NFC", line)
    assert [row[name] for name in ("name", "address", "commune", "id_no", "phone")] == [line] * 5
    assert desk.run("verify").code == 0


@pytest.mark.parametrize(
    "argv",
    [
        ("add", "?", *WHO), ("add", "x", *WHO, "--name", "?"), ("add", "x", *WHO, "--address", "?"),
        ("add", "x", *WHO, "--id-no", "?"), ("add", "x", *WHO, "--phone", "?"), ("add", "x", *WHO, "--note", "?"),
        ("add", "x", *WHO, "--commune", "?"), ("add", "x", *WHO, "--host-name", "?"), ("add", "x", *WHO, "--key", "?"),
        ("add", "x", *WHO, "--user", "?"), ("add", "?", "--to", "V1"), ("visit", "1", "--note", "?"),
        ("visit", "1", "--name", "?"), ("note", "1", "?"), ("close", "1", "--result", "guided", "--note", "?"),
        ("close", "1", "--result", "guided", "--doc", "?"), ("reopen", "1", "--reason", "?"),
        ("void", "1", "--reason", "?"), ("correct", "1", "--set", "kind=kn", "--reason", "?"),
        ("correct", "V1", "--set", "name=?", "--reason", "x"), ("undo", "--user", "?"),
    ],
    ids=lambda argv: " ".join(argv),
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_its_place(desk: Any, argv: tuple[str, ...]) -> None:
    desk.add("Việc")
    before = (desk.folder / "reception.json").read_bytes()
    for text in REFUSED.values():
        told = desk.fails(2, *(word.replace("?", text) for word in argv))
        assert "which cannot be kept" in told
        assert "U+" in told
        assert harmless(told)
    assert (desk.folder / "reception.json").read_bytes() == before


@pytest.mark.parametrize("name", [b"\xff", b"\x1b[31m", b"\xed\xa0\x80"], ids=repr)
def test_a_unit_with_a_hostile_name_is_made_whole_or_not_at_all(desk: Any, tmp_path: Path, name: bytes) -> None:
    other = str(tmp_path / "other")
    told = desk.run("--db", other, "init", "--unit", "HD", "--name", name.decode("utf-8", "surrogateescape"))
    assert told.code == (0 if name.isascii() else 2)
    assert harmless(told.out + told.err)
    again = desk.run("--db", other, "init", "--unit", "HD")
    assert again.code == (4 if name.isascii() else 0)


def test_a_megabyte_is_kept_and_one_letter_more_is_refused(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ("đường hỏng " * (MAX_TEXT // 11 + 1))[: MAX_TEXT - 1] + "."
    assert len(whole) == MAX_TEXT == 1_000_000
    feed = Feed(desk, monkeypatch)
    assert feed(whole, "add", "-", *WHO, "-q").out == "2026-0001\n"
    assert feed(whole, "note", "1", "-").code == 0
    assert desk.json("show", "1", "--with-identity")["rows"][0]["content"] == whole
    assert desk.json("search", "duong hong")["rows"][0]["id"] == "2026-0001"
    told = feed(whole + "x", "add", "-", *WHO)
    assert (told.code, "content has 1000001 characters; at most 1000000 are kept" in told.err) == (2, True)
    told = feed(whole + "x", "note", "1", "-")
    assert (told.code, "note has 1000001 characters; at most 1000000 are kept" in told.err) == (2, True)
    assert desk.run("verify").code == 0


def test_a_line_has_its_measure(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = Feed(desk, monkeypatch)
    assert feed("đ" * MAX_FIELD, "add", "x", "--name", "-", "--address", "y").code == 0
    told = feed("đ" * (MAX_FIELD + 1), "add", "x", "--name", "-", "--address", "y")
    assert (told.code, "name has 501 characters" in told.err) == (2, True)


class Feed:
    """Runs a command with a text on its standard input."""

    def __init__(self, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk, self.monkeypatch = desk, monkeypatch

    def __call__(self, text: str, *argv: str) -> Any:
        data = io.BytesIO(text.encode("utf-8", "surrogateescape"))
        with self.monkeypatch.context() as only_here:
            only_here.setattr(sys, "stdin", io.TextIOWrapper(data, encoding="ascii"))
            return self.desk.run(*argv)


# Shown harmlessly


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the desk of `full` is kept once it was made."""
    return tmp_path_factory.mktemp("ready") / "desk"


@pytest.fixture
def full(desk: Any, ready: Path) -> Any:
    """A desk with every hostile text in one register; incident n holds the n-th."""
    if ready.exists():
        shutil.rmtree(desk.folder)
        shutil.copytree(ready, desk.folder)
        return desk
    for text in KEPT.values():
        said = (word for name in ("--name", "--address", "--commune", "--note") for word in (name, text))
        assert desk.run("add", *said, "--", text).code == 0
    assert desk.run("note", "1", KEPT["title"]).code == 0
    assert desk.run("close", "1", "--result", "guided", "--doc", KEPT["override"], "--note", KEPT["colour"]).code == 0
    assert desk.run("reopen", "1", "--reason", KEPT["c1"], user=KEPT["colour"]).code == 0
    shutil.copytree(desk.folder, ready)
    return desk


def test_on_a_terminal_text_is_shown_whole_and_does_nothing(full: Any, sit: Sit) -> None:
    for argv in (
        ("list",), ("list", "--visits"), ("search", "giai phong"), ("log", "1"), ("show", "1"),
        ("show", "2"), ("show", "11"), ("show", "V10"), ("summarize", "--by", "commune", "--period", "2026"),
    ):  # fmt: skip
        clerk = sit(*argv, "--no-color", columns=220)
        assert clerk.end() == 0, argv
        assert harmless(clerk.raw.replace("\r\n", "\n").replace("\x1b[0m", "").replace("\x1b[1m", "")), argv
        if argv == ("show", "1"):
            assert KEPT["brackets"] in clerk.text
            assert r"a\x1b]0;chiếm\x07b" in clerk.text
            assert r"a\x9b31mb\x85c" in clerk.text
        if argv == ("show", "2"):
            assert KEPT["link"] in clerk.text


@pytest.mark.parametrize("form", ["table", "tsv", "md", "html", "csv"])
def test_in_a_pipe_text_does_nothing_either(full: Any, form: str) -> None:
    told = full.run("list", "--with-identity", "--format", form)
    assert told.code == 0
    assert harmless(told.out.removeprefix(BOM).replace("\r\n", "\n"))


def test_tsv_is_one_line_a_row(full: Any) -> None:
    lines = full.run("list", "--with-identity", "--fields", "id,name,content").out.split("\n")[:-1]
    assert len(lines) == len(KEPT) + 1
    assert {line.count("\t") for line in lines} == {2}


def test_what_was_typed_wrong_is_shown_harmlessly(desk: Any) -> None:
    for text in [*KEPT.values(), "a\udcffb"]:
        for argv in (
            [text], ["add", "x", *WHO, "--kind", text], ["show", text], ["add", "x", "--to", text],
            ["--lang", text],
            ["add", "x", *WHO, "--at", text], ["add", "x", *WHO, "--people", text], ["--now", text, "list"],
            ["list", "--period", text], ["summarize", "--by", text], ["list", "--sort", text], ["add", "--" + text],
            ["list", "--fields", text], ["import", text], ["completion", text], ["config", text, "x"],
            ["export", "-o", text],
        ):  # fmt: skip
            told = desk.run(*argv)
            assert told.code in (2, 3), (text, argv, told)
            assert told.out == ""
            assert harmless(told.err), argv


@pytest.mark.parametrize("text", [*KEPT.values(), "a\udcffb"])
def test_an_error_in_json_is_json_whatever_was_typed(desk: Any, text: str) -> None:
    for argv in (["add", "x", *WHO, "--kind", text], ["show", "--", text], ["add", "x", "--to", text]):
        told = desk.run("--json", *argv)
        error = json.loads(told.err)["error"]
        assert (error["code"], error["exit"]) in (("usage", 2), ("not_found", 3))
        assert text[:3] in error["message"] or repr(text)[:3] in error["message"]
        assert harmless(told.err)


# Exported safely


@pytest.fixture
def exported(full: Any, tmp_path: Path) -> Iterator[Any]:
    """Export everything with identity in one form; gives the path."""

    def export(form: str) -> Path:
        path = tmp_path / f"out.{form}"
        wish = ("--with-identity", "--reason", "kiểm tra", "--sort", "id")
        assert full.run("export", *wish, "-o", str(path)).code == 0
        return path

    yield export


def test_json_lines_are_exact(exported: Any) -> None:
    rows = [json.loads(line) for line in exported("jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["content"] for row in rows] == [unicodedata.normalize("NFC", text) for text in KEPT.values()]


def test_no_cell_of_a_csv_file_is_a_formula(exported: Any) -> None:
    text = exported("csv").read_bytes().decode("utf-8")
    assert text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert len(rows) == len(KEPT)
    for row, text in zip(rows, KEPT.values(), strict=True):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋"))
        if plain(text):
            assert row["content"].lstrip("'") == unicodedata.normalize("NFC", text).lstrip("'")


def test_no_cell_of_a_workbook_is_a_formula(exported: Any) -> None:
    path = exported("xlsx")
    assert elements(path, "c")
    assert elements(path, "f") == elements(path, "hyperlink") == []
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    place = rows[0].index("content")
    for row, text in zip(rows[1:], KEPT.values(), strict=True):
        if plain(text):
            assert row[place] == unicodedata.normalize("NFC", text)


def test_a_page_runs_nothing(full: Any) -> None:
    page = full.run("list", "--with-identity", "--format", "html").out
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()
    assert "&lt;script&gt;alert" in page


def test_a_megabyte_leaves_in_every_form(desk: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert Feed(desk, monkeypatch)("x " * 499_999 + "y", "add", "-", *WHO).code == 0
    for form in ("csv", "tsv", "jsonl", "json", "html", "md", "xlsx"):
        path = tmp_path / f"big.{form}"
        assert desk.run("export", "--with-identity", "-o", str(path)).code == 0
        assert path.stat().st_size > (1_000 if form == "xlsx" else 999_000)


# Every verb, every option that takes text

STARTS: dict[str, list[list[str]]] = {
    "init": [["init", "--db", "new-{n}"]],
    "demo": [],  # its only text is a folder; it takes a second a time, and test_help.py runs it
    "add": [["add", "việc", *WHO]],
    "visit": [["visit", "1"]],
    "classify": [["classify", "1", "--kind", "kn"]],
    "close": [["close", "1", "--result", "guided"]],
    "reopen": [["reopen", "2", "--reason", "x"]],
    "note": [["note", "1", "x"]],
    "show": [["show", "1"]],
    "search": [["search", "việc"]],
    "import": [["import", "register.csv", "--yes"]],
    "correct": [["correct", "1", "--set", "kind=kn", "--reason", "x"]],
    "void": [["void", "1", "--reason", "x"]],
    "seal": [["seal", "2026-09"]],
    "redact": [["redact", "1", "--field", "name", "--reason", "x", "--yes"]],
    "backup": [["backup", "--to", "copies-{n}"]],
    "restore": [["restore", "none", "--yes"]],
    "completion": [["completion", "bash"]],
    "help": [["help", "dates"]],
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_text_breaks_a_verb(desk: Any, verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk.add("Việc một")
    desk.add("Việc hai")
    assert desk.run("close", "2", "--result", "guided").code == 0
    (tmp_path / "register.csv").write_text("STT,Ngày tiếp\n1,02/01/2024\n", encoding="utf-8")
    feed = Feed(desk, monkeypatch)
    command = load(verb)
    takers = [param for param in command.params if param.type.name == "text"]
    for start in STARTS.get(verb, [[verb]]):
        for count, text in enumerate(["[/12]\x1b[31m\u202e", "=x\n'\"{0}%s", "a\udcff", "", "-", "x" * 600]):
            base = [word.replace("{n}", f"{verb}{count}") for word in start]
            tries = [[*base, param.opts[0], text] for param in takers if isinstance(param, click.Option)]
            tries += [[*base[:1], *base[2:], text] for param in takers if isinstance(param, click.Argument)]
            for argv in [*tries, [*base, text]]:
                told = feed(text, *argv)
                assert told.code in (0, 1, 2, 3, 4, 6, 7), (argv, told)
                assert harmless(told.out.replace("\r\n", "\n").removeprefix(BOM)) or "--json" in argv, argv
                assert harmless(told.err), argv
    assert desk.run("verify").code == 0
