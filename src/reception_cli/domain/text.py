"""Text as this desk keeps, finds and shows it: NFC, folding, harmless."""

import unicodedata
from collections.abc import Callable, Iterable

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.words import _

MAX_TEXT = 1_000_000  # characters of a long text: content, notes, reasons
MAX_FIELD = 500  # characters of a single-line field: names, addresses, numbers
_SHORT = 32  # characters of a piece of text whose words are remembered
_MOST = 10_000  # pieces remembered
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ABROAD = 11  # digits of a telephone that begins with 84
_MAX_PILE = 100  # marks on one letter; Unicode's own stream-safe format allows 30


class _Cache(dict[int, str]):
    """A table for `str.translate` that works out each character once."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        made = self[code] = self._rule(chr(code))
        return made


def clean(value: str, what: str, limit: int | None = None, *, lines: bool = False) -> str:
    """Bring text that came from outside into the one form that is stored: NFC, no blanks at the ends.

    `what` is the translated name of the field. A single-line field gets one blank for every run of white
    space and holds `MAX_FIELD` characters; with `lines` inner newlines and tabs stay, up to `MAX_TEXT`.
    Raises UsageFault for NUL, half characters, piled-up marks and too long a text; never quotes the value.
    """
    most = limit or (MAX_TEXT if lines else MAX_FIELD)
    if "\0" in value:
        raise _unkept(what, "U+0000 (NUL)", value.index("\0"))
    if not value.isascii():
        _refuse_halves(value, what)
        _refuse_piles(value, what)
        value = unicodedata.normalize("NFC", value)
    value = value.strip() if lines else " ".join(value.split())
    if len(value) > most:
        raise UsageFault(
            _("{what} has {length} characters; at most {most} are kept").format(
                what=what, length=len(value), most=most
            ),
            _("Shorten it, or keep the full text in a file of your own and note where it lies."),
        )
    return value


def _refuse_halves(value: str, what: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as fault:
        half = _("U+{code:04X} (half a character)").format(code=ord(value[fault.start]))
        raise _unkept(what, half, fault.start) from None


def _refuse_piles(value: str, what: str) -> None:
    # normalize() sorts the marks of one letter in quadratic time: 40,000 of them take over a second.
    if len(value) <= _MAX_PILE or not any(map(unicodedata.combining, value)):
        return
    pile = 0
    for place, char in enumerate(value):
        pile = pile + 1 if unicodedata.combining(char) else 0
        if pile > _MAX_PILE:
            mark = _("U+{code:04X} (more than {most} marks on one letter)")
            raise _unkept(what, mark.format(code=ord(char), most=_MAX_PILE), place)


def _unkept(what: str, character: str, place: int) -> UsageFault:
    return UsageFault(
        _("{what} holds {character} at place {place}, which cannot be kept").format(
            what=what, character=character, place=place + 1
        ),
        _("Type that place again, or save the source as UTF-8."),
    )


def _folded(char: str) -> str:
    apart = unicodedata.normalize("NFD", char.casefold())
    # eth looks exactly like đ in capitals, and old Vietnamese keyboards typed it
    plain = apart.replace("đ", "d").replace("ð", "d")
    return "".join(part for part in plain if unicodedata.category(part) != "Mn")


def _word_part(char: str) -> str:
    return "".join(part if part.isalnum() and part not in _SPLIT else " " for part in _folded(char))


# Letters of today that were marks when SQLite's tokenizer was made: it splits a word there.
_SPLIT = frozenset(map(chr, (*range(0x19B0, 0x19CA), 0x1CF2, 0x1CF3)))


_FOLDED = _Cache(_folded)
_WORD_PART = _Cache(_word_part)


def sentence(text: str) -> str:
    """Begin a text with a capital and end it with a full stop, where it has no sign of its own there."""
    end = "" if text.endswith((".", "!", "?", ":")) else "."
    return text[:1].upper() + text[1:] + end


def fold(text: str) -> str:
    """Fold text for search: no case, no marks, d for đ, single blanks; any spelling of a word folds alike."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(text.translate(_FOLDED).split())


def words(text: str) -> list[str]:
    """Give the folded words of a text, letters and digits only."""
    found: list[str] = []
    for piece in text.split():  # no character that parts pieces is any part of a word
        found += _WORDS[piece]
    return found


class _Words(dict[str, list[str]]):
    """The words of pieces of text without a blank: the same ones come again and again."""

    def __missing__(self, piece: str) -> list[str]:
        made = piece.translate(_WORD_PART).split()
        if len(piece) <= _SHORT:
            if len(self) >= _MOST:
                self.clear()
            self[piece] = made
        return made


_WORDS = _Words()


def one_number(typed: str) -> str:
    """Put the groups of an identity number or a telephone together as one word; +84 is 0."""
    digits = "".join(words(typed))
    return "0" + digits[2:] if digits.isdigit() and digits.startswith("84") and len(digits) == _ABROAD else digits


def _visible(char: str) -> str:
    if char in "\n\t":
        return "⏎" if char == "\n" else " "
    if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_VISIBLE = _Cache(_visible)


def shown(text: str) -> str:
    r"""Make text harmless for a terminal or a page: what steers or hides becomes `\x1b`, `\u202e`, `⏎`."""
    return text if text.isprintable() else text.translate(_VISIBLE)


def _cells(char: str) -> str:
    if unicodedata.category(char) in ("Mn", "Me"):
        return ""
    return ".." if unicodedata.east_asian_width(char) in "WF" else "."


_CELLS = _Cache(_cells)


def width(text: str) -> int:
    """Count the terminal cells that the text takes once `shown`."""
    text = shown(text)
    if text.isascii():
        return len(text)
    return len(unicodedata.normalize("NFC", text).translate(_CELLS))


def folded_lines(line: str, most: int) -> list[str]:
    """Fold a line into lines of at most so many cells, between words; what goes on is indented like the first."""
    if width(line) <= most:
        return [line]
    indent = line[: len(line) - len(line.lstrip(" "))]
    lines, now = [], indent
    for word in line.split():
        longer = now + word if now == indent else f"{now} {word}"
        if now != indent and width(longer) > most:
            lines.append(now)
            longer = indent + word
        now = longer
    return [*lines, now]


def cut(text: str, room: int) -> str:
    """Shorten text to `room` terminal cells, between words where that keeps most of it; an ellipsis says so."""
    if width(text) <= room:
        return text
    head = ""
    for char in text:
        if width(head + char) > room - 1:
            break
        head += char
    whole = head.rpartition(" ")[0]
    return (whole if len(whole) * 3 >= len(head) * 2 else head).rstrip(" ,;:.-") + "…"


def some(names: Iterable[str], most: int) -> str:
    """Name things in a sentence: all of them, or the first `most` and how many more there are."""
    listed = list(names)
    if len(listed) <= most:
        return ", ".join(listed)
    return _("{list} and {n} more").format(list=", ".join(listed[:most]), n=len(listed) - most)


def nearest(word: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """Give up to `n` choices that the word may have meant, best first."""
    from difflib import get_close_matches

    by_fold: dict[str, str] = {}
    for choice in choices:
        by_fold.setdefault(fold(choice), choice)
    return [by_fold[found] for found in get_close_matches(fold(word), by_fold, n)]


def one_slip_away(word: str) -> set[str]:
    """List what one slip of the keyboard makes of a word: a letter lost, doubled, wrong or swapped."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    lost = {head + tail[1:] for head, tail in cuts if tail}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    wrong = {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    more = {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    return (lost | swapped | wrong | more) - {word, ""}
