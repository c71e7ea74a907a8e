"""The door asks: no permission, no transaction; denials are entries of their own."""

import pytest
from sqlalchemy import select

from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, only
from broker.audit.kinds import AuditKind
from broker.audit.query import parse_query
from broker.errors import NotFound, PermissionMissing
from broker.storage import tables
from broker.storage.audit_search import read_page
from broker.storage.database import Database
from broker.storage.unit_of_work import Change, UnitOfWork
from tests.broker.storage.bodies import create, heads, kinds, names
from tests.fakes.actors import ORG_A, ORG_B, STRANGER, SYSTEM, device, end_user, staff
from tests.fakes.clock import FakeClock


async def test_without_the_permission_no_transaction_is_opened(work: UnitOfWork) -> None:
    ran: list[str] = []
    with pytest.raises(PermissionMissing):
        await work.change(staff(Permission.DEVICE_READ), Permission.ORGANIZATION_CREATE, lambda _: ran.append("ran"))
    with pytest.raises(PermissionMissing):
        await work.view(staff(Permission.DEVICE_READ), Permission.AUDIT_READ, lambda _: ran.append("ran"))
    assert ran == []


async def test_a_foreign_organization_is_not_found_and_a_reachable_one_is_refused_openly(work: UnitOfWork) -> None:
    auditor = staff(Permission.AUDIT_READ, reach=only(ORG_A))
    with pytest.raises(NotFound):
        await work.view(auditor, Permission.AUDIT_READ, names, at=ORG_B)
    with pytest.raises(PermissionMissing):
        await work.view(auditor, Permission.DEVICE_READ, names, at=ORG_A)


async def test_a_list_is_narrowed_to_the_reach_of_its_permission(work: UnitOfWork) -> None:
    await create(work, ORG_A, "Org A")
    await create(work, ORG_B, "Org B")
    technician = staff(Permission.ORGANIZATION_READ, reach=only(ORG_B))
    assert await work.view(technician, Permission.ORGANIZATION_READ, names) == ["Org B"]
    everywhere = staff(Permission.ORGANIZATION_READ)
    assert await work.view(everywhere, Permission.ORGANIZATION_READ, names) == ["Org A", "Org B"]
    assert await work.view(everywhere, Permission.ORGANIZATION_READ, names, at=ORG_A) == ["Org A"]


async def test_an_object_read_first_is_checked_after(work: UnitOfWork) -> None:
    technician = staff(Permission.DEVICE_READ, reach=only(ORG_A))
    require = Permission.DEVICE_READ
    await work.view(technician, Permission.DEVICE_READ, lambda view: view.require(require, ORG_A))
    with pytest.raises(NotFound):
        await work.view(technician, Permission.DEVICE_READ, lambda view: view.require(require, ORG_B))
    offer = Permission.SESSION_OFFER
    with pytest.raises(PermissionMissing):
        await work.view(technician, Permission.DEVICE_READ, lambda view: view.require(offer, ORG_A))
    with pytest.raises(NotFound):
        await work.view(staff(require), Permission.DEVICE_READ, lambda view: view.require(require, ORG_B), at=ORG_A)


async def test_own_rights_of_a_person_and_a_device_reach_home_only(work: UnitOfWork) -> None:
    def request(change: Change) -> None:
        change.require(Permission.SESSION_REQUEST, ORG_A)
        change.record(AuditKind.SESSION_REQUESTED, organization=ORG_A)

    await work.change(end_user(ORG_A), Permission.SESSION_REQUEST, request)
    await work.change(device(ORG_A), Permission.SESSION_REQUEST, request)
    with pytest.raises(NotFound):
        await work.change(end_user(ORG_B), Permission.SESSION_REQUEST, request)
    with pytest.raises(NotFound):
        await work.change(device(ORG_B), Permission.SESSION_REQUEST, request)


async def test_a_denial_is_an_entry_and_its_repeats_are_one_more(work: UnitOfWork, clock: FakeClock) -> None:
    for _ in range(40):
        with pytest.raises(PermissionMissing):
            await work.view(STRANGER, Permission.AUDIT_READ, names)
    assert await work.view(SYSTEM, Permission.AUDIT_READ, kinds) == ["access.denied"]
    clock.advance(60)
    await work.flush_denials()
    page = await work.view(SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query("kind:access.*")))
    assert [entry.entry.detail for entry in page.entries] == [
        '{"permission":"audit:read","times":39}',
        '{"permission":"audit:read","times":1}',
    ]
    assert {entry.entry.organization for entry in page.entries} == {INSTANCE}


async def test_a_denial_inside_a_body_is_an_entry_on_the_chain_of_the_actors_home(work: UnitOfWork) -> None:
    with pytest.raises(NotFound):
        await work.change(
            end_user(ORG_B),
            Permission.SESSION_REQUEST,
            lambda change: change.require(Permission.SESSION_REQUEST, ORG_A),
        )
    assert await work.view(SYSTEM, Permission.AUDIT_READ, heads) == {ORG_B: 1}


async def test_the_repeats_of_the_last_minute_are_written_when_the_door_closes(database: Database) -> None:
    work = UnitOfWork(database, FakeClock())
    for _ in range(3):
        with pytest.raises(PermissionMissing):
            await work.view(STRANGER, Permission.AUDIT_READ, names)
    await work.close()
    with database.read() as connection:
        assert connection.execute(select(tables.audit_heads.c.sequence)).scalar_one() == 2
