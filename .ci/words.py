"""Bring the catalogues up to date with the source and compile them: `python .ci/words.py` (needs Babel).

Two domains: `reception` (our own words) and `click` (those of the lowest click that is allowed). New messages come
in untranslated, and a test fails until somebody translates them. What a newer click says beyond is listed, and
stays English until the lowest allowed click is that one.
"""

import ast
import os
import re
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from compile_data import PACKAGE, bring_up_to_date
from lowest import lowest

FOLDER = PACKAGE / "locale" / "vi" / "LC_MESSAGES"
TEXTS = {"_": 1, "gettext": 1, "mark": 1, "ngettext": 2}  # function -> how many of its arguments are the message
INDIRECT = {"reception": (), "click": ("required",)}  # messages that no call names: click says _(extra["required"])


def template(domain: str) -> Catalog:
    """Gather every message of the source of a domain."""
    catalog = Catalog(charset="utf-8")
    source = sources()[domain]
    for path in sorted(source.rglob("*.py")):
        where = [(path.relative_to(source).as_posix(), None)]
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TEXTS:
                texts = [each.value for each in call.args[: TEXTS[call.func.id]] if isinstance(each, ast.Constant)]
                if len(texts) == TEXTS[call.func.id]:
                    catalog.add(texts[0] if len(texts) == 1 else tuple(texts), None, where)  # type: ignore[arg-type]
    for message in INDIRECT[domain]:
        catalog.add(message)
    return catalog


def sources() -> dict[str, Path]:
    """Name the source tree of each domain."""
    import click

    return {"reception": PACKAGE, "click": Path(os.path.dirname(click.__file__))}


def is_lowest_click() -> bool:
    """Tell whether the installed click is the one that the catalogue is made for."""
    asked, found = lowest()["click"].split("."), version("click").split(".")
    return found == asked + ["0"] * (len(found) - len(asked))


def read(domain: str) -> Catalog:
    """Read the Vietnamese catalogue of a domain."""
    path = FOLDER / f"{domain}.po"
    if not path.exists():
        return Catalog(locale="vi", domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale="vi", domain=domain)


def untranslated(catalog: Catalog) -> list[Message]:
    """List the messages that a reader would meet in English."""
    return [m for m in catalog if m.id and not all([m.string] if isinstance(m.string, str) else m.string or [""])]


def beyond(domain: str) -> list[str]:
    """List the messages of the source that the catalogue does not know."""
    known = {message.id for message in read(domain)}
    return [str(message.id) for message in template(domain) if message.id not in known]


def update(domain: str) -> list[Message]:
    """Bring one catalogue up to date; gives what is still untranslated."""
    catalog = read(domain)
    catalog.update(template(domain), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.copyright_holder = "reception", "the reception developers"
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "the reception developers"
    catalog.fuzzy = False
    catalog.creation_date = catalog.revision_date = datetime(2026, 11, 23, tzinfo=UTC)  # no noise in diffs
    blob = BytesIO()
    write_po(blob, catalog, width=110, omit_header=False, ignore_obsolete=True, sort_output=True)
    written = re.sub(rb'"Generated-By: .*"\n', b"", blob.getvalue())  # nor the version of Babel
    (FOLDER / f"{domain}.po").write_bytes(written)
    open_ = untranslated(catalog)
    print(f"{domain}: {len(catalog)} messages, {len(open_)} untranslated")
    return open_


def main() -> int:
    """Update and compile the catalogues; gives 1 when a message is still untranslated."""
    missing = update("reception")
    if is_lowest_click():
        missing += update("click")
    else:
        print(f"click {version('click')} is newer than {lowest()['click']}; these of its messages stay English:")
        for message in beyond("click"):
            print(f"  {message!r}")
    bring_up_to_date()
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
