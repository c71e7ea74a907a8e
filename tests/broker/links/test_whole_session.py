"""A session from offer to end, over the real links."""

from __future__ import annotations

from protocol.links import agent_broker as agent
from protocol.links import viewer_broker as viewer
from protocol.session.reasons import EndReason
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import offered


async def test_an_offer_becomes_a_session_that_the_technician_ends(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    lease = await scene.agent.expect(agent.LeaseFrame)
    assert lease.session == scene.session
    await scene.viewer.send(viewer.Off())
    ended = await scene.agent.expect(agent.EndSession)
    assert ended.reason is EndReason.DONE_BY_TECHNICIAN
    assert (await scene.viewer.expect(viewer.Ended)).reason is EndReason.DONE_BY_TECHNICIAN
    await live.until(scene.session, "ended")
    assert await live.kinds(scene.session) == [
        "session.offered",
        "session.asking_consent",
        "session.granted",
        "session.connecting",
        "session.active",
        "session.done_by_technician",
    ]
    assert await live.chains_hold()


async def test_a_session_says_how_long_the_person_gave_beside_how_long_was_asked_for(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    await scene.agent.send(scene.agent.accept(propose, seconds=600))
    await scene.viewer.expect(viewer.Accepted)
    session = (await live.get(scene.technician, f"/api/sessions/{scene.session}")).body
    assert (session["seconds"], session["seconds_given"]) == (1800, 600)
