"""A plugin of pytest for the tests under Wine: leaves out what `skipped.toml` names, each with its reason."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

LIST = Path(__file__).parent / "skipped.toml"


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Mark what is left out; a name that no collected file has any more is refused, so that the list stays true."""
    told = tomllib.loads(LIST.read_text(encoding="utf-8"))
    left = {name: str(why["why"]) for why in told["reason"] for name in why["tests"]}
    seen = set()
    for item in items:
        file, _colon, name = item.nodeid.removeprefix("tests/").partition("::")
        for key in (file, f"{file}::{name}", f"{file}::{name.partition('[')[0]}"):
            if key in left:
                seen.add(key)
                item.add_marker(pytest.mark.skip(reason=left[key]))
    files = {item.nodeid.removeprefix("tests/").partition("::")[0] for item in items}
    stale = [key for key in left if key not in seen and key.partition("::")[0] in files]
    if stale and not config.option.keyword:
        raise pytest.UsageError(f"skipped.toml names tests that are not there: {stale}")
