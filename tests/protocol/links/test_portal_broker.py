"""A portal page gets hints and says nothing but that it is there."""

import pytest

from protocol.codec import decode, encode
from protocol.errors import Malformed
from protocol.links.portal_broker import BrokerToPortal, Changed, Ping, PortalToBroker, Topic


def test_a_hint_reads_back_as_it_was_written() -> None:
    hint = Changed(topic=Topic.REQUESTS, id="x")
    assert decode(encode(hint), BrokerToPortal) == hint


def test_a_page_cannot_send_hints() -> None:
    assert decode(encode(Ping(number=1)), PortalToBroker) == Ping(number=1)
    with pytest.raises(Malformed):
        decode(encode(Changed(topic=Topic.AUDIT)), PortalToBroker)
