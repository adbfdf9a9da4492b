"""`reception verify --salvage OUT`: what is sound of a damaged register, in a new one."""

import os

from reception_cli.desk import Desk
from reception_cli.model.errors import NotFound
from reception_cli.model.words import _
from reception_cli.reports import salvaging
from reception_cli.reports.table import Table
from reception_cli.store import salvage as store


def salvage(desk: Desk, out: str) -> Table:
    """Write the sound entries into a new register in the folder `out`; list the rest."""
    if not os.path.isfile(desk.folder.ledger.path):
        raise NotFound(_("There is no register in '{folder}'.").format(folder=desk.folder.path))
    noted = [witness.head for witness in desk.folder.witnesses()]
    tell = desk.progress("salvage")
    found = store.salvage(desk.folder.ledger.path, out, desk.stamp, noted, tell)
    desk.did(os.path.abspath(out))
    desk.unit = ""
    return salvaging.answer(found, os.path.abspath(out))
