"""One attempt's connection while it carries a session: confirmation, picture, input, heartbeats and time left."""

import asyncio
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from agent import clock
from agent.control.flow import Flow
from agent.control.guard import Dropped, Guard, Rights
from agent.media.picture import Stream
from agent.permit import Permit
from agent.sessions.clipboard import Clipboard, FromViewer, ToViewer
from agent.sessions.idle import Stillness
from agent.sessions.indicator import Indicator
from agent.sessions.ports import Desktop, Peer
from agent.sessions.screens import Screens
from protocol.capabilities import Capability, ordered
from protocol.codec import decode, encode
from protocol.errors import ProtocolError
from protocol.exchange import Side, Transcript, confirmation
from protocol.identifiers import SessionId
from protocol.links import core_desktop, viewer_agent
from protocol.links.viewer_agent import (
    HEARTBEAT_SECONDS,
    MAX_PIXEL,
    RELEASE_AFTER_SECONDS,
    Channel,
    QualityChoice,
    ViewerToAgent,
)
from protocol.session.reasons import EndReason

log = logging.getLogger(__name__)

CONFIRM_SECONDS: Final = 10.0
LOST_AFTER_SECONDS: Final = 6.0
# Broken messages beyond this are no accident.
MAX_FAULTS: Final = 50
# A page does so when it opens, and around each pause; each time, the whole screen is sent anew.
MAX_SHARPENED: Final = 256


class PathLost(Exception):
    """The way to the viewer is gone; the session may come back by a new attempt."""


