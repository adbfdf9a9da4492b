"""What `add` and `visit` share: the options of a reception, and how they become one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import click

from reception_cli.app.desk import Desk
from reception_cli.cli import options
from reception_cli.domain.dates import Moment, said_day
from reception_cli.domain.entry import Entry, sha256
from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import clean
from reception_cli.domain.words import _
from reception_cli.events.reception import WALK_IN, Reception
from reception_cli.index.register_view import RegisterView
from reception_cli.law import decisions
from reception_cli.reporting.receipt import Numbers

MOST_PERSONS = 99_999
_PERSONS = click.IntRange(1, MOST_PERSONS)
PRIVATE = ("name", "address", "id_no", "phone", "host_name", "note")


def reception_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that describe a reception."""
    code = options.Code
    for option in reversed(
        (
            click.option("--name", metavar="NAME", help=_("Who came; - reads standard input.")),
            click.option("--address", metavar="TEXT", help=_("Where they live.")),
            click.option("--commune", metavar="NAME", help=_("Commune, ward or town.")),
            click.option("--id-no", metavar="NO", help=_("Number of the identity paper.")),
            click.option("--phone", metavar="NO", help=_("Telephone.")),
            click.option("--anonymous", is_flag=True, help=_("Nobody gave a name.")),
            click.option("--people", type=_PERSONS, metavar="N", help=_("Persons present (1).")),
            click.option(
                "--petitioners",
                type=_PERSONS,
                metavar="N",
                help=_("Citizens with a petition of the same content."),
            ),
            click.option("--session", type=code("session"), help=_("Kind of reception (regular).")),
            click.option("--host", type=code("host"), help=_("Who received: officer, head, delegate.")),
            click.option("--host-name", metavar="NAME", help=_("Name of who received.")),
            click.option("--at", type=options.When(), metavar="WHEN", help=_("Day, or day and time (now).")),
            click.option("--source", type=code("source"), help=_("How it came (walk-in).")),
            click.option("--petition", is_flag=True, help=_("A paper was handed over.")),
            click.option("--signatories", type=_PERSONS, metavar="N", help=_("Who signed it.")),
            click.option("--note", metavar="TEXT", help=_("A remark on this reception.")),
            click.option(
                "--after-seal", is_flag=True, help=_("Record behind a seal; it stands apart in reports.")
            ),
            click.option("--key", metavar="K", help=_("Makes a repeated call harmless.")),
        )
    ):
        command = option(command)
    return command  # fmt: skip


class Told(NamedTuple):
    """What was said of a reception, cleaned."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Give one text; empty when nothing was said."""
        return str(self.values.get(name) or "")


def cleaned(given: Mapping[str, Any], labels: Mapping[str, str]) -> Told:
    """Clean every text that was given; all faults are told together."""
    values, faults = dict(given), []
    for name, label in labels.items():
        if values.get(name):
            try:
                values[name] = clean(str(values[name]), label, lines=name in ("content", "note"))
            except UsageFault as fault:
                faults.append(fault)
    options.raise_faults(faults)
    return Told(values)


def labels() -> dict[str, str]:
    """Name the texts of a reception as the clerk knows them."""
    return {
        "content": _("content"), "name": _("name"), "address": _("address"), "commune": _("commune"),
        "id_no": _("identity number"), "phone": _("telephone"), "host_name": _("name of the host"),
        "note": _("note"), "key": _("key"), "reason": _("reason"),
    }  # fmt: skip


def from_stdin(desk: Desk, given: dict[str, Any], *names: str) -> dict[str, Any]:
    """Read the one text given as `-` from standard input."""
    dashes = [name for name in names if given.get(name) == "-"]
    if len(dashes) > 1:
        raise UsageFault(
            _("Only one of {names} can be read from standard input.").format(names=", ".join(dashes)),
            _("Give the others on the command line."),
        )
    return {**given, **{name: desk.settings.stdin().rstrip("\r\n") for name in dashes}}


