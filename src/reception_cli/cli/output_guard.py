"""Where a command may write to, checked before the verb does anything: a place that can take it, nobody's file."""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli.options import File
from reception_cli.domain.errors import NotFound, Unwritable, UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _, why
from reception_cli.index import ownership
from reception_cli.ledger.files import refused_by_windows

_OUTPUT = File(written=True)


class _Named(NamedTuple):
    """A file or folder that the command line names."""

    path: str
    kind: File


def check(ctx: click.Context, desk: Desk, output: str | None) -> list[str]:
    """Refuse an output that cannot be put in its place, or that would overwrite a desk, an input or another output.

    Gives the files that it would replace. Raises UsageFault, NotFound or Unwritable before anything is done.
    """
    named = list(_named(ctx))
    read = [one.path for one in named if not one.kind.written]
    written = [one for one in named if one.kind.written]
    if output:
        written.append(_Named(output, _OUTPUT))
    folders = [one.path for one in written if one.kind.folder]
    for place, (path, kind) in enumerate(written):
        if not kind.folder:
            _check_place(path)
        desks = [desk.folder.path, *(folder for folder in folders if folder != path)]
        beside = [*desk.private, *([] if kind.backups else [desk.backups])]
        if ownership.owned(path, desks, beside, ownership.BACKUPS if kind.backups else ""):
            raise _taken(_("'{file}' belongs to a desk and would be overwritten."), path)
        others = [*read, *(before.path for before in written[:place])]
        if any(ownership.same(path, other) for other in others):
            raise _taken(_("'{file}' would be overwritten, but this command names it twice."), path)
    return [path for path, kind in written if not kind.folder and os.path.lexists(path)]


def agree(desk: Desk, replaced: Iterable[str]) -> None:
    """Ask on a terminal whether a file may be replaced; a script's `-o` replaces it.

    Raises UsageFault on a no, before anything is done.
    """
    if not desk.settings.interactive or desk.settings.yes:
        return
    for path in replaced:
        if not desk.confirmed(_("'{file}' exists. Replace it?").format(file=path)):
            raise UsageFault(_("'{file}' stays as it is; nothing was done.").format(file=shown(path)),
                             _("Name another file."))


def _taken(text: str, path: str) -> UsageFault:
    return UsageFault(text.format(file=shown(path)), _("Name another file; nothing was done."))


def _named(ctx: click.Context) -> Iterator[_Named]:
    """Give the files that the parameters of the verb name; `CODE=FILE` names FILE, too."""
    for param in ctx.command.params:
        if isinstance(param.type, File):
            value = ctx.params.get(param.name or "")
            for path in value if isinstance(value, tuple) else [value] if value else []:
                yield _Named(path, param.type)
                if "=" in path:
                    yield _Named(path.partition("=")[2], param.type)


def _check_place(path: str) -> None:
    """Refuse a file that could not be put in its place."""
    if os.name == "nt" and (reason := refused_by_windows(path)):  # `a:b` would be a stream hidden in `a`
        raise UsageFault(
            _("'{file}' cannot be written: {reason}.").format(file=shown(path), reason=reason), _("Name another file.")
        )
    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise NotFound(_("There is no folder '{folder}' for the output.").format(folder=shown(folder)))
    try:
        os.lstat(path)
    except FileNotFoundError:
        pass
    except OSError as fault:  # such as a name that is too long
        raise Unwritable(
            _("Nothing was written to {file}: {reason}.").format(file=shown(path), reason=why(fault)),
            _("Name another file."),
        ) from None
    if os.path.isdir(path):
        raise UsageFault(_("'{file}' is a folder, not a file.").format(file=shown(path)), _("Name a file in it."))
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageFault(_("'{file}' is not an ordinary file.").format(file=shown(path)), _("Name another file."))
    if not os.access(folder, os.W_OK):
        raise Unwritable(
            _("Nothing can be written into the folder '{folder}'; nothing was recorded.").format(folder=shown(folder)),
            _("Check your permission, or name a file in another folder."),
        )
