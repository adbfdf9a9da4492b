import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.domain.text import width
from reception_cli.output.folding import fold
from reception_cli.output.terminal import fit
from reception_cli.reporting.table import Column, Note, Table


def test_a_grid_shows_words_days_and_figures_of_the_language(screen, desk):
    table, row = desk
    said = screen(table(row(), row(2, share=None, people=None)), width=100, language="vi")
    assert said[0].split() == ["Number", "Opened", "Kind", "Content", "People", "Share"]
    assert said[2].split() == ["2026-0001", "05/03/2026", "Khiếu", "nại", "Đất", "đai", "1.045", "4,9%"]
    assert said[3].split() == ["2026-0002", "05/03/2026", "Khiếu", "nại", "Đất", "đai", "-"]
    assert said[4].split() == ["Total", "2.090"]
    assert said[5] == "Fifty are shown."
    assert said[2].index("1.045") == said[4].index("2.090")


def test_english_writes_days_and_figures_its_own_way(screen, desk):
    table, row = desk
    assert screen(table(row()), width=100, language="en")[2].split()[-2:] == ["1,045", "4.9%"]
    assert "2026-03-05" in screen(table(row()), width=100, language="en")[2]


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("2026-03-05T09:30:00+07:00", "05/03/2026 09:30", "2026-03-05 09:30"),
        ("hôm qua", "hôm qua", "hôm qua"),
    ],
)
def test_a_time_is_shown_to_the_minute_and_no_word_is_lost(screen, value, vi, en):
    answer = Table("t", (Column("at", "At", "time"),), [{"at": value}])
    assert screen(answer, language="vi")[2] == vi
    assert screen(answer, language="en")[2] == en


def test_truth_and_lists_are_words(screen):
    columns = (
        Column("repeat", "Repeat"),
        Column("group", "Group", labels={"true": "đông người"}),
        Column("ids", "Ids"),
    )
    said = screen(Table("t", columns, [{"repeat": False, "group": True, "ids": ["V1", "V2"]}]))
    assert said[2].split() == ["no", "đông", "người", "V1,", "V2"]


def test_no_code_is_said_in_words_where_there_are_words_for_it(screen, say):
    columns = (
        Column("kind", "Kind", labels={"complaint": "Khiếu nại", "": "chưa phân loại"}),
        Column("result", "Result", labels={"filed": "Lưu đơn"}),
        Column("n", "N", "number"),
    )
    answer = Table("t", columns, [{"kind": None, "result": None, "n": 3}])
    assert screen(answer)[2].split() == ["chưa", "phân", "loại", "3"]
    assert say(answer, format="tsv").splitlines()[1] == b"\t\t3"


def test_columns_for_machines_are_left_out_unless_named(screen, desk):
    table, row = desk
    assert "0d" not in "".join(screen(table(row()), width=120))
    assert screen(table(row()), width=120, fields=("digest", "id"))[2].split() == ["0d", "2026-0001"]


def test_no_figures_no_totals(screen, desk):
    table, row = desk
    assert not [line for line in screen(table(row()), width=100, fields=("id", "kind")) if "Total" in line]


def test_sentences_stand_for_the_grid_and_are_wrapped_with_their_indent(screen, desk):
    table, row = desk
    said = screen(table(row(), title="Recorded", said=("  one two three four", "bad\nline\x1b[0m")), width=12)
    sentences = ["  one two", "  three four", "bad⏎line\\x1b", "[0m"]
    assert said == ["Recorded", *sentences, "Fifty are", "shown."]
    assert "\x1b" not in "".join(said)


def test_an_empty_list_says_so(screen, desk):
    table, _row = desk
    assert screen(table(notes=()), width=100) == ["Nothing to show."]


