"""What sessions need of the live links: to hand over messages, never to wait for anybody."""

from dataclasses import dataclass
from typing import Protocol

from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.links.agent_broker import BrokerToAgent
from protocol.links.portal_broker import Topic
from protocol.links.viewer_broker import BrokerToViewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something changed: pages that may know of it read it again."""

    topic: Topic
    id: str | None
    organization: OrganizationId
    people: frozenset[AccountId] = frozenset()
    """The end users it is about; other end users never hear of it."""


class Courier(Protocol):
    """Hands messages to whoever is connected; a message to nobody is dropped."""

    def to_agent(self, device: DeviceId, message: BrokerToAgent) -> bool:
        """Put a message in the line to a device; False where it is not connected."""
        ...

    def to_viewer(self, session: SessionId, message: BrokerToViewer) -> bool:
        """Put a message in the line to the viewer of a session; False where none is open."""
        ...

    def is_viewed(self, session: SessionId) -> bool:
        """Tell whether the viewer of a session is open."""
        ...

    def hint(self, hint: Hint) -> None:
        """Tell open pages."""
        ...
