"""Compile what people write to what the program reads: facts of law from TOML to JSON, catalogues from PO to MO.

The twins are not in the repository. Building the package compiles them (`build_hook.py`), the tests do when a
source has changed, and `python .ci/compile_data.py` does by hand. JSON is read 20 times faster than TOML.
"""

import json
import os
import tomllib
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "reception_cli"
# Folders below data/.
FOLDERS = ("codes", "law", "calendar", "suggest", "search", "layout", "forms", "report", "units", "papers")


def facts(source: Path) -> bytes:
    """Compile a file of facts; days become ISO text."""
    with source.open("rb") as file:
        told = tomllib.load(file)
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=date.isoformat) + "\n").encode()


def catalogue(source: Path) -> bytes:
    """Compile a catalogue of messages."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    blob = BytesIO()
    with source.open("rb") as file:
        write_mo(blob, read_po(file))
    return blob.getvalue()


def twins(package: Path) -> Iterator[tuple[Path, bytes]]:
    """Give each compiled file of a package with what it must hold."""
    for folder in FOLDERS:
        for source in sorted((package / "data" / folder).glob("*.toml")):
            yield source.with_suffix(".json"), facts(source)
    for source in sorted((package / "locale").glob("*/LC_MESSAGES/*.po")):
        yield source.with_suffix(".mo"), catalogue(source)


def bring_up_to_date(package: Path = PACKAGE) -> list[Path]:
    """Write the twins that are missing or stale, remove those without a source; gives all twins."""
    kept = []
    for path, content in twins(package):
        kept.append(path)
        if not path.exists() or path.read_bytes() != content:
            beside = path.with_name(f"{path.name}.{os.getpid()}")
            beside.write_bytes(content)
            beside.replace(path)  # whoever reads at this moment reads the old one or the new one, whole
    for pattern in (*(f"data/{folder}/*.json" for folder in FOLDERS), "locale/*/LC_MESSAGES/*.mo"):
        for path in set(package.glob(pattern)) - set(kept):
            path.unlink()
    return kept


if __name__ == "__main__":
    print(f"{len(bring_up_to_date())} compiled files are up to date")
