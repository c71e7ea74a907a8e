"""What passes the guard, what does not, and why."""

import pytest

from agent.control.guard import MAX_EVENTS_PER_SECOND, MAX_HELD_KEYS, Dropped, Guard, Rights
from protocol.links.core_desktop import InputEvent
from protocol.links.viewer_agent import Button, Key, PointerButton, PointerMove, Wheel

RIGHTS = Rights(may_control=True, is_driver=True, width=100, height=50)


def key(code: str = "KeyA", *, down: bool = True) -> Key:
    return Key(code=code, text="a", down=down, modifiers=())


def move(number: int = 1, x: int = 10, y: int = 10) -> PointerMove:
    return PointerMove(number=number, x=x, y=y)


def button(*, down: bool = True, x: int = 10) -> PointerButton:
    return PointerButton(button=Button.LEFT, down=down, x=x, y=10)


@pytest.mark.parametrize("event", [key(), move(), button(), Wheel(x=1, y=1, dx=0.0, dy=1.0)])
def test_input_passes_with_control(event: InputEvent) -> None:
    assert Guard().judge(event, RIGHTS, 0) == event


@pytest.mark.parametrize("event", [key(), move(), button(), key(down=False)])
def test_nothing_passes_without_control(event: InputEvent) -> None:
    rights = Rights(may_control=False, is_driver=True, width=100, height=50)
    assert Guard().judge(event, rights, 0) is Dropped.NO_CONTROL


def test_s10_only_the_drivers_input_passes() -> None:
    rights = Rights(may_control=True, is_driver=False, width=100, height=50)
    assert Guard().judge(move(), rights, 0) is Dropped.NOT_DRIVER


def test_points_lie_on_the_screen() -> None:
    assert Guard().judge(move(x=99, y=49), RIGHTS, 0) == move(x=99, y=49)
    assert Guard().judge(move(x=100), RIGHTS, 0) is Dropped.OUTSIDE
    assert Guard().judge(move(y=50), RIGHTS, 0) is Dropped.OUTSIDE


def test_a_late_move_is_dropped() -> None:
    guard = Guard()
    assert guard.judge(move(5), RIGHTS, 0) == move(5)
    assert guard.judge(move(5), RIGHTS, 0) is Dropped.STALE
    assert guard.judge(move(6), RIGHTS, 0) == move(6)


def test_a_flood_is_bounded_in_each_second() -> None:
    guard = Guard()
    passed = [guard.judge(move(number), RIGHTS, 0.5) for number in range(MAX_EVENTS_PER_SECOND + 5)]
    assert sum(one is Dropped.TOO_FAST for one in passed) == 5
    assert guard.judge(move(10_000), RIGHTS, 1.5) == move(10_000)


def test_what_is_held_is_let_go_even_in_a_flood() -> None:
    guard = Guard()
    guard.judge(key(), RIGHTS, 0)
    for number in range(MAX_EVENTS_PER_SECOND + 5):
        guard.judge(move(number), RIGHTS, 0)
    assert guard.judge(key(down=False), RIGHTS, 0) == key(down=False)


def test_only_what_is_held_can_be_let_go() -> None:
    guard = Guard()
    assert guard.judge(key(down=False), RIGHTS, 0) is Dropped.NOT_HELD
    assert guard.judge(button(down=False), RIGHTS, 0) is Dropped.NOT_HELD
    guard.judge(button(), RIGHTS, 0)
    assert guard.judge(button(down=False), RIGHTS, 0) == button(down=False)


def test_only_so_many_keys_are_held() -> None:
    guard = Guard()
    for number in range(MAX_HELD_KEYS):
        assert guard.judge(key(f"Key{number}"), RIGHTS, 0) == key(f"Key{number}")
    assert guard.judge(key("Another"), RIGHTS, 0) is Dropped.TOO_MANY_KEYS
    assert guard.judge(key("Key0"), RIGHTS, 0) == key("Key0")


def test_after_everything_was_released_nothing_is_held() -> None:
    guard = Guard()
    guard.judge(key(), RIGHTS, 0)
    guard.forget()
    assert guard.judge(key(down=False), RIGHTS, 0) is Dropped.NOT_HELD
