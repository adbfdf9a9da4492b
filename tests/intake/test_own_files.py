"""Files that this program wrote come back as what they say, or it is said what they lack."""

import itertools

import pytest


@pytest.fixture
def other(desk, tmp_path):
    """A desk with two visits, and an empty one that is given its files."""
    desk.add("Khiếu nại mức bồi thường", "--name", "Lê Thị Hoa", "--kind", "complaint", "--people", "3")
    assert desk.run("visit", "1", "--people", "2").code == 0
    desk.run("init", "--unit", "KH", "--db", str(tmp_path / "other"))
    return str(tmp_path / "other")


LISTS = ["export", "export --visits", "export --petitions", "list", "list --visits"]
# The register as .xlsx is none of them: that is the printed one.
FILES = [*itertools.product(LISTS, ("csv", "xlsx")), ("register --period 2026", "csv")]


@pytest.mark.parametrize(("what", "suffix"), FILES)
def test_a_list_for_programs_is_refused_by_what_it_is(desk, other, tmp_path, what, suffix):
    path = str(tmp_path / f"list.{suffix}")
    if what == "export --petitions":
        desk.run("add", "Đơn", "--name", "A", "--address", "B", "--source", "post")
    words = (*what.split(), "--with-identity", "--reason", "x", "-o", path)
    assert desk.run(*words).code == 0
    refused = desk.run("import", path, "--yes", "--db", other)
    assert refused.code == 2 and "export --bundle" in refused.err


def test_the_printed_register_of_2021_comes_back_with_its_people(desk, other, tmp_path):
    path = str(tmp_path / "so.xlsx")
    words = ("register", "--period", "2026", "--layout", "2021", "--lang", "vi", "--with-identity", "--reason", "x")
    assert desk.run(*words, "-o", path).code == 0
    answer = desk.json("import", path, "--yes", "--db", other)
    assert (answer["totals"]["visits"], answer["totals"]["people"]) == (2, 5)


def test_the_printed_register_of_2026_says_that_it_lacks_how_many_came(desk, other, tmp_path):
    path = str(tmp_path / "so.xlsx")
    words = ("register", "--period", "2026", "--layout", "2026", "--lang", "vi", "--with-identity", "--reason", "x")
    assert desk.run(*words, "-o", path).code == 0
    answer = desk.json("import", path, "--yes", "--db", other)
    assert {"people-unknown", "session-unknown"} <= {note["code"] for note in answer["notes"]}