@pytest.mark.parametrize("rows", [3, 250])
@pytest.mark.parametrize("columns", [100, 72, 60, 24])
def test_nothing_is_cut_and_nothing_is_wider_than_the_screen(screen, desk, rows, columns):
    table, row = desk
    text = "[giải phóng mặt bằng] và [/12] " * 5 + "x" * 90 + "HẾT"
    said = screen(table(*(row(n, content=text) for n in range(rows))), width=columns)
    assert max(map(width, said)) <= columns
    squeezed = "".join(said).replace(" ", "")
    assert squeezed.count("x") >= 90 * rows
    for number in range(rows):
        assert any(f"2026-{number:04}" in line for line in said)
    if columns == 24:
        assert "Number:2026-0001" in squeezed
        assert squeezed.count("giảiphóngmặtbằng") == 5 * rows


def test_a_text_of_a_megabyte_is_shown_whole(screen, desk):
    table, row = desk
    said = screen(table(row(content="q" * 1_000_000)), width=60, fields=("id", "content"))
    assert "".join(said).count("q") == 1_000_000
    assert max(map(len, said)) <= 60


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_an_odd_console_gets_letters_as_escapes_and_ascii_lines(say, desk, encoding):
    table, row = desk
    said = say(table(row()), encoding, terminal=True, width=100).decode(encoding)
    assert "\\u0110" in said
    assert "--" in said.split("\n")[1]


def test_colour_is_only_for_terminals_that_want_it(say, desk, tmp_path):
    table, row = desk
    answer = table(row(), title="List")
    assert b"\x1b[1mList\x1b[0m" in say(answer, terminal=True, color=True, width=100)
    assert b"\x1b" not in say(answer, terminal=True, color=False, width=100)
    say(answer, terminal=True, color=True, width=100, format="table", output=str(tmp_path / "a.txt"))
    assert b"\x1b" not in (tmp_path / "a.txt").read_bytes()


def test_the_environment_has_no_say(screen, desk, monkeypatch):
    table, row = desk
    before = screen(table(row()), width=100)
    for name, value in {"COLUMNS": "20", "FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "dumb"}.items():
        monkeypatch.setenv(name, value)
    assert screen(table(row()), width=100) == before
    assert "\x1b[1m" in screen(table(row()), width=100, color=True)[0]


def test_many_rows_are_drawn_without_rich():
    script = (
        "import sys\nfrom reception_cli.output.writer import How, write\n"
        "from reception_cli.reporting.table import Column, Table\n"
        "rows = ({'n': n} for n in range(int(sys.argv[1])))\n"
        "write(Table('t', (Column('n', 'N', 'number'),), rows), How('table', sys.stdout, terminal=True))\n"
        "print(sorted({'rich', 'jinja2', 'xlsxwriter'} & set(sys.modules)))"
    )
    said = {
        n: subprocess.run(
            [sys.executable, "-c", script, n], capture_output=True, text=True, check=True
        ).stdout
        for n in ("200", "201")
    }
    assert said["200"].endswith("['rich']\n")
    assert said["201"].endswith("[]\n")
    assert said["201"].count("\n") == 204


def test_figures_beyond_the_sample_are_not_broken(screen):
    rows = [{"n": 1, "a": "x"}] * 300 + [{"n": 1_000_000, "a": "a b"}]
    said = screen(Table("t", (Column("n", "N", "number"), Column("a", "A")), rows), language="en")
    assert said[-2:] == ["1,000,000  a", "   b"]


def test_a_note_may_be_all_there_is(screen):
    assert screen(Table("t", notes=(Note("n", "All is well."),))) == ["All is well."]


@given(st.text(st.sampled_from("ab đậ中 "), max_size=60), st.integers(2, 20))
def test_folding_loses_nothing_but_blanks_at_the_breaks(text, room):
    lines = fold(text, room)
    assert max(map(width, lines)) <= room
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_letter_wider_than_the_room_still_gets_a_line():
    assert fold("中中", 1) == ["中", "中"]


def test_spare_room_goes_to_those_who_need_it():
    assert fit([["id", "a " * 20 + "b"]], 80) == [2, 41]
    assert fit([["id", "a " * 20 + "b"]], 30) == [2, 26]
    assert fit([["2026-0001", "2026-03-05"]], 20) is None
