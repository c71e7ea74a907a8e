"""A visit stays what it began as, and the device remembers nobody whom no person let in."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.sessions.consent import Verdict
from protocol.capabilities import Capability
from protocol.grant import CodeMode, Decision, Origin, Proposal, Visit
from protocol.identifiers import AccountId
from protocol.links import core_desktop
from protocol.links.agent_broker import AcceptFrame, Fault, Lost
from protocol.policy import Policy, Unattended
from tests.agent.sessions.stage import BOTH, Stage
from tests.agent.sessions.test_visiting import FIRST, OTTO, TINA, VISITS, WHOLE, comes, types
from tests.fakes.visitors import let_in

NORA = AccountId("n" * 26)
OFFERED: dict[str, object] = {"policy": 7, "code": CodeMode.TYPE}
A_VISIT = {"origin": Origin.UNATTENDED, "visit": Visit(account=NORA, approved_by=OTTO)}
OTHERS: dict[str, dict[str, object]] = {
    "an offer becomes a visit": OFFERED | A_VISIT,
    "a visit becomes somebody else's": WHOLE | A_VISIT,
    "another approver": WHOLE | {"visit": Visit(account=TINA, approved_by=NORA)},
    "a visit becomes an offer": WHOLE | {"origin": Origin.OFFER, "visit": None},
}


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return staged(tmp_path)


def staged(state: Path) -> Stage:
    made = Stage(state)
    made.world.policy = VISITS
    return made


async def began(stage: Stage, changes: dict[str, object]) -> Proposal:
    """Begin the session that the changes are against: an offer with a typed code, or a visit without a question."""
    if not changes.get("attended", True):
        stage.world.visitors.remember(let_in(TINA), "erin")
        stage.world.is_locked = True
        made = await comes(stage)
        await stage.connect(made, await stage.accepted())
    else:
        made = stage.proposal(await stage.prepare(), **OFFERED)
        await stage.propose(made)
        await stage.answer(Decision.YES)
        await types(stage, made, await stage.accepted())
    return made


@pytest.mark.parametrize("changes", OTHERS.values(), ids=OTHERS.keys())
async def test_a_further_attempt_changes_neither_the_way_it_began_nor_who_comes(
    stage: Stage, changes: dict[str, object]
) -> None:
    made = await began(stage, changes)
    stage.world.peers[-1].lose("peer.lost")
    await stage.world.broker.heard.next(Lost)
    await stage.propose(stage.resuming(await stage.prepare(2), made, **changes))
    assert (await stage.world.broker.heard.next(Fault)).code == "exchange.other_origin"
    assert len(stage.world.broker.heard.all(AcceptFrame)) == 1
    assert not stage.world.visitors.known(NORA, "erin")
    await stage.keeper.close()


@pytest.mark.parametrize("changes", OTHERS.values(), ids=OTHERS.keys())
async def test_nor_does_one_after_the_agent_crashed(stage: Stage, tmp_path: Path, changes: dict[str, object]) -> None:
    restarted, made = await crashed(stage, tmp_path, changes)
    await restarted.propose(restarted.resuming(await restarted.prepare(2), made, **changes))
    assert (await restarted.world.broker.heard.next(Fault)).code == "exchange.other_origin"
    assert not restarted.world.peers


async def crashed(stage: Stage, state: Path, changes: dict[str, object]) -> tuple[Stage, Proposal]:
    made = await began(stage, changes)
    record = stage.world.files.live()
    assert record is not None
    await stage.keeper.close()
    restarted = staged(state)
    restarted.world.grant = stage.world.grant
    restarted.world.is_locked = stage.world.is_locked
    restarted.world.files.keep_live(record)
    return restarted, made


@pytest.mark.parametrize(
    ("unattended", "goes_on"),
    [
        (VISITS.unattended, True),
        (Unattended(owner="erin"), False),
        (Unattended(allowed=True, owner="nora"), False),
    ],
)
async def test_after_a_crash_a_visit_goes_on_only_where_it_still_may(
    stage: Stage, tmp_path: Path, unattended: Unattended, goes_on: bool
) -> None:
    restarted, made = await crashed(stage, tmp_path, WHOLE)
    restarted.world.policy = replace(VISITS, unattended=unattended)
    await restarted.propose(restarted.resuming(await restarted.prepare(2), made, **WHOLE))
    if goes_on:
        assert (await restarted.accepted()).decision is Decision.YES
        await restarted.keeper.close()
    else:
        assert (await restarted.world.broker.heard.next(Fault)).code == "exchange.nothing_to_resume"


async def test_a_yes_that_nobody_gave_makes_the_device_remember_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silence(*_: object) -> Verdict:
        return Verdict(decision=Decision.YES, asked_person=False, capabilities=BOTH, seconds=600)

    monkeypatch.setattr("agent.sessions.beginning.ask_first", silence)
    made = await comes(stage, **FIRST)
    await types(stage, made, await stage.accepted())
    assert not stage.world.visitors.known(TINA, "erin")
    await stage.keeper.close()


@pytest.mark.parametrize(
    ("visit", "tightened", "decision"),
    [
        (Visit(account=TINA, approved_by=OTTO), VISITS, Decision.YES),
        (Visit(account=TINA, approved_by=OTTO), replace(VISITS, unattended=Unattended(owner="erin")), Decision.REFUSED),
        (Visit(account=TINA), VISITS, Decision.REFUSED),
    ],
    ids=("as it was", "switched off", "an approval is needed by now"),
)
async def test_settings_tightened_while_the_question_stands_count_at_the_yes(
    stage: Stage, visit: Visit, tightened: Policy, decision: Decision
) -> None:
    stage.world.policy = replace(VISITS, unattended=replace(VISITS.unattended, approval=False))
    await comes(stage, **FIRST | {"visit": visit})
    await stage.world.desktop.heard.next(core_desktop.AskConsent)
    stage.world.policy = tightened
    await stage.answer(Decision.YES, (Capability.VIEW,))
    assert (await stage.accepted()).decision is decision
    await stage.keeper.close()


@pytest.mark.parametrize(
    ("decision", "stays"),
    [(Decision.NO, False), (Decision.NOT_ASKED_FOR, False), (Decision.TIMED_OUT, True)],
)
async def test_whom_somebody_does_not_want_the_device_forgets_and_says_so(
    stage: Stage, decision: Decision, stays: bool
) -> None:
    stage.world.visitors.remember(let_in(TINA), "erin")
    await comes(stage, **FIRST)
    await stage.answer(decision)
    await stage.accepted()
    await stage._free()
    assert (stage.world.visitors.known(TINA, "erin") is not None) is stays
    assert ("visitor_forgotten" in [kind for kind, _ in stage.world.journal]) is not stays
    await stage.keeper.close()
