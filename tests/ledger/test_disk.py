"""Folders are made up to a root, on a drive or a share that is not there, too."""

import ntpath
import posixpath
from types import ModuleType

import pytest

from reception_cli.ledger.files import parent


@pytest.mark.parametrize(
    ("folder", "paths", "above"),
    [
        ("/srv/desk", posixpath, ["/srv", "/"]),
        ("desk/year", posixpath, ["desk"]),
        ("Z:\\office\\desk", ntpath, ["Z:\\office", "Z:\\"]),
        ("Z:/desk", ntpath, ["Z:/"]),
        ("\\\\server\\share\\desk", ntpath, ["\\\\server\\share\\"]),
        ("\\\\server\\share", ntpath, []),
    ],
)
def test_every_folder_lies_below_a_root_that_lies_below_nothing(folder: str, paths: ModuleType, above: list[str]):
    found: list[str] = []
    while (folder := parent(folder, paths)) and len(found) < 9:
        found.append(folder)
    assert found == above
