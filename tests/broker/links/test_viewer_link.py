"""The viewer's link: who may open it, what it refuses, and what ends with a right that is taken away."""

from __future__ import annotations

import asyncio

import pytest
from websockets.exceptions import InvalidStatus

from broker.access.groups import BuiltInGroup
from protocol.links import agent_broker, viewer_broker
from protocol.links.agent_broker import HEARTBEAT_SECONDS
from tests.fakes.live_broker import LiveBroker, Person
from tests.fakes.scenes import offered
from tests.fakes.viewer_on_link import ViewerOnLink

pytestmark = pytest.mark.slow


async def ticket_for(live: LiveBroker, person: Person, session: str) -> str:
    answer = await live.post(person, "/api/tickets", {"link": "viewer", "session_id": session})
    assert answer.status == 201, answer.body
    return str(answer.body["ticket"])


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost", "null", None])
async def test_a_page_of_another_site_cannot_open_a_viewer(live: LiveBroker, origin: str | None) -> None:
    scene = await offered(live)
    ticket = await ticket_for(live, scene.technician, scene.session)
    other = ViewerOnLink(live=live, person=scene.technician, session=scene.session)
    with pytest.raises(InvalidStatus) as refused:
        await other.open(ticket, origin=origin)
    assert refused.value.response.status_code == 403


async def test_a_ticket_opens_once(live: LiveBroker) -> None:
    scene = await offered(live)
    ticket = await ticket_for(live, scene.technician, scene.session)
    first = ViewerOnLink(live=live, person=scene.technician, session=scene.session)
    await first.open(ticket)
    second = ViewerOnLink(live=live, person=scene.technician, session=scene.session)
    with pytest.raises(InvalidStatus) as refused:
        await second.open(ticket)
    assert refused.value.response.status_code == 403


async def test_a_ticket_is_old_after_thirty_seconds(live: LiveBroker) -> None:
    scene = await offered(live)
    ticket = await ticket_for(live, scene.technician, scene.session)
    live.skip(31)
    page = ViewerOnLink(live=live, person=scene.technician, session=scene.session)
    with pytest.raises(InvalidStatus):
        await page.open(ticket)


async def test_a_ticket_of_somebody_else_opens_nothing(live: LiveBroker) -> None:
    scene = await offered(live)
    ticket = await ticket_for(live, scene.technician, scene.session)
    other = await live.staff(BuiltInGroup.TECHNICIAN, name="Tom Technician")
    page = ViewerOnLink(live=live, person=other, session=scene.session)
    with pytest.raises(InvalidStatus) as refused:
        await page.open(ticket)
    assert refused.value.response.status_code == 403


async def test_a_portal_ticket_opens_no_viewer(live: LiveBroker) -> None:
    scene = await offered(live)
    answer = await live.post(scene.technician, "/api/tickets", {"link": "portal"})
    page = ViewerOnLink(live=live, person=scene.technician, session=scene.session)
    with pytest.raises(InvalidStatus):
        await page.open(answer.body["ticket"])


async def test_without_a_sign_in_there_is_no_viewer(live: LiveBroker) -> None:
    scene = await offered(live)
    ticket = await ticket_for(live, scene.technician, scene.session)
    page = ViewerOnLink(live=live, person=scene.technician, session=scene.session)
    with pytest.raises(InvalidStatus) as refused:
        await page.open(ticket, headers={"Cookie": "a=b"})
    assert refused.value.response.status_code == 401


async def test_only_the_technician_who_holds_the_session_gets_a_ticket(live: LiveBroker) -> None:
    scene = await offered(live)
    other = await live.staff(BuiltInGroup.TECHNICIAN, name="Tom Technician")
    auditor = await live.staff(BuiltInGroup.AUDITOR)
    stranger = await live.end_user()
    elsewhere = await live.staff(BuiltInGroup.TECHNICIAN, where=live.other_organization)
    asked = {"link": "viewer", "session_id": scene.session}
    assert (await live.post(other, "/api/tickets", asked)).status == 403
    assert (await live.post(auditor, "/api/tickets", asked)).status == 403
    assert (await live.post(stranger, "/api/tickets", asked)).status in {403, 404}
    assert (await live.post(elsewhere, "/api/tickets", asked)).code == "not_found"


