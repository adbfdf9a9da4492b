"""What people meant where nothing has the words that they typed: Telex without Unikey, a slip, a word too many.

Only the folded words of the cards are looked at; denunciations have none, so none is ever found.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reception_cli.domain.text import one_slip_away, words
from reception_cli.index.queries.filters import joined, one_word, parts
from reception_cli.index.register_view import RegisterView, begins, quoted

_SHORT = 3  # letters from which on a slip is thought of
_MOST = 12  # words one slip away that are tried


class Found(NamedTuple):
    """A full-text query, and how it was made: the words as typed, or what they were taken for."""

    query: str
    taken: Sequence[tuple[str, str]] = ()  # what was typed, and what it was taken for
    left: Sequence[str] = ()  # words that were left out: nothing has them all


def ways(book: RegisterView, text: str) -> Iterator[Found]:
    """Give the queries that are tried one after the other where nothing has the words as typed: Telex, with slips."""
    typed = joined(words(text))
    read = [telex(word) for word in typed]
    if read != typed:
        changed = [pair for pair in zip(typed, read, strict=True) if len(set(pair)) > 1]
        yield Found(" AND ".join(parts(read, True)), changed)
    every = list(dict.fromkeys(read))
    asked = {word: quoted(word) if _there(book, quoted(word)) else begins(word) for word in every}
    unknown = [word for word in every if asked[word] != quoted(word) and not _there(book, begins(word))]
    meant: dict[str, list[str]] = {}
    for slipped in filter(None, (unknown, every)):  # each slip costs a look: those in words that nobody has come first
        more = {word: _meant(book, word) for word in slipped if word not in meant}
        meant |= more
        if any(more.values()):
            wanted = ("(" + " OR ".join([asked[word], *map(quoted, meant.get(word, ()))]) + ")" for word in every)
            taken = [(word, ", ".join(meant[word])) for word in unknown if meant[word]]
            yield Found(" AND ".join(wanted), taken)


def nearest(book: RegisterView, text: str) -> Iterator[Found]:
    """Give queries that find something: without the words that nobody has, else with any one word less."""
    typed = list(dict.fromkeys(map(telex, joined(words(text)))))
    unknown = [word for word in typed if not _there(book, one_word(word, False))]
    for left in [unknown] if unknown else [[word] for word in typed]:
        rest = [word for word in typed if word not in left]
        query = " AND ".join(parts(rest))
        if rest and _there(book, query):
            yield Found(query, left=left)


def telex(word: str) -> str:
    """Read a word that was typed in Telex while nothing turned its keys into marks: `nguyeenx` is `nguyen`."""
    first = next((place for place, letter in enumerate(word) if letter in "aeiouy"), None)
    if first is None or not word.isascii() or not word.isalpha():
        return word
    head, tail = word[:first].replace("dd", "d"), re.sub("[sfrxjw]", "", word[first:])
    return head + re.sub("aa|ee|oo", lambda pair: pair[0][0], tail)


def _meant(book: RegisterView, word: str) -> list[str]:
    """List the words of the cards that are one slip of the keyboard away."""
    if len(word) < _SHORT or not word.isalpha():
        return []
    found = (other for other in sorted(one_slip_away(word)) if _there(book, quoted(other)))
    return [other for other, _n in zip(found, range(_MOST), strict=False)]


def _there(book: RegisterView, query: str) -> bool:
    try:
        return book.select("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (query,)).fetchone() is not None
    except sqlite3.OperationalError:  # a word of a script that SQLite takes apart
        return False
