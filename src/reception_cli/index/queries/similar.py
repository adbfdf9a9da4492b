"""Who was here before: the same person or the same matter, from at most 300 candidates of the index.

Only the folded words of the cards are compared; denunciations have none, so none is ever suggested.
"""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from reception_cli.domain.numbers import key, text
from reception_cli.domain.text import one_number, one_slip_away, words
from reception_cli.index import SERIAL
from reception_cli.index.register_view import RegisterView, begins, quoted

_EACH = 60  # candidates of one query; five queries at most
_NAME, _ADDRESS, _CONTENT = 0.6, 0.2, 0.2  # weights of a likeness that is not an id number
_LIKE = 0.8  # from here on a name or a content is alike enough to be named as the reason
_TOLD = 0.5  # from here on a match is told
_RARE = 3  # incidents that so many words are told of: then the words alone tell the matter


class Person(NamedTuple):
    """What is known so far of the visitor and the matter."""

    name: str = ""
    id_no: str = ""
    address: str = ""
    content: str = ""


class Match(NamedTuple):
    """An incident that may be the same: `score` 0 to 1, `reason` a stable key, no personal data."""

    incident: str
    score: float
    reason: str  # same_id | same_name | similar_name | same_content | similar_content


def similar(book: RegisterView, person: Person, most: int = 10) -> list[Match]:
    """Find the incidents most like what the clerk is entering, best first."""
    entered = _Entered(person)
    found = dict([*entered.people(book), *entered.matters(book)])
    matches = [match for rowid, stored in found.items() if (match := entered.judge(text(rowid), stored))]
    return sorted(matches, key=lambda match: (-match.score, match.incident))[:most]


def named(book: RegisterView, typed: str, most: int) -> list[str]:
    """Number the newest incidents of people whose name has these words, the last one perhaps half typed."""
    *whole, last = words(typed) or [""]
    if not last:
        return []
    query = " AND ".join([*(quoted("_" + word) for word in whole), begins("_" + last)])
    return [text(rowid) for rowid, _told in _rows(book, query, most)]


class _Entered:
    """The folded words of what is being entered, and how they compare."""

    def __init__(self, person: Person) -> None:
        self.name = words(person.name)
        self.id_no = one_number(person.id_no)
        self.address = set(words(person.address))
        self.content = words(person.content)
        self.rare = False  # whether hardly any incident has all words of the content

    def people(self, book: RegisterView) -> list[tuple[int, str]]:
        """Find incidents of the same person: by the identity number, by all of the name, else by a name with a slip."""
        known = _rows(book, _all(["_" + self.id_no]), _EACH) if self.id_no else []
        marked = ["_" + word for word in self.name]
        named = _rows(book, _all(marked), _EACH) if marked else []
        if not named and len(marked) > 1:
            named = [row for query in self._slips(book, marked) for row in _rows(book, query, _EACH)]
        return known + named

    def matters(self, book: RegisterView) -> list[tuple[int, str]]:
        """Find incidents of the same matter by the few words that tell it apart, then by all of its words.

        To look up twenty common words takes 20 times as long as three rare ones (m); where these find few
        incidents, all that have every word are among them.
        """
        if len(self.content) < 2:
            return []
        found = _rows(book, _all(self._telling()), _EACH)
        if len(found) < _EACH:
            whole = [row for row in found if set(self.content) <= set(row[1].split())]
        else:
            whole = _rows(book, _all([*self._telling(), *self.content]), _EACH)
        self.rare = len(self.content) > 2 and len(whole) <= _RARE
        return found + whole

    def _slips(self, book: RegisterView, marked: list[str]) -> Iterable[str]:
        """Ask again for names with a slip: words nobody has are replaced by those one slip away."""
        unknown = [word for word in marked if not _rows(book, _all([word]), 1)]
        if not unknown:
            for place in range(len(marked)):
                yield _all(marked[:place] + marked[place + 1 :] + sorted(self.address)[:3])
        elif len(unknown) == 1:
            known = [word for word in marked if word not in unknown]
            for part in _parts(sorted(one_slip_away(unknown[0][1:])), 90):
                yield f"{_all(known)} AND ({' OR '.join(quoted('_' + word) for word in part)})"

    def _telling(self) -> list[str]:
        """Pick the words that tell matters apart: numbers, and the longest two others."""
        numbers = [word for word in self.content if word.isdigit() and len(word) > 1]
        rest = sorted((w for w in self.content if not w.isdigit()), key=len, reverse=True)
        return numbers + rest[: 2 if numbers else 4]

    def judge(self, incident: str, stored: str) -> Match | None:
        """Compare with one candidate; None when it is not alike enough."""
        known = set(stored.split())
        if self.id_no and "_" + self.id_no in known:
            return Match(incident, 1.0, "same_id")
        name = _name_likeness(self.name, {word[1:] for word in known if word[0] == "_" and not word.startswith(SERIAL)})
        content = _share(set(self.content), known)
        parts = ((name, _NAME, self.name), (_share(self.address, known), _ADDRESS, self.address))
        weighted = [(part, w) for part, w, there in (*parts, (content, _CONTENT, self.content)) if there]
        score = sum(part * w for part, w in weighted) / (sum(w for _part, w in weighted) or 1)
        if content == 1 and len(self.content) > 2 and any(word.isdigit() for word in self.content):
            score = max(score, 0.9)  # the same matter with its numbers, whoever brings it
        elif content == 1 and self.rare:
            score = max(score, 0.7)
        reason = _reason(name, content)
        return Match(incident, round(score, 2), reason) if reason and score >= _TOLD else None


