"""The compiled facts are those that people read."""

import importlib.util
from pathlib import Path

import pytest

PATH = Path(__file__).parent.parent.parent / ".ci" / "facts.py"
SPEC = importlib.util.spec_from_file_location("compile_facts", PATH)
facts = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(facts)


@pytest.mark.parametrize("source", facts.sources(), ids=lambda path: path.stem)
def test_each_file_of_facts_is_compiled_as_it_stands(source):
    assert source.with_suffix(".json").read_text(encoding="utf-8") == facts.compiled(source)


def test_every_toml_of_law_is_compiled():
    assert {path.parent.name for path in facts.sources()} == set(facts.FOLDERS)
