"""What a lawful erasure takes: chosen from the entries of one subject, counted, never told."""

import pytest

from reception_cli.domain.entry import ORIGIN, Draft, Head, Stamp, chain
from reception_cli.domain.errors import Refused, UsageFault
from reception_cli.domain.replay import redacted_fields
from reception_cli.events.erasure import erase

STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")
ENTRIES = chain(
    [
        Draft("visit", "V2026-0001", {}, {"name": "An", "phone": "0905", "note": "x"}),
        Draft("corrected", "V2026-0001", {"set": {}}, {"name": "Ân", "reason": "nhầm"}),
        Draft("redacted", "V2026-0001", {"entries": [1], "fields": ["id_no"]}, {"reason": "đơn số 1"}),
    ],
    Head(0, ORIGIN),
    STAMP,
    lambda: "salt",
)


def test_without_fields_everything_private_goes_but_the_ground_of_earlier_erasures():
    found = erase("V2026-0001", ENTRIES, ())
    assert found.held == {1: {"name", "phone", "note"}, 2: {"name", "reason"}}
    assert found.fields == {"name": 2, "note": 1, "phone": 1, "reason": 1}


def test_a_field_goes_from_every_entry_corrections_included():
    assert erase("V2026-0001", ENTRIES, ["name"]).held == {1: {"name"}, 2: {"name"}}
    assert erase("V2026-0001", ENTRIES, ["reason"]).held == {2: {"reason"}, 3: {"reason"}}


def test_the_record_names_entries_and_fields_and_explains_exactly_what_is_missing():
    draft = erase("V2026-0001", ENTRIES, ()).draft("quyết định 5")
    (entry,) = chain([draft], Head(3, "x"), STAMP, lambda: "salt")
    missing = {(1, "name"), (1, "phone"), (1, "note"), (2, "name"), (2, "reason")}
    sealed = {(e["seq"], name) for e in ENTRIES for name in e["sealed"]}
    assert redacted_fields([entry]) & sealed == missing
    assert "An" not in str(entry["data"]) and entry["private"]["reason"][1] == "quyết định 5"


def test_an_unknown_field_is_named_with_those_there_are():
    with pytest.raises(UsageFault, match="adress") as fault:
        erase("V2026-0001", ENTRIES, ["adress"])
    assert fault.value.hint == "Fields: name, note, phone, reason"


def test_what_is_gone_cannot_be_erased_again():
    gone = [{**entry, "private": {}} for entry in ENTRIES]
    with pytest.raises(Refused, match="nothing that could be erased is left"):
        erase("V2026-0001", gone, ["name"])
