"""What unclassified incidents may be: evidence from the cards, at most some hundred earlier incidents.

Denunciations have no words in the cards, so none is evidence; of one nothing is read and nothing proposed.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from reception_cli.domain.case import Case
from reception_cli.domain.text import words
from reception_cli.index.queries.similar import classified_alike
from reception_cli.index.register_view import RegisterView
from reception_cli.law import suggestions
from reception_cli.law.codes import CodeList
from reception_cli.law.decisions import latest_line
from reception_cli.law.suggestions import FACTS, Evidence, Guess


def evidence(book: RegisterView, case: Case) -> Evidence:
    """Gather what speaks for what a matter is; nothing for a denunciation."""
    content = case.private.get("content") or ""
    if case.confidential or not content:
        return Evidence()
    pairs = suggestions.pairs(content)
    earlier = classified_alike(book, pairs, case.id)
    return Evidence(suggestions.phrases(content), suggestions.alike(pairs, earlier))


def proposals(
    found: Evidence,
    case: Case,
    lists: Mapping[str, CodeList],
    on: date,
    said: Mapping[str, str] | None = None,
) -> dict[str, Guess]:
    """Propose what was not said of an incident and may still be; `said` is what a clerk has just typed."""
    known = known_of(case)
    made = suggestions.propose(found, lists, {**known, **(said or {})}, on)
    may = may_say(case)
    return {name: guess if name in may or known[name] else Guess() for name, guess in made.items()}


def known_of(case: Case) -> dict[str, str | None]:
    """Tell what is said already; a handling is that of the latest visit or petition."""
    line = latest_line(case)
    return {"kind": case.kind, "field": case.field, "handling": line.handling.get(case.id) if line else None}


def may_say(case: Case) -> list[str]:
    """List the facts that are proposed: how an incident was handled that is closed is for those to say who know."""
    return list(FACTS) if latest_line(case) and not case.closed else ["kind", "field"]


def spoken(case: Case, told: Mapping[str, Guess], own_screen: bool) -> list[str]:
    """Name the words that spoke for proposals: our own list's anywhere, the content's on the clerk's screen.

    What may be a denunciation is treated as one from then on.
    """
    if not own_screen and any(guess.code == "denunciation" for guess in told.values()):
        return []
    found = [word for guess in told.values() for word in guess.seeds]
    if own_screen:
        learned = [pair for guess in told.values() for pair in guess.learned]
        found += _spelt(case.private.get("content") or "", learned)
    return list(dict.fromkeys(found))


def _spelt(content: str, folded: list[str]) -> list[str]:
    """Give pairs of folded words as the content spells them."""
    plain = "".join(sign if sign.isalnum() else " " for sign in content).split()
    both = [f"{a} {b}".lower() for a, b in pairwise(plain)]
    spelling = {" ".join(words(pair)): pair for pair in both}
    return [spelling.get(pair, pair) for pair in folded]
