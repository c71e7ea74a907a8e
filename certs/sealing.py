"""Sealing of secrets that must be read again, with a key that is not in the database."""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from certs.errors import KeysFault

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_FORMAT: Final = b"\x01"


class Sealer:
    """AES-256-GCM (NIST SP 800-38D); the context is bound in, so that a sealed value cannot move to another row."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, secret: bytes, context: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, secret, context.encode())

    def open(self, sealed: bytes, context: str) -> bytes:
        """Give the secret back, or raise KeysFault where key, context or content do not fit."""
        nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if sealed[:1] != _FORMAT:
                raise InvalidTag
            return self._cipher.decrypt(nonce, rest, context.encode())
        except (InvalidTag, ValueError):
            raise KeysFault(
                "sealing.does_not_open",
                "A stored secret does not open with this instance's sealing key. Was keys/sealing.key replaced?",
            ) from None
