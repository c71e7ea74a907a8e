"""Hands what features say to the links: the courier of `features.sessions`."""

from broker.bus.local import LocalBus
from broker.features.sessions.courier import Hint
from broker.links.connections import Connections
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.links.agent_broker import BrokerToAgent
from protocol.links.portal_broker import Topic
from protocol.links.viewer_broker import BrokerToViewer


class Delivery:
    """Puts messages in the lines of links; never waits."""

    def __init__(self, connections: Connections, bus: LocalBus[Hint]) -> None:
        self._connections = connections
        self._bus = bus

    def to_agent(self, device: DeviceId, message: BrokerToAgent) -> bool:
        link = self._connections.agent(device)
        return link is not None and link.send(message)

    def to_viewer(self, session: SessionId, message: BrokerToViewer) -> bool:
        link = self._connections.viewer(session)
        return link is not None and link.send(message)

    def is_viewed(self, session: SessionId) -> bool:
        return self._connections.viewer(session) is not None

    def hint(self, hint: Hint) -> None:
        self._bus.publish(hint)

    def rights_changed(self, organization: OrganizationId) -> None:
        """Have every link look anew whether it may stay, and pages read again what people may do."""
        self._connections.check_all()
        self._bus.publish(Hint(topic=Topic.ACCOUNTS, id=None, organization=organization))

    def device_changed(self, device: str | None, organization: str) -> None:
        """Tell pages that something about a device, or about groups of them, is new."""
        self._bus.publish(Hint(topic=Topic.DEVICES, id=device, organization=OrganizationId(organization)))

    def account_changed(self, account: str, organization: str) -> None:
        """Tell pages that something about a person is new."""
        self._bus.publish(Hint(topic=Topic.ACCOUNTS, id=account, organization=OrganizationId(organization)))

    def notices_changed(self, organization: OrganizationId, people: frozenset[AccountId]) -> None:
        """Tell the pages of people that their bell has something new, or less."""
        self._bus.publish(Hint(topic=Topic.NOTICES, id=None, organization=organization, people=people))
