"""Papers that went out, or were drawn up to be signed: `issued`. Pure.

A letter is drawn up first and has its number and day when it is signed; the desk's own slips take their number from
the desk's own book at once. What another office sent, or was told orally, is recorded in the same way.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reception_cli.domain.case import Case, Reception
from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import Refused
from reception_cli.domain.legal_life import Life, Papered, Promise
from reception_cli.domain.words import _, mark
from reception_cli.events import promises
from reception_cli.events.lifecycle import lives
from reception_cli.events.registry import COUNT, DAY, ENTRY, LINE, TEXT, TRUE, Field, Kind, several

TO = ("citizen", "body", "superior", "accused", "parties", "post", "file")


class Issue(NamedTuple):
    """A paper as it is recorded: `number` is of the desk's own book, `doc` of the body's."""

    paper: str
    on: str  # ISO day
    form: str = ""  # instrument and code
    number: int | None = None
    doc: str = ""
    elsewhere: bool = False
    told: bool = False
    replaces: int | None = None  # entry of the one drawn up before
    line: str = ""
    appointed: int | None = None
    promise: int | None = None  # the entry that tells of the promise that it is about
    to: tuple[str, ...] = ()
    copies: int = 0
    named: bool = False  # it names somebody who denounced
    private: Mapping[str, str] = {}  # signer, documents, facts, code, reason


def issue(subject: str, paper: Issue) -> Draft:
    """Record a paper about a matter, a refused visit, or the desk itself ("")."""
    data = {name: value for name, value in paper._asdict().items() if value and name != "private"}
    return Draft("issued", subject, data | ({"to": list(paper.to)} if paper.to else {}), paper.private, paper.on)


def may_issue(case: Case) -> None:
    """Refuse a paper about what is struck through."""
    if case.status == "void":
        raise _struck(case.id)


def _struck(number: str) -> Refused:
    return Refused(_("No paper about {incident} is issued:").format(incident=number), (_("it is struck through"),))


def former(papers: Iterable[Papered], paper: str, promise: int | None = None) -> Papered | None:
    """Give the paper of the same sort, of any promise or of this one, that was drawn up last and still stands."""
    found = [each for each in papers if each.paper == paper and not each.replaced]
    return next((each for each in reversed(found) if promise in (None, each.promise)), None)


def promise(case: Case, seq: int | None, kept: bool) -> Promise:
    """Find the promise that a paper is about, among those that were not kept so far, or all; raises Refused."""
    waiting = [each for each in case.life.promises if kept or not each.kept]
    found, why = promises.find(waiting, seq)
    if found is None:
        raise Refused(
            _("No paper about a promise of {incident} is issued:").format(incident=case.id),
            (why if waiting else _("nobody promised anything by a day, or all of it was kept"),),
        )
    return found


# --- What the entries change, and what is decided once more.

def _issues(about: Case | Reception, entry: Entry) -> list[Draft]:
    if isinstance(about, Case):
        may_issue(about)
        if entry["data"].get("promise"):
            promise(about, entry["data"]["promise"], kept=True)
    elif about.void:
        raise _struck(about.id)
    return []


def _papered(life: tuple[Papered, ...], entry: Entry) -> tuple[Papered, ...]:
    data = entry["data"]
    replaces = data.get("replaces")
    stand = tuple(each._replace(replaced=True) if each.seq == replaces else each for each in life)
    done = bool(data.get("doc") or data.get("elsewhere") or data.get("told") or data.get("number"))
    return (*stand, Papered(
        entry["seq"], data["paper"], data["on"], done, data.get("number"), data.get("doc"), data.get("line"),
        data.get("elsewhere", False), data.get("told", False), promise=data.get("promise"),
    ))  # fmt: skip


def _of_life(life: Life, _data: dict[str, Any], entry: Entry) -> Life:
    return life._replace(papers=_papered(life.papers, entry))


def _of_line(line: Reception, entry: Entry) -> Reception:
    return line._replace(papers=_papered(line.papers, entry))


# --- The kind.

KINDS = (
    Kind(
        mark("issued"), "any",
        {
            "paper": Field(
                {"type": "string", "pattern": "^[A-Z][0-9]{1,2}$", "description": "id of data/papers"}, "paper",
                "{value}",
            ).needed,
            "on": DAY.needed, "form": TEXT, "number": COUNT.labelled(mark("no. {value}")),
            "doc": TEXT.labelled(mark("paper {value}")),
            "elsewhere": TRUE.labelled(mark("sent by another office: {value}")),
            "told": TRUE.labelled(mark("told orally: {value}")),
            "replaces": ENTRY.labelled(mark("in place of entry {value}")), "line": LINE.labelled("{value}"),
            "appointed": ENTRY, "promise": ENTRY.labelled(mark("about the promise of entry {value}")),
            "to": several(Field({"enum": list(TO)})),
            "copies": COUNT, "named": TRUE,
        },
        ("signer", "documents", "facts", "code", "reason"), mark("paper"), mark("paper issued"), "issue", undo="free",
        case=lives(_of_life), line=_of_line, check=_issues, reaches_back=True, untold=frozenset({"code"}), since=2,
    ),
)  # fmt: skip
