"""Watches whether the person's screen is locked, by D-Bus where there is a bus; otherwise it counts as unlocked."""

import os
import threading
from typing import Final

from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

_EVERY_SECONDS: Final = 2.0
_PATIENCE_MILLISECONDS: Final = 1_000
_LOGIN: Final = "org.freedesktop.login1"


class LockWatch:
    """Asks in a thread of its own, because a bus may take its time; reading the answer never waits."""

    def __init__(self) -> None:
        self.is_locked = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="lock-watch", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; does not wait for a bus that hangs."""
        self._stop.set()

    def _watch(self) -> None:
        while not self._stop.is_set():
            self.is_locked = _by_screen_saver() or _by_login()
            self._stop.wait(_EVERY_SECONDS)


def _by_screen_saver() -> bool:
    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    name = "org.freedesktop.ScreenSaver"
    answer = _call(bus, QDBusMessage.createMethodCall(name, "/org/freedesktop/ScreenSaver", name, "GetActive"))
    return answer is True


def _by_login() -> bool:
    bus = QDBusConnection.systemBus()
    if not bus.isConnected():
        return False
    ask = QDBusMessage.createMethodCall(_LOGIN, "/org/freedesktop/login1", f"{_LOGIN}.Manager", "GetSessionByPID")
    ask.setArguments([os.getpid()])
    path = getattr(_call(bus, ask), "path", None)
    if path is None:
        return False
    read = QDBusMessage.createMethodCall(_LOGIN, str(path()), "org.freedesktop.DBus.Properties", "Get")
    read.setArguments([f"{_LOGIN}.Session", "LockedHint"])
    hint = _call(bus, read)
    return getattr(hint, "variant", lambda: hint)() is True


def _call(bus: QDBusConnection, message: QDBusMessage) -> object:
    message.setAutoStartService(False)
    answer = bus.call(message, QDBus.CallMode.Block, _PATIENCE_MILLISECONDS)
    arguments = answer.arguments()
    is_reply = answer.type() is QDBusMessage.MessageType.ReplyMessage
    return arguments[0] if is_reply and arguments else None
