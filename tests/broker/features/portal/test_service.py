"""Tests of portals: looks, features, being off, being open, and who may change them."""

import base64
import io
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from PIL import Image
from sqlalchemy import select

from broker.access.actors import AccountKind
from broker.access.permissions import GRANTABLE, Permission
from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.access.portal_groups import BuiltInPortalGroup
from broker.access.scopes import INSTANCE, only
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing
from broker.features.accounts.administration import CONSOLE
from broker.features.organizations.service import Organizations
from broker.features.people.acts import Act
from broker.features.people.bulk import Bulk, Order
from broker.features.people.choosing import Chosen
from broker.features.people.service import Draft, PeopleService
from broker.features.people.store import Filter
from broker.features.portal import store
from broker.features.portal.logo import KEPT_BYTES
from broker.features.portal.rules import Looks, Portal
from broker.features.portal.service import LOGO_PATH, Portals, Wanted
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from protocol.identifiers import OrganizationId
from tests.broker.features.people.acting import acts_over
from tests.fakes.actors import staff

BOTH = (Permission.PORTAL_READ, Permission.PORTAL_CHANGE)
REDIRECT = "https://help.example/start"


class Told:
    def __init__(self) -> None:
        self.homes: list[str] = []

    def __call__(self, home: str) -> None:
        self.homes.append(home)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def portals(work: UnitOfWork, told: Told) -> Portals:
    return Portals(work, instance_name="Handrail", told=told)


@pytest.fixture
async def home(work: UnitOfWork) -> OrganizationId:
    return (await Organizations(work).add(CONSOLE, "Org A")).id


def wanted(version: int = 0, logo: str | None = None, **changed: Any) -> Wanted:
    return Wanted(portal=replace(Portal(), **changed), new_logo=logo, version=version)


def encoded(colour: tuple[int, int, int] = (1, 2, 3)) -> str:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(written, format="PNG")
    return base64.b64encode(written.getvalue()).decode()


async def entries(work: UnitOfWork, home: str) -> list[tuple[str, str]]:
    entry = tables.audit_entries.c
    query = select(entry.kind, entry.detail).where(entry.organization_id == home, entry.kind.like("portal.%"))
    rows = await work.view(
        CONSOLE, Permission.AUDIT_READ, lambda view: view.connection.execute(query.order_by(entry.sequence)).all()
    )
    return [(row.kind, row.detail) for row in rows]


async def add_person(
    work: UnitOfWork, home: OrganizationId, email: str = "erin@customer.example", group: str | None = None
) -> None:
    people = PeopleService(work=work, acts=acts_over([]))
    draft = Draft(
        kind=AccountKind.END_USER, name="Erin", email=email, phone="", organization_id=home, portal_group_id=group
    )
    await people.add(CONSOLE, draft)


async def test_a_portal_that_nobody_changed_has_everything_and_is_on(portals: Portals, home: OrganizationId) -> None:
    found = await portals.one(CONSOLE, home)
    assert (found.version, found.own_looks, found.redirect_url, found.is_open) == (0, False, "", False)
    assert found.features == tuple(PortalFeature)
    assert found.inherited.name == "Handrail"


async def test_an_organization_looks_like_the_instance_until_it_has_looks_of_its_own(
    portals: Portals, home: OrganizationId
) -> None:
    await portals.change(CONSOLE, INSTANCE, wanted(looks=Looks(name="IT provider", colour="#187a92")))
    assert (await portals.looks("org-a", "192.0.2.7")).name == "IT provider"
    own = Looks(name="Org A help", colour="#7A9E2F", uses_colours=False)
    saved = await portals.change(CONSOLE, home, wanted(looks=own, has_own_looks=True))
    assert (saved.name, saved.colour, saved.inherited.name) == ("Org A help", "#7a9e2f", "IT provider")
    looks = await portals.looks("org-a", "192.0.2.7")
    assert (looks.name, looks.colour) == ("Org A help", None)
    assert (await portals.looks("", "192.0.2.7")).colour == "#187a92"


async def test_an_address_that_is_nobodys_looks_like_the_instance(portals: Portals, work: UnitOfWork) -> None:
    archived = await Organizations(work).add(CONSOLE, "Org Z")
    await portals.change(CONSOLE, archived.id, wanted(looks=Looks(name="Gone"), has_own_looks=True))
    await Organizations(work).archive(CONSOLE, archived.id)
    plain = await portals.looks("", "192.0.2.7")
    for slug in ("org-z", "nobody", "a" * 254, "\0", "' or 1=1"):
        assert await portals.looks(slug, "192.0.2.7") == plain


