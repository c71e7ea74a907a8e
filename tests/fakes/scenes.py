"""Scenes that many tests begin with: who is there, and how far a session has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from broker.access.groups import BuiltInGroup
from protocol.identifiers import SessionId
from protocol.links import agent_broker, viewer_broker
from tests.fakes.agent_on_link import AgentOnLink, enrolled
from tests.fakes.live_broker import LiveBroker, Person
from tests.fakes.viewer_on_link import ViewerOnLink


@dataclass(slots=True, kw_only=True)
class Scene:
    """A device, a technician, and a session between them."""

    live: LiveBroker
    technician: Person
    agent: AgentOnLink
    session: SessionId
    viewer: ViewerOnLink

    async def to_question(self) -> agent_broker.Propose:
        """Go on until the question is at the device."""
        prepare = await self.agent.expect(agent_broker.Prepare)
        await self.agent.hello(prepare)
        await self.viewer.send(self.viewer.offer(await self.viewer.expect(viewer_broker.Proposed)))
        return await self.agent.expect(agent_broker.Propose)

    async def to_yes(self) -> viewer_broker.Accepted:
        """Go on until the viewer knows of the yes."""
        propose = await self.to_question()
        await self.agent.send(self.agent.accept(propose))
        return await self.viewer.expect(viewer_broker.Accepted)

    async def to_connecting(self) -> agent_broker.Reveal:
        """Go on until the viewer's reveal is at the device."""
        await self.to_yes()
        await self.viewer.send(self.viewer.reveal())
        return await self.agent.expect(agent_broker.Reveal)

    async def to_active(self) -> None:
        """Go on until the screen is seen."""
        reveal = await self.to_connecting()
        await self.agent.answer(reveal)
        await self.viewer.expect(viewer_broker.Answered)
        await self.agent.send(agent_broker.Connected(session=self.session, attempt=reveal.attempt))
        await self.live.until(self.session, "active")

    async def resumed(self) -> None:
        """Take an interrupted session through a new attempt, without a new question."""
        prepare = await self.agent.expect(agent_broker.Prepare)
        await self.agent.hello(prepare)
        self.viewer.renew()
        await self.viewer.send(self.viewer.offer(await self.viewer.expect(viewer_broker.Proposed)))
        propose = await self.agent.expect(agent_broker.Propose)
        await self.agent.send(self.agent.accept(propose, asked_person=False))
        await self.viewer.expect(viewer_broker.Accepted)
        await self.viewer.send(self.viewer.reveal())
        reveal = await self.agent.expect(agent_broker.Reveal)
        await self.agent.answer(reveal)
        await self.viewer.expect(viewer_broker.Answered)
        await self.agent.send(agent_broker.Connected(session=self.session, attempt=reveal.attempt))
        await self.live.until(self.session, "active")


async def offered(live: LiveBroker, *, by: Person | None = None, **asked: Any) -> Scene:
    """A technician has offered help on a device that is here, and opened the viewer."""
    device = await (await enrolled(live)).come()
    technician = by or await live.staff(BuiltInGroup.TECHNICIAN)
    body = {
        "device_id": device.device,
        "reason": "Printer driver, as you asked",
        "capabilities": ["view", "control"],
        "seconds": 1800,
    }
    answer = await live.post(technician, "/api/sessions", body | asked)
    assert answer.status == 201, answer.body
    session = SessionId(answer.body["id"])
    page = await ViewerOnLink(live=live, person=technician, session=session).come()
    return Scene(live=live, technician=technician, agent=device, session=session, viewer=page)


@dataclass(slots=True, kw_only=True)
class Waiting:
    """A request from the tray of a device."""

    live: LiveBroker
    agent: AgentOnLink
    session: SessionId
    place: int | None

    async def approved(self) -> Scene:
        """A technician approves, and opens the viewer."""
        technician = await self.live.staff(BuiltInGroup.TECHNICIAN)
        answer = await self.live.post(technician, f"/api/sessions/{self.session}/approve", {"note": "On my way"})
        assert answer.status == 200, answer.body
        page = await ViewerOnLink(live=self.live, person=technician, session=self.session).come()
        return Scene(live=self.live, technician=technician, agent=self.agent, session=self.session, viewer=page)


async def requested(live: LiveBroker, device: AgentOnLink | None = None) -> Waiting:
    """The person at a device has asked for help from the tray."""
    device = device or await (await enrolled(live)).come()
    await device.expect(agent_broker.Requests, request=None)
    await device.send(
        agent_broker.AskHelp(number=1, name="Erin Enduser", email="erin@example.test", phone="214", reason="No print")
    )
    answer = await device.expect(agent_broker.HelpAnswer)
    assert answer.session is not None, answer
    told = await device.expect(agent_broker.Requests)
    assert told.request is not None
    return Waiting(live=live, agent=device, session=answer.session, place=told.request.place_in_line)
