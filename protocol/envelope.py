"""Signed documents: the envelope `{t, p, k, s}` and the order in which it is believed.

The signature is Ed25519 (RFC 8032) over the pre-authentication encoding of DSSE v1, so that the type is signed too.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from protocol.codec import decode, encode
from protocol.errors import Malformed, Untrusted
from protocol.identifiers import KeyId

Payload = TypeVar("Payload")
Sign = Callable[[bytes], bytes]
"""Takes the bytes to sign, gives the 64 bytes of an Ed25519 signature."""
Keys = Mapping[KeyId, bytes]
"""The raw 32-byte public keys that are valid for one purpose, by their key id."""

MAX_ENVELOPE_BYTES: Final = 12 * 1024


def _small_order() -> frozenset[int]:
    prime = 2**255 - 19
    of_eight = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
    return frozenset({0, 1, prime - 1, prime, prime + 1, of_eight, prime - of_eight})


SMALL_ORDER: Final = _small_order()
"""The y of public keys under which a signature says nothing, as one fits many messages; the sign of x aside."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A type, a payload (base64), the id of the key and its signature (base64)."""

    t: str
    p: str
    k: str
    s: str


def key_id(public: bytes) -> KeyId:
    """Name a public key by the first 16 bytes of its SHA-256, in hex."""
    return KeyId(hashlib.sha256(public).hexdigest()[:32])


def key_hash(public: bytes) -> str:
    """Fingerprint a public key: SHA-256 in hex."""
    return hashlib.sha256(public).hexdigest()


def pre_authentication(kind: str, payload: bytes) -> bytes:
    """Build what is signed: DSSEv1, both lengths, type and payload."""
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def document_hash(kind: str, payload: bytes) -> bytes:
    """Hash what the signature covers (SHA-256, 32 bytes); this is how documents refer to one another."""
    return hashlib.sha256(pre_authentication(kind, payload)).digest()


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether whoever holds the key (32 bytes) signed the message; a key of small order signs nothing."""
    if int.from_bytes(public, "little") & (2**255 - 1) in SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(kind: str, payload: object, public: bytes, sign: Sign) -> bytes:
    """Sign a payload and write its envelope."""
    written = encode(payload)
    signature = sign(pre_authentication(kind, written))
    envelope = Envelope(t=kind, p=_to_base64(written), k=key_id(public), s=_to_base64(signature))
    sealed = encode(envelope)
    if len(sealed) > MAX_ENVELOPE_BYTES:
        raise ValueError(f"{kind} takes {len(sealed)} bytes, at most {MAX_ENVELOPE_BYTES}")
    return sealed


def open_envelope(sealed: bytes, kind: str, keys: Keys, expected: type[Payload]) -> tuple[Payload, bytes]:
    """Believe an envelope: gives its payload and document hash, or raises Malformed or Untrusted.

    The order is fixed: size, exactly four keys, type, key for that purpose, signature, and only then the payload.
    """
    if len(sealed) > MAX_ENVELOPE_BYTES:
        raise Malformed("envelope.too_large", f"{len(sealed)} bytes, at most {MAX_ENVELOPE_BYTES}")
    envelope = decode(sealed, Envelope, max_bytes=MAX_ENVELOPE_BYTES)
    if envelope.t != kind:
        raise Untrusted("envelope.wrong_type", f"{kind} was expected")
    public = keys.get(KeyId(envelope.k))
    if public is None:
        raise Untrusted("envelope.unknown_key")
    payload = _from_base64(envelope.p)
    if not is_signed(public, _from_base64(envelope.s), pre_authentication(kind, payload)):
        raise Untrusted("envelope.bad_signature")
    return decode(payload, expected, max_bytes=MAX_ENVELOPE_BYTES), document_hash(kind, payload)


def keys_of(*publics: bytes) -> dict[KeyId, bytes]:
    """Index raw public keys by their id."""
    return {key_id(public): public for public in publics}


def _to_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("envelope.not_base64") from None
