"""A screen in memory, that a test paints on."""

from __future__ import annotations

import threading

from agent import clock
from agent.desktop.screen import Band, Display, Frame, Pointer, ScreenLost, join_bands


class FakeScreen:
    """Implements `Screen` without a display server; `paint` and `resize` may be called from every thread."""

    def __init__(self, width: int = 320, height: int = 192) -> None:
        self._condition = threading.Condition()
        self._size = (width, height)
        self._pixels = bytearray(width * height * 4)
        self._rows: list[tuple[int, int]] = []
        self._everything = True
        self._woken = False
        self._gone = False
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
            width, height = self._size
            bands = (Band(top=0, bottom=height),) if self._everything else join_bands(self._rows, height)
            self._rows, self._everything = [], False
            return Frame(
                width=width,
                height=height,
                stride=width * 4,
                pixels=memoryview(bytes(self._pixels)),
                damaged=bands,
                captured_at=clock.monotonic(),
            )

    def pointer(self) -> Pointer | None:
        self._require()
        return Pointer(x=3, y=4)

    def displays(self) -> tuple[Display, ...]:
        self._require()
        return (Display(name="fake", x=0, y=0, width=self._size[0], height=self._size[1]),)

    def paint(self, colour: tuple[int, int, int], top: int = 0, bottom: int | None = None) -> None:
        """Fill the rows with one red, green, blue."""
        with self._condition:
            width, height = self._size
            end = height if bottom is None else bottom
            red, green, blue = colour
            self._pixels[top * width * 4 : end * width * 4] = bytes((blue, green, red, 0)) * (width * (end - top))
            self._rows.append((top, end))
            self._condition.notify_all()

    def resize(self, width: int, height: int) -> None:
        with self._condition:
            self._size, self._pixels, self._everything = (width, height), bytearray(width * height * 4), True
            self._condition.notify_all()

    def vanish(self) -> None:
        """The display server ends."""
        with self._condition:
            self._gone = True
            self._condition.notify_all()

    def _require(self) -> None:
        if self._gone or not self.opened:
            raise ScreenLost("the screen is gone")
