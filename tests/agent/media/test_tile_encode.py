"""A cell becomes an image that decodes to the very pixels of the frame."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

import numpy
import pytest
from PIL import Image

from agent.desktop.screen import Frame
from agent.media.tile_encode import TileEncoder
from protocol.links.viewer_tiles import MAX_IMAGE_BYTES, Box, Grid, image_size
from tests.agent.media.tiles import decoded, pixels_of

WIDTH, HEIGHT = 600, 100


def frame_of(pixels: Any) -> Frame:
    height, width, _ = pixels.shape
    return Frame(
        width=width, height=height, stride=width * 4, pixels=memoryview(pixels.tobytes()), damaged=(), captured_at=0.0
    )


def noise(seed: int = 1, width: int = WIDTH, height: int = HEIGHT) -> Any:
    chance = random.Random(seed)
    return numpy.frombuffer(chance.randbytes(width * height * 4), numpy.uint8).reshape(height, width, 4)


@pytest.mark.parametrize("cell", range(6))
def test_every_cell_comes_back_to_the_pixel_also_at_the_edge_and_in_noise(cell: int) -> None:
    frame, grid = frame_of(noise()), Grid(width=WIDTH, height=HEIGHT)
    image = TileEncoder(1).encode(frame, grid.box(cell))
    assert image_size(image) == (grid.box(cell).width, grid.box(cell).height)
    assert len(image) <= MAX_IMAGE_BYTES
    assert (decoded(image) == pixels_of(frame, grid.box(cell))).all()


def test_the_encoder_goes_on_from_cell_to_cell_and_keeps_nothing_of_the_one_before() -> None:
    encoder, box = TileEncoder(1), Box(left=0, top=0, right=256, bottom=64)
    for seed in range(3):
        frame = frame_of(noise(seed))
        assert (decoded(encoder.encode(frame, box)) == pixels_of(frame, box)).all()


def test_the_fourth_byte_takes_no_colour_away() -> None:
    pixels = noise().copy()
    pixels[:, :, 3] = 0
    frame, box = frame_of(pixels), Box(left=0, top=0, right=256, bottom=64)
    image = TileEncoder(1).encode(frame, box)
    assert (decoded(image) == pixels_of(frame, box)).all()
    assert (numpy.asarray(Image.open(BytesIO(image)).convert("RGBA"))[:, :, 3] == 255).all()


def test_a_flat_cell_costs_next_to_nothing() -> None:
    flat = numpy.full((HEIGHT, WIDTH, 4), 200, numpy.uint8)
    assert len(TileEncoder(1).encode(frame_of(flat), Box(left=0, top=0, right=256, bottom=64))) < 200


def test_a_digest_tells_contents_apart_and_depends_on_the_seed() -> None:
    first, second = noise(), noise().copy()
    second[99, 599, 0] ^= 1
    box = Grid(width=WIDTH, height=HEIGHT).box(5)
    encoder = TileEncoder(1)
    assert encoder.digest(frame_of(first), box) == encoder.digest(frame_of(first.copy()), box)
    assert encoder.digest(frame_of(first), box) != encoder.digest(frame_of(second), box)
    assert encoder.digest(frame_of(first), box) != TileEncoder(2).digest(frame_of(first), box)
    assert encoder.digest(frame_of(first), Grid(width=WIDTH, height=HEIGHT).box(0)) == encoder.digest(
        frame_of(second), Grid(width=WIDTH, height=HEIGHT).box(0)
    )
