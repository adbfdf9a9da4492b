"""The empty register that an office fills in: its columns, what may be chosen in them, and one example."""

import os
import tomllib
from datetime import date
from typing import NamedTuple

from reception_cli.intake.wordlists import FOLDER


class Column(NamedTuple):
    """A column of the template; `example` is what its line of the example says."""

    heading: str
    field: str
    example: str | int | date
    width: int
    choices: tuple[str, ...] = ()


class Template(NamedTuple):
    """An empty register."""

    title: str
    note: str
    columns: tuple[Column, ...]


def shipped() -> Template:
    """Read the template that comes with the program."""
    with open(os.path.join(FOLDER, "template.toml"), "rb") as file:
        told = tomllib.load(file)
    columns = (Column(**{**one, "choices": tuple(one.get("choices", ()))}) for one in told["column"])
    return Template(told["title"], told["note"], tuple(columns))
