"""What both ends compute during the trust exchange: commitment, transcript, confirmations and the code to compare."""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_CODE_MODULUS: Final = 10**6


class Side(StrEnum):
    """Who speaks a confirmation; it is part of it, so that none can be sent back to its author."""

    VIEWER = "viewer"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All that both sides agreed on, each part 32 bytes."""

    proposal: bytes
    offer: bytes
    accept: bytes
    viewer_fingerprint: bytes
    viewer_random: bytes
    agent_fingerprint: bytes
    agent_random: bytes

    def digest(self) -> bytes:
        """Hash the parts in their order (SHA-256, 32 bytes)."""
        parts = (
            self.proposal,
            self.offer,
            self.accept,
            self.viewer_fingerprint,
            self.viewer_random,
            self.agent_fingerprint,
            self.agent_random,
        )
        if any(len(part) != 32 for part in parts):
            raise ValueError("each part of a transcript has 32 bytes")
        return hashlib.sha256(b"handrail.transcript.v1" + b"".join(parts)).digest()


def commitment(fingerprint: bytes, random: bytes) -> bytes:
    """Commit to a fingerprint without showing it (SHA-256, 32 bytes)."""
    return hashlib.sha256(b"handrail.commitment.v1" + fingerprint + random).digest()


def opens(committed: bytes, fingerprint: bytes, random: bytes) -> bool:
    """Tell whether a revealed fingerprint is the one committed to."""
    return hmac.compare_digest(committed, commitment(fingerprint, random))


def confirmation(transcript: Transcript, side: Side) -> bytes:
    """Compute what one side says over DTLS before any pixel or input (32 bytes)."""
    return hashlib.sha256(b"handrail.confirm.v1" + side.value.encode() + b"\0" + transcript.digest()).digest()


def verification_code(transcript: Transcript) -> str:
    """Derive the six digits for both screens: HKDF-SHA256 (RFC 5869) of both randoms, salted by the transcript."""
    derivation = HKDF(algorithm=SHA256(), length=16, salt=transcript.digest(), info=b"handrail.code.v1")
    number = int.from_bytes(derivation.derive(transcript.viewer_random + transcript.agent_random), "big")
    return f"{number % _CODE_MODULUS:06d}"
