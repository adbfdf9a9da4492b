"""Several tables on one page: for a browser and paper, as a mail, and as plain text.

One file, nothing fetched. Figures are drawn by `svg`; the few lines of script only sort tables that are whole without
them, and are named by their digest, so that a browser runs no other.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from reception_cli.domain.text import shown
from reception_cli.domain.text import width as cells_of
from reception_cli.domain.words import _, number
from reception_cli.output.html import template
from reception_cli.output.svg import picture
from reception_cli.output.values import How, word
from reception_cli.reporting.table import Column, Page, Section, Table

_SCRIPT = """
document.querySelectorAll("table.sortable th button").forEach(function (button) {
  button.addEventListener("click", function () {
    var head = button.parentNode, table = head.closest("table"), body = table.tBodies[0];
    var place = Array.prototype.indexOf.call(head.parentNode.children, head);
    var down = head.getAttribute("aria-sort") === "ascending";
    table.querySelectorAll("th").forEach(function (one) { one.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    function key(row) { return row.children[place].getAttribute("data-key") || row.children[place].textContent; }
    Array.prototype.slice.call(body.rows).sort(function (a, b) {
      var x = key(a), y = key(b), n = Number(x) - Number(y);
      var order = isNaN(n) || x === "" || y === "" ? x.localeCompare(y) : n;
      return down ? -order : order;
    }).forEach(function (row) { body.appendChild(row); });
  });
});
function unfold() {
  var place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  var fold = place && place.closest("details");
  if (fold) { fold.open = true; place.scrollIntoView(); }
}
addEventListener("hashchange", unfold);
unfold();
"""


class _Cell(NamedTuple):
    """One cell: what it reads, what it is sorted by, and the list it leads to."""

    text: str
    key: str
    anchor: str
    figure: bool


def html(table: Table, how: How) -> Iterator[str]:
    """Write the page of data/templates/page.html."""
    assert table.page is not None
    return _page(table.page, how, scripted=True)


def mail(page: Page, language: str) -> str:
    """Write the page as a mail shows it: no script, no picture, nothing to unfold."""
    return "".join(_page(page, How(language=language), scripted=False))


def _page(page: Page, how: How, scripted: bool) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    return template("page.html").generate(
        page=page,
        language=how.language,
        cards=[(card.title, number(card.value), card.changes) for card in page.cards],
        sections=[_laid_out(section, how, scripted) for section in page.sections],
        script=_SCRIPT if scripted else "",
        digest=digest,
        behind=_("The records behind these figures, by number"),
    )


def _laid_out(section: Section, how: How, scripted: bool) -> dict[str, Any]:
    table = section.table
    columns = filled(table)
    rows = list(table.rows)
    return {
        "key": section.key,
        "table": table,
        "columns": columns,
        "sides": ["figure" if column.is_figure else "text long" if column.wide else "text" for column in columns],
        "rows": [[_cell(row, column, section, how, scripted) for column in columns] for row in rows],
        "picture": picture(table._replace(rows=rows), how) if scripted and table.chart and rows else None,
        "behind": [(f"{section.key}-{value}", one) for value, one in section.behind.items()] if scripted else [],
    }


def _cell(row: Mapping[str, Any], column: Column, section: Section, how: How, linked: bool) -> _Cell:
    value = row.get(column.key)
    leads = linked and column.key == section.label and str(value) in section.behind
    figure = column.is_figure
    return _Cell(
        word(value, column, how.language, grouped=True), "" if value is None else str(value),
        f"{section.key}-{value}" if leads else "", figure,
    )  # fmt: skip


def filled(table: Table) -> tuple[Column, ...]:
    """Give the columns that people read and in which anything stands."""
    rows = list(table.rows)
    return tuple(
        column for column in table.columns
        if not column.hidden and (not rows or any(row.get(column.key) not in _NOTHING for row in rows))
    )  # fmt: skip


_NOTHING: tuple[Any, ...] = (None, "", (), [])  # in a cell
_LINE = 72


def text(page: Page, language: str) -> str:
    """Write the page as plain text, part by part."""
    lines = [shown(page.title), "=" * min(cells_of(shown(page.title)), _LINE), *map(shown, page.lead), ""]
    for section in page.sections:
        lines += [*_told(section.table, language), ""]
    return "\n".join([*lines, *map(shown, page.foot)]).rstrip() + "\n"


def _told(table: Table, language: str) -> Iterator[str]:
    rows, columns = list(table.rows), filled(table)
    yield shown(table.title)
    for row in rows:
        parts = (_named(row.get(column.key), column, language) for column in columns)
        yield "  - " + "; ".join(filter(None, parts))
    yield from ("  " + shown(line) for line in table.said)
    yield from ("  " + shown(note.text) for note in table.notes)


def _named(value: Any, column: Column, language: str) -> str:
    """Write a figure with the heading that says what it counts; a word stands for itself."""
    if value in _NOTHING:
        return ""
    told = word(value, column, language, grouped=True)
    return f"{shown(column.title)}: {told}" if column.is_figure or column.type == "date" else told
