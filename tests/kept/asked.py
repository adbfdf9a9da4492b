"""What every kept desk is asked: every verb, in the ways a desk and its district ask it."""

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

FILTERS = (
    "--period 2026",
    "--period 2026-Q3",
    "--period tk-2026",
    "--from 2026-07-05 --to 2026-09-15",
    "--period 2023-01",
    "--kind complaint",
    "--kind denunciation",
    "--kind none",
    "--field land",
    "--field none",
    "--status open",
    "--status closed",
    "--status void",
    "--handling accept",
    "--handling none",
    "--competence in",
    "--competence out",
    "--session periodic",
    "--commune bt",
    "--repeat",
    "--first",
    "--group",
    "--assignee minh",
    "--assignee none",
    "--overdue",
    "--match dat",
    "--period 2026 --kind complaint --status accepted",
)
KEYS = (
    "month",
    "week",
    "quarter",
    "session",
    "host",
    "kind",
    "field",
    "status",
    "handling",
    "commune",
    "user",
    "unit",
)
FORMS = {
    "02/2021": ("01/TCD", "02/TCD", "01/XLD", "02/XLD", "03/XLD", "04/XLD", "01/KQGQ", "02/KQGQ", "03/KQGQ", "04/KQGQ"),
    "01/2024": ("01/TCD", "01/XLD", "02/XLD", "03/XLD", "04/XLD", "01/KQGQ", "02/KQGQ"),
}
SPANS = {
    "demo": ("2023", "2023-01", "tk-2023-Q1"),
    "kinds": ("2026", "tk-2026-Q3", "tk-2026", "2026-07-01..2026-10-15"),
    "salvaged": ("2026", "tk-2026"),
    "district": ("2026", "tk-2026", "2023-01-01..2026-12-31"),
}
WHY = "--with-identity --reason 'Kiểm tra'"
Question = tuple[list[str], bool]  # the words, and whether the answer is recorded


def questions(name: str, entries: Sequence[dict[str, Any]]) -> Iterator[Question]:
    """Give all questions for a desk whose register holds these entries."""
    made = {
        kind: [one["subject"] for one in entries if one["kind"] == kind] for kind in ("incident", "visit", "petition")
    }
    if name == "district":
        made = {kind: [*numbers, *DELIVERED[kind]] for kind, numbers in made.items()}
    shared = [*lists(), *figures(name), *forms(name), *stories(made, entries), *keeping(entries)]
    for line in shared:
        yield _json(line), False
    for line in TEXTS:
        yield line.split(), line.startswith("export")  # what leaves the desk is recorded
    # `undo` at a district names another number at each call (0.1.1), so it has no answer to keep
    plans, recorded = (
        [one for one in some if name != "district" or not one.startswith("undo")] for some in (PLANS, RECORDED)
    )
    for line in (*plans, *PLANS_OF.get(name, ())):
        yield [*_words(line), "--dry-run", "--json"], False
    for line in (*REFUSED, *OWN.get(name, ())):
        yield _json(line), False
    for line in (*recorded, *RECORDED_OF.get(name, ())):
        yield _json(line), True


def _words(line: str | list[str]) -> list[str]:
    return shlex.split(line) if isinstance(line, str) else line


def _json(line: str | list[str]) -> list[str]:
    return [*_words(line), "--json"]


def lists() -> Iterator[str]:
    yield from ("list", "list --visits", "list --petitions")
    for wish in FILTERS:
        yield f"list {wish}"
        yield f"list --visits {wish}"
    yield from (f"list --petitions {wish}" for wish in ("--period 2026", "--kind complaint", "--status closed"))
    yield from ("list --sort opened_on --limit 5", "list --sort -due_on --fields id,due_on,due_step,overdue_days")
    yield from ("list --visits --sort -people --limit 3 --fields id,people,group", "list 2026-0001", "list @1")
    yield from (f"list --as-at {day}" for day in ("2023-12-31", "2026-07-15", "2026-09-30", "2026-11-30"))
    for words in (
        "khieu nai",
        "dat",
        "ngo ba tu",
        "thua 804",
        "khong co",
        "049180119399",
        "tran thi kin",
        "nguyen duc",
    ):
        yield f"search {words}"
    yield from ("search dat --status closed --limit 3", "search dat --exit-code", "search dat --as-at 2026-08-01")
    yield from ("due", "due --within 30d", "due --within 3wd", "due --exit-code", "due --assignee minh --within 90d")
    yield from ("due --as-at 2026-08-15 --within 30d", "due --kind complaint --sort -due_on --limit 2")
    yield from ("agenda", "agenda --limit 2", "appoint --list", "classify --suggest", "classify --suggest --limit 2")


