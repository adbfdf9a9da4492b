"""The Vietnamese names of the daily verbs, which are typed as well as their own."""

from reception_cli.domain.words import language

ALIASES = {
    "tiep": "add", "tim": "search", "xem": "show", "han": "due", "phan-loai": "classify", "ket-thuc": "close",
}  # fmt: skip


def alias(verb: str) -> str:
    """Give the Vietnamese name of a verb; empty where it has none."""
    return next((name for name, meant in ALIASES.items() if meant == verb), "")


def spoken(verb: str) -> str:
    """Name a verb as the reader types it: by its Vietnamese name, where it has one and that is the language."""
    return alias(verb) or verb if language() == "vi" else verb
