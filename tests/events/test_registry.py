"""What holds of every declaration, and of every kind of entry that there is."""

import re
from importlib import import_module
from typing import Any

import pytest

from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.domain.entry import Draft, Head, Stamp, chain
from reception_cli.domain.errors import Damaged
from reception_cli.events import registry
from reception_cli.events.entry_schema import EntrySchema
from reception_cli.events.registry import FAMILIES, SUBJECTS, UNDO, Field, Kind
from reception_cli.law import codes
from reception_cli.reporting.fact_words import private_words

STAMP = Stamp("2026-11-23T09:00:00+07:00", "lan", "desk1")
EVERY = registry.every()
named = pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.name)


def test_each_family_declares_the_kinds_that_the_contents_name():
    declared = {name: tuple(k.name for k in import_module(f"reception_cli.events.{name}").KINDS) for name in FAMILIES}
    assert declared == dict(FAMILIES)
    assert len(EVERY) == len({kind.name for kind in EVERY})


@named
def test_a_declaration_is_whole(kind: Kind):
    assert kind.about in SUBJECTS and kind.undo in UNDO and kind.story and kind.since >= 1
    assert kind.undo in ("passed", "final") or kind.verb
    assert kind.kept <= set(kind.private)
    assert kind.check or kind.desk or kind.makes or kind.undo == "final"
    lists = {field.codes for field in kind.data.values()} - {""}
    for name in lists - {"term", "paper"}:  # terms and papers are no codes but facts of law
        assert codes.load(name)


def test_the_facts_that_are_days_are_known_however_deep_they_stand():
    assert registry.day_names() == {
        "accepted_on", "after_seal", "agreed_by", "at", "closed_on", "date", "decided_on", "dialogue_on", "due",
        "due_on", "first_due", "first_on", "from", "new_due", "off", "on", "online_on", "opened_on",
        "previous_due", "received", "recorded_to", "reply_by", "signed_on", "to", "until", "work",
    }  # fmt: skip


def example(name: str, field: Field | dict[str, Any]) -> Any:
    """Something that a field takes."""
    schema = field.schema if isinstance(field, Field) else field
    codes_of = field.codes if isinstance(field, Field) else ""
    if codes_of == "paper":
        return "R2"
    if codes_of and codes_of != "term":
        return next(iter(codes.load(codes_of).names()))
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    type_ = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    if type_ == "object":
        return {key: example(key, schema["properties"][key]) for key in schema.get("required", ())}
    if type_ == "array":
        return [example(name, schema["items"])] if schema.get("minItems") else []
    if type_ == "boolean":
        return True
    if type_ != "string":
        return schema.get("minimum", 1)
    pattern = schema.get("pattern", "")
    for text in ("x", "2026-11-20", "2026-0001", "V2026-0001", "a" * 64):
        if re.search(pattern, text):
            return text
    raise AssertionError(pattern)


def draft(kind: Kind, **more: Any) -> Draft:
    """An entry of a kind with all that it must hold, about the first thing of its sort."""
    data = {name: example(name, field) for name, field in kind.data.items() if field.required}
    if "instance" in kind.data:  # of an acceptance; a refusal has its ground instead
        data["instance"] = "first"
    subject = {"incident": "2026-0001", "petition": "P2026-0001", "entries": "", "desk": ""}.get(
        kind.about, "V2026-0001"
    )
    return Draft(kind.name, subject, {**data, **more}, dict.fromkeys(kind.private, "x"), "2026-11-20")


def fault(made: Draft) -> dict[str, str]:
    (entry,) = chain([made], Head(1, "0" * 64), STAMP, lambda: "salt")
    return EntrySchema().fault(entry)


@named
def test_what_a_declaration_asks_for_has_its_shape_and_more_or_less_has_not(kind: Kind):
    whole = draft(kind)
    assert fault(whole) == {}
    assert fault(draft(kind, misspelt=1))
    for name in (name for name, field in kind.data.items() if field.required):
        assert fault(whole._replace(data={key: value for key, value in whole.data.items() if key != name})), name
    assert fault(whole._replace(private={**whole.private, "misspelt": "x"}))
    assert fault(whole._replace(subject="X2026-0001"))
    assert fault(whole._replace(kind=kind.name + "x"))


@pytest.mark.parametrize(
    "kind", [kind for kind in EVERY if kind.check and kind.about == "incident"], ids=lambda kind: kind.name
)
def test_no_kind_follows_what_is_struck_through(desk, kind: Kind):
    desk.add()
    desk.json("void", "2026-0001", "--reason", "x")
    at_it = Desk(Settings(str(desk.folder), STAMP.user, STAMP.host, STAMP.now), print)
    at_it.folder.record("forge", lambda _book: [draft(kind)], STAMP)
    done = desk.run("verify", "--json")
    assert done.code == 6 and "struck through" in done.out and '"history"' in done.out


def test_the_handling_of_a_matter_is_that_of_the_line_recorded_last_of_one_day(desk):
    desk.add()
    desk.json("classify", "1", "--kind", "kien-nghi", "--handling", "guide")
    desk.json("visit", "1")
    desk.json("classify", "1", "--handling", "forward")
    assert desk.json("list")["rows"][0]["handling"] == "forward"
    desk.json("add", "--to", "V1", "Việc thứ hai", "--key", "k")
    assert desk.run("verify").code == 0  # the key of an attached incident is known, too


def test_what_says_that_a_newer_version_wrote_on_is_not_judged_by_this_one():
    with pytest.raises(Damaged, match="newer version"):
        fault(Draft("configured", "", {"format": 10**9}))
    assert fault(Draft("noted", "2026-0001", {"format": 10**9}, {"note": "x"}))  # said where it means nothing


def test_every_private_value_has_a_word_of_its_own() -> None:
    words = private_words()
    unnamed = {(kind.name, name) for kind in registry.every() for name in kind.private if not words.get(name)}
    assert unnamed == set()
