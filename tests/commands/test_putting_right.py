"""Correcting, striking through, sealing, and what the register said on an earlier day."""

import pytest

from reception_cli.events.correction import LINE_FACTS

LATER = "2026-11-25T09:00:00+07:00"


def counts(desk, *more):
    found = desk.json("summarize", "--period", "2026", *more)["totals"]
    return found["visits"], found["people"], found["incidents"]


def test_a_correction_changes_the_figure_and_the_story_keeps_what_was_said(desk):
    desk.add()
    desk.json("correct", "V1", "--set", "people=3", "--reason", "Ghi nhầm")
    assert counts(desk) == (1, 3, 1)
    (told,) = [
        entry for entry in desk.json("show", "1")["rows"][0]["history"] if entry["kind"] == "corrected"
    ]
    assert told["facts"] == {"set": {"people": 3}, "before": {"people": 1}}


def test_a_visit_moved_to_another_incident_leaves_the_first(desk):
    desk.add()
    desk.add("Chậm cấp giấy chứng nhận")
    desk.json("visit", "1")
    desk.json("correct", "V3", "--set", "incident=2", "--reason", "Nhầm vụ việc")
    assert [desk.json("show", n)["rows"][0]["visits"] for n in ("1", "2")] == [1, 2]


TYPED = {
    "at": "01/11/2026 8:30", "session": "periodic", "host": "head", "source": "post", "group": "yes", "incidents": "1",
    "commune": "xã Bình Tú", "bodies": "council,party", "capacity": "representative", "appointment": "01/BB",
    "duplicate": "P1",
}  # fmt: skip


@pytest.mark.parametrize("name", LINE_FACTS)
def test_whatever_is_put_right_of_a_reception_has_the_shape_of_its_fact(desk, name):
    desk.add("Thu hồi đất", "--people", "6")
    desk.add("Khiếu nại thu hồi đất", "--source", "post")
    desk.json("visit", "2", "--source", "post")
    number = "P2" if name in ("source", "signatories", "duplicate") else "V1"
    desk.json("correct", number, "--set", f"{name}={TYPED.get(name, '4')}", "--reason", "Ghi nhầm")
    assert desk.json("verify")["totals"]["ok"]


def test_a_name_is_corrected_and_found_under_the_new_one_only(desk):
    desk.add()
    desk.json("correct", "V1", "--set", "name=Trần Thị Bích", "--reason", "Ghi nhầm tên")
    assert [r["id"] for r in desk.json("search", "bich")["rows"]] == ["2026-0001"]
    assert desk.json("search", "duc")["rows"] == []


def test_a_correction_that_changes_nothing_records_nothing(desk):
    desk.add()
    before = (desk.folder / "reception.json").read_bytes()
    for number, pair in (("V1", "people=1"), ("V1", "note="), ("V1", "name=Nguyễn Văn Đức")):
        assert desk.json("correct", number, "--set", pair, "--reason", "x")["rows"] == [], pair
    assert (desk.folder / "reception.json").read_bytes() == before


@pytest.mark.parametrize(
    ("number", "pair", "says"),
    [
        ("V1", "peple=2", "people"),
        ("V1", "people=zero", "'zero'"),
        ("1", "kind=xx", "'xx'"),
        ("1", "people=2", "no field"),
    ],
)
def test_a_wrong_correction_says_what_is_wrong(desk, number, pair, says):
    desk.add()
    assert says in desk.fails(2, "correct", number, "--set", pair, "--reason", "x")


def test_a_struck_through_visit_is_visible_and_not_counted(desk):
    desk.add("Việc", "--people", "4")
    desk.json("visit", "1")
    desk.json("void", "V1", "--reason", "Ghi trùng")
    assert counts(desk) == (1, 1, 1)
    lines = desk.json("show", "1")["rows"][0]["lines"]
    assert [(line["id"], line["void"]) for line in lines] == [("V2026-0001", True), ("V2026-0002", False)]
    assert desk.add()["visit"] == "V2026-0003"


def test_a_struck_through_incident_takes_nothing_more(desk):
    desk.add()
    desk.json("void", "1", "--reason", "Mở nhầm")
    for words in (
        ("close", "1", "--result", "answered"),
        ("classify", "1", "--kind", "kn"),
        ("note", "1", "x"),
    ):
        assert "struck through" in desk.fails(4, *words)
    assert "struck through" in desk.fails(4, "visit", "1")
    assert "struck through" in desk.fails(4, "void", "1", "--reason", "again")
    assert counts(desk) == (1, 1, 0)


