"""Other programs that keep records, each in an environment of its own, at the same number of records."""

import json
from pathlib import Path
from random import Random

from invented import matter, person
from measure import Command
from places import Venv

_TINYDB = """
import sys
from tinydb import TinyDB
db = TinyDB(sys.argv[1])
db.insert({"name": "Nguyễn Văn An", "content": "Đề nghị cấp giấy chứng nhận " + sys.argv[2], "people": 1})
"""


def records(count: int) -> list[dict[str, object]]:
    """Invent visits as flat records."""
    chance = Random(7)
    return [
        {"number": n, **person(chance), "content": matter(chance, 2026)[1], "people": 1} for n in range(1, count + 1)
    ]


def tinydb(work: Path, count: int) -> Command:
    """Stock TinyDB with its JSONStorage: one insert."""
    venv = Venv(work / "tinydb")
    venv.pip("install", "tinydb")
    table = {str(record["number"]): record for record in records(count)}
    (work / "tinydb.json").write_text(json.dumps({"_default": table}))
    (work / "insert.py").write_text(_TINYDB)
    return lambda turn: [venv.python, str(work / "insert.py"), str(work / "tinydb.json"), str(turn)]


def sqlite_utils(work: Path, count: int) -> Command:
    """sqlite-utils: one record from a file into a table."""
    venv = Venv(work / "sqlite-utils")
    venv.pip("install", "sqlite-utils")
    many, one, db = work / "many.json", work / "one.json", work / "visits.db"
    many.write_text(json.dumps(records(count)))
    one.write_text(json.dumps({"name": "Nguyễn Văn An", "content": "Đề nghị cấp giấy chứng nhận", "people": 1}))
    program = venv.bin("sqlite-utils")
    Venv.run(program, "insert", db, "visits", many)
    return lambda _turn: [program, "insert", str(db), "visits", str(one)]


def watson(work: Path, count: int) -> Command:
    """Watson, a time tracker with a JSON file: one frame; its folder is named by WATSON_DIR."""
    venv = Venv(work / "watson")
    venv.pip("install", "td-watson", "setuptools<81")
    folder = work / "watson-data"
    folder.mkdir()
    start = 1_600_000_000
    hours = range(start, start + count * 3600, 3600)
    frames = [[hour, hour + 1800, f"project{hour // 3600 % 50}", f"{hour:032x}", ["tag"], hour] for hour in hours]
    (folder / "frames").write_text(json.dumps(frames))
    times = ["--from", "2026-11-23 08:00", "--to", "2026-11-23 08:10"]
    return lambda _turn: ["/usr/bin/env", f"WATSON_DIR={folder}", venv.bin("watson"), "add", *times, "project1"]
