"""A picture of the screen is added by hand and by the keys: what is sent is what the person saw, and black is black."""

import time

import pytest
from PySide6.QtGui import QColor, QImage
from Xlib.display import Display

from protocol.links.core_desktop import RequestHelp, RequestState, ShowRequest, ShowStanding, Standing
from protocol.links.desktop_picture import AddPicture, PictureFate, PictureOutcome
from protocol.pictures import Gathering
from tests.agent.desktop import person
from tests.agent.desktop.messages import introduction
from tests.agent.desktop.stage import Core, tool

pytestmark = pytest.mark.display
BLUE = 0x3366CC
NOTICE = "^Handrail$"


def paint_screen(environment: dict[str, str]) -> None:
    """Give the desktop a colour of its own, beneath all windows."""
    server = Display(environment["DISPLAY"])
    try:
        root = server.screen().root
        root.change_attributes(background_pixel=BLUE)
        root.clear_area()
        server.sync()
    finally:
        server.close()


def open_form(core: Core) -> tuple[int, int, int, int]:
    """Open the form from the tray and write the reason; gives where the form is."""
    paint_screen(core.environment)
    core.say(introduction())
    core.say(ShowStanding(standing=Standing.READY))
    time.sleep(0.5)
    person.choose_from_tray(core.environment, 1)
    form = person.go_to(core.environment, person.FORM)
    person.write(core.environment, "It does not print")
    return person.place_of(core.environment, form)


def add_picture(core: Core) -> str:
    """Press *Add a picture of my screen*, one step on from the reason; gives the window of the picture."""
    person.press(core.environment, "Tab", "space")
    return person.await_active(core.environment, person.PICTURE)


def gathered(core: Core) -> QImage:
    """Put together what came after the request."""
    gathering, content = Gathering(), None
    while content is None:
        part = core.expect(AddPicture)
        content = gathering.add(part.part, part.of, part.content)
    picture = QImage.fromData(content)
    assert not picture.isNull()
    return picture


def test_drawn_over_by_the_mouse_it_goes_with_the_request_and_without_our_own_windows(core: Core) -> None:
    there = core.environment
    left, top, width, height = open_form(core)
    window = add_picture(core)
    x, y, wide, high = person.place_of(there, window)
    middle_x, middle_y = x + wide // 2, y + high // 2
    tool(there, "mousemove", str(middle_x - 60), str(middle_y - 40))
    for step in (("mousedown", "1"), ("mousemove", str(middle_x), str(middle_y))):
        tool(there, *step)
    tool(there, "mousemove", str(middle_x + 60), str(middle_y + 40))
    tool(there, "mouseup", "1")
    assert core.all_of(AddPicture) == []
    person.press(there, "space")
    person.await_no_window(there, person.PICTURE)
    person.await_active(there, person.FORM)
    assert core.all_of(RequestHelp) == [], "nothing goes before the request"
    person.press(there, "space")
    assert core.expect(RequestHelp).picture
    picture = gathered(core)
    assert (picture.width(), picture.height()) == (1280, 800)
    assert picture.pixelColor(640, 400) == QColor("black"), "what was drawn over"
    for at_x, at_y in ((left + 4, top + 4), (left + width - 4, top + height - 4), (1270, 10)):
        assert picture.pixelColor(at_x, at_y) == QColor("#3366CC"), "the screen, and not the form that stood there"
    core.say(ShowRequest(state=RequestState.WAITING, request="r", reason="It does not print"))
    core.say(PictureOutcome(fate=PictureFate.SENT))
    person.go_to(there, person.STATUS)
    person.press(there, "Escape")
    person.await_no_window(there, person.STATUS)
    core.say(PictureOutcome(fate=PictureFate.NOT_SENT))
    person.await_window(there, NOTICE)


def test_by_the_keys_alone_all_of_it_is_blacked_out_and_another_one_is_taken_away_again(core: Core) -> None:
    there = core.environment
    open_form(core)
    add_picture(core)
    # Back from *Use this picture* past *Remove the picture*; *Undo* has nothing to undo yet.
    person.press(there, "shift+Tab", "shift+Tab", "space")
    person.press(there, "Tab", "space")
    # Undone: the focus is on *Black out all* again.
    person.press(there, "space")
    person.press(there, "Tab", "Tab", "Tab", "space")
    person.await_active(there, person.FORM)
    person.press(there, "ctrl+Return")
    assert core.expect(RequestHelp).picture
    picture = gathered(core)
    assert {picture.pixelColor(x, y).name() for x in (0, 640, 1279) for y in (0, 400, 799)} == {"#000000"}

    person.await_no_window(there, person.FORM)
    person.choose_from_tray(there, 1)
    person.go_to(there, person.FORM)
    person.write(there, "It does not print")
    add_picture(core)
    person.press(there, "space")
    person.await_active(there, person.FORM)
    # From *Send* back to *Remove the picture*.
    person.press(there, "shift+Tab", "space")
    person.press(there, "ctrl+Return")
    assert not core.expect(RequestHelp).picture
    assert core.all_of(AddPicture) == []
