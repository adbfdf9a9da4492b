"""Whatever is typed is answered in words and in time, and a code that says "not recorded" means it.

Argument lists are drawn from a seed over every verb and each of its options, from values that fit and values that do
not; so is what lies around them: standard input, the environment, files that are none. RECEPTION_FUZZ=SEED:COUNT draws
others than the usual ones, so many in all; RECEPTION_FULL=1 draws ten times as many.
"""

import io
import os
import random
import shlex
import shutil
import signal
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from mornings import command

from reception_cli.cli.main import run
from reception_cli.cli.options import Code, Incident
from reception_cli.cli.verbs import VERBS
from reception_cli.law.codes import load

USUAL = "20261123:5000" if os.environ.get("RECEPTION_FULL") else "20261123:500"
SEED, COUNT = map(int, os.environ.get("RECEPTION_FUZZ", USUAL).split(":"))
EACH = -(-COUNT // len(VERBS))  # lines of each verb
MORNING = 10  # lines until a new desk is taken
NOW = "2026-11-23T08:10:00+07:00"
SLOW, STUCK = 10, 600  # seconds of work, however busy the machine is; and of waiting for what never comes
NOTHING_RECORDED = (2, 3, 4, 5, 7)

NUMBERS = ["1", "2", "3", "4", "V1", "V2", "V3", "P1", "2026-0001", "V2026-0002", "@1", "@2", "QS/1", "QS/V1"]
WRONG_NUMBERS = ["0", "-1", "@0", "@99", "V", "999", "2026-", "QS/", "ZZ/1", "1/2/3", "²", "٣", "9" * 40, "V9999-1"]
WRONG_NUMBERS += ["1" * 400, "V" + "0" * 200, "-9223372036854775809", "18446744073709551616", "1e308", "0x10",
                  "１２", "1_0"]
DAYS = ["2026-11-20", "20/11/2026", "1.1.2026", "today", "2026-12-24", "20/11/2026 9:30", "2020-02-29"]
WRONG_DAYS = ["2026-02-30", "31/4/26", "1899-12-31", "9999-12-31", "32/13/2026", "2026-W01", "2026-11-20T99:00"]
WRONG_DAYS += ["0001-01-01", "0000-00-00", "29/2/2025", "31/12/1999", "1/1/2000", "2100-12-31", "2101-01-01"]
WRONG_DAYS += ["24/11/2026 24:00"]
WRONG_DAYS += ["2026-11-23T08:10:00+99:00", "2026-11-23T23:59:60", "-2026-01-01", "20261123", "٢٠٢٦-١١-٢٣", "1/1/10000"]
PERIODS = ["2026", "2026-09", "2026-Q3", "2026-9m", "tk-2026", "tk-2026-6m", "2026-01-15..2026-03-14", "last-month"]
WRONG_PERIODS = ["2026-Q5", "2026-13", "tk-", "2026..2025", "..", "9999", "0000", "next-week"]
CODES = ["kn", "tc", "khieu-nai", "recommendation", "dat-dai", "land.clearance", "in", "out", "guide", "head", "post"]
CODES += ["guided", "withdrawn", "answered", "open", "closed", "first", "officer", "regular", "month", "kind", "tsv"]
FILES = [
    "answer.csv", "answer.xlsx", "answer.json", "answer.md", "answer.html", "x.svg", "sub/x.csv", "nodir/x.csv", ".",
    "register.csv", "damaged.xlsx", "empty.csv", "QS.jsonl.gz", "desk/reception.json", "/dev/null", "/dev/full", "map",
    "QS=register.csv", "HD=damaged.xlsx", "pipe.csv", "pipe.toml", "pipe.jsonl.gz", "loop.csv", "loop.xlsx",
    "folder.csv",
    "deep.toml", "deep.json", "sparse.xlsx", "sparse.csv", "nul.csv", "latin.csv", "/dev/zero",
    "QS=pipe.csv", "pipe.svg",
    "desk", "desk/units", "desk/lock", "qs", "x" * 300 + ".csv", "\udcff.csv",
]  # fmt: skip
WORDS = ["Tranh chấp ranh giới đất", "Nguyễn Văn Đức", "12/QĐ-UBND", "hoa", "UBND tỉnh"]
TEXTS = [
    "Tranh chấp ranh giới đất", "Nguyễn Văn Đức", "", " ", "x" * 5000, "a\x00b", "\x1b[31m", "\u202e", "\udcff", "{}",
    "%s {name}", "' OR 1=1 --",
    '"', "*", "NEAR(", "a AND", "-", "--", "=", "name=", "people=2", "people=-1", "kind=kn",
    "name=Lê", "at=2026-02-30", "incident=2", "[red]", "../x", "0", "5", "-3", "1e9", "nan", "inf", "yes", "no",
    "level", "İıß", "e\u0302\u0301" * 50, "👩‍👩‍👧", "\uffff\ufdd0", "\u200b", "\u2066x\u2069", "한글",
    "Nguyê\u0303n", "\r\n", "\t", "a\nb",
    "x=" * 3000, "đ" * 70_000, "@" * 50, "{0.__class__}", "$(id)", "~", "~root",
    "file:///etc/passwd", "\\\\host\\share",
]  # fmt: skip
POOLS = [NUMBERS, WRONG_NUMBERS, DAYS, WRONG_DAYS, PERIODS, WRONG_PERIODS, CODES, FILES, TEXTS]
STDIN: list[bytes | None] = [
    None, b"", b"1\n2\n", b"V1\n", "Tranh chấp đất\n".encode(), b"\xff\xfe\x00", b"\0" * 100,
    b"\xef\xbb\xbf1\n", b"\n\n\n",
    b"9" * 5000, "Nguyễn Văn Đức".encode("utf-16"), b"999\n@1\n", b"x" * 2_000_000,
]  # fmt: skip
# What a machine may have in its environment; None: it is not there.
AROUND: dict[str, list[str | None]] = {
    "RECEPTION_LANG": ["vi", "en", "xx", "", "\udcff", "VI_vn"],
    "RECEPTION_USER": ["lan", "", "x" * 500, "\x1b[31m", "hoa\nlan", "\udcff", "Nguyễn Thị Hoa"],
    "RECEPTION_NOW": [NOW, "", "1999-12-31", "2000-01-01", "2100-12-31T23:59:59", "2026-02-30",
        "9" * 99, "now", "2026-11-30"],
    "RECEPTION_DB": ["desk", "qs", "", "nodesk", "empty.csv", "pipe.csv", "loop.csv", "/dev/null", "x" * 300, "\udcff"],
    "COLUMNS": ["0", "1", "20", "80", "-1", "9" * 30, "abc", "\udcff"],
    "LANG": ["C", "vi_VN.UTF-8", "", "\udcff"],
    "LC_ALL": ["C", "POSIX", "xx"],
    "NO_COLOR": ["1", ""],
    "TERM": ["dumb", "", None],
    "TZ": ["UTC", "Nowhere/No", "\udcff"],
    "HOME": [None, "", "/proc/nowhere", "empty.csv", "pipe.csv"],
    "XDG_CONFIG_HOME": ["odd", "pipe.csv", "/dev/null", "", None],
    "XDG_STATE_HOME": ["odd", "empty.csv", "/dev/full", "", None],
    "LOGNAME": ["", None, "\udcff"],
}


class Line(NamedTuple):
    """One command line, and what lies around it."""

    words: list[str]
    stdin: bytes | None
    around: dict[str, str | None]


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
        "sort": ["id", "-id", "opened_on", "due_on"], "db": ["desk", "qs", "nodesk"], "now": [NOW, "2026-11-24"],
        "lock_timeout": ["0", "1", "0.5"], "user": ["lan", "hoa"],
    }  # fmt: skip
    of_type = {
        "Incident": NUMBERS, "Day": DAYS, "When": DAYS, "File": FILES, "IntRange": ["1", "2", "5"],
        "IntParamType": ["3"],
    }  # fmt: skip
    return rng.choice(of_name.get(param.name or "") or of_type.get(type(param.type).__name__) or WORDS)


