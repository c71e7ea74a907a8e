"""Puts devices, sessions, audit trail and the live links together, from the parts that app.py hands in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from aiohttp import web

from broker.bus.local import LocalBus
from broker.clock import Clock
from broker.entropy import new_id, random_bytes
from broker.features.audit_trail.routes import AuditRoutes
from broker.features.audit_trail.service import AuditTrail
from broker.features.devices.enrolment import Enrolment
from broker.features.devices.groups import DeviceGroups
from broker.features.devices.mark_routes import MarkRoutes
from broker.features.devices.marking import Marking
from broker.features.devices.presence import PresenceBoard
from broker.features.devices.routes import DeviceRoutes
from broker.features.devices.service import DeviceService, OwnerChange
from broker.features.messages.routes import MessageRoutes
from broker.features.messages.service import Messages
from broker.features.people.shutting import ShutPortals
from broker.features.portal.device_logos import DeviceLogos
from broker.features.sessions.asking import Asking
from broker.features.sessions.assembly import SessionNeeds, SessionParts, build_sessions
from broker.features.sessions.block_routes import BlockRoutes
from broker.features.sessions.courier import Hint
from broker.features.sessions.errands import Errands
from broker.features.sessions.join_help import JoinHelps
from broker.features.sessions.join_routes import JoinRoutes
from broker.features.sessions.own_routes import OwnRoutes
from broker.features.sessions.relay_credentials import RelayServers
from broker.features.sessions.revoking import Handed, Withdrawn
from broker.features.sessions.routes import SessionRoutes
from broker.features.settings.catalogue import Key
from broker.features.settings.places import Place
from broker.features.settings.service import Settings
from broker.links.agent_link import AgentLinks, AgentParts
from broker.links.connections import Connections
from broker.links.delivery import Delivery
from broker.links.doors import BrowserDoor
from broker.links.portal_link import PortalLinks, PortalParts
from broker.links.tickets import Tickets
from broker.links.viewer_link import ViewerLinks, ViewerParts
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import UnitOfWork
from broker.web.policy import Gate
from certs.instance import InstanceKeys
from protocol.envelope import keys_of
from protocol.identifiers import AccountId, DeviceId, KeyId, OrganizationId
from protocol.trust import Purpose

AUDIT_SECONDS: Final = 60.0
HOUR: Final = 3600.0

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]
Work = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What the live side of the broker stands on."""

    work: UnitOfWork
    clock: Clock
    keys: InstanceKeys
    settings: Settings
    gate: Gate
    sealer: Sealer
    url: Callable[[], str]
    """Gives the instance's address; known once the port is open."""
    instance_name: str
    relay: RelayServers | None
    most_offers: int


@dataclass(slots=True, kw_only=True)
class Live:
    """What app.py wires into the process."""

    owners: list[object] = field(default_factory=list)
    sockets: dict[str, Serve] = field(default_factory=dict)
    jobs: list[tuple[str, float, Work]] = field(default_factory=list)
    """Name, pause in seconds, and the work; those that run for ever are begun again after a fault."""
    open: Work
    """Awaited before the port opens."""
    close: Work
    """Awaited before the port closes."""
    asking: Asking
    """Takes the requests of people who are not signed in, too."""
    messages: Messages
    """Takes and gives those of people who are not signed in, too."""
    join_helps: JoinHelps
    """Says to people how a computer joins that is not enrolled."""
    revoke: Callable[[Withdrawn], None]
    """Ends the sessions that rest on what was withdrawn."""
    devices: DeviceService
    account_changed: Callable[[str, str], None]
    """Tells pages that something about a person of an organization is new."""
    check_links: Callable[[], None]
    """Has every browser's link look anew whether it may stay."""
    settings_changed: Callable[[Place, frozenset[Key]], None]
    """Makes what is live keep to the settings as they are now."""
    notices_changed: Callable[[OrganizationId, frozenset[AccountId]], None]
    """Tells pages of these people that their bell has something new, or less."""
    hear: Callable[[Callable[[], None]], None]
    """Has somebody called whenever pages are told anything."""
    rights_changed: Callable[[OrganizationId], None]
    """Tells links and pages that what people may do in an organization, or the instance, is another now."""
    portal_changed: Callable[[OrganizationId], None]
    """Tells links, pages and devices that the portal of an organization, or of the instance, is another now."""


