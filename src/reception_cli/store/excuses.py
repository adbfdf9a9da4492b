"""What later entries excuse: a private value that a redaction erased, a head that a restoring gave up."""

from collections.abc import Iterator

from reception_cli.model import history
from reception_cli.model.entry import Entry, Head
from reception_cli.store.findings import Finding, finding


class Excuses:
    """Gathered while the register is read; asked at its end."""

    def __init__(self) -> None:
        """Nothing is missing yet, and nothing given up."""
        self._erased: dict[tuple[int, str], int] = {}  # entry and field -> line
        self._given_up: set[str] = set()

    def take(self, entry: Entry, line: int) -> None:
        """Note what an entry lacks, and what it excuses."""
        if len(entry["sealed"]) != len(entry["private"]):  # there is a seal for every value
            for name in entry["sealed"].keys() - entry["private"].keys():
                self._erased[entry["seq"], name] = line
        if entry["kind"] == "redacted":
            for gone in history.redacted_fields([entry]):
                self._erased.pop(gone, None)
        elif entry["kind"] in history.GIVING_UP:
            self._given_up |= history.given_up([entry])

    def erased(self) -> Iterator[Finding]:
        """Tell every private value whose absence no redaction explains, once an entry."""
        lines = {seq: line for (seq, _name), line in self._erased.items()}
        for seq, line in sorted(lines.items()):
            yield finding("erased", seq, line)

    def given_up(self, head: Head) -> bool:
        """Whether a head that the register no longer holds was given up by an entry of it."""
        return head.digest[: history.SHORT] in self._given_up