def figures(name: str) -> Iterator[str]:
    yield "summarize"
    for span in SPANS[name]:
        yield f"summarize --period {span}"
        yield from (f"summarize --period {span} --by {key}" for key in KEYS)
        yield from (f"summarize --period {span} --by kind,field", f"summarize --period {span} --by month,session")
        yield from (f"summarize --period {span} --counting per-visit", f"summarize --period {span} --records")
        yield f"summarize --period {span} --prose"
        yield f"stats --period {span}"
        yield from (f"stats --period {span} --by {key}" for key in ("kind", "field", "clerk", "month"))
    span = SPANS[name][0]
    yield from (f"summarize --period {span} --compare {with_}" for with_ in ("previous", "last-year"))
    yield from (
        f"summarize --period {span} {wish}" for wish in FILTERS if "--period" not in wish and "--from" not in wish
    )
    yield from (f"summarize --period {span} --as-at {day} --by status" for day in ("2026-08-15", "2026-11-23"))
    yield f"stats --period {span} --as-at 2026-10-31"
    for what in (*KEYS, "age"):
        yield f"chart {what} --period {span}"
    yield from (f"chart kind --period {span} --figure people", f"chart field --period {span} --counting per-visit")
    yield from (f"duty --report --period {span}", "duty --report --period 2026-H2", "duty --report --period 2026-10")


def forms(name: str) -> Iterator[str]:
    yield "form list"
    for span in SPANS[name]:
        for circular, codes in FORMS.items():
            yield from (f"form {code} --circular {circular} --period {span}" for code in codes)
    span = SPANS[name][0]
    yield from (f"form 01/TCD --period {span} {more}" for more in ("--counting per-visit", "--compare last-year"))
    yield from (f"form {code} --period {span} --by unit" for code in ("01/TCD", "02/XLD", "01/KQGQ"))
    yield f"form 01/TCD --period {span} --as-at 2026-08-31"
    for code, columns in (
        ("01/TCD", 29),
        ("01/XLD", 22),
        ("02/XLD", 26),
        ("03/XLD", 27),
        ("01/KQGQ", 26),
        ("02/KQGQ", 19),
    ):
        cells = (*range(1, columns + 1), "rest") if code == "01/TCD" else (1, 2, 3, 5, 8, columns, "rest")
        yield from (f"form {code} --circular 01/2024 --period {span} --cell {cell}" for cell in cells)
    yield from (f"register --period {span} --layout {layout}" for layout in ("2021", "2026"))
    yield from (f"register --period {SPANS[name][1]}", f"register --period {span} --kind complaint")


