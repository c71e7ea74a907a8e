"""Runs the person's side: `python -m agent.desktop --fd N`, with one end of core's socket pair as file descriptor N.

`--core PID` names the process that *Done* ends if it does not answer (default: the parent). `--scheme light|dark`
overrides the desktop's. `--ask DOOR` is what the icon on the desktop runs. `--release-keys` instead lets go of every
key and button that is down on the display, and ends: core runs it when the desktop process has died.
"""

import argparse
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from agent.desktop.desktop_icon import knock
from agent.desktop.texts import choose_language, load_texts
from protocol.links.core_desktop import FromCore, FromDesktop

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from agent.desktop.application import Desktop
    from agent.desktop.clipboard import PersonsClipboard
    from agent.desktop.core_link import CoreLink
    from agent.desktop.input_sink import InputSink
    from agent.desktop.presence import Surroundings

NO_DISPLAY = 3
NO_QT = 4
NOBODY_THERE = 5


def main(arguments: list[str] | None = None) -> int:
    """Run until core goes away or says Leave; 0 in order, 3 where there is no display, 4 without Qt."""
    parser = argparse.ArgumentParser(prog="python -m agent.desktop", description="The person's side of Handrail.")
    parser.add_argument("--fd", type=int, help="the inherited end of core's socket pair")
    parser.add_argument("--core", type=int, default=os.getppid(), help="the process that Done ends")
    parser.add_argument("--scheme", choices=("light", "dark"), help="light or dark, instead of the desktop's")
    parser.add_argument("--language", help="the language of the texts, instead of the desktop's")
    parser.add_argument("--release-keys", action="store_true", help="let go of all keys and buttons, and end")
    parser.add_argument(
        "--ask", type=Path, metavar="DOOR", help="have the one that runs open the request form, and end"
    )
    chosen = parser.parse_args(arguments)
    if chosen.ask is not None:
        return 0 if knock(chosen.ask) else NOBODY_THERE
    if chosen.release_keys:
        return _release_keys()
    if chosen.fd is None:
        parser.error("--fd is needed")
    return _run(chosen)


def _release_keys() -> int:
    from agent.desktop.adapters import release_keys
    from agent.desktop.input_sink import InputLost

    try:
        release_keys()
    except InputLost:
        return NO_DISPLAY
    return 0


def _run(chosen: argparse.Namespace) -> int:
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError:
        print("The person's side needs Qt: install the extra, handrail[desktop].", file=sys.stderr)
        return NO_QT

    from agent.desktop.adapters import make_clipboard, make_sink, make_surroundings
    from agent.desktop.input_sink import InputLost

    connected = socket.socket(fileno=chosen.fd)
    try:
        surroundings = make_surroundings()
        sink = make_sink()
    except InputLost:
        return NO_DISPLAY
    application = _dressed(QApplication([sys.argv[0]]), chosen.scheme)
    link = LateLink()
    desktop = _desktop(application, chosen, link, sink, surroundings, make_clipboard())
    link.connect(connected, desktop.hear, desktop.core_is_lost)
    _start(desktop)
    return application.exec()


def _dressed(application: "QApplication", scheme: str | None) -> "QApplication":
    from agent.desktop.theme import apply_theme, ask_for_scheme

    application.setApplicationName("Handrail")
    application.setDesktopFileName("handrail")
    # Windows come and go; the process lives as long as core does.
    application.setQuitOnLastWindowClosed(False)
    if scheme:
        ask_for_scheme(application, scheme)
    apply_theme(application)
    return application


def _desktop(
    application: "QApplication",
    chosen: argparse.Namespace,
    link: "LateLink",
    sink: "InputSink | None",
    surroundings: "Surroundings",
    clipboard: "PersonsClipboard",
) -> "Desktop":
    from PySide6.QtCore import QLocale

    from agent.desktop.application import Desktop
    from agent.desktop.theme import direction_of

    texts = load_texts(chosen.language or choose_language(QLocale.system().uiLanguages()))
    application.setLayoutDirection(direction_of(texts))
    return Desktop(
        application=application,
        texts=texts,
        say=link.say,
        sink=sink,
        surroundings=surroundings,
        clipboard=clipboard,
        core=chosen.core,
    )


def _start(desktop: "Desktop") -> None:
    from PySide6.QtCore import QTimer

    signal.signal(signal.SIGTERM, lambda *_unused: desktop.leave())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A signal reaches Python only while Python runs, which the desktop's own ticking sees to.
    QTimer.singleShot(0, desktop.start)


class LateLink:
    """The link to core for parts that are made before it can be listened to."""

    def __init__(self) -> None:
        self._link: CoreLink | None = None

    def connect(self, connected: socket.socket, heard: Callable[[FromCore], None], lost: Callable[[str], None]) -> None:
        """Begin to listen."""
        from agent.desktop.core_link import CoreLink

        self._link = CoreLink(connected, heard, lost)

    def say(self, message: FromDesktop) -> None:
        """Send one message."""
        if self._link is not None:
            self._link.say(message)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    # Everything is let go of by now; taking Qt apart object by object in Python's order can only crash.
    os._exit(code)
