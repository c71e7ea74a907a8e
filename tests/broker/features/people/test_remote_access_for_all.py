"""Remote access for everybody of an organization, the legacy way, on both databases: each row answered by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from broker.access.actors import AccountActor
from broker.access.permissions import GRANTABLE, Permission
from broker.access.scopes import only
from broker.errors import BadInput, NotFound, PermissionMissing
from broker.features.accounts.remote_access import Unmet
from broker.features.people.remote_access import RemoteAccessSwitch
from broker.features.people.remote_access_for_all import Counts, RemoteAccessForAll, Row
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from protocol.identifiers import OrganizationId
from tests.fakes.accounts import Accounts, accounts_over
from tests.fakes.actors import SYSTEM, staff

ADMINISTRATOR = staff(*GRANTABLE, name="Ada Berg")
CHANGE = Permission.REMOTE_ACCESS_CHANGE
USED = {"totp_secret_encrypted": b"secret", "totp_last_step": 2**40}


@dataclass(slots=True, kw_only=True)
class Stage:
    """People over one database, and what was told to the world."""

    accounts: Accounts
    for_all: RemoteAccessForAll
    looked: list[str] = field(default_factory=list)

    async def person(self, home: OrganizationId, name: str, **values: object) -> str:
        account = await self.accounts.end_user(home, f"{name}@{home[:6]}.example")

        def body(change: Change) -> None:
            row = tables.accounts
            confirmed = {"totp_confirmed_at": change.now} if "totp_secret_encrypted" in values else {}
            change.connection.execute(update(row).where(row.c.id == account).values(**values, **confirmed))
            change.needs_no_entry(Upkeep.LEFTOVERS)

        await self.accounts.work.change(SYSTEM, CHANGE, body)
        return account

    async def all(self, home: OrganizationId, name: str, actor: AccountActor = ADMINISTRATOR) -> dict[str, Row]:
        """Go on until everybody is done, as the portal does."""
        rows: list[Row] = []
        cursor: str | None = None
        while True:
            some, cursor = await self.for_all.apply(actor, home, name, cursor, 5)
            assert len(some) <= 5
            rows += some
            if cursor is None:
                assert len({row.id for row in rows}) == len(rows)
                return {row.id: row for row in rows}

    async def entries(self) -> list[str]:
        entry = tables.audit_entries.c
        query = select(entry.kind).where(entry.kind.like("remote_access.%")).order_by(entry.sequence)
        return list(
            await self.accounts.work.view(
                SYSTEM, Permission.AUDIT_READ, lambda view: view.connection.execute(query).scalars().all()
            )
        )


@pytest.fixture
def stage(work: UnitOfWork) -> Iterator[Stage]:
    looked: list[str] = []
    switch = RemoteAccessSwitch(
        work=work, settings=Settings(), told=lambda account, home: None, look_again=lambda: looked.append("again")
    )
    with accounts_over(work) as accounts:
        yield Stage(accounts=accounts, for_all=RemoteAccessForAll(work, switch), looked=looked)


async def test_it_is_on_for_whoever_meets_all_and_names_for_each_other_what_is_missing(stage: Stage) -> None:
    home = (await stage.accounts.organization("Org A")).id
    ready = [await stage.person(home, f"p{number}", **USED) for number in range(11)]
    had = await stage.person(home, "had", remote_access=True)
    unused = await stage.person(home, "unused", **(USED | {"totp_last_step": None}))
    bare = await stage.person(home, "bare", status="disabled", email="nowhere")
    await stage.accounts.staff(organization=home)
    assert await stage.for_all.count(ADMINISTRATOR, home) == Counts(people=14, enabled=1)
    rows = await stage.all(home, "Org A")
    assert set(rows) == {*ready, had, unused, bare}
    assert {each: (rows[each].changed, rows[each].unmet) for each in (had, unused, bare)} == {
        had: (False, ()),
        unused: (False, (Unmet.FACTOR_NOT_USED,)),
        bare: (False, (Unmet.PORTAL, Unmet.EMAIL, Unmet.FACTOR)),
    }
    assert all(rows[each].changed and not rows[each].unmet for each in ready)
    assert await stage.for_all.count(ADMINISTRATOR, home) == Counts(people=14, enabled=12)
    assert await stage.entries() == ["remote_access.for_all", *["remote_access.enabled"] * 11]
    assert 1 <= len(stage.looked) <= 3, "once for a change, not once for a person"
    again = await stage.all(home, "Org A")
    assert not any(row.changed for row in again.values())
    assert (await stage.entries()).count("remote_access.enabled") == 11


@pytest.mark.parametrize("typed", ["", "Org", "org a", "Org B"])
async def test_nothing_happens_unless_the_name_of_the_organization_was_typed(stage: Stage, typed: str) -> None:
    home = (await stage.accounts.organization("Org A")).id
    person = await stage.person(home, "p", **USED)
    for cursor in (None, "a" * 26):
        with pytest.raises(BadInput) as refused:
            await stage.for_all.apply(ADMINISTRATOR, home, typed, cursor, 5)
        assert refused.value.code == "account.name_not_typed"
    assert (await stage.for_all.count(ADMINISTRATOR, home)).enabled == 0
    assert await stage.entries() == []
    assert (await stage.all(home, " Org  A "))[person].changed


async def test_nobody_beyond_reach_is_counted_or_touched(stage: Stage) -> None:
    one, other = [(await stage.accounts.organization(name)).id for name in ("Org A", "Org B")]
    here, there = await stage.person(one, "p", **USED), await stage.person(other, "q", **USED)
    narrow = staff(CHANGE, reach=only(one))
    with pytest.raises(NotFound):
        await stage.for_all.count(narrow, other)
    with pytest.raises(NotFound):
        await stage.for_all.apply(narrow, other, "Org B", None, 5)
    assert set(await stage.all(one, "Org A", narrow)) == {here}
    assert there in await stage.all(other, "Org B")
    almost = staff(*(GRANTABLE - {CHANGE}), name="Almost")
    with pytest.raises(PermissionMissing):
        await stage.for_all.apply(almost, one, "Org A", None, 5)


async def test_an_archived_organization_and_people_about_to_be_deleted_are_left_alone(stage: Stage) -> None:
    home = (await stage.accounts.organization("Org A")).id

    def leave(change: Change) -> None:
        row = tables.accounts
        change.connection.execute(update(row).values(delete_at=change.now))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await stage.person(home, "p", **USED)
    await stage.accounts.work.change(SYSTEM, CHANGE, leave)
    assert await stage.for_all.count(ADMINISTRATOR, home) == Counts(people=0, enabled=0)
    assert await stage.all(home, "Org A") == {}
    await stage.accounts.organizations.archive(SYSTEM, home)
    with pytest.raises(NotFound):
        await stage.for_all.apply(ADMINISTRATOR, home, "Org A", None, 5)
