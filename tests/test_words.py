"""The clerk's language: what a person reads is never left in English, what programs read never translated."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest

from reception_cli.cli import LOCALE, VERBS
from reception_cli.model import errors, words

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "reception_cli"
DOMAINS = ("reception", "click")
NAMES = re.compile(r"`[^`]*`|--?[a-z][a-z-]*|\breception\b")  # commands and options are the same to everybody


def _extractor():
    spec = importlib.util.spec_from_file_location("ci_words", ROOT / ".ci" / "words.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


extractor = _extractor()


@pytest.fixture(autouse=True)
def english_again():
    yield
    words.speak("en", LOCALE)


def ids(message):
    return tuple(message.id) if message.pluralizable else (message.id,)


def strings(message):
    return tuple(message.string) if message.pluralizable else (message.string,)


def translated(domain):
    return [message for message in extractor.read(domain) if message.id]


# -- the catalogues


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_of_the_source_is_in_the_catalogue_and_no_other(domain):
    wanted = {ids(message) for message in extractor.template(extractor.sources()[domain]) if message.id}
    assert {ids(message) for message in translated(domain)} == wanted
    assert len(wanted) > 60
    assert not extractor.read(domain).obsolete


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_is_translated_and_none_is_a_guess(domain):
    assert [message.id for message in translated(domain) if not all(strings(message))] == []
    assert [message.id for message in translated(domain) if message.fuzzy] == []
    assert {len(strings(message)) for message in translated(domain)} == {1}  # Vietnamese knows one number


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_fills_in_the_same_facts_and_keeps_the_blanks_around_them(domain):
    assert [message.id for message in translated(domain) if _odd(message)] == []


def _odd(message):
    english, vietnamese = ids(message)[-1], strings(message)[0]
    return _facts(english) != _facts(vietnamese) or (
        message.id != "d" and _frame(english) != _frame(vietnamese)  # click's "3d" is "3 ngày"
    )


def _facts(text):
    if "%(" in text:
        return sorted(re.findall(r"%\(\w+\)\w", text))
    return sorted((name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None)


def _frame(text):
    head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return head, tail, text.count("\n"), text.endswith(":"), text.endswith((".", "?"))


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_is_the_written_one(domain):
    made = extractor.compiled(extractor.read(domain))
    assert (extractor.FOLDER / f"{domain}.mo").read_bytes() == made


def test_one_english_word_has_one_vietnamese_word_whatever_its_first_letter():
    said = {}
    for message in translated("reception"):
        english, vietnamese = (
            text.strip(" .:").casefold() for text in (ids(message)[0], strings(message)[0])
        )
        said.setdefault(english, set()).add(vietnamese)
    assert {english for english, each in said.items() if len(each) > 1} == TWINS


# CONTENT is what an option's place is called; a heading over days is not the word for what was done on them.
TWINS = {"content", "closed", "opened"}


# -- the source

SPOKEN = {  # call -> places of its arguments that a person reads
    "Column": (1,), "Note": (1,), "Fault": (0,), "Remark": (1,), "Reject": (2,), "Step": (1,),
    "echo": (0,), "prompt": (0,), "confirm": (0,), "warn": (0,), "_tell": (0,), "_say": (0,), "_warn": (0,),
    "verb": (0,),
} | {name: (0, 1, 2) for name, kind in vars(errors).items() if isinstance(kind, type)}  # fmt: skip
SPOKEN_NAMES = {"help", "hint", "title", "said", "message", "question", "short_help", "epilog", "prompt"}


def bare(tree):
    """Find the texts of a module that a person would read and that no catalogue knows."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        spoken = [call.args[place] for place in SPOKEN.get(name, ()) if place < len(call.args)]
        spoken += [keyword.value for keyword in call.keywords if keyword.arg in SPOKEN_NAMES]
        for text in (text for node in spoken for text in _literals(node)):
            if any(map(str.isalpha, NAMES.sub("", text))):
                yield f"{call.lineno}: {text!r}"


