"""How one value reads for a program: as its code, exact where it can be and harmless where it must be."""

import json
from typing import Any

from reception_cli.model.text import shown


def code(value: Any) -> str:
    """Write a value for a program: None is empty, truth `true`, a list is joined by commas."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(code, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def kept(text: str) -> str:
    """Make text harmless for a sheet, where line breaks and tabs may stay."""
    if text.isprintable():
        return text
    lines = text.replace("\r\n", "\n")
    return "".join(c if c in "\n\t" or c.isprintable() else shown(c) for c in lines)
