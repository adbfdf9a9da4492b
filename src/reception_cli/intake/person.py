"""A person's cell parted into name, address and commune, as desks write them in one column."""

import re
from functools import lru_cache

from reception_cli.intake.wordlists import Meanings, Words, after

# The first of these that stands in the cell parts name and address; a dash needs a blank beside it, for names
# such as "Nguyễn-Văn" exist.
_PARTINGS = (re.compile(r"\s*\n\s*|\s+[-–—]\s*|\s*[-–—]\s+|\s*[–—:;]\s*"), re.compile(r"\s*,\s*|\s*-\s*"))
_AROUND = " ,;:.-–—\n"
_BULLETS = "-–—+•*"
_TITLED = re.compile(r"(?:^|(?:,| và| cùng)\s+)(?:các )?(?:ông|bà|anh|chị|cô|chú|em)\s+(?=(\w))", re.IGNORECASE)
_PLACE = re.compile(
    r"\W*(?:thôn|xã|tổ|phường|khối|ấp|bản|buôn|làng|khóm|khu phố|thị trấn|huyện|quận|số \d|đường|kp|tdp|tp|tt)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:^|[\n;,]\s*|\s+)(?:\(?\d{1,2}[.)/]|\d{1,2} ?[-:])\s+(?=[^\d\s])")


def split_person(text: str, words: Words) -> tuple[str, str]:
    """Part `Ngô Bá Tú - thôn 3, xã Bình Trung` into name and address; newlines still stand in `text`."""
    text = unlabelled(text.strip(), words["person"]["label"])
    for parting in _PARTINGS:
        found = next((one for one in parting.finditer(text) if not _is_inside(text, one.start())), None)
        if found and found.start() > 0:
            address = unlabelled(text[found.end() :], words["person"]["address"])
            return person_name(text[: found.start()]), _tidy(address)
    return person_name(text), ""


def _is_inside(text: str, place: int) -> bool:
    """Whether a place stands in brackets: `Tập thể hộ dân (đại diện: Hồ Sáu) - thôn 4` parts at the dash."""
    return text.count("(", 0, place) > text.count(")", 0, place) and ")" in text[place:]


def split_persons(text: str, words: Words) -> list[str]:
    """Part a cell that lists several persons: `1. Lê A - thôn 1; 2. Lê B`, or each name with its address below it."""
    if "\n" not in text and not (text := text.strip())[:1].isdigit() and text[:1] != "(":
        return [text]
    numbered = [part.strip(_AROUND) for part in _NUMBERED.split(text) if part and part.strip(_AROUND)]
    if len(numbered) > 1 and _NUMBERED.match(text.strip()):
        return numbered
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    bullets = [place for place, line in enumerate(lines) if line[0] in _BULLETS and len(line) > 1]
    if len(bullets) > 1 and bullets[0] == 0:
        ends = [*bullets[1:], len(lines)]
        return ["\n".join(lines[start:end]).lstrip(_BULLETS + " ") for start, end in zip(bullets, ends, strict=True)]
    labels = [place for place, line in enumerate(lines) if unlabelled(line, words["person"]["address"]) != line]
    if len(labels) < 2 or 0 in labels:
        return [text]
    starts = [0, *(place + 1 for place in labels[:-1])]
    ends = [*starts[1:], len(lines)]
    if any(start in labels for start in starts):
        return [text]
    return ["\n".join(lines[start:end]) for start, end in zip(starts, ends, strict=True)]


def named_together(name: str) -> int:
    """Count the persons of `Ông Lê A và bà Lê B`: each has a title of its own."""
    return max(1, sum(map(str.isupper, _TITLED.findall(name))))


def names_place(text: str, words: Words) -> bool:
    """Tell whether a place stands behind the name in a cell that is headed as a name alone."""
    rest = next((text[found.end() :] for parting in _PARTINGS if (found := parting.search(text.strip()))), "")
    return bool(_PLACE.match(rest)) or unlabelled(rest, words["person"]["address"]) != rest


def person_name(text: str) -> str:
    """Write a name with single blanks; one in capitals gets small letters: `ĐINH NGỌC NHUNG`."""
    return _lowered(_tidy(text))


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
def _communes(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    """Make the pattern `type name`, ended by a sign or the unit above; `thị xã` is no commune."""
    tables: Meanings = dict(lists)
    types = {word: name for name, known in tables.items() if name != "end" for word in known}
    either = "|".join(re.escape(word) for word in sorted(types, key=len, reverse=True))
    above = "|".join(re.escape(word) for word in tables["end"])
    kind = rf"(?<!\w)(?<!thị )(?P<type>{either})(?:(?<=\.)\s*|\s+)"
    end = rf"\s*(?=[,;()–—]|\s-\s|\s(?:{above})\s|$)"
    return types, re.compile(rf"{kind}(?P<name>[^,;()–—]+?){end}", re.IGNORECASE)
