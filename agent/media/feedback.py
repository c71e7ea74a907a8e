"""RTCP from the viewer read (RFC 3550, RFC 4585, RFC 5104, REMB), and the sender's own report written."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, error, unpack_from
from typing import Final

NTP_OFFSET: Final = 2_208_988_800
SENDER_REPORT: Final = 200
RECEIVER_REPORT: Final = 201
DESCRIPTION: Final = 202
TRANSPORT_FEEDBACK: Final = 205
PAYLOAD_FEEDBACK: Final = 206
GENERIC_NACK: Final = 1
PICTURE_LOSS: Final = 1
FULL_INTRA: Final = 4
APPLICATION: Final = 15
# One compound packet fits a datagram; more than this many numbers in it is an attack, not a loss.
MAX_MISSING: Final = 512
REPORT: Final = Struct("!IBBHIIII")


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Sequence numbers that did not arrive (RFC 4585 section 6.2.1)."""

    ssrc: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLost:
    """The viewer cannot go on without a key frame (PLI or FIR)."""

    ssrc: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BandwidthLimit:
    """What the viewer's estimate allows (REMB), bits per second."""

    bits_per_second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """One report block: share lost since the last one, sum lost, highest number, and the round trip's halves."""

    ssrc: int
    fraction_lost: float
    packets_lost: int
    highest_sequence: int
    last_report: int
    delay_since: int


Feedback = Missing | PictureLost | BandwidthLimit | Reception


def read_feedback(compound: bytes) -> tuple[Feedback, ...]:
    """All that is understood of a compound packet; what is malformed is left out, with all that follows it."""
    try:
        return tuple(_read(compound))
    except (error, IndexError):
        return ()


def _read(compound: bytes) -> Iterator[Feedback]:
    at = 0
    while at + 4 <= len(compound):
        first, kind, words = unpack_from("!BBH", compound, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > len(compound):
            return
        yield from _one(kind, first & 0x1F, compound[at + 4 : end])
        at = end


def _one(kind: int, count: int, body: bytes) -> Iterator[Feedback]:
    if kind == RECEIVER_REPORT:
        yield from _reports(body[4:], count)
    elif kind == SENDER_REPORT:
        yield from _reports(body[24:], count)
    elif kind == TRANSPORT_FEEDBACK and count == GENERIC_NACK and len(body) >= 8:
        yield Missing(ssrc=int.from_bytes(body[4:8], "big"), numbers=tuple(_numbers(body[8:]))[:MAX_MISSING])
    elif kind == PAYLOAD_FEEDBACK and len(body) >= 8:
        yield from _payload_feedback(count, body)


def _payload_feedback(count: int, body: bytes) -> Iterator[Feedback]:
    if count == PICTURE_LOSS:
        yield PictureLost(ssrc=int.from_bytes(body[4:8], "big"))
    elif count == FULL_INTRA and len(body) >= 16:
        yield PictureLost(ssrc=int.from_bytes(body[8:12], "big"))
    elif count == APPLICATION and body[8:12] == b"REMB" and len(body) >= 16:
        exponent, mantissa = body[13] >> 2, (body[13] & 3) << 16 | body[14] << 8 | body[15]
        yield BandwidthLimit(bits_per_second=min(mantissa << exponent, 2**40))


def _numbers(body: bytes) -> Iterator[int]:
    for at in range(0, len(body) - 3, 4):
        number, following = unpack_from("!HH", body, at)
        yield number
        for bit in range(16):
            if following >> bit & 1:
                yield (number + bit + 1) & 0xFFFF


def _reports(body: bytes, count: int) -> Iterator[Feedback]:
    for at in range(0, min(count * REPORT.size, len(body) - REPORT.size + 1), REPORT.size):
        ssrc, fraction, high, low, highest, _, last, delay = REPORT.unpack_from(body, at)
        lost = high << 16 | low
        yield Reception(
            ssrc=ssrc,
            fraction_lost=fraction / 256,
            packets_lost=lost - (1 << 24) if lost >> 23 else lost,
            highest_sequence=highest,
            last_report=last,
            delay_since=delay,
        )


def middle_bits(now: float) -> int:
    """The middle 32 bits of the NTP time of `now` (seconds since 1970), as reports echo them."""
    return int((now + NTP_OFFSET) * 2**16) & 0xFFFFFFFF


def round_trip(report: Reception, now: float) -> float | None:
    """Seconds there and back (RFC 3550 section 6.4.1), None before a first report was echoed."""
    if report.last_report == 0:
        return None
    elapsed = (middle_bits(now) - report.last_report - report.delay_since) & 0xFFFFFFFF
    return None if elapsed >> 31 else elapsed / 65536


def sender_report(*, ssrc: int, now: float, timestamp: int, packets: int, octets: int, name: str) -> bytes:
    """A sender report with its source description; `now` in seconds since 1970."""
    seconds = int(now) + NTP_OFFSET
    fraction = int((now % 1) * 2**32) & 0xFFFFFFFF
    words = (ssrc, seconds & 0xFFFFFFFF, fraction, timestamp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    report = Struct("!BBHIIIIII").pack(0x80, SENDER_REPORT, 6, *words)
    text = name.encode("ascii")
    item = bytes([1, len(text)]) + text + b"\x00"
    item += b"\x00" * (-len(item) % 4)
    return report + Struct("!BBHI").pack(0x81, DESCRIPTION, 1 + len(item) // 4, ssrc) + item
