"""How a device becomes known: the token, the proof that it holds its key, and the bodies of both HTTP calls."""

import hashlib
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from protocol.identifiers import DeviceId, OrganizationId
from protocol.links.agent_broker import Facts, Sealed
from protocol.trust import PublicKey

ROOT_MARK_LENGTH: Final = 32
"""A token ends with this many hex digits of the root's fingerprint, which pin the instance."""
MAX_TOKEN: Final = 200


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """POST /api/enrol: the token's secret, the device's new key and the signature that it is held."""

    secret: Annotated[str, Meta(min_length=16, max_length=MAX_TOKEN)]
    public_key: PublicKey
    proof: Annotated[bytes, Meta(min_length=64, max_length=64)]
    facts: Facts


class EnrolAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the device learns: its id, and the documents that the instance signed."""

    device_id: DeviceId
    organization_id: OrganizationId
    name: str
    trust: Sealed
    device: Sealed


class TrustAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """GET /api/trust: the root's public key and the table it signed; believed only by the token's fingerprint."""

    root: PublicKey
    trust: Sealed


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolment token, taken apart."""

    secret: str
    root_mark: str


def read_token(text: str) -> Token | None:
    """Take a token apart; None if it does not have the form `secret.root`."""
    secret, dot, mark = text.strip().rpartition(".")
    if not dot or not secret or len(text) > MAX_TOKEN or len(mark) != ROOT_MARK_LENGTH:
        return None
    return Token(secret=secret, root_mark=mark) if all(digit in "0123456789abcdef" for digit in mark) else None


def root_mark(root: bytes) -> str:
    """Give the part of a root's fingerprint that tokens carry."""
    return hashlib.sha256(root).hexdigest()[:ROOT_MARK_LENGTH]


def proof_bytes(secret: str, public_key: bytes) -> bytes:
    """Build what the device signs to show that it holds the key it brings."""
    return hashlib.sha256(b"handrail.enrol.v1\0" + secret.encode() + b"\0" + public_key).digest()
