"""A person's cell parted into name, address and commune, as desks write them in one column."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from reception_cli.domain.text import fold
from reception_cli.intake.cells import People, people_of, without_ids
from reception_cli.intake.wordlists import Meanings, Words, after

# The first of these that stands in the cell parts name and address; a dash needs a blank beside it, for names
# such as "Nguyễn-Văn" exist.
_PARTINGS = (re.compile(r"\s*\n\s*|\s+[-–—]\s*|\s*[-–—]\s+|\s*[–—:;]\s*"), re.compile(r"\s*,\s*|\s*-\s*"))
_AROUND = " ,;:.-–—\n"
_BULLETS = "-–—+•*"
_UNIT = r"(?:thôn|tổ|khối|ấp|bản|buôn|làng|khóm|xóm){0}(?! (?:trưởng|viên|đội|phó|thân)\b)"
# The lowest units of a place: an address begins with one of them, and never goes down to it.
_HAMLET = re.compile(rf"\W*(?:{_UNIT.format('')}|khu phố|kp|tdp|số \d)\b", re.IGNORECASE)
_PLACE = re.compile(
    rf"\W*(?:{_UNIT.format('|(?:xã|phường)')}|khu phố|thị trấn|thị xã|huyện|quận|"
    r"tỉnh|thành phố|số \d|đường|ngõ|kp|tdp|tp|tt)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[,;\n+&/]\s*|\s+(?:và|cùng với|cùng|với)\s+|\s+[-–—]\s*|[-–—]\s+", re.IGNORECASE)
_KIN = "vợ|chồng|mẹ|má|cha|bố|ba|con|em|cháu|con trai|con gái"
_TITLE = re.compile(
    rf"(?:(?:các|hộ|gia đình|hai|2|02|đại diện|vợ chồng|mẹ con|cha con|anh em|chị em|{_KIN})\s+)*(?:là:?\s+)?"
    r"(?P<title>(?:ông|bà|anh|chị|cô|chú|bác|em|cụ|thầy|luật sư)\s+)?",
    re.IGNORECASE,
)
_SECOND = re.compile(r"(?:[,;\n+&/–—-]|\s(?:và|cùng với|cùng|với)\s)\s*(\w+)", re.IGNORECASE)
_FIRST_WORDS = frozenset(
    f"các hộ gia hai đại mẹ cha anh chị ông bà cô chú bác em cụ thầy luật {_KIN.replace('|', ' ')}".split()
)  # of a title
_COUPLE = re.compile(r"(?:hai |2 |02 )?(?:vợ chồng|mẹ con|cha con|anh em|chị em)\s+(?=\w)", re.IGNORECASE)
_WITH = r"(?:và|cùng với|cùng|với|gồm|đại diện cho|đại diện)\s+"
_OTHERS = re.compile(rf"(?P<sign>\(|\s(?={_WITH}))(?:{_WITH})*(?P<told>[^,;()]+)", re.IGNORECASE)
_HOUSEHOLDS = re.compile(r"\D{0,12}?(\d{1,5}) (?:hộ|gia đình)\b", re.IGNORECASE)
_MIDDLE = frozenset(("văn", "thị", "van", "thi"))
_LONGEST_NAME = 6  # words
_NUMBERED = re.compile(r"(?:^|[\n;,]\s*|\s+)(?:\(?\d{1,2}[.)/]|\d{1,2} ?[-:])\s+(?=[^\d\s])")


class _Piece(NamedTuple):
    """A part of a cell between two signs; `who`: it is a person's name."""

    start: int
    end: int
    who: bool


def split_person(text: str, words: Words) -> tuple[str, str]:
    """Part `Ngô Bá Tú - thôn 3, xã Bình Trung` into name and address; newlines still stand in `text`.

    Names that stand together before one address are kept together: `Ngô Bá Tú, Lê Hoa (thôn 3)`.
    """
    text = unlabelled(text.strip(), words["person"]["label"])
    names = _leading(_pieces(text, words)) if _names_several(text, words) else []
    behind = names[-1].end if len(names) > 1 else 0
    inside = text.find("(", names[-1].start, behind) if behind else text.find("(")
    if inside > 0 and _is_address(text[inside + 1 :], words):
        name, address = text[:inside], _opened(text[inside:])
        return joined_name(name), _tidy(unlabelled(_tidy(address), words["person"]["address"]))
    for parting in _PARTINGS:
        found = next((one for one in parting.finditer(text, behind) if not _is_inside(text, one.start())), None)
        if found and found.start() > 0:
            rest = text[found.end() :].lstrip()
            address = unlabelled(_opened(rest) if rest[:1] == "(" else rest, words["person"]["address"])
            return joined_name(text[: found.start()]), _tidy(address)
    return joined_name(text), ""


def _is_address(text: str, words: Words) -> bool:
    return bool(_PLACE.match(text)) or _is_labelled(text, words)


def _is_labelled(text: str, words: Words) -> bool:
    return unlabelled(text.strip(), words["person"]["address"]) != text.strip()


