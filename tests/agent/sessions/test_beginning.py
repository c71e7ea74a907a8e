"""How a session begins on the device: by its own signed policy and its own eyes, whatever the server says."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agent.exchange import Asked
from agent.sessions.beginning import start_of
from protocol.capabilities import Capability
from protocol.grant import CodeMode, Decision, Offer, Origin
from protocol.identifiers import DeviceId
from protocol.links import core_desktop
from protocol.links.agent_broker import EndSession, Fault, Presence
from protocol.links.desktop_code import AskCode
from protocol.policy import Consent, ConsentRule, Policy, Running, TimeoutAnswer, Unattended
from protocol.session.reasons import EndReason
from protocol.starting import Start, start_at
from tests.agent.sessions.stage import BOTH, Stage
from tests.protocol.documents import proposal
from tests.protocol.policies import policies

BY_LOCK = Policy(device=DeviceId("d" * 26), number=7, consent=Consent(locked=ConsentRule.ALLOW))
USUAL = Policy(device=DeviceId("d" * 26), number=7)
SILENCE = Policy(device=DeviceId("d" * 26), number=7, consent=Consent(timeout_answer=TimeoutAnswer.ALLOW))


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def let_in(stage: Stage, **changes: object) -> None:
    """Come where the screen is locked and the policy lets in whom the person asked for help."""
    stage.world.is_locked = True
    stage.world.policy = BY_LOCK
    fields: dict[str, object] = {"attended": False, "origin": Origin.REQUEST, "policy": 7}
    await stage.propose(stage.proposal(await stage.prepare(), **(fields | changes)))


@given(
    presence=st.sampled_from(Presence),
    origin=st.sampled_from(Origin),
    policy=policies(),
    attended=st.booleans(),
    named=st.integers(0, 3),
    sure=st.booleans(),
)
def test_nobody_is_let_in_without_a_question_but_by_the_policy_that_the_device_holds(
    presence: Presence, origin: Origin, policy: Policy, attended: bool, named: int, sure: bool
) -> None:
    made = proposal(origin=origin, attended=attended, policy=named)
    offer = Offer(proposal=bytes(32), commitment=bytes(32))
    asked = Asked(proposal=made, proposal_hash=b"", offer=offer, offer_hash=b"")
    start = start_of(asked, presence, policy, surely_locked=sure)
    own = start_at(presence, origin, policy)
    assert tuple(Start).index(start) >= tuple(Start).index(own), "the server's word never loosens"
    if start is Start.UNASKED:
        assert not attended
        assert presence in (Presence.LOCKED, Presence.SIGN_IN)
        assert named == policy.number > 0
        assert sure or presence is Presence.SIGN_IN, "a lock that nobody tells of just now opens nothing"
    if own is Start.ASK and origin is not Origin.UNATTENDED:
        assert start is Start.ASK, "whoever is there is asked, whatever the server thinks"


async def test_by_its_policy_a_locked_device_lets_in_without_a_question(stage: Stage) -> None:
    await let_in(stage)
    accept = await stage.accepted()
    assert (accept.decision, accept.asked_person, accept.capabilities) == (Decision.YES, False, BOTH)
    assert not stage.world.desktop.heard.all(core_desktop.AskConsent)
    record = stage.world.files.live()
    assert record is not None
    assert not record.attended
    await stage.keeper.close()


async def test_whoever_comes_back_reads_who_was_here_until_they_say_so(stage: Stage) -> None:
    stage.world.is_locked, stage.world.policy = True, BY_LOCK
    made = stage.proposal(await stage.prepare(), attended=False, origin=Origin.REQUEST, policy=7)
    await stage.propose(made)
    peer = await stage.connect(made, await stage.accepted())
    assert (await stage.world.desktop.heard.next(core_desktop.ShowSession)).unasked
    stage.keeper.heed_lock()
    assert peer.shown is not None, "what began on a locked screen goes on there"
    await stage.keeper.on_broker(EndSession(session=made.session, reason=EndReason.DONE_BY_TECHNICIAN))
    await stage.ended()
    files = stage.world.files
    assert [receipt.session for receipt in files.visits()] == [made.session]
    assert stage.world.told_of_visits == [files.visits()], "whoever is there by then is told, once"
    files.see(["another session", made.session])
    assert files.visits() == ()
    assert [receipt.unasked for receipt in files.receipts()] == [True]


async def test_the_note_of_a_visit_outlives_the_process_that_is_killed_in_it(tmp_path: Path) -> None:
    crashed = Stage(tmp_path)
    crashed.world.is_locked, crashed.world.policy = True, BY_LOCK
    made = crashed.proposal(await crashed.prepare(), attended=False, origin=Origin.REQUEST, policy=7)
    await crashed.propose(made)
    await crashed.connect(made, await crashed.accepted())
    await crashed.world.desktop.heard.next(core_desktop.ShowSession)
    assert crashed.world.files.visits(running=crashed.keeper.session) == (), "it runs: the bar says so"
    kept = Stage(tmp_path).world.files
    (visit,) = kept.visits()
    assert (visit.session, visit.end_reason) == (made.session, EndReason.FAILED)
    await crashed.keeper.close()
    assert [each.session for each in kept.receipts()] == [made.session], "one receipt, with its real end"


async def test_what_nobody_saw_yet_is_looked_at_again_after_a_restart_too(tmp_path: Path) -> None:
    crashed = Stage(tmp_path)
    crashed.world.is_locked, crashed.world.policy = True, BY_LOCK
    made = crashed.proposal(await crashed.prepare(), attended=False, origin=Origin.REQUEST, policy=7)
    await crashed.propose(made)
    await crashed.accepted()
    record = crashed.world.files.live()
    assert record is not None
    await crashed.keeper.close()
    stage = Stage(tmp_path)
    stage.world.grant, stage.world.policy = crashed.world.grant, BY_LOCK
    stage.world.files.keep_live(record)
    again = stage.resuming(await stage.prepare(2), made, attended=False, origin=Origin.REQUEST, policy=7)
    await stage.propose(again)
    await stage.confirm(again, await stage.accepted())
    assert await stage.over() is EndReason.SOMEBODY_THERE


@pytest.mark.parametrize(
    "changes",
    [
        {"attended": True},
        {"policy": 8},
        {"origin": Origin.OFFER},
    ],
)
async def test_without_its_own_policy_for_just_that_a_locked_device_lets_nobody_in(
    stage: Stage, changes: dict[str, object]
) -> None:
    await let_in(stage, **changes)
    assert (await stage.accepted()).decision is Decision.NOBODY_THERE
    assert not stage.world.peers


async def test_an_owner_comes_in_where_the_screen_is_locked_until_the_policy_lets_owners_in_no_more(
    stage: Stage,
) -> None:
    stage.world.is_locked, stage.world.policy = True, USUAL
    made = stage.proposal(await stage.prepare(), attended=False, origin=Origin.OWN, policy=7)
    await stage.propose(made)
    accept = await stage.accepted()
    assert (accept.decision, accept.asked_person, accept.capabilities) == (Decision.YES, False, BOTH)
    await stage.connect(made, accept)
    shown = await stage.world.desktop.heard.next(core_desktop.ShowSession)
    assert (shown.own, shown.unasked) == (True, True)
    stage.world.policy = replace(USUAL, number=8, unattended=Unattended(own_devices=False))
    stage.keeper.heed_policy()
    ended = await stage.ended()
    assert (ended.reason, ended.own) == (EndReason.OWN_ACCESS_OFF, True)
    assert [(receipt.unasked, receipt.own) for receipt in stage.world.files.visits()] == [(True, True)]
    # Nor does it take another attempt, or another session, from a server that does not know of it.
    await stage.propose(stage.proposal(await stage.prepare(2), attended=False, origin=Origin.OWN, policy=8))
    assert (await stage.world.broker.heard.next(Fault)).code == "exchange.own_access_off"


async def test_an_owner_who_finds_somebody_there_asks_them_and_no_code_is_typed(stage: Stage) -> None:
    stage.world.policy = replace(USUAL, consent=Consent(code=CodeMode.TYPE))
    made = stage.proposal(await stage.prepare(), attended=False, origin=Origin.OWN, policy=7, code=CodeMode.TYPE)
    await stage.propose(made)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    assert asked.origin is Origin.OWN
    await stage.answer(Decision.YES)
    accept = await stage.accepted()
    assert accept.asked_person
    await stage.connect(made, accept)
    assert not stage.world.desktop.heard.all(AskCode), "whoever is there has nobody to hear it from"
    await stage.keeper.close()


async def test_a_policy_that_nobody_signed_lets_nobody_in(stage: Stage) -> None:
    stage.world.is_locked = True
    stage.world.policy = replace(BY_LOCK, number=0)
    made = stage.proposal(await stage.prepare(), attended=False, origin=Origin.REQUEST, policy=0)
    await stage.propose(made)
    assert (await stage.accepted()).decision is Decision.NOBODY_THERE


async def test_who_became_present_before_it_began_is_asked(stage: Stage) -> None:
    stage.world.policy = BY_LOCK
    made = stage.proposal(await stage.prepare(), attended=False, origin=Origin.REQUEST, policy=7)
    await stage.propose(made)
    await stage.answer(Decision.YES)
    assert (await stage.accepted()).asked_person
    await stage.keeper.close()


async def test_nobody_comes_in_where_no_indicator_could_be_shown(stage: Stage) -> None:
    stage.world.desktop.is_up = False
    await let_in(stage)
    assert (await stage.accepted()).decision is Decision.NOBODY_THERE


async def test_what_the_rule_gives_is_cut_to_the_policy(stage: Stage) -> None:
    stage.world.is_locked = True
    stage.world.policy = replace(BY_LOCK, running=Running(view_only=True))
    made = stage.proposal(
        await stage.prepare(), attended=False, origin=Origin.REQUEST, policy=7, capabilities=(Capability.VIEW,)
    )
    await stage.propose(made)
    assert (await stage.accepted()).capabilities == (Capability.VIEW,)
    await stage.keeper.close()


async def silent(stage: Stage, *, shown: bool = True) -> None:
    """Let the question's time pass."""
    await stage.propose(stage.proposal(await stage.prepare(), policy=7))
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    if shown:
        await stage.keeper.on_desktop(core_desktop.QuestionShown(question=asked.question))


