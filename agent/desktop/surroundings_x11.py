"""Sees the computer around the desktop process on X11: idle time, monitors, and what lies over our windows."""

import contextlib
from collections.abc import Iterator
from typing import Any, Final

from Xlib import X, display, error
from Xlib.ext import randr  # noqa: F401 - adds its requests to the display

from protocol.links.core_desktop import Display

_DEEPEST: Final = 16
_MOST_DISPLAYS: Final = 32


class X11Surroundings:
    """A Surroundings over one X display; a window that vanishes while it is looked at is no fault."""

    def __init__(self, display_name: str | None = None) -> None:
        self._display: Any = display.Display(display_name)
        self._display.set_error_handler(lambda *_unused: None)
        self._root = self._display.screen().root
        self._has_idle = self._display.has_extension("MIT-SCREEN-SAVER")

    def idle_seconds(self) -> float:
        """Give the age of the newest input, the session's own included; 0 where nobody can tell."""
        if not self._has_idle:
            return 0.0
        return float(self._root.screensaver_query_info().idle) / 1000

    def displays(self) -> tuple[Display, ...]:
        """List the monitors in the pixels of the whole screen."""
        with contextlib.suppress(error.XError, AttributeError):
            found = self._root.xrandr_get_monitors(True).monitors
            monitors = tuple(
                Display(
                    name=self._display.get_atom_name(monitor.name),
                    x=monitor.x,
                    y=monitor.y,
                    width=monitor.width_in_pixels,
                    height=monitor.height_in_pixels,
                    primary=bool(monitor.primary),
                )
                for monitor in found[:_MOST_DISPLAYS]
            )
            if monitors:
                return monitors
        size = self._root.get_geometry()
        return (Display(name="screen", x=0, y=0, width=size.width, height=size.height, primary=True),)

    def is_covered(self, window: int) -> bool:
        """Tell whether another program's window lies over one of ours."""
        with contextlib.suppress(error.XError, AttributeError):
            frame = self._frame_of(window)
            place = _place(frame)
            children = self._root.query_tree().children
            ids = [child.id for child in children]
            if frame.id not in ids:
                return False
            above = children[ids.index(frame.id) + 1 :]
            return any(
                _is_seen(other) and _overlap(place, _place(other))
                for other in above
                if not self._is_ours(other, window)
            )
        return False

    def is_shown(self, window: int) -> bool:
        """Tell whether one of our windows is still there to be seen; another program may have destroyed it."""
        with contextlib.suppress(error.XError, AttributeError):
            return _is_seen(self._display.create_resource_object("window", window))
        return False

    def is_ours_at(self, x: int, y: int, windows: frozenset[int]) -> bool:
        """Tell whether one of these windows, or a part of one, is what a press at this pixel would reach."""
        with contextlib.suppress(error.XError, AttributeError):
            return any(found in windows for found in self._windows_at(x, y))
        return False

    def keys_are_ours(self, windows: frozenset[int]) -> bool:
        """Tell whether one of these windows, or a part of one, is what a key pressed now would reach."""
        with contextlib.suppress(error.XError, AttributeError):
            inside = self._display.get_input_focus().focus
            for _level in range(_DEEPEST):
                if inside.id in windows:
                    return True
                inside = inside.query_tree().parent
                if not inside or inside.id == self._root.id:
                    return False
        return False

    def keys_go_to(self) -> tuple[int, int] | None:
        """Give the middle of the window that keys go to; where they follow the pointer, the pointer's place."""
        with contextlib.suppress(error.XError, AttributeError):
            focus = self._display.get_input_focus().focus
            if focus == X.PointerRoot or getattr(focus, "id", None) == self._root.id:
                pointer = self._root.query_pointer()
                return pointer.root_x, pointer.root_y
            if focus == X.NONE:
                return None
            left, top, right, bottom = _place(self._frame_of(focus.id))
            return (left + right) // 2, (top + bottom) // 2
        return None

    def _windows_at(self, x: int, y: int) -> Iterator[int]:
        inside = self._root
        for _level in range(_DEEPEST):
            inside = inside.translate_coords(self._root, x, y).child
            if not inside:
                return
            yield int(inside.id)

    def _frame_of(self, window: int) -> Any:
        inner = self._display.create_resource_object("window", window)
        for _level in range(_DEEPEST):
            parent = inner.query_tree().parent
            if not parent or parent.id == self._root.id:
                return inner
            inner = parent
        return inner

    def _is_ours(self, window: Any, ours: int) -> bool:
        """Tell by the upper bits: all windows of one client share them, so our menu over our banner is no cover."""
        client = ~int(self._display.display.info.resource_id_mask)
        return int(window.id) & client == ours & client


def _place(window: Any) -> tuple[int, int, int, int]:
    geometry = window.get_geometry()
    return geometry.x, geometry.y, geometry.x + geometry.width, geometry.y + geometry.height


def _overlap(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _is_seen(window: Any) -> bool:
    attributes = window.get_attributes()
    return bool(attributes.map_state == X.IsViewable and attributes.win_class == X.InputOutput)
