"""How long a session waits for who was lost is what the policy said when it began, over a crash too."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from agent import clock
from agent.sessions.surroundings import moment
from protocol.grant import Decision
from protocol.links import core_desktop
from protocol.links.agent_broker import Fault
from protocol.policy import Running
from protocol.session.machine import deadline
from tests.agent.sessions.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def test_how_long_a_viewer_may_be_away_is_what_the_policy_said_when_it_began(stage: Stage) -> None:
    stage.world.policy = replace(stage.world.policy, running=Running(resume_seconds=600, lease_ttl_seconds=700))
    _, peer = await stage.active()
    run = stage.keeper._run
    assert run is not None
    assert run.permit is not None
    assert 690 < run.permit.lease_until - clock.monotonic() <= 700, "and so is how long it lives without a lease"
    stage.world.policy = replace(stage.world.policy, running=Running(resume_seconds=5))
    peer.lose("peer.lost")
    lost = await stage.world.desktop.heard.next(core_desktop.UpdateSession)
    assert (lost.condition, lost.resume_seconds) == (core_desktop.Condition.LOST, 600)
    due = deadline(run.session)
    assert due is not None
    assert 590 < (due - moment()).total_seconds() <= 600
    await stage.keeper.close()


@pytest.mark.parametrize(("seconds", "away", "resumes"), [(600, 599, True), (600, 601, False), (5, 6, False)])
async def test_how_long_it_may_be_away_counts_after_a_crash_too(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, away: float, resumes: bool
) -> None:
    stage.world.policy = replace(stage.world.policy, running=Running(resume_seconds=seconds))
    made, _ = await stage.active()
    record = stage.world.files.live()
    assert record is not None
    await stage.keeper.close()
    record = replace(record, ends_at=record.alive_at + 3600)
    monkeypatch.setattr(clock, "monotonic", lambda: record.alive_at + away)
    restarted = Stage(tmp_path)
    restarted.world.grant = stage.world.grant
    restarted.world.files.keep_live(record)
    await restarted.propose(restarted.resuming(await restarted.prepare(2), made))
    if resumes:
        assert (await restarted.accepted()).decision is Decision.YES
        kept = restarted.world.files.live()
        assert kept is not None
        assert kept.resume_seconds == seconds
    else:
        assert (await restarted.world.broker.heard.next(Fault)).code == "exchange.nothing_to_resume"
    await restarted.keeper.close()
