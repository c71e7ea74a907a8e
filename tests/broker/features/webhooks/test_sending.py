"""Sending webhooks to a receiver that is really there: signed, again when it must be, to nobody else."""

import asyncio
import hashlib
import hmac
import json

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.errors import NotFound, PermissionMissing
from broker.features.webhooks import store
from broker.features.webhooks.rules import AT_ONCE, AT_ONCE_OF_ONE, LEASE, MAX_TRIES, MOST_WAITING, WAITS
from broker.storage.unit_of_work import Change, Upkeep
from tests.broker.features.webhooks.conftest import HookDesk
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock


async def test_an_event_arrives_signed_over_time_and_body(desk: HookDesk) -> None:
    here = await desk.telling.accounts.organization("Here")
    administrator = await desk.administrator()
    _, key = await desk.made(administrator, here.id)
    await desk.telling.session(here.id)
    for _ in range(2):
        await desk.telling.following().follow()
    assert await desk.sender().send_due() == 1
    ((headers, body),) = desk.receiver.got
    signed = headers["Handrail-Timestamp"].encode() + b"." + body
    assert headers["Handrail-Signature"] == "v1=" + hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Handrail-Event-Id"] == json.loads(body)["id"]
    assert (headers["Authorization"], headers["Handrail-Event"]) == ("Bearer abc", "request_made")
    assert json.loads(body)["organization"]["name"] == "Here"


async def test_only_what_the_webhook_reaches_is_sent(desk: HookDesk) -> None:
    here = await desk.telling.accounts.organization("Here")
    there = await desk.telling.accounts.organization("There")
    administrator = await desk.administrator()
    await desk.made(administrator, here.id)
    await desk.telling.session(there.id)
    await desk.telling.following().follow()
    assert await desk.sender().send_due() == 0
    await desk.made(administrator, None)
    await desk.telling.session(there.id)
    await desk.telling.following().follow()
    assert await desk.sender().send_due() == 1
    staff = await desk.telling.accounts.staff(
        "there@customer.example", group=BuiltInGroup.ORGANIZATION_ADMINISTRATOR, organization=there.id
    )
    outsider = await desk.telling.actor(staff)
    assert await desk.webhooks.list(outsider) == []
    for home in (here.id, None):
        with pytest.raises((NotFound, PermissionMissing)):
            await desk.made(outsider, home)


async def test_what_is_not_taken_is_tried_again_under_the_same_ids_and_in_the_end_given_up_and_sent_by_hand(
    desk: HookDesk, clock: FakeClock
) -> None:
    here = await desk.telling.accounts.organization("Here")
    administrator = await desk.administrator()
    hook, _ = await desk.made(administrator, here.id)
    await desk.telling.session(here.id)
    await desk.telling.following().follow()
    desk.receiver.status = 503
    sender = desk.sender()
    assert await sender.send_due() == 1
    for wait in WAITS:
        assert await sender.send_due() == 0
        clock.advance(wait.total_seconds())
        # A process that begins again goes on where the one before stopped.
        sender = desk.sender()
        assert await sender.send_due() == 1
    (delivery,) = await desk.webhooks.deliveries(administrator, hook)
    assert (delivery.state, delivery.tries, delivery.status) == ("failed", MAX_TRIES, 503)
    desk.receiver.status = 200
    await desk.webhooks.send_again(administrator, hook, delivery.id)
    assert await sender.send_due() == 1
    (delivery,) = await desk.webhooks.deliveries(administrator, hook)
    assert (delivery.state, delivery.status) == ("sent", 200)
    assert len({headers["Handrail-Delivery"] for headers, _ in desk.receiver.got}) == 1


async def test_a_process_that_is_ended_while_it_sends_leaves_it_to_the_next(desk: HookDesk, clock: FakeClock) -> None:
    here = await desk.telling.accounts.organization("Here")
    await desk.made(await desk.administrator(), here.id)
    await desk.telling.session(here.id)
    await desk.telling.following().follow()
    desk.receiver.hold = asyncio.Event()
    running = asyncio.create_task(desk.sender().send_due())
    async with asyncio.timeout(30):
        while not desk.receiver.got:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    desk.receiver.hold.set()
    assert await desk.sender().send_due() == 0
    clock.advance(LEASE.total_seconds())
    assert await desk.sender().send_due() == 1
    first, second = desk.receiver.got
    assert first[0]["Handrail-Event-Id"] == second[0]["Handrail-Event-Id"]


