"""Every verb's `--json` is what its published schema says: tried with the examples of its help and its variants."""

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import answers as script
import pytest
from jsonschema import Draft7Validator
from mornings import prepare

from reception_cli import ROOT
from reception_cli.cli import answers
from reception_cli.cli.verbs import SAME_AS, VERBS, load

FOLDER = Path(ROOT, "data", "schema", "answers")
ANSWERING = [verb for verb in VERBS if verb not in answers.SILENT]
# What shows another shape of an answer than the examples in the help do.
VARIANTS = {
    "add": (
        "add 'Đơn' --name An --address 'thôn 1' --source post --kind tc",
        "add 'Việc nữa' --to V1 --kind kn",
        "add 'x' --anonymous --key k",
    ),
    "visit": ("visit 1 2 --petition",),
    "list": (
        "list --visits",
        "list --petitions",
        "list --with-identity",
        "list --visits --with-identity",
        "list --petitions --with-identity",
        "list --overdue",
    ),
    "search": ("search khong-co-gi", "search tranh --with-identity"),
    "show": ("show V1", "show V1 --with-identity", "show 1 --with-identity"),
    "summarize": (
        *tuple(
            f"summarize --period 2026 --by {key}"
            for key in (
                "month,kind",
                "week",
                "quarter",
                "field",
                "status",
                "handling,host",
                "session",
                "commune",
                "user",
                "unit",
            )
        ),
        "summarize --records",
        "summarize --prose",
        "summarize --by kind --compare last-year",
        "summarize --prose --compare previous",
    ),
    "stats": (*(f"stats --by {key}" for key in ("kind", "field", "clerk", "month")), "stats --period 2026 --records"),
    "chart": tuple(f"chart {what}" for what in ("kind", "field", "handling", "month", "age", "session", "status")),
    "form": (
        "form list",
        "form 02/TCD --period 2026",
        "form 01/TCD --period 2026 --cell 6",
        "form 01/TCD --period 2026 --cell rest",
        "form 01/TCD --period 2026 --compare last-year",
        "form 01/TCD --period 2026 --by unit",
        "form 01/XLD --period 2026",
    ),
    "register": ("register --period 2026", "register --period 2026 --with-identity"),
    "verify": ("verify --salvage saved",),
    "export": ("export", "export --visits", "export --petitions", "export --visits --with-identity"),
    "due": ("due --within 300d",),
    "agenda": ("agenda",),
    "classify": ("classify --suggest",),
    "duty": ("duty --report", "duty --report --with-identity",
             "duty --inspect --sample 2",
             "duty --plan 'FREQ=MONTHLY;BYDAY=1TH' --period 2027-H1 --dry-run"),
    "appoint": ("appoint 'Ngô Bá Tú' --on 30/11/2026 --about x", "appoint --list"),
    "undo": ("undo", "undo --list"),
    "config": ("config level", "config code.field.land.x 'Đất khác'"),
    "units": ("units list",),
    "consolidate": ("consolidate --pairs",
                    *(f"consolidate --{view} --period tk-2026-Q3"
                      for view in ("board", "findings", "reminders", "compare"))),
    "redact": ("redact V1 --yes --reason x",),
    "log": ("log V1",),
    "backup": ("backup --list", "backup --dry-run"),
    "keys": ("keys new --area", "keys list"),
    "nightly": ("nightly --dry-run", "nightly --schedule", "nightly --without digest"),
    "seal": ("seal --to 21/11/2026 --yes",),
}
ROWLESS = ("import", "restore")  # rows are what was rejected, or what would be lost


def published(name: str) -> Any:
    return json.loads((FOLDER / f"{SAME_AS.get(name, name)}.json").read_text(encoding="utf-8"))


def lines(verb: str) -> list[str]:
    """The command lines that a verb is tried with: not those that make a sheet and nothing else."""
    examples = (example.removeprefix("reception ") for example in load(verb).examples)  # type: ignore[attr-defined]
    return [*(example for example in examples if "--official" not in example), *VARIANTS.get(verb, ())]


def told(desk: Any, line: str) -> tuple[int, str, str]:
    """Run a line with --json, on standard output; a bundle keeps its file."""
    words = shlex.split(line)
    if "-o" in words and "--bundle" not in words:
        place = words.index("-o")
        del words[place : place + 2]
    code, out, err = desk.run(*words, "--json")
    return code, out, err


