"""What an examination of the register may find wrong: data, for which `index/finding_words.py` has the sentences."""

from typing import Any, NamedTuple


class Finding(NamedTuple):
    """Something that is wrong: `code` for machines; `line` counts the lines of the file, 1 is its header.

    `details` are what its sentence tells; `case` among them, where a code has more than one.
    """

    code: str
    seq: int | None
    line: int | None
    details: dict[str, Any]


def finding(code: str, seq: int | None = None, line: int | None = None, /, **details: Any) -> Finding:
    """Make a finding; what it is about stands in `details`."""
    return Finding(code, seq, line, details)
