"""`reception diff`: what differs between two deliveries, or between a bundle and the register here."""

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.words import _
from reception_cli.exchange import keys
from reception_cli.exchange.bundle import Closing
from reception_cli.exchange.history_diff import compare, side
from reception_cli.exchange.reader import Keyring
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting import diff
from reception_cli.reporting.bundles import figured, form_01_tcd
from reception_cli.reporting.table import Table


@options.verb(
    _(
        "Compare two histories entry by entry, and their figures: A and B are each a bundle, the folder of a register, "
        "or DESK:CODE, a unit at a consolidating desk (:CODE at this one)."
    ),
    ("reception diff QS.jsonl.gz QS-second.jsonl.gz", "reception diff QS.jsonl.gz :QS --exit-code"),
)
@click.argument("a", type=options.File())
@click.argument("b", type=options.File())
@click.option("--exit-code", is_flag=True, help=_("Leave with 10 when they differ."))
@click.pass_obj
def diff_command(desk: Desk, a: str, b: str, exit_code: bool) -> Table:
    """Read both to their ends and tell what differs."""
    ring, folder = _ring(desk), desk.folder
    bar = desk.progress("diff")
    with (
        side(a, folder.path, folder.habits, ring, _count) as one,
        side(b, folder.path, folder.habits, ring, _count) as other,
    ):
        most = max(one.after.count, other.after.count)
        found = compare(one, other, lambda done: bar(done, most))
        bar(most, most)
        return diff.table((one, other), found, (one.figures(), other.figures()), exit_code)


def _count(book: RegisterView) -> Closing:
    return figured(book, 0, form_01_tcd)


def _ring(desk: Desk) -> Keyring:
    """Give the keys of the desk; without a desk only what is not sealed can be read."""
    if not desk.folder.exists():
        return Keyring()
    book = desk.folder.read()
    try:
        return Keyring(keys.trusted(book.setting("trusted")), keys.unit_key(desk.folder.path))
    finally:
        book.db.close()