def around(rng: random.Random) -> dict[str, str | None]:
    """Draw what lies in the environment: mostly what an office has."""
    names = rng.sample(list(AROUND), rng.choice([0, 0, 0, 1, 1, 2]))
    return {name: rng.choice(AROUND[name]) for name in names}


def line(rng: random.Random, verb: str) -> Line:
    """Draw an argument list of a verb: an example of its help with something more, or all of it drawn."""
    made = command(verb)
    fits = rng.choice([0.98, 0.9, 0.5])
    params = made.params
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
    options = [option for option in options if option.name != "install"]  # it changes the machine's own schedule
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
    words = [verb, *(each.replace("\x00", "\x01") for each in words)]
    return Line(words, rng.choice(STDIN), around(rng))


LINES = [(verb, [line(random.Random(f"{SEED} {verb} {n}"), verb) for n in range(EACH)]) for verb in VERBS]


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


def odd_files(folder: Path) -> None:
    """Put files that are none into a working folder."""
    for name in ("pipe.csv", "pipe.toml", "pipe.jsonl.gz", "pipe.svg"):
        os.mkfifo(folder / name)
    for name in ("loop.csv", "loop.xlsx"):
        (folder / name).symlink_to(name)
    (folder / "folder.csv").mkdir()
    (folder / "deep.toml").write_bytes(b"a=" + b"[" * 3000)
    (folder / "deep.json").write_bytes(b"[" * 100_000)
    (folder / "nul.csv").write_bytes(b"STT,\0\0\n")
    (folder / "latin.csv").write_bytes("Họ tên,Địa chỉ\n".encode("utf-16-be"))
    for name in ("sparse.xlsx", "sparse.csv"):
        with (folder / name).open("wb") as file:
            file.truncate(2 << 30)


