"""Small bodies of views and changes that the tests of the door share."""

from collections.abc import Callable

from sqlalchemy import select

from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.audit.query import parse_query
from broker.storage import tables
from broker.storage.audit_search import read_page
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId
from tests.fakes.actors import SYSTEM


def creating(organization: OrganizationId, name: str = "Org") -> Callable[[Change], str]:
    def create(change: Change) -> str:
        values = {"id": organization, "name": name, "slug": organization, "created_at": change.now}
        change.connection.execute(tables.organizations.insert().values(values))
        change.record(AuditKind.ORGANIZATION_CREATED, organization=organization, detail={"name": name})
        return name

    return create


def names(view: View) -> list[str]:
    listing = select(tables.organizations.c.name).where(view.within_reach(tables.organizations.c.id))
    return sorted(view.connection.execute(listing).scalars())


def kinds(view: View) -> list[str]:
    return [entry.entry.kind for entry in reversed(read_page(view, parse_query("")).entries)]


def heads(view: View) -> dict[str, int]:
    listing = select(tables.audit_heads.c.organization_id, tables.audit_heads.c.sequence)
    return {row.organization_id: row.sequence for row in view.connection.execute(listing)}


async def create(work: UnitOfWork, organization: OrganizationId, name: str = "Org") -> str:
    return await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, creating(organization, name))
