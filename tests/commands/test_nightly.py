"""A desk's night: every part done once, a part that fails named, the digest mailed once and never lost."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mail_server import PEM, Server, configured

NIGHT = "2026-11-24T05:30:00+07:00"
NEXT = "2026-11-25T05:30:00+07:00"
NAME, PLACE, TEXT = "Ngô Bá Tú", "thôn 9, xã Bình Trung", "Tranh chấp ranh giới thửa 804"


@pytest.fixture
def server() -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    def make(*how: str) -> Server:
        made.append(Server(*how))
        made[-1].up()
        return made[-1]

    yield make
    for one in made:
        one.down()


@pytest.fixture
def late(desk: Any) -> Any:
    """A desk with a matter whose answer is late, and the register of a day."""
    desk.add(TEXT, "--name", NAME, "--address", PLACE, "--at", "2/11/2026", "--phone", "0905123456", "--kind", "kn")
    desk.add("Xin xác nhận đất vườn", "--at", "23/11/2026", "--people", "3")
    return desk


def parts(desk: Any, *argv: str, code: int = 0, now: str = NIGHT) -> dict[str, str]:
    """Run a night and give what became of each part."""
    result = desk.run("nightly", *argv, "--json", now=now)
    assert result.code == code, result
    return {row["part"]: row["state"] for row in json.loads(result.out)["rows"]}


def entries(desk: Any) -> int:
    count: int = desk.json("verify")["totals"]["entries"]
    return count


def test_a_night_does_every_part_once(late: Any) -> None:
    told = parts(late)
    assert told == {
        "verify": "done", "bundle": "off", "publish": "off", "backup": "done", "report": "done", "digest": "done",
        "mail": "off",
    }  # fmt: skip
    before = {path: path.read_bytes() for path in Path(late.folder, "nightly").iterdir()}
    copies = os.listdir(Path(late.folder, "backups"))
    again = parts(late, now="2026-11-24T05:50:00+07:00")
    assert again == {**told, "backup": "unchanged", "report": "unchanged", "digest": "unchanged"}
    assert {path: path.read_bytes() for path in Path(late.folder, "nightly").iterdir()} == before
    assert os.listdir(Path(late.folder, "backups")) == copies


def test_the_digest_tells_what_agenda_due_and_summarize_tell(late: Any) -> None:
    totals = late.json("nightly", now=NIGHT)["totals"]
    agenda = late.json("agenda", now=NIGHT)["totals"]
    assert {name: totals[name] for name in agenda} == agenda
    assert totals["overdue"] == late.json("due", now=NIGHT)["totals"]["overdue"] == 2  # accept, notify
    yesterday = late.json("summarize", "--period", "23/11/2026", now=NIGHT)["totals"]
    assert {name: totals[name] for name in ("visits", "people", "incidents")} == {
        name: yesterday[name] for name in ("visits", "people", "incidents")
    }
    assert (totals["visits"], totals["people"], totals["incidents"]) == (1, 3, 1)
    text = Path(late.folder, "nightly", "digest-2026-11-24.txt").read_text(encoding="utf-8")
    assert "2026-0001" in text and "Late (2)" in text


def test_this_month_stands_beside_the_same_days_of_last_year(desk: Any) -> None:
    for day in ("3/11/2025", "24/11/2025", "30/11/2025", "5/11/2026"):
        desk.add("Việc khác", "--at", day)
    parts(desk)
    text = Path(desk.folder, "nightly", "digest-2026-11-24.txt").read_text(encoding="utf-8")
    rows = re.findall(r"  - (\S+ - \S+); Visits: (\d+)", text)
    assert rows == [("2026-11-01 - 2026-11-23", "1"), ("2025-11-01 - 2025-11-23", "1")]


def digest_of(desk: Any, day: str = "2026-11-24") -> str:
    return Path(desk.folder, "nightly", f"digest-{day}.txt").read_text(encoding="utf-8")


def test_papers_that_are_not_issued_stand_in_the_digest_as_issue_owed_lists_them(late: Any) -> None:
    assert late.json("nightly", now=NIGHT)["totals"]["papers"] == 0  # no paper was issued here yet, so none is owed
    assert late.run("config", "papers-from", "2026-11-01").code == 0
    owed = late.json("issue", "--owed", now=NEXT)["rows"]
    assert [(row["id"], row["paper"]) for row in owed] == [("2026-0001", "R9"), ("2026-0002", "R9")]
    assert late.json("nightly", now=NEXT)["totals"]["papers"] == 2
    text = digest_of(late, "2026-11-25")
    part = text[text.index("Papers that are not issued yet (2)") :]
    assert re.findall(r"(2026-\d{4}); R9 ", part) == ["2026-0001", "2026-0002"]


def brought(desk: Any, day: str, n: int, field: str, kind: str = "kn") -> None:
    for turn in range(n):
        desk.add(f"Việc {day} {turn}", "--at", day, "--kind", kind, "--field", field)


@pytest.mark.parametrize(
    ("now", "before", "year_ago", "rises"),
    [(6, 4, 4, True), (5, 4, 0, False), (6, 0, 5, False), (4, 0, 0, False), (5, 0, 3, True)],
)  # at least 5, and at least half as many again as ever before: 6 of 4 is, 5 of 4 is not
def test_what_rises_is_told_with_the_counts_beside_it(
    desk: Any, now: int, before: int, year_ago: int, rises: bool
) -> None:
    # the night of 24/11: the last 28 days are 27/10 to 23/11, those before 29/9 to 26/10; last year 27/10 to 23/11
    brought(desk, "1/1/2025", 1, "chinh-sach")
    brought(desk, "27/10/2026", now, "dat-dai")
    brought(desk, "26/10/2026", before, "dat-dai")
    brought(desk, "23/11/2025", year_ago, "dat-dai")
    totals = desk.json("nightly", now=NIGHT)["totals"]
    text = digest_of(desk)
    assert totals["rising"] == (2 if rises else 0)  # complaints, and land
    line = f"  - land and housing; Last 28 days: {now}; At most before, in 28 days: {before}; "
    assert (line + f"The same days of last year: {year_ago}" in text) is rises


def test_a_field_of_denunciations_is_never_told_to_rise(desk: Any) -> None:
    brought(desk, "1/1/2025", 1, "chinh-sach")
    brought(desk, "20/11/2026", 8, "tham-nhung", "tc")
    assert desk.json("nightly", now=NIGHT)["totals"]["rising"] == 1
    rising = digest_of(desk).split("Rising topics")[1]
    assert "denunciation; Last 28 days: 8" in rising and "corruption" not in rising


def test_nothing_is_told_to_rise_of_a_register_that_has_just_begun(desk: Any) -> None:
    brought(desk, "20/11/2026", 9, "dat-dai")
    assert desk.json("nightly", now=NIGHT)["totals"]["rising"] == 0


@pytest.mark.parametrize("now", ["2020-01-01T05:30:00+07:00", "2031-01-01T05:30:00+07:00"])
def test_a_clock_that_cannot_be_right_is_said_first_and_does_no_harm(late: Any, now: str) -> None:
    parts(late, now=NIGHT)
    before, copies = late.json("log")["rows"], os.listdir(Path(late.folder, "backups"))
    result = late.run("nightly", now=now)
    assert (result.code, "clock" in result.err) == (0, True)
    assert digest_of(late, now[:10]).splitlines()[2].startswith("The clock of this machine says")
    assert late.json("log")["rows"] == before and os.listdir(Path(late.folder, "backups")) == copies
    late.add("Việc sau", now="2026-11-24T09:00:00+07:00")
    assert parts(late, now=NEXT)["backup"] == "done"


def test_a_copy_that_is_made_under_a_clock_set_back_stays_and_is_known_again(late: Any) -> None:
    Path(late.folder, "config.toml").write_text('keep = "1d"\n')
    parts(late, now=NIGHT)
    late.add("Việc sau", now="2026-11-24T09:00:00+07:00")
    back = "2026-11-22T05:30:00+07:00"
    assert parts(late, now=back)["backup"] == "done"
    copies = os.listdir(Path(late.folder, "backups"))
    assert "TB-20261122-053000" in copies
    assert parts(late, now=back)["backup"] == "unchanged"
    assert os.listdir(Path(late.folder, "backups")) == copies


def test_what_a_killed_night_left_in_its_folders_is_removed_on_a_later_day(late: Any) -> None:
    parts(late, now=NIGHT)
    left = Path(late.folder, "nightly", ".reception-0123456789abcdef.tmp")
    other = Path(late.folder, "nightly", "notes.tmp")
    for path in (left, other):
        path.write_text("x")
        os.utime(path, (1, 1))
    parts(late, now=NEXT)
    assert (left.exists(), other.exists()) == (False, True)


def test_nothing_grows_without_end(late: Any) -> None:
    """A year of nights leaves the digests of some 400 days, and one note of where the copies lie."""
    folder = Path(late.folder, "nightly")
    folder.mkdir()
    for name in ("digest-2025-10-20.txt", "digest-2025-10-21.html", "digest-2025-10-20.docx", "digest-2025.txt"):
        (folder / name).write_text("x")  # 400 days before 24 November 2026 is 20 October 2025
    for day in (24, 25, 26):
        late.add(f"Việc {day}", now=f"2026-11-{day}T01:00:00+07:00")
        parts(late, now=f"2026-11-{day}T05:30:00+07:00")
    assert sorted(path.name for path in folder.iterdir() if "2025" in path.name) == [
        "digest-2025-10-20.docx", "digest-2025.txt",
    ]  # fmt: skip
    notes = [path for path in Path(os.environ["XDG_STATE_HOME"], "reception", "copies").rglob("*") if path.is_file()]
    assert len(notes) == 1 and len(os.listdir(Path(late.folder, "backups"))) == 3


def test_no_name_and_no_text_of_a_matter_is_written_or_sent(late: Any, server: Callable[..., Server]) -> None:
    post = server()
    configured(post)
    parts(late, "--mail", "truong@example.vn")
    written = [path.read_text(encoding="utf-8") for path in Path(late.folder, "nightly").iterdir()]
    sent = [part.get_content() for _to, letter in post.letters for part in letter.walk() if not part.is_multipart()]
    assert len(written) == 3 and len(sent) == 2
    for text in (*written, *sent, *(str(letter["Subject"]) for _to, letter in post.letters)):
        for secret in (NAME, PLACE, "thửa 804", "0905123456"):
            assert secret not in text


def test_the_server_is_up_down_and_up_again_and_each_digest_arrives_once(
    late: Any, server: Callable[..., Server]
) -> None:
    post = server()
    configured(post)
    line = ("--mail", "truong@example.vn", "--mail", "phong@example.vn", "--exit-code")
    assert parts(late, *line, code=10)["mail"] == "done"
    assert parts(late, *line, code=10)["mail"] == "unchanged"
    assert sorted(to for to, _letter in post.letters) == [("phong@example.vn",), ("truong@example.vn",)]
    post.down()
    told = parts(late, *line, code=7, now=NEXT)  # 7 before 10
    assert told["mail"] == "failed" and {told[part] for part in ("verify", "digest", "report")} == {"done"}
    assert parts(late, *line, code=7, now=NEXT)["mail"] == "failed"
    assert len(post.letters) == 2
    post.up()
    assert parts(late, *line, code=10, now="2026-11-26T05:30:00+07:00")["mail"] == "done"
    numbers = [letter["Message-ID"] for _to, letter in post.letters]
    assert len(numbers) == len(set(numbers)) == 6
    subjects = [letter["Subject"] for to, letter in post.letters if to == ("truong@example.vn",)]
    assert [re.findall(r"2026-11-\d\d", subject)[0] for subject in subjects] == [
        "2026-11-24", "2026-11-25", "2026-11-26",
    ]  # fmt: skip


def test_a_receiver_that_is_refused_keeps_nobody_else_back(late: Any, server: Callable[..., Server]) -> None:
    post = server()
    configured(post)
    post.refused.add("di-vang@example.vn")
    line = ("--mail", "di-vang@example.vn,truong@example.vn")
    assert parts(late, *line, code=7)["mail"] == "failed"
    assert [to for to, _letter in post.letters] == [("truong@example.vn",)]
    post.refused.clear()
    assert parts(late, *line)["mail"] == "done"
    assert [to for to, _letter in post.letters] == [("truong@example.vn",), ("di-vang@example.vn",)]


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("source", ["file", "command"])
def test_a_password_comes_from_a_file_of_ones_own_or_from_a_program(
    late: Any, server: Callable[..., Server], tmp_path: Path, security: str, source: str
) -> None:
    post = server(security, "b1 mat 99")
    secret = tmp_path / "secret"
    secret.write_text("b1 mat 99\n", encoding="utf-8")
    secret.chmod(0o600)
    program = [sys.executable, "-c", f"print(open({str(secret)!r}, encoding='utf-8').read())"]
    how = {"password_file": str(secret)} if source == "file" else {"password_command": program}
    configured(post, user="tiepdan", **how)
    assert parts(late, "--mail", "truong@example.vn")["mail"] == "done"
    assert len(post.letters) == 1


def test_a_password_that_others_can_read_is_not_sent(late: Any, server: Callable[..., Server], tmp_path: Path) -> None:
    post = server("starttls", "x")
    secret = tmp_path / "secret"
    secret.write_text("x")
    secret.chmod(0o640)
    configured(post, user="tiepdan", password_file=str(secret))
    result = late.run("nightly", "--mail", "truong@example.vn", now=NIGHT)
    assert result.code == 7 and "can be read by others" in result.out
    secret.chmod(0o600)
    assert parts(late, "--mail", "truong@example.vn")["mail"] == "done"


@pytest.mark.parametrize("wrong", ["password", "certificate"])
def test_a_server_that_cannot_be_trusted_or_does_not_trust_gets_nothing(
    late: Any, server: Callable[..., Server], tmp_path: Path, wrong: str
) -> None:
    post = server("starttls", "right")
    secret = tmp_path / "secret"
    secret.write_text("wrong" if wrong == "password" else "right")
    secret.chmod(0o600)
    configured(post, user="tiepdan", password_file=str(secret), ca=None if wrong == "certificate" else str(PEM))
    result = late.run("nightly", "--mail", "truong@example.vn", now=NIGHT)
    assert (result.code, post.letters) == (7, [])
    assert {"password": "535", "certificate": "certificate"}[wrong] in result.out
    assert "right" not in result.out + result.err


def test_what_the_desk_s_own_folder_says_of_mail_is_never_read(late: Any, tmp_path: Path) -> None:
    witness = tmp_path / "ran"
    Path(late.folder, "config.toml").write_text(
        f'[mail]\nhost = "localhost"\nfrom = "a@b.vn"\nuser = "a"\npassword_command = ["touch", "{witness}"]\n'
    )
    told = late.fails(2, "nightly", "--mail", "truong@example.vn", now=NIGHT)
    assert "No mail server is named" in told
    assert not witness.exists() and not Path(late.folder, "nightly").exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"security": "ssl"}, "security"), ({"port": 0}, "port"), ({"host": ""}, "host"), ({"from": "x"}, "from"),
        ({"user": "a"}, "password_file"), ({"hots": "x"}, "hots"), ({"from": "a@b.vn\nBcc: c@d.vn"}, "from"),
        ({"user": "a", "password_file": "x", "password_command": ["y"]}, "one of them"),
        ({"user": "a", "password_file": "x", "host": "mail.example.vn"}, "starttls"),
    ],
)  # fmt: skip
def test_a_server_that_is_described_wrongly_is_refused_before_anything_is_done(
    late: Any, server: Callable[..., Server], more: dict[str, Any], told: str
) -> None:
    configured(server(), **more)
    assert told in late.fails(2, "nightly", "--mail", "truong@example.vn", now=NIGHT)
    assert not Path(late.folder, "nightly").exists()


@pytest.mark.parametrize("address", ["truong", "a@b.vn\nBcc: c@d.vn", "A <a@b.vn>", "@b.vn", "é@b.vn"])
def test_an_address_is_plain_or_refused(late: Any, server: Callable[..., Server], address: str) -> None:
    configured(server())
    told = late.fails(2, "nightly", "--mail", address, now=NIGHT)
    assert "mail address" in told and "--mail truong@example.vn" in told


@pytest.mark.parametrize("part", ["verify", "backup", "report", "digest"])
def test_each_part_can_be_left_out(late: Any, part: str) -> None:
    told = parts(late, "--without", part)
    assert told.pop(part) == "off"
    assert {told[other] for other in ("verify", "backup", "report", "digest") if other != part} == {"done"}


def test_a_damaged_register_is_said_first_and_the_mail_says_so(late: Any, server: Callable[..., Server]) -> None:
    post = server()
    configured(post)
    file = Path(late.folder, "reception.json")
    file.write_bytes(file.read_bytes().replace(b'"people":3', b'"people":7', 1))
    told = parts(late, "--mail", "truong@example.vn", "--exit-code", code=6)  # 6 before 10
    assert (told["verify"], told["backup"], told["mail"]) == ("failed", "failed", "done")
    text = post.letters[0][1].get_body(("plain",)).get_content()
    assert text.index("finding") < text.index("Late (2)")


def test_a_folder_that_cannot_be_written_stops_no_other_part(late: Any, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("x")
    place = str(tmp_path / "a file" / "nights")
    assert f"Report: {place}: " in late.run("nightly", "--to", place, "--without", "backup", now=NIGHT).err
    told = parts(late, "--to", place, code=7)
    assert (told["report"], told["digest"]) == ("failed", "failed")
    assert (told["verify"], told["backup"]) == ("done", "done")


def test_the_bundle_for_the_superior_is_made_once_a_month(late: Any, tmp_path: Path) -> None:
    pytest.importorskip("nacl")
    other = type(late)(tmp_path / "dn", late._read)
    assert other.run("init", "--unit", "DN").code == 0
    public = tmp_path / "DN.pub"
    public.write_text(other.run("keys", "new", "-q").out)
    assert late.run("keys", "trust", "DN", str(public)).code == 0
    own = tmp_path / "TB.pub"
    own.write_text(late.run("keys", "new", "-q").out)
    assert other.run("keys", "trust", "TB", str(own)).code == 0
    line = ("--superior", "DN")
    assert parts(late, *line)["bundle"] == "done"
    made = Path(late.folder, "nightly", "TB-2026-10.jsonl.gz.age")
    assert made.exists()
    count = entries(late)
    assert parts(late, *line, now=NEXT)["bundle"] == "unchanged"
    assert entries(late) == count
    assert parts(late, *line, now="2026-12-01T05:30:00+07:00")["bundle"] == "done"
    assert Path(late.folder, "nightly", "TB-2026-11.jsonl.gz.age").exists()
    taken = other.json("consolidate", str(made))
    assert taken["totals"]["received"] == 1


def test_an_unknown_superior_is_refused_before_anything_is_done(late: Any) -> None:
    assert "DX" in late.fails(2, "nightly", "--superior", "DX", now=NIGHT)
    assert not Path(late.folder, "nightly").exists()


def test_a_dry_run_does_nothing(late: Any) -> None:
    told = parts(late, "--dry-run")
    assert told["verify"] == told["digest"] == "planned"
    assert not Path(late.folder, "nightly").exists() and not Path(late.folder, "backups").exists()


def test_a_copied_desk_sends_nothing_of_the_queue(late: Any, server: Callable[..., Server], tmp_path: Path) -> None:
    post = server()
    configured(post)
    post.down()
    parts(late, "--mail", "truong@example.vn", code=7)
    every = [path for path in Path(late.folder).rglob("*") if path.is_file()]
    assert not [path for path in every if path.suffix == ".eml" or b"truong@example.vn" in path.read_bytes()]
    shutil.copytree(late.folder, tmp_path / "copy")
    os.environ["XDG_STATE_HOME"] = str(tmp_path / "another clerk")
    post.up()
    copy = type(late)(tmp_path / "copy", late._read)
    parts(copy)
    assert post.letters == []


def test_a_register_that_was_cut_since_last_night_is_found(late: Any, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(late.folder, older)
    late.add("Việc sau")
    parts(late)
    shutil.rmtree(late.folder)
    shutil.copytree(older, late.folder)
    shutil.rmtree(Path(os.environ["XDG_STATE_HOME"]) / "reception" / "heads", ignore_errors=True)
    assert parts(late, now=NEXT, code=6)["verify"] == "failed"


def test_a_password_that_mail_cannot_carry_is_named(late: Any, server: Callable[..., Server], tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mật khẩu", encoding="utf-8")
    secret.chmod(0o600)
    configured(server("starttls", "x"), user="tiepdan", password_file=str(secret))
    result = late.run("nightly", "--mail", "truong@example.vn", now=NIGHT)
    assert result.code == 7 and "without accents" in result.out and "mật khẩu" not in result.out + result.err


def test_what_was_published_before_is_published_anew_where_it_changed(late: Any, tmp_path: Path) -> None:
    pytest.importorskip("nacl")
    site = tmp_path / "public"
    assert late.run("publish", str(site), "--phone", "0235 3874 123", now="2026-11-23T09:00:00+07:00").code == 0
    line = ("--publish", str(site))
    assert parts(late, *line)["publish"] == "done"
    assert parts(late, *line) | {"verify": ""} == {
        "verify": "", "bundle": "off", "publish": "unchanged", "backup": "unchanged", "report": "unchanged",
        "digest": "unchanged", "mail": "off",
    }  # fmt: skip
    assert "2026-11-24" in (site / "en.html").read_text(encoding="utf-8")


def test_a_page_that_cannot_be_published_stops_no_other_part(late: Any, tmp_path: Path) -> None:
    told = parts(late, "--publish", str(tmp_path / "nobody was asked"), code=7)
    assert (told["publish"], told["digest"], told["backup"]) == ("failed", "done", "done")


def test_a_large_register_is_examined_whole_once_a_week_and_on_from_last_night_in_between(late: Any) -> None:
    line = ("--whole", "1", "--without", "backup")

    def told(day: str) -> str:
        rows = late.json("nightly", *line, now=f"2026-{day}T05:30:00+07:00")["rows"]
        return next(row["told"] for row in rows if row["part"] == "verify")

    assert told("11-24") == "5 entries, all sound"
    late.add("Việc sau", now="2026-11-24T09:00:00+07:00")
    since = "2 entries since last night, all sound; the whole register was examined on 2026-11-24"
    assert told("11-25") == since
    assert told("11-26").startswith("0 entries since last night")
    file = Path(late.folder, "reception.json")
    file.write_bytes(file.read_bytes().replace(b'"people":3', b'"people":7', 1))
    os.utime(file, (1, 1))
    assert parts(late, *line, now="2026-12-01T05:30:00+07:00", code=6)["verify"] == "failed"  # the week is over
