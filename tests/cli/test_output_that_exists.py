"""An output that exists: a terminal asks before it is replaced, a script replaces it; all verbs in one place."""

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mornings import command, prepare
from terminals import Sit

from reception_cli.cli.verbs import VERBS

OLD = "what stood here before"


def words(verb: str) -> list[str]:
    """Give the first example of a verb that says nothing of how its answer is written."""
    return next(_examples(verb))


def _examples(verb: str) -> Iterator[list[str]]:
    for example in command(verb).examples:  # type: ignore[attr-defined]
        typed = shlex.split(example)[1:]
        if not {"-o", "--json", "--format", "--print-head", "--db", "--bundle", "--yes"} & set(typed):
            yield typed


WITH_OUTPUT = [
    verb for verb in VERBS if "output" in {param.name for param in command(verb).params} and any(_examples(verb))
]


def test_nearly_every_verb_writes_its_answer_to_a_file() -> None:
    assert set(VERBS) - set(WITH_OUTPUT) == {"completion", "help", "export"}  # a script, a page; below


@pytest.mark.parametrize("verb", WITH_OUTPUT)
def test_a_no_on_a_terminal_leaves_the_file_and_does_nothing(
    verb: str, morning: Callable[[], Any], sit: Sit, tmp_path: Path
) -> None:
    desk, file = morning(), tmp_path / "answer.json"
    prepare(desk, verb, shlex.join(["reception", *words(verb)]))
    register = Path(desk.folder, "reception.json")
    before = register.read_bytes() if register.exists() else b""
    file.write_text(OLD)
    clerk = sit(*words(verb), "-o", str(file), columns=200, RECEPTION_DB=str(desk.folder))
    clerk.child.expect(r"answer\.json' exists\. Replace it\? \[y/N\]: ")
    clerk.child.sendline("n")
    assert clerk.end() == 2
    assert file.read_text() == OLD
    assert (register.read_bytes() if register.exists() else b"") == before


@pytest.mark.parametrize("verb", WITH_OUTPUT)
def test_a_script_replaces_it(
    verb: str, morning: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, file = morning(), tmp_path / "answer.json"
    prepare(desk, verb, shlex.join(["reception", *words(verb)]))
    file.write_text(OLD)
    result = desk.run(*words(verb), "-o", str(file))
    assert result.code == 0, result.err
    assert "exists" not in result.err and file.read_text().startswith("{")


@pytest.mark.parametrize(
    ("more", "asked"), [((), True), (("--no-input",), False), (("--yes",), False)], ids=["yes", "no-input", "said"]
)  # fmt: skip
def test_a_yes_replaces_it_asked_for_or_said_before(
    desk: Any, sit: Sit, tmp_path: Path, more: tuple[str, ...], asked: bool
) -> None:
    desk.add("Việc chung")
    file = tmp_path / "answer.json"
    file.write_text(OLD)
    clerk = sit("note", "1", "Đã gọi điện", "-o", str(file), *more, columns=200)
    if asked:
        clerk.child.expect(r"Replace it\? \[y/N\]: ")
        clerk.child.sendline("y")
    assert clerk.end() == 0
    assert file.read_text().startswith("{")
    assert [row["kind"] for row in desk.json("log", "1")["rows"]][-1] == "noted"


def test_every_file_that_a_verb_writes_is_asked_about(desk: Any, sit: Sit, tmp_path: Path, registers: Path) -> None:
    rejects = tmp_path / "bad.csv"
    rejects.write_text(OLD)
    clerk = sit("import", str(registers / "thang-binh-2023.csv"), "--rejects", str(rejects), "--yes", columns=200)
    assert clerk.end() == 0  # --yes answers it
    rejects.write_text(OLD)
    clerk = sit("import", str(registers / "thang-binh-2023.csv"), "--rejects", str(rejects), columns=200)
    clerk.child.expect(r"bad\.csv' exists\. Replace it\? \[y/N\]: ")
    clerk.child.sendline("")
    assert clerk.end() == 2 and rejects.read_text() == OLD


def test_a_bundle_is_asked_about_as_any_output_is(desk: Any, sit: Sit, tmp_path: Path) -> None:
    file = tmp_path / "TB.jsonl.gz"
    file.write_text(OLD)
    clerk = sit("export", "--bundle", "-o", str(file), columns=200)
    clerk.child.expect(r"TB\.jsonl\.gz' exists\. Replace it\? \[y/N\]: ")
    clerk.child.sendline("")
    assert clerk.end() == 2 and file.read_text() == OLD
    assert desk.run("export", "--bundle", "-o", str(file)).code == 0


def test_what_is_refused_anyway_is_not_asked_about(desk: Any, sit: Sit, tmp_path: Path) -> None:
    (tmp_path / "answer.csv").write_text(OLD)
    for wrong in (["--fields", "nosuch"], ["--format", "svg"]):
        clerk = sit("add", "x", "--anonymous", "-o", str(tmp_path / "answer.csv"), *wrong)
        assert clerk.end() == 2 and "Replace it" not in clerk.text
    clerk = sit("list", "-o", str(Path(desk.folder, "config.toml")), "--format", "csv")
    assert clerk.end() == 2 and "belongs to a desk" in clerk.text
