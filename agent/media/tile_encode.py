"""One cell of a captured frame as a lossless image that every browser decodes by itself."""

from fractions import Fraction
from typing import Any, Final

import av
import numpy
import xxhash
from av.video.frame import VideoFrame

from agent.desktop.screen import Frame
from protocol.links.viewer_tiles import Box

# libwebp's quickest way without loss: a screen of text takes a tenth of a second of one core.
OPTIONS: Final = {"lossless": "1", "compression_level": "0", "quality": "0"}
TIME_BASE: Final = Fraction(1, 1)


class TileEncoder:
    """Makes WebP images through PyAV; one context for each size of cell, of which a picture has four at most."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._contexts: dict[tuple[int, int], Any] = {}
        self._made = 0

    def digest(self, frame: Frame, box: Box) -> int:
        """Tell contents apart: 64 bits, so that no two are taken for one another; `seed` keeps them from being made."""
        return xxhash.xxh3_64_intdigest(memoryview(self._cut(frame, box)).cast("B"), self._seed)

    def encode(self, frame: Frame, box: Box) -> bytes:
        """Give the cell's pixels as lossless WebP."""
        size = (box.width, box.height)
        if size not in self._contexts:
            self._contexts[size] = _open(*size)
        pixels = self._cut(frame, box)
        # What a screen has in the fourth byte means nothing; as transparency it would let colours go.
        pixels[:, :, 3] = 255
        picture = VideoFrame.from_numpy_buffer(pixels, "bgra")
        self._made += 1
        picture.pts, picture.time_base = self._made, TIME_BASE
        return b"".join(bytes(packet) for packet in self._contexts[size].encode(picture))

    def _cut(self, frame: Frame, box: Box) -> Any:
        rows = numpy.frombuffer(frame.pixels, dtype=numpy.uint8, count=frame.stride * frame.height)
        image = rows.reshape(frame.height, frame.stride // 4, 4)
        return numpy.array(image[box.top : box.bottom, box.left : box.right])


def _open(width: int, height: int) -> Any:
    context: Any = av.CodecContext.create("libwebp", "w")
    context.width, context.height, context.pix_fmt = width, height, "bgra"
    context.time_base = TIME_BASE
    context.options = dict(OPTIONS)
    context.open()
    return context
