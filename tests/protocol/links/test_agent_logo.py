"""A part of a logo fits into a frame of the agent's link, and the whole into one of the desktop's; no more does."""

import msgspec
import pytest

from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.links.agent_broker import MAX_BYTES, AgentToBroker, BrokerToAgent
from protocol.links.agent_logo import LOGO_BYTES, LogoPart, WantLogo
from protocol.links.core_desktop import MAX_FRAME_BYTES, FromCore
from protocol.links.desktop_logo import ShowLogo
from protocol.pictures import PART_BYTES

PART = LogoPart(hash="0" * 64, at=LOGO_BYTES - PART_BYTES, size=LOGO_BYTES, content=b"\xff" * PART_BYTES)
WHOLE = ShowLogo(content=b"\xff" * LOGO_BYTES)


def test_the_largest_part_and_the_largest_whole_arrive() -> None:
    assert decode(encode(PART), BrokerToAgent, max_bytes=MAX_BYTES) == PART
    assert decode(encode(WHOLE), FromCore, max_bytes=MAX_FRAME_BYTES) == WHOLE


def test_one_byte_more_does_not() -> None:
    with pytest.raises(Malformed):
        decode(encode(msgspec.structs.replace(PART, content=PART.content + b"x")), BrokerToAgent, max_bytes=MAX_BYTES)
    with pytest.raises(Malformed):
        decode(encode(ShowLogo(content=WHOLE.content + b"x")), FromCore, max_bytes=MAX_FRAME_BYTES)


@pytest.mark.parametrize(
    "wrong", [{"hash": "0" * 63}, {"hash": "G" * 64}, {"hash": ""}, {"at": -1}, {"at": LOGO_BYTES}]
)
def test_a_device_asks_by_a_hash_from_within_the_file(wrong: dict[str, object]) -> None:
    wanted = WantLogo(hash="0" * 64, at=LOGO_BYTES - 1)
    assert decode(encode(wanted), AgentToBroker) == wanted
    with pytest.raises(Malformed):
        decode(encode(msgspec.structs.replace(wanted, **wrong)), AgentToBroker)
