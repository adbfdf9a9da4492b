"""Opening a desk as the next command does."""

from pathlib import Path

from written import STAMP

from reception_cli.app.desk import Desk
from reception_cli.app.settings import Settings
from reception_cli.index.desk_folder import Folder


def opened_again(place: Path) -> Folder:
    """Open the desk of a place, as the next command does; what it warns of is in `habits.told`."""
    told: list[str] = []
    state = str(place / "state")
    folder = Desk(Settings(str(place / "desk"), "lan", "desk1", STAMP.now, state=state, timeout=2), told.append).folder
    folder.habits.told = told  # type: ignore[attr-defined]
    return folder
