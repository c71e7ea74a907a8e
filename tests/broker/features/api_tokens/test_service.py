"""Tests of API tokens on both databases: who may have which, whom they act for, and when they stop."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Executable, delete, func, insert, select, update

from broker.access.actors import AccountActor, title_of
from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.access.scopes import ALL, Reach, only
from broker.audit.kinds import AuditKind
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing, Refusal
from broker.features.accounts import store as account_store
from broker.features.accounts.administration import CONSOLE
from broker.features.accounts.records import actor_of
from broker.features.api_tokens.rules import MAX_TOKENS
from broker.features.api_tokens.service import ApiTokens, Draft, Made
from broker.features.api_tokens.store import Filter
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.paging import PageAsked
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import AccountId, OrganizationId
from tests.fakes.accounts import ADDRESS, Accounts
from tests.fakes.clock import FakeClock

READ = Permission.DEVICE_READ
READING = frozenset({READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Services, two organizations, and a technician who reaches the first of them only."""

    accounts: Accounts
    tokens: ApiTokens
    here: OrganizationId
    there: OrganizationId
    technician: AccountActor
    administrator: AccountActor

    async def made(self, actor: AccountActor, *, reach: Reach | None = None, days: int = 90) -> Made:
        where = only(self.here) if reach is None else reach
        draft = Draft(
            owner=actor.account_id, home=None, name="Night report", permissions=READING, reach=where, days=days
        )
        return await self.tokens.make_own(actor, draft)

    async def do(self, statement: Executable) -> None:
        def body(change: Change) -> None:
            change.connection.execute(statement)
            change.record(AuditKind.ACCOUNT_CHANGED, organization=None)

        await self.accounts.work.change(CONSOLE, READ, body)

    async def count(self, kind: AuditKind) -> int:
        entries = tables.audit_entries
        query = select(func.count()).select_from(entries).where(entries.c.kind == kind.value)
        return await self.accounts.work.view(
            CONSOLE, READ, lambda view: int(view.connection.execute(query).scalar_one())
        )


async def signed_in(accounts: Accounts, account: AccountId) -> AccountActor:
    """The person as they act once they have signed in."""

    def look(view: View) -> AccountActor:
        found = account_store.account_by_id(view, account)
        assert found is not None
        return actor_of(found, account_store.groups_of(view, account), None)

    return await accounts.work.view(CONSOLE, READ, look)


@pytest.fixture
async def scene(accounts_on_both: Accounts) -> Scene:
    here, there = await accounts_on_both.organization("Org A"), await accounts_on_both.organization("Org B")
    technician = await accounts_on_both.staff(organization=here.id)
    administrator = await accounts_on_both.staff("ada@provider.example", group=BuiltInGroup.PROVIDER_ADMINISTRATOR)
    return Scene(
        accounts=accounts_on_both,
        tokens=ApiTokens(accounts_on_both.work, Settings()),
        here=here.id,
        there=there.id,
        technician=await signed_in(accounts_on_both, technician),
        administrator=await signed_in(accounts_on_both, administrator),
    )


async def test_a_program_acts_for_its_owner_with_the_rights_of_its_token_only(scene: Scene) -> None:
    made = await scene.made(scene.administrator)
    person = await scene.tokens.person(made.secret, ADDRESS)
    assert person is not None
    assert (person.account_id, dict(person.grants)) == (scene.administrator.account_id, {READ: only(scene.here)})
    assert title_of(person).name == "Duty technician (API token “Night report”)"
    line = (await scene.tokens.own(scene.administrator))[0]
    assert (line.state, line.last_used_from) == ("works", ADDRESS)
    assert line.last_used_at is not None


async def test_the_token_itself_is_stored_nowhere(scene: Scene) -> None:
    made = await scene.made(scene.administrator)

    def everything(view: View) -> str:
        return repr([view.connection.execute(select(each)).all() for each in tables.metadata.sorted_tables])

    assert made.secret not in await scene.accounts.work.view(CONSOLE, READ, everything)


async def test_a_right_that_its_owner_lost_is_gone_from_the_token_at_once(scene: Scene) -> None:
    made = await scene.made(scene.technician)
    members = tables.security_group_members
    await scene.do(delete(members).where(members.c.account_id == scene.technician.account_id))
    person = await scene.tokens.person(made.secret, ADDRESS)
    assert person is not None
    assert not person.grants


async def test_nobody_makes_a_token_wider_than_themselves(scene: Scene) -> None:
    for reach in (only(scene.there), only(scene.here, scene.there), only(OrganizationId("a" * 26))):
        with pytest.raises(BadInput) as refusal:
            await scene.made(scene.technician, reach=reach)
        assert refusal.value.code == "token.wrong_permissions"
    with pytest.raises(NotFound):
        await scene.made(scene.administrator, reach=only(OrganizationId("a" * 26)))