def test_undo_takes_a_correction_and_a_void_back(desk):
    desk.add()
    desk.json("correct", "V1", "--set", "people=3", "--reason", "x")
    desk.json("void", "V1", "--reason", "y")
    assert counts(desk) == (0, 0, 0)
    desk.run("undo")
    assert counts(desk) == (1, 3, 1)
    desk.run("undo")
    assert counts(desk) == (1, 1, 1)


def test_last_months_report_run_again_as_at_its_day_gives_its_figures(desk):
    desk.add("Việc một", "--people", "2")
    desk.json("correct", "V1", "--set", "people=5", "--reason", "Ghi nhầm", now=LATER)
    desk.add("Việc hai", now=LATER)
    assert counts(desk, "--as-at", "2026-11-24") == (1, 2, 1)
    assert counts(desk, "--as-at", "2026-11-25") == counts(desk) == (2, 6, 2)
    assert len(desk.json("list", "--as-at", "24/11/2026")["rows"]) == 1
    (then,) = desk.json("show", "1", "--as-at", "2026-11-23")["rows"]
    assert then["people"] == 2


def unbrought(answer):
    return [note["incidents"] for note in answer["notes"] if note["code"] == "brought_by_nobody"]


def incomplete(desk):
    return {row["id"]: row["missing"] for row in desk.json("agenda")["rows"] if row["part"] == "incomplete"}


class TestAMatterThatNobodyBrings:
    """A complaint of early October, late by 23 November, whose only visit goes."""

    @pytest.fixture(autouse=True)
    def late(self, desk):
        self.desk = desk
        desk.add("Khiếu nại", "--kind", "kn", "--at", "2026-10-05")
        assert desk.json("due")["totals"]["overdue"] > 0

    def owed(self):
        return self.desk.json("due", "--within", "60d")["rows"]

    @pytest.mark.parametrize("words", [
        ("void", "V1", "--reason", "Ghi trùng"),
        ("correct", "V1", "--set", "incident=2", "--reason", "Nhầm vụ việc"),
    ], ids=["void", "correct"])  # fmt: skip
    def test_it_is_said_listed_and_owes_nothing(self, words):
        self.desk.add("Việc khác", "--at", "2026-11-23")
        self.desk.json("classify", "2", "--kind", "pa", "--handling", "guide")
        assert unbrought(self.desk.json(*words, "--dry-run")) == [["2026-0001"]]
        assert self.owed() != []
        result = self.desk.run(*words)
        assert result.code == 0 and "Nobody brings 2026-0001 any more" in result.err
        assert [row for row in self.owed() if row["id"] == "2026-0001"] == []
        assert incomplete(self.desk) == {"2026-0001": ["reception"]}
        assert "missing: a visit or petition" in self.desk.run("agenda", "--format", "table").out
        assert "nobody brought it" in self.desk.run("explain", "1", "--format", "table").out
        assert self.desk.run("verify").code == 0

    def test_it_owes_again_when_somebody_comes_or_the_striking_is_taken_back(self):
        before = self.owed()
        self.desk.json("void", "V1", "--reason", "x")
        assert unbrought(self.desk.json("undo")) == []
        assert self.owed() == before and incomplete(self.desk) == {}
        assert unbrought(self.desk.json("redo")) == [["2026-0001"]]
        self.desk.json("visit", "1")
        assert self.owed() != [] and incomplete(self.desk) == {}

    def test_one_that_is_brought_by_another_is_left_in_peace(self):
        self.desk.json("visit", "1")
        assert unbrought(self.desk.json("void", "V1", "--reason", "x")) == []
        result = self.desk.run("undo", "2", "--yes", "--json")
        assert result.code == 0 and incomplete(self.desk) == {}

    def test_taking_back_the_visit_that_was_left_says_it_too(self):
        self.desk.json("visit", "1", user="hoa")
        self.desk.json("void", "V1", "--reason", "x")
        assert unbrought(self.desk.json("undo", user="hoa")) == [["2026-0001"]]
        assert incomplete(self.desk) == {"2026-0001": ["reception"]}

    def test_struck_through_itself_it_is_no_longer_listed(self):
        self.desk.json("void", "V1", "--reason", "x")
        self.desk.json("void", "1", "--reason", "x")
        assert incomplete(self.desk) == {}

    def test_a_refused_reception_brought_it_all_the_same(self, desk):
        added = desk.add("Việc cũ", "--refused", "l9-1")
        assert added["incident"] not in incomplete(desk)


