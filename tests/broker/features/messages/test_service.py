"""Messages on both databases, and behind PostgreSQL's own wall: who reads them, who writes, and what is new to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import pytest
from sqlalchemy import insert, select, update

from broker.access.actors import AccountActor, Actor, DeviceActor
from broker.access.permissions import Permission
from broker.access.portal_features import PortalFeature
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.errors import NotFound, PermissionMissing, Refusal
from broker.features.accounts.administration import CONSOLE
from broker.features.messages import rules
from broker.features.notifications.rules import Happening
from broker.features.organizations.service import Organizations
from broker.features.sessions import store as sessions
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.capabilities import Capability
from protocol.grant import MOST_IN_THREAD, Origin
from protocol.identifiers import DeviceId, OrganizationId, SessionId
from protocol.links.portal_broker import Topic
from protocol.session.states import Ask, Limits, Requested, Session
from tests.fakes.actors import ORG_A, STRANGER, SYSTEM, end_user, staff
from tests.fakes.clock import FakeClock
from tests.fakes.message_desk import MessageDesk


@dataclass(slots=True, kw_only=True)
class Desk(MessageDesk):
    """A request on a device of an organization, with whoever is around it."""

    home: OrganizationId = ORG_A
    device: str = field(default_factory=new_id)
    session: str = field(default_factory=new_id)
    owner: AccountActor = field(default_factory=end_user)

    @property
    def at_device(self) -> DeviceActor:
        return DeviceActor(device_id=DeviceId(self.device), organization_id=self.home, name="DESK-014")

    def person(self, name: str = "Erin Enduser", *, features: frozenset[PortalFeature] | None = None) -> AccountActor:
        return end_user(self.home, name, **({} if features is None else {"features": features}))

    async def change(self, body: Callable[[Change], object]) -> None:
        def recorded(change: Change) -> None:
            body(change)
            change.record(AuditKind.ACCOUNT_CHANGED, organization=None, subject="test")

        await self.work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, recorded)


async def a_desk(work: UnitOfWork) -> Desk:
    desk = Desk(work=work)
    desk.home = (await Organizations(work).add(CONSOLE, "Org A")).id
    desk.owner = desk.person()

    def put(change: Change) -> None:
        for who in (desk.owner, desk.person("Nora Next"), technician()):
            _account(change, who)
        row = {"id": desk.device, "organization_id": desk.home, "name": "DESK-014", "public_key": b"k"}
        more = {"key_hash": new_id(), "assigned_account_id": desk.owner.account_id, "enrolled_at": change.now}
        change.connection.execute(insert(tables.devices).values(row | more))
        ask = Ask(
            origin=Origin.REQUEST, reason="No print", capabilities=(Capability.VIEW,), seconds=600, name="Erin Enduser"
        )
        session = Session(
            id=SessionId(desk.session),
            organization=desk.home,
            device=DeviceId(desk.device),
            ask=ask,
            limits=Limits(),
            created_at=change.now,
            state=Requested(deadline=change.now),
        )
        sessions.add(change, session)

    await desk.change(put)
    return desk


def _account(change: Change, who: AccountActor) -> None:
    row = {"id": who.account_id, "kind": who.kind.value, "organization_id": who.organization_id, "name": who.name}
    address = f"{who.account_id}@example.test"
    more = {"email": address, "email_key": address, "created_at": change.now}
    change.connection.execute(insert(tables.accounts).values(row | more))


def technician(*permissions: Permission) -> AccountActor:
    usual = (Permission.SESSION_READ, Permission.MESSAGE_READ, Permission.MESSAGE_WRITE)
    return staff(*(permissions or usual), name="Tess Technician")


async def test_both_sides_write_in_one_thread_and_each_knows_what_is_new_to_it(work: UnitOfWork) -> None:
    desk = await a_desk(work)
    messages, tess = desk.messages, technician()
    await messages.write(desk.at_device, desk.session, "Are you there?")
    assert await messages.unread(tess) == {desk.session: 1}
    read = await messages.thread(tess, desk.session)
    assert [(each.number, each.mine, each.name, each.text) for each in read.items] == [
        (1, False, "Erin Enduser", "Are you there?")
    ]
    assert (read.unread, read.may_write, read.closes_at) == (1, True, None)
    await messages.mark_read(tess, desk.session, 99)
    told = len(desk.courier.hints)
    for nothing_new in (1, 0):
        await messages.mark_read(tess, desk.session, nothing_new)
    assert (await messages.thread(tess, desk.session)).unread == 0
    assert len(desk.courier.hints) == told
    await messages.write(tess, desk.session, "Yes. Which printer?")
    for person in (desk.at_device, desk.owner):
        thread = await messages.thread(person, desk.session)
        assert [each.mine for each in thread.items] == [True, False]
        assert thread.unread == 1
    assert await messages.unread(desk.owner) == {desk.session: 1}
    # Whoever answers has read what they answer to; the person's windows are all theirs.
    await messages.write(desk.owner, desk.session, "The one in the hall.")
    assert await messages.unread(desk.owner) == {}
    assert (await messages.thread(desk.at_device, desk.session)).unread == 0

    await desk.errands_done()
    given = [each for _, frame in desk.courier.frames for each in frame.messages]
    assert {(each.number, each.mine) for each in given} == {(1, True), (2, False), (3, True)}
    assert {hint.topic for hint in desk.courier.hints} == {Topic.MESSAGES}
    assert desk.courier.hints[-1].people == {desk.owner.account_id}


async def test_whoever_has_no_business_there_finds_no_thread(work: UnitOfWork) -> None:
    desk = await a_desk(work)
    messages = desk.messages
    await messages.write(desk.at_device, desk.session, "My number is 214")
    elsewhere = (await Organizations(work).add(CONSOLE, "Org B")).id
    here = frozenset({elsewhere})
    strangers: list[tuple[Actor, type[Refusal]]] = [
        (staff(Permission.MESSAGE_READ, Permission.MESSAGE_WRITE, reach=here, name="Else"), NotFound),
        (staff(Permission.SESSION_READ, name="Reader"), PermissionMissing),
        (desk.person("Nora Next"), NotFound),
        (desk.person(features=frozenset({PortalFeature.OWN_DEVICES})), PermissionMissing),
        (DeviceActor(device_id=DeviceId(new_id()), organization_id=desk.home), NotFound),
        (STRANGER, PermissionMissing),
    ]
    for actor, refusal in strangers:
        with pytest.raises(refusal):
            await messages.thread(actor, desk.session)
        with pytest.raises(refusal):
            await messages.write(actor, desk.session, "Hello")
        with pytest.raises(refusal):
            await messages.mark_read(actor, desk.session, 1)
    with pytest.raises(PermissionMissing):
        await messages.write(technician(Permission.MESSAGE_READ), desk.session, "Hello")
    assert not (await messages.thread(technician(Permission.MESSAGE_READ), desk.session)).may_write
    with pytest.raises(NotFound):
        await messages.thread(technician(), "\0")


async def test_the_next_owner_of_a_device_reads_nothing_of_the_former(work: UnitOfWork) -> None:
    desk = await a_desk(work)
    messages, nora = desk.messages, desk.person("Nora Next")
    await messages.write(desk.at_device, desk.session, "My number is 214")
    row = tables.devices
    given = update(row).where(row.c.id == desk.device).values(assigned_account_id=nora.account_id)
    await desk.change(lambda change: change.connection.execute(given))
    assert (await messages.thread(nora, desk.session)).items == ()
    await messages.write(technician(), desk.session, "Who is there now?")
    assert [each.number for each in (await messages.thread(nora, desk.session)).items] == [2]
    assert await messages.unread(nora) == {desk.session: 1}


async def test_what_the_next_owner_writes_at_the_device_does_not_carry_the_name_of_the_former(
    work: UnitOfWork, clock: FakeClock
) -> None:
    desk = await a_desk(work)
    messages, row = desk.messages, tables.devices.c
    clock.advance(1)
    for owner, name in ((desk.owner, "Erin Enduser"), (None, "DESK-014")):

        def give(change: Change, account: str | None = owner.account_id if owner else None) -> None:
            given = update(tables.devices).where(row.id == desk.device).values(assigned_account_id=account)
            change.connection.execute(given)
            if account is None:
                change.record(AuditKind.DEVICE_ASSIGNED, organization=desk.home, device=desk.device)

        await desk.change(give)
        await messages.write(desk.at_device, desk.session, "Hello")
        assert (await messages.thread(technician(), desk.session)).items[-1].name == name


async def test_the_tray_shows_the_next_owner_nothing_of_the_former_and_lets_them_write_nowhere_else(
    work: UnitOfWork,
) -> None:
    desk = await a_desk(work)
    messages, nora = desk.messages, desk.person("Nora Next")
    await messages.write(desk.at_device, desk.session, "My number is 214")
    given = update(tables.devices).where(tables.devices.c.id == desk.device)
    await desk.change(lambda change: change.connection.execute(given.values(assigned_account_id=nora.account_id)))
    desk.courier.frames.clear()
    await messages.tell_device(DeviceId(desk.device))
    (told,) = [frame for _, frame in desk.courier.frames]
    assert told.begins
    assert told.messages == ()
    await messages.write(technician(), desk.session, "Who is there now?")
    assert [each.number for each in (await messages.thread(desk.at_device, desk.session)).items] == [2]
    desk.courier.frames.clear()
    await messages.tell_device(DeviceId(desk.device))
    assert [each.number for _, frame in desk.courier.frames for each in frame.messages] == [2]
    # What the former owner asked for themselves stays theirs.
    mine = update(tables.sessions).values(requester_account_id=desk.owner.account_id)
    await desk.change(lambda change: change.connection.execute(mine))
    with pytest.raises(NotFound):
        await messages.write(desk.at_device, desk.session, "As somebody else")
    desk.courier.frames.clear()
    await messages.tell_device(DeviceId(desk.device))
    assert [(frame.session, frame.begins) for _, frame in desk.courier.frames] == [(None, True)]


async def test_the_next_owner_finds_nothing_that_the_former_asked_for_in_the_browser_either(work: UnitOfWork) -> None:
    desk = await a_desk(work)
    messages, nora = desk.messages, desk.person("Nora Next")
    await messages.write(desk.owner, desk.session, "My number is 214")
    row = tables.devices

    def asked_by_owner_and_given(change: Change) -> None:
        change.connection.execute(update(tables.sessions).values(requester_account_id=desk.owner.account_id))
        text = change.connection.execute(select(tables.sessions.c.state)).scalar_one()
        found = sessions.decode_session(text)
        ask = msgspec.structs.replace(found.ask, requester=desk.owner.account_id)
        kept = msgspec.json.encode(msgspec.structs.replace(found, ask=ask)).decode()
        change.connection.execute(update(tables.sessions).values(state=kept))
        given = update(row).where(row.c.id == desk.device).values(assigned_account_id=nora.account_id)
        change.connection.execute(given)

    await desk.change(asked_by_owner_and_given)
    await messages.write(technician(), desk.session, "Thanks, Erin")
    assert await messages.unread(desk.owner) == {desk.session: 1}
    assert await messages.unread(nora) == {}
    for foreign in (
        messages.thread(nora, desk.session),
        messages.write(nora, desk.session, "Please send me the password again"),
        messages.mark_read(nora, desk.session, 99),
    ):
        with pytest.raises(NotFound):
            await foreign
    assert (await messages.thread(desk.owner, desk.session)).unread == 1


async def test_limits_hold_in_the_thread_and_are_free_again(work: UnitOfWork, clock: FakeClock) -> None:
    desk = await a_desk(work)
    messages = desk.messages
    for number in range(rules.MOST_A_MINUTE):
        await messages.write(desk.at_device, desk.session, f"Word {number}")
    with pytest.raises(Refusal) as fast:
        await messages.write(desk.owner, desk.session, "One more")
    assert fast.value.code == "message.too_fast"
    await messages.write(technician(), desk.session, "The other side may")
    clock.advance(61)
    await messages.write(desk.owner, desk.session, "One more")

    def fill(change: Change) -> None:
        row = {"session_id": desk.session, "side": "staff", "name": "T", "text": "x", "created_at": change.now}
        row |= {"person_account_id": desk.owner.account_id}
        numbers = range(rules.MOST_A_MINUTE + 3, MOST_IN_THREAD + 1)
        change.connection.execute(insert(tables.messages), [row | {"id": new_id(), "number": n} for n in numbers])

    await desk.change(fill)
    with pytest.raises(Refusal) as full:
        await messages.write(desk.at_device, desk.session, "Too many")
    assert full.value.code == "message.full"
    desk.courier.frames.clear()
    await messages.tell_device(DeviceId(desk.device))
    told = [each.number for _, frame in desk.courier.frames for each in frame.messages]
    assert told == list(range(1, MOST_IN_THREAD + 1))


async def test_reading_a_thread_is_reading_what_the_bell_told_of_it(work: UnitOfWork) -> None:
    desk = await a_desk(work)
    messages, tess = desk.messages, technician()
    await messages.write(desk.at_device, desk.session, "Are you there?")

    def ring(change: Change) -> None:
        row = {"id": new_id(), "account_id": tess.account_id, "entry_id": new_id(), "place": desk.home, "content": "{}"}
        more = {"happening": Happening.MESSAGE.value, "session_id": desk.session, "ways": "bell", "sequence": 1}
        change.connection.execute(insert(tables.notices).values(row | more | {"at": change.now}))

    await desk.change(ring)
    await messages.mark_read(tess, desk.session, 1)
    assert desk.rung == [frozenset({tess.account_id})]
    await messages.mark_read(tess, desk.session, 1)
    assert len(desk.rung) == 1, "nothing new is nothing to tell"
