"""Letting somebody of the provider in, activating it once, and taking it back; on both databases."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import update

from broker.access.groups import BuiltInGroup
from broker.access.permissions import INSIDE, Permission
from broker.access.scopes import AllBut, only
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, NotFound, PermissionMissing, Refusal
from broker.features.accounts.sign_in import Next
from broker.features.seamless.rules import GrantState
from broker.storage import tables
from broker.storage.unit_of_work import Change, Upkeep
from tests.broker.features.seamless.conftest import PROVIDER, House
from tests.fakes.accounts import ADDRESS, PASSWORD
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock
from tests.fakes.mail_server import text_of


async def refused(awaitable: object, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        await awaitable  # type: ignore[misc]
    assert refusal.value.code == code, refusal.value


async def test_an_activation_link_works_once_and_for_its_person_alone(house: House) -> None:
    made = await house.access.grant(house.inside, house.place.id, " Ada@provider.example")
    assert (made.state, made.email) == (GrantState.WAITING, PROVIDER)
    token = await house.desk.newest_token()
    letter = text_of(house.desk.box.letters[-1])
    assert "lets you into Org A" in letter
    assert "/activate-access#" in letter
    assert (await house.access.look_at_link(house.provider, token)).organization == "Org A"
    second = await house.desk.accounts.staff("bea@provider.example", group=BuiltInGroup.PROVIDER_ADMINISTRATOR)
    await refused(house.access.activate(await house.desk.actor(second), token), "seamless.other")
    await refused(house.desk.invitations.choose_password(token, "Otter-Maple-Lantern-77", ADDRESS), "link.gone")
    with pytest.raises(PermissionMissing):
        await house.access.activate(house.inside, token)
    outcomes = await asyncio.gather(
        *(house.access.activate(house.provider, token) for _ in range(10)), return_exceptions=True
    )
    assert sum(not isinstance(each, BaseException) for each in outcomes) == 1
    assert {each.code for each in outcomes if isinstance(each, Refusal)} == {"link.gone"}
    seen = await house.access.look(house.inside, house.place.id)
    assert [(each.name, each.state) for each in seen.grants] == [("Duty technician", GrantState.ACTIVE)]
    assert await house.kinds("seamless", "link") == ["seamless.granted", "link.made", "seamless.activated"]


async def test_a_link_is_sent_again_until_it_is_activated(house: House, clock: FakeClock) -> None:
    made = await house.access.grant(house.inside, house.place.id, PROVIDER)
    first = await house.desk.newest_token()
    await house.access.resend(house.inside, made.id)
    second = await house.desk.newest_token()
    await refused(house.access.activate(house.provider, first), "link.gone")
    clock.advance(7 * 24 * 3600 + 1)
    await refused(house.access.activate(house.provider, second), "link.gone")
    await house.access.resend(house.inside, made.id)
    await house.access.activate(house.provider, await house.desk.newest_token())
    await refused(house.access.resend(house.inside, made.id), "seamless.active")


async def test_links_of_two_organizations_do_not_take_each_other_back(house: House) -> None:
    await house.access.grant(house.inside, house.place.id, PROVIDER)
    first = await house.desk.newest_token()
    await house.access.grant(house.elsewhere, house.other.id, PROVIDER)
    second = await house.desk.newest_token()
    assert (await house.access.activate(house.provider, first)).organization == "Org A"
    assert (await house.access.activate(house.provider, second)).organization == "Org B"


async def test_only_a_provider_administrator_is_let_in_and_only_by_the_organization_itself(house: House) -> None:
    await house.desk.accounts.staff("tom@provider.example", group=BuiltInGroup.TECHNICIAN)
    for email in ("tom@provider.example", "boss@b.example", "nobody@provider.example", "no address"):
        await refused(house.access.grant(house.inside, house.place.id, email), "seamless.nobody")
    # Managed, the provider reaches it, and still cannot let itself in for the day it is closed.
    await refused(house.access.grant(house.provider, house.place.id, PROVIDER), "seamless.not_own")
    await refused(house.access.manage(house.provider, house.place.id, True), "seamless.not_own")
    for attempt in (
        house.access.grant(house.elsewhere, house.place.id, PROVIDER),
        house.access.look(house.elsewhere, house.place.id),
        house.access.look(house.inside, "a" * 26),
        house.access.manage(house.elsewhere, house.place.id, True),
    ):
        with pytest.raises(NotFound):
            await attempt
    made = await house.access.grant(house.inside, house.place.id, PROVIDER)
    await refused(house.access.grant(house.inside, house.place.id, PROVIDER), "seamless.exists")
    await refused(house.access.resend(house.provider, made.id), "seamless.not_own")
    with pytest.raises(NotFound):
        await house.access.revoke(house.elsewhere, made.id)


async def test_revoked_access_gives_nothing_and_can_be_granted_again(house: House) -> None:
    made = await house.active()
    await house.access.revoke(house.inside, made.id)
    assert (await house.access.look(house.inside, house.place.id)).grants == ()
    with pytest.raises(NotFound):
        await house.visits.begin(house.provider, house.place.id)
    with pytest.raises(NotFound):
        await house.access.revoke(house.inside, made.id)
    await house.active()
    assert (await house.visits.begin(house.provider, house.place.id)).slug == "org-a"


async def test_taken_back_before_it_was_used_a_link_opens_nothing(house: House) -> None:
    made = await house.access.grant(house.inside, house.place.id, PROVIDER)
    token = await house.desk.newest_token()
    await house.access.revoke(house.inside, made.id)
    await refused(house.access.activate(house.provider, token), "link.gone")


async def test_an_organization_closes_itself_and_opens_itself_again(house: House) -> None:
    answer = await house.access.manage(house.inside, house.place.id, True)
    assert (answer.is_self_managed, answer.may_decide) == (True, True)
    provider = await house.now(house.provider)
    assert provider.grants.reach(Permission.DEVICE_READ) == AllBut(only(house.place.id))
    with pytest.raises(NotFound):
        await house.access.look(provider, house.place.id)
    assert await house.access.manage(house.inside, house.place.id, True) == answer
    await house.access.manage(house.inside, house.place.id, False)
    assert (await house.access.look(await house.now(provider), house.place.id)).may_decide is False
    assert await house.kinds("organization") == [
        "organization.created",
        "organization.self_managed",
        "organization.managed",
    ]


async def test_without_an_administrator_who_can_act_an_organization_stays_open(house: House) -> None:
    place = await house.desk.accounts.organization("Org C")
    account = await house.desk.accounts.staff("own@c.example", group=BuiltInGroup.AUDITOR, organization=place.id)
    granting = replace(await house.desk.actor(account), grants=house.elsewhere.grants)
    rights = dict.fromkeys(INSIDE, only(place.id))
    granting = replace(granting, grants=type(house.elsewhere.grants)(rights))
    with pytest.raises(Conflict) as refusal:
        await house.access.manage(granting, place.id, True)
    assert refusal.value.code == "organization.no_administrator"


async def test_a_changed_person_waits_also_where_nobody_inside_can_let_them_in_again(house: House) -> None:
    await house.active()
    account = house.provider.account_id

    def ask_anew(change: Change) -> None:
        house.access.wait_again(change, account)
        change.record(AuditKind.ACCOUNT_CHANGED, organization=None, subject=account)

    async def asked_anew() -> GrantState:
        await house.work.change(SYSTEM, Permission.STAFF_CHANGE, ask_anew)
        return (await house.access.look(house.inside, house.place.id)).grants[0].state

    def disable(change: Change) -> None:
        inside = tables.accounts.c.id == house.inside.account_id
        change.connection.execute(update(tables.accounts).where(inside).values(status="disabled"))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    assert await asked_anew() is GrantState.WAITING
    assert (await house.kinds("seamless"))[-1] == "seamless.waiting"
    await house.access.resend(house.inside, (await house.access.look(house.inside, house.place.id)).grants[0].id)
    await house.access.activate(house.provider, await house.desk.newest_token())
    await house.work.change(SYSTEM, Permission.STAFF_CHANGE, disable)
    # The way back is at the console, where the operator appoints an administrator.
    assert await asked_anew() is GrantState.WAITING


async def test_a_visitor_lets_nobody_in_and_closes_nothing(house: House) -> None:
    await house.active()
    await house.visits.begin(house.provider, house.place.id)
    visitor = await house.entered()
    await refused(house.access.grant(visitor, house.place.id, "bea@provider.example"), "seamless.not_own")
    await refused(house.access.manage(visitor, house.place.id, True), "seamless.not_own")
    with pytest.raises(PermissionMissing):
        await house.access.activate(replace(visitor, console=None), "x")


async def test_the_sign_in_of_an_organization_leads_the_provider_to_its_own_console(house: House) -> None:
    sign_ins = house.desk.accounts.sign_ins
    led = await sign_ins.by_password(PROVIDER, PASSWORD, ADDRESS, console="org-a")
    assert led.next is Next.PROVIDER_CONSOLE
    own = await sign_ins.by_password("boss@a.example", PASSWORD, ADDRESS, console="org-a")
    assert own.next is Next.CODE
    for email, password, slug in (
        (PROVIDER, "Wrong-Password-1234", "org-a"),
        ("boss@b.example", PASSWORD, "org-a"),
        ("boss@a.example", PASSWORD, "org-nowhere"),
        ("nobody@a.example", PASSWORD, "org-a"),
    ):
        await refused(sign_ins.by_password(email, password, ADDRESS, console=slug), "sign_in.failed")
    assert await sign_ins.person(led.token) is None
