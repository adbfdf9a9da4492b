"""What happens inside the office: proposals and approvals, roles, and how often a matter went from body to body."""

from typing import Any

import pytest


def matter(desk: Any, *more: str) -> None:
    desk.add("Khiếu nại", "--kind", "kn", "--field", "dat-dai", *more)


def shown(desk: Any) -> Any:
    return desk.json("show", "1")["rows"][0]


# -- proposal and approval


def test_an_acceptance_is_proposed_and_the_leader_decides_about_each_proposal_once(desk: Any) -> None:
    matter(desk)
    assert "competence" in desk.fails(4, "step", "1", "proposed")
    desk.json("classify", "1", "--competence", "in", "--handling", "accept")
    assert "proposed" in desk.fails(4, "step", "1", "approved")
    desk.json("step", "1", "proposed", "--doc", "12/TTr")
    assert "--note" in desk.fails(4, "step", "1", "disapproved")
    desk.json("step", "1", "disapproved", "--note", "Bổ sung chứng cứ")
    assert "proposed" in desk.fails(4, "step", "1", "approved")
    desk.json("step", "1", "proposed", "--doc", "13/TTr")
    desk.json("step", "1", "approved")
    told = [(notice["state"], notice["doc"]) for notice in shown(desk)["notices"]]
    assert told == [("proposed", "12/TTr"), ("disapproved", None), ("proposed", "13/TTr"), ("approved", None)]
    assert shown(desk)["stage"] == "triaged"  # it is accepted by its own verb
    desk.json("accept", "1")
    assert desk.run("verify").code == 0


# -- roles


def test_one_is_responsible_another_verifies_and_several_attend(desk: Any) -> None:
    matter(desk, "--host", "head")
    desk.json("assign", "1", "minh")
    desk.json("assign", "1", "hoa", "--role", "verify")
    desk.json("assign", "1", "lan", "--role", "verify")  # in her place
    desk.json("assign", "1", "hùng", "--role", "attend")
    desk.json("assign", "1", "dũng", "--role", "dự tiếp")
    desk.json("assign", "1", "dũng", "--role", "attend")  # known already
    told = shown(desk)
    assert told["assignee"] == "minh"
    assert [(each["role"], each["who"]) for each in told["roles"]] == [
        ("verify", "lan"), ("attend", "hùng"), ("attend", "dũng"),
    ]  # fmt: skip
    text = " ".join(desk.run("show", "1", "--format", "table", "--lang", "vi").out.split())
    assert "xác minh: lan" in text and "dự tiếp cùng thủ trưởng: hùng" in text
    desk.json("undo")
    assert ("attend", "dũng") not in [(each["role"], each["who"]) for each in shown(desk)["roles"]]
    assert desk.run("verify").code == 0


def test_nobody_attends_a_reception_that_the_head_did_not_hold(desk: Any) -> None:
    matter(desk)
    assert "--host head" in desk.fails(4, "assign", "1", "hùng", "--role", "attend")


# -- from body to body


def referred(desk: Any, n: int) -> Any:
    return desk.run("refer", "1", f"Cơ quan {n}", "--doc", f"{n}/PC", "--json")


@pytest.mark.parametrize(("how", "before"), [((), 0), (("--source", "transfer"), 1)])
def test_transfers_are_counted_and_the_second_is_warned_of(desk: Any, how: tuple[str, ...], before: int) -> None:
    """One that another body sent to us was transferred once before we send it on."""
    matter(desk, *how)
    desk.json("classify", "1", "--competence", "out")
    assert shown(desk)["transfers"] == before
    for n in (1, 2):
        done = referred(desk, n)
        assert done.code == 0
        assert (f"transfer no. {before + n}" in done.err) is (before + n > 1)
        if n == 1:
            desk.json("reply", "1", "--doc", "88/UBND")
    assert shown(desk)["transfers"] == before + 2


def test_the_desk_may_cap_transfers(desk: Any) -> None:
    matter(desk)
    desk.json("classify", "1", "--competence", "out")
    desk.json("config", "transfers", "1")
    assert referred(desk, 1).code == 0
    desk.json("reply", "1", "--doc", "88/UBND")
    assert "config transfers" in desk.fails(4, "refer", "1", "Sở Xây dựng", "--doc", "2/PC")
    desk.json("config", "transfers", "--unset")
    assert referred(desk, 2).code == 0
    for value in ("0", "x", "100"):
        desk.fails(2, "config", "transfers", value)
    assert desk.run("verify").code == 0
