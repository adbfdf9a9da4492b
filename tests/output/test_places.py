import errno
import io
import os
import subprocess
import sys
import tempfile

import pytest

from private_files import is_private
from reception_cli.domain.errors import Refused, Unwritable, UsageFault
from reception_cli.output.writer import How, choose, write
from reception_cli.reporting.table import Column, Table

ONE = Table("t", (Column("c", "C"),), [{"c": "Đất"}], number="c")
FORMATS = ["table", "tsv", "json", "jsonl", "csv", "xlsx", "md", "html"]


@pytest.mark.parametrize(
    ("format", "output", "terminal", "chosen"),
    [
        ("json", "a.csv", True, "json"),
        ("", "a.csv", True, "csv"),
        ("", "dir.json/A.XLSX", False, "xlsx"),
        ("", None, True, "table"),
        ("", None, False, "tsv"),
        ("xlsx", None, False, "xlsx"),
    ],
)
def test_the_wish_goes_before_the_suffix_and_the_suffix_before_the_place(format, output, terminal, chosen):
    assert choose(format, output, terminal) == chosen


@pytest.mark.parametrize(
    ("format", "output", "terminal"),
    [("", "a.doc", True), ("", "report", False), ("pdf", None, True), ("xlsx", None, True)],
)
def test_a_form_that_cannot_be_is_wrong_usage(format, output, terminal):
    with pytest.raises(UsageFault) as fault:
        choose(format, output, terminal)
    assert fault.value.hint


def test_fields_choose_and_order_the_columns(say, desk):
    table, row = desk
    assert (
        say(table(row()), format="tsv", fields=("people", "id", "people")) == b"people\tid\n1045\t2026-0001\n"
    )


def test_an_unknown_field_names_the_known_ones_the_nearest_first(say, desk):
    table, row = desk
    with pytest.raises(UsageFault) as fault:
        say(table(row()), format="tsv", fields=("id", "poeple"))
    assert "poeple" in fault.value.message
    known = fault.value.hint.removeprefix("Columns: ").split(", ")
    assert known[0] == "people"
    assert sorted(known) == ["content", "digest", "id", "kind", "opened_on", "people", "share"]


def test_quiet_prints_numbers_only(say, desk):
    table, row = desk
    rows = [row(1), row(2), row(3, id=None)]
    for format in ("table", "tsv", "json"):
        assert say(table(*rows), format=format, quiet=True) == b"2026-0001\n2026-0002\n"
    assert say(table(*rows, number=""), quiet=True) == b""


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_is_written_private_and_leaves_nothing_beside_it(tmp_path, format):
    path = tmp_path / "a"
    path.write_text("old")
    write(ONE, How(format, output=str(path)))
    assert os.listdir(tmp_path) == ["a"]
    assert is_private(path)
    assert path.read_bytes()[:3] != b"old"


def test_a_file_in_this_folder_needs_no_folder_in_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(ONE, How(output="a.tsv"))
    assert (tmp_path / "a.tsv").read_bytes() == "c\nĐất\n".encode()


def test_a_planted_link_is_replaced_and_not_written_through(tmp_path):
    (tmp_path / "victim").write_text("safe")
    (tmp_path / "a.tsv").symlink_to(tmp_path / "victim")
    write(ONE, How(output=str(tmp_path / "a.tsv")))
    assert (tmp_path / "victim").read_text() == "safe"
    assert not (tmp_path / "a.tsv").is_symlink()
    assert (tmp_path / "a.tsv").read_bytes() == "c\nĐất\n".encode()


@pytest.mark.parametrize("link", [False, True])
def test_a_device_a_pipe_or_a_folder_is_not_replaced_by_a_file(tmp_path, link):
    names = ("fifo", "folder") if hasattr(os, "mkfifo") else ("folder",)
    for name in names:
        special = tmp_path / name
        os.mkfifo(special) if name == "fifo" else special.mkdir()
        path = tmp_path / f"link-{name}" if link else special
        if link:
            path.symlink_to(special)
        with pytest.raises(Unwritable):
            write(ONE, How("tsv", output=str(path)))
        assert not path.is_file()
    assert len(os.listdir(tmp_path)) == len(names) * (2 if link else 1)


