"""What people may know of accounts: of themselves, and lists of others within their reach."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from broker.access.actors import AccountActor, AccountKind, permissions_of
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, Everywhere
from broker.errors import NotFound
from broker.features.accounts import store
from broker.features.accounts.records import Account
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork, View
from protocol.identifiers import OrganizationId

_ESCAPE = "\\"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organization as accounts refer to it."""

    id: OrganizationId
    name: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A line of a list of people."""

    id: str
    name: str
    email: str
    kind: AccountKind
    organization: Organization | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Oneself:
    """What somebody is told about themselves."""

    account: Account
    organization: Organization | None
    organizations: tuple[Organization, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleQuery:
    """Which part of which list."""

    words: tuple[str, ...]
    kind: AccountKind | None
    after: tuple[str, str] | None
    limit: int


class People:
    """Reads accounts on behalf of somebody."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def oneself(self, actor: AccountActor) -> Oneself:
        """Tell a person who they are, and which organizations they may see."""

        def look(view: View) -> Oneself:
            account = store.account_by_id(view, actor.account_id)
            if account is None:
                raise NotFound
            organizations = _visible_organizations(view, actor)
            own = _organizations(view, account.organization_id)
            return Oneself(account=account, organization=own[0] if own else None, organizations=organizations)

        return await self._work.view(actor, Permission.OWN_ACCOUNT_READ, look)

    async def list(self, actor: AccountActor, asked: PeopleQuery) -> tuple[tuple[Person, ...], int]:
        """Give a part of the people within reach, by name, with how many there are in all; one more than the limit
        where the list goes on."""

        def look(view: View) -> tuple[tuple[Person, ...], int]:
            shown = _matching(view, asked)
            account = tables.accounts.c
            total = view.connection.execute(select(func.count()).select_from(shown.subquery())).scalar_one()
            part = shown.order_by(account.name, account.id).limit(asked.limit + 1)
            if asked.after is not None:
                name, identifier = asked.after
                part = part.where(or_(account.name > name, and_(account.name == name, account.id > identifier)))
            return tuple(_person(row) for row in view.connection.execute(part)), total

        return await self._work.view(actor, Permission.ACCOUNT_READ, look)


def reach_texts(actor: AccountActor) -> dict[str, str | tuple[OrganizationId, ...]]:
    """Spell what somebody may do and where, as their browser is told it."""
    held = permissions_of(actor)
    return {
        permission.value: "all" if isinstance(reach, Everywhere) else tuple(sorted(reach - {INSTANCE}))
        for permission, reach in held.items()
    }


def matches(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Tell whether a column holds a word, in whatever case."""
    escaped = word.lower().replace(_ESCAPE, _ESCAPE * 2).replace("%", _ESCAPE + "%").replace("_", _ESCAPE + "_")
    return func.lower(column).like(f"%{escaped}%", escape=_ESCAPE)


def _matching(view: View, asked: PeopleQuery) -> Select[tuple[str, str, str, str, str, str, str]]:
    account, organization = tables.accounts.c, tables.organizations.c
    query = (
        select(
            account.id,
            account.name,
            account.email,
            account.kind,
            organization.id.label("organization_id"),
            organization.name.label("organization_name"),
            organization.slug,
        )
        .outerjoin(tables.organizations, organization.id == account.organization_id)
        .where(view.within_reach(account.organization_id))
    )
    if asked.kind is not None:
        query = query.where(account.kind == asked.kind.value)
    for word in asked.words:
        query = query.where(or_(matches(account.name, word), matches(account.email, word)))
    return query


def _person(row: object) -> Person:
    found = row._mapping  # type: ignore[attr-defined]
    organization = None
    if found["organization_id"] is not None:
        organization = Organization(id=found["organization_id"], name=found["organization_name"], slug=found["slug"])
    return Person(
        id=found["id"],
        name=found["name"],
        email=found["email"],
        kind=AccountKind(found["kind"]),
        organization=organization,
    )


def _visible_organizations(view: View, actor: AccountActor) -> tuple[Organization, ...]:
    reach = permissions_of(actor).reach(Permission.ORGANIZATION_READ)
    query = select(tables.organizations).order_by(tables.organizations.c.name, tables.organizations.c.id).limit(1_000)
    if not isinstance(reach, Everywhere):
        query = query.where(tables.organizations.c.id.in_(sorted(reach | ({actor.organization_id} - {None}))))
    return tuple(Organization(id=row.id, name=row.name, slug=row.slug) for row in view.connection.execute(query))


def _organizations(view: View, organization_id: OrganizationId | None) -> tuple[Organization, ...]:
    query = select(tables.organizations).where(tables.organizations.c.id == organization_id)
    return tuple(Organization(id=row.id, name=row.name, slug=row.slug) for row in view.connection.execute(query))
