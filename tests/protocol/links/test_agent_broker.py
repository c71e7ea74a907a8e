"""Every message of the agent's link is told apart by its tag and keeps its limits."""

from typing import get_args

import msgspec
import pytest

from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.identifiers import SessionId
from protocol.links.agent_broker import MAX_SDP, AgentToBroker, Answer, AskHelp, BrokerToAgent


@pytest.mark.parametrize("union", [BrokerToAgent, AgentToBroker])
def test_no_two_messages_share_a_tag(union: object) -> None:
    tags = [message.__struct_config__.tag for message in get_args(union)]
    assert len(tags) == len(set(tags))


def test_an_answer_reads_back_and_its_sdp_has_a_limit_on_both_sides() -> None:
    fits = Answer(session=SessionId("s"), attempt=1, sdp="v" * MAX_SDP)
    assert decode(encode(fits), AgentToBroker) == fits
    with pytest.raises(Malformed):
        decode(encode(msgspec.structs.replace(fits, sdp="v" * (MAX_SDP + 1))), AgentToBroker)


def test_a_phone_number_has_a_limit_on_both_sides() -> None:
    fits = AskHelp(number=1, name="n", email="e", phone="1" * 50, reason="two words")
    assert decode(encode(fits), AgentToBroker) == fits
    with pytest.raises(Malformed):
        decode(encode(msgspec.structs.replace(fits, phone="1" * 51)), AgentToBroker)
