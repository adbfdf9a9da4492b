"""The code of a unit, which also names a folder on a consolidating desk."""

_SIGNS = frozenset("-.")
_MOST = 40  # characters


def fits(code: str) -> bool:
    """Whether a text can be the code of a unit: letters, digits, - and ., but not dots alone."""
    plain = all(sign.isalnum() or sign in _SIGNS for sign in code)
    return plain and 0 < len(code) <= _MOST and bool(code.strip("."))
