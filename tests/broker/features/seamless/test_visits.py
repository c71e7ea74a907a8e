"""Visits: begun from the provider console only, seen by the organization, over with a click; on both databases."""

from dataclasses import replace

import pytest

from broker.access.actors import UsedToken, touches
from broker.access.permissions import VISITING, Permission
from broker.access.scopes import only
from broker.errors import Conflict, NotFound
from broker.features.accounts.consoles import VISIT_IDLE, note_seen
from broker.features.accounts.standing import standing_of
from broker.features.seamless.rules import VisitEnd
from broker.features.seamless.visits import VisitAnswer
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.paging import PageAsked
from broker.storage.unit_of_work import Change, Upkeep
from protocol.identifiers import OrganizationId
from tests.broker.features.seamless.conftest import House
from tests.fakes.actors import SYSTEM, end_user
from tests.fakes.clock import FakeClock


async def listed(house: House) -> list[VisitAnswer]:
    return [*(await house.visits.page(house.inside, house.place.id, PageAsked()))[0]]


async def test_a_visitor_holds_what_administrators_hold_there_and_nothing_elsewhere(house: House) -> None:
    await house.active()
    await house.access.manage(house.inside, house.place.id, True)
    with pytest.raises(NotFound):
        await house.entered()
    assert (await house.visits.begin(house.provider, house.place.id)).slug == "org-a"
    assert (await house.visits.begin(house.provider, house.place.id)).slug == "org-a"
    visitor = await house.entered()
    assert dict(visitor.grants) == dict.fromkeys(VISITING, only(house.place.id))
    assert (visitor.console, bool(visitor.visit)) == (house.place.id, True)
    # Another browser of the same person is on no visit.
    with pytest.raises(NotFound):
        await house.entered(await house.signed_in(house.provider))
    with pytest.raises(NotFound):
        await house.entered(house.elsewhere)
    assert await house.kinds("visit") == ["visit.begun"]


async def test_from_inside_a_console_no_other_is_opened(house: House) -> None:
    await house.active()
    await house.visits.begin(house.provider, house.place.id)
    with pytest.raises(Conflict):
        await house.visits.begin(replace(house.provider, console=house.other.id), house.place.id)
    with pytest.raises(NotFound):
        await house.visits.begin(house.provider, house.other.id)


async def test_the_organization_sees_each_visit_with_the_changes_made(house: House, clock: FakeClock) -> None:
    await house.active()
    await house.visits.begin(house.provider, house.place.id)
    clock.advance(60)
    visitor = await house.entered()
    await house.desk.invitations.invite(visitor, await house.desk.newcomer(house.place.id))
    (visit,) = await listed(house)
    assert (visit.visitor, visit.ended_at, visit.changes) == ("Duty technician", None, 1)
    clock.advance(60)
    await house.visits.leave(visitor)
    await house.visits.leave(visitor)
    (visit,) = await listed(house)
    assert (visit.end_reason, visit.changes) == (VisitEnd.LEFT, 1)
    assert visit.query.startswith(f"actor:{house.provider.account_id} after:")
    assert house.over == [(house.provider.account_id, house.place.id)]
    with pytest.raises(Conflict):
        await house.visits.leave(house.provider)
    with pytest.raises(NotFound):
        await house.visits.page(house.elsewhere, house.place.id, PageAsked())


async def test_revoking_ends_the_visit_that_is_on(house: House) -> None:
    made = await house.active()
    await house.access.manage(house.inside, house.place.id, True)
    await house.visits.begin(house.provider, house.place.id)
    await house.entered()
    await house.access.revoke(house.inside, made.id)
    with pytest.raises(NotFound):
        await house.entered()
    assert [visit.end_reason for visit in await listed(house)] == [VisitEnd.REVOKED]
    assert house.over == [(house.provider.account_id, house.place.id)]
    assert (await house.kinds("visit", "seamless.revoked")) == ["visit.begun", "seamless.revoked", "visit.ended"]


async def test_a_visit_without_a_browser_is_over_and_noted_as_ended_when_it_was_last_seen(
    house: House, clock: FakeClock
) -> None:
    await house.active()
    await house.access.manage(house.inside, house.place.id, True)
    await house.visits.begin(house.provider, house.place.id)
    clock.advance(VISIT_IDLE.total_seconds() - 1)
    visitor = await house.entered()
    await house.visits.end_those_over()
    assert [visit.ended_at for visit in await listed(house)] == [None]
    await house.work.change(
        SYSTEM, Permission.OWN_ACCOUNT_CHANGE, lambda change: note_seen(change, visitor.visit or "")
    )
    clock.advance(VISIT_IDLE.total_seconds() - 1)
    await house.entered()
    clock.advance(1)
    with pytest.raises(NotFound):
        await house.entered()
    await house.visits.end_those_over()
    await house.visits.end_those_over()
    assert [visit.end_reason for visit in await listed(house)] == [VisitEnd.OVER]
    # After a visit that was forgotten a new one begins.
    await house.visits.begin(house.provider, house.place.id)
    await house.entered()


async def test_signing_out_ends_the_visit_too(house: House) -> None:
    await house.active()
    await house.visits.begin(house.provider, house.place.id)

    def sign_out(change: Change) -> None:
        change.connection.execute(tables.sign_ins.update().values(ended_at=change.now))
        change.needs_no_entry(Upkeep.TICKET)

    await house.work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, sign_out)
    await house.visits.end_those_over()
    assert [visit.end_reason for visit in await listed(house)] == [VisitEnd.OVER]


async def test_what_a_visitor_began_stands_as_long_as_the_visit(house: House) -> None:
    made = await house.active()
    await house.access.manage(house.inside, house.place.id, True)
    account, sign_in = house.provider.account_id, house.provider.sign_in_id

    async def reaches() -> bool:
        actor = await house.work.view(
            SYSTEM, Permission.ACCOUNT_READ, lambda view: standing_of(view, Settings(), account, sign_in)
        )
        assert actor is not None
        return Permission.DEVICE_READ in actor.grants and touches(actor, house.place.id)

    assert not await reaches()
    await house.visits.begin(house.provider, house.place.id)
    assert await reaches()
    await house.access.revoke(house.inside, made.id)
    assert not await reaches()


async def test_the_picker_offers_what_is_in_reach_and_who_lets_one_in(house: House) -> None:
    await house.access.manage(house.inside, house.place.id, True)

    async def offered(text: str = "") -> list[tuple[str, bool]]:
        found = await house.visits.consoles(await house.now(house.provider), text)
        assert found.total == len(found.items)
        return [(each.name, each.by_visit) for each in found.items]

    assert await offered() == [("Org B", False)]
    await house.active()
    assert await offered() == [("Org A", True), ("Org B", False)]
    assert await offered("org-b") == [("Org B", False)]
    person = await house.now(house.provider)
    for stand_in in (
        replace(person, used_token=UsedToken(id="t", name="Script")),
        replace(person, seen_by=house.inside.account_id),
        replace(person, console=OrganizationId(house.other.id)),
    ):
        found = await house.visits.consoles(stand_in, "")
        assert ([each.name for each in found.items], found.total) == (["Org B"], 1)
    own = await house.visits.consoles(house.inside, "")
    assert [each.name for each in own.items] == ["Org A"]
    theirs = await house.visits.consoles(end_user(house.other.id), "")
    assert [each.name for each in theirs.items] == ["Org B"]
