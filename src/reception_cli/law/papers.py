"""The papers of a desk as data: what each says and on what basis, by whom it is signed, to whom it goes. Pure.

A paper is known by its id in the list of papers (`R2`), or by the instrument and the code of its form: several
instruments have a form of the same code.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import fold
from reception_cli.domain.words import _, language
from reception_cli.law import data

GROUPS = ("reception", "petition", "complaint", "denunciation", "general", "dossier")  # files of data/papers
OWN, BODY, NONE = "own", "body", "none"  # who numbers it: this desk's book, the body after signing, nobody
HAND = "hand."  # before the name of a fact that the register never holds
_SURE = ("L",)  # marks of what was read in the law itself


class Form(NamedTuple):
    """A form of an instrument, with the days in which it holds."""

    instrument: str
    code: str
    since: date
    until: date | None = None
    mark: str = "L"

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def __str__(self) -> str:
        return f"{self.instrument} {self.code}"


class Paper(NamedTuple):
    """One paper; texts are templates that `fill` completes."""

    id: str
    vi: str
    en: str
    layout: str  # slip | notice | letter | decision | minutes | citizen | book
    title: str
    about: str  # below the title; of a letter the subject beside the addressee
    to: tuple[str, ...]  # citizen, body, superior, accused, parties, post, file
    number: str
    symbol: str
    signer: str  # officer | head | both: the block of signatures is the paper's own
    say: tuple[Mapping[str, Any], ...]
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sign: tuple[tuple[str, str, str], ...] = ()  # title, how, name
    forms: tuple[Form, ...] = ()
    kinds: frozenset[str] = frozenset()  # of the matter; empty: any
    lines: str = ""  # visit | petition: which line of the matter it tells of, where it may be either
    subject: str = "matter"  # matter | refused | appointment | promise | dossier | desk
    asks: tuple[str, ...] = ()  # facts without which the law is not content
    copies: int = 1
    code: bool = False  # carries the look-up code
    answers: bool = False  # tells the citizen how the matter is handled
    mark: str = "L"
    fields_mark: str = "L"
    open: str = ""  # what is not known of it, in Vietnamese
    short: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name it in the reader's language."""
        return self.vi if language() == "vi" else self.en

    @property
    def sure(self) -> bool:
        """Whether its wording follows a text that was read in the law itself."""
        return self.fields_mark in _SURE

    @property
    def to_citizen(self) -> bool:
        """Whether it is the citizen's: only such a paper may name a denouncer."""
        return self.to[:1] == ("citizen",)

    def form(self, on: date) -> Form | None:
        """Give the form that is in force on a day."""
        return next((form for form in self.forms if form.holds(on)), None)


@cache
def papers() -> dict[str, Paper]:
    """Read all papers, by id."""
    found = {}
    for group in GROUPS:
        for row in data.read("papers", group)["paper"]:
            paper = _paper(row)
            found[paper.id] = paper
    letters = list(dict.fromkeys(id_[0] for id_ in found))  # in the order of GROUPS
    return dict(sorted(found.items(), key=lambda each: (letters.index(each[0][0]), int(each[0][1:]))))


def _paper(row: data.Row) -> Paper:
    facts: dict[str, Any] = {name: row[name] for name in Paper._fields if name in row}
    for name in ("to", "addressees", "recipients", "asks", "short"):
        facts[name] = tuple(row.get(name, ()))
    facts["say"] = tuple({"text": each} if isinstance(each, str) else each for each in row["say"])
    facts["sign"] = tuple((*each, "", "")[:3] for each in row.get("sign", ()))
    facts["kinds"] = frozenset(row.get("kinds", ()))
    facts["forms"] = tuple(Form(**form) for form in row.get("forms", ()))
    facts.setdefault("about", "")
    facts.setdefault("symbol", "")
    return Paper(**facts)


def basis(on: date) -> dict[str, str]:
    """Give what papers of a day cite: fact -> citation in full."""
    rows = data.read("papers", "basis")["basis"]
    return {row["id"]: row["text"] for row in rows if row.get("since", date.min) <= on <= row.get("until", date.max)}


def facts() -> dict[str, str]:
    """Name every fact that a template may ask for in the reader's language."""
    tongue = language()
    return {id_: row[tongue] for id_, row in _facts().items()}


