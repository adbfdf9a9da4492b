"""The published shape of an entry: a valid schema that every entry keeps, and that `verify` holds it to."""

import json
from pathlib import Path

import jsonschema
import pytest

import reception_cli
from reception_cli.domain.entry import Draft, Head, Stamp, chain
from reception_cli.events import entry_schema
from reception_cli.events.entry_schema import EntrySchema
from reception_cli.ledger.storage import START, FileLedger

PATH = Path(reception_cli.__file__).parent / "data" / "schema" / "entry-1.json"
SCHEMA = json.loads(PATH.read_text(encoding="utf-8"))
STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")


def entries(folder):
    return [place.entry for place in FileLedger(str(folder / "reception.json")).since(START)]


def test_the_schema_is_a_valid_one_and_names_every_kind():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["kind"]["enum"] == sorted({*SCHEMA["definitions"]} - {"origin"})


def test_the_published_schema_is_the_one_that_the_declarations_make():
    assert entry_schema.schema() == SCHEMA  # else: python .ci/schemas.py


def test_every_entry_of_a_working_desk_keeps_it(desk, registers):
    desk.json("import", str(registers / "thang-binh-2023.csv"), "--yes")
    desk.add("Việc", "--people", "12", "--petition", "--signatories", "9", "--id-no", "1", "--phone", "2", "--key", "k")
    desk.add("Đơn", "--source", "post")
    desk.json("add", "Việc thêm", "--to", "V2026-0001")
    desk.json("classify", "2026-0001", "--kind", "kn", "--field", "gpmb", "--competence", "in", "--handling", "guide",
              "--qualified", "--prior", "none")  # fmt: skip
    desk.json("close", "2026-0001", "--result", "guided", "--doc", "1/PC", "--note", "x")
    desk.json("reopen", "2026-0001", "--reason", "x")
    desk.json("note", "2026-0001", "x")
    desk.json("correct", "V2026-0001", "--set", "people=2", "--set", "name=A", "--reason", "x")
    desk.json("void", "V2026-0001", "--reason", "x")
    desk.run("undo")
    desk.json("seal", "--to", "2024-01-01", "--yes")
    desk.json("list", "--with-identity", "--reason", "x")
    desk.json("config", "level", "province")
    desk.json("config", "remote", "yes")
    desk.json("config", "days_off", "24/12/2026, 25/12/2026")
    desk.json("config", "culture_day", "no")
    desk.json("config", "answer_within", "15wd")
    desk.json("config", "answer_within", "--unset")
    desk.json("units", "import", "thang-binh-2025")
    desk.json("appoint", "Nguyễn Văn Đức", "--on", "23/11/2026 9:00", "--about", "x")
    desk.json("appoint", "B", "2026-0001", "--on", "23/11/2026", "--about", "x")
    desk.json("appoint", "C", "--on", "23/11/2026", "--about", "x")
    desk.add("Việc")
    desk.json("visit", "2026-0001")
    desk.json("duty", "23/11/2026", "--host", "head", "--name", "A", "--no-visitors")
    missed = [row for row in desk.json("appoint", "--list")["rows"] if row["status"] == "waiting"]
    assert len(missed) == 1
    desk.json("appoint", "--missed", str(missed[0]["appointment"]))
    desk.run("redact", "P2026-0001", "--reason", "x", "--yes")
    found = entries(desk.folder)
    validator = jsonschema.Draft7Validator(SCHEMA)
    for entry in found:
        assert not list(validator.iter_errors(entry)), entry["kind"]
    assert {entry["kind"] for entry in found} >= {
        "configured", "imported", "incident", "visit", "petition", "attached", "classified", "closed", "reopened",
        "noted", "corrected", "voided", "retracted", "sealed", "disclosed", "redacted", "appointed",
        "attended", "missed", "duty",
    }  # fmt: skip


@pytest.mark.parametrize(
    "draft",
    [
        Draft("visit", "V2026-0001", {"incidents": [], "people": 0}),
        Draft("visit", "2026-0001", {"incidents": [], "people": 1}),
        Draft("visit", "V2026-0001", {"incidents": [], "people": 1, "colour": "red"}),
        Draft("visit", "V2026-0001", {"incidents": [], "people": 1}, {"secret": "x"}),
        Draft("closed", "2026-0001", {}),
        Draft("duty", "", {"date": "2026-11-23", "host": "officer", "visitors": True}),
        Draft("appointed", "", {"on": "23/11/2026"}),
        Draft("appointed", "V2026-0001", {"on": "2026-11-23"}),
        Draft("attended", "", {"appointed": 3}),
        Draft("missed", "", {"appointed": 0}),
        Draft("configured", "", {"calendar": {"off": ["24/12/2026"]}}),
        Draft("configured", "", {"unit.TB": [{"name": "huyện Thăng Bình", "level": "huyện"}]}),
        Draft("configured", "", {"unit.TB": [{"name": "huyện Thăng Bình", "level": "district", "to": "30/6/2025"}]}),
        Draft("dreamt", "2026-0001", {}),
    ],
)
def test_an_entry_of_another_shape_is_found(draft):
    (entry,) = chain([draft], Head(1, "0" * 64), STAMP, lambda: "salt")
    fault = EntrySchema().fault(entry)
    assert fault and "red" not in str(fault).replace("configured", "")
