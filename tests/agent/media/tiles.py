"""What a viewer makes of exact tiles, for tests of the agent's side."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy
from PIL import Image

from agent.desktop.screen import Frame
from protocol.links.viewer_tiles import Begin, Box, Grid, Moved, Tile, TileMessage, read_message


def decoded(image: bytes) -> Any:
    """Rows of red, green, blue."""
    return numpy.asarray(Image.open(BytesIO(image)).convert("RGB"))


def pixels_of(frame: Frame, box: Box) -> Any:
    """The same of a part of a frame."""
    rows = numpy.frombuffer(frame.pixels, numpy.uint8).reshape(frame.height, frame.stride // 4, 4)
    return rows[box.top : box.bottom, box.left : box.right, [2, 1, 0]]


class Canvas:
    """Takes messages as a viewer does; `cells` holds what is drawn now."""

    def __init__(self) -> None:
        self.grid: Grid | None = None
        self.generation = -1
        self.cells: dict[int, Any] = {}
        self.messages: list[TileMessage] = []

    @property
    def is_whole(self) -> bool:
        return self.grid is not None and len(self.cells) == self.grid.cells

    def take(self, message: bytes) -> None:
        read = read_message(message, self.grid)
        self.messages.append(read)
        match read:
            case Begin():
                self.grid, self.generation = read.grid, read.generation
                self.cells.clear()
            case Moved():
                assert read.generation > self.generation
                self.generation = read.generation
                for cell in read.cells:
                    self.cells.pop(cell, None)
            case Tile():
                assert read.generation <= self.generation
                self.cells[read.cell] = decoded(read.image)

    def picture(self) -> Any:
        """The whole picture, where it is whole."""
        assert self.grid is not None
        whole = numpy.zeros((self.grid.height, self.grid.width, 3), numpy.uint8)
        for cell, pixels in self.cells.items():
            box = self.grid.box(cell)
            whole[box.top : box.bottom, box.left : box.right] = pixels
        return whole


class Receiver:
    """Implements `TileReceiver` with a canvas behind it."""

    def __init__(self) -> None:
        self.wanted = True
        self.free = 1_000_000
        self.canvas = Canvas()
        self.promised = self.taken = 0

    def room(self) -> int:
        return self.free

    def promise(self, octets: int) -> None:
        self.promised += octets

    def begin(self, message: bytes) -> None:
        self.canvas.take(message)

    def moved(self, message: bytes, cells: tuple[int, ...]) -> None:
        self.canvas.take(message)

    def tile(self, message: bytes, cell: int) -> None:
        self.taken += len(message)
        self.canvas.take(message)
