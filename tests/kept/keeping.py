"""How desks are kept and asked: what the maker of the kept desks and the test of them have in common."""

import gzip
import io
import json
import re
import tarfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NOW = "2027-01-05T08:10:00+07:00"  # behind the last entry of every kept desk
CLERK = "lan"
CACHES = ("index.sqlite*", "lock")  # made anew: the cards, and who wrote last
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")

Answer = dict[str, Any]  # argv, alone, exit, and what was said: json or text


def caches(folder: Path) -> set[Path]:
    """Find what a desk makes anew when it is wanted."""
    return {path for pattern in CACHES for path in folder.rglob(pattern)}


def pack(folder: Path, to: Path) -> None:
    """Keep all files of a folder but the caches, the same bytes for the same files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for path in sorted(set(folder.rglob("*")) - caches(folder)):
            member = tar.gettarinfo(path, str(path.relative_to(folder)))
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mtime = 0
            if path.is_dir():
                tar.addfile(member)
            else:
                with path.open("rb") as file:
                    tar.addfile(member, file)
    to.write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))


def unpack(name: str, folder: Path) -> Path:
    """Open a kept desk, with all that was kept beside it, in a folder; gives the desk's own."""
    with tarfile.open(HERE / f"{name}.tar.gz") as tar:
        tar.extractall(folder, filter="data")
    return folder / name


def answers(name: str) -> list[Answer]:
    """Read what a kept desk answered."""
    found: list[Answer] = json.loads(gzip.decompress((HERE / f"{name}.answers.json.gz").read_bytes()))
    return found


def keep(name: str, told: list[Answer]) -> None:
    """Write what a desk answered, one answer a line."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in told)
    (HERE / f"{name}.answers.json.gz").write_bytes(gzip.compress(f"[\n{lines}\n]\n".encode(), 9, mtime=0))


def said(argv: list[str], exit_code: int, out: str, err: str, folder: Path, alone: bool) -> Answer:
    """Tell an answer so that it is the same on every machine; the digests of what was recorded alone are not."""
    answer: Answer = {"argv": argv, "alone": alone, "exit": exit_code}
    where = str(folder)
    text = (out if out or not exit_code else err).replace(json.dumps(where)[1:-1], "{here}")
    if alone:
        text = _DIGEST.sub("{digest}", text)
    try:
        answer["json"] = json.loads(text)
        answer["json"].pop("generated_at", None)
    except ValueError:
        answer["text"] = text.splitlines(keepends=True)
    return answer
