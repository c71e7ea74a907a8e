"""The port to the person's screen: what a frame is, and what every way of capturing it must offer."""

from dataclasses import dataclass
from typing import Final, Protocol

BAND_ROWS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """One monitor, in pixels of the whole screen."""

    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Rows `top` (inclusive) to `bottom` (exclusive), over the full width."""

    top: int
    bottom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The screen's pixels now. `pixels` is BGRA, `stride` bytes a row, and valid until the next `grab`."""

    width: int
    height: int
    stride: int
    pixels: memoryview
    damaged: tuple[Band, ...]
    captured_at: float
    left: int = 0
    top: int = 0
    """Where the left top corner is, in pixels of the whole screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """Where the person's pointer is, in pixels of the picture."""

    x: int
    y: int


class ScreenLost(Exception):
    """The screen is gone: the display server ended or refused."""


class DisplayGone(ScreenLost):
    """The one monitor that was to be shown is not there any more."""


class Screen(Protocol):
    """One screen to capture; all methods but `wake` and `show_only` are called from the capture thread.

    After `open`, the first `grab` reports everything as damaged; later ones what changed since the grab before.
    A changed size or place shows in the frame, with everything damaged.
    """

    def open(self) -> None:
        """Connect; raises `ScreenLost`."""

    def close(self) -> None:
        """Let go of everything; may be called twice."""

    def wait(self, seconds: float) -> bool:
        """Wait for damage or `wake`, at most so long; True when there is damage. Raises `ScreenLost`."""

    def wake(self) -> None:
        """End a `wait` early; callable from every thread."""

    def show_only(self, display: str | None) -> None:
        """Read no pixel but those of this monitor from the next `grab` on, None: of all; callable from every thread."""

    def grab(self) -> Frame:
        """The newest pixels; raises `ScreenLost`, and `DisplayGone` where the one monitor is not there."""

    def pointer(self) -> Pointer | None:
        """The pointer's place in the picture, None where it is not in it; raises `ScreenLost`."""

    def displays(self) -> tuple[Display, ...]:
        """The monitors now; raises `ScreenLost`."""


def join_bands(rows: list[tuple[int, int]], height: int) -> tuple[Band, ...]:
    """Row ranges widened to whole bands of `BAND_ROWS` rows and joined where they touch."""
    joined: list[Band] = []
    for top, bottom in sorted((max(0, top), min(bottom, height)) for top, bottom in rows):
        if bottom <= top:
            continue
        first = top // BAND_ROWS * BAND_ROWS
        last = min(height, -(-bottom // BAND_ROWS) * BAND_ROWS)
        if joined and joined[-1].bottom >= first:
            joined[-1] = Band(top=joined[-1].top, bottom=max(joined[-1].bottom, last))
        else:
            joined.append(Band(top=first, bottom=last))
    return tuple(joined)
