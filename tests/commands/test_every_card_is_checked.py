"""`verify` against every table of the cards: no value, no row of them can be false or missing without being found."""

import contextlib
import io
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reception_cli.app.desk import Desk
from reception_cli.app.environment import Settings
from reception_cli.cli.main import run
from reception_cli.domain.numbers import UNIT
from reception_cli.index import schema
from reception_cli.index.federation import Federation
from reception_cli.index.schema import TableSpec
from reception_cli.maintenance.verify import Inspection, inspect

NOW = "2026-11-23T08:10:00+07:00"
DUC = ("--name", "Nguyễn Văn Đức", "--address", "thôn 3, xã Bình Trung", "--id-no", "049180119399")
PAPER = ("--doc", "31/QĐ-UBND")
# What a desk does until each table of its cards holds a row.
WORK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("2026-07-01", ("init", "--unit", "QS")),
    ("2026-07-01", ("add", "Thu hồi đất", *DUC, "--commune", "Bình Tú", "--key", "k1")),
    ("2026-07-02", ("classify", "1", "--kind", "kn", "--field", "dat-dai", "--competence", "in", "--qualified",
                    "--handling", "accept")),
    ("2026-07-10", ("accept", "1")),
    ("2026-09-08", ("decide", "1", *PAPER, "--outcome", "partly", "--person-money", "85.5")),
    ("2026-09-10", ("step", "1", "sent")),
    ("2026-10-19", ("step", "1", "effective")),
    ("2026-10-20", ("execute", "1", "--person-money", "40")),
    ("2026-10-21", ("add", "Xin cấp nước", "--name", "Trần Thị Kín", "--address", "xã Lặng", "--petition")),
    ("2026-10-22", ("classify", "2", "--kind", "complaint", "--competence", "out", "--handling", "forward")),
    ("2026-10-22", ("refer", "2", "Sở Y tế", "--doc", "1/PC", "--reply-by", "1/12/2026")),
    ("2026-10-30", ("reply", "2", "--doc", "2/SYT")),
    ("2026-11-02", ("add", "Ranh giới", *DUC)),
    ("2026-11-02", ("classify", "3", "--kind", "kn", "--field", "dat-dai", "--competence", "in", "--qualified")),
    ("2026-11-03", ("note", "3", "gọi lại")),
    ("2026-11-03", ("undo", "--yes")),
    ("2026-11-04", ("seal", "--to", "31/10/2026", "--yes")),
    ("2026-11-05", ("correct", "V1", "--set", "people=4", "--reason", "nhầm", "--after-seal")),
    ("2026-11-05", ("duty", "5/11/2026", "--host", "head")),
    ("2026-11-05", ("appoint", "Ngô Bá Tú", "--on", "20/11/2026 10:00", "--about", "Ranh giới")),
    ("2026-11-20", ("appoint", "--missed", "24")),
    ("2026-11-20", ("add", "Xin đất", "--name", "Đỗ Văn Giấu", "--address", "xã Lặng", "--kind", "kn")),
    ("2026-11-20", ("add", "Ông Mười nhận tiền", "--to", "V4", "--kind", "tc")),
    ("2026-11-21", ("note", "--shift", "Ông Tú quay lại lấy giấy")),
    ("2026-11-21", ("note", "--shift", "Gọi lại cho bà Kín")),
    ("2026-11-21", ("note", "--done", "31")),
)  # fmt: skip


def say(folder: Path, *argv: str, now: str = NOW) -> str:
    """Run one command that must succeed."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(["--db", str(folder), "--now", now, "--user", "lan", *argv])
    assert code == 0, (argv, err.getvalue())
    return out.getvalue()


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The desk QS after its work, and DN, which took its bundle in."""
    place = tmp_path_factory.mktemp("worked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECEPTION_LANG", "en")
        for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "HOME"):
            patch.setenv(name, str(place / "home"))
        for day, argv in WORK:
            say(place / "QS", *argv, now=f"{day}T08:00:00+07:00")
            if argv[0] == "init":
                say(place / "QS", "keys", "new", "--area", now=f"{day}T08:00:00+07:00")
        say(place / "QS", "export", "--bundle", "-o", str(place / "qs.jsonl.gz"))
        say(place / "DN", "init", "--unit", "DN", now="2026-07-01T08:00:00+07:00")
        say(place / "DN", "add", "Đơn của huyện", *DUC)
        say(place / "DN", "consolidate", str(place / "qs.jsonl.gz"), "--yes")
        yield place


@pytest.fixture
def folder(worked: Path, tmp_path: Path) -> Path:
    shutil.copytree(worked / "QS", tmp_path / "QS")
    say(tmp_path / "QS", "list")
    return tmp_path / "QS"


def examine(folder: Path) -> Inspection:
    store = Desk(Settings(str(folder), "lan", "desk1", NOW), print).folder
    found = inspect(store, [], Desk(Settings(str(folder), "lan", "desk1", NOW), print).stamp, lambda _done, _all: None)
    assert found is not None
    return found


