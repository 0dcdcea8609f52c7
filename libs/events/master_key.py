"""The key above all keys: wraps the keys of the vault and makes keyed hashes; it exists in a file and in memory only."""

import base64
import binascii
import hmac
import os
from pathlib import Path
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from libs.events.unfit import Unfit

VARIABLE: Final = "VAULT_MASTER_KEY_FILE"
NONCE: Final = 12
"""Bytes; random for each use, as AES-GCM wants it."""


class MasterKeyUnusable(Unfit):
    """The master key is missing or is another one than the keys were wrapped under; one line for the operator, no secrets."""


class MasterKey:
    """One or more 256-bit secrets. New keys are wrapped under the first; the others still open what was wrapped before.

    Hashes are made with the last, the oldest: they stand in the log for ever, so that key stays in the file at its end.
    """

    def __init__(self, *secrets: bytes) -> None:
        if not secrets or any(len(secret) != 32 for secret in secrets):
            raise MasterKeyUnusable("a master key has 32 bytes")
        self._wrapping = {_derive(secret, "id", 8).hex(): AESGCM(_derive(secret, "wrap", 32)) for secret in secrets}
        self.kek = next(iter(self._wrapping))
        """The id of the secret that wraps new keys; it tells nothing about the secret."""
        self._oldest = secrets[-1]
        self._purposes: dict[str, bytes] = {}

    @classmethod
    def read(cls, path: str | Path | None) -> Self:
        """From a file, see `parse`. Raises MasterKeyUnusable."""
        if not path:
            raise MasterKeyUnusable(f"{VARIABLE} is not set; it names the file that holds the master key")
        try:
            text = Path(path).read_bytes()
        except OSError as error:
            raise MasterKeyUnusable(f"{VARIABLE}: {path} cannot be read ({error.strerror})") from None
        return cls.parse(text.decode("latin-1"), f"{VARIABLE}: {path}")

    @classmethod
    def parse(cls, text: str, where: str = "the master key") -> Self:
        """From text: one secret a line, the newest first, each 32 bytes as hex or base64. Raises MasterKeyUnusable."""
        secrets = [_secret(line) for line in text.split()]
        if not secrets or None in secrets:
            raise MasterKeyUnusable(f"{where} must hold 32 bytes as hex or base64 on each line")
        return cls(*(secret for secret in secrets if secret))

    def knows(self, kek: str) -> bool:
        return kek in self._wrapping

    def wrap(self, ref: str, key: bytes) -> bytes:
        """The key of this ref, encrypted under the first secret."""
        nonce = os.urandom(NONCE)
        return nonce + self._wrapping[self.kek].encrypt(nonce, key, _bound(self.kek, ref))

    def unwrap(self, ref: str, wrapped: bytes, kek: str) -> bytes | None:
        """The key itself, None where this is not what was wrapped for this ref. Raises MasterKeyUnusable."""
        try:
            opener = self._wrapping[kek]
        except KeyError:
            raise MasterKeyUnusable(
                f"{VARIABLE}: keys of the vault are wrapped under master key {kek}, not in the file"
            ) from None
        try:
            return opener.decrypt(wrapped[:NONCE], wrapped[NONCE:], _bound(kek, ref))
        except (InvalidTag, ValueError):
            return None

    def hash(self, value: str, purpose: str) -> str:
        """HMAC-SHA256 as 43 characters of base64url, stable for ever; it tells nothing without the master key."""
        key = self._purposes.get(purpose)
        if key is None:
            key = self._purposes[purpose] = _derive(self._oldest, f"hash {purpose}", 32)
        return base64.urlsafe_b64encode(hmac.digest(key, value.encode(), "sha256"))[:-1].decode()

    def __repr__(self) -> str:
        return f"MasterKey({self.kek})"


def _derive(secret: bytes, use: str, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=f"tiga-pilar vault {use}".encode()).derive(secret)


def _bound(kek: str, ref: str) -> bytes:
    return f"{kek} {ref}".encode()


def _secret(line: str) -> bytes | None:
    try:
        if len(line) == 64:
            return bytes.fromhex(line)
        found = base64.b64decode(line.translate(str.maketrans("-_", "+/")).rstrip("=") + "=", validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == 32 else None
