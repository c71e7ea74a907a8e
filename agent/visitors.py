"""Whom the person at this device let in unattended: an account whose code somebody here typed; kept here alone."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from agent import clock
from certs.files import write_private
from protocol.capabilities import Capability
from protocol.grant import Who
from protocol.identifiers import AccountId, DeviceId, SessionId
from protocol.links.desktop_visitors import MAX_VISITORS, Visitor
from protocol.visits import KNOWN_DAYS

log = logging.getLogger(__name__)

MOST_KNOWN: Final = MAX_VISITORS
_FILE: Final = "visitors.json"
_TAKEN_BACK_FILE: Final = "visitors_taken_back.json"
# A wall clock that was set back by more than this no longer tells how long ago something was.
_CLOCK_WANDERS: Final = timedelta(days=1)


class LetIn(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said yes to when they let an account come in later: no later visit goes beyond it."""

    account: AccountId
    who: Who
    session: SessionId
    capabilities: tuple[Capability, ...]
    seconds: int
    display: str | None = None
    """The one screen that the person gave; None where they gave all."""


class Known(LetIn, frozen=True, kw_only=True):
    """An account as somebody confirmed it, and what that hangs on."""

    owner: str
    """Whose the device was, as its policy said."""
    device: DeviceId
    key: str
    """Hash of the device's key (hex)."""
    at: datetime

    @property
    def until(self) -> datetime:
        """From then on it has to be confirmed anew."""
        return self.at + timedelta(days=KNOWN_DAYS)

    def counts_at(self, now: datetime) -> bool:
        """Tell whether it is not too long ago, as far as this clock can tell."""
        return self.at - _CLOCK_WANDERS <= now < self.until


class Visitors:
    """Knows accounts for 90 days, as long as device, key and owner are those of the day when they were confirmed."""

    def __init__(
        self, directory: Path, device: DeviceId, key: str, *, changed: Callable[[], object] = lambda: None
    ) -> None:
        self._path = directory / _FILE
        self._device = device
        self._key = key
        self._changed = changed
        self._forgotten: set[AccountId] = set()
        self._taken_back_path = directory / _TAKEN_BACK_FILE
        self._taken_back = self._read_taken_back()

    def listed(self, owner: str) -> tuple[Known, ...]:
        """Give whom this device knows now, the newest first."""
        return tuple(each for each in self._read() if self._counts(each, owner))

    def known(self, account: AccountId, owner: str) -> Known | None:
        """Give what somebody here said yes to for this account, while the device was this owner's."""
        return next((each for each in self.listed(owner) if each.account == account), None)

    def remember(self, let_in: LetIn, owner: str) -> bool:
        """Know an account from now on, the newest first; False where that cannot be, cannot be kept, or is no news."""
        before = self._read()
        is_news = let_in.session not in {each.session for each in before} | set(self._taken_back)
        if not owner or not is_news:
            # Without a signed policy nobody knows whose the device is; and one yes is remembered once.
            return False
        fields = msgspec.structs.asdict(let_in)
        known = Known(**fields, owner=owner, device=self._device, key=self._key, at=clock.now())
        others = tuple(each for each in before if each.account != let_in.account)
        if not self._write((known, *others)[:MOST_KNOWN]):
            return False
        self._forgotten.discard(let_in.account)
        self._changed()
        return True

    def forget(self, account: AccountId) -> Known | None:
        """Know an account no more, as long as this runs even where it cannot be kept; gives what was known of it."""
        before = self._read()
        gone = [each for each in before if each.account == account]
        if not gone:
            return None
        self._forgotten.add(account)
        self._taken_back = [*self._taken_back, *(each.session for each in gone)][-MOST_KNOWN:]
        self._write_file(self._taken_back_path, self._taken_back)
        self._write(tuple(each for each in before if each.account != account))
        self._changed()
        return gone[0]

    def heed(self, owner: str) -> None:
        """Forget whom another owner let in."""
        kept = self._read()
        theirs = tuple(each for each in kept if each.owner == owner)
        if theirs != kept:
            self._write(theirs)

    def _counts(self, known: Known, owner: str) -> bool:
        is_here = (known.owner, known.device, known.key) == (owner, self._device, self._key)
        return bool(owner) and is_here and known.account not in self._forgotten and known.counts_at(clock.now())

    def _read(self) -> tuple[Known, ...]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[Known, ...])
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            log.error("who is known here cannot be read: nobody is")
            return ()

    def _read_taken_back(self) -> list[SessionId]:
        """Read in which sessions it was taken back what was given in them, the newest last."""
        try:
            return msgspec.json.decode(self._taken_back_path.read_bytes(), type=list[SessionId])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return []

    def _write(self, known: tuple[Known, ...]) -> bool:
        return self._write_file(self._path, known)

    def _write_file(self, path: Path, content: object) -> bool:
        try:
            write_private(path, msgspec.json.encode(content))
        except OSError as fault:
            log.error("who is known here could not be kept: %s", fault)
            return False
        return True


def shown(known: tuple[Known, ...]) -> tuple[Visitor, ...]:
    """Write whom the device knows as the person reads it."""
    return tuple(
        Visitor(
            account=each.account,
            who=each.who,
            capabilities=each.capabilities,
            seconds=each.seconds,
            one_screen=each.display is not None,
            until=each.until,
        )
        for each in known
    )
