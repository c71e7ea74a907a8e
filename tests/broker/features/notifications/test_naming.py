"""Whom the settings name is told of each session that starts and ends there, as far as they may see it."""

import asyncio
from pathlib import Path

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.notifications.naming import named_by
from broker.features.notifications.rules import Happening, NoticeWay
from broker.features.settings import store
from broker.features.settings.catalogue import Key
from broker.features.settings.places import Place
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import Change
from tests.fakes.actors import SYSTEM
from tests.fakes.live_broker import PATIENCE, live_broker
from tests.fakes.mail_server import mail_server, text_of
from tests.fakes.scenes import offered
from tests.fakes.telling import TellingDesk

ADMINISTRATOR = BuiltInGroup.ORGANIZATION_ADMINISTRATOR


async def test_whom_the_settings_name_is_told_as_they_chose_and_only_what_they_may_see(desk: TellingDesk) -> None:
    here, there = await desk.accounts.organization("Here"), await desk.accounts.organization("There")
    boss = await desk.accounts.staff("boss@customer.example", group=ADMINISTRATOR, organization=here.id)
    quiet = await desk.accounts.staff("quiet@customer.example", group=ADMINISTRATOR, organization=here.id)
    unnamed = await desk.accounts.staff("unnamed@customer.example", group=ADMINISTRATOR, organization=here.id)
    foreign = await desk.accounts.staff("foreign@customer.example", group=ADMINISTRATOR, organization=there.id)
    person = await desk.accounts.end_user(here.id)
    other = await desk.accounts.end_user(there.id, "other@customer.example")
    await desk.choose(quiet, Happening.ENDED, NoticeWay.MAIL)
    named = ["BOSS@customer.example", "quiet@customer.example", "foreign@customer.example"]
    named += ["person@customer.example", "other@customer.example", "stranger@elsewhere.example"]
    desk.naming = named_by(Settings({"session_told": named}))
    session = await desk.session(here.id)
    for kind in (AuditKind.SESSION_APPROVED, AuditKind.SESSION_ACTIVE, AuditKind.SESSION_IDLE):
        await desk.happens(kind, here.id, session)
    await desk.following().follow()
    assert await desk.told(boss) == ["request_made", "started", "ended"]
    assert await desk.told(quiet) == ["request_made", "started"]
    # Who may not see it hears nothing: others' organizations, and colleagues of whoever it is about.
    assert [await desk.told(each) for each in (foreign, other, person)] == [[], [], []]
    assert await desk.told(unnamed) == ["request_made"]
    mailed = ["boss@customer.example", "quiet@customer.example"]
    assert sorted(await desk.mailed()) == sorted(mailed * 2)


async def test_it_counts_where_the_session_is(desk: TellingDesk) -> None:
    here, there = await desk.accounts.organization("Here"), await desk.accounts.organization("There")
    boss = await desk.accounts.staff("boss@provider.example", group=BuiltInGroup.PROVIDER_ADMINISTRATOR)

    def put(change: Change) -> None:
        told = store.Stored(value=("boss@provider.example",), locked=False, version=1)
        assert store.keep(change, Place(organization=here.id), Key.SESSION_TOLD, told)
        change.record(AuditKind.SETTINGS_CHANGED, organization=here.id)

    await desk.work.change(SYSTEM, Permission.SETTINGS_CHANGE, put)
    desk.naming = named_by(Settings())
    for place in (here.id, there.id):
        await desk.happens(AuditKind.SESSION_ACTIVE, place, await desk.session(place))
    await desk.following().follow()
    assert sorted(await desk.told(boss)) == ["request_made", "request_made", "started"]


@pytest.mark.slow
async def test_a_mail_of_beginning_and_end_arrives_at_a_real_mail_server(broker_state: Path) -> None:
    with mail_server() as box:
        async with live_broker(broker_state, mail=box.config) as live:
            boss = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Boss")
            address = f"{boss.id}@example.test"
            change = {"key": "session_told", "value": [address], "version": 0}
            saved = await live.patch(boss, "/api/settings", {"changes": [change]})
            assert saved.status == 200, saved.body
            scene = await offered(live)
            await scene.to_active()
            done = await live.post(scene.technician, f"/api/sessions/{scene.session}/done", {})
            assert done.status == 200, done.body
            async with asyncio.timeout(PATIENCE):
                while len(box.letters) < 2:
                    await asyncio.sleep(0.05)
            assert {letter["To"] for letter in box.letters} == {address}
            texts = sorted(text_of(letter) for letter in box.letters)
            assert any("A session on DESK-014 has started." in text for text in texts)
            assert any("The session on DESK-014 has ended." in text for text in texts)
