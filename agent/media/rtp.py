"""RTP packets as bytes (RFC 3550, RFC 8285, RFC 4588), without I/O or clock."""

from dataclasses import dataclass
from struct import Struct
from typing import Final

HEADER: Final = Struct("!BBHII")
CLOCK_RATE: Final = 90_000
ONE_BYTE_PROFILE: Final = b"\xbe\xde"
MARKER: Final = 0x80


@dataclass(frozen=True, slots=True, kw_only=True)
class Extensions:
    """The header extensions that the viewer understands, by the ids that it gave them; None is absent."""

    playout_delay: int | None = None
    absolute_send_time: int | None = None

    def block(self, now: float) -> bytes:
        """The extension block; `now` in seconds, any origin. Empty where nothing was agreed."""
        parts = b""
        if self.playout_delay is not None:
            # Minimum and maximum 0: show each picture as soon as it is there.
            parts += bytes([self.playout_delay << 4 | 2, 0, 0, 0])
        if self.absolute_send_time is not None:
            fraction = int(now * 2**18) & 0xFFFFFF
            parts += bytes([self.absolute_send_time << 4 | 2]) + fraction.to_bytes(3, "big")
        if not parts:
            return b""
        return ONE_BYTE_PROFILE + (len(parts) // 4).to_bytes(2, "big") + parts


def packet(
    *, payload_type: int, sequence: int, timestamp: int, ssrc: int, marker: bool, extension: bytes, payload: bytes
) -> bytes:
    """One packet; the extension is a whole block as made by `Extensions.block`."""
    first = 0x90 if extension else 0x80
    head = HEADER.pack(first, payload_type | (MARKER if marker else 0), sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return b"".join((head, extension, payload))


def repair(original: bytes, *, payload_type: int, sequence: int, ssrc: int) -> bytes:
    """The same packet as a retransmission (RFC 4588 section 4): own stream, original number before the payload."""
    first, second, number, timestamp, _ = HEADER.unpack_from(original)
    at = HEADER.size
    if first & 0x10:
        at += 4 + 4 * int.from_bytes(original[at + 2 : at + 4], "big")
    head = HEADER.pack(first, payload_type | (second & MARKER), sequence & 0xFFFF, timestamp, ssrc)
    return b"".join((head, original[HEADER.size : at], number.to_bytes(2, "big"), original[at:]))


def marked(ticks: int, mark: int, after: int) -> int:
    """The timestamp near `ticks` (within 6 ms) whose low byte is the mark's, later than the one before; not yet cut to
    32 bits. A browser tells each frame's timestamp, and so the mark comes with the frame itself.
    """
    low = mark & 0xFF
    stamp = max(ticks, after) & ~0xFF | low
    return stamp if stamp > after else stamp + 0x100
