"""The screen contract over `X11Screen` on a private display."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from agent.desktop.screen import Band, DisplayGone, ScreenLost
from agent.desktop.screen_x11 import X11Screen
from tests.agent.desktop.x11_stage import X11Stage
from tests.agent.private_display import private_display
from tests.contracts.screen import GREEN, PATIENCE, RED, ScreenContract, colour_at, settle

pytestmark = pytest.mark.display


class TestX11Screen(ScreenContract):
    @pytest.fixture
    def stage(self) -> Iterator[X11Stage]:
        with private_display("800x600") as display:
            stage = X11Stage(display, X11Screen(display))
            yield stage
            stage.screen.close()


def test_missing_display_is_a_lost_screen() -> None:
    with pytest.raises(ScreenLost):
        X11Screen(":65000").open()


def test_ended_display_server_is_a_lost_screen() -> None:
    with private_display("800x600") as display:
        screen = X11Screen(display)
        screen.open()
        screen.grab()
    with pytest.raises(ScreenLost):
        wait_often(screen)
    screen.close()


def wait_often(screen: X11Screen) -> None:
    for _ in range(20):
        screen.wait(1)


def test_pointer_is_where_it_was_put() -> None:
    with private_display("800x600") as display:
        screen = X11Screen(display)
        screen.open()
        screen.grab()
        pointer = screen.pointer()
        assert pointer is not None
        assert (pointer.x, pointer.y) == (400, 300)
        screen.close()


def test_only_the_damaged_bands_are_reported() -> None:
    with private_display("800x600") as display:
        screen = X11Screen(display)
        screen.open()
        settle(screen)
        subprocess.run(["xdotool", "mousemove", "--screen", "0", "10", "10"], env={"DISPLAY": display}, check=True)
        window = ["xterm", "-geometry", "20x2+0+200", "-e", "sleep", "60"]
        with subprocess.Popen(window, env={"DISPLAY": display, "PATH": "/usr/bin:/bin"}) as terminal:
            assert screen.wait(PATIENCE)
            bands = screen.grab().damaged
            terminal.terminate()
        assert bands
        assert all(band.top >= 128 and band.bottom <= 320 for band in bands)
        screen.close()


def test_one_monitor_alone_is_read_until_it_is_gone() -> None:
    with private_display("800x600") as display:
        stage = X11Stage(display, X11Screen(display))
        stage.split()
        screen = stage.screen
        assert [(found.name, found.x, found.width) for found in screen.displays()] == [
            ("left", 0, 400),
            ("right", 400, 400),
        ]
        stage.paint(GREEN)
        stage.fill(RED, 400, 0)
        screen.show_only("right")
        frame = settle(screen)
        assert (frame.width, frame.height, frame.left, frame.top) == (400, 600, 400, 0)
        assert len(frame.pixels) == 400 * 600 * 4
        assert {colour_at(frame, x, 5) for x in range(0, 20, 5)} == {RED}, "not one pixel of the other monitor"
        pointer = screen.pointer()
        assert pointer is not None
        assert pointer.x == 0, "the middle of the screen is the left edge of this monitor"

        stage.fill(RED, 0, 0)
        assert not screen.wait(PATIENCE) or screen.grab().damaged == (), "what changes beside it is no change"
        screen.show_only(None)
        assert screen.wait(PATIENCE), "another choice is looked at at once"
        frame = screen.grab()
        assert (frame.width, frame.left, frame.damaged) == (800, 0, (Band(top=0, bottom=600),))

        screen.show_only("right")
        screen.grab()
        stage.join()
        with pytest.raises(DisplayGone):
            screen.grab()
        screen.show_only(None)
        assert screen.grab().width == 800
        screen.close()
