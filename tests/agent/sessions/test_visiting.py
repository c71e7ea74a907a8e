"""A technician's visit as the device sees it: nobody is let in unasked without all that it takes."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from protocol.capabilities import Capability
from protocol.exchange import verification_code
from protocol.grant import Accept, CodeMode, Decision, Origin, Proposal, Visit
from protocol.identifiers import AccountId, DeviceId, SessionId
from protocol.links import core_desktop
from protocol.links.agent_broker import Connected, EndSession, Fault
from protocol.links.desktop_code import AnswerCode, AskCode
from protocol.policy import Policy, Unattended
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import BOTH, Stage
from tests.agent.sessions.test_screens import LEFT, RIGHT
from tests.fakes.visitors import let_in

TINA, OTTO = AccountId("t" * 26), AccountId("o" * 26)
VISITS = Policy(device=DeviceId("d" * 26), number=7, unattended=Unattended(allowed=True, owner="erin"))
WHOLE: dict[str, object] = {
    "origin": Origin.UNATTENDED,
    "visit": Visit(account=TINA, approved_by=OTTO),
    "reason": "Nightly update",
    "attended": False,
    "policy": 7,
}
FIRST = WHOLE | {"attended": True, "code": CodeMode.TYPE}


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    made.world.policy = VISITS
    return made


async def comes(stage: Stage, **changes: object) -> Proposal:
    made = stage.proposal(await stage.prepare(), **(WHOLE | changes))
    await stage.propose(made)
    return made


async def types(stage: Stage, made: Proposal, accept: Accept) -> None:
    """Let the person at the device type the right code."""
    await stage.confirm(made, accept)
    asked = await stage.world.desktop.heard.next(AskCode)
    code = verification_code(stage.transcript(made, accept))
    await stage.keeper.on_desktop(AnswerCode(question=asked.question, code=code))
    await stage.world.broker.heard.next(Connected)


@pytest.mark.parametrize(
    ("changes", "policy", "known"),
    [
        ({}, replace(VISITS, unattended=Unattended(owner="erin")), True),
        ({"visit": Visit(account=TINA)}, VISITS, True),
        ({"visit": Visit(account=TINA, approved_by=TINA)}, VISITS, True),
        ({"visit": Visit(account=OTTO, approved_by=TINA)}, VISITS, True),
        ({"reason": "update"}, VISITS, True),
        ({"attended": True, "code": CodeMode.TYPE}, VISITS, True),
        ({"policy": 8}, VISITS, True),
        ({}, replace(VISITS, unattended=Unattended(allowed=True, owner="nora")), True),
        ({}, VISITS, False),
    ],
    ids=(
        "switched off",
        "nobody approved it",
        "approved by themselves",
        "another account",
        "no reason",
        "the server wants somebody asked",
        "another policy",
        "another owner",
        "never confirmed",
    ),
)
async def test_where_one_condition_is_missing_a_locked_device_lets_nobody_in(
    stage: Stage, changes: dict[str, object], policy: Policy, known: bool
) -> None:
    if known:
        stage.world.visitors.remember(let_in(TINA), "erin")
    stage.world.policy, stage.world.is_locked = policy, True
    await comes(stage, **changes)
    assert (await stage.accepted()).decision is Decision.NOBODY_THERE
    assert not stage.world.peers


async def test_with_all_of_it_a_known_visitor_comes_in_and_the_person_reads_of_it(stage: Stage) -> None:
    stage.world.visitors.remember(let_in(TINA), "erin")
    stage.world.is_locked = True
    made = await comes(stage)
    accept = await stage.accepted()
    assert (accept.decision, accept.asked_person) == (Decision.YES, False)
    await stage.connect(made, accept)
    assert not stage.world.desktop.heard.all(AskCode)
    assert (await stage.world.desktop.heard.next(core_desktop.ShowSession)).unasked
    await stage.keeper.on_broker(EndSession(session=made.session, reason=EndReason.DONE_BY_TECHNICIAN))
    await stage.ended()
    assert [receipt.session for receipt in stage.world.files.visits()] == [made.session]


async def test_the_first_time_the_person_says_yes_and_types_the_code_and_the_device_knows_them(stage: Stage) -> None:
    made = await comes(stage, **FIRST)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    assert asked.origin is Origin.UNATTENDED
    await stage.answer(Decision.YES)
    assert not stage.world.visitors.known(TINA, "erin"), "a yes alone is not enough"
    await types(stage, made, await stage.accepted())
    assert stage.world.visitors.known(TINA, "erin")
    assert [kind for kind, _ in stage.world.journal] == ["code_typed", "visitor_confirmed"]
    await stage.keeper.close()


async def test_a_code_typed_in_another_session_lets_nobody_in_later(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare(), code=CodeMode.TYPE, policy=7)
    await stage.propose(made)
    await stage.answer(Decision.YES)
    await types(stage, made, await stage.accepted())
    assert not stage.world.visitors.known(TINA, "erin")
    await stage.keeper.close()


@pytest.mark.parametrize("changes", [{"code": CodeMode.SHOW}, {"visit": None}, {"origin": Origin.OFFER}])
async def test_a_visit_that_is_none_is_refused(stage: Stage, changes: dict[str, object]) -> None:
    made = stage.proposal(await stage.prepare(), **(FIRST | changes))
    await stage.propose(made)
    fault = await stage.world.broker.heard.next(Fault)
    assert fault.code in ("exchange.code_left_out", "exchange.no_visit")
    assert not stage.world.desktop.heard.all(core_desktop.AskConsent)


@pytest.mark.parametrize("after", [Unattended(owner="erin"), Unattended(allowed=True, owner="nora")])
async def test_a_visit_ends_when_the_policy_allows_it_no_more_or_the_device_has_another_owner(
    stage: Stage, after: Unattended
) -> None:
    stage.world.visitors.remember(let_in(TINA), "erin")
    stage.world.is_locked = True
    await stage.connect(made := await comes(stage), await stage.accepted())
    assert made.origin is Origin.UNATTENDED
    stage.world.policy = replace(VISITS, number=8)
    stage.keeper.heed_policy()
    assert stage.keeper.is_live
    stage.world.policy = replace(VISITS, number=9, unattended=after)
    stage.keeper.heed_policy()
    assert await stage.over() is EndReason.REVOKED


async def test_the_yes_of_the_day_is_the_most_that_a_later_visit_gets(stage: Stage) -> None:
    made = await comes(stage, **FIRST)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    assert asked.known_until is not None
    await stage.answer(Decision.YES, (Capability.VIEW,), 300)
    await types(stage, made, await stage.accepted())
    await stage.keeper.close()
    stage.world.is_locked = True
    await stage.propose(stage.proposal(await stage.prepare(session=SessionId("v" * 26)), **WHOLE))
    accept = await stage.accepted(2)
    assert (accept.capabilities, accept.seconds, accept.asked_person) == ((Capability.VIEW,), 300, False)
    await stage.keeper.close()


@pytest.mark.parametrize(("most", "given"), [(301, 301), (600, 600), (3600, 600)])
async def test_no_later_visit_lasts_longer_than_the_one_that_was_said_yes_to(
    stage: Stage, most: int, given: int
) -> None:
    stage.world.visitors.remember(let_in(TINA, seconds=most), "erin")
    stage.world.is_locked = True
    await comes(stage)
    assert (await stage.accepted()).seconds == given
    await stage.keeper.close()


async def test_who_was_shown_one_screen_sees_that_one_later_too(stage: Stage) -> None:
    stage.world.displays = (LEFT, RIGHT)
    made = await comes(stage, **FIRST)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    await stage.keeper.on_desktop(
        core_desktop.AnswerConsent(
            question=asked.question, answer=Decision.YES, capabilities=BOTH, seconds=600, display="right"
        )
    )
    await types(stage, made, await stage.accepted())
    await stage.keeper.close()
    stage.world.is_locked = True
    await stage.propose(stage.proposal(await stage.prepare(session=SessionId("v" * 26)), **WHOLE))
    assert (await stage.accepted(2)).decision is Decision.YES
    run = stage.keeper._run
    assert run is not None
    assert run.screens.given == "right"
    await stage.keeper.close()
