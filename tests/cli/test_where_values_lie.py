"""After whatever verb, the private values of a denunciation stand where the README says, and nowhere else.

Planted in every private field of every kind of entry that can speak of one; looked for, in any case and folded, in
every file below the working folder, the clerk's home and the folder for temporary files, and in what was answered.
"""

import os
import random
import shlex
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from mornings import command
from test_random_arguments import NOW, line

from reception_cli.cli.main import run
from reception_cli.cli.verbs import VERBS
from reception_cli.domain.entry import Stamp, is_encrypted
from reception_cli.events import registry
from reception_cli.index.tinydb_table import Register
from reception_cli.law import codes, papers
from reception_cli.ledger.storage import START, FileLedger

PLANT = "zqxvkwjpqz"  # every planted value holds it, whatever is folded away; too long for a cipher to hold by chance
# Where the README says that they lie: the register, its copies, and what a damaged one leaves.
KEPT = ("reception.json", "lost.bin")
DRAWN = 2  # argument lists of each verb beside the examples of its help


def plant(word: str) -> str:
    return f"{PLANT.capitalize()}{word}"


WHO = ["--name", plant("ten"), "--address", plant("noi"), "--id-no", "049" + plant("so"), "--phone", plant("may")]
LIFE = [
    ["add", "Khiếu nại bồi thường", "--name", "Lê Văn Ba", "--address", "thôn 1", "--kind", "kn", "--at", "19/11/2026"],
    ["add", plant("noidung"), *WHO, "--kind", "tc", "--field", "land", "--at", "19/11/2026", "--host", "head",
     "--host-name", plant("nguoitiep")],
    ["add", plant("don"), *WHO, "--kind", "tc", "--source", "post", "--at", "19/11/2026"],
    ["visit", "2", *WHO, "--note", plant("ghichu"), "--at", "20/11/2026"],
    ["classify", "2", "--competence", "in", "--handling", "accept"],
    ["note", "2", plant("ghi")],
    ["correct", "V2", "--set", "name=" + plant("tenmoi"), "--reason", plant("lydo")],
    ["correct", "2", "--set", "content=" + plant("noidungmoi"), "--reason", plant("vi")],
    ["appoint", plant("hen"), "2", "--on", "30/11/2026", "--about", plant("viec")],
    ["accept", "2", "--on", "20/11/2026"],
    ["contact", "2", "--by", "visit", "--with", plant("ai"), "--note", plant("vandong")],
    ["classify", "3", "--competence", "out"],
    ["refer", "3", plant("noigui"), "--doc", "1/CV", "--reason", plant("chuyen")],
    ["void", "V3", "--reason", plant("gach")],
    ["undo"],
    ["import", "register.csv", "--yes"],
]  # fmt: skip


