"""The device's sessions, each branch played from the broker's first word to the end."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent import clock
from agent.control.flow import MOST_POINTER
from protocol.capabilities import Capability
from protocol.grant import Decision, Who
from protocol.identifiers import SessionId
from protocol.links import agent_broker, core_desktop, viewer_agent
from protocol.links.agent_broker import EndSession, Fault, Lost
from protocol.links.viewer_agent import Channel
from protocol.policy import Running
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import BOTH, SESSION, Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def test_a_yes_leads_to_the_picture_and_done_at_the_device_ends_it(stage: Stage) -> None:
    made, peer = await stage.active()
    shown = await stage.world.desktop.heard.next(core_desktop.ShowSession)
    assert shown.who == made.who
    assert shown.code is not None
    assert peer.shown is not None
    assert (await peer.heard.next(viewer_agent.Screen)).width == 1920
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    assert (await stage.ended()).reason is EndReason.DONE_AT_DEVICE
    assert (await peer.heard.next(viewer_agent.EndedFrame)).reason is EndReason.DONE_AT_DEVICE
    assert ("ended", {"reason": "done_at_device"}) in stage.world.journal
    assert peer.closed
    assert stage.world.files.receipts()[0].end_reason is EndReason.DONE_AT_DEVICE
    assert stage.world.files.live() is None


async def test_the_question_says_for_whom_the_technician_works(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare(), organization="Alder & Sons")
    await stage.propose(made)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    assert asked.working_for == "Alder & Sons"


async def test_input_is_let_go_before_the_indicator_goes(stage: Stage) -> None:
    await stage.active()
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    await stage.ended()
    kinds = [type(message) for message in stage.world.desktop.heard.messages]
    assert kinds.index(core_desktop.ReleaseAll) < kinds.index(core_desktop.EndSession)


@pytest.mark.parametrize("decision", [Decision.NO, Decision.NOT_ASKED_FOR, Decision.TIMED_OUT])
async def test_every_other_answer_is_signed_and_gives_nothing(stage: Stage, decision: Decision) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    await stage.answer(decision)
    accept = await stage.accepted()
    assert (accept.decision, accept.capabilities, accept.fingerprint) == (decision, (), None)
    assert not stage.world.peers
    assert not stage.world.desktop.heard.all(core_desktop.ShowSession)


async def test_a_yes_without_the_view_is_a_no(stage: Stage) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    await stage.answer(Decision.YES, capabilities=(Capability.CONTROL,))
    assert (await stage.accepted()).decision is Decision.NO


async def test_a_narrower_yes_is_kept(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare())
    await stage.propose(made)
    await stage.answer(Decision.YES, capabilities=(Capability.VIEW,), seconds=60)
    accept = await stage.accepted()
    assert (accept.capabilities, accept.seconds) == ((Capability.VIEW,), 60)
    peer = await stage.connect(made, accept)
    peer.say(viewer_agent.PointerButton(button=viewer_agent.Button.LEFT, down=True, x=1, y=1))
    assert (await peer.heard.next(viewer_agent.Dropped)).code == "input.no_control"
    assert not stage.world.desktop.heard.all(core_desktop.Inject)
    await stage.keeper.close()


async def test_with_nobody_there_nobody_is_let_in(stage: Stage) -> None:
    stage.world.presence = agent_broker.Presence.EMPTY
    await stage.propose(stage.proposal(await stage.prepare()))
    assert (await stage.accepted()).decision is Decision.NOBODY_THERE


async def test_the_question_is_reported_when_it_stands_on_the_screen(stage: Stage) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    await stage.keeper.on_desktop(core_desktop.QuestionShown(question=asked.question))
    assert (await stage.world.broker.heard.next(agent_broker.QuestionShown)).session == SESSION
    await stage.answer(Decision.NO)
    await stage.accepted()


async def test_a_second_answer_changes_nothing(stage: Stage) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    await stage.answer(Decision.NO)
    await stage.answer(Decision.YES)
    assert (await stage.accepted()).decision is Decision.NO


async def test_a_withdrawn_question_leaves_the_screen(stage: Stage) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    await stage.world.desktop.heard.next(core_desktop.AskConsent)
    await stage.keeper.on_broker(EndSession(session=SESSION, reason=EndReason.WITHDRAWN))
    await stage.world.desktop.heard.next(core_desktop.WithdrawQuestion)
    await stage.keeper.close()


async def test_input_goes_to_the_desktop_and_is_let_go_when_the_viewer_falls_silent(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, peer = await stage.active()
    peer.say(viewer_agent.PointerMove(number=1, x=5, y=6), Channel.MOVES)
    peer.say(viewer_agent.Key(code="KeyA", text="a", down=True, modifiers=()))
    second = await stage.world.desktop.heard.next(core_desktop.Inject, 2)
    assert isinstance(second.events[0], viewer_agent.Key)
    later = clock.monotonic() + 3.5
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    await stage.world.desktop.heard.next(core_desktop.ReleaseAll)
    await stage.keeper.close()


async def test_no_more_goes_to_the_desktop_than_it_can_do_and_the_viewer_is_told(stage: Stage) -> None:
    _, peer = await stage.active()
    await peer.heard.next(viewer_agent.Screen)
    for number in range(MOST_POINTER + 10):
        peer.say(viewer_agent.PointerMove(number=number, x=5, y=6), Channel.MOVES)
    passed = stage.world.desktop.heard.all(core_desktop.Inject)
    assert len(passed) == MOST_POINTER
    assert await peer.heard.next(viewer_agent.Dropped) == viewer_agent.Dropped(code="input.too_fast", count=10)
    await stage.keeper.on_desktop(core_desktop.Injected(sequence=passed[1].sequence, held=0))
    for number in range(MOST_POINTER + 10, MOST_POINTER + 15):
        peer.say(viewer_agent.PointerMove(number=number, x=5, y=6), Channel.MOVES)
    assert len(stage.world.desktop.heard.all(core_desktop.Inject)) == MOST_POINTER + 2
    await stage.keeper.close()


async def test_nothing_counts_before_the_confirmation(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare())
    await stage.propose(made)
    await stage.answer(Decision.YES)
    await stage.accepted()
    await stage.reveal()
    peer = stage.world.peers[-1]
    await peer.heard.next(viewer_agent.Confirm)
    peer.say(viewer_agent.Key(code="KeyA", text="a", down=True, modifiers=()))
    assert peer.shown is None
    assert not stage.world.desktop.heard.all(core_desktop.Inject)
    await stage.keeper.close()


async def test_a_wrong_confirmation_ends_it_for_safety(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare())
    await stage.propose(made)
    await stage.answer(Decision.YES)
    await stage.accepted()
    await stage.reveal()
    peer = stage.world.peers[-1]
    await peer.heard.next(viewer_agent.Confirm)
    peer.say(viewer_agent.Confirm(confirmation=b"x" * 32))
    await peer.heard.next(viewer_agent.EndedFrame)
    assert ("ended", {"reason": "safety"}) in stage.world.journal
    assert peer.shown is None


async def test_another_viewer_than_the_one_that_committed_is_refused(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare())
    await stage.propose(made)
    await stage.answer(Decision.YES)
    await stage.accepted()
    await stage.keeper.on_broker(
        agent_broker.Reveal(
            session=SESSION, attempt=1, fingerprint=b"x" * 32, random=b"v" * 32, sdp="v=0", ice_servers=()
        )
    )
    async with asyncio.timeout(10):
        while ("ended", {"reason": "safety"}) not in stage.world.journal:
            await asyncio.sleep(0.01)
    assert ("rejected", {"code": "exchange.other_viewer"}) in stage.world.journal


async def test_a_lost_viewer_comes_back_without_a_new_question(stage: Stage) -> None:
    made, peer = await stage.active()
    peer.lose("peer.lost")
    assert (await stage.world.broker.heard.next(Lost)).attempt == 1
    lost = await stage.world.desktop.heard.next(core_desktop.UpdateSession)
    assert lost.condition is core_desktop.Condition.LOST
    again = stage.resuming(await stage.prepare(2), made)
    await stage.propose(again)
    accept = await stage.accepted(2)
    assert (accept.decision, accept.asked_person) == (Decision.YES, False)
    back = await stage.connect(again, accept)
    assert back is not peer
    assert back.shown is not None
    assert len(stage.world.desktop.heard.all(core_desktop.AskConsent)) == 1
    await stage.keeper.close()


ANOTHER = Who(name="Somebody else", email="x@provider.example", company="IT provider", signed_in_by="password")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"previous": None}, "exchange.nothing_to_resume"),
        ({"previous": "00"}, "exchange.nothing_to_resume"),
        ({"who": ANOTHER}, "exchange.other_person"),
        ({"recording": True}, "exchange.too_wide"),
    ],
)
async def test_a_further_attempt_is_what_the_person_said_yes_to(
    stage: Stage, changes: dict[str, object], code: str
) -> None:
    made, peer = await stage.active()
    peer.lose("peer.lost")
    await stage.world.broker.heard.next(Lost)
    await stage.propose(stage.resuming(await stage.prepare(2), made, **changes))
    assert (await stage.world.broker.heard.next(Fault)).code == code
    assert len(stage.world.broker.heard.all(agent_broker.AcceptFrame)) == 1
    await stage.keeper.close()


@pytest.mark.parametrize(
    ("attempt", "changes", "code"),
    [
        (2, {"who": ANOTHER}, "exchange.other_person"),
        (2, {"recording": True}, "exchange.too_wide"),
        (2, {"previous": "00"}, "exchange.nothing_to_resume"),
        (1, {}, "exchange.old_attempt"),
    ],
)
async def test_a_crashed_agent_still_knows_what_the_person_said_yes_to(
    stage: Stage, tmp_path: Path, attempt: int, changes: dict[str, object], code: str
) -> None:
    made, _ = await stage.active()
    record = stage.world.files.live()
    assert record is not None
    await stage.keeper.close()
    restarted = Stage(tmp_path)
    restarted.world.grant = stage.world.grant
    restarted.world.files.keep_live(record)
    await restarted.propose(restarted.resuming(await restarted.prepare(attempt), made, **changes))
    assert (await restarted.world.broker.heard.next(Fault)).code == code
    assert not restarted.world.peers


async def test_what_the_person_took_back_stays_taken_back_over_a_crash(stage: Stage) -> None:
    await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=(Capability.VIEW,)))
    record = stage.world.files.live()
    assert record is not None
    assert record.capabilities == (Capability.VIEW,)
    await stage.keeper.close()


async def test_a_lease_without_the_view_ends_it(stage: Stage) -> None:
    await stage.active()
    await stage.lease(1, capabilities=(Capability.CONTROL,))
    assert (await stage.ended()).reason is EndReason.REVOKED


async def test_a_crashed_agent_resumes_what_was_granted_and_nothing_else(stage: Stage, tmp_path: Path) -> None:
    await stage.active()
    record = stage.world.files.live()
    assert record is not None
    await stage.keeper.close()
    restarted = Stage(tmp_path)
    restarted.world.grant = stage.world.grant
    restarted.world.files.keep_live(record)
    again = restarted.proposal(await restarted.prepare(2), previous=record.proposals[0])
    await restarted.propose(again)
    accept = await restarted.accepted()
    assert (accept.decision, accept.asked_person, accept.capabilities) == (Decision.YES, False, BOTH)
    await restarted.keeper.close()


async def test_there_is_nothing_to_resume_after_another_boot(stage: Stage, tmp_path: Path) -> None:
    await stage.active()
    record = stage.world.files.live()
    assert record is not None
    await stage.keeper.close()
    rebooted = Stage(tmp_path)
    rebooted.world.grant = stage.world.grant
    rebooted.keeper.around = rebooted.world.surroundings(boot="another boot")
    rebooted.world.files.keep_live(record)
    await rebooted.propose(rebooted.proposal(await rebooted.prepare(2), previous=record.proposals[0]))
    assert (await rebooted.world.broker.heard.next(Fault)).code == "exchange.nothing_to_resume"


async def test_without_a_lease_it_ends(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.active()
    later = clock.monotonic() + 95
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert (await stage.ended()).reason in {EndReason.LEASE_RAN_OUT, EndReason.EXPIRED}


async def test_it_ends_at_the_agreed_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await stage.active()
    await stage.lease(1)
    later = clock.monotonic() + 601
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert (await stage.ended()).reason is EndReason.EXPIRED


async def test_a_lease_may_take_control_away(stage: Stage) -> None:
    _, peer = await stage.active()
    await stage.lease(1, capabilities=(Capability.VIEW,))
    peer.say(viewer_agent.Key(code="KeyA", text="a", down=True, modifiers=()))
    assert (await peer.heard.next(viewer_agent.Dropped)).code == "input.no_control"
    await stage.keeper.close()


async def test_the_person_takes_back_control_and_then_the_view(stage: Stage) -> None:
    await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=(Capability.VIEW,)))
    assert ("narrowed", {"capabilities": "view", "by": "person"}) in stage.world.journal
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=()))
    assert (await stage.ended()).reason is EndReason.VIEW_TAKEN_BACK


async def test_off_in_the_viewer_ends_it(stage: Stage) -> None:
    _, peer = await stage.active()
    peer.say(viewer_agent.Off())
    assert (await stage.ended()).reason is EndReason.DONE_BY_TECHNICIAN


async def test_the_broker_ends_it_with_its_reason_and_is_not_told_again(stage: Stage) -> None:
    await stage.active()
    await stage.keeper.on_broker(EndSession(session=SESSION, reason=EndReason.TERMINATED, note="why"))
    end = await stage.ended()
    assert (end.reason, end.note) == (EndReason.TERMINATED, "why")
    assert not [kind for kind, _ in stage.world.journal if kind == "ended"]


async def test_another_session_finds_the_device_busy(stage: Stage) -> None:
    await stage.active()
    await stage.keeper.on_broker(agent_broker.Prepare(session=SessionId("x" * 26), attempt=1, challenge=b"c" * 32))
    assert (await stage.world.broker.heard.next(Fault)).code == "session.device_busy"
    assert stage.keeper.is_live
    await stage.keeper.close()


async def test_a_replayed_proposal_is_refused_and_harms_nobody(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.propose(made)
    assert (await stage.world.broker.heard.next(Fault)).code == "exchange.replayed"
    assert stage.keeper.is_live
    await stage.keeper.close()


async def test_the_death_of_the_desktop_ends_it(stage: Stage) -> None:
    await stage.active()
    await stage.keeper.desktop_gone()
    assert (await stage.ended()).reason is EndReason.FAILED


async def test_after_a_lost_link_the_broker_hears_that_it_is_alive(stage: Stage) -> None:
    await stage.active()
    stage.keeper.link_up()
    assert len(stage.world.broker.heard.all(agent_broker.Connected)) == 2
    await stage.keeper.close()


async def test_a_hostile_viewer_is_ended_and_not_endured(stage: Stage) -> None:
    _, peer = await stage.active()
    for _ in range(60):
        peer._on_message(Channel.CONTROL, "{nonsense")
    assert (await stage.ended()).reason is EndReason.SAFETY


async def test_another_policy_narrows_what_runs_and_one_without_support_ends_it(stage: Stage) -> None:
    _, peer = await stage.active()
    stage.world.policy = replace(stage.world.policy, number=1, running=Running(view_only=True))
    stage.keeper.heed_policy()
    peer.say(viewer_agent.PointerButton(button=viewer_agent.Button.LEFT, down=True, x=1, y=1))
    assert (await peer.heard.next(viewer_agent.Dropped)).code == "input.no_control"
    stage.world.policy = replace(stage.world.policy, number=2, support_allowed=False)
    stage.keeper.heed_policy()
    assert not stage.keeper.is_live
    await stage.keeper.close()
    assert (await stage.world.desktop.heard.next(core_desktop.EndSession)).reason is EndReason.REVOKED


async def test_what_goes_beyond_the_policy_is_refused_before_anybody_is_asked(stage: Stage) -> None:
    stage.world.policy = replace(stage.world.policy, number=3, running=Running(seconds=600))
    await stage.propose(stage.proposal(await stage.prepare(), policy=2, seconds=600))
    assert (await stage.world.broker.heard.next(agent_broker.Fault)).code == "exchange.old_policy"
    await stage.propose(stage.proposal(await stage.prepare(), policy=3, seconds=601))
    assert (await stage.world.broker.heard.next(agent_broker.Fault, 2)).code == "exchange.too_long"
    assert not stage.world.desktop.heard.all(core_desktop.AskConsent)
