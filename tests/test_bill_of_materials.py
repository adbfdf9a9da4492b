"""The bill of materials names all that is installed, and what is known against it warns and never fails."""

import json
import sys
from pathlib import Path

import bill
import pytest


def tool(folder: Path, name: str, text: str) -> Path:
    """Put a program that prints a text, on standard error where it is no JSON, into a folder of tools."""
    path = folder / name
    out = "stdout" if text.startswith("{") else "stderr"
    path.write_text(f"#!{sys.executable}\nimport sys\nprint({text!r}, file=sys.{out})\n")
    path.chmod(0o700)
    return folder


def told(*parts: object) -> str:
    return json.dumps({"dependencies": parts})


CLICK = {"name": "click", "version": "8.5.1"}
FLAW = {"id": "PYSEC-2027-1", "fix_versions": ["8.5.2"]}


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        (told({**CLICK, "vulns": []}), ["1 packages were asked about, 0 advisories are known"]),
        (
            told({**CLICK, "vulns": [FLAW]}, {"name": "rich", "skip_reason": "not found"}),
            [
                "WARNING: click 8.5.1: PYSEC-2027-1, put right in 8.5.2",
                "1 packages were asked about, 1 advisories are known; 1 others were not found there",
            ],
        ),
        (
            told({**CLICK, "vulns": [{**FLAW, "fix_versions": []}]}),
            [
                "WARNING: click 8.5.1: PYSEC-2027-1, put right in no version",
                "1 packages were asked about, 1 advisories are known",
            ],
        ),
        (
            told({"name": "click", "skip_reason": "Dependency not found on PyPI"}),
            ["NOT AUDITED: the data of pip-audit could not be reached (1 packages not found there)"],
        ),
        ("no route to host", ["NOT AUDITED: the data of pip-audit could not be reached (no route to host)"]),
    ],
)  # fmt: skip
def test_an_audit_warns_or_says_that_it_could_not_be_made(tmp_path, answer, lines):
    assert bill.audit(tool(tmp_path, "pip-audit", answer), ".") == lines


def test_an_audit_without_its_program_is_told_too(tmp_path):
    (line,) = bill.audit(tmp_path, ".")
    assert line.startswith("NOT AUDITED: ")


def test_a_bill_is_held_against_what_is_installed(tmp_path):
    _place, found = bill.installed(sys.executable)
    assert found["reception-cli"] and found["click"]
    made = {"components": [{"name": "Reception_CLI", "version": found["reception-cli"]}]}
    assert bill.left_out(made, {"reception-cli": found["reception-cli"]}) == []
    assert bill.left_out(made, {"click": "8.5.1", "reception-cli": "0.0.0"}) == ["click 8.5.1", "reception-cli 0.0.0"]
