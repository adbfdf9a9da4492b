"""A register is salvaged piece by piece: what is held in memory does not grow with its batches, nor with its file."""

import tracemalloc
from pathlib import Path
from typing import Any

from reception_cli.domain.entry import Stamp
from reception_cli.maintenance.salvage import salvage


def test_one_batch_of_a_whole_year_is_not_held(desk: Any, registers: Path, tmp_path: Path) -> None:
    assert desk.run("import", str(registers / "thang-binh-2023.csv"), "--yes").code == 0
    path = desk.folder / "reception.json"
    blob = bytearray(path.read_bytes())
    blob[len(blob) * 9 // 10] ^= 1  # far behind in the batch: nearly all of it is told again
    path.write_bytes(blob)
    tracemalloc.start()
    found = salvage(str(path), str(tmp_path / "out"), Stamp("2026-11-23T08:10:00+07:00", "lan", "desk1"))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.kept > 2000 and len(found.lost) <= 3
    assert peak < len(blob) * 3, (peak, len(blob))  # a thousand entries are told again at once; held whole, 3.7
