"""After the end not one further input message has an effect, at either of the two walls that it would have to pass."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from agent import clock
from agent.desktop.our_windows import OurWindows
from agent.desktop.session_hand import SessionHand
from agent.desktop.shown_area import ShownArea
from protocol.capabilities import Capability
from protocol.links import agent_broker, core_desktop
from protocol.links.core_desktop import InputEvent
from protocol.links.viewer_agent import Button, Channel, Key, PointerButton, PointerMove, Screen, Wheel
from protocol.session.reasons import EndReason
from tests.agent.desktop.messages import SESSION as SHOWN
from tests.agent.desktop.messages import USUAL, inject
from tests.agent.desktop.stage import qt_loop
from tests.agent.desktop.test_session_hand import NothingAround
from tests.agent.sessions.stage import SESSION, Stage
from tests.fakes.device import FakePeer
from tests.fakes.input_sink import FakeInput

pytestmark = pytest.mark.proof("after-the-end")

MESSAGES = 250_000
"""For each way to end; 1,000,000 in all at each wall."""
WAYS = ("done at the device", "expiry", "withdrawal of control", "termination")
BANK = 5_000


def some_input() -> Iterator[InputEvent]:
    """Whatever a viewer can send to press, type or point, over and over; the same in each run."""
    chance = random.Random(20261128)

    def one(number: int) -> InputEvent:
        x, y, down = chance.randrange(1920), chance.randrange(1080), chance.random() < 0.6
        match chance.randrange(4):
            case 0:
                return Key(code=f"Key{chance.choice('ABCDEFXYZ')}", text=chance.choice("aé日"), down=down, modifiers=())
            case 1:
                return PointerButton(button=chance.choice(list(Button)), down=down, x=x, y=y)
            case 2:
                return Wheel(x=x, y=y, dx=chance.randrange(-5, 6), dy=chance.randrange(-5, 6))
            case _:
                return PointerMove(number=number, x=x, y=y)

    return cycle([one(number) for number in range(BANK)])


@pytest.mark.parametrize("way", WAYS)
async def test_the_device_passes_nothing_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count_of: Callable[[int], int], way: str
) -> None:
    stage = Stage(tmp_path)
    _, peer = await stage.active()
    await peer.heard.next(Screen)
    press = PointerButton(button=Button.LEFT, down=True, x=1, y=1)
    say(peer, press)
    before = len(stage.world.desktop.heard.all(core_desktop.Inject))
    assert before == 1, "while it runs, input passes"
    match way:
        case "done at the device":
            await stage.keeper.on_desktop(core_desktop.Done(session=SESSION))
        case "expiry":
            later = clock.monotonic() + 601
            monkeypatch.setattr(clock, "monotonic", lambda: later)
        case "withdrawal of control":
            await stage.keeper.on_desktop(core_desktop.Narrow(session=SESSION, capabilities=(Capability.VIEW,)))
        case _:
            await stage.keeper.on_broker(agent_broker.EndSession(session=SESSION, reason=EndReason.TERMINATED))
    for event in islice(some_input(), count_of(MESSAGES)):
        say(peer, event)
    assert len(stage.world.desktop.heard.all(core_desktop.Inject)) == before
    await stage.world.desktop.heard.next(core_desktop.ReleaseAll)
    await stage.keeper.close()


def say(peer: FakePeer, event: InputEvent) -> None:
    peer.say(event, Channel.MOVES if isinstance(event, PointerMove) else Channel.CONTROL)


@pytest.mark.parametrize("way", WAYS)
def test_the_desktop_plays_nothing_even_if_it_is_passed_on(count_of: Callable[[int], int], way: str) -> None:
    qt_loop()
    sink = FakeInput()
    hand = SessionHand(sink, OurWindows(NothingAround()), ShownArea(NothingAround()), lambda _: None)
    hand.set_gate(hand.gate.for_session(SHOWN, USUAL))
    hand.inject(inject(PointerButton(button=Button.LEFT, down=True, x=1, y=1)))
    assert sink.buttons, "while it runs, input is played"
    gate = hand.gate
    hand.set_gate(gate.stop() if way == WAYS[0] else gate.narrowed(USUAL[:1]) if way == WAYS[2] else gate.ended())
    sink.pointer = (-1, -1)
    for number, event in enumerate(islice(some_input(), count_of(MESSAGES))):
        hand.inject(inject(event, sequence=number))
    assert (sink.pointer, sink.buttons, sink.keys, sink.text, sink.turned) == ((-1, -1), set(), set(), "", (0, 0))
    hand.close()
