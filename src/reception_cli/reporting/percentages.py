"""Percentages: rates of resolution as a desk cuts them to two decimals, and all other shares and changes with one."""

from reception_cli.domain.words import number


def rate(part: int, whole: int, how: str) -> float | None:
    """Give the percentage with two decimals, rounded half up or truncated; None of nothing.

    In whole numbers: 176 of 221 is 79.638 %, so 79.64 or 79.63.
    """
    if not whole:
        return None
    hundredths = part * 10_000 // whole if how == "truncated" else (part * 20_000 + whole) // (2 * whole)
    return hundredths / 100


def share(part: float, whole: float) -> float | None:
    """Give the percentage with one decimal; None of nothing."""
    return round(part / whole * 100, 1) if whole else None


def in_brackets(percent: float | None) -> str:
    """Write a percentage behind a figure; nothing of nothing."""
    return "" if percent is None else f" ({number(percent, 1)}%)"
