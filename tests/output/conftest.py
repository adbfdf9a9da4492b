"""One table as a desk has it, with the texts that citizens may send, and a way to read what was written."""

import io

import pytest

from reception_cli.output.writer import How, write
from reception_cli.reporting.table import Column, Note, Table

COLUMNS = (
    Column("id", "Number"),
    Column("opened_on", "Opened", "date"),
    Column("kind", "Kind", labels={"complaint": "Khiếu nại"}),
    Column("content", "Content", wide=True),
    Column("people", "People", "number"),
    Column("share", "Share", "percent"),
    Column("digest", "Digest", hidden=True),
)


def row(number=1, **changed):
    return {
        "id": f"2026-{number:04}",
        "opened_on": "2026-03-05",
        "kind": "complaint",
        "content": "Đất đai",
        "people": 1045,
        "share": 4.9,
        "digest": "0d",
    } | changed


def table(*rows, **changed):
    made = Table(
        "list", COLUMNS, rows, {"people": 2090}, (Note("more", "Fifty are shown.", {"all": 70}),), number="id"
    )
    return made._replace(**changed)


class Pipe(io.TextIOWrapper):
    """A standard output whose bytes can be read afterwards."""

    def __init__(self, encoding="utf-8"):
        super().__init__(io.BytesIO(), encoding=encoding, newline="")

    def sent(self):
        return self.buffer.getvalue()


@pytest.fixture
def say():
    """Write a table as `how` wishes and give the bytes that came out of standard output."""

    def said(answer, encoding="utf-8", **how):
        pipe = Pipe(encoding)
        write(answer, How(stream=pipe, **how))
        return pipe.sent()

    return said


@pytest.fixture
def screen(say):
    """Write a table to a terminal and give its lines."""

    def lines(answer, **how):
        return say(answer, terminal=True, format="table", **how).decode().split("\n")[:-1]

    return lines


@pytest.fixture
def desk():
    """Make rows and tables."""
    return table, row
