"""The script that lets a shell complete verbs, codes, numbers and files: printed, or put where the shell reads it."""

import os
import shlex
from typing import NamedTuple

import click

from reception_cli.app import environment
from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.cli.completion import script
from reception_cli.domain.errors import Unwritable, UsageFault
from reception_cli.domain.words import _, why
from reception_cli.ledger import files

_ZSH = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }; "  # what the script takes for granted


class _Place(NamedTuple):
    """Where the script of a shell goes, and the line in which file that has the shell read it, if it needs one."""

    script: str
    start: str = ""
    line: str = ""


@options.verb(
    _("Print the script that completes verbs, codes, numbers and files in your shell, or install it."),
    ("reception completion bash", "reception completion powershell"),
    script=True,
)
@click.argument("shell", required=False, type=click.Choice(environment.SHELLS), metavar="[bash|zsh|fish|powershell]")
@click.option("--install", is_flag=True, help=_("Put it where the shell reads it; by default for the shell in use."))
@click.pass_obj
def completion(desk: Desk, shell: str | None, install: bool) -> str:
    """Let click write it; the script asks `reception` itself what may follow."""
    found = shell or (environment.shell() if install else None)
    if found is None:
        missing = _("Missing: the shell, one of {shells}.").format(shells=", ".join(environment.SHELLS))
        raise UsageFault(missing, _("Say `reception completion bash`."))
    text = script(found)
    if not install:
        return text
    place = _place(found, desk.settings.own)
    try:
        os.makedirs(os.path.dirname(place.script), exist_ok=True)
        files.replace(place.script, [text.encode()])
        if place.start:
            _have_read(place)
    except OSError as fault:
        raise Unwritable(
            _("The completion could not be installed: {reason}.").format(reason=why(fault)),
            _("Say `reception completion {shell}` and keep what it prints yourself.").format(shell=found),
        ) from fault
    told = [_("Installed: {file}").format(file=place.script)]
    if place.start:
        told.append(_("It is read by {file}.").format(file=place.start))
    return "\n".join((*told, _("Open a new terminal to use it."))) + "\n"


def _place(shell: str, own: str) -> _Place:
    """Find the places of a shell: fish reads a folder, the others a line in the file that they start with."""
    if not own:
        raise UsageFault(_("There is no home folder to install it in."), _("Say `reception completion bash`."))
    config = os.path.dirname(own)
    if shell == "fish":
        return _Place(os.path.join(config, "fish", "completions", "reception.fish"))
    home = os.path.expanduser("~")
    file = os.path.join(own, f"completion.{'ps1' if shell == 'powershell' else shell}")
    if shell == "bash":
        return _Place(file, os.path.join(home, ".bashrc"), f". {shlex.quote(file)}")
    if shell == "zsh":
        return _Place(file, os.path.join(environment.zsh_folder() or home, ".zshrc"), f"{_ZSH}. {shlex.quote(file)}")
    documents = os.path.join(home, "Documents", "WindowsPowerShell")
    profiles = documents if os.name == "nt" else os.path.join(config, "powershell")
    quoted = file.replace("'", "''")
    return _Place(file, os.path.join(profiles, "Microsoft.PowerShell_profile.ps1"), f". '{quoted}'")


def _have_read(place: _Place) -> None:
    """Add the line to the file, which may be a link to where its owner keeps it, unless it stands there."""
    os.makedirs(os.path.dirname(place.start), exist_ok=True)
    with open(place.start, "a+", encoding="utf-8", errors="surrogateescape") as file:
        file.seek(0)
        before = file.read()
        if place.line not in before.splitlines():
            file.write(("\n" if before and not before.endswith("\n") else "") + place.line + "\n")
