"""Shows the consent window and the bar until it is ended, for a screen reader; run as a program with a language."""

import sys

from PySide6.QtWidgets import QApplication

from agent.desktop.logo import wear_logo
from agent.desktop.texts import load_texts
from agent.desktop.theme import apply_theme, direction_of
from tests.agent.desktop.window_dump import logo, windows

SHOWN = ("consent", "banner")


def main() -> int:
    """Run until the test ends it."""
    application = QApplication(sys.argv)
    apply_theme(application)
    texts = load_texts(sys.argv[1])
    application.setLayoutDirection(direction_of(texts))
    wear_logo(application, logo())
    made = windows(texts)
    for name in SHOWN:
        made[name].show()
    print("shown", flush=True)
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
