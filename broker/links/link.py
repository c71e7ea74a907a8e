"""One live WebSocket: strict messages in, a bounded line out, heartbeats both ways, one code when it closes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from broker.clock import Clock
from broker.entropy import new_reference
from broker.errors import Fault, Refusal
from broker.links.pace import Bucket, Pace
from protocol.codec import decode, encode
from protocol.errors import Malformed

_log = structlog.get_logger(__name__)

LINE_LIMIT: Final = 256
HEARTBEAT_SECONDS: Final = 15.0
DEAD_AFTER_SECONDS: Final = 45.0
SEND_SECONDS: Final = 15.0
PARTING_SECONDS: Final = 2.0
PACE: Final = Pace(burst=120, per_second=20.0)
# A link that says so much that nobody understands is no program of ours.
MAX_FAULTS: Final = 20
REASON_BYTES: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What is spoken on a link."""

    incoming: Any
    """The union of messages that are understood."""
    max_bytes: int
    ping: Callable[[int], object]
    pong: Callable[[int], object]
    fault: Callable[[str, str, str | None], object] | None
    """Builds a fault from code, sentence and session; None where the language has no such message."""
    is_ping: Callable[[object], bool]
    is_pong: Callable[[object], bool]


class Closing(Exception):
    """The link is to be closed with this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Handler = Callable[[Any], Awaitable[None]]
Check = Callable[[], Awaitable[None]]


class Link:
    """One socket and its line of outgoing messages."""

    def __init__(self, language: Language, clock: Clock) -> None:
        self.socket = web.WebSocketResponse(
            max_msg_size=language.max_bytes, compress=False, autoping=True, timeout=PARTING_SECONDS
        )
        self._language = language
        self._clock = clock
        self._line: asyncio.Queue[object] = asyncio.Queue(LINE_LIMIT)
        self._bucket = Bucket(PACE, clock.monotonic())
        self._heard_at = clock.monotonic()
        self._faults = 0
        self._closing: str | None = None
        self._over = asyncio.Event()
        self._asked = asyncio.Event()

    @property
    def closing(self) -> str | None:
        """The code this link closes with, once that is decided."""
        return self._closing

    def send(self, message: object) -> bool:
        """Put a message in the line; a reader so slow that the line is full is closed."""
        if self._closing is not None:
            return False
        try:
            self._line.put_nowait(message)
        except asyncio.QueueFull:
            self.close("link.too_slow")
            return False
        return True

    def close(self, code: str) -> None:
        """Decide that this link closes, with a code; what is in the line is still sent if the reader takes it."""
        if self._closing is None:
            self._closing = code
            self._over.set()

    async def say(self, message: object) -> None:
        """Send one message before the conversation begins."""
        async with asyncio.timeout(SEND_SECONDS):
            await self.socket.send_str(encode(message).decode())

    async def receive(self, seconds: float) -> Any:
        """Wait for one message before the conversation begins; raises Closing or Malformed."""
        try:
            async with asyncio.timeout(seconds):
                return await self._next()
        except TimeoutError:
            raise Closing("link.too_late") from None

    async def converse(self, handle: Handler, check: Check | None = None) -> None:
        """Carry messages both ways until the link is over; `check` runs with each heartbeat, and when asked."""
        tasks = {
            asyncio.create_task(self._read(handle)),
            asyncio.create_task(self._write()),
            asyncio.create_task(self._beat(check)),
            asyncio.create_task(self._over.wait()),
        }
        if check is not None:
            tasks.add(asyncio.create_task(self._check_when_asked(check)))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                self._note_end(task)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def check_soon(self) -> None:
        """Have the check run now, between two heartbeats: somebody's rights have changed."""
        self._asked.set()

    async def part(self) -> None:
        """Send what is left, say the code, and close; bounded in time."""
        try:
            async with asyncio.timeout(PARTING_SECONDS):
                while not self._line.empty() and not self.socket.closed:
                    await self.socket.send_str(encode(self._line.get_nowait()).decode())
        except Exception:
            _log.debug("link.last_words_lost")
        reason = (self._closing or "link.over").encode()[:REASON_BYTES]
        try:
            async with asyncio.timeout(PARTING_SECONDS):
                await self.socket.close(code=WSCloseCode.POLICY_VIOLATION, message=reason)
        except (TimeoutError, ConnectionError, RuntimeError):
            _log.debug("link.not_closed_in_time")

    def _note_end(self, task: "asyncio.Task[Any]") -> None:
        fault = None if task.cancelled() else task.exception()
        if isinstance(fault, Closing):
            self.close(fault.code)
        elif isinstance(fault, ConnectionError | TimeoutError):
            self.close("link.gone")
        elif fault is not None:
            _log.error("link.failed", exc_info=fault)
            self.close("internal")

    async def _read(self, handle: Handler) -> None:
        while True:
            try:
                message = await self._next()
            except Malformed as fault:
                self._answer_fault(fault.code, "This message was not understood.", None)
                continue
            if self._language.is_ping(message):
                self.send(self._language.pong(message.number))
            elif not self._language.is_pong(message):
                await self._handle(handle, message)

    async def _next(self) -> Any:
        received = await self.socket.receive()
        if received.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
            raise Closing("link.gone")
        if received.type is WSMsgType.ERROR:
            # Too large, or broken framing: aiohttp has closed it already with its own code.
            raise Closing("link.broken")
        self._heard_at = self._clock.monotonic()
        if not self._bucket.take(self._heard_at):
            raise Closing("link.too_fast")
        if received.type is not WSMsgType.TEXT:
            raise Malformed("body.not_text")
        return decode(received.data, self._language.incoming, max_bytes=self._language.max_bytes)

    async def _handle(self, handle: Handler, message: Any) -> None:
        """One message may fail; the link goes on."""
        session = getattr(message, "session", None)
        try:
            await handle(message)
        except Refusal as refusal:
            self._answer_fault(refusal.code, refusal.message, session)
        except Fault as fault:
            reference = new_reference()
            _log.error("link.message_failed", reference=reference, exc_info=fault)
            self._answer_fault(fault.code, f"{Fault.message} Quote {reference}.", session)

    def _answer_fault(self, code: str, sentence: str, session: str | None) -> None:
        self._faults += 1
        if self._language.fault is None or self._faults > MAX_FAULTS:
            raise Closing(code if self._language.fault is None else "link.too_many_faults")
        self.send(self._language.fault(code, sentence[:1000], session))

    async def _write(self) -> None:
        while True:
            message = await self._line.get()
            async with asyncio.timeout(SEND_SECONDS):
                await self.socket.send_str(encode(message).decode())

    async def _check_when_asked(self, check: Check) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            await check()

    async def _beat(self, check: Check | None) -> None:
        number = 0
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            if self._clock.monotonic() - self._heard_at > DEAD_AFTER_SECONDS:
                raise Closing("link.silent")
            if check is not None:
                await check()
            number += 1
            self.send(self._language.ping(number))
