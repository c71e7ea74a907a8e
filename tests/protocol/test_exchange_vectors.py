"""The vectors that the browser's exchange is tested with are what `protocol/exchange.py` computes.

`python tests/protocol/test_exchange_vectors.py` writes them anew.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.capabilities import Capability
from protocol.codec import encode
from protocol.envelope import document_hash, key_hash, key_id, open_envelope, pre_authentication, seal
from protocol.exchange import Side, Transcript, commitment, confirmation, verification_code
from protocol.grant import (
    ACCEPT_TYPE,
    OFFER_TYPE,
    PROPOSAL_TYPE,
    Accept,
    CodeMode,
    Decision,
    Offer,
    Origin,
    Proposal,
    Who,
)
from protocol.identifiers import DeviceId, SessionId, identifier_from

VECTORS = Path(__file__).resolve().parent.parent / "vectors" / "exchange.json"


def fixed(name: str) -> bytes:
    """32 bytes that are the same each time."""
    return hashlib.sha256(f"vector {name}".encode()).digest()


class Key:
    """A key pair from a fixed seed, for tests alone."""

    def __init__(self, name: str) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(fixed(name))
        self.public = self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


def proposal(device: Key) -> Proposal:
    return Proposal(
        session=SessionId(identifier_from(fixed("session")[:16])),
        attempt=1,
        device=DeviceId(identifier_from(fixed("device id")[:16])),
        device_key=key_hash(device.public),
        agent_nonce=fixed("agent nonce"),
        who=Who(
            name="Zoë Technician", email="technician@provider.example", company="IT provider", signed_in_by="password"
        ),
        organization="Org A",
        origin=Origin.OFFER,
        reason="Printer “driver”",
        request=fixed("request").hex(),
        attended=True,
        capabilities=(Capability.VIEW, Capability.CONTROL, Capability.CHAT),
        seconds=1800,
        consent_seconds=60,
        recording=False,
        code=CodeMode.SHOW,
        policy=3,
        previous=None,
    )


def accept(asked: Proposal, proposal_hash: bytes, offer_hash: bytes) -> Accept:
    return Accept(
        session=asked.session,
        attempt=asked.attempt,
        proposal=proposal_hash,
        offer=offer_hash,
        decision=Decision.YES,
        asked_person=True,
        capabilities=(Capability.VIEW, Capability.CONTROL),
        seconds=900,
        fingerprint=fixed("agent fingerprint"),
        agent_random=fixed("agent random"),
    )


def base64_of(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def vectors() -> dict[str, Any]:
    """The whole exchange with fixed keys and randoms."""
    grant_key, device_key = Key("grant key"), Key("device key")
    asked = proposal(device_key)
    sealed_proposal = seal(PROPOSAL_TYPE, asked, grant_key.public, grant_key.sign)
    _, proposal_hash = open_envelope(
        sealed_proposal, PROPOSAL_TYPE, {key_id(grant_key.public): grant_key.public}, Proposal
    )
    committed = commitment(fixed("viewer fingerprint"), fixed("viewer random"))
    offer = encode(Offer(proposal=proposal_hash, commitment=committed))
    offer_hash = document_hash(OFFER_TYPE, offer)
    given = accept(asked, proposal_hash, offer_hash)
    sealed_accept = seal(ACCEPT_TYPE, given, device_key.public, device_key.sign)
    transcript = Transcript(
        proposal=proposal_hash,
        offer=offer_hash,
        accept=document_hash(ACCEPT_TYPE, encode(given)),
        viewer_fingerprint=fixed("viewer fingerprint"),
        viewer_random=fixed("viewer random"),
        agent_fingerprint=fixed("agent fingerprint"),
        agent_random=fixed("agent random"),
    )
    return {
        "session": asked.session,
        "device": asked.device,
        "grant_public": base64_of(grant_key.public),
        "device_public": base64_of(device_key.public),
        "grant_key_id": key_id(grant_key.public),
        "device_key_hash": key_hash(device_key.public),
        "pre_authentication": {"kind": "t", "payload": "{}", "bytes": pre_authentication("t", b"{}").decode()},
        "proposal": sealed_proposal.decode(),
        "proposal_hash": proposal_hash.hex(),
        "offer": offer.decode(),
        "offer_hash": offer_hash.hex(),
        "accept": sealed_accept.decode(),
        "accept_hash": transcript.accept.hex(),
        "viewer_fingerprint": transcript.viewer_fingerprint.hex(),
        "viewer_random": transcript.viewer_random.hex(),
        "agent_fingerprint": transcript.agent_fingerprint.hex(),
        "agent_random": transcript.agent_random.hex(),
        "commitment": committed.hex(),
        "transcript": transcript.digest().hex(),
        "confirmation_viewer": confirmation(transcript, Side.VIEWER).hex(),
        "confirmation_agent": confirmation(transcript, Side.AGENT).hex(),
        "code": verification_code(transcript),
        "codes": [
            {"viewer_random": fixed(f"viewer {turn}").hex(), "code": verification_code(changed(transcript, turn))}
            for turn in range(20)
        ],
    }


def changed(transcript: Transcript, turn: int) -> Transcript:
    """The same transcript with another random, so that codes with leading zeros occur too."""
    return Transcript(
        proposal=transcript.proposal,
        offer=transcript.offer,
        accept=transcript.accept,
        viewer_fingerprint=transcript.viewer_fingerprint,
        viewer_random=fixed(f"viewer {turn}"),
        agent_fingerprint=transcript.agent_fingerprint,
        agent_random=transcript.agent_random,
    )


def test_stored_vectors_are_what_is_computed() -> None:
    assert json.loads(VECTORS.read_text("utf-8")) == vectors()


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(vectors(), indent=2, ensure_ascii=False) + "\n", "utf-8")
    sys.exit(0)
