"""What the examples in the help of the verbs take for granted, and the verbs themselves."""

import shlex
import shutil
from typing import Any

import click

from reception_cli.cli.verbs import load


def command(verb: str) -> click.Command:
    return load(verb)


IN = ("classify 1 2 --kind kn --field dat --competence in",)
OUT = ("classify 1 2 --kind kn --field dat --competence out",)
DENOUNCED = ("classify 1 --kind kn --field dat --competence in", "classify 2 --kind tc --field dat --competence in")
ACCEPTED = (*IN, "accept 1 --on 20/11/2026", "accept 2 --on 20/11/2026")
VERIFIED = (
    *DENOUNCED, *ACCEPTED[1:], "step 1 verifying --on 20/11/2026", "step 2 notified --on 20/11/2026",
    "step 2 verifying --on 20/11/2026",
)  # fmt: skip
REFERRED = (*OUT, "refer 1 'UBND tỉnh' --doc 144/PC --on 20/11/2026", "refer 2 'Sở Y tế' --doc 145/PC --on 20/11/2026")
SENT = (
    "--db qs init --unit QS", "--db qs export --bundle -o QS.jsonl.gz", "--db qs export --bundle -o QS-second.jsonl.gz",
    "--db pn init --unit PN", "--db pn export --bundle -o PN.jsonl.gz", "units add TB --name y --level province",
    "units add QS --name x --level district --parent TB",
    "units list -o units.csv",
)  # fmt: skip
# What an example of a verb takes for granted, besides two incidents, three visits and a telephone number.
BEFORE = {
    "reopen": ("close 1 2 --result guided",), "redo": ("undo",), "restore": ("backup backups",), "accept": IN,
    "refer": OUT, "reply": REFERRED, "urge": REFERRED, "pause": ACCEPTED,
    "resume": (*ACCEPTED, "pause 1 --reason x --doc 1", "pause 2 --reason x --on 20/11/2026"), "withdraw": IN,
    "extend": (*DENOUNCED, *ACCEPTED[1:]), "decide": VERIFIED, "step": (
        *ACCEPTED, "meeting 2 --dialogue --planned 10/12/2026", "add 'Đã giải quyết' --anonymous --refused l9-3",
    ),
    "execute": (
        *VERIFIED, "decide 1 --doc 31/QD --outcome partly --on 20/11/2026", "step 1 sent --on 20/11/2026",
        "step 1 effective --on 21/11/2026",
    ),
    "publish": ("publish public --phone 0235",),
    "consolidate": SENT, "diff": (*SENT, "consolidate QS.jsonl.gz"), "contact": IN, "handover": IN,
    "meeting": (*ACCEPTED, "visit 1 --host head --at 20/11/2026"),
    "correct": ("visit 1",), "note": ("meeting 1 --who x --agreed y --agreed-by 30/11/2026 --on 20/11/2026",),
}  # fmt: skip


def prepare(desk: Any, verb: str, example: str) -> None:
    """Bring the desk to where the example makes sense."""
    if verb == "init" and "--db" not in shlex.split(example):
        shutil.rmtree(desk.folder)
    keyed = ("keys new",) if {"move", "encrypt"}.intersection(shlex.split(example)) else ()
    for line in (*keyed, *BEFORE.get(verb, ())):
        told = desk.run(*shlex.split(line))
        assert told.code == 0, told
