"""A desk whose unit is set up for papers, and matters of every kind at it."""

import pytest

OFFICE = {
    "superior": "Ủy ban nhân dân thành phố Đà Nẵng", "place": "Thăng Bình", "symbol": "UBND",
    "signer": "Nguyễn Văn Hùng",
    "signer-title": "Chủ tịch", "signer-authority": "TM. ỦY BAN NHÂN DÂN", "officer": "Trần Thị Lan",
    "officer-title": "Công chức tiếp công dân", "address": "282 Tiểu La, xã Thăng Bình", "phone": "0235 3874 123",
    "public-url": "https://tra-cuu.example.vn/tcd",
}  # fmt: skip
DAY = "2026-10-05T08:10:00+07:00"  # a Monday; no day off before 24 November


@pytest.fixture
def office(desk, tmp_path, monkeypatch):
    """The desk with everything said that papers ask of the unit; commands run in a folder of their own."""
    for key, value in OFFICE.items():
        assert desk.run("config", key, value, now=DAY).code == 0
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return desk
