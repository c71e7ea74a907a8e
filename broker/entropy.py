"""The one home of randomness in the broker."""

import base64
import secrets

from protocol.identifiers import ENTROPY_BYTES, identifier_from


def random_bytes(count: int) -> bytes:
    """Give `count` bytes fit for keys and tokens."""
    return secrets.token_bytes(count)


def new_id() -> str:
    """Give a fresh identifier of 26 characters; wrap it in its NewType where it is made."""
    return identifier_from(random_bytes(ENTROPY_BYTES))


def url_text(raw: bytes) -> str:
    """Spell bytes as an address, a header or a cookie can carry them: base64url without padding (RFC 4648)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def new_nonce() -> str:
    """Give a word that one page's own styles carry, so that no others count."""
    return base64.urlsafe_b64encode(random_bytes(18)).decode()


def new_reference() -> str:
    """Give four characters that a person can read out, to find a fault of ours in the log."""
    return "".join(secrets.choice("23456789ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(4))


def random_fraction() -> float:
    """Draw a number from 0 up to 1, for waits that shall not fall together."""
    return int.from_bytes(random_bytes(4), "big") / 2**32
