"""What comes twice, or after the end, changes nothing; a clock that is set a year off lets nothing last longer."""

from __future__ import annotations

import pytest

from protocol.grant import Decision
from protocol.links import agent_broker, viewer_broker
from protocol.session.reasons import EndReason
from protocol.session.states import Granted
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import offered

pytestmark = pytest.mark.slow
YEAR = 365 * 24 * 3600


async def test_an_answer_counts_once_and_none_after_the_withdrawal(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    yes = scene.agent.accept(propose)
    await scene.agent.send(yes)
    await scene.viewer.expect(viewer_broker.Accepted)
    for again in (yes, scene.agent.accept(propose, Decision.NO)):
        await scene.agent.send(again)
        await scene.agent.settle()
    assert isinstance((await live.session(scene.session)).state, Granted)
    assert (await live.kinds(scene.session)).count("session.granted") == 1

    late = await offered(live)
    propose = await late.to_question()
    await live.post(late.technician, f"/api/sessions/{late.session}/withdraw", {})
    await late.agent.expect(agent_broker.EndSession)
    await late.agent.send(late.agent.accept(propose))
    assert (await late.agent.expect(agent_broker.Fault)).code == "session.ended"
    assert (await live.ended(late.session)).reason is EndReason.WITHDRAWN
    assert "session.granted" not in await live.kinds(late.session)


async def test_a_clock_a_year_off_ends_it_at_once_or_leaves_the_end_to_the_device(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    live.skip(-YEAR)
    # The server would wait for a year; the device counts by its own clock, and says so.
    await scene.agent.send(scene.agent.event(scene.session, 1, "ended", reason="expired"))
    assert (await live.ended(scene.session)).reason is EndReason.EXPIRED
    live.skip(YEAR)

    scene = await offered(live)
    await scene.to_active()
    live.skip(YEAR)
    ended = (await live.ended(scene.session)).reason
    # The sign-in of whoever helps ran out in that year, too: whichever is seen first.
    assert ended in {EndReason.EXPIRED, EndReason.REVOKED}
    assert (await scene.agent.expect(agent_broker.EndSession)).reason is ended
    assert await live.chains_hold()
