"""A desk's own sub-codes and communes: entries of its register, below the official ones."""

import shlex

import pytest


def test_a_sub_code_is_given_found_and_counted_below_the_official_one(desk):
    desk.json("config", "code.field.land.road", "đường Võ Chí Công | Vo Chi Cong road | vcc")
    desk.add()
    for typed in ("land.road", "vcc", "duong vo chi cong"):
        desk.json("classify", "1", "--field", "land")
        assert desk.json("classify", "1", "--field", typed)["rows"][0]["field"] == "land.road"
    assert len(desk.json("list", "--field", "land")["rows"]) == 1
    assert desk.json("config", "code.field.land.road")["rows"][0]["value"].startswith("đường Võ Chí Công | ")


def test_a_forgotten_sub_code_is_no_longer_given_but_stays_where_it_was(desk):
    desk.json("config", "code.field.land.road", "đường liên xã")
    desk.add("Việc", "--field", "land.road")
    desk.json("config", "--unset", "code.field.land.road")
    assert "'land.road'" in desk.fails(2, "add", "Việc", "--anonymous", "--field", "land.road")
    assert desk.json("show", "1")["rows"][0]["field"] == "land.road"
    assert desk.run("show", "1").code == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("code.field.road", "đường"),  # not below an official one
        ("code.colour.a.b", "đỏ"),  # no such list
        ("code.field.nowhere.road", "đường"),
        ("code.field.land.road", "đất đai"),  # spelt like an official one
        ("code.field.land.Road", "đường"),
    ],
)
def test_a_sub_code_that_cannot_be_is_refused(desk, key, value):
    desk.fails(2, "config", key, value)


def test_a_commune_is_known_by_its_short_name(desk):
    desk.json("config", "commune.bt", "xã Bình Tú")
    for typed in ("bt", "BT", "xa binh tu"):
        desk.add("Việc", "--commune", typed)
    desk.add("Việc", "--commune", "xã Khác")
    rows = desk.json("summarize", "--by", "commune")["rows"]
    assert {row["commune"]: row["visits"] for row in rows} == {"xã Bình Tú": 3, "xã Khác": 1}


@pytest.mark.parametrize("wrong", ["code.field.land", "code.nothing.x.y", "code.field.land.Đường", "commune.--"])
def test_the_example_in_a_refusal_can_be_typed_as_it_stands(desk, wrong):
    said = desk.fails(2, "config", wrong, "đường liên xã")
    program, *typed = shlex.split(said.partition("Example: ")[2])
    assert program == "reception" and desk.run(*typed).code == 0


def test_a_word_that_is_no_code_is_told_with_its_list_in_the_readers_language(desk):
    desk.add()
    assert "'xyz' is no state" in desk.fails(2, "step", "1", "xyz")
    assert "'xyz' không có trong danh mục bước giải quyết" in desk.fails(2, "--lang", "vi", "step", "1", "xyz")
