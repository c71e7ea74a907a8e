"""Bands of damaged rows, and the contract over the fake screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.desktop.screen import BAND_ROWS, Band, join_bands
from tests.contracts.screen import ScreenContract
from tests.fakes.screen import FakeScreen


class FakeStage:
    def __init__(self) -> None:
        self.screen = FakeScreen(800, 600)
        self.screen.open()

    def paint(self, colour: tuple[int, int, int]) -> None:
        self.screen.paint(colour)

    def resize(self, width: int, height: int) -> None:
        self.screen.resize(width, height)


class TestFakeScreen(ScreenContract):
    @pytest.fixture
    def stage(self) -> Iterator[FakeStage]:
        stage = FakeStage()
        yield stage
        stage.screen.close()


def test_rows_are_widened_to_bands_and_joined() -> None:
    assert join_bands([(70, 71), (0, 5), (200, 300)], 1080) == (
        Band(top=0, bottom=128),
        Band(top=192, bottom=320),
    )


def test_rows_outside_the_screen_count_for_nothing() -> None:
    assert join_bands([(-50, -10), (100, 100), (90, 5000)], 100) == (Band(top=64, bottom=100),)


@given(st.lists(st.tuples(st.integers(-10, 400), st.integers(-10, 400)), max_size=12), st.integers(1, 390))
def test_every_damaged_row_is_in_exactly_one_band(rows: list[tuple[int, int]], height: int) -> None:
    bands = join_bands(rows, height)
    covered = [row for band in bands for row in range(band.top, band.bottom)]
    assert len(covered) == len(set(covered))
    damaged = {row for top, bottom in rows for row in range(max(0, top), min(bottom, height))}
    assert damaged <= set(covered)
    assert all(band.top % BAND_ROWS == 0 and (band.bottom % BAND_ROWS == 0 or band.bottom == height) for band in bands)
