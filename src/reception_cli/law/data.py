"""Facts of law as data: TOML whose rows share a `[default]` and name their `[sources]` by a short word."""

import json
import os.path
from collections.abc import Iterator
from datetime import date
from typing import Any

from reception_cli import ROOT
from reception_cli.domain.words import language

_DATA = os.path.join(ROOT, "data")

Row = dict[str, Any]


def read(folder: str, name: str) -> Row:
    """Read `data/<folder>/<name>`: the JSON that `.ci/compile_data.py` compiled from the TOML people read."""
    with open(os.path.join(_DATA, folder, name + ".json"), encoding="utf-8") as file:
        return json.load(file, object_hook=_dated)  # type: ignore[no-any-return]


def _dated(told: Row) -> Row:
    return {key: _revived(value) for key, value in told.items()}


def _revived(value: Any) -> Any:
    """Turn ISO days back into days, in lists too."""
    if isinstance(value, list):
        return [_revived(item) for item in value]
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return date.fromisoformat(value)
    return value


def rows(told: Row, table: str) -> Iterator[Row]:
    """Give the rows of one table, each filled up from `[default]`, its source spelt out."""
    default: Row = told.get("default", {})
    for row in told[table]:
        full = {**default, **row}
        full["source"] = told["sources"][full["source"]]
        yield full


_CITED = (  # what a citation is made of; longer words before those they hold
    ("Law ", "Luật "), ("Decree ", "Nghị định "), ("Circulars ", "các Thông tư "), ("Circular ", "Thông tư "),
    ("Art. ", "Điều "), ("/ND-CP", "/NĐ-CP"), (" on Citizen Reception", " về tiếp công dân"),
    (" on Complaints", " về khiếu nại"), (" on Denunciations", " về tố cáo"), ("as amended by", "sửa đổi bởi"),
    ("amended by", "sửa đổi bởi"), ("added by", "bổ sung bởi"), ("forms ", "các mẫu "), ("form ", "mẫu "),
    ("columns ", "các cột "), ("column ", "cột "),
    ("proposal of the Ministry of Home Affairs", "đề xuất của Bộ Nội vụ"),
    (", for comment on 2026-09-18; whether it was approved was not found",
     ", lấy ý kiến ngày 18/09/2026; chưa rõ đã được duyệt hay chưa"),
    (" of 2026-09-22, option ", " ngày 22/09/2026, phương án "), ("; its swaps were not seen", "; chưa rõ ngày làm bù"),
    ("press reports; full text not seen", "theo báo chí; chưa thấy toàn văn"),
)  # fmt: skip


def cited(source: str) -> str:
    """Cite a source in the reader's language: `Law 02/2011/QH13, Art. 28` is `Luật 02/2011/QH13, Điều 28`."""
    for english, vietnamese in _CITED if language() == "vi" else ():
        source = source.replace(english, vietnamese)
    return source


def covers(wide: str, narrow: str) -> bool:
    """Tell whether a dotted word is another one or lies below it: `complaint` covers `complaint.first`."""
    return wide == narrow or narrow.startswith(wide + ".")


def concerns(kinds: frozenset[str], kind: str) -> bool:
    """Tell whether a rule made for `kinds` (none: any) concerns a kind ("": not known yet)."""
    return not kind or not kinds or any(covers(one, kind) or covers(kind, one) for one in kinds)
