"""Joining against a small broker on TLS: whom the computer believes, and what it proves."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from agent.errors import AgentFault
from agent.identity import Identity
from agent.joining import open_desk
from protocol.codec import decode, encode
from protocol.enrolment import root_mark
from protocol.joining import CodeAsked, CodeGiven, CodeStanding, CodeTyped, JoinState, asking_bytes, typing_bytes
from tests.agent.test_enrolment import FACTS, SmallBroker, broker

__all__ = ["broker"]
CODE = "482913605"


def target(broker: SmallBroker) -> str:
    return f"{broker.url}#{root_mark(broker.root.public)}"


def test_another_root_is_sent_nothing(broker: SmallBroker, tmp_path: Path) -> None:
    key = Identity(tmp_path / "state").key()
    with pytest.raises(AgentFault) as refused:
        open_desk(f"{broker.url}#{root_mark(b'another')}", key, FACTS)
    assert refused.value.code == "enrolment.other_instance"
    assert "Nothing was sent." in refused.value.message
    assert broker.raw == []


def test_a_computer_proves_its_key_and_learns_what_became_of_its_code(broker: SmallBroker, tmp_path: Path) -> None:
    key = Identity(tmp_path / "state").key()
    desk = open_desk(target(broker), key, FACTS)
    given = CodeGiven(code=CODE, secret="s" * 20, seconds=600)
    broker.refusal = (201, encode(given))
    assert desk.ask_code() == given
    asked = decode(broker.raw[-1], CodeAsked)
    Ed25519PublicKey.from_public_bytes(key.public).verify(asked.proof, asking_bytes(broker.root.public, key.public))
    broker.refusal = (200, encode(CodeStanding(state=JoinState.WAITING)))
    assert desk.look(given.secret) is JoinState.WAITING
    broker.refusal = (200, b'{"state":"joined","joined":' + broker.answer() + b"}")
    joined = desk.look(given.secret)
    assert not isinstance(joined, JoinState)
    assert (joined.url, joined.root, joined.name) == (broker.url, broker.root.public, "DESK-014")


def test_a_typed_code_is_brought_with_a_proof_for_it(broker: SmallBroker, tmp_path: Path) -> None:
    key = Identity(tmp_path / "state").key()
    broker.refusal = (200, broker.answer())
    assert open_desk(target(broker), key, FACTS).type_code(CODE).name == "DESK-014"
    typed = decode(broker.raw[-1], CodeTyped)
    Ed25519PublicKey.from_public_bytes(key.public).verify(typed.proof, typing_bytes(CODE, key.public))
