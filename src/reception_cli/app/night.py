"""What a night remembers of a register for the next one, in the clerk's own state folder: never at the desk itself.

A desk that was copied, or whose folder others can write to, has no part in it.
"""

import json
import os
from typing import Any, NamedTuple

from reception_cli.domain.entry import Head
from reception_cli.ledger import files

_MOST = 1 << 20
_NAME = "night.json"


class Night(NamedTuple):
    """What is remembered; days and moments are ISO."""

    verified: Head | None = None  # the last head that was found sound
    whole_on: str = ""  # the day on which the whole register was
    bundled: str = ""  # the month up to whose end a bundle was made


def folder(state: str, register: str) -> str:
    """Name the folder of one register, and make it; raises OSError."""
    path = os.path.join(state, "night", register)
    if not os.path.isdir(path):
        files.make_folder(path)
    return path


def read(folder: str) -> Night:
    """Read what was remembered; what cannot be read is as if nothing were: then the whole is done again."""
    try:
        told: Any = json.loads(files.text(os.path.join(folder, _NAME), _MOST))
        verified = told.get("verified")
        head = Head(int(verified[0]), str(verified[1])) if verified else None
        return Night(head, str(told.get("whole_on") or ""), str(told.get("bundled") or ""))
    except (OSError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        return Night()


def keep(folder: str, night: Night) -> None:
    """Remember it, whole or not at all; raises Unwritable."""
    told = {**night._asdict(), "verified": list(night.verified) if night.verified else None}
    files.replace(os.path.join(folder, _NAME), [json.dumps(told).encode()])
