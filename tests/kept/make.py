"""Make the kept desks and record what they answer: `python make.py [NAME...]`, with `reception` beside that python.

Not a test. Run it with the version whose registers and answers are to be kept; a later version is held to them. It
knows nothing of the program but its command line. Salts and keys are random, so new registers have other digests.
Linux, as a user who may name a host of its own (root, or `unshare -Ur`): entries tell the host that wrote them.
"""

import contextlib
import csv
import ctypes
import io
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

import asked
import keeping

RECEPTION = Path(sys.executable).parent / "reception"
REGISTERS = keeping.HERE.parent.parent / "src/reception_cli/data/registers"
SLICES = {"demo": ("thang-binh-2023.csv", 60), "kinds": ("thang-binh-2024-9m.csv", 12)}
_UTS = 0x04000000  # CLONE_NEWUTS


def reception(here: Path, desk: Path, now: str, user: str, argv: list[str]) -> subprocess.CompletedProcess[str]:
    """Run one command line as a clerk without habits of their own."""
    env = {"PATH": os.environ["PATH"], "HOME": str(here.parent / "home"), "RECEPTION_LANG": "en", "LC_ALL": "C.UTF-8"}
    line = [str(RECEPTION), "--db", str(desk), "--now", now, "--user", user, "--no-input", *argv]
    done = subprocess.run(line, env=env, cwd=here, capture_output=True, stdin=subprocess.DEVNULL)
    out, err = done.stdout.decode(), done.stderr.decode()  # line ends as they are
    return subprocess.CompletedProcess(line, done.returncode, out, err)


