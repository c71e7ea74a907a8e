"""Signed statements of how far a chain had come."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.audit.chain import Head
from broker.audit.checkpoint import Checkpoint, payload, sign_checkpoint, signed_head
from protocol.codec import decode
from protocol.envelope import keys_of, seal
from protocol.errors import Malformed, Untrusted
from protocol.trust import CHECKPOINT_TYPE
from protocol.trust import Checkpoint as Statement
from tests.fakes.actors import ORG_A, ORG_B
from tests.fakes.clock import START

CHECKPOINT = Checkpoint(organization=ORG_A, head=Head(sequence=12, hash="ab" * 32), at=START)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
KEYS = keys_of(PUBLIC)


def sign(statement: bytes) -> bytes:
    return seal(CHECKPOINT_TYPE, decode(statement, Statement), PUBLIC, KEY.sign)


def test_the_statement_never_changes_its_form() -> None:
    assert payload(CHECKPOINT) == (
        b'{"at":"2030-01-02T03:04:05.000Z","hash":"' + b"ab" * 32 + b'",'
        b'"organization":"orgaaaaaaaaaaaaaaaaaaaaaaa","sequence":12,"version":1}'
    )


def test_a_signed_checkpoint_states_its_head_to_whoever_has_the_key() -> None:
    signed = sign_checkpoint(CHECKPOINT, sign)
    assert signed.checkpoint == CHECKPOINT
    assert signed_head(signed.signed, ORG_A, KEYS) == CHECKPOINT.head


def test_a_checkpoint_of_another_key_chain_or_form_is_not_believed() -> None:
    signed = sign_checkpoint(CHECKPOINT, sign).signed
    with pytest.raises(Untrusted):
        signed_head(signed, ORG_A, keys_of(bytes(32)))
    with pytest.raises(Untrusted):
        signed_head(signed, ORG_B, KEYS)
    with pytest.raises(Malformed):
        signed_head(signed[:-1], ORG_A, KEYS)
    with pytest.raises(Untrusted):
        signed_head(signed.replace(b'"s":"', b'"s":"AAAA')[: len(signed) + 4], ORG_A, KEYS)
