"""Tests of organizations."""

from typing import Any

import pytest

from broker.access.permissions import GRANTABLE, Permission
from broker.access.scopes import only
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing, Refusal
from broker.features.accounts.administration import CONSOLE
from broker.features.organizations.service import Filter, Listing, Organization, Organizations, Wanted
from broker.storage.listing import Listed
from broker.storage.paging import PageAsked, write_cursor
from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.actors import staff
from tests.fakes.clock import FakeClock


@pytest.fixture
def organizations(work: UnitOfWork) -> Organizations:
    return Organizations(work)


async def test_a_list_shows_what_is_within_reach_and_counts_nothing_else(organizations: Organizations) -> None:
    one = await organizations.add(CONSOLE, "Org A")
    await organizations.add(CONSOLE, "Org B")
    narrow = staff(Permission.ORGANIZATION_READ, reach=only(one.id))
    assert await organizations.page(narrow, Filter(), PageAsked()) == Listed(items=(one,), next=None, total=1)
    assert await organizations.page(narrow, Filter(text="org-b"), PageAsked()) == Listed(items=(), next=None, total=0)
    assert (await organizations.page(staff(Permission.ORGANIZATION_READ), Filter(), PageAsked())).total == 2


@pytest.mark.parametrize("newest_first", [False, True])
async def test_a_list_goes_on_where_it_stopped(
    organizations: Organizations, clock: FakeClock, newest_first: bool
) -> None:
    made = []
    for letter in "ABC":
        made.append(await organizations.add(CONSOLE, f"Org {letter}"))
        clock.advance(1)
    reader, narrowed = staff(Permission.ORGANIZATION_READ), Filter(newest_first=newest_first)
    first = await organizations.page(reader, narrowed, PageAsked(limit=2))
    rest = await organizations.page(reader, narrowed, PageAsked(limit=2, cursor=first.next))
    assert [*first.items, *rest.items] == (made[::-1] if newest_first else made)
    assert (rest.next, rest.total) == (None, 3)


async def test_a_name_is_taken_once(organizations: Organizations) -> None:
    made = await organizations.add(CONSOLE, "  Müller &  Söhne ")
    assert (made.name, made.slug) == ("Müller & Söhne", "muller-sohne")
    with pytest.raises(Refusal) as refused:
        await organizations.add(CONSOLE, "Muller, Sohne")
    assert refused.value.code == "organization.exists"


@pytest.mark.parametrize(
    ("name", "good"), [("a", True), ("a" * 120, True), ("", False), ("a" * 121, False), ("a\0b", False)]
)
async def test_a_name_has_both_borders(organizations: Organizations, name: str, good: bool) -> None:
    if good:
        assert (await organizations.add(CONSOLE, name)).name == name
        return
    with pytest.raises(Refusal) as refused:
        await organizations.add(CONSOLE, name)
    assert refused.value.code == "organization.wrong_name"


def wanted(organization: Organization, **changed: Any) -> Wanted:
    said = {"name": organization.name, "slug": organization.slug, "main_contact_id": None}
    return Wanted(**({"version": organization.version} | said | changed))


async def test_the_second_of_two_writers_is_told_what_changed(organizations: Organizations) -> None:
    made = await organizations.add(CONSOLE, "Org A")
    first = await organizations.change(CONSOLE, made.id, wanted(made, name="Org One"))
    assert (first.name, first.slug, first.version) == ("Org One", "org-a", 2)
    with pytest.raises(Conflict) as refused:
        await organizations.change(CONSOLE, made.id, wanted(made, slug="org-two"))
    assert refused.value.code == "save.conflict"
    assert refused.value.fields == {"name": "Now: Org One", "slug": "Now: org-a"}
    assert await organizations.one(CONSOLE, made.id) == first


async def test_an_address_is_taken_once_and_only_the_provider_changes_it(organizations: Organizations) -> None:
    made = await organizations.add(CONSOLE, "Org A")
    await organizations.add(CONSOLE, "Org B", "b")
    with pytest.raises(Conflict) as refused:
        await organizations.change(CONSOLE, made.id, wanted(made, slug="b"))
    assert refused.value.code == "organization.exists"
    own = staff(Permission.ORGANIZATION_CHANGE, reach=only(made.id))
    assert (await organizations.change(own, made.id, wanted(made, name="Own"))).name == "Own"
    for slug in ("b", "free"):
        with pytest.raises(PermissionMissing):
            await organizations.change(own, made.id, wanted(made, version=2, slug=slug))


async def test_only_who_reaches_everything_makes_organizations(organizations: Organizations) -> None:
    made = await organizations.add(CONSOLE, "Org A")
    with pytest.raises(PermissionMissing):
        await organizations.add(staff(Permission.ORGANIZATION_CREATE, reach=only(made.id)), "Org C")
    assert (await organizations.add(staff(Permission.ORGANIZATION_CREATE), "Org C")).slug == "org-c"


async def test_an_archived_organization_leaves_the_list_and_comes_back(organizations: Organizations) -> None:
    made = await organizations.add(CONSOLE, "Org A")
    archived = await organizations.archive(CONSOLE, made.id)
    assert archived.archived_at is not None
    assert (await organizations.archive(CONSOLE, made.id)) == archived
    assert await organizations.page(CONSOLE, Filter(), PageAsked()) == Listed(items=(), next=None, total=0)
    assert (await organizations.page(CONSOLE, Filter(shown=Listing.ARCHIVED), PageAsked())).items == (archived,)
    restored = await organizations.restore(CONSOLE, made.id)
    assert restored.archived_at is None
    assert await organizations.page(CONSOLE, Filter(), PageAsked()) == Listed(items=(restored,), next=None, total=1)


async def test_a_foreign_organization_is_as_missing_as_one_that_never_was(organizations: Organizations) -> None:
    own, foreign = await organizations.add(CONSOLE, "Org A"), await organizations.add(CONSOLE, "Org B")
    actor = staff(*GRANTABLE, reach=only(own.id))
    for identifier in (foreign.id, "a" * 26):
        for attempt in (
            organizations.one(actor, identifier),
            organizations.change(actor, identifier, wanted(foreign)),
            organizations.archive(actor, identifier),
            organizations.restore(actor, identifier),
        ):
            with pytest.raises(NotFound):
                await attempt


@pytest.mark.parametrize("cursor", [["x", 1], [1, "x"], ["a\0", "b"], [None, None]])
async def test_a_cursor_of_another_list_is_one_clear_error(organizations: Organizations, cursor: list[Any]) -> None:
    with pytest.raises(BadInput) as refused:
        await organizations.page(CONSOLE, Filter(), PageAsked(cursor=write_cursor(cursor)))
    assert refused.value.code == "field.cursor"
    names = write_cursor(["Org A", "a" * 26])
    with pytest.raises(BadInput):
        await organizations.page(CONSOLE, Filter(newest_first=True), PageAsked(cursor=names))