def false(value: object, column: schema.Column) -> object:
    """Give another value of the same sort."""
    if value is None:
        return 1 if column.type.startswith("INTEGER") else "x"
    return value + 1 if isinstance(value, int | float) else f"{value}x"


def changes(table: TableSpec, row: dict[str, Any]) -> Iterator[tuple[str, str, list[object]]]:
    """Say all that can be done to one row, and to a table by a row that is false: what, SQL, its values."""
    name, key = table.name, " AND ".join(f"{each} = ?" for each in table.key)
    own = [row[each] for each in table.key]
    for column in table.columns:
        yield column.name, f"UPDATE {name} SET {column.name} = ? WHERE {key}", [false(row[column.name], column), *own]
    yield "deleted", f"DELETE FROM {name} WHERE {key}", own
    other = {**row, table.key[0]: false(row[table.key[0]], table.column(table.key[0]))}
    holes = ", ".join("?" * len(other))
    yield "added", f"INSERT INTO {name}({', '.join(other)}) VALUES({holes})", list(other.values())


def last_row(cards: Path, table: TableSpec) -> dict[str, Any] | None:
    with contextlib.closing(sqlite3.connect(cards)) as db:
        order = ", ".join(f"{each} DESC" for each in table.key)
        row = db.execute(f"SELECT {', '.join(table.names)} FROM {table.name} ORDER BY {order} LIMIT 1").fetchone()
    return dict(zip(table.names, row, strict=True)) if row else None


@contextlib.contextmanager
def changed(cards: Path, sql: str, values: list[object]) -> Iterator[None]:
    """Change the cards by hand, for as long as they are looked at."""
    before = cards.read_bytes()
    with contextlib.closing(sqlite3.connect(cards)) as db:
        assert db.execute(sql, values).rowcount == 1
        db.commit()
    yield
    for kept in ("-wal", "-shm"):
        Path(f"{cards}{kept}").unlink(missing_ok=True)
    cards.write_bytes(before)


def told(found: Inspection, table: TableSpec) -> bool:
    """Whether exactly the cards of this table are told."""
    named = [one.details.get("table") for one in found.findings]
    return len(named) == found.total and {*named} == {table.name}


def unseen(cards: Path, table: TableSpec, look: Callable[[], Inspection], row: dict[str, Any]) -> list[str]:
    """List what may be done to a table without being told."""
    missed = []
    for what, sql, values in changes(table, row):
        with changed(cards, sql, values):
            if not told(look(), table):
                missed.append(what)
    return missed


@pytest.mark.parametrize("table", [each for each in schema.TABLES if each is not schema.META], ids=lambda t: t.name)
def test_no_card_is_false_or_missing_unseen(folder: Path, table: TableSpec):
    cards = folder / "index.sqlite"
    assert examine(folder).ok
    row = last_row(cards, table)
    assert row, "the desk that is examined should have something of everything"
    missed = unseen(cards, table, lambda: examine(folder), row)
    # A last day that is not remembered is counted when it is asked for.
    assert missed == (["deleted"] if table is schema.COUNTED else [])


@pytest.mark.parametrize("name", ["seq", "digest", "pos", "end"])
def test_cards_that_tell_falsely_how_far_they_have_read_are_found(folder: Path, name: str):
    with contextlib.closing(sqlite3.connect(folder / "index.sqlite")) as db:
        (value,) = db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
    other = "0" * 64 if name == "digest" else value - 1
    with changed(folder / "index.sqlite", "UPDATE meta SET value = ? WHERE key = ?", [other, name]):
        assert not examine(folder).ok


@pytest.mark.parametrize("sql", [
    "UPDATE meta SET value = value + 1 WHERE key = 'version'",
    "UPDATE meta SET value = 'another' WHERE key = 'law'",
    *(f"DELETE FROM meta WHERE key = '{name}'" for name in ("version", "law", "seq", "digest", "pos", "end")),
])  # fmt: skip
def test_cards_that_nobody_believes_are_built_anew_and_not_compared(folder: Path, sql: str):
    """As after an update of the program, or of the law."""
    with contextlib.closing(sqlite3.connect(folder / "index.sqlite")) as db:
        assert db.execute(sql).rowcount == 1
        db.execute("UPDATE lines SET people = 99")
        db.commit()
    assert examine(folder).ok
    assert '"people": 99' not in say(folder, "list", "--visits", "--json")
    assert last_row(folder / "index.sqlite", schema.LINES)["people"] == 0  # type: ignore[index]


def test_a_fact_about_the_cards_that_nobody_knows_is_found(folder: Path):
    with changed(folder / "index.sqlite", "INSERT INTO meta VALUES('x', 1)", []):
        assert told(examine(folder), schema.META)


@pytest.mark.parametrize("number", [-1, 5, 10**11, 10**15, 9 * 10**17])
def test_a_card_under_a_number_that_no_register_gives_is_found(folder: Path, number: int):
    sql = "INSERT INTO replies(incident, n, day) VALUES(?, 1, '2026-11-20')"
    with changed(folder / "index.sqlite", sql, [number]):
        assert told(examine(folder), schema.REPLIES)


