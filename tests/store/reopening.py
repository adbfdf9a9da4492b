"""Opening a desk as the next command does."""

from pathlib import Path

from reception_cli.store.folder import Folder, Habits


def opened_again(place: Path) -> Folder:
    """Open the desk of a place, as the next command does."""
    told: list[str] = []
    habits = Habits(state=str(place / "state"), warn=told.append, timeout=2)
    habits.told = told  # type: ignore[attr-defined]
    return Folder(str(place / "desk"), habits)
