"""What stays with the person of a session: the receipt says what they gave, and whether it was used."""

import asyncio
from pathlib import Path

import pytest

from agent.media.delays import Delays
from protocol.capabilities import Capability
from protocol.grant import Decision
from protocol.links import agent_broker, core_desktop, viewer_agent
from protocol.links.viewer_agent import MOST_KEPT_PICTURES, QualityChoice
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import BOTH, SESSION, Stage

VIEW = (Capability.VIEW,)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.mark.parametrize(("given", "used"), [(BOTH, True), (VIEW, False)])
async def test_the_receipt_says_what_was_given_and_whether_it_was_used(
    stage: Stage, given: tuple[Capability, ...], used: bool
) -> None:
    click = viewer_agent.PointerButton(button=viewer_agent.Button.LEFT, down=True, x=1, y=1)
    made = stage.proposal(await stage.prepare())
    await stage.propose(made)
    await stage.answer(Decision.YES, given)
    peer = await stage.connect(made, await stage.accepted())
    for _ in range(3):
        peer.say(click)
    if used:
        # Given and taken back again: it was given all the same.
        await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=VIEW))
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    await stage.ended()
    receipt = stage.world.files.receipts()[0]
    assert (receipt.capabilities, receipt.used_control) == (given, used)
    assert [kind for kind, _ in stage.world.journal].count("control_used") == int(used)


async def test_a_receipt_that_cannot_be_written_keeps_nobody_connected(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, peer = await stage.active()

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(stage.world.files, "add_receipt", full)
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    await stage.world.desktop.heard.next(core_desktop.EndSession)
    async with asyncio.timeout(10):
        while stage.keeper.is_busy:
            await asyncio.sleep(0.01)
    assert peer.closed
    assert stage.world.files.live() is None, "and nobody comes back by it"
    assert ("ended", {"reason": "done_at_device"}) in stage.world.journal


async def test_input_that_cannot_be_written_down_does_not_pass(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    _, peer = await stage.active()
    click = viewer_agent.PointerButton(button=viewer_agent.Button.LEFT, down=True, x=1, y=1)
    kept = stage.world.files.add_receipt

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    await peer.heard.next(viewer_agent.Screen)
    monkeypatch.setattr(stage.world.files, "add_receipt", full)
    with pytest.raises(OSError, match="no space"):
        peer.say(click)
    assert not stage.world.desktop.heard.all(core_desktop.Inject)
    monkeypatch.setattr(stage.world.files, "add_receipt", kept)
    await stage.keeper.close()


@pytest.mark.parametrize("decision", [Decision.YES, Decision.NO])
async def test_who_said_yes_is_told_that_nothing_came_of_it(stage: Stage, decision: Decision) -> None:
    await stage.propose(stage.proposal(await stage.prepare()))
    await stage.answer(decision)
    await stage.accepted()
    await stage.keeper.on_broker(agent_broker.EndSession(session=SESSION, reason=EndReason.CONNECT_FAILED))
    async with asyncio.timeout(10):
        while stage.keeper.is_busy:
            await asyncio.sleep(0.01)
    told = [end.reason for end in stage.world.desktop.heard.all(core_desktop.EndSession)]
    assert told == ([EndReason.CONNECT_FAILED] if decision is Decision.YES else [])
    assert not stage.world.files.receipts(), "nobody was here"


async def test_done_waits_for_no_network_that_was_cut(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    _, peer = await stage.active()
    back = asyncio.Event()
    monkeypatch.setattr(peer, "close", back.wait)
    monkeypatch.setattr(stage.world.broker, "send", lambda _message: False)
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    assert stage.world.desktop.heard.all(core_desktop.ReleaseAll), "input has stopped in the same call"
    told = await stage.world.desktop.heard.next(core_desktop.EndSession)
    assert (told.reason, peer.shown, stage.keeper.is_live) == (EndReason.DONE_AT_DEVICE, None, False)
    assert stage.keeper.is_busy, "what waits for the network goes on beside it"
    back.set()
    await stage.ended()


async def test_each_picture_that_is_kept_is_written_down_and_one_too_many_is_a_fault(stage: Stage) -> None:
    _, peer = await stage.active()
    await peer.heard.next(viewer_agent.Screen)
    for _ in range(MOST_KEPT_PICTURES + 1):
        peer.say(viewer_agent.KeptPicture())
    told = await peer.heard.next(viewer_agent.Status, len(peer.heard.all(viewer_agent.Status)) + 1)
    assert told.kept_pictures == MOST_KEPT_PICTURES
    await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
    await stage.ended()
    assert stage.world.files.receipts()[0].kept_pictures == MOST_KEPT_PICTURES
    assert stage.world.journal.count(("picture_kept", {})) == MOST_KEPT_PICTURES


async def test_what_is_chosen_reaches_the_picture_and_the_viewer_is_told_how_it_goes(stage: Stage) -> None:
    _, peer = await stage.active()
    peer.say(viewer_agent.ChooseQuality(choice=QualityChoice.SHARP))
    assert peer.choice is QualityChoice.SHARP
    told = await peer.heard.next(viewer_agent.Status, len(peer.heard.all(viewer_agent.Status)) + 1)
    assert told.quality is QualityChoice.SHARP
    assert peer.heard.all(viewer_agent.Delays) == [], "nothing is said while nothing moves"
    peer.delays = Delays(capture=0.002, encode=0.006, send=100.0)
    said = await peer.heard.next(viewer_agent.Delays)
    assert (said.capture, said.encode, said.send) == (2.0, 6.0, 60_000.0)
    await stage.keeper.close()
