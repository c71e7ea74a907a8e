"""Files that begin like pictures: all that a broker ever reads of one."""

from __future__ import annotations

import struct

END = b"\xff\xd9"


def png(width: int = 640, height: int = 400, *, size: int = 0) -> bytes:
    """The signature and header chunk of a PNG, and noughts up to a size."""
    chunk = b"\x00\x00\x00\rIHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0) + b"CRC4"
    head = b"\x89PNG\r\n\x1a\n" + chunk
    return head.ljust(size, b"\x00")


def jpeg(width: int = 640, height: int = 400, *, before: bytes = b"", marker: int = 0xC0) -> bytes:
    """The start of a JPEG, what stands before its frame, and the frame's header."""
    frame = b"\xff" + bytes([marker]) + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x00" * 9
    return b"\xff\xd8" + (before or segment(0xE0, b"JFIF\x00")) + frame + END


def segment(marker: int, content: bytes) -> bytes:
    """One segment of a JPEG."""
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content
