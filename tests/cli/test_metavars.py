"""What stands for a value in help, man pages and faults is told in the reader's language, for every verb."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

import reception_cli
from reception_cli.cli.verbs import VERBS

_DUMP = """
import json, sys
import click
from reception_cli.cli.main import LOCALE
from reception_cli.domain import words
words.speak(sys.argv[1], LOCALE)
from reception_cli.cli.verbs import VERBS, load
def named(param, ctx):
    return param.make_metavar(ctx) if param.metavar is None else param.metavar
told = {}
for verb in VERBS:
    command = load(verb)
    ctx = click.Context(command, info_name=verb)
    told[verb] = {
        param.opts[-1]: named(param, ctx) for param in command.params
        if not (getattr(param, "is_flag", False) or isinstance(param.type, click.Choice))
    }
print(json.dumps(told))
"""
_WORD = re.compile(r"(?<![\w{/%=.-])[A-Z]{2,}(?![\w}-])")
CATALOGUE = Path(reception_cli.__file__).parent / "locale/vi/LC_MESSAGES/reception.po"
# Words of these sentences that are names, and stand for no value.
NAMES = {
    "ISO: year, month, day", "--now was '{wish}', which is no ISO moment.",
    "Code of the unit: letters, digits, - and . (without one: DESK)",
}  # fmt: skip


def metavars(tongue: str) -> dict[str, dict[str, str]]:
    ran = subprocess.run(
        [sys.executable, "-c", _DUMP, tongue], capture_output=True, text=True, encoding="utf-8", check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    told: dict[str, dict[str, str]] = json.loads(ran.stdout)
    return told


@pytest.fixture(scope="module")
def told() -> dict[str, dict[str, dict[str, str]]]:
    return {tongue: metavars(tongue) for tongue in ("en", "vi")}


@pytest.mark.parametrize("verb", VERBS)
def test_no_parameter_of_a_verb_is_named_in_english(told: Any, verb: str) -> None:
    english, vietnamese = told["en"][verb], told["vi"][verb]
    assert english.keys() == vietnamese.keys()
    for name, named in english.items():
        left = set(re.findall("[A-Z]{2,}", named)) & set(re.findall(r"[^\W\d_]{2,}", vietnamese[name]))
        assert not left, (name, named, vietnamese[name])


def test_english_help_is_what_it_was(told: Any) -> None:
    assert told["en"]["show"]["number"] == "ID" and told["en"]["list"]["--sort"] == "[-]FIELD"
    assert told["en"]["note"]["text"] == "TEXT" and told["en"]["list"]["--period"] == "P"


def test_no_sentence_in_vietnamese_names_a_value_in_english(told: Any) -> None:
    words = {
        word for params in told["en"].values() for named in params.values() for word in re.findall("[A-Z]{2,}", named)
    }  # fmt: skip
    with CATALOGUE.open("rb") as file:
        catalogue = list(read_po(file))
    for message in catalogue:
        first = message.id if isinstance(message.id, str) else message.id[0]
        text = message.string if isinstance(message.string, str) else " ".join(message.string)
        if first not in NAMES:
            assert not words & set(_WORD.findall(text)), (first, text)


def test_man_pages_and_faults_say_it_too(desk: Any, environ: dict[str, str]) -> None:
    def vietnamese(*argv: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "reception_cli", "--lang", "vi", *argv], capture_output=True, text=True,
            encoding="utf-8", check=False, env=environ,
        )  # fmt: skip

    page = vietnamese("help", "--man").stdout
    assert r"NG\[u00C0]Y" in page and not re.search(r"\b(DATE|TEXT|CODE|FILE|NAME)\b", page)
    for argv in (("show",), ("refer", "1"), ("note", "1", "x", "--on"), ("search", "--period")):
        fault = vietnamese(*argv)
        assert fault.returncode == 2 and not _WORD.findall(fault.stderr), fault.stderr
