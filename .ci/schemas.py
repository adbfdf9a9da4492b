"""Write the published JSON Schema of an entry from the declarations of its kinds: `python .ci/schemas.py`.

A test fails when the file is stale.
"""

import json
from pathlib import Path
from typing import Any

from reception_cli import ROOT
from reception_cli.events import entry_schema

ENTRY = Path(ROOT) / "data" / "schema" / "entry-1.json"


def written(schema: dict[str, Any]) -> str:
    """Write a schema as it is published."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    ENTRY.write_text(written(entry_schema.schema()), encoding="utf-8")
    print(ENTRY.name)
