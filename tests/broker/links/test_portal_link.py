"""The portal's link: hints for what a person may see, and for nothing else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from broker.access.actors import AccountActor, AccountKind
from broker.access.groups import BuiltInGroup, Grants
from broker.access.permissions import Permission
from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.access.scopes import ALL
from broker.features.sessions.courier import Hint
from broker.links.portal_link import MOST_NAMED, Gathered, may_hear
from broker.storage import tables
from protocol.codec import decode, encode
from protocol.identifiers import AccountId, OrganizationId
from protocol.links import portal_broker
from protocol.links.portal_broker import Topic
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import PATIENCE, LiveBroker
from tests.fakes.portal_page import heard, page_of
from tests.fakes.scenes import offered, requested

HERE, THERE = OrganizationId("here"), OrganizationId("there")
ME = AccountId("me")


def staff(**grants: Any) -> AccountActor:
    pairs = {Permission(key.replace("__", ":")): reach for key, reach in grants.items()}
    return AccountActor(
        account_id=ME, kind=AccountKind.STAFF, organization_id=None, grants=Grants(pairs), name="", email=""
    )


def end_user(features: frozenset[PortalFeature] = ALL_FEATURES) -> AccountActor:
    return AccountActor(
        account_id=ME, kind=AccountKind.END_USER, organization_id=HERE, features=features, name="", email=""
    )


@pytest.mark.parametrize(
    ("actor", "hint", "hears"),
    [
        (staff(session__read=ALL), Hint(topic=Topic.SESSIONS, id="s", organization=HERE), True),
        (staff(session__read=frozenset({HERE})), Hint(topic=Topic.REQUESTS, id="s", organization=HERE), True),
        (staff(session__read=frozenset({THERE})), Hint(topic=Topic.SESSIONS, id="s", organization=HERE), False),
        (staff(device__read=ALL), Hint(topic=Topic.SESSIONS, id="s", organization=HERE), False),
        (staff(device__read=ALL), Hint(topic=Topic.DEVICES, id="d", organization=HERE), True),
        (staff(), Hint(topic=Topic.AUDIT, id=None, organization=HERE), False),
        (end_user(), Hint(topic=Topic.SESSIONS, id="s", organization=HERE, people=frozenset({ME})), True),
        (end_user(), Hint(topic=Topic.SESSIONS, id="s", organization=HERE), False),
        (
            end_user(frozenset({PortalFeature.ASK_FOR_HELP})),
            Hint(topic=Topic.REQUESTS, id="s", organization=HERE, people=frozenset({ME})),
            False,
        ),
        (end_user(), Hint(topic=Topic.AUDIT, id=None, organization=HERE, people=frozenset({ME})), False),
    ],
)
def test_a_page_hears_what_its_person_may_see(actor: AccountActor, hint: Hint, hears: bool) -> None:
    assert may_hear(actor, hint) is hears


def test_hints_are_told_once_and_very_many_as_one() -> None:
    hints = Gathered()
    for identifier in ("b", "a", "b"):
        hints.add(Topic.SESSIONS, identifier)
    for number in range(MOST_NAMED + 1):
        hints.add(Topic.DEVICES, str(number))
    told = [(each.topic, each.id) for each in hints.take()]
    assert told == [(Topic.SESSIONS, "a"), (Topic.SESSIONS, "b"), (Topic.DEVICES, None)]
    assert hints.take() == []


def test_up_to_twenty_are_named() -> None:
    hints = Gathered()
    for number in range(MOST_NAMED):
        hints.add(Topic.DEVICES, str(number))
    assert len(hints.take()) == MOST_NAMED


async def heard_before_pong(socket: ClientConnection) -> list[object]:
    """Everything the page was told by now."""
    await socket.send(encode(portal_broker.Ping(number=77)).decode())
    found: list[object] = []
    async with asyncio.timeout(PATIENCE):
        while True:
            message = decode(await socket.recv(), portal_broker.BrokerToPortal)
            if isinstance(message, portal_broker.Pong):
                return found
            found.append(message)


async def test_a_request_appears_at_once_where_it_may_be_approved_and_nowhere_else(live: LiveBroker) -> None:
    near = await page_of(live, await live.staff(BuiltInGroup.TECHNICIAN, where=live.organization))
    far = await page_of(live, await live.staff(BuiltInGroup.TECHNICIAN, where=live.other_organization))
    scene = await requested(live)
    assert (await heard(near, Topic.REQUESTS)).id == scene.session
    assert await heard_before_pong(far) == []


async def test_a_device_that_comes_is_news(live: LiveBroker) -> None:
    device = await enrolled(live)
    page = await page_of(live, await live.staff(BuiltInGroup.TECHNICIAN))
    await device.come()
    assert (await heard(page, Topic.DEVICES)).id == device.device


async def test_the_persons_own_page_hears_of_their_request_only(live: LiveBroker) -> None:
    person = await live.end_user()
    page = await page_of(live, person)
    await requested(live)
    body = {"device_id": None, "reason": "No print", "name": "Erin", "email": "", "phone": ""}
    mine = await live.post(person, "/api/requests", body)
    assert mine.status == 201, mine.body
    assert (await heard(page, Topic.REQUESTS)).id == mine.body["id"]


async def test_the_owner_of_a_device_hears_of_what_is_offered_on_it(live: LiveBroker) -> None:
    scene = await offered(live)
    owner = await live.end_user(name="Olga Owner")
    devices = tables.devices
    given = devices.update().where(devices.c.id == scene.agent.device).values(assigned_account_id=owner.id)
    await live.change(lambda change: change.connection.execute(given))
    page = await page_of(live, owner)
    stranger = await page_of(live, await live.end_user(name="Sam Stranger"))
    await scene.to_active()
    assert (await heard(page, Topic.SESSIONS)).id == scene.session
    assert await heard_before_pong(stranger) == []


async def test_a_page_that_speaks_another_language_is_closed(live: LiveBroker) -> None:
    page = await page_of(live, await live.staff(BuiltInGroup.TECHNICIAN))
    await page.send('{"type":"off"}')
    with pytest.raises(ConnectionClosed) as closed:
        async with asyncio.timeout(PATIENCE):
            await page.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.reason == "body.unexpected"


async def test_the_open_page_of_an_end_user_closes_at_once_when_their_portal_is_switched_off(live: LiveBroker) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    near = await page_of(live, await live.end_user())
    far = await page_of(live, await live.end_user(organization=live.other_organization))
    saved = await live.client.put(
        f"{live.origin}/api/portals/{live.organization}",
        json={"version": 0, "own_looks": False, "name": "", "colour": "", "logo_hash": "", "shows_logo": True}
        | {"uses_colours": True, "features": [], "redirect_url": "https://help.example", "is_open": False},
        headers=live.headers(admin),
    )
    assert saved.status == 200
    async with asyncio.timeout(PATIENCE):
        assert isinstance(decode(await near.recv(), portal_broker.BrokerToPortal), portal_broker.SignedOut)
    assert await heard_before_pong(far) == []


async def test_an_open_page_alone_does_not_keep_a_sign_in(live: LiveBroker) -> None:
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    page = await page_of(live, await live.end_user())

    async def change(key: str, value: int, version: int = 0) -> None:
        """Change a setting, after which every link is looked at again."""
        body = {"changes": [{"key": key, "value": value, "version": version}]}
        answer = await live.patch(administrator, f"/api/organizations/{live.organization}/settings", body)
        assert answer.status == 200, answer.body

    await change("idle_seconds", 300)
    live.skip(200)
    await change("consent_seconds", 30)
    assert await heard_before_pong(page) == []
    live.skip(200)
    await change("consent_seconds", 20, 1)
    async with asyncio.timeout(PATIENCE):
        assert isinstance(decode(await page.recv(), portal_broker.BrokerToPortal), portal_broker.SignedOut)


async def test_a_page_without_a_ticket_is_refused(live: LiveBroker) -> None:
    person = await live.staff(BuiltInGroup.TECHNICIAN)
    for ticket in ("", "a" * 43, "x" * 5000):
        with pytest.raises(InvalidStatus) as refused:
            await connect(
                f"wss://localhost:{live.port}/links/portal?ticket={ticket}",
                ssl=live.tls,
                origin=live.origin,  # type: ignore[arg-type]
                additional_headers={"Cookie": f"__Host-handrail={person.token}"},
                proxy=None,
            )
        assert refused.value.response.status_code == 403
