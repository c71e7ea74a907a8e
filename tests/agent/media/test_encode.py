"""What is encoded decodes to the same colours, follows damage, and makes key pictures only when asked."""

from __future__ import annotations

from dataclasses import replace

import av
import numpy
import pytest

from agent.desktop.screen import Band, Frame
from agent.media.encode import LibraryEncoder
from agent.media.packetize import Codec, split_units
from agent.media.quality import Quality, quality_for
from protocol.links.viewer_agent import QualityChoice

DECODERS = {Codec.H264_444: "h264", Codec.H264: "h264", Codec.VP8: "vp8"}
WIDTH, HEIGHT = 320, 192


def frame(colour: tuple[int, int, int], width: int = WIDTH, height: int = HEIGHT) -> Frame:
    red, green, blue = colour
    pixels = bytes((blue, green, red, 0)) * (width * height)
    return Frame(
        width=width,
        height=height,
        stride=width * 4,
        pixels=memoryview(pixels),
        damaged=(Band(top=0, bottom=height),),
        captured_at=0.0,
    )


class Receiver:
    def __init__(self, codec: Codec) -> None:
        self.context = av.CodecContext.create(DECODERS[codec], "r")

    def colour_at(self, content: bytes, x: int, y: int) -> tuple[int, ...]:
        picture = self.context.decode(av.Packet(content))[0]  # type: ignore[attr-defined]
        pixels: numpy.ndarray = picture.to_ndarray(format="rgb24")
        return tuple(int(value) for value in pixels[y, x])


def near(seen: tuple[int, ...], wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) <= 6 for one, other in zip(seen, wanted, strict=True))


@pytest.mark.parametrize("codec", list(Codec))
def test_colours_come_through_and_only_damage_is_taken_over(codec: Codec) -> None:
    encoder, receiver = LibraryEncoder(codec, WIDTH, HEIGHT, Quality()), Receiver(codec)
    encoder.update(frame((192, 48, 32)), (Band(top=0, bottom=HEIGHT),))
    assert near(receiver.colour_at(encoder.encode(timestamp=1, key=True), 100, 100), (192, 48, 32))
    encoder.update(frame((32, 96, 208)), (Band(top=64, bottom=128),))
    content = encoder.encode(timestamp=1500, key=False)
    assert near(receiver.colour_at(content, 100, 96), (32, 96, 208))
    content = encoder.encode(timestamp=3000, key=False)
    assert near(receiver.colour_at(content, 100, 30), (192, 48, 32))


@pytest.mark.parametrize("codec", list(Codec))
def test_picture_of_odd_size_loses_its_odd_edge(codec: Codec) -> None:
    encoder = LibraryEncoder(codec, 321, 193, Quality())
    assert (encoder.width, encoder.height) == (320, 192)
    encoder.update(frame((10, 200, 30), 321, 193), (Band(top=0, bottom=193),))
    assert near(Receiver(codec).colour_at(encoder.encode(timestamp=1, key=True), 319, 191), (10, 200, 30))


def test_key_pictures_come_with_their_parameters_and_only_on_demand() -> None:
    encoder = LibraryEncoder(Codec.H264, WIDTH, HEIGHT, Quality())
    encoder.update(frame((1, 2, 3)), (Band(top=0, bottom=HEIGHT),))
    kinds = [
        [unit[0] & 0x1F for unit in split_units(encoder.encode(timestamp=step * 1500, key=step in {0, 150}))]
        for step in range(151)
    ]
    assert {7, 8, 5} <= set(kinds[0])
    assert {7, 8, 5} <= set(kinds[150])
    assert all(found == [1] for found in kinds[1:150])


def test_stream_says_constrained_baseline_and_its_colours() -> None:
    encoder = LibraryEncoder(Codec.H264, WIDTH, HEIGHT, Quality())
    encoder.update(frame((9, 9, 9)), (Band(top=0, bottom=HEIGHT),))
    content = encoder.encode(timestamp=1, key=True)
    parameters = next(bytes(unit) for unit in split_units(content) if unit[0] & 0x1F == 7)
    assert parameters[1:3].hex() == "42c0"
    decoder = av.CodecContext.create("h264", "r")
    picture = decoder.decode(av.Packet(content))[0]
    assert int(picture.colorspace) == 6
    assert int(picture.color_range) == 1


@pytest.mark.parametrize("codec", list(Codec))
def test_each_choice_of_quality_makes_another_picture(codec: Codec) -> None:
    noise = (numpy.arange(WIDTH * HEIGHT * 4, dtype=numpy.int64) * 7919 % 10007 % 256).astype(numpy.uint8).tobytes()
    picture = replace(frame((0, 0, 0)), pixels=memoryview(noise))
    sizes = {}
    for choice in QualityChoice:
        encoder = LibraryEncoder(codec, WIDTH, HEIGHT, quality_for(20_000_000, choice))
        encoder.update(picture, picture.damaged)
        sizes[choice] = len(encoder.encode(timestamp=1, key=True))
    assert sizes[QualityChoice.LOW] < sizes[QualityChoice.AUTO] <= sizes[QualityChoice.SHARP], sizes
    if codec is not Codec.VP8:
        assert sizes[QualityChoice.SMOOTH] < sizes[QualityChoice.AUTO] < sizes[QualityChoice.SHARP], sizes
