"""Text broken into lines of so many cells; only a word that is longer is broken itself."""

from reception_cli.domain.text import width

GAP = 2  # cells between two columns


def fold(text: str, room: int) -> list[str]:
    """Break text at blanks into lines of at most `room` cells; only a longer word is broken itself."""
    if width(text) <= room:
        return [text]
    lines: list[str] = []
    used = 0
    for word in text.split(" "):
        size = width(word)
        if lines and used + 1 + size <= room:
            lines[-1] += " " + word
            used += 1 + size
        else:
            lines += [word] if size <= room else _broken(word, room)
            used = width(lines[-1])
    return lines


def _broken(word: str, room: int) -> list[str]:
    if word.isascii():
        return [word[i : i + max(room, 1)] for i in range(0, len(word), max(room, 1))]
    pieces, start, used = [], 0, 0
    for place, char in enumerate(word):
        size = width(char)
        if used + size > room and place > start:
            pieces.append(word[start:place])
            start, used = place, 0
        used += size
    return [*pieces, word[start:]]