def sample(field: registry.Field) -> Any:
    """Make a value that a fact of an entry may have."""
    schema = field.schema
    if field.codes == "paper":
        return next(iter(papers.papers()))
    if field.codes and field.codes != "term":
        return next(iter(codes.load(field.codes).names()))
    for name in ("const", "enum"):
        if name in schema:
            return schema[name] if name == "const" else schema[name][0]
    text = "2026-0003" if schema == registry.INCIDENT.schema else "2026-11-20"
    return {"string": text, "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}[schema["type"]]


def every_kind(folder: Path) -> None:
    """Have another program record one entry of every kind that is about a matter or a line, all its texts planted."""
    subjects = {"incident": "2026-0003", "visit": "V2026-0004", "petition": "P2026-0002", "line": "V2026-0002",
                "number": "V2026-0002", "any": "2026-0003"}  # fmt: skip
    stamp = Stamp("2026-11-23T09:00:00+07:00", "lan", "desk1")
    with Register(str(folder / "desk" / "reception.json"), stamp=stamp) as register:
        for kind in registry.every():
            if kind.private and kind.about in subjects:
                facts = {name: field for name, field in kind.data.items() if field.required or name == "instance"}
                data = {name: sample(field) for name, field in facts.items()}
                if kind.makes:
                    data |= {"kind": "denunciation"} if kind.name == "incident" else {"incidents": ["2026-0003"]}
                subject = "2026-0004" if kind.name == "incident" else subjects[kind.about]
                private = {name: plant(name) for name in kind.private}
                register.insert({"kind": kind.name, "subject": subject, "data": data, "private": private})


class Office(NamedTuple):
    """A working folder with a desk, and who runs commands there."""

    folder: Path
    run: Callable[..., tuple[int, str]]

    def files(self) -> dict[str, bool]:
        """Tell of every file whether a planted value stands in it."""
        found = {}
        for place, _folders, names in os.walk(self.folder):
            for name in names:
                path = Path(place, name)
                if path.is_file() and not path.is_symlink():
                    found[str(path.relative_to(self.folder))] = PLANT.encode() in path.read_bytes().lower()
        return found

    def leaks(self) -> list[str]:
        """Name the files that hold one."""
        return sorted(name for name, held in self.files().items() if held)


def entries(folder: Path) -> Iterator[dict[str, Any]]:
    return (place.entry for place in FileLedger(str(folder / "desk" / "reception.json")).since(START))


@pytest.fixture(scope="module", params=["readable", "encrypted"])
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A desk that has said all that can be said of a denunciation, made once; and whether it is encrypted there."""
    folder = tmp_path_factory.mktemp(request.param)
    for name in ("home", "tmp", "sub"):
        (folder / name).mkdir()
    (folder / "register.csv").write_text(
        "STT,Ngày tiếp,Họ và tên,Địa chỉ,Nội dung,Loại đơn\n"
        f"1,05/01/2026,{plant('ba')},{plant('xa')},{plant('to')},Tố cáo\n",
        encoding="utf-8",
    )
    first = [["init", "--unit", "TB"], ["keys", "new"]]
    if request.param == "encrypted":
        first.append(["config", "encrypt", "denunciations", "--recovery-key"])
    with pytest.MonkeyPatch.context() as here:
        surround(here, folder)
        for words in [*first, *LIFE]:
            assert run(["--now", NOW, "--user", "lan", *words]) == 0, words
        every_kind(folder)
    return request.param, folder


def surround(here: pytest.MonkeyPatch, folder: Path) -> None:
    here.chdir(folder)
    here.setattr("tempfile.tempdir", str(folder / "tmp"))
    here.setenv("TMPDIR", str(folder / "tmp"))
    for name in ("HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        here.setenv(name, str(folder / "home"))
    for name, value in (("DB", "desk"), ("NOW", NOW), ("USER", "lan"), ("LANG", "en")):
        here.setenv("RECEPTION_" + name, value)


@pytest.fixture
def office(
    lived: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Office:
    """A copy of it to work in."""
    folder = tmp_path / "office"
    shutil.copytree(lived[1], folder)
    (folder / "register.csv").unlink()
    surround(monkeypatch, folder)
    capfd.readouterr()

    def answer(*words: str) -> tuple[int, str]:
        code = run(list(words))
        return code, "".join(capfd.readouterr())

    return Office(folder, answer)


def test_every_private_field_that_a_denunciation_can_have_is_planted(lived: tuple[str, Path]) -> None:
    said = {(entry["kind"], name) for entry in entries(lived[1]) for name in entry["private"]}
    wanted = {(kind.name, name) for kind in registry.every() if not kind.desk for name in kind.private}
    assert wanted | {("appointed", "name"), ("appointed", "about")} <= said
    closed = {is_encrypted(pair) for entry in entries(lived[1]) for pair in entry["private"].values()}
    assert closed == ({False} if lived[0] == "readable" else {False, True})


def lines(verb: str) -> list[list[str]]:
    """Give the examples of a verb's help, and argument lists that are drawn."""
    told = [[verb, *shlex.split(example)[2:]] for example in command(verb).examples]  # type: ignore[attr-defined]
    return told + [line(random.Random(f"values {verb} {n}"), verb) for n in range(DRAWN)]


def denounced(folder: Path) -> bool:
    """Whether nothing has been said that makes a planted matter something else than a denunciation."""
    last = {}
    for entry in entries(folder):
        kind = entry["data"].get("set", entry["data"]).get("kind")
        if kind and entry["subject"] in ("2026-0002", "2026-0003"):
            last[entry["subject"]] = kind
    return set(last.values()) == {"denunciation"} and not any(
        entry["kind"] == "retracted" and entry["seq"] > len(LIFE) * 4 for entry in entries(folder)
    )


@pytest.mark.parametrize("verb", VERBS)
def test_planted_values_stand_where_the_readme_says(verb: str, lived: tuple[str, Path], office: Office) -> None:
    for words in lines(verb):
        code, told = office.run(*words)
        read = "--with-identity" in words and "--reason" in words  # what is asked for, with a reason that is recorded
        where = f"exit {code}: {words}"
        if lived[0] == "readable" and not denounced(office.folder):
            return  # a matter that is none any more may be read and found
        assert read or PLANT not in told.lower(), f"{where}\n{told}"
        leaks = [name for name in office.leaks() if not (read and name in words)]
        if lived[0] == "encrypted":
            assert leaks == [], where
        else:
            assert [name for name in leaks if not os.path.basename(name).startswith(KEPT)] == [], where
