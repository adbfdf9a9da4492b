"""The report, an inspection and the board in a real browser: accessible, fitting, sortable, whole without scripts."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def address(desk: Any, tmp_path: Path) -> str:
    for day, people in (("5/3/2026", "1"), ("9/4/2026", "6"), ("2/5/2026", "2")):
        desk.add("Việc", "--at", day, "--people", people, "--kind", "kn", "--field", "dat-dai")
    desk.add("Việc khác", "--at", "3/6/2026", "--kind", "pa")
    assert desk.run("visit", "1", "--at", "9/6/2026").code == 0
    assert desk.run("config", "expected", "BT BN").code == 0
    pages = (("report", "bao cao"), ("duty --inspect", "kiem tra"), ("consolidate --board", "theo doi"))
    for line, name in pages:
        path = str(tmp_path / f"{name}.html")
        assert desk.run("--lang", "vi", *line.split(), "--period", "2026", "-o", path).code == 0
    return (tmp_path / "bao cao.html").as_uri()


@pytest.mark.parametrize("what", ["bao cao", "kiem tra", "theo doi"])
@pytest.mark.parametrize("width", [360, 768, 1600])
@pytest.mark.parametrize("dark", [False, True])
def test_it_is_accessible_and_fits_every_screen(
    browser: Any, violations: Any, fits: Any, address: str, width: int, dark: bool, what: str
) -> None:
    page = browser(width=width, dark=dark)
    page.get(address.replace("bao%20cao", what.replace(" ", "%20")))
    assert violations(page) == []
    assert fits(page)
    assert [line for line in page.get_log("browser") if line["level"] == "SEVERE"] == []


def test_a_table_is_sorted_by_the_keyboard_and_a_figure_opens_its_records(browser: Any, address: str) -> None:
    from selenium.webdriver.common.keys import Keys

    page = browser()
    page.get(address)
    heads = page.find_elements("css selector", "#kind th button")
    heads[1].send_keys(Keys.ENTER)
    rows = [row.text.split()[-4] for row in page.find_elements("css selector", "#kind tbody tr")]
    assert rows == sorted(rows, key=int) and len(rows) == 2
    heads[1].send_keys(Keys.ENTER)
    assert [row.text.split()[-4] for row in page.find_elements("css selector", "#kind tbody tr")] == rows[::-1]
    assert page.find_elements("css selector", "#kind th")[1].get_attribute("aria-sort") == "descending"
    page.find_element("css selector", "#kind a[href='#kind-complaint']").click()
    assert "V2026-0001" in page.find_element("id", "kind-complaint").text


def test_it_is_whole_without_scripts(browser: Any, address: str) -> None:
    page = browser(scripts=False)
    page.get(address)
    told = page.find_element("tag name", "main").text
    assert "Lượt tiếp" in told and len(page.find_elements("css selector", "#kind tbody tr")) == 2
