"""A signed statement of how far a chain had come, so that it cannot be rewritten whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from broker.audit.chain import Head
from broker.audit.entry import canonical_json
from broker.clock import instant_text
from protocol.identifiers import OrganizationId

Sign: TypeAlias = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of an organization's chain at an instant."""

    organization: OrganizationId
    head: Head
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint with what the checkpoint key made of its payload: an envelope or a bare signature."""

    checkpoint: Checkpoint
    signed: bytes


def payload(checkpoint: Checkpoint) -> bytes:
    """Give the canonical bytes that are signed."""
    fields = {
        "organization": checkpoint.organization,
        "sequence": checkpoint.head.sequence,
        "hash": checkpoint.head.hash,
        "at": instant_text(checkpoint.at),
    }
    return canonical_json(fields).encode()


def sign_checkpoint(checkpoint: Checkpoint, sign: Sign) -> SignedCheckpoint:
    """Have a checkpoint signed."""
    return SignedCheckpoint(checkpoint=checkpoint, signed=sign(payload(checkpoint)))
