"""Files that this program wrote come back as what they say, and it is said what they lack."""

from itertools import product

import pytest


def ways(*parts):
    return list(product(*parts))


ALL = ("--with-identity", "--reason", "đối chiếu")
WHO = ("at", "name", "address", "id_no", "people", "session", "host", "content")


@pytest.fixture
def held(desk, tmp_path):
    """A desk with three matters: one of two visits, one withdrawn, one large group; and an empty desk beside it."""
    desk.add(
        "Khiếu nại mức bồi thường", "--name", "Lê Thị Hoa", "--address", "thôn 1, xã Bình Trung", "--kind", "complaint",
        "--people", "3", "--id-no", "049180000001", "--at", "2026-03-02",
    )  # fmt: skip
    desk.add(
        "Tố cáo cán bộ thôn", "--name", "Võ Văn Hai", "--address", "tổ 2", "--kind", "denunciation",
        "--at", "2026-03-03",
        "--session", "periodic", "--host", "head",
    )  # fmt: skip
    desk.add(
        "Xin mở đường", "--name", "Trần Ba", "--address", "thôn 3", "--kind", "feedback", "--people", "6",
        "--at", "2026-03-04",
    )  # fmt: skip
    for words in (
        ("visit", "1", "--people", "2", "--at", "2026-03-09", "--note", "mang thêm giấy tờ"),
        ("classify", "1", "--competence", "out", "--handling", "guide"),
        ("close", "3", "--result", "answered", "--on", "2026-03-10"),
    ):
        done = desk.run(*words)
        assert done.code == 0, done.err
    desk.run("init", "--unit", "KH", "--db", str(tmp_path / "other"))
    return desk


def read_back(desk, tmp_path, *words):
    """Write a file with the words, and read it at the other desk."""
    path = str(tmp_path / words[-1])
    written = desk.run(*words[:-1], *ALL, "-o", path)
    assert written.code == 0, written.err
    return desk.json("import", path, "--yes", "--db", str(tmp_path / "other"))


def visits(desk, *more):
    rows = desk.json("list", "--visits", "--sort", "id", *ALL, *more)["rows"]
    return [{key: row[key] for key in WHO} | {"at": row["at"][:10]} for row in rows]


def matters(desk, *fields, db=()):
    rows = desk.json("list", *ALL, *db)["rows"]
    return sorted(tuple(row[field] for field in ("content", "visits", "people", *fields)) for row in rows)


LISTS = ways(["export --visits", "list --visits", "register --period 2026"], ["csv", "jsonl", "json", "xlsx"])


FOR_PEOPLE = (("register --period 2026", "xlsx"), ("list --visits", "xlsx"))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("what", ["list", "list --visits", "list --petitions"])
def test_a_workbook_for_people_is_refused_with_the_verb_that_writes_one_for_programs(held, tmp_path, what, language):
    path = str(tmp_path / "list.xlsx")
    assert held.run(*what.split(), *ALL, "-o", path, "--lang", language).code == 0
    refused = held.run("import", path, "--yes", "--db", str(tmp_path / "other"))
    assert refused.code == 2 and "export --visits" in refused.err


@pytest.mark.parametrize(("what", "suffix"), [one for one in LISTS if one not in FOR_PEOPLE])
def test_a_list_of_visits_comes_back_with_every_visit_and_its_matter(held, tmp_path, what, suffix):
    answer = read_back(held, tmp_path, *what.split(), f"list.{suffix}")
    other = ("--db", str(tmp_path / "other"))
    assert visits(held, *other) == visits(held)
    assert matters(held, db=other) == matters(held)
    (note,) = [note for note in answer["notes"] if note["code"] == "own-list"]
    assert note["lacking"] == ([] if what.startswith("register") else ["kind", "handling", "result"])
    if what.startswith("register"):
        assert matters(held, "kind", "handling", "status", db=other) == matters(held, "kind", "handling", "status")


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "json", "xlsx"])
def test_a_list_of_petitions_comes_back_as_petitions(desk, tmp_path, suffix):
    for source, signatories in (("post", "1"), ("transfer", "4"), ("online", "1"), ("walk-in", "2")):
        words = ("--name", "Lê An", "--address", "thôn 1", "--source", source, "--signatories", signatories)
        if source == "walk-in":
            words = (*words, "--petition")
        assert desk.run("add", f"Đơn {source}", *words, "--at", "2026-03-02").code == 0
    desk.run("init", "--unit", "KH", "--db", str(tmp_path / "other"))
    read_back(desk, tmp_path, "export", "--petitions", f"list.{suffix}")

    def told(*db):
        rows = desk.json("list", "--petitions", *ALL, *db)["rows"]
        return sorted((row["source"], row["signatories"], row["name"], row["content"], row["at"][:10]) for row in rows)

    assert told("--db", str(tmp_path / "other")) == told()


INCIDENTS = [("export", "xlsx"), *ways(["export", "list", "search khieu"], ["csv", "jsonl"])]


