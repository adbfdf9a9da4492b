"""How the tree of units changes: added, renamed, merged, split; what was stays as it was."""

import pytest

from reception_cli.domain.errors import NotFound, Refused, UsageFault
from reception_cli.law.unit_changes import Change, add, check, merge, rename, split, taken
from reception_cli.law.units import Unit, at, drawn, tree

REFORM, EVE = "2025-07-01", "2025-06-30"


@pytest.fixture
def before():
    """QN with the district TB and its communes A and B; DN beside it."""
    return check(tree([
        Unit("QN", "tỉnh Quảng Nam", "province"), Unit("DN", "thành phố Đà Nẵng", "province"),
        Unit("TB", "huyện Thăng Bình", "district", "QN"), Unit("A", "xã A", "commune", "TB"),
        Unit("B", "xã B", "commune", "TB"),
    ]))  # fmt: skip


def parents(known, day):
    return {code: row.parent for code in known if (row := at(known, code, day))}


def test_a_code_is_given_once_at_a_time(before):
    with pytest.raises(Refused, match="There is a unit A already"):
        add(before, Unit("A", "xã khác", "commune", "TB", REFORM))
    ended = merge(before, ("A",), Change("B"), REFORM)
    again = check(add(ended, Unit("A", "xã A lập lại", "commune", "TB", "2027-01-01")))
    assert [row.name for row in again["A"]] == ["xã A", "xã A lập lại"]
    with pytest.raises(Refused, match="There is a unit A already"):
        add(ended, Unit("A", "xã khác", "commune", "TB", EVE))  # the last day of the first one


def test_units_are_merged_into_one_that_is_there_and_what_lay_below_goes_along(before):
    after = check(merge(before, ("QN",), Change("DN"), REFORM))
    assert (after["QN"][0].valid_to, after["QN"][0].successor) == (EVE, ("DN",))
    assert parents(after, EVE) == {"QN": "", "DN": "", "TB": "QN", "A": "TB", "B": "TB"}
    assert parents(after, REFORM) == {"DN": "", "TB": "DN", "A": "TB", "B": "TB"}


def test_units_are_merged_into_a_new_one_which_lies_where_the_first_lay(before):
    after = check(merge(before, ("A", "B"), Change("AB", "xã AB"), REFORM))
    assert after["AB"] == (Unit("AB", "xã AB", "commune", "TB", REFORM),)
    assert [drawn(after, code, day).code for code in "AB" for day in (EVE, REFORM)] == ["A", "AB", "B", "AB"]


def test_a_unit_that_takes_in_another_stays_what_it_is(before):
    assert check(merge(before, ("A", "B"), Change("A"), REFORM))["A"] == before["A"]


def test_a_whole_branch_is_merged_at_once(before):
    """The district and the province end together: nothing of them is left below the new one."""
    after = merge(before, ("QN", "TB"), Change("DN"), REFORM)
    assert parents(check(after), REFORM) == {"DN": "", "A": "DN", "B": "DN"}


def test_a_unit_is_split_into_new_ones(before):
    ended = merge(merge(before, ("A",), Change("AA", "xã AA", parent="QN"), REFORM), ("B",),
                  Change("BB", "xã BB", parent="QN"), REFORM)  # fmt: skip
    after = check(split(ended, "TB", (Change("AA"), Change("BB")), REFORM))
    assert after["TB"][0].successor == ("AA", "BB")
    assert drawn(after, "TB", REFORM, "province").code == "QN"


def test_a_unit_is_not_split_while_others_lie_below_it(before):
    with pytest.raises(Refused) as refused:
        check(split(before, "TB", (Change("X"), Change("Y")), REFORM))
    assert refused.value.reasons == (
        "A: its parent TB does not exist on 2025-07-01", "B: its parent TB does not exist on 2025-07-01",
    )  # fmt: skip


def test_a_part_that_leaves_lets_the_rest_keep_its_code(before):
    after = check(split(before, "A", (Change("A"), Change("C", "xã C")), REFORM))
    assert [(row.name, row.valid_from, row.valid_to) for row in after["A"]] == [("xã A", "", EVE), ("xã A", REFORM, "")]
    assert (after["A"][0].successor, after["C"][0].parent) == (("A", "C"), "TB")


