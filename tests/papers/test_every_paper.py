"""Every paper, with everything filled and with the least: whole sentences in Vietnamese, and nobody given away."""

import html
import re
from datetime import date
from pathlib import Path

import pytest

from reception_cli.law import papers
from reception_cli.reporting.papers import fields

DAY = "2026-10-05T08:10:00+07:00"
PAPERS = papers.papers()
PLANTED = {"name": "Phạm Mật Danh", "address": "ngõ 77 Bí Ẩn", "id_no": "049077007700", "phone": "0905770077"}
CONTENT = "Bí thư nhận bảy mươi bảy lượng"
ENGLISH = (  # of code lists, of the program: none of it is a Vietnamese word
    "none", "null", "nan", "true", "false", "complaint", "denunciation", "recommendation", "feedback", "visit",
    "petition", "incident", "accept", "refuse", "guide", "forward", "paper", "hand", "the", "of", "and",
)  # fmt: skip
CODES = re.compile(r"\{|\}|\b(?:l9|d4|a11|a29)-\w+|\b[A-Z]{1,2}2026-\d{4}|\b2026-\d{4}\b|\bpaper-|[a-z]+_[a-z]+")
KINDS = {"complaint": "kn", "denunciation": "tc", "recommendation": "kien-nghi", "feedback": "phan-anh"}


