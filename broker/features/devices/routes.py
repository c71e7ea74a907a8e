"""The HTTP side of devices: inventory, tokens, enrolment, the instance's trust document."""

from collections.abc import Callable
from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.devices.answers import DeviceAnswer, DeviceDetail
from broker.features.devices.enrolment import Enrolment, Keys
from broker.features.devices.service import DeviceService, Shown
from broker.features.devices.store import Filter
from broker.storage.paging import PageAsked
from broker.web.bodies import Id
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.paging import ListQuery, Page
from broker.web.policy import Public, Signed
from protocol.enrolment import EnrolAnswer, EnrolRequest, TrustAnswer

READING = Signed(Permission.DEVICE_READ, Permission.OWN_DEVICE_READ)


class DeviceQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the inventory can be narrowed to."""

    organization: Id | None = None
    presence: Shown | None = None
    sort: Annotated[str, Meta(pattern="^(name|-last_seen_at)$")] = "name"


class TokenAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the new device will belong."""

    organization_id: Id


class TokenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A token, shown once, with the command that uses it."""

    token: str
    command: str
    expires_at: str


class Owner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who a device belongs to from now on."""

    account_id: Id | None


class DeviceRoutes:
    """Routes about devices."""

    def __init__(self, *, service: DeviceService, enrolment: Enrolment, keys: Keys, url: Callable[[], str]) -> None:
        self._service = service
        self._enrolment = enrolment
        self._keys = keys
        self._url = url

    @get("/api/devices", policy=READING)
    async def list_devices(self, call: Call, query: DeviceQuery) -> Page[DeviceAnswer]:
        """List devices, with who is there now."""
        narrowed = Filter(text=query.q, organization=query.organization, newest_first=query.sort == "-last_seen_at")
        asked = PageAsked(cursor=query.cursor, limit=query.limit)
        found = await self._service.page(call.person, narrowed, query.presence, asked)
        return Page(items=found.items, next=found.next, total=found.total, at_least=found.at_least)

    @get("/api/devices/{device_id}", policy=READING)
    async def read_device(self, call: Call, device_id: str) -> DeviceDetail:
        """Read one device."""
        return await self._service.one(call.person, device_id)

    @post("/api/devices/{device_id}/assign", policy=Signed(Permission.DEVICE_ASSIGN))
    async def assign_device(self, call: Call, device_id: str, body: Owner) -> DeviceDetail:
        """Say whom a device belongs to."""
        await self._service.assign(call.person, device_id, body.account_id)
        return await self._service.one(call.person, device_id)

    @post("/api/enrolment-tokens", policy=Signed(Permission.DEVICE_ENROL), status=201)
    async def make_token(self, call: Call, body: TokenAsked) -> TokenAnswer:
        """Make a token that enrols one device."""
        made = await self._enrolment.make_token(call.person, body.organization_id)
        command = f"handrail-agent enroll {self._url()} {made.token}"
        return TokenAnswer(token=made.token, command=command, expires_at=made.expires_at)

    @post("/api/enrol", policy=Public())
    async def enrol(self, call: Call, body: EnrolRequest) -> EnrolAnswer:
        """Enrol a device by its token."""
        return await self._enrolment.enrol(call.address, body)

    @get("/api/trust", policy=Public())
    async def read_trust(self, call: Call) -> TrustAnswer:
        """Give the instance's root key and the table of keys it signed."""
        return TrustAnswer(root=self._keys.root_public, trust=self._keys.trust.decode())
