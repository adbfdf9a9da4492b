"""How matters count is said once, in the register; what no column counts is told when it is recorded."""

from typing import Any


def test_how_matters_count_is_an_entry_of_the_register_and_every_figure_keeps_it(desk: Any) -> None:
    desk.add()
    desk.json("visit", "1")
    assert desk.json("summarize")["totals"]["incidents"] == 1
    desk.json("config", "counting", "per-visit")
    assert desk.json("log")["rows"][-1]["kind"] == "configured"
    assert desk.json("summarize")["totals"]["incidents"] == 2
    assert desk.json("form", "01/TCD", "--period", "2026")["rows"][2]["value"] == 2
    assert desk.json("summarize", "--counting", "distinct")["totals"]["incidents"] == 1
    desk.json("config", "counting", "--unset")
    assert desk.json("summarize")["totals"]["incidents"] == 1
    assert desk.run("verify").code == 0


def test_periodic_reception_by_an_officer_is_no_column_of_the_form_and_the_clerk_is_told(desk: Any) -> None:
    told = desk.run("add", "Hỏi", "--name", "Lê Hoa", "--address", "thôn 1", "--session", "periodic")
    assert "--host" in told.err
    told = desk.run("add", "Hỏi", "--name", "Lê Hoa", "--address", "thôn 1", "--session", "periodic", "--host", "head")
    assert "--host" not in told.err
