"""The instance's keys as this device believes them: signed by the pinned root, and never an older table again."""

from agent.errors import AgentFault
from protocol.envelope import keys_of, open_envelope
from protocol.errors import ProtocolError
from protocol.identifiers import KeyId
from protocol.trust import TRUST_TYPE, Purpose, Trust, keys_for


class TrustedKeys:
    """The newest table of keys that the root signed."""

    def __init__(self, root: bytes, sealed: str) -> None:
        self._root = root
        self._trust = read_trust(root, sealed)
        self.sealed = sealed

    @property
    def trust(self) -> Trust:
        """The table itself."""
        return self._trust

    def keys(self, purpose: Purpose) -> dict[KeyId, bytes]:
        """Give the keys that may sign for a purpose now."""
        return keys_for(purpose, self._trust.keys)

    def renew(self, sealed: str) -> bool:
        """Take a newer table; tells whether it is one. An older table raises AgentFault."""
        offered = read_trust(self._root, sealed)
        if offered.generation < self._trust.generation:
            raise AgentFault("trust.older", "The broker sent an older table of keys than this device has seen.")
        if offered.generation == self._trust.generation:
            return False
        self._trust = offered
        self.sealed = sealed
        return True


def read_trust(root: bytes, sealed: str) -> Trust:
    """Open a table of keys, signed by this root."""
    try:
        trust, _ = open_envelope(sealed.encode(), TRUST_TYPE, keys_of(root), Trust)
    except ProtocolError as fault:
        raise AgentFault("trust.not_signed", f"The broker's keys are not signed by its root ({fault.code}).") from None
    return trust
