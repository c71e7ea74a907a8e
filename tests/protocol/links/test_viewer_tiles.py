"""The messages of exact tiles: read as they were written, and nothing else is read at all."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import Malformed
from protocol.links.viewer_tiles import (
    BEGIN,
    IMAGE_HEAD_BYTES,
    MAX_GENERATION,
    MAX_IMAGE_BYTES,
    MAX_SIDE,
    MOST_PIXELS,
    MOVED,
    TILE,
    TILES_VERSION,
    Begin,
    Box,
    Grid,
    Moved,
    Tile,
    fits,
    image_size,
    read_message,
    write_begin,
    write_moved,
    write_tile,
)

GRID = Grid(width=600, height=100)


def image(width: int, height: int, more: int = 4) -> bytes:
    """The head of a lossless WebP of this size, and as many bytes more."""
    body = b"WEBPVP8L" + (5 + more).to_bytes(4, "little") + b"\x2f"
    body += (width - 1 | height - 1 << 14).to_bytes(4, "little") + bytes(more)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def head(kind: int, generation: int = 1, version: int = TILES_VERSION) -> bytes:
    return bytes([version, kind]) + generation.to_bytes(4, "big")


def test_a_grid_covers_the_picture_and_its_cells_do_not_overlap() -> None:
    assert (GRID.columns, GRID.cells) == (3, 6)
    assert GRID.box(5) == Box(left=512, top=64, right=600, bottom=100)
    assert sum(GRID.box(cell).width * GRID.box(cell).height for cell in range(GRID.cells)) == 600 * 100


@pytest.mark.parametrize(
    ("rows", "cells"),
    [((0, 64), range(3)), ((0, 65), range(6)), ((63, 64), range(3)), ((64, 100), range(3, 6)), ((0, 1000), range(6))],
)
def test_rows_belong_to_the_cells_that_have_a_part_in_them(rows: tuple[int, int], cells: range) -> None:
    assert GRID.between(*rows) == cells


@given(
    generation=st.integers(0, MAX_GENERATION),
    width=st.integers(1, 4000),
    height=st.integers(1, 4000),
    chosen=st.data(),
)
def test_what_is_written_is_read(generation: int, width: int, height: int, chosen: st.DataObject) -> None:
    grid = Grid(width=width, height=height)
    assert read_message(write_begin(generation, grid), None) == Begin(generation=generation, grid=grid)
    cells = chosen.draw(st.sets(st.integers(0, grid.cells - 1), max_size=20))
    moved = read_message(write_moved(generation, tuple(cells)), grid)
    assert moved == Moved(generation=generation, cells=tuple(sorted(cells)))
    cell = min(cells, default=0)
    content = image(grid.box(cell).width, grid.box(cell).height)
    assert read_message(write_tile(generation, cell, content), grid) == Tile(
        generation=generation, cell=cell, image=content
    )


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"", "tiles.too_short"),
        (head(BEGIN)[:5], "tiles.too_short"),
        (head(BEGIN), "tiles.length"),
        (head(TILE), "tiles.length"),
        (head(BEGIN, version=2) + bytes(4), "tiles.version"),
        (head(4) + bytes(4), "tiles.kind"),
        (head(BEGIN) + bytes(3), "tiles.length"),
        (head(BEGIN) + bytes(5), "tiles.length"),
        (head(BEGIN) + bytes(4), "tiles.size"),
        (head(MOVED) + b"\0", "tiles.length"),
        (head(MOVED) + bytes(14), "tiles.length"),
        (head(MOVED) + b"\0\6", "tiles.cell"),
        (head(MOVED) + b"\0\2\0\2", "tiles.cell"),
        (head(MOVED) + b"\0\2\0\1", "tiles.cell"),
        (head(TILE) + b"\0\6" + image(88, 36), "tiles.cell"),
        (head(TILE) + b"\0\5" + image(88, 36, 0), "tiles.length"),
        (head(TILE) + b"\0\5" + image(88, 36, MAX_IMAGE_BYTES), "tiles.length"),
        (head(TILE) + b"\0\5" + image(256, 64), "tiles.image"),
        (head(TILE) + b"\0\5" + image(88, 36).replace(b"VP8L", b"VP8 "), "tiles.image"),
        (head(TILE) + b"\0\5" + image(88, 36) + b"\0", "tiles.image"),
    ],
)
def test_what_is_not_exact_is_refused(message: bytes, code: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_message(message, GRID)
    assert refused.value.code == code


@pytest.mark.parametrize("message", [head(MOVED) + b"\0\0", head(TILE) + b"\0\0" + image(256, 64)])
def test_cells_need_a_picture_that_was_begun(message: bytes) -> None:
    with pytest.raises(Malformed, match="not_begun"):
        read_message(message, None)


@given(st.binary(max_size=64), st.sampled_from([b"", head(BEGIN), head(MOVED), head(TILE)]))
def test_any_bytes_at_all_are_read_or_refused(rest: bytes, start: bytes) -> None:
    for grid in (None, GRID):
        with contextlib.suppress(Malformed):
            read_message(start + rest, grid)


def test_the_largest_picture_has_tiles_and_a_larger_one_none() -> None:
    assert fits(7680, 4320)
    assert not fits(7682, 4320)
    assert fits(MAX_SIDE, MOST_PIXELS // MAX_SIDE)
    assert not fits(MAX_SIDE + 1, 1)
    assert not fits(0, 100)


def test_an_image_states_its_size_in_its_head() -> None:
    assert image_size(image(256, 64)) == (256, 64)
    assert image_size(image(1, 16384)) == (1, 16384)
    assert len(image(1, 1, 0)) == IMAGE_HEAD_BYTES
    assert image_size(b"\x89PNG" + bytes(40)) is None
