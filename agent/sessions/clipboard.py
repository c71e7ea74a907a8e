"""Passes a clipboard between viewer and device: one at a time, bounded, asked for, and written down before it goes."""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from agent import clock
from agent.permit import Permit
from agent.sessions.surroundings import Detail, Surroundings
from protocol.clipboard import (
    CAPABILITY_OF,
    MAX_TEXT_BYTES,
    MOST_IN_VAIN,
    MOST_TRANSFERS,
    PART_BYTES,
    QUESTION_SECONDS,
    REST_SECONDS,
    ClipboardDirection,
    ClipboardFormat,
    Gathering,
    TransferState,
    parts_of,
    start_of,
    text_of,
)
from protocol.errors import Malformed
from protocol.grant import Decision, Proposal
from protocol.links import desktop_clipboard as desk
from protocol.links.viewer_agent import ClipboardFetch, ClipboardHead, ClipboardPart, ClipboardState
from protocol.starting import is_open

log = logging.getLogger(__name__)

ARRIVAL_SECONDS: Final = 30.0
DESKTOP_SECONDS: Final = 10.0
# The desktop's own countdown comes first; this stands where its answer is lost.
GRACE_SECONDS: Final = 5.0
# How soon a part is tried again that the way to the viewer had no room for.
ROOM_SECONDS: Final = 0.02
MOST_TRIES: Final = 1_000
# What may lie in the channel before another part: heartbeats stand behind it, and what was taken back is still sent.
MAX_BACKLOG_BYTES: Final = 16 * 1024
# Parts on their way when a transfer was taken back; more than those are no accident.
MOST_STRAYS: Final = MAX_TEXT_BYTES // PART_BYTES

FromViewer = ClipboardFetch | ClipboardHead | ClipboardPart
ToViewer = ClipboardHead | ClipboardPart | ClipboardState


class Stage(StrEnum):
    """What a transfer waits for."""

    ARRIVING = "arriving"
    READING = "reading"
    ASKING = "asking"
    PUTTING = "putting"
    SENDING = "sending"


_LATE: Final = {
    Stage.ARRIVING: TransferState.BROKEN,
    Stage.READING: TransferState.FAILED,
    Stage.ASKING: TransferState.NO_ANSWER,
    Stage.PUTTING: TransferState.FAILED,
    Stage.SENDING: TransferState.BROKEN,
}


class Way(Protocol):
    """What leads to the viewer at the moment."""

    def pass_on(self, message: ToViewer) -> bool:
        """Send over the channel for long things; False where it is closed or full."""

    def backlog(self) -> int:
        """Bytes in that channel that have not left."""


@dataclass(slots=True, kw_only=True)
class Transfer:
    """One clipboard on its way."""

    number: int
    """The viewer's own."""
    serial: int
    """Ours, which no viewer can repeat."""
    direction: ClipboardDirection
    stage: Stage
    until: float
    gathering: Gathering | None = None
    pieces: list[bytes] = field(default_factory=list)
    content: bytes = b""
    question: str = ""


