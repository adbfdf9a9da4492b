"""The due day of a term: counted from its anchor, with extensions and pauses, and told step by step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from reception_cli.law.calendar import Calendar, Caution, Count, Pause
from reception_cli.law.terms import Term


class Extension(NamedTuple):
    """A written decision that lengthens a term by `days` of the term's own unit."""

    on: date
    days: int
    note: str = ""  # number of the decision


class Change(NamedTuple):
    """What moved the due day, and from where to where; `after` is None while the clock stands still."""

    why: str  # extension | pause
    on: date
    before: date | None
    after: date | None
    note: str = ""


class Step(NamedTuple):
    """One line of the story: `rule anchor extension pause skipped rolled stopped due`, told by its facts."""

    step: str
    facts: Mapping[str, Any]


class Deadline(NamedTuple):
    """Where a term ends and how it came to end there."""

    term: Term
    anchor: date
    due: date | None  # None: the clock stands still, or the law sets no term
    first: date | None  # without extensions and pauses
    changes: tuple[Change, ...] = ()
    left: int | None = None  # days still to run while the clock stands still
    steps: tuple[Step, ...] = ()
    cautions: tuple[Caution, ...] = ()
    calendar: str = ""  # the version that was used

    @property
    def previous(self) -> date | None:
        """The due day before the last change; the first one where nothing changed it."""
        return self.changes[-1].before if self.changes else self.first

    def overdue(self, today: date) -> int:
        """Count the calendar days since the due day; 0 up to that day and while the clock stands still."""
        return max(0, (today - self.due).days) if self.due else 0


def due(
    term: Term,
    anchor_day: date,
    calendar: Calendar,
    extensions: Sequence[Extension] = (),
    pauses: Sequence[Pause] = (),
) -> Deadline:
    """Work out where a term ends.

    Extensions lengthen the term itself: all days are counted from the anchor, a last day off moves once.
    The days of a pause do not count; a pause that begins after the due day changes nothing.
    """
    if term.days is None:
        return Deadline(term, anchor_day, None, None, steps=(_rule(term),), calendar=calendar.version)
    run = _Run(term, anchor_day, calendar)
    changes = tuple(run.changes(extensions, pauses))
    count, stop = run.until(extensions, pauses)
    return Deadline(
        term,
        anchor_day,
        None if stop else count.due,
        run.until()[0].due,
        changes,
        run.left(count, stop, pauses) if stop else None,
        tuple(_steps(term, count, extensions, pauses, stop)),
        (*count.cautions, *_cautions(term, extensions, changes)),
        calendar.version,
    )


class _Run(NamedTuple):
    """One term on one calendar, to be counted again after each change."""

    term: Term
    anchor: date
    calendar: Calendar

    def until(
        self, extensions: Iterable[Extension] = (), pauses: Iterable[Pause] = ()
    ) -> tuple[Count, Pause | None]:
        """Count to the end; with the open pause that stops the clock before it."""
        days = (self.term.days or 0) + sum(extension.days for extension in extensions)
        listed = tuple(pauses)
        if self.term.before:
            return self.calendar.before(self.anchor, days, self.term.unit), None
        count = self.calendar.run(self.anchor, days, self.term.unit, listed)
        still = (pause for pause in listed if pause.end is None and pause.start < count.due)
        return count, min(still, default=None)

    def left(self, count: Count, stop: Pause, pauses: Iterable[Pause]) -> int:
        """Count the days that had not run when the clock stopped."""
        return max(0, count.days - self.calendar.elapsed(self.anchor, stop.start, self.term.unit, pauses))

    def changes(self, extensions: Iterable[Extension], pauses: Iterable[Pause]) -> Iterator[Change]:
        """Tell the due day before and after each extension and pause, in the order of their days."""
        longer, stopped = list[Extension](), list[Pause]()
        before: date | None = self.until()[0].due
        events: list[Extension | Pause] = [*extensions, *pauses]
        for event in sorted(events, key=_day_of):
            if isinstance(event, Extension):
                longer.append(event)
            else:
                stopped.append(event)
            count, stop = self.until(longer, stopped)
            after = None if stop else count.due
            why = "extension" if isinstance(event, Extension) else "pause"
            yield Change(why, _day_of(event), before, after, event.note)
            before = after


def _day_of(event: Extension | Pause) -> date:
    return event.on if isinstance(event, Extension) else event.start


def _cautions(term: Term, extensions: Sequence[Extension], changes: Iterable[Change]) -> Iterator[Caution]:
    for change in changes:
        if change.why == "extension" and change.before and change.on > change.before:
            yield Caution("extension-late", {"on": change.on, "due": change.before})
    if len(extensions) > term.extensions:
        yield Caution("extensions-too-many", {"given": len(extensions), "allowed": term.extensions})
    for extension in extensions:
        if extension.days > term.extension_days:
            yield Caution("extension-too-long", {"days": extension.days, "allowed": term.extension_days})


def _rule(term: Term) -> Step:
    names = ("id", "row", "days", "unit", "variant", "before", "source", "mark", "since", "until")
    return Step("rule", {name: getattr(term, name) for name in names})


def _steps(
    term: Term, count: Count, extensions: Sequence[Extension], pauses: Sequence[Pause], stop: Pause | None
) -> Iterator[Step]:
    yield _rule(term)
    yield Step("anchor", {"what": term.anchor, "day": count.start})
    for extension in extensions:
        yield Step("extension", extension._asdict())
    for pause in pauses:
        yield Step("pause", pause._asdict())
    if stop:
        yield Step("stopped", {"since": stop.start})
        return
    if count.skipped:
        yield Step("skipped", {"days": count.skipped})
    if count.rolled_from:
        yield Step("rolled", {"from": count.rolled_from, "to": count.due})
    yield Step("due", {"day": count.due, "paused": count.paused, "calendar": count.calendar})
