"""A part of a picture fits into one message of the agent's link, and has its limits on both sides."""

import msgspec
import pytest

from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.identifiers import SessionId
from protocol.links.agent_broker import MAX_BYTES, AgentToBroker
from protocol.links.agent_picture import PicturePart
from protocol.links.core_desktop import MAX_FRAME_BYTES, FromDesktop
from protocol.links.desktop_picture import AddPicture
from protocol.pictures import MAX_PARTS, PART_BYTES

LARGEST = PicturePart(session=SessionId("s" * 26), part=MAX_PARTS, of=MAX_PARTS, content=b"\xff" * PART_BYTES)


def test_the_largest_part_fits_and_reads_back() -> None:
    assert decode(encode(LARGEST), AgentToBroker, max_bytes=MAX_BYTES) == LARGEST
    added = AddPicture(part=LARGEST.part, of=LARGEST.of, content=LARGEST.content)
    assert decode(encode(added), FromDesktop, max_bytes=MAX_FRAME_BYTES) == added


@pytest.mark.parametrize(
    "change",
    [
        {"content": b"x" * (PART_BYTES + 1)},
        {"content": b""},
        {"part": 0},
        {"part": MAX_PARTS + 1},
        {"of": MAX_PARTS + 1},
    ],
)
def test_one_more_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        decode(encode(msgspec.structs.replace(LARGEST, **change)), AgentToBroker)
