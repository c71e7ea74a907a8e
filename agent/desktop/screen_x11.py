"""The screen of an X11 server: told of damage by XDamage, pixels by MIT-SHM into one place."""

import contextlib
import os
import select
import threading
from dataclasses import dataclass
from typing import Any, Final

import xcffib
import xcffib.damage
import xcffib.randr
import xcffib.shm
import xcffib.xfixes
import xcffib.xproto

from agent import clock
from agent.desktop.screen import Band, Display, DisplayGone, Frame, Pointer, ScreenLost, join_bands
from agent.desktop.shared_memory import SharedMemory

ALL_PLANES: Final = 0xFFFFFFFF
Z_PIXMAP: Final = 2
BYTES_PER_PIXEL: Final = 4
RESIZE_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """A part of the whole screen, in its pixels."""

    x: int
    y: int
    width: int
    height: int

    def within(self, width: int, height: int) -> "_Place":
        """Cut to what a screen of this size has: a monitor may be said to reach beyond it."""
        left, top = max(0, self.x), max(0, self.y)
        right, bottom = min(width, self.x + self.width), min(height, self.y + self.height)
        return _Place(left, top, right - left, bottom - top)

    def rows_of(self, boxes: list[Any]) -> list[tuple[int, int]]:
        """Give the rows of this part that changed; what changed beside it is none of its concern."""
        right, bottom = self.x + self.width, self.y + self.height
        return [
            (box.y - self.y, box.y + box.height - self.y)
            for box in boxes
            if box.x < right and self.x < box.x + box.width and box.y < bottom and self.y < box.y + box.height
        ]


