"""How many different people came: by the identity number, else by the name with the commune, and nobody else.

Today is Monday 23 November 2026.
"""

import json
from collections.abc import Mapping
from typing import Any

import pytest

DUC = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung")
NUMBER = ("--id-no", "049180119399")
OTHER = ("--id-no", "049180000001")


def persons(desk: Any, *argv: str) -> int:
    return int(desk.json("summarize", "--persons", *argv)["totals"]["persons"])


def left_out(desk: Any, *argv: str) -> Mapping[str, int]:
    notes = desk.json("summarize", "--persons", *argv)["notes"]
    return next({**note, "code": 0} for note in notes if note["code"] == "persons")


@pytest.mark.parametrize(("visits", "found"), [
    ([(*DUC, *NUMBER), (*DUC, *NUMBER)], 1),  # the number
    ([(*DUC, *NUMBER), ("--name", "Ng. V. Đức", "--address", "xã khác", *NUMBER)], 1),  # whatever the name is written
    ([(*DUC, *NUMBER), (*DUC, *OTHER)], 2),  # two numbers are two people
    ([DUC, ("--name", "NGUYỄN VĂN ĐỨC", "--address", "thôn 9, xã Bình Trung")], 1),  # the name with the commune
    ([DUC, ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Tú")], 2),  # one of that name elsewhere
    ([(*DUC, *NUMBER), DUC], 1),  # one number goes with the name: it is theirs
    ([(*DUC, *NUMBER), (*DUC, *OTHER), DUC], 3),  # two go with it: nobody can tell whose visit the third is
    ([DUC, ("--anonymous",)], 1),  # nobody knows who that was
    ([(*DUC, "--people", "7"), DUC], 1),  # those who came along are not named
])  # fmt: skip
def test_a_person_counts_once_however_often_they_come(desk: Any, visits: list[tuple[str, ...]], found: int) -> None:
    for n, visit in enumerate(visits):
        desk.add(f"Việc {n}", *visit)
    assert persons(desk) == found
    assert desk.json("summarize")["totals"] == {
        name: value for name, value in desk.json("summarize", "--persons")["totals"].items() if name != "persons"
    }


def test_who_is_not_counted_is_told(desk: Any) -> None:
    desk.add("Một", *DUC, "--people", "7")
    desk.add("Hai", "--anonymous", "--people", "3")
    desk.add("Ba", *DUC, "--kind", "tc")
    assert left_out(desk) == {"code": 0, "unnamed": 1, "hidden": 1, "companions": 6 + 2}


def test_who_denounced_is_matched_with_nobody_even_where_the_filter_asks_for_it(desk: Any) -> None:
    desk.add("Tố cáo", *DUC, *NUMBER, "--kind", "tc")
    assert persons(desk) == 0
    desk.add("Khiếu nại", *DUC, *NUMBER, "--kind", "kn")
    assert persons(desk) == 1
    assert persons(desk, "--kind", "tc") == 0


def test_a_row_counts_its_own_people_and_the_total_each_once(desk: Any) -> None:
    desk.add("Tháng chín", *DUC, "--at", "1/9/2026", "--kind", "kn")
    desk.add("Tháng mười", *DUC, "--at", "1/10/2026", "--kind", "pa")
    desk.add("Tháng mười", "--name", "Lê Thị Ba", "--address", "xã Bình Tú", "--at", "2/10/2026", "--kind", "kn")
    told = desk.json("summarize", "--persons", "--by", "month")
    assert [(row["month"], row["persons"]) for row in told["rows"]] == [("2026-09", 1), ("2026-10", 2)]
    assert told["totals"]["persons"] == 2
    assert "persons" in next(note for note in told["notes"] if note["code"] == "rows_exceed_total")["figures"]
    rows = desk.json("summarize", "--persons", "--by", "kind,session")["rows"]
    assert [(row["kind"], row["persons"]) for row in rows] == [("complaint", 2), ("feedback", 1)]


def test_a_visit_that_brought_two_matters_has_one_person_in_each_group(desk: Any) -> None:
    desk.add("Đất", *DUC, "--kind", "kn")
    desk.json("add", "Cầu", "--to", "V1", "--kind", "pa")
    rows = desk.json("summarize", "--persons", "--by", "kind")["rows"]
    assert [(row["kind"], row["persons"]) for row in rows] == [("complaint", 1), ("feedback", 1)]
    assert persons(desk) == 1


def test_it_is_compared_with_an_earlier_period_and_refused_beside_what_has_no_place_for_it(desk: Any) -> None:
    desk.add("Cũ", *DUC, "--at", "1/9/2026")
    told = desk.json("summarize", "--persons", "--period", "2026-10", "--compare", "previous")["totals"]
    assert (told["persons"], told["persons_before"], told["persons_change"]) == (0, 1, -1)
    for option in ("--records", "--prose", "--report"):
        assert "--persons" in desk.fails(2, "summarize", "--persons", option)


def test_no_name_and_no_number_is_in_the_answer(desk: Any) -> None:
    desk.add("Đất", *DUC, *NUMBER)
    told = json.dumps(desk.json("summarize", "--persons", "--by", "month"), ensure_ascii=False)
    assert "Đức" not in told and "duc" not in told and NUMBER[1] not in told