@dataclass(slots=True, kw_only=True)
class Clipboard:
    """The clipboards of one session; what goes over them is kept nowhere and told to nobody."""

    around: Surroundings
    proposal: Proposal
    """Says which session it is, and who asks."""
    permit: Callable[[], Permit | None]
    paused: Callable[[], bool]
    way: Callable[[], Way | None]
    passed: Callable[[ClipboardDirection], None]
    """Told of each that is passed on, for the receipt."""
    _transfer: Transfer | None = None
    _begun: int = 0
    _strays: int = 0
    _in_vain: list[float] = field(default_factory=list)
    """When the last questions ended without a yes, one after the other."""
    _sending: asyncio.Task[None] | None = None

    @property
    def is_asking(self) -> bool:
        """Tell whether a question of it stands on the person's screen."""
        return self._transfer is not None and self._transfer.stage is Stage.ASKING

    def heard(self, message: FromViewer) -> str | None:
        """Take what the viewer sends; gives a code for what no honest viewer does."""
        match message:
            case ClipboardPart():
                return self._arrive(message)
            case ClipboardHead():
                return self._begin(message.transfer, ClipboardDirection.IN, message)
            case ClipboardFetch():
                return self._begin(message.transfer, ClipboardDirection.OUT, None)

    def heard_desktop(self, message: desk.ClipboardFromDesktop) -> None:
        """Take what the person's side says; what is about another transfer is late, and means nothing."""
        transfer = self._transfer
        if transfer is None:
            return
        match message:
            case desk.AnswerClipboard():
                if transfer.stage is Stage.ASKING and transfer.question == message.question:
                    self._answered(transfer, message.answer)
            case desk.ClipboardRead():
                if transfer.stage is Stage.READING and transfer.serial == message.transfer:
                    self._read(transfer, message)
            case desk.ClipboardUnread():
                if transfer.stage is Stage.READING and transfer.serial == message.transfer:
                    self._end(TransferState(message.why.value))
            case desk.ClipboardWasSet():
                if transfer.stage is Stage.PUTTING and transfer.serial == message.transfer:
                    self._end(TransferState.DONE if message.done else TransferState.FAILED)

    def heed(self) -> None:
        """Something was taken away, or covered: what rests on it stops within this call."""
        if self._transfer is not None:
            hindrance = self._not_now(self._transfer.direction)
            if hindrance is not None:
                self.withdraw(TransferState.TAKEN_BACK if hindrance is TransferState.NOT_GIVEN else hindrance)

    def withdraw(self, state: TransferState = TransferState.TAKEN_BACK) -> None:
        """Stop what is under way, and take its question off the screen."""
        if self._transfer is not None:
            self._end(state)

    def lose_way(self) -> None:
        """The viewer is gone: where the person was asked about something, it was in vain, too."""
        if self._transfer is not None and self.is_asking:
            self._refused(self._transfer, Decision.TIMED_OUT)
        self.withdraw()

    def look(self) -> None:
        """See whether something waits for too long."""
        transfer = self._transfer
        if transfer is None or clock.monotonic() < transfer.until:
            return
        if transfer.stage is Stage.ASKING:
            self._refused(transfer, Decision.TIMED_OUT)
        self._end(_LATE[transfer.stage])

    @property
    def _asks(self) -> bool:
        return self.around.policy().running.clipboard_asked

    def _not_now(self, direction: ClipboardDirection) -> TransferState | None:
        permit = self.permit()
        if permit is None or not permit.allows(CAPABILITY_OF[direction], clock.monotonic()):
            return TransferState.NOT_GIVEN
        return TransferState.PAUSED if self.paused() else None

    def _hindrance(self, direction: ClipboardDirection, head: ClipboardHead | None) -> TransferState | None:
        not_now = self._not_now(direction)
        if not_now is not None:
            return not_now
        if self._transfer is not None:
            return TransferState.BUSY
        if self._begun > MOST_TRANSFERS or self._is_resting():
            return TransferState.TOO_OFTEN
        if self._asks and not is_open(self.around.presence()):
            return TransferState.NOBODY_THERE
        if head is not None and head.size > MAX_TEXT_BYTES:
            return TransferState.TOO_LARGE
        return TransferState.EMPTY if head is not None and head.size == 0 else None

    def _is_resting(self) -> bool:
        """Tell whether the person said no, or nothing, too often to be asked now."""
        if not self._asks or len(self._in_vain) < MOST_IN_VAIN:
            return False
        if clock.monotonic() - self._in_vain[-1] < REST_SECONDS:
            return True
        self._in_vain.clear()
        return False

    def _begin(self, number: int, direction: ClipboardDirection, head: ClipboardHead | None) -> str | None:
        self._begun += 1
        hindrance = self._hindrance(direction, head)
        if hindrance is not None:
            self._tell(number, hindrance)
            return "clipboard.flooded" if self._begun > MOST_TRANSFERS else None
        self._strays = 0
        arrives = head is not None
        self._transfer = Transfer(
            number=number,
            serial=self._begun,
            direction=direction,
            stage=Stage.ARRIVING if arrives else Stage.READING,
            until=clock.monotonic() + (ARRIVAL_SECONDS if arrives else DESKTOP_SECONDS),
            gathering=None if head is None else Gathering(size=head.size, sha256=head.sha256),
        )
        if arrives:
            self._tell(number, TransferState.READY)
        elif not self.around.desktop.send(desk.ReadClipboard(transfer=self._begun)):
            self._end(TransferState.FAILED)
        return None

    def _arrive(self, part: ClipboardPart) -> str | None:
        transfer = self._transfer
        if transfer is None or transfer.gathering is None or transfer.number != part.transfer:
            self._strays += 1
            return "clipboard.stray" if self._strays > MOST_STRAYS else None
        try:
            whole = transfer.gathering.add(part.number, part.content)
        except Malformed as fault:
            self._end(TransferState.BROKEN)
            return fault.code
        if whole is not None:
            transfer.gathering = None
            self._is_whole(transfer, whole)
        return None

    def _read(self, transfer: Transfer, message: desk.ClipboardRead) -> None:
        if message.piece != len(transfer.pieces) + 1 or message.piece > message.of:
            self._end(TransferState.FAILED)
            return
        transfer.pieces.append(message.content)
        if message.piece == message.of:
            self._is_whole(transfer, b"".join(transfer.pieces))

    def _is_whole(self, transfer: Transfer, content: bytes) -> None:
        try:
            text = text_of(content)
        except Malformed:
            self._end(TransferState.NOT_TEXT)
            return
        transfer.content = content
        if self._asks:
            self._ask(transfer, text)
        else:
            self._pass_on(transfer, asked=False)

    def _ask(self, transfer: Transfer, text: str) -> None:
        transfer.stage = Stage.ASKING
        transfer.until = clock.monotonic() + QUESTION_SECONDS + GRACE_SECONDS
        transfer.question = f"{self.proposal.session}.clipboard.{transfer.serial}"
        preview = start_of(text, desk.MAX_PREVIEW)
        asked = desk.AskClipboard(
            question=transfer.question,
            who=self.proposal.who,
            direction=transfer.direction,
            preview=preview,
            characters=len(text) if len(preview) == desk.MAX_PREVIEW else len(preview),
            seconds=QUESTION_SECONDS,
        )
        if self.around.desktop.send(asked):
            self._tell(transfer.number, TransferState.ASKING)
        else:
            self._end(TransferState.NOBODY_THERE)

    def _answered(self, transfer: Transfer, answer: Decision) -> None:
        transfer.question = ""
        if answer is not Decision.YES:
            self._refused(transfer, answer)
            self._end(TransferState.NO_ANSWER if answer is Decision.TIMED_OUT else TransferState.REFUSED)
            return
        self._in_vain.clear()
        self._pass_on(transfer, asked=True)

    def _refused(self, transfer: Transfer, answer: Decision) -> None:
        self._in_vain.append(clock.monotonic())
        self._write(
            "clipboard_refused",
            {"way": transfer.direction.value, "answer": answer.value, "bytes": len(transfer.content)},
        )

    def _pass_on(self, transfer: Transfer, *, asked: bool) -> None:
        """Let it go, once it is written down: what cannot be written down does not go."""
        content = transfer.content
        written = self._write(
            f"clipboard_{transfer.direction}",
            {
                "format": ClipboardFormat.TEXT.value,
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "asked": asked,
            },
            transfer.direction,
        )
        if not written:
            self._end(TransferState.FAILED)
        elif transfer.direction is ClipboardDirection.IN:
            self._put(transfer)
        else:
            transfer.stage, transfer.until = Stage.SENDING, clock.monotonic() + ARRIVAL_SECONDS
            self._sending = asyncio.create_task(self._send(transfer))

    def _put(self, transfer: Transfer) -> None:
        transfer.stage, transfer.until = Stage.PUTTING, clock.monotonic() + DESKTOP_SECONDS
        pieces = parts_of(transfer.content, desk.PIECE_BYTES)
        for at, piece in enumerate(pieces, start=1):
            put = desk.PutClipboard(transfer=transfer.serial, piece=at, of=len(pieces), content=piece)
            if not self.around.desktop.send(put):
                self._end(TransferState.FAILED)
                return

    async def _send(self, transfer: Transfer) -> None:
        content = transfer.content
        head = ClipboardHead(
            transfer=transfer.number,
            format=ClipboardFormat.TEXT,
            size=len(content),
            sha256=hashlib.sha256(content).digest(),
        )
        messages: list[ToViewer] = [head]
        messages += [
            ClipboardPart(transfer=transfer.number, number=at, content=part)
            for at, part in enumerate(parts_of(content), start=1)
        ]
        for message in messages:
            for _try in range(MOST_TRIES):
                if self._has_room(MAX_BACKLOG_BYTES) and self._say(message):
                    break
                await asyncio.sleep(ROOM_SECONDS)
            else:
                self._sending = None
                self._end(TransferState.BROKEN)
                return
        # Until the last part has left it can still be taken back.
        while not self._has_room(0):  # noqa: ASYNC110 - a channel tells nobody when it is empty
            await asyncio.sleep(ROOM_SECONDS)
        self._sending = self._transfer = None

    def _has_room(self, most: int) -> bool:
        way = self.way()
        return way is not None and way.backlog() <= most

    def _end(self, state: TransferState) -> None:
        transfer, self._transfer = self._transfer, None
        sending, self._sending = self._sending, None
        if sending is not None:
            sending.cancel()
        if transfer is None:
            return
        if transfer.question:
            self.around.desktop.send(desk.WithdrawClipboard(question=transfer.question))
        self._tell(transfer.number, state)

    def _write(self, kind: str, detail: Detail, passes: ClipboardDirection | None = None) -> bool:
        try:
            self.around.journal(self.proposal, kind, detail)
            if passes is not None:
                self.passed(passes)
        except OSError as fault:
            log.error("nothing is passed on that cannot be written down: %s", fault)
            return False
        return True

    def _tell(self, number: int, state: TransferState) -> None:
        self._say(ClipboardState(transfer=number, state=state))

    def _say(self, message: ToViewer) -> bool:
        way = self.way()
        return way is not None and way.pass_on(message)
