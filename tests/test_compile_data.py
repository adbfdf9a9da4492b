"""What the program reads is compiled from what people write, and never stale."""

import json
import re
import shutil
from datetime import date
from gettext import GNUTranslations

import pytest
from compile_data import FOLDERS, PACKAGE, bring_up_to_date
from lowest import lowest

PERIODS, WORDS = "data/law/periods", "locale/vi/LC_MESSAGES/reception"


@pytest.fixture
def package(tmp_path):
    """What people wrote, without anything compiled."""
    ignored = shutil.ignore_patterns("*.mo", "*.py", "__pycache__")
    copy = shutil.copytree(PACKAGE, tmp_path / "package", ignore=ignored)
    for folder in FOLDERS:
        for path in (copy / "data" / folder).glob("*.json"):
            path.unlink()
    return copy


def times(package):
    return {path: path.stat().st_mtime_ns for path in package.rglob("*.*") if path.suffix in (".json", ".mo")}


def test_a_checkout_without_compiled_files_gets_every_one(package):
    assert not (package / f"{PERIODS}.json").exists()
    made = set(bring_up_to_date(package))
    written = {path for folder in FOLDERS for path in (package / "data" / folder).glob("*.toml")}
    assert made == {path.with_suffix(".json") for path in written} | {
        package / f"locale/vi/LC_MESSAGES/{domain}.mo" for domain in ("reception", "click")
    }
    assert all(path.exists() for path in made)


def test_every_folder_of_facts_is_compiled_but_the_maps_which_people_copy():
    assert {path.parent.name for path in PACKAGE.glob("data/*/*.toml")} == {*FOLDERS, "maps"}


def test_an_edited_fact_is_compiled_again_and_nothing_else_is_touched(package):
    bring_up_to_date(package)
    before = times(package)
    source = package / f"{PERIODS}.toml"
    source.write_text(source.read_text(encoding="utf-8") + "\n[trial]\nday = 2026-11-23\nname = 'Tết'\n", "utf-8")
    bring_up_to_date(package)
    told = json.loads((package / f"{PERIODS}.json").read_text(encoding="utf-8"))
    assert told["trial"] == {"day": date(2026, 11, 23).isoformat(), "name": "Tết"}
    assert {path for path, when in times(package).items() if before.get(path) != when} == {package / f"{PERIODS}.json"}


def test_an_edited_translation_is_compiled_again(package):
    source = package / f"{WORDS}.po"
    edited = re.sub(r'(msgid "key"\nmsgstr ").*"', r'\1chìa thử"', source.read_text(encoding="utf-8"))
    bring_up_to_date(package)
    source.write_text(edited, encoding="utf-8")
    bring_up_to_date(package)
    with (package / f"{WORDS}.mo").open("rb") as file:
        assert GNUTranslations(file).gettext("key") == "chìa thử"


def test_a_compiled_file_goes_with_its_source(package):
    bring_up_to_date(package)
    (package / f"{PERIODS}.toml").unlink()
    bring_up_to_date(package)
    assert not (package / f"{PERIODS}.json").exists()
    assert (package / "data/schema/entry-1.json").exists()  # written by people


def test_the_lowest_versions_are_those_of_the_project():
    pins = lowest()
    assert {"click", "rich", "tinydb", "duckdb", "pyrage", "pytest", "babel"} <= set(pins)
    assert all(re.fullmatch(r"\d+(\.\d+)*", version) for version in pins.values())
