"""Compile the facts of law from TOML, which people read, to JSON, which a program reads 20 times faster.

`python .ci/facts.py` writes a .json beside each .toml below the folders of data/ named here; a test
fails when one is missing or stale.
"""

import json
import tomllib
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent.parent / "src" / "reception_cli" / "data"
FOLDERS = ("codes", "law", "calendar", "suggest", "layout", "forms", "report", "units")


def compiled(source: Path) -> str:
    """Compile one file; days become ISO text."""
    with source.open("rb") as file:
        told = tomllib.load(file)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=date.isoformat) + "\n"


def sources() -> list[Path]:
    """List what is compiled."""
    return sorted(path for folder in FOLDERS for path in (DATA / folder).glob("*.toml"))


if __name__ == "__main__":
    for source in sources():
        source.with_suffix(".json").write_text(compiled(source), encoding="utf-8")
        print(source.with_suffix(".json").name)
