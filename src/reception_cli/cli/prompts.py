"""Asking on a terminal: one question at a time, codes offered with their names, a slip asked again.

Lines are edited, and Tab offers what is known, where Python has readline. What was typed is remembered by this
command alone, and never on the disk.
"""

from collections.abc import Callable, Container, Iterable
from types import ModuleType

import click

from reception_cli.app import environment
from reception_cli.app.desk import Desk
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold, folded_lines, shown, width
from reception_cli.domain.words import _, language

Offers = Callable[[str], Iterable[str]]  # what was typed so far -> what it may become


def tell(text: str) -> None:
    """Say something beside the answer, harmless to the terminal; no line breaks inside a word."""
    for line in text.split("\n"):
        if line:
            click.echo("\n".join(folded_lines(shown(line), environment.width())), err=True)


def ask(question: str, before: object = None, offers: Offers | None = None) -> str:
    """Ask once; `before` is the answer that an empty line keeps. Raises click.Abort where nobody answers."""
    kept = f" [{shown(str(before))}]" if before else ""
    *lines, last = folded_lines(question + kept + ": ", environment.width() - _ROOM)
    for line in lines:
        click.echo(line, err=True)
    return _typed(last.rstrip() + " ", offers).strip()


_ROOM = 12  # cells that stay free for the answer behind a question
_MOST = 50  # things that Tab offers


def _typed(question: str, offers: Offers | None) -> str:
    _editor(offers)
    try:
        return environment.read_line(question)
    except (KeyboardInterrupt, EOFError):
        raise click.Abort from None


def forget() -> None:
    """Forget what was typed so far: nothing of a denunciation is offered again."""
    editor = _editor(None)
    if editor:
        editor.clear_history()


def _editor(offers: Offers | None) -> ModuleType | None:
    """Have readline edit the next line and offer what is known; None where Python has none."""
    try:
        import readline
    except ImportError:
        return None
    known: list[str] = []

    def complete(typed: str, number: int) -> str | None:
        if number == 0:
            known[:] = matching(typed, offers(typed) if offers else ())
        return known[number] if number < len(known) else None

    readline.set_completer(complete)
    readline.set_completer_delims("")
    if "libedit" in (readline.__doc__ or ""):
        readline.parse_and_bind("bind ^I rl_complete")
    else:
        readline.parse_and_bind("tab: complete")
        readline.parse_and_bind("set show-all-if-ambiguous on")
    return readline


def matching(typed: str, known: Iterable[str]) -> list[str]:
    """Pick what begins with what was typed, or has a word that does; accents and case are free."""
    wanted = fold(typed)
    return [
        each for each in dict.fromkeys(shown(one) for one in known)
        if fold(each).startswith(wanted) or f" {wanted}" in fold(each)
    ][:_MOST]  # fmt: skip


def offer(desk: Desk, list_name: str, fitting: Container[str] | None = None, inline: bool = False) -> str:
    """List the main codes of a list, or those that fit, with their names and shortest abbreviation."""
    codes = [
        code for code in desk.codes(list_name)
        if (code.code in fitting if fitting is not None else "." not in code.code)
    ]  # fmt: skip
    shorts = [code.short[0] if code.short else code.code for code in codes]
    if inline:
        return "    " + ", ".join(f"{short} = {code.name()}" for short, code in zip(shorts, codes, strict=True))
    names = [code.name() + ("" if language() == "vi" else f" ({code.code})") for code in codes]
    room = max(6, *map(len, shorts)) + 2
    rows = [f"    {short:<{room}}{name}" for short, name in zip(shorts, names, strict=True)]
    if max(map(width, rows)) > environment.width():  # a row that is folded keeps no columns
        rows = [f"    {short} = {name}" for short, name in zip(shorts, names, strict=True)]
    return "\n".join(rows)


def line_of(typed: str, most: int) -> int | None:
    """Read the number of one of so many lines; what is none is told."""
    if typed.isascii() and typed.isdigit() and 0 < int(typed) <= most:
        return int(typed)
    tell(_("There is no line {typed}.").format(typed=typed[:20]))
    return None


def spoken(desk: Desk, list_name: str, code: str) -> str:
    """Name a code that Enter takes: by its word in Vietnamese, in English as it is typed."""
    return desk.names(list_name)[code] if language() == "vi" else code


def names_of(desk: Desk, list_name: str) -> Offers:
    """Offer the names of a list's codes."""
    return lambda _typed: desk.names(list_name).values()


def code(desk: Desk, list_name: str, question: str, fitting: Container[str], before: str = "") -> str:
    """Ask for a code until one is given; those that fit are offered, the rule itself judges, Enter takes `before`."""
    tell(offer(desk, list_name, fitting))
    named = spoken(desk, list_name, before) if before else ""
    while True:
        typed = ask(question, named, names_of(desk, list_name)) or before
        try:
            if typed:
                return str(desk.codes(list_name).find(typed).code)
            tell(_("This is needed."))
        except UsageFault as fault:
            tell(fault.message)


def yes_no(typed: str) -> bool:
    """Read a yes or a no, in either language; raises UsageFault for anything else."""
    word = fold(typed)
    if word in ("y", "yes", "c", "co", "d", "dung"):
        return True
    if word in ("n", "no", "k", "khong", "0"):
        return False
    raise UsageFault(_("'{typed}' is neither yes nor no.").format(typed=typed[:20]), _("Type y or n."))