class X11Screen:
    """Implements `Screen` on X11: the root window with all monitors, or the part of it that one monitor shows."""

    def __init__(self, display: str | None = None) -> None:
        self._display = display
        self._connection: Any = None
        self._memory: SharedMemory | None = None
        self._place = _Place(0, 0, 0, 0)
        self._only: str | None = None
        self._shown: str | None = None
        self._waking = threading.Lock()
        self._wake_event: int | None = None
        self._segment = 0
        self._everything = True
        self._pending = True

    def open(self) -> None:
        with self._lost():
            with self._waking:
                self._wake_event = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
            connect: Any = xcffib.connect
            self._connection = connect(display=self._display)
            setup = self._connection.get_setup()
            screen = setup.roots[self._connection.pref_screen]
            if screen.root_depth not in {24, 32}:
                raise ScreenLost("the screen does not have 24-bit colour")
            self._root = screen.root
            self._place = _Place(0, 0, 0, 0)
            self._subscribe()

    def close(self) -> None:
        with self._waking:
            event, self._wake_event = self._wake_event, None
        if event is not None:
            os.close(event)
        if self._connection is not None:
            with contextlib.suppress(Exception):
                self._connection.disconnect()
            self._connection = None
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def wait(self, seconds: float) -> bool:
        with self._lost():
            self._connection.flush()
            if self._read_events():
                return True
            event = self._wake_event
            if event is None:
                raise ScreenLost("the screen is not open")
            readable, _, _ = select.select([self._connection.get_file_descriptor(), event], [], [], max(0.0, seconds))
            if event in readable:
                with contextlib.suppress(BlockingIOError):
                    os.eventfd_read(event)
            return self._read_events()

    def wake(self) -> None:
        # Under the lock, so that the number cannot have become another file's meanwhile.
        with self._waking:
            if self._wake_event is not None:
                os.eventfd_write(self._wake_event, 1)

    def show_only(self, display: str | None) -> None:
        self._only = display
        self.wake()

    def grab(self) -> Frame:
        with self._lost():
            for _ in range(RESIZE_TRIES):
                try:
                    return self._grab()
                except xcffib.ProtocolException:
                    # The screen shrank between asking for its size and for its pixels.
                    self._everything = True
            return self._grab()

    def _grab(self) -> Frame:
        self._shown = self._only
        place = self._place_of(self._shown)
        # All events of damage that the next line takes have arrived with the reply; later ones stay pending.
        self._read_events()
        self._pending = False
        damage = self._take_damage()
        if place != self._place:
            self._move_to(place)
        width, height = self._place.width, self._place.height
        rows = self._place.rows_of(damage)
        bands = (Band(top=0, bottom=height),) if self._everything else join_bands(rows, height)
        captured_at = clock.monotonic()
        for band in bands:
            self._copy(band)
        self._everything = False
        assert self._memory is not None
        return Frame(
            width=width,
            height=height,
            stride=width * BYTES_PER_PIXEL,
            pixels=self._memory.view,
            damaged=bands,
            captured_at=captured_at,
            left=self._place.x,
            top=self._place.y,
        )

    def pointer(self) -> Pointer | None:
        with self._lost():
            reply = self._connection.core.QueryPointer(self._root).reply()
            x, y = reply.root_x - self._place.x, reply.root_y - self._place.y
            if not reply.same_screen or not (0 <= x < self._place.width and 0 <= y < self._place.height):
                return None
            return Pointer(x=x, y=y)

    def displays(self) -> tuple[Display, ...]:
        with self._lost():
            monitors = self._randr.GetMonitors(self._root, True).reply().monitors
            found = []
            for monitor in monitors:
                name = self._connection.core.GetAtomName(monitor.name).reply().name.to_string()
                found.append(Display(name=name, x=monitor.x, y=monitor.y, width=monitor.width, height=monitor.height))
            return tuple(found)

    def _subscribe(self) -> None:
        connection = self._connection
        self._damage_extension = connection(xcffib.damage.key)
        self._damage_extension.QueryVersion(1, 1).reply()
        self._fixes = connection(xcffib.xfixes.key)
        self._fixes.QueryVersion(5, 0).reply()
        self._shm = connection(xcffib.shm.key)
        self._shm.QueryVersion().reply()
        self._randr = connection(xcffib.randr.key)
        self._randr.QueryVersion(1, 5).reply()
        self._damage = connection.generate_id()
        level = xcffib.damage.ReportLevel.NonEmpty
        self._damage_extension.CreateChecked(self._damage, self._root, level).check()
        self._region = connection.generate_id()
        self._fixes.CreateRegionChecked(self._region, 0, []).check()
        self._everything = True
        self._pending = True

    def _place_of(self, display: str | None) -> "_Place":
        """Ask the server where a monitor is now, each time: what was one may have become another's."""
        geometry = self._connection.core.GetGeometry(self._root).reply()
        if display is None:
            return _Place(0, 0, geometry.width, geometry.height)
        for found in self.displays():
            if found.name == display:
                place = _Place(found.x, found.y, found.width, found.height).within(geometry.width, geometry.height)
                if place.width > 0 and place.height > 0:
                    return place
        raise DisplayGone("the monitor that is shown is gone")

    def _move_to(self, place: "_Place") -> None:
        self._place = place
        if self._memory is not None:
            self._shm.DetachChecked(self._segment).check()
            self._memory.close()
        self._memory = SharedMemory(place.width * place.height * BYTES_PER_PIXEL)
        self._segment = self._connection.generate_id()
        try:
            self._shm.AttachChecked(self._segment, self._memory.identifier, False).check()
        finally:
            self._memory.forget_name()
        self._everything = True

    def _read_events(self) -> bool:
        while (event := self._connection.poll_for_event()) is not None:
            if isinstance(event, xcffib.damage.NotifyEvent):
                self._pending = True
        return self._pending or self._only != self._shown

    def _take_damage(self) -> list[Any]:
        self._damage_extension.Subtract(self._damage, 0, self._region)
        region = self._fixes.FetchRegion(self._region).reply()
        return list(region.rectangles)

    def _copy(self, band: Band) -> None:
        place = self._place
        offset = band.top * place.width * BYTES_PER_PIXEL
        rows, top = band.bottom - band.top, place.y + band.top
        read = self._shm.GetImage
        read(self._root, place.x, top, place.width, rows, ALL_PLANES, Z_PIXMAP, self._segment, offset).reply()

    @contextlib.contextmanager
    def _lost(self) -> Any:
        try:
            yield
        except (xcffib.XcffibException, xcffib.ConnectionException, OSError) as problem:
            raise ScreenLost(str(problem) or type(problem).__name__) from problem
        except AttributeError as problem:
            if self._connection is not None:
                raise
            raise ScreenLost("the screen is not open") from problem
