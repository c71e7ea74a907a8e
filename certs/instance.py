"""The keys of one instance: its root, and what the root vouches for."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta

from certs.errors import KeysFault
from certs.files import locked, private_directory, read_private, write_private
from certs.ring import Bytes32, Ring, is_due, new_ring, rotated
from protocol.codec import decode
from protocol.envelope import Envelope, key_hash, keys_of, open_envelope, seal
from protocol.errors import ProtocolError
from protocol.identifiers import ENTROPY_BYTES, identifier_from
from protocol.trust import TRUST_TYPE, Purpose, SigningKey, Trust

ISSUED: Final = (Purpose.GRANT, Purpose.DEVICE_AUTHORITY, Purpose.CHECKPOINT)
SEALING_KEY_BYTES: Final = 32
_MAX_FILE_BYTES: Final = 1024 * 1024

Stored = TypeVar("Stored")


class Authority(Enum):
    """Says that the TLS authority in the trust document stays what it is."""

    UNCHANGED = "unchanged"


class RootKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The instance's root; the private half may be moved offline by setting it to null."""

    instance: Annotated[str, Meta(pattern="^[a-z2-7]{26}$")]
    public: Bytes32
    private: Bytes32 | None
    created_at: datetime


class InstanceKeys:
    """Signs as this instance, and tells what others need in order to verify it."""

    def __init__(
        self, *, directory: Path, root: RootKey, rings: Mapping[Purpose, Ring], trust: bytes, sealing_key: bytes
    ) -> None:
        self._directory = directory
        self._root = root
        self._rings = dict(rings)
        self._trust = trust
        self._sealing_key = sealing_key

    @property
    def instance(self) -> str:
        return self._root.instance

    @property
    def root_public(self) -> bytes:
        return self._root.public

    @property
    def root_fingerprint(self) -> str:
        """The SHA-256 of the root's raw public key, in hex."""
        return key_hash(self._root.public)

    @property
    def root_is_here(self) -> bool:
        return self._root.private is not None

    @property
    def sealing_key(self) -> bytes:
        """32 bytes with which secrets in the database are sealed; they are not in it."""
        return self._sealing_key

    @property
    def trust(self) -> bytes:
        """The envelope of the trust document, signed by the root."""
        return self._trust

    @property
    def trusted(self) -> Trust:
        return open_envelope(self._trust, TRUST_TYPE, keys_of(self._root.public), Trust)[0]

    @property
    def rings(self) -> Mapping[Purpose, Ring]:
        return dict(self._rings)

    def public_keys(self, purpose: Purpose) -> tuple[SigningKey, ...]:
        """Give the public parts of all generations, oldest first; older ones verify what was signed in their time."""
        return tuple(
            SigningKey(purpose=purpose, generation=each.generation, public=each.public)
            for each in self._rings[purpose].generations
        )

    def sign(self, purpose: Purpose, kind: str, payload: object) -> bytes:
        """Seal a payload into an envelope with the current key of the purpose."""
        current = self._rings[purpose].current
        if current.private is None:
            raise KeysFault("keys.no_private_key", f"The {purpose} key has no private half here.")
        return seal(kind, payload, current.public, Ed25519PrivateKey.from_private_bytes(current.private).sign)

    def rotate(self, purpose: Purpose, now: datetime) -> SigningKey:
        """Replace the key of a purpose by its next generation and publish it in the trust document."""
        if self._root.private is None:
            raise KeysFault("keys.root_is_offline", "The root key is not here; bring it back to rotate a key.")
        with locked(self._directory):
            rings = _read_rings(self._directory)
            rings[purpose] = rotated(rings[purpose], Ed25519PrivateKey.generate(), now)
            # The key first: opening signs a trust document that is behind its keys, but an agent that has seen a
            # generation in a trust document never goes back to the one before.
            _write(_ring_path(self._directory, purpose), rings[purpose])
            self._trust = _trust_for(self._directory, self._root, rings, Authority.UNCHANGED)
            self._rings = rings
        return rings[purpose].published()

    def renew_due(self, now: datetime) -> tuple[Purpose, ...]:
        """Rotate every key that has lived its time; with the root offline nothing is rotated."""
        if not self.root_is_here:
            return ()
        due = tuple(purpose for purpose, ring in self._rings.items() if is_due(ring, now))
        for purpose in due:
            self.rotate(purpose, now)
        return due

    def refresh(self) -> None:
        """Take over what another process has rotated or published meanwhile."""
        with locked(self._directory):
            rings = _read_rings(self._directory)
            self._trust = _trust_for(self._directory, self._root, rings, Authority.UNCHANGED)
            self._rings = rings

    def publish_authority(self, tls_authority: str | None) -> None:
        """Name the TLS authority that agents shall accept in the trust document."""
        with locked(self._directory):
            self._trust = _trust_for(self._directory, self._root, self._rings, tls_authority)


