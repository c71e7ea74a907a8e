"""HTTP of organizations."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.organizations.service import Draft, Filter, Listing, Organization, Organizations, Wanted
from broker.storage.paging import PageAsked
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, patch, post
from broker.web.paging import ListQuery, Page
from broker.web.policy import Signed, When

Line = Annotated[str, Meta(max_length=254)]
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]


class OrganizationQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the list can be narrowed to, and its order."""

    shown: Listing = Listing.ACTIVE
    sort: Annotated[str, Meta(pattern="^(name|-created_at)$")] = "name"


class FirstAdministrator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to be its first administrator: they are invited, or let in where they are of the provider."""

    name: Line
    email: Line


class NewOrganization(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new organization; an empty slug is made from the name. Who manages themselves has an administrator."""

    name: Line
    slug: Line = ""
    is_self_managed: bool = False
    administrator: FirstAdministrator | None = None


def _is_dangerous(body: NewOrganization) -> bool:
    return body.is_self_managed or body.administrator is not None


MAKING = Signed(
    Permission.ORGANIZATION_CREATE,
    fresh=When(words="it is self-managed or has an administrator", holds=_is_dangerous),
)


class ChangedOrganization(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that can be changed, as it is to be, with the version that was looked at."""

    version: Version
    name: Line
    slug: Line
    main_contact_id: Id | None


class OrganizationRoutes:
    """The organizations within reach."""

    def __init__(self, organizations: Organizations) -> None:
        self._organizations = organizations

    @get("/api/organizations", policy=Signed(Permission.ORGANIZATION_READ))
    async def list_organizations(self, call: Call, query: OrganizationQuery) -> Page[Organization]:
        """List organizations."""
        narrowed = Filter(text=query.q, shown=query.shown, newest_first=query.sort == "-created_at")
        asked = PageAsked(cursor=query.cursor, limit=query.limit)
        found = await self._organizations.page(call.person, narrowed, asked)
        return Page(items=found.items, next=found.next, total=found.total, at_least=found.at_least)

    @get("/api/organizations/{organization_id}", policy=Signed(Permission.ORGANIZATION_READ))
    async def read_organization(self, call: Call, organization_id: str) -> Organization:
        """Read one organization."""
        return await self._organizations.one(call.person, organization_id)

    @post("/api/organizations", policy=MAKING, status=201)
    async def make_organization(self, call: Call, body: NewOrganization) -> Organization:
        """Make an organization."""
        first = body.administrator
        draft = Draft(
            name=body.name,
            slug=body.slug or None,
            self_managed=body.is_self_managed,
            administrator=(first.name, first.email) if first else None,
        )
        return await self._organizations.make(call.person, draft)

    @patch("/api/organizations/{organization_id}", policy=Signed(Permission.ORGANIZATION_CHANGE))
    async def change_organization(self, call: Call, organization_id: str, body: ChangedOrganization) -> Organization:
        """Change name, slug and main contact."""
        wanted = Wanted(name=body.name, slug=body.slug, main_contact_id=body.main_contact_id, version=body.version)
        return await self._organizations.change(call.person, organization_id, wanted)

    @post("/api/organizations/{organization_id}/archive", policy=Signed(Permission.ORGANIZATION_ARCHIVE))
    async def archive_organization(self, call: Call, organization_id: str, body: Empty) -> Organization:
        """Archive an organization."""
        return await self._organizations.archive(call.person, organization_id)

    @post("/api/organizations/{organization_id}/restore", policy=Signed(Permission.ORGANIZATION_ARCHIVE))
    async def restore_organization(self, call: Call, organization_id: str, body: Empty) -> Organization:
        """Restore an archived organization."""
        return await self._organizations.restore(call.person, organization_id)
