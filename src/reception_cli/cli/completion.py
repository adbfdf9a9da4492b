"""What a shell offers behind a half-typed line, and the scripts that ask. Read only when a shell asks."""

import os
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

import click
from click import shell_completion
from click.shell_completion import CompletionItem

from reception_cli.app.desk import Desk
from reception_cli.app.environment import COMPLETE
from reception_cli.domain.errors import ReceptionError
from reception_cli.domain.text import fold
from reception_cli.domain.words import _, language
from reception_cli.index.queries import lists

_MOST = 60  # numbers or names offered at once
_DAYS = {"vi": ("hom-nay", "hom-qua"), "en": ("today", "yesterday")}
_PATH = "path"  # the type of an offer that is a file or a folder
Offers = list[CompletionItem]


def answer(group: click.Command, opening: Callable[[Mapping[str, Any]], Any], wish: str) -> int:
    """Answer a shell that asks how a command line may go on; a fault is an empty answer, never a message.

    Any fault: what asks a verb for its columns asks with half of its parameters.
    """
    try:
        return shell_completion.shell_complete(group, {"obj": opening}, "reception", COMPLETE, wish)
    except Exception:
        return 1


# --- What may follow: each for a type of `cli/options`.


def verbs(known: Mapping[str, tuple[str, str]], incomplete: str) -> Offers:
    """Offer verbs with their help lines."""
    return _fitting(((verb, _(line)) for verb, (_module, line) in known.items()), incomplete)


def codes(desk: Desk, list_name: str, incomplete: str) -> Offers:
    """Offer codes with their Vietnamese names; as those where the Vietnamese is being typed, accents or none."""
    known = list(desk.codes(list_name))
    if offers := _fitting(((code.code, code.vi) for code in known), incomplete):
        return offers
    typed = _spelling(incomplete)
    return _fitting(((typed(_hyphened(code.vi)), code.code) for code in known), typed(incomplete))


def _spelling(incomplete: str) -> Callable[[str], str]:
    """Give how texts are spelt like what is being typed: with accents, or without any."""
    return fold if incomplete.isascii() else str.casefold


def _hyphened(name: str) -> str:
    return "-".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


def incidents(desk: Desk, incomplete: str) -> Offers:
    """Offer the newest incidents with their status; visits and petitions behind their letter."""
    letter = incomplete[:1].upper()
    newest = lists.newest_lines if letter in ("V", "P") else lists.newest_incidents
    try:
        return _fitting(newest(desk.book), letter + incomplete[1:])
    except ReceptionError:
        return []


def communes(desk: Desk, incomplete: str) -> Offers:
    """Offer the communes that people came from, the most frequent first."""
    return _named(desk, lists.communes, incomplete)


def clerks(desk: Desk, incomplete: str) -> Offers:
    """Offer the clerks who have recorded or are responsible."""
    return _named(desk, lists.clerks, incomplete)


def units(desk: Desk, incomplete: str) -> Offers:
    """Offer the units of which registers are here."""
    return _named(desk, lambda book: sorted(book.units().values()), incomplete)


def forms(desk: Desk, incomplete: str) -> Offers:
    """Offer the forms with their titles."""
    from reception_cli.index.queries.form_definitions import all_forms
    from reception_cli.reporting.forms import title

    known = {form.code: title(form) for form in all_forms(os.path.join(desk.folder.path, "forms"))}
    return _fitting([*known.items(), ("list", "")], incomplete)


def groupings(_desk: Desk, incomplete: str) -> Offers:
    """Offer what figures are told by, behind those that are typed already."""
    from reception_cli.index.queries.figures import KEYS

    return columns(KEYS, incomplete)


def columns(keys: Iterable[str], incomplete: str) -> Offers:
    """Offer the last name of a list with commas, but none that stands in it already."""
    before, comma, last = incomplete.rpartition(",")
    sign = "-" if last.startswith("-") else ""
    taken = before.split(",")
    fitting = (key for key in keys if key.startswith(last.removeprefix(sign)) and key not in taken)
    return [CompletionItem(before + comma + sign + key) for key in fitting]


def papers(_desk: Desk, incomplete: str) -> Offers:
    """Offer the papers by their ids."""
    from reception_cli.law.papers import names

    return [CompletionItem(id_, help=name) for id_, name in names().items() if id_.startswith(incomplete.upper())]


