"""The time between the start in one-time mode and the technician's coming: shows the code, and waits for its use."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from agent import clock
from agent.desktop_process import DesktopProcess
from agent.errors import AgentFault
from agent.identity import Enrolment
from agent.joining import JoinDesk
from protocol.joining import CodeGiven, JoinState
from protocol.links.core_desktop import FromDesktop, JoinStage, Quit, Ready, ShowJoin, TypeCode, WantCode

log = logging.getLogger(__name__)
Value = TypeVar("Value")

LOOK_SECONDS: Final = 2.0
MOST_WAITING: Final = 32


@dataclass(slots=True)
class JoinWait:
    """Waits in a window of its own until this computer has joined, or the person closes it."""

    desk: JoinDesk
    code: str | None = None
    """The code of an approved request, where the agent was started with one."""
    look_seconds: float = LOOK_SECONDS
    desktop: DesktopProcess = field(init=False)
    _said: "asyncio.Queue[FromDesktop]" = field(init=False)
    _given: CodeGiven | None = field(default=None, init=False)
    _given_at: float = field(default=0.0, init=False)
    _shown: ShowJoin = field(default_factory=lambda: ShowJoin(stage=JoinStage.CODE), init=False)

    def __post_init__(self) -> None:
        self._said = asyncio.Queue(MOST_WAITING)
        self.desktop = DesktopProcess(self._hear, _nothing)

    async def run(self) -> Enrolment | None:
        """Give who this computer is once it has joined; None where the person wanted no help any more."""
        window = asyncio.create_task(self.desktop.run(), name="join window")
        try:
            joined = await self._first()
            while joined is None:
                joined = await self._next()
            if isinstance(joined, Enrolment):
                self._show(ShowJoin(stage=JoinStage.JOINED))
                return joined
            return None
        finally:
            window.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await window

    async def _first(self) -> Enrolment | Quit | None:
        if self.code is not None:
            return await self._type(self.code)
        await self._fetch()
        return None

    async def _next(self) -> Enrolment | Quit | None:
        """Take what the person did, or look whether the code was used meanwhile."""
        try:
            async with asyncio.timeout(self.look_seconds):
                said = await self._said.get()
        except TimeoutError:
            return await self._look()
        match said:
            case Ready():
                self._show(self._as_now())
            case TypeCode(code=code):
                return await self._type(code)
            case WantCode():
                await self._fetch()
            case Quit():
                return said
            case _:
                pass
        return None

    async def _fetch(self) -> None:
        self._given = None
        try:
            self._given = await asyncio.to_thread(self.desk.ask_code)
        except AgentFault as fault:
            self._show(ShowJoin(stage=JoinStage.TYPE, trouble=fault.message))
            return
        self._given_at = clock.monotonic()
        self._show(ShowJoin(stage=JoinStage.CODE, code=self._given.code, seconds_left=self._given.seconds))

    async def _type(self, code: str) -> Enrolment | None:
        try:
            return await asyncio.to_thread(self.desk.type_code, code)
        except AgentFault as fault:
            now = self._as_now() if self._given is not None else ShowJoin(stage=JoinStage.TYPE)
            self._show(ShowJoin(stage=now.stage, code=now.code, seconds_left=now.seconds_left, trouble=fault.message))
        return None

    async def _look(self) -> Enrolment | None:
        if self._given is None:
            return None
        try:
            found = await asyncio.to_thread(self.desk.look, self._given.secret)
        except AgentFault as fault:
            log.info("the code was not looked up: %s", fault.message)
            return None
        if isinstance(found, Enrolment):
            return found
        if found is JoinState.OVER:
            self._given = None
            self._show(ShowJoin(stage=JoinStage.OVER))
        return None

    def _as_now(self) -> ShowJoin:
        """Give what is shown, with the seconds that are left now."""
        shown = self._shown
        passed = int(clock.monotonic() - self._given_at) if self._given is not None else 0
        left = max(0, self._given.seconds - passed) if self._given is not None else 0
        return ShowJoin(stage=shown.stage, code=shown.code, seconds_left=left, trouble=shown.trouble)

    def _show(self, message: ShowJoin) -> None:
        self._shown = message
        self.desktop.send(message)

    async def _hear(self, message: FromDesktop) -> None:
        if isinstance(message, Ready | TypeCode | WantCode | Quit):
            await self._said.put(message)


async def _nothing() -> None:
    """A window that died is started again, and shown anew when it is ready."""


async def tell_gone(make: Callable[..., DesktopProcess] = DesktopProcess) -> None:
    """Say that nothing is left, until the person closes the window."""
    closed = asyncio.Event()

    async def hear(message: FromDesktop) -> None:
        if isinstance(message, Ready):
            desktop.send(ShowJoin(stage=JoinStage.GONE))
        elif isinstance(message, Quit):
            closed.set()

    async def gone() -> None:
        closed.set()

    desktop = make(hear, gone)
    running = asyncio.create_task(desktop.run(), name="last window")
    try:
        await closed.wait()
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