def script(name: str) -> Iterator[tuple[str, str, str, int, list[str]]]:
    """Read what is done: moment, desk, clerk, the exit code that it must have, and the words."""
    lines, desk = [], name
    for line in (keeping.HERE / f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("@ "):
            desk = line[2:]
        elif line and not line.startswith("#"):
            day, time, user, *words = shlex.split(line)
            code = int(words.pop(0)[1:]) if words[0].startswith("=") else 0
            lines.append((f"{day}T{time}:00+07:00", desk, user, code, words))
    yield from sorted(lines, key=lambda line: line[0])


def make(name: str, here: Path) -> None:
    """Do at the desks what the script tells."""
    prepare(name, here)
    heads: dict[str, str] = {}  # of the bundles
    for now, desk, user, code, words in script(name):
        argv = [meant(word, here / desk, now, heads) for word in words]
        done = reception(here, here / desk, now, user, argv)
        if done.returncode != code:
            sys.exit(f"{name}: {now} {shlex.join(argv)}: {done.returncode}\n{done.stdout}{done.stderr}")
        if "--bundle" in argv:
            (row,) = csv.DictReader(done.stdout.splitlines(), delimiter="\t")
            heads[row["file"]] = row["after"]
    shutil.rmtree(here.parent / "home", ignore_errors=True)


def meant(word: str, desk: Path, now: str, heads: dict[str, str]) -> str:
    """Fill in what is known only when the desks are there: a public key, the head of a bundle, an entry."""
    if word.startswith("PUBLIC:"):
        told = reception(desk.parent, desk.parent / word[7:], now, keeping.CLERK, ["keys", "list", "--json"])
        return str(next(row["public"] for row in json.loads(told.stdout)["rows"] if row["key"] == "unit"))
    if word.startswith("HEAD:"):
        return heads[word[5:]]
    if word.startswith("ENTRY:"):
        _, kind, nth = word.split(":")
        entries = json.loads((desk / "reception.json").read_text())["entries"].values()
        return str([entry["seq"] for entry in entries if entry["kind"] == kind][int(nth) - 1])
    return word.replace("backups/", f"{desk}/backups/")


def prepare(name: str, here: Path) -> None:
    """Lay ready what the script reads."""
    if name in SLICES:
        slice_of(*SLICES[name], here / "slice.csv")
    if name == "kinds":  # what a desk wrote of the follow-up in words of its own
        file = here / "slice.csv"
        file.write_text(file.read_text("utf-8").replace("Đang giải quyết", "Chờ ý kiến của Sở", 1), "utf-8")
    if name == "district":
        slice_of("thang-binh-2023.csv", 15, here / "BP.csv")
        (here / "expected.csv").write_text("unit,name,to,due\nHQ,,2026-09-30,2026-10-05\nXX,xã Vắng,,2026-10-05\n")
    if name == "salvaged":
        damage(here)


def slice_of(register: str, rows: int, to: Path) -> None:
    """Take the first rows of a register that comes with the program."""
    with (REGISTERS / register).open(encoding="utf-8-sig", newline="") as file:
        taken = [row for _, row in zip(range(rows + 1), csv.reader(file), strict=False)]
    with to.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(taken)


def damage(here: Path) -> None:
    """Rub one entry out of the desk with every kind, change another, and save what is sound."""
    source = keeping.unpack("kinds", here.parent / "damaged") / "reception.json"
    lines = source.read_bytes().split(b"\n")
    lost, changed = (next(n for n, line in enumerate(lines) if word in line) for word in (b'"noted"', b'"handed_over"'))
    lines[changed] = lines[changed].replace(b"120.5", b"999.5")
    del lines[lost]
    source.write_bytes(b"\n".join(lines))
    now = "2027-01-04T07:50:00+07:00"
    done = reception(here, source.parent, now, keeping.CLERK, ["verify", "--salvage", str(here / "salvaged")])
    if not (here / "salvaged/reception.json").exists():
        sys.exit(f"salvaged: {done.returncode}\n{done.stdout}{done.stderr}")


def ask(name: str, here: Path) -> list[keeping.Answer]:
    """Ask a desk everything, each time as a clerk who is new to it; what records is asked of a copy of its own."""
    answer(here / name, ["list"])  # the cards are there now
    with (here / name / "reception.json").open() as file:
        entries = list(json.load(file)["entries"].values())
    told = []
    for argv, alone in asked.questions(name, entries):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(shutil.copytree(here, Path(folder) / "here")) if alone else here
            done = answer(place / name, argv)
            if done[0] == 70:
                sys.exit(f"{name}: {shlex.join(argv)}\n{done[2]}")
            told.append(keeping.said(argv, *done, place, alone))
            os.chdir(here)
    with (here / name / "reception.json").open() as file:
        if list(json.load(file)["entries"].values()) != entries:
            sys.exit(f"{name}: a question that is not asked alone was recorded.")
    return told


def answer(desk: Path, argv: list[str]) -> tuple[int, str, str]:
    """Run a line in this process, which is five times as quick, as a clerk who is new to the desk."""
    (entry,) = entry_points(group="console_scripts", name="reception")
    os.chdir(desk.parent)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, RECEPTION_LANG="en", LC_ALL="C.UTF-8")
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            line = ["--db", str(desk), "--now", keeping.NOW, "--user", keeping.CLERK, "--no-input", *argv]
            code = import_module(entry.module).run(line)
        for stream in (out, err):
            stream.flush()
        return (code, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def main() -> None:
    """Make, keep and ask."""
    if ctypes.CDLL(None, use_errno=True).unshare(_UTS):
        sys.exit("A host of its own cannot be named here: start me by `unshare -Ur`.")
    socket.sethostname("desk1")
    os.umask(0o077)
    for name in sys.argv[1:] or ("demo", "kinds", "district", "salvaged"):
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder) / "here"
            here.mkdir()
            make(name, here)
            for cache in keeping.caches(here):
                cache.unlink()
            keeping.pack(here, keeping.HERE / f"{name}.tar.gz")
            told = ask(name, here)
            keeping.keep(name, told)
            print(name, len(told), "answers", [f.stat().st_size for f in keeping.HERE.glob(f"{name}.*gz")])


if __name__ == "__main__":
    main()