class Over(Exception):
    """The session ends now, for this reason."""

    def __init__(self, reason: EndReason, by: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.by = by


@dataclass(slots=True, kw_only=True)
class LiveConnection:
    """What runs between the two confirmations and the end of one attempt."""

    session: SessionId
    transcript: Transcript
    desktop: Desktop
    permit: Callable[[], Permit | None]
    """Gives the permit as it stands; None once the session is ending."""
    is_held: Callable[[], bool]
    """Tells whether a question of ours stands on the screen."""
    is_paused: Callable[[], bool]
    """Tells whether the picture is covered and no input passes."""
    stillness: Stillness
    flow: Flow
    """What is on its way to the desktop."""
    indicator: Indicator
    """Told of each input that passes, and of each picture that the technician keeps."""
    screens: Screens
    clipboard: Clipboard
    end: Callable[[EndReason], None]
    off: EndReason = EndReason.DONE_BY_TECHNICIAN
    """Why it ends when whoever has the viewer says so."""
    _peer: Peer | None = None
    _picture: Stream | None = None
    _guard: Guard = field(default_factory=Guard)
    _beats: int = 0
    _heard_at: float = 0.0
    _heard_number: int | None = None
    _confirmed: asyncio.Event = field(default_factory=asyncio.Event)
    _lost: asyncio.Event = field(default_factory=asyncio.Event)
    _released: bool = True
    _monitors: viewer_agent.Monitors | None = None
    """What the viewer was told last of the monitors."""
    _faults: int = 0
    _sharpened: int = 0
    _dropped: dict[Dropped, int] = field(default_factory=dict)
    _choice: QualityChoice = QualityChoice.AUTO

    def on_message(self, channel: Channel, text: str) -> None:
        """Take one message of the viewer; whatever is wrong with it is counted and goes no further."""
        try:
            message: ViewerToAgent = decode(text, ViewerToAgent, max_bytes=viewer_agent.MAX_BYTES)
        except ProtocolError as fault:
            self._fault(fault.code)
            return
        if isinstance(message, viewer_agent.Confirm):
            self._check(message.confirmation)
        elif not self._confirmed.is_set():
            self._fault("channel.unconfirmed")
        elif not _belongs(channel, message):
            self._fault("channel.wrong")
        else:
            self._take(message)

    def on_lost(self, code: str) -> None:
        """The connection itself reports its end."""
        log.info("connection of session %s: %s", self.session, code)
        self._lost.set()

    async def confirm(self, peer: Peer) -> None:
        """Exchange confirmations; no picture and no input before. Raises Over or PathLost."""
        self._peer = peer
        self._say(viewer_agent.Confirm(confirmation=confirmation(self.transcript, Side.AGENT)))
        confirmed = asyncio.create_task(self._confirmed.wait())
        lost = asyncio.create_task(self._lost.wait())
        try:
            await asyncio.wait({confirmed, lost}, timeout=CONFIRM_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            confirmed.cancel()
            lost.cancel()
        if not self._confirmed.is_set():
            raise PathLost

    async def carry(self, picture: Stream) -> None:
        """Show the picture and keep both sides informed until the path is lost. Raises PathLost."""
        assert self._peer is not None
        self._picture = picture
        if all(picture.size):
            self.resized(*picture.size)
        self._say_monitors()
        if not self.is_paused():
            self._peer.show(picture)
        await self.keep_up(until=asyncio.Event())

    async def keep_up(self, *, until: asyncio.Event) -> None:
        """Keep both sides informed until something has happened. Raises PathLost where the path goes before."""
        self._heard_at = clock.monotonic()
        waiting = [asyncio.create_task(each.wait()) for each in (until, self._lost)]
        try:
            while not until.is_set():
                self._beats += 1
                self._beat(self._beats)
                await asyncio.wait(waiting, timeout=HEARTBEAT_SECONDS / 2, return_when=asyncio.FIRST_COMPLETED)
                if self._lost.is_set():
                    raise PathLost
                self._watch_viewer()
        finally:
            for wait in waiting:
                wait.cancel()

    def resized(self, width: int, height: int) -> None:
        """The picture has this size from now on."""
        self._say(viewer_agent.Screen(width=width, height=height))

    def pointed(self, x: int, y: int) -> None:
        """The person's pointer is here; only the newest place matters, and none while nothing is seen."""
        if self._peer is not None and not self.is_paused() and 0 <= x <= MAX_PIXEL and 0 <= y <= MAX_PIXEL:
            self._peer.send(Channel.CURSOR, encode(viewer_agent.Cursor(x=x, y=y)).decode())

    def pass_on(self, message: ToViewer) -> bool:
        """Send over the channel for long things; False where it is closed or full."""
        return self._peer is not None and self._peer.send(Channel.BULK, encode(message).decode())

    def backlog(self) -> int:
        """Bytes in that channel that have not left."""
        return self._peer.backlog(Channel.BULK) if self._peer is not None else 0

    def say_code(self, *, matches: bool, tries_left: int) -> None:
        """Tell the viewer how typing the code goes."""
        self._say(viewer_agent.CodeFrame(matches=matches, tries_left=tries_left))

    def say_ended(self, reason: EndReason) -> None:
        """Tell the viewer directly why it is over."""
        self._say(viewer_agent.EndedFrame(reason=reason))

    def release(self) -> None:
        """Let go of everything this viewer holds down."""
        if not self._released:
            self._released = True
            self._guard.forget()
            self.desktop.send(core_desktop.ReleaseAll())

    def cover(self, paused: bool) -> None:
        """Cover the picture and let go of everything, or show it again; the viewer is told at once."""
        if paused:
            self.release()
        if self._peer is not None and paused:
            self._peer.hide()
        elif self._peer is not None and self._picture is not None:
            self._peer.show(self._picture)
        self.clipboard.heed()
        self._say_status()

    def _check(self, theirs: bytes) -> None:
        if hmac.compare_digest(theirs, confirmation(self.transcript, Side.VIEWER)):
            self._confirmed.set()
        else:
            self.end(EndReason.SAFETY)

    def _beat(self, number: int) -> None:
        if self.permit() is None:
            return
        self.clipboard.look()
        if number % 2 == 1:
            self._say(viewer_agent.Heartbeat(number=number, echo=self._heard_number))
            self._say_delays()
        self._say_status()
        if self._picture is not None:
            self._say_monitors()
        for reason, count in self._dropped.items():
            self._say(viewer_agent.Dropped(code=reason.value, count=count))
        self._dropped.clear()

    def _say_status(self) -> None:
        permit = self.permit()
        if permit is None:
            return
        self._say(
            viewer_agent.Status(
                capabilities=ordered(permit.capabilities),
                seconds_left=permit.seconds_left(clock.monotonic()),
                held=self.is_held() or self.clipboard.is_asking,
                paused=self.is_paused(),
                idle_left=self.stillness.warning(),
                quality=self._choice,
                kept_pictures=self.indicator.kept_pictures,
            )
        )

    def _say_delays(self) -> None:
        taken = self._peer.take_delays() if self._peer is not None else None
        if taken is not None:
            capture, encoded, sent = (min(1000 * each, 60_000.0) for each in (taken.capture, taken.encode, taken.send))
            self._say(viewer_agent.Delays(capture=capture, encode=encoded, send=sent))

    def _say_monitors(self) -> None:
        told = self.screens.monitors()
        if told != self._monitors:
            self._monitors = told
            self._say(told)

    def _show_monitor(self, number: int | None) -> None:
        # Held buttons belong to the place they were pressed at.
        self.release()
        if self.screens.look_at(number):
            self._say_monitors()
        else:
            self._fault("channel.not_given")

    def _choose(self, choice: QualityChoice) -> None:
        self._choice = choice
        if self._peer is not None:
            self._peer.choose(choice)

    def _keep_picture(self) -> None:
        # Who is shown nothing has nothing to keep.
        if self.permit() is None or self._picture is None or self.is_paused() or not self.indicator.keep_picture():
            self._fault("channel.nothing_to_keep")
        else:
            # The viewer waits for this before there is a file.
            self._say_status()

    def _sharpen(self, on: bool) -> None:
        self._sharpened += 1
        if self._sharpened > MAX_SHARPENED:
            self._fault("channel.sharpened_often")
        elif self._peer is not None:
            self._peer.sharpen(on)

    def _watch_viewer(self) -> None:
        silent = clock.monotonic() - self._heard_at
        if silent > RELEASE_AFTER_SECONDS:
            self.release()
        if silent > LOST_AFTER_SECONDS:
            raise PathLost

    def _take(self, message: ViewerToAgent) -> None:
        match message:
            case viewer_agent.Heartbeat(number=number):
                self._heard_at = clock.monotonic()
                self._heard_number = number
            case viewer_agent.Off():
                self.end(self.off)
            case viewer_agent.ReleaseAll():
                self.release()
            case viewer_agent.StillHere():
                # Who sees nothing keeps nothing going: only the person does, by unlocking.
                if not self.is_paused():
                    self.stillness.did()
            case viewer_agent.ShowMonitor(number=number):
                self._show_monitor(number)
            case viewer_agent.ChooseQuality(choice=choice):
                self._choose(choice)
            case viewer_agent.KeptPicture():
                self._keep_picture()
            case viewer_agent.Sharpen(on=on):
                self._sharpen(on)
            case viewer_agent.Confirm():
                self._fault("channel.confirmed_already")
            case viewer_agent.ClipboardFetch() | viewer_agent.ClipboardHead() | viewer_agent.ClipboardPart():
                self._hear_clipboard(message)
            case event:
                self._pass_on(event)

    def _hear_clipboard(self, message: FromViewer) -> None:
        if not self.is_paused():
            self.stillness.did()
        fault = self.clipboard.heard(message)
        if fault is not None:
            self._fault(fault)

    def _pass_on(self, event: core_desktop.InputEvent) -> None:
        permit = self.permit()
        now = clock.monotonic()
        width, height = self._picture.size if self._picture else (0, 0)
        may_control = permit is not None and permit.allows(Capability.CONTROL, now)
        rights = Rights(may_control=may_control, is_driver=True, width=width, height=height)
        if self.is_paused():
            verdict: core_desktop.InputEvent | Dropped = Dropped.PAUSED
        elif may_control and not self.flow.takes(event):
            verdict = Dropped.TOO_FAST
        else:
            verdict = self._guard.judge(event, rights, now)
        if isinstance(verdict, Dropped):
            self._dropped[verdict] = self._dropped.get(verdict, 0) + 1
            return
        self.stillness.did()
        self.indicator.acted()
        self._released = False
        placed = _placed(verdict, self._picture.place if self._picture else (0, 0))
        number = self.flow.number()
        self.desktop.send(core_desktop.Inject(session=self.session, sequence=number, events=(placed,)))

    def _say(self, message: viewer_agent.AgentToViewer) -> None:
        if self._peer is not None:
            self._peer.send(Channel.CONTROL, encode(message).decode())

    def _fault(self, code: str) -> None:
        self._faults += 1
        log.warning("viewer of session %s: %s", self.session, code)
        if self._faults > MAX_FAULTS:
            self.end(EndReason.SAFETY)


def _belongs(channel: Channel, message: ViewerToAgent) -> bool:
    """Tell whether a message goes over this channel: clipboards over their own, and only moves over that of moves."""
    if isinstance(message, FromViewer):
        return channel is Channel.BULK
    if channel is Channel.MOVES:
        return isinstance(message, viewer_agent.PointerMove)
    return channel is not Channel.TILES


def _placed(event: core_desktop.InputEvent, place: tuple[int, int]) -> core_desktop.InputEvent:
    """Say where an event is on the whole screen: viewers count from the corner of their picture."""
    if isinstance(event, viewer_agent.Key):
        return event
    return replace(event, x=event.x + place[0], y=event.y + place[1])
