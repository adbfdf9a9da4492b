"""Views over cards that are not the desk's own as yet: filled beside the register, or brought up before an add."""

import os
import sqlite3

from reception_cli.index import DeadlinePort, cache
from reception_cli.index.desk_folder import Folder
from reception_cli.index.projector import catch_up, fill
from reception_cli.index.register_view import RegisterView
from reception_cli.ledger.storage import START, Ledger, Mark


def read_to(book: RegisterView) -> Mark:
    """Tell how far the cards have read the register."""
    return cache.read_mark(book._db) or START


def temporary(ledger: Ledger, deadlines: DeadlinePort | None) -> RegisterView:
    """Read a register into cards in a file without a name, gone when the view is closed."""
    db = sqlite3.connect("", isolation_level=None)
    try:
        fill(db, ledger, deadlines)
    except BaseException:
        db.close()
        raise
    return RegisterView(db, ledger)


def laid_out(folder: Folder, ledger: Ledger) -> RegisterView:
    """Build the cards of a folder anew from a register that is not in it yet."""
    path = os.path.join(folder.path, cache.NAME)
    cache.put(path, lambda db: fill(db, ledger, folder.habits.deadlines))
    return RegisterView(cache.connect(path), ledger)


def brought_up(
    book: RegisterView, ledger: Ledger, start: Mark, deadlines: DeadlinePort | None
) -> RegisterView:
    """Read what `ledger` holds behind `start` into the cards of a view; both views share the cards."""
    catch_up(book._db, ledger, deadlines, start)
    return RegisterView(book._db, ledger)


def settle(folder: Folder, book: RegisterView, mark: Mark) -> None:
    """Note in the cards that the file is as we have just written it, where they have read it up to `mark`."""
    if cache.read_mark(book._db) == mark:
        folder.settle(book._db)
