"""Runs one tray through the contract of all trays and prints what came of it, as JSON; run as a program."""

import json
import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QPushButton

from agent.desktop.menu import Action, Menu, menu_for
from agent.desktop.palette_tokens import LIGHT
from agent.desktop.situation import Situation, heard
from agent.desktop.texts import load_texts
from agent.desktop.tray import QtTray, Tray, WindowTray
from agent.desktop.tray_pystray import PystrayTray
from protocol.links.core_desktop import ShowStanding, Standing
from tests.agent.desktop.messages import NOON, introduction, session


def menus() -> tuple[Menu, Menu]:
    """The menu while all is quiet, and in session."""
    texts = load_texts("en")
    ready = heard(Situation(introduction=introduction()), ShowStanding(standing=Standing.READY), 0.0)
    running = heard(ready, session(), 0.0)
    return menu_for(ready, texts, now=0.0, clock=NOON), menu_for(running, texts, now=0.0, clock=NOON)


def labels(tray: Tray) -> list[str]:
    """Read the items off a tray, first line included."""
    match tray:
        case PystrayTray():
            return tray.items()
        case WindowTray():
            shown = [made for made in tray.findChildren(QPushButton) if made.isVisible()]
            return [tray.line(), *(made.text() for made in shown)]
        case _:
            return [action.text() for action in _actions() if not action.isSeparator()]


def _actions() -> list[QAction]:
    return next(menu.actions() for menu in QApplication.topLevelWidgets() if isinstance(menu, QMenu))


def choose(tray: Tray, label: str) -> None:
    """Choose an item by its label."""
    match tray:
        case PystrayTray():
            tray.choose(label)
        case WindowTray():
            next(made for made in tray.findChildren(QPushButton) if made.text() == label and made.isVisible()).click()
        case _:
            next(action for action in _actions() if action.text() == label).trigger()


def main() -> int:
    """Show, change, choose, close; then print."""
    application = QApplication(sys.argv)
    chosen: list[Action] = []
    texts = load_texts("en")
    tray: Tray
    if sys.argv[1] == "pystray":
        tray = PystrayTray(chosen.append, lambda: LIGHT)
    elif sys.argv[1] == "qt":
        tray = QtTray(texts, chosen.append, lambda: LIGHT)
    else:
        tray = WindowTray(texts, chosen.append, lambda: LIGHT)
    quiet, running = menus()
    found: dict[str, object] = {}

    def first() -> None:
        found["quiet"] = labels(tray)
        choose(tray, "My receipts")
        tray.show_menu(running)
        QTimer.singleShot(500, second)

    def second() -> None:
        found["running"] = labels(tray)
        choose(tray, "Done: end it now")
        QTimer.singleShot(200, last)

    def last() -> None:
        found["chosen"] = [str(action) for action in chosen]
        tray.close()
        print(json.dumps(found), flush=True)
        os._exit(0)

    tray.show_menu(quiet)
    QTimer.singleShot(1000, first)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
