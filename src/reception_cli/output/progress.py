"""A bar on stderr for work that takes a while; it leaves nothing behind."""

import atexit
import sys
from collections.abc import Callable

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from reception_cli.domain.words import _


def start(title: str) -> Callable[[int, int], None]:
    """Start a bar; the callback takes what is done and all there is (0: not known)."""
    console = Console(file=sys.stderr, markup=False, emoji=False, highlight=False)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console, transient=True, redirect_stdout=False, redirect_stderr=False,  # answers go their own way
    )  # fmt: skip
    task = bar.add_task(names().get(title, title), total=None)
    bar.start()
    atexit.register(bar.stop)

    def tell(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total or None)
        if total and done >= total:
            bar.stop()

    return tell


def names() -> dict[str, str]:
    """Name the pieces of work that may take a while."""
    return {"index": _("building the index"), "import": _("reading rows"), "record": _("recording"),
            "match": _("comparing lines"),
            "verify": _("checking entries")} | {
        "backup": _("copying the register"), "restore": _("reading the backup"), "salvage": _("saving entries"),
        "bundle": _("writing the bundle"), "consolidate": _("reading bundles"), "diff": _("comparing entries"),
    }  # fmt: skip
