"""Where one screen alone was given, nothing is pressed or typed beside it."""

import pytest

from agent.desktop.shown_area import ShownArea
from protocol.links.core_desktop import Display, InputEvent
from protocol.links.viewer_agent import Button, Key, PointerButton, PointerMove, Wheel
from tests.agent.desktop.test_session_hand import NothingAround

KEY = Key(code="KeyA", text="a", down=True, modifiers=())


class TwoScreens(NothingAround):
    """Two monitors side by side, with the keys in a window on one of them."""

    keys_at: tuple[int, int] | None = (500, 300)
    names: tuple[str, ...] = ("left", "right")

    def displays(self) -> tuple[Display, ...]:
        return tuple(Display(name=name, x=at * 400, y=0, width=400, height=600) for at, name in enumerate(self.names))

    def keys_are_ours(self, windows: frozenset[int]) -> bool:
        return False

    def keys_go_to(self) -> tuple[int, int] | None:
        return self.keys_at


@pytest.mark.parametrize(
    ("event", "is_kept_out"),
    [
        (PointerMove(number=1, x=400, y=0), False),
        (PointerMove(number=1, x=799, y=599), False),
        (PointerMove(number=1, x=399, y=0), True),
        (PointerMove(number=1, x=800, y=0), True),
        (PointerButton(button=Button.LEFT, down=True, x=10, y=10), True),
        (PointerButton(button=Button.LEFT, down=False, x=10, y=10), True),
        (Wheel(x=10, y=10, dx=0, dy=1), True),
        (Wheel(x=500, y=600, dx=0, dy=1), True),
    ],
)
def test_the_edge_of_the_screen_is_the_edge_of_the_hand(event: InputEvent, is_kept_out: bool) -> None:
    area = ShownArea(TwoScreens())
    assert area.keeps_out(event, "right") is is_kept_out
    assert not area.keeps_out(event, None), "all screens were given"


@pytest.mark.parametrize(("keys_at", "is_kept_out"), [((500, 300), False), ((399, 300), True), (None, True)])
def test_keys_are_typed_only_into_a_window_on_the_screen(keys_at: tuple[int, int] | None, is_kept_out: bool) -> None:
    around = TwoScreens()
    around.keys_at = keys_at
    area = ShownArea(around)
    assert area.keeps_out(KEY, "right") is is_kept_out
    assert not area.keeps_out(Key(code="KeyA", text="a", down=False, modifiers=()), "right"), "what is down is let go"


def test_a_screen_that_is_gone_lets_nothing_through() -> None:
    around = TwoScreens()
    around.names = ("left",)
    area = ShownArea(around)
    assert area.keeps_out(PointerMove(number=1, x=500, y=1), "right")
    assert area.keeps_out(KEY, "right")
