"""The master key comes from a file that is either right or refused in one line, and what it wraps is bound to its ref."""

import base64
import os
from pathlib import Path

import pytest

from libs.events.master_key import MasterKey, MasterKeyUnusable

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))


@pytest.mark.parametrize(
    "text",
    [
        SECRET.hex(),
        SECRET.hex().upper() + "\r\n",
        base64.b64encode(SECRET).decode(),
        base64.urlsafe_b64encode(SECRET).decode().rstrip("=") + "\n\n",
    ],
)
def test_every_usual_writing_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "master.key"
    path.write_text(text)
    assert MasterKey.read(path).kek == MasterKey(SECRET).kek
    assert MasterKey.parse(text).kek == MasterKey(SECRET).kek


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"short", SECRET[:31].hex().encode(), SECRET, b"g" * 64, b"\xff" * 44, b"A" * 40]
)
def test_unfit_file_is_refused_in_one_line_without_its_content(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    with pytest.raises(MasterKeyUnusable) as caught:
        MasterKey.read(path)
    text = str(caught.value)
    assert "\n" not in text
    assert text.startswith("VAULT_MASTER_KEY_FILE")
    assert str(path) in text
    assert len(content) < 8 or content.decode("latin-1").strip() not in text


def test_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyUnusable, match="VAULT_MASTER_KEY_FILE is not set"):
        MasterKey.read(None)
    with pytest.raises(MasterKeyUnusable, match="cannot be read") as caught:
        MasterKey.read(tmp_path / "absent")
    assert "\n" not in str(caught.value)


def test_wrapped_key_opens_for_its_ref_only() -> None:
    master, key = MasterKey(SECRET), os.urandom(32)
    wrapped = master.wrap("person:1", key)
    assert key not in wrapped
    assert len(wrapped) == 60
    assert wrapped != master.wrap("person:1", key)
    assert master.unwrap("person:1", wrapped, master.kek) == key
    assert master.unwrap("person:2", wrapped, master.kek) is None
    assert master.unwrap("person:1", wrapped[:-1] + bytes([wrapped[-1] ^ 1]), master.kek) is None
    assert master.unwrap("person:1", b"", master.kek) is None


def test_foreign_master_key_is_not_taken_for_an_erasure() -> None:
    master, foreign = MasterKey(SECRET), MasterKey(OTHER)
    with pytest.raises(MasterKeyUnusable, match=master.kek):
        foreign.unwrap("person:1", master.wrap("person:1", SECRET), master.kek)


def test_new_first_line_leaves_old_keys_and_hashes_in_force() -> None:
    old = MasterKey(SECRET)
    both = MasterKey.parse(f"{OTHER.hex()}\n{SECRET.hex()}\n")
    assert both.kek == MasterKey(OTHER).kek
    assert both.unwrap("person:1", old.wrap("person:1", SECRET), old.kek) == SECRET
    assert both.hash("12345678", "claim") == old.hash("12345678", "claim")
    assert both.knows(old.kek)
    assert not old.knows(both.kek)


def test_hash_depends_on_key_purpose_and_value() -> None:
    master = MasterKey(SECRET)
    assert master.hash("12345678", "claim") == MasterKey(SECRET).hash("12345678", "claim")
    hashes = {
        master.hash("12345678", "claim"),
        master.hash("12345679", "claim"),
        master.hash("12345678", "digest"),
        MasterKey(OTHER).hash("12345678", "claim"),
        master.hash("", "claim"),
    }
    assert len(hashes) == 5
    assert all(len(text) == 43 and text.isascii() for text in hashes)
    # Claims made with it stand in logs for ever.
    assert master.hash("12345678", "service_number") == "l_yk0tCcuaD_opUY1_-aMF13rWqnSktaZAnfV0HhFEQ"


def test_nothing_secret_is_shown() -> None:
    master = MasterKey(SECRET)
    assert SECRET.hex()[:8] not in repr(master)
    assert master.kek not in (SECRET.hex(), SECRET[:8].hex())
