"""A screen in memory, that a test paints on."""

from __future__ import annotations

import threading
from typing import Any

import numpy

from agent import clock
from agent.desktop.screen import Band, Display, DisplayGone, Frame, Pointer, ScreenLost, join_bands


class FakeScreen:
    """Implements `Screen` without a display server; `paint` and `resize` may be called from every thread."""

    def __init__(self, width: int = 320, height: int = 192, monitors: int = 1) -> None:
        self._condition = threading.Condition()
        self._size = (width, height)
        self._pixels = bytearray(width * height * 4)
        self._rows: list[tuple[int, int]] = []
        self._everything = True
        self._woken = False
        self._gone = False
        self._monitors = monitors
        self._only: str | None = None
        self.opened = False
        self.grabs = 0

    def open(self) -> None:
        self.opened = True
        self._everything = True

    def close(self) -> None:
        self.opened = False

    def wait(self, seconds: float) -> bool:
        with self._condition:
            self._require()
            self._condition.wait_for(lambda: bool(self._rows) or self._everything or self._woken or self._gone, seconds)
            self._woken = False
            self._require()
            return bool(self._rows) or self._everything

    def wake(self) -> None:
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def grab(self) -> Frame:
        with self._condition:
            self._require()
            self.grabs += 1
            place = self._place()
            width, height = place.width, place.height
            bands = (Band(top=0, bottom=height),) if self._everything else join_bands(self._rows, height)
            self._rows, self._everything = [], False
            return Frame(
                width=width,
                height=height,
                stride=width * 4,
                pixels=memoryview(self._pixels_of(place)),
                damaged=bands,
                captured_at=clock.monotonic(),
                left=place.x,
                top=place.y,
            )

    def show_only(self, display: str | None) -> None:
        with self._condition:
            self._only, self._everything = display, True
            self._condition.notify_all()

    def pointer(self) -> Pointer | None:
        self._require()
        return Pointer(x=3, y=4)

    def displays(self) -> tuple[Display, ...]:
        self._require()
        each = self._size[0] // self._monitors
        return tuple(
            Display(name=f"fake-{at + 1}", x=at * each, y=0, width=each, height=self._size[1])
            for at in range(self._monitors)
        )

    def unplug(self) -> None:
        """Take the last monitor away; the screen stays as wide as it was."""
        with self._condition:
            self._monitors, self._everything = self._monitors - 1, True
            self._condition.notify_all()

    def paint_at(self, colour: tuple[int, int, int], x: int, y: int) -> None:
        """Colour one pixel of the whole screen."""
        with self._condition:
            red, green, blue = colour
            at = (y * self._size[0] + x) * 4
            self._pixels[at : at + 4] = bytes((blue, green, red, 0))
            self._rows.append((y, y + 1))
            self._condition.notify_all()

    def paint(self, colour: tuple[int, int, int], top: int = 0, bottom: int | None = None) -> None:
        """Fill the rows with one red, green, blue."""
        with self._condition:
            width, height = self._size
            end = height if bottom is None else bottom
            red, green, blue = colour
            self._pixels[top * width * 4 : end * width * 4] = bytes((blue, green, red, 0)) * (width * (end - top))
            self._rows.append((top, end))
            self._condition.notify_all()

    def picture(self) -> Any:
        """Rows of red, green, blue, as they are now."""
        with self._condition:
            width, height = self._size
            return numpy.frombuffer(bytes(self._pixels), numpy.uint8).reshape(height, width, 4)[..., [2, 1, 0]]

    def resize(self, width: int, height: int) -> None:
        with self._condition:
            self._size, self._pixels, self._everything = (width, height), bytearray(width * height * 4), True
            self._condition.notify_all()

    def vanish(self) -> None:
        """The display server ends."""
        with self._condition:
            self._gone = True
            self._condition.notify_all()

    def _place(self) -> Display:
        if self._only is None:
            return Display(name="all", x=0, y=0, width=self._size[0], height=self._size[1])
        for found in self.displays():
            if found.name == self._only:
                return found
        raise DisplayGone("unplugged")

    def _pixels_of(self, place: Display) -> bytes:
        width = self._size[0]
        rows = range(place.y, place.y + place.height)
        return b"".join(self._pixels[(y * width + place.x) * 4 :][: place.width * 4] for y in rows)

    def _require(self) -> None:
        if self._gone or not self.opened:
            raise ScreenLost("the screen is gone")
