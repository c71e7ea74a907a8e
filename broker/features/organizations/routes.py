"""HTTP of organizations."""

from broker.access.permissions import Permission
from broker.features.organizations.service import Organization, Organizations
from broker.web.call import Call
from broker.web.declare import get
from broker.web.paging import ListQuery, Page, read_cursor, write_place
from broker.web.policy import Signed


class OrganizationRoutes:
    """The organizations within reach."""

    def __init__(self, organizations: Organizations) -> None:
        self._organizations = organizations

    @get("/api/organizations", policy=Signed(Permission.ORGANIZATION_READ))
    async def list_organizations(self, call: Call, query: ListQuery) -> Page[Organization]:
        """List organizations."""
        words = tuple(query.q.split()[:10])
        found, total = await self._organizations.list(call.person, words, read_cursor(query.cursor), query.limit)
        items = found[: query.limit]
        following = write_place(items[-1].name, items[-1].id) if len(found) > len(items) else None
        return Page(items=items, next=following, total=total)