def _literals(node):
    """Give the literals of an expression that reach the reader without passing through a call."""
    if isinstance(node, ast.Constant):
        yield from [node.value] if isinstance(node.value, str) else []
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join"):
            yield from _literals(node.func.value)
    elif isinstance(node, ast.JoinedStr | ast.Tuple | ast.List | ast.BoolOp):
        for part in getattr(node, "values", None) or getattr(node, "elts", []):
            yield from _literals(part)
    elif isinstance(node, ast.BinOp):
        yield from (*_literals(node.left), *_literals(node.right))
    elif isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCE)))
def test_whatever_a_person_reads_goes_through_the_catalogue(file):
    assert list(bare(ast.parse(file.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('Column("id", "Incident")', 1),
        ('Column("id", _("Incident"))', 0),
        ('Column("share", "%")', 0),
        ('Note("code", "Two " + _("rows"))', 1),
        ('raise errors.Refused(_("No:"), ("closed", _("void")))', 1),
        ('UsageFault(_("No."), hint="Try again")', 1),
        ('click.option("--on", help="The day")', 1),
        ('click.option("--on", help="The {x}".format(x=1))', 1),
        ('click.echo(f"{n} rows")', 1),
        ('desk.warn(f"$ reception {line}")', 0),
        ('desk.warn(_("Two") if two else "one")', 1),
    ],
)
def test_a_bare_text_is_noticed(line, found):
    assert len(list(bare(ast.parse(line)))) == found


# -- the screens

HELPS = """
import sys
from reception_cli.cli import VERBS, run
for argv in [[], *([verb] for verb in VERBS)]:
    run(["--lang", "vi", *argv, "--help"])
"""


@pytest.fixture(scope="module")
def helps(tmp_path_factory):
    """Every help page in Vietnamese, from a process that never spoke another language."""
    home = str(tmp_path_factory.mktemp("home"))
    own = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), home)
    done = subprocess.run(
        [sys.executable, "-c", HELPS], env=os.environ | own, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return " ".join(done.stdout.split())


def test_no_english_sentence_is_left_in_any_help(helps):
    pairs = [(ids(m)[0], strings(m)[0]) for domain in DOMAINS for m in translated(domain)]
    sentences = [" ".join(english.split()) for english, vietnamese in pairs if english != vietnamese]
    assert [text for text in sentences if " " in text and text in helps] == []


def test_the_help_speaks_to_a_clerk_in_vietnamese(helps):
    for told in ("Cách dùng: reception", "Các lệnh:", "Tùy chọn:", "Hiện hướng dẫn này rồi thoát."):
        assert told in helps
    for verb in VERBS:
        assert f"reception {verb}" in helps


def test_codes_are_read_as_words_by_people_only(desk):
    desk.add("Khiếu nại thu hồi đất", "--kind", "khieu-nai")
    assert "khiếu nại" in desk.run("list", "--lang", "vi", "--format", "md").out
    assert "complaint" in desk.run("list", "--lang", "vi", "--format", "tsv").out
    assert "thu hồi đất" not in desk.run("list", "--lang", "vi", "--format", "md").out


@pytest.mark.parametrize(
    "argv",
    [
        ("list",),
        ("list", "--visits"),
        ("list", "--petitions"),
        ("search", "dat"),
        ("show", "1"),
        ("show", "V1"),
        ("log",),
        ("summarize", "--period", "2026", "--by", "month,kind", "--compare", "previous"),
        ("verify",),
        ("undo", "--list"),
        ("add", "Đường hỏng", "--name", "Lê An", "--address", "thôn 1", "--dry-run"),
        ("classify", "1", "--field", "land", "--dry-run"),
        ("config", "session"),
    ],
    ids=" ".join,
)
def test_a_program_reads_the_same_in_every_language(desk, argv):
    desk.add("Khiếu nại thu hồi đất", "--kind", "khieu-nai", "--petition")
    desk.add("Kiến nghị sửa đường", "--people", "6")
    english, vietnamese = (desk.run(*argv, "--json", "--lang", lang) for lang in ("en", "vi"))
    assert (english.code, english.out) == (vietnamese.code, vietnamese.out)
    assert english.out.startswith('{"schema": "reception.')


def test_a_refusal_is_told_in_the_clerks_language(desk):
    desk.add()
    error = desk.fails(4, "close", "1", "--result", "founded", "--lang", "vi")
    assert "Không thể kết thúc 2026-0001" in error
    assert "cannot" not in error
