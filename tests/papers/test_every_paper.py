"""Every paper, with everything filled and with the least: whole sentences in Vietnamese, no code and no English."""

import html
import re
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from made_up import CONTENT, DAY, PAPERS, everything, target

from reception_cli.law import papers
from reception_cli.reporting.papers import fields

ENGLISH = (  # of code lists, of the program: none of it is a Vietnamese word
    "none", "null", "nan", "true", "false", "complaint", "denunciation", "recommendation", "feedback", "visit",
    "petition", "incident", "accept", "refuse", "guide", "forward", "paper", "hand", "the", "of", "and",
)  # fmt: skip
CODES = re.compile(r"\{|\}|\b(?:l9|d4|a11|a29)-\w+|\b[A-Z]{1,2}2026-\d{4}|\b2026-\d{4}\b|\bpaper-|[a-z]+_[a-z]+")


def words(path):
    text = Path(path).read_text(encoding="utf-8")
    text = re.sub(r"(?s)<style>.*?</style>|<svg.*?</svg>", " ", text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def read_words(id_, told):
    assert not CODES.search(told), (id_, CODES.search(told))
    found = {word.casefold() for word in re.findall(r"[^\W\d_]+", told)}
    assert found.isdisjoint(ENGLISH), (id_, found & set(ENGLISH))


def read_through(paper, told):
    read_words(paper.id, told)
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
    office.json("issue", id_, *target(office, paper), *everything(paper), "-o", "p.html", now=DAY)
    told = words("p.html")
    read_through(paper, told)
    assert "…" not in re.sub(r"Số: ……|ngày … tháng … năm (?:2026|…)", "", told), id_


@pytest.mark.parametrize("id_", PAPERS)
def test_an_offices_own_document_gets_dots_and_neither_code_nor_english_for_what_is_not_known(office, id_):
    names = [name.replace(".", "_") for name in papers.facts()]
    document = Document()
    for name in (*names, "number", "dated", "title", "about", "addressees", "recipients", "paragraphs", "code"):
        document.add_paragraph("{{ " + name + " }}.")
    document.save("own.docx")
    about = target(office, PAPERS[id_], "--anonymous")
    office.json("issue", id_, *about, "--template", "own.docx", "-o", "p.docx", now=DAY)
    for par in Document("p.docx").paragraphs:
        read_words(id_, par.text)


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
