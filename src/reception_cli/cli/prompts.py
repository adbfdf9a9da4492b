"""Asking on a terminal: one question on stderr, codes offered with their names, a slip asked again."""

from collections.abc import Container

import click

from reception_cli.app.desk import Desk
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import shown
from reception_cli.domain.words import _


def tell(text: str) -> None:
    """Say something beside the answer, line by line, harmless to the terminal."""
    click.echo("\n".join(shown(line) for line in text.split("\n") if line), err=True)


def ask(question: str, before: object = None) -> str:
    """Ask once; `before` is the answer that an empty line keeps."""
    kept = f" [{shown(str(before))}]" if before else ""
    typed: str = click.prompt(question + kept, default="", show_default=False, err=True)
    return typed.strip()


def offer(desk: Desk, list_name: str, fitting: Container[str] | None = None) -> str:
    """List the main codes of a list, or those that fit, with their names and shortest abbreviation."""
    codes = [
        code for code in desk.codes(list_name)
        if (code.code in fitting if fitting is not None else "." not in code.code)
    ]  # fmt: skip
    shorts = [code.short[0] if code.short else code.code for code in codes]
    width = max(6, *map(len, shorts)) + 2
    return "\n".join(
        f"    {short:<{width}}{code.name()} ({code.code})" for short, code in zip(shorts, codes, strict=True)
    )


def code(desk: Desk, list_name: str, question: str, fitting: Container[str], before: str = "") -> str:
    """Ask for a code until one is given; those that fit are offered, the rule itself judges, Enter takes `before`."""
    tell(offer(desk, list_name, fitting))
    while True:
        typed = ask(question, before) or before
        try:
            if typed:
                return str(desk.codes(list_name).find(typed).code)
            tell(_("This is needed."))
        except UsageFault as fault:
            tell(fault.message)
