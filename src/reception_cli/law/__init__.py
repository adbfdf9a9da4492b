"""What the law says, as dated data and pure functions over it: codes, terms, calendar, due days, transitions.

Reads data/ and nothing else. No number of days, code or form stands in the code; nothing is recorded here.
`from reception_cli import law`, then `law.terms`: a module is read when it is first asked for, so that replaying
entries, which every command may do, does not read the law by which they were decided.
"""

from importlib import import_module
from typing import TYPE_CHECKING

# The edition of the law: cards whose due days were counted by another one are built anew.
LAW = "2b879b9eeb5c0ad7.5"  # sha256 of data/law/terms.json, data/calendar/vn.json; behind the point: ours
COUNTED = frozenset({"calendar", "swaps", "service", "triage", "papers_from"})  # configured, and moves due days

if TYPE_CHECKING:
    from types import ModuleType

    from reception_cli.law import calendar as calendar
    from reception_cli.law import case_terms as case_terms
    from reception_cli.law import codes as codes
    from reception_cli.law import data as data
    from reception_cli.law import deadlines as deadlines
    from reception_cli.law import decisions as decisions
    from reception_cli.law import owed_papers as owed_papers
    from reception_cli.law import papers as papers
    from reception_cli.law import practice as practice
    from reception_cli.law import preconditions as preconditions
    from reception_cli.law import seals as seals
    from reception_cli.law import terms as terms
    from reception_cli.law import transitions as transitions
else:

    def __getattr__(name: str) -> "ModuleType":
        try:
            return import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as fault:
            if fault.name != f"{__name__}.{name}":
                raise
            raise AttributeError(name) from None
