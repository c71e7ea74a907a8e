"""Waiting with a code: read out, looked up, over, typed, refused and given up; the window is a stand-in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from agent import join_wait
from agent.errors import AgentFault
from agent.identity import Enrolment
from agent.join_wait import JoinWait, tell_gone
from protocol.identifiers import DeviceId, OrganizationId
from protocol.joining import CodeGiven, JoinState
from protocol.links.core_desktop import FromCore, FromDesktop, JoinStage, Quit, Ready, ShowJoin, TypeCode, WantCode

CODE = "482913605"
READY = Ready(person="p", displays=(), locked=False, idle_seconds=0, tray=True, process=1)
JOINED = Enrolment(
    url="https://a", device=DeviceId("d" * 26), organization=OrganizationId("o" * 26), name="n", root=b"r", trust="t"
)


class Window:
    """Stands in for the desktop process; `then` says what the person does about what is shown."""

    then: Callable[[ShowJoin], FromDesktop | None]
    shown: list[ShowJoin]

    def __init__(self, hear: Any, gone: Any) -> None:
        self._hear = hear
        self._waiting: asyncio.Queue[FromDesktop] = asyncio.Queue()

    def send(self, message: FromCore) -> bool:
        assert isinstance(message, ShowJoin)
        Window.shown.append(message)
        answer = Window.then(message)
        if answer is not None:
            self._waiting.put_nowait(answer)
        return True

    async def run(self) -> None:
        await self._hear(READY)
        while True:
            await self._hear(await self._waiting.get())


class Desk:
    """Stands in for the instance."""

    def __init__(self, *looks: object, typed: object = JOINED) -> None:
        self.looks, self.typed = list(looks), typed
        self.codes = 0

    def ask_code(self) -> CodeGiven:
        self.codes += 1
        return CodeGiven(code=CODE, secret="s" * 20, seconds=600)

    def look(self, secret: str) -> object:
        return _said(self.looks.pop(0))

    def type_code(self, code: str) -> object:
        assert code == CODE
        return _said(self.typed)


def _said(answer: object) -> object:
    if isinstance(answer, Exception):
        raise answer
    return answer


async def waited(
    monkeypatch: pytest.MonkeyPatch,
    desk: Desk,
    then: Callable[[ShowJoin], FromDesktop | None] = lambda shown: None,
    code: str | None = None,
) -> Enrolment | None:
    monkeypatch.setattr(join_wait, "DesktopProcess", Window)
    Window.then, Window.shown = staticmethod(then), []
    wait = JoinWait(desk, code, look_seconds=0.01)  # type: ignore[arg-type]
    async with asyncio.timeout(20):
        return await wait.run()


REFUSED = AgentFault("enrolment.refused", "This code does not work.")


async def test_a_code_that_was_typed_elsewhere_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(JoinState.WAITING, AgentFault("enrolment.unreachable", "away"), JOINED)
    assert await waited(monkeypatch, desk) == JOINED
    assert Window.shown[0] == ShowJoin(stage=JoinStage.CODE, code=CODE, seconds_left=600)
    assert Window.shown[-1].stage is JoinStage.JOINED


async def test_a_code_that_is_over_is_replaced_by_a_press(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(JoinState.OVER, JOINED)
    again = await waited(monkeypatch, desk, lambda shown: WantCode() if shown.stage is JoinStage.OVER else None)
    assert (again, desk.codes) == (JOINED, 2)


async def test_the_code_of_a_request_joins_without_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    assert await waited(monkeypatch, desk, code=CODE) == JOINED
    assert desk.codes == 0


async def test_a_refused_code_is_told_and_can_be_typed_again_or_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(typed=REFUSED)

    def then(shown: ShowJoin) -> FromDesktop | None:
        if not shown.trouble:
            return None
        desk.typed = JOINED
        return TypeCode(code=CODE)

    assert await waited(monkeypatch, desk, then, code=CODE) == JOINED
    assert (Window.shown[0].stage, Window.shown[0].trouble) == (JoinStage.TYPE, "This code does not work.")
    assert await waited(monkeypatch, Desk(typed=REFUSED), lambda shown: Quit(), code=CODE) is None


async def test_the_last_window_stays_until_it_is_closed() -> None:
    Window.then, Window.shown = staticmethod(lambda shown: Quit()), []
    async with asyncio.timeout(20):
        await tell_gone(Window)  # type: ignore[arg-type]
    assert [shown.stage for shown in Window.shown] == [JoinStage.GONE]
