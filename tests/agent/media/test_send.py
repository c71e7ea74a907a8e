"""A viewer's sender: numbering, pacing, repair, and key pictures only where they help."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import pairwise

import pytest
from aiortc.rtp import RtcpPsfbPacket, RtcpReceiverInfo, RtcpRrPacket, RtcpRtpfbPacket, RtpPacket

from agent.media import send
from agent.media.packetize import Codec
from agent.media.picture import EncodedPicture
from agent.media.quality import MANNERS
from agent.media.rate import RateControl
from agent.media.rtp import Extensions
from agent.media.send import MAX_PAYLOAD_BYTES, VideoAgreement, VideoSender
from protocol.links.viewer_agent import QualityChoice

SSRC, REPAIR = 77, 78


class FakePath:
    def __init__(self) -> None:
        self.media: list[bytes] = []
        self.control: list[bytes] = []
        self.open = True

    def send_media(self, packet: bytes) -> None:
        if not self.open:
            raise ConnectionError("closed")
        self.media.append(packet)

    def send_control(self, packet: bytes) -> None:
        self.control.append(packet)

    def packets(self, ssrc: int = SSRC) -> list[RtpPacket]:
        return [packet for packet in map(RtpPacket.parse, self.media) if packet.ssrc == ssrc]


class Bench:
    def __init__(self, rate: float = 50_000_000.0, repair: int | None = 103) -> None:
        self.path = FakePath()
        self.keys = self.rooms = 0
        agreement = VideoAgreement(
            codec=Codec.H264,
            payload_type=102,
            repair_payload_type=repair,
            ssrc=SSRC,
            repair_ssrc=REPAIR,
            first_sequence=65534,
            first_timestamp=5,
            extensions=Extensions(),
        )
        self.sender = VideoSender(agreement, self.path, RateControl(rate=rate))
        self.sender.start(on_key_wanted=self._key, on_room=self._room)

    def _key(self) -> None:
        self.keys += 1

    def _room(self) -> None:
        self.rooms += 1

    def picture(self, size: int = 100, *, key: bool = False, changed: bool = True, generation: int = 0) -> None:
        unit = b"\0\0\1" + bytes([0x65 if key else 0x41]) + b"\xab" * size
        self.sender.deliver(
            EncodedPicture(
                codec=Codec.H264,
                content=unit,
                key=key,
                changed=changed,
                captured_at=0.0,
                encode_seconds=0.001,
                width=64,
                height=64,
                generation=generation,
            )
        )

    def picture_lost(self) -> None:
        self.sender.take_feedback(bytes(RtcpPsfbPacket(fmt=1, ssrc=1, media_ssrc=SSRC)))

    def missing(self, *numbers: int) -> None:
        self.sender.take_feedback(bytes(RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=SSRC, lost=list(numbers))))

    def received_all(self) -> None:
        last = self.path.packets()[-1].sequence_number
        block = RtcpReceiverInfo(
            ssrc=SSRC, fraction_lost=0, packets_lost=0, highest_sequence=last, jitter=0, lsr=0, dlsr=0
        )
        self.sender.take_feedback(bytes(RtcpRrPacket(ssrc=1, reports=[block])))


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    bench.sender.close()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.002)


async def test_numbers_go_on_over_the_wrap_and_the_last_packet_is_marked(bench: Bench) -> None:
    bench.picture(3000, key=True)
    bench.picture(10)
    await until(lambda: len(bench.path.media) == 4)
    packets = bench.path.packets()
    assert [packet.sequence_number for packet in packets] == [65534, 65535, 0, 1]
    assert [packet.marker for packet in packets] == [0, 0, 1, 1]
    assert len({packet.timestamp for packet in packets[:3]}) == 1
    assert all(len(packet.payload) <= MAX_PAYLOAD_BYTES for packet in packets)
    assert bench.rooms > 0


async def test_nothing_is_sent_before_a_key_picture(bench: Bench) -> None:
    bench.picture(10)
    assert bench.path.media == []
    assert bench.sender.figures.skipped == 1


async def test_missing_packet_is_sent_again_on_the_repair_stream(bench: Bench) -> None:
    bench.picture(10, key=True)
    bench.missing(12345, 65534)
    (repaired,) = bench.path.packets(REPAIR)
    assert repaired.payload[:2] == (65534).to_bytes(2, "big")
    assert repaired.payload[2:] == bench.path.packets()[0].payload
    bench.missing(65534)
    assert len(bench.path.packets(REPAIR)) == 1


async def test_without_repair_stream_the_packet_itself_is_sent_again() -> None:
    bench = Bench(repair=None)
    bench.picture(10, key=True)
    bench.missing(65534)
    assert bench.path.media[0] == bench.path.media[1]
    bench.sender.close()


async def test_still_stream_answers_no_wish_for_a_key_picture(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "KEY_INTERVAL_SECONDS", 0.0)
    bench.picture(10, key=True)
    bench.picture(10, changed=False)
    bench.received_all()
    bench.picture_lost()
    assert bench.keys == 0
    bench.picture(10)
    bench.received_all()
    monkeypatch.setattr(send, "URGENT_SECONDS", 0.0)
    bench.picture_lost()
    assert bench.keys == 0


async def test_viewer_that_asks_again_at_once_is_believed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "KEY_INTERVAL_SECONDS", 0.0)
    bench.picture(10, key=True)
    bench.received_all()
    bench.picture_lost()
    bench.picture_lost()
    assert bench.keys == 1


async def test_wish_is_answered_while_it_is_not_known_that_all_arrived(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "KEY_INTERVAL_SECONDS", 0.0)
    bench.picture(10, key=True)
    bench.picture_lost()
    assert bench.keys == 1


async def test_wish_after_a_loss_is_answered_even_where_all_later_numbers_arrived(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send, "KEY_INTERVAL_SECONDS", 0.0)
    bench.picture(10, key=True)
    bench.picture(10)
    bench.missing(65534)
    bench.received_all()
    bench.picture_lost()
    assert bench.keys == 1


async def test_flood_of_wishes_gives_one_key_picture(bench: Bench) -> None:
    bench.picture(10, key=True)
    for _ in range(1000):
        bench.picture_lost()
    assert bench.keys == 0


async def test_large_picture_is_spread_and_no_room_is_told_meanwhile() -> None:
    bench = Bench(rate=4_000_000)
    bench.picture(100_000, key=True)
    assert 0 < len(bench.path.media) < 40
    assert not bench.sender.is_ready()
    assert bench.rooms == 0
    await until(lambda: bench.rooms)
    assert len(bench.path.media) == len(bench.path.packets()) >= 85
    assert bench.sender.is_ready()
    bench.sender.close()


async def test_viewer_that_falls_behind_is_cut_off_until_the_next_key_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # So slow that a busy computer, which may catch up on what it missed, still sends a small part at once.
    bench = Bench(rate=1_000_000)
    monkeypatch.setattr(send, "MAX_WAITING_BYTES", 50_000)
    bench.picture(200_000, key=True)
    bench.picture(10)
    bench.picture(10)
    assert bench.sender.figures.skipped == 2
    await until(lambda: bench.rooms)
    bench.picture(10)
    assert bench.sender.figures.skipped == 3
    bench.picture(10, key=True)
    assert bench.sender.figures.frames == 2
    bench.sender.close()


async def test_feedback_of_another_stream_and_rubbish_do_nothing(bench: Bench) -> None:
    bench.picture(10, key=True)
    bench.sender.take_feedback(bytes(RtcpRtpfbPacket(fmt=1, ssrc=1, media_ssrc=4242, lost=[65534])))
    bench.sender.take_feedback(b"\x80\xff rubbish")
    assert len(bench.path.media) == 1


async def test_closed_path_ends_the_sender_quietly(bench: Bench) -> None:
    bench.path.open = False
    bench.picture(10, key=True)
    bench.picture(10)
    bench.missing(65534)
    assert bench.path.media == []


async def test_reports_are_sent_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "REPORT_SECONDS", 0.01)
    bench = Bench()
    await until(lambda: len(bench.path.control) >= 2)
    bench.sender.close()
    count = len(bench.path.control)
    await asyncio.sleep(0.05)
    assert len(bench.path.control) == count


async def test_low_bandwidth_bounds_the_budget_and_the_pace(bench: Bench) -> None:
    assert bench.sender.budget == 50_000_000
    bench.sender.choice = QualityChoice.LOW
    assert bench.sender.budget == MANNERS[QualityChoice.LOW].most
    bench.picture(60_000, key=True)
    assert not bench.sender.is_ready()
    assert len(bench.path.media) < 60_000 // MAX_PAYLOAD_BYTES


async def test_it_tells_how_long_changes_took_and_nothing_of_repeats(bench: Bench) -> None:
    assert bench.sender.take_delays() is None
    bench.picture(10, key=True)
    taken = bench.sender.take_delays()
    assert taken is not None
    assert taken.encode == pytest.approx(0.001)
    assert taken.send < 1
    bench.picture(10, changed=False)
    assert bench.sender.take_delays() is None


async def test_each_frame_carries_its_generation_in_its_timestamp(bench: Bench) -> None:
    for generation in (3, 3, 300, 301):
        bench.picture(10, key=True, generation=generation)
    stamps = [packet.timestamp for packet in bench.path.packets()]
    assert [stamp & 0xFF for stamp in stamps] == [3, 3, 300 & 0xFF, 301 & 0xFF]
    assert all(later > earlier for earlier, later in pairwise(stamps))


async def test_tiles_are_sent_while_they_are_wanted_and_the_picture_is_shown(bench: Bench) -> None:
    sent: list[bytes] = []

    class Tiles:
        def send_tile(self, message: bytes) -> bool:
            sent.append(message)
            return True

        def backlog(self) -> int:
            return 0

    bench.sender.sharpen(Tiles())
    tiles = bench.sender.tiles
    assert tiles is not None
    tiles.begin(b"begin")
    assert sent == [b"begin"]
    bench.sender.close()
    tiles.begin(b"again")
    assert (bench.sender.tiles, sent) == (None, [b"begin"])
    bench.sender.sharpen(Tiles())
    assert bench.sender.tiles is None
