import pytest

from reception_cli.intake.notes import Remarks, read_notes
from reception_cli.intake.wordlists import shipped_words


def notes(text):
    return read_notes(text, 2023, shipped_words())


@pytest.mark.parametrize(
    "text",
    [
        "Tiếp lần 2; vụ việc STT 35",
        "lần 2 - STT 35",
        "LẦN 2, STT 035",
        "Tiếp lần thứ 2 (trùng STT số 35)",
        "tiep lan 2 vu viec stt 35",
        "Lần 02. Số thứ tự: 35",
        "Tiếp lần 2; vụ việc STT 35/2023",
        "STT 35 năm 2023; lần 2",
        "xem STT.35, lần 2",
    ],
)
def test_a_further_visit_names_its_line_in_many_words(text):
    assert notes(text) == Remarks("35", 2, False, "")


@pytest.mark.parametrize("text", ["STT 35/2022", "lần 2; STT 35 năm 2022", "vụ việc STT 35 của năm 2022"])
def test_a_line_of_another_years_register_stays_in_the_notes(text):
    found = notes(text)
    assert (found.repeat_of, found.note) == (None, text)


def test_a_further_visit_may_not_name_its_line():
    assert notes("Tiếp lần 3") == Remarks(None, 3, False, "")


@pytest.mark.parametrize("text", ["Đoàn đông người", "đoàn đông người.", "đông người"])
def test_a_large_group_is_known_by_the_notes(text):
    assert notes(text) == Remarks(None, None, True, "")


def test_what_remains_of_the_notes_is_kept():
    assert notes("lần 3 - STT 35; đoàn đông người; công dân xin rút") == Remarks("35", 3, True, "công dân xin rút")
    assert notes("Đoàn đông người (12 hộ)").note == "Đoàn đông người (12 hộ)"


@pytest.mark.parametrize("text", ["Đã mời lần 2 không đến", "đo lại 1.500 m2, 2 lần. Hẹn 3/5", "nhà đông con"])
def test_other_notes_are_left_as_they_are(text):
    assert notes(text) == Remarks(None, None, False, text)


@pytest.mark.parametrize(("people", "group"), [(4, False), (5, True), (6, True)])
def test_a_large_group_begins_at_the_limit(line, people, group):
    assert line(kind=f"Khiếu nại/{people}", group_min=5).group is group


def test_the_limit_is_the_desks(line):
    assert line(kind="Khiếu nại/5", group_min=10).group is False
    assert line(kind="Khiếu nại/1", note="đoàn đông người", group_min=10).group is True
