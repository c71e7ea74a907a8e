"""Asking for more on the real links: what is asked, what is given, and what every other answer leaves as it was."""

from __future__ import annotations

from typing import Any

from broker.access.groups import BuiltInGroup
from protocol.capabilities import Capability
from protocol.envelope import keys_of, open_envelope
from protocol.grant import (
    LEASE_TYPE,
    QUESTION_TYPE,
    REPLY_TYPE,
    Decision,
    FurtherAnswer,
    FurtherQuestion,
    Lease,
    More,
)
from protocol.links import agent_broker as agent
from protocol.links import viewer_broker as viewer
from protocol.session.reasons import EndReason
from protocol.trust import Purpose
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import Scene, offered

CONTROL = (Capability.CONTROL,)


def opened(scene: Scene, sealed: str, kind: str, expected: type[Any]) -> tuple[Any, bytes]:
    keys = keys_of(*(key.public for key in scene.live.foundation.keys.public_keys(Purpose.GRANT)))
    return open_envelope(sealed.encode(), kind, keys, expected)


async def asked(scene: Scene, **wanted: Any) -> tuple[FurtherQuestion, bytes]:
    """Ask as the technician; gives what reaches the device, with its hash."""
    await scene.viewer.send(viewer.AskMore(**wanted))
    frame = await scene.agent.expect(agent.Ask)
    return opened(scene, frame.question, QUESTION_TYPE, FurtherQuestion)


async def replied(scene: Scene, question: tuple[FurtherQuestion, bytes], decision: Decision, **given: Any) -> None:
    answer = FurtherAnswer(
        session=scene.session,
        number=question[0].number,
        question=question[1],
        decision=decision,
        capabilities=given.pop("capabilities", ()),
        seconds=given.pop("seconds", 0),
    )
    await scene.agent.send(agent.Reply(session=scene.session, reply=scene.agent.seal(REPLY_TYPE, answer)))


async def leased(scene: Scene, question: int) -> Lease:
    """Wait for the first lease that knows of this answer."""
    while True:
        frame = await scene.agent.expect(agent.LeaseFrame)
        lease: Lease = opened(scene, frame.lease, LEASE_TYPE, Lease)[0]
        if lease.question >= question:
            return lease


async def test_control_and_time_come_by_new_answers_of_the_person_alone(live: LiveBroker) -> None:
    scene = await offered(live, capabilities=["view"], seconds=600)
    await scene.to_active()

    refused = await asked(scene, more=More.WIDEN, capabilities=CONTROL)
    state = await scene.viewer.expect(viewer.SessionState, state="active")
    while state.question is None:
        state = await scene.viewer.expect(viewer.SessionState, state="active")
    assert (state.question.more, state.question.capabilities) == (More.WIDEN, CONTROL)
    await scene.viewer.send(viewer.AskMore(more=More.EXTEND, seconds=600))
    assert (await scene.viewer.expect(viewer.Fault)).code == "session.question_open"
    await replied(scene, refused, Decision.NO)
    assert (await scene.viewer.expect(viewer.MoreAnswered)).decision is Decision.NO
    await replied(scene, refused, Decision.YES, capabilities=CONTROL)
    assert (await scene.agent.expect(agent.Fault)).code == "session.no_question"

    wider = await asked(scene, more=More.WIDEN, capabilities=CONTROL)
    await replied(scene, wider, Decision.YES, capabilities=(Capability.VIEW, Capability.CONTROL))
    assert (await scene.agent.expect(agent.Fault)).code == "exchange.too_wide"
    await replied(scene, wider, Decision.YES, capabilities=CONTROL)
    assert (await scene.viewer.expect(viewer.MoreAnswered, decision=Decision.YES)).capabilities == CONTROL
    lease = await leased(scene, 2)
    assert lease.capabilities == (Capability.VIEW, Capability.CONTROL)
    assert lease.seconds_left <= 600

    longer = await asked(scene, more=More.EXTEND, seconds=3600)
    assert longer[0].who.email == scene.agent.proposal.who.email if scene.agent.proposal else ""
    await replied(scene, longer, Decision.YES, seconds=1800)
    assert (await scene.viewer.expect(viewer.MoreAnswered, more=More.EXTEND)).seconds == 1800
    assert 1700 < (await leased(scene, 3)).seconds_left <= 1800
    kinds = await live.kinds(scene.session)
    assert [kind for kind in kinds if kind.startswith("session.more_")] == [
        "session.more_asked",
        "session.more_refused",
        "session.more_asked",
        "session.more_given",
        "session.more_asked",
        "session.more_given",
    ]
    assert await live.chains_hold()