@pytest.mark.parametrize("verb", ANSWERING)
def test_what_a_verb_answers_is_what_its_schema_says(morning: Callable[[], Any], verb: str) -> None:
    schema = published(verb)
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    rows = 0
    for line in lines(verb):
        desk = morning()
        prepare(desk, verb, line)
        code, out, err = told(desk, line)
        assert code in (0, 10), (line, err)
        answer = json.loads(out)
        assert [fault.message for fault in validator.iter_errors(answer)] == [], line
        assert answer["schema"] == schema["$id"]
        rows += len(answer["rows"])
    assert rows or verb in ROWLESS, "no row was ever looked at"


# Matters with a whole life in law: every nested record of `show` and `explain` has something in it.
LIVED = (
    "classify 1 --kind kn --field dat --competence in",
    "accept 1 --on 20/11/2026 --complex places",
    "step 1 verifying --on 20/11/2026",
    "pause 1 --reason x --on 21/11/2026",
    "resume 1 --reason x --on 22/11/2026",
    "meeting 1 --dialogue --who x --agreed y --agreed-by 30/11/2026",
    "contact 1 --by visit --with x --note y",
    "handover 1 --parcel x --area 60 --compensation 0",
    "decide 1 --doc 31/QD --outcome partly --person-money 85.5 --persons 1",
    "step 1 sent",
    "assign 1 minh",
    "classify 2 --kind tc --field dat --competence in",
    "accept 2 --on 20/11/2026",
    "extend 2 --complex contents --complex disagree --days 20 --reason x",
    "note 2 x",
    "correct V1 --set people=2 --reason x",
)


def test_a_matter_with_a_whole_life_is_told_as_the_schema_says(morning: Callable[[], Any]) -> None:
    desk = morning()
    desk.add("Việc khác", "--people", "6")
    assert desk.run("classify", "3", "--kind", "kn", "--competence", "out", "--handling", "forward").code == 0
    assert desk.run("refer", "3", "UBND", "--doc", "1/PC", "--reply-by", "30/11/2026").code == 0
    done = [line for line in LIVED if desk.run(*shlex.split(line)).code == 0]
    validator = Draft7Validator(published("show"))
    seen: set[str] = set()
    for id_ in ("1", "2", "3", "V1"):
        for more in ((), ("--with-identity", "--reason", "x")):
            answer = desk.json("show", id_, *more)
            assert [fault.message for fault in validator.iter_errors(answer)] == []
            seen |= {key for key, value in answer["rows"][0].items() if value}
    nested = {"lines", "history", "extensions", "pauses", "referrals", "steps", "meetings", "contacts", "handovers"}
    assert nested | {"decision"} <= seen, done
    for line in ("explain 1", "explain 3", "due --within 300d", "agenda", "log", "undo --list"):
        answer = desk.json(*shlex.split(line))
        faults = Draft7Validator(published(line.split()[0])).iter_errors(answer)
        assert [fault.message for fault in faults] == [], line


def test_the_findings_of_a_damaged_register_are_told_as_the_schema_says(morning: Callable[[], Any]) -> None:
    desk = morning()
    file = Path(desk.folder, "reception.json")
    file.write_bytes(file.read_bytes().replace(b'"people":1', b'"people":7', 1))
    code, out, _err = told(desk, "verify")
    answer = json.loads(out)
    assert code == 6 and answer["rows"]
    assert [fault.message for fault in Draft7Validator(published("verify")).iter_errors(answer)] == []


@pytest.mark.parametrize(
    ("line", "code"),
    [("show 99", 3), ("list --period x", 2), ("close 1", 2), ("close 1 --result founded", 4), ("config a b", 2)],
)
def test_an_error_is_told_as_its_schema_says(morning: Callable[[], Any], line: str, code: int) -> None:
    desk = morning()
    found, out, err = told(desk, line)
    assert (found, out) == (code, "")
    assert [fault.message for fault in Draft7Validator(published("error")).iter_errors(json.loads(err))] == []


@pytest.mark.parametrize("verb", ANSWERING)
def test_a_schema_lets_no_key_pass_that_it_does_not_name(verb: str) -> None:
    rows = published(verb)["properties"]["rows"]["anyOf"]
    assert rows
    assert all(variant["items"]["additionalProperties"] is False for variant in rows)


def test_the_published_schemas_are_those_that_the_declarations_give() -> None:
    """After a change run `python .ci/answers.py`; a key that goes away or changes its type needs a new /N."""
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")} == script.texts()