async def test_a_second_page_of_the_same_session_takes_the_place_of_the_first(live: LiveBroker) -> None:
    scene = await offered(live)
    await ViewerOnLink(live=live, person=scene.technician, session=scene.session).come()
    assert await scene.viewer.closed_with() == "link.replaced"


MESSAGES = [
    viewer_broker.OfferFrame(attempt=1, offer="{}"),
    viewer_broker.Reveal(attempt=1, fingerprint=bytes(32), random=bytes(32), sdp="v=0"),
    viewer_broker.Connected(attempt=1),
    viewer_broker.Lost(attempt=1),
    viewer_broker.DeviceKeyChanged(pinned="a", seen="b"),
]


async def test_every_message_is_refused_once_the_right_is_gone(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.viewer.expect(viewer_broker.SessionState)
    await live.leave_all_groups(scene.technician)
    before = await live.kinds(scene.session)
    for message in MESSAGES:
        await scene.viewer.send(message)
        assert (await scene.viewer.expect(viewer_broker.Fault)).code == "permission.missing", message
    assert [kind for kind in await live.kinds(scene.session) if kind != "access.denied"] == before


async def test_a_sign_out_ends_what_the_page_was_doing(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    await live.sign_out(scene.technician)
    await scene.viewer.send(viewer_broker.Connected(attempt=1))
    assert await scene.viewer.closed_with() == "link.signed_out"
    assert (await live.ended(scene.session)).reason == "revoked"
    assert (await scene.agent.expect(agent_broker.EndSession)).reason == "revoked"


async def test_a_sign_out_ends_it_at_once_and_not_at_the_next_heartbeat(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    out = await live.post(scene.technician, "/api/sign-out", {})
    assert out.status == 200
    async with asyncio.timeout(HEARTBEAT_SECONDS / 2):
        assert await scene.viewer.closed_with() == "link.signed_out"
        assert (await live.ended(scene.session)).reason == "revoked"


BAD_MESSAGES = [
    ("{", "body.not_json"),
    ('{"type":"unheard_of"}', "body.unexpected"),
    ('{"type":"offer","attempt":0,"offer":"x"}', "body.unexpected"),
    ('{"type":"offer","attempt":1}', "body.unexpected"),
    ('{"type":"reveal","attempt":1,"fingerprint":"AAAA","random":"AAAA","sdp":""}', "body.unexpected"),
    ('{"type":"connected"}', "body.unexpected"),
    ('{"type":"lost","attempt":"1"}', "body.unexpected"),
    ('{"type":"off","why":"x"}', "body.unexpected"),
    ('{"type":"device_key_changed","pinned":1,"seen":2}', "body.unexpected"),
    ('{"type":"ping","number":1e400}', "body.number_too_large"),
]


async def test_what_is_no_message_is_a_fault_and_the_link_goes_on(live: LiveBroker) -> None:
    scene = await offered(live)
    for text, code in BAD_MESSAGES:
        await scene.viewer.send(text)
        assert (await scene.viewer.expect(viewer_broker.Fault)).code == code, text
    await scene.viewer.send(viewer_broker.Connected(attempt=1))
    assert (await scene.viewer.expect(viewer_broker.Fault)).code == "session.refused_state"
    await scene.viewer.send(viewer_broker.Lost(attempt=1))
    assert (await scene.viewer.expect(viewer_broker.Fault)).code == "session.refused_state"
    await scene.viewer.send(viewer_broker.Ping(number=5))
    await scene.viewer.expect(viewer_broker.Pong, number=5)


async def test_a_key_that_this_browser_does_not_know_is_on_the_log(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.viewer.send(viewer_broker.DeviceKeyChanged(pinned="aa", seen="bb"))
    await scene.viewer.send(viewer_broker.Ping(number=1))
    await scene.viewer.expect(viewer_broker.Pong, number=1)
    assert "device_key.changed" in await live.kinds(scene.session)


async def test_the_viewer_sees_the_device_go_and_come(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.viewer.expect(viewer_broker.SessionState, device_online=True)
    await scene.agent.go()
    await scene.viewer.expect(viewer_broker.SessionState, device_online=False)
    await scene.agent.come()
    await scene.viewer.expect(viewer_broker.SessionState, device_online=True)
    await scene.agent.expect(agent_broker.Prepare)
