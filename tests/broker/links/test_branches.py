"""Every branch of a session, over the real links: each answer, each end, each loss, each with its entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker.access.groups import BuiltInGroup
from broker.config import Relay
from protocol.grant import Decision
from protocol.links import agent_broker, viewer_broker
from protocol.session.reasons import EndReason
from protocol.session.states import Active, Interrupted, Side
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import LiveBroker, live_broker
from tests.fakes.scenes import offered, requested
from tests.fakes.viewer_on_link import ViewerOnLink

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (Decision.NO, EndReason.CONSENT_REFUSED),
        (Decision.NOT_ASKED_FOR, EndReason.NOT_ASKED_FOR),
        (Decision.TIMED_OUT, EndReason.CONSENT_TIMED_OUT),
        (Decision.NOBODY_THERE, EndReason.NOBODY_THERE),
        (Decision.REFUSED, EndReason.SAFETY),
    ],
)
async def test_each_no_of_the_device_ends_the_session_with_its_reason(
    live: LiveBroker, decision: Decision, reason: EndReason
) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    await scene.agent.send(scene.agent.accept(propose, decision))
    assert (await scene.viewer.expect(viewer_broker.Ended)).reason is reason
    assert (await live.ended(scene.session)).reason is reason
    assert (await live.kinds(scene.session))[-1] == f"session.{reason}"


async def test_the_viewer_is_told_when_the_question_is_shown(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    await scene.agent.send(agent_broker.QuestionShown(session=scene.session, attempt=propose.attempt))
    state = await scene.viewer.expect(viewer_broker.SessionState, question_shown=True)
    assert state.state == "asking_consent"
    assert state.seconds_to_deadline is not None


async def test_no_answer_in_time_means_no(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_question()
    live.skip(61)
    assert (await live.ended(scene.session)).reason is EndReason.CONSENT_TIMED_OUT
    assert (await scene.agent.expect(agent_broker.EndSession)).reason is EndReason.CONSENT_TIMED_OUT


async def test_a_yes_after_the_time_is_over_is_too_late(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    live.skip(61)
    await live.ended(scene.session)
    await scene.agent.send(scene.agent.accept(propose))
    assert (await scene.agent.expect(agent_broker.Fault)).code == "session.ended"
    assert (await live.ended(scene.session)).reason is EndReason.CONSENT_TIMED_OUT


async def test_the_agreed_time_ends_the_session(live: LiveBroker) -> None:
    scene = await offered(live, seconds=60)
    await scene.to_active()
    live.skip(61)
    assert (await live.ended(scene.session)).reason is EndReason.EXPIRED
    assert (await scene.agent.expect(agent_broker.EndSession)).reason is EndReason.EXPIRED


async def test_done_at_the_device_comes_as_a_journalled_event_once(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    frame = scene.agent.event(scene.session, 7, "ended", reason="done_at_device")
    await scene.agent.send(frame)
    await scene.agent.send(frame)
    await scene.agent.expect(agent_broker.Acknowledged, number=7)
    await scene.agent.expect(agent_broker.Acknowledged, number=7)
    assert (await live.ended(scene.session)).reason is EndReason.DONE_AT_DEVICE
    assert (await live.kinds(scene.session)).count("session.done_at_device") == 1


async def test_a_locked_screen_pauses_and_an_idle_end_has_its_own_entry(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    for number, (kind, paused) in enumerate((("paused", True), ("unpaused", False)), start=1):
        await scene.agent.send(scene.agent.event(scene.session, number, kind))
        await scene.agent.expect(agent_broker.Acknowledged, number=number)
        state = (await live.session(scene.session)).state
        assert isinstance(state, Active)
        assert state.paused is paused
    await scene.agent.send(scene.agent.event(scene.session, 3, "ended", reason="idle"))
    assert (await live.ended(scene.session)).reason is EndReason.IDLE
    kinds = await live.kinds(scene.session)
    assert {"session.paused", "session.unpaused", "session.idle"} <= set(kinds)
    assert await live.chains_hold()


async def test_a_code_that_is_typed_has_its_time_and_its_entries(live: LiveBroker) -> None:
    scene = await offered(live)
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    change = {"changes": [{"key": "code_mode", "value": "type", "version": 0}]}
    assert (await live.patch(admin, f"/api/organizations/{live.organization}/settings", change)).status == 200
    reveal = await scene.to_connecting()
    await scene.agent.answer(reveal)
    live.skip(150)
    await scene.agent.send(scene.agent.event(scene.session, 1, "code_wrong", tries_left=2))
    await scene.agent.send(scene.agent.event(scene.session, 2, "code_typed"))
    await scene.agent.expect(agent_broker.Acknowledged, number=2)
    await scene.agent.send(agent_broker.Connected(session=scene.session, attempt=1))
    await live.until(scene.session, "active")
    await scene.agent.send(scene.agent.event(scene.session, 3, "picture_kept"))
    await scene.agent.expect(agent_broker.Acknowledged, number=3)
    assert (await live.kinds(scene.session))[-1] == "session.picture_kept"
    await scene.agent.send(scene.agent.event(scene.session, 4, "ended", reason="codes_differ"))
    assert (await live.ended(scene.session)).reason is EndReason.CODES_DIFFER
    told = [kind for kind in await live.kinds(scene.session) if "code" in kind]
    assert told == ["session.code_wrong", "session.code_typed", "session.codes_differ"]


async def test_clipboards_stand_on_the_log_by_length_and_hash_and_by_nothing_else(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    digest = "ab" * 32
    told = {"format": "text", "bytes": 12, "sha256": digest, "asked": True}
    await scene.agent.send(scene.agent.event(scene.session, 1, "clipboard_out", **told, text="never this"))
    await scene.agent.send(scene.agent.event(scene.session, 2, "clipboard_refused", way="in", answer="no", bytes=5))
    await scene.agent.send(scene.agent.event(scene.session, 3, "clipboard_in", bytes=2**40, sha256="none", way="up"))
    await scene.agent.expect(agent_broker.Acknowledged, number=3)
    entries = (await live.get(scene.technician, f"/api/sessions/{scene.session}")).body["timeline"]
    found = {each["kind"]: each for each in entries if "clipboard" in each["kind"]}
    kept = {kind.removeprefix("session.clipboard_"): each["detail"] for kind, each in found.items()}
    for each in kept.values():
        each.pop("event")
    assert kept == {
        "out": {"what": "clipboard_out", **told},
        "refused": {"what": "clipboard_refused", "way": "in", "answer": "no", "bytes": 5},
        "in": {"what": "clipboard_in"},
    }
    assert found["session.clipboard_out"]["sentence"].endswith(f"was given to the viewer: 12 bytes, SHA-256 {digest}.")


async def test_a_capability_taken_away_at_the_device_is_gone_from_the_leases(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await scene.agent.send(scene.agent.event(scene.session, 1, "narrowed", capabilities="view"))
    await scene.agent.expect(agent_broker.Acknowledged, number=1)
    state = (await live.session(scene.session)).state
    assert isinstance(state, Active)
    assert [each.value for each in state.capabilities] == ["view"]
    assert "session.narrowed" in await live.kinds(scene.session)


async def test_an_auditor_terminates_and_both_sides_are_told(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    auditor = await live.staff(BuiltInGroup.AUDITOR, name="Otto Auditor")
    answer = await live.post(auditor, f"/api/sessions/{scene.session}/terminate", {"reason": "Not agreed with us"})
    assert answer.status == 200
    assert answer.body["end"] == {"reason": "terminated", "by": "Otto Auditor", "note": "Not agreed with us"}
    assert (await scene.agent.expect(agent_broker.EndSession)).note == "Not agreed with us"
    ended = await scene.viewer.expect(viewer_broker.Ended)
    assert (ended.reason, ended.by) == (EndReason.TERMINATED, "Otto Auditor")


async def test_the_technician_withdraws_while_the_question_is_open(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_question()
    answer = await live.post(scene.technician, f"/api/sessions/{scene.session}/withdraw", {})
    assert answer.body["end"]["reason"] == "withdrawn"
    assert (await scene.agent.expect(agent_broker.EndSession)).reason is EndReason.WITHDRAWN


async def test_done_in_the_viewer_page_ends_it(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    answer = await live.post(scene.technician, f"/api/sessions/{scene.session}/done", {})
    assert answer.body["end"]["reason"] == "done_by_technician"


async def test_a_request_from_the_tray_is_approved_and_becomes_a_session(live: LiveBroker) -> None:
    scene = await requested(live)
    assert scene.place == 1
    viewer = await scene.approved()
    await viewer.to_active()
    assert (await live.kinds(viewer.session))[:3] == [
        "session.requested",
        "session.approved",
        "session.asking_consent",
    ]


async def test_a_request_is_denied_with_a_note_that_the_tray_shows(live: LiveBroker) -> None:
    scene = await requested(live)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    answer = await live.post(technician, f"/api/sessions/{scene.session}/deny", {"note": "Call us first"})
    assert answer.body["end"] == {"reason": "denied", "by": "Tess Technician", "note": "Call us first"}
    told = (await scene.agent.expect(agent_broker.Requests)).request
    assert told is not None
    assert (told.session, told.state, told.note) == (scene.session, "denied", "Call us first")


async def test_the_person_withdraws_at_the_tray(live: LiveBroker) -> None:
    scene = await requested(live)
    await scene.agent.send(agent_broker.WithdrawHelp(session=scene.session))
    assert (await live.ended(scene.session)).reason is EndReason.WITHDRAWN


async def test_a_request_that_nobody_answers_expires(live: LiveBroker) -> None:
    scene = await requested(live)
    live.skip(8 * 3600 + 1)
    assert (await live.ended(scene.session)).reason is EndReason.REQUEST_EXPIRED


async def test_a_request_whose_technician_never_comes_is_told_so_at_the_tray(live: LiveBroker) -> None:
    scene = await requested(live)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    await live.post(technician, f"/api/sessions/{scene.session}/approve", {"note": ""})
    live.skip(15 * 60 + 1)
    assert (await live.ended(scene.session)).reason is EndReason.APPROVAL_EXPIRED
    told = None
    while told is None or told.state != "approval_expired":
        told = (await scene.agent.expect(agent_broker.Requests)).request
    assert told.session == scene.session


async def test_the_viewer_lost_and_back_within_the_window_goes_on_without_a_question(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await scene.agent.send(agent_broker.Lost(session=scene.session, attempt=1))
    await live.until(scene.session, "interrupted")
    await scene.resumed()
    assert (await live.session(scene.session)).attempts == 2
    assert "session.resumed" in await live.kinds(scene.session)


async def test_a_new_page_asks_for_a_new_attempt_itself(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await scene.viewer.go()
    scene.viewer = await ViewerOnLink(live=live, person=scene.technician, session=scene.session).come()
    await scene.viewer.expect(viewer_broker.SessionState, state="active")
    await scene.viewer.send(viewer_broker.Lost(attempt=1))
    await scene.resumed()


async def test_the_device_lost_for_good_ends_the_session(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await scene.agent.go()
    state = (await live.until(scene.session, "interrupted")).state
    assert isinstance(state, Interrupted)
    assert state.side is Side.DEVICE
    live.skip(61)
    assert (await live.ended(scene.session)).reason is EndReason.DEVICE_LOST


async def test_a_device_whose_link_broke_says_that_it_still_runs(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await scene.agent.go()
    await live.until(scene.session, "interrupted")
    await scene.agent.come()
    await scene.agent.send(agent_broker.Connected(session=scene.session, attempt=1))
    await live.until(scene.session, "active")
    await scene.agent.expect(agent_broker.LeaseFrame)


async def test_the_viewer_lost_for_good_ends_the_session(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await scene.agent.send(agent_broker.Lost(session=scene.session, attempt=1))
    await live.until(scene.session, "interrupted")
    live.skip(61)
    assert (await live.ended(scene.session)).reason is EndReason.VIEWER_LOST


async def test_a_connection_that_never_comes_fails(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_yes()
    live.skip(61)
    assert (await live.ended(scene.session)).reason is EndReason.CONNECT_FAILED


async def test_a_device_that_refuses_the_proposal_ends_it_for_safety(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_question()
    await scene.agent.send(agent_broker.Fault(code="exchange.other_device", message="No.", session=scene.session))
    assert (await live.ended(scene.session)).reason is EndReason.SAFETY
    assert (await live.kinds(scene.session))[-2:] == ["session.rejected", "session.safety"]


async def test_a_broker_that_is_started_again_interrupts_and_lets_the_device_go_on(broker_state: Path) -> None:
    async with live_broker(broker_state) as first:
        scene = await offered(first)
        await scene.to_active()
    async with live_broker(broker_state) as second:
        found = await second.session(scene.session)
        assert isinstance(found.state, Interrupted)
        scene.agent.live = second
        await scene.agent.come()
        await scene.agent.send(agent_broker.Connected(session=scene.session, attempt=1))
        await second.until(scene.session, "active")
        assert await second.chains_hold()


async def test_a_broker_that_was_away_too_long_ends_what_ran(broker_state: Path) -> None:
    async with live_broker(broker_state) as first:
        scene = await offered(first)
        await scene.to_question()
    async with live_broker(broker_state) as second:
        second.skip(61)
        assert (await second.ended(scene.session)).reason is EndReason.CONSENT_TIMED_OUT


async def test_relay_credentials_exist_only_from_the_yes_on_and_are_one_for_each_side(broker_state: Path) -> None:
    relay = Relay(urls=("turn:relay.example.test:3478?transport=udp",), secret="a secret shared with the relay")
    async with live_broker(broker_state, relay=relay) as live:
        scene = await offered(live)
        accepted = await scene.to_yes()
        await scene.viewer.send(scene.viewer.reveal())
        reveal = await scene.agent.expect(agent_broker.Reveal)
        mine, theirs = accepted.ice_servers[0], reveal.ice_servers[0]
        assert mine.username is not None
        assert scene.session in mine.username
        assert mine.username != theirs.username
        assert mine.credential != theirs.credential


async def test_a_device_in_a_session_is_busy_for_everybody_else(live: LiveBroker) -> None:
    scene = await offered(live)
    other = await live.staff(BuiltInGroup.TECHNICIAN, name="Tom Technician")
    body = {"device_id": scene.agent.device, "reason": "Me too please", "capabilities": ["view"], "seconds": 600}
    answer = await live.post(other, "/api/sessions", body)
    assert (answer.status, answer.code) == (409, "session.device_busy")
    assert "Tess Technician" in answer.body["error"]["message"]


async def test_a_device_of_nobody_cannot_be_offered_help(live: LiveBroker) -> None:
    device = await enrolled(live)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    body = {"device_id": device.device, "reason": "Printer driver", "capabilities": ["view"], "seconds": 600}
    assert (await live.post(technician, "/api/sessions", body)).code == "device.offline"
    await device.come(agent_broker.Presence.EMPTY)
    assert (await live.post(technician, "/api/sessions", body)).code == "device.nobody_there"