async def test_a_logo_is_kept_replaced_and_taken_away(portals: Portals, home: OrganizationId) -> None:
    own: dict[str, Any] = {"has_own_looks": True}
    first = await portals.change(CONSOLE, home, wanted(logo=encoded(), **own))
    assert first.logo == f"{LOGO_PATH}{first.logo_hash}.png"
    assert (await portals.logo(first.logo_hash, "192.0.2.7")).startswith(b"\x89PNG")
    kept = await portals.change(CONSOLE, home, wanted(1, looks=Looks(name="New", logo=first.logo_hash), **own))
    assert (kept.logo_hash, kept.name) == (first.logo_hash, "New")
    other = await portals.change(CONSOLE, home, wanted(2, logo=encoded((9, 9, 9)), **own))
    assert other.logo_hash != first.logo_hash
    with pytest.raises(NotFound):
        await portals.logo(first.logo_hash, "192.0.2.7")
    bare = await portals.change(CONSOLE, home, wanted(3, **own))
    assert (bare.logo, bare.logo_hash) == (None, "")
    with pytest.raises(NotFound):
        await portals.logo(other.logo_hash, "192.0.2.7")


async def test_nobody_takes_the_logo_of_another_organization_by_its_hash(
    portals: Portals, work: UnitOfWork, home: OrganizationId
) -> None:
    other = await Organizations(work).add(CONSOLE, "Org B")
    foreign = await portals.change(CONSOLE, other.id, wanted(logo=encoded(), has_own_looks=True))
    for name in (foreign.logo_hash, "f" * 64):
        with pytest.raises(NotFound):
            await portals.change(CONSOLE, home, wanted(looks=Looks(logo=name)))


async def test_a_logo_that_two_portals_share_outlives_one_of_them(portals: Portals, home: OrganizationId) -> None:
    shared = await portals.change(CONSOLE, INSTANCE, wanted(logo=encoded()))
    own = await portals.change(CONSOLE, home, wanted(logo=encoded(), has_own_looks=True))
    assert own.logo_hash == shared.logo_hash
    await portals.change(CONSOLE, home, wanted(1))
    assert await portals.logo(shared.logo_hash, "192.0.2.7")


async def test_each_part_that_changed_is_an_entry_with_before_and_after(
    portals: Portals, work: UnitOfWork, home: OrganizationId, told: Told
) -> None:
    features = ALL_FEATURES - {PortalFeature.RECEIPTS}
    await portals.change(CONSOLE, home, wanted(features=features, redirect_url=REDIRECT, is_open=True))
    kinds = [kind for kind, _ in await entries(work, home)]
    assert kinds == ["portal.changed", "portal.disabled", "portal.opened"]
    await portals.change(CONSOLE, home, wanted(1, features=features))
    last = await entries(work, home)
    assert [kind for kind, _ in last[3:]] == ["portal.enabled", "portal.closed"]
    assert REDIRECT in last[3][1]
    assert told.homes == [home, home]


async def test_saving_what_is_there_already_is_no_change(
    portals: Portals, work: UnitOfWork, home: OrganizationId, told: Told
) -> None:
    assert (await portals.change(CONSOLE, home, wanted())).version == 0
    assert (await entries(work, home), told.homes) == ([], [])


async def test_the_second_of_two_writers_is_told_what_changed(portals: Portals, home: OrganizationId) -> None:
    await portals.change(CONSOLE, home, wanted(redirect_url=REDIRECT))
    with pytest.raises(Conflict) as refused:
        await portals.change(CONSOLE, home, wanted(has_own_looks=True))
    assert refused.value.code == "save.conflict"
    assert refused.value.fields == {"own_looks": "Now: no", "redirect_url": f"Now: {REDIRECT}"}
    assert (await portals.one(CONSOLE, home)).redirect_url == REDIRECT


async def test_a_portal_that_was_off_comes_back_unchanged(portals: Portals, home: OrganizationId) -> None:
    looks, features = Looks(name="Help", colour="#187a92"), frozenset({PortalFeature.ASK_FOR_HELP})
    before = await portals.change(CONSOLE, home, wanted(looks=looks, has_own_looks=True, features=features))
    off = await portals.change(
        CONSOLE, home, wanted(1, looks=looks, has_own_looks=True, features=features, redirect_url=REDIRECT)
    )
    assert (await portals.looks("org-a", "192.0.2.7")).redirect_url == REDIRECT
    assert off.redirect_url == REDIRECT
    after = await portals.change(CONSOLE, home, wanted(2, looks=looks, has_own_looks=True, features=features))
    assert msgspec.structs.replace(after, version=1) == before
    assert (await portals.looks("org-a", "192.0.2.7")).redirect_url is None


async def test_a_portal_opens_only_where_nobody_can_sign_in(
    portals: Portals, work: UnitOfWork, home: OrganizationId
) -> None:
    await add_person(work, home)
    with pytest.raises(Conflict) as refused:
        await portals.change(CONSOLE, home, wanted(is_open=True))
    assert refused.value.code == "portal.has_people"
    assert refused.value.message.startswith("One person of this organization can sign in.")
    with pytest.raises(Conflict):
        await portals.change(CONSOLE, INSTANCE, wanted(is_open=True))
    assert (await portals.one(CONSOLE, home)).people == 1


