"""What one side says by itself again and again stops being written down, and nothing else suffers from it."""

from __future__ import annotations

from collections import Counter

import pytest

from broker.features.sessions import asking, store
from protocol.links import agent_broker, viewer_broker
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import offered

pytestmark = pytest.mark.slow
FEW = 3


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST_REMARKS", FEW)
    monkeypatch.setattr(asking, "MAX_AN_HOUR", FEW)


async def test_a_device_that_refuses_and_reports_for_ever_does_not_fill_the_log(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    for number in range(1, FEW + 4):
        fault = agent_broker.Fault(code="exchange.made_up", message="no", session=scene.session)
        await scene.agent.send(fault)
        await scene.agent.send(scene.agent.event(scene.session, number, f"made_up_{number}"))
        await scene.agent.expect(agent_broker.Acknowledged, number=number)
    kinds = Counter(await live.kinds(scene.session))
    assert (kinds["session.rejected"], kinds["session.reported"]) == (FEW, FEW)
    await scene.agent.send(scene.agent.event(scene.session, 99, "ended", reason="done_at_device"))
    assert (await live.ended(scene.session)).reason == "done_at_device"


async def test_a_viewer_that_warns_for_ever_does_not_fill_the_log(live: LiveBroker) -> None:
    scene = await offered(live)
    for number in range(FEW + 4):
        await scene.viewer.send(viewer_broker.DeviceKeyChanged(pinned="aa", seen=f"b{number}"))
    await scene.viewer.send(viewer_broker.Ping(number=1))
    await scene.viewer.expect(viewer_broker.Pong, number=1)
    assert Counter(await live.kinds(scene.session))["device_key.changed"] == FEW


async def test_asking_and_taking_back_has_a_limit_in_an_hour(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    codes = []
    for number in range(FEW + 1):
        await device.send(agent_broker.AskHelp(number=number, name="Erin", email="", phone="", reason="No print"))
        answer = await device.expect(agent_broker.HelpAnswer, number=number)
        codes.append(answer.code)
        if answer.session is not None:
            await device.send(agent_broker.WithdrawHelp(session=answer.session))
            await live.ended(answer.session)
    assert codes == [None] * FEW + ["session.asked_too_often"]
    live.skip(3601)
    await device.send(agent_broker.AskHelp(number=9, name="Erin", email="", phone="", reason="No print"))
    assert (await device.expect(agent_broker.HelpAnswer, number=9)).code is None