async def changed(scene: Scene, **values: object) -> None:
    """Change settings of the device, each for the first time."""
    admin = await scene.live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    changes = [{"key": key, "value": value, "version": 0} for key, value in values.items()]
    answer = await scene.live.patch(admin, f"/api/devices/{scene.agent.device}/settings", {"changes": changes})
    assert answer.status == 200, answer.body


async def test_a_yes_gives_nothing_that_the_settings_took_meanwhile_and_two_in_vain_are_enough(
    live: LiveBroker,
) -> None:
    scene = await offered(live, capabilities=["view"], seconds=600)
    await scene.to_active()
    longer = await asked(scene, more=More.EXTEND, seconds=3600)
    await changed(scene, extension_allowed=False, consent_seconds=30)
    await replied(scene, longer, Decision.YES, seconds=3600)
    assert (await scene.viewer.expect(viewer.MoreAnswered)).decision is Decision.REFUSED
    wider = await asked(scene, more=More.WIDEN, capabilities=CONTROL)
    assert wider[0].consent_seconds == 30
    await changed(scene, view_only=True)
    await replied(scene, wider, Decision.YES, capabilities=CONTROL)
    assert (await scene.viewer.expect(viewer.MoreAnswered)).decision is Decision.REFUSED
    await scene.viewer.send(viewer.AskMore(more=More.WIDEN, capabilities=CONTROL))
    fault = await scene.viewer.expect(viewer.Fault)
    assert fault.code == "session.asked_too_often"
    assert fault.message.endswith("You can ask again in 10 minutes.")
    kinds = [kind for kind in await live.kinds(scene.session) if kind.startswith("session.more_")]
    assert kinds == ["session.more_asked", "session.more_refused"] * 2


async def test_the_first_lease_knows_of_what_changed_while_the_person_was_asked(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    await changed(scene, view_only=True)
    await scene.agent.send(scene.agent.accept(propose))
    await scene.viewer.expect(viewer.Accepted)
    await scene.viewer.send(scene.viewer.reveal())
    await scene.agent.answer(await scene.agent.expect(agent.Reveal))
    frame = await scene.agent.expect(agent.LeaseFrame)
    assert opened(scene, frame.lease, LEASE_TYPE, Lease)[0].capabilities == (Capability.VIEW,)


async def test_what_may_not_be_asked_for_never_reaches_the_person(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.viewer.send(viewer.AskMore(more=More.EXTEND, seconds=600))
    assert (await scene.viewer.expect(viewer.Fault)).code == "session.refused_state"
    await scene.to_active()
    for wanted, code in (
        ({"more": More.WIDEN, "capabilities": CONTROL}, "session.nothing_asked"),
        ({"more": More.WIDEN, "capabilities": (Capability.FILES_OUT,)}, "field.capabilities"),
        ({"more": More.EXTEND, "seconds": 59}, "field.seconds"),
        ({"more": More.EXTEND, "seconds": 3601}, "field.seconds"),
    ):
        await scene.viewer.send(viewer.AskMore(**wanted))
        assert (await scene.viewer.expect(viewer.Fault)).code == code
    await scene.agent.settle()
    assert not [message for message in scene.agent.seen if isinstance(message, agent.Ask)]


async def blocks_of(scene: Scene) -> list[str]:
    admin = await scene.live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    found = await scene.live.get(admin, f"/api/offer-blocks?device={scene.agent.device}")
    return [each["session_id"] for each in found.body["items"]]


async def test_i_did_not_ask_for_this_ends_a_session_that_asks_for_more_and_spares_the_person_that_account(
    live: LiveBroker,
) -> None:
    scene = await offered(live)
    await scene.to_active()
    longer = await asked(scene, more=More.EXTEND, seconds=3600)
    await replied(scene, longer, Decision.NOT_ASKED_FOR)
    assert (await scene.viewer.expect(viewer.Ended)).reason is EndReason.NOT_ASKED_FOR
    # The device says the same once more, as the end of its own session: that is one alarm, not two.
    await scene.agent.send(scene.agent.event(scene.session, 1, "ended", reason="not_asked_for"))
    await scene.agent.expect(agent.Acknowledged)
    assert await blocks_of(scene) == [scene.session]
    assert (await live.kinds(scene.session)).count("session.not_asked_for") == 1
    assert await live.chains_hold()


async def test_a_technician_who_ends_it_first_is_not_spared_the_alarm(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await scene.viewer.send(viewer.Off())
    await live.until(scene.session, "ended")
    for number in (1, 2):
        await scene.agent.send(scene.agent.event(scene.session, number, "ended", reason="not_asked_for"))
        await scene.agent.expect(agent.Acknowledged)
    assert await blocks_of(scene) == [scene.session]
    assert (await live.kinds(scene.session)).count("session.not_asked_for") == 1
