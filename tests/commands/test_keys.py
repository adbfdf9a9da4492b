"""Keys: made once, for their owner only, never shown; what a trusted unit sends is signed or not taken."""

import gzip
import json
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from nacl.signing import SigningKey

from reception_cli.domain.errors import Damaged, ReceptionError, UsageFault
from reception_cli.exchange import envelope, keys
from reception_cli.exchange.reader import Keyring, opened
from reception_cli.index.desk_folder import Folder, Habits

DeskUnderTest = Any  # the `desk` of tests/conftest.py


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def district(desk: DeskUnderTest, here: Path) -> DeskUnderTest:
    """The desk of the receiver, which knows the sender's key, as the sender knows its own."""
    second = type(desk)(here / "district", desk._read)
    assert second.run("init", "--unit", "DN").code == 0
    for one, code in ((desk, "TB"), (second, "DN")):
        Path(f"{code}.pub").write_text(one.json("keys", "new")["rows"][0]["public"])
    second.json("keys", "trust", "TB", "TB.pub")
    desk.json("keys", "trust", "DN", "DN.pub")
    return second


def ring(desk: DeskUnderTest) -> Keyring:
    """What a desk can open and whom it believes."""
    book = Folder(str(desk.folder), Habits()).read()
    try:
        return Keyring(keys.trusted(book.setting("trusted")), keys.unit_key(str(desk.folder)))
    finally:
        book.db.close()


def taken(desk: DeskUnderTest, file: str) -> list[str]:
    """The kinds of the entries that a desk reads of a bundle."""
    with opened(file, ring(desk), str(desk.folder)) as bundle:
        return [one.entry["kind"] for one in bundle.told()]


def refused(desk: DeskUnderTest, file: str) -> str:
    before = sorted(path.name for path in Path(desk.folder).rglob("*"))
    with pytest.raises(Damaged) as told:
        taken(desk, file)
    assert sorted(path.name for path in Path(desk.folder).rglob("*")) == before
    return str(told.value.facts["reason"])


def secrets(desk: DeskUnderTest) -> list[str]:
    """All that must never be told of a desk's keys."""
    found = [json.loads(file.read_text()) for file in (desk.folder / "keys").iterdir()]
    names = ("secret", "sign_secret", "age_secret")
    told = [one[name] for one in found for name in names if name in one]
    assert told and all(len(one) >= 64 for one in told)
    return told


# -- making keys


def test_keys_are_made_for_their_owner_only(desk: DeskUnderTest) -> None:
    desk.json("keys", "new")
    desk.json("keys", "new", "--area")
    folder = desk.folder / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {
        "unit.key": 0o600, "area.key": 0o600,
    }  # fmt: skip


