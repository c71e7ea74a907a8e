"""Connected devices are handed their policy as soon as it is another, with a number that never goes down."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.features.sessions import policy_desk, policy_store
from broker.features.sessions.policy_desk import PolicyDesk
from broker.features.sessions.policy_store import Issued
from broker.features.settings.places import Place
from broker.storage.work import Change, Upkeep
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import PolicyFrame, PolicyHeld
from protocol.policy import MAX_NUMBER, content_of
from tests.fakes.agent_on_link import AgentOnLink, enrolled
from tests.fakes.live_broker import CONSOLE, LiveBroker
from tests.fakes.scenes import offered


async def held(agent: AgentOnLink, number: int, content: str) -> None:
    await agent.send(PolicyHeld(number=number, content=content))


async def test_a_device_gets_its_policy_once_and_again_only_when_it_is_another(live: LiveBroker) -> None:
    agent, other = await (await enrolled(live)).come(), await (await enrolled(live, name="DESK-2")).come()
    await held(agent, 0, "")
    first = await agent.policy()
    assert (first.number, first.device, first.support_allowed) == (1, agent.device, True)
    await held(agent, first.number, content_of(first))
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    body = {"changes": [{"key": "view_only", "value": True, "version": 0}]}
    assert (await live.patch(administrator, f"/api/devices/{agent.device}/settings", body)).status == 200
    second = await agent.policy()
    assert (second.number, second.running.view_only) == (2, True)
    # The other one is told only of what concerns it, and the log is no clock: a year back changes nothing.
    live.clock.shift = timedelta(days=-365)
    body = {"changes": [{"key": "consent_seconds", "value": 30, "version": 0}]}
    assert (await live.patch(administrator, "/api/settings", body)).status == 200
    assert [(each.number, each.consent.seconds) for each in (await agent.policy(), await other.policy())] == [
        (3, 30),
        (1, 30),
    ]
    await agent.settle()
    assert not [each for each in agent.seen if isinstance(each, PolicyFrame)]


async def test_a_broker_that_was_put_back_goes_on_above_what_the_device_has_seen(live: LiveBroker) -> None:
    agent = await (await enrolled(live)).come()
    await held(agent, 9, "0" * 64)
    assert (await agent.policy()).number == 10
    # What was refused at the device is told again, and answered with nothing where it holds the newest.
    await held(agent, 9, "0" * 64)
    assert (await agent.policy()).number == 10
    await held(agent, 10, "0" * 64)
    assert (await agent.policy()).number == 11
    # A device that claims the highest number there is gets that one, and none that nobody can read.
    await held(agent, MAX_NUMBER, "0" * 64)
    assert (await agent.policy()).number == MAX_NUMBER


async def test_a_device_that_was_away_gets_what_changed_meanwhile(live: LiveBroker) -> None:
    agent = await (await enrolled(live)).come()
    await held(agent, 0, "")
    first = await agent.policy()
    await agent.go()
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    body = {"changes": [{"key": "allow_requests", "value": False, "version": 0}]}
    path = f"/api/organizations/{live.organization}/settings"
    assert (await live.patch(administrator, path, body)).status == 200
    await agent.come()
    await held(agent, first.number, content_of(first))
    found = await agent.policy()
    assert (found.number, found.asking.allowed) == (2, False)


async def test_a_stored_number_never_goes_down(live: LiveBroker) -> None:
    device = DeviceId((await enrolled(live)).device)

    def keep(change: Change) -> None:
        for number in (5, 3):
            policy_store.keep(change, device, Issued(number=number, content="x"))
        change.needs_no_entry(Upkeep.POLICY)

    await live.foundation.work.change(CONSOLE, Permission.DEVICE_READ, keep)
    found = await live.foundation.work.view(
        CONSOLE, Permission.DEVICE_READ, lambda view: policy_store.number_of(view, device)
    )
    assert found == 5


async def test_each_part_of_many_devices_is_told_by_itself_and_holds_up_no_end_of_a_session(
    live: LiveBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy_desk, "AT_ONCE", 1)
    scene = await offered(live)
    other = await (await enrolled(live, name="DESK-2")).come()
    await held(other, 0, "")
    await other.policy()
    look, slow = PolicyDesk.look, asyncio.Event()

    async def hang(desk: PolicyDesk, place: Place, devices: Sequence[DeviceId]) -> None:
        if scene.agent.device in devices:
            await slow.wait()
            raise ValueError("a part that fails")
        await look(desk, place, devices)

    monkeypatch.setattr(PolicyDesk, "look", hang)
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    body = {"changes": [{"key": "allow_remote_support", "value": False, "version": 0}]}
    assert (await live.patch(administrator, "/api/settings", body)).status == 200
    assert (await live.ended(scene.session)).reason == "revoked"
    slow.set()
    assert (await other.policy()).support_allowed is False
