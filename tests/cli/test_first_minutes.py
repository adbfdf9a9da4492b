"""What a new clerk meets first: `reception` alone, where there is a desk and where there is none."""

from pathlib import Path
from typing import Any

from terminals import Sit


def test_alone_it_is_the_morning(desk: Any, sit: Sit) -> None:
    desk.add("Tranh chấp ranh giới đất thửa 804", "--name", "Ngô Bá Tú", "--kind", "kn", "--at", "2/11/2026")
    desk.add("Xin xác nhận đất vườn", "--name", "Lê An", "--at", "16/11/2026")
    desk.json("appoint", "Trần Thị Hoa", "--on", "23/11/2026 10:00", "--about", "Mùi hôi trại heo")
    desk.add("Đòi bồi thường", "--name", "Trần B", "--kind", "kn", "--field", "land")
    desk.json("classify", "3", "--competence", "out")
    desk.json("refer", "3", "UBND tỉnh", "--doc", "1/PC")
    clerk = sit(columns=80, RECEPTION_LANG="vi")
    assert clerk.end() == 0
    told = clerk.text
    assert "10:00 Trần Thị Hoa: Mùi hôi trại heo" in told
    assert "2026-0001 Ngô Bá Tú: Tranh chấp ranh giới đất thửa 804" in told
    # 2 November + 7 working days: 3-6, 9-11; + 10: the 16th.
    assert "hạn thụ lý khiếu nại: 11/11/2026, quá hạn 12 ngày" in told
    assert "hạn thông báo kết quả xử lý: 16/11/2026, quá hạn 7 ngày" in told
    assert "Chờ cơ quan khác, cấp trên (1)" in told and "Chưa phân loại (1)" in told
    assert "Chưa có bản sao lưu nào" in told
    at = told.index("Bây giờ làm gì?")
    assert told[at:].count(" reception ") == 5


def test_the_morning_tells_of_the_last_backup(desk: Any, sit: Sit) -> None:
    desk.json("backup", now="2026-11-20T16:30:00+07:00")
    clerk = sit(columns=80, RECEPTION_LANG="vi")
    assert clerk.end() == 0
    assert "Sao lưu gần nhất: 20/11/2026 16:30." in clerk.text


def test_the_morning_tells_a_matter_of_a_day_once_and_nothing_of_a_denunciation(desk: Any, sit: Sit) -> None:
    desk.add("Tranh chấp ranh giới", "--name", "Ngô Bá Tú", "--kind", "kn", "--at", "2/11/2026")
    desk.add("Cán bộ nhận tiền", "--name", "Lê Thị Kín", "--kind", "tc", "--field", "officials", "--at", "2/11/2026")
    clerk = sit(columns=80, RECEPTION_LANG="vi")
    assert clerk.end() == 0
    late = clerk.text.partition("Quá hạn")[2].partition("Chưa có lĩnh vực")[0]
    assert late.count("2026-0001") == late.count("2026-0002") == 1
    assert clerk.text.count("hạn thụ lý khiếu nại") == 1
    assert "Kín" not in clerk.text and "nhận tiền" not in clerk.text and "(thông tin được giữ kín)" in clerk.text


def test_a_desk_that_shows_no_names_shows_none_in_the_morning(desk: Any, sit: Sit) -> None:
    desk.add("Tranh chấp ranh giới", "--name", "Ngô Bá Tú", "--kind", "kn", "--at", "2/11/2026")
    desk.json("config", "identity", "never")
    clerk = sit()
    assert clerk.end() == 0
    assert "2026-0001" in clerk.text and "Ngô" not in clerk.text and "ranh giới" not in clerk.text


def test_names_in_the_morning_are_logged_where_readings_are(desk: Any, sit: Sit) -> None:
    desk.add("Tranh chấp ranh giới", "--kind", "kn", "--at", "2/11/2026")
    desk.json("config", "identity", "logged")
    assert sit().end() == 0
    assert "disclosed" in {
        row["kind"] for row in desk.json("log")["rows"]
    }


def test_alone_where_there_is_no_desk_it_tells_how_to_make_one(sit: Sit, tmp_path: Path) -> None:
    clerk = sit(columns=80, RECEPTION_LANG="vi", RECEPTION_DB=str(tmp_path / "none"))
    assert clerk.end() == 0
    assert "Chưa có sổ nào" in clerk.text and "reception init" in clerk.text and "reception demo" in clerk.text
    assert not (tmp_path / "none").exists()


def test_options_without_a_verb_are_the_morning_too(desk: Any, sit: Sit) -> None:
    clerk = sit("--lang", "en", "--no-input")
    assert clerk.end() == 0 and "What now?" in clerk.text
