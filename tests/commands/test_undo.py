"""`undo` takes back what one clerk did last, and never what others have built on."""

def _status(desk, id_: str = "1") -> str:
    return desk.json("show", id_)["rows"][0]["status"]


def _steps(desk, **how: str) -> list[str]:
    return [row["step"] for row in desk.json("undo", "--list", **how)["rows"]]


def test_the_last_command_is_taken_back_and_named(desk):
    desk.add()
    desk.run("close", "1", "--result", "guided")
    row = desk.json("undo")["rows"][0]
    assert row["step"] == "close 2026-0001, 08:10, lan"
    assert (row["verb"], row["subjects"]) == ("close", ["2026-0001"])
    assert _status(desk) == "open"
    entry = desk.json("log", "--limit", "1")["rows"][0]
    assert (entry["kind"], entry["user"]) == ("retracted", "lan")


def test_undoing_goes_on_backwards_until_nothing_is_left(desk):
    desk.add()
    desk.run("classify", "1", "--kind", "complaint")
    assert [desk.json("undo")["rows"][0]["verb"] for _n in range(2)] == ["classify", "add"]
    assert _status(desk) == "void"
    assert "nothing to take back" in desk.fails(4, "undo")


def test_numbers_stay_taken(desk):
    desk.add()
    desk.run("undo")
    assert desk.add()["incident"] == "2026-0002"


def test_what_another_clerk_did_is_not_mine_to_take_back(desk):
    desk.add()
    desk.run("classify", "1", "--kind", "complaint", user="hoa")
    assert "classified 2026-0001, by hoa" in desk.fails(4, "undo")
    assert desk.run("undo", user="hoa").code == 0
    assert desk.run("undo").code == 0


def test_every_reason_is_told_at_once(desk):
    desk.add()
    desk.run("note", "1", "Đã gọi điện", user="hoa")
    desk.run("visit", "1", user="hoa")
    said = desk.fails(4, "undo")
    assert "noted 2026-0001" in said and "visit V2026-0002" in said


def test_a_bulk_command_is_one_step_and_wants_a_yes(desk):
    for _n in range(4):
        desk.add()
    desk.run("classify", "1", "2", "3", "4", "--kind", "complaint", "--yes")
    assert "4 records would be undone" in desk.fails(2, "undo", "--no-input")
    assert desk.json("undo", "--yes")["rows"][0]["step"] == ("classify 2026-0001 2026-0002 2026-0003 +1, 08:10, lan")
    assert {desk.json("show", n)["rows"][0]["kind"] for n in "1234"} == {None}


def test_several_steps_go_at_once_or_not_at_all(desk):
    desk.add()
    desk.run("classify", "1", "--kind", "complaint")
    desk.run("close", "1", "--result", "guided")
    assert [row["verb"] for row in desk.json("undo", "2")["rows"]] == ["close", "classify"]
    desk.run("classify", "1", "--kind", "complaint")
    desk.run("note", "1", "xem lại", user="hoa")
    before = desk.json("log")["rows"]
    desk.fails(4, "undo", "2")
    assert desk.json("log")["rows"] == before


def test_a_remark_does_not_hold_a_classification_fast(desk):
    desk.add()
    desk.run("classify", "1", "--kind", "complaint")
    desk.run("note", "1", "xem lại", user="hoa")
    assert desk.run("undo").code == 0


def test_a_remark_can_be_taken_back_though_others_went_on(desk):
    desk.add()
    desk.run("note", "1", "nhầm")
    desk.run("close", "1", "--result", "guided", user="hoa")
    assert desk.json("undo")["rows"][0]["verb"] == "note"


def test_a_visit_whose_handling_was_recorded_is_held(desk):
    desk.add()
    later = "2026-11-24T09:14:00+07:00"
    desk.run("visit", "1", now=later)
    desk.run("classify", "1", "--handling", "guide", user="hoa", now=later)
    assert "classified" in desk.fails(4, "undo")


def test_a_dry_run_says_and_does_nothing(desk):
    desk.add()
    said = desk.run("undo", "--dry-run", "--format", "table").out
    assert said == "Would take back: recorded anew 2026-0001, V2026-0001 (08:10, lan).\n"
    assert _status(desk) == "open"


def test_the_list_names_what_stands_newest_first_with_the_day_of_older_steps(desk):
    desk.add()
    later = "2026-11-24T09:14:00+07:00"
    desk.run("classify", "1", "--kind", "complaint", now=later)
    desk.run("close", "1", "--result", "guided", now=later)
    desk.run("undo", now=later)
    assert _steps(desk, now=later) == [
        "classify 2026-0001, 09:14, lan",
        "add 2026-0001 V2026-0001, 2026-11-23 08:10, lan",
    ]
    assert _steps(desk, user="hoa") == []


def test_redo_does_again_what_undo_took_back_and_undo_can_take_it_back_again(desk):
    desk.add()
    desk.run("close", "1", "--result", "guided")
    desk.run("undo")
    assert desk.json("redo")["rows"][0]["step"] == "close 2026-0001, 08:10, lan"
    assert _status(desk) == "closed"
    assert "nothing to do again" in desk.fails(4, "redo")
    assert desk.json("undo")["rows"][0]["verb"] == "close"
    assert _status(desk) == "open"
    assert desk.run("redo").code == 0


def test_redo_walks_back_up_in_the_order_of_the_undoings(desk):
    desk.add()
    desk.run("classify", "1", "--kind", "complaint")
    for _n in range(2):
        desk.run("undo")
    assert [desk.json("redo")["rows"][0]["verb"] for _n in range(2)] == ["add", "classify"]
    assert desk.json("show", "1")["rows"][0]["kind"] == "complaint"


def test_redo_is_refused_when_the_matter_went_another_way(desk):
    desk.add()
    desk.run("close", "1", "--result", "guided")
    desk.run("undo")
    desk.run("close", "1", "--result", "answered", user="hoa")
    assert "closed 2026-0001, by hoa" in desk.fails(4, "redo")


def test_redo_never_brings_a_visit_to_an_incident_that_is_gone(desk):
    desk.add(user="hoa")
    desk.run("visit", "1")
    desk.run("undo")
    desk.run("undo", user="hoa")
    assert "2026-0001: struck through" in desk.fails(4, "redo")


def test_the_register_is_sound_after_all_of_it(desk):
    desk.add()
    desk.run("close", "1", "--result", "guided")
    for verb in ("undo", "redo", "undo", "undo", "redo"):
        assert desk.run(verb).code == 0
    assert desk.run("verify").code == 0
