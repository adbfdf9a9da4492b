"""What a test needs of the machine: `.ci/run` installs it all, so where the whole suite counts nothing is left out."""

import os
import shutil

import pytest


def program(name: str) -> str:
    """Find a program; skip without it, and fail where everything must be there."""
    found = shutil.which(name)
    if found is None:
        lacking(name)
    return str(found)


def lacking(what: str) -> None:
    """Skip with the reason, and fail where everything must be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} must be here")
    pytest.skip(f"{what} is not on this machine")
