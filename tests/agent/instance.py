"""An instance's keys for the agent's tests, and a viewer's half of the exchange."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.codec import encode
from protocol.envelope import document_hash, keys_of, seal
from protocol.exchange import commitment
from protocol.grant import LEASE_TYPE, OFFER_TYPE, PROPOSAL_TYPE, Lease, Offer, Proposal
from protocol.identifiers import KeyId
from protocol.trust import TRUST_TYPE, Purpose, SigningKey, Trust


@dataclass(frozen=True)
class Signer:
    """A signing key of the instance."""

    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def keys(self) -> dict[KeyId, bytes]:
        return keys_of(self.public)

    def seal(self, kind: str, payload: object) -> str:
        return seal(kind, payload, self.public, self.private.sign).decode()

    def proposal(self, proposal: Proposal) -> str:
        return self.seal(PROPOSAL_TYPE, proposal)

    def lease(self, lease: Lease) -> str:
        return self.seal(LEASE_TYPE, lease)


@dataclass(frozen=True)
class ViewerHalf:
    """A viewer's fingerprint and random, as it commits to them and shows them later."""

    fingerprint: bytes = b"f" * 32
    random: bytes = b"v" * 32

    def offer(self, proposal: Proposal) -> str:
        hashed = document_hash(PROPOSAL_TYPE, encode(proposal))
        return encode(Offer(proposal=hashed, commitment=commitment(self.fingerprint, self.random))).decode()


def offer_hash(text: str) -> bytes:
    """Hash an offer as both ends do."""
    return document_hash(OFFER_TYPE, text.encode())


def trust_of(root: Signer, grant: Signer, *, generation: int = 1) -> str:
    """Sign a table of keys."""
    table = Trust(
        generation=generation,
        instance="Provider",
        keys=(SigningKey(purpose=Purpose.GRANT, generation=generation, public=grant.public),),
        tls_authority=None,
    )
    return root.seal(TRUST_TYPE, table)
