"""RTCP made by another implementation is understood; anything else does no harm."""

from __future__ import annotations

from aiortc.rtp import (
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    pack_remb_fci,
)
from hypothesis import given
from hypothesis import strategies as st

from agent.media.feedback import (
    BandwidthLimit,
    Missing,
    PictureLost,
    Reception,
    middle_bits,
    read_feedback,
    round_trip,
    sender_report,
)

NOW = 1_700_000_000.25


def receiver_report(lost: int = 3, last: int = 0, delay: int = 0) -> bytes:
    block = RtcpReceiverInfo(
        ssrc=77, fraction_lost=64, packets_lost=lost, highest_sequence=65540, jitter=1, lsr=last, dlsr=delay
    )
    return bytes(RtcpRrPacket(ssrc=1, reports=[block]))


def test_lost_numbers_are_named() -> None:
    nack = bytes(RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=77, lost=[10, 11, 26, 65535]))
    (missing,) = read_feedback(nack)
    assert isinstance(missing, Missing)
    assert missing.ssrc == 77
    assert sorted(missing.numbers) == [10, 11, 26, 65535]


def test_picture_loss_and_full_intra_request_are_the_same_wish() -> None:
    assert read_feedback(bytes(RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=77))) == (PictureLost(ssrc=77),)
    fir = bytes(RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=b"\0\0\0\x4d\x01\0\0\0"))
    assert read_feedback(fir) == (PictureLost(ssrc=77),)


def test_estimate_is_read() -> None:
    remb = bytes(RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=pack_remb_fci(4_160_000, [77])))
    assert read_feedback(remb) == (BandwidthLimit(bits_per_second=4_160_000),)


def test_compound_packet_gives_all_its_parts() -> None:
    compound = receiver_report() + bytes(RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=77))
    report, loss = read_feedback(compound)
    assert isinstance(report, Reception)
    assert (report.ssrc, report.fraction_lost, report.packets_lost, report.highest_sequence) == (77, 0.25, 3, 65540)
    assert loss == PictureLost(ssrc=77)


def test_negative_loss_is_read_as_such() -> None:
    (report,) = read_feedback(receiver_report(lost=-2))
    assert isinstance(report, Reception)
    assert report.packets_lost == -2


def test_round_trip_is_what_is_neither_ours_nor_theirs() -> None:
    sent, held, back = NOW, 0.5, NOW + 0.54
    (report,) = read_feedback(receiver_report(last=middle_bits(sent), delay=int(held * 65536)))
    assert isinstance(report, Reception)
    measured = round_trip(report, back)
    assert measured is not None
    assert abs(measured - 0.04) < 0.001
    (never,) = read_feedback(receiver_report())
    assert isinstance(never, Reception)
    assert round_trip(never, back) is None
    assert round_trip(report, NOW - 5) is None


def test_sender_report_is_understood_by_others() -> None:
    made = sender_report(ssrc=77, now=NOW, timestamp=2**32 + 9, packets=5, octets=600, name="screen")
    report, description = RtcpPacket.parse(made)
    assert isinstance(report, RtcpSrPacket)
    assert (report.ssrc, report.sender_info.rtp_timestamp, report.sender_info.packet_count) == (77, 9, 5)
    assert description.chunks[0].items == [(1, b"screen")]  # type: ignore[union-attr]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_harm(data: bytes) -> None:
    read_feedback(data)


@given(st.integers(0, 31), st.sampled_from([200, 201, 205, 206]), st.binary(max_size=120))
def test_any_body_is_read_without_harm(count: int, kind: int, body: bytes) -> None:
    body = body[: len(body) // 4 * 4]
    head = bytes([0x80 | count, kind]) + (len(body) // 4).to_bytes(2, "big")
    for item in read_feedback(head + body):
        if isinstance(item, Missing):
            assert len(item.numbers) <= 512
