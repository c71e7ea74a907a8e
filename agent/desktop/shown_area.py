"""Keeps a session's input on the one screen that the person gave: beside it nothing is pressed and nothing typed."""

from agent.desktop.presence import Surroundings
from protocol.links.core_desktop import Display, InputEvent
from protocol.links.viewer_agent import Key


class ShownArea:
    """Asks the computer each time: where a screen was, another may be now."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings

    def keeps_out(self, event: InputEvent, display: str | None) -> bool:
        """Tell whether an event would have its effect beside the one screen; None lets everything be reached."""
        if display is None:
            return False
        if isinstance(event, Key):
            # A key that is let go of types nothing, wherever it is.
            return event.down and not self._holds(display, self._surroundings.keys_go_to())
        return not self._holds(display, (event.x, event.y))

    def _holds(self, display: str, at: tuple[int, int] | None) -> bool:
        return at is not None and any(
            _is_in(each, *at) for each in self._surroundings.displays() if each.name == display
        )


def _is_in(display: Display, x: int, y: int) -> bool:
    return display.x <= x < display.x + display.width and display.y <= y < display.y + display.height
