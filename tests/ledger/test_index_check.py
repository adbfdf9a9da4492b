"""Cards and numbers against the entries: what the drawer says must be what the register says."""

import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written import codes, entries, examine, laid_out, opened, path, rechained, register, write

from reception_cli.domain.entry import Draft
from reception_cli.index.desk_folder import Folder
from reception_cli.index.finding_words import sentence


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A register of 15 entries."""
    return register(tmp_path)


def _cards(folder: Folder, *statements: str) -> None:
    db = sqlite3.connect(Path(folder.path) / "index.sqlite")
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE incidents SET status = 'closed' WHERE incident % 10 = 3", "2026-0003 (incidents)"),
        ("DELETE FROM incidents WHERE incident % 10 = 5", "2026-0005 (incidents)"),
        ("UPDATE lines SET people = 9 WHERE line % 10 = 4", "V2026-0004 (lines)"),
        ("UPDATE links SET counted = 0 WHERE line % 10 = 2", "V2026-0002 (links)"),
        ("UPDATE entries SET clerk = 'hoa' WHERE seq = 7", "7 (entries)"),
        ("DELETE FROM touches", "(touches)"),
        ("UPDATE settings SET value = 'XX' WHERE key = 'unit'", "unit (settings)"),
        ("INSERT INTO marks VALUES('key:x', 1)", "key:x (marks)"),
        ("UPDATE words SET text = 'boi' WHERE rowid % 10 = 1", "2026-0001 (words)"),
    ],
)
def test_a_card_that_was_changed_by_hand_is_named(folder: Folder, statement: str, named: str):
    _cards(folder, statement)
    (finding,) = examine(folder).findings
    assert finding.code == "cards" and named in sentence(finding)


def test_cards_of_another_version_are_none_at_all(folder: Folder):
    _cards(folder, "UPDATE meta SET value = -1 WHERE key = 'version'", "DELETE FROM incidents")
    assert examine(folder).ok


def test_cards_that_are_no_database_are_told(folder: Folder):
    (Path(folder.path) / "index.sqlite").write_bytes(b"no database at all" * 100)
    assert codes(folder) == ["cards"]


def test_a_register_without_cards_is_examined_all_the_same(folder: Folder):
    (Path(folder.path) / "index.sqlite").unlink()
    found = examine(folder)
    assert found.ok and not found.cards
    assert not (Path(folder.path) / "index.sqlite").exists()


def test_cards_that_have_not_read_everything_yet_are_well(folder: Folder):
    drawer = Path(folder.path) / "index.sqlite"
    older = drawer.read_bytes()
    write(folder, *opened(6))
    for name in ("index.sqlite-wal", "index.sqlite-shm"):
        (Path(folder.path) / name).unlink(missing_ok=True)
    drawer.write_bytes(older)
    assert examine(folder).ok


def test_a_missing_register_is_damage_when_its_head_is_noted(folder: Folder):
    path(folder).unlink()
    assert codes(folder) == ["missing"]


@pytest.mark.parametrize(
    ("drop", "code", "text"),
    [
        (3, "gap", "2026-0002 is missing"),
        (2, "gap", "V2026-0001 is missing"),
        (None, "double", "2026-0005 was given"),
    ],
)
def test_a_gap_or_a_double_in_the_numbers_is_told(folder: Folder, drop: int | None, code: str, text: str):
    found = entries(folder)
    if drop is None:
        found[9] = found[9] | {"subject": "2026-0004"}
        text = "2026-0004 was given"
    else:
        del found[drop]
    path(folder).write_bytes(laid_out(*rechained(found)))
    wrong = [f for f in examine(folder).findings if f.code == code]
    assert wrong and text in sentence(wrong[0])


def test_numbers_are_counted_year_by_year_and_in_any_order_within_a_command(folder: Folder):
    write(folder, *opened(2, 2025), *opened(1, 2025), *opened(6))
    assert examine(folder).ok


def test_a_subject_that_is_no_number_is_told(folder: Folder):
    found = entries(folder)
    found[9]["subject"] = "2026-5"
    path(folder).write_bytes(laid_out(*rechained(found)))
    assert "number" in codes(folder)


_KINDS = st.sampled_from(("complaint", "denunciation"))
_INCIDENTS = st.integers(1, 3).map(lambda n: f"2026-{n:04d}")
_CHANGES = st.one_of(
    st.builds(lambda i, k: Draft("classified", i, {"kind": k}), _INCIDENTS, _KINDS),
    st.builds(lambda i: Draft("closed", i, {"result": "guided", "on": "2026-11-23"}), _INCIDENTS),
    st.builds(lambda i: Draft("reopened", i, {"on": "2026-11-23"}, {"reason": "mới"}), _INCIDENTS),
    st.builds(lambda i: Draft("noted", i, {}, {"note": "Gọi điện"}), _INCIDENTS),
    st.builds(
        lambda i, v, h: Draft("classified", i, {"handling": h, "line": v}),
        _INCIDENTS, st.integers(1, 3).map(lambda n: f"V2026-{n:04d}"), st.sampled_from(("guide", "accept")),
    ),
    st.just("visit"), st.just("retract"),
)  # fmt: skip


@settings(max_examples=40)
@given(changes=st.lists(_CHANGES, max_size=12))
def test_cards_kept_up_entry_by_entry_are_those_of_one_replay(tmp_path_factory, changes):
    folder = register(tmp_path_factory.mktemp("replay"))
    visits, last = 5, 14
    for change in changes:
        if change == "visit":
            visits += 1
            write(folder, Draft("visit", f"V2026-{visits:04d}", {"incidents": ["2026-0001"], "people": 1}))
        elif change == "retract":
            back = entries(folder)[-1]
            subjects = back["data"].get("subjects") or [back["subject"], *back["data"].get("incidents", ())]
            write(folder, Draft("retracted", "", {"entries": [back["seq"]], "subjects": subjects, "verb": "x"}))
        else:
            write(folder, change)
        last += 1
    found = examine(folder)
    assert found.findings == () and found.entries == last + 1


def test_an_examination_beside_a_busy_writer_finds_nothing(folder: Folder):
    writer = os.fork()
    if writer == 0:
        for count in range(6, 60):
            write(folder, *opened(count))
        os._exit(0)
    seen = [examine(folder) for _turn in range(12)]
    assert os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]) == 0
    assert [found.findings for found in seen] == [()] * 12
    assert examine(folder).entries == 15 + 2 * 54
