"""What was no text is no reason to lose an entry, nor to stumble."""

from test_salvage import LATER, entries, salvage, whole

from reception_cli.index.desk_folder import Folder, Habits

__all__ = ["whole"]


def test_bytes_that_are_no_text_in_a_private_value_are_a_flaw_and_no_fault(whole, tmp_path):
    blob, digests = whole
    place = blob.index("Lê Thị".encode())
    (tmp_path / "bad").write_bytes(blob[:place] + b"\xff\xfe" + blob[place + 2 :])
    salvage(str(tmp_path / "bad"), str(tmp_path / "out"), LATER)
    kept = {e["data"].get("origin", e).get("digest") for e in entries(Folder(str(tmp_path / "out"), Habits()))}
    assert set(digests.values()) <= kept
