"""Bars and lines on a screen, in ASCII, and as a picture that black and white, a screen reader and a page can take."""

import re
from xml.etree import ElementTree

import pytest

from reception_cli.domain.errors import UsageFault
from reception_cli.domain.text import width
from reception_cli.reporting.table import Chart, Column, Table

PLAIN = (Column("kind", "Kind"), Column("incidents", "Incidents", "number"))
SVG = "{http://www.w3.org/2000/svg}"
KINDS = {"complaint": "khiếu nại", "land": "bồi thường, hỗ trợ, tái định cư", "": "chưa phân loại"}


def bars(*rows, **changed):
    """Three figures by kind."""
    rows = rows or (("complaint", 1200), ("land", 300), (None, 0))
    columns = (Column("kind", "Kind", labels=KINDS), Column("incidents", "Incidents", "number"))
    told = [dict(zip(("kind", "incidents"), row, strict=True)) for row in rows]
    made = Table("chart", columns, told, title="Incidents by kind", chart=Chart("bars", "kind", ("incidents",)))
    return made._replace(**changed)


def months(*values, **changed):
    """Two figures of as many months as there are values."""
    columns = (Column("month", "Month"), Column("visits", "Visits", "number"), Column("people", "People", "number"))
    rows = [{"month": f"{2026 + n // 12}-{n % 12 + 1:02}", "visits": v, "people": v + 1} for n, v in enumerate(values)]
    made = Table("chart", columns, rows, title="By month", chart=Chart("lines", "month", ("visits", "people")))
    return made._replace(**changed)


# -- on a screen


