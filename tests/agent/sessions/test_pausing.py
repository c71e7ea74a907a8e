"""While the person's screen is locked nothing is seen or done, or it ends, or it goes on: as the policy says."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.sessions import live
from protocol.exchange import Side, confirmation
from protocol.grant import Decision
from protocol.links import core_desktop, viewer_agent
from protocol.links.core_desktop import Condition
from protocol.links.viewer_agent import Channel
from protocol.policy import Running, WhenLocked
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import Stage
from tests.fakes.device import FakePeer

PRESS = viewer_agent.PointerButton(button=viewer_agent.Button.LEFT, down=True, x=5, y=5)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def lock(stage: Stage, locked: bool) -> None:
    stage.world.is_locked = locked
    stage.keeper.heed_lock()


def is_shown(peer: FakePeer) -> bool:
    return peer.shown is not None


def condition(stage: Stage) -> Condition | None:
    return stage.world.desktop.heard.all(core_desktop.UpdateSession)[-1].condition


async def test_a_lock_in_the_middle_of_a_drag_lets_go_and_covers_and_unlocking_goes_on(stage: Stage) -> None:
    _, peer = await stage.active()
    await peer.heard.next(viewer_agent.Screen)
    peer.say(PRESS)
    assert len(stage.world.desktop.heard.all(core_desktop.Inject)) == 1
    lock(stage, True)
    assert isinstance(stage.world.desktop.heard.messages[-2], core_desktop.ReleaseAll)
    assert condition(stage) is Condition.PAUSED
    assert not is_shown(peer)
    assert peer.heard.all(viewer_agent.Status)[-1].paused
    peer.say(PRESS)
    assert len(stage.world.desktop.heard.all(core_desktop.Inject)) == 1, "no input while it is locked"
    peer.say(viewer_agent.KeptPicture())
    lock(stage, True)
    lock(stage, False)
    lock(stage, False)
    assert is_shown(peer)
    assert not peer.heard.all(viewer_agent.Status)[-1].paused
    assert condition(stage) is Condition.ACTIVE
    peer.say(PRESS)
    assert len(stage.world.desktop.heard.all(core_desktop.Inject)) == 2
    # Nor was a picture of it kept.
    assert [kind for kind, _ in stage.world.journal] == ["control_used", "paused", "unpaused"]


async def test_a_way_that_comes_back_while_it_is_locked_shows_nothing(stage: Stage) -> None:
    first, peer = await stage.active()
    lock(stage, True)
    peer.lose("gone")
    made = stage.resuming(await stage.prepare(2), first)
    await stage.propose(made)
    again = await stage.connect(made, await stage.accepted(2))
    status = await again.heard.next(viewer_agent.Status)
    assert (status.paused, is_shown(again)) == (True, False)
    assert [update.condition for update in stage.world.desktop.heard.all(core_desktop.UpdateSession)][-3:] == [
        Condition.LOST,
        Condition.ACTIVE,
        Condition.PAUSED,
    ]
    lock(stage, False)
    assert is_shown(again)


async def test_a_viewer_that_does_not_wait_for_the_picture_does_nothing_on_a_locked_screen(stage: Stage) -> None:
    first, peer = await stage.active()
    await peer.heard.next(viewer_agent.Screen)
    lock(stage, True)
    peer.lose("gone")
    made = stage.resuming(await stage.prepare(2), first)
    await stage.propose(made)
    accept = await stage.accepted(2)
    await stage.reveal(2)
    hasty = stage.world.peers[-1]
    await hasty.heard.next(viewer_agent.Confirm)
    hasty.say(viewer_agent.Confirm(confirmation=confirmation(stage.transcript(made, accept), Side.VIEWER)))
    hasty.say(viewer_agent.Key(code="KeyA", text="a", down=True, modifiers=()))
    hasty.say(PRESS)
    stage.world.watchers[-1].pointed(5, 5)
    assert (await hasty.heard.next(viewer_agent.Status)).paused
    hasty.say(PRESS)
    stage.world.watchers[-1].pointed(5, 5)
    assert not stage.world.desktop.heard.all(core_desktop.Inject)
    assert not hasty.heard.all(viewer_agent.Cursor), "nor does it see where the pointer is"
    hasty.say(viewer_agent.Heartbeat(number=1, echo=None))
    lock(stage, False)
    hasty.say(PRESS)
    stage.world.watchers[-1].pointed(5, 5)
    assert len(stage.world.desktop.heard.all(core_desktop.Inject)) == 1
    assert len(hasty.heard.all(viewer_agent.Cursor)) == 1


@pytest.mark.parametrize("attended", [True, False])
async def test_what_it_began_as_decides_after_a_crash_too_whoever_is_there_by_then(
    tmp_path: Path, attended: bool
) -> None:
    crashed = Stage(tmp_path)
    made, _ = await crashed.active()
    record = crashed.world.files.live()
    assert record is not None
    assert record.attended
    await crashed.keeper.close()
    stage = Stage(tmp_path)
    stage.world.grant = crashed.world.grant
    stage.world.files.keep_live(replace(record, attended=attended))
    again = stage.resuming(await stage.prepare(2), made, attended=not attended)
    await stage.propose(again)
    peer = await stage.connect(again, await stage.accepted())
    await peer.heard.next(viewer_agent.Screen)
    lock(stage, True)
    assert (peer.heard.all(viewer_agent.Status)[-1].paused, is_shown(peer)) == (attended, not attended)
    kept = stage.world.files.live()
    assert kept is not None
    assert kept.attended is attended, "the next crash changes it no more than this one"
    await stage.keeper.close()


@pytest.mark.parametrize("rule", [WhenLocked.END, WhenLocked.GO_ON])
async def test_the_policy_may_end_it_or_let_it_go_on(stage: Stage, rule: WhenLocked) -> None:
    _, peer = await stage.active()
    await peer.heard.next(viewer_agent.Screen)
    lock(stage, True)
    stage.world.policy = replace(stage.world.policy, running=Running(when_locked=rule))
    stage.keeper.heed_policy()
    if rule is WhenLocked.END:
        assert (await stage.ended()).reason is EndReason.LOCKED
        assert ("ended", {"reason": "locked"}) in stage.world.journal
    else:
        assert is_shown(peer)
        assert not peer.heard.all(viewer_agent.Status)[-1].paused


async def test_a_lock_while_the_person_is_asked_changes_nothing_yet(stage: Stage) -> None:
    made = stage.proposal(await stage.prepare())
    await stage.propose(made)
    lock(stage, True)
    await stage.answer(Decision.YES)
    peer = await stage.connect(made, await stage.accepted())
    assert (await peer.heard.next(viewer_agent.Status)).paused
    assert not is_shown(peer)


async def test_tiles_are_sent_to_a_viewer_that_wants_them_and_its_channel_takes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MAX_SHARPENED", 2)
    _, peer = await stage.active()
    peer.say(viewer_agent.Sharpen(on=True), Channel.TILES)
    assert peer.sharpened == []
    peer.say(viewer_agent.Sharpen(on=True))
    peer.say(viewer_agent.Sharpen(on=False))
    assert peer.sharpened == [True, False]
    peer.say(viewer_agent.Sharpen(on=True))
    assert peer.sharpened == [True, False], "each costs the whole screen"
    for _ in range(live.MAX_FAULTS):
        peer.say(viewer_agent.Sharpen(on=True))
    assert (await stage.ended()).reason is EndReason.SAFETY
