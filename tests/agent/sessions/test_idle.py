"""A session in which nothing is done ends by itself; its technician is told in the last minute."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from agent import clock
from agent.sessions.idle import Stillness
from protocol.links import viewer_agent
from protocol.policy import Running
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import Stage
from tests.fakes.device import DeviceWorld


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The device's monotonic clock, in the hand of the test."""
    moment = [1_000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: moment[0])
    return moment


def test_whatever_the_technician_or_the_person_does_begins_the_count_anew(tmp_path: Path, now: list[float]) -> None:
    world = DeviceWorld(tmp_path)
    still = Stillness(around=world.surroundings())
    still.did()
    assert (still.seconds_left(), still.warning()) == (900, None)
    now[0] += 840
    assert (still.seconds_left(), still.warning()) == (60, 60)
    still.did()
    assert still.warning() is None
    now[0] += 880
    world.touched_at = now[0] - 5
    assert (still.seconds_left(), still.warning()) == (895, None)
    world.policy = replace(world.policy, running=Running(idle_seconds=60))
    assert still.warning() == 55, "the policy that counts now decides"
    now[0] += 10_000
    assert (still.seconds_left(), still.warning()) == (0, 0)


def did_nothing_for(stage: Stage, seconds: float) -> None:
    run = stage.keeper._run
    assert run is not None
    run._stillness._did_at -= seconds


async def test_it_ends_with_a_reason_of_its_own_unless_the_technician_says_that_they_are_there(
    tmp_path: Path,
) -> None:
    stage = Stage(tmp_path)
    _, peer = await stage.active()
    stage.world.policy = replace(stage.world.policy, running=Running(idle_seconds=120))
    did_nothing_for(stage, 80)
    number = len(peer.heard.all(viewer_agent.Status))
    status = await peer.heard.next(viewer_agent.Status, number + 1)
    assert status.idle_left is not None
    assert status.idle_left <= 40
    peer.say(viewer_agent.StillHere())
    number = len(peer.heard.all(viewer_agent.Status))
    assert (await peer.heard.next(viewer_agent.Status, number + 1)).idle_left is None
    did_nothing_for(stage, 121)
    assert (await stage.ended()).reason is EndReason.IDLE
    assert (await peer.heard.next(viewer_agent.EndedFrame)).reason is EndReason.IDLE
    assert ("ended", {"reason": "idle"}) in stage.world.journal


async def test_a_technician_alone_keeps_no_paused_session_from_ending(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    first, peer = await stage.active()
    await peer.heard.next(viewer_agent.Screen)
    stage.world.policy = replace(stage.world.policy, running=Running(idle_seconds=120))
    stage.world.is_locked = True
    stage.keeper.heed_lock()
    did_nothing_for(stage, 80)
    peer.say(viewer_agent.StillHere())
    status = await peer.heard.next(viewer_agent.Status, len(peer.heard.all(viewer_agent.Status)) + 1)
    assert status.idle_left is not None, "saying so counts for nothing"
    peer.lose("gone")
    made = stage.resuming(await stage.prepare(2), first)
    await stage.propose(made)
    again = await stage.connect(made, await stage.accepted(2))
    status = await again.heard.next(viewer_agent.Status)
    assert (status.paused, status.idle_left is not None) == (True, True), "nor does coming back"
    did_nothing_for(stage, 41)
    assert (await stage.ended()).reason is EndReason.IDLE
