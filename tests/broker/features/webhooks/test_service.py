"""Who reads what webhooks sent, whose events they hear, and when something may be sent again."""

import asyncio

import pytest
from sqlalchemy import update

from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, PermissionMissing
from broker.features.webhooks import store
from broker.features.webhooks.rules import LEASE, sign
from broker.storage import tables
from broker.storage.unit_of_work import Change
from tests.broker.features.webhooks.conftest import HookDesk
from tests.fakes.actors import SYSTEM, staff
from tests.fakes.clock import FakeClock


async def test_deliveries_are_read_and_sent_again_by_who_may_see_those_sessions(desk: HookDesk) -> None:
    here = await desk.telling.accounts.organization("Here")
    administrator = await desk.administrator()
    hook, _ = await desk.made(administrator, here.id)
    for_all, _ = await desk.made(administrator, None)
    await desk.telling.session(here.id)
    await desk.telling.following().follow()
    blind = staff(Permission.WEBHOOK_READ, Permission.WEBHOOK_CHANGE)
    seeing = staff(Permission.WEBHOOK_READ, Permission.WEBHOOK_CHANGE, Permission.SESSION_READ, reach=only(here.id))
    (delivery,) = await desk.webhooks.deliveries(seeing, hook)
    await desk.webhooks.send_again(seeing, hook, delivery.id)
    for each in (hook, for_all):
        (delivery,) = await desk.webhooks.deliveries(administrator, each)
        assert "Erin" in delivery.body
        with pytest.raises(PermissionMissing):
            await desk.webhooks.deliveries(blind, each)
        with pytest.raises(PermissionMissing):
            await desk.webhooks.send_again(blind, each, delivery.id)


async def test_a_webhook_for_all_hears_nothing_of_those_that_manage_themselves(desk: HookDesk) -> None:
    administrator = await desk.administrator()
    here = await desk.telling.accounts.organization("Here")
    for_all, _ = await desk.made(administrator, None)
    own, _ = await desk.made(administrator, here.id)

    def close(change: Change) -> None:
        row = tables.organizations
        change.connection.execute(update(row).where(row.c.id == here.id).values(self_managed=True))
        change.record(AuditKind.ORGANIZATION_CHANGED, organization=here.id)

    await desk.telling.work.change(SYSTEM, Permission.ORGANIZATION_CHANGE, close)
    await desk.telling.session(here.id)
    await desk.telling.following().follow()

    def heard(change: Change) -> list[int]:
        change.nothing_changed()
        return [len(store.deliveries_of(change, each)) for each in (for_all, own)]

    assert await desk.telling.work.change(SYSTEM, Permission.WEBHOOK_READ, heard) == [0, 1]


async def test_nothing_is_sent_again_while_it_is_being_sent_and_a_late_answer_changes_nothing(
    desk: HookDesk, clock: FakeClock
) -> None:
    here = await desk.telling.accounts.organization("Here")
    administrator = await desk.administrator()
    hook, _ = await desk.made(administrator, here.id)
    await desk.telling.session(here.id)
    await desk.telling.following().follow()
    desk.receiver.status = 503
    assert await desk.sender().send_due() == 1
    (delivery,) = await desk.webhooks.deliveries(administrator, hook)
    # Between two tries it is not under way.
    await desk.webhooks.send_again(administrator, hook, delivery.id)
    desk.receiver.status, desk.receiver.hold = 404, asyncio.Event()
    desk.receiver.got.clear()
    running = asyncio.create_task(desk.sender().send_due())
    async with asyncio.timeout(30):
        while not desk.receiver.got:
            await asyncio.sleep(0.01)
    with pytest.raises(Conflict) as refused:
        await desk.webhooks.send_again(administrator, hook, delivery.id)
    assert refused.value.code == "webhook.under_way"
    # The process is taken for dead, and its answer comes in after all.
    clock.advance(LEASE.total_seconds())
    await desk.webhooks.send_again(administrator, hook, delivery.id)
    clock.set_back(1)
    desk.receiver.hold.set()
    assert await running == 1
    (delivery,) = await desk.webhooks.deliveries(administrator, hook)
    assert (delivery.state, delivery.tries, delivery.problem) == ("waiting", 0, "")
    assert AuditKind.WEBHOOK_FAILED.value not in await desk.telling.kinds(here.id)


async def test_a_renewed_key_signs_from_then_on_and_all_else_stays(desk: HookDesk) -> None:
    here = await desk.telling.accounts.organization("Here")
    administrator = await desk.administrator()
    hook, old = await desk.made(administrator, here.id)
    blind = staff(Permission.WEBHOOK_READ, Permission.WEBHOOK_CHANGE)
    with pytest.raises(PermissionMissing):
        await desk.webhooks.renew_key(blind, hook)
    fresh, row = await desk.webhooks.renew_key(administrator, hook)
    assert (fresh == old, row.id, len(fresh)) == (False, hook, len(old))
    await desk.telling.session(here.id)
    await desk.telling.following().follow()
    assert await desk.sender().send_due() == 1
    ((headers, body),) = desk.receiver.got
    assert headers["Handrail-Signature"] == sign(fresh, int(headers["Handrail-Timestamp"]), body)
    assert headers["Authorization"] == "Bearer abc"