@pytest.fixture
def district(worked: Path, tmp_path: Path) -> Path:
    shutil.copytree(worked / "DN", tmp_path / "DN")
    say(tmp_path / "DN", "list")
    return tmp_path / "DN"


MERGED = [each for each in schema.MERGED if each not in (schema.META, schema.UNITS)]


@pytest.mark.parametrize("table", MERGED, ids=lambda t: t.name)
def test_no_card_over_several_units_is_false_or_missing_unseen(district: Path, table: TableSpec):
    cards = district / "units/index.sqlite"
    assert examine(district).ok
    row = last_row(cards, table)
    if table.over_units == "" and table is not schema.PERSONS:  # a table that stays empty there
        assert row is None
        sql = f"INSERT INTO {table.name} VALUES({', '.join('1' for _column in table.columns)})"
        with changed(cards, sql, []):
            assert told(examine(district), table)
        return
    assert row, "both registers together should have something of everything"
    assert unseen(cards, table, lambda: examine(district), row) == []


@pytest.mark.parametrize("column", [each.name for each in schema.UNITS.columns])
def test_a_false_note_of_what_was_merged_is_found_or_never_believed(district: Path, column: str):
    """Cards that do not fit the registers are copied anew before anybody reads them."""
    cards = district / "units/index.sqlite"
    before = say(district, "list", "--visits", "--json")
    row = last_row(cards, schema.UNITS)
    assert row
    value = false(row[column], schema.UNITS.column(column))
    with changed(cards, f"UPDATE units SET {column} = ? WHERE unit = 1", [value]):
        with contextlib.closing(sqlite3.connect(cards)) as db:
            db.execute("UPDATE lines SET people = 99 WHERE line >= ?", (UNIT,))
            db.commit()
        found = column in ("unit", "end", "damage")  # the others make the cards stale
        assert found == (not examine(district).ok)
        if not found:
            assert say(district, "list", "--visits", "--json") == before


def test_what_is_the_desks_own_is_compared_while_a_unit_is_behind(district: Path):
    with changed(district / "units/index.sqlite", "UPDATE units SET pos = pos + 512 WHERE unit = 1", []):
        assert examine(district).ok
        with changed(district / "units/index.sqlite", "UPDATE lines SET people = 99 WHERE line < ?", [UNIT]):
            assert told(examine(district), schema.LINES)


def test_merged_cards_that_are_behind_a_unit_are_well(district: Path, worked: Path):
    say(worked / "QS", "note", "3", "gọi lại lần nữa")
    say(worked / "QS", "export", "--bundle", "-o", str(district / "later.jsonl.gz"))
    older = (district / "units/index.sqlite").read_bytes()
    say(district, "consolidate", str(district / "later.jsonl.gz"), "--yes")
    (district / "units/index.sqlite").write_bytes(older)
    assert examine(district).ok


def test_merged_cards_that_are_no_database_are_told(district: Path):
    (district / "units/index.sqlite").write_bytes(b"no database at all" * 400)
    assert [finding.code for finding in examine(district).findings] == ["cards"]


EACH = [each for each in schema.TABLES if each.over_units == "each"]


def all_of(table: TableSpec) -> str:
    columns = ", ".join(f'"{name}"' for name in table.names)
    return f"SELECT {columns} FROM {table.name} ORDER BY {', '.join(table.key)}"


def rows_of(cards: Path, table: TableSpec) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(cards)) as db:
        return db.execute(all_of(table)).fetchall()


@pytest.mark.parametrize("table", EACH, ids=lambda t: t.name)
def test_over_several_units_every_number_names_its_unit_and_nothing_else_changes(district: Path, table: TableSpec):
    """One unit here: its place stands in millions of millions, in places of the file ten times as much."""
    unit = rows_of(district / "units/QS/index.sqlite", table)
    merged = [row for row in rows_of(district / "units/index.sqlite", table) if row[0] >= UNIT]
    assert len(merged) == len(unit) > 0
    for row, own in zip(merged, unit, strict=True):
        for name, value, before in zip(table.names, row, own, strict=True):
            by = {"pos": 10**13, "seq": 10**12, "batch": 10**12, "appointment": 10**12, "note": 10**12}.get(name, 0)
            if isinstance(before, int) and before > 10**11:  # a number of the register
                by = 10**12
            assert value == (before + by if by and before else before), name


@pytest.mark.parametrize("name", [each.name for each in schema.MERGED if each.year])
def test_duckdb_reads_the_rows_that_sqlite_reads(district: Path, name: str):
    pytest.importorskip("duckdb")
    table = next(each for each in schema.MERGED if each.name == name)
    store = Desk(Settings(str(district), "lan", "desk1", NOW), print).folder
    book = Federation(store).measured("", "", True)
    try:
        found = book.select(all_of(table)).fetchall()
    finally:
        book.close()
    assert found == rows_of(district / "units/index.sqlite", table) != []


def test_every_column_says_what_it_holds():
    for table in schema.MERGED:
        assert set(table.key) <= set(table.names) and len(set(table.names)) == len(table.names)
        assert all(column.meaning for column in table.columns)