def habits(_desk: Desk, incomplete: str) -> Offers:
    """Offer what `config` keeps."""
    from reception_cli.events.configuration import FACTS
    from reception_cli.reporting.settings import KEYS

    return [CompletionItem(key) for key in (*KEYS, *FACTS) if key.startswith(incomplete)]


def days(_desk: Desk, incomplete: str) -> Offers:
    """Offer the words for a day in the reader's language, then the others."""
    return _fitting(((word, "") for word in (*_DAYS[language()], *_DAYS["en"], *_DAYS["vi"])), incomplete)


def periods(desk: Desk, incomplete: str) -> Offers:
    """Offer the words, this year and the last with their parts, calendar and statutory; each with its days."""
    from reception_cli.reporting import periods as known

    return _fitting(
        ((name, "{:%d/%m/%Y} - {:%d/%m/%Y}".format(*known.read_period(name, desk.today)[1:]))
         for name in known.names(desk.today, language())),
        incomplete,
    )  # fmt: skip


def folders(_desk: Desk, incomplete: str) -> Offers:
    """Offer folders."""
    return paths((), True, incomplete)


def paths(suffixes: tuple[str, ...], folder: bool, incomplete: str) -> Offers:
    """Offer the files of these suffixes, and folders; where no name is told apart by them, the shell's own files."""
    if folder or not suffixes:
        return [CompletionItem(incomplete, type="dir" if folder else "file")]
    before = incomplete.rpartition("=")[0]  # CODE=FILE
    before += "=" if before else ""
    above, name = os.path.split(incomplete.removeprefix(before))
    try:
        here = sorted(os.scandir(above or "."), key=lambda found: found.name)
    except OSError:
        return []
    fitting = (found for found in here if found.name.startswith(name) and (name or not found.name.startswith(".")))
    return [
        CompletionItem(before + os.path.join(above, found.name) + ("/" if found.is_dir() else ""), type=_PATH)
        for found in fitting
        if found.is_dir() or found.name.lower().endswith(suffixes)
    ]


def _named(desk: Desk, names: Callable[[Any], Iterable[str]], incomplete: str) -> Offers:
    try:
        known = list(names(desk.book))
    except ReceptionError:
        return []
    typed = _spelling(incomplete)
    fitting = (name for name in known if typed(name).startswith(typed(incomplete)))
    return [CompletionItem(name) for name in islice(fitting, _MOST)]


def _fitting(known: Iterable[tuple[str, str]], incomplete: str) -> Offers:
    fitting = (pair for pair in dict(known).items() if pair[0].startswith(incomplete))
    return [CompletionItem(value, help=text or None) for value, text in islice(fitting, _MOST)]


# --- The scripts: click's (with % doubled), which also take names of files that only some suffixes fit.

_BASH = """\
        elif [[ $type == 'path' ]]; then
            compopt -o filenames
            COMPREPLY+=("${value%%/}")
"""
_ZSH = """\
        elif [[ "$type" == "path" ]]; then
            compadd -U -f -- "${key%%/}"
"""
_BEHIND = {"bash": "            compopt -o default\n", "zsh": "            _path_files -f\n"}


def _taking_paths(shell: str, more: str) -> None:
    """Let the script of a shell take offers that are names of files, as its own: quoted, a folder without a blank."""
    usual: Any = shell_completion.get_completion_class(shell)
    template = usual.source_template.replace(_BEHIND[shell], _BEHIND[shell] + more)
    shell_completion.add_completion_class(type(usual.__name__, (usual,), {"source_template": template}), shell)


def _plain_paths(shell: str, quote: str) -> None:
    """Let a shell whose script knows no other offers than plain ones have names of files as such."""
    usual: Any = shell_completion.get_completion_class(shell)

    def format_completion(self: Any, item: CompletionItem) -> str:
        if item.type == _PATH:
            value = quote + item.value + quote if " " in item.value else item.value
            item = CompletionItem(value)
        told: str = usual.format_completion(self, item)
        return told

    made = type(usual.__name__, (usual,), {"format_completion": format_completion})
    shell_completion.add_completion_class(made, shell)


_taking_paths("bash", _BASH)
_taking_paths("zsh", _ZSH)
_plain_paths("fish", "")
_plain_paths("powershell", "'")


def script(shell: str) -> str:
    """Write the script that has a shell ask `reception` itself."""
    shells = shell_completion.get_completion_class(shell)
    assert shells is not None
    made = shells(click.Group("reception"), {}, "reception", COMPLETE)
    return made.source_template % made.source_vars()
