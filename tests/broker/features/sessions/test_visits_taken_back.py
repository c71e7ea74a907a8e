"""What ends a technician's standing at a device, and what waits or runs on it: a no, a block, an owner, a setting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.features.devices.known_visitors import devices_that_know, known_to
from broker.storage import tables
from broker.storage.unit_of_work import Change, View
from protocol.grant import Decision
from protocol.identifiers import SessionId
from protocol.links import agent_broker, viewer_broker
from protocol.links.agent_broker import Presence
from protocol.session.reasons import EndReason
from protocol.visits import KNOWN_DAYS
from tests.broker.features.sessions.test_visiting import Place, place
from tests.fakes.actors import SYSTEM, named
from tests.fakes.scenes import Scene
from tests.fakes.viewer_on_link import ViewerOnLink

__all__ = ["place"]
pytestmark = pytest.mark.slow


async def is_known(place: Place) -> bool:
    """Tell whether the device knows the visitor, as they and the administrator read it."""
    known = bool((await place.told())["known"])
    page = (await place.live.get(place.admin, f"/api/devices/{place.agent.device}")).body
    named = [{"id": place.visitor.id, "name": place.visitor.name}] if known else []
    assert [each["account"] for each in page["known_visitors"]] == named
    return known


async def block(place: Place, session: str) -> None:
    """Put a block up as if its news had not gone round yet."""

    def body(change: Change) -> None:
        fresh = {
            "id": named("block"),
            "organization_id": place.live.organization,
            "device_id": place.agent.device,
            "account_id": place.visitor.id,
            "session_id": session,
            "created_at": change.now,
        }
        change.connection.execute(insert(tables.offer_blocks).values(fresh))
        change.record(AuditKind.SETTINGS_CHANGED, organization=None, subject="test")

    await place.live.foundation.work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, body)


async def runs(place: Place) -> Scene:
    """A visit that nobody was asked about is seen."""
    await place.is_now(Presence.LOCKED)
    scene = await place.scene()
    await place.agent.send(place.agent.accept(await scene.to_question(), asked_person=False))
    await scene.viewer.expect(viewer_broker.Accepted)
    await scene.viewer.send(scene.viewer.reveal())
    reveal = await place.agent.expect(agent_broker.Reveal)
    await place.agent.answer(reveal)
    await place.agent.send(agent_broker.Connected(session=scene.session, attempt=reveal.attempt))
    await place.live.until(scene.session, "active")
    return scene


async def test_a_no_to_a_visit_and_the_word_of_the_device_take_it_back(place: Place) -> None:
    await place.confirmed()
    assert await is_known(place)
    scene = await place.scene()
    await place.agent.send(place.agent.accept(await scene.to_question(), Decision.NO))
    assert (await place.live.ended(scene.session)).reason is EndReason.CONSENT_REFUSED
    assert not await is_known(place)
    await place.is_now(Presence.LOCKED)
    assert (await place.ask()).code == "unattended.not_confirmed"


async def test_the_device_tells_that_somebody_took_it_back_there(place: Place) -> None:
    await place.confirmed()
    scene = await runs(place)
    await place.agent.send(place.agent.event(scene.session, 3, "visitor_forgotten"))
    await place.agent.expect(agent_broker.Acknowledged, number=3)
    assert not await is_known(place)
    assert "session.visitor_forgotten" in await place.live.kinds(scene.session)


async def test_i_did_not_ask_for_this_ends_what_waits_of_that_account_and_takes_it_back(place: Place) -> None:
    live = place.live
    await place.confirmed()
    waiting = SessionId((await place.ask()).body["id"])
    body = {"device_id": place.agent.device, "reason": "Printer driver", "capabilities": ["view"], "seconds": 600}
    offer = SessionId((await live.post(place.visitor, "/api/sessions", body)).body["id"])
    page = await ViewerOnLink(live=live, person=place.visitor, session=offer).come()
    scene = Scene(live=live, technician=place.visitor, agent=place.agent, session=offer, viewer=page)
    await place.agent.send(place.agent.accept(await scene.to_question(), Decision.NOT_ASKED_FOR))
    assert (await live.ended(offer)).reason is EndReason.NOT_ASKED_FOR
    assert (await live.ended(waiting)).reason is EndReason.REVOKED
    assert not await is_known(place)
    assert (await place.ask()).code == "session.offers_blocked"


async def test_a_block_counts_at_the_approval_and_at_the_beginning(place: Place) -> None:
    waiting, scene = SessionId((await place.ask()).body["id"]), await place.scene()
    prepare = await place.agent.expect(agent_broker.Prepare)
    await place.agent.hello(prepare)
    offer = scene.viewer.offer(await scene.viewer.expect(viewer_broker.Proposed))
    await block(place, scene.session)
    await scene.viewer.send(offer)
    assert (await place.live.ended(scene.session)).reason is EndReason.REVOKED
    assert (await place.approve(waiting)).code == "session.offers_blocked"
    assert not any(isinstance(each, agent_broker.Propose) for each in place.agent.seen)


async def test_another_owner_ends_a_visit_that_nobody_was_asked_about(place: Place) -> None:
    await place.confirmed()
    scene = await runs(place)
    erin = await place.live.end_user()
    given = await place.live.post(place.admin, f"/api/devices/{place.agent.device}/assign", {"account_id": erin.id})
    assert given.status == 200, given.body
    assert (await place.live.ended(scene.session)).reason is EndReason.REVOKED


async def test_settings_tightened_while_a_visit_waits_count_at_the_yes_and_at_the_beginning(place: Place) -> None:
    await place.put("unattended_approval", False)
    asked = (await place.ask()).body["id"]
    page = await ViewerOnLink(live=place.live, person=place.visitor, session=asked).come()
    scene = Scene(live=place.live, technician=place.visitor, agent=place.agent, session=asked, viewer=page)
    propose = await scene.to_question()
    await place.put("unattended_approval", True)
    await place.agent.send(place.agent.accept(propose))
    assert (await place.live.ended(asked)).reason is EndReason.REVOKED
    # Who comes has to show again who they are, from now on.
    waiting, later = (await place.ask()).body["id"], await place.scene()
    prepare = await place.agent.expect(agent_broker.Prepare)
    await place.agent.hello(prepare)
    offer = later.viewer.offer(await later.viewer.expect(viewer_broker.Proposed))
    await place.put("step_up", True)
    assert (await place.approve(waiting)).code == "unattended.not_shown"
    await later.viewer.send(offer)
    assert (await place.live.ended(later.session)).reason is EndReason.REVOKED


@pytest.mark.parametrize(
    ("later", "knows"), [(timedelta(days=KNOWN_DAYS, minutes=-2), True), (timedelta(days=90), False)]
)
async def test_after_so_many_days_somebody_has_to_type_the_code_again(
    place: Place, later: timedelta, knows: bool
) -> None:
    await place.confirmed()
    place.live.clock.shift += later
    device = place.agent.device

    def both(view: View) -> tuple[bool, bool]:
        return bool(devices_that_know(view, place.visitor.id, (device,))), bool(known_to(view, device))

    found = await place.live.foundation.work.view(SYSTEM, Permission.DEVICE_READ, both)
    assert found == (knows, knows)
