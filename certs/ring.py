"""The generations of one signing key, and when the next is due."""

from datetime import datetime, timedelta
from typing import Annotated, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta

from protocol.trust import Purpose, SigningKey

KEY_LIFETIME: Final = timedelta(days=30)
MAX_REMEMBERED: Final = 1_000

Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]


class Generation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key pair; the private half of a replaced generation is forgotten, its public half proves old signatures."""

    generation: Annotated[int, Meta(ge=1)]
    public: Bytes32
    private: Bytes32 | None
    created_at: datetime


class Ring(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All generations of one purpose, newest last."""

    purpose: Purpose
    generations: Annotated[tuple[Generation, ...], Meta(min_length=1, max_length=MAX_REMEMBERED)]

    @property
    def current(self) -> Generation:
        return self.generations[-1]

    @property
    def due_at(self) -> datetime:
        return self.current.created_at + KEY_LIFETIME

    def published(self) -> SigningKey:
        """Give the part of the current generation that everybody may know."""
        return SigningKey(purpose=self.purpose, generation=self.current.generation, public=self.current.public)


def new_ring(purpose: Purpose, private: Ed25519PrivateKey, now: datetime) -> Ring:
    """Begin with generation 1."""
    return Ring(purpose=purpose, generations=(_generation(1, private, now),))


def rotated(ring: Ring, private: Ed25519PrivateKey, now: datetime) -> Ring:
    """Add a generation and forget the private halves before it."""
    past = tuple(msgspec.structs.replace(old, private=None) for old in ring.generations)
    fresh = _generation(ring.current.generation + 1, private, now)
    return Ring(purpose=ring.purpose, generations=(*past[-(MAX_REMEMBERED - 1) :], fresh))


def is_due(ring: Ring, now: datetime) -> bool:
    """Tell whether the current generation has lived its time. A clock that went back rotates nothing."""
    return now >= ring.due_at


def _generation(number: int, private: Ed25519PrivateKey, now: datetime) -> Generation:
    return Generation(
        generation=number,
        public=private.public_key().public_bytes_raw(),
        private=private.private_bytes_raw(),
        created_at=now,
    )
