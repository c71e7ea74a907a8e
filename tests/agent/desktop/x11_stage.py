"""A private X display as the stage of the screen contract."""

from __future__ import annotations

import subprocess
from typing import Any

from Xlib.display import Display

from agent.desktop.screen import Screen
from tests.agent.private_display import paint


class X11Stage:
    def __init__(self, display: str, screen: Screen) -> None:
        self.display = display
        self.screen = screen
        self.clients: list[Any] = []
        """Whose windows stay for as long as these."""
        screen.open()

    def paint(self, colour: tuple[int, int, int]) -> None:
        paint(self.display, "#{:02x}{:02x}{:02x}".format(*colour))

    def resize(self, width: int, height: int) -> None:
        timings = [width, width + 1, width + 2, width + 3, height, height + 1, height + 2, height + 3]
        self._randr("--newmode", "other", "30", *map(str, timings))
        self._randr("--addmode", "screen", "other")
        self._randr("--output", "screen", "--mode", "other")

    def split(self) -> None:
        """Make two monitors of one, side by side."""
        self._randr("--setmonitor", "left", "400/100x600/100+0+0", "screen")
        self._randr("--setmonitor", "right", "400/100x600/100+400+0", "none")

    def join(self) -> None:
        """Take the right monitor away."""
        self._randr("--delmonitor", "right")

    def fill(self, colour: tuple[int, int, int], x: int, y: int) -> None:
        """Show a window of this colour that begins here, in nothing but its colour."""
        there: Any = Display(self.display)
        screen = there.screen()
        pixel = int("".join(f"{part:02x}" for part in colour), 16)
        window = screen.root.create_window(
            x, y, 100, 100, 0, screen.root_depth, background_pixel=pixel, override_redirect=1
        )
        window.map()
        there.sync()
        self.clients.append(there)

    def _randr(self, *arguments: str) -> None:
        subprocess.run(["xrandr", "-display", self.display, *arguments], check=True, timeout=20)
