"""Whatever a person reads goes through the catalogue: a text written bare beside it is found in the source."""

import ast
import re
from pathlib import Path

import pytest

from reception_cli.domain import errors

SOURCE = Path(__file__).parent.parent / "src" / "reception_cli"
NAMES = re.compile(r"`[^`]*`|--?[a-z][a-z-]*|\breception\b")  # commands and options are the same to everybody

SPOKEN = {  # call -> places of its arguments that a person reads
    "Column": (1,), "Note": (1,), "Fault": (0,), "Remark": (1,), "Reject": (2,), "Step": (1,),
    "echo": (0,), "prompt": (0,), "confirm": (0,), "warn": (0,), "_tell": (0,), "_say": (0,), "_warn": (0,),
    "verb": (0,), "tell": (0,), "ask": (0,),
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


def unseen(tree):
    """Find the messages inside an f-string: the extractor does not look there."""
    for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        for call in (node for node in ast.walk(text) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", "") in ("_", "ngettext", "mark") and isinstance(call.args[0], ast.Constant):
                yield f"{call.lineno}: {call.args[0].value!r}"


@pytest.mark.parametrize("file", sorted(SOURCE.rglob("*.py")), ids=lambda file: str(file.relative_to(SOURCE)))
def test_no_message_hides_from_the_catalogue_inside_an_f_string(file):
    assert list(unseen(ast.parse(file.read_text(encoding="utf-8")))) == []
    assert list(unseen(ast.parse("""f"{name or _('weekend')}" """))) == ["1: 'weekend'"]


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
