"""A paper of Decree 30/2020/ND-CP as it is laid out, whatever writes it: head, title, body, recipients, signatures."""

from collections.abc import Mapping
from typing import NamedTuple

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DEAR = "Kính gửi:"
RECIPIENTS = "Nơi nhận:"
LOOK_UP = "Mã tra cứu:"


class Block(NamedTuple):
    """A piece of the body.

    style: p (first line indented), plain, basis, head, article, centre, dots (`rows` of them to write on), table.
    """

    style: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()  # of a table, its headings first
    widths: tuple[int, ...] = ()  # of its columns, in hundredths


class Signer(NamedTuple):
    """One box of the signatures."""

    title: str
    how: str = ""
    name: str = ""


class Sheet(NamedTuple):
    """One paper, complete."""

    layout: str  # slip | notice | letter | decision | minutes | citizen
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
    """The numbers of Decree 30/2020/ND-CP, annex I: millimetres and points."""

    width: float = 210
    height: float = 297
    top: float = 20
    bottom: float = 20
    left: float = 30
    right: float = 15
    indent: float = 10
    nation: float = 13
    motto: float = 14
    dated: float = 14
    text: float = 14
    subject: float = 12.5
    recipients: float = 11
    gap: float = 6  # between paragraphs
    head_left: float = 40  # hundredths of the text's width
    label: float = 12  # `Nơi nhận:`
    number: float = 13

    @property
    def written(self) -> float:
        """Width of the text."""
        return self.width - self.left - self.right


A4 = Measures()
# Half an A5 sheet for a slip printer: the law sets no measures for it, the order of the lines stays.
SLIP = Measures(148, 105, 5, 5, 8, 8, 6, 8, 8.5, 8, 8, 8, 7.5, 0.8, 42, 7.5, 8)
