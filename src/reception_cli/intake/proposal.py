"""A map of a file's own headings, written to be completed: those that are known filled in, the others listed."""

import json
from collections.abc import Mapping, Sequence
from itertools import islice

from reception_cli.domain.errors import Damaged
from reception_cli.domain.words import _
from reception_cli.intake.columns import Layout, nearest_layout
from reception_cli.intake.maps import FIELDS, NOTHING
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
        raise Damaged(_("The file has no sheet."))
    known = {field: place for field, place in best.positions.items() if field in FIELDS}
    taken = set(known.values())
    unknown = [text for place, text in enumerate(best.headings) if text and place not in taken]
    return written({best.headings[place]: field for field, place in known.items()}, unknown), len(known), len(unknown)


def written(
    fields: Mapping[str, str], unknown: Sequence[str] = (), values: Mapping[str, str] | None = None, holds: str = ""
) -> str:
    """Write a map: the field of each heading, headings that are not placed, values for all lines, what it holds."""
    spellings: dict[str, list[str]] = {}
    for heading, field in fields.items():
        spellings.setdefault(field, []).append(heading)
    required = ["day", "person" if "person" in spellings else "name", "content"]
    head = [f'holds = "{holds}"'] if holds else []
    if holds != NOTHING:
        head += [f"required = [{', '.join(map(_quoted, required))}]", "", "[headings]"]
        head += [f"{field} = [{', '.join(map(_quoted, texts))}]" for field, texts in spellings.items()]
    if unknown:
        hint = _("not placed yet: write the field before the heading; fields: {names}")
        head += ["", "# " + hint.format(names=", ".join(FIELDS)), *(f"# ? = [{_quoted(text)}]" for text in unknown)]
    if values:
        head += ["", "[values]", *(f"{field} = {_quoted(text)}" for field, text in values.items())]
    return "\n".join([*head, ""])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
