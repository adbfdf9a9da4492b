"""What LibreOffice makes of a paper's Word document, Chromium of its page, and our PDF: one text, at the same places.

The measures are those of Decree 30/2020/ND-CP, annex I, in millimetres. Of every paper one with everything filled and
one with the least; the usual run takes those of every day and one of each layout, RECEPTION_FULL=1 takes them all.
"""

import base64
import html
import os
import re
import subprocess
from typing import NamedTuple

import pytest
from made_up import DAY, PAPERS, everything, letters, said, target

import chromium
from present import program

MM = 72 / 25.4  # points
DAILY = ("R1", "R2", "R5", "R9", "X1", "X2", "X8", "X10", "X11", "X15", "K1", "K3", "K7", "K8", "F2", "O7")
CHOSEN = tuple(PAPERS) if os.environ.get("RECEPTION_FULL") else DAILY
EACH = [f"{id_}-{told}" for id_ in CHOSEN for told in ("everything", "least")]
FORMS = {"docx": "LibreOffice", "html": "Chromium", "pdf": "ours"}
A4, BOOK = (210, 297, 20, 20, 30, 15), (297, 210, 20, 15, 20, 15)  # width, height; margins: top, bottom, left, right


@pytest.fixture(scope="module")
def printed(lasting_desk, tmp_path_factory):
    """Every paper in each form as PDF: `K3-least.docx.pdf`; LibreOffice and Chromium are started once."""
    said(lasting_desk)
    folder = tmp_path_factory.mktemp("printed")
    for id_ in CHOSEN:
        paper = PAPERS[id_]
        full = (*target(lasting_desk, paper), *everything(paper))
        for told, argv in (("everything", full), ("least", target(lasting_desk, paper, "--anonymous"))):
            for form in FORMS:
                path = folder / f"{id_}-{told}.{form}"
                assert lasting_desk.run("issue", id_, *argv, "-o", str(path), now=DAY).code == 0, (id_, told)
                if form == "pdf":
                    path.rename(f"{path}.pdf")
    opened = folder / "opened"
    subprocess.run(
        [program("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", opened, *sorted(folder.glob("*.docx"))],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    for path in opened.iterdir():
        path.rename(folder / f"{path.stem}.docx.pdf")
    browser = chromium.start(folder / "chromium")
    for path in folder.glob("*.html"):
        browser.get(path.as_uri())
        made = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        (folder / f"{path.name}.pdf").write_bytes(base64.b64decode(made["data"]))
    browser.quit()
    return folder


def read(pdf):
    """Read a PDF in the order in which it was written, but for what stands above its pages from the second on."""
    told = subprocess.run([program("pdftotext"), "-raw", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return re.sub(r"\f\d+\n", "\f", told)


def page_text(path):
    text = re.sub(r"(?s)<head>.*?</head>|<svg.*?</svg>", " ", path.read_text(encoding="utf-8"))
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize("name", EACH)
def test_the_three_forms_say_the_same_in_the_same_order(printed, name):
    wanted = letters(page_text(printed / f"{name}.html"))
    assert "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM" in wanted
    for form, maker in FORMS.items():
        assert letters(read(printed / f"{name}.{form}.pdf")) == wanted, maker


class Word(NamedTuple):
    """A word where it stands, in millimetres from the left and from the top of its page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def pages(pdf):
    """Give the width and height of each page, and its words."""
    argv = [program("pdftotext"), "-bbox", pdf, "-"]
    told = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    for page in re.findall(r"(?s)<page .*?</page>", told):
        size = [float(side) / MM for side in re.search(r'width="([\d.]+)" height="([\d.]+)"', page).groups()]
        found = re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page)
        yield size, [Word(html.unescape(text), *(float(side) / MM for side in at)) for *at, text in found]


def first(words, text):
    """Find where a text of one word begins."""
    return next(word for word in words if letters(word.text).startswith(text))


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("form", FORMS)
def test_every_page_keeps_the_margins_of_the_decree(printed, form, name):
    book = PAPERS[name.partition("-")[0]].layout == "book"
    width, height, top, bottom, left, right = BOOK if book else A4
    for number, (size, words) in enumerate(pages(printed / f"{name}.{form}.pdf"), 1):
        assert [round(side) for side in size] == [width, height]
        if number > 1:  # its number stands in the middle above the text
            middle = (words[0].left + words[0].right) / 2
            assert words[0].text == str(number) and abs(middle - (width + left - right) / 2) < 2
            words = words[1:]
        assert words, number
        assert min(word.left for word in words) >= left - 0.5
        assert max(word.right for word in words) <= width - right + 0.5
        assert min(word.top for word in words) >= top - 2  # a word is as high as its line
        assert max(word.bottom for word in words) <= height - bottom + 1


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("form", FORMS)
def test_head_and_signatures_stand_where_the_decree_has_them(printed, form, name):
    paper = PAPERS[name.partition("-")[0]]
    whole = list(pages(printed / f"{name}.{form}.pdf"))
    (width, _height), words = whole[0]
    last = whole[-1][1]
    nation = first(words, "CỘNG")
    if paper.layout != "citizen":
        assert first(words, "ỦY").left < nation.left and nation.left > 0.4 * width
        assert abs(first(words, "ỦY").top - nation.top) < 2
    if paper.number != "none":
        number = first(words, "Số:")
        assert number.right < 0.5 * width and number.top > nation.bottom
        if paper.layout != "minutes":  # they tell their day in the text
            dated = next(word for word in words if word.text == "Thăng" and word.left > 0.4 * width)
            assert abs(number.top - dated.top) < 3
    if paper.recipients:
        assert 30 < first(last, "nhận:").left < 45
    if paper.signer == "head":
        signer = first(last, "TM.")
        assert signer.left > 0.5 * width and abs(signer.top - first(last, "nhận:").top) < 4
        assert first([word for word in last if word.top > signer.bottom + 15], "Nguyễn").left > 0.5 * width