async def test_the_first_person_closes_an_open_portal_in_the_same_change(
    portals: Portals, work: UnitOfWork, home: OrganizationId
) -> None:
    other = (await Organizations(work).add(CONSOLE, "Org B")).id
    for each in (home, other):
        assert (await portals.change(CONSOLE, each, wanted(is_open=True))).is_open
    with pytest.raises(BadInput):
        await add_person(work, home, email="no address")
    assert (await portals.one(CONSOLE, home)).is_open
    await add_person(work, home)
    closed = await portals.one(CONSOLE, home)
    assert (closed.is_open, closed.version, closed.people) == (False, 2, 1)
    assert (await entries(work, home))[-1][0] == "portal.closed"
    assert (await portals.one(CONSOLE, other)).is_open


async def test_somebody_without_portal_leaves_it_open_until_theirs_is_enabled(
    portals: Portals, work: UnitOfWork, home: OrganizationId
) -> None:
    await portals.change(CONSOLE, home, wanted(is_open=True))
    await add_person(work, home, group=BuiltInPortalGroup.NO_ACCESS.id)
    assert (await portals.one(CONSOLE, home)).is_open
    everybody = Chosen(filter=Filter(kind=AccountKind.END_USER))
    administrator = staff(Permission.END_USER_CHANGE)
    await Bulk(work, acts_over([])).apply(administrator, Order(act=Act.ENABLE_PORTAL), everybody, None, 10)
    closed = await portals.one(CONSOLE, home)
    assert (closed.is_open, closed.people) == (False, 1)


async def test_who_reaches_one_organization_reads_and_changes_its_portal_and_no_other(
    portals: Portals, work: UnitOfWork, home: OrganizationId
) -> None:
    other = (await Organizations(work).add(CONSOLE, "Org B")).id
    own = staff(*BOTH, reach=only(home))
    assert (await portals.change(own, home, wanted(redirect_url=REDIRECT))).redirect_url == REDIRECT
    everything_elsewhere = staff(*GRANTABLE, reach=only(home))
    for place in (other, OrganizationId("a" * 26)):
        for actor in (own, everything_elsewhere):
            with pytest.raises(NotFound):
                await portals.one(actor, place)
            with pytest.raises(NotFound):
                await portals.change(actor, place, wanted())
    for attempt in (portals.one(own, INSTANCE), portals.change(own, INSTANCE, wanted())):
        with pytest.raises((NotFound, PermissionMissing)):
            await attempt
    with pytest.raises(PermissionMissing):
        await portals.change(staff(Permission.PORTAL_READ), home, wanted(1))
    with pytest.raises(NotFound):
        await portals.one(CONSOLE, OrganizationId("a" * 26))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"looks": Looks(name="a" * 81)}, "portal.wrong_name"),
        ({"looks": Looks(colour="red")}, "portal.wrong_colour"),
        ({"redirect_url": "javascript:alert(1)"}, "portal.wrong_redirect"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    portals: Portals, home: OrganizationId, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        await portals.change(CONSOLE, home, wanted(**changed))
    assert refused.value.code == code
    assert (await portals.one(CONSOLE, home)).version == 0


async def test_whoever_has_no_portal_neither_closes_one_nor_keeps_it_from_opening(
    portals: Portals, work: UnitOfWork, home: OrganizationId
) -> None:
    await add_person(work, home)

    async def move(group: BuiltInPortalGroup) -> None:
        await work.change(CONSOLE, Permission.END_USER_CHANGE, lambda change: moved(change, group))

    def moved(change: Change, group: BuiltInPortalGroup) -> None:
        change.connection.execute(tables.accounts.update().values(portal_group_id=group.id))
        store.close_to_strangers(change, home)
        change.needs_no_entry(Upkeep.LEFTOVERS)

    for group, stays_open in ((BuiltInPortalGroup.NO_ACCESS, True), (BuiltInPortalGroup.LIMITED, False)):
        await move(group)
        if stays_open:
            assert (await portals.change(CONSOLE, home, wanted(is_open=True))).people == 0
        assert (await portals.one(CONSOLE, home)).is_open is stays_open


async def test_devices_show_the_logo_of_their_portal_and_none_that_is_too_large_for_them(
    work: UnitOfWork, portals: Portals, home: OrganizationId
) -> None:
    other = (await Organizations(work).add(CONSOLE, "Org B")).id

    async def shown() -> dict[str, str]:
        return await work.view(
            CONSOLE, Permission.PORTAL_READ, lambda view: store.logos_at_devices(view, {home, other})
        )

    assert await shown() == {}
    general = (await portals.change(CONSOLE, INSTANCE, wanted(logo=encoded()))).logo_hash
    assert await shown() == {home: general, other: general}
    own = (await portals.change(CONSOLE, home, wanted(logo=encoded((9, 9, 9)), has_own_looks=True))).logo_hash
    assert await shown() == {home: own, other: general}
    hidden = wanted(1, looks=Looks(logo=own, shows_logo=False), has_own_looks=True)
    await portals.change(CONSOLE, home, hidden)
    assert await shown() == {other: general}

    def grow(change: Change) -> None:
        logos = tables.portal_logos
        change.connection.execute(logos.update().values(content=b"x" * (KEPT_BYTES + 1)))
        change.needs_no_entry(Upkeep.POLICY)

    await work.change(CONSOLE, Permission.PORTAL_CHANGE, grow)
    assert await shown() == {}
