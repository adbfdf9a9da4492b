"""The README's transcript of a commune's monthly sheets is what a terminal shows."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from terminals import Sit

ROOT = Path(__file__).parents[2]
HEAD = "UBND XÃ BÌNH TRUNG,,,,,\nMục,Hôm đến,Ai tới,Địa chỉ,Chuyện gì,Mấy mạng\n"
WHO = ("Lê Văn Ba", "Trần Thị Hoa", "Ngô Bá Tú")
ABOUT = ("Tranh chấp ranh giới đất", "Xin xác nhận đất vườn", "Mùi hôi của trại heo")


def sheets(folder: Path) -> None:
    """Write twelve monthly sheets of three lines with their totals, and a corrected March."""
    for month in range(1, 13):
        write(folder / f"thang-{month:02}.csv", month, 1)
    write(folder / "thang-03-sua.csv", 3, 4)


def write(path: Path, month: int, people: int) -> None:
    lines = [
        f"{place + 1},{place * 7 + 3:02}/{month:02}/2025,{WHO[place]},thôn {place + 1},{ABOUT[place]} (tháng {month}),"
        f"{people if place == 2 else 1}\n"
        for place in range(3)
    ]
    total = f'Cộng,,,,"3 lượt, {people + 2} người",\n'
    path.write_text(HEAD + "".join(lines) + total, encoding="utf-8")


def steps(file: str) -> list[tuple[str, str]]:
    """Read the transcript: each command with what follows it."""
    (block,) = re.findall(r"^```terminal\n(.*?)^```", (ROOT / file).read_text(encoding="utf-8"), flags=re.M | re.S)
    found = (one.partition("\n") for one in re.split(r"^\$ reception ", block, flags=re.M)[1:])
    return [(line, shown) for line, _break, shown in found]


def answers(shown: str) -> list[tuple[str, str]]:
    """Find the questions of the transcript, which end in a colon and the word that was typed."""
    return re.findall(r"^(\S[^\n]*?)(?: \[[^\n]*\])?: ?(\w*)$", shown, flags=re.M)


def shows(screen: str, told: str) -> None:
    """Hold a screen against what is printed of it: whole, or without what `...` on a line of its own stands for."""
    parts = [" ".join(part.split()) for part in re.split(r"^ *\.\.\.$", told, flags=re.M)]
    assert screen.startswith(parts[0]) and screen.endswith(parts[-1])
    place = 0
    for part in parts:
        assert part in screen[place:], part
        place = screen.index(part, place) + len(part)
    if len(parts) == 1:
        assert screen == parts[0]


@pytest.mark.parametrize(("file", "lang"), [("README.md", "en"), ("README.vi.md", "vi")])
def test_a_year_of_monthly_sheets_goes_as_the_readme_shows(
    desk: Any, sit: Sit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    sheets(tmp_path)
    (first, dialogue), *later = steps(file)
    clerk = sit(*shlex.split(first), RECEPTION_LANG=lang)
    for question, typed in answers(dialogue):
        clerk.reply(question, typed)
    assert clerk.end() == 0
    shows(clerk.text, dialogue)
    for line, shown in later:
        clerk = sit(*shlex.split(line), RECEPTION_LANG=lang)
        assert clerk.end() == 0, line
        shows(clerk.text, shown)
    assert desk.json("summarize", "--period", "2025")["totals"] == {
        "visits": 36, "people": 39, "incidents": 36, "groups": 0, "petitions": 0
    }  # fmt: skip
