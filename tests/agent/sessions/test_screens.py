"""One screen alone: what the person did not give is never looked at, and no input reaches it."""

from pathlib import Path
from typing import Any

import pytest

from protocol.grant import Decision, Proposal
from protocol.links import core_desktop, viewer_agent
from protocol.links.core_desktop import Display
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import BOTH, SESSION, Stage
from tests.fakes.device import FakePeer

LEFT = Display(name="left", x=0, y=0, width=400, height=600, primary=True)
RIGHT = Display(name="right", x=400, y=0, width=400, height=600)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    made = Stage(tmp_path)
    made.world.displays = (LEFT, RIGHT)
    return made


async def seen(stage: Stage, display: str | None) -> tuple[Proposal, FakePeer]:
    """Go on to the picture, after a yes to one screen, or to all with None."""
    made = stage.proposal(await stage.prepare())
    await stage.propose(made)
    await answered(stage, display)
    return made, await stage.connect(made, await stage.accepted())


async def answered(stage: Stage, display: str | None) -> None:
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent)
    assert [each.name for each in asked.displays] == ["left", "right"]
    answer: Any = {"question": asked.question, "answer": Decision.YES, "capabilities": BOTH, "seconds": 600}
    await stage.keeper.on_desktop(core_desktop.AnswerConsent(**answer, display=display))


async def test_one_screen_alone_is_all_that_is_looked_at_and_both_sides_are_told(stage: Stage) -> None:
    made, peer = await seen(stage, "right")
    assert stage.world.pictures[-1].only == ["right"], "from its first moment on"
    told = await peer.heard.next(viewer_agent.Monitors)
    assert [(each.number, each.width) for each in told.monitors] == [(2, 400)]
    assert (told.shown, told.is_only) == (2, True)
    shown = await stage.world.desktop.heard.next(core_desktop.ShowSession)
    assert (shown.display, shown.screen) == ("right", 2)
    assert ("one_screen", {"screen": 2}) in stage.world.journal

    for other in (1, None, 9):
        peer.say(viewer_agent.ShowMonitor(number=other))
    peer.say(viewer_agent.ShowMonitor(number=2))
    assert stage.world.pictures[-1].only == ["right"]

    # The viewer counts from the corner of its picture; the device puts that where it is.
    stage.world.pictures[-1].size, stage.world.pictures[-1].place = (400, 600), (400, 0)
    peer.say(viewer_agent.PointerButton(button=viewer_agent.Button.LEFT, down=True, x=10, y=20))
    peer.say(viewer_agent.PointerMove(number=1, x=400, y=20))
    (event,) = (await stage.world.desktop.heard.next(core_desktop.Inject)).events
    assert isinstance(event, viewer_agent.PointerButton)
    assert (event.x, event.y) == (410, 20)
    assert (await peer.heard.next(viewer_agent.Dropped)).code == "input.outside"

    await stage.ask_more(made, capabilities=BOTH)
    asked = await stage.world.desktop.heard.next(core_desktop.AskConsent, 2)
    assert (asked.screen, asked.displays) == (2, ()), "more is more of what is shown, never another screen"
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    await stage.ended()
    assert stage.world.files.receipts()[0].screen == 2


async def test_where_all_were_given_the_viewer_goes_from_one_to_another_and_back(stage: Stage) -> None:
    _, peer = await seen(stage, None)
    told = await peer.heard.next(viewer_agent.Monitors)
    assert ([each.number for each in told.monitors], told.shown, told.is_only) == ([1, 2], None, False)
    peer.say(viewer_agent.ShowMonitor(number=2))
    assert (await peer.heard.next(viewer_agent.Monitors, 2)).shown == 2
    peer.say(viewer_agent.ShowMonitor(number=3))
    peer.say(viewer_agent.ShowMonitor(number=None))
    assert (await peer.heard.next(viewer_agent.Monitors, 3)).shown is None
    assert stage.world.pictures[-1].only == [None, "right", None]

    peer.say(viewer_agent.ShowMonitor(number=2))
    stage.world.displays = (LEFT,)
    stage.world.watchers[-1].monitor_gone("unplugged")
    assert stage.world.pictures[-1].only[-1] is None, "the others that were given stay"
    await stage.keeper.close()


async def test_the_end_of_the_one_screen_is_the_end_of_the_session(stage: Stage) -> None:
    await seen(stage, "right")
    stage.world.watchers[-1].monitor_gone("unplugged")
    assert (await stage.ended()).reason is EndReason.VIEW_TAKEN_BACK


async def test_a_screen_that_was_not_offered_gives_nothing(stage: Stage) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    await answered(stage, "another")
    accept = await stage.accepted()
    assert (accept.decision, accept.capabilities) == (Decision.REFUSED, ())


async def test_a_session_that_is_taken_up_after_a_crash_shows_no_more_than_before(stage: Stage, tmp_path: Path) -> None:
    made, _ = await seen(stage, "right")
    record = stage.world.files.live()
    assert record is not None
    await stage.keeper.close()
    again = Stage(tmp_path)
    again.world.displays, again.world.grant = (LEFT, RIGHT), stage.world.grant
    again.world.files.keep_live(record)
    resumed = again.resuming(await again.prepare(2), made)
    await again.propose(resumed)
    await again.connect(resumed, await again.accepted())
    assert again.world.pictures[-1].only == ["right"]
    await again.keeper.close()
