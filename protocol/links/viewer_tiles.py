"""Exact tiles from agent to viewer: the binary messages of channel 4, `tiles`, each read strictly or not at all.

A picture is cut into cells of `TILE_WIDTH` × `TILE_HEIGHT` pixels, counted row by row from 0. Numbers are big-endian.

    begin  version 1 | kind 1 | generation 4 | width 2 | height 2
    moved  version 1 | kind 2 | generation 4 | cells, 2 each, rising; none where only the generation went up
    tile   version 1 | kind 3 | generation 4 | cell 2 | image, lossless WebP of exactly the cell's size

A *generation* counts how often something moved beneath tiles that were sent. Its low byte is the low byte of the RTP
timestamp of every video frame, so that a viewer can tell by the frame alone whether its tiles still fit: see
`docs/decisions/0012-exact-tiles.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from protocol.errors import Malformed

TILES_VERSION: Final = 1
BEGIN: Final = 1
MOVED: Final = 2
TILE: Final = 3
TILE_WIDTH: Final = 256
TILE_HEIGHT: Final = 64
# The largest screen in use, 8K; of a larger picture no tiles are made.
MOST_PIXELS: Final = 7680 * 4320
# Four bytes for each pixel of a cell: what is lossless and longer is not worth sending.
MAX_IMAGE_BYTES: Final = 65536
# So many generations fit into the low byte of a timestamp.
GENERATION_TAGS: Final = 256
MAX_GENERATION: Final = 4294967295
MAX_SIDE: Final = 32766
HEAD_BYTES: Final = 6
# RIFF head, "WEBPVP8L", length, signature byte, sizes.
IMAGE_HEAD_BYTES: Final = 25
IMAGE_SIGNATURE: Final = 0x2F


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of pixels; right and bottom are just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """How a picture of this size is cut into cells."""

    width: int
    height: int

    @property
    def columns(self) -> int:
        return -(-self.width // TILE_WIDTH)

    @property
    def cells(self) -> int:
        """How many there are."""
        return self.columns * -(-self.height // TILE_HEIGHT)

    def box(self, cell: int) -> Box:
        """Where a cell is; those at the edge are smaller."""
        row, column = divmod(cell, self.columns)
        left, top = column * TILE_WIDTH, row * TILE_HEIGHT
        return Box(
            left=left,
            top=top,
            right=min(self.width, left + TILE_WIDTH),
            bottom=min(self.height, top + TILE_HEIGHT),
        )

    def between(self, top: int, bottom: int) -> range:
        """Cells that have a part in the rows from `top` to just before `bottom`."""
        first = max(0, top) // TILE_HEIGHT
        last = -(-min(bottom, self.height) // TILE_HEIGHT)
        return range(first * self.columns, max(first, last) * self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """The picture has this size, and there are no tiles yet."""

    generation: int
    grid: Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What is in these cells is not what was sent before."""

    generation: int
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """What is in a cell, to the pixel."""

    generation: int
    cell: int
    image: bytes


TileMessage = Begin | Moved | Tile


def fits(width: int, height: int) -> bool:
    """Tell whether tiles are made of a picture of this size."""
    return 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MOST_PIXELS


def write_begin(generation: int, grid: Grid) -> bytes:
    """Say the size, and that there are no tiles yet."""
    return _head(BEGIN, generation) + grid.width.to_bytes(2, "big") + grid.height.to_bytes(2, "big")


def write_moved(generation: int, cells: Sequence[int]) -> bytes:
    """Say in which cells something moved."""
    return _head(MOVED, generation) + b"".join(cell.to_bytes(2, "big") for cell in sorted(set(cells)))


def write_tile(generation: int, cell: int, image: bytes) -> bytes:
    """Say what is in a cell."""
    return _head(TILE, generation) + cell.to_bytes(2, "big") + image


def read_message(message: bytes, grid: Grid | None) -> TileMessage:
    """Read one message for the picture that was begun last; raises `Malformed` for everything that is not exact."""
    if len(message) < HEAD_BYTES:
        raise Malformed("tiles.too_short")
    if message[0] != TILES_VERSION:
        raise Malformed("tiles.version")
    generation, rest = int.from_bytes(message[2:HEAD_BYTES], "big"), message[HEAD_BYTES:]
    if message[1] == BEGIN:
        return _read_begin(generation, rest)
    if message[1] not in {MOVED, TILE}:
        raise Malformed("tiles.kind")
    if grid is None:
        raise Malformed("tiles.not_begun")
    return _read_moved(generation, rest, grid) if message[1] == MOVED else _read_tile(generation, rest, grid)


def _head(kind: int, generation: int) -> bytes:
    return bytes([TILES_VERSION, kind]) + generation.to_bytes(4, "big")


def _read_begin(generation: int, rest: bytes) -> Begin:
    if len(rest) != 4:
        raise Malformed("tiles.length")
    width, height = int.from_bytes(rest[:2], "big"), int.from_bytes(rest[2:], "big")
    if not fits(width, height):
        raise Malformed("tiles.size")
    return Begin(generation=generation, grid=Grid(width=width, height=height))


def _read_moved(generation: int, rest: bytes, grid: Grid) -> Moved:
    if len(rest) % 2 or len(rest) > 2 * grid.cells:
        raise Malformed("tiles.length")
    cells = tuple(int.from_bytes(rest[at : at + 2], "big") for at in range(0, len(rest), 2))
    if any(cell >= grid.cells or cell <= before for before, cell in zip((-1, *cells), cells, strict=False)):
        raise Malformed("tiles.cell")
    return Moved(generation=generation, cells=cells)


def _read_tile(generation: int, rest: bytes, grid: Grid) -> Tile:
    cell, image = int.from_bytes(rest[:2], "big"), rest[2:]
    if cell >= grid.cells:
        raise Malformed("tiles.cell")
    if not IMAGE_HEAD_BYTES < len(image) <= MAX_IMAGE_BYTES:
        raise Malformed("tiles.length")
    box = grid.box(cell)
    if image_size(image) != (box.width, box.height):
        raise Malformed("tiles.image")
    return Tile(generation=generation, cell=cell, image=image)


def image_size(image: bytes) -> tuple[int, int] | None:
    """Width and height that a lossless WebP in its plain form states (RFC 9649 section 3.4), None for anything else."""
    if image[:4] != b"RIFF" or image[8:16] != b"WEBPVP8L" or image[20:21] != bytes([IMAGE_SIGNATURE]):
        return None
    if int.from_bytes(image[4:8], "little") != len(image) - 8:
        return None
    sizes = int.from_bytes(image[21:25], "little")
    return (sizes & 0x3FFF) + 1, (sizes >> 14 & 0x3FFF) + 1
