"""A signed statement of how far a chain had come, so that it cannot be rewritten whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from broker.audit.chain import Head
from broker.audit.entry import canonical_json
from broker.clock import instant_text
from protocol.envelope import Keys, open_envelope
from protocol.errors import Untrusted
from protocol.identifiers import OrganizationId
from protocol.trust import CHECKPOINT_TYPE
from protocol.trust import Checkpoint as Statement

Sign: TypeAlias = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The head of an organization's chain at an instant."""

    organization: OrganizationId
    head: Head
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint with the envelope that the checkpoint key made of its payload."""

    checkpoint: Checkpoint
    signed: bytes


def payload(checkpoint: Checkpoint) -> bytes:
    """Give the statement that is signed, as canonical JSON; it reads as `protocol.trust.Checkpoint`."""
    fields = {
        "version": 1,
        "organization": checkpoint.organization,
        "sequence": checkpoint.head.sequence,
        "hash": checkpoint.head.hash,
        "at": instant_text(checkpoint.at),
    }
    return canonical_json(fields).encode()


def sign_checkpoint(checkpoint: Checkpoint, sign: Sign) -> SignedCheckpoint:
    """Have a checkpoint signed."""
    return SignedCheckpoint(checkpoint=checkpoint, signed=sign(payload(checkpoint)))


def signed_head(signed: bytes, organization: OrganizationId, keys: Keys) -> Head:
    """Believe an envelope and give the head it states, or raise Malformed or Untrusted.

    `keys` are all checkpoint keys there ever were: an old checkpoint was signed by the key of its time.
    """
    statement, _ = open_envelope(signed, CHECKPOINT_TYPE, keys, Statement)
    if statement.organization != organization:
        raise Untrusted("checkpoint.foreign")
    return Head(sequence=statement.sequence, hash=statement.hash)
