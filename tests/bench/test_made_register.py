"""The register that the benchmark makes: as many entries as asked for, sound, legal, the same every time."""

from pathlib import Path

import pytest
from make_register import built, write

from reception_cli.cli.main import run
from reception_cli.index import cache

COUNT = 3000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of 3,000 entries with its cards."""
    place = tmp_path_factory.mktemp("bench")
    write(str(place / "desk"), COUNT)
    assert built(str(place / "desk")) == COUNT
    return place / "desk"


def test_it_is_sound_to_the_last_byte(made: Path, capfd: pytest.CaptureFixture[str]):
    assert run(["--db", str(made), "verify"]) == 0, capfd.readouterr()


def test_a_quarter_of_the_entries_opens_incidents_and_somewhat_more_are_visits(made: Path):
    db = cache.connect(str(made / "index.sqlite"), "ro")
    kinds = dict(db.execute("SELECT kind, count(*) FROM entries GROUP BY kind"))
    years = dict(db.execute("SELECT substr(opened_on, 1, 4), count(*) FROM incidents GROUP BY 1"))
    db.close()
    assert sum(kinds.values()) == COUNT
    assert kinds["incident"] == pytest.approx(0.25 * COUNT, rel=0.05)
    assert kinds["visit"] == pytest.approx(0.285 * COUNT, rel=0.05)
    assert sorted(years) == [str(year) for year in range(2017, 2027)]
    assert min(years.values()) > 0.6 * max(years.values())


def test_the_same_seed_makes_the_same_file(made: Path, tmp_path: Path):
    blob = (made / "reception.json").read_bytes()
    assert Path(write(str(tmp_path / "again"), COUNT).ledger.path).read_bytes() == blob
    assert Path(write(str(tmp_path / "other"), COUNT, seed=2).ledger.path).read_bytes() != blob


@pytest.mark.parametrize("count", [3, 4, 50, 997])
def test_it_has_exactly_as_many_entries_as_asked_for(count: int, tmp_path: Path):
    write(str(tmp_path / "desk"), count)
    assert built(str(tmp_path / "desk")) == count