async def test_redirects_are_not_followed_and_private_addresses_not_gone_to(desk: HookDesk) -> None:
    here = await desk.telling.accounts.organization("Here")
    administrator = await desk.administrator()
    hook, _ = await desk.made(administrator, here.id)
    private, _ = await desk.made(administrator, here.id, "http://10.1.2.3/")
    inside, _ = await desk.made(administrator, here.id, "http://[::1]:9/")
    desk.receiver.status, desk.receiver.headers = 302, {"Location": f"{desk.receiver.url}/elsewhere"}
    await desk.telling.session(here.id)
    await desk.telling.following().follow()
    assert await desk.sender().send_due() == 3
    assert len(desk.receiver.got) == 1
    (redirected,) = await desk.webhooks.deliveries(administrator, hook)
    assert (redirected.state, redirected.status) == ("failed", 302)
    for each in (private, inside):
        (refused,) = await desk.webhooks.deliveries(administrator, each)
        assert (refused.state, refused.problem.partition(":")[0]) == (
            "failed",
            "Webhooks are not sent to this address",
        )


async def test_dead_receivers_of_one_organization_hold_up_nobody_elses(desk: HookDesk, clock: FakeClock) -> None:
    here = await desk.telling.accounts.organization("Here")
    there = await desk.telling.accounts.organization("There")
    administrator = await desk.administrator()
    for _ in range(25):
        await desk.made(administrator, here.id)
    for _ in range(2):
        await desk.telling.session(here.id)
    await desk.telling.following().follow()
    clock.advance(1)
    await desk.made(administrator, there.id)
    await desk.telling.session(there.id)
    await desk.telling.following().follow()
    rows = await desk.telling.work.view(SYSTEM, Permission.WEBHOOK_READ, lambda view: store.due(view, AT_ONCE))
    assert [row.organization_id for row in rows].count(there.id) == 1
    assert len({row.webhook_id for row in rows if row.organization_id == here.id}) == AT_ONCE_OF_ONE == len(rows) - 1
    assert await desk.sender().send_due() == 51


async def test_what_cannot_be_written_is_given_up_and_holds_up_no_other(desk: HookDesk) -> None:
    here = await desk.telling.accounts.organization("Here")
    administrator = await desk.administrator()
    broken, _ = await desk.made(administrator, here.id)
    whole, _ = await desk.made(administrator, here.id)

    def harm(change: Change) -> None:
        store.update_webhook(change, broken, {"sealed": b"\x01harmed"})
        change.needs_no_entry(Upkeep.WEBHOOK)

    await desk.telling.work.change(SYSTEM, Permission.WEBHOOK_CHANGE, harm)
    await desk.telling.session(here.id)
    await desk.telling.following().follow()
    assert await desk.sender().send_due() == 2
    assert [each.state for each in await desk.webhooks.deliveries(administrator, whole)] == ["sent"]
    (given_up,) = await desk.webhooks.deliveries(administrator, broken)
    assert (given_up.state, given_up.problem) == ("failed", "It could not be written.")
    assert "webhook.failed" in await desk.telling.kinds(here.id)


async def test_a_full_queue_takes_no_more_and_says_so(desk: HookDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    here = await desk.telling.accounts.organization("Here")
    administrator = await desk.administrator()
    hook, _ = await desk.made(administrator, here.id)
    assert MOST_WAITING == 1_000
    monkeypatch.setattr(store, "MOST_WAITING", 2)
    for _ in range(3):
        await desk.telling.session(here.id)
    await desk.telling.following().follow()
    assert len(await desk.webhooks.deliveries(administrator, hook)) == 2
    (row,) = await desk.webhooks.list(administrator)
    assert row.dropped == 1
