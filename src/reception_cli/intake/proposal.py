"""A map of a file's own headings, written to be completed: those that are known filled in, the others listed."""

import json
from collections.abc import Sequence
from itertools import islice

from reception_cli.domain.errors import Damaged
from reception_cli.domain.words import _
from reception_cli.intake.columns import Layout, nearest_layout
from reception_cli.intake.maps import FIELDS
from reception_cli.intake.spreadsheet import OPENING, open_sheets


def propose(path: str, sheets: Sequence[str] = ()) -> tuple[str, int, int]:
    """Write the map for the sheet with most headings that are known: its text, how many are known, how many are not."""
    best: Layout | None = None
    for sheet in open_sheets(path):
        if (sheets and sheet.name not in sheets) or (sheet.hidden and not sheets):
            continue
        found = nearest_layout(list(islice(sheet.rows(), OPENING)))
        if found and (best is None or len(found.positions) > len(best.positions)):
            best = found
    if best is None:
        raise Damaged(_("the file has no sheet"))
    known = {field: place for field, place in best.positions.items() if field in FIELDS}
    taken = set(known.values())
    unknown = [text for place, text in enumerate(best.headings) if text and place not in taken]
    lines = ["[headings]", *(f"{field} = [{_quoted(best.headings[place])}]" for field, place in known.items())]
    if unknown:
        lines += [
            "",
            "# "
            + _("not placed yet: write the field before the heading; fields: {names}").format(names=", ".join(FIELDS)),
        ]
        lines += [f"# ? = [{_quoted(text)}]" for text in unknown]
    required = [field for field in ("day", "person" if "person" in known else "name", "content") if field in known]
    head = [f"required = [{', '.join(map(_quoted, required or ['day', 'person', 'content']))}]"]
    return "\n".join([*head, "", *lines, ""]), len(known), len(unknown)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
