"""The clerk's language: what a person reads is never left in English, what programs read never translated."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
import words as catalogues

from reception_cli.cli.main import LOCALE
from reception_cli.cli.verbs import VERBS
from reception_cli.domain import words
from reception_cli.domain.dates import said_day
from reception_cli.law import data

DOMAINS = ("reception", "click")
README = Path(__file__).parent.parent / "README.vi.md"


@pytest.fixture(autouse=True)
def english_again():
    yield
    words.speak("en", LOCALE)


def ids(message):
    return tuple(message.id) if message.pluralizable else (message.id,)


def strings(message):
    return tuple(message.string) if message.pluralizable else (message.string,)


def translated(domain):
    return [message for message in catalogues.read(domain) if message.id]


# -- the catalogues


def test_every_message_of_ours_is_in_the_catalogue_and_no_other():
    wanted = {ids(message) for message in catalogues.template("reception") if message.id}
    assert {ids(message) for message in translated("reception")} == wanted
    assert len(wanted) > 1000


@pytest.mark.skipif(not catalogues.is_lowest_click(), reason="`.ci/run` asks it of the lowest click allowed")
def test_every_message_of_the_lowest_click_is_in_the_catalogue():
    assert catalogues.beyond("click") == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_is_translated_and_none_is_a_guess(domain):
    assert [message.id for message in translated(domain) if not all(strings(message))] == []
    assert [message.id for message in translated(domain) if message.fuzzy] == []
    assert {len(strings(message)) for message in translated(domain)} == {1}  # Vietnamese knows one number


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_translation_fills_in_the_same_facts_and_keeps_the_blanks_around_them(domain):
    assert [message.id for message in translated(domain) if _odd(message)] == []


def _odd(message):
    english, vietnamese = ids(message)[-1], strings(message)[0]
    return _facts(english) != _facts(vietnamese) or (
        message.id != "d" and _frame(english) != _frame(vietnamese)  # click's "3d" is "3 ngày"
    )


def _facts(text):
    if "%(" in text:
        return sorted(re.findall(r"%\(\w+\)\w", text))
    return sorted((name, spec, how) for _, name, spec, how in Formatter().parse(text) if name is not None)


def _frame(text):
    head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return head, tail, text.count("\n"), text.endswith(":"), text.endswith((".", "?"))


def test_one_english_word_has_one_vietnamese_word_whatever_its_first_letter():
    said = {}
    for message in translated("reception"):
        english, vietnamese = (text.strip(" .:").casefold() for text in (ids(message)[0], strings(message)[0]))
        if re.search("[A-Z]{2}", ids(message)[0]):
            continue  # what stands for a value, as FILE does: shorter, and without blanks
        said.setdefault(english, set()).add(vietnamese)
    apart = [each for each in said.values() if any(min(each, key=len) not in one for one in each)]
    assert apart == []  # a heading may say more: "Closed" is a day, "closed" is what was done on it


# -- the screens

HELPS = """
import sys
from reception_cli.cli.main import run
from reception_cli.cli.verbs import VERBS
for argv in [[], *([verb] for verb in VERBS)]:
    run(["--lang", sys.argv[1], *argv, "--help"])
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every help page in English and in Vietnamese, each from a process that never spoke another language."""
    home = str(tmp_path_factory.mktemp("home"))
    own = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"), home)

    def page(language):
        command = [sys.executable, "-c", HELPS, language]
        done = subprocess.run(command, env=os.environ | own, capture_output=True, encoding="utf-8", check=True)
        assert done.stderr == ""
        return " ".join(done.stdout.split())

    return {language: page(language) for language in words.LANGUAGES}


@pytest.fixture
def helps(pages):
    return pages["vi"]


def test_no_english_sentence_is_left_in_any_help(helps):
    pairs = [(ids(m)[0], strings(m)[0]) for domain in DOMAINS for m in translated(domain)]
    sentences = [" ".join(english.split()) for english, vietnamese in pairs if english != vietnamese]
    assert [text for text in sentences if " " in text and text in helps] == []


def test_the_help_speaks_to_a_clerk_in_vietnamese(helps):
    assert "Hằng ngày:" in helps and "Liệt kê vụ việc hoặc lượt tiếp." in helps
    for verb in VERBS:
        assert f"reception {verb}" in helps


def test_what_click_says_on_a_help_page_is_told_in_vietnamese(pages):
    """As far as the installed click still says what the catalogue knows: its next release may word it anew."""
    known = {ids(message)[0]: strings(message)[0] for message in translated("click")}
    frames = ("Usage:", "Options", "Show this message and exit.")
    assert set(frames) <= set(known)
    for english in frames:
        assert english not in pages["en"] or known[english] in pages["vi"], english


def test_codes_are_read_as_words_by_people_only(desk):
    desk.add("Khiếu nại thu hồi đất", "--kind", "khieu-nai")
    assert "khiếu nại" in desk.run("list", "--lang", "vi", "--format", "md").out
    assert "complaint" in desk.run("list", "--lang", "vi", "--format", "tsv").out
    assert "thu hồi đất" not in desk.run("list", "--lang", "vi", "--format", "md").out


@pytest.mark.parametrize(
    "argv",
    [
        ("list",),
        ("list", "--visits"),
        ("list", "--petitions"),
        ("search", "dat"),
        ("show", "1"),
        ("show", "V1"),
        ("log",),
        ("summarize", "--period", "2026", "--by", "month,kind", "--compare", "previous"),
        ("verify",),
        ("undo", "--list"),
        ("add", "Đường hỏng", "--name", "Lê An", "--address", "thôn 1", "--dry-run"),
        ("classify", "1", "--field", "land", "--dry-run"),
        ("config", "session"),
    ],
    ids=" ".join,
)
def test_a_program_reads_the_same_in_every_language(desk, argv):
    desk.add("Khiếu nại thu hồi đất", "--kind", "khieu-nai", "--petition")
    desk.add("Kiến nghị sửa đường", "--people", "6")
    english, vietnamese = (desk.run(*argv, "--json", "--lang", lang) for lang in ("en", "vi"))
    assert (english.code, english.out) == (vietnamese.code, vietnamese.out)
    assert english.out.startswith('{"schema": "reception.')


def test_a_refusal_is_told_in_the_clerks_language(desk):
    desk.add()
    error = desk.fails(4, "close", "1", "--result", "founded", "--lang", "vi")
    assert "Không thể kết thúc 2026-0001" in error
    assert "cannot" not in error


def test_the_law_is_cited_as_a_vietnamese_office_cites_it():
    source = (
        "Law 02/2011/QH13 on Complaints, Art. 28, 37; Decree 124/2020/ND-CP, Art. 3a, added by Decree 155/2026/ND-CP"
    )
    assert data.cited(source) == source
    words.speak("vi", LOCALE)
    assert data.cited(source) == (
        "Luật 02/2011/QH13 về khiếu nại, Điều 28, 37; Nghị định 124/2020/NĐ-CP, Điều 3a, "
        "bổ sung bởi Nghị định 155/2026/NĐ-CP"
    )


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ("Circulars 02/2021, 01/2024, forms 01/TCD, 02/TCD", "các Thông tư 02/2021, 01/2024, các mẫu 01/TCD, 02/TCD"),
        ("Circular 01/2024/TT-TTCP, form 02/TCD, columns 4, 5", "Thông tư 01/2024/TT-TTCP, mẫu 02/TCD, các cột 4, 5"),
        ("form 01/TCD, column 3", "mẫu 01/TCD, cột 3"),
        ("Law 42/2013/QH13 on Citizen Reception, Art. 28", "Luật 42/2013/QH13 về tiếp công dân, Điều 28"),
        ("Law 25/2018/QH14 on Denunciations, Art. 30", "Luật 25/2018/QH14 về tố cáo, Điều 30"),
        ("Law 1, amended by Law 2", "Luật 1, sửa đổi bởi Luật 2"),
        ("Law 1 as amended by Law 2", "Luật 1 sửa đổi bởi Luật 2"),
        ("press reports; full text not seen", "theo báo chí; chưa thấy toàn văn"),
    ],
)
def test_every_part_of_a_citation_is_said_in_vietnamese(source: str, cited: str):
    assert data.cited(source) == source
    words.speak("vi", LOCALE)
    assert data.cited(source) == cited


def test_a_day_in_a_message_is_written_as_the_reader_writes_it():
    assert [said_day("2026-03-05"), said_day("2026-03-05T08:10:00+07:00"), said_day("")] == [
        "2026-03-05", "2026-03-05T08:10:00+07:00", "",
    ]  # fmt: skip
    words.speak("vi", LOCALE)
    assert [said_day(date(2026, 3, 5)), said_day("2026-03-05T08:10:00+07:00"), said_day("")] == [
        "05/03/2026", "05/03/2026 08:10", "",
    ]  # fmt: skip


def test_what_the_system_says_of_a_failure_is_translated_too():
    full = OSError(28, "No space left on device")
    assert [words.why(full), words.why(OSError()), words.why(ValueError("odd"))] == [
        "No space left on device", "OSError", "odd",
    ]  # fmt: skip
    words.speak("vi", LOCALE)
    assert [words.why(full), words.why(OSError()), words.why(ValueError("odd"))] == ["ổ đĩa đã đầy", "OSError", "odd"]


# -- one term for one thing: what a clerk reads everywhere, and the words that would be a second one for it

TERMS = {
    "nơi tiếp công dân": ("bàn tiếp dân", "bàn tiếp công dân", "bộ phận tiếp dân"),
    "thủ trưởng": ("người đứng đầu",),
    "mục ghi": ("bút toán",),
    "dấu cuối sổ": ("đầu chuỗi", "mã băm cuối sổ"),
    "phiếu tra cứu": ("phiếu chỉ mục",),
    "thông tin riêng": ("dữ liệu riêng", "dữ liệu cá nhân", "giá trị riêng"),
    "thiết lập": ("cấu hình",),
    "chương trình": ("(?<!gói )phần mềm",),
    "tập lệnh": ("kịch bản",),
    "điều kiện lọc": ("bộ lọc",),
    "khôi phục": ("phục hồi",),
    "kết thúc (của vụ việc)": ("vụ việc đã đóng", "đóng vụ việc"),
    "gói số liệu": ("gói dữ liệu", "gói sổ"),
    "số hiệu bị khuyết": ("khoảng trống",),
    "tiêu chí phức tạp": ("tính chất phức tạp",),
    "thời gian tồn đọng": ("tuổi của",),
    "bảng khớp cột": ("bảng cột", "bản đồ cột"),
    "khu vực": ("địa bàn",),
    "còn thiếu:": ("^thiếu: ", "[.;] thiếu: "),
    "chỉ dùng cùng": ("chỉ đi với", "chỉ đi cùng"),
    "không dùng cùng nhau": ("loại trừ nhau", "không dùng chung", "dùng cùng nhau được"),
    "tiep, tim, xem, han, phan-loai, ket-thuc": ("(reception |`)(add|search|show|due|classify|close)(?=[ `.,]|$)",),
    "(nêu được nhiều lần)": ("lặp lại được", "có thể lặp lại", "ghi nhiều lần được", "dùng được nhiều lần"),
}


@pytest.mark.parametrize("term", TERMS)
def test_one_thing_has_one_term(term):
    second = re.compile("|".join(TERMS[term]), re.IGNORECASE)
    found = [text for message in translated("reception") for text in strings(message) if second.search(text)]
    assert found == [] and second.findall(README.read_text(encoding="utf-8")) == []