@pytest.mark.parametrize(("what", "suffix"), INCIDENTS)
def test_a_list_of_incidents_is_refused_because_it_does_not_tell_the_visits(held, tmp_path, what, suffix):
    path = str(tmp_path / f"list.{suffix}")
    assert held.run(*what.split(), *ALL, "-o", path).code == 0
    refused = held.run("import", path, "--yes", "--db", str(tmp_path / "other"))
    assert refused.code == 2 and "export --visits" in refused.err and "export --bundle" in refused.err


@pytest.mark.parametrize("what", ["export --visits", "register --period 2026"])
def test_a_list_without_names_is_refused_by_what_it_lacks(held, tmp_path, what):
    path = str(tmp_path / "list.csv")
    assert held.run(*what.split(), "-o", path).code == 0
    refused = held.run("import", path, "--yes", "--db", str(tmp_path / "other"))
    assert refused.code == 2 and "name, content" in refused.err and "--with-identity" in refused.err


def test_a_visit_of_two_incidents_and_a_refused_one_are_rejected_from_a_list(held, tmp_path):
    assert held.run("add", "Việc thứ hai", "--to", "V1").code == 0
    assert (
        held.run("add", "Say rượu", "--name", "A", "--address", "B", "--refused", "l9-1", "--at", "2026-03-11").code
        == 0
    )
    path = str(tmp_path / "list.csv")
    assert held.run("export", "--visits", *ALL, "-o", path).code == 0
    answer = held.run("import", path, "--yes", "--db", str(tmp_path / "other"))
    assert answer.code == 6 and "several incidents" in answer.err and "refused reception" in answer.err


@pytest.mark.parametrize(("layout", "language", "suffix"), ways(["2021", "2026"], ["vi", "en"], ["xlsx", "html"]))
def test_a_printed_register_comes_back_in_either_language(held, tmp_path, layout, language, suffix):
    answer = read_back(
        held, tmp_path, "register", "--period", "2026", "--layout", layout, "--lang", language, f"so.{suffix}"
    )
    people = 12 if layout == "2021" else 4  # the form of 2026 has no column for how many came
    assert (answer["totals"]["visits"], answer["totals"]["people"], answer["totals"]["incidents"]) == (4, people, 3)
    codes = {note["code"] for note in answer["notes"]}
    assert "own-print" in codes and ("people-unknown" in codes) == (layout == "2026")
    other = ("--db", str(tmp_path / "other"))
    told = [(content, kind, status) for content, _n, _p, kind, status in matters(held, "kind", "status", db=other)]
    assert told == [(content, kind, status) for content, _n, _p, kind, status in matters(held, "kind", "status")]


def test_several_contents_in_one_cell_of_a_printed_register_are_told_or_rejected(held, tmp_path):
    assert held.run("add", "Việc thứ hai", "--to", "V1").code == 0
    path = str(tmp_path / "so.xlsx")
    assert held.run("register", "--period", "2026", "--layout", "2021", "--lang", "vi", *ALL, "-o", path).code == 0
    answer = held.run("import", path, "--yes", "--db", str(tmp_path / "other"), "--json")
    assert answer.code == 6 or "contents-several" in answer.out


def test_a_bundle_that_is_given_to_import_is_refused_by_what_it_is(held, tmp_path):
    path = tmp_path / "KH.jsonl"
    path.write_text('{"schema": "reception.bundle/1", "unit": "KH"}\n')
    refused = held.run("import", str(path), "--yes")
    assert refused.code == 6 and "reception consolidate" in refused.err


@pytest.mark.parametrize("text", ["", "[1]", '{"id": 1', '{"rows": 5}', "[]", '{"id": "V1"}\n{"id": "V2", "x": 1}\n'])
@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_json_that_is_no_list_is_refused_in_one_line(held, tmp_path, text, suffix):
    path = tmp_path / f"list.{suffix}"
    path.write_text(text)
    refused = held.run("import", str(path), "--yes")
    assert refused.code in (2, 6) and "Traceback" not in refused.err


NAMES = ["Lê Văn An, Hồ Thị Ba", "Lê An và 04 người", "Ông Lê Văn An và bà Hồ Thị Ba", "Vợ chồng Lê Văn An"]


@pytest.mark.parametrize(
    ("name", "file"),
    ways(
        NAMES,
        [("export", "--visits", "v.csv"), ("export", "--visits", "v.json"), ("register", "--period", "2026", "r.xlsx")],
    ),
)
def test_as_many_people_come_back_as_were_recorded_whatever_the_name_says(desk, tmp_path, name, file):
    desk.add("Xin mở đường", "--name", name, "--address", "thôn 3", "--people", "1", "--at", "2026-03-04")
    desk.run("init", "--unit", "KH", "--db", str(tmp_path / "other"))
    read_back(desk, tmp_path, *file)
    assert [(row["name"], row["people"]) for row in visits(desk, "--db", str(tmp_path / "other"))] == [(name, 1)]
