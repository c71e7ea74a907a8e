"""A right that is taken away ends or narrows the session, although its viewer closed the link that would be told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from broker.access.permissions import Permission
from broker.features.sessions import leases
from broker.storage import tables
from protocol.capabilities import Capability
from protocol.links import agent_broker
from protocol.session.states import capabilities_of
from tests.fakes.live_broker import LiveBroker, Person
from tests.fakes.scenes import Scene, offered

pytestmark = pytest.mark.slow


async def disable(live: LiveBroker, person: Person) -> None:
    rows = tables.accounts
    disabling = rows.update().where(rows.c.id == person.id).values(status="disabled")
    await live.change(lambda change: change.connection.execute(disabling))


async def without_its_viewer(live: LiveBroker, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """The screen is seen, over a connection of which the broker knows nothing any more."""
    monkeypatch.setattr(leases, "LEASE_EVERY_SECONDS", 0.1)
    scene = await offered(live)
    await scene.to_active()
    await scene.viewer.go()
    return scene


@pytest.mark.parametrize("take_away", [LiveBroker.leave_all_groups, LiveBroker.sign_out, disable])
async def test_a_session_ends_with_the_right_to_it(
    live: LiveBroker, monkeypatch: pytest.MonkeyPatch, take_away: Callable[[LiveBroker, Person], Awaitable[None]]
) -> None:
    scene = await without_its_viewer(live, monkeypatch)
    await take_away(live, scene.technician)
    assert (await live.ended(scene.session)).reason == "revoked"
    assert (await scene.agent.expect(agent_broker.EndSession)).reason == "revoked"


async def test_control_ends_with_the_right_to_it(live: LiveBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await without_its_viewer(live, monkeypatch)
    rights = frozenset({Permission.SESSION_READ, Permission.SESSION_OFFER})
    await live.join(scene.technician.id, rights, None)
    others = tables.security_group_permissions
    taking = others.delete().where(others.c.permission == Permission.SESSION_CONTROL.value)
    await live.change(lambda change: change.connection.execute(taking))
    while Capability.CONTROL in capabilities_of(await live.session(scene.session)):
        await scene.agent.expect(agent_broker.LeaseFrame)
    assert "session.narrowed" in await live.kinds(scene.session)
    assert (await live.session(scene.session)).state.__struct_config__.tag == "active"


async def test_a_session_goes_on_while_its_technician_may(live: LiveBroker, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = await without_its_viewer(live, monkeypatch)
    for _ in range(3):
        await scene.agent.expect(agent_broker.LeaseFrame)
    assert (await live.session(scene.session)).state.__struct_config__.tag == "active"
