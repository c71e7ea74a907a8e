"""Which tiles are owed, in which order, and that none outlives what it shows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent.desktop.screen import Band
from agent.media.tile_plan import LOOK_SECONDS, REST_SECONDS, SHORT_LIFE_SECONDS, TilePlan
from protocol.links.viewer_tiles import GENERATION_TAGS, TILE_HEIGHT, Grid

GRID = Grid(width=512, height=128)
ALL = (Band(top=0, bottom=128),)
REST = REST_SECONDS[0]
VIEWER, OTHER = "viewer", "other"


class Desk:
    """A screen whose cells are numbers, and a plan for it."""

    def __init__(self) -> None:
        self.plan = TilePlan(GRID, 1, 0.0)
        self.plan.join(VIEWER)
        self.content = [0, 0, 0, 0]

    def look(self, now: float, *changed: int, bands: tuple[Band, ...] = ALL) -> tuple[int, ...]:
        for cell in changed:
            self.content[cell] += 1
        return self.plan.look(bands, self.content.__getitem__, now)

    def send(self, now: float, receiver: str = VIEWER) -> list[int]:
        """Send all that is due; gives it in its order."""
        sent = []
        while (cell := self.plan.next_for(receiver, now)) is not None:
            self.plan.sent(cell, [receiver], self.content[cell], now)
            sent.append(cell)
        return sent


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_everything_is_owed_once_it_rests(desk: Desk) -> None:
    assert desk.plan.until_due(0.05) == pytest.approx(REST - 0.05)
    assert desk.send(REST - 0.01) == []
    assert desk.send(REST) == [0, 1, 2, 3]
    assert desk.plan.until_due(REST) is None


def test_what_changed_last_comes_first(desk: Desk) -> None:
    desk.look(0.0)
    desk.look(LOOK_SECONDS, 2)
    assert desk.send(1.0) == [2, 0, 1, 3]


def test_a_cell_that_changes_is_taken_back_and_owed_again_when_it_rests(desk: Desk) -> None:
    desk.send(REST)
    assert desk.look(2.0, 1, 3) == (1, 3)
    assert desk.plan.generation == 2
    assert desk.send(2.0 + REST - 0.01) == []
    assert desk.send(2.0 + REST) == [1, 3]


def test_damage_without_a_change_takes_nothing_back(desk: Desk) -> None:
    desk.send(REST)
    assert desk.look(2.0) == ()
    assert desk.plan.generation == 1
    assert desk.plan.until_due(2.0) is None


def test_what_lies_beside_something_that_moves_rests_all_the_same(desk: Desk) -> None:
    for step in range(20):
        desk.look(step * 0.03, 0)
    assert desk.send(0.6) == [1, 2, 3]
    for step in range(20, 40):
        assert desk.look(step * 0.03, 0) == ()
    assert desk.plan.generation == 1, "nobody has what moves"


def test_what_moves_as_soon_as_it_was_sent_has_to_rest_longer(desk: Desk) -> None:
    now = REST
    for rest in (*REST_SECONDS[1:], REST_SECONDS[-1]):
        desk.send(now)
        now += SHORT_LIFE_SECONDS / 2
        assert desk.look(now, 0) == (0,)
        assert desk.plan.until_due(now) == pytest.approx(rest)
        now += rest
    desk.send(now)
    now += SHORT_LIFE_SECONDS + 0.01
    desk.look(now, 0)
    assert desk.plan.until_due(now) == pytest.approx(REST)


def test_each_receiver_is_owed_what_it_does_not_have(desk: Desk) -> None:
    desk.send(REST)
    desk.plan.join(OTHER)
    assert desk.plan.next_for(VIEWER, 1.0) is None
    assert desk.send(1.0, OTHER) == [0, 1, 2, 3]
    assert desk.look(2.0, 2) == (2,)
    assert [desk.plan.is_owed(who, 2) for who in (VIEWER, OTHER)] == [True, True]
    desk.plan.leave(OTHER)
    assert not desk.plan.is_owed(OTHER, 2)
    assert desk.plan.next_for(OTHER, 9.0) is None


class AnyStory(RuleBasedStateMachine):
    """A desktop, a plan, the channel and the video, each as late as it likes; and what a viewer makes of them.

    The viewer's rule is that of `web_viewer/src/remote/tiles/board.ts`. A cell is what it was painted with last.
    """

    @initialize()
    def begin(self) -> None:
        self.now = 0.0
        self.content = [0] * GRID.cells
        self.plan = TilePlan(GRID, 7, 0.0)
        self.plan.join(VIEWER)
        self.channel: list[tuple[str, Any]] = []
        self.frames = [(7, tuple(self.content))]
        self.known, self.drawn = 7, dict[int, int]()
        self.shown = self.frames.pop()
        self.seen = 7

    @rule(cells=st.sets(st.integers(0, GRID.cells - 1)), top=st.sampled_from([0, TILE_HEIGHT]), whole=st.booleans())
    def paint_and_look(self, cells: set[int], top: int, whole: bool) -> None:
        """What is painted is always within the damage; damage may be more."""
        band = ALL if whole else (Band(top=top, bottom=top + TILE_HEIGHT),)
        touched = set(GRID.between(band[0].top, band[0].bottom)) & cells
        for cell in touched:
            self.content[cell] += 1
        moved = self.plan.look(band, self.content.__getitem__, self.now)
        if moved:
            self.channel.append(("moved", (self.plan.generation, moved)))
        self.frames.append((self.plan.generation, tuple(self.content)))

    @rule(seconds=st.sampled_from([0.01, 0.05, 0.3, 1.0]))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule()
    def repeat(self) -> None:
        self.frames.append((self.plan.generation, tuple(self.content)))

    @rule(count=st.integers(1, 4))
    def send(self, count: int) -> None:
        for _ in range(count):
            cell = self.plan.next_for(VIEWER, self.now)
            if cell is not None:
                self.plan.sent(cell, [VIEWER], self.content[cell], self.now)
                self.channel.append(("tile", (cell, self.content[cell])))

    @rule(count=st.integers(1, 5))
    def channel_arrives(self, count: int) -> None:
        for kind, what in self.channel[:count]:
            if kind == "tile":
                self.drawn[what[0]] = what[1]
            else:
                self.known = what[0]
                for cell in what[1]:
                    self.drawn.pop(cell, None)
        del self.channel[:count]

    @rule(skipped=st.integers(0, 3))
    def frame_arrives(self, skipped: int) -> None:
        """A frame is shown; some before it are not seen at all."""
        del self.frames[: min(skipped, len(self.frames) - 1)]
        if self.frames:
            self.shown = self.frames.pop(0)
            ahead = (self.shown[0] % GENERATION_TAGS - self.seen) % GENERATION_TAGS
            self.seen += ahead if ahead < GENERATION_TAGS // 2 else 0

    @invariant()
    def no_tile_is_older_than_the_frame_beneath_it(self) -> None:
        if self.seen <= self.known:
            _, beneath = self.shown
            assert all(pixels >= beneath[cell] for cell, pixels in self.drawn.items())

    def teardown(self) -> None:
        """Where nothing moves any more, everything is exact."""
        if not hasattr(self, "plan"):
            return
        self.now += 5
        self.send(GRID.cells)
        self.channel_arrives(len(self.channel))
        self.frames.append((self.plan.generation, tuple(self.content)))
        while self.frames:
            self.frame_arrives(0)
        assert self.plan.until_due(self.now) is None
        assert self.seen <= self.known
        assert self.drawn == dict(enumerate(self.content))


TestAnyStory = AnyStory.TestCase
TestAnyStory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