def test_no_secret_is_ever_told(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    desk.add()
    assert desk.run("keys", "new", "--area").code == 0
    told = "".join(
        part
        for argv in (
            ("keys",), ("keys", "list", "--json"), ("keys", "new"), ("keys", "new", "--area"), ("log", "--json"),
            ("export", "--bundle", "-o", "TB.jsonl.gz", "--json"),
            ("export", "--bundle", "-o", "TB.jsonl.gz.age", "--seal", "DN", "--json"), ("config",),
        )
        for part in desk.run(*argv)[1:]
    )  # fmt: skip
    told += gzip.decompress(Path("TB.jsonl.gz").read_bytes()).decode() + (desk.folder / "reception.json").read_text()
    told += repr(keys.unit_key(str(desk.folder))) + repr(keys.area_key(str(desk.folder)))
    assert [secret for secret in secrets(desk) if secret in told] == []


def test_a_key_is_made_once(desk: DeskUnderTest) -> None:
    for argv in (("keys", "new"), ("keys", "new", "--area")):
        before = desk.json(*argv)["rows"][0]["id"]
        assert "already" in desk.fails(4, *argv)
        assert before in {row["id"] for row in desk.json("keys")["rows"]}


def test_a_dry_run_makes_none(desk: DeskUnderTest) -> None:
    assert "would be made" in desk.run("keys", "new", "--dry-run", "--format", "table").out
    assert desk.json("keys", "new", "--area", "--dry-run")["rows"][0]["id"] is None
    assert not (desk.folder / "keys").exists() and desk.json("keys")["rows"] == []


def test_keys_belong_to_a_desk(desk: DeskUnderTest, here: Path) -> None:
    for argv in (("new",), ("new", "--area"), ("list",), ("trust", "TB", "x")):
        assert "no register" in desk.fails(3, "--db", str(here / "none"), "keys", *argv)


def test_what_is_given_away_names_the_unit_and_two_public_keys(desk: DeskUnderTest) -> None:
    row = desk.json("keys", "new")["rows"][0]
    prefix, unit, sign, age = row["public"].split(":")
    told = json.loads((desk.folder / "keys/unit.key").read_text())
    assert (prefix, unit, row["unit"]) == ("reception-key", "TB", "TB")
    assert bytes(SigningKey(bytes.fromhex(told["sign_secret"])).verify_key).hex() == sign
    assert str(pyrage.x25519.Identity.from_str(told["age_secret"]).to_public()) == age
    assert desk.run("keys", "list", "-q").out.strip() == row["id"]


def test_the_key_of_the_area_is_carried_from_desk_to_desk(desk: DeskUnderTest, here: Path) -> None:
    made = desk.json("keys", "new", "--area")["rows"][0]
    stick = here / "stick.key"
    shutil.copy(desk.folder / "keys/area.key", stick)
    stick.chmod(0o777)  # as a stick has it
    (desk.folder / "keys/area.key").unlink()
    assert desk.json("keys", "new", "--area", "--from", str(stick))["rows"][0]["id"] == made["id"]
    assert stat.S_IMODE((desk.folder / "keys/area.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "{}", "[" * 9999, '{"schema":"reception.key/1"}', "\xff", "secret words"])
def test_a_file_that_is_no_key_is_told_without_its_words(desk: DeskUnderTest, here: Path, content: str) -> None:
    (here / "area.key").write_text(content, encoding="latin-1")
    told = desk.fails(6, "keys", "new", "--area", "--from", "area.key")
    assert "is no key" in told and "secret words" not in told
    assert "no file" in desk.fails(3, "keys", "new", "--area", "--from", "none.key")


def test_a_key_that_others_can_read_is_not_used(desk: DeskUnderTest) -> None:
    desk.json("keys", "new", "--area")
    (desk.folder / "keys/area.key").chmod(0o640)
    assert "chmod 600" in desk.fails(7, "export", "--bundle", "-o", "TB.jsonl.gz")
    assert desk.json("verify")["totals"]["entries"] == 1


def test_a_link_in_the_place_of_a_key_is_not_followed(desk: DeskUnderTest, here: Path) -> None:
    desk.json("keys", "new", "--area")
    (desk.folder / "keys/area.key").rename(here / "area.key")
    (desk.folder / "keys/area.key").symlink_to(here / "area.key")
    desk.fails(7, "keys", "list")
    shutil.move(desk.folder / "keys", here / "keys")
    (desk.folder / "keys").symlink_to(here / "keys")
    assert "symbolic link" in desk.fails(7, "keys", "list")
    assert "symbolic link" in desk.fails(7, "keys", "new")


# -- trust


def test_trust_is_an_entry_of_the_register(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    row = desk.json("keys")["rows"][-1]
    assert (row["key"], row["unit"], row["public"]) == ("trusted", "DN", Path("DN.pub").read_text())
    assert [one["kind"] for one in desk.json("log")["rows"]].count("configured") == 2
    again = desk.run("keys", "trust", "DN", "DN.pub", "--format", "table")
    assert "trusted already" in again.out
    assert [one["kind"] for one in desk.json("log")["rows"]].count("configured") == 2


def test_a_key_that_a_mail_folded_is_read(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    told = Path("TB.pub").read_text()
    Path("folded.pub").write_text(f"\n {told[:60]}\r\n{told[60:]}\n\n")
    assert "trusted already" in district.run("keys", "trust", "TB", "folded.pub", "--format", "table").out


def test_several_units_are_trusted_side_by_side(district: DeskUnderTest, desk: DeskUnderTest, here: Path) -> None:
    third = type(desk)(here / "third", desk._read)
    assert third.run("init", "--unit", "HA").code == 0
    district.json("keys", "trust", "HA", third.json("keys", "new")["rows"][0]["public"])
    assert [row["unit"] for row in district.json("keys")["rows"]] == ["DN", "HA", "TB"]


def test_another_key_of_a_known_unit_wants_a_yes(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    (desk.folder / "keys/unit.key").unlink()
    new = desk.json("keys", "new")["rows"][0]
    old = district.json("keys")["rows"][-1]["id"]
    told = district.fails(2, "keys", "trust", "TB", new["public"])
    assert old in told and new["id"] in told and "telephone" in told
    assert district.json("keys")["rows"][-1]["id"] == old
    district.json("keys", "trust", "TB", new["public"], "--dry-run")
    assert district.json("keys")["rows"][-1]["id"] == old
    district.json("keys", "trust", "TB", new["public"], "--yes")
    assert district.json("keys")["rows"][-1]["id"] == new["id"]


def test_a_key_is_trusted_for_its_own_unit_only(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    assert "the key of TB, not of HA" in district.fails(4, "keys", "trust", "HA", "TB.pub")


@pytest.mark.parametrize("public", ["x", "reception-key:TB:x:y", "age1xyz", "reception-key:../TB:{sign}:{age}"])
def test_what_is_no_public_key_is_refused(desk: DeskUnderTest, district: DeskUnderTest, public: str) -> None:
    told = Path("TB.pub").read_text().split(":")
    typed = public.format(sign=told[2], age=told[3])
    assert "no public key of a unit" in district.fails(2, "keys", "trust", "TB", typed)


def test_a_mistyped_sign_of_an_age_key_is_noticed(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    told = Path("TB.pub").read_text()
    typed = told[:-1] + ("q" if told[-1] != "q" else "p")
    assert "mistyped" in district.fails(2, "keys", "trust", "TB", typed)


@pytest.mark.parametrize(
    "argv",
    [
        ("trust",), ("trust", "TB"), ("trust", "TB", "x", "y"), ("new", "TB"), ("list", "TB"), ("list", "--area"),
        ("trust", "--area", "TB", "x"), ("new", "--from", "x"), ("burn",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_told(desk: DeskUnderTest, argv: tuple[str, ...]) -> None:
    desk.fails(2, "keys", *argv)


# -- sealed bundles


def sealed(desk: DeskUnderTest, to: str = "DN", file: str = "TB.jsonl.gz.age") -> Any:
    desk.add("Tranh chấp đất")
    return desk.json("export", "--bundle", "--seal", to, "-o", file)["rows"][0]


def test_a_sealed_bundle_is_for_its_receiver(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    row = sealed(desk)
    assert row["sealed_for"] == "DN"
    assert Path("TB.jsonl.gz.age").read_bytes().startswith(b"age-encryption.org/v1\n")
    assert taken(district, "TB.jsonl.gz.age") == ["configured", "configured", "incident", "visit", "disclosed"]


@pytest.mark.parametrize("how", ["DN", "DN.pub", "public", "age"])
def test_the_receiver_is_named_by_unit_file_or_key(desk: DeskUnderTest, district: DeskUnderTest, how: str) -> None:
    public = Path("DN.pub").read_text()
    sealed(desk, {"public": public, "age": public.rpartition(":")[2]}.get(how, how))
    assert len(taken(district, "TB.jsonl.gz.age")) == 5


def test_the_sender_cannot_open_it_again(desk: DeskUnderTest, district: DeskUnderTest, here: Path) -> None:
    sealed(desk)
    own = keys.unit_key(str(desk.folder))
    assert own is not None
    with pytest.raises(Damaged) as told, opened("TB.jsonl.gz.age", Keyring({}, own), str(here)):
        pass
    assert told.value.facts["reason"] == "receiver"


def test_a_unit_with_a_trusted_key_is_not_taken_unsigned(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    desk.json("export", "--bundle", "-o", "TB.jsonl.gz")
    assert refused(district, "TB.jsonl.gz") == "unsigned"
    with opened("TB.jsonl.gz", Keyring(), ".") as bundle:
        assert len(list(bundle.told())) > 0


def test_a_stranger_is_not_taken_however_he_signs(desk: DeskUnderTest, district: DeskUnderTest, here: Path) -> None:
    mallory = type(desk)(here / "mallory", desk._read)
    assert mallory.run("init", "--unit", "TB").code == 0
    mallory.json("keys", "new")
    mallory.json("keys", "trust", "DN", "DN.pub")
    sealed(mallory)
    assert refused(district, "TB.jsonl.gz.age") == "stranger"


def test_a_trusted_unit_cannot_speak_for_another(desk: DeskUnderTest, district: DeskUnderTest, here: Path) -> None:
    other = type(desk)(here / "other", desk._read)
    assert other.run("init", "--unit", "HA").code == 0
    district.json("keys", "trust", "HA", other.json("keys", "new")["rows"][0]["public"])
    desk.json("export", "--bundle", "-o", "TB.jsonl.gz")
    own = keys.unit_key(str(other.folder))
    assert own is not None
    resealed(own, district, Path("TB.jsonl.gz").read_bytes())
    assert refused(district, "TB.jsonl.gz.age") == "signer"


def resealed(own: keys.UnitKey, to: DeskUnderTest, blob: bytes, change: Callable[[bytes], bytes] = bytes) -> None:
    """Seal any bytes with any key; `change` alters what is encrypted."""
    receiver = keys.unit_key(str(to.folder))
    assert receiver is not None
    Path("plain").write_bytes(blob)
    with open("plain", "rb") as plain, open("sealed", "w+b") as out:
        envelope.seal(plain, out, own, receiver.public.age)
        out.seek(0)
        text = pyrage.decrypt(out.read(), [pyrage.x25519.Identity.from_str(receiver.age_secret)])
    for_ = [pyrage.x25519.Recipient.from_str(receiver.public.age)]
    Path("TB.jsonl.gz.age").write_bytes(pyrage.encrypt(change(text), for_))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text, ""),
        (lambda text: text + b"\0", "signature"),
        (lambda text: text[:-1], "signature"),
        (lambda text: text.replace(b"\n", b"\nx", 1), "signature"),
        (lambda text: text[1:], "no_bundle"),
        (lambda text: text.partition(b"\n")[2], "no_bundle"),
        (lambda text: b"x" * 5000, "no_bundle"),
        (lambda text: b"", "no_bundle"),
        (lambda text: text.replace(b"sealed/1", b"sealed/2", 1), "no_bundle"),
        (lambda text: text.replace(text.split(b" ")[3][:128], b"00" * 64, 1), "signature"),
        (lambda text: text.replace(text.split(b" ")[3][:128], b"zz" * 64, 1), "no_bundle"),
        (lambda text: text.replace(text.split(b" ")[3][:128], b"00", 1), "signature"),
        (lambda text: text.replace(text.split(b" ")[2], b"age1other", 1), "signature"),
        (lambda text: text.replace(b":TB:", b":HA:", 1), "stranger"),
    ],
)
def test_what_the_signature_does_not_cover_is_not_looked_at(
    desk: DeskUnderTest, district: DeskUnderTest, change: Callable[[bytes], bytes], reason: str
) -> None:
    desk.json("export", "--bundle", "-o", "TB.jsonl.gz")
    own = keys.unit_key(str(desk.folder))
    assert own is not None
    resealed(own, district, Path("TB.jsonl.gz").read_bytes(), change)
    if reason:
        assert refused(district, "TB.jsonl.gz.age") == reason
    else:
        assert len(taken(district, "TB.jsonl.gz.age")) == 3


def test_a_signature_is_of_one_unit_though_two_have_one_key(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    desk.json("export", "--bundle", "-o", "TB.jsonl.gz")
    own = keys.unit_key(str(desk.folder))
    assert own is not None
    district.json("keys", "trust", "HA", own.public._replace(unit="HA").text)
    resealed(own, district, Path("TB.jsonl.gz").read_bytes(), lambda text: text.replace(b":TB:", b":HA:", 1))
    assert refused(district, "TB.jsonl.gz.age") == "signature"


def test_a_signature_comes_before_the_gzip(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    """Signed rubbish is refused for what it is; unsigned rubbish is never unpacked."""
    own = keys.unit_key(str(desk.folder))
    assert own is not None
    resealed(own, district, b"\x1f\x8b rubbish")
    assert refused(district, "TB.jsonl.gz.age") == "gzip"
    resealed(own, district, b"\x1f\x8b rubbish", lambda text: text + b"more")
    assert refused(district, "TB.jsonl.gz.age") == "signature"


def test_it_cannot_be_passed_on_as_if_meant_for_another(
    desk: DeskUnderTest, district: DeskUnderTest, here: Path
) -> None:
    third = type(desk)(here / "third", desk._read)
    assert third.run("init", "--unit", "HA").code == 0
    third.json("keys", "new")
    third.json("keys", "trust", "TB", "TB.pub")
    sealed(desk)
    receiver, other = keys.unit_key(str(district.folder)), keys.unit_key(str(third.folder))
    assert receiver is not None and other is not None
    text = pyrage.decrypt(
        Path("TB.jsonl.gz.age").read_bytes(), [pyrage.x25519.Identity.from_str(receiver.age_secret)]
    )
    for_ = [pyrage.x25519.Recipient.from_str(other.public.age)]
    Path("TB.jsonl.gz.age").write_bytes(pyrage.encrypt(text, for_))
    assert refused(third, "TB.jsonl.gz.age") == "receiver"


def test_a_sealed_file_that_was_damaged_is_refused(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    sealed(desk)
    blob = Path("TB.jsonl.gz.age").read_bytes()
    for place in range(22, len(blob), 83):
        Path("bad.jsonl.gz.age").write_bytes(blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :])
        assert refused(district, "bad.jsonl.gz.age") in ("gzip", "receiver")
    for size in (22, 100, len(blob) // 2, len(blob) - 1):
        Path("bad.jsonl.gz.age").write_bytes(blob[:size])
        assert refused(district, "bad.jsonl.gz.age") in ("gzip", "receiver")
    Path("bad.jsonl.gz.age").write_bytes(b"age-encryption.org/v1\n" + b"-> X25519 x\n" * 900_000)
    assert refused(district, "bad.jsonl.gz.age") == "gzip"


def test_a_desk_without_a_key_is_told_to_make_one(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    sealed(desk)
    (district.folder / "keys/unit.key").unlink()
    with pytest.raises(UsageFault) as told:
        taken(district, "TB.jsonl.gz.age")
    assert "keys new" in told.value.hint
    (desk.folder / "keys/unit.key").unlink()
    assert "keys new" in desk.fails(2, "export", "--bundle", "--seal", "DN", "-o", "TB.jsonl.gz.age")


def test_the_key_of_another_unit_signs_nothing(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    shutil.copy(district.folder / "keys/unit.key", desk.folder / "keys/unit.key")
    assert "that of DN, not of TB" in desk.fails(4, "export", "--bundle", "--seal", "DN", "-o", "x.jsonl.gz.age")


def test_a_sealed_file_is_named_as_one(desk: DeskUnderTest, district: DeskUnderTest) -> None:
    assert "ends in .jsonl.gz.age" in desk.fails(2, "export", "--bundle", "--seal", "DN", "-o", "TB.jsonl.gz")


def test_without_the_extra_one_line_says_what_to_install(
    desk: DeskUnderTest, district: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(desk)
    for name in ("nacl", "pyrage"):
        monkeypatch.setitem(sys.modules, name, None)
    (district.folder / "keys/unit.key").rename("unit.key")
    for fails in (
        desk.fails(2, "export", "--bundle", "--seal", "DN", "-o", "TB.jsonl.gz.age"),
        district.fails(2, "keys", "new"),
        district.fails(2, "keys", "trust", "TB", "TB.pub", "--yes"),
    ):
        assert "PyNaCl and pyrage" in fails and "pip install 'reception-cli[seal]'" in fails
    with pytest.raises(ReceptionError) as told:
        taken(district, "TB.jsonl.gz.age")
    assert told.value.exit_code == 2
    assert desk.run("export", "--bundle", "-o", "TB.jsonl.gz").code == 0  # the rest needs no extra
    assert desk.run("keys", "new", "--area").code == desk.run("keys", "list").code == 0
    assert refused(district, "TB.jsonl.gz") == "unsigned"
