"""Pictures to one viewer as RTP: numbered, paced, repaired, and key pictures only where they help."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from agent import clock
from agent.media import rtp
from agent.media.delays import DelayMeter, Delays
from agent.media.feedback import (
    BandwidthLimit,
    Missing,
    PictureLost,
    Reception,
    read_feedback,
    round_trip,
    sender_report,
)
from agent.media.history import History
from agent.media.packetize import PACKETIZE, Codec
from agent.media.picture import EncodedPicture
from agent.media.quality import MANNERS
from agent.media.rate import RateControl
from agent.media.tile_send import TilePath, TileSender
from protocol.links.viewer_agent import QualityChoice

# With header, extensions, repair number and SRTP's tag below 1,250 bytes: fits every path that IPv6 allows.
MAX_PAYLOAD_BYTES: Final = 1170
PACING_GAIN: Final = 1.5
BURST_BYTES: Final = 24_000
PACE_SECONDS: Final = 0.002
# On a busy computer the event loop comes late; what it missed for so long may leave at once.
CATCH_UP_SECONDS: Final = 0.04
# What may wait when the next picture is asked for; above it, frames are left out.
READY_SECONDS: Final = 0.03
# Above this the viewer is cut off until the next key picture.
MAX_WAITING_BYTES: Final = 4 * 1024 * 1024
KEY_INTERVAL_SECONDS: Final = 0.5
URGENT_SECONDS: Final = 1.5
REPORT_SECONDS: Final = 1.0


class MediaPath(Protocol):
    """The encrypted way to the viewer; both raise ConnectionError when it is closed."""

    def send_media(self, packet: bytes) -> None:
        """Encrypt and send one RTP packet."""

    def send_control(self, packet: bytes) -> None:
        """Encrypt and send one RTCP packet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoAgreement:
    """What offer and answer settled: numbers, format and extensions; the first values are random."""

    codec: Codec
    payload_type: int
    repair_payload_type: int | None
    ssrc: int
    repair_ssrc: int
    first_sequence: int
    first_timestamp: int
    extensions: rtp.Extensions


@dataclass(slots=True, kw_only=True)
class SendingFigures:
    """Counts since the start; `round_trip` in seconds."""

    frames: int = 0
    packets: int = 0
    octets: int = 0
    repairs: int = 0
    lost: int = 0
    skipped: int = 0
    keys: int = 0
    round_trip: float | None = None
    encode_seconds: float = 0.0


