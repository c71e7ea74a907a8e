"""The desktop's end of the socket to core: reads and writes frames inside Qt's event loop."""

import socket
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier

from protocol import codec
from protocol.errors import Malformed
from protocol.links.core_desktop import MAX_FRAME_BYTES, FromCore, FromDesktop
from protocol.links.framing import FrameReader, framed

# Little at a time, so that the person's own clicks come between what a session does.
_READ_BYTES: Final = 4 * 1024
# Core reads all the time; when this much waits it does not, and the link counts as lost.
_MAX_WAITING_BYTES: Final = 1024 * 1024


class CoreLink(QObject):
    """Calls `heard` for each message and `lost` once, when core is gone or speaks nonsense."""

    def __init__(
        self, connected: socket.socket, heard: Callable[[FromCore], None], lost: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._socket = connected
        self._socket.setblocking(False)
        self._heard = heard
        self._lost = lost
        self._is_lost = False
        self._frames = FrameReader(max_bytes=MAX_FRAME_BYTES)
        self._waiting = bytearray()
        self._readable = QSocketNotifier(connected.fileno(), QSocketNotifier.Type.Read, self)
        self._readable.activated.connect(self._read)
        self._writable = QSocketNotifier(connected.fileno(), QSocketNotifier.Type.Write, self)
        self._writable.setEnabled(False)
        self._writable.activated.connect(self._write)

    def say(self, message: FromDesktop) -> None:
        """Send one message; what does not fit into the socket now waits its turn."""
        if self._is_lost:
            return
        self._waiting += framed(codec.encode(message), max_bytes=MAX_FRAME_BYTES)
        if len(self._waiting) > _MAX_WAITING_BYTES:
            self._lose("core does not read")
            return
        self._write()

    def _write(self, *_unused: object) -> None:
        try:
            while self._waiting:
                sent = self._socket.send(self._waiting)
                del self._waiting[:sent]
        except BlockingIOError:
            pass
        except OSError as fault:
            self._lose(str(fault))
            return
        self._writable.setEnabled(bool(self._waiting))

    def _read(self, *_unused: object) -> None:
        try:
            received = self._socket.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError as fault:
            self._lose(str(fault))
            return
        if not received:
            self._lose("core closed the link")
            return
        try:
            for body in self._frames.feed(received):
                message: FromCore = codec.decode(body, FromCore, max_bytes=MAX_FRAME_BYTES)
                self._heard(message)
        except Malformed as fault:
            self._lose(fault.code)

    def _lose(self, why: str) -> None:
        if self._is_lost:
            return
        self._is_lost = True
        self._readable.setEnabled(False)
        self._writable.setEnabled(False)
        self._lost(why)
