"""Asking for more while a session runs: control again, and another time; each yes is the person's own."""

from pathlib import Path

import pytest

from protocol.capabilities import Capability
from protocol.grant import Decision, More, Who
from protocol.links import core_desktop, viewer_agent
from protocol.links.agent_broker import Fault
from protocol.links.core_desktop import Occasion
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


@pytest.mark.parametrize("decision", [Decision.NO, Decision.NOT_ASKED_FOR, Decision.TIMED_OUT])
async def test_any_other_answer_leaves_it_as_it_was(stage: Stage, decision: Decision) -> None:
    made, _ = await stage.active()
    await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    await stage.ask_more(made)
    answer = await stage.answer_more(1, decision)
    assert (answer.decision, answer.capabilities, answer.seconds) == (decision, (), 0)
    await stage.lease(1, question=1)
    assert told(stage).capabilities == VIEW
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