def test_a_new_name_holds_from_its_day_on(before):
    after = check(rename(before, "A", Change(name="phường A"), REFORM))
    assert [at(after, "A", day).name for day in (EVE, REFORM)] == ["xã A", "phường A"]
    assert drawn(after, "A", REFORM).code == "A"


def test_a_new_code_is_a_successor_and_what_lay_below_goes_along(before):
    after = check(rename(before, "TB", Change(code="TBM"), REFORM))
    assert [drawn(after, "TB", day).code for day in (EVE, REFORM)] == ["TB", "TBM"]
    assert parents(after, REFORM) == {"QN": "", "DN": "", "TBM": "QN", "A": "TBM", "B": "TBM"}
    assert parents(after, EVE)["A"] == "TB"


def test_without_a_day_it_was_always_so(before):
    after = check(rename(before, "TB", Change(code="T.B", name="huyện TB"), ""))
    assert after["T.B"] == (Unit("T.B", "huyện TB", "district", "QN"),)
    assert "TB" not in after and parents(after, EVE)["A"] == "T.B"


def test_a_change_on_the_first_day_of_a_row_is_a_correction():
    known = tree([Unit("P", "p", "province"), Unit("A", "xa A", "commune", "P", REFORM)])
    assert rename(known, "A", Change(name="xã A"), REFORM)["A"] == (Unit("A", "xã A", "commune", "P", REFORM),)
    assert rename(known, "A", Change(code="B"), REFORM)["B"] == (Unit("B", "xa A", "commune", "P", REFORM),)


@pytest.mark.parametrize(
    ("act", "kind", "told"),
    [
        (lambda t: rename(t, "Z", Change(name="z"), ""), NotFound, "no unit 'Z'"),
        (lambda t: rename(t, "A", Change(code="B"), REFORM), Refused, "There is a unit B already"),
        (lambda t: rename(t, "A", Change(code="B"), ""), Refused, "There is a unit B already"),
        (lambda t: merge(t, ("A",), Change("A"), REFORM), UsageFault, "Nothing would be merged"),
        (lambda t: merge(t, ("A",), Change("B", "tên khác"), REFORM), Refused, "There is a unit B already"),
        (lambda t: merge(t, ("A", "Z"), Change("B"), REFORM), NotFound, "no unit 'Z'"),
        (lambda t: split(t, "A", (Change("X"),), REFORM), UsageFault, "two or more"),
        (lambda t: split(t, "A", (Change("X"), Change("X")), REFORM), UsageFault, "two or more"),
        (lambda t: merge(merge(t, ("A",), Change("B"), REFORM), ("A",), Change("B"), REFORM), NotFound, "no unit A on"),
        (
            lambda t: merge(rename(t, "A", Change(name="a"), "2026-01-01"), ("A",), Change("B"), REFORM),
            Refused, "begins on 2025-07-01 or later",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_so_is_refused(before, act, kind, told):
    with pytest.raises(kind, match=told):
        act(before)


def test_rows_of_a_file_stand_in_the_place_of_those_with_the_same_first_day(before):
    told = [Unit("A", "xã A", "commune", "TB", valid_to=EVE), Unit("A", "phường A", "commune", "QN", REFORM)]
    after = taken(before, told)
    assert [row.name for row in check(after)["A"]] == ["xã A", "phường A"]
    assert taken(after, after["A"]) == after


def test_a_reform_may_be_told_in_any_order_within_its_day(before):
    """The province goes first, then the district is split: it never lay below the new province."""
    after = merge(before, ("QN",), Change("DN"), REFORM)
    after = merge(after, ("A",), Change("AA", "xã AA", parent="DN"), REFORM)
    after = merge(after, ("B",), Change("BB", "xã BB", parent="DN"), REFORM)
    after = check(split(after, "TB", (Change("AA"), Change("BB")), REFORM))
    assert parents(after, EVE) == {"QN": "", "DN": "", "TB": "QN", "A": "TB", "B": "TB"}
    assert parents(after, REFORM) == {"DN": "", "AA": "DN", "BB": "DN"}
    assert after["TB"] == (Unit("TB", "huyện Thăng Bình", "district", "QN", "", EVE, ("AA", "BB")),)


def test_what_begins_on_the_day_lies_below_the_new_unit_at_once(before):
    known = check(add(before, Unit("C", "xã C", "commune", "QN", REFORM)))
    after = check(merge(known, ("QN",), Change("DN"), REFORM))
    assert after["C"] == (Unit("C", "xã C", "commune", "DN", REFORM),)
