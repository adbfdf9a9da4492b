"""classify --suggest: proposals that write nothing, give no text away and read no denunciation."""

import sqlite3
from pathlib import Path

import pytest

from reception_cli.index.queries.similar import classified_alike
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.memory import MemoryLedger

RECOVERY = "Khiếu nại Quyết định thu hồi đất số 706/QĐ-UBND"
PLACED = "Bố trí lô bìa rừng phía tây"  # no seed word in it


def suggest(desk, *argv):
    return desk.json("classify", "--suggest", *argv)["rows"]


def learn(desk, n, content, *said):
    """Record n incidents and classify them."""
    for _ in range(n):
        number = desk.add(content)["incident"]
        assert desk.run("classify", number, *said, "--yes").code == 0


@pytest.fixture
def stored(desk):
    return lambda: Path(desk.folder, "reception.json").read_bytes()


def test_a_fresh_desk_proposes_by_seed_words_and_writes_nothing(desk, stored):
    desk.add(RECOVERY)
    before = stored()
    # kind 3 / (3 + sqrt 3), field 4 / (4 + 2)
    assert suggest(desk) == [{
        "id": "2026-0001", "kind": "complaint", "field": "land.recovery", "handling": None,
        "score": {"kind": 0.63, "field": 0.67, "handling": 0.0},
        "words": ["khiếu nại", "quyết định thu hồi đất"],
    }]  # fmt: skip
    assert stored() == before


def test_earlier_incidents_of_the_desk_teach_it(desk):
    learn(desk, 5, PLACED, "--kind", "pa", "--field", "land.resettlement", "--handling", "urge")
    desk.add(PLACED + " đợt hai")
    (row,) = suggest(desk)
    assert (row["kind"], row["field"], row["handling"]) == ("feedback", "land.resettlement", "urge")
    assert row["words"] == []  # words of the content stay out of a program's answer


def test_an_incident_is_no_evidence_for_itself(desk):
    desk.add(PLACED)
    desk.run("classify", "1", "--kind", "pa")
    assert suggest(desk, "1")[0]["field"] is None
    assert suggest(desk, "1")[0]["kind"] == "feedback" and suggest(desk, "1")[0]["score"]["kind"] == 1.0
    desk.run("classify", "1", "--handling", "urge")
    desk.run("visit", "1", "--name", "Lê Lai", "--address", "thôn 2")
    assert suggest(desk, "1")[0]["score"]["handling"] == 0.0  # the further visit is not handled yet


def test_a_denunciation_teaches_nothing_and_gets_nothing(desk):
    learn(desk, 5, PLACED, "--kind", "to-cao", "--field", "corruption")
    desk.add(PLACED)
    answer = desk.json("classify", "--suggest", "1", "6")
    told, plain = answer["rows"]
    assert (told["kind"], told["field"], told["words"]) == ("denunciation", "corruption", [])
    assert (plain["kind"], plain["score"]["kind"]) == (None, 0.0)
    assert answer["notes"] == [{"code": "confidential", "denunciations": 1}]


def test_the_field_of_a_denunciation_is_not_read_from_its_text(desk):
    desk.add("Tố cáo cán bộ tham ô", "--kind", "to-cao")
    (row,) = suggest(desk)
    assert row == {
        "id": "2026-0001", "kind": "denunciation", "field": None, "handling": None,
        "score": {"kind": 1.0, "field": 0.0, "handling": 0.0}, "words": [],
    }  # fmt: skip


def test_what_may_be_a_denunciation_gives_no_word_away(desk):
    desk.add("Tố cáo cán bộ tham ô")
    (row,) = suggest(desk)
    assert (row["kind"], row["field"], row["words"]) == ("denunciation", "corruption", [])


def test_no_text_of_the_content_reaches_a_pipe_in_any_form(desk):
    learn(desk, 3, PLACED, "--kind", "pa")
    desk.add(PLACED)
    for form in ("table", "tsv", "json", "jsonl", "csv", "md", "html"):
        told = desk.run("classify", "--suggest", "--format", form)
        assert told.code == 0
        assert "feedback" in told.out or "Feedback" in told.out, (form, told)
        assert "bìa" not in told.out.lower() and "bia" not in told.out.lower(), form


def test_only_what_lacks_a_kind_or_a_field_is_proposed_newest_first(desk):
    for content in ("một", "hai", "ba"):
        desk.add(content)
    desk.run("classify", "2", "--kind", "kn", "--field", "land")
    assert [row["id"] for row in suggest(desk)] == ["2026-0003", "2026-0001"]
    assert [row["id"] for row in suggest(desk, "--limit", "1")] == ["2026-0003"]
    assert [row["id"] for row in suggest(desk, "--match", "mot")] == ["2026-0001"]
    assert [row["id"] for row in suggest(desk, "2")] == ["2026-0002"]


def test_twenty_are_proposed_unless_more_are_wanted(desk):
    rows = "\n".join(f"{day},việc số {day}" for day in range(1, 24))
    for line in rows.split("\n"):
        desk.add(line)
    assert len(suggest(desk)) == 20
    assert len(suggest(desk, "--limit", "22")) == 22


def test_a_closed_incident_is_completed_but_not_handled_anew(desk):
    learn(desk, 5, PLACED, "--kind", "pa", "--field", "land", "--handling", "guide")
    desk.add(PLACED)
    assert suggest(desk, "6")[0]["handling"] == "guide"
    assert desk.run("close", "6", "--result", "answered").code == 0
    row = suggest(desk, "6")[0]
    assert (row["field"], row["handling"]) == ("land", None)


def test_behind_a_backlog_the_past_is_still_read(desk):
    learn(desk, 5, PLACED, "--kind", "pa")
    for _ in range(30):
        desk.add(PLACED)
    assert {row["kind"] for row in suggest(desk)} == {"feedback"}


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("--suggest", "--kind", "kn"), "--kind"),
        (("--suggest", "--next"), "--next"),
        (("1", "--kind", "kn", "--limit", "3"), "--limit"),
        (("--next",), "nobody to ask"),
        (("--next", "--json"), "nobody to ask"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(desk, stored, argv, said):
    desk.add("việc")
    before = stored()
    assert said in desk.fails(2, "classify", *argv)
    assert stored() == before


def test_an_unknown_number_is_not_found(desk):
    desk.fails(3, "classify", "--suggest", "77")


def test_nothing_unclassified_is_no_error(desk):
    assert suggest(desk) == []
    assert desk.run("classify", "--suggest", "--format", "tsv").code == 0


def test_one_proposal_reads_a_bounded_part_of_the_cards(desk):
    """Steps of the virtual machine, not seconds: beyond the depth of the search more incidents cost nothing."""
    def steps(n):
        db = sqlite3.connect(":memory:")
        db.executescript(
            "CREATE TABLE incidents(incident INTEGER PRIMARY KEY, kind, field, handling);"
            "CREATE VIRTUAL TABLE words USING fts5(text, detail=none, columnsize=0);"
        )
        db.executemany("INSERT INTO words(rowid, text) VALUES(?, 'bo tri lo')", [(i,) for i in range(1, n)])
        db.executemany("INSERT INTO incidents(incident) VALUES(?)", [(i,) for i in range(1, n)])
        count = [0]
        db.set_progress_handler(lambda: count.__setitem__(0, count[0] + 1), 100)
        classified_alike(RegisterView(db, MemoryLedger()), ["bo tri", "tri lo"], "2026-0001")
        return count[0]

    assert steps(8000) <= steps(1000) * 1.1
