"""Newer attempts take the place of older ones wherever these stand, and what comes late or twice harms nothing."""

import asyncio
from pathlib import Path

import pytest

from agent.sessions.attempts import Attempts
from protocol.grant import Accept, Decision, Proposal
from protocol.identifiers import SessionId
from protocol.links import agent_broker, core_desktop
from protocol.links.agent_broker import AcceptFrame, Connected, Fault, HelloFrame, Lost
from tests.agent.sessions.stage import SESSION, Stage
from tests.fakes.device import FakePeer

OTHER = SessionId("x" * 26)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def resumed(stage: Stage, first: Proposal, attempt: int) -> tuple[Proposal, Accept]:
    """Propose a further attempt, and wait for the yes that needs no question."""
    count = len(stage.world.broker.heard.all(AcceptFrame)) + 1
    made = stage.resuming(await stage.prepare(attempt), first)
    await stage.propose(made)
    return made, await stage.accepted(count)


async def test_an_attempt_that_waits_for_its_viewer_gives_way_to_a_newer_one(stage: Stage) -> None:
    first, peer = await stage.active()
    peer.lose("peer.lost")
    await stage.world.broker.heard.next(Lost)
    await resumed(stage, first, 2)
    again, accept = await resumed(stage, first, 3)
    assert accept.attempt == 3
    assert (await stage.connect(again, accept)).shown is not None
    assert stage.world.peers[-2].closed
    await stage.keeper.close()


async def test_an_attempt_that_never_connects_gives_way_to_a_newer_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, peer = await stage.active()
    peer.lose("peer.lost")
    await stage.world.broker.heard.next(Lost)

    async def never(_: FakePeer) -> None:
        await asyncio.Event().wait()

    with monkeypatch.context() as patched:
        patched.setattr(FakePeer, "connected", never)
        await resumed(stage, first, 2)
        await stage.reveal(2)
        await stage.world.broker.heard.next(agent_broker.Answer, 2)
        again, accept = await resumed(stage, first, 3)
    assert (await stage.connect(again, accept)).shown is not None
    await stage.keeper.close()


async def test_a_running_attempt_is_replaced_without_being_reported_as_lost(stage: Stage) -> None:
    first, peer = await stage.active()
    again, accept = await resumed(stage, first, 2)
    assert (await stage.connect(again, accept)).shown is not None
    assert peer.closed
    assert not stage.world.broker.heard.all(Lost)
    await stage.keeper.close()


async def test_a_reveal_of_an_older_attempt_connects_nobody(stage: Stage) -> None:
    first, peer = await stage.active()
    peer.lose("peer.lost")
    again, accept = await resumed(stage, first, 2)
    await stage.reveal(1)
    assert (await stage.connect(again, accept)).shown is not None
    await stage.keeper.close()


async def test_a_lease_of_an_older_attempt_is_dropped_without_a_word(stage: Stage) -> None:
    first, _ = await stage.active()
    await resumed(stage, first, 2)
    await stage.lease(1, attempt=1, capabilities=())
    assert not stage.world.broker.heard.all(Fault)
    assert stage.keeper.is_live
    await stage.lease(1, attempt=3)
    assert (await stage.world.broker.heard.next(Fault)).code == "exchange.other_session"
    await stage.keeper.close()


async def test_a_yes_that_the_broker_may_have_missed_is_said_again(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare())
    await stage.propose(made)
    stage.keeper.link_up()
    assert not stage.world.broker.heard.all(AcceptFrame)
    await stage.answer(Decision.YES)
    accept = await stage.accepted()
    stage.keeper.link_up()
    assert await stage.accepted(2) == accept
    await stage.connect(made, accept)
    stage.keeper.link_up()
    assert len(stage.world.broker.heard.all(AcceptFrame)) == 2
    assert len(stage.world.broker.heard.all(Connected)) == 2
    await stage.keeper.close()


async def test_the_next_session_waits_for_the_end_of_the_last_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stage.active()
    closing = asyncio.Event()

    async def slow(_: FakePeer) -> None:
        await closing.wait()

    monkeypatch.setattr(FakePeer, "close", slow)
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    await stage.world.desktop.heard.next(core_desktop.EndSession)
    await stage.keeper.on_broker(agent_broker.Prepare(session=OTHER, attempt=1, challenge=b"c" * 32))
    assert len(stage.world.broker.heard.all(HelloFrame)) == 1
    closing.set()
    assert (await stage.world.broker.heard.next(HelloFrame, 2)).session == OTHER
    assert not stage.world.broker.heard.all(Fault)


async def test_a_fault_of_an_attempt_is_told() -> None:
    async def fails() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await Attempts().lead(fails())
