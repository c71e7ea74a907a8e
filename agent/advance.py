"""Keeps what the person gave ahead of time: on this device alone, signed by it, and void once its clock has jumped."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from agent import clock
from agent.identity import DeviceKey
from certs.files import write_private
from protocol.advance import (
    ADVANCE_TYPE,
    Advance,
    AdvanceBook,
    AdvanceProblem,
    Anchor,
    has_jumped,
    identity_of,
    problem_with,
    seconds_under,
)
from protocol.envelope import keys_of, open_envelope
from protocol.errors import ProtocolError
from protocol.grant import Proposal, Who

log = logging.getLogger(__name__)

_FILE: Final = "advance.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What stands for the person's answer: their yes of before, and for how long it holds now."""

    window: str
    seconds: int


@dataclass(slots=True, kw_only=True)
class AdvanceKeeper:
    """The windows of one device."""

    directory: Path
    key: DeviceKey
    boot: str
    now: Callable[[], datetime] = clock.now
    monotonic: Callable[[], float] = clock.monotonic
    _taken_back: set[str] = field(default_factory=set)
    """Windows that were taken back: gone even where that cannot be written down."""

    def standing(self) -> tuple[Advance, ...]:
        """Give those that are not over; all are void where the clock has jumped, or the file was written by others."""
        book, here = self._read(), self._here()
        if book is None:
            return ()
        if has_jumped(book.anchor, here):
            log.warning("the clock has jumped: what was given ahead of time is void")
            self._taken_back |= {window.id for window in book.windows}
            self._write((), here)
            return ()
        kept = tuple(each for each in book.windows if each.ends_at > here.wall and each.id not in self._taken_back)
        if kept != book.windows or book.anchor.boot != here.boot:
            self._write(kept, here if book.anchor.boot != here.boot else book.anchor)
        return kept

    def give(self, wished: Advance, known: tuple[Who, ...]) -> AdvanceProblem | None:
        """Keep a window, or say what is in its way."""
        kept, here = self.standing(), self._here()
        problem = problem_with(wished, kept, known, here.wall)
        if problem is not None:
            return problem
        book = self._read()
        anchor = book.anchor if book is not None and kept else here
        return self._write((*kept, wished), anchor)

    def revoke(self, window: str) -> None:
        """Take a window back."""
        self._taken_back.add(window)
        self.standing()

    def revoke_of(self, who: Who) -> None:
        """Take back every window of somebody whom the person sent away."""
        for window in self.standing():
            if identity_of(window.who) == identity_of(who):
                self.revoke(window.id)

    def stands(self, window: str) -> bool:
        """Tell whether a window was neither taken back nor made void."""
        return any(each.id == window for each in self.standing())

    def answer(self, proposal: Proposal) -> Given | None:
        """Give the yes of before that covers a proposal; None: the person is asked."""
        now = self.now()
        for window in self.standing():
            seconds = seconds_under(window, proposal, now)
            if seconds:
                return Given(window=window.id, seconds=seconds)
        return None

    def _here(self) -> Anchor:
        return Anchor(boot=self.boot, wall=self.now(), monotonic=self.monotonic())

    def _read(self) -> AdvanceBook | None:
        try:
            sealed = (self.directory / _FILE).read_bytes()
            return open_envelope(sealed, ADVANCE_TYPE, keys_of(self.key.public), AdvanceBook)[0]
        except FileNotFoundError:
            return None
        except ProtocolError as fault:
            log.error("what was given ahead of time was not written by this device: %s", fault.code)
            return None

    def _write(self, windows: tuple[Advance, ...], anchor: Anchor) -> AdvanceProblem | None:
        """Store the windows, or say why not: more than one signed document holds, or a disk that takes nothing."""
        try:
            sealed = self.key.seal(ADVANCE_TYPE, AdvanceBook(anchor=anchor, windows=windows))
        except ValueError:
            return AdvanceProblem.TOO_MANY
        try:
            write_private(self.directory / _FILE, sealed.encode())
        except OSError as fault:
            log.error("what was given ahead of time could not be kept: %s", fault)
            return AdvanceProblem.NOT_KEPT
        return None