def open_instance_keys(
    state_dir: Path, now: datetime, *, tls_authority: str | Authority | None = Authority.UNCHANGED
) -> InstanceKeys:
    """Open the keys of a state directory; on the first start they are made, by one process only."""
    directory = private_directory(private_directory(state_dir) / "keys")
    with locked(directory):
        root = _open_root(directory, now)
        rings = {purpose: _open_ring(directory, purpose, now) for purpose in ISSUED}
        sealing_key = _open_sealing_key(directory)
        trust = _trust_for(directory, root, rings, tls_authority)
    return InstanceKeys(directory=directory, root=root, rings=rings, trust=trust, sealing_key=sealing_key)


def _open_root(directory: Path, now: datetime) -> RootKey:
    path = directory / "root.json"
    found = _read(path, RootKey)
    if found is None:
        private = Ed25519PrivateKey.generate()
        found = RootKey(
            instance=identifier_from(secrets.token_bytes(ENTROPY_BYTES)),
            public=private.public_key().public_bytes_raw(),
            private=private.private_bytes_raw(),
            created_at=now,
        )
        _write(path, found)
    return found


def _open_ring(directory: Path, purpose: Purpose, now: datetime) -> Ring:
    found = _read(_ring_path(directory, purpose), Ring)
    if found is None:
        found = new_ring(purpose, Ed25519PrivateKey.generate(), now)
        _write(_ring_path(directory, purpose), found)
    return found


def _read_rings(directory: Path) -> dict[Purpose, Ring]:
    found = {purpose: _read(_ring_path(directory, purpose), Ring) for purpose in ISSUED}
    return {purpose: ring for purpose, ring in found.items() if ring is not None}


def _open_sealing_key(directory: Path) -> bytes:
    path = directory / "sealing.key"
    found = read_private(path)
    if found is None:
        found = secrets.token_bytes(SEALING_KEY_BYTES)
        write_private(path, found)
    if len(found) != SEALING_KEY_BYTES:
        raise KeysFault("keys.damaged", f"{path} is damaged: bring it back from a backup.")
    return found


def _trust_for(
    directory: Path, root: RootKey, rings: Mapping[Purpose, Ring], tls_authority: str | Authority | None
) -> bytes:
    """Give the stored trust document where it still says what is so, else sign the next one."""
    path = directory / "trust.json"
    stored = read_private(path)
    before = None if stored is None else _believed(path, stored, root)
    keys = tuple(ring.published() for ring in rings.values())
    if isinstance(tls_authority, Authority):
        tls_authority = before.tls_authority if before else None
    if stored and before and before.keys == keys and before.tls_authority == tls_authority:
        return stored
    if root.private is None:
        raise KeysFault("keys.root_is_offline", "The keys have changed and the root key is not here to sign that.")
    trust = Trust(
        generation=before.generation + 1 if before else 1,
        instance=root.instance,
        keys=keys,
        tls_authority=tls_authority,
    )
    sealed = seal(TRUST_TYPE, trust, root.public, Ed25519PrivateKey.from_private_bytes(root.private).sign)
    write_private(path, sealed)
    return sealed


def _believed(path: Path, stored: bytes, root: RootKey) -> Trust:
    try:
        decode(stored, Envelope)
        return open_envelope(stored, TRUST_TYPE, keys_of(root.public), Trust)[0]
    except ProtocolError:
        raise KeysFault("keys.damaged", f"{path} is damaged: bring it back from a backup.") from None


def _ring_path(directory: Path, purpose: Purpose) -> Path:
    return directory / f"{purpose}.json"


def _read(path: Path, expected: type[Stored]) -> Stored | None:
    stored = read_private(path)
    if stored is None:
        return None
    try:
        return decode(stored, expected, max_bytes=_MAX_FILE_BYTES)
    except ProtocolError:
        raise KeysFault("keys.damaged", f"{path} is damaged: bring it back from a backup.") from None


def _write(path: Path, content: msgspec.Struct) -> None:
    write_private(path, msgspec.json.encode(content))
