"""`reception completion`: the script that lets a shell complete verbs, codes and numbers."""

from typing import cast

import click
from click.shell_completion import get_completion_class

from reception_cli.commands import options
from reception_cli.desk import Desk
from reception_cli.model.words import _

VARIABLE = "_RECEPTION_COMPLETE"
_SHELLS = ("bash", "zsh", "fish", "powershell")
_USELESS = ("format", "json", "output", "fields", "quiet")  # a script is text as it stands


@options.verb(
    _("Print the script that completes verbs, codes and numbers in your shell."),
    ("reception completion bash", "reception completion powershell"),
)
@click.argument("shell", type=click.Choice(_SHELLS), metavar="bash|zsh|fish|powershell")
@click.pass_obj
def command(desk: Desk, shell: str) -> str:
    """Let click write it; the script asks `reception` itself what may follow."""
    shells = get_completion_class(shell)
    assert shells is not None
    script = shells(click.Group("reception"), {}, "reception", VARIABLE)
    return script.source_template % script.source_vars()


_verb = cast(click.Command, command)
_verb.params = [param for param in _verb.params if param.name not in _USELESS]
