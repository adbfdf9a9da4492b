"""The same citizen is written differently at two desks, and two citizens are not taken for one."""

import pytest

from reception_cli.law.identity_matching import id_form, name_form


@pytest.mark.parametrize(
    "written",
    [
        "049180119399", "049 180 119 399", "049.180.119.399", "49180119399", "CCCD 049180119399",
        "số 049180119399 cấp ngày 01/02/2021", "049-180-119-399",
    ],
)  # fmt: skip
def test_an_identity_number_is_the_same_however_it_was_typed(written):
    assert id_form(written) == "049180119399"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("1180119399", "001180119399"),  # Ha Noi: two zeros eaten
        ("205123456", "205123456"),  # the old card
        ("05123456", "005123456"),
        ("C1234567", "c1234567"),  # a passport
        ("b 123456", "b123456"),
        ("", ""),
        ("không có", ""),
        ("không mang theo", ""),
        ("12345", ""),
    ],
)
def test_other_numbers_keep_what_tells_them_apart(written, form):
    assert id_form(written) == form


@pytest.mark.parametrize(
    ("name", "commune", "address"),
    [
        ("Ngô Bá Tú", "xã Bình Trung", ""),
        ("NGÔ BÁ TÚ", "Bình Trung", "thôn 3"),
        ("ngo ba tu", "", "thôn 3, xã Bình Trung"),
        ("Ngô  Bá Tú", "", "Thôn Vinh Xuân, xã Bình Trung, huyện Thăng Bình"),
        ("Ngô Bá Tú", "", "thôn 3 xã Bình Trung huyện Thăng Bình"),
        ("Ngô Bá Tú", "", "xã Bình Trung - thị xã Điện Bàn"),
        ("Ngô-Bá-Tú", "XÃ BÌNH TRUNG", "nơi khác"),
    ],
)
def test_a_name_with_its_commune_is_one_form(name, commune, address):
    assert name_form(name, commune, address) == "ngo ba tu|binh trung"


def test_without_a_commune_the_whole_address_tells():
    assert name_form("Ngô Bá Tú", "", "12 Hùng Vương, Hà Lam") == "ngo ba tu|12 hung vuong ha lam"
    assert name_form("Ngô Bá Tú", "", "12 Lê Lợi, thị xã Điện Bàn") == "ngo ba tu|12 le loi thi xa dien ban"


def test_a_name_alone_or_a_place_alone_is_nobody():
    assert name_form("Nguyễn Văn Đức", "", "") == ""
    assert name_form("", "xã Bình Trung", "thôn 3") == ""
    assert name_form("?", "-", "-") == ""


def test_one_name_in_two_communes_is_two_people():
    assert name_form("Nguyễn Văn Đức", "xã Bình Trung", "") != name_form("Nguyễn Văn Đức", "xã Bình Tú", "")
