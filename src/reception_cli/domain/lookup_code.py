"""The look-up code of a matter: a secret number by which a citizen may ask how it stands, made and checked here.

Fourteen random characters and one for checking, out of 31 that are not mistaken for one another in print (no 0 or O,
no 1, I or L). 31 is prime, so the check finds any one wrong character and any two neighbours that changed places.
"""

import secrets

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 15  # with the character for checking
_BASE = len(ALPHABET)
_GROUP = 5
_BLANKS, _DASHES = " \t\r\n\u00a0", "-\u2010\u2011\u2012\u2013\u2014\u2212."  # of keyboards and of papers
_IGNORED = dict.fromkeys(map(ord, _BLANKS + _DASHES))


def new() -> str:
    """Make a code that nobody can guess: 69 random bits."""
    stem = "".join(secrets.choice(ALPHABET) for _n in range(LENGTH - 1))
    return stem + _check(stem)


def grouped(code: str) -> str:
    """Write a code as it is printed: `ABCDE-FGHJK-MNPQR`."""
    return "-".join(code[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def read(typed: str) -> str:
    """Read a code as somebody typed it, in capitals or not, with any blanks and dashes.

    Raises UsageFault, which never repeats what was typed: it may be nearly right, and is a secret.
    """
    code = typed.translate(_IGNORED).upper()
    if len(code) != LENGTH:
        text = _("A look-up code has {all} characters; {n} were typed.").format(all=LENGTH, n=len(code))
        raise UsageFault(text, _hint())
    wrong = [place for place, letter in enumerate(code, 1) if letter not in ALPHABET]
    if wrong:
        text = _("A look-up code never holds the character at place {place}.").format(place=wrong[0])
        raise UsageFault(text, _hint())
    if code[-1] != _check(code[:-1]):
        raise UsageFault(_("This is no look-up code: at least one character is wrong."), _hint())
    return code


def _hint() -> str:
    return _("Type it as on the receipt: {example}. It has no 0, 1, I, L or O.").format(example="ABCDE-FGHJK-MNPQR")


def _check(stem: str) -> str:
    """Choose the character that makes the sum of all places, each with its own weight, a multiple of 31."""
    total = sum(place * ALPHABET.index(letter) for place, letter in enumerate(stem, 2))
    return ALPHABET[-total % _BASE]
