"""The dated tree of units: what a unit is on a day, what it lay below, and what a tree must not be."""

import json

import pytest

from reception_cli.law.units import Drawing, Unit, at, drafts, drawn, faults, read, tree

REFORM, EVE = "2025-07-01", "2025-06-30"


@pytest.fixture
def reform():
    """Two provinces of which one is left, and a district whose three communes became two.

    Below QN until the eve of the reform: TB with A, B and C. From the reform on, below DN: AB (of A and B) and NC
    (of C alone). D lay in another district, whose end nobody recorded a successor of.
    """
    return tree([
        Unit("QN", "tỉnh Quảng Nam", "province", valid_to=EVE, successor=("DN",)),
        Unit("DN", "thành phố Đà Nẵng", "province"),
        Unit("TB", "huyện Thăng Bình", "district", "QN", valid_to=EVE, successor=("AB", "NC")),
        Unit("PN", "huyện Phú Ninh", "district", "QN", valid_to=EVE),
        Unit("A", "xã A", "commune", "TB", valid_to=EVE, successor=("AB",)),
        Unit("B", "xã B", "commune", "TB", valid_to=EVE, successor=("AB",)),
        Unit("C", "xã C", "commune", "TB", valid_to=EVE, successor=("NC",)),
        Unit("D", "xã D", "commune", "PN", valid_to=EVE, successor=("AB",)),
        Unit("AB", "xã AB", "commune", "DN", valid_from=REFORM),
        Unit("NC", "xã C mới", "commune", "DN", valid_from=REFORM),
    ])  # fmt: skip


def test_the_tree_of_the_reform_holds(reform):
    assert faults(reform) == []


@pytest.mark.parametrize(
    ("code", "day", "level", "told"),
    [
        ("A", EVE, "", "A"),
        ("A", EVE, "district", "TB"),
        ("A", EVE, "province", "QN"),
        ("A", REFORM, "", "AB"),  # merged since
        ("A", REFORM, "province", "DN"),
        ("A", REFORM, "district", "AB"),  # there are no districts any more: the unit itself
        ("QN", REFORM, "", "DN"),
        ("QN", EVE, "province", "QN"),
        ("TB", EVE, "commune", "TB"),  # lies above communes
        ("TB", REFORM, "province", "DN"),  # became several, which all lie below one
        ("NC", EVE, "", "C"),  # came of one alone
        ("NC", EVE, "district", "TB"),
        ("AB", EVE, "province", "QN"),  # came of several, which all lay below one
        ("DN", EVE, "", "DN"),
        ("PN", REFORM, "", "PN"),  # nobody knows what became of it
        ("X", REFORM, "province", "X"),  # not in the tree
        ("tb", EVE, "province", "QN"),  # spelt otherwise
    ],
)
def test_a_unit_is_drawn_on_two_days(reform, code, day, level, told):
    assert drawn(reform, code, day, level) == Drawing(told)


@pytest.mark.parametrize(
    ("code", "day", "level", "among"),
    [
        ("TB", REFORM, "", ("AB", "NC")),  # split: nothing says which part
        ("TB", REFORM, "commune", ("AB", "NC")),
        ("AB", EVE, "", ("A", "B", "D")),  # of what it was made, nobody knows which it would have been
        ("AB", EVE, "district", ("PN", "TB")),
    ],
)
def test_what_became_several_stands_under_its_own_code(reform, code, day, level, among):
    assert drawn(reform, code, day, level) == Drawing(code, among)


def test_a_unit_that_changed_twice_is_followed_through_both():
    steps = tree([
        Unit("A", "xã A", "commune", valid_to="2019-12-31", successor=("B",)),
        Unit("B", "xã B", "commune", valid_from="2020-01-01", valid_to=EVE, successor=("C",)),
        Unit("C", "xã C", "commune", valid_from=REFORM),
    ])  # fmt: skip
    assert faults(steps) == []
    assert [drawn(steps, "A", day).code for day in ("2019-12-31", "2020-01-01", EVE, REFORM)] == ["A", "B", "B", "C"]
    assert [drawn(steps, "C", day).code for day in (REFORM, EVE, "2020-01-01", "2019-12-31")] == ["C", "B", "B", "A"]


def test_a_name_that_changed_is_no_other_unit():
    renamed = tree([
        Unit("A", "xã A", "commune", valid_to=EVE), Unit("A", "phường A", "commune", valid_from=REFORM),
    ])  # fmt: skip
    assert faults(renamed) == []
    assert [at(renamed, "A", day).name for day in (EVE, REFORM)] == ["xã A", "phường A"]
    assert drawn(renamed, "A", EVE) == drawn(renamed, "A", REFORM) == Drawing("A")


