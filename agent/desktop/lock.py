"""Watches by D-Bus whether the screen is locked, or the sign-in screen; without a bus it counts as last known."""

import os
import threading
from typing import Final

from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

from agent.config import environment

_EVERY_SECONDS: Final = 2.0
_PATIENCE_MILLISECONDS: Final = 1_000
_LOGIN: Final = "org.freedesktop.login1"
_GREETER: Final = "greeter"
_ERRORS: Final = "org.freedesktop.DBus.Error."
_NO_SAVER: Final = frozenset(
    _ERRORS + kind
    for kind in (
        "ServiceUnknown",
        "NameHasNoOwner",
        "UnknownObject",
        "UnknownInterface",
        "UnknownMethod",
        "NotSupported",
    )
)
_OURS: Final = "handrail-lock-watch"


class LockWatch:
    """Asks in a thread of its own, because a bus may take its time; reading the answer never waits."""

    def __init__(self) -> None:
        self.is_locked = False
        self.is_sure = False
        # A sign-in screen stays one for as long as its processes live.
        self.is_sign_in = environment().get("XDG_SESSION_CLASS") == _GREETER
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
            self.is_sign_in = self.is_sign_in or _by_login("Class") == _GREETER
            by_saver, by_login = by_screen_saver(), _by_login("LockedHint")
            self.is_sure = surely_locked(by_saver=by_saver, by_login=by_login)
            self.is_locked = locked_after(self.is_locked, by_saver=by_saver, by_login=by_login)
            self._stop.wait(_EVERY_SECONDS)


def locked_after(before: bool, *, by_saver: bool | None, by_login: object) -> bool:
    """Tell whether the screen counts as locked; while nobody can say, it stays as it was last known."""
    if by_login is True or by_saver is True:
        return True
    return before if by_saver is None else False


def surely_locked(*, by_saver: bool | None, by_login: object) -> bool:
    """Tell whether the system says so at this moment, which is what opens a door; what only may be closes one.

    A screen saver that is on may only have blanked the screen: where the sign-in service says something, that counts.
    """
    return by_login if isinstance(by_login, bool) else by_saver is True


def by_screen_saver() -> bool | None:
    """Ask the screen saver; None where there is no bus to ask on, or the saver is there and does not answer in time."""
    bus = _session_bus()
    if not bus.isConnected():
        return None
    name = "org.freedesktop.ScreenSaver"
    answer = _answer(bus, QDBusMessage.createMethodCall(name, "/org/freedesktop/ScreenSaver", name, "GetActive"))
    if answer.type() is QDBusMessage.MessageType.ReplyMessage:
        return answer.arguments() == [True]
    return False if answer.errorName() in _NO_SAVER else None


def _session_bus() -> QDBusConnection:
    """Give the session's bus; Qt by itself never comes back to one that died and was started again."""
    bus = QDBusConnection(_OURS)
    if bus.isConnected():
        return bus
    QDBusConnection.disconnectFromBus(_OURS)
    return QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, _OURS)


def _by_login(named: str) -> object:
    """Read what the system says of the session that this process belongs to; None where it says nothing."""
    bus = QDBusConnection.systemBus()
    if not bus.isConnected():
        return None
    ask = QDBusMessage.createMethodCall(_LOGIN, "/org/freedesktop/login1", f"{_LOGIN}.Manager", "GetSessionByPID")
    ask.setArguments([os.getpid()])
    path = getattr(_call(bus, ask), "path", None)
    if path is None:
        return None
    read = QDBusMessage.createMethodCall(_LOGIN, str(path()), "org.freedesktop.DBus.Properties", "Get")
    read.setArguments([f"{_LOGIN}.Session", named])
    value = _call(bus, read)
    return getattr(value, "variant", lambda: value)()


def _answer(bus: QDBusConnection, message: QDBusMessage) -> QDBusMessage:
    message.setAutoStartService(False)
    return bus.call(message, QDBus.CallMode.Block, _PATIENCE_MILLISECONDS)


def _call(bus: QDBusConnection, message: QDBusMessage) -> object:
    answer = _answer(bus, message)
    arguments = answer.arguments()
    is_reply = answer.type() is QDBusMessage.MessageType.ReplyMessage
    return arguments[0] if is_reply and arguments else None
