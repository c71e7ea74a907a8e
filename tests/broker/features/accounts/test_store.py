"""Tests of stored accounts, on both databases."""

from datetime import timedelta

from sqlalchemy import func, select, update

from broker.access.groups import BuiltInGroup, SecurityGroup
from broker.access.permissions import Permission
from broker.access.portal_groups import BUILT_IN_PORTAL_GROUPS, BuiltInPortalGroup
from broker.access.scopes import ALL, only
from broker.features.accounts import store
from broker.features.accounts.one_time_codes import recovery_hash
from broker.features.accounts.records import Account
from broker.features.accounts.slowing import Tries
from broker.storage import tables
from broker.storage.unit_of_work import Change, Upkeep, View
from protocol.identifiers import AccountId
from tests.fakes.accounts import TOTP_SECRET, Accounts
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock


async def test_an_end_user_has_what_their_portal_group_gives_and_without_portal_is_not_active(
    accounts_on_both: Accounts,
) -> None:
    home = await accounts_on_both.organization()
    person = await accounts_on_both.end_user(home.id)
    clerk = await accounts_on_both.staff()
    for group, is_active in (
        (BuiltInPortalGroup.STANDARD, True),
        (BuiltInPortalGroup.LIMITED, True),
        (BuiltInPortalGroup.NO_ACCESS, False),
    ):
        await move(accounts_on_both, group.id)
        found = await read(accounts_on_both, person)
        assert (found.features, found.is_active) == (BUILT_IN_PORTAL_GROUPS[group].features, is_active)
        assert (await read(accounts_on_both, clerk)).is_active
    await move(accounts_on_both, "nosuchgroup")
    assert not (await read(accounts_on_both, person)).is_active


async def move(accounts: Accounts, group: str) -> None:
    def body(change: Change) -> None:
        change.connection.execute(update(tables.accounts).values(portal_group_id=group))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await accounts.work.change(SYSTEM, Permission.END_USER_CHANGE, body)


async def read(accounts: Accounts, account: AccountId) -> Account:
    found = await accounts.work.view(SYSTEM, Permission.ACCOUNT_READ, lambda view: store.account_by_id(view, account))
    assert found is not None
    return found


async def test_groups_keep_their_permissions_and_places_apart(accounts_on_both: Accounts) -> None:
    accounts = accounts_on_both
    organization = await accounts.organization()
    wide = await accounts.staff("w@provider.example", group=BuiltInGroup.AUDITOR)
    narrow = await accounts.staff("n@provider.example", organization=organization.id)

    def look(view: View) -> tuple[SecurityGroup, ...]:
        return store.groups_of(view, wide) + store.groups_of(view, narrow)

    auditors, technicians = await accounts.work.view(SYSTEM, Permission.GROUP_READ, look)
    assert (auditors.reach, technicians.reach) == (ALL, only(organization.id))
    assert Permission.AUDIT_READ in auditors.permissions
    assert Permission.AUDIT_READ not in technicians.permissions


async def test_a_recovery_code_is_used_up_once(accounts_on_both: Accounts) -> None:
    accounts = accounts_on_both
    person = await accounts.staff()

    def use(change: Change) -> tuple[int | None, ...]:
        store.replace_recovery_codes(change, person, [(f"id{n}", recovery_hash(person, f"code{n}")) for n in range(3)])
        change.needs_no_entry(Upkeep.LEFTOVERS)
        asked = ("code1", "code1", "nonsense", "code2")
        return tuple(store.use_recovery_code(change, person, recovery_hash(person, code)) for code in asked)

    assert await accounts.work.change(SYSTEM, Permission.STAFF_CHANGE, use) == (2, None, None, 1)


async def test_old_sign_ins_are_forgotten_and_live_ones_kept(accounts_on_both: Accounts, clock: FakeClock) -> None:
    accounts = accounts_on_both
    await accounts.staff()
    await accounts.signed_in("technician@provider.example", clock.now(), TOTP_SECRET)
    clock.advance(timedelta(days=29).total_seconds())
    token = await accounts.signed_in("technician@provider.example", clock.now(), TOTP_SECRET)
    clock.advance(timedelta(days=2).total_seconds())

    def forget(change: Change) -> int:
        change.needs_no_entry(Upkeep.LEFTOVERS)
        return store.delete_old_sign_ins(change, change.now)

    assert await accounts.work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, forget) == 1
    query = select(func.count()).select_from(tables.sign_ins)
    left = await accounts.work.view(
        SYSTEM, Permission.ACCOUNT_READ, lambda view: view.connection.execute(query).scalar_one()
    )
    assert left == 1
    assert await accounts.sign_ins.person(token) is not None


async def test_a_time_step_is_used_up_once_and_takes_the_ones_before_it_along(accounts_on_both: Accounts) -> None:
    accounts = accounts_on_both
    person = await accounts.staff()

    def use(change: Change) -> tuple[bool, ...]:
        change.needs_no_entry(Upkeep.COUNTER)
        return tuple(store.use_step(change, person, step) for step in (7, 7, 6, 8))

    assert await accounts.work.change(SYSTEM, Permission.STAFF_CHANGE, use) == (True, False, False, True)


async def test_tries_are_kept_replaced_and_forgotten(accounts_on_both: Accounts, clock: FakeClock) -> None:
    one = Tries(failures=1, last_failed_at=clock.now(), wait_until=None)
    two = Tries(failures=2, last_failed_at=clock.now(), wait_until=clock.now())

    def play(change: Change) -> list[Tries | None]:
        change.needs_no_entry(Upkeep.COUNTER)
        seen = []
        for tries in (one, two, None):
            store.keep_tries(change, "account:x", tries)
            seen.append(store.tries_of(change, "account:x"))
        return seen

    assert await accounts_on_both.work.change(SYSTEM, Permission.SIGN_IN, play) == [one, two, None]
