"""Programs that own the clipboard of a private display: one that answers, one that never does, one that never ends."""

import contextlib
import itertools
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from Xlib import X, display
from Xlib.protocol import event

PART_BYTES = 60_000


def endless() -> Iterator[bytes]:
    """A text without an end."""
    return itertools.repeat(b"a" * PART_BYTES)


def in_parts(text: bytes) -> Iterable[bytes]:
    """A text that is too long for one request, as programs hand it over (ICCCM, section 2.7.2)."""
    return [text[at : at + PART_BYTES] for at in range(0, len(text), PART_BYTES)]


@contextlib.contextmanager
def owner(
    name: str, *, text: bytes | None = b"", parts: Iterable[bytes] | None = None, target: str = "UTF8_STRING"
) -> Iterator[None]:
    """Own CLIPBOARD in a thread, with this text for this target, or with these parts; a text of None never answers."""
    connected: Any = display.Display(name)
    window = connected.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
    window.set_selection_owner(connected.intern_atom("CLIPBOARD"), X.CurrentTime)
    connected.sync()
    stop = threading.Event()
    thread = threading.Thread(target=_answer, args=(connected, stop, text, parts, target))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        _wake(name, window.id)
        thread.join(10)
        connected.close()


def _wake(name: str, window: int) -> None:
    """Send something to a thread that waits for what comes."""
    other: Any = display.Display(name)
    theirs = other.create_resource_object("window", window)
    theirs.send_event(event.ClientMessage(window=theirs, client_type=other.intern_atom("STOP"), data=(32, [0] * 5)))
    other.sync()
    other.close()


def _answer(
    connected: Any, stop: threading.Event, text: bytes | None, parts: Iterable[bytes] | None, target: str
) -> None:
    wanted, incremental = connected.intern_atom(target), connected.intern_atom("INCR")
    rest: Iterator[bytes] = iter(())
    asked: Any = None
    while not stop.is_set():
        heard = connected.next_event()
        if heard.type == X.SelectionRequest and text is not None:
            is_it = heard.target == wanted
            if is_it and parts is not None:
                asked, rest = heard, iter(parts)
                heard.requestor.change_attributes(event_mask=X.PropertyChangeMask)
                heard.requestor.change_property(heard.property, incremental, 32, [1])
            elif is_it:
                heard.requestor.change_property(heard.property, wanted, 8, text)
            _notify(heard, heard.property if is_it else X.NONE)
        elif heard.type == X.PropertyNotify and heard.state == X.PropertyDelete and asked is not None:
            asked.requestor.change_property(asked.property, wanted, 8, next(rest, b""))
        connected.flush()


def _notify(asked: Any, place: int) -> None:
    asked.requestor.send_event(
        event.SelectionNotify(
            time=asked.time, requestor=asked.requestor, selection=asked.selection, target=asked.target, property=place
        )
    )
