"""Envelopes are believed in one fixed order, and every altered part is refused."""

import base64

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.codec import encode
from protocol.envelope import (
    MAX_ENVELOPE_BYTES,
    SMALL_ORDER,
    Envelope,
    document_hash,
    is_signed,
    keys_of,
    open_envelope,
    pre_authentication,
    seal,
)
from protocol.errors import Malformed, ProtocolError
from protocol.grant import LEASE_TYPE, Lease
from protocol.identifiers import SessionId

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key().public_bytes_raw()
OTHER = Ed25519PrivateKey.generate()
LEASE = Lease(session=SessionId("s"), attempt=1, sequence=1, ttl_seconds=90, capabilities=(), seconds_left=60)


def sealed() -> bytes:
    return seal(LEASE_TYPE, LEASE, PUBLIC, KEY.sign)


def altered(**changes: str) -> bytes:
    envelope = msgspec.json.decode(sealed(), type=Envelope)
    return encode(msgspec.structs.replace(envelope, **changes))


def code_of(raw: bytes, kind: str = LEASE_TYPE) -> str:
    with pytest.raises(ProtocolError) as caught:
        open_envelope(raw, kind, keys_of(PUBLIC), Lease)
    return caught.value.code


def test_a_signed_document_is_believed_and_named_by_its_hash() -> None:
    lease, hashed = open_envelope(sealed(), LEASE_TYPE, keys_of(PUBLIC), Lease)
    assert lease == LEASE
    assert hashed == document_hash(LEASE_TYPE, encode(LEASE))


def test_the_signature_covers_the_type() -> None:
    assert pre_authentication("a", b"bc") == b"DSSEv1 1 a 2 bc"


def test_a_document_of_another_type_is_refused() -> None:
    assert code_of(sealed(), "handrail.proposal.v1") == "envelope.wrong_type"
    assert code_of(altered(t="handrail.accept.v1")) == "envelope.wrong_type"


def test_a_type_moved_onto_another_document_does_not_hold() -> None:
    other = seal("handrail.accept.v1", LEASE, PUBLIC, KEY.sign)
    envelope = msgspec.json.decode(other, type=Envelope)
    assert code_of(encode(msgspec.structs.replace(envelope, t=LEASE_TYPE))) == "envelope.bad_signature"


def test_a_key_for_another_purpose_is_unknown() -> None:
    foreign = seal(LEASE_TYPE, LEASE, OTHER.public_key().public_bytes_raw(), OTHER.sign)
    assert code_of(foreign) == "envelope.unknown_key"


def test_a_signature_by_another_key_does_not_hold() -> None:
    assert code_of(seal(LEASE_TYPE, LEASE, PUBLIC, OTHER.sign)) == "envelope.bad_signature"


def test_an_altered_payload_does_not_hold() -> None:
    wider = msgspec.structs.replace(LEASE, seconds_left=3600)
    assert code_of(altered(p=base64.b64encode(encode(wider)).decode())) == "envelope.bad_signature"


@pytest.mark.parametrize("changes", [{"p": "***"}, {"s": "***"}])
def test_what_is_not_base64_is_malformed(changes: dict[str, str]) -> None:
    assert code_of(altered(**changes)) == "envelope.not_base64"


def test_a_fifth_key_is_refused() -> None:
    raw = msgspec.json.decode(sealed())
    assert code_of(encode({**raw, "alg": "none"})) == "body.unexpected"
    del raw["k"]
    assert code_of(encode(raw)) == "body.unexpected"


def test_the_size_has_a_limit_on_both_sides() -> None:
    room = MAX_ENVELOPE_BYTES - len(sealed())
    assert open_envelope(sealed() + b" " * room, LEASE_TYPE, keys_of(PUBLIC), Lease)
    assert code_of(sealed() + b" " * (room + 1)) == "envelope.too_large"


def test_a_payload_that_is_too_large_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="at most"):
        seal(LEASE_TYPE, {"x": "y" * MAX_ENVELOPE_BYTES}, PUBLIC, KEY.sign)


def test_a_signed_payload_still_goes_through_the_strict_decoder() -> None:
    raw = seal(LEASE_TYPE, {"unknown": 1}, PUBLIC, KEY.sign)
    with pytest.raises(Malformed):
        open_envelope(raw, LEASE_TYPE, keys_of(PUBLIC), Lease)


@pytest.mark.parametrize("of_x", [0, 2**255])
@pytest.mark.parametrize("y", sorted(SMALL_ORDER))
def test_a_key_of_small_order_signs_nothing(y: int, of_x: int) -> None:
    public = (y | of_x).to_bytes(32, "little")
    # The neutral element as commitment and nothing as answer: under a point it fits one message in eight at least.
    assert not any(is_signed(public, (1).to_bytes(64, "little"), b"%d" % number) for number in range(64))


def test_whoever_holds_a_key_signs_their_own_message_only() -> None:
    assert is_signed(PUBLIC, KEY.sign(b"yes"), b"yes")
    assert not is_signed(PUBLIC, KEY.sign(b"yes"), b"no")
    assert not is_signed(PUBLIC, b"", b"yes")
    assert not is_signed(b"short", KEY.sign(b"yes"), b"yes")
