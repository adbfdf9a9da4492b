"""What a desk is told of its surroundings, put together once by `surroundings.py`."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Settings(NamedTuple):
    """What the surroundings say, flags before environment before configuration; read once, by cli.py."""

    db: str
    user: str
    host: str
    now: str  # ISO moment with the desk's offset
    clock_alone: bool = False  # nobody but the machine's clock says that it is `now`
    language: str = "en"
    state: str | None = None
    timeout: float = 10
    interactive: bool = False  # stdin and stderr are terminals, and nobody said --no-input
    terminal: bool = False  # stdout is a terminal and takes the answer
    yes: bool = False
    dry_run: bool = False
    limit: int | None = None
    sort: str = ""
    as_at: str = ""  # ISO day: the register as it was recorded by its end
    config: Mapping[str, Any] = {}
    habits: tuple[tuple[str, Mapping[str, Any]], ...] = ()  # (where it was said, habits), the strongest first
    own: str = ""  # folder of the clerk's own configuration
    stdin: Callable[[], str] = str  # reads all of standard input
