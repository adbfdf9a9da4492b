"""Where the benchmark happens: fresh environments with installed wheels, and registers of the wanted size."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
_TRIVIAL = '''
import click

@click.command()
@click.option("--name", default="desk", help="Whom to greet.")
@click.option("--count", default=1, type=int, help="How often.")
def main(name, count):
    """Greet."""
    for _ in range(count):
        click.echo(f"Hello {name}")
'''


class Venv:
    """A virtual environment made for the benchmark."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        self.folder = folder
        self.python = self.bin("python")

    def bin(self, name: str) -> str:
        """Name a program of this environment."""
        return str(self.folder / "bin" / name)

    @staticmethod
    def run(*words: str | Path) -> None:
        """Run a program to prepare something; it must succeed."""
        done = subprocess.run([*map(str, words)], capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)

    def pip(self, *words: str | Path) -> None:
        """Run pip, silent unless it fails."""
        self.run(self.python, "-m", "pip", "--disable-pip-version-check", "-q", *words)


def installed(work: Path) -> Venv:
    """Build the wheel and install it; beside it the trivial command, installed in the same way."""
    source = work / "source"
    shutil.copytree(
        PROJECT, source, ignore=lambda folder, names: {n for n in names if n[0] == "." or n in ("tests", "__pycache__")}
    )
    venv = Venv(work / "venv")
    venv.pip("wheel", "--no-deps", "-w", work / "wheel", source)
    venv.pip("install", *(work / "wheel").glob("*.whl"))
    [site] = (venv.folder / "lib").glob("python*/site-packages")
    (site / "trivial.py").write_text(_TRIVIAL)
    script = Path(venv.bin("reception")).read_text().replace("reception_cli.cli.main", "trivial")
    Path(venv.bin("trivial")).write_text(script)
    os.chmod(venv.bin("trivial"), 0o755)
    subprocess.run([venv.bin("trivial")], check=True, stdout=subprocess.DEVNULL)
    return venv


def register(venv: Venv, entries: int, cache: Path, work: Path) -> Path:
    """Copy a register of this size, made once; its index is built by the installed program."""
    kept = cache / f"register-{entries}"
    if not (kept / "reception.json").exists():
        shutil.rmtree(kept, ignore_errors=True)
        maker = [venv.python, HERE / "make_register.py", kept, "--entries", str(entries), "--no-index"]
        subprocess.run(maker, check=True, stdout=subprocess.DEVNULL)
    desk = Path(tempfile.mkdtemp(prefix=f"desk-{entries}-", dir=work))
    for name in ("reception.json", "head"):
        shutil.copy(kept / name, desk)
    return desk


def open_incidents(desk: Path, count: int) -> list[str]:
    """Name incidents that may be classified and closed as guided, from the middle of the register."""
    db = sqlite3.connect(f"file:{desk}/index.sqlite?mode=ro", uri=True)
    rows = db.execute("SELECT incident FROM incidents WHERE status = 'open' ORDER BY incident").fetchall()
    db.close()
    if len(rows) < count:
        sys.exit(f"{desk} has only {len(rows)} open incidents; {count} are needed: fewer rounds, or more entries")
    step = len(rows) // count
    return [f"{key // 100_000_000 % 10_000}-{key % 10_000_000:04d}" for (key,) in rows[::step][:count]]
