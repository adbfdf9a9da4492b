"""Every verb at a full desk in Vietnamese, on every surface for people: no English word of ours, and no code."""

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import words as catalogues
from mornings import prepare
from python_calamine import CalamineWorkbook
from test_help import examples

from reception_cli.cli.main import run
from reception_cli.cli.topics import LISTS
from reception_cli.cli.verbs import VERBS
from reception_cli.law import codes
from reception_cli.reporting import settings

NOW = "2026-11-23T08:10:00+07:00"
# What is typed as it is in every language: what stands between backquotes, options, files and folders, numbers of a
# register, days, keys of `config`, the fingerprint of a chain or a key.
_SUFFIXES = "xlsx|csv|json|jsonl|html|toml|gz|age|pub|key|txt|sqlite|svg"
_KEYS = "|".join(map(re.escape, settings.MEANINGS))
TYPED = re.compile(
    r"^\$ .*$|`[^`]*`|\S{30,}|\S+\.json\S*|(?<!\w)--?[a-z][\w-]*|\S*[/\\]\S*|"
    rf"\S+\.(?:{_SUFFIXES})\b|\breception\b|\b(?:{_KEYS})(?=[\s:.,]|$)|"
    r"\b[\w-]+=\S+|\b[0-9a-f]{8,}\b|'[^']*'|«[^»]*»",
    re.M,
)
WORD = re.compile(r"[A-Za-z_]{2,}")


@pytest.fixture(scope="module")
def english() -> frozenset[str]:
    """The words of our own messages and all codes, without those that Vietnamese knows too."""
    messages = [m for m in catalogues.read("reception") if m.id]
    said = [(each.id if isinstance(each.id, str) else " ".join(each.id), "".join(each.string)) for each in messages]
    ours = {word.casefold() for english, _vi in said for word in WORD.findall(TYPED.sub(" ", english))}
    lists = [codes.load(name) for name in LISTS]
    ours |= {part.casefold() for known in lists for code in known for part in WORD.findall(code.code)}
    vietnamese = {word.casefold() for _en, text in said for word in WORD.findall(TYPED.sub(" ", text))}
    vietnamese |= {word.casefold() for known in lists for code in known for word in WORD.findall(code.vi)}
    return frozenset(ours - vietnamese - ALLOWED)


ALLOWED = frozenset({"excel", "json", "schema", "csv", "xlsx", "html", "tsv", "svg", "man", "lan"})


def left(text: str, english: frozenset[str]) -> list[str]:
    """The English words and codes of a text, in their order."""
    return [word for word in WORD.findall(TYPED.sub(" ", text)) if word.casefold() in english or "_" in word]


@pytest.fixture
def told(
    morning: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[[str], Iterator[tuple[str, str]]]:
    """Run the examples of a verb on each surface; gives what was typed and what people read of it."""

    def surfaces(verb: str) -> Iterator[tuple[str, str]]:
        monkeypatch.setenv("RECEPTION_LANG", "en")
        run([verb, "--help"])
        for example in examples(capfd.readouterr().out):
            for surface in ("table", "md", "html", "xlsx"):
                argv = shlex.split(example)[1:]
                if surface != "table" and {"-o", "--output", "--json", "--format", "-q"} & set(argv):
                    continue
                monkeypatch.setenv("RECEPTION_LANG", "en")
                desk = morning()
                prepare(desk, verb, example)
                for name, value in (("DB", str(desk.folder)), ("NOW", NOW), ("USER", "lan"), ("LANG", "vi")):
                    monkeypatch.setenv("RECEPTION_" + name, value)
                file = tmp_path / f"told.{surface}"
                plain = {"--json", "--format", "-o", "--output", "-q"} & set(argv) or verb in ("help", "completion")
                if not plain:
                    argv = [*argv, "--format", surface, *(["-o", str(file)] if surface == "xlsx" else [])]
                capfd.readouterr()
                run(argv)
                out, err = capfd.readouterr()
                yield shlex.join(argv), err if plain else f"{read(file) if surface == 'xlsx' else out}\n{err}"

    return surfaces


def read(file: Path) -> str:
    if not file.exists():
        return ""
    book = CalamineWorkbook.from_path(str(file))
    rows = [cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    return "\n".join([*book.sheet_names, *(cell for cell in rows if isinstance(cell, str))])


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("export", "help", "completion")])
def test_no_english_word_and_no_code_is_left(told: Any, english: frozenset[str], verb: str) -> None:
    found = {}
    for typed, text in told(verb):
        body = re.sub(r"<(style|head|script)\b.*?</\1>|<[^>]+>", " ", text, flags=re.S).replace("\\", "")
        if words := left(body, english):
            found[typed] = words
    assert found == {}
