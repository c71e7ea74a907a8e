"""Shows the one menu through pystray, for Windows and macOS; on Linux pystray may have no menu, and Qt has one."""

import io
import logging
import threading
from collections.abc import Callable
from typing import Any

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal

from agent.desktop.icons import icon
from agent.desktop.menu import Action, Item, Menu, Sign

log = logging.getLogger(__name__)

Chosen = Callable[[Action], None]
_PIXELS = 64


class PystrayTray(QObject):
    """A Tray over pystray, which runs in a thread of its own: choices come back into Qt's thread by a signal."""

    chose = Signal(str)

    def __init__(self, chosen: Chosen, tokens: Callable[[], dict[str, str]]) -> None:
        super().__init__()
        import pystray

        self._pystray: Any = pystray
        self._tokens = tokens
        self._shown: Menu | None = None
        self._icon: Any = None
        self.chose.connect(lambda action: chosen(Action(action)))

    def show_menu(self, menu: Menu) -> None:
        """Draw the menu as it is now."""
        if menu == self._shown:
            return
        self._shown = menu
        if self._icon is None:
            self._icon = self._pystray.Icon("handrail", self._image(menu.sign), menu.tooltip, self._native(menu))
            threading.Thread(target=self._icon.run, name="tray", daemon=True).start()
            return
        self._icon.icon = self._image(menu.sign)
        self._icon.title = menu.tooltip
        self._icon.menu = self._native(menu)
        if self._icon.HAS_MENU:
            self._icon.update_menu()

    def items(self) -> list[str]:
        """Give the labels of the menu as pystray has them, first line included."""
        return (
            [] if self._icon is None else [str(item.text) for item in self._icon.menu.items if item.text != "- - - -"]
        )

    def choose(self, label: str) -> None:
        """Choose an item as pystray would when it is clicked."""
        for item in self._icon.menu.items:
            if str(item.text) == label:
                item(self._icon)

    def close(self) -> None:
        """Take the icon away; pystray may raise where no notification daemon runs."""
        if self._icon is None:
            return
        try:
            self._icon.stop()
        except Exception:
            log.info("the tray icon did not stop in order", exc_info=True)
        self._icon = None

    def _native(self, menu: Menu) -> Any:
        item = self._pystray.MenuItem
        line = item(menu.line, None, enabled=False)
        chosen = [
            item(found.label, self._told(found), default=found.is_main, enabled=not found.is_off)
            for found in menu.items
        ]
        return self._pystray.Menu(line, self._pystray.Menu.SEPARATOR, *chosen)

    def _told(self, found: Item) -> Callable[[Any, Any], None]:
        return lambda _icon, _item: self.chose.emit(str(found.action))

    def _image(self, sign: Sign) -> Image.Image:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        icon(sign, self._tokens()).pixmap(_PIXELS, _PIXELS).save(buffer, "PNG")
        return Image.open(io.BytesIO(bytes(buffer.data().data())))