def assemble(needs: Needs) -> Live:
    """Build everything, lower parts first."""
    connections, bus, presences = Connections(), LocalBus[Hint](), PresenceBoard()
    delivery = Delivery(connections, bus)
    sessions = build_sessions(_session_needs(needs, delivery, presences))
    connections.when_checked = sessions.owners_leave.soon
    messages = _messages(needs, delivery, sessions)
    devices = _devices(needs, delivery, presences, sessions, messages)
    tickets = Tickets(work=needs.work, viewers=sessions.viewers, random_bytes=random_bytes)
    door = BrowserDoor(needs.gate, tickets)
    trail = AuditTrail(needs.work, lambda: _checkpoint_keys(needs.keys))
    return Live(
        owners=[
            DeviceRoutes(service=devices, enrolment=_enrolment(needs, delivery), keys=needs.keys, url=needs.url),
            _marks(needs, delivery, devices, sessions),
            *_session_routes(sessions),
            MessageRoutes(messages),
            AuditRoutes(trail),
            tickets,
        ],
        sockets={
            "/links/agent": AgentLinks(_agent_parts(needs, connections, presences, devices, sessions, messages)).serve,
            **_browsers(needs, connections, door, sessions, bus),
        },
        jobs=_jobs(sessions, trail),
        open=sessions.ending.recover,
        close=lambda: connections.close_all("link.server_stops"),
        asking=sessions.asking,
        messages=messages,
        join_helps=sessions.join_helps,
        revoke=sessions.revoking.soon,
        devices=devices,
        account_changed=delivery.account_changed,
        check_links=connections.check_all,
        settings_changed=partial(_settings_changed, connections, sessions, _shut_portals(needs, connections)),
        notices_changed=delivery.notices_changed,
        hear=partial(_hear, bus),
        rights_changed=delivery.rights_changed,
        portal_changed=partial(_portal_changed, delivery, sessions),
    )


def _portal_changed(delivery: Delivery, sessions: SessionParts, organization: OrganizationId) -> None:
    """Tell links and pages, and have devices learn which logo they show."""
    delivery.rights_changed(organization)
    sessions.tightening.looks_soon(Place(organization=organization or None))


def _browsers(
    needs: Needs, connections: Connections, door: BrowserDoor, sessions: SessionParts, bus: LocalBus[Hint]
) -> dict[str, Serve]:
    viewers = ViewerParts(clock=needs.clock, connections=connections, door=door, sessions=sessions)
    portals = PortalParts(clock=needs.clock, connections=connections, door=door, bus=bus)
    return {"/links/viewer": ViewerLinks(viewers).serve, "/links/portal": PortalLinks(portals).serve}


def _hear(bus: LocalBus[Hint], told: Callable[[], None]) -> None:
    bus.listen(lambda _: told())


def _jobs(sessions: SessionParts, trail: AuditTrail) -> list[tuple[str, float, Work]]:
    return [
        ("deadlines", 1.0, sessions.keep_deadlines),
        ("leases", 1.0, sessions.keep_leases),
        ("errands", 1.0, sessions.errands.run),
        ("policies", 1.0, sessions.tightening.spreading.run),
        ("join_codes", HOUR, sessions.joining.forget),
        ("audit_check", AUDIT_SECONDS, trail.check),
    ]


def _session_routes(sessions: SessionParts) -> tuple[object, ...]:
    return (
        SessionRoutes(sessions.service, sessions.asking, sessions.visiting, sessions.pictures),
        OwnRoutes(sessions.own_access, sessions.service),
        BlockRoutes(sessions.blocks),
        JoinRoutes(sessions.joining, sessions.join_helps, sessions.service),
    )


def _shut_portals(needs: Needs, connections: Connections) -> ShutPortals:
    return ShutPortals(work=needs.work, settings=needs.settings, ended=connections.check_all)


