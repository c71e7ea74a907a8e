"""The screen contract over `MssScreen` on a private display."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.desktop.screen import ScreenLost
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
