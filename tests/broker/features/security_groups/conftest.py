"""A provider with its administrator and two organizations with one each, and groups over both databases."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from broker.access.actors import AccountActor
from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.errors import Refusal
from broker.features.accounts import store as account_store
from broker.features.accounts.records import actor_of
from broker.features.security_groups.answers import GroupDetail
from broker.features.security_groups.service import SecurityGroups, Wanted
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, View
from protocol.identifiers import AccountId, OrganizationId
from tests.fakes.accounts import Accounts, accounts_over
from tests.fakes.actors import SYSTEM

READ, CONTROL, REMOVE = Permission.DEVICE_READ, Permission.SESSION_CONTROL, Permission.DEVICE_REMOVE
GROUPS = frozenset({Permission.GROUP_READ, Permission.GROUP_CHANGE, Permission.GROUP_ASSIGN})
ADMINISTRATOR = BuiltInGroup.PROVIDER_ADMINISTRATOR


@dataclass
class House:
    """A provider with its administrator, and two organizations with one each."""

    accounts: Accounts
    groups: SecurityGroups
    told: list[str] = field(default_factory=list)

    @property
    def work(self) -> UnitOfWork:
        return self.accounts.work

    async def settle(self) -> "House":
        self.a = (await self.accounts.organization("Org A")).id
        self.b = (await self.accounts.organization("Org B")).id
        self.provider = await self.staff("ada@provider.example", ADMINISTRATOR)
        self.here = await self.staff("a@a.example", ADMINISTRATOR, self.a)
        self.there = await self.staff("b@b.example", ADMINISTRATOR, self.b)
        return self

    async def staff(
        self, email: str, group: BuiltInGroup | None = None, organization: OrganizationId | None = None
    ) -> AccountId:
        return await self.accounts.staff(email, group=group, organization=organization)

    async def actor(self, account: AccountId) -> AccountActor:
        def look(view: View) -> AccountActor:
            found = account_store.account_by_id(view, account)
            assert found is not None
            return actor_of(found, account_store.groups_of(view, account), None)

        return await self.work.view(SYSTEM, Permission.ACCOUNT_READ, look)

    async def made(self, who: AccountId, home: OrganizationId = INSTANCE, **changed: object) -> GroupDetail:
        return await self.groups.create(await self.actor(who), home, wanted(**changed))

    async def built_in(self, group: BuiltInGroup) -> str:
        query = select(tables.security_groups.c.id).where(tables.security_groups.c.built_in == group.value)
        return await self.work.view(
            SYSTEM, Permission.GROUP_READ, lambda view: view.connection.execute(query).scalar_one()
        )

    async def manages_itself(self, organization: str, does: bool) -> None:
        def body(change: Change) -> None:
            row = tables.organizations
            change.connection.execute(update(row).where(row.c.id == organization).values(self_managed=does))
            change.record(AuditKind.ORGANIZATION_CHANGED, organization=organization)

        await self.work.change(SYSTEM, Permission.ORGANIZATION_CHANGE, body)

    async def kinds(self) -> list[str]:
        entries = tables.audit_entries.c
        query = select(entries.kind).where(entries.kind.startswith("group.")).order_by(entries.at, entries.sequence)
        return await self.work.view(
            SYSTEM, Permission.AUDIT_READ, lambda view: [*view.connection.execute(query).scalars()]
        )


def wanted(**changed: object) -> Wanted:
    usual: dict[str, object] = {
        "name": "Service desk",
        "description": "",
        "permissions": frozenset({READ, CONTROL}),
        "all_organizations": False,
        "organizations": frozenset(),
    }
    return Wanted(**(usual | changed))  # type: ignore[arg-type]


@pytest.fixture
def accounts(work: UnitOfWork) -> Iterator[Accounts]:
    with accounts_over(work) as built:
        yield built


@pytest.fixture
async def house(accounts: Accounts) -> House:
    told: list[str] = []
    return await House(
        accounts=accounts, groups=SecurityGroups(accounts.work, new_id=new_id, told=told.append), told=told
    ).settle()


async def refused(awaitable: object, code: str) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        await awaitable  # type: ignore[misc]
    assert refusal.value.code == code, refusal.value
    return refusal.value