class VideoSender:
    """One viewer's video; lives in the event loop, except `is_ready`, which only reads."""

    def __init__(self, agreement: VideoAgreement, path: MediaPath, rate: RateControl) -> None:
        self.figures = SendingFigures()
        self.rate = rate
        self.choice = QualityChoice.AUTO
        self._agreement = agreement
        self._path = path
        self._history = History()
        self._sequence = agreement.first_sequence
        self._repair_sequence = agreement.first_sequence
        self._timestamp = agreement.first_timestamp
        # Number, packet, and with the last packet of a picture the moment it came at.
        self._queue: deque[tuple[int | None, bytes, float | None]] = deque()
        self._delays = DelayMeter()
        self._waiting = 0
        self._pacing: asyncio.TimerHandle | None = None
        self._reporting: asyncio.TimerHandle | None = None
        self._paced_at = clock.monotonic()
        self._allowance = float(BURST_BYTES)
        self._needs_key = True
        self._asked_at = float("-inf")
        self._missed_since_key = False
        self._confirmed = -1
        self._key_at = float("-inf")
        self._window: deque[tuple[float, int]] = deque()
        self._window_bytes = 0
        self._on_key_wanted: Callable[[], None] = lambda: None
        self._on_room: Callable[[], None] = lambda: None
        self._closed = False
        self.tiles: TileSender | None = None

    @property
    def codec(self) -> Codec:
        return self._agreement.codec

    @property
    def budget(self) -> float:
        """What may be used of what the way carries, bits per second."""
        return min(self.rate.rate, MANNERS[self.choice].most)

    def take_delays(self) -> Delays | None:
        """How long pictures took since this was asked last; None where there was none."""
        return self._delays.take()

    def start(self, *, on_key_wanted: Callable[[], None], on_room: Callable[[], None]) -> None:
        """Begin; `on_room` is called whenever another picture can be taken."""
        self._on_key_wanted, self._on_room = on_key_wanted, on_room
        self._reporting = asyncio.get_running_loop().call_later(REPORT_SECONDS, self._report)

    def sharpen(self, path: TilePath | None) -> None:
        """Send exact tiles by this channel from now on, or none any more."""
        if self.tiles is not None:
            self.tiles.close()
        self.tiles = None
        if path is not None and not self._closed:
            self.tiles = TileSender(path, self.rate, lambda: self._waiting > 0)

    def close(self) -> None:
        self._closed = True
        self.sharpen(None)
        for handle in (self._pacing, self._reporting):
            if handle is not None:
                handle.cancel()
        self._queue.clear()
        self._waiting = 0

    def is_ready(self) -> bool:
        return self._waiting * 8 <= self.budget * PACING_GAIN * READY_SECONDS

    def deliver(self, picture: EncodedPicture) -> None:
        if self._closed or (self._needs_key and not picture.key):
            self.figures.skipped += 1
            return
        if self._waiting > MAX_WAITING_BYTES:
            self.figures.skipped += 1
            self._needs_key = True
            return
        now = clock.monotonic()
        if picture.key:
            self._needs_key, self._missed_since_key, self._key_at = False, False, now
            self.figures.keys += 1
        self.figures.frames += 1
        self.figures.encode_seconds += picture.encode_seconds
        if picture.changed:
            captured = now - picture.captured_at - picture.encode_seconds
            self._delays.made(capture=captured, encode=picture.encode_seconds)
        self._enqueue(picture, now)
        self._drain()

    def _enqueue(self, picture: EncodedPicture, now: float) -> None:
        agreement = self._agreement
        extension = agreement.extensions.block(now)
        ticks = agreement.first_timestamp + int(now * rtp.CLOCK_RATE)
        self._timestamp = rtp.marked(ticks, picture.generation, self._timestamp)
        payloads = PACKETIZE[agreement.codec](picture.content, MAX_PAYLOAD_BYTES)
        for index, payload in enumerate(payloads):
            is_last = index == len(payloads) - 1
            packet = rtp.packet(
                payload_type=agreement.payload_type,
                sequence=self._sequence,
                timestamp=self._timestamp,
                ssrc=agreement.ssrc,
                marker=is_last,
                extension=extension,
                payload=payload,
            )
            self._queue.append((self._sequence, packet, now if is_last and picture.changed else None))
            self._waiting += len(packet)
            self._sequence = (self._sequence + 1) & 0xFFFF

    def _drain(self) -> None:
        """Send what the pace allows now, and come back for the rest."""
        now = clock.monotonic()
        pace = self.budget * PACING_GAIN / 8
        most = max(BURST_BYTES, pace * CATCH_UP_SECONDS)
        self._allowance = min(most, self._allowance + (now - self._paced_at) * pace)
        self._paced_at = now
        while self._queue and self._allowance > 0:
            sequence, packet, came_at = self._queue.popleft()
            self._waiting -= len(packet)
            self._allowance -= len(packet)
            if not self._send(packet, now):
                return
            if sequence is not None:
                self._history.keep(sequence, packet, now)
            if came_at is not None:
                self._delays.left(now - came_at)
        if self._queue and self._pacing is None:
            wait = max(PACE_SECONDS, -self._allowance / pace)
            self._pacing = asyncio.get_running_loop().call_later(wait, self._continue)
        elif not self._queue:
            self._on_room()

    def _continue(self) -> None:
        self._pacing = None
        self._drain()

    def _send(self, packet: bytes, now: float) -> bool:
        try:
            self._path.send_media(packet)
        except (ConnectionError, OSError):
            self.close()
            return False
        self.figures.packets += 1
        self.figures.octets += len(packet)
        self._window.append((now, len(packet)))
        self._window_bytes += len(packet)
        return True

    def _sent_rate(self, now: float) -> float:
        """Bits sent in the last second."""
        while self._window and self._window[0][0] < now - 1.0:
            self._window_bytes -= self._window.popleft()[1]
        return 8.0 * self._window_bytes

    def take_feedback(self, compound: bytes) -> None:
        """Act on an RTCP packet from the viewer; anything that is not understood is left out."""
        if self._closed:
            return
        now = clock.monotonic()
        for item in read_feedback(compound):
            match item:
                case Missing() if item.ssrc == self._agreement.ssrc:
                    self._repair(item.numbers, now)
                case PictureLost() if item.ssrc == self._agreement.ssrc:
                    self._consider_key(now)
                case BandwidthLimit():
                    self.rate.report_limit(item.bits_per_second, self._sent_rate(now), now)
                case Reception() if item.ssrc == self._agreement.ssrc:
                    self._take_reception(item, now)
                case _:
                    pass

    def _repair(self, numbers: tuple[int, ...], now: float) -> None:
        self._missed_since_key = True
        for number in numbers:
            packet = self._history.repair(number, now, round_trip=self.figures.round_trip or 0.0, rate=self.rate.rate)
            if packet is None:
                continue
            if self._agreement.repair_payload_type is not None:
                packet = rtp.repair(
                    packet,
                    payload_type=self._agreement.repair_payload_type,
                    sequence=self._repair_sequence,
                    ssrc=self._agreement.repair_ssrc,
                )
                self._repair_sequence = (self._repair_sequence + 1) & 0xFFFF
            self.figures.repairs += 1
            self._queue.appendleft((None, packet, None))
            self._waiting += len(packet)
        self._drain()

    def _consider_key(self, now: float) -> None:
        """A still stream makes browsers ask every few seconds: answered only where something can have been missed.

        A decoder that is stuck although everything arrived asks several times a second.
        """
        complete = self._confirmed == (self._sequence - 1) & 0xFFFF and not self._queue and not self._missed_since_key
        urgent = now - self._asked_at < URGENT_SECONDS
        self._asked_at = now
        if now - self._key_at < KEY_INTERVAL_SECONDS or (complete and not urgent):
            return
        self._key_at = now
        self._on_key_wanted()

    def _take_reception(self, report: Reception, now: float) -> None:
        self._confirmed = report.highest_sequence & 0xFFFF
        self.figures.lost = report.packets_lost
        measured = round_trip(report, clock.now().timestamp())
        if measured is not None:
            self.figures.round_trip = measured
        self.rate.report_loss(report.fraction_lost, now)
        self.rate.grow(now, self._sent_rate(now))

    def _report(self) -> None:
        if self._closed:
            return
        # Also forgets what was sent long ago.
        self._sent_rate(clock.monotonic())
        now = clock.now().timestamp()
        timestamp = self._agreement.first_timestamp + int(clock.monotonic() * rtp.CLOCK_RATE)
        report = sender_report(
            ssrc=self._agreement.ssrc,
            now=now,
            timestamp=timestamp,
            packets=self.figures.packets,
            octets=self.figures.octets,
            name="screen",
        )
        try:
            self._path.send_control(report)
        except (ConnectionError, OSError):
            self.close()
            return
        self._reporting = asyncio.get_running_loop().call_later(REPORT_SECONDS, self._report)
