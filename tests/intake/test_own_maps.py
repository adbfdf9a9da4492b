import re
from pathlib import Path

import pytest
from spreadsheets import write_csv, write_xlsx

from reception_cli.domain.errors import NotFound, UsageFault
from reception_cli.intake.maps import SHIPPED, load_map
from reception_cli.intake.reading import read_register

OWN = """
required = ["day", "name", "content"]
[headings]
day = ["Hôm"]
name = ["Ai đến"]
content = ["Việc gì"]
session = ["Kiểu"]
kind = ["Loại"]
[words.session]
periodic = ["kỳ tháng"]
[words.kind]
complaint = ["kêu"]
"""


@pytest.fixture
def own(tmp_path):
    """Write a map of the desk's own."""

    def write(text):
        (tmp_path / "own.toml").write_text(text, encoding="utf-8")
        return str(tmp_path / "own.toml")

    return write


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_maps_are_sound_and_read_the_columns_of_the_form(name):
    read = load_map(name)
    assert read.name == name
    assert {
        "ref",
        "day",
        "person",
        "id_no",
        "content",
        "prior_body",
        "accept",
        "guide",
        "forward",
        "result",
    } <= set(read.fields.values())


def test_a_desk_maps_its_own_headings_and_words(own, tmp_path):
    rows = [["Hôm", "Ai đến", "Việc gì", "Kiểu", "Loại"], ["3/1/2023", "Lê An", "Đất", "Kỳ tháng", "Kêu"]]
    reading = read_register(write_csv(tmp_path / "so.csv", rows), own(OWN), 5)
    line = reading.lines[0]
    assert reading.map_name == "own"
    assert (line.name, line.content, line.session, line.host, line.kind) == (
        "Lê An",
        "Đất",
        "periodic",
        "head",
        "complaint",
    )


def test_a_map_names_the_sheets_that_are_read(own, tmp_path):
    rows = [["Hôm", "Ai đến", "Việc gì"], ["3/1/2023", "Lê An", "Đất"]]
    other = [rows[0], ["4/1/2023", "Lê Ba", "Nhà"]]
    book = write_xlsx(tmp_path / "so.xlsx", rows, other)
    assert [line.name for line in read_register(book, own(OWN), 5).lines] == ["Lê An", "Lê Ba"]
    assert [line.name for line in read_register(book, own('sheets = ["Sheet2"]\n' + OWN), 5).lines] == ["Lê Ba"]


def test_a_desks_words_are_added_to_the_shipped_ones(own):
    words = load_map(own(OWN)).words
    assert words["session"]["periodic"][0] == "ky thang" and "dinh ky" in words["session"]["periodic"]
    assert words["note"] == load_map("register-2021").words["note"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("colour = 1", "colour"),
        ("", "headings"),
        ("headings = 3", "headings"),
        ('[headings]\nhobby = ["Sở thích"]', "headings.hobby"),
        ('[headings]\nday = "Ngày"', "headings.day"),
        ("[headings]\nday = []", "headings.day"),
        ('[headings]\nday = ["..."]', "headings.day"),
        ('[headings]\nday = ["Ngày"]\nnote = ["NGAY:"]', "headings.note"),
        ('required = ["when"]\n[headings]\nday = ["Ngày"]', "required"),
        ('since = "2026"\n[headings]\nday = ["Ngày"]', "since"),
        ('name = 3\n[headings]\nday = ["Ngày"]', "name"),
        ('[headings]\nday = ["Ngày"]\n[words.colour]\nred = ["đỏ"]', "words.colour"),
        ('[headings]\nday = ["Ngày"]\n[words.kind]\npraise = ["khen"]', "words.kind.praise"),
        ('[headings]\nday = ["Ngày"]\n[words.kind]\ncomplaint = "KN"', "words.kind.complaint"),
        ('holds = "papers"\n[headings]\nday = ["Ngày"]', "holds"),
        ('sheets = "T1"\n[headings]\nday = ["Ngày"]', "sheets"),
        ('values = 3\n[headings]\nday = ["Ngày"]', "values"),
        ('[headings]\nday = ["Ngày"]\n[values]\nday = "1/1/2026"', "values.day"),
        ('[headings]\nday = ["Ngày"]\n[values]\nsession = 3', "values.session"),
    ],
)
def test_a_fault_in_a_desks_map_is_told_with_its_key(own, text, key):
    with pytest.raises(UsageFault) as failure:
        load_map(own(text))
    assert failure.value.facts["key"] == key
    assert f"Map own.toml, key {key}: " in failure.value.message


@pytest.mark.parametrize(("text", "line"), [("[headings\n", 1), ('name = "a"\nname = "b"\n', 2)])
def test_a_map_that_is_no_toml_is_told_with_the_place(own, text, line):
    with pytest.raises(UsageFault) as failure:
        load_map(own(text))
    assert "own.toml" in failure.value.message and f"line {line}" in failure.value.message


def test_a_map_in_another_encoding_is_told(tmp_path):
    (tmp_path / "own.toml").write_bytes('name = "sổ"'.encode("utf-16"))
    with pytest.raises(UsageFault):
        load_map(str(tmp_path / "own.toml"))


def test_an_unknown_map_is_refused_with_the_shipped_names():
    with pytest.raises(UsageFault) as failure:
        load_map("register-1999")
    assert "register-2021, register-2026" in failure.value.hint


def test_a_map_file_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFound):
        load_map(str(tmp_path / "own.toml"))


def test_the_map_that_the_readme_shows_is_sound(own):
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```toml\n(holds.*?)^```", readme, flags=re.M | re.S)
    read = load_map(own(shown))
    assert (read.holds, read.sheets, read.values) == ("visits", ("Quý I", "Quý II"), {"session": "định kỳ"})
