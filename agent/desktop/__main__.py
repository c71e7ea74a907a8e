"""Runs the person's side: `python -m agent.desktop --fd N`, with one end of core's socket pair as file descriptor N.

`--core PID` names the process that *Done* ends if it does not answer (default: the parent). `--scheme light|dark`
overrides the desktop's. `--release-keys` instead lets go of every key and button that is down on the display, and
ends: core runs it when the desktop process has died.
"""

import argparse
import os
import signal
import socket
import sys

from agent.desktop.texts import load_texts

NO_DISPLAY = 3


def main(arguments: list[str] | None = None) -> int:
    """Run until core goes away or says Leave; 0 in order, 3 where there is no display."""
    parser = argparse.ArgumentParser(prog="python -m agent.desktop", description="The person's side of Handrail.")
    parser.add_argument("--fd", type=int, help="the inherited end of core's socket pair")
    parser.add_argument("--core", type=int, default=os.getppid(), help="the process that Done ends")
    parser.add_argument("--scheme", choices=("light", "dark"), help="light or dark, instead of the desktop's")
    parser.add_argument("--language", help="the language of the texts, instead of the desktop's")
    parser.add_argument("--release-keys", action="store_true", help="let go of all keys and buttons, and end")
    chosen = parser.parse_args(arguments)
    if chosen.release_keys:
        from agent.desktop.input_x11 import release_everything

        release_everything()
        return 0
    if chosen.fd is None:
        parser.error("--fd is needed")
    return _run(chosen)


def _run(chosen: argparse.Namespace) -> int:
    from PySide6.QtCore import QLocale, QTimer
    from PySide6.QtWidgets import QApplication

    from agent.desktop.adapters import make_sink, make_surroundings
    from agent.desktop.application import Desktop, keep_running
    from agent.desktop.core_link import CoreLink
    from agent.desktop.input_sink import InputLost
    from agent.desktop.theme import apply_theme, ask_for_scheme
    from protocol.links.core_desktop import FromCore, FromDesktop

    connected = socket.socket(fileno=chosen.fd)
    try:
        surroundings = make_surroundings()
        sink = make_sink()
    except InputLost:
        return NO_DISPLAY
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Handrail")
    application.setDesktopFileName("handrail")
    if chosen.scheme:
        ask_for_scheme(application, chosen.scheme)
    keep_running(application)
    apply_theme(application)
    texts = load_texts(chosen.language or QLocale.system().name())

    def hear(message: FromCore) -> None:
        desktop.hear(message)

    def lost(why: str) -> None:
        desktop.core_is_lost(why)

    def say(message: FromDesktop) -> None:
        link.say(message)

    link = CoreLink(connected, hear, lost)
    desktop = Desktop(
        application=application, texts=texts, say=say, sink=sink, surroundings=surroundings, core=chosen.core
    )
    # A signal reaches Python only while Python runs: wake up now and then.
    signal.signal(signal.SIGTERM, lambda *_unused: desktop.leave())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    waker = QTimer()
    waker.timeout.connect(lambda: None)
    waker.start(200)
    QTimer.singleShot(0, desktop.start)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