def _reason(name: float, content: float) -> str:
    if name == 1:
        return "same_name"
    if content == 1:
        return "same_content"
    if name >= _LIKE:
        return "similar_name"
    return "similar_content" if content >= _LIKE else ""


def _name_likeness(wanted: list[str], known: set[str]) -> float:
    """Average likeness of each word of the name to its best counterpart."""
    if not wanted or not known:
        return 0.0
    total = sum(1.0 if word in known else _best(word, known) for word in wanted)
    return total / len(wanted)


def _best(word: str, known: Iterable[str]) -> float:
    best = 0.0
    for other in known:
        if _at_most(word, other) > best:
            best = max(best, _ratio(word, other))
    return best


def _at_most(one: str, other: str) -> float:
    """Bound the likeness of two words by the letters that both have, in any order."""
    common = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    return 2 * common / (len(one) + len(other))


@lru_cache(4096)
def _ratio(one: str, other: str) -> float:
    from difflib import SequenceMatcher  # wanted only where a slip was made

    return SequenceMatcher(a=other, b=one).ratio()


def _share(wanted: set[str], known: set[str]) -> float:
    return len(wanted & known) / len(wanted) if wanted else 0.0


def _all(some: Iterable[str]) -> str:
    return " AND ".join(map(quoted, dict.fromkeys(some)))


def _rows(book: RegisterView, query: str, most: int) -> list[tuple[int, str]]:
    """Fetch the newest cards; a word of a script that SQLite takes apart finds none, and stops nobody's work."""
    sql = "SELECT rowid, text FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"
    try:
        return book.select(sql, (query, most)).fetchall()
    except sqlite3.OperationalError:
        return []


def _parts(some: list[str], size: int) -> Iterable[list[str]]:
    return (some[place : place + size] for place in range(0, len(some), size))


_CLASSIFIED = 25  # classified incidents read for one pair of words
_DEEP = 400  # incidents looked at for them: behind a backlog of unclassified ones nothing is searched
_LONG = 4000  # characters of an earlier incident that are compared
# CROSS JOIN: the incidents that have the words lead, whatever the planner thinks of them.
_ALIKE = f"""
SELECT i.incident, substr(w.text, 1, {_LONG}), i.kind, i.field, i.handling
FROM (SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT {_DEEP}) m
CROSS JOIN incidents i ON i.incident = m.rowid CROSS JOIN words w ON w.rowid = m.rowid
WHERE i.incident <> ? AND (i.kind IS NOT NULL OR i.field IS NOT NULL) AND i.kind IS NOT 'denunciation'
LIMIT {_CLASSIFIED}
"""


def classified_alike(
    book: RegisterView, pairs: Iterable[str], incident: str
) -> list[tuple[str, dict[str, str | None]]]:
    """Read the newest classified incidents, but this one, that have both words of any pair of folded words.

    Of each its folded words, and what somebody has said of its kind, field and handling.
    """
    found: dict[int, tuple[str, dict[str, str | None]]] = {}
    for pair in pairs:
        for number, told, kind, field, handling in book.select(_ALIKE, (_all(pair.split()), key(incident))):
            found[number] = told, {"kind": kind, "field": field, "handling": handling}
    return [found[number] for number in sorted(found, reverse=True)]
