"""Who was here before: found however the name is typed, with a reason; a denouncer never."""

import unicodedata

import pytest


def told(desk, content="Xin xác nhận", **who):
    flags = [part for name, value in who.items() for part in (f"--{name.replace('_', '-')}", value)]
    found = desk.json("add", content, "--address", "nơi khác", *flags, "--dry-run")["rows"][0]["similar"]
    return {match["incident"]: match["reason"] for match in found}


@pytest.fixture
def known(desk):
    desk.add("Khiếu nại Quyết định thu hồi đất số 706/QĐ-UBND", "--id-no", "049180119399")
    desk.add("Đề nghị sửa đường thôn", "--name", "Lê Thị Hoa", "--address", "thôn 9")
    return desk


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn Đức",
        "nguyen van duc",
        "NGUYỄN VĂN ĐỨC",
        unicodedata.normalize("NFD", "Nguyễn Văn Đức"),
        "Đức Nguyễn Văn",
    ],
)
def test_the_same_name_is_found_without_accents_with_nfd_and_in_any_order(known, name):
    assert told(known, name=name) == {"2026-0001": "same_name"}


@pytest.mark.parametrize("name", ["Nguyen Van Duv", "Nguyễn Vănn Đức", "Nguyne Van Duc"])
def test_a_slip_of_the_keyboard_is_forgiven(known, name):
    assert told(known, name=name) == {"2026-0001": "similar_name"}


def test_the_same_id_number_is_certain_whatever_the_name(known):
    assert told(known, name="Phạm Thị Khác", id_no="049180119399") == {"2026-0001": "same_id"}


def test_the_same_matter_is_found_whoever_brings_it(known):
    assert told(known, "khiếu nại quyết định thu hồi đất số 706/QĐ-UBND", name="Trần Bình") == {
        "2026-0001": "same_content"
    }


def test_a_stranger_with_a_new_matter_is_like_nobody(known):
    assert told(known, "Đề nghị hỗ trợ nhà ở", name="Phan Quốc Ý") == {}


def test_a_denunciation_is_never_suggested_and_suggests_nothing(known):
    known.json("classify", "1", "--kind", "to-cao")
    assert told(known, name="Nguyễn Văn Đức", id_no="049180119399") == {}
    assert told(known, "Đề nghị sửa đường thôn", name="Lê Thị Hoa", kind="tc") == {}


def test_an_incident_that_is_no_longer_a_denunciation_is_found_again(known):
    known.json("classify", "1", "--kind", "to-cao")
    known.json("classify", "1", "--kind", "khieu-nai", "--reason", "Không phải tố cáo")
    assert told(known, name="Nguyễn Văn Đức") == {}  # until somebody reads the names with a reason
    known.json("show", "1", "--with-identity", "--reason", "Kiểm tra")
    assert told(known, name="Nguyễn Văn Đức") == {"2026-0001": "same_name"}
