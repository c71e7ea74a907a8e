"""What is on its way to the desktop is bounded, and letting go always goes on."""

import pytest

from agent.control.flow import MOST_KEYS, MOST_POINTER, Flow
from protocol.links.core_desktop import InputEvent
from protocol.links.viewer_agent import Button, Key, PointerButton, PointerMove, Wheel

MOVE = PointerMove(number=1, x=1, y=1)
PRESS = PointerButton(button=Button.LEFT, down=True, x=1, y=1)
RELEASES = (
    PointerButton(button=Button.LEFT, down=False, x=1, y=1),
    Key(code="KeyA", text="", down=False, modifiers=()),
)
KEY = Key(code="KeyA", text="a", down=True, modifiers=())


def sent(count: int) -> Flow:
    flow = Flow()
    assert [flow.number() for _ in range(count)] == list(range(1, count + 1))
    return flow


@pytest.mark.parametrize(
    ("event", "most"),
    [(MOVE, MOST_POINTER), (PRESS, MOST_POINTER), (Wheel(x=1, y=1, dx=0, dy=1), MOST_POINTER), (KEY, MOST_KEYS)],
)
def test_so_much_may_wait_and_no_more(event: InputEvent, most: int) -> None:
    assert sent(most - 1).takes(event)
    full = sent(most)
    assert not full.takes(event)
    assert all(full.takes(each) for each in RELEASES)
    full.done(1)
    assert full.takes(event)


def test_what_was_never_sent_is_not_done() -> None:
    full = sent(MOST_POINTER)
    for number in (MOST_POINTER + 1, 0, -5):
        full.done(number)
    assert not full.takes(MOVE)
    full.done(MOST_POINTER)
    full.done(3)
    assert full.takes(MOVE)
    assert [full.number() for _ in range(MOST_POINTER)]
    assert not full.takes(MOVE), "an old number takes nothing back"
