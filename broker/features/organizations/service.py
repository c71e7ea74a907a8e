"""Organizations: listing those within reach, and adding one from the console."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, func, insert, or_, select

from broker.access.actors import Actor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.errors import BadInput, Conflict
from broker.features.accounts.people import matches
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import OrganizationId

MAX_NAME_CHARACTERS: Final = 120
MAX_SLUG_CHARACTERS: Final = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organization as it stands in lists; the slug is its part of an address."""

    id: OrganizationId
    name: str
    slug: str


class Organizations:
    """Reads and makes organizations."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def list(
        self, actor: Actor, words: tuple[str, ...], after: tuple[str, str] | None, limit: int
    ) -> tuple[tuple[Organization, ...], int]:
        """Give a part of those within reach, by name, and how many there are; one more where the list goes on."""

        def look(view: View) -> tuple[tuple[Organization, ...], int]:
            row = tables.organizations.c
            shown = select(row.id, row.name, row.slug).where(view.within_reach(row.id), row.archived_at.is_(None))
            for word in words:
                shown = shown.where(or_(matches(row.name, word), matches(row.slug, word)))
            total = view.connection.execute(select(func.count()).select_from(shown.subquery())).scalar_one()
            if after is not None:
                shown = shown.where(or_(row.name > after[0], and_(row.name == after[0], row.id > after[1])))
            part = view.connection.execute(shown.order_by(row.name, row.id).limit(limit + 1))
            found = tuple(Organization(id=OrganizationId(each.id), name=each.name, slug=each.slug) for each in part)
            return found, total

        return await self._work.view(actor, Permission.ORGANIZATION_READ, look)

    async def add(self, actor: Actor, name: str) -> Organization:
        """Make an organization; its slug is taken from its name."""
        spelled = " ".join(name.split())
        if not spelled or len(spelled) > MAX_NAME_CHARACTERS or not spelled.isprintable():
            raise BadInput(
                f"A name has 1 to {MAX_NAME_CHARACTERS} characters that can be read.", code="organization.wrong_name"
            )
        organization = Organization(id=OrganizationId(new_id()), name=spelled, slug=slug_of(spelled))

        def create(change: Change) -> Organization:
            row = tables.organizations.c
            taken = change.connection.execute(select(row.id).where(row.slug == organization.slug)).first()
            if taken is not None:
                raise Conflict("There is an organization of this name.", code="organization.exists")
            change.connection.execute(
                insert(tables.organizations).values(
                    id=organization.id, name=organization.name, slug=organization.slug, created_at=change.now
                )
            )
            change.record(
                AuditKind.ORGANIZATION_CREATED,
                organization=organization.id,
                subject=organization.id,
                detail={"name": organization.name},
            )
            return organization

        return await self._work.change(actor, Permission.ORGANIZATION_CREATE, create)


def slug_of(name: str) -> str:
    """Spell a name as a part of an address: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG_CHARACTERS].strip("-")
    return slug or "organization-" + name.encode().hex()[:16]
