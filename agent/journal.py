"""Keeps what the agent did and saw on the device until the broker has stored it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from agent.identity import DeviceKey
from certs.files import write_private
from protocol.grant import EVENT_TYPE, DeviceEvent
from protocol.identifiers import SessionId
from protocol.links.agent_broker import EventFrame

MAX_KEPT: Final = 1000
_FILE: Final = "journal.json"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An event that is not acknowledged yet."""

    number: int
    session: SessionId
    kind: str
    at: float
    """Wall-clock seconds, only to tell how long ago it was after a restart."""
    detail: dict[str, str | int | float | bool | None]


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """The journal as stored."""

    last_number: int = 0
    kept: tuple[Kept, ...] = ()


@dataclass(slots=True)
class Journal:
    """The device's own record of a session's events, bounded; the oldest give way."""

    directory: Path
    wall_clock: Callable[[], float]

    def add(self, session: SessionId, kind: str, detail: dict[str, str | int | float | bool | None]) -> Kept:
        """Write an event down before anyone is told of it."""
        book = self._read()
        kept = Kept(number=book.last_number + 1, session=session, kind=kind, at=self.wall_clock(), detail=detail)
        self._write(Book(last_number=kept.number, kept=(*book.kept, kept)[-MAX_KEPT:]))
        return kept

    def waiting(self) -> tuple[Kept, ...]:
        """Give the events that the broker has not stored yet, oldest first."""
        return self._read().kept

    def acknowledge(self, number: int) -> None:
        """Forget events up to this number."""
        book = self._read()
        self._write(Book(last_number=book.last_number, kept=tuple(one for one in book.kept if one.number > number)))

    def frame(self, kept: Kept, key: DeviceKey) -> EventFrame:
        """Sign an event for the broker."""
        event = DeviceEvent(
            session=kept.session,
            number=kept.number,
            kind=kept.kind,
            seconds_ago=max(0.0, self.wall_clock() - kept.at),
            detail=kept.detail,
        )
        return EventFrame(number=kept.number, event=key.seal(EVENT_TYPE, event))

    def _read(self) -> Book:
        try:
            return msgspec.json.decode((self.directory / _FILE).read_bytes(), type=Book)
        except FileNotFoundError:
            return Book()
        except msgspec.DecodeError:
            # A damaged journal must not keep the device from ending sessions; the numbers go on far ahead.
            return Book(last_number=int(self.wall_clock()))

    def _write(self, book: Book) -> None:
        write_private(self.directory / _FILE, msgspec.json.encode(book))
