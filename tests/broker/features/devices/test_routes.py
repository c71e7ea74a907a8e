"""Devices over HTTP: enrolment, inventory, trust."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from protocol.codec import encode
from protocol.enrolment import EnrolRequest, proof_bytes, read_token, root_mark
from protocol.envelope import key_hash, keys_of, open_envelope
from protocol.links import agent_broker
from protocol.trust import DEVICE_TYPE, TRUST_TYPE, DeviceDocument, Purpose, Trust, keys_for
from tests.fakes.agent_on_link import FACTS, enrolled
from tests.fakes.live_broker import Answer, LiveBroker, Person
from tests.fakes.scenes import offered

pytestmark = pytest.mark.slow


async def token_of(live: LiveBroker) -> tuple[Person, str]:
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    made = await live.post(technician, "/api/enrolment-tokens", {"organization_id": live.organization})
    assert made.status == 201, made.body
    token = read_token(made.body["token"])
    assert token is not None
    assert token.root_mark == root_mark(live.foundation.keys.root_public)
    assert made.body["command"] == f"handrail-agent enroll {live.origin} {made.body['token']}"
    return technician, token.secret


async def enrol(live: LiveBroker, secret: str, key: Ed25519PrivateKey | None = None, **changed: Any) -> Answer:
    key = key or Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    said: dict[str, Any] = {
        "secret": secret,
        "public_key": public,
        "proof": key.sign(proof_bytes(secret, public)),
        "facts": FACTS,
    }
    return await live.post(None, "/api/enrol", encode(EnrolRequest(**(said | changed))))


async def test_a_token_makes_one_device_known_with_a_document_of_the_device_authority(live: LiveBroker) -> None:
    technician, secret = await token_of(live)
    key = Ed25519PrivateKey.generate()
    answer = await enrol(live, secret, key)
    assert answer.status == 200
    trusted = await live.get(None, "/api/trust")
    root = live.foundation.keys.root_public
    trust, _ = open_envelope(trusted.body["trust"].encode(), TRUST_TYPE, keys_of(root), Trust)
    authority = keys_for(Purpose.DEVICE_AUTHORITY, trust.keys)
    document, _ = open_envelope(answer.body["device"].encode(), DEVICE_TYPE, authority, DeviceDocument)
    assert document.device == answer.body["device_id"]
    assert document.public == key.public_key().public_bytes_raw()
    detail = await live.get(technician, f"/api/devices/{document.device}")
    assert detail.body["key_hash"] == key_hash(document.public)
    assert detail.body["presence"] == "offline"
    assert detail.body["support"]["reason"] == "offline"
    assert "device.enrolled" in await live.all_kinds()


async def test_a_used_an_old_an_unknown_and_an_unproved_token_get_the_same_answer(live: LiveBroker) -> None:
    _, used = await token_of(live)
    await enrol(live, used)
    again = await enrol(live, used)
    _, fresh = await token_of(live)
    unproved = await enrol(live, fresh, proof=bytes(64))
    unknown = await enrol(live, "x" * 43)
    live.skip(24 * 3600)
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    old = await enrol(live, fresh)
    assert again == unproved == unknown == old
    assert (again.status, again.code) == (403, "enrolment.refused")
    assert (await live.all_kinds()).count("enrolment.refused") == 4
    assert (await live.get(technician, "/api/devices")).body["total"] == 1


async def test_an_address_that_goes_on_trying_has_to_wait(live: LiveBroker) -> None:
    for _ in range(10):
        assert (await enrol(live, "x" * 43)).code == "enrolment.refused"
    slowed = await enrol(live, "x" * 43)
    assert (slowed.status, slowed.code) == (429, "enrolment.wait")


async def test_a_key_of_another_organization_cannot_be_enrolled_again(live: LiveBroker) -> None:
    device = await enrolled(live, organization=live.other_organization)
    _, secret = await token_of(live)
    assert (await enrol(live, secret, device.key)).code == "enrolment.refused"


async def test_the_same_device_enrols_again_as_itself(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come(counter=5)
    _, secret = await token_of(live)
    answer = await enrol(live, secret, device.key)
    assert answer.body["device_id"] == device.device


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"secret":"short","public_key":"","proof":"","facts":{}}',
        b"not json",
        b'{"secret":"' + b"x" * 300 + b'"}',
    ],
)
async def test_an_enrolment_that_is_no_form_of_ours_is_one_clear_error(live: LiveBroker, body: bytes) -> None:
    answer = await live.post(None, "/api/enrol", body)
    assert answer.status == 400
    assert answer.code.split(".")[0] in {"body", "field"}


async def test_only_who_may_enrol_there_gets_a_token(live: LiveBroker) -> None:
    auditor = await live.staff(BuiltInGroup.AUDITOR)
    elsewhere = await live.staff(BuiltInGroup.TECHNICIAN, where=live.other_organization)
    body = {"organization_id": live.organization}
    assert (await live.post(auditor, "/api/enrolment-tokens", body)).code == "permission.missing"
    assert (await live.post(elsewhere, "/api/enrolment-tokens", body)).code == "not_found"


async def test_the_inventory_shows_who_is_there_and_only_within_reach(live: LiveBroker) -> None:
    await (await enrolled(live, name="A-1")).come()
    await (await enrolled(live, name="B-2")).come(agent_broker.Presence.LOCKED)
    await enrolled(live, name="C-3")
    await enrolled(live, name="D-4", organization=live.other_organization)
    everywhere = await live.staff(BuiltInGroup.TECHNICIAN)
    here = await live.staff(BuiltInGroup.TECHNICIAN, where=live.organization)
    found = (await live.get(here, "/api/devices")).body
    assert [(each["name"], each["presence"]) for each in found["items"]] == [
        ("A-1", "online"),
        ("B-2", "locked"),
        ("C-3", "offline"),
    ]
    assert found["total"] == 3
    assert (await live.get(everywhere, "/api/devices")).body["total"] == 4
    for presence, names in {"online": ["A-1"], "locked": ["B-2"], "offline": ["C-3", "D-4"], "empty": []}.items():
        listed = (await live.get(everywhere, f"/api/devices?presence={presence}")).body["items"]
        assert [each["name"] for each in listed] == names, presence
    assert (await live.get(everywhere, "/api/devices?q=b-")).body["total"] == 1
    assert (await live.get(everywhere, "/api/devices?q=debian")).body["total"] == 4
    assert (await live.get(here, f"/api/devices?organization={live.other_organization}")).body["total"] == 0
    assert (await live.get(here, "/api/devices?sort=colour")).code == "field.wrong"


async def test_the_inventory_is_cut_into_pages_that_fit_together(live: LiveBroker) -> None:
    for number in range(3):
        await enrolled(live, name=f"DESK-{number}")
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    for sort in ("name", "-last_seen_at"):
        first = (await live.get(technician, f"/api/devices?limit=2&sort={sort}")).body
        second = (await live.get(technician, f"/api/devices?limit=2&sort={sort}&cursor={first['next']}")).body
        names = [each["name"] for each in (*first["items"], *second["items"])]
        assert sorted(names) == ["DESK-0", "DESK-1", "DESK-2"], sort
        assert second["next"] is None


async def test_a_device_in_a_session_says_so(live: LiveBroker) -> None:
    scene = await offered(live)
    await scene.to_active()
    found = (await live.get(scene.technician, f"/api/devices/{scene.agent.device}")).body
    assert (found["presence"], found["live_session_id"]) == ("in_session", scene.session)
    assert found["support"]["reason"] == "in_session"
    assert (await live.get(scene.technician, "/api/devices?presence=in_session")).body["total"] == 1
    assert (await live.get(scene.technician, "/api/devices?presence=online")).body["total"] == 0


async def test_an_end_user_sees_the_devices_assigned_to_them(live: LiveBroker) -> None:
    device = await enrolled(live)
    person, stranger = await live.end_user(), await live.end_user(organization=live.other_organization)
    admin = await live.staff_with(frozenset({Permission.DEVICE_ASSIGN, Permission.DEVICE_READ}))
    path = f"/api/devices/{device.device}/assign"
    assert (await live.post(admin, path, {"account_id": stranger.id})).code == "not_found"
    assert (await live.get(person, "/api/devices")).body["total"] == 0
    assert (await live.post(admin, path, {"account_id": person.id})).status == 200
    assert (await live.get(person, "/api/devices")).body["total"] == 1
    assert (await live.get(stranger, f"/api/devices/{device.device}")).code == "not_found"
