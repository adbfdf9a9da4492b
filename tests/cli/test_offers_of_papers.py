"""After what was recorded the screen offers the paper that follows, by its name; a script is offered nothing."""

import re

import pytest

LIVES = {  # what is recorded last, and the papers that follow
    "receipt": (("add", "Đòi đất", "--name", "Lê An", "--address", "thôn 1", "--petition"), ["R2"]),
    "refusal": (("add", "Đòi đất", "--name", "Lê An", "--address", "thôn 1", "--refused", "l9-3"), ["R1"]),
    "oral refusal": (("add", "Đòi đất", "--name", "Lê An", "--address", "thôn 1", "--refused", "l9-1"), []),
    "complaint": (("accept", "1", "--instance", "first"), ["K3"]),
    "no complaint": (("accept", "1", "--not-accepted", "a11-2", "--reason", "không liên quan"), ["K4"]),
    "denunciation": (("accept", "2"), ["T2", "T3", "T4"]),
    "guidance": (("classify", "1", "--competence", "out", "--handling", "guide"), ["X2"]),
    "passing on": (("classify", "3", "--competence", "out", "--handling", "forward"), ["X10"]),
    "letter": (("refer", "3", "UBND tỉnh", "--doc", "1/PC"), ["X10"]),
}  # fmt: skip


@pytest.mark.parametrize("life", LIVES)
def test_an_act_offers_its_papers_on_a_terminal_alone(desk, sit, life):
    argv, papers = LIVES[life]
    for kind, field in (("kn", "land"), ("tc", "corruption"), ("pa", "land")):
        desk.add(f"Việc {kind}", "--kind", kind, "--field", field, "--name", f"Người {kind}")
    desk.run("classify", "1", "2", "--competence", "in", "--qualified")
    if life == "letter":
        desk.run("classify", "3", "--competence", "out")
    terminal = sit("--now", "2026-11-23T09:00:00+07:00", *argv)
    assert terminal.end() == 0, terminal.text
    assert re.findall(r"reception issue (\w+)", terminal.text) == papers
    assert "reception issue" not in desk.run("undo").out + desk.run(*argv).out
