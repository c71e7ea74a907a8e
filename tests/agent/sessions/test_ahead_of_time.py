"""Whom the person let in ahead of time comes in without the question; everything beyond that is asked."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from agent import clock
from protocol.advance import Advance
from protocol.capabilities import Capability
from protocol.grant import Decision, Origin
from protocol.identifiers import SessionId
from protocol.links import core_desktop
from protocol.links.agent_broker import Fault
from protocol.policy import Consent, ConsentRule, Policy, Running
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import BOTH, DEVICE, Stage
from tests.protocol.documents import proposal

VIEW = (Capability.VIEW,)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    now, who = clock.now(), proposal().who
    window = Advance(
        id="w",
        who=who,
        begins_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(minutes=20),
        capabilities=VIEW,
        seconds=1800,
    )
    assert made.world.advance.give(window, (who,)) is None
    return made


async def offered(stage: Stage, **changes: Any) -> None:
    fields: dict[str, Any] = {"origin": Origin.OFFER, "capabilities": VIEW, "seconds": 1800, "recording": False}
    await stage.propose(stage.proposal(await stage.prepare(), **{**fields, **changes}))


async def test_exactly_that_comes_in_without_the_question_and_ends_with_the_window(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare(), origin=Origin.OFFER, capabilities=VIEW, seconds=1800, recording=False)
    await stage.propose(made)
    accept = await stage.accepted()
    assert (accept.decision, accept.asked_person, accept.in_advance) == (Decision.YES, False, True)
    assert accept.capabilities == VIEW
    assert 1190 < accept.seconds <= 1200
    await stage.connect(made, accept)
    shown = await stage.world.desktop.heard.next(core_desktop.ShowSession)
    assert (shown.in_advance, shown.unasked) == (True, False)
    assert not stage.world.desktop.heard.all(core_desktop.AskConsent)

    stage.keeper.take_back("another")
    assert stage.keeper.is_live
    stage.world.advance.revoke("w")
    stage.keeper.take_back("w")
    assert (await stage.ended()).reason is EndReason.DONE_AT_DEVICE
    assert stage.world.files.receipts()[0].in_advance


async def test_whoever_is_sent_away_does_not_come_back_by_it(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare(), origin=Origin.OFFER, capabilities=VIEW, seconds=1800, recording=False)
    await stage.propose(made)
    await stage.connect(made, await stage.accepted())
    await stage.keeper.on_desktop(core_desktop.Done(session=made.session))
    await stage.ended()
    assert stage.world.advance.standing() == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"capabilities": BOTH},
        {"seconds": 1801},
        {"origin": Origin.REQUEST},
        {"recording": True},
        {"who": replace(proposal().who, email="eve@provider.example")},
    ],
)
async def test_everything_beyond_is_asked(stage: Stage, changes: dict[str, Any]) -> None:
    await offered(stage, **changes)
    await stage.answer(Decision.NO)
    accept = await stage.accepted()
    assert (accept.decision, accept.asked_person, accept.in_advance) == (Decision.NO, True, False)


async def test_what_was_taken_back_is_asked(stage: Stage) -> None:
    stage.world.advance.revoke("w")
    await offered(stage)
    await stage.answer(Decision.NO)
    assert (await stage.accepted()).decision is Decision.NO


async def test_a_locked_screen_and_a_missing_person_s_side_open_to_nobody(stage: Stage) -> None:
    stage.world.is_locked = True
    await offered(stage)
    assert (await stage.accepted()).decision is Decision.NOBODY_THERE
    await stage._free()
    stage.world.is_locked, stage.world.desktop.is_up = False, False
    hello = await stage.prepare(session=SessionId("t" * 26))
    await stage.propose(stage.proposal(hello, origin=Origin.OFFER, capabilities=VIEW, seconds=600, recording=False))
    assert (await stage.accepted(2)).decision is Decision.NOBODY_THERE


async def test_the_policy_is_over_it(stage: Stage) -> None:
    stage.world.policy = Policy(device=DEVICE, number=0, consent=Consent(present=ConsentRule.NO_SESSION))
    await offered(stage)
    assert (await stage.world.broker.heard.next(Fault)).code == "exchange.no_session_here"
    stage.world.policy = Policy(device=DEVICE, number=0, running=Running(seconds=600))
    await offered(stage, seconds=600)
    assert (await stage.accepted()).seconds == 600
    await stage.keeper.close()


async def test_after_a_crash_it_is_not_taken_up_where_it_was_taken_back(stage: Stage, tmp_path: Path) -> None:
    made = stage.proposal(await stage.prepare(), origin=Origin.OFFER, capabilities=VIEW, seconds=600, recording=False)
    await stage.propose(made)
    await stage.connect(made, await stage.accepted())
    record = stage.world.files.live()
    assert record is not None
    assert record.advance == "w"
    await stage.keeper.close()
    stage.world.advance.revoke("w")
    again = Stage(tmp_path)
    again.world.grant = stage.world.grant
    again.world.files.keep_live(record)
    await again.propose(again.resuming(await again.prepare(2), made, origin=Origin.OFFER, capabilities=VIEW))
    assert (await again.world.broker.heard.next(Fault)).code == "exchange.nothing_to_resume"
    await again.keeper.close()
