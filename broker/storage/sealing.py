"""Secrets at rest: sealed with a key that is not in the database, and bound to the row they belong to."""

import hmac
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from broker.entropy import random_bytes
from broker.errors import StorageFault

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12  # NIST SP 800-38D, section 8.2.2: random nonces of 96 bits
_FORM: Final = b"\x01"


class Sealer:
    """Seals and opens small secrets by AES-256-GCM; `context` names the row, so that no seal moves to another."""

    def __init__(self, key: bytes, *, randomness: Callable[[int], bytes] = random_bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the sealing key has {KEY_BYTES} bytes, not {len(key)}")
        self._cipher = AESGCM(key)
        self._marking_key = hmac.digest(key, b"handrail.mark.v1", "sha256")
        self._randomness = randomness

    def seal(self, secret: bytes, *, context: str) -> bytes:
        """Give what may be stored."""
        nonce = self._randomness(_NONCE_BYTES)
        return _FORM + nonce + self._cipher.encrypt(nonce, secret, _FORM + context.encode())

    def mark(self, secret: bytes, *, context: str) -> str:
        """Give a hash by which a secret is found again, and not guessed without the key, however short it is."""
        return hmac.new(self._marking_key, context.encode() + b"\0" + secret, "sha256").hexdigest()

    def unseal(self, sealed: bytes, *, context: str) -> bytes:
        """Give the secret back; a wrong key, row or byte is a fault."""
        form, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if form != _FORM or len(nonce) != _NONCE_BYTES:
                raise InvalidTag
            return self._cipher.decrypt(nonce, body, _FORM + context.encode())
        except InvalidTag:
            raise StorageFault("a sealed secret does not open with this key", code="storage.seal") from None
