"""The public page in a real browser, from a file and from a web server: one matter by its code, and nothing else."""

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nacl")
NAME, PLACE, TEXT, PHONE = "Ngô Bá Tú", "thôn 9, xã Bình Trung", "Tranh chấp thửa 804", "0905123456"
NOW = "2026-11-24T08:00:00+07:00"


def codes(desk: Any) -> dict[str, str]:
    held = json.loads(Path(desk.folder, "reception.json").read_text(encoding="utf-8"))["entries"].values()
    return {entry["subject"]: entry["private"]["code"][1] for entry in held if entry["kind"] == "issued"}


@pytest.fixture
def site(desk: Any, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A page of four matters: accepted, a denunciation, withdrawn, answered."""
    for _n in range(4):
        desk.add(TEXT, "--name", NAME, "--address", PLACE, "--phone", PHONE, "--at", "2/11/2026")
    lines = (
        "classify 1 --kind kn --field dat-dai --competence in", "accept 1 --on 5/11/2026",
        "classify 2 --kind tc --field dat-dai", "classify 3 --kind kn --field dat-dai --competence in",
        "withdraw 3 --on 6/11/2026", "close 4 --result answered --on 9/11/2026",
        f"issue R2 1 2 3 4 --document x;1;x --yes -o {tmp_path}/r.html",
    )  # fmt: skip
    for line in lines:
        result = desk.run(*line.split(), now=NOW)
        assert result.code == 0, (line, result)
    folder = tmp_path / "trang công khai"
    result = desk.run("publish", str(folder), "--phone", "0235 3874 123", now=NOW)
    assert result.code == 0, result.err
    return folder, codes(desk)


def answer(page: Any, code: str | None = None) -> str:
    """Type a code, and read what is told."""
    if code is not None:
        field = page.find_element("id", "code")
        field.clear()
        field.send_keys(code)
        page.find_element("css selector", "#lookup button").click()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        box = page.find_element("id", "answer")
        if box.get_attribute("class") not in ("", "wait"):
            return str(box.text)
        time.sleep(0.05)
    raise AssertionError("no answer")


@pytest.fixture(params=["file", "http"])
def address(request: Any, served: Any, site: tuple[Path, dict[str, str]]) -> str:
    folder = site[0]
    return folder.as_uri() + "/" if request.param == "file" else str(served(folder))


def test_a_code_tells_how_its_matter_stands_and_nothing_else(
    browser: Any, address: str, site: tuple[Path, dict[str, str]]
) -> None:
    page, known = browser(), site[1]
    page.get(address + "index.html")
    assert answer(page, known["2026-0001"]).splitlines() == [
        "Đã thụ lý, đang giải quyết", "Ngày tiếp nhận: 02/11/2026", "Ngày thụ lý: 05/11/2026",
        page.find_elements("css selector", "#answer p")[-1].text,
    ]  # fmt: skip
    assert re.fullmatch(r"Bước tiếp theo: .+; hạn theo quy định: \d\d/\d\d/2026", answer(page).splitlines()[-1])
    assert answer(page, known["2026-0002"]) == "Đang được xử lý"  # a denunciation
    assert answer(page, known["2026-0003"]) == "Đã kết thúc"  # withdrawn
    told = answer(page, known["2026-0004"])
    assert told.splitlines()[0] == "Đã kết thúc: đã trả lời" and "09/11/2026" in told
    assert [line for line in page.get_log("browser") if line["level"] == "SEVERE"] == []


def test_a_code_is_read_with_blanks_dashes_and_small_letters(
    browser: Any, address: str, site: tuple[Path, dict[str, str]]
) -> None:
    code = site[1]["2026-0004"]
    page = browser()
    page.get(address + "en.html")
    for typed in (code.lower(), f" {code[:5]}-{code[5:10]} - {code[10:].lower()} ", f"{code[:5]}–{code[5:]}"):
        assert answer(page, typed).startswith("Ended: an answer was given")


@pytest.mark.parametrize("width", [360, 1100])
def test_a_wrong_code_is_said_to_be_wrong(
    browser: Any, site: tuple[Path, dict[str, str]], width: int
) -> None:
    page, code = browser(width=width), site[1]["2026-0001"]
    page.get(site[0].as_uri() + "/en.html")
    other = "2" if code[3] != "2" else "3"
    assert "character is wrong" in answer(page, code[:3] + other + code[4:])
    assert "15 characters; 14" in answer(page, code[:-1])
    assert "Character 1 never" in answer(page, "0" + code[1:])
    # a 2 is worth nothing in the sum: fifteen of them are a code, which nobody has
    assert "No matter has this code" in answer(page, "2" * 15)


def test_the_address_of_a_receipt_asks_by_itself_and_forgets_the_code(
    browser: Any, address: str, site: tuple[Path, dict[str, str]]
) -> None:
    page, code = browser(), site[1]["2026-0004"]
    page.get(address + "index.html#" + code)
    assert answer(page).startswith("Đã kết thúc: đã trả lời")
    assert code not in page.current_url


def test_without_scripts_the_page_says_whom_to_call(browser: Any, site: tuple[Path, dict[str, str]]) -> None:
    page = browser(scripts=False)
    page.get(site[0].as_uri() + "/index.html")
    told = page.find_element("tag name", "body").text
    assert "0235 3874 123" in told.split("Hỏi ở đâu")[0] and not page.find_element("id", "tool").is_displayed()


@pytest.mark.parametrize("width", [360, 1100])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["index.html", "en.html"])
def test_it_is_accessible_and_fits_every_screen(
    browser: Any, violations: Any, fits: Any, site: tuple[Path, dict[str, str]], name: str, width: int, dark: bool
) -> None:
    page = browser(width=width, dark=dark)
    page.get(site[0].as_uri() + "/" + name)
    assert violations(page) == []
    answer(page, site[1]["2026-0001"])
    assert violations(page) == [] and fits(page)
