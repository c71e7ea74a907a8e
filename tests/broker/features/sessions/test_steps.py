"""A step that was stored is told to the world, whoever stopped waiting for it."""

import asyncio
from typing import Any

import pytest

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.features.sessions import steps, store
from broker.features.sessions.steps import Outward, Plan, Stepper
from protocol.session import events as on
from protocol.session.effects import TellState
from protocol.session.states import Session
from tests.protocol.session.stories import APPROVE, START, requested


class SlowDoor:
    """A door whose commit takes a while, and which then does what the change left for after it."""

    now = START

    def __init__(self) -> None:
        self.committed = asyncio.Event()
        self.left: list[tuple[Any, tuple[Any, ...]]] = []

    async def view(self, _actor: object, _permission: object, body: Any) -> Any:
        return body(self)

    async def change(self, _actor: object, _permission: object, body: Any) -> Any:
        value = body(self)
        asyncio.get_running_loop().call_later(0.05, self._commit)
        await self.committed.wait()
        return value

    def after_commit(self, act: Any, *arguments: Any) -> None:
        self.left.append((act, arguments))

    def _commit(self) -> None:
        for act, arguments in self.left:
            act(*arguments)
        self.committed.set()


class Stored:
    session: Session = requested()


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> SlowDoor:
    monkeypatch.setattr(store, "load", lambda _view, _session: Stored())
    monkeypatch.setattr(store, "save", lambda _change, _before, _session: None)
    monkeypatch.setattr(steps, "record", lambda *_: None)
    return SlowDoor()


async def test_a_caller_that_is_cancelled_does_not_silence_a_step_that_was_taken(door: SlowDoor) -> None:
    told: list[Session] = []
    outward = Outward()
    outward.register(TellState, lambda session, _effect: told.append(session))
    work: Any = door
    stepper = Stepper(work, outward)

    def decide(_view: object, _session: Session) -> on.AnyEvent:
        return APPROVE

    plan = Plan(actor=SystemActor(job="test"), permission=Permission.SESSION_APPROVE, session="s" * 26, decide=decide)
    caller = asyncio.create_task(stepper.take(plan))
    await asyncio.sleep(0.01)
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    await door.committed.wait()
    assert [type(session.state).__name__ for session in told] == ["Approved"]
