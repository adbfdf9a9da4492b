"""No output of a paper holds what a denouncer said of themselves or denounced, but the paper that is theirs.

Planted values are looked for in every paper, and in what the command answered: in the page of each, in every form of
one of each layout, RECEPTION_FULL=1 in every form of each.
"""

import os
import zipfile
from pathlib import Path

import pytest
from docx import Document
from made_up import CONTENT, DAY, KINDS, PAPERS, letters
from pypdf import PdfReader

from reception_cli.law import papers

PLANTED = {"name": "Phạm Mật Danh", "address": "ngõ 78 Bí Ẩn", "id_no": "049081006512", "phone": "0905170423"}
WHO = [part for name, value in PLANTED.items() for part in ("--" + name.replace("_", "-"), value)]
NAMED = ("--with-identity", "--reason", "giao cho người tố cáo")
EVERY_FORM = ("R2", "R5", "T3", "X8", "X10", "T1", "X12", "F1", "T2", "T8", "O1")  # each layout; else the page alone
OF_MATTERS = [id_ for id_, paper in PAPERS.items() if paper.subject in ("matter", "promise", "dossier", "appointment")]


def whole(path):
    """Read all that a file holds: a PDF its text and its title, a document every part of it."""
    if path.suffix == ".pdf":
        told = PdfReader(path)
        return "".join(page.extract_text() for page in told.pages) + str(told.metadata)
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            text = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
        return text + "".join(par.text for par in Document(path).paragraphs)
    return path.read_text(encoding="utf-8")


def given_away(office, id_, *argv):
    """Draw a paper up; gives the planted values that are told anywhere."""
    outputs = [("p.html",)]
    if id_ in EVERY_FORM or os.environ.get("RECEPTION_FULL"):
        outputs += [("p.docx",), ("p.pdf",), ("own-p.docx", "--template", "own.docx")]
        if PAPERS[id_].layout == "slip":
            outputs += [("p.html", "--slip"), ("p.docx", "--slip"), ("p.pdf", "--slip")]
        own = Document()
        for name in (*papers.facts(), "addressees", "recipients", "paragraphs", "rows", "code"):
            own.add_paragraph("{{ " + name.replace(".", "_") + " }}")
        own.save("own.docx")
    found = set()
    for name, *more in outputs:
        answer = office.run("issue", id_, *argv, *more, "-o", name, now=DAY)
        assert answer.code == 0, (id_, argv, answer.err)
        told = letters(whole(Path(name)) + answer.out + answer.err)
        found |= {value for value in (*PLANTED.values(), CONTENT) if letters(value) in told}
    return found


def about(office, paper, kind):
    """Make a matter of the kind that a denouncer brought, with all that the paper may be about."""
    made = office.add(CONTENT, "--kind", kind, "--petition", "--host", "head", *WHO, now=DAY)
    if paper.subject == "promise":
        agreed = ("--who", PLANTED["name"], "--agreed", CONTENT, "--agreed-by", "20/10/2026", "--agreed-who", "citizen")
        assert office.run("meeting", made["incident"], *agreed, now=DAY).code == 0
    if paper.subject != "appointment":
        return made, (made["incident"],)
    row = office.json("appoint", PLANTED["name"], "--on", "12/10/2026", "--about", CONTENT, made["incident"], now=DAY)
    return made, ("--appointment", str(row["rows"][0]["appointment"]))


@pytest.mark.parametrize("id_", [id_ for id_ in OF_MATTERS if PAPERS[id_].kinds in ({"denunciation"}, set())])
def test_no_paper_gives_a_denouncer_away_but_the_one_that_is_theirs(office, id_):
    paper = PAPERS[id_]
    _made, argv = about(office, paper, "tc")
    assert given_away(office, id_, *argv) == set()
    if not paper.to_citizen:
        assert "no use for --with-identity" in office.fails(2, "issue", id_, *argv, *NAMED, "-o", "p.html", now=DAY)
    elif "{person.name}" in str(paper):
        assert PLANTED["name"] in given_away(office, id_, *argv, *NAMED)


@pytest.mark.parametrize("id_", [id_ for id_ in OF_MATTERS if PAPERS[id_].kinds != {"denunciation"}])
def test_a_paper_of_another_matter_that_they_brought_at_the_same_time_gives_nobody_away(office, id_):
    paper = PAPERS[id_]
    kind = next(kind for code, kind in KINDS.items() if code != "denunciation" and code in (paper.kinds or [code]))
    made, argv = about(office, paper, kind)
    office.json("add", "Một tố cáo", "--kind", "tc", "--to", made["visit"], now=DAY)
    told = given_away(office, id_, *argv) - {CONTENT}  # this matter's own text is no secret
    assert told == set()


def test_an_appointment_that_a_denouncer_kept_names_nobody(office):
    row = office.json("appoint", PLANTED["name"], "--on", "5/10/2026", "--about", CONTENT, now=DAY)["rows"][0]
    office.add("Việc khác", "--kind", "tc", "--name", PLANTED["name"], now=DAY)
    for id_ in ("R5", "R6"):
        argv = ("--appointment", str(row["appointment"]))
        assert given_away(office, id_, *argv) == set()
        assert PLANTED["name"] in given_away(office, id_, *argv, *NAMED)


@pytest.mark.parametrize("suffix", ["html", "xlsx"])
def test_the_offices_signed_book_names_everybody_but_who_denounced(office, suffix):
    office.add("Đường thôn 3", "--kind", "kien-nghi", "--name", "Ngô Bá Tú", now=DAY)
    office.add(CONTENT, "--kind", "tc", "--petition", *WHO, now=DAY)
    office.json("issue", "X8", "2", "--signed", "5/PC-UBND", now=DAY)
    path = Path(f"so.{suffix}")
    argv = ("register", "--official", "--with-identity", "--period", "2026-10", "-o", str(path))
    answer = office.run(*argv, now=DAY)
    assert answer.code == 0, answer.err
    if suffix == "xlsx":
        with zipfile.ZipFile(path) as parts:
            told = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    else:
        told = path.read_text(encoding="utf-8")
    told = letters(told + answer.out + answer.err)
    assert letters("Ngô Bá Tú") in told and letters("công dân (bí mật)") in told
    assert [value for value in (*PLANTED.values(), CONTENT) if letters(value) in told] == []
