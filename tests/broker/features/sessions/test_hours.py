"""Sessions start in their hours alone: looked at when they are offered or approved, and again at the question."""

from __future__ import annotations

from datetime import timedelta

from broker.access.groups import BuiltInGroup
from protocol.links import agent_broker
from protocol.links import viewer_broker as viewer
from protocol.session.reasons import EndReason
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import offered


async def test_hours_that_are_over_when_the_person_would_be_asked_end_it_with_a_reason_of_its_own(
    live: LiveBroker,
) -> None:
    scene = await offered(live)
    later = live.clock.now() + timedelta(hours=12)
    window = f"UTC mon-sun {later:%H}:00-{later:%H}:30"
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    body = {"changes": [{"key": "support_hours", "value": [window], "version": 0}]}
    answer = await live.patch(admin, f"/api/organizations/{live.organization}/settings", body)
    assert answer.status == 200, answer.body
    await scene.agent.hello(await scene.agent.expect(agent_broker.Prepare))
    await scene.viewer.send(scene.viewer.offer(await scene.viewer.expect(viewer.Proposed)))
    assert (await scene.viewer.expect(viewer.Ended)).reason is EndReason.OUT_OF_HOURS
    assert (await live.ended(scene.session)).reason is EndReason.OUT_OF_HOURS
    await scene.agent.settle()
    assert not [each for each in scene.agent.seen if isinstance(each, agent_broker.Propose)], "nobody was asked"
    kinds = await live.kinds(scene.session)
    assert kinds == ["session.offered", "session.out_of_hours"]
