import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reception_cli.output.writer import How, write
from reception_cli.reporting.table import Column, Table

HOSTILE = [
    "[giải phóng mặt bằng]",
    "[/12]",
    '=HYPERLINK("http://x","y")',
    "\x1b]8;;file:///etc/passwd\x07x",
    "an\u202egpj.exe",
    "x\x9b31m",
    'a "quoted", b',
    "007",
    ":smiley:",
]


def text_of(say, value, format):
    return say(Table("t", (Column("c", "C"),), [{"c": value}]), format=format).decode()


def test_tsv_is_one_line_a_row_below_a_line_of_keys(say, desk):
    table, row = desk
    said = say(table(row(1, content="một\thai\r\nba", share=None), row(2)), format="tsv").decode()
    assert said == (
        "id\topened_on\tkind\tcontent\tpeople\tshare\tdigest\n"
        "2026-0001\t2026-03-05\tcomplaint\tmột hai ba\t1045\t\t0d\n"
        "2026-0002\t2026-03-05\tcomplaint\tĐất đai\t1045\t4.9\t0d\n"
    )


def test_an_empty_list_is_just_the_header(say, desk):
    table, _row = desk
    assert say(table(), format="tsv", fields=("id", "kind")) == b"id\tkind\n"
    assert say(table(), format="csv", fields=("id",)) == b"\xef\xbb\xbfid\r\n"
    assert json.loads(say(table(), format="json"))["rows"] == []
    assert say(table(), format="jsonl") == b""


def test_an_answer_without_columns_has_no_lines_for_a_pipe(say):
    assert say(Table("init", said=("The desk is ready.",)), format="tsv") == b""


def test_the_json_object_is_the_one_of_the_contract(say, desk):
    table, row = desk
    said = say(table(row(share=None)), format="json", unit="TB1", generated_at="2026-11-23T08:10:00+07:00")
    assert json.loads(said) == {
        "schema": "reception.list/1",
        "generated_at": "2026-11-23T08:10:00+07:00",
        "unit": "TB1",
        "rows": [row(share=None)],
        "totals": {"people": 2090},
        "notes": [{"code": "more", "all": 70}],
    }
    assert "Đất đai" in said.decode()


def test_every_key_is_there_and_nothing_else(say, desk):
    table, _row = desk
    said = json.loads(say(table({"id": "1", "name": "secret"}), format="jsonl"))
    assert said == dict.fromkeys(("id", "opened_on", "kind", "content", "people", "share", "digest")) | {
        "id": "1"
    }


def test_json_escapes_what_the_encoding_cannot_take_and_nothing_else(say):
    answer = Table("t", (Column("c", "C"),), [{"c": "é"}, {"c": "Đất 😀"}])
    said = say(answer, "cp1252", format="jsonl").decode("cp1252").split("\n")
    assert said == ['{"c": "é"}', '{"c": "\\u0110\\u1ea5t \\ud83d\\ude00"}', ""]


def test_a_number_that_json_does_not_know_is_not_written(say):
    with pytest.raises(ValueError):
        say(Table("t", (Column("c", "C", "number"),), [{"c": float("nan")}]), format="json")


@pytest.mark.parametrize("format", ["tsv", "csv", "json", "jsonl", "md", "html", "table"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_form_lets_text_steer_a_terminal(say, text, format):
    said = text_of(say, text, format)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(said)


@pytest.mark.parametrize("text", [*HOSTILE, "dòng một\ndòng hai", "x" * 1_000_000, "\udc80"])
def test_json_gives_back_exactly_what_was_stored(say, text):
    assert json.loads(text_of(say, text, "json"))["rows"] == [{"c": text}]
    assert json.loads(text_of(say, text, "jsonl")) == {"c": text}


@pytest.mark.parametrize("first", "=+-@\t\r\n＝＋－＠")
def test_csv_has_no_cell_that_a_spreadsheet_would_run(say, first):
    said = say(Table("t", (Column("c", "C"),), [{"c": first + "1+1"}]), format="csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(said, newline="")))[1][0].startswith("'")


def test_csv_leaves_figures_and_leading_zeros_alone(say):
    columns = (Column("n", "N", "number"), Column("phone", "Phone"), Column("less", "Less", "percent"))
    said = say(Table("t", columns, [{"n": -5, "phone": "0905", "less": -4.9}]), format="csv")
    assert said == b"\xef\xbb\xbfn,phone,less\r\n-5,0905,-4.9\r\n"


@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])
            | st.sampled_from("\n\t")
        ),
        min_size=2,
        max_size=2,
    )
)
def test_csv_comes_back_whole_but_for_the_guard(values):
    file = io.StringIO()
    write(
        Table("t", (Column("a", ""), Column("b", "")), [dict(zip("ab", values, strict=True))]),
        How("csv", file),
    )
    read = list(csv.reader(io.StringIO(file.getvalue().removeprefix("\ufeff"), newline="")))[1]
    guarded = ["'" + v if v[:1] and v[0] in "=+-@\t\n＝＋－＠" else v for v in values]
    assert read == guarded


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a,b", 'a"b'])
def test_a_cell_may_hold_what_separates_cells(say, text):
    said = say(Table("t", (Column("c", "C"),), [{"c": text}]), format="csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(said, newline="")))[1:] == [[text]]


def test_lists_and_truth_have_one_spelling(say):
    answer = Table("t", (Column("a", "A", "list"), Column("b", "B")), [{"a": ["V1", "V2"], "b": False}])
    assert say(answer, format="tsv") == b"a\tb\nV1,V2\tfalse\n"
    assert json.loads(say(answer, format="jsonl")) == {"a": ["V1", "V2"], "b": False}
    nested = Table("t", (Column("a", "A", "list"),), [{"a": [{"id": "1"}]}])
    assert say(nested, format="tsv") == b'a\n{"id": "1"}\n'


@pytest.mark.parametrize("format", ["tsv", "csv", "json", "jsonl", "md", "html", "table"])
def test_the_first_rows_are_out_before_the_last_is_made(format):
    file = io.StringIO()
    written = []

    def rows():
        for number in range(5000):
            yield {"c": f"{number:030}"}
        written.append(len(file.getvalue()))

    write(Table("t", (Column("c", "C"),), rows()), How(format, file))
    assert written[0] > 60_000


def test_csv_in_words_is_for_people_and_holds_no_formula(say, desk):
    table, row = desk
    told = say(table(row(content="=1+1", id="0042")), format="csv", words=True, language="vi").decode("utf-8-sig")
    assert told.split("\r\n")[:2] == [
        "Number,Opened,Kind,Content,People,Share,Digest", "0042,05/03/2026,Khiếu nại,'=1+1,1045,4.9,0d",
    ]  # fmt: skip
