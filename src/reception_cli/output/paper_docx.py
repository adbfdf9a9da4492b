"""A paper as a Word document that an office may still write in: real paragraphs and tables, no boxes."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reception_cli.domain.text import shown
from reception_cli.output import qr
from reception_cli.output.papers import ACROSS, items
from reception_cli.reporting.paper_layout import (
    DEAR,
    LOOK_UP,
    MOTTO,
    NATION,
    RECIPIENTS,
    SLIP,
    Block,
    Measures,
    Sheet,
    Signer,
)  # fmt: skip

_FACE = "Times New Roman"
_LANGUAGE = "vi-VN"


def document(sheets: Sequence[Sheet], size: Measures) -> bytes:
    """Write papers as one document, each from a page of its own."""
    return _Writer(size).document(sheets)


class _Writer:
    """One document that is being written."""

    def __init__(self, size: Measures) -> None:
        self.size, self.slip = size, size is SLIP
        self.doc: Any = Document()

    def document(self, sheets: Sequence[Sheet]) -> bytes:
        self._page()
        for place, sheet in enumerate(sheets):
            if place:
                self.doc.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
            self._sheet(sheet)
        core = self.doc.core_properties
        core.title, core.author, core.language = " ".join(sheets[0].title.split()), "", _LANGUAGE
        file = BytesIO()
        self.doc.save(file)
        return file.getvalue()

    def _page(self) -> None:
        size, section = self.size, self.doc.sections[0]
        section.page_width, section.page_height = Mm(size.width), Mm(size.height)
        section.orientation = WD_ORIENT.PORTRAIT if size.height > size.width else WD_ORIENT.LANDSCAPE
        section.top_margin, section.bottom_margin = Mm(size.top), Mm(size.bottom)
        section.left_margin, section.right_margin = Mm(size.left), Mm(size.right)
        section.header_distance = Mm(min(10, size.top / 4))
        section.different_first_page_header_footer = True
        style = self.doc.styles["Normal"]
        style.font.name, style.font.size = _FACE, Pt(size.text)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(kind), _FACE)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), _LANGUAGE)
        style.element.get_or_add_rPr().append(language)
        style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.line_spacing = 1.0
        number = section.header.paragraphs[0]
        number.alignment = ALIGN.CENTER
        _field(number.add_run(), "PAGE")

    # --- Pieces.

    def _sheet(self, sheet: Sheet) -> None:
        self._head(sheet)
        if sheet.title:
            self._par(self.doc, sheet.title, bold=True, align=ALIGN.CENTER, before=self.size.gap * 2)
            if sheet.about:
                self._par(self.doc, sheet.about, bold=True, align=ALIGN.CENTER)
                self._rule(self.doc, 0.18 * self.size.written)
        if sheet.addressees:
            self._dear(sheet.addressees)
        for block in sheet.blocks:
            self._block(block)
        self._end(sheet)
        if sheet.code and not (self.slip and len(sheet.signers) in (1, 2) and not sheet.recipients):
            self._code(self.doc, sheet, ALIGN.LEFT)

    def _head(self, sheet: Sheet) -> None:
        size = self.size
        if sheet.layout == "citizen":
            self._nation(self.doc)
            self._par(self.doc, sheet.dated, italic=True, align=ALIGN.RIGHT, pt=size.dated, before=size.gap)
            return
        left, right = round(size.head_left), round(100 - size.head_left)
        table = self._table(2, (left, right))
        cell = table.cell(0, 0)
        if sheet.parent:
            self._par(cell, sheet.parent.upper(), align=ALIGN.CENTER, pt=size.nation)
        self._par(cell, sheet.body.upper(), bold=True, align=ALIGN.CENTER, pt=size.nation)
        self._rule(cell, 0.4 * size.written * left / 100)
        self._nation(table.cell(0, 1))
        cell = table.cell(1, 0)
        self._par(cell, sheet.number, align=ALIGN.CENTER, pt=size.number, before=size.gap)
        if not sheet.title and sheet.about:
            self._par(cell, sheet.about, align=ALIGN.CENTER, pt=size.subject, before=6)
        self._par(table.cell(1, 1), sheet.dated, italic=True, align=ALIGN.CENTER, pt=size.dated, before=size.gap)

    def _nation(self, where: Any) -> None:
        self._par(where, NATION, bold=True, align=ALIGN.CENTER, pt=self.size.nation)
        self._par(where, MOTTO, bold=True, align=ALIGN.CENTER, pt=self.size.motto, underline=True)

    def _dear(self, names: Sequence[str]) -> None:
        indent, gap = self.size.indent, self.size.gap
        if len(names) == 1:
            self._par(self.doc, f"{DEAR} {names[0]}", left=indent, before=gap * 2, after=gap)
            return
        self._par(self.doc, DEAR, left=indent, before=gap * 2)
        for item in items(names):
            self._par(self.doc, item, left=indent * 2)

    def _block(self, block: Block) -> None:
        gap, indent = self.size.gap, self.size.indent
        if block.style == "table":
            self._list(block)
        elif block.style == "dots":
            for _row in block.rows:
                line = self._par(self.doc, "", before=gap)
                _border(line, "dotted")
        elif block.style == "article":
            first, stop, rest = block.text.partition(". ")
            par = self._par(self.doc, first + stop.strip(), bold=True, align=ALIGN.JUSTIFY, first=indent, before=gap)
            self._run(par, " " + rest)
        elif block.style == "centre":
            self._par(self.doc, block.text, bold=True, align=ALIGN.CENTER, before=gap)
        else:
            self._par(
                self.doc, block.text, bold=block.style == "head", italic=block.style == "basis", align=ALIGN.JUSTIFY,
                first=0 if block.style == "plain" else indent, before=gap, keep=block.style == "head",
            )  # fmt: skip

    def _list(self, block: Block) -> None:
        self._par(self.doc, "", pt=4, keep=True)  # behind a title
        table = self._table(len(block.rows), block.widths, grid=True)
        for row in [*table.rows][1:] if block.height else ():
            row.height = Mm(block.height)
        for y, row in enumerate(block.rows):
            cells = table.rows[y].cells
            for x, text in enumerate(row):
                side = ALIGN.CENTER if y == 0 or x == 0 else ALIGN.RIGHT if x in block.figures else ALIGN.LEFT
                self._par(
                    cells[x], text, bold=y == 0, align=side, pt=self.size.cell, before=0 if self.slip else 1,
                )  # fmt: skip
        header = OxmlElement("w:tblHeader")
        header.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(header)

    def _end(self, sheet: Sheet) -> None:
        if not sheet.recipients and not sheet.signers:
            return
        self._par(self.doc, "", pt=self.size.gap)
        if sheet.recipients and len(sheet.signers) <= 1:
            table = self._table(1, (45, 55))
            self._recipients(table.cell(0, 0), sheet.recipients)
            for box in sheet.signers:
                self._office(table.cell(0, 1), box)
                self._name(table.cell(0, 1), box)
            return
        boxes = sheet.signers if len(sheet.signers) > 1 else (Signer(""), *sheet.signers)
        between = self.slip and len(boxes) == 2 and bool(sheet.code)
        for start in range(0, len(boxes), ACROSS):
            row: list[Signer | None] = [*boxes[start : start + ACROSS]]
            if between:
                row.insert(1, None)
            if start:
                self._par(self.doc, "", pt=self.size.gap * 2)
            table = self._table(2, (100 // len(row),) * len(row))
            for x, signer in enumerate(row):
                if signer is None:
                    self._code(table.cell(0, x).merge(table.cell(1, x)), sheet, ALIGN.CENTER)
                else:
                    self._office(table.cell(0, x), signer)
                    self._name(table.cell(1, x), signer)
        if sheet.recipients:
            self._recipients(self.doc, sheet.recipients)

    def _office(self, where: Any, box: Signer) -> None:
        self._par(where, box.title, bold=True, align=ALIGN.CENTER, keep=not self.slip)
        if box.how:
            self._par(where, box.how, italic=True, align=ALIGN.CENTER, pt=self.size.text - 1, keep=not self.slip)

    def _name(self, where: Any, box: Signer) -> None:
        self._par(where, box.name, bold=True, align=ALIGN.CENTER, before=self.size.pen / 0.3528 if box.title else 0)

    def _recipients(self, where: Any, names: Sequence[str]) -> None:
        size = self.size
        self._par(where, RECIPIENTS, bold=True, italic=True, pt=size.label)
        for item in items(names):
            self._par(where, item, pt=size.recipients)

    def _code(self, where: Any, sheet: Sheet, align: Any) -> None:
        drawn = qr.png(sheet.link) if sheet.link else b""
        if drawn:
            par = self._par(where, "", align=align, before=self.size.gap)
            par.add_run().add_picture(BytesIO(drawn), width=Mm(self.size.qr))
        par = self._par(where, f"{LOOK_UP} ", align=align, pt=self.size.recipients)
        self._run(par, sheet.code, bold=True, pt=self.size.recipients)

    # --- Paragraphs, tables, lines.

    def _par(
        self, where: Any, text: str, *, bold: bool = False, italic: bool = False, underline: bool = False,
        align: Any = ALIGN.LEFT, pt: float = 0, first: float = 0, left: float = 0, before: float = 0,
        after: float = 0, keep: bool = False,
    ) -> Any:  # fmt: skip
        """Add a paragraph; a cell's first, empty one is taken before another is added."""
        empty = where is not self.doc and len(where.paragraphs) == 1 and not where.paragraphs[0].runs
        par = where.paragraphs[0] if empty else where.add_paragraph()
        par.alignment = align
        form = par.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.first_line_indent, form.left_indent = Mm(first), Mm(left)
        form.keep_with_next = keep
        if not text and pt:  # the mark of an empty paragraph is as high as a letter
            form.line_spacing = Pt(pt)
        self._run(par, text, bold, italic, underline, pt)
        return par

    def _run(
        self, par: Any, text: str, bold: bool = False, italic: bool = False, underline: bool = False, pt: float = 0
    ) -> None:  # fmt: skip
        for n, line in enumerate(text.split("\n")):
            run = par.add_run()
            if n:
                run.add_break()
            run.add_text(shown(line))
            run.bold, run.italic, run.underline = bold, italic, underline or None
            run.font.size = Pt(pt or self.size.text)

    def _table(self, rows: int, widths: Iterable[int], grid: bool = False) -> Any:
        shares = list(widths)
        table = self.doc.add_table(rows, len(shares))
        table.style = "Table Grid" if grid else "Normal Table"
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        if not grid:
            _bare(table)
        for column, share in enumerate(shares):
            table.columns[column].width = Mm(self.size.written * share / sum(shares))
            for cell in table.columns[column].cells:
                cell.width = Mm(self.size.written * share / sum(shares))
        for row in table.rows:
            fixed = OxmlElement("w:cantSplit")
            row._tr.get_or_add_trPr().append(fixed)
        return table

    def _rule(self, where: Any, width: float) -> None:
        """Draw a line so many millimetres wide, in the middle of what it stands in."""
        par = self._par(where, "", align=ALIGN.CENTER, pt=2)
        whole = self.size.written * (self.size.head_left / 100 if where is not self.doc else 1)
        side = (whole - width) / 2
        par.paragraph_format.left_indent = par.paragraph_format.right_indent = Mm(max(side, 0))
        _border(par, "single")


def _bare(table: Any) -> None:
    """Let the cells of a table begin where the text begins."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def _border(par: Any, line: str) -> None:
    edges = OxmlElement("w:pBdr")
    for place in ("bottom", "between") if line == "dotted" else ("bottom",):  # neighbours are framed together
        edge = OxmlElement(f"w:{place}")
        for name, value in (("val", line), ("sz", "6"), ("space", "1"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
    par._p.get_or_add_pPr().append(edges)


def _field(run: Any, name: str) -> None:
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)
