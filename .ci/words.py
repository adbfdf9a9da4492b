"""Bring the catalogues up to date with the source and compile them: `python .ci/words.py` (needs Babel).

Two domains: `reception` (our own words) and `click` (those of the installed click). New messages come in
untranslated; a test fails until somebody translates them.
"""

import os
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "reception_cli"
FOLDER = SOURCE / "locale" / "vi" / "LC_MESSAGES"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}


def template(folder: Path) -> Catalog:
    """Gather every message of a source tree."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(str(folder), [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, _line, message, comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalog.add(message, None, [(Path(file).as_posix(), None)], auto_comments=comments, context=context)
    return catalog


def sources() -> dict[str, Path]:
    """Name the source tree of each domain."""
    import click

    return {"reception": SOURCE, "click": Path(os.path.dirname(click.__file__))}


def compiled(catalog: Catalog) -> bytes:
    """Compile a catalogue; the same catalogue gives the same bytes."""
    blob = BytesIO()
    write_mo(blob, catalog)
    return blob.getvalue()


def read(domain: str) -> Catalog:
    """Read the Vietnamese catalogue of a domain."""
    path = FOLDER / f"{domain}.po"
    if not path.exists():
        return Catalog(locale="vi", domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale="vi", domain=domain)


def main() -> int:
    """Update both catalogues; returns the number of messages still untranslated."""
    missing = 0
    for domain, folder in sources().items():
        catalog = read(domain)
        catalog.update(template(folder), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.project, catalog.copyright_holder = "reception", "the reception developers"
        catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "the reception developers"
        catalog.fuzzy = False
        catalog.creation_date = catalog.revision_date = datetime(2026, 11, 23, tzinfo=UTC)  # no noise in diffs
        with (FOLDER / f"{domain}.po").open("wb") as file:
            write_po(file, catalog, width=110, omit_header=False, ignore_obsolete=True, sort_output=True)
        (FOLDER / f"{domain}.mo").write_bytes(compiled(read(domain)))
        open_ = [m.id for m in catalog if m.id and not (all(m.string) if m.pluralizable else m.string)]
        print(f"{domain}: {len(catalog)} messages, {len(open_)} untranslated")
        missing += len(open_)
    return missing


if __name__ == "__main__":
    sys.exit(min(main(), 1))
