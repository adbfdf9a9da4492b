"""What the papers of these tests are about: a matter of the kind that each is for, told in full or hardly at all."""

import re
from unicodedata import normalize

from reception_cli.law import papers
from reception_cli.reporting.papers import fields

OFFICE = {
    "superior": "Ủy ban nhân dân thành phố Đà Nẵng", "place": "Thăng Bình", "symbol": "UBND",
    "signer": "Nguyễn Văn Hùng",
    "signer-title": "Chủ tịch", "signer-authority": "TM. ỦY BAN NHÂN DÂN", "officer": "Trần Thị Lan",
    "officer-title": "Công chức tiếp công dân", "address": "282 Tiểu La, xã Thăng Bình", "phone": "0235 3874 123",
    "public-url": "https://tra-cuu.example.vn/tcd",
}  # fmt: skip
DAY = "2026-10-05T08:10:00+07:00"  # a Monday; no day off before 24 November
PAPERS = papers.papers()
CONTENT = "Bí thư nhận bảy mươi bảy lượng"
KINDS = {"complaint": "kn", "denunciation": "tc", "recommendation": "kien-nghi", "feedback": "phan-anh"}


def said(desk):
    """Say everything that papers ask of the unit."""
    for key, value in OFFICE.items():
        assert desk.run("config", key, value, now=DAY).code == 0


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


def documents(paper):
    """Give the argument for a list of documents, where a paper has one."""
    listed = any(part.get("style") in ("documents", "components") for part in paper.say)
    return ("--document", "Đơn; 1; bản chính") if listed else ()


def everything(paper):
    """Give the arguments that fill every field of a paper, those that the register could fill, too."""
    said_before = ("documents", "law.", "unit.", "head.", "officer.")
    facts = [name for name in fields(paper) if not name.startswith(said_before)]
    filled = [part for name in facts for part in ("--fact", f"{name}=điều đã biết")]
    theirs = kind_of(paper) == "denunciation" and paper.to_citizen
    named = ("--with-identity", "--reason", "lập văn bản") if theirs else ()
    return (*filled, *named, *documents(paper))


def letters(text):
    """What is read: without blanks, which each writer sets in its own way, and numbers of our book, which go on.

    Letters that follow themselves count once: of a letter that a face draws in two pieces a reader tells both.
    """
    text = re.sub(r"Số: ?\d+/", "Số: …/", normalize("NFKC", text))
    return re.sub(r"(.)\1+", r"\1", "".join(text.split()))