def _settings_changed(
    connections: Connections, sessions: SessionParts, shut: ShutPortals, place: Place, keys: frozenset[Key]
) -> None:
    # How long a sign-in lasts may be another now, and links stand on sign-ins.
    connections.check_all()
    sessions.tightening.soon(place, keys)
    if Key.END_USER_PORTAL in keys:
        _shut_soon(sessions.tightening.spreading, shut, place)


def _shut_soon(line: Errands, shut: ShutPortals, place: Place) -> None:
    """End the sign-ins of a portal that is off part by part, each with its own time, where they hold up no session."""

    async def part() -> None:
        if await shut.some(place):
            _shut_soon(line, shut, place)

    line.put(part, same_as=("portal", place))


def _marks(needs: Needs, delivery: Delivery, devices: DeviceService, sessions: SessionParts) -> MarkRoutes:
    def told(device: str | None, organization: str) -> None:
        delivery.device_changed(device, organization)
        # Scope rules go by marks.
        sessions.tightening.device_soon(device, organization)

    return MarkRoutes(
        devices=devices,
        marking=Marking(work=needs.work, told=told, rights_changed=delivery.rights_changed),
        groups=DeviceGroups(work=needs.work, new_id=new_id, told=told),
    )


def _session_needs(needs: Needs, delivery: Delivery, presences: PresenceBoard) -> SessionNeeds:
    return SessionNeeds(
        work=needs.work,
        clock=needs.clock,
        keys=needs.keys,
        settings=needs.settings,
        courier=delivery,
        presences=presences,
        new_id=new_id,
        random_bytes=random_bytes,
        instance_name=needs.instance_name,
        sealer=needs.sealer,
        url=needs.url,
        relay=needs.relay,
        most_offers=needs.most_offers,
    )


def _messages(needs: Needs, delivery: Delivery, sessions: SessionParts) -> Messages:
    return Messages(
        work=needs.work,
        courier=delivery,
        new_id=new_id,
        soon=sessions.errands.put,
        told=delivery.notices_changed,
    )


def _devices(
    needs: Needs, delivery: Delivery, presences: PresenceBoard, sessions: SessionParts, messages: Messages
) -> DeviceService:
    return DeviceService(
        work=needs.work,
        presences=presences,
        settings=needs.settings,
        told=delivery.device_changed,
        let_go=lambda account, device: sessions.revoking.soon(Withdrawn(account=account, device=device)),
        owner_changed=lambda changed: _owner_changed(sessions, messages, changed),
    )


def _owner_changed(sessions: SessionParts, messages: Messages, changed: OwnerChange) -> None:
    """Have the device learn whose it is now, keep to the rules for that person, and show what is theirs alone.

    What was asked for there before goes first.
    """
    device = DeviceId(changed.device)
    sessions.revoking.soon(Handed(device=device, at=changed.at, had_owner=changed.former is not None))
    sessions.errands.put(lambda: sessions.requests.tell(device))
    sessions.errands.put(lambda: messages.tell_device(device))
    sessions.tightening.device_soon(device, changed.organization)


def _enrolment(needs: Needs, delivery: Delivery) -> Enrolment:
    return Enrolment(
        work=needs.work,
        clock=needs.clock,
        keys=needs.keys,
        new_id=new_id,
        random_bytes=random_bytes,
        told=delivery.device_changed,
    )


def _agent_parts(
    needs: Needs,
    connections: Connections,
    presences: PresenceBoard,
    devices: DeviceService,
    sessions: SessionParts,
    messages: Messages,
) -> AgentParts:
    return AgentParts(
        clock=needs.clock,
        connections=connections,
        presences=presences,
        devices=devices,
        sessions=sessions,
        messages=messages,
        logos=DeviceLogos(needs.work),
        random_bytes=random_bytes,
        trust=lambda: needs.keys.trust,
        instance_name=needs.instance_name,
        portal_url=needs.url,
    )


def _checkpoint_keys(keys: InstanceKeys) -> dict[KeyId, bytes]:
    """Give every generation that may have signed a checkpoint."""
    return keys_of(*(key.public for key in keys.public_keys(Purpose.CHECKPOINT)))
