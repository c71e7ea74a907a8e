"""The signed table of an instance's keys, and what a device's own document says."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from protocol.envelope import key_id
from protocol.identifiers import DeviceId, KeyId, OrganizationId

TRUST_TYPE: Final = "handrail.trust.v1"
DEVICE_TYPE: Final = "handrail.device.v1"
CHECKPOINT_TYPE: Final = "handrail.checkpoint.v1"

PublicKey = Annotated[bytes, Meta(min_length=32, max_length=32)]
"""A raw Ed25519 public key (base64 in JSON)."""


class Purpose(StrEnum):
    """What a key may sign. Organization and technician keys are verified already and issued later."""

    GRANT = "grant"
    DEVICE_AUTHORITY = "device_authority"
    CHECKPOINT = "checkpoint"
    ORGANIZATION = "organization"
    TECHNICIAN = "technician"


class SigningKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key of the instance with its purpose and generation."""

    purpose: Purpose
    generation: Annotated[int, Meta(ge=1)]
    public: PublicKey


class Trust(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the root says about the instance's keys; a higher generation replaces a lower one."""

    version: int = 1
    generation: Annotated[int, Meta(ge=1)]
    instance: str
    keys: Annotated[tuple[SigningKey, ...], Meta(max_length=16)]
    tls_authority: str | None
    """PEM of the development authority, or None where the operator brings a publicly trusted certificate."""


class DeviceDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the device authority says of a device at enrolment."""

    version: int = 1
    device: DeviceId
    organization: OrganizationId
    name: str
    public: PublicKey


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far an organization's audit log reached, and the hash of its last entry there."""

    version: int = 1
    organization: OrganizationId
    sequence: Annotated[int, Meta(ge=0)]
    hash: str
    at: str


def keys_for(purpose: Purpose, keys: Iterable[SigningKey]) -> dict[KeyId, bytes]:
    """Give the keys of the highest generation for one purpose; older ones no longer count."""
    found = [key for key in keys if key.purpose is purpose]
    newest = max((key.generation for key in found), default=0)
    return {key_id(key.public): key.public for key in found if key.generation == newest}
