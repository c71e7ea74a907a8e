"""Whatever viewer and desktop say, in any order: nothing passes without a yes, nor unwritten, nor once taken back."""

import asyncio
import hashlib
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent.permit import Permit
from agent.sessions.clipboard import Clipboard, ToViewer
from protocol.capabilities import Capability
from protocol.clipboard import (
    CAPABILITY_OF,
    MAX_TEXT_BYTES,
    PART_BYTES,
    ClipboardDirection,
    ClipboardFormat,
    parts_of,
)
from protocol.grant import Decision
from protocol.links import desktop_clipboard as desk
from protocol.links.viewer_agent import ClipboardFetch, ClipboardHead, ClipboardPart
from protocol.policy import Running
from tests.fakes.device import DeviceWorld
from tests.protocol.documents import proposal

FULL = 1_000
STEPS = 60
ALL = frozenset(Capability)
TEXTS = tuple(text.encode() for text in ("a", "ж" * PART_BYTES, "x" * (3 * PART_BYTES + 1), "👋" * 99))


@dataclass
class Play:
    """One session's clipboard, and everybody around it by chance."""

    chance: random.Random
    world: DeviceWorld
    capabilities: frozenset[Capability] = ALL
    is_paused: bool = False
    told: list[ToViewer] = field(default_factory=list)
    yes: int = 0
    passed: list[ClipboardDirection] = field(default_factory=list)
    clipboard: Clipboard = field(init=False)

    def __post_init__(self) -> None:
        self.world.policy = replace(self.world.policy, running=Running(capabilities=tuple(Capability)))
        self.clipboard = Clipboard(
            around=self.world.surroundings(),
            proposal=proposal(),
            permit=lambda: Permit(capabilities=self.capabilities, ends_at=1e18, lease_until=1e18),
            paused=lambda: self.is_paused,
            way=lambda: self,
            passed=self.passed.append,
        )

    def pass_on(self, message: ToViewer) -> bool:
        self.told.append(message)
        return True

    def backlog(self) -> int:
        return 0

    def step(self) -> None:
        deeds: tuple[Callable[[], object], ...] = (
            self.head,
            self.parts,
            self.parts,
            self.fetch,
            self.read,
            self.answer,
            self.answer,
            self.was_set,
            self.narrow,
            self.clipboard.look,
        )
        self.chance.choice(deeds)()

    def head(self) -> None:
        content = self.chance.choice(TEXTS)
        size = self.chance.choice([len(content)] * 6 + [0, 1, MAX_TEXT_BYTES + 1, 2**40])
        digest = hashlib.sha256(content).digest() if self.chance.random() < 0.9 else b"?" * 32
        number = self.chance.randrange(1, 4)
        self.clipboard.heard(ClipboardHead(transfer=number, format=ClipboardFormat.TEXT, size=size, sha256=digest))

    def parts(self) -> None:
        number = self.chance.randrange(1, 4)
        found = [
            ClipboardPart(transfer=number, number=at, content=part)
            for at, part in enumerate(parts_of(self.chance.choice(TEXTS)), start=1)
        ]
        if self.chance.random() < 0.2:
            self.chance.shuffle(found)
        for part in found[: self.chance.randrange(1, 6)]:
            self.clipboard.heard(part)

    def fetch(self) -> None:
        self.clipboard.heard(ClipboardFetch(transfer=self.chance.randrange(1, 4)))

    def read(self) -> None:
        wanted = self.world.desktop.heard.all(desk.ReadClipboard)
        serial = wanted[-1].transfer if wanted else 1
        if self.chance.random() < 0.2:
            self.clipboard.heard_desktop(desk.ClipboardUnread(transfer=serial, why=desk.Unread.EMPTY))
        content = self.chance.choice([*TEXTS, b"\xff"])
        self.clipboard.heard_desktop(desk.ClipboardRead(transfer=serial, piece=1, of=1, content=content))

    def answer(self) -> None:
        asked = self.world.desktop.heard.all(desk.AskClipboard)
        if not asked:
            return
        question = self.chance.choice([asked[-1], asked[-1], self.chance.choice(asked)]).question
        answer = self.chance.choice([Decision.YES, Decision.YES, Decision.NO, Decision.TIMED_OUT])
        transfer = self.clipboard._transfer
        if answer is Decision.YES and transfer is not None and transfer.question == question:
            self.yes += 1
        self.clipboard.heard_desktop(desk.AnswerClipboard(question=question, answer=answer))

    def was_set(self) -> None:
        put = self.world.desktop.heard.all(desk.PutClipboard)
        self.clipboard.heard_desktop(desk.ClipboardWasSet(transfer=put[-1].transfer if put else 1, done=True))

    def narrow(self) -> None:
        taken = self.chance.choice([Capability.FILES_IN, Capability.CLIPBOARD_IN, Capability.CLIPBOARD_OUT])
        self.capabilities, self.is_paused = ALL - {taken}, self.chance.random() < 0.2
        self.clipboard.heed()

    def check(self) -> None:
        """What holds after each step."""
        assert len(self.passed) == self.yes, "each that passes has its own yes"
        written = [kind for kind, _ in self.world.journal if kind != "clipboard_refused"]
        assert written == [f"clipboard_{way}" for way in self.passed], "and its own entry"
        put = {each.transfer for each in self.world.desktop.heard.all(desk.PutClipboard)}
        assert len(put) == self.passed.count(ClipboardDirection.IN)
        transfer = self.clipboard._transfer
        if transfer is not None:
            assert CAPABILITY_OF[transfer.direction] in self.capabilities
            assert not self.is_paused
            assert sum(len(piece) for piece in transfer.pieces) + len(transfer.content) <= 2 * MAX_TEXT_BYTES


@pytest.mark.proof("clipboards")
async def test_nothing_passes_without_a_yes_nor_unwritten(tmp_path: Path, count_of: Callable[[int], int]) -> None:
    first = secrets.randbelow(2**48)
    for seed in range(first, first + count_of(FULL)):
        play = Play(random.Random(seed), DeviceWorld(tmp_path))
        try:
            for _ in range(STEPS):
                play.step()
                await asyncio.sleep(0)
                play.check()
        except AssertionError as fault:
            raise AssertionError(f"it fails for the seed {seed}") from fault
        finally:
            play.clipboard.withdraw()
