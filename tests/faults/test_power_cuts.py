"""The power goes at any moment: whatever the disk kept of what was not brought to it, nothing acknowledged is lost."""

from typing import Any

from test_faults import count

STATES = 40  # disks that are rebuilt for each moment


def test_whatever_a_disk_keeps_after_a_power_cut_nothing_acknowledged_is_lost(pool: Any, table: Any):
    cuts = min(found["cuts"] for found in pool.all("lives"))
    results = pool.each("power_cuts", list(range(cuts)), states=STATES)
    assert not count(table, "power cut", results)
    assert len(results) == cuts * STATES
