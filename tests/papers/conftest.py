"""A desk whose unit is set up for papers, and matters of every kind at it."""

import pytest
from made_up import said


@pytest.fixture
def office(desk, tmp_path, monkeypatch):
    """The desk with everything said that papers ask of the unit; commands run in a folder of their own."""
    said(desk)
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return desk
