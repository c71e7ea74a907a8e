"""The screen contract over `MssScreen` on a private display."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.desktop.screen import DisplayGone, ScreenLost
from agent.desktop.screen_mss import MssScreen
from tests.agent.desktop.x11_stage import X11Stage
from tests.agent.private_display import private_display
from tests.contracts.screen import ScreenContract

pytestmark = pytest.mark.display


class TestMssScreen(ScreenContract):
    @pytest.fixture
    def stage(self) -> Iterator[X11Stage]:
        with private_display("800x600") as display:
            stage = X11Stage(display, MssScreen(display))
            yield stage
            stage.screen.close()


def test_missing_display_is_a_lost_screen() -> None:
    with pytest.raises(ScreenLost):
        MssScreen(":65000").open()


def test_a_monitor_is_shown_by_its_number_until_it_is_gone() -> None:
    with private_display("800x600") as display:
        screen = MssScreen(display)
        screen.open()
        screen.show_only("1")
        frame = screen.grab()
        assert (frame.width, frame.height, frame.left, frame.top) == (800, 600, 0, 0)
        screen.show_only("2")
        with pytest.raises(DisplayGone):
            screen.grab()
        screen.show_only(None)
        assert screen.grab().width == 800
        screen.close()
