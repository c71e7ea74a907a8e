"""The port to the person's clipboard, and the way that Qt has to it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QGuiApplication

from protocol.clipboard import MAX_TEXT_BYTES
from protocol.links.desktop_clipboard import Unread

Copied = bytes | Unread
"""A text as UTF-8, or why there is none to pass on."""


class PersonsClipboard(Protocol):
    """What the person copied last."""

    def read(self, done: Callable[[Copied], None]) -> None:
        """Read its text within the bound; `done` is called once, in the event loop, within seconds."""

    def put(self, text: str) -> bool:
        """Put a text in its place; False where it is not there afterwards."""


class QtClipboard:
    """A clipboard as Qt has it: for systems on which whoever copied something has handed it over already."""

    def read(self, done: Callable[[Copied], None]) -> None:
        """Read its text."""
        clipboard = QGuiApplication.clipboard()
        kinds = clipboard.mimeData().formats()
        text = clipboard.text()
        done(bounded(text.encode("utf-8", "replace")) if text else Unread.NOT_TEXT if kinds else Unread.EMPTY)

    def put(self, text: str) -> bool:
        """Put a text in its place, with the ends of lines that programs here expect."""
        clipboard = QGuiApplication.clipboard()
        wanted = text.replace("\r\n", "\n")
        clipboard.setText(wanted)
        return clipboard.text() == wanted


def bounded(content: bytes) -> Copied:
    """Give a text that is not too long to be passed on."""
    if not content:
        return Unread.EMPTY
    return content if len(content) <= MAX_TEXT_BYTES else Unread.TOO_LARGE
