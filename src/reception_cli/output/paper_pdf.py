"""A paper as PDF, set by typst: its wheel brings all it needs, on Windows too."""

import json
import os
from collections.abc import Sequence

import typst

from reception_cli import ROOT
from reception_cli.domain.text import shown
from reception_cli.output import qr
from reception_cli.reporting.paper_layout import DEAR, LOOK_UP, MOTTO, NATION, RECIPIENTS, SLIP, Measures, Sheet

_TEMPLATE = os.path.join(ROOT, "data", "templates", "paper.typ")


def document(sheets: Sequence[Sheet], size: Measures) -> bytes:
    """Write papers as one PDF, each from a page of its own."""
    told = {
        "measures": size._asdict(), "slip": size is SLIP,
        "nation": NATION, "motto": MOTTO, "dear": DEAR, "to": RECIPIENTS, "look_up": LOOK_UP,
        "sheets": [_told(sheet) for sheet in sheets],
    }  # fmt: skip
    made: bytes = typst.compile(_TEMPLATE, format="pdf", sys_inputs={"told": json.dumps(told)})
    return made


def _told(sheet: Sheet) -> dict[str, object]:
    texts = {
        name: _clean(getattr(sheet, name)) for name in ("layout", "parent", "body", "number", "dated", "title", "about")
    }
    return {
        **texts, "code": sheet.code, "qr": qr.svg(sheet.link) if sheet.link else "",
        "addressees": [*map(_clean, sheet.addressees)], "recipients": [*map(_clean, sheet.recipients)],
        "signers": [{name: _clean(text) for name, text in box._asdict().items()} for box in sheet.signers],
        "blocks": [
            {
                "style": block.style, "text": _clean(block.text), "widths": block.widths, "height": block.height,
                "figures": block.figures,
                "rows": [[*map(_clean, row)] for row in block.rows],
            }
            for block in sheet.blocks
        ],
    }  # fmt: skip


def _clean(text: str) -> str:
    return "\n".join(shown(line) for line in text.split("\n"))
