"""Any split of any history into deliveries, in any order and with repeats, gives the desk that the whole gives."""

import io
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reception_cli.cli.main import run
from reception_cli.domain.entry import Head
from reception_cli.exchange import keys
from reception_cli.exchange.bundle import write
from reception_cli.index import merge, schema
from reception_cli.index.desk_folder import Folder, Habits
from reception_cli.index.federation import Federation
from reception_cli.index.register_view import RegisterView
from reception_cli.reporting import bundles
from reception_cli.reporting.bundles import form_01_tcd

DUC = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung", "--id-no", "049180119399")
KIN = ("--name", "Trần Thị Kín", "--address", "xã Lặng", "--id-no", "049099912345")
STEPS: tuple[tuple[str, ...], ...] = (
    ("add", "Ranh giới đất", *DUC, "--kind", "complaint", "--field", "land"),
    ("add", "Xin cấp nước", *KIN, "--people", "6", "--petition"),
    ("add", "Đơn qua bưu điện", *KIN, "--source", "post"),
    ("add", "Việc khác", "--to", "V1"), ("visit", "1", *DUC[:4]), ("visit", "1", "2", "--people", "3"),
    ("classify", "1", "--kind", "complaint", "--field", "land", "--competence", "in", "--handling", "accept"),
    ("classify", "2", "--kind", "denunciation"), ("classify", "2", "--kind", "feedback"),
    ("classify", "1", "--competence", "out", "--handling", "forward"), ("refer", "1", "Sở Y tế", "--doc", "1/PC"),
    ("accept", "1"), ("close", "1", "--result", "guided"), ("close", "2", "--result", "answered"), ("reopen", "1"),
    ("note", "1", "gọi lại"), ("correct", "V1", "--set", "name=Lê Thị Hoa", "--reason", "nhầm"),
    ("correct", "V1", "--set", "people=4", "--reason", "x"),
    ("correct", "V2", "--set", "commune=Bình Tú", "--reason", "x"),
    ("void", "V1", "--reason", "ghi nhầm", "--yes"), ("void", "2", "--reason", "trùng", "--yes"), ("undo",), ("redo",),
    ("redact", "V1", "--reason", "theo đơn", "--yes"), ("seal", "--to", "22/11/2026", "--yes"),
    ("duty", "--on", "20/11/2026"), ("assign", "hoa", "1"),
)  # fmt: skip


def office(folder: Path, *argv: str, code: int | None = 0) -> str:
    """Run one command; `code` None: whatever the rules say of it."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        found = run(["--db", str(folder), "--now", "2026-11-23T08:10:00+07:00", "--user", "lan", *argv])
    assert code is None or found == code, (argv, out.getvalue(), err.getvalue())
    assert found != 70, err.getvalue()
    return out.getvalue()


def send(desk: Path, file: Path, since: Head | None) -> Head:
    """Make a bundle without a word of it in the register; gives the head that it ends with."""
    book = Folder(str(desk), Habits()).read()
    with closing(book):
        content = bundles.content(book, bundles.Aim(since, False, keys.area_key(str(desk)), form_01_tcd))
        with file.open("wb") as out:
            write(out, content.manifest, content.told, content.closing)
    return content.manifest.after


def cards(desk: Path) -> dict[str, Any]:
    """All that the merged cards tell of the units, table by table."""
    with closing(Federation(Folder(str(desk), Habits())).read()) as book:
        tables = [schema.UNITS, schema.PERSONS, *(table for table in schema.TABLES if table.over_units == "each")]
        return {table.name: sorted(map(repr, _units_rows(book, table))) for table in tables}


def _units_rows(book: RegisterView, table: schema.TableSpec) -> list[tuple[Any, ...]]:
    """Read the rows of a table that are not the desk's own."""
    columns = ", ".join(name for name in table.names if name != "file")  # each desk has files of its own
    return book.select(f"SELECT {columns} FROM {table.name} a WHERE {merge.outside(table, [0], 'a')}").fetchall()


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two fresh desks: of a unit, with the key of the area, and of the district."""
    folder = tmp_path_factory.mktemp("start")
    for code in ("QS", "DN"):
        office(folder / code, "init", "--unit", code)
    office(folder / "QS", "keys", "new", "--area")
    yield folder


@settings(max_examples=12, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 3)), min_size=3, max_size=9),
    st.randoms(use_true_random=False),
)
def test_the_order_of_deliveries_does_not_matter(
    start: Path, history: list[tuple[tuple[str, ...], int]], chance: random.Random
) -> None:
    with tempfile.TemporaryDirectory(dir=start) as name:
        here = Path(name)
        for desk in ("QS", "DN"):
            shutil.copytree(start / desk, here / desk)
        shutil.copytree(start / "DN", here / "other")
        heads, files = list[Head | None]([None]), list[Path]()
        for argv in (*STEPS[:2], *(step for step, _after in history)):
            office(here / "QS", *argv, code=None)
            if chance.random() < 0.4:
                files.append(here / f"{len(files)}.jsonl.gz")
                heads.append(send(here / "QS", files[-1], chance.choice(heads)))
        files.append(here / "last.jsonl.gz")
        send(here / "QS", files[-1], chance.choice(heads))
        send(here / "QS", here / "whole.jsonl.gz", None)
        many = [*files, *chance.sample(files, len(files) // 2)]
        chance.shuffle(many)
        while many:
            some = [many.pop() for _turn in range(chance.randint(1, len(many)))]
            office(here / "DN", "consolidate", *map(str, some), code=None)
        told = json.loads(office(here / "DN", "consolidate", *map(str, files), "--json"))
        assert {row["totals_equal"] for row in told["rows"]} == {True}
        office(here / "other", "consolidate", str(here / "whole.jsonl.gz"))
        one, other = cards(here / "DN"), cards(here / "other")
        for table in one:
            assert one[table] == other[table], table
        figures = ("summarize", "--from", "1/1/2026", "--to", "31/12/2026", "--by", "kind", "--json")
        one, other = (json.loads(office(here / desk, *figures)) for desk in ("DN", "other"))
        assert one == other
        hashes = (here / desk / "units/QS/hashes.jsonl" for desk in ("DN", "other"))
        assert len({path.read_bytes() if path.exists() else b"" for path in hashes}) == 1
