"""`log` is the register in its own order, and says nothing private."""

from reception_cli.domain.entry import Draft, Stamp
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.reporting.log import Labels

KEYS = ["seq", "at", "recorded_at", "user", "kind", "subject", "digest"]
SAID = {
    "incident": "incident opened", "visit": "visit", "petition": "petition", "attached": "incident added to a visit",
    "classified": "classified", "closed": "closed", "reopened": "reopened", "noted": "remark",
    "accepted": "acceptance", "referred": "referred", "replied": "reply", "urged": "urged", "extended": "term extended",
    "paused": "suspended", "resumed": "resumed", "withdrawn": "withdrawal", "stepped": "step", "assigned": "assigned",
    "contacted": "contact", "met": "meeting", "handed_over": "site handed over", "decided": "decision",
    "executed": "execution", "duty": "reception day", "appointed": "appointment", "attended": "appointment kept",
    "missed": "appointment missed",
    "shift_note": "shift note", "shift_done": "shift note done",
    "corrected": "corrected", "voided": "struck through", "retracted": "taken back",
    "configured": "desk configured", "sealed": "sealed", "redacted": "private values erased",
    "disclosed": "identities read", "imported": "register imported", "restored": "restored from a backup",
    "salvaged": "salvaged from a damaged register", "consolidated": "delivery taken in",
    "rejected": "delivery not taken in",
    "issued": "paper issued", "planned": "planned", "served": "notice", "entered": "entered in the national database",
}  # fmt: skip


def test_every_kind_of_entry_has_a_word_of_its_own(desk):
    assert desk.run("log").code == 0
    assert dict(Labels()) == SAID and len(set(SAID.values())) == len(SAID)


def test_entries_stand_in_the_order_of_the_register(desk):
    desk.add("Bồi thường đất")
    rows = desk.json("log")["rows"]
    assert list(rows[0]) == KEYS
    assert [(row["seq"], row["kind"], row["subject"]) for row in rows] == [
        (1, "configured", ""),
        (2, "incident", "2026-0001"),
        (3, "visit", "V2026-0001"),
    ]
    assert rows[2]["user"] == "lan" and len({row["digest"] for row in rows}) == 3


def test_limit_keeps_the_newest_and_the_newest_stands_last(desk):
    for _n in range(3):
        desk.add()
    assert [row["seq"] for row in desk.json("log", "--limit", "2")["rows"]] == [6, 7]


def test_the_history_of_an_incident_holds_its_visits_and_what_takes_them_back(desk):
    desk.add()
    desk.add("Một việc khác")
    desk.run("classify", "1", "--kind", "complaint")
    desk.run("visit", "1")
    desk.run("undo")
    found = [(row["kind"], row["subject"]) for row in desk.json("log", "1")["rows"]]
    assert found == [
        ("incident", "2026-0001"),
        ("visit", "V2026-0001"),
        ("classified", "2026-0001"),
        ("visit", "V2026-0003"),
        ("retracted", ""),
    ]


def test_the_history_of_a_visit_is_its_own(desk):
    desk.add()
    desk.run("classify", "1", "--kind", "complaint")
    assert [row["kind"] for row in desk.json("log", "V1")["rows"]] == ["visit"]


def test_no_private_value_stands_in_a_log(desk):
    desk.add("Bồi thường đất", "--phone", "0905123456")
    for form in ("table", "json", "tsv"):
        out = desk.run("log", "--format", form).out
        assert not any(word in out for word in ("Nguyễn", "Bình Trung", "Bồi thường", "0905123456"))


def test_a_number_that_does_not_exist_is_not_found(desk):
    desk.add()
    assert "2026-0001" in desk.fails(3, "log", "77")


def test_the_order_of_a_log_cannot_be_chosen(desk):
    assert "--sort" in desk.fails(2, "log", "--sort", "kind")


def test_a_long_log_tells_every_entry_once_and_in_order(desk):
    desk.add()
    stamp = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")
    remarks = [Draft("noted", "2026-0001", {}, {"text": f"lần {n}"}) for n in range(1200)]
    Folder(str(desk.folder), Habits()).record("note", lambda _book: remarks, stamp)
    assert [row["seq"] for row in desk.json("log")["rows"]] == list(range(1, 1204))
    assert [row["seq"] for row in desk.json("log", "1", "--limit", "1000")["rows"]] == list(range(204, 1204))


def test_at_a_desk_that_consolidates_every_entry_says_whose_it_is(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    unit = type(desk)(tmp_path / "unit", desk._read)
    assert unit.run("init", "--unit", "BT").code == 0
    unit.add("Việc của xã")
    unit.json("export", "--bundle", "-o", "BT.jsonl.gz")
    assert desk.run("consolidate", "BT.jsonl.gz").code == 0
    told = [(row["unit"], row["kind"], row["subject"]) for row in desk.json("log")["rows"]]
    assert told == [
        ("TB", "configured", ""), ("TB", "configured", ""), ("TB", "consolidated", ""),  # the second states format 2
        ("BT", "configured", ""),
        ("BT", "incident", "BT/2026-0001"), ("BT", "visit", "BT/V2026-0001"), ("BT", "disclosed", ""),
    ]  # fmt: skip
    assert [row["unit"] for row in desk.json("log", "BT/1")["rows"]] == ["BT", "BT"]
