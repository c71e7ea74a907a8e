"""Signed statements of how far a chain had come."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.audit.chain import Head
from broker.audit.checkpoint import Checkpoint, payload, sign_checkpoint
from tests.fakes.actors import ORG_A
from tests.fakes.clock import START

CHECKPOINT = Checkpoint(organization=ORG_A, head=Head(sequence=12, hash="ab" * 32), at=START)


def test_the_payload_never_changes_its_form() -> None:
    assert payload(CHECKPOINT) == (
        b'{"at":"2030-01-02T03:04:05.000Z","hash":"' + b"ab" * 32 + b'",'
        b'"organization":"orgaaaaaaaaaaaaaaaaaaaaaaa","sequence":12}'
    )


def test_what_is_signed_is_the_payload() -> None:
    key = Ed25519PrivateKey.generate()
    signed = sign_checkpoint(CHECKPOINT, key.sign)
    key.public_key().verify(signed.signed, payload(signed.checkpoint))