@pytest.mark.parametrize("path", ["no-such-folder/a.tsv", "file/a.tsv"])
def test_a_folder_that_is_none_is_said_in_one_line(tmp_path, path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable) as fault:
        write(ONE, How(output=str(tmp_path / path)))
    assert fault.value.message.startswith("Nothing was written to ")
    assert fault.value.exit_code == 7


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("format", ["tsv", "xlsx"])
def test_a_failing_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, call, format):
    def fail(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(os, call, fail)
    with pytest.raises(Unwritable, match="No space left"):
        write(ONE, How(format, output=str(tmp_path / "a")))
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"


@pytest.mark.parametrize("format", FORMATS)
def test_rows_that_fail_on_the_way_leave_no_file(tmp_path, format):
    def rows():
        yield {"c": "x"}
        raise Refused("no")

    with pytest.raises(Refused):
        write(ONE._replace(rows=rows()), How(format, output=str(tmp_path / "a")))
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize("format", ["table", "tsv", "json", "csv", "html"])
def test_a_full_disk_is_never_success(format, terminal):
    full = open("/dev/full", "w", encoding="utf-8")
    try:
        with pytest.raises(Unwritable, match="No space left"):
            write(ONE, How(format, stream=full, terminal=terminal))
    finally:
        with pytest.raises(OSError):
            full.close()


def test_a_closed_pipe_is_left_to_the_caller():
    reader, writer = os.pipe()
    os.close(reader)
    stream = open(writer, "w", encoding="utf-8")
    with pytest.raises(BrokenPipeError):
        write(ONE, How("tsv", stream=stream))
    with pytest.raises(BrokenPipeError):
        stream.close()


def test_a_workbook_goes_through_a_pipe_whole_even_unbuffered():
    script = (
        "import sys\nfrom reception_cli.output.writer import How, write\n"
        "from reception_cli.reporting.table import Column, Table\n"
        "rows = [{'c': 'x' * 9} for _ in range(30000)]\n"
        "write(Table('t', (Column('c', 'C'),), rows), How(sys.argv[1], sys.stdout))"
    )
    sent = {
        format: subprocess.run(
            [sys.executable, "-u", "-c", script, format], capture_output=True, check=True
        ).stdout
        for format in ("xlsx", "tsv")
    }
    assert sent["xlsx"][:4] == b"PK\x03\x04"
    assert b"PK\x05\x06" in sent["xlsx"][-30:]
    assert sent["tsv"].count(b"\n") == 30001


def test_a_stream_that_takes_little_at_a_time_gets_everything():
    class Slow(io.RawIOBase):
        taken = b""

        def writable(self):
            return True

        def write(self, data):
            self.taken += bytes(data[:7])
            return min(len(data), 7)

    raw = Slow()
    write(
        ONE._replace(rows=[{"c": "Đất đai"}] * 9),
        How("tsv", io.TextIOWrapper(raw, "utf-8", write_through=True)),
    )
    assert raw.taken.decode() == "c\n" + "Đất đai\n" * 9


def test_a_workbook_that_fails_leaves_no_spare_files(tmp_path, monkeypatch):
    def rows():
        yield {"c": "a secret"}
        raise Refused("no")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(Refused):
        write(ONE._replace(rows=rows()), How("xlsx", io.TextIOWrapper(io.BytesIO())))
    assert os.listdir(tmp_path) == []


def test_csv_and_html_are_utf8_whatever_the_pipe_believes(say):
    assert say(ONE, "cp1252", format="csv") == b"\xef\xbb\xbfc\r\n" + "Đất\r\n".encode()
    assert '<td class="text">Đất</td>' in say(ONE, "cp1252", format="html").decode()
    assert say(ONE, "cp1252", format="tsv") == b"c\n\\u0110\\u1ea5t\n"
