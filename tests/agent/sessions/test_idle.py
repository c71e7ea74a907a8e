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


async def test_it_ends_with_a_reason_of_its_own_unless_the_technician_says_that_they_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(tmp_path)
    _, peer = await stage.active()
    begun = clock.monotonic()
    monkeypatch.setattr(stage.world, "touched_at", begun - 10_000)
    stage.world.policy = replace(stage.world.policy, running=Running(idle_seconds=60))
    number = len(peer.heard.all(viewer_agent.Status))
    status = await peer.heard.next(viewer_agent.Status, number + 1)
    assert status.idle_left is not None
    assert status.idle_left <= 60
    peer.say(viewer_agent.StillHere())
    stage.keeper._run._stillness._did_at -= 61  # type: ignore[union-attr]
    assert (await stage.ended()).reason is EndReason.IDLE
    assert (await peer.heard.next(viewer_agent.EndedFrame)).reason is EndReason.IDLE
    assert ("ended", {"reason": "idle"}) in stage.world.journal
