"""Administrators of an organization, invited or let in, from the start or later; on both databases."""

import pytest
from sqlalchemy import select

from broker.access.actors import AccountKind
from broker.access.groups import BuiltInGroup
from broker.access.permissions import INSIDE, VISITING, Permission
from broker.access.scopes import only
from broker.entropy import new_id
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing, Refusal
from broker.features.accounts.rules import email_key
from broker.features.accounts.store import account_by_key
from broker.features.organizations.service import Draft, Filter
from broker.features.people.service import Draft as PersonDraft
from broker.features.people.service import PeopleService, Wanted
from broker.features.seamless.rules import GrantState
from broker.features.security_groups.service import SecurityGroups
from broker.storage import tables
from broker.storage.paging import PageAsked
from protocol.identifiers import OrganizationId
from tests.broker.features.people.acting import acts_over
from tests.broker.features.seamless.conftest import PROVIDER, House
from tests.fakes.actors import SYSTEM, staff


async def test_somebody_new_is_invited_and_holds_everything_inside(house: House) -> None:
    made = await house.administrators.appoint(house.inside, house.place.id, " Nora  Neu ", "nora@a.example")
    assert (made.name, made.is_provider) == ("Nora Neu", False)
    assert "/choose-password#" in await house.letter()
    account = await house.work.view(
        SYSTEM, Permission.ACCOUNT_READ, lambda view: account_by_key(view, email_key("nora@a.example"))
    )
    assert account is not None
    assert dict((await house.desk.actor(account.id)).grants) == dict.fromkeys(INSIDE, only(house.place.id))


async def test_a_provider_administrator_gets_the_activation_link_in_place_of_an_invitation(house: House) -> None:
    made = await house.administrators.appoint(house.inside, house.place.id, "Whoever", PROVIDER)
    assert (made.name, made.is_provider) == ("Duty technician", True)
    assert "/activate-access#" in await house.letter()
    (grant,) = (await house.access.look(house.inside, house.place.id)).grants
    assert grant.state is GrantState.WAITING


async def test_nobody_appoints_who_does_not_hold_it_all_or_comes_from_outside_to_let_in(house: House) -> None:
    with pytest.raises(NotFound):
        await house.administrators.appoint(house.elsewhere, house.place.id, "Nora", "nora@a.example")
    with pytest.raises(PermissionMissing):
        # The provider cannot let itself in.
        await house.administrators.appoint(house.provider, house.place.id, "Ada", PROVIDER)
    some = staff(
        Permission.GROUP_ASSIGN, Permission.STAFF_CREATE, reach=only(house.place.id), organization=house.place.id
    )
    with pytest.raises(PermissionMissing):
        await house.administrators.appoint(some, house.place.id, "Nora", "nora@a.example")
    with pytest.raises(Conflict) as refusal:
        await house.administrators.appoint(house.inside, house.place.id, "Bob", "boss@b.example")
    assert refusal.value.code == "account.exists"
    with pytest.raises(BadInput):
        await house.administrators.appoint(house.inside, house.place.id, "", "no address")


async def test_nothing_of_a_visit_lets_staff_in(house: House) -> None:
    await house.active()
    await house.visits.begin(house.provider, house.place.id)
    visitor = await house.entered()
    groups = SecurityGroups(house.work, new_id=new_id, told=lambda home: None)
    people = PeopleService(work=house.work, acts=acts_over([]))
    second = await house.desk.accounts.staff("second@a.example", group=None, organization=house.place.id)
    query = select(tables.security_groups.c.id).where(
        tables.security_groups.c.home == house.place.id, tables.security_groups.c.built_in.is_not(None)
    )
    group = await house.work.view(
        SYSTEM, Permission.GROUP_READ, lambda view: view.connection.execute(query).scalar_one()
    )
    draft = PersonDraft(
        kind=AccountKind.STAFF, name="Sly", email="sly@x.example", phone="", organization_id=house.place.id
    )
    for attempt in (
        house.administrators.appoint(visitor, house.place.id, "Nora Neu", "nora@a.example"),
        groups.assign(visitor, group, [second], []),
        groups.clone(visitor, group, "Another"),
        people.add(visitor, draft),
        people.disable(visitor, second),
        people.change(visitor, second, Wanted(name="Second", email="sly@x.example", phone="", version=1)),
    ):
        with pytest.raises(PermissionMissing):
            await attempt
    assert await groups.assign(house.inside, group, [second], []) == 2


async def test_a_visitor_stands_in_for_an_administrator_until_there_is_one(house: House) -> None:
    draft = Draft(name="Org C", self_managed=True, administrator=("Ada", PROVIDER))
    made = await house.organizations.make(house.provider, draft)
    provider = await house.now(house.provider)
    await house.visits.begin(provider, made.id)
    where = OrganizationId(made.id)
    alone = await house.entered(provider, where)
    assert (await house.administrators.appoint(alone, made.id, "Nora Neu", "nora@c.example")).is_provider is False
    assert dict((await house.entered(provider, where)).grants) == dict.fromkeys(VISITING, only(where))


async def test_an_organization_made_for_a_provider_administrator_is_theirs_from_the_start(house: House) -> None:
    draft = Draft(name="Org C", self_managed=True, administrator=("Ada", PROVIDER))
    made = await house.organizations.make(house.provider, draft)
    assert (made.is_closed, made.slug) == (True, "")
    told = await house.letter()
    assert ("Org C" in told, "#" in told, "https://support.example/" in told) == (True, False, True)
    assert (await house.visits.begin(await house.now(house.provider), made.id)).slug == "org-c"


async def test_an_organization_that_manages_itself_begins_with_an_administrator(house: House) -> None:
    with pytest.raises(BadInput) as refusal:
        await house.organizations.make(house.provider, Draft(name="Org C", self_managed=True))
    assert refusal.value.code == "organization.no_administrator"
    draft = Draft(name="Org C", self_managed=True, administrator=("Nora Neu", "nora@c.example"))
    await house.organizations.make(house.provider, draft)
    assert "/choose-password#" in await house.letter()


async def test_of_who_manages_itself_the_provider_knows_the_name_and_nothing_else(house: House) -> None:
    await house.access.manage(house.inside, house.place.id, True)
    provider = await house.now(house.provider)
    page = await house.organizations.page(provider, Filter(text="Org"), PageAsked())
    items, total = page.items, page.total
    assert total == 2
    closed, open_one = items
    assert (closed.name, closed.is_self_managed, closed.is_closed) == ("Org A", True, True)
    assert (closed.slug, closed.created_at, closed.main_contact, closed.version) == ("", None, None, 1)
    assert (open_one.slug, open_one.is_closed) == ("org-b", False)
    assert (await house.organizations.page(provider, Filter(text="org-a"), PageAsked())).total == 0
    with pytest.raises(NotFound):
        await house.organizations.one(provider, house.place.id)
    technician = await house.desk.actor(
        await house.desk.accounts.staff("tom@provider.example", group=BuiltInGroup.TECHNICIAN)
    )
    page = await house.organizations.page(technician, Filter(), PageAsked())
    items, total = page.items, page.total
    assert (total, [each.name for each in items]) == (1, ["Org B"])
    own = await house.organizations.one(house.inside, house.place.id)
    assert (own.is_self_managed, own.is_closed, own.slug) == (True, False, "org-a")
    with pytest.raises(Refusal):
        await house.organizations.make(house.inside, Draft(name="Org D"))