def by_hand(fact: str) -> bool:
    """Whether the register does not hold a fact: it is written by hand, or given with --fact."""
    return fact.startswith(HAND) or "by" in _facts().get(fact, {})


@cache
def _facts() -> dict[str, data.Row]:
    return {row["id"]: row for row in data.read("papers", "facts")["fact"]}


def names() -> dict[str, str]:
    """Name every paper in the reader's language."""
    return {id_: paper.name for id_, paper in papers().items()}


def find(typed: str, on: date) -> Paper:
    """Find the paper that somebody means: by id, by the code of its form (on a day), or by its name.

    Raises UsageFault with the candidates.
    """
    known, wish = papers(), fold(typed).replace("-", " ").strip()
    if typed.upper() in known:
        return known[typed.upper()]
    coded = [paper for paper in known.values() if any(_names(form, wish) for form in paper.forms if form.holds(on))]
    if len(coded) == 1:
        return coded[0]
    if coded:
        told = "; ".join(f"{paper.id} = {paper.form(on)}" for paper in coded)
        raise UsageFault(
            _("'{text}' is a form of several instruments.").format(text=typed[:40]),
            _("Name the paper: {list}").format(list=told),
        )
    words = {one.id: (fold(one.vi), fold(one.en), *map(fold, one.short)) for one in known.values()}
    exact = [id_ for id_, told in words.items() if wish in told]
    near = exact or [id_ for id_, told in words.items() if wish and any(wish in each for each in told)]
    if len(near) == 1:
        return known[near[0]]
    hint = "; ".join(f"{id_} {known[id_].name}" for id_ in near[:6])
    raise UsageFault(
        _("There is no paper '{text}'.").format(text=typed[:40]),
        _("Perhaps: {list}").format(list=hint) if hint else _("`reception issue` lists the papers."),
    )


def _names(form: Form, wish: str) -> bool:
    code, instrument = (fold(text).replace("-", " ") for text in (form.code, form.instrument))
    return wish in (code, f"{instrument} {code}", f"{instrument}:{code}", f"mau {code}")


# --- Templates. `{fact}` is the fact, or dots to fill in by hand; `{a|b}` the first that is known; what stands in
# `[...]` is left out where one of its facts is not known.

DOTS = "…" * 12
_SHORT = "…" * 5
_DAY = "ngày … tháng … năm …"
_FACT = re.compile(r"\{([a-z0-9_.|]+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def fill(template: str, facts: Mapping[str, str], blank: Callable[[str], str] | None = None) -> str:
    """Complete a template; `blank` tells what stands for a fact that is not known."""
    known = _OPTIONAL.sub(lambda part: part[1] if _all_known(part[1], facts) else "", template)
    return _FACT.sub(lambda part: _value(part[1], facts) or (blank or dots)(part[1]), known)


def asked(template: str) -> list[str]:
    """List the facts that a template asks for."""
    return [name for part in _FACT.findall(template) for name in part.split("|")]


def _all_known(text: str, facts: Mapping[str, str]) -> bool:
    return all(_value(names, facts) for names in _FACT.findall(text))


def _value(names: str, facts: Mapping[str, str]) -> str:
    return next((facts[name] for name in names.split("|") if facts.get(name)), "")


def dots(names: str) -> str:
    """Leave room to write a fact by hand."""
    last = names.split("|")[-1]
    blank = _facts().get(last.removesuffix("_cap"), {}).get("blank")
    if blank == "day":
        return _DAY.capitalize() if last.endswith("_cap") else _DAY
    return _SHORT if blank else DOTS


class Telling(NamedTuple):
    """What decides which parts of a paper are said: the kind of the matter, codes of the register, the day."""

    kind: str
    codes: Mapping[str, str]  # facts as codes or texts, "" where not known
    on: date

    def says(self, part: Mapping[str, Any]) -> bool:
        """Whether a part belongs to this paper."""
        if "of" in part and self.kind not in part["of"]:
            return False
        if not part.get("since", date.min) <= self.on <= part.get("until", date.max):
            return False
        return all(self._holds(each) for each in _listed(part.get("when", ())))

    def _holds(self, condition: str) -> bool:
        name, sign, value = condition.lstrip("!").partition("=")
        held = self.codes.get(name) in value.split("|") if sign else bool(self.codes.get(name))
        return held != condition.startswith("!")


def _listed(value: str | Iterable[str]) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value
