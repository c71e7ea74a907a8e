"""Three offers in ten minutes reach a person, and none of an account that they did not ask for, until it is lifted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.storage import tables
from broker.storage.unit_of_work import Change
from protocol.grant import Decision
from protocol.identifiers import SessionId
from protocol.links import viewer_broker as viewer
from protocol.session.reasons import EndReason
from tests.fakes.actors import SYSTEM
from tests.fakes.live_broker import Answer, LiveBroker, Person
from tests.fakes.scenes import Scene, offered
from tests.fakes.viewer_on_link import ViewerOnLink


async def again(scene: Scene, who: Person | None = None) -> Answer:
    body = {"device_id": scene.agent.device, "reason": "Printer driver", "capabilities": ["view"], "seconds": 600}
    return await scene.live.post(who or scene.technician, "/api/sessions", body)


async def withdrawn(scene: Scene, session: str) -> None:
    answer = await scene.live.post(scene.technician, f"/api/sessions/{session}/withdraw", {})
    assert answer.status == 200, answer.body


async def grow_older(scene: Scene, minutes: int) -> None:
    """Let the person have been asked so long ago by the first offer."""

    def body(change: Change) -> None:
        columns = tables.session_documents.c
        first = update(tables.session_documents).where(columns.session_id == scene.session)
        change.connection.execute(first.values(created_at=change.now - timedelta(minutes=minutes)))
        change.record(AuditKind.SETTINGS_CHANGED, organization=None, subject="test")

    await scene.live.foundation.work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, body)


async def asked_and_withdrawn(scene: Scene) -> None:
    await scene.to_question()
    await withdrawn(scene, scene.session)


async def test_the_fourth_offer_in_ten_minutes_does_not_reach_the_person_whoever_makes_it(live: LiveBroker) -> None:
    scene = await offered(live)
    await asked_and_withdrawn(scene)
    # Nobody is asked by an offer that is withdrawn before: it uses up nothing.
    for _ in range(3):
        await withdrawn(scene, (await again(scene)).body["id"])
    for _ in range(2):
        answer = await again(scene)
        assert answer.status == 201
        session = SessionId(answer.body["id"])
        page = await ViewerOnLink(live=live, person=scene.technician, session=session).come()
        await asked_and_withdrawn(replace(scene, session=session, viewer=page))
    colleague = await live.staff(BuiltInGroup.TECHNICIAN)
    for who in (scene.technician, colleague):
        answer = await again(scene, who)
        assert (answer.status, answer.body["error"]["code"]) == (409, "session.offered_too_often")
        assert answer.body["error"]["message"].endswith("You can ask again in 10 minutes.")
    await grow_older(scene, 10)
    assert (await again(scene, colleague)).status == 201


async def test_i_did_not_ask_for_this_is_no_tells_the_organization_and_spares_the_person_that_account(
    live: LiveBroker,
) -> None:
    scene = await offered(live)
    propose = await scene.to_question()
    await scene.agent.send(scene.agent.accept(propose, Decision.NOT_ASKED_FOR))
    assert (await scene.viewer.expect(viewer.Ended)).reason is EndReason.NOT_ASKED_FOR
    await live.until(scene.session, "ended")
    assert "session.not_asked_for" in await live.kinds(scene.session)

    answer = await again(scene)
    assert (answer.status, answer.body["error"]["code"]) == (409, "session.offers_blocked")
    colleague = await live.staff(BuiltInGroup.TECHNICIAN)
    other = await again(scene, colleague)
    assert other.status == 201, "others may go on"
    assert (await live.post(colleague, f"/api/sessions/{other.body['id']}/withdraw", {})).status == 200

    found = (await live.get(colleague, f"/api/offer-blocks?device={scene.agent.device}")).body["items"]
    assert [(each["device"]["id"], each["session_id"]) for each in found] == [(scene.agent.device, scene.session)]
    lift = f"/api/offer-blocks/{found[0]['id']}/lift"
    assert (await live.post(colleague, lift, {})).status == 403
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    assert (await live.post(admin, lift, {})).status == 200
    assert (await live.post(admin, lift, {})).body["error"]["code"] == "offer_block.lifted"
    assert (await live.get(admin, "/api/offer-blocks")).body["items"] == []
    assert (await again(scene)).status == 201
    assert await live.chains_hold()


async def test_nobody_lifts_what_stands_against_themselves(live: LiveBroker) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    scene = await offered(live, by=admin)
    propose = await scene.to_question()
    await scene.agent.send(scene.agent.accept(propose, Decision.NOT_ASKED_FOR))
    await scene.viewer.expect(viewer.Ended)
    await live.until(scene.session, "ended")
    block = (await live.get(admin, "/api/offer-blocks")).body["items"][0]["id"]
    answer = await live.post(admin, f"/api/offer-blocks/{block}/lift", {})
    assert (answer.status, answer.body["error"]["code"]) == (403, "permission.missing")
