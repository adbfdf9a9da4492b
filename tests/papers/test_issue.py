"""A paper is one command: written, numbered, recorded; a letter is done when it is signed."""

import html
import re
from pathlib import Path

import pytest

DAY = "2026-10-05T08:10:00+07:00"  # a Monday; no day off before 24 November

RECEIPT = ("--document", "Đơn khiếu nại; 2; bản chính")


def words(path):
    """What a page says, as it is read."""
    text = re.sub(r"(?s)<style>.*?</style>", " ", Path(path).read_text(encoding="utf-8"))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_a_receipt_tells_who_gave_what_and_is_numbered_by_the_desk(office):
    office.add("Thu hồi đất tại thôn 3", "--kind", "kn", "--id-no", "049081001234", "--petition", now=DAY)
    row = office.json("issue", "02/TCD", "1", *RECEIPT, "-o", "bn.html", now=DAY)["rows"][0]
    assert (row["paper"], row["number"], row["status"], row["form"]) == ("R2", 1, "issued", "154/2026/NĐ-CP 02/TCD")
    told = words("bn.html")
    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "ỦY BAN NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG",
        "Số: 01/BN-UBND", "Thăng Bình, ngày 05 tháng 10 năm 2026", "GIẤY BIÊN NHẬN", "Nguyễn Văn Đức", "049081001234",
        "Trần Thị Lan", "Đơn khiếu nại", "bản chính", "02 bản", "Mã tra cứu:",
    ):  # fmt: skip
        assert text in told, text


def test_numbers_of_the_book_go_on_within_a_year_and_are_never_used_again(office):
    office.add("Một", "--kind", "kn", now=DAY)
    numbers = [office.json("issue", "R2", "1", now=DAY)["rows"][0]["number"]]
    numbers.append(office.json("issue", "X1", "1", now=DAY)["rows"][0]["number"])
    assert office.run("undo", now=DAY).code == 0
    numbers.append(office.json("issue", "R2", "1", now=DAY)["rows"][0]["number"])
    numbers.append(office.json("issue", "R2", "1", now="2027-01-04T08:00:00+07:00")["rows"][0]["number"])
    assert numbers == [1, 2, 3, 1]


def test_what_is_drawn_up_again_takes_the_place_of_the_former(office):
    office.add("Một", "--kind", "kn", now=DAY)
    first = office.json("issue", "K3", "1", now=DAY)["rows"][0]
    again = office.run("issue", "K3", "1", now=DAY)
    assert again.code == 0 and f"takes the place of entry {first['entry']}" in again.err
    listed = office.json("issue", "--list", "1", now=DAY)["rows"]
    assert [row["status"] for row in listed] == ["drawn", "replaced"]
    assert listed[0]["replaces"] == first["entry"]


def test_a_letter_leaves_number_and_day_open_until_it_is_signed(office):
    office.add("Một", "--kind", "kn", now=DAY)
    office.json("issue", "K3", "1", "-o", "k3.html", now=DAY)
    assert "Số: ……/TB-UBND" in words("k3.html") and "ngày … tháng … năm 2026" in words("k3.html")
    signed = ("issue", "K3", "1", "--signed", "12/TB-UBND", "--on", "6/10/2026")
    row = office.json(*signed, now="2026-10-07T08:00:00+07:00")["rows"][0]
    assert (row["doc"], row["on"], row["status"]) == ("12/TB-UBND", "2026-10-06", "signed")
    papers = office.json("show", "1")["rows"][0]["papers"]
    assert [(each["paper"], each["done"], each["doc"]) for each in papers if not each["replaced"]] == [
        ("K3", True, "12/TB-UBND")
    ]


@pytest.mark.parametrize("said", [("K3", "--signed", "12/TB-UBND"), ("R9", "--told"), ("X4", "--elsewhere")])
def test_the_same_is_not_recorded_twice(office, said):
    office.add("Một", "--kind", "kn", now=DAY)
    paper, *how = said
    seq = office.json("issue", paper, "1", *how, now=DAY)["rows"][0]["entry"]
    assert f"entry {seq}" in office.fails(4, "issue", paper, "1", *how, now=DAY)
    assert office.run("undo", now=DAY).code == 0
    assert office.run("issue", paper, "1", *how, now=DAY).code == 0
    if "--signed" in how:  # another notice of the same sort has a number of its own
        assert office.run("issue", paper, "1", "--signed", "13/TB-UBND", now=DAY).code == 0


