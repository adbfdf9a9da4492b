import pytest

from reception_cli.intake.person import commune_of, split_person
from reception_cli.intake.wordlists import shipped_words

WORDS = shipped_words()
ADDRESS = "thôn 3, xã Bình Trung, Thăng Bình"


@pytest.mark.parametrize(
    "cell",
    [
        f"Ngô Bá Tú - {ADDRESS}",
        f"  Ngô Bá  Tú  -  {ADDRESS} ",
        f"Ngô Bá Tú – {ADDRESS}",
        f"Ngô Bá Tú–{ADDRESS}",
        f"Ngô Bá Tú -{ADDRESS}",
        f"Ngô Bá Tú- {ADDRESS}",
        f"Ngô Bá Tú: {ADDRESS}",
        f"Ngô Bá Tú\n{ADDRESS}",
        f"Ngô Bá Tú,\n{ADDRESS}",
        f"Ngô Bá Tú, {ADDRESS}",
        f"NGÔ BÁ TÚ - {ADDRESS}",
        f"Họ tên: Ngô Bá Tú; Địa chỉ: {ADDRESS}",
        f"Ông: Ngô Bá Tú - {ADDRESS}",
    ],
)
def test_name_and_address_are_parted_however_the_desk_wrote_them(cell):
    assert split_person(cell, WORDS) == ("Ngô Bá Tú", ADDRESS)


def test_only_the_first_dash_parts_and_a_hyphen_in_a_name_does_not():
    assert split_person("Lê Nguyễn-An - tổ 2 - phường An Mỹ", WORDS) == (
        "Lê Nguyễn-An",
        "tổ 2 - phường An Mỹ",
    )


def test_a_name_may_stand_alone():
    assert split_person("Ngô Bá Tú", WORDS) == ("Ngô Bá Tú", "")


def test_vietnamese_capitals_become_small_letters(line):
    assert line(person="ĐINH NGỌC NHUNG - xã Bình Trung").name == "Đinh Ngọc Nhung"
    assert line(person="Đinh NGỌC Nhung - xã Bình Trung").name == "Đinh NGỌC Nhung"


def test_a_name_in_decomposed_letters_is_kept_in_nfc(line):
    assert line(person="Ngo\u0302 Ba\u0301 Tu\u0301 - xa\u0303 Bình Trung").commune == "xã Bình Trung"


@pytest.mark.parametrize(
    ("address", "commune"),
    [
        (ADDRESS, "xã Bình Trung"),
        ("thôn 1, thị trấn Hà Lam, Thăng Bình", "thị trấn Hà Lam"),
        ("thôn 1, TT. Hà Lam", "thị trấn Hà Lam"),
        ("tổ 5, phường Hòa Thuận, thành phố Tam Kỳ", "phường Hòa Thuận"),
        ("tổ 5, P.Hòa Thuận", "phường Hòa Thuận"),
        ("thôn 3 xã Bình Trung huyện Thăng Bình", "xã Bình Trung"),
        ("thôn 3 - xã Bình Trung - Thăng Bình", "xã Bình Trung"),
        ("Xã Bình Định Nam", "xã Bình Định Nam"),
        ("THÔN 3, XÃ BÌNH TRUNG", "xã Bình Trung"),
        ("xã Điện Hồng, thị xã Điện Bàn", "xã Điện Hồng"),
        ("đặc khu Hoàng Sa", "đặc khu Hoàng Sa"),
        ("khối 2, thị xã Điện Bàn", None),
        ("thôn 3, Bình Trung, Thăng Bình", None),
        ("12 Phương Liệt", None),
        ("xã", None),
        ("", None),
    ],
)
def test_the_commune_is_cut_from_the_address_with_its_type(address, commune):
    assert commune_of(address, WORDS) == commune


def test_a_line_without_a_name_is_a_fault(faults):
    assert faults(person="") == [("Họ tên - Địa chỉ", "no name", "")]
    assert faults(person=" - ") == [("Họ tên - Địa chỉ", "no name", "")]
