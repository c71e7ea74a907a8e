"""A technician's visit from the server's side: refused when any one condition is missing, and told before asking."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from protocol.grant import CodeMode, Decision, Origin
from protocol.identifiers import SessionId
from protocol.links import agent_broker, viewer_broker
from protocol.links.agent_broker import Presence
from protocol.session.reasons import EndReason
from tests.fakes.agent_on_link import AgentOnLink, enrolled
from tests.fakes.live_broker import Answer, LiveBroker, Person
from tests.fakes.scenes import Scene
from tests.fakes.viewer_on_link import ViewerOnLink

pytestmark = pytest.mark.slow
OFFERS = frozenset(
    {Permission.SESSION_READ, Permission.SESSION_OFFER, Permission.SESSION_CONTROL, Permission.DEVICE_READ}
)
VISITS = OFFERS | {Permission.SESSION_UNATTENDED}


@dataclass(slots=True)
class Place:
    """One device of one organization, with who may come to it and who may say yes to that."""

    live: LiveBroker
    admin: Person
    visitor: Person
    approver: Person
    agent: AgentOnLink
    versions: dict[str, int] = field(default_factory=dict)

    async def put(self, key: str, value: object, at: str = "/api/settings") -> None:
        version = self.versions.get(at + key, 0)
        answer = await self.live.patch(self.admin, at, {"changes": [{"key": key, "value": value, "version": version}]})
        assert answer.status == 200, answer.body
        self.versions[at + key] = version + 1

    async def is_now(self, presence: Presence) -> None:
        await self.agent.send(agent_broker.PresenceFrame(presence=presence))
        await self.agent.settle()

    async def ask(self, who: Person | None = None, **changes: object) -> Answer:
        body: dict[str, object] = {
            "device_id": self.agent.device,
            "reason": "Nightly update",
            "capabilities": ["view", "control"],
            "seconds": 600,
        }
        return await self.live.post(who or self.visitor, "/api/sessions/unattended", body | changes)

    async def told(self, who: Person | None = None) -> dict[str, object]:
        answer = await self.live.get(who or self.visitor, f"/api/devices/{self.agent.device}")
        found: dict[str, object] = answer.body["support"]["unattended"]
        return found

    async def approve(self, session: str, who: Person | None = None) -> Answer:
        return await self.live.post(who or self.approver, f"/api/sessions/{session}/approve", {"note": ""})

    async def scene(self) -> Scene:
        """The visitor asks and opens their page, and somebody else says yes: the exchange begins by itself."""
        asked = await self.ask()
        assert (asked.status, asked.body["state"]) == (201, "requested"), asked.body
        session = SessionId(asked.body["id"])
        page = await ViewerOnLink(live=self.live, person=self.visitor, session=session).come()
        await page.expect(viewer_broker.SessionState, state="requested")
        answer = await self.approve(session)
        assert answer.status == 200, answer.body
        assert answer.body["technician"]["id"] == self.visitor.id, "it stays the visit of who asked"
        return Scene(live=self.live, technician=self.visitor, agent=self.agent, session=session, viewer=page)

    async def confirmed(self) -> None:
        """Somebody is there the first time, says yes and types the code; the device says that it knows the visitor."""
        scene = await self.scene()
        await scene.to_active()
        assert self.agent.proposal is not None
        assert (self.agent.proposal.attended, self.agent.proposal.code) == (True, CodeMode.TYPE)
        await self.agent.send(self.agent.event(scene.session, 1, "visitor_confirmed"))
        await self.agent.expect(agent_broker.Acknowledged, number=1)
        await self.agent.send(self.agent.event(scene.session, 2, "ended", reason="done_at_device"))
        await self.live.ended(scene.session)


@pytest.fixture
async def place(live: LiveBroker) -> Place:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR, name="Ada Admin")
    made = Place(
        live=live,
        admin=admin,
        visitor=await live.staff_with(VISITS, where=live.organization),
        approver=await live.staff(BuiltInGroup.TECHNICIAN),
        agent=await (await enrolled(live)).come(),
    )
    await made.put("unattended_allowed", True)
    return made


async def test_each_condition_that_is_missing_refuses_it_and_is_named_before(place: Place) -> None:
    live = place.live
    organization = f"/api/organizations/{live.organization}/settings"
    # Nobody has confirmed this visitor there.
    await place.is_now(Presence.LOCKED)
    refused = await place.ask()
    assert (refused.status, refused.code) == (409, "unattended.not_confirmed")
    assert (await place.told())["lack"] == "not_confirmed"
    await place.is_now(Presence.ONLINE)
    await place.confirmed()
    await place.is_now(Presence.LOCKED)
    assert await place.told() == {
        "possible": True,
        "lack": None,
        "off_by": None,
        "start": "unasked",
        "needs_approval": True,
        "needs_reason": True,
        "known": True,
    }
    # The permission of its own, and the one to offer help, there; and no more for whom nobody confirmed.
    only_offers = await live.staff_with(OFFERS)
    assert (await place.told(only_offers))["lack"] == "not_permitted"
    for who in (only_offers, await live.staff_with(VISITS - {Permission.SESSION_OFFER})):
        assert (await place.ask(who)).status == 403
    assert (await place.ask(await live.staff_with(VISITS, where=live.other_organization))).status == 404
    assert (await place.ask(await live.staff_with(VISITS))).code == "unattended.not_confirmed"
    # The reason.
    assert (await place.ask(reason="update")).code == "field.reason"
    # The setting, and who switched it off.
    await place.put("unattended_allowed", False, organization)
    refused = await place.ask()
    assert (refused.status, refused.code) == (409, "unattended.off")
    told = await place.told()
    assert (told["lack"], told["off_by"]) == ("switched_off", {"scope": "organization", "name": "Org A"})
    await place.put("unattended_allowed", None, organization)
    # The yes of somebody else; it is no request that can be taken.
    session = (await place.ask()).body["id"]
    own = await live.staff_with(frozenset({Permission.SESSION_APPROVE, Permission.SESSION_OFFER}))
    await live.join(place.visitor.id, frozenset({Permission.SESSION_APPROVE}), None)
    assert (await place.approve(session, place.visitor)).status == 403
    assert (await live.post(own, f"/api/sessions/{session}/take", {"note": ""})).code == "request.needs_approval"
    assert (await live.session(session)).state.__struct_config__.tag == "requested"
    waiting = (await live.get(place.approver, "/api/sessions?state=requested")).body["items"]
    assert [(each["origin"], each["technician"]["id"], each["person"]) for each in waiting] == [
        ("unattended", place.visitor.id, None)
    ]


async def test_with_all_of_it_nobody_is_asked_and_a_setting_taken_back_ends_it(place: Place) -> None:
    await place.confirmed()
    await place.is_now(Presence.LOCKED)
    scene = await place.scene()
    propose = await scene.to_question()
    answer = place.agent.accept(propose, asked_person=False)
    proposal = place.agent.proposal
    assert proposal is not None
    assert proposal.visit is not None
    assert (proposal.origin, proposal.attended) == (Origin.UNATTENDED, False)
    assert (proposal.visit.account, proposal.visit.approved_by) == (place.visitor.id, place.approver.id)
    await place.agent.send(answer)
    await scene.viewer.expect(viewer_broker.Accepted)
    await scene.viewer.send(scene.viewer.reveal())
    reveal = await place.agent.expect(agent_broker.Reveal)
    await place.agent.answer(reveal)
    await place.agent.send(agent_broker.Connected(session=scene.session, attempt=reveal.attempt))
    await place.live.until(scene.session, "active")
    kinds = await place.live.kinds(scene.session)
    assert kinds[:4] == [
        "session.unattended_asked",
        "session.unattended_approved",
        "session.asking_device",
        "session.granted_unasked",
    ]
    await place.put("unattended_allowed", False)
    assert (await place.live.ended(scene.session)).reason is EndReason.REVOKED


async def test_what_was_tightened_between_question_and_yes_lets_nobody_in(place: Place) -> None:
    await place.confirmed()
    await place.is_now(Presence.LOCKED)
    scene = await place.scene()
    propose = await scene.to_question()
    await place.put("unattended_allowed", False)
    await place.agent.send(place.agent.accept(propose, asked_person=False))
    assert (await place.live.ended(scene.session)).reason is EndReason.REVOKED


async def test_without_the_need_of_an_approval_it_begins_at_once_and_whoever_is_there_is_asked(place: Place) -> None:
    await place.put("unattended_approval", False)
    asked = await place.ask()
    assert (asked.status, asked.body["state"]) == (201, "approved")
    session = SessionId(asked.body["id"])
    page = await ViewerOnLink(live=place.live, person=place.visitor, session=session).come()
    scene = Scene(live=place.live, technician=place.visitor, agent=place.agent, session=session, viewer=page)
    propose = await scene.to_question()
    await place.agent.send(place.agent.accept(propose, asked_person=False))
    assert (await place.agent.expect(agent_broker.Fault)).code == "exchange.nobody_asked"
    await place.agent.send(place.agent.accept(propose, Decision.NO))
    assert (await place.live.ended(session)).reason is EndReason.CONSENT_REFUSED


async def test_another_owner_of_the_device_ends_being_known_there(place: Place) -> None:
    await place.confirmed()
    owner_mark = (await place.agent.policy()).unattended.owner
    erin = await place.live.end_user()
    for owner in (erin.id, None):
        given = await place.live.post(place.admin, f"/api/devices/{place.agent.device}/assign", {"account_id": owner})
        assert given.status == 200, given.body
        assert not (await place.told())["known"]
        # The device forgets by this.
        before = owner_mark
        while owner_mark == before:
            owner_mark = (await place.agent.policy()).unattended.owner
    await place.is_now(Presence.LOCKED)
    assert (await place.ask()).code == "unattended.not_confirmed"
