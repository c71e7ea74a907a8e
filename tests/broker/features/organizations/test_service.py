"""Tests of organizations."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.errors import Refusal
from broker.features.accounts.administration import CONSOLE
from broker.features.organizations.service import Organizations, slug_of
from broker.storage.database import open_database
from broker.storage.unit_of_work import UnitOfWork
from tests.fakes.actors import staff
from tests.fakes.clock import FakeClock


@pytest.fixture
async def organizations(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Organizations]:
    database = open_database(sqlite_url, migrate=False)
    work = UnitOfWork(database, clock)
    yield Organizations(work)
    await work.close()
    database.close()


async def test_a_list_shows_what_is_within_reach_and_counts_nothing_else(organizations: Organizations) -> None:
    one = await organizations.add(CONSOLE, "Org A")
    await organizations.add(CONSOLE, "Org B")
    narrow = staff(Permission.ORGANIZATION_READ, reach=only(one.id))
    assert await organizations.list(narrow, (), None, 50) == ((one,), 1)
    assert await organizations.list(narrow, ("org-b",), None, 50) == ((), 0)
    assert (await organizations.list(staff(Permission.ORGANIZATION_READ), (), None, 50))[1] == 2


async def test_a_list_goes_on_where_it_stopped(organizations: Organizations) -> None:
    made = [await organizations.add(CONSOLE, f"Org {letter}") for letter in "ABC"]
    reader = staff(Permission.ORGANIZATION_READ)
    first, _ = await organizations.list(reader, (), None, 2)
    rest, total = await organizations.list(reader, (), (first[1].name, first[1].id), 2)
    assert [*first[:2], *rest] == made
    assert total == 3


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


@given(st.text(min_size=1, max_size=120))
def test_any_name_has_a_slug_for_an_address(name: str) -> None:
    slug = slug_of(name)
    assert slug
    assert slug.replace("-", "").isalnum()
    assert slug.isascii()
    assert len(slug) <= 48
