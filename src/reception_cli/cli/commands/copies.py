"""The same register given for two units, or one unit's under another's name: known by its bytes and by its lines."""

from collections.abc import Iterator, Mapping, Sequence

from reception_cli.app.desk import Desk
from reception_cli.domain.words import _
from reception_cli.exchange.inbox import listed_units, unit_folder
from reception_cli.index.queries.imported import marks
from reception_cli.intake.line import Line
from reception_cli.intake.matching import line_keys
from reception_cli.intake.reading import Remark
from reception_cli.reporting import deliveries

_SAMPLE = 400  # lines of a file that are looked for among the lines of others


class Copies:
    """What the units have delivered before, and in this command."""

    def __init__(self, desk: Desk) -> None:
        """Look at nothing yet: most commands take in a single file."""
        self.desk = desk
        self._registers: dict[str, tuple[str, frozenset[str]]] | None = None
        self._digests: dict[str, str] | None = None
        self._here: dict[str, set[str]] = {}

    def told(self, code: str, lines: Sequence[Line], sha256: str) -> Iterator[Remark]:
        """Tell of other units that have brought this file, or at least half of its lines; and remember it."""
        if self._digests is None:
            past = deliveries.remembered(self.desk.own).values()
            self._digests = {one.sha256: one.unit for each in past for one in each.taken}
        other = self._digests.setdefault(sha256, code)
        if other != code:
            text = _("this very file was taken for unit {other}: whose is it?")
            yield Remark("same-file", text.format(other=other), {"other": other})
        some = lines[:: max(1, len(lines) // _SAMPLE)]
        for unit, held in self._found(code, some):
            if unit != other and held * 2 >= len(some):
                text = _(
                    "{n} of {all} lines that were compared stand in the register of unit {other}, too: whose are they?"
                )
                facts = {"other": unit, "lines": held, "compared": len(some)}
                yield Remark("same-lines", text.format(n=held, all=len(some), other=unit), facts)
        self._here.setdefault(code, set()).update(line_keys(lines, ""))

    def _found(self, code: str, some: Sequence[Line]) -> Iterator[tuple[str, int]]:
        if not some:
            return
        plain = set(line_keys(some, ""))
        before = self._read()
        for unit in sorted({*before, *self._here} - {code}):
            secret, known = before.get(unit, ("", frozenset[str]()))
            held = len(known & set(line_keys(some, secret))) if known else 0
            if most := max(held, len(plain & self._here.get(unit, set()))):
                yield unit, most

    def _read(self) -> Mapping[str, tuple[str, frozenset[str]]]:
        """Read the digests of the lines of every unit whose plain registers are kept here."""
        if self._registers is None:
            self._registers = {}
            for unit in listed_units(self.desk.folder):
                book = unit_folder(self.desk.folder, unit).read()
                try:
                    if secret := book.setting("secret"):
                        self._registers[unit] = secret, marks(book)
                finally:
                    book.close()
        return self._registers