@pytest.mark.parametrize(("said", "sealed"), [(("--kind", "kn"), True), (("--competence", "in"), False)])
def test_of_what_was_classified_before_a_seal_only_what_no_figure_rests_on_is_taken_back(desk, said, sealed):
    desk.add("Việc cũ", "--at", "2026-11-20")
    desk.json("classify", "1", *said)
    desk.json("seal", "--to", "2026-11-22", "--yes")
    if sealed:
        assert "sealed up to 2026-11-22" in desk.fails(4, "undo")
    else:
        desk.json("undo")


class TestASealedRegister:
    """Received on 20 November, sealed up to the 22nd, corrected on the 25th."""

    @pytest.fixture(autouse=True)
    def sealed(self, desk):
        self.desk = desk
        desk.add("Việc cũ", "--at", "2026-11-20", "--people", "2")
        answer = desk.json("seal", "--to", "2026-11-22", "--yes")
        assert answer["rows"][0] == {
            "to": "2026-11-22", "visits": 1, "people": 2, "incidents": 1, "groups": 0, "unclassified": 1,
        }  # fmt: skip

    def test_sealed_facts_do_not_change(self):
        assert "sealed up to 2026-11-22" in self.desk.fails(4, "classify", "1", "--kind", "kn")
        assert "sealed" in self.desk.fails(4, "correct", "V1", "--set", "people=3", "--reason", "x")
        assert "sealed" in self.desk.fails(4, "void", "V1", "--reason", "x")
        assert "sealed" in self.desk.fails(
            4, "add", "Việc quên", "--name", "A", "--address", "B", "--at", "2026-11-21"
        )
        assert "sealed" in self.desk.fails(4, "add", "Việc thêm", "--to", "V1")
        assert "sealed" in self.desk.fails(4, "undo")

    @pytest.mark.parametrize("fact", [
        "at=2026-11-19", "people=3", "session=adhoc", "host=head", "group=yes", "kind=complaint", "field=land",
    ])  # fmt: skip
    def test_no_fact_that_a_figure_of_the_report_rests_on_changes(self, fact):
        number = "1" if fact.startswith(("kind", "field")) else "V1"
        assert "sealed up to 2026-11-22" in self.desk.fails(4, "correct", number, "--set", fact, "--reason", "x")
        self.desk.json("correct", number, "--set", fact, "--reason", "x", "--after-seal")
        assert "sealed up to 2026-11-22" in self.desk.fails(4, "undo")

    def test_a_name_that_was_put_right_is_taken_back_behind_a_seal(self):
        self.desk.json("correct", "V1", "--set", "name=Lê Văn An", "--reason", "Ghi nhầm tên")
        self.desk.json("undo")

    def test_later_steps_go_on(self):
        self.desk.json("classify", "1", "--competence", "in", "--handling", "accept")
        self.desk.json("close", "1", "--result", "withdrawn")
        self.desk.add("Việc mới")
        self.desk.json("correct", "V1", "--set", "name=Lê Văn An", "--reason", "Ghi nhầm tên")

    def test_a_correction_after_sealing_stands_apart_in_the_summary(self):
        self.desk.json("correct", "V1", "--set", "people=5", "--reason", "x", "--after-seal")
        answer = self.desk.json("summarize", "--period", "2026-11")
        assert answer["totals"]["people"] == 5
        (note,) = [note for note in answer["notes"] if note["code"] == "after_seal"]
        assert (note["corrections"], note["people"], note["visits"]) == (1, 3, 0)
        assert not [
            n for n in self.desk.json("summarize", "--period", "2025")["notes"] if n["code"] == "after_seal"
        ]

    def test_a_seal_only_moves_on_and_not_into_the_present(self):
        assert "already" in self.desk.fails(4, "seal", "--to", "2026-11-21", "--yes")
        assert "not over" in self.desk.fails(2, "seal", "--to", "2026-11-23", "--yes")
        assert "not taken back" in self.desk.fails(2, "seal", "--to", "2026-11-22", now=LATER)


def test_what_is_wrong_with_a_field_is_said_by_the_word_that_the_reader_has_for_it(desk):
    desk.add("Tranh chấp đất")
    told = desk.fails(2, "correct", "V1", "--set", "số người=0", "--reason", "đếm nhầm", "--lang", "vi")
    assert told.startswith("số người là '0', không phải là số người.") and "people" not in told
