"""A request that nobody has to approve is taken by whoever may offer help there, and rests on that right."""

from __future__ import annotations

import asyncio

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.storage import tables
from broker.storage.work import Change
from protocol.identifiers import SessionId
from protocol.links import agent_broker
from protocol.links import viewer_broker as viewer
from protocol.links.portal_broker import Topic
from tests.fakes.live_broker import Answer, LiveBroker, Person
from tests.fakes.portal_page import heard, page_of
from tests.fakes.scenes import Scene, Waiting, requested
from tests.fakes.viewer_on_link import ViewerOnLink

pytestmark = pytest.mark.slow
TAKES = frozenset({Permission.SESSION_READ, Permission.SESSION_OFFER, Permission.SESSION_CONTROL})


async def approval(live: LiveBroker, needed: bool, version: int) -> None:
    """Say for the instance whether requests need somebody's yes."""
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    change = {"changes": [{"key": "approval_needed", "value": needed, "version": version}]}
    answer = await live.patch(admin, "/api/settings", change)
    assert answer.status == 200, answer.body


async def page_says(live: LiveBroker, person: Person, session: SessionId) -> bool:
    """Whether the queue says that this request needs an approval."""
    items = (await live.get(person, "/api/sessions?state=requested")).body["items"]
    return next(bool(each["approval_needed"]) for each in items if each["id"] == session)


async def takes(live: LiveBroker, person: Person, session: str, note: str = "") -> Answer:
    return await live.post(person, f"/api/sessions/{session}/take", {"note": note})


async def test_one_of_two_takes_it_and_the_other_is_told_by_whom(live: LiveBroker) -> None:
    waiting = await requested(live)
    one, other = await live.staff_with(TAKES), await live.staff_with(TAKES)
    assert await page_says(live, one, waiting.session)
    refused = await takes(live, one, waiting.session)
    assert (refused.status, refused.code) == (409, "request.needs_approval")
    page = await page_of(live, one)
    await approval(live, False, 0)
    assert (await heard(page, Topic.REQUESTS)).id is None, "an open queue is read again"
    assert not await page_says(live, one, waiting.session)
    assert (await live.post(one, f"/api/sessions/{waiting.session}/approve", {"note": ""})).status == 403
    foreign = await live.staff_with(TAKES, where=live.other_organization)
    assert (await takes(live, foreign, waiting.session)).status == 404
    notes = ("On my way", "Me, too")
    answers = await asyncio.gather(
        *(takes(live, who, waiting.session, note) for who, note in zip((one, other), notes, strict=True))
    )
    won, lost = sorted(answers, key=lambda answer: answer.status)
    assert (won.status, won.body["state"], won.body["note"]) == (200, "approved", notes[answers.index(won)])
    assert (lost.status, lost.code) == (409, "session.refused_state")
    assert f"{won.body['technician']['name']} was first" in lost.body["error"]["message"]
    assert (await live.kinds(waiting.session))[-1] == "session.taken"


async def test_a_request_that_names_no_computer_is_taken_with_a_code(live: LiveBroker) -> None:
    await approval(live, False, 0)
    taker, person = await live.staff_with(TAKES), await live.end_user()
    body = {"device_id": None, "reason": "No print", "name": "Erin", "email": "", "phone": ""}
    request = (await live.post(person, "/api/requests", body)).body["id"]
    assert (await takes(live, taker, request)).status == 200
    helped = await live.get(person, f"/api/sessions/{request}/join-help")
    assert helped.body["code"]
    assert (await live.get(taker, f"/api/sessions/{request}/join-help")).body == helped.body


def not_asked_for(change: Change, waiting: Waiting, who: Person) -> None:
    """Let the person at the device have said before that they did not ask for this one's help."""
    fresh = {
        "id": who.id,
        "organization_id": waiting.live.organization,
        "device_id": waiting.agent.device,
        "account_id": who.id,
        "session_id": waiting.session,
        "created_at": change.now,
    }
    change.connection.execute(tables.offer_blocks.insert().values(fresh))


async def test_whose_help_the_person_did_not_ask_for_takes_nothing_by_the_right_to_offer_it(live: LiveBroker) -> None:
    await approval(live, False, 0)
    waiting = await requested(live)
    only_offers, approves = await live.staff_with(TAKES), await live.staff_with(TAKES | {Permission.SESSION_APPROVE})
    for who in (only_offers, approves):
        await live.change(lambda change, who=who: not_asked_for(change, waiting, who))
    refused = await takes(live, only_offers, waiting.session)
    assert (refused.status, refused.code) == (409, "session.offers_blocked")
    assert (await takes(live, approves, waiting.session)).status == 200


async def taken(live: LiveBroker, by: Person) -> Scene:
    await approval(live, False, 0)
    waiting = await requested(live)
    answer = await takes(live, by, waiting.session)
    assert answer.status == 200, answer.body
    page = await ViewerOnLink(live=live, person=by, session=waiting.session).come()
    return Scene(live=live, technician=by, agent=waiting.agent, session=waiting.session, viewer=page)


async def taken_and_seen(live: LiveBroker, by: Person) -> Scene:
    scene = await taken(live, by)
    await scene.to_active()
    return scene


async def test_nobody_is_asked_once_an_approval_is_needed_after_all(live: LiveBroker) -> None:
    scene = await taken(live, await live.staff_with(TAKES))
    await approval(live, True, 1)
    await scene.agent.hello(await scene.agent.expect(agent_broker.Prepare))
    await scene.viewer.send(scene.viewer.offer(await scene.viewer.expect(viewer.Proposed)))
    assert (await live.ended(scene.session)).reason == "revoked"
    await scene.agent.settle()
    assert not [each for each in scene.agent.seen if isinstance(each, agent_broker.Propose)], "nobody was asked"


@pytest.mark.parametrize("approves", [False, True])
async def test_once_an_approval_is_needed_it_goes_on_only_with_who_could_have_given_it(
    live: LiveBroker, approves: bool
) -> None:
    more = {Permission.SESSION_APPROVE} if approves else set()
    scene = await taken_and_seen(live, await live.staff_with(TAKES | more))
    page = await page_of(live, scene.technician)
    await approval(live, True, 1)
    if not approves:
        assert (await live.ended(scene.session)).reason == "revoked"
        return
    # Pages are told last of all: by then it was carried out on what runs.
    assert (await heard(page, Topic.REQUESTS)).id is None
    assert (await live.session(scene.session)).state.__struct_config__.tag == "active"
    assert (await live.post(scene.technician, f"/api/sessions/{scene.session}/done", {})).status == 200


async def test_whoever_loses_the_right_that_it_was_taken_by_loses_it(live: LiveBroker) -> None:
    scene = await taken_and_seen(live, await live.staff_with(TAKES))
    await live.leave_all_groups(scene.technician)
    assert (await live.ended(scene.session)).reason == "revoked"
