"""What the body of a view or a change is given."""

import pytest
from sqlalchemy import insert, select

from broker.access.decision import decide
from broker.access.permissions import Permission
from broker.access.scopes import ALL, INSTANCE, only
from broker.audit.kinds import AuditKind
from broker.errors import NotFound, PermissionMissing, ProgrammingFault
from broker.storage import tables
from broker.storage.database import Database
from broker.storage.walls import EVERYTHING, put_up
from broker.storage.work import PENDING_LIMIT, Change, View
from protocol.identifiers import OrganizationId
from tests.fakes.actors import ORG_A, ORG_B, SYSTEM, device, named, staff
from tests.fakes.clock import START

READ = Permission.DEVICE_READ


@pytest.fixture
def change(database: Database):  # type: ignore[no-untyped-def]
    """A change that is never kept, by an actor who may do everything."""
    with database.writing.connect() as connection, connection.begin() as transaction:
        put_up(connection, EVERYTHING)
        yield Change(connection, SYSTEM, decide(SYSTEM, READ, None), START)
        transaction.rollback()


def view_of(change: Change, place: OrganizationId | None, *permissions: Permission) -> View:
    technician = staff(*permissions, reach=only(ORG_A))
    return View(change.connection, technician, decide(technician, READ, place), START)


def test_the_reach_is_where_the_permission_is_held_or_the_one_place_asked_for(change: Change) -> None:
    assert change.reach is ALL
    assert view_of(change, None, READ).reach == only(ORG_A)
    assert View(change.connection, SYSTEM, decide(SYSTEM, READ, ORG_B), START).reach == only(ORG_B)


@pytest.mark.parametrize(
    ("place", "permission", "organization", "refusal"),
    [
        (None, READ, ORG_A, None),
        (None, READ, ORG_B, NotFound),
        (None, Permission.SESSION_OFFER, ORG_A, PermissionMissing),
        (None, Permission.SESSION_OFFER, ORG_B, NotFound),
        (ORG_A, READ, ORG_A, None),
        (ORG_A, Permission.AUDIT_READ, ORG_A, None),
        (ORG_A, READ, ORG_B, NotFound),
        (ORG_A, READ, INSTANCE, NotFound),
    ],
)
def test_require_tells_a_foreign_object_from_a_missing_right(
    change: Change,
    place: OrganizationId | None,
    permission: Permission,
    organization: OrganizationId,
    refusal: type[Exception] | None,
) -> None:
    view = view_of(change, place, READ, Permission.AUDIT_READ)
    if refusal is None:
        view.require(permission, organization)
        assert view.denials == []
        return
    with pytest.raises(refusal):
        view.require(permission, organization)
    assert [denial.permission for denial in view.denials] == [permission]


def test_asking_without_requiring_counts_nothing(change: Change) -> None:
    view = view_of(change, None, READ)
    assert view.may(READ, ORG_A)
    assert not view.may(READ, ORG_B)
    assert view.denials == []


def test_an_entry_bears_the_time_and_the_actor_of_the_change(change: Change) -> None:
    identifier = change.record(AuditKind.KEYS_ROTATED, organization=None, detail={"purpose": "grant"})
    (entry,) = change.outcome.entries
    assert (entry.id, entry.at, entry.actor.kind, entry.organization) == (identifier, START, "system", INSTANCE)


def test_an_entry_can_name_another_actor(change: Change) -> None:
    change.record(AuditKind.SIGN_IN_OK, organization=ORG_A, actor=staff())
    assert change.outcome.entries[0].actor.name == "Duty technician"


def test_the_name_of_a_device_is_looked_up_when_it_is_not_given(change: Change) -> None:
    desk = device().device_id
    change.connection.execute(insert(tables.organizations).values(id=ORG_A, name="Org A", slug="a", created_at=START))
    change.connection.execute(
        insert(tables.devices).values(
            id=desk, organization_id=ORG_A, name="DESK-014", public_key=b"k", key_hash="h", enrolled_at=START
        )
    )
    change.record(AuditKind.DEVICE_ENROLLED, organization=ORG_A, device=desk)
    change.record(AuditKind.DEVICE_ENROLLED, organization=ORG_A, device=desk, device_name="Other")
    change.record(AuditKind.DEVICE_ENROLLED, organization=ORG_A, device=named("gone"))
    assert [entry.device_name for entry in change.outcome.entries] == ["DESK-014", "Other", None]


def test_a_change_records_up_to_its_limit_and_not_more(change: Change) -> None:
    for _ in range(PENDING_LIMIT):
        change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_A)
    with pytest.raises(ProgrammingFault):
        change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_A)


def test_a_list_query_takes_the_condition_of_the_reach(change: Change) -> None:
    for place in (ORG_A, ORG_B):
        change.connection.execute(
            insert(tables.organizations).values(id=place, name=place, slug=place, created_at=START)
        )
    column = tables.organizations.c.id

    def listed(view: View) -> set[str]:
        return set(change.connection.execute(select(column).where(view.within_reach(column))).scalars())

    assert listed(change) == {ORG_A, ORG_B}
    assert listed(view_of(change, None, READ)) == {ORG_A}
    assert listed(View(change.connection, SYSTEM, decide(SYSTEM, READ, INSTANCE), START)) == set()