def test_a_bar_is_as_long_as_its_figure_says(screen):
    said = screen(bars(("complaint", 1200), ("land", 300)), width=80, language="vi")
    name = width(KINDS["land"])
    room = 80 - name - len("1.200") - 4
    assert said[0] == "Incidents by kind"
    assert said[1] == f"{'khiếu nại'.ljust(name)}  1.200  {'█' * room}"
    quarter = said[2].removeprefix(f"{KINDS['land']}    300  ")
    assert quarter == "█" * (room // 4)


def test_nothing_has_no_bar_and_little_has_a_sliver(screen):
    said = screen(bars(("complaint", 100_000), ("land", 1), (None, 0)), width=100)
    assert said[2].endswith("▏")
    assert said[3].rstrip().endswith("0")
    assert said[3].startswith("chưa phân loại")


@pytest.mark.parametrize("cells", [20, 40, 60, 120])
def test_a_chart_keeps_to_the_screen_and_loses_no_figure(screen, cells):
    for drawn in (bars(), months(*range(12)), months(*[7] * 300)):
        said = screen(drawn, width=cells)
        assert max(map(width, said)) <= cells
    text = " ".join(" ".join(screen(bars(), width=cells)).split())
    assert "1,200" in text
    assert "300" in text


def test_a_screen_that_knows_no_blocks_gets_ascii(say):
    for answer, ink in ((bars(("land", 8), columns=PLAIN), "#"), (months(1, 5, 2), "*")):
        said = say(answer, encoding="ascii", terminal=True, format="table", width=60).decode("ascii")
        assert "\\u" not in said
        assert ink in said


def test_a_line_rises_and_falls_with_its_figures(screen):
    said = screen(months(0, 10, 5), width=40)
    heights = {column: row for row, line in enumerate(reversed(said[2:8])) for column, c in enumerate(line) if c == "●"}
    first, second, third = (heights[column] for column in sorted(heights))
    # 0, 10 and 5 of at most 11 over five steps: the floor, 4.5 steps up, 2.3 steps up
    assert (first, second, third) == (0, 5, 2)
    assert said[2].startswith("11 ┤")
    assert said[7].startswith(" 0 ┤")
    assert said[8].split() == ["2026-01", "2026-02", "2026-03"]


def test_below_lines_stand_their_figures(screen):
    said = screen(months(3, 14), width=60)
    assert [line.split() for line in said[-2:]] == [["2026-01", "3", "4"], ["2026-02", "14", "15"]]


def test_more_months_than_columns_keep_their_peaks(screen):
    said = screen(months(*[1] * 150, 99, *[1] * 150), width=60)
    assert said[2].startswith("100 ┤")
    assert "╮" in "".join(said[2:4])


def test_colour_is_left_out_where_it_is_not_wanted(say):
    assert b"\x1b" not in say(bars(), terminal=True, format="table", color=False)
    assert b"\x1b[36m" in say(bars(), terminal=True, format="table", color=True)


def test_an_empty_chart_says_so(screen):
    assert screen(bars(rows=[]))[1:] == ["Nothing to show."]


def test_chosen_columns_are_shown_as_a_grid(screen):
    assert "█" not in "".join(screen(bars(), fields=("kind", "incidents")))


# -- as a picture


def tree(say, table):
    return ElementTree.fromstring(say(table, format="svg", language="vi").decode())


def test_a_picture_is_drawn_to_scale(say):
    rects = [rect for rect in tree(say, bars()).iter(SVG + "rect") if rect.get("stroke")]
    long, quarter, none = (float(rect.get("width")) for rect in rects)
    assert quarter == pytest.approx(long / 4, abs=0.1)
    assert none == 0


def test_a_picture_says_what_it_shows_to_whoever_cannot_see_it(say):
    found = tree(say, bars())
    assert found.get("role") == "img"
    names = {found.find(SVG + tag).get("id"): found.find(SVG + tag).text for tag in ("title", "desc")}
    assert found.get("aria-labelledby").split() == list(names)
    assert names["chart-title"] == "Incidents by kind"
    assert names["chart-desc"] == (
        "khiếu nại: Incidents 1.200; bồi thường, hỗ trợ, tái định cư: Incidents 300; chưa phân loại: Incidents 0"
    )


def test_every_figure_stands_in_the_picture_as_text(say):
    texts = [element.text for element in tree(say, months(31, 41, 59)).iter(SVG + "text")]
    assert {"31", "41", "59", "32", "42", "60", "Visits", "People", "2026-01"} <= set(texts)


def test_lines_differ_by_dashes_and_marks_and_not_by_colour_alone(say):
    found = tree(say, months(1, 2, 3))
    dashes = [line.get("stroke-dasharray") for line in found.iter(SVG + "polyline")]
    assert len(set(dashes)) == 2
    assert len(list(found.iter(SVG + "circle"))) == 4  # three points, and the one that tells which line it is
    hollow = [rect for rect in found.iter(SVG + "rect") if rect.get("fill") == "#fff" and rect.get("stroke")]
    assert len(hollow) == 4


def test_a_scale_begins_at_nothing_and_ends_at_a_round_figure(say):
    # of the two figures of a month the other is one more
    for most, top in ((0, "1"), (1, "2"), (7, "8"), (112, "120"), (999, "1.000"), (1045, "1.200")):
        texts = [e.text for e in tree(say, months(most)).iter(SVG + "text") if e.get("text-anchor") == "end"]
        assert texts[0] == "0"
        assert texts[-1] == top


def test_a_long_name_is_folded_and_stays_on_the_picture(say):
    name = "một lĩnh vực có cái tên rất dài " * 5
    found = tree(say, bars((name, 5), ("b", 2), columns=PLAIN))
    lines = [text for text in found.iter(SVG + "text") if text.get("text-anchor") == "end"]
    assert len(lines) >= 6
    assert all(len(text.text) <= 34 for text in lines)


def test_texts_in_a_picture_are_text(say):
    evil = "<script>alert(1)</script>&\"'\x1b"
    columns = (Column("kind", evil), Column("incidents", evil, "number"))
    spelled = say(bars((evil, 5), columns=columns, title=evil), format="svg").decode()
    assert "<script" not in spelled
    assert "\x1b" not in spelled
    assert evil.replace("\x1b", "\\x1b") in [text.text for text in ElementTree.fromstring(spelled).iter(SVG + "text")]


def test_a_picture_fetches_nothing_and_runs_nothing(say):
    spelled = say(months(1, 2), format="svg").decode()
    assert re.findall(r"https?://[^\"]+", spelled) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"script|style=|<style|href|on\w+=|url\(", spelled)


def test_the_same_figures_give_the_same_bytes(say):
    assert say(months(1, 2), format="svg") == say(months(1, 2), format="svg")


def test_a_page_shows_the_picture_above_its_table(say):
    page = say(bars(), format="html", language="vi").decode()
    assert page.index("<svg") < page.index("<table>")
    assert page.count("Incidents by kind") == 3  # the page's title and heading, and the picture's own title
    assert ">1200</td>" in page


def test_a_page_without_a_chart_has_no_picture(say):
    assert "<svg" not in say(bars(chart=None), format="html").decode()


@pytest.mark.parametrize("how", [{}, {"fields": ("kind",)}])
def test_what_cannot_be_drawn_is_wrong_usage(say, how):
    with pytest.raises(UsageFault) as fault:
        say(bars(chart=None) if not how else bars(), format="svg", **how)
    assert "reception chart" in fault.value.hint


@pytest.mark.parametrize("format", ["tsv", "csv", "json", "jsonl"])
def test_programs_get_the_figures(say, format):
    said = say(bars(), format=format).decode()
    assert "1200" in said
    assert "complaint" in said
    assert "█" not in said