def _opened(text: str) -> str:
    """Take the brackets off an address that begins with one: `(thôn 2), xã Bình Trung`."""
    return text[1:].replace(")", "", 1)


def _pieces(text: str, words: Words, alone: bool = False) -> list[_Piece]:
    """Cut a cell outside brackets, and tell the names of persons from parts of an address (`alone`: there is none)."""
    cuts = [one for one in _BETWEEN.finditer(text) if not _is_inside(text, one.start())]
    starts, ends = [0, *(one.end() for one in cuts)], [*(one.start() for one in cuts), len(text)]
    signs = ["", *(one[0].strip().lower() for one in cuts)]
    places = [place for place, start in enumerate(starts) if start < ends[place]]
    found: list[_Piece] = []
    named = False  # what the piece to the right is taken for
    likely: dict[int, tuple[bool, bool]] = {}
    for place in reversed(places):
        piece, sign = text[starts[place] : ends[place]], signs[place]
        sure = _surety(piece, words)
        below = text[starts[place + 1] :] if place + 1 < len(starts) else ""
        behind = piece.partition("(")[2] or below
        lower = bool(_HAMLET.match(behind)) or _is_labelled(behind, words)
        joined = sign[:1].isalpha() or sign in ("+", "&")
        listed = sign == "," and named and signs[place + 1][:1] != ";"
        named = sure == 2 or (sure == 1 and (alone or joined or lower or listed))
        likely[place] = named, sure == 2 and (lower or joined or sign in ("", ";"))
    for place in places:
        piece = text[starts[place] : ends[place]]
        if not found:
            who = likely[place][0] or _surety(piece, words) > 0 or _is_written_as_name(piece)
        else:  # behind a part of an address a name wants to be surer
            who = likely[place][not found[-1].who]
        found.append(_Piece(starts[place], ends[place], who))
    return found


def _names_several(text: str, words: Words) -> bool:
    """Tell at little cost whether a second name may stand in a cell at all."""
    found = [word.lower() for word in _SECOND.findall(text)]
    if not found:
        return False
    families = _families(words["person"]["surname"], text.isascii())
    if not families.isdisjoint(found) or not _FIRST_WORDS.isdisjoint(found):
        return True
    return sum(map(text.lower().split().count, _MIDDLE)) > 1


def _leading(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Give the names that a cell begins with."""
    upto = next((place for place, piece in enumerate(pieces) if not piece.who), len(pieces))
    return list(pieces[:upto])


def _bare(text: str) -> str:
    """Take what stands in brackets, identity numbers and a telephone off a name."""
    return without_ids(text.partition("(")[0])[0].strip(_AROUND)


def _is_written_as_name(text: str) -> bool:
    tokens = _bare(text).split()
    return 1 < len(tokens) <= _LONGEST_NAME and all(token[0].isupper() for token in tokens) and not _PLACE.match(text)


def _surety(text: str, words: Words) -> int:
    """Tell how surely a text is a person's name: 0 not, 1 as likely a place, 2 a name by its title or its words."""
    text = _bare(text)
    found = _TITLE.match(text)
    assert found is not None  # it may be empty
    name = text[found.end() :]
    tokens = name.split()
    if not 0 < len(tokens) <= _LONGEST_NAME or _PLACE.match(name) or not all(token[0].isupper() for token in tokens):
        return 0
    if any(sign.isdigit() for sign in name) or fold(text) in words["person"]["place"]:
        return 0
    if found["title"] and (len(tokens) > 1 or found["title"].islower()):
        return 2
    surname = tokens[0].lower() in _families(words["person"]["surname"], name.isascii())
    if len(tokens) < 2 or not (surname or found.end()):
        return 2 if len(tokens) > 2 and _MIDDLE.intersection(token.lower() for token in tokens[1:-1]) else 0
    return 2 if len(tokens) > 2 or found.end() else 1


def _is_inside(text: str, place: int) -> bool:
    """Whether a place stands in brackets: `Tập thể hộ dân (đại diện: Hồ Sáu) - thôn 4` parts at the dash."""
    return text.count("(", 0, place) > text.count(")", 0, place) and ")" in text[place:]


def split_persons(text: str, words: Words) -> list[str]:
    """Part a cell that lists several persons: `1. Lê A - thôn 1; 2. Lê B`, or each name with its address below it."""
    if "\n" not in text and not (text := text.strip())[:1].isdigit() and text[:1] != "(":
        return _own_addresses(text, words)
    numbered = [part.strip(_AROUND) for part in _NUMBERED.split(text) if part and part.strip(_AROUND)]
    if len(numbered) > 1 and _NUMBERED.match(text.strip()):
        return numbered
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    bullets = [place for place, line in enumerate(lines) if line[0] in _BULLETS and len(line) > 1]
    if len(bullets) > 1 and bullets[0] == 0:
        lines = [line.lstrip(_BULLETS + " ") for line in lines]
        starts = [place for place in bullets if place == 0 or _surety(lines[place], words)]
        ends = [*starts[1:], len(lines)]
        return ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    labels = [place for place, line in enumerate(lines) if unlabelled(line, words["person"]["address"]) != line]
    if len(labels) < 2 or 0 in labels:
        return _own_addresses(text, words)
    starts = [0, *(place + 1 for place in labels[:-1])]
    ends = [*starts[1:], len(lines)]
    if any(start in labels for start in starts):
        return _own_addresses(text, words)
    return ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]


