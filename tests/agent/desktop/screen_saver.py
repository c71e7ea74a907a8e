"""A screen saver on the session bus that is as locked as it is told; run as a program with "locked" or "open"."""

import sys

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection

NAME = "org.freedesktop.ScreenSaver"


class ScreenSaver(QObject):
    """Answers the one question that is asked."""

    @Slot(result=bool)
    def GetActive(self) -> bool:
        """Tell whether the screen is locked."""
        return sys.argv[1] == "locked"


def main() -> int:
    """Run until the test ends it."""
    application = QCoreApplication(sys.argv)
    saver = ScreenSaver()
    bus = QDBusConnection.sessionBus()
    options = QDBusConnection.RegisterOption.ExportAllSlots
    assert bus.registerObject("/org/freedesktop/ScreenSaver", NAME, saver, options)
    assert bus.registerService(NAME)
    print("there", flush=True)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
