"""An owner reaches their device from elsewhere: what is refused and by which name, how it runs, and what ends it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.portal_groups import BuiltInPortalGroup
from protocol.grant import Decision, More, Origin
from protocol.links import agent_broker, viewer_broker
from protocol.links.agent_broker import Presence
from tests.broker.features.sessions.owner import LONG_AFTER, Owner, OwnSession, owner_of_device
from tests.fakes.live_broker import LiveBroker

pytestmark = pytest.mark.slow
SET_UP = datetime(2026, 3, 2, tzinfo=UTC)
BEFORE_THE_NEXT_LEASE = 10
"""Leases come every 15 seconds and end it at the latest; what ends it by itself is sooner."""


async def set_key(owner: Owner, key: str, value: object) -> None:
    live = owner.live
    known = (await live.get(owner.admin, "/api/settings")).body["settings"]
    version = next(each["version"] for each in known if each["key"] == key)
    changes = [{"key": key, "value": value, "version": version}]
    answer = await live.patch(owner.admin, "/api/settings", {"changes": changes})
    assert answer.status == 200, answer.body


async def to_group(owner: Owner, group: str | None) -> None:
    """Put the owner into a portal group, or close their portal."""
    path = f"/api/accounts/{owner.person.id}/portal"
    answer = await owner.live.post(owner.admin, path, {"portal_group_id": group})
    assert answer.status == 200, answer.body


async def refused(owner: Owner) -> str:
    """Try, with the second factor shown; gives what is in the way, as the API and as *My devices* say it."""
    await owner.show_factor()
    answer = await owner.connect()
    assert answer.status >= 400, answer.body
    assert not [kind for kind in await owner.live.all_kinds() if kind == "session.own_begun"]
    shown = (await owner.live.get(owner.person, f"/api/devices/{owner.device.device}")).body
    access = shown.get("own_access") or {}
    assert not access.get("allowed")
    return f"{answer.code}: {access.get('reason')}"


async def test_each_thing_that_is_in_the_way_is_named_and_nothing_begins(live: LiveBroker) -> None:
    owner = await owner_of_device(live)
    await owner.keep(remote_access=False)
    assert await refused(owner) == "own_access.not_enabled: not_enabled"
    await owner.keep(remote_access=True, totp_last_step=None)
    assert await refused(owner) == "own_access.unmet: factor_not_used"
    await owner.keep(totp_confirmed_at=None, totp_secret_encrypted=None)
    assert await refused(owner) == "own_access.unmet: factor"
    await owner.keep(totp_confirmed_at=SET_UP, totp_secret_encrypted=b"x", totp_last_step=LONG_AFTER, email="")
    assert await refused(owner) == "own_access.unmet: email"
    await owner.keep(email=f"{owner.person.id}@example.test")
    await to_group(owner, BuiltInPortalGroup.LIMITED.id)
    assert (await owner.connect()).code == "permission.missing"
    await to_group(owner, BuiltInPortalGroup.STANDARD.id)
    for key, off, on, name in (
        ("own_device_access", False, True, "own_access.off: settings"),
        ("allow_remote_support", False, True, "support.off: switched_off"),
    ):
        await set_key(owner, key, off)
        assert await refused(owner) == name
        await set_key(owner, key, on)
    await set_key(owner, "consent_present", "no_session")
    await owner.device.send(agent_broker.PresenceFrame(presence=Presence.ONLINE))
    await owner.device.settle()
    assert await refused(owner) == "device.somebody_there: somebody_there"
    await owner.device.send(agent_broker.PresenceFrame(presence=Presence.EMPTY))
    await owner.device.settle()
    assert await refused(owner) == "device.nobody_there: nothing_to_see"
    await owner.device.go()
    while "in_session" in (text := await refused(owner)) or "nobody_there" in text:
        await asyncio.sleep(0.02)
    assert text == "device.offline: offline"


async def test_the_device_of_somebody_else_is_not_there_and_a_cookie_alone_is_not_enough(live: LiveBroker) -> None:
    owner = await owner_of_device(live)
    former = owner.person
    unshown = await owner.connect()
    assert (unshown.status, unshown.code) == (403, "step_up.session")
    await owner.next_owner()
    new, owner.person = owner.person, former
    await owner.show_factor()
    foreign = await live.end_user(organization=live.other_organization)
    for somebody in (former, foreign):
        answer = await live.post(somebody, f"/api/devices/{owner.device.device}/connect", {})
        assert (answer.status, answer.code) == (404, "not_found")
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    for staff in (technician, owner.admin):
        answer = await live.post(staff, f"/api/devices/{owner.device.device}/connect", {})
        assert (answer.status, answer.code) == (403, "permission.missing")
    # Whoever sees as somebody changes nothing.
    owner.person = new
    await owner.show_factor()
    seen = await live.post(owner.admin, "/api/see-as", {"account_id": new.id})
    assert seen.status == 201, seen.body
    headers = live.headers(owner.admin) | {"Handrail-See-As": seen.body["id"], "Content-Type": "application/json"}
    path = f"{live.origin}/api/devices/{owner.device.device}/connect"
    async with live.client.post(path, data=b"{}", headers=headers) as response:
        assert response.status == 403
    session = await owner.connected()
    assert (await owner.connect()).code == "session.device_busy"
    # What was shown is used up by the one session.
    assert (await live.post(new, f"/api/sessions/{session.session}/withdraw", {})).status == 200
    assert (await owner.connect()).code == "step_up.session"


async def test_on_a_locked_screen_nobody_is_asked_and_only_its_owner_views_it(live: LiveBroker) -> None:
    owner = await owner_of_device(live)
    session = await owner.connected()
    other, technician = await live.end_user(name="Olga Other"), await live.staff(BuiltInGroup.TECHNICIAN)
    elsewhere = await live.again(owner.person)
    for somebody, code in ((other, "not_found"), (elsewhere, "not_found"), (technician, "permission.missing")):
        ticket = {"link": "viewer", "session_id": session.session}
        assert (await live.post(somebody, "/api/tickets", ticket)).code == code
    await session.to_active()
    proposal = owner.device.proposal
    assert proposal is not None
    assert (proposal.origin, proposal.attended, proposal.who.company) == (Origin.OWN, False, "Org A")
    assert (await live.kinds(session.session))[:3] == [
        "session.own_begun",
        "session.asking_device",
        "session.granted_unasked",
    ]
    await session.viewer.send(viewer_broker.AskMore(more=More.EXTEND, seconds=600))
    assert (await session.viewer.expect(viewer_broker.Fault)).code == "session.own"
    offer = {"device_id": owner.device.device, "reason": "Just a look", "capabilities": ["view"], "seconds": 600}
    assert (await live.post(technician, "/api/sessions", offer)).code == "session.device_busy"
    await session.viewer.send(viewer_broker.Off())
    assert (await live.ended(session.session)).reason == "done_by_owner"
    # Once it is over, others find the device as they would have before.
    answer = await live.post(technician, "/api/sessions", offer)
    assert answer.code == "device.nobody_there"


async def test_what_an_owner_sends_that_does_not_hold_is_on_the_log(live: LiveBroker) -> None:
    owner = await owner_of_device(live)
    session = await owner.connected()
    await owner.device.send(owner.device.accept(await session.to_question(), asked_person=False))
    await session.viewer.expect(viewer_broker.Accepted)
    await session.viewer.send(session.viewer.reveal(random=bytes(32)))
    assert (await session.viewer.expect(viewer_broker.Fault)).code == "exchange.bad_commitment"
    assert "session.rejected" in await live.kinds(session.session)


async def test_where_somebody_is_there_they_are_asked_the_owner_too(live: LiveBroker) -> None:
    owner = await owner_of_device(live, Presence.IDLE)
    session = await owner.connected()
    propose = await session.to_question()
    answer = owner.device.accept(propose, asked_person=False)
    assert owner.device.proposal is not None
    assert owner.device.proposal.attended
    await owner.device.send(answer)
    assert (await owner.device.expect(agent_broker.Fault)).code == "exchange.nobody_asked"
    await owner.device.send(owner.device.accept(propose, Decision.NOT_ASKED_FOR))
    assert (await live.ended(session.session)).reason == "not_asked_for"
    # Who was not expected comes in no more, a locked screen or not, until an administrator lets them.
    await owner.device.send(agent_broker.PresenceFrame(presence=Presence.LOCKED))
    await owner.device.settle()
    await owner.show_factor()
    assert (await owner.connect()).code == "session.offers_blocked"


async def end_by(owner: Owner, path: str, body: dict[str, object] | None = None) -> None:
    answer = await owner.live.post(owner.admin, path.format(person=owner.person.id), body or {})
    assert answer.status == 200, answer.body


async def lose_factor(owner: Owner) -> None:
    live, person = owner.live, owner.person
    async with live.client.delete(f"{live.origin}/api/me/app", headers=live.headers(person)) as answer:
        assert answer.status == 200, await answer.text()


ENDS: dict[str, tuple[Callable[[Owner], Awaitable[object]], str]] = {
    "given to somebody else": (lambda owner: owner.give(None), "not_theirs"),
    "switched off": (lambda owner: end_by(owner, "/api/accounts/{person}/remote-access/disable"), "own_access_off"),
    "disabled": (lambda owner: end_by(owner, "/api/accounts/{person}/disable"), "own_access_off"),
    "factors reset": (lambda owner: end_by(owner, "/api/accounts/{person}/factors/reset"), "own_access_off"),
    "own factor removed": (lose_factor, "own_access_off"),
    "portal closed": (lambda owner: to_group(owner, None), "own_access_off"),
    "portal group without it": (lambda owner: to_group(owner, BuiltInPortalGroup.LIMITED.id), "own_access_off"),
    "settings": (lambda owner: set_key(owner, "own_device_access", False), "own_access_off"),
}


async def test_each_thing_it_rests_on_ends_it_at_once_whether_or_not_its_viewer_listens(live: LiveBroker) -> None:
    owner = await owner_of_device(live)
    for number, (what, (act, reason)) in enumerate(ENDS.items()):
        session: OwnSession = await owner.connected()
        await session.to_active()
        if number % 2:
            await session.viewer.go()
        await act(owner)
        async with asyncio.timeout(BEFORE_THE_NEXT_LEASE):
            assert (await live.ended(session.session)).reason == reason, what
        told = await owner.device.expect(agent_broker.EndSession, session=session.session)
        assert told.reason == reason, what
        assert (await live.kinds(session.session))[-1] == f"session.{reason}", what
        await owner.next_owner()


async def test_what_is_gone_between_question_and_yes_lets_nobody_in(live: LiveBroker) -> None:
    owner = await owner_of_device(live)
    session = await owner.connected()
    propose = await session.to_question()
    # Straight in storage, so that nobody is told of it: the yes itself is looked at.
    await owner.keep(remote_access=False)
    await owner.device.send(owner.device.accept(propose, asked_person=False))
    assert (await live.ended(session.session)).reason == "own_access_off"
