"""Form 01/TCD of every statutory year that a register tells of, as a bundle carries it to be held against."""

from datetime import date
from typing import Any

from reception_cli.model.dates import FIRST_YEAR, LAST_YEAR
from reception_cli.reports import forms
from reception_cli.reports.measuring import Span, measure
from reception_cli.reports.period import read_period
from reception_cli.store.book import Book

_CODE = "01/TCD"
# A statutory year ends on 14 December: what comes later belongs to the next one.
_YEARS = (
    "SELECT DISTINCT CAST(substr(day, 1, 4) AS INTEGER) + CASE WHEN substr(day, 6) > '12-14' THEN 1 ELSE 0 END"
    f" FROM links WHERE counted > 0 AND day BETWEEN '{FIRST_YEAR}-12-15' AND '{LAST_YEAR}-12-14' ORDER BY 1"
)


def form_01_tcd(book: Book) -> dict[str, Any]:
    """Fill the form as it comes with the program, for each year that a period can name.

    Each matter counts once in a block. What a wrong clock put into the year 9999 is in no report.
    """
    return {f"tk-{year}": _year(book, year) for (year,) in book.db.execute(_YEARS)}


def _year(book: Book, year: int) -> dict[str, Any]:
    period = read_period(f"tk-{year}", date(year, 12, 14))
    form, _in_force = forms.choose(_CODE, "", period.last)
    cells = measure(book, form, Span(period.first, period.last, "distinct")).cells
    return {"circular": form.circular, "columns": {str(n): figure for n, figure in cells.items()}}
