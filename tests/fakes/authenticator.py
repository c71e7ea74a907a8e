"""A passkey made of software: answers questions as a browser does, well or badly as a test wants."""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(slots=True, kw_only=True)
class Authenticator:
    """One passkey for one host; `verifies`: it asks its person for a finger or a PIN."""

    origin: str
    rp_id: str
    verifies: bool = True
    counts: bool = True
    person_id: str | None = None
    count: int = 0
    credential_id: bytes = b"credential of a test, 32 bytes.."
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, asked: dict[str, object], name: str = "Laptop") -> dict[str, object]:
        """Answer a question for a new passkey, in the form of the API."""
        self.person_id = str(asked["person_id"])
        client = self._client("webauthn.create", str(asked["challenge"]))
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id + public
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._about(_ATTESTED) + attested}
        return {
            "name": name,
            "id": b64(self.credential_id),
            "client_data": b64(client),
            "attestation": b64(cbor2.dumps(attestation)),
            "transports": ["internal"],
        }

    def show(self, asked: dict[str, object]) -> dict[str, object]:
        """Answer a question for a passkey, in the form of the API."""
        self.count += 1 if self.counts else 0
        client = self._client("webauthn.get", str(asked["challenge"]))
        about = self._about(0)
        signature = self.key.sign(about + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return {
            "id": b64(self.credential_id),
            "client_data": b64(client),
            "authenticator_data": b64(about),
            "signature": b64(signature),
            "person_id": self.person_id,
        }

    def _client(self, kind: str, challenge: str) -> bytes:
        found = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(found).encode()

    def _about(self, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + struct.pack(">BI", flags, self.count)
