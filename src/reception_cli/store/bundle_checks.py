"""Whether the first and the last line of a bundle say what they must."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from reception_cli.model import unit
from reception_cli.model.entry import ORIGIN, Head
from reception_cli.store.bundle import COUNTS, MARKS, NAME, SCHEMA, VERSION, Closing, Manifest, refused

_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEY = re.compile(r"[0-9a-f]{16}")
_YEAR = re.compile(r"\d{4}")
_LONGEST = 500  # characters of a name

Check = Callable[[Any], bool]


def manifest(value: dict[str, Any]) -> Manifest:
    """Read the first line of a bundle."""
    schema = value.pop("schema", None)
    if schema != SCHEMA:
        name, _slash, version = schema.partition("/") if isinstance(schema, str) else ("", "", "")
        if name == NAME and version.isascii() and version.isdigit() and int(version[:9]) > VERSION:
            raise refused("future", schema=f"{NAME}/{version[:9]}")
        raise refused("no_bundle")
    _hold("manifest", value, _MANIFEST)
    found = Manifest(**{**value, "before": Head(**value["before"]), "after": Head(**value["after"])})
    empty = found.after == found.before
    if (found.after.count <= found.before.count) is not empty:
        raise refused("manifest", part="after")
    if _turned(found.first_day, found.last_day):
        raise refused("manifest", part="last_day")
    if _turned(found.recorded_from, found.recorded_to) or (found.recorded_from is None) is not empty:
        raise refused("manifest", part="recorded_to")
    return found


def _turned(first: str | None, last: str | None) -> bool:
    """Whether two days are no span: one alone, or the later first."""
    return (first is None) is not (last is None) or (first or "") > (last or "")


def closing(value: Any, entries: int, lines: str) -> Closing:
    """Read the last line of a bundle of so many entries whose lines before it have the digest `lines`."""
    if not isinstance(value, dict):
        raise refused("closing", part="closing")
    _hold("closing", value, _CLOSING)
    if value.pop("sha256") != lines:
        raise refused("sha256")
    if value["entries"] != entries:
        raise refused("counts", told=value["entries"], found=entries)
    return Closing(**value)


def are_hashes(value: Any) -> bool:
    """Whether a value tells of one visit or petition who came, by hashes."""
    return isinstance(value, dict) and value.keys() <= {*MARKS} and all(map(_is_digest, value.values()))


def _hold(code: str, value: dict[str, Any], checks: Mapping[str, Check]) -> None:
    for part, right in checks.items():
        if part not in value or not right(value[part]):
            raise refused(code, part=part)
    if more := value.keys() - checks.keys():
        raise refused(code, part=min(more)[:40])


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_day(value: Any) -> bool:
    if value is None:
        return True
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_head(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"count", "digest"} or not _is_count(value["count"]):
        return False
    return _is_digest(value["digest"]) and (value["count"] > 0 or value["digest"] == ORIGIN)


def _is_digest(value: Any) -> bool:
    return isinstance(value, str) and bool(_DIGEST.fullmatch(value))


def _are_totals(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {*COUNTS[1:]} and all(map(_is_count, value.values()))


def _are_years(value: Any) -> bool:
    return isinstance(value, dict) and all(_YEAR.fullmatch(year) and _are_totals(value[year]) for year in value)


_MANIFEST: Mapping[str, Check] = {
    "unit": lambda value: isinstance(value, str) and unit.fits(value),
    "name": _is_text, "tool": _is_text, "first_day": _is_day, "last_day": _is_day, "recorded_from": _is_day,
    "recorded_to": _is_day,
    "before": _is_head, "after": _is_head,
    "hash_key": lambda value: value is None or (isinstance(value, str) and bool(_KEY.fullmatch(value))),
    "with_identity": lambda value: type(value) is bool,
}  # fmt: skip
_CLOSING: Mapping[str, Check] = {
    "entries": _is_count, "totals": _are_totals, "by_year": _are_years,
    "form_01_tcd": lambda value: value is None or isinstance(value, dict), "sha256": _is_digest,
}  # fmt: skip
