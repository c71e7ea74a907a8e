"""Following the audit log: who is told, each entry once, and only what they may see."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import Executable, Select, func, insert, select

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.features.mail.store import stored_mail
from broker.features.notifications.events import Event
from broker.features.notifications.rules import (
    KEPT,
    MOST_MAILS_AN_HOUR,
    MOST_MAILS_WITH_ALARM,
    MOST_MAILS_WITH_MESSAGE,
    WAITS_LONG,
    Happening,
    NoticeWay,
)
from broker.storage import tables
from broker.storage.unit_of_work import Change, View
from protocol.identifiers import AccountId, OrganizationId
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock
from tests.fakes.telling import TellingDesk

SOME_TIME = datetime(2026, 1, 1, tzinfo=UTC)
ADMINISTRATOR = BuiltInGroup.ORGANIZATION_ADMINISTRATOR


async def administrator(desk: TellingDesk, place: OrganizationId, email: str) -> AccountId:
    return await desk.accounts.staff(email, group=ADMINISTRATOR, organization=place)


async def test_a_request_is_told_to_who_may_see_it_and_to_nobody_else(desk: TellingDesk) -> None:
    here, there = await desk.accounts.organization("Here"), await desk.accounts.organization("There")
    provider = await desk.accounts.staff()
    inside = await administrator(desk, here.id, "inside@customer.example")
    outside = await administrator(desk, there.id, "outside@customer.example")
    no_group = await desk.accounts.staff("idle@provider.example", group=None)
    person = await desk.accounts.end_user(here.id)
    await desk.session(here.id, person)
    await desk.following().follow()
    assert await desk.told(provider) == ["request_made"]
    assert await desk.told(inside) == ["request_made"]
    assert [await desk.told(each) for each in (outside, no_group, person)] == [[], [], []]
    assert desk.hinted == [{provider, inside}]


async def test_each_entry_is_told_once_also_by_a_process_that_begins_again(desk: TellingDesk) -> None:
    here = await desk.accounts.organization("Here")
    provider = await desk.accounts.staff()
    session = await desk.session(here.id)
    for _ in range(2):
        await desk.following().follow()
    await desk.happens(AuditKind.SESSION_NOT_ASKED_FOR, here.id, session)
    for _ in range(2):
        await desk.following().follow()
    assert await desk.told(provider) == ["request_made", "not_asked_for"]


class Stumbling:
    """A teller that fails at what happens in one organization."""

    def __init__(self, over: str) -> None:
        self.over = over
        self.tries = 0

    def tell(self, change: Change, events: Iterable[Event]) -> None:
        if any(event.organization == self.over for event in events):
            self.tries += 1
            raise ValueError(self.over)


async def test_an_organization_whose_telling_fails_keeps_no_other_untold(desk: TellingDesk) -> None:
    provider = await desk.accounts.staff()
    places = sorted([(await desk.accounts.organization(name)).id for name in ("Here", "There")])
    for place in places:
        await desk.session(place)
    stumbling = Stumbling(places[0])
    desk.further = (stumbling,)
    await desk.following().follow()
    assert (await desk.told(provider), stumbling.tries) == (["request_made"], 1)
    # At the next turn it is looked at again, from where it stopped.
    desk.further = ()
    await desk.following().follow()
    assert await desk.told(provider) == ["request_made"] * 2


async def test_who_did_it_is_not_told_and_the_person_it_is_about_is(desk: TellingDesk) -> None:
    here = await desk.accounts.organization("Here")
    approver, other = await desk.accounts.staff(), await desk.accounts.staff("other@provider.example")
    person = await desk.accounts.end_user(here.id)
    for each in (approver, other):
        await desk.choose(each, Happening.APPROVED, NoticeWay.BELL)
    session = await desk.session(here.id, person)
    await desk.following().follow()
    await desk.happens(AuditKind.SESSION_APPROVED, here.id, session, await desk.actor(approver))
    for kind in (AuditKind.SESSION_ACTIVE, AuditKind.SESSION_ACTIVE, AuditKind.SESSION_IDLE):
        await desk.happens(kind, here.id, session)
    await desk.following().follow()
    assert await desk.told(approver) == ["request_made"]
    assert await desk.told(other) == ["request_made", "approved"]
    # A session that goes on after an interruption has not started again.
    assert await desk.told(person) == ["approved", "started", "ended"]


async def test_what_was_told_is_gone_with_the_right_to_see_it(desk: TellingDesk) -> None:
    here = await desk.accounts.organization("Here")
    provider = await desk.accounts.staff()
    await desk.session(here.id)
    await desk.following().follow()
    member = tables.security_group_members

    def leave(change: Change) -> None:
        change.connection.execute(member.delete().where(member.c.account_id == provider))
        change.record(AuditKind.GROUP_ASSIGNED, organization=None)

    assert await desk.told(provider) == ["request_made"]
    await desk.work.change(SYSTEM, Permission.GROUP_ASSIGN, leave)
    assert await desk.told(provider) == []


async def test_a_group_narrowed_to_other_devices_hears_nothing(desk: TellingDesk) -> None:
    here = await desk.accounts.organization("Here")
    technician = await desk.accounts.staff("narrow@provider.example", group=None)
    group = "narrowed".ljust(26, "a")

    def narrow(change: Change) -> None:
        row = {"id": group, "name": "N", "all_organizations": True, "is_narrowed": True, "created_at": change.now}
        run = change.connection.execute
        run(insert(tables.security_groups).values(**row))
        run(insert(tables.security_group_permissions).values(group_id=group, permission="session:read"))
        run(insert(tables.security_group_members).values(group_id=group, account_id=technician))
        run(insert(tables.security_group_marks).values(group_id=group, mark="tag:finance"))
        change.record(AuditKind.GROUP_CREATED, organization=None)

    await desk.work.change(SYSTEM, Permission.GROUP_CHANGE, narrow)
    await desk.session(here.id)
    await desk.following().follow()
    assert await desk.told(technician) == []
    assert desk.hinted == []


async def test_mail_is_written_to_who_wants_it_and_not_without_end(desk: TellingDesk) -> None:
    here = await desk.accounts.organization("Here")
    provider = await desk.accounts.staff()
    await desk.choose(provider, Happening.REQUEST_MADE, NoticeWay.MAIL)
    session = await desk.session(here.id)
    for _ in range(MOST_MAILS_AN_HOUR):
        await desk.happens(AuditKind.SESSION_REQUESTED, here.id, session)
    await desk.following().follow()

    def mails(view: View) -> list[str]:
        found = map(stored_mail, view.connection.execute(select(tables.mails)).mappings())
        return [each.values["what"] for each in found if each.kind.value == "notice"]

    written = await desk.work.view(SYSTEM, Permission.MAIL_READ, mails)
    assert written == ["Erin asks for help on D."] * MOST_MAILS_AN_HOUR
    assert await desk.told(provider) == []


async def test_messages_leave_room_for_other_mails_and_nothing_uses_up_those_of_alarms(desk: TellingDesk) -> None:
    here = await desk.accounts.organization("Here")
    provider = await desk.accounts.staff()
    person = await desk.accounts.end_user(here.id)
    for each in (Happening.REQUEST_MADE, Happening.MESSAGE, Happening.NOT_ASKED_FOR):
        await desk.choose(provider, each, NoticeWay.MAIL)
    session = await desk.session(here.id, person)
    await desk.following().follow()
    for kind, most in (
        (AuditKind.MESSAGE_BY_PERSON, MOST_MAILS_WITH_MESSAGE),
        (AuditKind.SESSION_REQUESTED, MOST_MAILS_AN_HOUR),
        (AuditKind.SESSION_NOT_ASKED_FOR, MOST_MAILS_WITH_ALARM),
    ):
        for _ in range(most):
            await desk.happens(kind, here.id, session, await desk.actor(person))
        await desk.following().follow()
        query = select(func.count()).where(tables.mails.c.account_id == provider, tables.mails.c.kind == "notice")
        assert await desk.work.view(SYSTEM, Permission.MAIL_READ, partial(_count, query)) == most


def _count(query: Select[int], view: View) -> int:
    return view.connection.execute(query).scalar_one()


@pytest.mark.parametrize("minutes", [9, 10])
async def test_a_request_that_waits_too_long_is_told_once(desk: TellingDesk, clock: FakeClock, minutes: int) -> None:
    here = await desk.accounts.organization("Here")
    provider = await desk.accounts.staff()
    await desk.session(here.id)
    clock.advance(minutes * 60)
    following = desk.following()
    for _ in range(2):
        await following.note_waiting()
        await following.follow()
    is_long = minutes * 60 >= WAITS_LONG.total_seconds()
    assert await desk.told(provider) == ["request_made", *(["waits_long"] if is_long else [])]


async def test_notices_are_read_by_their_person_alone_and_forgotten_in_time(
    desk: TellingDesk, clock: FakeClock
) -> None:
    here = await desk.accounts.organization("Here")
    one, two = await desk.accounts.staff(), await desk.accounts.staff("two@provider.example")
    await desk.session(here.id)
    await desk.following().follow()
    rows, unread = await desk.notices.list(await desk.actor(one))
    assert unread == 1
    await desk.notices.read(await desk.actor(two), [row.id for row in rows])
    assert (await desk.notices.list(await desk.actor(one)))[1] == 1
    await desk.notices.read(await desk.actor(one), None)
    assert (await desk.notices.list(await desk.actor(one)))[1] == 0
    clock.advance(KEPT.total_seconds() + 1)
    await desk.following().forget_old()

    def count(view: View) -> int:
        return view.connection.execute(select(func.count()).select_from(tables.notices)).scalar_one()

    assert await desk.work.view(SYSTEM, Permission.ACCOUNT_READ, count) == 0


async def test_a_message_is_told_to_the_other_side_alone_and_once_until_it_is_read(desk: TellingDesk) -> None:
    here = await desk.accounts.organization("Here")
    tess, other = await desk.accounts.staff(), await desk.accounts.staff("second@provider.example")
    auditor = await desk.accounts.staff("auditor@provider.example", group=BuiltInGroup.AUDITOR)
    person = await desk.accounts.end_user(here.id)
    session = await desk.session(here.id, person)
    await desk.following().follow()
    for _ in range(2):
        await desk.happens(AuditKind.MESSAGE_BY_PERSON, here.id, session, await desk.actor(person))
        await desk.following().follow()
    assert await desk.told(tess) == await desk.told(other) == ["request_made", "message"]
    assert await desk.told(auditor) == ["request_made"], "who reads no messages is told of none"
    assert await desk.told(person) == []
    taken = tables.sessions.update().values(technician_account_id=tess)
    await desk.work.change(SYSTEM, Permission.SESSION_READ, lambda change: _written(change, taken))
    await desk.notices.read(await desk.actor(tess), None)
    await desk.happens(AuditKind.MESSAGE_BY_PERSON, here.id, session, await desk.actor(person))
    # The device is somebody else's by now: of a message to who asked, they are told nothing.
    nora = await desk.accounts.end_user(here.id, "nora@customer.example")
    device = {"id": new_id(), "organization_id": here.id, "name": "D", "public_key": b"k", "key_hash": new_id()}
    given = insert(tables.devices).values(device | {"assigned_account_id": nora, "enrolled_at": SOME_TIME})
    await desk.work.change(SYSTEM, Permission.SESSION_READ, lambda change: _written(change, given))
    at_device = tables.sessions.update().values(device_id=device["id"])
    await desk.work.change(SYSTEM, Permission.SESSION_READ, lambda change: _written(change, at_device))
    await desk.staff_writes(here.id, session, person, await desk.actor(tess))
    await desk.following().follow()
    assert await desk.told(tess) == ["request_made", "message", "message"]
    assert await desk.told(other) == ["request_made", "message"], "who has taken it answers"
    assert (await desk.told(person), await desk.told(nora)) == (["message"], [])


def _written(change: Change, statement: Executable) -> None:
    change.connection.execute(statement)
    change.record(AuditKind.SETTINGS_CHANGED, organization=None, subject="test")
