"""Whether the numbers of incidents, visits and petitions run without a gap and without a double."""

from collections.abc import Iterator, Sequence

from reception_cli.domain import numbers
from reception_cli.domain.words import _
from reception_cli.ledger.findings import Finding
from reception_cli.ledger.storage import Place

_LETTERS = {"incident": "", "visit": "V", "petition": "P"}


class Numbering:
    """Counts the numbers along; a command may write those of one batch in any order."""

    def __init__(self) -> None:
        """Expect number 1 of every type and year."""
        self._next: dict[int, int] = {}  # number 0 of a type and year -> the next number that is due
        self._lost: set[int] = set()  # what a salvage told to be lost
        self._ahead: dict[int, dict[int, tuple[int, int]]] = {}  # the same -> number -> (entry, line)

    def take(self, place: Place, line: int) -> Sequence[Finding]:
        """Take in one sound entry; tells a number that is given twice or is none."""
        letter = _LETTERS.get(place.entry["kind"])
        if letter is not None:
            return self._numbered(place, line, letter)
        if place.entry["kind"] == "salvaged":
            self._lost.update(numbers.key(lost) for lost in place.entry["data"].get("numbers", ()))
        return ()

    def _numbered(self, place: Place, line: int, letter: str) -> Sequence[Finding]:
        seq, subject = place.entry["seq"], place.entry["subject"]
        try:
            own = numbers.key(subject)
        except (ValueError, IndexError):
            own = 0
        if not own or numbers.text(own) != subject or not _is_letter(subject, letter):
            return [Finding("number", seq, line, _("this entry has no number of the register"))]
        series = own - own % _SERIES
        ahead, due = self._ahead.setdefault(series, {}), self._next.get(series, series + 1)
        if own < due or own in ahead:
            return [Finding("double", seq, line, _("{number} was given before").format(number=subject))]
        ahead[own] = (seq, line)
        while ahead.pop(due, None):
            due += 1
        self._next[series] = due
        return ()

    def finish(self) -> Iterator[Finding]:
        """Tell the numbers that are missing, each gap once."""
        for series, ahead in self._ahead.items():
            due = self._next.get(series, series + 1)
            for own in sorted(ahead):
                if own != due and not self._lost.issuperset(range(due, own)):
                    yield Finding("gap", *ahead[own], _gap(due, own - 1))
                due = own + 1


_SERIES = numbers.make(1, 0, 0)


def _is_letter(subject: str, letter: str) -> bool:
    return (subject[0] if subject[0] in "VP" else "") == letter


def _gap(first: int, last: int) -> str:
    if first == last:
        return _("{number} is missing").format(number=numbers.text(first))
    return _("{first} to {last} are missing").format(first=numbers.text(first), last=numbers.text(last))
