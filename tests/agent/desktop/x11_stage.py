"""A private X display as the stage of the screen contract."""

from __future__ import annotations

import subprocess

from agent.desktop.screen import Screen
from tests.agent.private_display import paint


class X11Stage:
    def __init__(self, display: str, screen: Screen) -> None:
        self.display = display
        self.screen = screen
        screen.open()

    def paint(self, colour: tuple[int, int, int]) -> None:
        paint(self.display, "#{:02x}{:02x}{:02x}".format(*colour))

    def resize(self, width: int, height: int) -> None:
        timings = [width, width + 1, width + 2, width + 3, height, height + 1, height + 2, height + 3]
        self._randr("--newmode", "other", "30", *map(str, timings))
        self._randr("--addmode", "screen", "other")
        self._randr("--output", "screen", "--mode", "other")

    def _randr(self, *arguments: str) -> None:
        subprocess.run(["xrandr", "-display", self.display, *arguments], check=True, timeout=20)
