"""The limits of what a viewer may send, on both sides of each."""

from __future__ import annotations

from agent.peer.channels import (
    CHANNELS,
    MAX_BUFFERED_BYTES,
    MAX_BUFFERED_CHUNKS,
    MAX_CHANNELS,
    MAX_FAULTS,
    MAX_MESSAGE_BYTES,
    Fault,
    Flood,
    InboundGuard,
)
from protocol.links.viewer_agent import Channel


def guard() -> InboundGuard:
    return InboundGuard(known=frozenset(agreement.id for agreement in CHANNELS))


def test_channels_are_the_agreed_five_in_the_order_of_their_ids() -> None:
    assert [agreement.label for agreement in CHANNELS] == list(Channel)
    assert [agreement.id for agreement in CHANNELS] == [0, 1, 2, 3, 4]
    assert len(CHANNELS) <= MAX_CHANNELS


def test_message_limit() -> None:
    kept = {"buffered_bytes": 0, "buffered_chunks": 0}
    assert guard().overflow(message_bytes=MAX_MESSAGE_BYTES, **kept) is None
    assert guard().overflow(message_bytes=MAX_MESSAGE_BYTES + 1, **kept) is Flood.MESSAGE


def test_buffer_limits() -> None:
    limits = {"buffered_bytes": MAX_BUFFERED_BYTES, "buffered_chunks": MAX_BUFFERED_CHUNKS}
    assert guard().overflow(message_bytes=0, **limits) is None
    for name, limit in limits.items():
        assert guard().overflow(message_bytes=0, **{**limits, name: limit + 1}) is Flood.BUFFER


def test_faults_are_counted_until_they_are_a_flood() -> None:
    counted = guard()
    assert {counted.note(Fault.NOT_TEXT) for _ in range(MAX_FAULTS)} == {None}
    assert counted.note(Fault.OPEN) is Flood.FAULTS
    assert counted.faults == {Fault.NOT_TEXT: MAX_FAULTS, Fault.OPEN: 1}
