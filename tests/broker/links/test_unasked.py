"""A session that begins without a question, from the server's side: only by the settings, and told on the audit log."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from broker.access.groups import BuiltInGroup
from protocol.grant import Decision
from protocol.links import agent_broker, viewer_broker
from protocol.session.reasons import EndReason
from tests.fakes.live_broker import LiveBroker, Person
from tests.fakes.scenes import Waiting, offered, requested

pytestmark = pytest.mark.slow
LOCKED = agent_broker.PresenceFrame(presence=agent_broker.Presence.LOCKED)


@dataclass(slots=True)
class Rule:
    """Sets one setting of the instance, again and again."""

    live: LiveBroker
    version: int = 0

    async def put(self, key: str, value: object) -> None:
        administrator = await self.live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
        change = {"key": key, "value": value, "version": self.version}
        answer = await self.live.patch(administrator, "/api/settings", {"changes": [change]})
        assert answer.status == 200, answer.body
        self.version += 1


async def locked_request(live: LiveBroker) -> Waiting:
    """Somebody asked for help, and went away from a locked screen."""
    waiting = await requested(live)
    await waiting.agent.send(LOCKED)
    await waiting.agent.settle()
    return waiting


async def asked_again(waiting: Waiting) -> Waiting:
    """The person at the same device asks once more."""
    agent = waiting.agent
    await agent.send(
        agent_broker.AskHelp(number=2, name="Erin", email="erin@example.test", phone="", reason="No print")
    )
    answer = await agent.expect(agent_broker.HelpAnswer)
    assert answer.session is not None, answer
    return Waiting(live=waiting.live, agent=agent, session=answer.session, place=None)


async def test_on_a_locked_device_the_settings_decide_and_the_log_says_so(live: LiveBroker) -> None:
    waiting = await locked_request(live)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    refused = await live.post(technician, f"/api/sessions/{waiting.session}/approve", {"note": ""})
    assert (refused.status, refused.code) == (409, "device.nobody_there")
    assert "Nobody can be asked there now. Policy: no session." in refused.body["error"]["message"]
    rule = Rule(live)
    await rule.put("consent_locked", "allow")
    shown = (await live.get(technician, f"/api/devices/{waiting.agent.device}")).body["support"]
    assert (shown["start"], shown["start_of_request"], shown["allowed"]) == ("none", "unasked", False)
    offer = {"device_id": waiting.agent.device, "reason": "Just a look", "capabilities": ["view"], "seconds": 600}
    assert (await live.post(technician, "/api/sessions", offer)).code == "device.nobody_there"
    scene = await waiting.approved()
    propose = await scene.to_question()
    answer = scene.agent.accept(propose, asked_person=False)
    assert scene.agent.proposal is not None
    assert not scene.agent.proposal.attended
    await scene.agent.send(answer)
    await scene.viewer.expect(viewer_broker.Accepted)
    kinds = await live.kinds(scene.session)
    assert kinds[-2:] == ["session.asking_device", "session.granted_unasked"]


async def test_settings_that_were_tightened_meanwhile_let_nobody_in(live: LiveBroker) -> None:
    rule = Rule(live)
    await rule.put("consent_locked", "allow")
    waiting = await locked_request(live)
    scene = await waiting.approved()
    propose = await scene.to_question()
    await rule.put("consent_locked", "no_session")
    await scene.agent.send(scene.agent.accept(propose, asked_person=False))
    assert (await live.ended(scene.session)).reason is EndReason.REVOKED


async def test_a_yes_that_nobody_gave_is_not_believed_where_somebody_was_to_be_asked(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    await scene.agent.send(scene.agent.accept(propose, asked_person=False))
    assert (await scene.agent.expect(agent_broker.Fault)).code == "exchange.nobody_asked"
    await scene.agent.send(scene.agent.accept(propose, Decision.NO))
    assert (await live.ended(scene.session)).reason is EndReason.CONSENT_REFUSED


async def test_a_yes_ahead_of_time_is_the_person_s_own_for_an_offer_alone(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    await scene.agent.send(scene.agent.accept(propose, asked_person=False, in_advance=True, seconds=600))
    await scene.viewer.expect(viewer_broker.Accepted)
    assert (await live.kinds(scene.session))[-1] == "session.granted_in_advance"

    waiting = await requested(live)
    other = await waiting.approved()
    propose = await other.to_question()
    await other.agent.send(other.agent.accept(propose, asked_person=False, in_advance=True))
    assert (await other.agent.expect(agent_broker.Fault)).code == "exchange.nobody_asked"


async def test_a_yes_ahead_of_time_counts_no_more_than_the_settings_do_by_then(live: LiveBroker) -> None:
    rule = Rule(live)
    scene = await offered(live)
    propose = await scene.to_question()
    await rule.put("consent_present", "no_session")
    await scene.agent.send(scene.agent.accept(propose, asked_person=False, in_advance=True))
    assert (await live.ended(scene.session)).reason is EndReason.REVOKED


async def test_silence_is_a_yes_where_the_settings_say_so_and_the_device_is_waited_for(live: LiveBroker) -> None:
    rule = Rule(live)
    await rule.put("consent_timeout_answer", "allow")
    scene = await offered(live)
    propose = await scene.to_question()
    state = await scene.viewer.expect(viewer_broker.SessionState, state="asking_consent")
    assert state.silence_is_yes
    assert state.seconds_to_deadline is not None
    assert state.seconds_to_deadline <= 60
    live.skip(61)
    await scene.agent.send(scene.agent.accept(propose, asked_person=False))
    await scene.viewer.expect(viewer_broker.Accepted)
    assert (await live.kinds(scene.session))[-1] == "session.granted_by_silence"


async def test_an_old_request_opens_no_locked_screen(live: LiveBroker) -> None:
    rule = Rule(live)
    await rule.put("consent_locked", "allow")
    waiting = await locked_request(live)
    live.skip(15 * 60 + 1)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    refused = await live.post(technician, f"/api/sessions/{waiting.session}/approve", {"note": ""})
    assert (refused.status, refused.code) == (409, "device.nobody_there")
    assert "asked over 15 minutes ago" in refused.body["error"]["message"]
    # Approved while it was fresh, and offered when it was not any more: the person is to be asked, if anybody is there.
    await live.post(technician, f"/api/sessions/{waiting.session}/deny", {"note": ""})
    again = await asked_again(waiting)
    live.skip(15 * 60 - 5)
    scene = await again.approved()
    live.skip(10)
    await scene.agent.send(scene.agent.accept(await scene.to_question(), asked_person=False))
    assert (await scene.agent.expect(agent_broker.Fault)).code == "exchange.nobody_asked"


async def test_a_request_from_the_tray_ends_with_whose_device_it_was(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
    erin, nora = await live.end_user(), await live.end_user(name="Nora Next")

    async def give(device: str, owner: Person) -> None:
        given = await live.post(administrator, f"/api/devices/{device}/assign", {"account_id": owner.id})
        assert given.status == 200, given.body

    # Asked while the computer was nobody's, then again as one owner's, both before it is somebody else's.
    waiting = await requested(live)
    for owner in (erin, nora):
        await give(waiting.agent.device, owner)
        assert (await live.ended(waiting.session)).reason is EndReason.REVOKED
        await waiting.agent.expect(agent_broker.Requests, request=None)
        refused = await live.post(administrator, f"/api/sessions/{waiting.session}/approve", {"note": ""})
        assert (refused.status, refused.code) == (409, "session.refused_state")
        waiting = await asked_again(waiting)
    # Who is shut out takes along what stands at their device.
    shut = {"name": "Nora Next"}
    gone = await live.post(administrator, f"/api/accounts/{nora.id}/delete", shut)
    assert gone.status == 200, gone.body
    assert (await live.ended(waiting.session)).reason is EndReason.REVOKED
