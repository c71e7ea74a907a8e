"""Gives the person's side the looks that the policy sets: name, colour, logo, and the icon on the desktop."""

import logging
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import QApplication

from agent.desktop.brand import MAX_NAME, Brand, brand_of
from agent.desktop.desktop_icon import DesktopIcon
from agent.desktop.foreign_text import clean_name
from agent.desktop.logo import read_logo, wear_logo
from agent.desktop.texts import Texts
from agent.desktop.theme import apply_theme, wear
from protocol.links.core_desktop import ShowLook
from protocol.links.desktop_logo import ShowLogo

log = logging.getLogger(__name__)

_PICTURE: Final = Path(__file__).parent / "drawings" / "rail.svg"
_DOOR: Final = "handrail-ask"


class Looks(QObject):
    """What was set last; `asked` is called when somebody opens the icon on the desktop."""

    def __init__(self, application: QApplication, texts: Texts, asked: Callable[[], None]) -> None:
        super().__init__()
        self._application = application
        self._texts = texts
        self._asked = asked
        self._own_name = texts.product
        self._brand = Brand()
        self._door: QLocalServer | None = None

    def follow(self, look: ShowLook) -> bool:
        """Wear what was set; tells whether what is drawn has to be drawn anew."""
        brand = brand_of(look)
        is_new = brand != self._brand
        if is_new:
            self._brand = brand
            self._texts.product = brand.name or self._own_name
            wear(self._application, brand)
            apply_theme(self._application)
        if platform.system() == "Linux":
            self._follow_icon(look)
        return is_new

    def follow_logo(self, logo: ShowLogo) -> None:
        """Show another logo, or none, in the windows that are opened from now on."""
        wear_logo(self._application, read_logo(logo.content))

    def close(self) -> None:
        """Open to nobody any more; the icon stays for the next start."""
        if self._door is not None:
            self._door.close()
            self._door = None

    def _follow_icon(self, look: ShowLook) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DesktopLocation)
        run = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.RuntimeLocation)
        if not folder or not run:
            return
        door = Path(run) / _DOOR
        icon = DesktopIcon(Path(folder), door, _PICTURE)
        if not look.desktop_icon:
            self.close()
            icon.remove()
            return
        self._listen(door)
        name = clean_name(look.desktop_icon_name, MAX_NAME) or self._brand.name or self._texts("icon.name")
        icon.show(name, self._texts("icon.about"))

    def _listen(self, door: Path) -> None:
        if self._door is not None and self._door.isListening():
            return
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(str(door))
        if not server.listen(str(door)):
            log.warning("the icon on the desktop cannot reach us: %s", server.errorString())
        server.newConnection.connect(self._knocked)
        self._door = server

    def _knocked(self) -> None:
        """Somebody opened the icon: nothing is read of whoever knocks."""
        while self._door is not None and self._door.hasPendingConnections():
            self._door.nextPendingConnection().abort()
        self._asked()
