"""The organization's logo in real windows: drawn where it can be read, and every window works without it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from Xlib import X
from Xlib.display import Display

from agent.desktop.logo import read_logo
from agent.desktop.palette_tokens import LIGHT
from protocol.links.agent_logo import LOGO_BYTES, LOGO_PIXELS
from protocol.links.core_desktop import QuestionShown, ShowCheck, WithdrawQuestion
from protocol.links.desktop_logo import ShowLogo
from tests.agent.desktop import person
from tests.agent.desktop.messages import question
from tests.agent.desktop.stage import Core, wait_until

MAGENTA = "#D400D4"


def picture(width: int, height: int, form: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(MAGENTA))
    written = QBuffer()
    written.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(written, form)  # type: ignore[call-overload]  # its stub asks for bytes, which it refuses
    return bytes(written.data().data())


def columns_with(environment: dict[str, str], window: str, colour: str) -> int:
    """Count the most columns of a line of a window in which a colour is seen."""
    left, top, width, height = person.place_of(environment, window)
    server: Any = Display(environment["DISPLAY"])
    try:
        data = server.screen().root.get_image(left, top, width, height, X.ZPixmap, 0xFFFFFFFF).data
    finally:
        server.close()
    pixel = bytes.fromhex(colour[1:])[::-1]
    rows: list[bytes] = [data[at : at + width * 4] for at in range(0, len(data), width * 4)]
    return max(sum(row[at : at + 3] == pixel for at in range(0, len(row), 4)) for row in rows)


def await_logo(environment: dict[str, str], window: str, columns: range) -> None:
    """Wait until a window is drawn, and has so much of the logo."""
    wait_until(lambda: columns_with(environment, window, LIGHT["rail_fill"]) > 0, "the window to be drawn")
    wait_until(lambda: columns_with(environment, window, MAGENTA) in columns, f"the logo in {columns} columns")


@pytest.mark.display
def test_windows_that_open_show_it_and_without_one_they_are_as_they_were(core: Core) -> None:
    def shows(logo: bytes, columns: range) -> None:
        core.say(ShowLogo(content=logo))
        core.say(question())
        core.expect(QuestionShown)
        window = person.await_window(core.environment, person.QUESTION)
        await_logo(core.environment, window, columns)
        core.say(WithdrawQuestion(question="question-1"))
        person.await_no_window(core.environment, person.QUESTION)

    # As high as a line of the heading at most; a small one stays as it is.
    shows(picture(400, 200), range(30, 100))
    shows(picture(20, 10), range(20, 21))
    core.say(ShowCheck(connected=True, address="https://help.example"))
    check = person.await_window(core.environment, "Check the connection")
    await_logo(core.environment, check, range(20, 21))
    shows(picture(20, 10)[:-30] + b"broken", range(1))
    shows(b"", range(1))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x89PNG\r\n\x1a\n, and then nothing", "cannot be read"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "cannot be read"),
        (picture(20, 10, "BMP"), "cannot be read"),
        (picture(LOGO_PIXELS + 1, 10), "513 × 10 pixels"),
        (picture(10, LOGO_PIXELS + 1), "10 × 513 pixels"),
        (picture(20, 10) + b"\0" * LOGO_BYTES, "too large"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_the_log(content: bytes, why: str, caplog: pytest.LogCaptureFixture) -> None:
    assert read_logo(content) is None
    assert why in caplog.text


def test_the_largest_there_may_be_is_drawn_and_no_logo_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    found = read_logo(picture(LOGO_PIXELS, LOGO_PIXELS))
    assert found is not None
    assert found.pixelColor(0, 0) == QColor(MAGENTA)
    assert read_logo(b"") is None
    assert caplog.text == ""
