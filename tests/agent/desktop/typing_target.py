"""A window with one text field that prints its whole text, as JSON, after each change; run as a program."""

import json
import sys

from PySide6.QtWidgets import QApplication, QPlainTextEdit

TITLE = "Typing target"


def main() -> int:
    """Run until the test ends it."""
    application = QApplication(sys.argv)
    field = QPlainTextEdit()
    field.setWindowTitle(TITLE)
    field.textChanged.connect(lambda: print(json.dumps(field.toPlainText()), flush=True))
    field.resize(600, 400)
    field.show()
    field.activateWindow()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
