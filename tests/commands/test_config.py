"""`config` keeps habits and says where each one comes from."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from reception_cli.events import configuration
from reception_cli.reporting import settings


def _from(desk, key: str) -> tuple[object, str]:
    row = desk.json("config", key)["rows"][0]
    return row["value"], row["from"]


def _file(desk) -> Path:
    return desk.folder / "config.toml"


def test_every_habit_is_listed_with_where_it_comes_from(desk, monkeypatch):
    monkeypatch.setenv("RECEPTION_LANG", "en")
    rows = {row["key"]: (row["value"], row["from"]) for row in desk.json("config")["rows"]}
    assert list(rows)[:10] == [
        "lang", "user", "identity", "network", "session", "host", "lock_timeout", "backup", "keep", "desk",
    ]  # fmt: skip
    assert rows["name"] == ("TB", "register") and rows["level"] == ("commune", "register")
    assert rows["lang"] == ("en", "environment") and rows["user"] == ("lan", "flag")
    assert rows["identity"] == ("terminal", "default") and rows["lock_timeout"] == (10, "default")


def test_a_habit_of_the_desk_is_written_for_its_owner_only(desk):
    assert desk.run("config", "identity", "never").code == 0
    assert _from(desk, "identity") == ("never", "desk")
    assert stat.S_IMODE(_file(desk).stat().st_mode) == 0o600
    assert desk.run("config", "identity", "-q").out == "never\n"


def test_the_desk_comes_before_the_clerk(desk):
    desk.run("config", "session", "periodic", "--own")
    assert _from(desk, "session") == ("periodic", "own")
    desk.run("config", "session", "adhoc")
    assert _from(desk, "session") == ("adhoc", "desk")
    desk.run("config", "--unset", "session")
    assert _from(desk, "session") == ("periodic", "own")
    desk.run("config", "--unset", "session", "--own")
    assert _from(desk, "session") == ("regular", "default")


def test_the_language_set_at_the_desk_is_spoken(desk, monkeypatch):
    monkeypatch.delenv("RECEPTION_LANG")
    monkeypatch.setenv("LC_ALL", "C")
    desk.run("config", "lang", "vi")
    assert _from(desk, "lang") == ("vi", "desk")


def test_what_else_stands_in_the_file_stays(desk):
    _file(desk).write_text('# của bàn tiếp dân\r\nuser = "hoa" # tên\r\n\r\n[colours]\r\nuser = "red"\r\n', newline="")
    desk.run("config", "lock_timeout", "2.5")
    desk.run("config", "user", 'Lê "Lan"')
    assert _file(desk).read_bytes().decode() == (
        '# của bàn tiếp dân\r\nuser = "Lê \\"Lan\\""\r\n\r\nlock_timeout = 2.5\r\n[colours]\r\nuser = "red"\r\n'
    )
    assert _from(desk, "lock_timeout") == (2.5, "desk")


def test_a_file_that_cannot_be_changed_line_by_line_is_left_alone(desk):
    before = 'note = """\nuser = "x"\n"""\n'
    _file(desk).write_text(before)
    assert "text editor" in desk.fails(2, "config", "user", "lan")
    assert _file(desk).read_text() == before


@pytest.mark.parametrize(("key", "unsaid", "typed", "told"), [
    ("level", "commune", "district", "district"), ("counting", "distinct", "per-visit", "per-visit"),
    ("culture_day", True, "no", False), ("remote", False, "yes", True),
])  # fmt: skip
def test_what_the_desk_is_is_told_as_it_was_said_and_else_as_it_is_by_default(desk, key, unsaid, typed, told):
    desk.add()
    assert desk.json("config", key)["rows"][0]["value"] == unsaid
    desk.json("config", key, typed)
    assert desk.json("config", key)["rows"][0]["value"] == told


def test_an_unknown_habit_names_the_nearest(desk):
    assert "lock_timeout" in desk.fails(2, "config", "lock_timeot", "3")
    assert "lang" in desk.fails(2, "config", "langue")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lang", "fr"), ("network", "maybe"), ("lock_timeout", "soon"), ("lock_timeout", "-1"),
        ("lock_timeout", "nan"), ("identity", "always"), ("session", "weekly"), ("user", " "),
        ("user", "a\x1bb"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_and_nothing_is_written(desk, key: str, value: str):
    desk.fails(2, "config", key, value)
    assert not _file(desk).exists()


def test_where_the_desk_is_belongs_to_the_clerk_alone(desk, tmp_path, monkeypatch):
    assert "--own" in desk.fails(2, "config", "desk", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    desk.run("config", "desk", "there", "--own")
    own = Path(os.environ["XDG_CONFIG_HOME"]) / "reception" / "config.toml"
    assert own.read_text() == f'desk = "{tmp_path / "there"}"\n'
    assert stat.S_IMODE(own.stat().st_mode) == 0o600


def test_a_truth_is_written_as_one(desk):
    desk.run("config", "network", "yes")
    assert _file(desk).read_text() == "network = true\n"


def test_a_dry_run_writes_nothing(desk):
    assert desk.run("config", "lang", "vi", "--dry-run").code == 0
    assert not _file(desk).exists()


def test_a_habit_needs_a_desk_or_a_clerk(desk, tmp_path):
    desk.folder = tmp_path / "nowhere"
    assert "--own" in desk.fails(3, "config", "lang", "vi")
    assert desk.run("config", "lang", "vi", "--own").code == 0


def test_forgetting_wants_a_key_and_no_value(desk):
    desk.fails(2, "config", "--unset")
    desk.fails(2, "config", "--unset", "lang", "vi")
    assert desk.run("config", "--unset", "lang").code == 0


def test_a_planted_link_is_replaced_not_followed(desk, tmp_path):
    target = tmp_path / "target.toml"
    target.write_text('user = "x"\n')
    _file(desk).symlink_to(target)
    desk.run("config", "lang", "vi")
    assert target.read_text() == 'user = "x"\n' and not _file(desk).is_symlink()


def test_a_desk_made_in_a_language_keeps_it(desk, monkeypatch, tmp_path):
    monkeypatch.delenv("RECEPTION_LANG")
    monkeypatch.setenv("LC_ALL", "C")
    desk.folder = tmp_path / "vi"
    assert desk.run("--lang", "vi", "init").code == 0
    assert "Trong sổ không có" in desk.fails(3, "show", "1")
    desk.folder = tmp_path / "en"
    assert desk.run("init").code == 0
    assert "There is no" in desk.fails(3, "show", "1")


# What the unit says of itself


@pytest.mark.parametrize(
    ("key", "typed"),
    [("name", "Ban mới"), ("superior", "UBND tỉnh"), ("place", "Bình Trung"), ("hours", "7h30-11h30"),
     ("signer", "Lê An"), ("signer_title", "CHỦ TỊCH"), ("signer_authority", "TM. UBND")],
)  # fmt: skip
def test_what_the_unit_says_of_itself_is_an_entry(desk, key, typed):
    assert desk.json("config", key, typed)["rows"] == [{"key": key, "value": typed, "from": "register"}]
    assert desk.json("config", key)["rows"][0]["value"] == typed
    assert "configured" in [row["kind"] for row in desk.json("log")["rows"]][-2:]
    assert desk.json("verify")["totals"]["ok"]


def test_a_unit_keeps_a_name_and_may_take_all_else_back(desk):
    desk.fails(2, "config", "name", "--unset")
    desk.json("config", "signer", "Lê An")
    desk.json("config", "signer", "--unset")
    assert desk.json("config", "signer")["rows"][0]["value"] is None


@pytest.mark.parametrize(
    ("typed", "level"),
    [("xã", "commune"), ("Phường", "commune"), ("cấp huyện", "district"), ("tinh", "province"), ("sở", "other"),
     ("province", "province")],
)  # fmt: skip
def test_a_level_is_understood_as_it_is_called(desk, typed, level):
    assert desk.json("config", "level", typed)["rows"][0]["value"] == level


def test_what_is_no_level_is_refused_with_the_words(desk):
    assert "cấp xã (commune)" in desk.fails(2, "config", "level", "xóm", "--lang", "vi")


@pytest.mark.parametrize("suffix", ["html", "xlsx"])
def test_the_official_sheet_has_what_the_unit_says(desk, tmp_path, suffix):
    said = {
        "name": "Ban Tiếp công dân xã", "superior": "UBND tỉnh X", "place": "Bình Trung", "signer": "Lê An",
        "signer_title": "CHỦ TỊCH", "signer_authority": "TM. ỦY BAN",
    }  # fmt: skip
    for key, value in said.items():
        desk.json("config", key, value)
    desk.add()
    for verb in (("form", "01/TCD"), ("register",)):
        path = tmp_path / f"{verb[0]}.{suffix}"
        assert desk.run(*verb, "--period", "2026", "-o", str(path), "--lang", "vi").code == 0
        text = read_text(path)
        wanted = said if verb[0] == "form" else {key: said[key] for key in ("name", "superior")}
        assert [key for key, value in wanted.items() if value not in text] == []


def read_text(path):
    if path.suffix == ".html":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_all_that_can_be_set_is_listed_with_what_it_means(desk):
    told = " ".join(desk.run("config", "--lang", "vi", "--format", "table").out.split())
    for key in [row["key"] for row in desk.json("config")["rows"]]:
        assert f" {key} " in told, key
    assert "cấp xã" in told and "tên đơn vị, in trên sổ và biểu mẫu" in told
    assert "UBND thành phố Đà Nẵng" in told


@pytest.mark.parametrize("key", [*settings.KEYS, *configuration.FACTS, "encrypt"])
def test_every_setting_has_its_meaning(key):
    assert settings.MEANINGS[key][0]
