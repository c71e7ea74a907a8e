"""The screen of an X11 server: told of damage by XDamage, pixels by MIT-SHM into one place."""

import contextlib
import os
import select
import threading
from typing import Any, Final

import xcffib
import xcffib.damage
import xcffib.randr
import xcffib.shm
import xcffib.xfixes
import xcffib.xproto

from agent import clock
from agent.desktop.screen import Band, Display, Frame, Pointer, ScreenLost, join_bands
from agent.desktop.shared_memory import SharedMemory

ALL_PLANES: Final = 0xFFFFFFFF
Z_PIXMAP: Final = 2
BYTES_PER_PIXEL: Final = 4
RESIZE_TRIES: Final = 3


class X11Screen:
    """Implements `Screen` on X11; the root window with all monitors."""

    def __init__(self, display: str | None = None) -> None:
        self._display = display
        self._connection: Any = None
        self._memory: SharedMemory | None = None
        self._size = (0, 0)
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
            self._subscribe()
            self._resize()

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
        geometry = self._connection.core.GetGeometry(self._root).reply()
        # All events of damage that the next line takes have arrived with the reply; later ones stay pending.
        self._read_events()
        self._pending = False
        rows = self._take_damage()
        if (geometry.width, geometry.height) != self._size:
            self._resize()
        width, height = self._size
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
        )

    def pointer(self) -> Pointer | None:
        with self._lost():
            reply = self._connection.core.QueryPointer(self._root).reply()
            width, height = self._size
            if not reply.same_screen or not (0 <= reply.root_x < width and 0 <= reply.root_y < height):
                return None
            return Pointer(x=reply.root_x, y=reply.root_y)

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

    def _resize(self) -> None:
        geometry = self._connection.core.GetGeometry(self._root).reply()
        self._size = (geometry.width, geometry.height)
        if self._memory is not None:
            self._shm.DetachChecked(self._segment).check()
            self._memory.close()
        self._memory = SharedMemory(geometry.width * geometry.height * BYTES_PER_PIXEL)
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
        return self._pending

    def _take_damage(self) -> list[tuple[int, int]]:
        self._damage_extension.Subtract(self._damage, 0, self._region)
        region = self._fixes.FetchRegion(self._region).reply()
        return [(box.y, box.y + box.height) for box in region.rectangles]

    def _copy(self, band: Band) -> None:
        width = self._size[0]
        offset = band.top * width * BYTES_PER_PIXEL
        rows = band.bottom - band.top
        self._shm.GetImage(self._root, 0, band.top, width, rows, ALL_PLANES, Z_PIXMAP, self._segment, offset).reply()

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