def test_several_matters_give_one_file_each_or_one_with_a_page_each(office):
    office.add("Một", "--kind", "kn", now=DAY)
    office.add("Hai", "--kind", "kn", now=DAY)
    office.json("issue", "R2", "1", "2", now=DAY)
    assert {path.name for path in Path().iterdir()} == {"R2-2026-0001.html", "R2-2026-0002.html"}
    office.json("issue", "R2", "1", "2", "-o", "hai.html", now=DAY)
    assert Path("hai.html").read_text(encoding="utf-8").count("<article>") == 2


def test_more_than_three_papers_at_once_want_a_yes(office):
    for n in "1234":
        office.add(f"Việc {n}", "--kind", "kn", "--name", f"Người {n}", now=DAY)
    assert "--yes" in office.fails(2, "issue", "R2", "1", "2", "3", "4", now=DAY)
    assert not list(Path().iterdir()) and office.json("issue", "--list")["rows"] == []
    assert office.run("issue", "R2", "1", "2", "3", "4", "--yes", now=DAY).code == 0
    assert len(list(Path().iterdir())) == 4


def test_a_dry_run_records_nothing_and_writes_no_file(office):
    office.add("Một", "--kind", "kn", now=DAY)
    assert office.run("issue", "R2", "1", "--dry-run", now=DAY).code == 0
    assert not list(Path().iterdir()) and office.json("issue", "--list")["rows"] == []


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("R2",), 2, "ID"), (("R2", "99"), 3, "99"), (("zzz", "1"), 2, "zzz"), (("X8", "1"), 4, "denunciation"),
        (("R9", "1", "--fact", "mau=xanh"), 2, "mau"), (("R2", "1", "--document", ";"), 2, "document"),
        (("R2", "1", "-o", "a.txt"), 2, "txt"), (("K3", "1", "--told"), 2, "R9"),
        (("R2", "1", "--signed", "1/BN"), 2, "R2"), (("K3", "1", "--signed", "1", "--on", "1/1/2030"), 2, "future"),
        (("R2", "1", "--with-identity"), 2, "--reason"), (("R1", "1"), 4, "refused"),
        (("--list", "--owed"), 2, "exclude"),
        (("R2", "1", "-o", "no/such/a.html"), 3, "folder"), (("Mẫu 03", "1"), 2, "K3"), (("R7", "1"), 2, "R7"),
        (("R5", "--appointment", "3"), 3, "appointment"),
        (("K3", "1", "--document", "Đơn"), 2, "no use for --document"),
        (("K3", "1", "--slip"), 2, "no use for --slip"), (("R2", "1", "--period", "2026"), 2, "no use for --period"),
        (("K3", "1", "--appointment", "3"), 2, "no use for --appointment"),
    ],
)  # fmt: skip
def test_bad_input_is_told_in_a_line_and_records_nothing(office, argv, code, said):
    office.add("Một", "--kind", "kn", now=DAY)
    before = office.json("verify")["totals"]["entries"]
    assert said in office.fails(code, "issue", *argv, now=DAY)
    assert office.json("verify")["totals"]["entries"] == before
    assert not list(Path().iterdir())


def test_who_gave_no_name_has_none_below_the_signature(office):
    office.add("Một", "--kind", "kn", "--anonymous", now=DAY)
    office.json("issue", "R2", "1", "--copies", "3", "-o", "a.html", now=DAY)
    assert words("a.html").count("không rõ họ tên") == 1 and "03 bản" in words("a.html")


