"""Whatever is typed is answered in words and in time, and a code that says "not recorded" means it.

Argument lists are drawn from a seed over every verb and each of its options, from values that fit and values that do
not. RECEPTION_FUZZ=SEED:COUNT draws others than the usual ones.
"""

import os
import random
import shlex
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from mornings import command

from reception_cli.cli.main import run
from reception_cli.cli.options import Code
from reception_cli.cli.verbs import VERBS
from reception_cli.law.codes import load

SEED, COUNT = map(int, os.environ.get("RECEPTION_FUZZ", "20261123:6").split(":"))  # count: lines of each verb
NOW = "2026-11-23T08:10:00+07:00"
SLOW, STUCK = 10, 60  # seconds of work, however busy the machine is, and by the clock on the wall
NOTHING_RECORDED = (2, 3, 4, 5)

NUMBERS = ["1", "2", "3", "4", "V1", "V2", "V3", "P1", "2026-0001", "V2026-0002", "@1", "@2", "QS/1", "QS/V1"]
WRONG_NUMBERS = ["0", "-1", "@0", "@99", "V", "999", "2026-", "QS/", "ZZ/1", "1/2/3", "²", "٣", "9" * 40, "V9999-1"]
DAYS = ["2026-11-20", "20/11/2026", "1.1.2026", "today", "2026-12-24", "20/11/2026 9:30", "2020-02-29"]
WRONG_DAYS = ["2026-02-30", "31/4/26", "1899-12-31", "9999-12-31", "32/13/2026", "2026-W01", "2026-11-20T99:00"]
PERIODS = ["2026", "2026-09", "2026-Q3", "2026-9m", "tk-2026", "tk-2026-6m", "2026-01-15..2026-03-14", "last-month"]
WRONG_PERIODS = ["2026-Q5", "2026-13", "tk-", "2026..2025", "..", "9999", "0000", "next-week"]
CODES = ["kn", "tc", "khieu-nai", "recommendation", "dat-dai", "land.clearance", "in", "out", "guide", "head", "post"]
CODES += ["guided", "withdrawn", "answered", "open", "closed", "first", "officer", "regular", "month", "kind", "tsv"]
FILES = [
    "answer.csv", "answer.xlsx", "answer.json", "answer.md", "answer.html", "x.svg", "sub/x.csv", "nodir/x.csv", ".",
    "register.csv", "damaged.xlsx", "empty.csv", "QS.jsonl.gz", "desk/reception.json", "/dev/null", "/dev/full", "map",
    "QS=register.csv", "HD=damaged.xlsx",
]  # fmt: skip
WORDS = ["Tranh chấp ranh giới đất", "Nguyễn Văn Đức", "12/QĐ-UBND", "hoa", "UBND tỉnh"]
TEXTS = [
    "Tranh chấp ranh giới đất", "Nguyễn Văn Đức", "", " ", "x" * 5000, "a\x00b", "\x1b[31m", "\u202e", "\ud800", "{}",
    "%s {name}", "' OR 1=1 --",
    '"', "*", "NEAR(", "a AND", "-", "--", "=", "name=", "people=2", "people=-1", "kind=kn",
    "name=Lê", "at=2026-02-30", "incident=2", "[red]", "../x", "0", "5", "-3", "1e9", "nan", "inf", "yes", "no",
    "level",
]  # fmt: skip
POOLS = [NUMBERS, WRONG_NUMBERS, DAYS, WRONG_DAYS, PERIODS, WRONG_PERIODS, CODES, FILES, TEXTS]
# These would leave the desk, ask for another one, or write into the clerk's own folders.
NOT_DRAWN = {"db", "into", "help", "install", "now", "lock_timeout"}


def word(rng: random.Random, param: click.Parameter, fits: float) -> str:
    """Draw a value, one of the sort that the parameter takes with the probability `fits`."""
    if rng.random() >= fits:
        return rng.choice(rng.choice(POOLS))
    if isinstance(param.type, click.Choice):
        return str(rng.choice(list(param.type.choices)))
    if isinstance(param.type, Code):
        return str(rng.choice(list(load(param.type.list_name).names())))
    of_name = {
        "period": PERIODS, "compare": PERIODS, "ids": NUMBERS, "incidents": NUMBERS, "numbers": NUMBERS,
        "as_at": DAYS, "output": FILES, "to": NUMBERS, "fields": ["id", "seq,kind", "visit", "id,nosuch"],
        "sort": ["id", "-id", "opened_on", "due_on"],
    }  # fmt: skip
    of_type = {
        "Incident": NUMBERS, "Day": DAYS, "When": DAYS, "File": FILES, "IntRange": ["1", "2", "5"],
        "IntParamType": ["3"],
    }  # fmt: skip
    return rng.choice(of_name.get(param.name or "") or of_type.get(type(param.type).__name__) or WORDS)


