"""A paper is the same as a page, as a Word document and as PDF; the PDF stands where Decree 30/2020 has it."""

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from unicodedata import normalize

import pytest
from docx import Document
from made_up import PAPERS, documents
from pypdf import PdfReader

DAY = "2026-10-05T08:10:00+07:00"
MM = 72 / 25.4  # points
HOSTILE = "Ông #let x = 1 $y$ *đậm* _nghiêng_ <b>x</b> {{ 7*7 }} [a] \\ @b"


def of_html(path):
    text = re.sub(r"(?s)<style>.*?</style>|<svg.*?</svg>|<head>.*?</head>", " ", Path(path).read_text(encoding="utf-8"))
    return unescape(re.sub(r"<[^>]+>", " ", text)).split()


def of_docx(path):
    body = zipfile.ZipFile(path).read("word/document.xml").decode()
    body = re.sub(r"</w:p>|<w:br/>", " ", body)
    return unescape(re.sub(r"<[^>]+>", "", body)).split()


def of_pdf(path):
    return "".join(page.extract_text() for page in PdfReader(path).pages).split()


READ = {"html": of_html, "docx": of_docx, "pdf": of_pdf}


@pytest.fixture
def written(office):
    """One paper of each layout in each form, by its id and form."""
    office.add("Thu hồi đất tại thôn 3", "--kind", "kn", "--name", HOSTILE, "--petition", "--host", "head", now=DAY)
    for id_ in ("R2", "K3", "X11", "K8", "K7", "K1"):
        for form in READ:
            answer = office.run("issue", id_, "1", *documents(PAPERS[id_]), "-o", f"{id_}.{form}", now=DAY)
            assert answer.code == 0, answer.err


def letters(text):
    """What is read, but for blanks, which each writer sets in its own way."""
    return sorted(re.sub(r"\s|Số:0[123]", "", "".join(text)))


def test_page_document_and_pdf_say_the_same(written):
    for id_ in ("R2", "K3", "X11", "K8", "K7", "K1"):
        page, document, pdf = (letters(read(f"{id_}.{form}")) for form, read in READ.items())
        assert page == document, id_
        assert len("".join(pdf)) >= 0.97 * len("".join(page)), id_  # page numbers, ligatures
    assert HOSTILE in " ".join(of_docx("K3.docx")) and "49" not in "".join(of_docx("K3.docx"))


def spots(page):
    """Every piece of text with the place where it begins, in mm from the left and from the top."""
    found = []

    def visit(text, matrix, text_matrix, _font, size):
        if text.strip():
            x = matrix[0] * text_matrix[4] + matrix[2] * text_matrix[5] + matrix[4]
            y = matrix[1] * text_matrix[4] + matrix[3] * text_matrix[5] + matrix[5]
            found.append((text.strip(), x / MM, (float(page.mediabox.height) - y) / MM, size))

    page.extract_text(visitor_text=visit)
    return found


def spot(found, text):
    """Find where a text begins; a reader may tell one line in several pieces."""
    for height in sorted({round(each[2], 1) for each in found}):
        line = sorted((each for each in found if abs(each[2] - height) < 0.3), key=lambda each: each[1])
        letters = [(letter, each) for each in line for letter in normalize("NFD", each[0]) if letter.strip()]
        at = "".join(letter for letter, _each in letters).find("".join(normalize("NFD", text).split()))
        if at >= 0:
            return letters[at][1]
    raise AssertionError(text)


def test_the_pdf_stands_where_decree_30_has_it(office):
    office.add("Thu hồi đất tại thôn 3", "--kind", "kn", now=DAY)
    office.json("issue", "K3", "1", "-o", "K3.pdf", now=DAY)
    page = PdfReader("K3.pdf").pages[0]
    assert [round(float(side) / MM) for side in page.mediabox[2:]] == [210, 297]
    found = spots(page)
    assert min(each[1] for each in found) >= 30 - 0.5  # left margin 30 mm
    number, day = spot(found, "Số:"), spot(found, "Thăng Bình,")
    assert number[1] < 105 < day[1] and abs(number[2] - day[2]) < 3  # the number left, the day right, one line
    nation, body = spot(found, "CỘNG"), spot(found, "ỦY BAN")
    assert nation[1] > 90 > body[1] and nation[2] < 35
    signer, recipients = spot(found, "TM."), spot(found, ": VT")
    assert signer[1] > 105 > 60 > recipients[1]
    assert spot(found, "THÔNG BÁO")[2] > number[2]


def test_a_word_document_is_a4_with_the_margins_and_the_face_of_the_decree(written):
    document = Document("K3.docx")
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in margins] == [20, 20, 30, 15]
    assert document.styles["Normal"].font.name == "Times New Roman"
    sizes = {run.font.size.pt for par in document.paragraphs for run in par.runs if run.text.strip() and run.font.size}
    assert sizes == {14.0}


def test_a_slip_is_half_an_a5_sheet_of_one_page(office):
    office.add("Một", "--kind", "kn", now=DAY)
    office.json("issue", "R2", "1", "--slip", "--document", "Đơn; 2; bản chính", "-o", "a.pdf", now=DAY)
    pages = PdfReader("a.pdf").pages
    assert len(pages) == 1
    assert [round(float(side) / MM) for side in pages[0].mediabox[2:]] == [148, 105]


def test_several_papers_in_one_pdf_begin_on_pages_of_their_own(office):
    for n in "123":
        office.add(f"Việc {n}", "--kind", "kn", "--name", f"Người {n}", now=DAY)
    office.json("issue", "R2", "1", "2", "3", "-o", "a.pdf", now=DAY)
    assert [f"Người {n}" in page.extract_text() for n, page in enumerate(PdfReader("a.pdf").pages, 1)] == [True] * 3


def test_an_offices_own_document_is_filled_and_what_is_not_known_is_dots(office, tmp_path):
    document = Document()
    document.add_paragraph("Gửi {{ person_name }}, về {{ matter_content }}; {{ competent_body }}; {{ nonsense }}")
    document.save(tmp_path / "mau.docx")
    office.add("Đất & nhà", "--kind", "kn", "--name", HOSTILE, now=DAY)
    office.json("issue", "X2", "1", "--template", str(tmp_path / "mau.docx"), "-o", "a.docx", now=DAY)
    told = Document("a.docx").paragraphs[0].text
    assert HOSTILE in told and "Đất & nhà" in told and told.count("…" * 12) == 2 and "None" not in told
    folder = office.folder / "papers"
    folder.mkdir()
    (folder / "X2.docx").write_bytes((tmp_path / "mau.docx").read_bytes())
    office.json("issue", "X2", "1", "-o", "b.docx", now=DAY)
    assert Document("b.docx").paragraphs[0].text == told


@pytest.mark.parametrize("content", ["{{ person_name", "{% for x in y %}", ""])
def test_a_document_that_is_no_template_is_told_and_the_register_stays_sound(office, tmp_path, content):
    file = tmp_path / "mau.docx"
    if content:
        document = Document()
        document.add_paragraph(content)
        made = io.BytesIO()
        document.save(made)
        file.write_bytes(made.getvalue())
    else:
        file.write_bytes(b"kein Dokument")
    office.add("Một", "--kind", "kn", now=DAY)
    before = office.json("verify")["totals"]["entries"]
    assert "mau.docx" in office.fails(2, "issue", "X2", "1", "--template", str(file), "-o", "a.docx", now=DAY)
    assert office.json("verify")["totals"]["entries"] == before
