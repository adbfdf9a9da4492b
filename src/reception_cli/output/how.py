"""How an answer looks: `writer.write` takes a Table and a `How`, which is all that it asks."""

from typing import NamedTuple, TextIO


class How(NamedTuple):
    """The wishes and the limits of one output; `fields` are column keys, `width` is in terminal cells."""

    format: str = ""  # table | tsv | json | jsonl | csv | xlsx | md | html; empty: see writer.choose
    stream: TextIO | None = None  # standard output; not used when `output` names a file
    output: str | None = None
    terminal: bool = False
    color: bool = False
    width: int = 80
    language: str = "en"
    quiet: bool = False
    fields: tuple[str, ...] = ()
    generated_at: str = ""
    unit: str = ""

    @property
    def encoding(self) -> str:
        """Name the encoding that the bytes will have: files are always UTF-8."""
        return "utf-8" if self.output else getattr(self.stream, "encoding", None) or "utf-8"
