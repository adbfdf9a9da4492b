"""An empty register as a workbook: headings, cells that take days, numbers or a choice, and an example."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from reception_cli.output.xlsx import close

if TYPE_CHECKING:
    from reception_cli.intake.template import Template

_LINES = 2000  # that are dressed for filling in; more may be written below
_HEAD = 2  # the row of the headings, from 0
_MOST_PEOPLE = 10_000


def workbook(template: "Template") -> Iterator[bytes]:
    """Write it on one sheet: headings, cells that take days, numbers or a choice, and the example."""
    file = BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("So tiep cong dan")
    bold = book.add_format({"bold": True, "font_size": 14})
    small = book.add_format({"italic": True, "font_color": "#555555"})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    text, number = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_string(0, 0, template.title, bold)
    sheet.write_string(1, 0, template.note, small)
    for place, column in enumerate(template.columns):
        style = day if isinstance(column.example, date) else number if isinstance(column.example, int) else text
        sheet.set_column(place, place, column.width, style)
        sheet.write_string(_HEAD, place, column.heading, head)
        if isinstance(column.example, date):
            sheet.write_datetime(_HEAD + 1, place, column.example, day)
        elif column.example != "":
            sheet.write(_HEAD + 1, place, column.example, style)
        if rule := _rule(column.choices, column.example):
            sheet.data_validation(_HEAD + 1, place, _HEAD + _LINES, place, rule)
    sheet.freeze_panes(_HEAD + 1, 0)
    close(book)
    yield file.getvalue()


def _rule(choices: tuple[str, ...], example: object) -> dict[str, object] | None:
    """Say what a cell may hold, as a spreadsheet program checks it."""
    if choices:
        return {"validate": "list", "source": list(choices)}
    if isinstance(example, date):
        return {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}
    if isinstance(example, int):
        return {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": _MOST_PEOPLE}
    return None
