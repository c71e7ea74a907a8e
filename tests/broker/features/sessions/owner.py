"""An owner for tests: a device of theirs, everything met that it takes, and a session from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from broker.access.groups import BuiltInGroup
from broker.storage import tables
from protocol.identifiers import SessionId
from protocol.links import agent_broker, viewer_broker
from protocol.links.agent_broker import Presence
from tests.fakes.agent_on_link import AgentOnLink, enrolled
from tests.fakes.live_broker import Answer, LiveBroker, Person
from tests.fakes.viewer_on_link import ViewerOnLink

LONG_AFTER = 2**40
"""A time step of the app that lies after the one it was set up with."""


@dataclass(slots=True, kw_only=True)
class Owner:
    """Somebody, their device, and an administrator."""

    live: LiveBroker
    admin: Person
    person: Person
    device: AgentOnLink

    async def give(self, owner: Person | None) -> None:
        """Make somebody the device's owner."""
        body = {"account_id": owner.id if owner else None}
        answer = await self.live.post(self.admin, f"/api/devices/{self.device.device}/assign", body)
        assert answer.status == 200, answer.body

    async def next_owner(self) -> Person:
        """Give the device to somebody new, for whom everything is met."""
        self.person = await self.live.end_user()
        await self.give(self.person)
        await self.keep(remote_access=True, totp_last_step=LONG_AFTER)
        return self.person

    async def keep(self, **values: Any) -> None:
        """Store columns of the owner's account."""
        row = tables.accounts
        changed = update(row).where(row.c.id == self.person.id).values(**values)
        await self.live.change(lambda change: change.connection.execute(changed))

    async def show_factor(self) -> None:
        """Show the second factor for a session, just now."""
        row = tables.sign_ins

        def body(change: Any) -> None:
            shown = update(row).where(row.c.id == self.person.sign_in).values(shown_at=change.now)
            change.connection.execute(shown)

        await self.live.change(body)

    async def connect(self) -> Answer:
        return await self.live.post(self.person, f"/api/devices/{self.device.device}/connect", {})

    async def connected(self) -> OwnSession:
        """Begin a session, and open its viewer."""
        await self.show_factor()
        answer = await self.connect()
        assert answer.status == 201, answer.body
        session = SessionId(answer.body["id"])
        page = await ViewerOnLink(live=self.live, person=self.person, session=session).come()
        return OwnSession(owner=self, session=session, viewer=page)


@dataclass(slots=True, kw_only=True)
class OwnSession:
    """A session of a device's owner."""

    owner: Owner
    session: SessionId
    viewer: ViewerOnLink

    async def to_question(self) -> agent_broker.Propose:
        """Go on until the proposal is at the device."""
        device = self.owner.device
        await device.hello(await device.expect(agent_broker.Prepare, session=self.session))
        await self.viewer.send(self.viewer.offer(await self.viewer.expect(viewer_broker.Proposed)))
        return await device.expect(agent_broker.Propose, session=self.session)

    async def to_active(self, *, asked_person: bool = False) -> None:
        """Go on until the screen is seen."""
        device = self.owner.device
        await device.send(device.accept(await self.to_question(), asked_person=asked_person))
        await self.viewer.expect(viewer_broker.Accepted)
        await self.viewer.send(self.viewer.reveal())
        reveal = await device.expect(agent_broker.Reveal, session=self.session)
        await device.answer(reveal)
        await self.viewer.expect(viewer_broker.Answered)
        await device.send(agent_broker.Connected(session=self.session, attempt=reveal.attempt))
        await self.owner.live.until(self.session, "active")


async def owner_of_device(live: LiveBroker, presence: Presence = Presence.LOCKED) -> Owner:
    """Somebody whose device is here, and for whom all is met."""
    device = await (await enrolled(live)).come(presence)
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
    owner = Owner(live=live, admin=admin, person=admin, device=device)
    await owner.next_owner()
    return owner
