"""`redact` as a clerk types it: shown first, wanted, never told, and not taken back."""

import os


def test_an_erasure_is_shown_first_and_wants_a_yes(desk):
    desk.add()
    before = (desk.folder / "reception.json").read_bytes()
    said = desk.fails(2, "redact", "V1", "--reason", "yêu cầu 12")
    assert "cannot be undone" in said and "2 private values in 1 entry (address, name)" in said
    assert "Đức" not in said and (desk.folder / "reception.json").read_bytes() == before


def test_a_dry_run_tells_fields_and_counts_only(desk):
    desk.add("Việc", "--phone", "0905123456")
    before = (desk.folder / "reception.json").read_bytes()
    result = desk.run("redact", "V1", "--reason", "r", "--dry-run", "--json")
    assert result.code == 0 and "0905" not in result.out and "Đức" not in result.out
    assert '"field": "phone", "values": 1' in result.out
    assert (desk.folder / "reception.json").read_bytes() == before


def test_what_is_erased_is_neither_shown_nor_found_nor_in_any_file(desk):
    desk.add("Việc", "--name", "Trần Quý Phi", "--id-no", "049180119399")
    found = desk.json("redact", "V1", "--reason", "yêu cầu 12", "--yes")
    assert found["totals"] == {"entries": 1, "values": 3}
    assert desk.json("search", "phi")["rows"] == []
    assert "Phi" not in desk.run("show", "1", "--with-identity", "--reason", "r").out
    for file in desk.folder.iterdir():
        blob = file.read_bytes()
        assert "Quý Phi".encode() not in blob and b"quy phi" not in blob and b"049180119399" not in blob
    assert desk.run("verify").code == 0
    assert desk.json("summarize", "--period", "2026")["totals"]["people"] == 1


def test_what_is_left_to_treat_is_named(desk):
    desk.add()
    desk.json("backup")
    notes = {note["code"]: note for note in desk.json("redact", "V1", "--reason", "r", "--yes")["notes"]}
    assert notes["others"]["ids"] == ["2026-0001"]
    (file,) = notes["copies"]["files"]
    assert file.endswith(os.path.join("TB-20261123-081000", "reception.json"))


def test_values_are_erased_in_a_backup_too(desk):
    desk.add()
    backup = desk.json("backup")["rows"][0]["folder"]
    desk.add("Việc sau")
    desk.json("redact", "V1", "--reason", "r", "--yes")
    assert desk.run("--db", backup, "redact", "V1", "--reason", "r", "--yes").code == 0
    assert desk.json("redact", "V2", "--reason", "r", "--yes")["notes"][0]["code"] == "others"


def test_an_erasure_is_not_taken_back(desk):
    desk.add()
    desk.json("redact", "V1", "--field", "name", "--reason", "r", "--yes")
    assert "A redaction cannot be undone" in desk.fails(4, "undo")
    assert desk.json("undo", "--list")["rows"] == []


def test_the_reason_is_needed_and_a_number_that_exists(desk):
    desk.add()
    assert "--reason" in desk.fails(2, "redact", "V1", "--yes")
    assert "V2026-0001" in desk.fails(3, "redact", "V7", "--reason", "r", "--yes")
    assert "Fields: content" in desk.fails(2, "redact", "1", "--field", "name", "--reason", "r", "--yes")
    desk.json("redact", "1", "--reason", "r", "--yes")
    assert "nothing that could be erased" in desk.fails(4, "redact", "1", "--reason", "r", "--yes")