def _own_addresses(text: str, words: Words) -> list[str]:
    """Part a cell in which an address stands behind more than one name: `Lê A - thôn 1, Lê B - thôn 2`."""
    text = unlabelled(text.strip(), words["person"]["label"])
    pieces = _pieces(text, words) if _names_several(text, words) else []
    if len(pieces) < 2 or not pieces[0].who:
        return [text]
    ends = [place for place in range(1, len(pieces)) if pieces[place].who and _ends(pieces[place - 1], text, words)]
    starts = [0, *ends]
    if len(starts) < 2:
        return [text]
    return [
        text[pieces[start].start : pieces[end - 1].end]
        for start, end in zip(starts, [*starts[1:], len(pieces)], strict=True)
    ]


def _ends(piece: _Piece, text: str, words: Words) -> bool:
    """Tell whether a piece is the end of an address: it is none of the names, or has its place in brackets."""
    return not piece.who or _is_address(text[piece.start : piece.end].partition("(")[2], words)


def named_together(name: str, words: Words) -> int:
    """Count the persons of `Lê Văn A, Lê Thị B và bà C`, without an address; a couple or mother and child are two."""
    named = sum(piece.who for piece in _pieces(name, words, alone=True)) if _names_several(name, words) else 1
    return max(named, 1) + (named < 2 and bool(_COUPLE.match(name)))


def others_of(name: str, words: Words) -> People | None:
    """Read whom a name mentions without naming them: `Lê A và 04 người khác`, `Lê A (đại diện 15 hộ)`; None for nobody.

    Raises Fault where it does not say how many: `Lê A và các hộ dân`.
    """
    for found in _OTHERS.finditer(name):
        told = found["told"].strip(_AROUND)
        if told[:1].isupper() or not told or told.isdecimal() or (found["sign"] == "(" and not told[0].isdecimal()):
            continue  # a person with a name, a year of birth, a remark
        if _surety(told, words):
            continue
        households = _HOUSEHOLDS.match(told)
        return People(0, int(households[1])) if households else people_of(told, words)
    return None


def names_place(text: str, words: Words) -> bool:
    """Tell whether a place stands behind the name in a cell that is headed as a name alone."""
    rest = next((text[found.end() :] for parting in _PARTINGS if (found := parting.search(text.strip()))), "")
    return _is_address(rest, words)


def person_name(text: str) -> str:
    """Write a name with single blanks; one in capitals gets small letters: `ĐINH NGỌC NHUNG`."""
    return _lowered(_tidy(text))


def joined_name(text: str) -> str:
    """Write names below each other in one line, with a comma between them."""
    return person_name(re.sub(r"\s*[,;]?\s*\n\s*", ", ", text.strip()))


def commune_of(address: str, words: Words) -> str | None:
    """Cut the commune out of an address, with its type: `xã Bình Trung`; None if not found."""
    types, pattern = _communes(tuple(words["commune"].items()))
    found = pattern.search(address)
    if found is None:
        return None
    name = _lowered(found["name"].strip(_AROUND))
    return f"{types[found['type'].lower()]} {name}" if name else None


def unlabelled(text: str, labels: tuple[str, ...]) -> str:
    """Take a label such as `Họ tên:` off the front; without its colon it may belong to the text."""
    label, colon, rest = text.partition(":")
    if not colon:
        label, colon, rest = text.partition(".") if text[:3].lower() in ("đc.", "đ/c") else (text, "", "")
    return rest.strip() if colon and not after(labels, " ".join(label.split())) else text


def _lowered(text: str) -> str:
    return " ".join(part.capitalize() for part in text.split(" ")) if text.isupper() else text


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(_AROUND)


@lru_cache(maxsize=4)
def _families(names: tuple[str, ...], plain: bool) -> frozenset[str]:
    return frozenset(map(fold, names) if plain else names)


@lru_cache(maxsize=4)
def _communes(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    """Make the pattern `type name`, ended by a sign or the unit above; `thị xã` is no commune."""
    tables: Meanings = dict(lists)
    types = {word: name for name, known in tables.items() if name != "end" for word in known}
    either = "|".join(re.escape(word) for word in sorted(types, key=len, reverse=True))
    above = "|".join(re.escape(word) for word in tables["end"])
    kind = rf"(?<!\w)(?<!thị )(?P<type>{either})(?:(?<=\.)\s*|\s+)"
    end = rf"\s*(?=[,;()–—]|\s-\s|\s(?:{above})\s|$)"
    return types, re.compile(rf"{kind}(?P<name>[^,;()–—]+?){end}", re.IGNORECASE)