async def test_silence_is_a_yes_where_the_policy_says_so_and_the_window_said_so(stage: Stage) -> None:
    stage.world.policy = SILENCE
    await silent(stage)
    assert stage.world.desktop.heard.all(core_desktop.AskConsent)[0].silence_is_yes
    await stage.answer(Decision.TIMED_OUT)
    accept = await stage.accepted()
    assert (accept.decision, accept.asked_person, accept.capabilities) == (Decision.YES, False, BOTH)
    await stage.keeper.close()


async def test_silence_gives_what_was_chosen_by_then_and_never_more_than_was_asked_for(stage: Stage) -> None:
    stage.world.policy = SILENCE
    await silent(stage)
    await stage.answer(Decision.TIMED_OUT, (Capability.VIEW, Capability.FILES_IN), 120)
    accept = await stage.accepted()
    assert (accept.decision, accept.capabilities, accept.seconds) == (Decision.YES, (Capability.VIEW,), 120)
    await stage.keeper.close()


async def test_whoever_did_not_answer_reads_afterwards_who_came_in_by_their_silence(stage: Stage) -> None:
    stage.world.policy = SILENCE
    made = stage.proposal(await stage.prepare(), policy=7)
    await stage.propose(made)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    await stage.keeper.on_desktop(core_desktop.QuestionShown(question=asked.question))
    await stage.answer(Decision.TIMED_OUT)
    await stage.connect(made, await stage.accepted())
    await stage.world.desktop.heard.next(core_desktop.ShowSession)
    await stage.keeper.on_broker(EndSession(session=made.session, reason=EndReason.DONE_BY_TECHNICIAN))
    await stage.ended()
    files = stage.world.files
    assert [(receipt.session, receipt.unasked) for receipt in files.visits()] == [(made.session, False)]
    assert stage.world.told_of_visits == [files.visits()]
    files.see([made.session])
    assert files.visits() == ()


