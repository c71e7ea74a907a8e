"""Reads the clipboard of an X display piece by piece, so that no program can fill our memory or hold us up with it.

Whoever copied something hands it over only when it is asked for, in any length and at any speed (ICCCM, section 2). The
window library would wait for it in the event loop, where *Done* waits too, and take whatever comes.
"""

import contextlib
import select
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

from PySide6.QtCore import QObject, Signal
from Xlib import X, display, error

from agent import clock
from agent.desktop.clipboard import Copied, QtClipboard, bounded
from protocol.clipboard import MAX_TEXT_BYTES
from protocol.links.desktop_clipboard import Unread

READ_SECONDS: Final = 4.0
_FAULTS: Final = (error.DisplayError, error.XError, error.ConnectionClosedError, OSError, OverflowError, TimeoutError)
# What text is asked for as, the best first, and how it is written then.
_TARGETS: Final = (("UTF8_STRING", "utf-8"), ("text/plain;charset=utf-8", "utf-8"), ("STRING", "latin-1"))


class X11Clipboard(QObject):
    """A PersonsClipboard: what is read comes from a thread of its own, what is put is held by Qt."""

    _came = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._qt = QtClipboard()
        self._came.connect(self._hand_over)

    def read(self, done: Callable[[Copied], None]) -> None:
        """Read its text."""
        threading.Thread(target=self._fetch, args=(done,), name="clipboard", daemon=True).start()

    def put(self, text: str) -> bool:
        """Put a text in its place."""
        return self._qt.put(text)

    def _fetch(self, done: Callable[[Copied], None]) -> None:
        self._came.emit(done, read_selection())

    def _hand_over(self, done: Callable[[Copied], None], copied: Copied) -> None:
        done(copied)


def read_selection(display_name: str | None = None, *, seconds: float = READ_SECONDS) -> Copied:
    """Read the text of the selection CLIPBOARD within time and bound; whatever goes wrong is a word, too."""
    try:
        with _connected(display_name) as connected:
            return _Asking(connected, clock.monotonic() + seconds).text()
    except _FAULTS:
        return Unread.FAILED


@contextlib.contextmanager
def _connected(display_name: str | None) -> Iterator[Any]:
    connected: Any = display.Display(display_name)
    connected.set_error_handler(lambda *_unused: None)
    try:
        yield connected
    finally:
        connected.close()


class _Asking:
    """One question to whoever owns the selection."""

    def __init__(self, connected: Any, until: float) -> None:
        self._display = connected
        self._until = until
        self._window = connected.screen().root.create_window(
            0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask
        )
        self._selection = connected.intern_atom("CLIPBOARD")
        self._into = connected.intern_atom("HANDRAIL_CLIPBOARD")
        self._in_parts = connected.intern_atom("INCR")

    def text(self) -> Copied:
        if self._display.get_selection_owner(self._selection) == X.NONE:
            return Unread.EMPTY
        for target, written in _TARGETS:
            found = self._converted(target)
            if isinstance(found, Unread):
                return found
            if found is not None:
                text = found.decode(written, "replace")
                return bounded(text.encode("utf-8", "replace"))
        return Unread.NOT_TEXT

    def _converted(self, target: str) -> Copied | None:
        """Ask for one form of it; None where the owner does not have that."""
        self._window.convert_selection(self._selection, self._display.intern_atom(target), self._into, X.CurrentTime)
        notice = self._next(lambda event: event.type == X.SelectionNotify)
        if notice.property == X.NONE:
            return None
        kind, first = self._taken()
        if isinstance(first, Unread) or kind != self._in_parts:
            return first
        gathered = b""
        while True:
            self._next(self._is_new)
            _kind, part = self._taken()
            if isinstance(part, Unread):
                return part
            if not part:
                return gathered
            gathered += part
            if len(gathered) > MAX_TEXT_BYTES:
                return Unread.TOO_LARGE

    def _is_new(self, event: Any) -> bool:
        return bool(event.type == X.PropertyNotify and event.atom == self._into and event.state == X.PropertyNewValue)

    def _taken(self) -> tuple[int, Copied]:
        """Take what stands in our property, no more than the bound, and make room for the next part."""
        found = self._window.get_property(self._into, X.AnyPropertyType, 0, MAX_TEXT_BYTES // 4)
        self._window.delete_property(self._into)
        self._display.flush()
        if found is None:
            return X.NONE, b""
        if found.property_type == self._in_parts:
            return self._in_parts, b""
        if found.bytes_after or found.format != 8:
            return found.property_type, Unread.TOO_LARGE if found.bytes_after else Unread.NOT_TEXT
        return found.property_type, bytes(found.value)

    def _next(self, is_it: Callable[[Any], bool]) -> Any:
        while True:
            while self._display.pending_events():
                event = self._display.next_event()
                if is_it(event):
                    return event
            left = self._until - clock.monotonic()
            if left <= 0 or not select.select([self._display], [], [], left)[0]:
                raise TimeoutError
