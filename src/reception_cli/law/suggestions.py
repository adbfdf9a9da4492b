"""What a matter may be, by its words: phrases that tell it, and earlier incidents that are worded alike.

Pure: both vote, and a code that gets half of all votes is proposed. To n votes the square root of n is added
that speak for nothing: what chance alone would do. Nothing here is recorded; a clerk decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from reception_cli.domain.text import words
from reception_cli.law import data
from reception_cli.law.codes import CodeList, field_of

FACTS = ("kind", "field", "handling")
MOST_PAIRS = 20  # pairs of neighbouring words that are compared, from the beginning of the content
_NEAREST = 25  # earlier incidents that vote
_ALIKE = 0.25  # share of the pairs that an earlier incident must have to vote
_HALF = 0.5  # share of the votes that a proposal needs
_TOLD = 3  # pairs of words told of what earlier incidents spoke for


class Phrase(NamedTuple):
    """Words that speak for codes: fact -> codes, the first that the kind may have; `text` as it is spelt."""

    folded: str
    text: str
    codes: Mapping[str, tuple[str, ...]]
    weight: float


class Earlier(NamedTuple):
    """An incident that was classified before: the pairs it shares, their share (0 to 1), its codes."""

    shared: tuple[str, ...]
    likeness: float
    codes: Mapping[str, str | None]


class Evidence(NamedTuple):
    """All that speaks for what one matter is."""

    phrases: tuple[Phrase, ...] = ()
    earlier: tuple[Earlier, ...] = ()


class Guess(NamedTuple):
    """A proposal for one fact: `score` is the share of the votes, 0 to 1; 1.0 is what was said already."""

    code: str | None = None
    score: float = 0.0
    seeds: tuple[str, ...] = ()  # plain words of our own list
    learned: tuple[str, ...] = ()  # folded words of the content


def pairs(content: str) -> list[str]:
    """Give the pairs of neighbouring words, folded; numbers tell no kind of matter apart."""
    listed = words(content)
    plain = [word.isalpha() for word in listed]
    both = [
        f"{listed[place]} {listed[place + 1]}"
        for place in range(len(listed) - 1)
        if plain[place] and plain[place + 1]
    ]
    return list(dict.fromkeys(both))[:MOST_PAIRS]


def phrases(content: str) -> tuple[Phrase, ...]:
    """Find the phrases that a content holds; of two that overlap, the longer one."""
    left = f" {' '.join(words(content))} "
    found: list[Phrase] = []
    for phrase in _by_length():
        if f" {phrase.folded} " in left or (found and found[-1].folded == phrase.folded):
            left = left.replace(f" {phrase.folded} ", " | ")
            found.append(phrase)
    return tuple(found)


def alike(wish: list[str], candidates: Iterable[tuple[str, Mapping[str, str | None]]]) -> tuple[Earlier, ...]:
    """Pick the earlier incidents (folded words, codes) that share most pairs with the wish."""
    found = []
    for stored, codes in candidates:
        padded = f" {stored} "
        shared = tuple(pair for pair in wish if f" {pair} " in padded)
        if len(shared) >= _ALIKE * len(wish) and shared:
            found.append(Earlier(shared, len(shared) / len(wish), codes))
    return tuple(sorted(found, key=lambda one: -one.likeness)[:_NEAREST])


def propose(
    evidence: Evidence, lists: Mapping[str, CodeList], known: Mapping[str, str | None], on: date
) -> dict[str, Guess]:
    """Propose kind, field and handling; what is known stays.

    A field fits the kind known or proposed, or any kind where there is neither.
    """
    codes = {name: [code.code for code in listed if code.allows("", on)] for name, listed in lists.items()}
    kind = _guess(evidence, "kind", codes["kind"], known.get("kind"))
    kinds = [kind.code] if kind.code else codes["kind"]
    fitting = [code.code for code in lists["field"] if all(code.allows(one, on) for one in kinds)]
    # The reports' columns limit the handlings of a kind, not what a desk does: its own practice speaks.
    return {
        "kind": kind,
        "field": _guess(evidence, "field", fitting, known.get("field")),
        "handling": _guess(evidence, "handling", codes["handling"], known.get("handling")),
    }


def _guess(evidence: Evidence, name: str, fitting: list[str], said: str | None) -> Guess:
    if said:
        return Guess(said, 1.0)
    ballots = list(_ballots(evidence, name, frozenset(fitting)))
    best, score = _winner(ballots, fitting)
    if score < _HALF and name == "field":
        roots = [code for code in fitting if field_of(code) == code]
        best, score = _winner([_Ballot(field_of(b.code), *b[1:]) for b in ballots], roots)
    if not best or score < _HALF:
        return Guess(None, round(score, 2))
    return Guess(best, round(score, 2), *_reasons(ballots, best))


class _Ballot(NamedTuple):
    code: str
    votes: float
    phrase: Phrase | None = None
    earlier: Earlier | None = None


def _ballots(evidence: Evidence, name: str, fitting: frozenset[str]) -> Iterable[_Ballot]:
    for phrase in evidence.phrases:
        code = next((code for code in phrase.codes.get(name, ()) if code in fitting), None)
        if code:
            yield _Ballot(code, phrase.weight, phrase)
    for one in evidence.earlier:
        code = one.codes.get(name)
        if code and code in fitting:
            yield _Ballot(code, one.likeness**2, None, one)


def _winner(ballots: list[_Ballot], fitting: list[str]) -> tuple[str, float]:
    """Find the code with most votes (of equals the one listed first) and its share of all, doubt included.

    What speaks for `land` speaks for `land.dispute` too, where anything does.
    """
    votes = {code: sum(b.votes for b in ballots if b.code == code) for code in fitting}
    for_all = {code: votes[code] and votes[code] + votes.get(_above(code), 0.0) for code in fitting}
    best = max(fitting, key=lambda code: for_all[code], default="")
    total = sum(ballot.votes for ballot in ballots)
    return (best, for_all[best] / (total + total**0.5)) if total else ("", 0.0)


def _above(code: str) -> str:
    return field_of(code) if "." in code else ""


def _reasons(ballots: list[_Ballot], best: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the phrases that spoke for a code, and the pairs that its earlier incidents share most."""
    seeds = tuple(b.phrase.text for b in ballots if b.phrase and _speaks(b.code, best))
    weights: defaultdict[str, float] = defaultdict(float)
    for ballot in ballots:
        sign = 1 if _speaks(ballot.code, best) else -1
        for pair in ballot.earlier.shared if ballot.earlier else ():
            weights[pair] += sign * ballot.votes
    told = {pair: weight for pair, weight in weights.items() if weight > 0}
    return seeds, tuple(sorted(told, key=lambda pair: -told[pair])[:_TOLD])


def _speaks(code: str, best: str) -> bool:
    """Whether a vote is for what won: itself, one below it, or its root."""
    return data.covers(best, code) or data.covers(code, best)


_read: list[Phrase] = []


def _by_length() -> list[Phrase]:
    """Read the seed words once a run, the longest phrases first, rows of one phrase together."""
    if not _read:
        rows = data.rows(data.read("suggest", "seed-words"), "phrase")
        found = (phrase for row in rows for phrase in _spelt(row))
        _read.extend(sorted(found, key=lambda phrase: (-len(phrase.folded), phrase.folded)))
    return _read


def _spelt(row: data.Row) -> Iterable[Phrase]:
    told = {name: row[name] for name in FACTS if name in row}
    codes = {name: (said,) if isinstance(said, str) else tuple(said) for name, said in told.items()}
    return (Phrase(" ".join(words(text)), text, codes, row["weight"]) for text in row["words"])
