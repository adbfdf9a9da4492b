"""A register of 2021 of a few lines, to which every test adds the dirt that it is about."""

import pytest
from spreadsheets import CLEAN, write_csv

from reception_cli.intake.reading import read_register
from workbooks import HEADINGS

FIELDS = ("ref", "day", "person", "id_no", "content", "kind", "prior", "accept", "guide", "forward")
FIELDS += ("result", "note", "session")


@pytest.fixture
def headings():
    return HEADINGS


@pytest.fixture
def row():
    """A clean row with some cells changed."""

    def make(ref="1", **changed):
        cells = {"ref": ref, **CLEAN, **changed}
        return [cells.get(field, "") for field in FIELDS]

    return make


@pytest.fixture
def read(tmp_path):
    """Read rows as a CSV register of 2021."""

    def reading(*rows, group_min=5, **options):
        return read_register(write_csv(tmp_path / "so.csv", [HEADINGS, *rows]), None, group_min, **options)

    return reading


@pytest.fixture
def line(read, row):
    """Read one row, which must be clean."""

    def one(group_min=5, **changed):
        found = read(row(**changed), group_min=group_min)
        assert not found.rejects, found.rejects
        return found.lines[0]

    return one


@pytest.fixture
def faults(read, row):
    """Read one row, which must be faulty: its faults as (heading, reason, value)."""

    def all_of(**changed):
        found = read(row(**changed))
        assert not found.lines
        return [(fault.column, fault.reason, fault.value) for fault in found.rejects]

    return all_of
