"""The facts of an incident in words, as a sentence names what is missing."""

from reception_cli.domain.words import _
from reception_cli.law.obligations import UNBROUGHT


def fact_words() -> dict[str, str]:
    """Name what an incident may lack."""
    return {
        UNBROUGHT: _("a visit or petition"), "kind": _("kind"), "field": _("field"), "competence": _("competence"),
        "handling": _("handling"), "accepted_on": _("day of acceptance"), "decided_on": _("day of decision"),
        "closed_on": _("day of closing"),
    }  # fmt: skip
