"""What people are told about themselves."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from broker.access.actors import EXAMPLE, AccountActor, permissions_of
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, add, only
from broker.errors import NotFound
from broker.features.accounts import store
from broker.features.accounts.records import Account, example_account
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork, View
from broker.storage.work import within
from protocol.identifiers import OrganizationId

_ESCAPE = "\\"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """An organization as accounts refer to it."""

    id: OrganizationId
    name: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Oneself:
    """What somebody is told about themselves."""

    account: Account
    organization: Organization | None
    organizations: tuple[Organization, ...]
    console: Organization | None


class People:
    """Reads accounts on behalf of somebody."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work

    async def oneself(self, actor: AccountActor) -> Oneself:
        """Tell a person who they are, and which organizations they may see."""

        def look(view: View) -> Oneself:
            account = shown_account(view, actor)
            if account is None:
                raise NotFound
            organizations = _visible_organizations(view, actor)
            own = _organizations(view, account.organization_id)
            console = _organizations(view, actor.console) if actor.console else ()
            return Oneself(
                account=account,
                organization=own[0] if own else None,
                organizations=organizations,
                console=console[0] if console else None,
            )

        return await self._work.view(actor, Permission.OWN_ACCOUNT_READ, look)


def shown_account(view: View, actor: AccountActor) -> Account | None:
    """Read the account that a page shows as one's own; an example end user has none that is stored."""
    return example_account(actor) if actor.account_id == EXAMPLE else store.account_by_id(view, actor.account_id)


def reach_texts(actor: AccountActor) -> dict[str, str | tuple[OrganizationId, ...]]:
    """Spell what somebody may do and where, as their browser is told it."""
    held = permissions_of(actor)
    reaches = {permission: held.outer_reach(permission) for permission in sorted(held.permissions)}
    return {
        permission.value: tuple(sorted(reach - {INSTANCE})) if isinstance(reach, frozenset) else "all"
        for permission, reach in reaches.items()
    }


def matches(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    """Tell whether a column holds a word, in whatever case."""
    escaped = word.lower().replace(_ESCAPE, _ESCAPE * 2).replace("%", _ESCAPE + "%").replace("_", _ESCAPE + "_")
    return func.lower(column).like(f"%{escaped}%", escape=_ESCAPE)


def _visible_organizations(view: View, actor: AccountActor) -> tuple[Organization, ...]:
    reach = permissions_of(actor).reach(Permission.ORGANIZATION_READ)
    row = tables.organizations.c
    own = actor.organization_id
    reach = add(reach, only(own)) if own else reach
    listed = select(tables.organizations).where(row.archived_at.is_(None), within(reach, row.id))
    query = listed.order_by(row.name, row.id).limit(1_000)
    return tuple(Organization(id=row.id, name=row.name, slug=row.slug) for row in view.connection.execute(query))


def _organizations(view: View, organization_id: OrganizationId | None) -> tuple[Organization, ...]:
    query = select(tables.organizations).where(tables.organizations.c.id == organization_id)
    return tuple(Organization(id=row.id, name=row.name, slug=row.slug) for row in view.connection.execute(query))
