"""Shows the one menu to the person: in Qt's tray, or in a small window while no tray host is there.

The small window is titled "Handrail"; its buttons are the items of the menu, the first has the focus, Tab goes on.
"""

import platform
from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent, QCursor, QFont
from PySide6.QtWidgets import QLayout, QMenu, QSystemTrayIcon, QVBoxLayout, QWidget

from agent.desktop.icons import icon
from agent.desktop.menu import Action, Menu, Sign
from agent.desktop.parts import button, label
from agent.desktop.texts import Texts

Chosen = Callable[[Action], None]


class Tray(Protocol):
    """Where the menu stands."""

    def show_menu(self, menu: Menu) -> None:
        """Draw the menu as it is now."""

    def close(self) -> object:
        """Take it away."""


class QtTray:
    """A tray icon with a menu: right or left click opens it, double click does the first item."""

    def __init__(self, texts: Texts, chosen: Chosen, tokens: Callable[[], dict[str, str]]) -> None:
        self._chosen = chosen
        self._tokens = tokens
        self._shown: Menu | None = None
        self._looks: tuple[Sign, str | None] | None = None
        self._menu = QMenu()
        self._menu.setAccessibleName(texts("menu.name"))
        self._icon = QSystemTrayIcon()
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)

    def show_menu(self, menu: Menu) -> None:
        """Draw the menu as it is now; an unchanged menu is left alone, because it may be open."""
        looks = (menu.sign, self._tokens().get("brand_mark"))
        if self._looks != looks:
            self._looks = looks
            self._icon.setIcon(icon(menu.sign, self._tokens()))
        if menu == self._shown:
            return
        same_items = self._shown is not None and self._shown.items == menu.items
        self._shown = menu
        self._icon.setToolTip(menu.tooltip)
        if same_items:
            self._menu.actions()[0].setText(menu.line)
        else:
            self._fill(menu)
        if not self._icon.isVisible():
            self._icon.show()

    def _fill(self, menu: Menu) -> None:
        self._menu.clear()
        line = QAction(menu.line, self._menu)
        line.setEnabled(False)
        self._menu.addAction(line)
        self._menu.addSeparator()
        for item in menu.items:
            action = QAction(item.label, self._menu)
            if item.is_main:
                bold = QFont(self._menu.font())
                bold.setWeight(QFont.Weight.DemiBold)
                action.setFont(bold)
            action.setEnabled(not item.is_off)
            action.triggered.connect(lambda _checked=False, chosen=item.action: self._chosen(chosen))
            self._menu.addAction(action)

    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how is QSystemTrayIcon.ActivationReason.Trigger:
            self._menu.popup(QCursor.pos())

    def close(self) -> None:
        """Take the icon away."""
        self._icon.hide()

    def leave(self) -> None:
        """Take icon and menu away for good."""
        self._icon.hide()
        self._icon.deleteLater()
        self._menu.deleteLater()


class WindowTray(QWidget):
    """The same menu as a small window, for desktops without a tray."""

    def __init__(self, texts: Texts, chosen: Chosen, tokens: Callable[[], dict[str, str]]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._chosen = chosen
        self._tokens = tokens
        self._shown: Menu | None = None
        self.setWindowTitle(texts("panel.title"))
        self.setAccessibleName(texts("menu.name"))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAutoFillBackground(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.setSpacing(8)
        self._column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._line = label("", wraps=False)
        self._column.addWidget(self._line)
        self._buttons: list[QWidget] = []

    def show_menu(self, menu: Menu) -> None:
        """Draw the menu as it is now."""
        if menu == self._shown:
            return
        if self._shown is None or self._shown.items != menu.items:
            self._fill(menu)
        self._shown = menu
        self.setWindowTitle(menu.name)
        self._line.setText(menu.line)
        self._line.setAccessibleName(menu.line)
        self.setWindowIcon(icon(menu.sign, self._tokens()))
        if not self.isVisible():
            self.show()

    def line(self) -> str:
        """Give the first line as it is shown."""
        return self._line.text()

    def _fill(self, menu: Menu) -> None:
        for old in self._buttons:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        for item in menu.items:
            made = button(item.label, partial(self._chosen, item.action), role="primary" if item.is_main else "")
            made.setEnabled(not item.is_off)
            self._column.addWidget(made)
            self._buttons.append(made)
        self._buttons[0].setFocus()

    def leave(self) -> None:
        """Go for good, which closing does not do."""
        self.hide()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The only way to Handrail on this desktop is minimized, not closed."""
        event.ignore()
        self.showMinimized()


class FollowingTray:
    """The icon while a tray host is there, the small window while there is none: a host may die and come back."""

    def __init__(self, texts: Texts, chosen: Chosen, tokens: Callable[[], dict[str, str]]) -> None:
        self._texts, self._chosen, self._tokens = texts, chosen, tokens
        self._has_host = QSystemTrayIcon.isSystemTrayAvailable()
        self._tray = self._made()

    @property
    def has_host(self) -> bool:
        """Tell whether the menu stands in a tray."""
        return self._has_host

    def show_menu(self, menu: Menu) -> None:
        """Draw the menu where it can be reached now; it is asked for at least once a second."""
        has_host = QSystemTrayIcon.isSystemTrayAvailable()
        if has_host is not self._has_host:
            self._tray.leave()
            self._has_host = has_host
            self._tray = self._made()
        self._tray.show_menu(menu)

    def _made(self) -> QtTray | WindowTray:
        if self._has_host:
            return QtTray(self._texts, self._chosen, self._tokens)
        return WindowTray(self._texts, self._chosen, self._tokens)

    def close(self) -> None:
        """Take it away."""
        self._tray.leave()


def make_tray(texts: Texts, chosen: Chosen, tokens: Callable[[], dict[str, str]]) -> Tray:
    """Take the tray where there is one, the small window otherwise."""
    if platform.system() in ("Windows", "Darwin"):
        from agent.desktop.tray_pystray import PystrayTray

        return PystrayTray(chosen, tokens)
    return FollowingTray(texts, chosen, tokens)
