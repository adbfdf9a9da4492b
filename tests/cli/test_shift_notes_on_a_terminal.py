"""What the shift before left stands first on the morning's screen, and can be ticked off from what stands there."""

VI = {"RECEPTION_LANG": "vi"}


def test_the_clerk_of_the_afternoon_reads_it_and_ticks_it_off(desk, sit):
    desk.json("note", "--shift", "Bà Hoa 14h quay lại lấy biên nhận")
    first = sit(columns=80, RECEPTION_USER="minh", **VI)
    assert first.end() == 0
    assert "Ca trước dặn lại (1)" in first.text
    assert "23/11/2026 08:10, lan: Bà Hoa 14h quay lại lấy biên nhận" in first.text
    number = first.text.partition("reception note --done ")[2].split()[0]
    done = sit("note", "--done", number, columns=80, RECEPTION_USER="minh", **VI)
    assert done.end() == 0 and f"Đã xong: {number}." in done.text
    again = sit(columns=80, **VI)
    assert again.end() == 0 and "Ca trước dặn lại" not in again.text


def test_where_names_are_shown_to_nobody_the_note_stays_closed(desk, sit):
    desk.json("note", "--shift", "Bà Hoa 14h quay lại lấy biên nhận")
    desk.run("config", "identity", "never")
    screen = sit(columns=80, **VI)
    assert screen.end() == 0
    assert "Ca trước dặn lại (1)" in screen.text and "Bà Hoa" not in screen.text
