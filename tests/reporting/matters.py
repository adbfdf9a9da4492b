"""Small registers written entry by entry, and every figure counted again the slow way."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Draft, Stamp
from reception_cli.domain.numbers import key
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.register_view import RegisterView

STAMP = Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1")


def incident(number: str, day: str = "2026-01-05", content: str = "Tranh chấp đất", **facts: Any) -> Draft:
    """Write down an incident."""
    return Draft("incident", number, {"opened_on": day, **facts}, {"content": content}, day)


def visit(number: str, day: str, incidents: Iterable[str], people: int = 1, **facts: Any) -> Draft:
    """Write down a visit."""
    data = {"incidents": list(incidents), "people": people, "session": "regular", "host": "officer", **facts}
    private = {"name": "Nguyễn Văn Đức", "address": "thôn 3", "id_no": "049262485229"}
    return Draft("visit", number, data, private, day)


def petition(number: str, day: str, incidents: Iterable[str], **facts: Any) -> Draft:
    """Write down a petition that came by itself."""
    return Draft("petition", number, {"incidents": list(incidents), "source": "post", **facts}, {}, day)


def register(path: Path | str, *batches: list[Draft]) -> RegisterView:
    """Keep a register of these batches and open it."""
    folder = Folder(str(path), Habits())
    folder.begin([Draft("configured", "", {"unit": "TB"})], STAMP)
    for batch in batches:
        folder.record("add", lambda _book, drafts=batch: drafts, STAMP)
    return folder.read()


# The figures once more, in plain Python over replayed entries.
Attribute = Callable[[Reception, Case | None], str | None]
ATTRIBUTES: dict[str, Attribute] = {
    "month": lambda line, _case: line.day[:7],
    "quarter": lambda line, _case: f"{line.day[:4]}-Q{(int(line.day[5:7]) - 1) // 3 + 1}",
    "session": lambda line, _case: line.session,
    "host": lambda line, _case: line.host,
    "commune": lambda line, _case: line.commune,
    "user": lambda line, _case: line.user,
    "unit": lambda _line, _case: "TB",  # whose register it is
    "kind": lambda _line, case: case and case.kind,
    "field": lambda _line, case: case and case.field,
    "status": lambda _line, case: case and case.status,
    "handling": lambda line, case: case and line.handling.get(case.id),
    "body": lambda line, _case: next(iter(line.bodies), None),  # these visits are of one at most
    "host-name": lambda line, _case: line.private.get("host_name"),
    "result": lambda _line, case: case and (case.result if case.status == "closed" else None),
    "area": lambda _line, case: (case and case.field and _area(case.field.partition(".")[0])) or None,
    "repeat": lambda line, case: case and ("first" if _first(line, case) else "repeat"),
}


def _area(root: str) -> str:
    return "administrative" if root in ("policy", "land", "officials", "admin-other") else root


def _first(line: Reception, case: Case) -> bool:
    own = [one for one in case.lines if one.counts and one.type == line.type]
    return line.id == min((one.day, key(one.id), one.id) for one in own)[2]


def counted_slowly(
    lines: list[Reception],
    cases: list[Case],
    by: tuple[str, ...],
    counting: str = "distinct",
    keep: Callable[[Reception, Case | None], bool] = lambda _line, _case: True,
) -> dict[tuple[str | None, ...], tuple[int, int, int, int, int]]:
    """Count visits, people, incidents, groups and petitions of each group by looking at every line and every case."""
    live = [case for case in cases if case.status != "void"]
    groups: dict[tuple[str | None, ...], list[tuple[Reception, Case | None]]] = {}
    for line in (line for line in lines if line.counts):
        brought: list[Case | None] = [case for case in live if line.id in [own.id for own in case.lines]]
        for case in brought or [None]:
            if keep(line, case):
                groups.setdefault(tuple(ATTRIBUTES[key](line, case) for key in by), []).append((line, case))
    told = {}
    for keys, pairs in groups.items():
        once = {line.id: line for line, _case in pairs if line.type == "visit"}
        matters = [case.id for line, case in pairs if case is not None and line.type == "visit"]
        told[keys] = (
            len(once),
            sum(line.people for line in once.values()),
            len(set(matters)) if counting == "distinct" else len(matters),
            sum(line.group for line in once.values()),
            len({line.id for line, _case in pairs if line.type == "petition"}),
        )
    return told
