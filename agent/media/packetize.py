"""Encoded pictures cut into RTP payloads: H.264 by RFC 6184, VP8 by RFC 7741."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final

START_CODE: Final = b"\x00\x00\x01"
STAP_A: Final = 24
FU_A: Final = 28
FU_START: Final = 0x80
FU_END: Final = 0x40


class Codec(StrEnum):
    """Formats that the agent makes: H.264 with full or with half colour resolution, VP8."""

    H264_444 = "h264_444"
    H264 = "h264"
    VP8 = "vp8"


def split_units(access_unit: bytes) -> Iterator[memoryview]:
    """NAL units of an Annex B byte stream, without start codes."""
    view = memoryview(access_unit)
    start = access_unit.find(START_CODE)
    while start >= 0:
        start += len(START_CODE)
        following = access_unit.find(START_CODE, start)
        end = len(access_unit) if following < 0 else following
        # A start code of four bytes leaves its first zero at the end of the unit before.
        if following > start and access_unit[following - 1] == 0:
            end -= 1
        if end > start:
            yield view[start:end]
        start = following


def packetize_h264(access_unit: bytes, limit: int) -> list[bytes]:
    """Payloads of at most `limit` bytes, in order; small units are joined, large ones cut (packetization mode 1)."""
    payloads: list[bytes] = []
    small: list[memoryview] = []
    room = 0
    for unit in split_units(access_unit):
        if small and room < len(unit) + 2:
            payloads.append(_join(small))
            small = []
        if len(unit) > limit:
            payloads.extend(_cut(unit, limit))
            continue
        room = (room if small else limit - 1) - len(unit) - 2
        small.append(unit)
    if small:
        payloads.append(_join(small))
    return payloads


def _join(units: list[memoryview]) -> bytes:
    if len(units) == 1:
        return bytes(units[0])
    importance = max(unit[0] & 0x60 for unit in units)
    parts = [bytes([importance | STAP_A])]
    for unit in units:
        parts += [len(unit).to_bytes(2, "big"), bytes(unit)]
    return b"".join(parts)


def _cut(unit: memoryview, limit: int) -> Iterator[bytes]:
    indicator = (unit[0] & 0x60) | FU_A
    kind = unit[0] & 0x1F
    body = unit[1:]
    pieces = -(-len(body) // (limit - 2))
    # Equal pieces: a runt at the end costs a packet's overhead and gains nothing.
    size = -(-len(body) // pieces)
    for at in range(0, len(body), size):
        mark = (FU_START if at == 0 else 0) | (FU_END if at + size >= len(body) else 0)
        yield bytes([indicator, mark | kind]) + body[at : at + size]


def packetize_vp8(frame: bytes, limit: int) -> list[bytes]:
    """Payloads of at most `limit` bytes with the smallest descriptor: only the first begins partition 0."""
    size = limit - 1
    pieces = range(0, len(frame), size)
    return [(b"\x10" if at == 0 else b"\x00") + frame[at : at + size] for at in pieces]


PACKETIZE: Final[dict[Codec, Callable[[bytes, int], list[bytes]]]] = {
    Codec.H264_444: packetize_h264,
    Codec.H264: packetize_h264,
    Codec.VP8: packetize_vp8,
}
