"""The agent's link: who may open it, what it takes before and after the welcome, copies of a device."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from websockets.exceptions import InvalidStatus

from broker.access.groups import BuiltInGroup
from broker.audit.kinds import AuditKind
from broker.storage import tables
from protocol.codec import encode
from protocol.grant import Witness
from protocol.links import agent_broker
from tests.fakes.agent_on_link import enrolled
from tests.fakes.live_broker import LiveBroker

NOTHING = base64.b64encode(bytes(32)).decode()

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("header", [{"Origin": "https://localhost"}, {"Cookie": "a=b"}])
async def test_a_browser_is_refused_at_the_devices_door(live: LiveBroker, header: dict[str, str]) -> None:
    device = await enrolled(live)
    with pytest.raises(InvalidStatus) as refused:
        await device.open(additional_headers=header)
    assert refused.value.response.status_code == 403


async def test_a_plain_request_is_told_to_upgrade(live: LiveBroker) -> None:
    async with live.client.get(f"{live.origin}/links/agent") as response:
        assert response.status == 426
        assert (await response.json())["error"]["code"] == "upgrade.needed"


async def test_the_welcome_says_where_the_device_belongs(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    assert device.welcome is not None
    assert (device.welcome.name, device.welcome.organization) == ("DESK-014", "Org A")
    assert device.welcome.trust == live.foundation.keys.trust.decode()
    assert device.welcome.portal_url == live.origin


async def test_nothing_is_taken_before_the_login(live: LiveBroker) -> None:
    device = await enrolled(live)
    await device.open()
    await device.expect(agent_broker.Challenge)
    await device.send(agent_broker.PresenceFrame(presence=agent_broker.Presence.ONLINE))
    assert await device.closed_with() == "link.login_first"


async def test_a_login_for_another_challenge_is_refused(live: LiveBroker) -> None:
    device = await enrolled(live)
    await device.open()
    await device.expect(agent_broker.Challenge)
    await device.send(device.login(bytes(32)))
    assert await device.closed_with() == "link.not_known"
    assert "device.link_refused" in await live.all_kinds()


async def test_an_address_that_goes_on_with_wrong_logins_has_to_wait(live: LiveBroker) -> None:
    device = await enrolled(live)
    for _ in range(10):
        await device.open()
        await device.expect(agent_broker.Challenge)
        await device.send(device.login(bytes(32)))
        assert await device.closed_with() == "link.not_known"
    with pytest.raises(InvalidStatus) as refused:
        await device.open()
    assert refused.value.response.status_code == 429


async def test_a_login_with_another_key_is_refused(live: LiveBroker) -> None:
    device = await enrolled(live)
    device.key = Ed25519PrivateKey.generate()
    await device.open()
    challenge = await device.expect(agent_broker.Challenge)
    await device.send(device.login(challenge.challenge))
    assert await device.closed_with() == "link.not_known"


async def test_a_login_that_is_no_message_is_refused_with_its_code(live: LiveBroker) -> None:
    device = await enrolled(live)
    await device.open()
    await device.expect(agent_broker.Challenge)
    await device.send('{"type":"login","login":1}')
    assert await device.closed_with() == "body.unexpected"


async def test_a_newer_link_of_the_same_device_takes_the_place_of_the_older(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    newer = await enrolled(live, name="OTHER-1")
    newer.key, newer.device, newer.counter = device.key, device.device, device.counter
    await newer.come()
    assert await device.closed_with() == "link.replaced"
    await newer.settle()


@pytest.mark.parametrize(
    ("counter", "code", "kind"),
    [
        (3, "link.same_counter", "device.key_in_use"),
        (2, "link.counter_went_back", "device.clone_suspected"),
    ],
)
async def test_a_copy_is_refused_and_the_real_device_stays(
    live: LiveBroker, counter: int, code: str, kind: str
) -> None:
    device = await (await enrolled(live)).come(counter=3)
    copy = await enrolled(live, name="COPY-1")
    copy.key, copy.device = device.key, device.device
    await copy.open()
    challenge = await copy.expect(agent_broker.Challenge)
    await copy.send(copy.login(challenge.challenge, counter=counter))
    assert await copy.closed_with() == code
    assert kind in await live.all_kinds()
    await device.settle()


BAD_MESSAGES = [
    ("{", "body.not_json"),
    ("[]", "body.unexpected"),
    ('{"type":"unheard_of"}', "body.unexpected"),
    ('{"type":"ping"}', "body.unexpected"),
    ('{"type":"ping","number":-1}', "body.unexpected"),
    ('{"type":"ping","number":1,"number":1}', "body.duplicate_key"),
    ('{"type":"ping","number":1,"more":1}', "body.unexpected"),
    ('{"type":"ping","number":99999999999999999999}', "body.number_too_large"),
    ('{"type":"ping","number":NaN}', "body.not_json"),
    ('{"type":"facts","facts":{}}', "body.unexpected"),
    ('{"type":"presence","presence":"asleep"}', "body.unexpected"),
    ('{"type":"hello","session":"x"}', "body.unexpected"),
    ('{"type":"question_shown","session":"x","attempt":0}', "body.unexpected"),
    ('{"type":"accept","session":"x","accept":' + '"' + "a" * 12289 + '"}', "body.unexpected"),
    ('{"type":"answer","session":"x","attempt":1,"sdp":' + '"' + "a" * 16385 + '"}', "body.unexpected"),
    ('{"type":"connected","session":1,"attempt":1}', "body.unexpected"),
    ('{"type":"lost","session":"x","attempt":1.5}', "body.unexpected"),
    ('{"type":"event","number":1,"event":null}', "body.unexpected"),
    ('{"type":"ask_help","number":1}', "body.unexpected"),
    ('{"type":"withdraw_help"}', "body.unexpected"),
    ("[" * 20 + "]" * 20, "body.too_deep"),
]


async def test_what_is_no_message_is_a_fault_and_the_link_goes_on(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    for text, code in BAD_MESSAGES[:15]:
        await device.send(text)
        assert (await device.expect(agent_broker.Fault)).code == code, text
    await device.settle()


async def test_the_other_malformed_messages_too(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    for text, code in BAD_MESSAGES[15:]:
        await device.send(text)
        assert (await device.expect(agent_broker.Fault)).code == code, text
    await device.send(b"\x00\xff")
    assert (await device.expect(agent_broker.Fault)).code == "body.not_text"
    await device.send(device.login(bytes(32)))
    assert (await device.expect(agent_broker.Fault)).code == "link.out_of_order"
    await device.settle()


async def test_a_message_about_no_session_is_refused_and_the_link_goes_on(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    for session in ("a" * 26, "", "' OR 1=1 --", "\u0000"):
        await device.send(agent_broker.Connected(session=session, attempt=1))  # type: ignore[arg-type]
        assert (await device.expect(agent_broker.Fault)).code == "not_found"
    await device.settle()


async def test_a_program_that_speaks_no_language_of_ours_is_closed(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    for _ in range(21):
        await device.send("nonsense")
    assert await device.closed_with() == "link.too_many_faults"


async def test_a_program_that_speaks_too_fast_is_closed(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    message = encode(agent_broker.Pong(number=1)).decode()
    for _ in range(200):
        await device.send(message)
    assert await device.closed_with() == "link.too_fast"


async def test_a_message_that_is_too_large_closes_the_link(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    await device.send('{"type":"ping","number":' + "1" * 70_000 + "}")
    await device.closed_with()
    await (await enrolled(live, name="OTHER-1")).come()


async def test_facts_are_stored_without_control_and_turning_signs(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    facts = agent_broker.Facts(
        name="DESK\u202e-014", system="Debian\n12", version="1", person="Er\x07in", displays=(), addresses=("::1",)
    )
    await device.send(agent_broker.FactsFrame(facts=facts))
    await device.settle()
    query = select(tables.devices.c.facts).where(tables.devices.c.id == device.device)
    stored = await live.view(lambda view: view.connection.execute(query).scalar_one())
    assert '"system":"Debian12"' in stored
    assert '"person":"Erin"' in stored


async def test_help_asked_for_in_one_word_is_answered_with_what_is_missing(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    await device.send(agent_broker.AskHelp(number=4, name="Erin", email="", phone="", reason="Help"))
    answer = await device.expect(agent_broker.HelpAnswer)
    assert (answer.number, answer.session, answer.code) == (4, None, "field.reason")
    await device.send(agent_broker.AskHelp(number=5, name="Erin", email="", phone="", reason="No print " * 200))
    assert (await device.expect(agent_broker.Fault)).code == "body.unexpected"
    await device.send(agent_broker.AskHelp(number=6, name="Erin" * 25_000, email="", phone="", reason="No print"))
    await device.closed_with()


async def test_a_device_asks_for_help_once_at_a_time(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    for number in (1, 2):
        await device.send(agent_broker.AskHelp(number=number, name="Erin", email="", phone="", reason="No print"))
    assert (await device.expect(agent_broker.HelpAnswer, number=1)).session
    assert (await device.expect(agent_broker.HelpAnswer, number=2)).code == "session.request_open"


@pytest.mark.parametrize(("seen", "entries"), [("the same", 0), ("another", 1)])
async def test_a_device_that_saw_another_audit_log_is_on_the_audit_log(
    live: LiveBroker, seen: str, entries: int
) -> None:
    device = await enrolled(live)
    entry = tables.audit_entries.c
    first = select(entry.hash).where(entry.organization_id == live.organization, entry.sequence == 1)
    stored = await live.view(lambda view: view.connection.execute(first).scalar_one())
    device.witness = Witness(sequence=1, hash=stored if seen == "the same" else "0" * 64)
    await device.come()
    kind = select(entry.id).where(entry.kind == AuditKind.AUDIT_CONTRADICTED)
    found = await live.view(lambda view: view.connection.execute(kind).all())
    assert len(found) == entries


async def test_a_device_learns_whose_it_is(live: LiveBroker) -> None:
    device = await enrolled(live)
    owner = await live.end_user(name="Erin Enduser")
    assigned = tables.devices.update().where(tables.devices.c.id == device.device)
    await live.change(lambda change: change.connection.execute(assigned.values(assigned_account_id=owner.id)))
    await device.come()
    told = await device.expect(agent_broker.Requests)
    assert told.contact is not None
    assert told.contact.name == "Erin Enduser"


async def test_a_connected_device_learns_at_once_that_it_has_another_owner(live: LiveBroker) -> None:
    device = await (await enrolled(live)).come()
    assert (await device.expect(agent_broker.Requests)).contact is None
    owner = await live.end_user(name="Erin Enduser")
    administrator = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    given = await live.post(administrator, f"/api/devices/{device.device}/assign", {"account_id": owner.id})
    assert given.status < 300
    told = await device.expect(agent_broker.Requests)
    assert told.contact is not None
    assert told.contact.name == "Erin Enduser"
