"""The words a user reads: one gettext catalogue, chosen once by `speak` before any verb is imported."""

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager

LANGUAGES = ("en", "vi")

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"
SWAPPED = str.maketrans(",.", ".,")  # makes a figure as English writes it one as Vietnamese does


def speak(language: str, folder: str) -> None:
    """Use the catalogue of `language` below `folder` from now on; `en` is the source and needs none."""
    global _catalogue, _language
    _language = language
    _catalogue = (
        _gettext.NullTranslations()
        if language == "en"
        else _gettext.translation("reception", folder, languages=[language])
    )


@contextmanager
def speaking(language: str, folder: str) -> Iterator[None]:
    """Speak a language for a while, whatever is spoken at the desk: for what others are to read."""
    spoken = _language
    try:
        speak(language, folder)
        yield
    finally:
        speak(spoken, folder)


def language() -> str:
    """Tell which language is spoken: `en` or `vi`."""
    return _language


def _(message: str) -> str:
    """Translate one message."""
    return _catalogue.gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """Translate a message that depends on a number."""
    return _catalogue.ngettext(one, many, n)


def mark(message: str) -> str:
    """Mark a message for the catalogue without translating it now (tables built at import)."""
    return message


SYSTEM = (  # what operating systems and SQLite say of a failure, in their own words
    mark("No such file or directory"),
    mark("Permission denied"),
    mark("Operation not permitted"),
    mark("No space left on device"),
    mark("Disk quota exceeded"),
    mark("Read-only file system"),
    mark("Input/output error"),
    mark("Is a directory"),
    mark("Not a directory"),
    mark("File exists"),
    mark("File name too long"),
    mark("Too many open files"),
    mark("Too many levels of symbolic links"),
    mark("database or disk is full"),
    mark("disk I/O error"),
    mark("unable to open database file"),
    mark("attempt to write a readonly database"),
    mark("database disk image is malformed"),
    mark("database is locked"),
)


def number(value: float, digits: int = 0) -> str:
    """Write a figure as the reader does: 1,045 and 4.9 in English, 1.045 and 4,9 in Vietnamese."""
    text = f"{value:,.{digits}f}"
    return text.translate(SWAPPED) if language() == "vi" else text


def why(fault: Exception) -> str:
    """Give the system's reason for a failure in the reader's language, or at least the kind of failure."""
    reason = (fault.strerror if isinstance(fault, OSError) else "") or str(fault)
    return _(reason) if reason else type(fault).__name__
