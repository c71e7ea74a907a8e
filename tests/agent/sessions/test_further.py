"""Asking for more while a session runs: control again, and another time; each yes is the person's own."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from protocol.capabilities import Capability
from protocol.grant import Decision, More, Who
from protocol.links import core_desktop, viewer_agent
from protocol.links.agent_broker import Fault
from protocol.links.core_desktop import Occasion
from protocol.policy import Running
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import BOTH, SESSION, Stage

CONTROL = (Capability.CONTROL,)
VIEW = (Capability.VIEW,)
CLICK = viewer_agent.PointerButton(button=viewer_agent.Button.LEFT, down=True, x=1, y=1)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def told(stage: Stage) -> core_desktop.UpdateSession:
    """What the banner was told last of the capabilities."""
    updates = stage.world.desktop.heard.all(core_desktop.UpdateSession)
    return [update for update in updates if update.capabilities is not None][-1]


async def test_control_that_was_taken_back_is_given_again_by_a_new_yes(stage: Stage) -> None:
    made, peer = await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    peer.say(CLICK)
    await peer.heard.next(viewer_agent.Dropped)
    await stage.ask_more(made)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent, 2)
    assert (asked.occasion, asked.capabilities, asked.running) == (Occasion.WIDEN, CONTROL, VIEW)
    answer = await stage.answer_more(1, Decision.YES, CONTROL)
    assert (answer.decision, answer.capabilities) == (Decision.YES, CONTROL)
    await stage.lease(1, capabilities=VIEW)
    assert told(stage).capabilities == VIEW, "a lease from before the yes widens nothing"
    await stage.lease(2, question=1)
    assert told(stage).capabilities == BOTH
    peer.say(CLICK)
    await stage.world.desktop.heard.next(core_desktop.Inject)
    await stage.keeper.close()


@pytest.mark.parametrize("decision", [Decision.NO, Decision.TIMED_OUT])
async def test_any_other_answer_leaves_it_as_it_was(stage: Stage, decision: Decision) -> None:
    made, _ = await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    await stage.ask_more(made)
    answer = await stage.answer_more(1, decision)
    assert (answer.decision, answer.capabilities, answer.seconds) == (decision, (), 0)
    await stage.lease(1, question=1)
    assert told(stage).capabilities == VIEW
    await stage.keeper.close()


async def test_i_did_not_ask_for_this_ends_the_session_that_asks_for_more(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.ask_more(made, more=More.EXTEND, capabilities=(), seconds=3600)
    answer = await stage.answer_more(1, Decision.NOT_ASKED_FOR)
    assert (answer.decision, answer.seconds) == (Decision.NOT_ASKED_FOR, 0)
    assert (await stage.world.desktop.heard.next(core_desktop.EndSession)).reason is EndReason.NOT_ASKED_FOR
    assert stage.world.desktop.heard.all(core_desktop.ReleaseAll), "keys and buttons are let go of first"
    await stage.keeper.close()


async def test_more_time_is_what_the_person_gave_and_not_what_was_asked(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.ask_more(made, more=More.EXTEND, capabilities=(), seconds=3600)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent, 2)
    assert (asked.occasion, asked.seconds) == (Occasion.EXTEND, 3600)
    answer = await stage.answer_more(1, Decision.YES, seconds=1800)
    assert (answer.capabilities, answer.seconds) == ((), 1800)
    await stage.lease(1, seconds_left=3600, question=1)
    assert 1700 < (told(stage).seconds_left or 0) <= 1800
    await stage.keeper.close()


async def test_what_is_taken_back_after_the_yes_stays_taken_back(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    await stage.ask_more(made)
    await stage.answer_more(1, Decision.YES, CONTROL)
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    await stage.lease(1, question=1)
    assert told(stage).capabilities == VIEW
    await stage.keeper.close()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"device": "x" * 26}, "exchange.other_device"),
        ({"attempt": 2}, "exchange.other_session"),
        ({"previous": "0" * 64}, "exchange.other_proposal"),
        ({"who": Who(name="Eve", email="e@x", company="x", signed_in_by="password")}, "exchange.other_person"),
        ({"seconds": 59, "more": More.EXTEND}, "exchange.too_short"),
        ({"consent_seconds": 61}, "exchange.too_long"),
    ],
)
async def test_a_question_that_breaks_a_rule_never_reaches_the_person(
    stage: Stage, changes: dict[str, object], code: str
) -> None:
    made, _ = await stage.active()
    await stage.ask_more(made, **changes)
    assert (await stage.world.broker.heard.next(Fault)).code == code
    assert len(stage.world.desktop.heard.all(core_desktop.AskConsent)) == 1
    await stage.keeper.close()


async def test_a_question_is_never_asked_twice_and_not_beside_another(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.ask_more(made)
    await stage.ask_more(made, number=2)
    assert (await stage.world.broker.heard.next(Fault)).code == "session.question_open"
    await stage.answer_more(1, Decision.NO)
    await stage.ask_more(made)
    assert (await stage.world.broker.heard.next(Fault, 2)).code == "exchange.replayed"
    await stage.keeper.close()


def tighten(stage: Stage, **running: Any) -> None:
    """Settings change while the person thinks, or before the broker knows of their yes."""
    stage.world.policy = replace(stage.world.policy, number=9, running=Running(**running))
    stage.keeper.heed_policy()


async def test_a_question_that_the_settings_do_not_allow_any_more_is_taken_off_the_screen(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    await stage.ask_more(made)
    await stage.world.desktop.heard.next(core_desktop.AskConsent, 2)
    tighten(stage, view_only=True)
    answer = await stage.answer_more(1, Decision.YES, CONTROL)
    assert (answer.decision, answer.capabilities) == (Decision.REFUSED, ())
    assert len(stage.world.desktop.heard.all(core_desktop.WithdrawQuestion)) == 1
    await stage.lease(1, question=1)
    assert told(stage).capabilities == VIEW
    await stage.ask_more(made, number=2, more=More.EXTEND, capabilities=(), seconds=3600)
    await stage.world.desktop.heard.next(core_desktop.AskConsent, 3)
    tighten(stage, extension_allowed=False)
    assert (await stage.answer_more(2, Decision.YES, seconds=3600)).decision is Decision.REFUSED
    await stage.keeper.close()


async def test_a_yes_counts_no_more_for_what_the_settings_took_before_the_lease(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    await stage.ask_more(made)
    assert (await stage.answer_more(1, Decision.YES, CONTROL)).decision is Decision.YES
    tighten(stage, view_only=True)
    await stage.lease(1, question=1)
    assert told(stage).capabilities == VIEW
    await stage.ask_more(made, number=2, more=More.EXTEND, capabilities=(), seconds=3600)
    await stage.world.desktop.heard.next(core_desktop.AskConsent, 3)
    tighten(stage, seconds=900)
    assert (await stage.answer_more(2, Decision.YES, seconds=3600)).seconds == 900
    await stage.keeper.close()


async def test_the_first_yes_gives_what_the_settings_allow_by_then(stage: Stage) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    await stage.world.desktop.heard.next(core_desktop.AskConsent)
    tighten(stage, view_only=True, seconds=300)
    await stage.answer(Decision.YES)
    accepted = await stage.accepted()
    assert (accepted.decision, accepted.capabilities, accepted.seconds) == (Decision.YES, VIEW, 300)
    await stage.keeper.close()


async def test_after_two_questions_in_vain_no_third_reaches_the_person(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    for number in (1, 2):
        await stage.ask_more(made, number=number)
        await stage.answer_more(number, Decision.NO)
    await stage.ask_more(made, number=3)
    assert (await stage.world.broker.heard.next(Fault)).code == "session.asked_too_often"
    assert len(stage.world.desktop.heard.all(core_desktop.AskConsent)) == 3
    await stage.keeper.close()


async def test_a_further_window_names_whom_the_first_one_named(stage: Stage) -> None:
    made, _ = await stage.active()
    again = stage.resuming(await stage.prepare(2), made, organization="Somebody else")
    await stage.propose(again)
    assert (await stage.world.broker.heard.next(Fault)).code == "exchange.other_person"
    await stage.keeper.close()


async def test_the_end_takes_an_open_question_off_the_screen(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.ask_more(made)
    await stage.world.desktop.heard.next(core_desktop.AskConsent, 2)
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    assert (await stage.ended()).reason is EndReason.DONE_AT_DEVICE
    assert len(stage.world.desktop.heard.all(core_desktop.WithdrawQuestion)) == 1


async def test_a_broker_that_comes_back_is_told_a_yes_again(stage: Stage) -> None:
    made, _ = await stage.active()
    await stage.ask_more(made)
    await stage.answer_more(1, Decision.YES, CONTROL)
    stage.keeper.link_up()
    replies = [message for message in stage.world.broker.heard.messages if type(message).__name__ == "Reply"]
    assert len(replies) == 2
    assert replies[0] == replies[1]
    await stage.keeper.close()
