"""What a verb did, in words: the sentences of its acknowledgement, its preview and its undoing are made of it."""

from reception_cli.domain.words import _, mark

# verb -> what was done by it to a matter, as behind "Done:"
_DEEDS = {
    "add": mark("recorded anew"), "visit": mark("recorded as brought again"), "classify": mark("classified"),
    "close": mark("closed"), "reopen": mark("taken up again"), "note": mark("remarked upon"),
    "accept": mark("decided on acceptance"), "assign": mark("given to a clerk"), "refer": mark("sent to another body"),
    "reply": mark("recorded with a reply"), "urge": mark("pressed for a reply"), "extend": mark("given more days"),
    "pause": mark("suspended now"), "resume": mark("gone on with"), "withdraw": mark("recorded as taken back"),
    "contact": mark("recorded with a contact"), "meeting": mark("recorded with a dialogue"),
    "handover": mark("recorded with a handover"), "decide": mark("recorded with a decision"),
    "execute": mark("recorded with its execution"), "step": mark("brought to the next state"),
    "import": mark("read from a register"), "correct": mark("put right"), "void": mark("crossed out"),
    "appoint": mark("registered for a reception"), "duty": mark("recorded as a reception day"),
    "issue": mark("recorded with a paper"), "publish": mark("published now"),
    "config": mark("set up"), "units": mark("changed in the tree of units"), "undo": mark("undone"),
    "redo": mark("done once more"),
}  # fmt: skip


def deed(verb: str) -> str:
    """Say what a verb did; of one that changes no matter its name."""
    return _(_DEEDS[verb]) if verb in _DEEDS else verb
