"""Whatever is manipulated on its way is refused with its code, is on the audit log, and changes nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol.capabilities import Capability
from protocol.envelope import seal
from protocol.grant import HELLO_TYPE, Hello
from protocol.links import agent_broker, viewer_broker
from protocol.links.agent_broker import AcceptFrame, HelloFrame, Propose
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import LiveBroker
from tests.fakes.scenes import Scene, offered
from tests.fakes.sdp import sdp_with

OTHER = bytes(range(32))

pytestmark = pytest.mark.slow


async def rejected_at_device(scene: Scene, code: str) -> None:
    """The device is told the code, the log has the entry, the link goes on."""
    fault = await scene.agent.expect(agent_broker.Fault)
    assert fault.code == code
    assert (await scene.live.kinds(scene.session))[-1] == "session.rejected"
    await scene.agent.settle()


async def rejected_at_viewer(scene: Scene, code: str) -> None:
    fault = await scene.viewer.expect(viewer_broker.Fault)
    assert fault.code == code
    assert (await scene.live.kinds(scene.session))[-1] == "session.rejected"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"session": "a" * 26}, "exchange.other_session"),
        ({"attempt": 9}, "exchange.other_attempt"),
        ({"challenge": OTHER}, "exchange.other_challenge"),
        ({"boot": "another start"}, "exchange.other_boot"),
        ({"counter": 99}, "exchange.other_connection"),
    ],
)
async def test_a_hello_for_something_else_makes_no_proposal(
    live: LiveBroker, changed: dict[str, Any], code: str
) -> None:
    scene = await offered(live)
    await scene.agent.hello(await scene.agent.expect(agent_broker.Prepare), **changed)
    await rejected_at_device(scene, code)
    assert not any(isinstance(each, viewer_broker.Proposed) for each in scene.viewer.seen)


async def test_a_hello_signed_by_another_key_is_refused(live: LiveBroker) -> None:
    scene = await offered(live)
    prepare = await scene.agent.expect(agent_broker.Prepare)
    key = Ed25519PrivateKey.generate()
    hello = Hello(
        session=prepare.session,
        attempt=prepare.attempt,
        challenge=prepare.challenge,
        agent_nonce=OTHER,
        boot=scene.agent.boot,
        counter=scene.agent.counter,
        witness=None,
    )
    sealed = seal(HELLO_TYPE, hello, key.public_key().public_bytes_raw(), key.sign).decode()
    await scene.agent.send(HelloFrame(session=prepare.session, hello=sealed))
    await rejected_at_device(scene, "exchange.not_signed")


async def test_a_hello_serves_once(live: LiveBroker) -> None:
    scene = await offered(live)
    frame = await scene.agent.hello(await scene.agent.expect(agent_broker.Prepare))
    await scene.viewer.expect(viewer_broker.Proposed)
    await scene.agent.send(frame)
    await rejected_at_device(scene, "exchange.out_of_order")


async def test_an_offer_for_another_proposal_asks_nobody(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.agent.hello(await scene.agent.expect(agent_broker.Prepare))
    proposed = await scene.viewer.expect(viewer_broker.Proposed)
    await scene.viewer.send(scene.viewer.offer(proposed, proposal=OTHER))
    await rejected_at_viewer(scene, "exchange.other_proposal")
    await scene.viewer.send(viewer_broker.OfferFrame(attempt=7, offer=scene.viewer.offer(proposed).offer))
    await rejected_at_viewer(scene, "exchange.other_attempt")
    await scene.viewer.send(viewer_broker.OfferFrame(attempt=1, offer='{"proposal":"","more":1}'))
    await rejected_at_viewer(scene, "exchange.malformed")


async def test_an_offer_serves_once(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_question()
    again = viewer_broker.OfferFrame(attempt=1, offer="{}")
    await scene.viewer.send(again)
    await rejected_at_viewer(scene, "exchange.out_of_order")


def _wider(scene: Scene, propose: Propose) -> AcceptFrame:
    wide = (Capability.VIEW, Capability.CONTROL, Capability.FILES_OUT)
    return scene.agent.accept(propose, capabilities=wide)


def _longer(scene: Scene, propose: Propose) -> AcceptFrame:
    return scene.agent.accept(propose, seconds=1801)


def _other_proposal(scene: Scene, propose: Propose) -> AcceptFrame:
    return scene.agent.accept(propose, proposal=OTHER)


def _other_offer(scene: Scene, propose: Propose) -> AcceptFrame:
    return scene.agent.accept(propose, offer=OTHER)


def _no_fingerprint(scene: Scene, propose: Propose) -> AcceptFrame:
    return scene.agent.accept(propose, fingerprint=None)


def _other_attempt(scene: Scene, propose: Propose) -> AcceptFrame:
    return scene.agent.accept(propose, attempt=2)


def _altered(scene: Scene, propose: Propose) -> AcceptFrame:
    frame = scene.agent.accept(propose)
    return AcceptFrame(session=frame.session, accept=frame.accept.replace('"p":"', '"p":"A', 1))


def _another_key(scene: Scene, propose: Propose) -> AcceptFrame:
    kept, scene.agent.key = scene.agent.key, Ed25519PrivateKey.generate()
    frame = scene.agent.accept(propose)
    scene.agent.key = kept
    return frame


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (_wider, "exchange.too_wide"),
        (_longer, "exchange.too_long"),
        (_other_proposal, "exchange.other_proposal"),
        (_other_offer, "exchange.other_offer"),
        (_no_fingerprint, "exchange.no_fingerprint"),
        (_other_attempt, "exchange.other_attempt"),
        (_altered, "exchange.not_signed"),
        (_another_key, "exchange.not_signed"),
    ],
)
async def test_a_forged_accept_is_no_yes(
    live: LiveBroker, forge: Callable[[Scene, Propose], AcceptFrame], code: str
) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    await scene.agent.send(forge(scene, propose))
    await rejected_at_device(scene, code)
    assert (await live.until(scene.session, "asking_consent")).attempts == 1
    await scene.agent.send(scene.agent.accept(propose))
    await live.until(scene.session, "granted")


async def test_a_second_accept_is_refused_and_the_same_one_again_is_nothing_new(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    frame = scene.agent.accept(propose)
    await scene.agent.send(frame)
    await scene.viewer.expect(viewer_broker.Accepted)
    kinds = await live.kinds(scene.session)
    await scene.agent.send(frame)
    await scene.agent.settle()
    assert await live.kinds(scene.session) == kinds
    assert not any(isinstance(each, viewer_broker.Accepted) for each in scene.viewer.seen)
    await scene.agent.send(scene.agent.accept(propose, seconds=60))
    await rejected_at_device(scene, "exchange.out_of_order")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"fingerprint": OTHER, "sdp": sdp_with(OTHER)}, "exchange.bad_commitment"),
        ({"random": OTHER}, "exchange.bad_commitment"),
        ({"sdp": sdp_with(OTHER)}, "exchange.other_fingerprint"),
        ({"sdp": sdp_with()}, "exchange.other_fingerprint"),
        ({"attempt": 5}, "exchange.out_of_order"),
    ],
)
async def test_a_reveal_that_does_not_open_the_commitment_connects_nobody(
    live: LiveBroker, changed: dict[str, Any], code: str
) -> None:
    scene = await offered(live)
    await scene.to_yes()
    await scene.viewer.send(scene.viewer.reveal(**changed))
    await rejected_at_viewer(scene, code)
    await live.until(scene.session, "granted")


async def test_a_reveal_serves_once(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_connecting()
    await scene.viewer.send(scene.viewer.reveal())
    await rejected_at_viewer(scene, "exchange.replayed")


async def test_no_reveal_passes_before_the_yes(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_question()
    await scene.viewer.send(scene.viewer.reveal())
    await rejected_at_viewer(scene, "exchange.out_of_order")
    await scene.agent.settle()
    assert not any(isinstance(each, agent_broker.Reveal) for each in scene.agent.seen)


async def test_an_answer_with_another_fingerprint_does_not_reach_the_viewer(live: LiveBroker) -> None:
    scene = await offered(live)
    reveal = await scene.to_connecting()
    await scene.agent.answer(reveal, fingerprint=secrets.token_bytes(32))
    await rejected_at_device(scene, "exchange.other_fingerprint")
    await scene.agent.answer(reveal)
    await scene.viewer.expect(viewer_broker.Answered)
    await scene.agent.answer(reveal)
    await rejected_at_device(scene, "exchange.replayed")


async def test_a_resumed_session_may_not_hold_more_than_before(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await scene.agent.send(scene.agent.event(scene.session, 1, "narrowed", capabilities="view"))
    await scene.agent.expect(agent_broker.Acknowledged, number=1)
    await scene.agent.send(agent_broker.Lost(session=scene.session, attempt=1))
    await scene.agent.hello(await scene.agent.expect(agent_broker.Prepare))
    await scene.viewer.send(scene.viewer.offer(await scene.viewer.expect(viewer_broker.Proposed)))
    propose = await scene.agent.expect(Propose)
    await scene.agent.send(scene.agent.accept(propose, capabilities=(Capability.VIEW, Capability.CONTROL)))
    await rejected_at_device(scene, "exchange.too_wide")


async def test_another_device_cannot_speak_in_a_session_that_is_not_its_own(live: LiveBroker) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    stranger = await (await enrolled(live, name="OTHER-1")).come()
    messages = (
        agent_broker.QuestionShown(session=scene.session, attempt=1),
        stranger.accept(propose),
        agent_broker.Answer(session=scene.session, attempt=1, sdp="v=0"),
        agent_broker.Connected(session=scene.session, attempt=1),
        agent_broker.Lost(session=scene.session, attempt=1),
        agent_broker.WithdrawHelp(session=scene.session),
        agent_broker.HelloFrame(session=scene.session, hello="{}"),
        agent_broker.Fault(code="exchange.replayed", message="", session=scene.session),
    )
    before = await live.kinds(scene.session)
    for message in messages:
        await stranger.send(message)
        assert (await stranger.expect(agent_broker.Fault)).code == "not_found"
    await stranger.send(stranger.event(scene.session, 3, "ended", reason="done_at_device"))
    await stranger.expect(agent_broker.Acknowledged, number=3)
    assert await live.kinds(scene.session) == before
    await live.until(scene.session, "asking_consent")


async def test_an_event_signed_by_another_key_ends_nothing(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    kept, scene.agent.key = scene.agent.key, Ed25519PrivateKey.generate()
    await scene.agent.send(scene.agent.event(scene.session, 1, "ended", reason="done_at_device"))
    scene.agent.key = kept
    assert (await scene.agent.expect(agent_broker.Fault)).code == "exchange.not_signed"
    await live.until(scene.session, "active")
