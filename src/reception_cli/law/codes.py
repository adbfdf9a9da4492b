"""Code lists: what a register stores, how a clerk may spell it, and which kinds of matter may use it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold, nearest
from reception_cli.domain.words import _, language
from reception_cli.law import data

_SHOWN = 40  # characters of a mistyped word that an error repeats


class Code(NamedTuple):
    """One code: the stored word, its names, and where it comes from; `generations` limit the kinds by day."""

    code: str
    vi: str
    en: str
    short: tuple[str, ...] = ()
    since: date = date.min
    ended: date | None = None  # the last day it may be given
    source: str = ""
    mark: str = ""  # L, L*, S, I or U: how sure the source is
    generations: tuple[tuple[date, frozenset[str]], ...] = ()  # (from this day, kinds); empty: any kind

    def name(self, tongue: str = "") -> str:
        """Give the reader's word, in the language spoken unless told another."""
        return self.vi if (tongue or language()) == "vi" else self.en

    def kinds(self, on: date) -> frozenset[str]:
        """Name the kinds that may use it on a day (empty: any); older days follow the first generation."""
        known = [kinds for since, kinds in self.generations if since <= on]
        return known[-1] if known else self.generations[0][1] if self.generations else frozenset()

    def allows(self, kind: str, on: date) -> bool:
        """Tell whether a kind may use it on a day; `complaint` covers `complaint.first`, "" is any kind."""
        if on < self.since or (self.ended is not None and on > self.ended):
            return False
        return data.concerns(self.kinds(on), kind)


class _Words(dict[str, str]):
    """The words of a list; a code of another unit that is not in it stands for itself."""

    def __missing__(self, code: str) -> str:
        return code


class CodeList:
    """The codes of one list, in the order they are shown, and every spelling that finds them."""

    __slots__ = ("_spellings", "codes", "en", "list_name", "vi")

    def __init__(self, list_name: str, vi: str, en: str, codes: Iterable[Code]) -> None:
        """Take the list's own names (for messages) and its codes."""
        self.list_name, self.vi, self.en = list_name, vi, en
        self.codes = {code.code: code for code in codes}
        self._spellings: dict[str, Code] = {}  # made by the first word that is not an exact code

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __getitem__(self, code: str) -> Code:
        return self.codes[code]

    def find(self, text: str) -> Code:
        """Find a code by itself, by its Vietnamese or English name, or by an abbreviation.

        Accents, blanks and hyphens are free. Raises UsageFault with the nearest and the accepted codes.
        """
        exact = self.codes.get(text)
        return exact or self._spelt(text) or self._unknown(text)

    def names(self, tongue: str = "") -> dict[str, str]:
        """Give the reader's word of every code."""
        return _Words({code.code: code.name(tongue) for code in self})

    def valid_for(self, kind: str, on: date) -> list[Code]:
        """List the codes that a kind (`complaint`, `complaint.second`, "" for any) may be given on a day."""
        return [code for code in self if code.allows(kind, on)]

    def with_codes(self, extra: Iterable[Code]) -> "CodeList":
        """Make a list with a desk's own sub-codes, each below a known code and spelt like no other."""
        added = list(extra)
        for code in added:
            self._check_new(code)
        return CodeList(self.list_name, self.vi, self.en, [*self, *added])

    def _spelt(self, text: str) -> Code | None:
        if not self._spellings:
            self._spellings = dict(_all_spellings(self))
        return self._spellings.get(text.strip().casefold()) or self._spellings.get(_key(text))

    def _check_new(self, code: Code) -> None:
        parent = code.code.rpartition(".")[0]
        if parent not in self.codes:
            raise UsageFault(_("{code} does not lie below a known code").format(code=code.code))
        for word in (code.code, code.vi, code.en, *code.short):
            taken = self.codes.get(word) or self._spelt(word)
            if taken:
                raise UsageFault(_("{word} already means {code}").format(word=word, code=taken.code))

    def _unknown(self, text: str) -> Code:
        found = nearest(_key(text), list(self._spellings))
        near = list(dict.fromkeys(self._spellings[word].code for word in found))
        roots = [code.code for code in self if "." not in code.code]
        title = self.vi if language() == "vi" else self.en
        message = _("{word} is no {list}").format(word=repr(text[:_SHOWN]), list=title)
        accepted = _("accepted: {codes}").format(codes=self._told(roots))
        meant = _("did you mean {codes}?").format(codes=self._told(near)) + " " if near else ""
        raise UsageFault(
            message, meant + accepted, list=self.list_name, nearest=near, accepted=list(self.codes)
        )

    def _told(self, codes: Iterable[str]) -> str:
        """Name codes with what may be typed: in Vietnamese the word and its abbreviation, in English the code first."""
        known = [self.codes[code] for code in codes]
        if language() == "vi":
            return ", ".join(f"{one.vi} ({one.short[0]})" if one.short else one.vi for one in known)
        return ", ".join(f"{one.code} ({one.name()})" for one in known)


def named(list_name: str, some: Iterable[str]) -> str:
    """Name codes as a clerk reads and may type them; in English the codes themselves."""
    words = load(list_name).names()
    return ", ".join(words[code] if language() == "vi" else code for code in some)


def load(list_name: str) -> CodeList:
    """Read one list (`kind`, `field`, `session`, `result` ...), once a run."""
    if list_name not in _loaded:
        _loaded[list_name] = _read(list_name)
    return _loaded[list_name]


def field_of(code: str) -> str:
    """Name the root of a dotted code: the column of the forms in which it is counted."""
    return code.partition(".")[0]


_loaded: dict[str, CodeList] = {}


def _read(list_name: str) -> CodeList:
    told = data.read("codes", list_name)
    return CodeList(list_name, told["vi"], told["en"], map(_code, data.rows(told, "code")))


def _code(row: data.Row) -> Code:
    pairs = row.get("of_since") or ([[row["since"], *row["of"]]] if "of" in row else [])
    return Code(
        row["code"],
        row["vi"],
        row["en"],
        tuple(row.get("short", ())),
        row["since"],
        row.get("ended"),
        row["source"],
        row["mark"],
        tuple((since, frozenset(kinds)) for since, *kinds in pairs),
    )


def _key(text: str) -> str:
    """Reduce a word to its letters, digits and dots: `Khiếu nại`, `khieu-nai` and `khieunai` are one."""
    return "".join(sign for sign in fold(text) if sign.isalnum() or sign == ".")


def _all_spellings(codes: Iterable[Code]) -> Iterator[tuple[str, Code]]:
    """Give every spelling, the folded ones first so that none hides an unfolded one (`d4-đ`, `d4-d`)."""
    listed = [(word, code) for code in codes for word in (code.code, code.vi, code.en, *code.short)]
    for word, code in reversed(listed):  # reversed: of two equal spellings the one listed first wins
        yield _key(word), code
    for word, code in reversed(listed):
        yield word.casefold(), code
    for code in codes:
        yield code.code, code
        yield _key(code.code), code