def words(path):
    text = Path(path).read_text(encoding="utf-8")
    text = re.sub(r"(?s)<style>.*?</style>|<svg.*?</svg>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def kind_of(paper):
    return next(iter(sorted(paper.kinds)), "complaint")


def target(desk, paper, *who):
    """Make what a paper is about; gives the arguments that name it."""
    if paper.subject == "desk":
        return ()
    if paper.subject == "refused":
        return (desk.add(CONTENT, "--refused", "l9-3", *who, now=DAY)["visit"],)
    row = desk.add(CONTENT, "--kind", KINDS[kind_of(paper)], "--petition", "--host", "head", *who, now=DAY)
    if paper.subject == "promise":
        agreed = ("--who", "hai bên", "--agreed", "Đo lại", "--agreed-by", "20/10/2026", "--agreed-who", "body")
        assert desk.run("meeting", row["incident"], *agreed, now=DAY).code == 0
    if paper.subject != "appointment":
        return (row["incident"],)
    made = desk.json("appoint", "Ngô Bá Tú", "--on", "12/10/2026 9:00", "--about", "Đất", row["incident"], now=DAY)
    return ("--appointment", str(made["rows"][0]["appointment"]))


def read_through(paper, told):
    assert not CODES.search(told), (paper.id, CODES.search(told))
    found = {word.casefold() for word in re.findall(r"[^\W\d_]+", told)}
    assert found.isdisjoint(ENGLISH), (paper.id, found & set(ENGLISH))
    if paper.layout not in ("citizen", "minutes", "book"):
        assert "./." in told or paper.id in ("R7", "O6"), paper.id  # a schedule, a sheet of signatures
    assert "  " not in told and ".." not in told.replace("…", ""), paper.id


@pytest.mark.parametrize("id_", PAPERS)
def test_a_paper_with_the_least_shows_dots_and_neither_code_nor_english(office, id_):
    office.json("issue", id_, *target(office, PAPERS[id_], "--anonymous"), "-o", "p.html", now=DAY)
    told = words("p.html")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in told
    read_through(PAPERS[id_], told)


@pytest.mark.parametrize("id_", PAPERS)
def test_a_paper_with_everything_filled_has_no_dots_but_for_number_and_day(office, id_):
    paper = PAPERS[id_]
    facts = [name for name in fields(paper) if name not in ("documents",) and not name.startswith("law.")]
    filled = [part for name in facts for part in ("--fact", f"{name}=điều đã biết")]
    named = ("--with-identity", "--reason", "lập văn bản") if kind_of(paper) == "denunciation" else ()
    argv = (*target(office, paper), *filled, *named, "--document", "Đơn; 1; bản chính")
    office.json("issue", id_, *argv, "-o", "p.html", now=DAY)
    told = words("p.html")
    read_through(paper, told)
    assert "…" not in re.sub(r"Số: ……|ngày … tháng … năm (?:2026|…)", "", told), id_


ABOUT_DENUNCIATIONS = [
    id_ for id_, paper in PAPERS.items()
    if paper.subject in ("matter", "appointment") and "denunciation" in (paper.kinds or ["denunciation"])
]  # fmt: skip


@pytest.mark.parametrize("id_", ABOUT_DENUNCIATIONS)
def test_no_paper_gives_a_denouncer_away_but_the_one_that_is_theirs(office, id_):
    paper = PAPERS[id_]
    who = [part for name, value in PLANTED.items() for part in ("--" + name.replace("_", "-"), value)]
    about = office.add(CONTENT, "--kind", "tc", "--petition", "--host", "head", *who, now=DAY)
    argv = [about["incident"]]
    if paper.subject == "appointment":
        made = office.json("appoint", PLANTED["name"], "--on", "12/10/2026", "--about", CONTENT, argv[0], now=DAY)
        argv = ["--appointment", str(made["rows"][0]["appointment"])]
    named = ("--with-identity", "--reason", "giao cho người tố cáo")
    for wish, may in (((), False), (named, paper.to_citizen)):
        answer = office.run("issue", id_, *argv, *wish, "-o", "p.html", now=DAY)
        assert answer.code == 0, answer.err
        file = Path("p.html").read_text(encoding="utf-8")
        given_away = [value for value in (*PLANTED.values(), CONTENT) if value in file + answer.out + answer.err]
        assert may or not given_away, (id_, given_away)
        if may and "{person.name}" in str(paper):
            assert PLANTED["name"] in file


def test_an_appointment_that_a_denouncer_kept_names_nobody(office):
    seq = office.json("appoint", PLANTED["name"], "--on", "5/10/2026", "--about", CONTENT, now=DAY)["rows"][0]
    office.add("Việc khác", "--kind", "tc", "--name", PLANTED["name"], now=DAY)
    for id_ in ("R5", "R6"):
        argv = ("issue", id_, "--appointment", str(seq["appointment"]), "-o", "p.html")
        assert office.run(*argv, now=DAY).code == 0
        told = Path("p.html").read_text(encoding="utf-8")
        assert PLANTED["name"] not in told and CONTENT not in told
        assert office.run(*argv, "--with-identity", "--reason", "hẹn", now=DAY).code == 0
        assert PLANTED["name"] in Path("p.html").read_text(encoding="utf-8")


def test_naming_a_denouncer_is_recorded_with_its_reason(office):
    office.add(CONTENT, "--kind", "tc", now=DAY)
    office.json("issue", "T3", "1", "--with-identity", "--reason", "giao thông báo", now=DAY)
    papers_ = [each for each in office.json("show", "1")["rows"][0]["history"] if each["kind"] == "issued"]
    assert papers_[0]["facts"]["named"] is True
    entry = (office.folder / "reception.json").read_text(encoding="utf-8")
    assert "giao thông báo" in entry


def test_every_fact_that_a_paper_asks_for_has_a_name(office):
    known = papers.facts()
    assert {name for paper in PAPERS.values() for name in fields(paper)} <= known.keys()


def test_a_form_is_found_by_its_code_and_day_and_never_mistaken_for_another():
    assert papers.find("01/TCD", date(2026, 10, 5)).id == "R1"
    assert papers.find("01-TCD", date(2016, 1, 4)).id == "R1"
    assert papers.find("124/2020/NĐ-CP Mẫu 03", date(2026, 10, 5)).id == "K3"
    assert papers.find("giay bien nhan", date(2026, 10, 5)).id == "R2"
    assert str(PAPERS["X2"].form(date(2016, 1, 4))) == "07/2014/TT-TTCP 03-XLĐ"
    assert papers.basis(date(2026, 6, 30))["law.d154"].startswith("Nghị định số 64/2014")
    assert papers.basis(date(2026, 7, 1))["law.d154"].startswith("Nghị định số 154/2026")
