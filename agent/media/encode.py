"""One video encoder with Handrail's own settings, fed with captured frames band by band."""

from fractions import Fraction
from typing import Any, Final, Protocol

import av
import numpy
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from agent.desktop.screen import BAND_ROWS, Band, Frame
from agent.media.packetize import Codec
from agent.media.quality import Quality

BUFFER_SECONDS: Final = 0.25
TIME_BASE: Final = Fraction(1, 90_000)
# x264 shares its buffer out by this rate, whatever the timestamps say. With fewer, richer pictures a still screen is
# refined at the full ceiling; in motion the sender's pace decides how many pictures are made.
RATE: Final = 20


class Encoder(Protocol):
    """The seam for other encoders: a picture in, an access unit out, at once."""

    def update(self, frame: Frame, bands: tuple[Band, ...]) -> None:
        """Take over the damaged bands of a frame of this encoder's size."""

    def encode(self, *, timestamp: int, key: bool) -> bytes:
        """The picture as it is now, encoded; `timestamp` counts 1/90000 s and rises."""


class LibraryEncoder:
    """x264 or libvpx through PyAV. Size is fixed; odd rows and columns at the edge are cut off."""

    def __init__(self, codec: Codec, width: int, height: int, quality: Quality) -> None:
        self.width, self.height = width & ~1, height & ~1
        self._format = _FORMATS[codec]
        self._picture = VideoFrame(self.width, self.height, self._format)
        self._planes = [_writable(plane) for plane in self._picture.planes]
        self._reformatters: dict[int, VideoReformatter] = {}
        self._context: Any = _OPEN[codec](codec, self.width, self.height, quality)

    def update(self, frame: Frame, bands: tuple[Band, ...]) -> None:
        pixels = numpy.frombuffer(frame.pixels, dtype=numpy.uint8, count=frame.stride * frame.height)
        image = pixels.reshape(frame.height, frame.stride // 4, 4)[:, : frame.width]
        for band in bands:
            for top in range(band.top, min(band.bottom, self.height), BAND_ROWS):
                self._convert(image, top, min(top + BAND_ROWS, band.bottom, self.height))

    def _convert(self, image: Any, top: int, bottom: int) -> None:
        # The width handed over may be odd by one column: the array is cut to whole chroma samples.
        part = numpy.ascontiguousarray(image[top:bottom, : self.width])
        reformatter = self._reformatters.setdefault(bottom - top, VideoReformatter())
        converted = reformatter.reformat(
            VideoFrame.from_numpy_buffer(part, "bgra"),
            format=self._format,
            dst_colorspace=Colorspace.ITU601,
            dst_color_range=ColorRange.MPEG,
        )
        for plane, whole in zip(converted.planes, self._planes, strict=True):
            share = self.height // len(whole)
            whole[top // share : bottom // share] = _writable(plane)

    def encode(self, *, timestamp: int, key: bool) -> bytes:
        self._picture.pts = timestamp
        self._picture.time_base = TIME_BASE
        self._picture.pict_type = PictureType.I if key else PictureType.NONE
        return b"".join(bytes(packet) for packet in self._context.encode(self._picture))


def _writable(plane: Any) -> Any:
    rows = numpy.frombuffer(plane, dtype=numpy.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def _open_h264(codec: Codec, width: int, height: int, quality: Quality) -> Any:
    context = _context("libx264", _FORMATS[codec], width, height)
    context.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "high444" if codec is Codec.H264_444 else "baseline",
        "crf": str(quality.rate_factor),
        "maxrate": str(quality.ceiling),
        "bufsize": str(int(quality.ceiling * BUFFER_SECONDS)),
        "forced-idr": "1",
        "x264-params": "keyint=infinite:scenecut=0:repeat-headers=1:bframes=0:threads=1:"
        # The matrix is written into the stream: without it browsers assume BT.709 and lose 2.4 dB.
        "colormatrix=smpte170m:colorprim=smpte170m:transfer=smpte170m:fullrange=off",
    }
    context.open()
    return context


def _open_vp8(codec: Codec, width: int, height: int, quality: Quality) -> Any:
    context = _context("libvpx", _FORMATS[codec], width, height)
    context.bit_rate = quality.ceiling
    context.options = {
        "deadline": "realtime",
        "cpu-used": "12",
        "lag-in-frames": "0",
        "error-resilient": "0",
        # The same least and most rate is constant rate, the only mode in which libvpx keeps to its buffer.
        "qmin": "4",
        "qmax": str(quality.coarsest),
        "minrate": str(quality.ceiling),
        "maxrate": str(quality.ceiling),
        "bufsize": str(int(quality.ceiling * BUFFER_SECONDS)),
        "static-thresh": "100",
        "g": "9999",
        "auto-alt-ref": "0",
    }
    context.open()
    return context


def _context(name: str, pixel_format: str, width: int, height: int) -> Any:
    context: Any = av.CodecContext.create(name, "w")
    context.width, context.height = width, height
    context.pix_fmt = pixel_format
    context.time_base = TIME_BASE
    context.framerate = Fraction(RATE, 1)
    context.thread_count = 1
    return context


_FORMATS: Final = {Codec.H264_444: "yuv444p", Codec.H264: "yuv420p", Codec.VP8: "yuv420p"}
_OPEN: Final = {Codec.H264_444: _open_h264, Codec.H264: _open_h264, Codec.VP8: _open_vp8}
