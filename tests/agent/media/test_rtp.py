"""RTP packets, read back by another implementation."""

from __future__ import annotations

from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from agent.media import rtp

EXTENSIONS = rtp.Extensions(playout_delay=5, absolute_send_time=2)


def made(extension: bytes = b"", payload: bytes = b"picture") -> bytes:
    return rtp.packet(
        payload_type=102,
        sequence=65537,
        timestamp=2**32 + 5,
        ssrc=77,
        marker=True,
        extension=extension,
        payload=payload,
    )


def test_fields_are_where_they_belong_and_wrap() -> None:
    packet = RtpPacket.parse(made())
    assert (packet.payload_type, packet.sequence_number, packet.timestamp, packet.ssrc) == (102, 1, 5, 77)
    assert packet.marker == 1
    assert packet.payload == b"picture"


def test_playout_delay_is_zero_and_send_time_is_eighteen_bits_of_fraction() -> None:
    block = EXTENSIONS.block(1.5)
    assert block == b"\xbe\xde\x00\x02" + b"\x52\x00\x00\x00" + b"\x22" + int(1.5 * 2**18).to_bytes(3, "big")
    assert RtpPacket.parse(made(block)).payload == b"picture"


def test_without_agreed_extensions_there_is_no_block() -> None:
    assert rtp.Extensions().block(1.0) == b""
    assert made()[0] == 0x80


def test_repair_carries_the_original_number_before_the_payload() -> None:
    again = RtpPacket.parse(rtp.repair(made(EXTENSIONS.block(0)), payload_type=103, sequence=9, ssrc=78))
    assert (again.payload_type, again.sequence_number, again.ssrc, again.timestamp) == (103, 9, 78, 5)
    assert again.marker == 1
    assert again.payload == b"\x00\x01picture"


@given(ticks=st.integers(0, 2**40), mark=st.integers(0, 2**32 - 1), behind=st.integers(-1000, 2**33))
def test_a_marked_timestamp_carries_its_mark_rises_and_stays_near(ticks: int, mark: int, behind: int) -> None:
    after = max(0, ticks - behind)
    stamp = rtp.marked(ticks, mark, after)
    assert stamp & 0xFF == mark & 0xFF
    assert stamp > after
    assert abs(stamp - max(ticks, after)) <= 0x1FF
