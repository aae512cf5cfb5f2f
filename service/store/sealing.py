"""Sealed fields (class L3): AES-256-GCM with the row and the column as associated data, and a keyed index for equality.

A sealed value opens only in the row and column it was sealed for; the index finds equals and tells nothing else.
The first byte names the format; keys that came before still open what they sealed.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.domain.errors import YangguangError

VERSION = 1
NONCE_BYTES = 12


class SealBroken(YangguangError):
    """A sealed value does not open: another key, another row, or altered bytes."""

    default_code = "internal"


class Sealer:
    """Seal and open the fields of people; `key` is 32 bytes for this purpose alone.

    `old` keys open what was sealed with them and seal nothing; which one it was, the cipher's own tag tells.
    """

    def __init__(self, key: bytes, old: Sequence[bytes] = ()) -> None:
        self._cipher = AESGCM(hmac.digest(key, b"seal", sha256))
        self._ciphers = [self._cipher, *(AESGCM(hmac.digest(each, b"seal", sha256)) for each in old)]
        self._index_keys = [hmac.digest(each, b"index", sha256) for each in (key, *old)]

    def seal(self, value: str, row: UUID, column: str) -> bytes:
        """Return the cipher text of a value."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return bytes([VERSION]) + nonce + self._cipher.encrypt(nonce, value.encode(), _place(row, column))

    def open(self, sealed: bytes, row: UUID, column: str) -> str:
        """Return the value.

        Raises SealBroken when it was not sealed for this place with this key.
        """
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] == bytes([VERSION]):
            for cipher in self._ciphers:
                with suppress(InvalidTag):
                    return cipher.decrypt(nonce, body, _place(row, column)).decode()
        raise SealBroken(reference=str(row))

    def read(self, kept: bytes, row: UUID, column: str) -> str:
        """Open a value of a column that was not always sealed: what is older stands there in clear.

        Raises SealBroken.
        """
        return self.open(kept, row, column) if kept[:1] == bytes([VERSION]) else kept.decode()

    def index(self, value: str, column: str) -> bytes:
        """Return the keyed hash by which an equal value of a column is found."""
        return self.indexes(value, column)[0]

    def indexes(self, value: str, column: str) -> list[bytes]:
        """Return the present index of a value, then those of the keys that came before."""
        return [hmac.digest(key, f"{column}\0{value}".encode(), sha256) for key in self._index_keys]

    def renew(self, sealed: bytes, row: UUID, column: str) -> bytes | None:
        """Seal with the present key what an older one sealed, or nobody; None when it is the present one already.

        Raises SealBroken.
        """
        if sealed[:1] != bytes([VERSION]):
            return self.seal(sealed.decode(), row, column)
        try:
            self._cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], _place(row, column))
        except InvalidTag:
            return self.seal(self.open(sealed, row, column), row, column)
        return None


def _place(row: UUID, column: str) -> bytes:
    return f"{row}/{column}".encode()
