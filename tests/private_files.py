"""Whether a file is its owner's alone."""

import os
import stat
from pathlib import Path


def is_private(path: Path) -> bool:
    """On Windows a mode says nothing: there the folder's own rights hold, as README tells."""
    return os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
