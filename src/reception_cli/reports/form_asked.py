"""What is asked of a statutory form, and its figures with what stands beside the register."""

from collections.abc import Mapping
from typing import NamedTuple

from reception_cli.reports import footing
from reception_cli.reports.forms import Circular, Form
from reception_cli.reports.measuring import Figure, Measured, Span, measure, summed
from reception_cli.reports.period import Period
from reception_cli.store.book import Book


class Asked(NamedTuple):
    """What a form is to tell: the period, how matters count, and what stands beside the register."""

    form: Form
    period: Period
    in_force: Circular
    counting: str = "distinct"
    opening: Mapping[int, Figure] = {}  # counted before the desk had a register
    before: Mapping[int, Figure] | None = None  # figures of the report before, to be gone on from
    base: Period | None = None  # period to compare with
    units: tuple[int, ...] = ()  # places of those whose registers are counted; none named: all

    @property
    def span(self) -> Span:
        """What is counted."""
        return Span(self.period.first, self.period.last, self.counting, units=self.units)


def figures(book: Book, asked: Asked) -> Measured:
    """Count every column, with what was counted before the register began."""
    found = measure(book, asked.form, asked.span)
    if not asked.opening:
        return found
    counted = {cell.n: found.cells[cell.n] for cell in asked.form.cells if not cell.sum}
    return found._replace(cells=summed(asked.form, footing.opened(counted, asked.opening)))
