"""A device around one session: broker, desktop, connection and picture that remember what they were told."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from agent.advance import AdvanceKeeper
from agent.identity import Identity
from agent.media.delays import Delays
from agent.media.picture import Stream, Viewer
from agent.sessions.ports import PictureWatcher
from agent.sessions.record import SessionFiles
from agent.sessions.surroundings import Detail, Surroundings
from agent.visitors import Visitors
from protocol.codec import decode, encode
from protocol.grant import Proposal
from protocol.identifiers import DeviceId
from protocol.links import core_desktop, viewer_agent
from protocol.links.agent_broker import AgentToBroker, IceServer, Presence
from protocol.links.viewer_agent import AgentToViewer, Channel, QualityChoice
from protocol.policy import Policy
from tests.agent.instance import Signer

Told = TypeVar("Told")
WAIT_SECONDS = 10.0


class Heard:
    """Messages in their order, which a test can wait for."""

    def __init__(self) -> None:
        self.messages: list[object] = []
        self._more = asyncio.Event()

    def add(self, message: object) -> None:
        self.messages.append(message)
        self._more.set()

    def all(self, kind: type[Told]) -> list[Told]:
        return [message for message in self.messages if isinstance(message, kind)]

    async def next(self, kind: type[Told], number: int = 1) -> Told:
        """Wait for the number-th message of a kind."""
        async with asyncio.timeout(WAIT_SECONDS):
            while len(self.all(kind)) < number:
                self._more.clear()
                await self._more.wait()
        return self.all(kind)[number - 1]


@dataclass
class FakeBroker:
    heard: Heard = field(default_factory=Heard)

    def send(self, message: AgentToBroker) -> bool:
        self.heard.add(message)
        return True


@dataclass
class FakeDesktop:
    is_up: bool = True
    heard: Heard = field(default_factory=Heard)

    def send(self, message: core_desktop.FromCore) -> bool:
        self.heard.add(message)
        return self.is_up


@dataclass
class FakePicture:
    size: tuple[int, int] = (1920, 1080)
    place: tuple[int, int] = (0, 0)
    only: list[str | None] = field(default_factory=list)

    def show_only(self, display: str | None) -> None:
        self.only.append(display)

    def subscribe(self, viewer: Viewer) -> None:
        """Nobody looks in these tests."""

    async def unsubscribe(self, viewer: Viewer) -> None:
        """Nobody looked."""

    def request_key(self, codec: object) -> None:
        """There is no next picture."""

    def make_room(self) -> None:
        """There is no next picture."""

    def look_again(self) -> None:
        """There is nothing to look at."""


class FakePeer:
    """A connection whose other end is the test."""

    fingerprint = "ab" * 32

    def __init__(self, on_message: Callable[[Channel, str], None], on_lost: Callable[[str], None]) -> None:
        self._on_message = on_message
        self.lose = on_lost
        self.heard = Heard()
        self.shown: Stream | None = None
        self.choice = QualityChoice.AUTO
        self.delays: Delays | None = None
        self.sharpened: list[bool] = []
        self.closed = False
        self.behind = 0

    async def answer(self, offer: str, fingerprint: str, *, ice_servers: Sequence[IceServer] = ()) -> str:
        return f"answer to {offer}"

    async def connected(self) -> None:
        """It is, at once."""

    def send(self, channel: Channel, message: str) -> bool:
        said: AgentToViewer = decode(message, AgentToViewer)
        self.heard.add(said)
        return not self.closed

    def backlog(self, channel: Channel) -> int:
        return self.behind

    def show(self, stream: Stream) -> None:
        self.shown = stream

    def sharpen(self, on: bool) -> None:
        self.sharpened.append(on)

    def hide(self) -> None:
        self.shown = None

    def choose(self, choice: QualityChoice) -> None:
        self.choice = choice

    def take_delays(self) -> Delays | None:
        taken, self.delays = self.delays, None
        return taken

    async def close(self) -> None:
        self.closed = True

    def say(self, message: viewer_agent.ViewerToAgent, channel: Channel = Channel.CONTROL) -> None:
        """Speak as the viewer."""
        self._on_message(channel, encode(message).decode())


class DeviceWorld:
    """Everything around a session on a device."""

    def __init__(self, state: Path) -> None:
        self.broker = FakeBroker()
        self.desktop = FakeDesktop()
        self.grant = Signer()
        self.peers: list[FakePeer] = []
        self.watchers: list[PictureWatcher] = []
        self.journal: list[tuple[str, Detail]] = []
        self.presence = Presence.ONLINE
        self.displays: tuple[core_desktop.Display, ...] = (
            core_desktop.Display(name="only", x=0, y=0, width=1920, height=1080, primary=True),
        )
        self.pictures: list[FakePicture] = []
        self.is_locked = False
        self.is_sure = True
        self.told_of_visits: list[tuple[core_desktop.Receipt, ...]] = []
        self.touched_at = float("-inf")
        self.policy = Policy(device=DeviceId("d" * 26), number=0)
        self.files = SessionFiles(state)
        self.key = Identity(state).key()
        self.visitors = Visitors(state, DeviceId("d" * 26), self.key.hash)
        self.advance = AdvanceKeeper(directory=state, key=self.key, boot="this boot")

    def surroundings(self, boot: str = "this boot") -> Surroundings:
        return Surroundings(
            key=self.key,
            boot=boot,
            broker=self.broker,
            desktop=self.desktop,
            files=self.files,
            advance=self.advance,
            make_peer=self._make_peer,
            make_picture=self._make_picture,
            presence=lambda: Presence.LOCKED if self.is_locked else self.presence,
            displays=lambda: self.displays,
            surely_locked=lambda: self.is_locked and self.is_sure,
            tell_visits=lambda: self.told_of_visits.append(self.files.visits()),
            touched_at=lambda: self.touched_at,
            journal=self._write_down,
            policy=lambda: self.policy,
            visitors=self.visitors,
            grant_keys=lambda: self.grant.keys,
            witness=lambda: None,
        )

    def _make_peer(self, on_message: Callable[[Channel, str], None], on_lost: Callable[[str], None]) -> FakePeer:
        self.peers.append(FakePeer(on_message, on_lost))
        return self.peers[-1]

    def _make_picture(self, watcher: PictureWatcher) -> FakePicture:
        self.watchers.append(watcher)
        self.pictures.append(FakePicture())
        return self.pictures[-1]

    def _write_down(self, proposal: Proposal, kind: str, detail: Detail) -> None:
        self.journal.append((kind, detail))
