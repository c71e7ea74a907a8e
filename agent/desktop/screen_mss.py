"""The screen where nothing tells of damage (Windows, macOS, X11 without XDamage): polled, compared by bands."""

import threading
from typing import Any, Final

import mss
import mss.exception
import xxhash

from agent import clock
from agent.desktop.screen import BAND_ROWS, Band, Display, DisplayGone, Frame, Pointer, ScreenLost, join_bands

POLL_SECONDS: Final = 1 / 30
IDLE_POLL_SECONDS: Final = 1 / 5
IDLE_AFTER_SECONDS: Final = 2.0
BYTES_PER_PIXEL: Final = 4


class MssScreen:
    """Implements `Screen` by polling; at full rate while something changes, five times a second otherwise."""

    def __init__(self, display: str | None = None) -> None:
        self._options: dict[str, Any] = {} if display is None else {"display": display}
        self._grabber: Any = None
        self._wake = threading.Event()
        self._hashes: list[int] = []
        self._place: tuple[int, int, int, int] | None = None
        self._only: str | None = None
        self._shown: str | None = None
        self._shot: Any = None
        self._damaged: tuple[Band, ...] = ()
        self._changed_at = self._polled_at = 0.0
        self._captured_at = 0.0

    def open(self) -> None:
        try:
            self._grabber = mss.MSS(**self._options)
        except (mss.exception.ScreenShotError, OSError) as problem:
            raise ScreenLost(str(problem)) from problem
        self._place = None
        self._changed_at = clock.monotonic()

    def close(self) -> None:
        grabber, self._grabber = self._grabber, None
        self._shot = None
        if grabber is not None:
            grabber.close()

    def wait(self, seconds: float) -> bool:
        until = clock.monotonic() + seconds
        while not self._damaged:
            now = clock.monotonic()
            due = self._polled_at + self._interval(now)
            if due <= now:
                self._poll()
                if self._damaged:
                    return True
                now = clock.monotonic()
                due = self._polled_at + self._interval(now)
            if now >= until:
                return False
            if self._wake.wait(max(0.0, min(due, until) - now)):
                # What wakes the thread is often input: look at full rate again for a while.
                self._wake.clear()
                self._changed_at = clock.monotonic()
                return bool(self._damaged) or self._moves()
        return True

    def wake(self) -> None:
        self._wake.set()

    def show_only(self, display: str | None) -> None:
        self._only = display
        self._wake.set()

    def grab(self) -> Frame:
        if not self._damaged or self._moves():
            self._poll()
        damaged, self._damaged = self._damaged, ()
        left, top, width, height = self._place or (0, 0, 0, 0)
        return Frame(
            left=left,
            top=top,
            width=width,
            height=height,
            stride=width * BYTES_PER_PIXEL,
            pixels=memoryview(self._shot.raw),
            damaged=damaged,
            captured_at=self._captured_at,
        )

    def pointer(self) -> Pointer | None:
        # The picture carries the pointer itself where the platform draws it in; mss does not tell its place.
        return None

    def displays(self) -> tuple[Display, ...]:
        monitors = self._require().monitors[1:]
        return tuple(
            Display(name=f"{index}", x=found["left"], y=found["top"], width=found["width"], height=found["height"])
            for index, found in enumerate(monitors, start=1)
        )

    def _interval(self, now: float) -> float:
        return IDLE_POLL_SECONDS if now - self._changed_at > IDLE_AFTER_SECONDS else POLL_SECONDS

    def _require(self) -> Any:
        if self._grabber is None:
            raise ScreenLost("the screen is not open")
        return self._grabber

    def _poll(self) -> None:
        try:
            shot = self._shoot()
        except (mss.exception.ScreenShotError, OSError) as problem:
            raise ScreenLost(str(problem)) from problem
        self._polled_at = self._captured_at = clock.monotonic()
        hashes = _band_hashes(shot)
        place = (shot.left, shot.top, shot.width, shot.height)
        resized = place != self._place
        rows = [
            (index * BAND_ROWS, (index + 1) * BAND_ROWS)
            for index, value in enumerate(hashes)
            if resized or value != self._hashes[index]
        ]
        if resized:
            self._damaged = ()
        self._shot, self._hashes, self._place = shot, hashes, place
        if rows:
            self._changed_at = self._polled_at
            pending = [(band.top, band.bottom) for band in self._damaged]
            self._damaged = join_bands(rows + pending, shot.height)

    def _shoot(self) -> Any:
        # The library keeps the list of monitors and sizes its buffer once: asked anew, and made anew on a resize.
        self._require()._monitors = None
        self._shown = self._only
        wanted = self._wanted()
        if self._place is not None and _place_of(wanted) != self._place:
            self._grabber.close()
            self._grabber = mss.MSS(**self._options)
            wanted = self._wanted()
        return self._grabber.grab(wanted)

    def _wanted(self) -> Any:
        """Find what is to be shown among the monitors as they are now."""
        monitors = self._grabber.monitors
        if self._shown is None:
            return monitors[0]
        number = int(self._shown) if self._shown.isdecimal() else 0
        if not 0 < number < len(monitors):
            raise DisplayGone("the monitor that is shown is gone")
        return monitors[number]

    def _moves(self) -> bool:
        """Tell whether another part is to be shown than in the newest picture."""
        return self._only != self._shown


def _place_of(monitor: Any) -> tuple[int, int, int, int]:
    return monitor["left"], monitor["top"], monitor["width"], monitor["height"]


def _band_hashes(shot: Any) -> list[int]:
    view = memoryview(shot.raw)
    size = shot.width * BYTES_PER_PIXEL * BAND_ROWS
    return [xxhash.xxh3_64_intdigest(view[at : at + size]) for at in range(0, len(view), size)]
