"""HTTP of the switch by which an end user reaches their own devices from elsewhere."""

from collections.abc import Callable
from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.accounts.remote_access import Unmet
from broker.features.people.remote_access import RemoteAccessAnswer, RemoteAccessSwitch
from broker.features.people.remote_access_for_all import MOST_ROWS, RemoteAccessForAll
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import UnitOfWork
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.policy import Signed
from protocol.identifiers import OrganizationId

CHANGING = Signed(Permission.REMOTE_ACCESS_CHANGE)
ENABLING = Signed(Permission.REMOTE_ACCESS_CHANGE, fresh=True)


class RemoteAccessCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many end users an organization has, and for how many of them remote access is on."""

    people: int
    enabled: int


class ForEverybody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The legacy way, which is billable: the organization's name, typed, and where it goes on."""

    name: Annotated[str, Meta(max_length=254)]
    cursor: Id | None = None
    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS)] = MOST_ROWS


class RemoteAccessRow(msgspec.Struct, frozen=True, kw_only=True):
    """How it went with one of them; with nothing unmet it is on, now or already."""

    id: str
    name: str
    changed: bool
    unmet: tuple[Unmet, ...]


class RemoteAccessRows(msgspec.Struct, frozen=True, kw_only=True):
    """How it went, and where it goes on."""

    rows: tuple[RemoteAccessRow, ...]
    next: str | None


class RemoteAccessRoutes:
    """The remote access of people within reach."""

    def __init__(self, switch: RemoteAccessSwitch, for_all: RemoteAccessForAll) -> None:
        self._switch = switch
        self._for_all = for_all

    @get("/api/accounts/{account_id}/remote-access", policy=Signed(Permission.ACCOUNT_READ))
    async def read_remote_access(self, call: Call, account_id: str) -> RemoteAccessAnswer:
        """Say whether an end user reaches their devices from elsewhere, and what is not met."""
        return await self._switch.read(call.person, account_id)

    @post("/api/accounts/{account_id}/remote-access/enable", policy=ENABLING)
    async def enable_remote_access(self, call: Call, account_id: str, body: Empty) -> RemoteAccessAnswer:
        """Let an end user reach their devices from elsewhere; it is billable."""
        return await self._switch.enable(call.person, account_id)

    @post("/api/accounts/{account_id}/remote-access/disable", policy=CHANGING)
    async def disable_remote_access(self, call: Call, account_id: str, body: Empty) -> RemoteAccessAnswer:
        """End that, at once."""
        return await self._switch.disable(call.person, account_id)

    @get("/api/organizations/{organization_id}/remote-access", policy=CHANGING)
    async def count_remote_access(self, call: Call, organization_id: str) -> RemoteAccessCounts:
        """Count whom it would concern to enable remote access for everybody."""
        counts = await self._for_all.count(call.person, OrganizationId(organization_id))
        return RemoteAccessCounts(people=counts.people, enabled=counts.enabled)

    @post("/api/organizations/{organization_id}/remote-access/enable-all", policy=ENABLING)
    async def enable_remote_access_for_all(
        self, call: Call, organization_id: str, body: ForEverybody
    ) -> RemoteAccessRows:
        """Enable remote access for everybody of an organization, part by part (legacy); it is billable."""
        home = OrganizationId(organization_id)
        rows, following = await self._for_all.apply(call.person, home, body.name, body.cursor, body.limit)
        answers = (RemoteAccessRow(id=row.id, name=row.name, changed=row.changed, unmet=row.unmet) for row in rows)
        return RemoteAccessRows(rows=tuple(answers), next=following)


def open_remote_access_routes(
    work: UnitOfWork, settings: Settings, told: Callable[[str, str], None], look_again: Callable[[], None]
) -> RemoteAccessRoutes:
    """Build them."""
    switch = RemoteAccessSwitch(work=work, settings=settings, told=told, look_again=look_again)
    return RemoteAccessRoutes(switch, RemoteAccessForAll(work, switch))
