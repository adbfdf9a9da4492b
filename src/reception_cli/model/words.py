"""The words a user reads: one gettext catalogue, chosen once by `speak` before any verb is imported."""

import gettext as _gettext
from collections.abc import Callable

LANGUAGES = ("en", "vi")

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def speak(language: str, folder: str) -> None:
    """Use the catalogue of `language` below `folder` from now on; `en` is the source and needs none."""
    global _catalogue, _language
    _language = language
    _catalogue = (
        _gettext.NullTranslations()
        if language == "en"
        else _gettext.translation("reception", folder, languages=[language])
    )


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


Translate = Callable[[str], str]