def line(rng: random.Random, verb: str) -> list[str]:
    """Draw an argument list of a verb: an example of its help with something more, or all of it drawn."""
    made = command(verb)
    fits = rng.choice([0.98, 0.9, 0.5])
    params = [param for param in made.params if param.name not in NOT_DRAWN]
    words: list[str] = []
    examples = made.examples  # type: ignore[attr-defined]
    if rng.random() < 0.5:
        words = shlex.split(rng.choice(examples))[2:]
        if words and rng.random() < 0.3:
            words[rng.randrange(len(words))] = rng.choice(rng.choice(POOLS))
    else:
        for argument in (param for param in params if isinstance(param, click.Argument)):
            most = 3 if argument.nargs == -1 else 1
            least = 1 if argument.required or rng.random() < 0.8 else 0
            words += [word(rng, argument, fits) for _ in range(rng.randint(least, most))]
    options = [param for param in params if isinstance(param, click.Option)]
    own = [option for option in options if not option.hidden]
    for option in [
        *rng.sample(own, min(len(own), rng.choice([0, 1, 1, 2, 4]))),
        *rng.sample(options, rng.choice([0, 0, 0, 1, 2])),
    ]:
        words.append(rng.choice(option.opts))
        if not option.is_flag:
            words += [word(rng, option, fits) for _ in range(option.nargs)]
    if rng.random() < 0.1:
        words.insert(rng.randint(0, len(words)), rng.choice(rng.choice(POOLS)))
    if rng.random() < 0.5 and "yes" in {option.name for option in options}:
        words += ["--yes"]
    # an argument of the operating system holds no NUL; what is no UTF-8 comes in as a lone surrogate
    return [verb, *(each.replace("\x00", "\x01") for each in words)]


LINES = [(verb, [line(random.Random(f"{SEED} {verb} {n}"), verb) for n in range(COUNT)]) for verb in VERBS]


@pytest.fixture(scope="module")
def mornings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder with a desk in the middle of its life and what an office would have beside it."""
    folder = tmp_path_factory.mktemp("mornings")
    (folder / "sub").mkdir()
    (folder / "empty.csv").touch()
    (folder / "damaged.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (folder / "register.csv").write_text(
        "STT,Ngày tiếp,Họ và tên,Địa chỉ,Nội dung\n1,05/01/2026,Trần Văn Bảy,xã Bình An,Khiếu nại bồi thường\n"
        "2,06/01/2026,Lê Thị Hoa,xã Bình Tú,Đề nghị cấp giấy chứng nhận\n",
        encoding="utf-8",
    )
    who = ["--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung"]
    (folder / "home").mkdir()
    for words in (
        ["--db", "qs", "init", "--unit", "QS"],
        ["--db", "qs", "add", "Khiếu nại mức bồi thường", *who],
        ["--db", "qs", "export", "--bundle", "-o", "QS.jsonl.gz"],
        ["init", "--unit", "TB"],
        ["add", "Tranh chấp ranh giới đất", *who, "--at", "19/11/2026", "--kind", "kn", "--field", "dat-dai"],
        ["add", "Tố cáo cán bộ nhận tiền", *who, "--at", "19/11/2026", "--kind", "tc"],
        ["add", "Đơn kiến nghị", *who, "--source", "post", "--signatories", "6"],
        ["add", "Xin hỗ trợ", *who, "--people", "7"],
        ["visit", "1", "--people", "2"],
        ["classify", "1", "--competence", "in"],
        ["accept", "1", "--on", "20/11/2026"],
        ["close", "4", "--result", "guided"],
    ):
        with pytest.MonkeyPatch.context() as here:
            here.chdir(folder)
            here.setenv("RECEPTION_DB", "desk")
            here.setenv("HOME", str(folder / "home"))
            assert run(["--now", NOW, "--user", "lan", *words]) == 0, words
    return folder


@pytest.fixture
def office(mornings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder to work in."""
    folder = tmp_path / "office"
    shutil.copytree(mornings, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # where `demo` makes its desk
    for name, value in (("DB", "desk"), ("NOW", NOW), ("USER", "lan")):
        monkeypatch.setenv("RECEPTION_" + name, value)
    return folder


@pytest.fixture
def answers(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[list[str]], tuple[int, str]]]:
    """Run a line; gives the exit code and what stderr said."""

    def answer(words: list[str]) -> tuple[int, str]:
        code = run(words)
        return code, capfd.readouterr().err

    yield answer


@pytest.mark.parametrize("units", [False, True], ids=["one desk", "with a unit"])
@pytest.mark.parametrize(("verb", "lines"), LINES, ids=list(VERBS))
def test_whatever_is_typed_is_answered_in_words_and_in_time(
    verb: str, lines: list[list[str]], units: bool, office: Path, answers: Callable[..., tuple[int, str]]
) -> None:
    """The register is the same, byte for byte, where the code says that nothing was recorded."""
    register = office / "desk" / "reception.json"
    if units:
        assert answers(["consolidate", "QS.jsonl.gz"])[0] == 0
    for words in lines[units::2]:
        before: Any = register.read_bytes()
        began, worked = time.monotonic(), time.process_time()
        code, err = answers(words)
        told = f"exit {code}: {words}\n{err}"
        assert code in (0, 2, 3, 4, 6, 7, 8, 10), told
        assert "Traceback" not in err and "bug in reception" not in err, told
        assert code == 0 or err.strip() or code in (6, 10), told
        assert time.process_time() - worked < SLOW and time.monotonic() - began < STUCK, told
        if code in NOTHING_RECORDED:
            assert register.read_bytes() == before, told