P, Q = Unit("P", "tỉnh P", "province"), Unit("Q", "tỉnh Q", "province", valid_to=EVE)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ([Unit("a/b", "x", "commune")], "cannot be the code of a unit"),
        ([Unit("..", "x", "commune")], "cannot be the code of a unit"),
        ([Unit("A", "", "commune")], "has no name"),
        ([Unit("A", "x", "village")], "'village' is no level"),
        ([Unit("A", "x", "commune", valid_from=REFORM, valid_to=EVE)], "ends (2025-06-30) before it begins"),
        ([Unit("A", "x", "commune"), Unit("a", "y", "commune")], "differs in capital letters only"),
        ([Unit("A", "x", "commune", valid_to=REFORM), Unit("A", "y", "commune", valid_from=REFORM)], "overlap"),
        ([Unit("A", "x", "commune"), Unit("A", "y", "commune", valid_from=REFORM)], "overlap"),
        ([Unit("A", "x", "commune", "Z")], "parent Z is not known"),
        ([Q, Unit("A", "x", "commune", "Q")], "parent Q does not exist on 2025-07-01"),
        ([Q, Unit("A", "x", "commune", "Q", REFORM)], "parent Q does not exist on 2025-07-01"),
        ([Unit("R", "r", "province", valid_from=REFORM), Unit("A", "x", "commune", "R")], "has no first day"),
        ([P, Unit("A", "x", "province", "P")], "parent P is of no higher level"),
        ([Unit("A", "x", "commune"), Unit("B", "y", "district", "A")], "parent A is of no higher level"),
        ([Unit("A", "x", "other", "B"), Unit("B", "y", "other", "A")], "lies below itself: A < B < A"),
        ([Unit("A", "x", "other", "A")], "lies below itself"),
        ([Unit("A", "x", "commune", successor=("P",)), P], "successors but no last day"),
        ([Unit("A", "x", "commune", valid_to=EVE, successor=("Z",))], "successor Z is not known"),
        ([Unit("A", "x", "commune", valid_to=EVE, successor=("Q",)), Q], "successor Q does not exist on 2025-07-01"),
    ],
)
def test_a_tree_that_cannot_be_is_told(wrong, told):
    assert any(told in fault.text for fault in faults(tree(wrong)))


def test_a_circle_that_closes_on_one_day_only_is_found():
    """A lies below B until the eve, B below A from the reform on, and on one day both."""
    apart = [
        Unit("A", "a", "other", "B", valid_to=EVE), Unit("A", "a", "other", valid_from=REFORM),
        Unit("B", "b", "other", valid_to=EVE), Unit("B", "b", "other", "A", valid_from=REFORM),
    ]  # fmt: skip
    assert faults(tree(apart)) == []
    for_a_day = [apart[0]._replace(valid_to=REFORM), apart[1]._replace(valid_from="2025-07-02"), *apart[2:]]
    assert {fault.code for fault in faults(tree(for_a_day))} == {"B"}


def test_a_unit_may_move_to_another_parent_on_the_day_its_own_ends():
    moved = [P, Q, Unit("A", "x", "commune", "Q", "", EVE), Unit("A", "x", "commune", "P", REFORM)]
    assert faults(tree(moved)) == []


def test_a_unit_may_stand_for_one_day_alone():
    assert faults(tree([Unit("A", "x", "commune", valid_from=REFORM, valid_to=REFORM)])) == []


def test_all_faults_are_told_together():
    wrong = [Unit("A", "", "village", "Z"), Unit("B", "b", "commune", valid_to=EVE, successor=("Z",))]
    assert len(faults(tree(wrong))) == 4


def test_only_what_changed_is_written_and_it_is_read_as_it_was(reform):
    (draft,) = drafts({}, reform)
    assert draft.kind == "configured" and set(draft.data) == {f"unit.{code}" for code in reform}
    told = {key: json.dumps(rows) for key, rows in draft.data.items()}
    assert read(told) == reform
    assert drafts(reform, reform) == []
    closed = {**reform, "DN": (reform["DN"][0]._replace(name="Đà Nẵng"),)}
    assert [set(draft.data) for draft in drafts(reform, closed)] == [{"unit.DN"}]
    gone = {code: rows for code, rows in reform.items() if code != "NC"}
    assert drafts(reform, gone)[0].data == {"unit.NC": []}
    assert read({**told, "unit.NC": "[]"}) == gone


def test_a_tree_that_nobody_checked_is_read_to_an_end():
    round_ = tree([
        Unit("A", "a", "commune", "B", valid_to=EVE, successor=("B",)),
        Unit("B", "b", "commune", "A", valid_to=EVE, successor=("A",)),
    ])  # fmt: skip
    assert drawn(round_, "A", EVE, "province") == Drawing("A")
    assert drawn(round_, "A", REFORM, "province") == Drawing("A")


def test_a_code_that_was_given_twice_is_followed_from_its_last_time():
    twice = tree([
        Unit("A", "xã A", "commune", valid_to="2010-12-31", successor=("B",)),
        Unit("A", "xã A lập lại", "commune", valid_from="2015-01-01", valid_to=EVE, successor=("C",)),
        Unit("B", "xã B", "commune", valid_from="2011-01-01"), Unit("C", "xã C", "commune", valid_from=REFORM),
    ])  # fmt: skip
    assert faults(twice) == []
    assert [drawn(twice, "A", day).code for day in ("2012-01-01", "2020-01-01", REFORM)] == ["B", "A", "C"]


def test_what_a_unit_took_in_later_is_not_where_it_came_from():
    """X was A until 2019; B came to it with the reform."""
    grown = tree([
        Unit("A", "xã A", "commune", valid_to="2019-12-31", successor=("X",)),
        Unit("B", "xã B", "commune", valid_to=EVE, successor=("X",)), Unit("X", "xã X", "commune", "", "2020-01-01"),
    ])  # fmt: skip
    assert drawn(grown, "X", "2019-12-31") == Drawing("A")
