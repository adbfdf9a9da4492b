"""The lines of many years fit into the memory, and are what was read all the same."""

import tracemalloc
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from lines import BARE
from spreadsheets import write_csv

from reception_cli.intake.line import Line, Lines
from reception_cli.intake.matching import line_keys
from reception_cli.intake.notes import Earlier
from reception_cli.intake.reading import read_register
from workbooks import HEADINGS

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
LINES = st.builds(
    lambda number, ref, day, name, content, people, **more: Line(
        **{**BARE, **more, "number": number, "ref": ref, "day": day, "name": name, "address": name, "content": content,
           "people": people}
    ),
    st.integers(1, 10**6), TEXT, DAYS, TEXT, TEXT, st.integers(0, 10**6),
    kind=st.none() | TEXT, group=st.booleans(), repeat_no=st.none() | st.integers(1, 9), note=TEXT,
    earlier=st.none() | st.builds(Earlier, TEXT, st.integers(0, 2100), st.none() | DAYS),
    root=st.none() | st.tuples(TEXT, st.integers(1, 10**6)),
)  # fmt: skip


@given(st.lists(LINES, max_size=5))
def test_packed_lines_are_what_they_were(given_lines):
    packed = Lines(given_lines)
    assert [*packed] == given_lines and [*packed[1:]] == given_lines[1:]
    assert len(packed) == len(given_lines) and all(packed[place] == one for place, one in enumerate(given_lines))
    assert [*line_keys(packed, "x")] == [*line_keys(given_lines, "x")]


def test_a_line_that_was_read_takes_half_a_kilobyte(tmp_path, row):
    rows = [
        row(str(n), day=f"{n % 28 + 1:02}/01/2023", person=f"Nguyễn Thị Hồng {n} - thôn {n % 9 + 1}, xã Bình Trung",
            content=f"Tranh chấp ranh giới đất, thửa {n}, tờ bản đồ {n % 90}", id_no=f"04918{n:07}")
        for n in range(1, 3001)
    ]  # fmt: skip
    path = write_csv(tmp_path / "so.csv", [HEADINGS, *rows])
    del rows
    sizes = []
    for again in range(5):  # words that are remembered may be forgotten, and remembered anew, on the way
        tracemalloc.start()
        before, _peak = tracemalloc.get_traced_memory()
        found = read_register(path, None, 5)
        now, _peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(found.lines) == 3000
        sizes += [(now - before) / 3000] if again else []  # the first also reads what is read once for all
        del found
    assert sorted(sizes)[1] < 600  # each as a tuple with its texts takes more than twice that
