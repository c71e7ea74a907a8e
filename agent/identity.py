"""Who this device is: its key, which never leaves it, and the instance that it was enrolled with."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.errors import AgentFault
from certs.files import private_directory, write_private
from protocol.envelope import key_hash, seal
from protocol.identifiers import DeviceId, OrganizationId

_KEY_FILE: Final = "device.key"
_ENROLMENT_FILE: Final = "enrolment.json"
_COUNTER_FILE: Final = "connections"


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What the device learned when it was enrolled; the root's key is pinned for good."""

    url: str
    device: DeviceId
    organization: OrganizationId
    name: str
    root: bytes
    trust: str
    """The newest trust document, as signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceKey:
    """The device's signing key."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self.private.public_key().public_bytes_raw()

    @property
    def hash(self) -> str:
        """The public key's SHA-256, in hex."""
        return key_hash(self.public)

    def seal(self, kind: str, payload: object) -> str:
        """Sign a document and write its envelope."""
        return seal(kind, payload, self.public, self.private.sign).decode()


class Identity:
    """The state directory's view of the device: key, enrolment and the count of connections."""

    def __init__(self, state: Path) -> None:
        private_directory(state)
        self._state = state

    def key(self) -> DeviceKey:
        """Read the device key; make it on first use."""
        path = self._state / _KEY_FILE
        if not path.exists():
            private = Ed25519PrivateKey.generate()
            raw = private.private_bytes(
                serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
            )
            write_private(path, raw)
        return DeviceKey(private=Ed25519PrivateKey.from_private_bytes(path.read_bytes()))

    def enrolment(self) -> Enrolment:
        """Read the enrolment, or say how to get one."""
        try:
            return msgspec.json.decode((self._state / _ENROLMENT_FILE).read_bytes(), type=Enrolment)
        except FileNotFoundError:
            raise AgentFault(
                "agent.not_enrolled",
                "This device is not enrolled. Run: handrail-agent enroll URL TOKEN",
            ) from None
        except msgspec.DecodeError:
            raise AgentFault(
                "agent.enrolment_unreadable",
                f"{self._state / _ENROLMENT_FILE} cannot be read. Enrol this device again.",
            ) from None

    def keep(self, enrolment: Enrolment) -> None:
        """Store the enrolment, or a newer trust document in it."""
        write_private(self._state / _ENROLMENT_FILE, msgspec.json.encode(enrolment))

    def next_connection(self) -> int:
        """Count one more connection; a copy of this device shows by a count that goes back."""
        path = self._state / _COUNTER_FILE
        text = path.read_text().strip() if path.exists() else "0"
        count = (int(text) if text.isdigit() else 0) + 1
        write_private(path, str(count).encode())
        return count
