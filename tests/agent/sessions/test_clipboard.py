"""A clipboard passes once the person said yes to it, is written down before it goes, and stops where that is gone."""

import asyncio
import dataclasses
import hashlib
import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.sessions import clipboard as passing
from protocol.capabilities import Capability
from protocol.clipboard import MAX_TEXT_BYTES, MOST_IN_VAIN, MOST_TRANSFERS, PART_BYTES, ClipboardFormat, parts_of
from protocol.clipboard import TransferState as State
from protocol.grant import Decision
from protocol.links import core_desktop
from protocol.links import desktop_clipboard as desk
from protocol.links.viewer_agent import (
    Channel,
    ClipboardFetch,
    ClipboardHead,
    ClipboardPart,
    ClipboardState,
    ViewerToAgent,
)
from protocol.policy import Running, WhenLocked
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import BOTH, Stage
from tests.fakes.device import FakePeer

GIVEN = (*BOTH, Capability.CLIPBOARD_IN, Capability.CLIPBOARD_OUT)
OFFERED = Running(capabilities=GIVEN)
TEXT = "Grüße, 你好 👋"
LONG = ("ж" * (PART_BYTES // 2 + 700)).encode()


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def begun(stage: Stage, capabilities: tuple[Capability, ...] = GIVEN, running: Running = OFFERED) -> FakePeer:
    """Go all the way to the picture, with the clipboard given."""
    stage.world.policy = replace(stage.world.policy, running=running)
    made = stage.proposal(await stage.prepare(), capabilities=GIVEN)
    await stage.propose(made)
    await stage.answer(Decision.YES, capabilities)
    return await stage.connect(made, await stage.accepted())


def say(peer: FakePeer, *messages: ViewerToAgent) -> None:
    for message in messages:
        peer.say(message, Channel.BULK)


def head(content: bytes, transfer: int = 1, **changes: int) -> ClipboardHead:
    told = ClipboardHead(
        transfer=transfer, format=ClipboardFormat.TEXT, size=len(content), sha256=hashlib.sha256(content).digest()
    )
    return replace(told, **changes)


def parts(content: bytes, transfer: int = 1) -> list[ClipboardPart]:
    return [
        ClipboardPart(transfer=transfer, number=at, content=part) for at, part in enumerate(parts_of(content), start=1)
    ]


def send(peer: FakePeer, content: bytes, transfer: int = 1) -> None:
    say(peer, head(content, transfer), *parts(content, transfer))


def states(peer: FakePeer) -> list[State]:
    return [each.state for each in peer.heard.all(ClipboardState)]


async def answered(stage: Stage, answer: Decision, number: int = 1) -> desk.AskClipboard:
    asked = await stage.world.desktop.heard.next(desk.AskClipboard, number)
    await stage.keeper.on_desktop(desk.AnswerClipboard(question=asked.question, answer=answer))
    return asked


def put(stage: Stage) -> bytes:
    return b"".join(each.content for each in stage.world.desktop.heard.all(desk.PutClipboard))


def written(stage: Stage) -> list[str]:
    return [kind for kind, _ in stage.world.journal]


async def read(stage: Stage, content: bytes, number: int = 1) -> None:
    """Give what the person copied last, as the person's side reads it."""
    wanted = await stage.world.desktop.heard.next(desk.ReadClipboard, number)
    pieces = parts_of(content, desk.PIECE_BYTES)
    for at, piece in enumerate(pieces, start=1):
        message = desk.ClipboardRead(transfer=wanted.transfer, piece=at, of=len(pieces), content=piece)
        await stage.keeper.on_desktop(message)


async def test_a_text_comes_in_after_a_yes_and_is_written_down_by_its_hash_alone(stage: Stage) -> None:
    peer = await begun(stage)
    send(peer, LONG)
    assert states(peer) == [State.READY, State.ASKING]
    asked = stage.world.desktop.heard.all(desk.AskClipboard)[0]
    assert (asked.characters, asked.preview) == (len(LONG.decode()), LONG.decode()[: desk.MAX_PREVIEW])
    assert stage.keeper._run is not None
    assert stage.keeper._run.clipboard.is_asking, "input is held, and the viewer is told so"
    assert put(stage) == b""
    await answered(stage, Decision.YES)
    assert put(stage) == LONG
    kind, detail = stage.world.journal[-1]
    told = {"format": "text", "bytes": len(LONG), "sha256": hashlib.sha256(LONG).hexdigest(), "asked": True}
    assert (kind, detail) == ("clipboard_in", told)
    assert "ж" not in json.dumps(stage.world.journal, ensure_ascii=False)
    serial = stage.world.desktop.heard.all(desk.PutClipboard)[-1].transfer
    await stage.keeper.on_desktop(desk.ClipboardWasSet(transfer=serial, done=True))
    assert states(peer)[-1] is State.DONE
    kept = stage.world.files.receipts()[0]
    assert (kept.clipboards_in, kept.clipboards_out) == (1, 0)


async def test_what_they_copied_goes_out_as_it_was_read_before_the_question(stage: Stage) -> None:
    peer = await begun(stage)
    say(peer, ClipboardFetch(transfer=7))
    await read(stage, TEXT.encode())
    asked = await answered(stage, Decision.YES)
    assert (asked.preview, asked.characters) == (TEXT, len(TEXT))
    got = await peer.heard.next(ClipboardHead)
    part = await peer.heard.next(ClipboardPart)
    assert (got.transfer, got.size, got.sha256) == (7, len(TEXT.encode()), hashlib.sha256(TEXT.encode()).digest())
    assert part.content.decode() == TEXT
    assert written(stage)[-1] == "clipboard_out"


async def test_what_has_not_left_is_taken_back_and_waits_behind_no_more_than_a_little(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing, "ROOM_SECONDS", 0.001)
    peer = await begun(stage)
    peer.behind = passing.MAX_BACKLOG_BYTES + 1
    say(peer, ClipboardFetch(transfer=7))
    await read(stage, TEXT.encode())
    await answered(stage, Decision.YES)
    await asyncio.sleep(0.01)
    assert not peer.heard.all(ClipboardHead)
    peer.behind = passing.MAX_BACKLOG_BYTES
    await peer.heard.next(ClipboardPart)
    await stage.keeper.on_desktop(core_desktop.Narrow(session="s", capabilities=BOTH))
    assert states(peer)[-1] is State.TAKEN_BACK, "until all has left, it can be"


async def test_no_and_no_answer_pass_nothing_and_rest_after_a_few(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer = await begun(stage)
    for number in range(1, MOST_IN_VAIN + 1):
        send(peer, TEXT.encode(), number)
        await answered(stage, Decision.NO if number > 1 else Decision.TIMED_OUT, number)
    assert (states(peer)[2], states(peer)[-1]) == (State.NO_ANSWER, State.REFUSED)
    assert (put(stage), written(stage)) == (b"", ["clipboard_refused"] * MOST_IN_VAIN)
    assert stage.world.journal[-1][1] == {"way": "in", "answer": "no", "bytes": len(TEXT.encode())}
    send(peer, TEXT.encode(), 9)
    assert states(peer)[-1] is State.TOO_OFTEN
    assert len(stage.world.desktop.heard.all(desk.AskClipboard)) == MOST_IN_VAIN
    monkeypatch.setattr(passing, "REST_SECONDS", 0)
    send(peer, TEXT.encode(), 10)
    assert states(peer)[-1] is State.ASKING


@pytest.mark.parametrize(
    ("given", "sends", "fetches"),
    [
        (BOTH, State.NOT_GIVEN, State.NOT_GIVEN),
        ((*BOTH, Capability.CLIPBOARD_IN), State.ASKING, State.NOT_GIVEN),
        ((*BOTH, Capability.CLIPBOARD_OUT), State.NOT_GIVEN, None),
    ],
)
async def test_each_way_is_given_by_itself(
    stage: Stage, given: tuple[Capability, ...], sends: State, fetches: State | None
) -> None:
    peer = await begun(stage, given)
    send(peer, TEXT.encode())
    assert states(peer)[-1] is sends
    if sends is State.ASKING:
        await answered(stage, Decision.NO)
    say(peer, ClipboardFetch(transfer=2))
    assert len(stage.world.desktop.heard.all(desk.ReadClipboard)) == (1 if fetches is None else 0)
    if fetches is not None:
        assert states(peer)[-1] is fetches


async def test_what_is_taken_back_stops_in_the_same_call(stage: Stage) -> None:
    peer = await begun(stage)
    send(peer, TEXT.encode())
    asked = stage.world.desktop.heard.all(desk.AskClipboard)[0]
    await stage.keeper.on_desktop(core_desktop.Narrow(session=asked.question, capabilities=BOTH))
    assert states(peer)[-1] is State.TAKEN_BACK
    assert stage.world.desktop.heard.all(desk.WithdrawClipboard)[0].question == asked.question
    await stage.keeper.on_desktop(desk.AnswerClipboard(question=asked.question, answer=Decision.YES))
    assert (put(stage), written(stage)) == (b"", ["narrowed"])
    send(peer, TEXT.encode(), 2)
    assert states(peer)[-1] is State.NOT_GIVEN


async def test_parts_on_their_way_are_no_attack_and_a_stream_of_them_is(stage: Stage) -> None:
    peer = await begun(stage)
    say(peer, head(LONG), parts(LONG)[0])
    await stage.keeper.on_desktop(core_desktop.Narrow(session="s", capabilities=BOTH))
    say(peer, *[parts(LONG)[1]] * passing.MOST_STRAYS)
    assert not stage.keeper._run or not stage.keeper._run.is_over
    say(peer, *[parts(LONG)[1]] * 60)
    assert (await stage.ended()).reason is EndReason.SAFETY


@pytest.mark.parametrize(
    ("size", "state"), [(MAX_TEXT_BYTES, State.READY), (MAX_TEXT_BYTES + 1, State.TOO_LARGE), (2**31, State.TOO_LARGE)]
)
async def test_a_text_has_a_longest_length(stage: Stage, size: int, state: State) -> None:
    peer = await begun(stage)
    say(peer, head(b"a", size=size))
    assert states(peer) == [state]


async def test_what_is_no_text_or_does_not_arrive_whole_is_said(stage: Stage) -> None:
    peer = await begun(stage)
    send(peer, b"\xff\xfe\x00")
    assert states(peer)[-1] is State.NOT_TEXT
    say(peer, head(b"", 2))
    assert states(peer)[-1] is State.EMPTY
    say(peer, head(LONG, 3), parts(LONG, 3)[1])
    assert states(peer)[-1] is State.BROKEN
    say(peer, replace(head(LONG, 4), sha256=b"x" * 32), *parts(LONG, 4))
    assert states(peer)[-1] is State.BROKEN
    say(peer, head(LONG, 5), head(LONG, 6))
    assert states(peer)[-2:] == [State.READY, State.BUSY]
    assert stage.world.desktop.heard.all(desk.AskClipboard) == []


@pytest.mark.parametrize("why", list(desk.Unread))
async def test_what_cannot_be_read_there_is_said(stage: Stage, why: desk.Unread) -> None:
    peer = await begun(stage)
    say(peer, ClipboardFetch(transfer=1))
    wanted = await stage.world.desktop.heard.next(desk.ReadClipboard)
    await stage.keeper.on_desktop(desk.ClipboardUnread(transfer=wanted.transfer + 1, why=why))
    assert states(peer) == []
    await stage.keeper.on_desktop(desk.ClipboardUnread(transfer=wanted.transfer, why=why))
    assert states(peer) == [State(why.value)]


async def test_the_settings_can_leave_out_the_question_and_a_lock_stops_all(stage: Stage) -> None:
    peer = await begun(stage, running=replace(OFFERED, clipboard_asked=False))
    send(peer, TEXT.encode())
    assert put(stage) == TEXT.encode()
    assert stage.world.journal[-1][1]["asked"] is False
    say(peer, ClipboardFetch(transfer=2))
    assert states(peer)[-1] is State.BUSY
    stage.world.is_locked = True
    stage.keeper.heed_lock()
    assert states(peer)[-1] is State.PAUSED
    say(peer, ClipboardFetch(transfer=3))
    assert states(peer)[-1] is State.PAUSED


async def test_where_nobody_can_be_asked_nothing_passes(stage: Stage) -> None:
    peer = await begun(stage, running=replace(OFFERED, when_locked=WhenLocked.GO_ON))
    stage.world.is_locked = True
    stage.keeper.heed_lock()
    send(peer, TEXT.encode())
    assert states(peer) == [State.NOBODY_THERE]


async def test_what_waits_too_long_is_over(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "ARRIVAL_SECONDS", 0)
    monkeypatch.setattr(passing, "DESKTOP_SECONDS", 0)
    peer = await begun(stage)
    assert stage.keeper._run is not None
    clipboard = stage.keeper._run.clipboard
    say(peer, head(LONG))
    clipboard.look()
    say(peer, ClipboardFetch(transfer=2))
    clipboard.look()
    assert states(peer) == [State.READY, State.BROKEN, State.FAILED]
    monkeypatch.undo()
    send(peer, TEXT.encode(), 3)
    assert clipboard._transfer is not None
    clipboard._transfer.until = 0.0
    clipboard.look()
    assert states(peer)[-1] is State.NO_ANSWER
    assert written(stage) == ["clipboard_refused"]
    assert len(stage.world.desktop.heard.all(desk.WithdrawClipboard)) == 1


async def test_what_cannot_be_written_down_does_not_pass(stage: Stage) -> None:
    peer = await begun(stage)

    def full(*_unused: object) -> None:
        raise OSError("no space left on device")

    assert stage.keeper._run is not None
    clipboard = stage.keeper._run.clipboard
    clipboard.around = dataclasses.replace(clipboard.around, journal=full)
    send(peer, TEXT.encode())
    await answered(stage, Decision.YES)
    assert (states(peer)[-1], put(stage)) == (State.FAILED, b"")


async def test_a_flood_of_wishes_ends_it_and_another_channel_is_none(stage: Stage) -> None:
    peer = await begun(stage, BOTH)
    peer.say(ClipboardFetch(transfer=1), Channel.CONTROL)
    assert states(peer) == []
    say(peer, *[ClipboardFetch(transfer=1)] * MOST_TRANSFERS)
    assert stage.keeper.is_live
    say(peer, *[ClipboardFetch(transfer=1)] * 60)
    assert (await stage.ended()).reason is EndReason.SAFETY


async def test_a_way_that_is_lost_takes_the_question_with_it(stage: Stage) -> None:
    peer = await begun(stage)
    send(peer, TEXT.encode())
    peer.lose("gone")
    withdrawn = await stage.world.desktop.heard.next(desk.WithdrawClipboard)
    assert withdrawn.question == stage.world.desktop.heard.all(desk.AskClipboard)[0].question
    assert written(stage)[-1] == "clipboard_refused", "it was in vain, like one that nobody answered"
