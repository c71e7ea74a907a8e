"""Frames between two processes: a length in four bytes, big-endian, then that many bytes."""

import struct
from collections.abc import Iterator
from typing import Final

from protocol.errors import Malformed

_LENGTH: Final = struct.Struct(">I")


def framed(body: bytes, *, max_bytes: int) -> bytes:
    """Put the length before a body, or raise Malformed where it is too long to be read."""
    if len(body) > max_bytes:
        raise Malformed("body.too_large", f"{len(body)} bytes, at most {max_bytes}")
    return _LENGTH.pack(len(body)) + body


class FrameReader:
    """Cuts a byte stream into frames."""

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._buffer = bytearray()

    def feed(self, received: bytes) -> Iterator[bytes]:
        """Take received bytes and give the bodies that are whole; raise Malformed for one that claims too much."""
        self._buffer += received
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > self._max_bytes:
                raise Malformed("body.too_large", f"{length} bytes, at most {self._max_bytes}")
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                return
            body = bytes(self._buffer[_LENGTH.size : end])
            del self._buffer[:end]
            yield body
