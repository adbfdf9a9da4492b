"""Who stays hidden in a book of an earlier day: figures follow that day, secrecy follows what is known now.

A matter that was found to be a denunciation later was none on that day, and its people could be read and found by
words. So the cards of an earlier day note which incidents are denunciations by now, and which receptions brought one.
"""

from reception_cli.domain import numbers
from reception_cli.index.register_view import RegisterView
from reception_cli.index.row_writer import put_words_anew

_KNOWN = """
WITH secret(incident) AS (SELECT incident FROM incidents WHERE kind = 'denunciation'),
  came(number) AS (SELECT coalesce(k.visit, k.line) FROM links k JOIN secret s ON s.incident = k.incident)
SELECT incident FROM secret UNION SELECT number FROM came
UNION SELECT k.line FROM links k JOIN came c ON c.number = k.visit
"""
_HIDE = "INSERT OR IGNORE INTO hidden "
_HIDDEN = "(SELECT number FROM hidden)"
_TIED = (  # on that day a matter may have come by another reception than the register tells now
    f"{_HIDE} SELECT coalesce(visit, line) FROM links WHERE incident IN {_HIDDEN}",
    f"{_HIDE} SELECT line FROM links WHERE visit IN {_HIDDEN}",
)
_WORDED = f"SELECT DISTINCT incident FROM links WHERE incident > 0 AND (incident IN {_HIDDEN} OR line IN {_HIDDEN})"


def hide(past: RegisterView, now: RegisterView) -> None:
    """Hide in the cards of an earlier day, which are nobody else's, whoever is hidden now; words are taken away."""
    past._db.executemany(f"{_HIDE} VALUES(?)", now.select(_KNOWN))
    for tie in _TIED:
        past._db.execute(tie)
    for (incident,) in past._db.execute(_WORDED).fetchall():
        put_words_anew(past._db, incident, past.case(numbers.text(incident)))
