"""Every message of the viewer's link is told apart by its tag."""

from typing import get_args

import pytest

from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.links.viewer_broker import BrokerToViewer, Lost, Off, ViewerToBroker


@pytest.mark.parametrize("union", [BrokerToViewer, ViewerToBroker])
def test_no_two_messages_share_a_tag(union: object) -> None:
    tags = [message.__struct_config__.tag for message in get_args(union)]
    assert len(tags) == len(set(tags))


def test_a_message_of_the_other_direction_is_refused() -> None:
    assert decode(encode(Off()), ViewerToBroker) == Off()
    with pytest.raises(Malformed):
        decode(encode(Off()), BrokerToViewer)


def test_attempts_count_from_one() -> None:
    with pytest.raises(Malformed):
        decode(encode(Lost(attempt=0)), ViewerToBroker)
