"""Whom the person at this device let in unattended: an account whose code somebody here typed; kept here alone."""

import logging
from pathlib import Path
from typing import Final

import msgspec

from certs.files import write_private
from protocol.identifiers import AccountId, DeviceId

log = logging.getLogger(__name__)

MOST_KNOWN: Final = 200
_FILE: Final = "visitors.json"


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An account as somebody confirmed it, and what that hangs on."""

    account: AccountId
    owner: str
    """Whose the device was, as its policy said."""
    device: DeviceId
    key: str
    """Hash of the device's key (hex)."""


class Visitors:
    """Knows accounts as long as device, key and owner are those of the day when they were confirmed."""

    def __init__(self, directory: Path, device: DeviceId, key: str) -> None:
        self._path = directory / _FILE
        self._device = device
        self._key = key
        self._forgotten: set[AccountId] = set()

    def knows(self, account: AccountId, owner: str) -> bool:
        """Tell whether somebody here confirmed this account while the device was this owner's."""
        is_forgotten = account in self._forgotten
        return bool(owner) and not is_forgotten and self._known(account, owner) in self._read()

    def remember(self, account: AccountId, owner: str) -> bool:
        """Know an account from now on, the newest first; False where that cannot be, or cannot be kept."""
        if not owner:
            # Without a signed policy nobody knows whose the device is.
            return False
        known = self._known(account, owner)
        others = tuple(each for each in self._read() if each != known)
        if not self._write((known, *others)[:MOST_KNOWN]):
            return False
        self._forgotten.discard(account)
        return True

    def forget(self, account: AccountId) -> bool:
        """Know an account no more, as long as this runs even where it cannot be kept; tells whether it was known."""
        before = self._read()
        kept = tuple(each for each in before if each.account != account)
        if kept == before:
            return False
        self._forgotten.add(account)
        self._write(kept)
        return True

    def heed(self, owner: str) -> None:
        """Forget whom another owner let in."""
        kept = self._read()
        theirs = tuple(each for each in kept if each.owner == owner)
        if theirs != kept:
            self._write(theirs)

    def _known(self, account: AccountId, owner: str) -> Known:
        return Known(account=account, owner=owner, device=self._device, key=self._key)

    def _read(self) -> tuple[Known, ...]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[Known, ...])
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            log.error("who is known here cannot be read: nobody is")
            return ()

    def _write(self, known: tuple[Known, ...]) -> bool:
        try:
            write_private(self._path, msgspec.json.encode(known))
        except OSError as fault:
            log.error("who is known here could not be kept: %s", fault)
            return False
        return True
