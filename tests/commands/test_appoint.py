"""`appoint`: who registers to be received, who came and who did not."""

import pytest

AT = "25/11/2026 9:00"
THAT_DAY = "2026-11-25T09:10:00+07:00"
DAY_AFTER = "2026-11-26T08:00:00+07:00"


def appoint(desk, name="Ngô Bá Tú", *more, at=AT, **how):
    return desk.json("appoint", name, *more, "--on", at, "--about", "Tranh chấp", **how)["rows"][0]


def statuses(desk):
    return [row["status"] for row in desk.json("appoint", "--list")["rows"]]


def test_an_appointment_has_a_number_of_its_own(desk):
    assert appoint(desk) == {
        "appointment": 2, "on": "2026-11-25T09:00:00+07:00", "incident": None, "status": "waiting",
    }  # fmt: skip
    assert desk.run("appoint", "B", "--on", AT, "--about", "x", "-q").out == "3\n"


def test_a_visit_by_that_name_on_that_day_keeps_it(desk):
    appoint(desk)
    desk.add("Việc", "--name", "ngo ba tu", now=DAY_AFTER)
    assert statuses(desk) == ["waiting"]
    desk.add("Việc", "--name", "ngo ba tu", "--at", "25/11/2026", now=DAY_AFTER)
    assert statuses(desk) == ["attended"]


def test_a_visit_of_its_incident_keeps_it_whoever_comes(desk):
    desk.add()
    appoint(desk, "Lê A", "1")
    desk.json("visit", "1", "--name", "Lê B", now=THAT_DAY)
    assert statuses(desk) == ["attended"]


def test_undoing_the_visit_opens_the_appointment_again_and_redoing_keeps_it(desk):
    appoint(desk)
    desk.add("Việc", "--name", "Ngô Bá Tú", now=THAT_DAY)
    desk.json("undo", now=THAT_DAY)
    assert statuses(desk) == ["waiting"]
    desk.json("redo", now=THAT_DAY)
    assert statuses(desk) == ["attended"]


def test_a_no_show_is_recorded_once_and_can_be_taken_back(desk):
    number = str(appoint(desk)["appointment"])
    assert "still to come" in desk.fails(4, "appoint", "--missed", number)
    assert desk.json("appoint", "--missed", number, now=DAY_AFTER)["rows"][0]["status"] == "missed"
    assert "already" in desk.fails(4, "appoint", "--missed", number, now=DAY_AFTER)
    desk.json("undo", now=DAY_AFTER)
    assert statuses(desk) == ["waiting"]


def test_whoever_came_did_not_miss_it(desk):
    number = str(appoint(desk)["appointment"])
    desk.add("Việc", "--name", "Ngô Bá Tú", now=THAT_DAY)
    assert "came" in desk.fails(4, "appoint", "--missed", number, now=DAY_AFTER)


def test_an_appointment_can_be_taken_back(desk):
    appoint(desk)
    desk.json("undo")
    assert desk.json("appoint", "--list")["rows"] == []
    assert "no appointment 2" in desk.fails(3, "appoint", "--missed", "2", now=DAY_AFTER)


def test_names_stay_out_of_pipes(desk):
    appoint(desk)
    assert "Tú" not in desk.run("appoint", "--list").out
    assert "Tú" not in desk.run("agenda", now=THAT_DAY).out


@pytest.mark.parametrize(
    "argv",
    [["A"], ["A", "--on", AT], ["--on", AT, "--about", "x"], ["A", "--on", "20/11/2026", "--about", "x"],
     ["--missed", "2", "--list"], ["A", "--missed", "2"]],
)  # fmt: skip
def test_what_is_missing_or_past_is_refused(desk, argv):
    desk.fails(2, "appoint", *argv)


def test_an_unknown_incident_is_refused(desk):
    desk.fails(3, "appoint", "A", "7", "--on", AT, "--about", "x")


def test_a_dry_run_registers_nobody(desk):
    desk.json("appoint", "A", "--on", AT, "--about", "x", "--dry-run")
    assert desk.json("appoint", "--list")["rows"] == []


def test_the_register_stays_sound(desk):
    appoint(desk)
    desk.add("Việc", "--name", "Ngô Bá Tú", now=THAT_DAY)
    desk.json("undo", now=THAT_DAY)
    assert desk.json("verify")["totals"]["ok"]
    (desk.folder / "index.sqlite").unlink()
    assert statuses(desk) == ["waiting"]
