"""What the picture of a request may be, told from the head of the file alone: nothing of it is ever decoded; pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from broker.errors import BadInput
from protocol.pictures import MAX_HEIGHT, MAX_PICTURE, MAX_WIDTH

JUST_MADE: Final = timedelta(minutes=10)
"""How long after the request its picture may come."""
ARRIVING_SECONDS: Final = 120.0
"""From the first part to the last; 512 KiB at 40 kbit/s."""
MOST_ARRIVING: Final = 64
"""Pictures on their way at once, in memory: 32 MiB."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
# A frame of a JPEG names its size (ITU-T T.81, B.2.2); these three in the same range of markers are none.
_NO_FRAMES: Final = frozenset({0xC4, 0xC8, 0xCC})
_MOST_SEGMENTS: Final = 64


class PictureKind(StrEnum):
    """What a picture is; it is served as that and as nothing else."""

    PNG = "image/png"
    JPEG = "image/jpeg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a picture says of it, in pixels."""

    kind: PictureKind
    width: int
    height: int


def read_head(content: bytes) -> Head:
    """Tell kind and size; raises BadInput for what is no PNG or JPEG, or beyond the bounds."""
    if len(content) > MAX_PICTURE:
        raise _refused("This picture is too large.", "picture.too_large")
    if content.startswith(_PNG):
        kind, size = PictureKind.PNG, _size_of_png(content)
    elif content.startswith(_JPEG):
        kind, size = PictureKind.JPEG, _size_of_jpeg(content)
    else:
        raise _refused("This is no picture.", "picture.wrong")
    if size is None:
        raise _refused("This picture did not arrive whole.", "picture.wrong")
    width, height = size
    if not (0 < width <= MAX_WIDTH and 0 < height <= MAX_HEIGHT):
        raise _refused("This picture has too many pixels.", "picture.too_large")
    return Head(kind=kind, width=width, height=height)


def _size_of_png(content: bytes) -> tuple[int, int] | None:
    """Read the first chunk, which is the header (W3C PNG, 11.2.2)."""
    if content[8:16] != b"\x00\x00\x00\rIHDR" or len(content) < 33:
        return None
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    """Walk from segment to segment up to the frame's."""
    at = 2
    for _ in range(_MOST_SEGMENTS):
        head = content[at : at + 9]
        if len(head) < 9 or head[0] != 0xFF:
            return None
        marker, length = head[1], int.from_bytes(head[2:4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES:
            return int.from_bytes(head[7:9], "big"), int.from_bytes(head[5:7], "big")
        if length < 2:
            return None
        at += 2 + length
    return None


def _refused(sentence: str, code: str) -> BadInput:
    return BadInput(sentence, code=code)