def reception(desk: Desk, told: Told) -> Reception:
    """Put a reception together; impossible combinations are refused, all at once."""
    values = told.values
    options.raise_faults(_contradictions(desk, values))
    at: Moment | None = values.get("at")
    people = values.get("people") or 1
    petitioners = values.get("petitioners")
    visit = values.get("source") in (None, WALK_IN)
    key = told.text("key")
    config = desk.settings.config
    facts = {
        "people": people if visit else None,
        "petitioners": petitioners,
        "session": values.get("session") or config.get("session") or "regular",
        "host": values.get("host") or config.get("host") or "officer",
        "source": values.get("source") or WALK_IN,
        "signatories": values.get("signatories") or (1 if values.get("petition") or not visit else None),
        "group": _is_group(desk, at, people, petitioners, values.get("signatories")),
        "commune": desk.commune(told.text("commune")) or None,
        "anonymous": bool(values.get("anonymous")),
    }
    if visit and facts["session"] != "regular" and facts["host"] == "officer":
        desk.warn(
            _("The report form counts periodic and ad hoc reception of the head or a delegate only: see --host.")
        )
    private = {name: told.text(name) for name in PRIVATE if told.text(name)}
    when = at.iso() if at else desk.settings.now
    seal = desk.seal(bool(values.get("after_seal")))
    decisions.may_receive(when, seal)
    facts |= seal.mark([when])
    digest = sha256((desk.book.setting("secret") + key).encode()).hexdigest() if key else None
    return Reception(when, private, facts, bool(values.get("petition")), values.get("refused"), digest)


def _contradictions(desk: Desk, values: Mapping[str, Any]) -> list[UsageFault]:
    at: Moment | None = values.get("at")
    visit = values.get("source") in (None, WALK_IN)
    paper = values.get("petition") or not visit
    faults = []
    if at and (at.day > desk.today or at.iso() > desk.settings.now):
        faults.append(UsageFault(_("{at} lies in the future.").format(at=said_day(at.iso())), _("Mend --at.")))
    if not visit and (values.get("people") or values.get("refused")):
        faults.append(UsageFault(
            _("A petition by {source} has no people present and cannot be refused at the desk.").format(
                source=values["source"]
            ),
            _("Leave out --people and --refused, or --source."),
        ))  # fmt: skip
    if values.get("signatories") and not paper:
        faults.append(UsageFault(
            _("--signatories needs a petition."), _("Add --petition, or --source post.")
        ))  # fmt: skip
    if values.get("anonymous") and values.get("name"):
        faults.append(UsageFault(_("--anonymous and --name exclude each other."), _("Choose one.")))
    return faults


def _is_group(desk: Desk, at: Moment | None, *counts: int | None) -> bool:
    most = max((count for count in counts if count), default=1)
    return most > 1 and most >= desk.limit("group_min", at.day if at else desk.today)


def numbers(entries: Sequence[Entry]) -> Numbers:
    """Pick the numbers that a batch of reception entries gave out or speaks of."""
    found: dict[str, str] = {}
    incidents: list[str] = []
    for entry in entries:
        if entry["kind"] == "attached":
            found["visit" if entry["subject"][0] == "V" else "petition"] = entry["subject"]
            incidents = [entry["data"]["incident"]]
        else:
            found[entry["kind"]] = entry["subject"]
            incidents += entry["data"].get("incidents", ())
    return Numbers(found.get("visit"), found.get("petition"), tuple(dict.fromkeys(incidents)))


def before(book: RegisterView, key: str | None, line: str = "") -> Numbers | None:
    """Find what a call with this key recorded; None when there was none. `line` is the visit added to."""
    marked = book.marked(f"key:{key}") if key else None
    if not key or not (marked or line):
        return None
    found = book.line(marked or line)
    for incident in found.incidents:
        told = book.case(incident).entries
        first = next((entry for entry in told if entry["data"].get("key") == key), None)
        if first:
            return numbers([entry for entry in told if entry["batch"] == first["batch"]])
    if not marked:
        return None
    pair = (marked, None) if found.type == "visit" else (None, marked)
    return Numbers(pair[0], pair[1], found.incidents)
