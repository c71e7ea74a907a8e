"""Keeps a banner on every screen while somebody is connected, on top within a second, and for five seconds after."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from agent import clock
from agent.desktop.banner import ENDED_SECONDS, Banner, banner_for, ended_banner
from agent.desktop.banner_window import BannerWindow, Pressed
from agent.desktop.presence import Surroundings
from agent.desktop.situation import RunningSession
from agent.desktop.texts import Texts
from protocol.links.core_desktop import EndSession

_TICK_MILLISECONDS: Final = 250


class Banners(QObject):
    """The banners of all screens."""

    def __init__(self, texts: Texts, pressed: Pressed, surroundings: Surroundings, *, dark: Callable[[], bool]) -> None:
        super().__init__()
        self._texts = texts
        self._pressed = pressed
        self._surroundings = surroundings
        self._dark = dark
        self._session: RunningSession | None = None
        self._ended: Banner | None = None
        self._ended_until = 0.0
        self._windows: dict[str, BannerWindow] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    def show_session(self, session: RunningSession | None) -> None:
        """Draw a session as it is now; None takes the banner away unless an end is still to be read."""
        self._session = session
        if session is not None:
            self._ended = None
            self._timer.start(_TICK_MILLISECONDS)
        self._tick()

    def show_end(self, message: EndSession) -> None:
        """Say that nobody is connected any more."""
        self._session = None
        self._ended = ended_banner(message, self._texts)
        self._ended_until = clock.monotonic() + ENDED_SECONDS
        self._timer.start(_TICK_MILLISECONDS)
        self._tick()

    def close(self) -> None:
        """Take all banners away."""
        self._timer.stop()
        for window in self._windows.values():
            window.hide()
            window.deleteLater()
        self._windows = {}

    def _tick(self) -> None:
        now = clock.monotonic()
        if self._session is not None:
            drawn = banner_for(self._session, self._texts, now)
        elif self._ended is not None and now < self._ended_until:
            drawn = self._ended
        else:
            self.close()
            return
        self._drop_what_vanished()
        self._match_screens()
        for window in self._windows.values():
            window.show_banner(drawn)
            if self._surroundings.is_covered(int(window.winId())):
                window.raise_()

    def _drop_what_vanished(self) -> None:
        """Another program can hide or destroy any window: such a banner is made anew."""
        for name, window in list(self._windows.items()):
            if not self._surroundings.is_shown(int(window.winId())):
                window.hide()
                window.deleteLater()
                del self._windows[name]

    def _match_screens(self) -> None:
        screens = {screen.name(): screen for screen in QGuiApplication.screens()}
        for name in list(self._windows):
            if name not in screens:
                self._windows.pop(name).deleteLater()
        for name, screen in screens.items():
            if name not in self._windows:
                self._windows[name] = BannerWindow(screen, self._texts, self._pressed, dark=self._dark())
