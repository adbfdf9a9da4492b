"""When a figure may be written as a live sum: only where the sum gives exactly the figure that was counted."""

from collections.abc import Iterable
from math import isclose
from typing import Any

from reception_cli.render.sheet import exact


def adds_up(parts: Iterable[Any], value: Any) -> bool:
    """Whether figures (nothing counts nothing) come to a figure; text among them is no figure."""
    listed = [part for part in parts if part is not None]
    return all(map(exact, (*listed, value))) and isclose(sum(listed), value, rel_tol=0, abs_tol=1e-6)


class Down:
    """The sums of columns while their rows pass by; a column with text in it has none."""

    def __init__(self) -> None:
        """Nothing has passed yet."""
        self._sums: dict[str, Any] = {}

    def take(self, key: str, value: Any) -> None:
        """Add one cell to its column."""
        known = self._sums.get(key, 0)
        if value is not None:
            self._sums[key] = known + value if exact(value) and exact(known) else None

    def is_sum(self, key: str, value: Any) -> bool:
        """Whether a figure is what its column comes to."""
        known = self._sums.get(key, 0)
        return known is not None and adds_up((known,), value)