@pytest.fixture
def new_office(mornings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Copy that folder, as often as one is wanted, and go there."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # where `demo` makes its desk
    numbers = count()

    def make() -> Path:
        folder = tmp_path / str(next(numbers)) / "office"
        shutil.copytree(mornings, folder)
        odd_files(folder)
        (folder / "odd").mkdir()
        (folder / "odd/reception").symlink_to("reception")
        monkeypatch.chdir(folder)
        for name, value in (("DB", "desk"), ("NOW", NOW), ("USER", "lan")):
            monkeypatch.setenv("RECEPTION_" + name, value)
        return folder

    return make


class Stuck(BaseException):
    """A command that waits for what never comes."""


def stuck(_number: int, _frame: object) -> None:
    raise Stuck


@pytest.fixture
def answer(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Line], tuple[int, str]]:
    """Run a line in its surroundings; gives the exit code and what stderr said."""

    def run_line(one: Line) -> tuple[int, str]:
        before = signal.signal(signal.SIGALRM, stuck)
        signal.alarm(STUCK)
        try:
            with monkeypatch.context() as here:
                stdin = None if one.stdin is None else io.TextIOWrapper(io.BytesIO(one.stdin), encoding="utf-8")
                here.setattr("sys.stdin", stdin)
                for name, value in one.around.items():
                    here.delenv(name, raising=False) if value is None else here.setenv(name, value)
                code = run(one.words)
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
        return code, capfd.readouterr().err

    return run_line


def registers(office: Path) -> dict[str, bytes]:
    """Read the registers of both desks."""
    return {desk: (office / desk / "reception.json").read_bytes() for desk in ("desk", "qs")}


@pytest.mark.parametrize("units", [False, True], ids=["one desk", "with a unit"])
@pytest.mark.parametrize(("verb", "lines"), LINES, ids=list(VERBS))
def test_whatever_is_typed_is_answered_in_words_and_in_time(
    verb: str, lines: list[Line], units: bool, new_office: Callable[[], Path], answer: Callable[[Line], tuple[int, str]]
) -> None:
    """The register is the same, byte for byte, where the code says that nothing was recorded."""
    for number, one in enumerate(lines[units::2]):
        if number % MORNING == 0:
            office = new_office()
            assert not units or answer(Line(["consolidate", "QS.jsonl.gz"], b"", {}))[0] == 0
        before, worked = registers(office), time.process_time()
        code, err = answer(one)
        told = f"exit {code}: {one.words}\n{one.around} {(one.stdin or b'-')[:50]!r}\n{err}"
        assert code in (0, 2, 3, 4, 6, 7, 8, 10), told
        assert "Traceback" not in err and "bug in reception" not in err, told
        assert code == 0 or err.strip() or code in (6, 10), told
        assert time.process_time() - worked < SLOW, told
        if code in NOTHING_RECORDED and (verb, code) != ("nightly", 7):  # of the part that it names
            assert registers(office) == before, told


def takes_numbers(verb: str) -> bool:
    """Whether an argument of a verb is a number of the register."""
    return any(isinstance(param.type, Incident) and isinstance(param, click.Argument) for param in command(verb).params)



@pytest.mark.parametrize("typed", ["", " ", "\t", "\u3000"])
@pytest.mark.parametrize("verb", [*filter(takes_numbers, VERBS)])
def test_a_number_that_is_blank_is_told_and_nothing_is_recorded(
    verb: str, typed: str, new_office: Callable[[], Path], answer: Callable[[Line], tuple[int, str]]
) -> None:
    office = new_office()
    before = registers(office)
    code, err = answer(Line([verb, typed], b"", {}))
    assert code in (2, 3) and err.strip() and "bug" not in err, f"{code}: {err}"
    assert registers(office) == before
