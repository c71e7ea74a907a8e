"""The HTTP side of the audit log."""

from broker.access.permissions import Permission
from broker.features.audit_trail.answers import EntryAnswer, StateAnswer
from broker.features.audit_trail.service import AuditTrail, EntryFilter
from broker.web.bodies import Id
from broker.web.call import Call
from broker.web.declare import get
from broker.web.paging import ListQuery, Page
from broker.web.policy import Signed

READING = Signed(Permission.AUDIT_READ)


class EntryQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a page of the log can be narrowed to; `q` takes words and `key:value` filters."""

    organization: Id | None = None
    session: Id | None = None


class AuditRoutes:
    """Routes about the audit log."""

    def __init__(self, trail: AuditTrail) -> None:
        self._trail = trail

    @get("/api/audit", policy=READING)
    async def search_entries(self, call: Call, query: EntryQuery) -> Page[EntryAnswer]:
        """Search the audit log, newest first."""
        narrowed = EntryFilter(text=query.q, organization=query.organization, session=query.session)
        found = await self._trail.page(call.person, narrowed, query.cursor, query.limit)
        return Page(items=found.items, next=found.next, total=found.total, at_least=found.at_least)

    @get("/api/audit/state", policy=READING)
    async def read_state(self, call: Call) -> StateAnswer:
        """Say how far the log is verified."""
        return await self._trail.state(call.person)
