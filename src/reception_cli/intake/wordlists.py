"""What desks write in their cells and what it means: word lists from data, compared without accents."""

import os.path
import tomllib
from collections.abc import Callable, Mapping
from functools import cache

from reception_cli import ROOT
from reception_cli.domain.text import fold, words

FOLDER = os.path.join(ROOT, "data", "maps")
# Lists that hold signs such as "-", not only words, and those in which accents tell words apart (số, sở; cộng, công).
_SIGNS = {("handling", "yes"), ("handling", "no")}
_ACCENTED = {("handling", "document"), ("row", "total"), ("person", "surname")}
_ACCENTED_TABLE = "commune"
_SIGNS_BEHIND = " :;,.-–—"
# With their accents: "Lan Hai" is a name.
ONES = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}

Meanings = Mapping[str, tuple[str, ...]]
Words = Mapping[str, Meanings]


def key(text: str) -> str:
    """Reduce a text to its folded words with one blank between: what two spellings have in common."""
    return " ".join(words(text))


@cache
def shipped_words() -> Words:
    """Read the shipped lists, once a run."""
    with open(os.path.join(FOLDER, "words.toml"), "rb") as file:
        told = tomllib.load(file)
    return {table: _meanings(table, lists) for table, lists in told.items()}


def with_words(known: Words, extra: Mapping[str, Mapping[str, list[str]]]) -> Words:
    """Add a desk's own spellings; of two words of one length the desk's wins."""
    merged = dict(known)
    for table, lists in extra.items():
        own = _meanings(table, lists)
        merged[table] = {name: own.get(name, ()) + spellings for name, spellings in known[table].items()}
    return merged


def first(meanings: Meanings, text: str) -> str | None:
    """Name the first meaning, in the order of the data, of which a word stands anywhere in the text."""
    padded = f" {key(text)} "
    return next((name for name, known in meanings.items() if any(f" {word} " in padded for word in known)), None)


def longest(meanings: Meanings, text: str) -> str | None:
    """Name the meaning whose longest word stands anywhere in the text."""
    padded = f" {key(text)} "
    found = [(len(word), name) for name, known in meanings.items() for word in known if f" {word} " in padded]
    return max(found, default=(0, None))[1]


def opening(meanings: Meanings, text: str) -> tuple[str, str] | None:
    """Find the longest word with which the text begins: its meaning, and the key of what follows."""
    padded = f"{key(text)} "
    found = [(word, name) for name, known in meanings.items() for word in known if padded.startswith(f"{word} ")]
    if not found:
        return None
    word, name = max(found, key=lambda hit: len(hit[0]))
    return name, padded[len(word) :].strip()


def after(known: tuple[str, ...], text: str) -> str:
    """Cut the longest of the words off the front of a text, which keeps its spelling."""
    tokens = text.split(" ")
    opened, likely = key(tokens[0]), _by_length(known)
    for word, count in likely:
        if word.startswith(opened) and key(" ".join(tokens[:count])) == word:
            return " ".join(tokens[count:]).lstrip(_SIGNS_BEHIND)
    return text


@cache
def _by_length(known: tuple[str, ...]) -> list[tuple[str, int]]:
    """List words with the number of their parts, the longest first."""
    return [(word, word.count(" ") + 1) for word in sorted(known, key=len, reverse=True)]


def _meanings(table: str, lists: Mapping[str, list[str]]) -> Meanings:
    return {name: tuple(_spelling(table, name)(word) for word in known) for name, known in lists.items()}


def _spelling(table: str, name: str) -> Callable[[str], str]:
    if table == _ACCENTED_TABLE or (table, name) in _ACCENTED:
        return str.lower
    return fold if (table, name) in _SIGNS else key
