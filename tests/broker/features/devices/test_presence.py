"""Which devices are connected."""

from __future__ import annotations

from broker.features.devices.presence import Here, PresenceBoard
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Presence

ONE, OTHER = DeviceId("one"), DeviceId("other")


def test_a_device_is_there_from_its_sign_in_to_the_end_of_its_link() -> None:
    board = PresenceBoard()
    board.came(ONE, Here(presence=Presence.EMPTY, boot="b", counter=3))
    assert board.presence(ONE) is Presence.EMPTY
    assert board.changed(ONE, Presence.ONLINE)
    assert not board.changed(ONE, Presence.ONLINE)
    assert not board.changed(OTHER, Presence.ONLINE)
    assert board.with_presence(Presence.ONLINE) == (ONE,)
    link = board.link_of(ONE)
    assert link is not None
    assert (link.boot, link.counter) == ("b", 3)
    board.went(ONE)
    board.went(ONE)
    assert board.presence(ONE) is None
    assert tuple(board.connected()) == ()