def test_what_the_unit_has_not_said_yet_is_told_in_words_with_its_key(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk.add("Một", "--kind", "kn", now=DAY)
    told = desk.run("issue", "R2", "1", now=DAY).err
    assert "who receives (`officer`), title of who receives (`officer-title`)" in told


def test_an_appointment_slip_says_when_and_where(office):
    seq = office.json("appoint", "Ngô Bá Tú", "--on", "12/10/2026 9:00", "--about", "Ranh giới đất", now=DAY)
    office.json("issue", "R5", "--appointment", str(seq["rows"][0]["appointment"]), "-o", "hen.html", now=DAY)
    told = words("hen.html")
    assert "Ngô Bá Tú" in told and "9 giờ 00 phút, ngày 12 tháng 10 năm 2026" in told
    assert "282 Tiểu La, xã Thăng Bình" in told and "Ranh giới đất" in told


def test_a_paper_of_a_dossier_is_of_a_citizen_of_the_register_or_of_somebody_who_is_told(office):
    office.add("Cấp giấy chứng nhận", "--kind", "kien-nghi", "--phone", "0905123456", now=DAY)
    due = ("--fact", "dossier.due=ngày 20 tháng 10 năm 2026", "--document", "Đơn đăng ký; 2; bản sao chứng thực")
    row = office.json("issue", "O1", "1", *due, "-o", "a.html", now=DAY)["rows"][0]
    assert (row["id"], row["number"], row["form"]) == ("2026-0001", 1, "03/2025/TT-VPCP Mẫu 01")
    told = words("a.html")
    for text in ("Số: 01/TNHS-UBND", "Nguyễn Văn Đức", "0905123456", "ngày 20 tháng 10 năm 2026", "bản sao chứng thực"):
        assert text in told, text
    row = office.json("issue", "O1", "--fact", "person.name=Lê Thị Hoa", "-o", "b.html", now=DAY)["rows"][0]
    assert (row["id"], row["number"]) == (None, 2) and "Tiếp nhận hồ sơ của: Lê Thị Hoa" in words("b.html")
    assert "Lê Thị Hoa" not in office.run("issue", "--list", now=DAY).out
    row = office.json("issue", "O3", "-o", "c.html", now=DAY)["rows"][0]
    assert "Số: 03/UBND" in words("c.html")  # its form has no symbol of its own


def test_a_schedule_lists_the_reception_days_of_the_head(office):
    office.run("duty", "15/10/2026", "--host", "head", "--name", "Nguyễn Văn Hùng", now=DAY)
    office.json("issue", "R7", "--period", "2026-10", "-o", "lich.html", now=DAY)
    assert "ngày 15 tháng 10 năm 2026" in words("lich.html") and "Từ 01/10/2026 đến 31/10/2026" in words("lich.html")


@pytest.mark.parametrize(("ground", "basis"), [("l9-3", "khoản 3 Điều 9"), ("d4-h", "điểm h khoản 1 Điều 4")])
def test_a_refusal_notice_prints_the_ground_really_used(office, ground, basis):
    row = office.add("Đường thôn 3", "--refused", ground, now=DAY)
    office.json("issue", "R1", row["visit"], "-o", "tb.html", now=DAY)
    told = words("tb.html")
    assert basis in told and ("điểm h" in told) == (ground == "d4-h") and "Nguyễn Văn Đức" in told


def test_no_notice_is_written_where_the_law_has_it_explained_orally(office):
    row = office.add("Say rượu", "--refused", "l9-1", now=DAY)
    assert "orally" in office.fails(4, "issue", "R1", row["visit"], now=DAY)


def test_what_the_law_wants_and_nobody_said_is_told_and_left_as_dots(office):
    office.add("Một", "--kind", "kn", "--anonymous", now=DAY)
    told = office.run("issue", "X2", "1", "-o", "hd.html", now=DAY)
    assert "competent body" in told.err and "………" in words("hd.html")
    told = office.run("issue", "X2", "1", "-o", "hd.html", "--fact", "competent.body=Thanh tra thành phố", now=DAY)
    assert "competent body" not in told.err and "thẩm quyền giải quyết của Thanh tra thành phố" in words("hd.html")


def test_the_look_up_code_stays_that_of_the_matter_and_leaves_only_on_paper(office, tmp_path):
    office.add("Một", "--kind", "kn", now=DAY)
    office.json("issue", "R2", "1", "-o", "a.html", now=DAY)
    office.json("issue", "R2", "1", "-o", "b.html", now=DAY)
    codes = [re.search(r"Mã tra cứu: ([A-Z0-9-]{17})", words(name))[1] for name in ("a.html", "b.html")]
    assert codes[0] == codes[1]
    bare = codes[0].replace("-", "")
    assert "<svg" in Path("a.html").read_text(encoding="utf-8")
    for argv in (("show", "1", "--with-identity"), ("log",), ("issue", "--list"), ("export", "--with-identity")):
        answer = office.run(*argv, "--json" if argv[0] != "export" else "-q")
        assert answer.code == 0 and bare not in answer.out and codes[0] not in answer.out
    bundle = ("export", "--bundle", "--with-identity", "--reason", "gửi huyện", "-o", str(tmp_path / "TB.jsonl.gz"))
    assert office.run(*bundle).code == 0
    import gzip

    assert bare not in gzip.decompress((tmp_path / "TB.jsonl.gz").read_bytes()).decode()
    assert bare in (office.folder / "reception.json").read_text(encoding="utf-8")
    assert office.run("redact", "2026-0001", "--reason", "yêu cầu", "--yes").code == 0
    assert bare not in (office.folder / "reception.json").read_text(encoding="utf-8")


def promised(office):
    """Make a matter of which two things were promised; gives the entries that tell of them."""
    office.add("Đo lại ranh giới", "--kind", "kn", "--host", "head", now=DAY)
    meeting = ("meeting", "1", "--who", "hai hộ", "--agreed-who", "citizen")
    assert office.run(*meeting, "--agreed", "Dời hàng rào", "--agreed-by", "20/10/2026", now=DAY).code == 0
    told = ("meeting", "1", "--conclusion", "--doc", "9/TB", "--agreed", "Cắm mốc", "--agreed-by", "15/10/2026")
    assert office.run(*told, "--agreed-who", "head", now=DAY).code == 0
    return [each["seq"] for each in office.json("show", "1")["rows"][0]["promises"]]


def test_a_letter_about_one_of_several_promises_names_it_and_the_record_points_at_it(office):
    first, second = promised(office)
    assert f"--promise ENTRY, one of {first} (2026-10-20), {second} (2026-10-15)" in office.fails(
        4, "issue", "X15", "1", now=DAY
    )
    office.json("issue", "X15", "1", "--promise", str(second), "-o", "b.html", now=DAY)
    told = words("b.html")
    assert "Kính gửi: Chủ tịch" in told and "Cắm mốc." in told and "ngày 15 tháng 10 năm 2026" in told
    assert "Dời hàng rào" not in told
    row = office.json("issue", "X15", "1", "--promise", str(first), "-o", "a.html", now=DAY)["rows"][0]
    assert (row["promise"], row["replaces"]) == (first, None)  # that of another promise stands
    assert "Kính gửi: Ông (bà) Nguyễn Văn Đức" in words("a.html") and "Dời hàng rào." in words("a.html")
    assert [each["promise"] for each in office.json("issue", "--list", "1")["rows"]] == [first, second]
    assert [each["promise"] for each in office.json("show", "1")["rows"][0]["papers"]] == [second, first]
    assert f"about the promise of entry {first}" in office.run("show", "1", "--format", "table").out
    assert office.json("verify")["totals"]["ok"]


def test_a_promise_that_was_kept_is_urged_no_more_but_a_letter_of_before_is_still_signed(office):
    first, second = promised(office)
    office.json("issue", "X15", "1", "--promise", str(first), now=DAY)
    assert office.run("note", "1", "Đã dời", "--kept", "--promise", str(first), now=DAY).code == 0
    assert str(second) in office.fails(4, "issue", "X15", "1", "--promise", str(first), now=DAY)
    row = office.json("issue", "X15", "1", "--signed", "8/UBND", now=DAY)["rows"][0]
    assert (row["promise"], row["status"]) == (first, "signed")
    row = office.json("issue", "X15", "1", now=DAY)["rows"][0]  # the only one that is left
    assert row["promise"] == second
    assert office.json("verify")["totals"]["ok"]


def test_a_promise_of_which_a_paper_tells_is_not_taken_back(office):
    office.add("Đo lại ranh giới", "--kind", "kn", now=DAY)
    made = ("meeting", "1", "--who", "hai hộ", "--agreed", "Dời hàng rào", "--agreed-by", "20/10/2026")
    assert office.run(*made, now=DAY, user="hoa").code == 0
    seq = office.json("issue", "X15", "1", now=DAY)["rows"][0]["entry"]
    assert f"entry {seq}" in office.fails(4, "undo", now=DAY, user="hoa")


def test_a_promise_is_of_a_paper_about_one(office):
    seq = promised(office)[0]
    assert "X15" not in office.fails(2, "issue", "K3", "1", "--promise", str(seq), now=DAY)
    office.add("Việc khác", "--kind", "kn", "--name", "Lê Thị Hoa", now=DAY)
    assert "nobody promised" in office.fails(4, "issue", "X15", "2", now=DAY)
    assert "2 were named" in office.fails(2, "issue", "X15", "1", "2", "--promise", str(seq), now=DAY)
