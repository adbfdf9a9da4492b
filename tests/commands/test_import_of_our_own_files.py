"""What reception wrote itself is no register to import: it says which verb takes it, and that verb does."""

import shlex
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def here(desk: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that this desk wrote."""
    monkeypatch.chdir(tmp_path)
    desk.add()
    for line in (
        "export -o e.json", "list -o e.jsonl", "export --bundle -o TB.jsonl.gz", "backup copies",
    ):  # fmt: skip
        assert desk.run(*shlex.split(line)).code == 0, line
    Path("TB.jsonl.gz.age").write_bytes(Path("TB.jsonl.gz").read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("file", "verb"),
    [
        ("TB.jsonl.gz", "reception consolidate TB.jsonl.gz"),
        ("TB.jsonl.gz.age", "reception consolidate"), ("desk/reception.json", "reception restore"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("verb_typed", ["import", "units import"])
def test_our_own_files_are_refused_with_the_verb_that_takes_them(
    desk: Any, here: Path, file: str, verb: str, verb_typed: str
) -> None:
    told = desk.fails(2, *verb_typed.split(), file)
    assert verb in told
    assert "accepted:" not in told


@pytest.mark.parametrize("file", ["e.json", "e.jsonl"])
def test_a_list_without_names_is_no_register_and_says_how_to_write_one(desk: Any, here: Path, file: str) -> None:
    assert "--with-identity" in desk.fails(2, "import", file)


def test_the_verb_that_is_named_takes_the_file(desk: Any, here: Path) -> None:
    district = type(desk)(here / "district", desk._read)
    assert district.run("init", "--unit", "TBH").code == 0
    assert "reception consolidate TB.jsonl.gz" in district.fails(2, "import", "TB.jsonl.gz")
    assert district.run("consolidate", "TB.jsonl.gz").code == 0
    assert len(district.json("list")["rows"]) == 1


def test_any_other_file_is_told_what_is_accepted(desk: Any, here: Path) -> None:
    Path("so.pdf").touch()
    assert ".xlsx" in desk.fails(2, "import", "so.pdf")
