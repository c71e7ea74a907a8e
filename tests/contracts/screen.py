"""What every `Screen` must do; run over the fake and over the real ones on a private display."""

from __future__ import annotations

import threading
from typing import Protocol

import pytest

from agent.desktop.screen import Band, Frame, Screen, ScreenLost

RED, GREEN = (255, 0, 0), (0, 255, 0)
PATIENCE = 10.0


class Stage(Protocol):
    """A screen, and the hand that changes what is on it."""

    screen: Screen

    def paint(self, colour: tuple[int, int, int]) -> None: ...

    def resize(self, width: int, height: int) -> None: ...


def colour_at(frame: Frame, x: int, y: int) -> tuple[int, int, int]:
    at = y * frame.stride + x * 4
    blue, green, red = frame.pixels[at : at + 3]
    return red, green, blue


def settle(screen: Screen) -> Frame:
    """Take the first picture and whatever comes late with it."""
    frame = screen.grab()
    while screen.wait(0.3):
        frame = screen.grab()
    return frame


class ScreenContract:
    """Inherit, and give a fixture `stage` with an open screen of 800×600."""

    def test_first_frame_is_whole(self, stage: Stage) -> None:
        frame = stage.screen.grab()
        assert (frame.width, frame.height) == (800, 600)
        assert frame.damaged == (Band(top=0, bottom=600),)
        assert len(frame.pixels) >= frame.stride * frame.height

    def test_nothing_is_reported_while_nothing_changes(self, stage: Stage) -> None:
        settle(stage.screen)
        assert not stage.screen.wait(0.1)
        assert stage.screen.grab().damaged == ()

    def test_change_is_reported_and_seen(self, stage: Stage) -> None:
        settle(stage.screen)
        stage.paint(RED)
        assert stage.screen.wait(PATIENCE)
        frame = settle(stage.screen)
        assert colour_at(frame, 320, 240) == RED
        stage.paint(GREEN)
        assert stage.screen.wait(PATIENCE)
        frame = stage.screen.grab()
        assert frame.damaged
        assert colour_at(settle(stage.screen), 10, 10) == GREEN

    def test_resize_gives_a_whole_frame_of_the_new_size(self, stage: Stage) -> None:
        settle(stage.screen)
        stage.resize(640, 480)
        assert stage.screen.wait(PATIENCE)
        frame = stage.screen.grab()
        assert (frame.width, frame.height) == (640, 480)
        assert frame.damaged == (Band(top=0, bottom=480),)
        assert frame.stride * frame.height <= len(frame.pixels)
        assert [(found.width, found.height) for found in stage.screen.displays()] == [(640, 480)]

    def test_wake_ends_a_wait_from_another_thread(self, stage: Stage) -> None:
        settle(stage.screen)
        timer = threading.Timer(0.05, stage.screen.wake)
        timer.start()
        waiter = threading.Thread(target=stage.screen.wait, args=(60.0,), daemon=True)
        waiter.start()
        waiter.join(PATIENCE)
        assert not waiter.is_alive()
        timer.join(PATIENCE)

    def test_closed_screen_is_lost_and_can_be_closed_again(self, stage: Stage) -> None:
        stage.screen.close()
        stage.screen.close()
        with pytest.raises(ScreenLost):
            stage.screen.grab()
