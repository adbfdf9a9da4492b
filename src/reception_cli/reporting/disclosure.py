"""Who sees whose name: the one rule for identity and free text, and the entry that tells of a disclosure.

The clerk's own terminal shows them (unless the desk's habit `identity` is `never`); pipes, files and programs
get them by `--with-identity`, which is itself recorded. A denouncer's identity and a denunciation's text
need a recorded reason everywhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from reception_cli.domain import numbers
from reception_cli.domain.entry import Draft, Entry
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting.table import Column

if TYPE_CHECKING:
    from reception_cli.domain.case import Case, Reception
    from reception_cli.index.secrecy import Veil

KEYS = ("name", "address", "commune", "id_no", "phone", "content")
Row = dict[str, Any]


class Sight(NamedTuple):
    """What one output may show."""

    identity: bool = False
    denunciations: bool = False


def sight(screen: bool, habit: str, asked: bool, reason: str) -> Sight:
    """Decide what may be shown: `screen` is the clerk's own terminal, `habit` the setting `identity`.

    Raises UsageFault for a reason without the wish.
    """
    if reason.strip() and not asked:
        raise UsageFault(
            _("A reason is for names that would stay hidden."),
            _("Add --with-identity, or leave out --reason."),
        )
    return Sight(asked or (screen and habit != "never"), asked and bool(reason.strip()))


def disclosure(
    verb: str, count: int, seen: Sight, denunciations: int, reason: str, former: Iterable[str] = ()
) -> Draft:
    """Tell the register what is about to leave it: how many rows, with whose names, and why.

    Of `former` denunciations, which are none any more, this reading is the one with a reason that they waited for.
    """
    data: Row = {
        "verb": verb,
        "count": count,
        "with": "identity" if seen.identity else "none",
        "denunciations": denunciations if seen.denunciations else 0,
    }
    if seen.denunciations and (released := sorted(former)):
        data["released"] = released
    return Draft("disclosed", "", data, {"reason": reason.strip()})


def with_identity(book: RegisterView, rows: Iterable[Row], seen: Sight) -> Iterator[Row]:
    """Add `KEYS` to rows of incidents, visits or petitions, one by one; what may not be shown is None."""
    for row in rows:
        if numbers.is_line(row["id"]):
            yield {**row, **of_line(book, book.line(row["id"]), seen)}
        else:
            yield {**row, **of_case(book, book.case(row["id"]), seen)}


def of_case(book: RegisterView, case: "Case", seen: Sight) -> Row:
    """Tell who came with an incident, and what it is about."""
    told = veiled(book, case, seen)
    if not seen.identity or (told.confidential and not seen.denunciations):
        return dict.fromkeys(KEYS)
    lines = [line for line in told.lines if not hidden(book, line, seen)]
    who = person(lines[0]) if lines else dict.fromkeys(KEYS)
    return {**who, "content": told.private.get("content")}


def of_line(book: RegisterView, line: "Reception", seen: Sight) -> Row:
    """Tell who came, and what about."""
    if hidden(book, line, seen):
        return dict.fromkeys(KEYS)
    contents = (veiled(book, book.case(one), seen).private.get("content") for one in line.incidents)
    return {**person(line), "content": "\n".join(filter(None, contents)) or None}


def veil(book: RegisterView, number: str) -> "Veil | None":
    """Tell who stays hidden in all that hangs together with an incident, visit or petition; None: nobody."""
    if not book.any_secret():
        return None
    from reception_cli.index import secrecy  # few registers' daily work meets a denunciation

    return secrecy.over(book, number)


def denounced(book: RegisterView, line: "Reception") -> bool:
    """Whether the people of a visit or petition stay hidden: one of them brought a denunciation, or may have."""
    over = veil(book, line.id)
    return over is not None and numbers.key(line.id) in over.lines


def former(book: RegisterView, number: str) -> list[str]:
    """Name the incidents told of with a number that are denunciations no more."""
    over = veil(book, number)
    return [numbers.text(each) for each in over.secret & book.former()] if over else []


def hidden(book: RegisterView, line: "Reception", seen: Sight) -> bool:
    """Whether the person of a line stays hidden: who brought a denunciation, or may have."""
    return not seen.identity or (not seen.denunciations and denounced(book, line))


def tells_of_denouncer(book: RegisterView, case: "Case") -> bool:
    """Whether anything is hidden of an incident: it is a denunciation, or hangs together with one."""
    return case.confidential or any(denounced(book, line) for line in case.lines)


def veiled(book: RegisterView, case: "Case", seen: Sight) -> "Case":
    """Take out of an incident all that tells of a person who stays hidden.

    Of a denunciation that is everything private. Of what hangs together with one it is what the lines of such people
    say; where nobody can tell who denounced, it is everything but what the matter is about.
    """
    over = None if seen.denunciations else veil(book, case.id)
    if over is None:
        return case
    own, secret = numbers.key(case.id), {line.id for line in case.reached if denounced(book, line)}
    bare, whole = own in over.secret, not over.apart

    def told(entry: Entry) -> Entry:
        if bare or entry["subject"] in secret:
            return _veiled_entry(entry)
        return {**entry, "private": {}} if whole and entry["kind"] != "incident" else entry

    return case._replace(
        private={} if bare else case.private, notes=() if bare or whole else case.notes,
        lines=tuple(_veiled_line(line) if bare or line.id in secret else line for line in case.lines),
        reached=tuple(_veiled_line(line) if bare or line.id in secret else line for line in case.reached),
        entries=tuple(map(told, case.entries)),
    )  # fmt: skip


def why_hidden(book: RegisterView, number: str, seen: Sight) -> tuple[str, str] | None:
    """Say why names are hidden of an incident, visit or petition: a code and a sentence; None where none are."""
    over = None if seen.denunciations else veil(book, number)
    if over is None or not seen.identity:
        return None
    own = numbers.key(number)
    about = {own} if own not in over.lines else set(map(numbers.key, book.line(number).incidents))
    if about and about <= over.secret:
        if not about <= book.former():
            return "denunciation", _("A denunciation: identity and text are confidential.")
        text = _("Was a denunciation: names and text stay hidden until somebody reads them with --reason.")
        return "former_denunciation", text
    if over.apart:
        text = _("Hangs together with a denunciation: who brought that stays hidden here, too.")
        return "denouncer_hidden", text
    text = _(
        "Hangs together with a denunciation, and nobody can tell which of the people brought that: all names stay"
        " hidden. Once the visit of whoever did is recorded for the denunciation alone, the others are shown again."
    )
    return "names_hidden", text


def _veiled_line(line: "Reception") -> "Reception":
    return line._replace(private={}, commune=None)


def _veiled_entry(entry: Entry) -> Entry:
    return {**entry, "data": _placeless(entry["data"]), "private": {}}


def _placeless(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the commune, also where a correction tells it."""
    told = {name: value for name, value in data.items() if name != "commune"}
    return {name: _placeless(value) if isinstance(value, dict) else value for name, value in told.items()}


def person(line: "Reception") -> Row:
    """Tell all that a line itself says of who came; whether it may be shown is for `hidden` to say."""
    return {**{key: line.private.get(key) for key in KEYS}, "commune": line.commune}


def columns(seen: Sight) -> tuple[Column, ...]:
    """Give the columns that names need; none where none are shown."""
    if not seen.identity:
        return ()
    return (
        Column("name", _("Name")),
        Column("address", _("Address"), hidden=True),
        Column("commune", _("Commune"), hidden=True),
        Column("id_no", _("Identity number"), hidden=True),
        Column("phone", _("Phone"), hidden=True),
        Column("content", _("Content"), wide=True),
    )
