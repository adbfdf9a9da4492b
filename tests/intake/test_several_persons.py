"""Whoever stands together in one cell is counted: names, with or without addresses, and those behind them in words."""

from datetime import date
from itertools import product

import pytest
from spreadsheets import write_csv

from reception_cli.intake.reading import Asked, read_register

HEAD = ("STT", "Ngày tiếp", "Họ tên, địa chỉ", "Nội dung")
APART = ("STT", "Ngày tiếp", "Họ và tên", "Địa chỉ", "Nội dung", "Số người đến")
NAMES = ["Phạm Thị Hai", "Lê Văn Năm", "Hồ Thị Ba", "Trần Quốc Tuấn"]
BETWEEN = [", ", ",\n", "\n", "; ", " và ", " + ", " & ", " cùng "]
BEHIND = ["\n(thôn 2)", " (thôn 2)", " - thôn 2", ", thôn 2", "\nthôn 2", "; thôn 2", "\nĐC: thôn 2", " (ĐC: thôn 2)"]


@pytest.fixture
def read(tmp_path):
    def reading(*rows, head=HEAD):
        path = write_csv(tmp_path / "so.csv", [head, *rows])
        return read_register(path, None, 5, asked=Asked(None, 5, date(2026, 11, 23)))

    return reading


@pytest.fixture
def line(read):
    """Read one cell of a person; the line, and the codes of what is told."""

    def one(cell, **options):
        found = read(("1", "3/1/2025", cell, "Đất"), **options)
        assert not found.rejects
        return found.lines[0], {note.code for note in found.notes}

    return one


@pytest.mark.parametrize(("between", "behind", "count"), list(product(BETWEEN, BEHIND, [2, 3, 4])))
def test_names_before_one_address_are_all_counted_and_told(line, between, behind, count):
    found, told = line(between.join(NAMES[:count]) + behind)
    assert (found.people, found.address) == (count, "thôn 2") and "persons-several" in told
    assert all(name in found.name for name in NAMES[:count])


@pytest.mark.parametrize(("between", "titles"), list(product(BETWEEN, [("Ông", "bà"), ("anh", "chị"), ("Bà", "Ông")])))
def test_titles_and_last_signs_differ(line, between, titles):
    first, other = titles
    found, _told = line(f"{first} Phạm Hai{between}{other} Lê Năm và {first} Hồ Ba - tổ 4, phường An Mỹ")
    assert (found.people, found.address) == (3, "tổ 4, phường An Mỹ")


@pytest.mark.parametrize(
    ("between", "form"), list(product([", ", "\n", "; ", " và "], ["{} - {}", "{} ({})", "{}, {}"]))
)
def test_each_with_an_address_of_his_own_is_a_person(line, between, form):
    found, told = line(between.join(form.format(name, f"thôn {n}") for n, name in enumerate(NAMES[:3], 1)))
    assert (found.name, found.address, found.people) == ("Phạm Thị Hai", "thôn 1", 3)
    assert "Lê Văn Năm" in found.note and "Hồ Thị Ba" in found.note and "persons-several" in told


@pytest.mark.parametrize(
    "address",
    [
        "Hà Lam",
        "Bình Trung, Thăng Bình",
        "Hà Lam, Thăng Bình, Quảng Nam",
        "12 Lê Lợi",
        "số 4 Trần Hưng Đạo",
        "đường Nguyễn Huệ",
        "12/4 Nguyễn Văn Trỗi, phường 2",
        "Hồ Chí Minh",
        "Đà Nẵng",
        "Trưởng thôn 2",
        "tổ 4, Nguyễn Văn Trỗi, phường 2",
        "Lê Lợi, Hà Lam",
        "sinh năm 1960, thôn 2",
        "tổ trưởng tổ 3",
    ],
)
@pytest.mark.parametrize("sign", [", ", " - ", "\n"])
def test_a_place_is_no_person_though_it_bears_a_family_name(line, address, sign):
    found, told = line(f"Phạm Thị Hai{sign}{address}")
    assert (found.name, found.people) == ("Phạm Thị Hai", 1) and "persons-several" not in told
    assert found.address.startswith(address.split(", ")[0])


@pytest.mark.parametrize(
    ("cell", "people", "code"),
    [
        ("{} và 04 người", 5, "persons-several"),
        ("{} và 04 người khác", 5, "persons-several"),
        ("{} (và 3 người nữa)", 4, "persons-several"),
        ("{} cùng hai người con", 3, "persons-several"),
        ("{} (02 người)", 3, "persons-several"),
        ("Vợ chồng {}", 2, "persons-several"),
        ("Vợ chồng ông {} và bà Lê Thị Bé", 2, "persons-several"),
        ("{} cùng chồng là Lê Văn Năm", 2, "persons-several"),
        ("{} và các hộ dân", 1, "others-uncounted"),
        ("{} cùng một số người dân", 1, "others-uncounted"),
        ("{} đại diện 15 hộ dân", 1, "households-behind"),
        ("{} (đại diện cho 12 hộ)", 1, "households-behind"),
        ("{} (1960)", 1, ""),
        ("{} (con liệt sĩ)", 1, ""),
    ],
)
@pytest.mark.parametrize("behind", ["", " - thôn 2", "\nthôn 2"])
def test_whoever_comes_along_in_words_is_counted_or_told(line, cell, people, code, behind):
    found, told = line(cell.format("Phạm Thị Hai") + behind)
    codes = {"persons-several", "others-uncounted", "households-behind"}
    assert found.people == people and told & codes == ({code} if code else set())


@pytest.mark.parametrize("between", [*BETWEEN, " - ", "/"])
def test_names_in_a_column_of_names_alone_are_counted(read, between):
    (found,) = read(("1", "3/1/2025", between.join(["Lê An", "Hồ Ba"]), "thôn 2", "Đất", ""), head=APART).lines
    assert (found.people, found.address) == (2, "thôn 2")


@pytest.mark.parametrize(("said", "told"), [("4", True), ("5", False), ("9", False)])
def test_the_column_of_people_says_how_many_came_and_a_smaller_number_is_told(read, said, told):
    found = read(("1", "3/1/2025", "Lê An và 04 người", "thôn 2", "Đất", said), head=APART)
    assert found.lines[0].people == int(said)
    assert any(note.code == "others-uncounted" for note in found.notes) == told
