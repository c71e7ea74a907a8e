"""Tests of the accounts' answer to who somebody is and whether they may."""

import pytest
from sqlalchemy import func, select

from broker.access.permissions import Permission
from broker.errors import PermissionMissing
from broker.features.accounts.gate import AccountGate
from broker.storage import tables
from tests.fakes.accounts import ADDRESS, Accounts
from tests.fakes.actors import SYSTEM, staff
from tests.fakes.clock import FakeClock


async def test_the_cookie_of_a_complete_sign_in_names_a_person(accounts: Accounts, clock: FakeClock) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    gate = AccountGate(accounts.sign_ins, accounts.work)
    token = await accounts.signed_in("person@customer.example", clock.now())
    person = await gate.actor(token, ADDRESS)
    assert person is not None
    assert person.sign_in_id is not None
    assert await gate.actor("A" * 43, ADDRESS) is None


async def test_one_of_several_permissions_is_enough_and_none_is_refused_on_the_audit_log(accounts: Accounts) -> None:
    gate = AccountGate(accounts.sign_ins, accounts.work)
    reader = staff(Permission.DEVICE_READ)
    await gate.admit(reader, (Permission.SESSION_READ, Permission.DEVICE_READ))
    with pytest.raises(PermissionMissing):
        await gate.admit(reader, (Permission.SESSION_READ,))
    query = select(func.count()).where(tables.audit_entries.c.kind == "access.denied")
    denied = await accounts.work.view(
        SYSTEM, Permission.AUDIT_READ, lambda view: view.connection.execute(query).scalar_one()
    )
    assert denied == 1
