"""The organization's logo at this device: asked for part by part, kept, and shown only as the policy names it."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from certs.files import write_private
from protocol.links.agent_broker import AgentToBroker
from protocol.links.agent_logo import LOGO_BYTES, LogoPart, WantLogo
from protocol.links.core_desktop import FromCore
from protocol.links.desktop_logo import ShowLogo
from protocol.policy import Look

log = logging.getLogger(__name__)

_FILE: Final = "logo.png"


class LogoBook:
    """Holds at most one logo; without it, or before it came, every window works as it is."""

    def __init__(
        self, directory: Path, show: Callable[[FromCore], object], send: Callable[[AgentToBroker], bool]
    ) -> None:
        self._file = directory / _FILE
        self._show = show
        self._send = send
        self._due = ""
        self._content = b""
        self._parts = bytearray()
        self._is_waiting = False
        self._is_refused = False

    def follow(self, look: Look) -> None:
        """Show the logo that the policy names; one that is not here is asked for, another one is forgotten."""
        due = look.logo if look.tray_logo else ""
        if due != self._due:
            self._due = due
            self._begin_anew()
            self._content = self._read()
            self.tell()
        self._want()

    def tell(self) -> None:
        """Hand it to a desktop that has just come, or take it away there."""
        self._show(ShowLogo(content=self._content))

    def link_down(self) -> None:
        """What was on its way will not come."""
        self._begin_anew()

    def heard(self, part: LogoPart) -> None:
        """Take the next part of what was asked for; anything else is none of ours any more."""
        if not self._is_waiting or part.hash != self._due or part.at != len(self._parts):
            return
        self._is_waiting = False
        if part.size > LOGO_BYTES:
            self._refuse(f"it has {part.size} bytes, and may have {LOGO_BYTES}")
        elif not part.content or len(self._parts) + len(part.content) > part.size:
            self._refuse("its parts do not make up what was announced")
        else:
            self._parts += part.content
            self._take() if len(self._parts) == part.size else self._want()

    def _take(self) -> None:
        content = bytes(self._parts)
        if not self._is_due(content):
            self._refuse("it is not the one that the policy names")
            return
        self._parts.clear()
        self._content = content
        self._keep(content)
        self.tell()

    def _want(self) -> None:
        if self._due and not (self._content or self._is_waiting or self._is_refused):
            self._is_waiting = self._send(WantLogo(hash=self._due, at=len(self._parts)))

    def _begin_anew(self) -> None:
        self._parts.clear()
        self._is_waiting = self._is_refused = False

    def _refuse(self, why: str) -> None:
        """Show none, and ask no more until the link or the policy is another."""
        log.error("the logo is not shown: %s", why)
        self._parts.clear()
        self._is_refused = True

    def _is_due(self, content: bytes) -> bool:
        return hashlib.sha256(content).hexdigest() == self._due

    def _keep(self, content: bytes) -> None:
        try:
            write_private(self._file, content)
        except OSError as fault:
            # It is shown all the same, and asked for again after a restart.
            log.error("the logo could not be stored: %s", fault)

    def _read(self) -> bytes:
        """Give the one that is kept, if it is the one that is due; no other one stays."""
        try:
            with self._file.open("rb") as file:
                content = file.read(LOGO_BYTES + 1)
            if self._is_due(content):
                return content
            self._file.unlink()
        except FileNotFoundError:
            return b""
        except OSError as fault:
            log.error("the stored logo cannot be read: %s", fault)
            return b""
        if self._due:
            log.warning("the stored logo is not the one that the policy names: it is asked for")
        return b""
