"""A paper as a page to print: one HTML file with nothing to fetch and nothing to run."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

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

_STYLE = """
@page {{ size: {width}mm {height}mm; margin: {top}mm {right}mm {bottom}mm {left}mm;
 @top-center {{ content: counter(page); font: {number}pt "Times New Roman", "Liberation Serif", Tinos, serif; }} }}
@page :first {{ @top-center {{ content: none; }} }}
* {{ box-sizing: border-box; }}
body {{ font: {text}pt/1.25 "Times New Roman", "Liberation Serif", Tinos, serif; color: #000; margin: 0; }}
article {{ width: {written}mm; margin: 0 auto; break-after: page; }}
article:last-child {{ break-after: auto; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ vertical-align: top; }}
p {{ margin: 0; overflow-wrap: break-word; }}
.head td {{ text-align: center; line-height: 1.15; padding: 0 1mm; }}
.nation, .parent, .body {{ font-size: {nation}pt; }}
.nation, .motto, .body {{ font-weight: bold; }}
.motto {{ font-size: {motto}pt; }}
.motto span {{ border-bottom: .75pt solid #000; padding-bottom: 1pt; white-space: nowrap; }}
.nation {{ white-space: nowrap; }}
.rule {{ width: 40%; margin: 1pt auto 0; border-top: .75pt solid #000; }}
.number {{ font-size: {number}pt; padding-top: {gap}pt; }}
.dated {{ font-size: {dated}pt; font-style: italic; padding-top: {gap}pt; }}
.subject {{ font-size: {subject}pt; padding-top: 6pt; }}
h1 {{ font-size: {text}pt; text-align: center; margin: {wide}pt 0 0; }}
.about {{ font-weight: bold; text-align: center; }}
.to {{ margin: {wide}pt 0 {gap}pt {indent}mm; }}
.to td:first-child {{ white-space: nowrap; width: 1%; padding-right: 2mm; }}
.say p {{ text-align: justify; margin-top: {gap}pt; }}
.say .p, .say .article, .say .basis {{ text-indent: {indent}mm; }}
.say .basis {{ font-style: italic; }}
.say .head {{ font-weight: bold; text-indent: {indent}mm; break-after: avoid; }}
.say .centre {{ font-weight: bold; text-align: center; }}
.say .hand {{ border-bottom: 1pt dotted #000; height: 1.6em; }}
.list {{ margin-top: {gap}pt; }}
.list td, .list th {{ border: .75pt solid #000; padding: .5mm 1.5mm; height: 1.4em; overflow-wrap: anywhere;
 font-size: {cell}pt; }}
.list td:first-child {{ text-align: center; }}
.list .figure {{ text-align: right; white-space: nowrap; }}
.end {{ margin-top: {wide}pt; break-inside: avoid; }}
.end td {{ text-align: center; padding: 0 1mm; }}
.end .next td {{ padding-top: {wide}pt; }}
.end .list-of {{ text-align: left; font-size: {recipients}pt; width: 45%; }}
.list-of b {{ font-size: {label}pt; font-style: italic; }}
.pen {{ height: {pen}mm; }}
.code {{ margin-top: {gap}pt; font-size: {recipients}pt; display: flex; align-items: center; gap: 3mm; }}
.code svg {{ width: {qr}mm; height: {qr}mm; }}
.code b {{ letter-spacing: .06em; }}
.between .code {{ display: block; margin: 0; white-space: nowrap; }}
.between svg {{ display: block; margin: 0 auto; }}
@media screen {{ body {{ background: #ddd; }} article {{ background: #fff; width: {width}mm; min-height: {height}mm;
 padding: {top}mm {right}mm {bottom}mm {left}mm; margin: 4mm auto; }} }}
"""


def document(sheets: Iterable[Sheet], size: Measures) -> bytes:
    """Write papers one behind the other, each on a page of its own."""
    listed = list(sheets)
    style = _STYLE.format(**size._asdict(), wide=size.gap * 2, written=size.written)
    title = escape(shown(" ".join((listed[0].title or listed[0].about).split())))
    body = "".join(part for sheet in listed for part in _article(sheet, size))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    page = (
        f'<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{style}</style>\n'
        f"</head>\n<body>\n{body}</body>\n</html>\n"
    )
    return page.encode()


def _article(sheet: Sheet, size: Measures) -> Iterator[str]:
    slip = size is SLIP
    yield "<article>\n"
    yield from _head(sheet, size)
    if sheet.title:
        yield f"<h1>{_lines(sheet.title)}</h1>\n"
        if sheet.about:
            yield f'<p class="about">{_lines(sheet.about)}</p>\n<div class="rule" style="width: 18%"></div>\n'
    if sheet.addressees:
        yield _addressees(sheet.addressees)
    yield '<div class="say">\n'
    for block in sheet.blocks:
        yield from _block(block)
    yield "</div>\n"
    yield from _end(sheet, slip)
    if not (slip and len(sheet.signers) in (1, 2) and not sheet.recipients):
        yield _code(sheet)
    yield "</article>\n"


def _head(sheet: Sheet, size: Measures) -> Iterator[str]:
    nation = f'<p class="nation">{NATION}</p><p class="motto"><span>{MOTTO}</span></p>'
    if sheet.layout == "citizen":
        yield f'<table class="head"><tr><td>{nation}</td></tr>'
        yield f'<tr><td class="dated" style="text-align: right">{_text(sheet.dated)}</td></tr></table>\n'
        return
    left = f'<p class="parent">{_lines(sheet.parent.upper())}</p>' if sheet.parent else ""
    left += f'<p class="body">{_lines(sheet.body.upper())}</p><div class="rule"></div>'
    width = f'<col style="width: {size.head_left}%"><col style="width: {100 - size.head_left}%">'
    yield f'<table class="head">{width}<tr><td>{left}</td><td>{nation}</td></tr>'
    letter = not sheet.title
    subject = f'<p class="subject">{_text(sheet.about)}</p>' if letter and sheet.about else ""
    number = f'<p class="number">{_text(sheet.number)}</p>' if sheet.number else ""
    yield f'<tr><td>{number}{subject}</td><td class="dated">{_text(sheet.dated)}</td></tr></table>\n'


def _addressees(names: Sequence[str]) -> str:
    told = _text(names[0]) if len(names) == 1 else "<br>".join(map(_text, items(names)))
    return f'<div class="to"><table><tr><td>{DEAR}</td><td>{told}</td></tr></table></div>\n'


def _block(block: Block) -> Iterator[str]:
    if block.style == "table":
        yield _table(block)
    elif block.style == "dots":
        yield '<div class="hand"></div>\n' * len(block.rows)
    elif block.style == "article":
        first, stop, rest = block.text.partition(". ")
        yield f'<p class="article"><b>{_text(first)}{stop.strip()}</b> {_text(rest)}</p>\n'
    else:
        yield f'<p class="{block.style}">{_lines(block.text)}</p>\n'


def _table(block: Block) -> str:
    widths = "".join(f'<col style="width: {width}%">' for width in block.widths)
    head, *rows = block.rows
    cells = "".join(f"<th>{_text(cell)}</th>" for cell in head)
    row_ = f'<tr style="height: {block.height}mm">' if block.height else "<tr>"
    side = [' class="figure"' if place in block.figures else "" for place in range(len(head))]
    body = "".join(
        row_ + "".join(f"<td{side[place]}>{_text(cell)}</td>" for place, cell in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f'<table class="list">{widths}<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>\n'


def _end(sheet: Sheet, slip: bool) -> Iterator[str]:
    if not sheet.recipients and not sheet.signers:
        return
    yield '<table class="end">'
    if sheet.recipients and len(sheet.signers) <= 1:
        box = sheet.signers[0] if sheet.signers else Signer("")
        yield f'<tr><td class="list-of">{_recipients(sheet)}</td><td>{_office(box)}{_pen(box)}</td></tr>'
    else:
        boxes = sheet.signers if len(sheet.signers) > 1 else (Signer(""), *sheet.signers)
        between = f'<td rowspan="2" class="between">{_code(sheet)}</td>' if slip and len(boxes) == 2 else ""
        across = min(len(boxes), ACROSS)
        for first in range(0, len(boxes), across):
            row = boxes[first : first + across]
            offices = [f'<td style="width: {100 // across}%">{_office(box)}</td>' for box in row]
            row_ = '<tr class="next">' if first else "<tr>"
            yield f"{row_}{offices[0]}{between}{''.join(offices[1:])}</tr>"
            yield "<tr>" + "".join(f"<td>{_pen(box)}</td>" for box in row) + "</tr>"
        if sheet.recipients:
            yield f'<tr><td class="list-of" colspan="{across}">{_recipients(sheet)}</td></tr>'
    yield "</table>\n"


def _recipients(sheet: Sheet) -> str:
    told = "".join(f"<p>{_text(item)}</p>" for item in items(sheet.recipients))
    return f"<b>{RECIPIENTS}</b>{told}"


def _office(box: Signer) -> str:
    if not box.title:
        return ""
    return f"<b>{_lines(box.title)}</b>" + (f"<br><i>{_text(box.how)}</i>" if box.how else "")


def _pen(box: Signer) -> str:
    return f'<div class="pen"></div><b>{_text(box.name)}</b>' if box.title else ""


def _code(sheet: Sheet) -> str:
    if not sheet.code:
        return ""
    drawn = qr.svg(sheet.link) if sheet.link else ""
    return f'<div class="code">{drawn}<span>{LOOK_UP} <b>{_text(sheet.code)}</b></span></div>\n'


def _text(text: str) -> str:
    return escape(shown(text.replace("\n", " ")), quote=True)


def _lines(text: str) -> str:
    return "<br>".join(_text(line) for line in text.split("\n"))