def stories(made: dict[str, list[str]], entries: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield from (f"show {number}" for numbers in made.values() for number in numbers)
    yield from (f"explain {number}" for number in made["incident"])
    yield from (f"log {number}" for numbers in made.values() for number in numbers[:30])
    for day in ("2026-07-20", "2026-08-31", "2026-12-31"):
        old = [one["subject"] for one in entries if one["kind"] == "incident" and one["recorded_at"][:10] <= day][:20]
        yield from (f"{verb} {number} --as-at {day}" for verb in ("show", "explain") for number in old)


def keeping(entries: Sequence[dict[str, Any]]) -> Iterator[str | list[str]]:
    yield from ("log", "log --limit 5", "verify", "verify --print-head", "undo --list", "backup --list", "keys list")
    some = entries[len(entries) // 2]
    head = f"{some['seq']} {some['digest']}"
    yield from (["verify", "--since", head], ["verify", "--head", head])
    yield from ("units list", "units list --on 2026-06-30", "units list --on 2026-12-01", "config")
    for key in (
        "lang",
        "identity",
        "level",
        "remote",
        "counting",
        "days_off",
        "days_worked",
        "culture_day",
        "answer_within",
    ):
        yield f"config {key}"
    yield from ("config code.field.land.road", "config commune.bt")


TEXTS = (
    "export --format csv",
    "export --format jsonl",
    "export --visits --format csv",
    "export --visits --format jsonl",
    "export --petitions --format csv",
    "export --visits --period 2026-07 --format tsv",
    "list --format md",
    "summarize --period 2026 --by kind --format csv",
    "form 01/TCD --period 2026 --format tsv",
    "register --period 2026 --format csv",
    "log --format tsv",
    "list -q",
    "list --visits -q",
)
PLANS = (
    "add 'Khiếu nại quyết định thu hồi đất' --name 'Ngô Bá Tú' --address 'thôn 3' --id-no 049180119399",
    "add 'Đơn mới' --name 'Ai' --address 'thôn 1' --source post --signatories 2 --kind kn --field dat-dai",
    "backup",
    "seal --to 2026-12-31",
    "keys new --area",
    "config level province",
    "duty 2026-12-30 --host head",
    "units add XX --name 'xã X' --level commune",
    "undo",
    "appoint 'Ai Đó' --on 2027-01-20 --about 'Việc'",
)
PLANS_OF = {
    "demo": (
        "visit 2023-0001 --people 2",
        "classify 2023-0002 --kind recommendation --field other",
        "close --status open --result unrecorded",
        "note 2023-0001 'Ghi thêm'",
        "void 2023-0001 --reason x",
        "import slice.csv",
        "correct V2023-0001 --set people=2 --reason x",
        "reopen 2023-0001 --reason x",
        "redact V2023-0001 --reason x",
        "refer 2023-0010 'UBND tỉnh' --doc 1/PC",
    ),
    "kinds": (
        "visit 2 --people 2",
        "visit 24",
        "classify 23 --kind kn --field land --competence in --handling accept",
        "accept 12",
        "accept 20",
        "refer 13 'UBND tỉnh' --doc 1/PC",
        "reply 8",
        "urge 8 --doc 9/BTCD",
        "extend 7 --complex places --reason x",
        "extend 22 --complex places --reason x",
        "pause 7 --reason x",
        "resume 6",
        "withdraw 7 --reason x",
        "contact 7 --by phone --note x",
        "meeting 7 --dialogue --who x",
        "handover 10 --parcel x --area 1 --compensation 1",
        "decide 7 --doc 1 --outcome founded",
        "decide 15 --doc 1",
        "execute 1 --person-money 1",
        "step 22 notified",
        "step 7 verifying",
        "assign 7 hoa",
        "reopen 2 --reason x",
        "close 23 --result guided",
        "close 10 12 13 14 --result guided",
        "note 7 'Ghi thêm'",
        "void V2026-0001 --reason x",
        "void 24 --reason x",
        "correct 7 --set accepted_on=2026-07-08 --reason x",
        "redo",
        "undo 2",
        "correct V2026-0002 --set people=5 --reason x",
        "redact V2026-0004 --reason x",
        "redact 2 --reason x",
        "restore kinds/backups/KB-20261019-080000",
        "import slice.csv",
        "duty 2026-12-01 --host delegate",
    ),
    "salvaged": ("visit 2 --people 2", "accept 12", "undo", "redo", "step 22 notified", "note 7 x"),
    "district": (
        "consolidate HQ-1.jsonl.gz HQ-2.jsonl.gz BT.jsonl.gz PN.jsonl.gz.age",
        "consolidate HQ-2.jsonl.gz",
        "consolidate BP=BP.csv --expect expected.csv",
        "consolidate BT.jsonl.gz --expect expected.csv",
        "consolidate --expect expected.csv --strict",
        "units merge PN --into HQ --on 2027-01-01",
        "units split HQ --into HQ1=Một --into HQ2=Hai --on 2027-01-01",
        "units rename HQ --code HN --on 2027-01-01",
    ),
}
REFUSED = (
    "show 2026-9999",
    "show V2026-9999",
    "explain 2026-9999",
    "list --kind nonsense",
    "list --sort nonsense",
    "list --fields nonsense",
    "summarize --by nonsense",
    "summarize --period 2026-Q7",
    "form 09/TCD --period 2026",
    "form 01/TCD --period 2026 --cell 99",
    "register --period nonsense",
    "add",
    "close 2026-9999 --result guided",
    "consolidate nothing.jsonl.gz",
    "restore nothing",
    "diff nothing :TB",
    "stats --by nonsense",
    "chart nonsense",
)
OWN = {
    "demo": ("close 2023-0001 --result founded", "accept 2023-0001"),
    "kinds": (
        "accept 2",
        "close 7 --result founded",
        "decide 3 --doc 1 --outcome founded",
        "extend 2 --reason x",
        "classify 2 --kind tc",
        "visit 18",
        "add x --name y --address z --at 2026-09-01",
        "show @1",
        "undo --list --user minh",
        "summarize --period 2026 --by user --status closed",
        "due --assignee none --within 200d",
        "list --commune 'xã Bình Trung'",
    ),
    "district": (
        "consolidate --pairs",
        "diff HQ-1.jsonl.gz HQ-2.jsonl.gz",
        "diff HQ-1.jsonl.gz :HQ",
        "diff HQ :HQ",
        "diff HQ :HQ --exit-code",
        "diff BT.jsonl.gz BT",
        "diff HQ HQ",
        "list --unit HQ",
        "list --visits --unit BT --unit BP",
        "summarize --period 2026 --by unit --level province",
        "summarize --period 2026 --by unit --level commune",
        "summarize --period 2026 --by unit --as-drawn-on 2026-10-01",
        "summarize --period 2026 --by unit,kind",
        "summarize --period 2023 --by unit --as-drawn-on 2026-12-01",
        "summarize --period 2026 --unit PN",
        "form 01/TCD --period 2026 --by unit --level province",
        "form 01/TCD --period 2026 --unit HQ",
        "form 02/XLD --period 2026 --by unit --as-drawn-on 2026-12-01",
        "register --period 2026 --unit HQ",
        "stats --period 2026 --unit HQ",
        "chart unit --period 2026",
        "search duc --unit BT",
        "due --unit HQ",
        "summarize --period 2026 --by unit --engine duckdb",
        "form 01/TCD --period 2026 --by unit --engine duckdb",
    ),
}
RECORDED = (
    f"list {WHY}",
    f"list --visits {WHY}",
    f"list --petitions {WHY}",
    f"export --format jsonl {WHY}",
    f"register --period 2026 {WHY}",
    f"search duc {WHY}",
    f"register --period 2023-01 {WHY}",
    "backup",
    "undo --yes",
    "seal --to 2026-12-31 --yes",
    "add 'Việc mới' --name 'Người Mới' --address 'thôn 9' --kind kn --field dat-dai --people 6",
    "export --bundle -o new.jsonl.gz",
    "config level district",
    "units add XX --name 'xã X' --level commune",
    "appoint 'Ai' --on 2027-02-01 --about 'Việc'",
)
RECORDED_OF = {
    "demo": (
        f"show 2023-0001 {WHY}",
        "visit 2023-0001 --people 2",
        "note 2023-0002 'Ghi thêm'",
        "import slice.csv --yes",
        "classify 2023-0003 --kind kn --field land --competence in --handling accept",
        "restore demo/backups/TB-20261123-080500 --yes",
        "close --status open --result unrecorded --yes",
        "redact V2023-0005 --reason 'Yêu cầu' --yes",
    ),
    "kinds": (
        *(f"show {number} {WHY}" for number in ("1", "2", "10", "15", "19", "V2026-0001", "V2026-0012", "P2026-0001")),
        "restore kinds/backups/KB-20261019-080000 --yes",
        "redo --yes",
        "undo --yes --user minh",
        "accept 12",
        "step 22 notified",
        "extend 7 --complex places --reason 'Hai xã'",
        "resume 6 --doc 1/QĐ",
        "redact V2026-0004 --reason 'Yêu cầu' --yes",
        "decide 7 --doc 50/QĐ --outcome unfounded",
        "visit 24 --people 3",
        "correct V2026-0001 --set people=4 --reason x --after-seal",
        "contact 7 --by phone --note 'Hẹn gặp'",
        "duty 2026-12-01 --host head",
        "reopen 2 --reason 'Tài liệu mới'",
        "add 'Đơn nữa' --to V2026-0024",
        "close 23 --result guided",
        "export --bundle --seal KB -o sealed.jsonl.gz.age",
    ),
    "salvaged": (f"show 2 {WHY}", "visit 2 --people 2", "undo --yes", "accept 12", "step 22 notified"),
    "district": (
        "consolidate HQ-2.jsonl.gz BT.jsonl.gz",
        "consolidate BP=BP.csv",
        f"show BT/2026-0001 {WHY}",
        "units merge PN --into HQ --on 2027-01-01",
        "restore district/backups/QD-20261102-080000 --yes",
    ),
}
DELIVERED = {
    "incident": [
        "HQ/2026-0001",
        "HQ/2026-0002",
        "HQ/2026-0003",
        "BT/2026-0001",
        "BT/2026-0003",
        "PN/2026-0001",
        "BP/2023-0001",
    ],
    "visit": ["HQ/V2026-0001", "HQ/V2026-0003", "BT/V2026-0002", "PN/V2026-0001", "BP/V2023-0001"],
    "petition": ["HQ/P2026-0001", "BT/P2026-0001"],
}
