"""On a real X display: how long nobody touched it, its monitors, and what lies over our windows."""

from collections.abc import Iterator
from typing import Any

import pytest
from Xlib import X
from Xlib.display import Display

from agent.desktop.surroundings_x11 import X11Surroundings
from protocol.links import core_desktop
from tests.agent.desktop.stage import private_display, tool, wait_until

pytestmark = pytest.mark.display


class Client:
    """A program with windows on the display."""

    def __init__(self, name: str) -> None:
        self.display: Any = Display(name)

    def window(self, left: int, top: int, width: int, height: int, inside: Any = None) -> Any:
        """Show a window."""
        screen = self.display.screen()
        parent = inside or screen.root
        made = parent.create_window(
            left, top, width, height, 0, screen.root_depth, X.InputOutput, X.CopyFromParent, override_redirect=1
        )
        made.map()
        self.display.sync()
        return made


@pytest.fixture
def name() -> Iterator[str]:
    """A bare display's name."""
    with private_display(manager=False, tray=False) as environment:
        yield environment["DISPLAY"]


def test_the_whole_screen_is_listed_in_pixels(name: str) -> None:
    found = X11Surroundings(name).displays()
    assert [(display.x, display.y, display.width, display.height) for display in found] == [(0, 0, 1280, 800)]
    assert isinstance(found[0], core_desktop.Display)


def test_input_makes_the_idle_time_small_again(name: str) -> None:
    surroundings = X11Surroundings(name)
    wait_until(lambda: surroundings.idle_seconds() > 0.5, "some idle time")
    tool({"DISPLAY": name, "PATH": "/usr/bin:/bin"}, "mousemove_relative", "1", "1")
    wait_until(lambda: surroundings.idle_seconds() < 0.5, "the input to be seen")


def test_a_window_above_that_overlaps_covers_and_one_beside_or_below_does_not(name: str) -> None:
    surroundings = X11Surroundings(name)
    ours, theirs = Client(name), Client(name)
    theirs.window(100, 100, 50, 50)
    banner = ours.window(100, 100, 200, 50)
    assert not surroundings.is_covered(banner.id)
    theirs.window(400, 100, 50, 50)
    assert not surroundings.is_covered(banner.id)
    cover = theirs.window(290, 140, 50, 50)
    assert surroundings.is_covered(banner.id)
    cover.unmap()
    theirs.display.sync()
    assert not surroundings.is_covered(banner.id)


def test_our_own_menu_over_our_banner_is_no_cover(name: str) -> None:
    surroundings = X11Surroundings(name)
    ours = Client(name)
    banner = ours.window(0, 0, 200, 50)
    ours.window(0, 0, 50, 200)
    assert not surroundings.is_covered(banner.id)


def test_a_window_that_is_gone_is_neither_covered_nor_shown(name: str) -> None:
    surroundings = X11Surroundings(name)
    client = Client(name)
    window = client.window(0, 0, 50, 50)
    assert surroundings.is_shown(window.id)
    window.destroy()
    client.display.sync()
    assert not surroundings.is_shown(window.id)
    assert not surroundings.is_covered(window.id)


def test_a_press_on_a_part_of_our_window_is_ours_and_beside_it_is_not(name: str) -> None:
    surroundings = X11Surroundings(name)
    ours = Client(name)
    window = ours.window(100, 100, 200, 100)
    ours.window(10, 10, 50, 50, inside=window)
    known = frozenset({window.id})
    assert surroundings.is_ours_at(120, 120, known)
    assert surroundings.is_ours_at(299, 199, known)
    assert not surroundings.is_ours_at(300, 200, known)
    Client(name).window(110, 110, 50, 50)
    assert not surroundings.is_ours_at(120, 120, known)


def test_keys_go_to_the_window_that_has_them_or_follow_the_pointer(name: str) -> None:
    surroundings = X11Surroundings(name)
    assert surroundings.keys_go_to() == (640, 400), "without any window they follow the pointer"
    client = Client(name)
    outer = client.window(100, 100, 200, 100)
    inner = client.window(0, 0, 10, 10, inside=outer)
    inner.set_input_focus(X.RevertToParent, X.CurrentTime)
    client.display.sync()
    assert surroundings.keys_go_to() == (200, 150), "the middle of the whole window"
    client.display.set_input_focus(X.NONE, X.RevertToNone, X.CurrentTime)
    client.display.sync()
    assert surroundings.keys_go_to() is None


def test_keys_are_ours_where_a_window_of_ours_or_a_part_of_one_has_them(name: str) -> None:
    surroundings, ours, theirs = X11Surroundings(name), Client(name), Client(name)
    window, other = ours.window(0, 0, 200, 100), theirs.window(300, 0, 200, 100)
    field = ours.window(10, 10, 50, 20, inside=window)
    windows = frozenset({int(window.id)})
    assert not surroundings.keys_are_ours(windows), "they follow the pointer"
    for client, focused, is_ours in ((ours, window, True), (ours, field, True), (theirs, other, False)):
        focused.set_input_focus(X.RevertToNone, X.CurrentTime)
        client.display.sync()
        assert surroundings.keys_are_ours(windows) is is_ours
