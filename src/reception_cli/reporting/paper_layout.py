"""A paper of Decree 30/2020/ND-CP as it is laid out, whatever writes it: head, title, body, recipients, signatures."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reception_cli.law import data

_FORM = data.read("layout", "paper")
NATION, MOTTO, DEAR, RECIPIENTS, LOOK_UP, HEAD, HEAD_HOW = (
    _FORM["words"][name] for name in ("nation", "motto", "dear", "recipients", "look_up", "head", "head_how")
)


class Block(NamedTuple):
    """A piece of the body.

    style: p (first line indented), plain, basis, head, article, centre, dots (`rows` of them to write on), table.
    """

    style: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, its headings first
    widths: tuple[int, ...] = ()  # of its columns, in hundredths
    height: float = 0  # of its rows below the headings in millimetres, at the least
    figures: tuple[int, ...] = ()  # places of its columns of figures, set to the right


class Signer(NamedTuple):
    """One box of the signatures."""

    title: str
    how: str = ""
    name: str = ""


class Sheet(NamedTuple):
    """One paper, complete."""

    layout: str  # slip | notice | letter | decision | minutes | citizen | book
    parent: str
    body: str
    number: str  # `Số: 05/TB-UBND`; "": it has none
    dated: str  # place and day; "": it has none
    title: str
    about: str
    addressees: tuple[str, ...]
    blocks: tuple[Block, ...]
    recipients: tuple[str, ...]
    signers: tuple[Signer, ...]
    code: str = ""  # look-up code in groups
    link: str = ""  # what the QR code holds
    facts: Mapping[str, str] = {}  # every fact, or dots, for an office's own template


class Measures(NamedTuple):
    """The numbers of a sheet: millimetres and points."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    indent: float
    nation: float
    motto: float
    dated: float
    text: float
    subject: float
    recipients: float
    gap: float  # between paragraphs
    head_left: float  # hundredths of the text's width
    label: float  # `Nơi nhận:`
    number: float
    pen: float  # room for a signature
    qr: float  # side of the QR code
    cell: float  # letters in a table

    @property
    def written(self) -> float:
        """Width of the text."""
        return self.width - self.left - self.right


A4, BOOK, SLIP = (Measures(**_FORM[sheet]) for sheet in ("a4", "book", "slip"))
TABLES: Mapping[str, Mapping[str, Any]] = _FORM["tables"]
REPORT: Mapping[str, str] = _FORM["report"]  # the words of the office's report


def size_of(sheet: Sheet, slip: bool) -> Measures:
    """Choose the measures of a paper: half a sheet for a slip printer, a page of a book, or A4."""
    return SLIP if slip else BOOK if sheet.layout == "book" else A4


def table(name: str, known: Mapping[str, Iterable[tuple[str, ...]]]) -> Block:
    """Make one of TABLES with its headings, its lines numbered; `known` are the rows by what fills them."""
    form = TABLES[name]
    heads = tuple(form["heads"])
    rows = [*known.get(form["of"], ())] or [("",) * (len(heads) - 1)] * form["blank"]
    told = (heads, *((str(n), *row) for n, row in enumerate(rows, 1)))
    return Block("table", "", told, tuple(form["widths"]), form.get("height", 0))
