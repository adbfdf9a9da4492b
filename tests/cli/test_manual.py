"""The manual: topics say what is true, schemas are the published ones, man pages are read by groff without a word."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from present import program
from reception_cli import ROOT
from reception_cli.cli import topics
from reception_cli.cli.verbs import GROUPS, SAME_AS, VERBS
from reception_cli.domain.dates import read_moment
from reception_cli.domain.errors import ReceptionError
from reception_cli.law import codes
from reception_cli.reporting.periods import read_period

SOURCE = Path(ROOT)
SCHEMAS = SOURCE / "data" / "schema"
SILENT = ("completion", "help")  # they answer with a text


def rows(page: str) -> dict[str, str]:
    """The terms of a topic with what stands behind them on the same line."""
    found = (re.match(r"  (\S.*?)(?:  +(.*))?$", line) for line in page.splitlines())
    return {match[1]: match[2] or "" for match in found if match}


@pytest.fixture
def page(desk: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("COLUMNS", "80")

    def read(*words: str) -> str:
        told = desk.run("help", *words)
        assert (told.code, told.err) == (0, "")
        return str(told.out)

    return read


def test_every_topic_is_named_by_the_help_and_has_a_page(desk: Any, page: Any) -> None:
    named = ", ".join(topics.TOPICS)
    assert named == "periods, dates, codes, exit-codes, files, environment"
    assert named in desk.run("--help").out
    groups = [f"{group.vietnamese}, {group.name}" for group in GROUPS]
    assert list(rows(page())) == [*groups, *topics.TOPICS]
    for name, topic in topics.TOPICS.items():
        assert page(name).startswith(topic.line)


def test_a_topic_has_a_vietnamese_name_and_may_be_typed_in_words(desk: Any, page: Any) -> None:
    named = "ky-bao-cao, ngay, ma, ma-thoat, tep, bien-moi-truong"
    assert named in desk.run("--lang", "vi", "--help").out
    for name, vietnamese in zip(topics.TOPICS, named.split(", "), strict=True):
        assert page(vietnamese) == page(*vietnamese.split("-")) == page(name)
    assert page("Mã", "thoát") == page("exit", "codes") == page("exit-codes")


def test_every_period_of_the_topic_is_one(desk: Any, page: Any) -> None:
    from datetime import date

    for written in rows(page("periods")):
        for period in written.split(", "):
            read_period(period, date(2026, 11, 23))
            assert desk.run("list", "--period", period).code == 0


def test_every_day_of_the_topic_is_one(page: Any) -> None:
    from datetime import date, datetime, timedelta, timezone

    now = datetime(2026, 11, 23, 8, 10, tzinfo=timezone(timedelta(hours=7)))
    read = {day: read_moment(day, now, "x").day for row in rows(page("dates")) for day in row.split(", ")}
    assert read.pop("today") == read.pop("hom-nay") == date(2026, 11, 23)
    assert read.pop("yesterday") == read.pop("hom-qua") == date(2026, 11, 22)
    assert set(read.values()) == {date(2026, 3, 5)}


def test_every_code_stands_in_its_topic(page: Any) -> None:
    told = page("codes")
    for file in (SOURCE / "data" / "codes").glob("*.toml"):
        for code in codes.load(file.stem):
            assert re.search(rf"^  {re.escape(code.code)}\b", told, re.M), (file.stem, code.code)


def test_the_desks_own_codes_stand_there_too(desk: Any, page: Any) -> None:
    assert "land.canal" not in page("codes")
    assert desk.run("config", "code.field.land.canal", "kênh mương").code == 0
    assert "land.canal" in page("codes")


def test_the_exit_codes_are_those_that_a_command_can_leave_with(desk: Any, page: Any) -> None:
    def kinds(kind: type[ReceptionError]) -> set[int]:
        return {kind.exit_code}.union(*map(kinds, kind.__subclasses__()))

    told = {int(code) for code in rows(page("exit-codes"))}
    assert told == kinds(ReceptionError) | {0, 10, 70, 130}
    readme = (SOURCE.parent.parent / "README.md").read_text(encoding="utf-8")
    assert told == {int(code) for code in re.findall(r"^\| (\d+) \|", readme, re.M)}
    group = desk.run("--help").out
    assert all(re.search(rf"^  {code}  ", group, re.M) for code in told)


def test_the_help_of_a_verb_ends_with_the_exit_codes_it_has(desk: Any) -> None:
    def told(verb: str) -> set[int]:
        end = " ".join(desk.run(verb, "--help").out.split()).rpartition("Exit codes: ")[2]
        return {int(code) for code in re.findall(r"\b(\d+) [a-z]", end)}

    assert told("add") == {0, 2, 3, 4, 5, 6, 7, 8}
    assert told("show") == {0, 2, 3, 6, 7}
    assert told("due") == {0, 2, 3, 6, 7, 10}
    assert told("import") == {0, 2, 3, 4, 5, 6, 7, 8, 10}


def test_every_variable_that_is_read_stands_in_its_topic(page: Any) -> None:
    told = " ".join(rows(page("environment")))
    names = {"NO_COLOR", "COLUMNS"}
    for file in SOURCE.rglob("*.py"):
        names |= set(re.findall(r"[\"(]((?:RECEPTION|XDG)_[A-Z_]+)[\")]", file.read_text(encoding="utf-8")))
    assert {"RECEPTION_DB", "XDG_STATE_HOME"} <= names
    assert {name for name in names if name not in told} == set()


def test_every_file_that_a_desk_makes_stands_in_its_topic(desk: Any, page: Any) -> None:
    desk.add()
    for words in (["backup"], ["config", "lang", "en"]):
        assert desk.run(*words).code == 0
    named = {name.rstrip("/") for name in rows(page("files"))}
    made = {file.name for file in desk.folder.iterdir()}
    assert {"reception.json", "lock", "head", "index.sqlite", "config.toml", "backups"} <= made
    assert {name for name in made if name.partition("-")[0] not in named} == set()


# -- a verb, a schema


@pytest.mark.parametrize("verb", VERBS)
def test_the_page_of_a_verb_is_its_help(desk: Any, page: Any, verb: str) -> None:
    assert page(verb) == desk.run(verb, "--help").out


@pytest.mark.parametrize("verb", [*(verb for verb in VERBS if verb not in SILENT), "error"])
def test_the_schema_of_an_answer_is_printed(page: Any, verb: str) -> None:
    published = SCHEMAS / "answers" / f"{SAME_AS.get(verb, verb)}.json"
    assert page("--schema", verb) == published.read_text(encoding="utf-8")


def test_the_schema_of_an_entry_is_printed(page: Any) -> None:
    assert json.loads(page("--schema", "entry")) == json.loads((SCHEMAS / "entry-1.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["period"], "Did you mean: periods"), (["clasify"], "classify"), (["--schema"], "help --schema VERB"),
        (["--schema", "completion"], "no schema"), (["--schema", "lst"], "Did you mean: list"),
        (["--schema", "--man", "list"], "exclude each other"), (["--schema", "../entry-1"], "There is no verb"),
    ],
)  # fmt: skip
def test_a_page_that_there_is_not_is_wrong_usage(desk: Any, words: list[str], said: str) -> None:
    assert said in desk.fails(2, "help", *words)


# -- man pages


@pytest.mark.parametrize("tongue", ["en", "vi"])
def test_groff_reads_the_man_pages_without_a_word_of_complaint(desk: Any, tongue: str) -> None:
    groff = program("groff")
    for words in ([], ["add"], ["codes"]):
        source = desk.run("--lang", tongue, "help", "--man", *words).out
        done = subprocess.run(
            [groff, "-man", "-ww", "-Tutf8", "-P-c"], input=source.encode(), capture_output=True, check=True
        )
        assert done.stderr == b"", done.stderr.decode()
        assert "reception" in done.stdout.decode()


def test_the_man_page_of_all_holds_every_verb_and_topic(page: Any) -> None:
    source = page("--man")
    for verb in VERBS:
        assert f'.SH "reception {verb}"' in source
    for topic in topics.TOPICS:
        assert '.SH "' + topic.replace("-", "\\-") + '"' in source
    assert source.isascii()  # roff of any age reads it


def test_the_man_page_of_a_verb_has_the_sections_that_readers_look_for(page: Any) -> None:
    headings = re.findall(r'^\.SH "?([^"\n]*)', page("--man", "add"), re.M)
    assert headings == ["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "OPTIONS", "EXIT STATUS"]
