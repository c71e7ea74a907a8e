"""What belongs to an attempt that is over is late, not wrong: it is dropped without a word, and nothing stops."""

from __future__ import annotations

import pytest

from protocol.links import agent_broker, viewer_broker
from protocol.links.agent_broker import Prepare, Propose
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import Scene, offered
from tests.fakes.viewer_on_link import ViewerOnLink

pytestmark = pytest.mark.slow


async def nobody_is_blamed(scene: Scene) -> None:
    """Neither side was told of a fault, and the log has no rejection."""
    await scene.agent.settle()
    number = 77
    await scene.viewer.send(viewer_broker.Ping(number=number))
    await scene.viewer.expect(viewer_broker.Pong, number=number)
    faults = (agent_broker.Fault, viewer_broker.Fault)
    assert [one for one in (*scene.agent.seen, *scene.viewer.seen) if isinstance(one, faults)] == []
    assert "session.rejected" not in await scene.live.kinds(scene.session)


async def lost(live: LiveBroker) -> Scene:
    scene = await offered(live)
    await scene.to_active()
    await scene.viewer.send(viewer_broker.Lost(attempt=1))
    await live.until(scene.session, "interrupted")
    return scene


async def test_both_sides_may_report_the_same_loss_and_one_attempt_begins(live: LiveBroker) -> None:
    scene = await lost(live)
    prepare = await scene.agent.expect(Prepare)
    await scene.agent.hello(prepare)
    await scene.agent.send(agent_broker.Lost(session=scene.session, attempt=1))
    proposed = await scene.viewer.expect(viewer_broker.Proposed)
    await scene.viewer.send(viewer_broker.Lost(attempt=1))
    scene.viewer.renew()
    await scene.viewer.send(scene.viewer.offer(proposed))
    assert (await scene.agent.expect(Propose)).attempt == prepare.attempt
    assert not [one for one in scene.agent.seen if isinstance(one, Prepare)]
    await nobody_is_blamed(scene)


async def test_an_attempt_that_is_begun_again_has_a_number_of_its_own(live: LiveBroker) -> None:
    scene = await lost(live)
    first = await scene.agent.expect(Prepare)
    await scene.viewer.go()
    scene.viewer = await ViewerOnLink(live=live, person=scene.technician, session=scene.session).come()
    second = await scene.agent.expect(Prepare)
    assert second.attempt > first.attempt
    await scene.agent.hello(first)
    await scene.agent.hello(second)
    assert (await scene.viewer.expect(viewer_broker.Proposed)).attempt == second.attempt
    await nobody_is_blamed(scene)


async def test_the_offer_for_an_older_proposal_is_dropped_and_the_newer_one_counts(live: LiveBroker) -> None:
    scene = await lost(live)
    await scene.agent.hello(await scene.agent.expect(Prepare))
    older = scene.viewer.offer(await scene.viewer.expect(viewer_broker.Proposed))
    await scene.agent.go()
    await scene.agent.come()
    await scene.agent.hello(await scene.agent.expect(Prepare))
    newer = scene.viewer.offer(await scene.viewer.expect(viewer_broker.Proposed))
    await scene.viewer.send(older)
    await scene.viewer.send(newer)
    assert (await scene.agent.expect(Propose)).attempt == newer.attempt
    await nobody_is_blamed(scene)


async def test_the_answer_to_an_older_proposal_is_dropped(live: LiveBroker) -> None:
    scene = await lost(live)
    await scene.agent.hello(await scene.agent.expect(Prepare))
    scene.viewer.renew()
    await scene.viewer.send(scene.viewer.offer(await scene.viewer.expect(viewer_broker.Proposed)))
    older = scene.agent.accept(await scene.agent.expect(Propose))
    await scene.viewer.go()
    scene.viewer = await ViewerOnLink(live=live, person=scene.technician, session=scene.session).come()
    prepare = await scene.agent.expect(Prepare)
    await scene.agent.send(older)
    await scene.agent.hello(prepare)
    scene.agent.seen.clear()
    await scene.viewer.send(scene.viewer.offer(await scene.viewer.expect(viewer_broker.Proposed)))
    await scene.agent.send(older)
    propose = await scene.agent.expect(Propose)
    await scene.agent.send(scene.agent.accept(propose, asked_person=False))
    assert (await scene.viewer.expect(viewer_broker.Accepted)).attempt == propose.attempt
    await nobody_is_blamed(scene)


async def test_a_hello_after_the_device_said_that_it_never_went_away_begins_nothing(live: LiveBroker) -> None:
    scene = await lost(live)
    prepare = await scene.agent.expect(Prepare)
    await scene.agent.send(agent_broker.Connected(session=scene.session, attempt=1))
    await live.until(scene.session, "active")
    await scene.agent.hello(prepare)
    await nobody_is_blamed(scene)
    assert not [one for one in scene.viewer.seen if isinstance(one, viewer_broker.Proposed) and one.attempt > 1]


async def test_what_still_comes_of_the_attempt_before_harms_nothing(live: LiveBroker) -> None:
    scene = await lost(live)
    await scene.resumed()
    for message in (
        scene.viewer.reveal(attempt=1),
        viewer_broker.Connected(attempt=1),
        viewer_broker.Lost(attempt=1),
        viewer_broker.OfferFrame(attempt=1, offer="{}"),
    ):
        await scene.viewer.send(message)
    await scene.agent.send(agent_broker.Answer(session=scene.session, attempt=1, sdp="v=0"))
    await scene.agent.send(agent_broker.Connected(session=scene.session, attempt=1))
    await scene.agent.send(agent_broker.Lost(session=scene.session, attempt=1))
    await nobody_is_blamed(scene)
    await live.until(scene.session, "active")


async def test_a_device_that_is_still_closing_another_session_is_asked_again(live: LiveBroker) -> None:
    scene = await offered(live)
    first = await scene.agent.expect(Prepare)
    busy = agent_broker.Fault(code="session.device_busy", message="Not yet.", session=scene.session)
    await scene.agent.send(busy)
    again = await scene.agent.expect(Prepare)
    assert again.attempt > first.attempt
    await nobody_is_blamed(scene)


async def test_a_viewer_whose_link_broke_at_the_resumed_yes_is_told_of_it_again(live: LiveBroker) -> None:
    scene = await lost(live)
    await scene.agent.hello(await scene.agent.expect(Prepare))
    scene.viewer.renew()
    await scene.viewer.send(scene.viewer.offer(await scene.viewer.expect(viewer_broker.Proposed)))
    propose = await scene.agent.expect(Propose)
    await scene.viewer.go()
    await scene.agent.send(scene.agent.accept(propose, asked_person=False))
    await live.until(scene.session, "connecting")
    await scene.viewer.come()
    assert (await scene.viewer.expect(viewer_broker.Accepted)).attempt == propose.attempt
    await nobody_is_blamed(scene)


async def test_a_page_that_was_loaded_anew_right_after_the_yes_gets_an_attempt_of_its_own(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_yes()
    await scene.viewer.go()
    scene.viewer = await ViewerOnLink(live=live, person=scene.technician, session=scene.session).come()
    told = await scene.viewer.expect(viewer_broker.Accepted)
    await scene.viewer.send(viewer_broker.Lost(attempt=told.attempt))
    await scene.resumed()
    assert (await live.kinds(scene.session)).count("session.asking_consent") == 1
