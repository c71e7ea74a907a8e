"""Puts portals together, from the parts that app.py hands in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from broker.entropy import random_bytes
from broker.features.messages.service import Messages
from broker.features.open_portal.routes import OpenPortalRoutes
from broker.features.open_portal.service import OpenPortals
from broker.features.portal.routes import PortalRoutes
from broker.features.portal.service import LOGO_PATH, Portals
from broker.features.sessions.asking import Asking
from broker.features.sessions.join_help import JoinHelps
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import UnitOfWork
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalParts:
    """What portals bring along: routes, the way to their logos, and what tidies up after visitors."""

    owners: tuple[object, ...]
    logo_path: str
    serve_logo: Callable[[web.Request], Awaitable[web.StreamResponse]]
    forget_visitors: Callable[[], Awaitable[None]]


def assemble_portals(
    work: UnitOfWork,
    instance_name: str,
    told: Callable[[OrganizationId], None],
    asking: Asking,
    messages: Messages,
    helps: JoinHelps,
    settings: Settings,
) -> PortalParts:
    """Build everything about portals."""
    routes = PortalRoutes(Portals(work, instance_name=instance_name, told=told))
    visitors = OpenPortals(work, asking, random_bytes, helps=helps, settings=settings, messages=messages)
    return PortalParts(
        owners=(routes, OpenPortalRoutes(visitors)),
        logo_path=LOGO_PATH + "{name}",
        serve_logo=routes.serve_logo,
        forget_visitors=visitors.forget,
    )
