"""A computer that slept, and a wall clock that somebody set: nothing lasts longer for it, and no question is a yes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from agent import clock
from protocol.grant import Decision
from protocol.links import agent_broker, core_desktop, viewer_agent
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.mark.parametrize("years", [-1, 1])
async def test_a_wall_clock_set_a_year_off_changes_nothing_of_a_session(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    _, peer = await stage.active()
    wrong = clock.now() + timedelta(days=365 * years)
    monkeypatch.setattr(clock, "now", lambda: wrong)
    beats = len(peer.heard.all(viewer_agent.Status))
    await peer.heard.next(viewer_agent.Status, beats + 2)
    assert stage.keeper.is_live
    later = clock.monotonic() + 601
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert (await stage.ended()).reason is EndReason.EXPIRED


async def test_who_wakes_a_computer_that_slept_through_its_question_lets_nobody_in(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    await stage.world.desktop.heard.next(core_desktop.AskConsent)
    later = clock.monotonic() + 3600
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    await stage.world.desktop.heard.next(core_desktop.WithdrawQuestion)
    await stage.answer(Decision.YES)
    async with asyncio.timeout(10):
        while stage.keeper.is_busy:
            await asyncio.sleep(0.01)
    assert not stage.world.broker.heard.all(agent_broker.AcceptFrame)