async def test_a_token_for_all_reaches_what_its_owner_reaches(scene: Scene) -> None:
    made = await scene.made(scene.technician, reach=ALL)
    person = await scene.tokens.person(made.secret, ADDRESS)
    assert person is not None
    assert dict(person.grants) == {READ: only(scene.here)}


async def test_a_token_for_an_organization_wants_the_right_there(scene: Scene) -> None:
    owner = scene.technician.account_id
    draft = Draft(owner=owner, home=scene.here, name="Sync", permissions=READING, reach=only(scene.here))
    with pytest.raises(PermissionMissing):
        await scene.tokens.make(scene.technician, draft)
    made = await scene.tokens.make(CONSOLE, draft)
    found = await scene.tokens.page(scene.administrator, Filter(text="sync"), PageAsked())
    page, following, total = found.items, found.next, found.total
    assert ([each.id for each in page], following, total) == ([made.line.id], None, 1)
    with pytest.raises(PermissionMissing):
        await scene.tokens.revoke(scene.technician, made.line.id)
    assert (await scene.tokens.revoke(scene.administrator, made.line.id)).state == "revoked"
    assert (await scene.tokens.revoke(scene.administrator, made.line.id)).state == "revoked"
    assert await scene.count(AuditKind.TOKEN_REVOKED) == 1
    assert await scene.tokens.person(made.secret, ADDRESS) is None
    assert await scene.count(AuditKind.TOKEN_REFUSED) == 1


async def test_a_token_ends_with_its_day_its_owner_and_its_owners_second_factor(scene: Scene, clock: FakeClock) -> None:
    for values in ({"status": "disabled"}, {"delete_at": clock.now()}, {"totp_confirmed_at": None}):
        made = await scene.made(scene.administrator)
        account = tables.accounts.c
        mine = update(tables.accounts).where(account.id == scene.administrator.account_id)
        await scene.do(mine.values(**values))
        assert await scene.tokens.person(made.secret, ADDRESS) is None, values
        await scene.do(mine.values(status="active", delete_at=None, totp_confirmed_at=clock.now()))
        assert await scene.tokens.person(made.secret, ADDRESS) is not None
    made = await scene.made(scene.administrator, days=1)
    clock.advance(24 * 3600 - 1)
    assert await scene.tokens.person(made.secret, ADDRESS) is not None
    clock.advance(1)
    assert await scene.tokens.person(made.secret, ADDRESS) is None


@pytest.mark.parametrize("days", [0, 366])
async def test_a_token_works_for_a_day_to_a_year(scene: Scene, days: int) -> None:
    with pytest.raises(BadInput):
        await scene.made(scene.administrator, days=days)
    assert (await scene.made(scene.administrator, days=365)).line.state == "works"


async def status_of_a_wrong_one(scene: Scene) -> int:
    try:
        assert await scene.tokens.person("hr_" + "A" * 43, ADDRESS) is None
    except Refusal as refusal:
        return refusal.status
    return 401


async def test_wrong_tokens_are_slowed_down_by_address_and_right_ones_are_not(scene: Scene) -> None:
    made = await scene.made(scene.administrator)
    statuses = [await status_of_a_wrong_one(scene) for _ in range(40)]
    assert statuses[0] == 401
    assert 429 in statuses
    assert await scene.tokens.person(made.secret, ADDRESS) is not None
    assert await scene.tokens.person("nonsense", "192.0.2.99") is None


async def test_end_users_have_no_tokens(scene: Scene) -> None:
    person = await signed_in(scene.accounts, await scene.accounts.end_user(scene.here))
    with pytest.raises(PermissionMissing):
        await scene.made(person)


async def test_one_person_has_fifty_tokens_that_work(scene: Scene, clock: FakeClock) -> None:
    first = await scene.made(scene.administrator)
    rows = [
        {
            "id": f"t{number:025d}",
            "token_hash": str(number),
            "account_id": scene.administrator.account_id,
            "name": "Many",
            "permissions": "[]",
            "created_at": clock.now(),
            "expires_at": clock.now() + timedelta(days=1),
        }
        for number in range(MAX_TOKENS - 1)
    ]
    await scene.do(insert(tables.api_tokens).values(rows))
    with pytest.raises(Conflict) as refusal:
        await scene.made(scene.administrator)
    assert refusal.value.code == "token.too_many"
    await scene.tokens.revoke_own(scene.administrator, first.line.id)
    await scene.made(scene.administrator)


async def test_a_token_of_somebody_else_is_not_there(scene: Scene) -> None:
    made = await scene.made(scene.administrator)
    for token in (made.line.id, "a" * 26):
        with pytest.raises(NotFound):
            await scene.tokens.revoke_own(scene.technician, token)
