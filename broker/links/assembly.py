"""Puts devices, sessions, audit trail and the live links together, from the parts that app.py hands in."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from broker.bus.local import LocalBus
from broker.clock import Clock
from broker.entropy import new_id, random_bytes
from broker.features.audit_trail.routes import AuditRoutes
from broker.features.audit_trail.service import AuditTrail
from broker.features.devices.enrolment import Enrolment
from broker.features.devices.presence import PresenceBoard
from broker.features.devices.routes import DeviceRoutes
from broker.features.devices.service import DeviceService
from broker.features.sessions.courier import Hint
from broker.features.sessions.deadlines import Deadlines
from broker.features.sessions.device_journal import DeviceJournal
from broker.features.sessions.device_side import DeviceSide
from broker.features.sessions.ending import Ending
from broker.features.sessions.errands import Errands
from broker.features.sessions.leases import Leases
from broker.features.sessions.relay_credentials import RelayServers
from broker.features.sessions.requests import RequestBoard
from broker.features.sessions.routes import SessionRoutes
from broker.features.sessions.running import RunningSessions
from broker.features.sessions.service import SessionService
from broker.features.sessions.stage import Stage
from broker.features.sessions.steps import Outward, Stepper
from broker.features.sessions.telling import Teller
from broker.features.sessions.viewer_side import ViewerSide
from broker.features.settings.service import Settings
from broker.links.agent_link import AgentLinks, AgentParts
from broker.links.connections import Connections
from broker.links.delivery import Delivery
from broker.links.doors import BrowserDoor
from broker.links.portal_link import PortalLinks, PortalParts
from broker.links.tickets import Tickets
from broker.links.viewer_link import ViewerLinks, ViewerParts
from broker.storage.unit_of_work import UnitOfWork
from broker.web.policy import Gate
from certs.instance import InstanceKeys

AUDIT_SECONDS: Final = 60.0

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
    url: Callable[[], str]
    """Gives the instance's address; known once the port is open."""
    instance_name: str
    relay: RelayServers | None


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
    connections: Connections
    enrolment: Enrolment
    devices: DeviceService


def assemble(needs: Needs) -> Live:
    """Build everything, lower parts first."""
    connections, bus, presences = Connections(), LocalBus[Hint](), PresenceBoard()
    delivery = Delivery(connections, bus)
    running, errands, outward = RunningSessions(), Errands(), Outward()
    deadlines = Deadlines(needs.clock)
    stepper = Stepper(needs.work, outward)
    requests = RequestBoard(needs.work, delivery)
    leases = Leases(clock=needs.clock, courier=delivery, signer=needs.keys, settings=needs.settings)
    teller = Teller(
        clock=needs.clock,
        courier=delivery,
        presences=presences,
        running=running,
        leases=leases,
        deadlines=deadlines,
        requests=requests,
        errands=errands,
    )
    teller.register(outward)
    stage = Stage(
        work=needs.work,
        stepper=stepper,
        clock=needs.clock,
        courier=delivery,
        presences=presences,
        running=running,
        keys=needs.keys,
        settings=needs.settings,
        random_bytes=random_bytes,
        call_later=lambda seconds, call: asyncio.get_running_loop().call_later(seconds, call),
        instance_name=needs.instance_name,
        relay=needs.relay,
    )
    sessions = SessionService(
        work=needs.work,
        stepper=stepper,
        settings=needs.settings,
        presences=presences,
        new_id=new_id,
        told=teller.tell,
    )
    viewers = ViewerSide(stage, tell_viewer=teller.tell_viewer)
    device_side = DeviceSide(stage, tell_viewer=teller.tell_viewer, keep_alive=leases.keep)
    devices = DeviceService(work=needs.work, presences=presences, settings=needs.settings, told=delivery.device_changed)
    enrolment = Enrolment(
        work=needs.work,
        clock=needs.clock,
        keys=needs.keys,
        new_id=new_id,
        random_bytes=random_bytes,
        told=delivery.device_changed,
    )
    tickets = Tickets(work=needs.work, viewers=viewers, random_bytes=random_bytes)
    door = BrowserDoor(needs.gate, tickets)
    trail = AuditTrail(needs.work)
    ending = Ending(stage, deadlines)
    agents = AgentLinks(
        AgentParts(
            clock=needs.clock,
            connections=connections,
            presences=presences,
            devices=devices,
            sessions=sessions,
            device_side=device_side,
            journal=DeviceJournal(stage),
            requests=requests,
            settings=needs.settings,
            random_bytes=random_bytes,
            trust=lambda: needs.keys.trust,
            instance_name=needs.instance_name,
            portal_url=needs.url,
        )
    )
    viewer_links = ViewerLinks(ViewerParts(clock=needs.clock, connections=connections, door=door, viewers=viewers))
    portals = PortalLinks(PortalParts(clock=needs.clock, connections=connections, door=door, bus=bus))

    return Live(
        owners=[
            DeviceRoutes(service=devices, enrolment=enrolment, keys=needs.keys, url=needs.url),
            SessionRoutes(sessions),
            AuditRoutes(trail),
            tickets,
        ],
        sockets={
            "/links/agent": agents.serve,
            "/links/viewer": viewer_links.serve,
            "/links/portal": portals.serve,
        },
        jobs=[
            ("deadlines", 1.0, lambda: deadlines.run(ending.passed, stage.reread)),
            ("leases", 1.0, lambda: leases.run(stage.reread)),
            ("errands", 1.0, errands.run),
            ("audit_check", AUDIT_SECONDS, trail.check),
        ],
        open=ending.recover,
        close=lambda: connections.close_all("link.server_stops"),
        connections=connections,
        enrolment=enrolment,
        devices=devices,
    )