async def test_who_holds_a_yes_that_nobody_gave_back_until_somebody_is_there_is_let_in_no_more(stage: Stage) -> None:
    stage.world.is_locked, stage.world.policy = True, BY_LOCK
    made = stage.proposal(await stage.prepare(), attended=False, origin=Origin.REQUEST, policy=7)
    await stage.propose(made)
    accept = await stage.accepted()
    stage.world.is_locked = False
    stage.keeper.heed_lock()
    peer = await stage.confirm(made, accept)
    assert await stage.over() is EndReason.SOMEBODY_THERE
    assert peer.shown is None
    assert not stage.world.desktop.heard.all(core_desktop.ShowSession)
    (told,) = stage.world.desktop.heard.all(core_desktop.EndSession)
    assert told.reason is EndReason.SOMEBODY_THERE, "and whoever came reads of it"


async def test_nor_is_who_comes_by_a_second_attempt_that_nobody_saw(stage: Stage) -> None:
    stage.world.is_locked, stage.world.policy = True, BY_LOCK
    made = stage.proposal(await stage.prepare(), attended=False, origin=Origin.REQUEST, policy=7)
    await stage.propose(made)
    await stage.accepted()
    stage.world.is_locked = False
    second = stage.resuming(await stage.prepare(2), made, attended=True, origin=Origin.REQUEST, policy=7)
    await stage.propose(second)
    peer = await stage.confirm(second, await stage.accepted(2))
    assert await stage.over() is EndReason.SOMEBODY_THERE
    assert peer.shown is None


@pytest.mark.parametrize(
    "why", ["not shown", "policy changed", "locked meanwhile", "locked for a while", "out of sight", "as always"]
)
async def test_else_silence_is_a_no(stage: Stage, why: str) -> None:
    if why != "as always":
        stage.world.policy = SILENCE
    await silent(stage, shown=why != "not shown")
    if why == "policy changed":
        stage.world.policy = replace(SILENCE, consent=Consent())
    stage.world.is_locked = why.startswith("locked")
    stage.keeper.heed_lock()
    stage.world.is_locked = why == "locked meanwhile"
    stage.keeper.heed_lock()
    await stage.answer(Decision.TIMED_OUT, in_sight=why != "out of sight")
    assert (await stage.accepted()).decision is Decision.TIMED_OUT
