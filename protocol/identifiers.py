"""Names of things: opaque identifiers that are never credentials."""

import base64
import hashlib
import re
from typing import Final, NewType

OrganizationId = NewType("OrganizationId", str)
AccountId = NewType("AccountId", str)
DeviceId = NewType("DeviceId", str)
SessionId = NewType("SessionId", str)
KeyId = NewType("KeyId", str)

ENTROPY_BYTES: Final = 16
_IDENTIFIER: Final = re.compile(r"[a-z2-7]{26}")


def identifier_from(entropy: bytes) -> str:
    """Spell 16 random bytes as 26 lower-case base32 characters."""
    if len(entropy) != ENTROPY_BYTES:
        raise ValueError(f"an identifier takes {ENTROPY_BYTES} bytes, not {len(entropy)}")
    return base64.b32encode(entropy).decode().rstrip("=").lower()


def is_identifier(text: str) -> bool:
    """Tell whether the text has the form of an identifier."""
    return _IDENTIFIER.fullmatch(text) is not None


def short_name(identifier: str) -> str:
    """Give three characters that people can say; they name a session on a page and never look one up."""
    return hashlib.sha256(identifier.encode()).hexdigest()[:3].upper()
