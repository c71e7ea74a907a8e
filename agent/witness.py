"""Remembers how far the organization's audit log had come, so that a shortened or rewritten one cannot stay unseen."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from certs.files import write_private
from protocol.envelope import open_envelope
from protocol.errors import ProtocolError
from protocol.grant import Witness
from protocol.identifiers import KeyId, OrganizationId
from protocol.trust import CHECKPOINT_TYPE, Checkpoint

log = logging.getLogger(__name__)

_FILE: Final = "witness.json"


class AuditWitness:
    """The newest checkpoint that this device has seen; it only ever moves on."""

    def __init__(self, state: Path, organization: OrganizationId) -> None:
        self._path = state / _FILE
        self._organization = organization

    def seen(self) -> Witness | None:
        """Give what was seen, to be signed into every login and hello."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Witness)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def see(self, sealed: str, keys: Mapping[KeyId, bytes]) -> None:
        """Take a signed checkpoint; an older or an untrusted one changes nothing."""
        try:
            offered, _ = open_envelope(sealed.encode(), CHECKPOINT_TYPE, keys, Checkpoint)
        except ProtocolError as fault:
            log.warning("a checkpoint was not believed: %s", fault.code)
            return
        if offered.organization != self._organization:
            log.warning("a checkpoint of another organization was left alone")
            return
        seen = self.seen()
        if seen is None or offered.sequence > seen.sequence:
            write_private(self._path, msgspec.json.encode(Witness(sequence=offered.sequence, hash=offered.hash)))
