"""Joining by code over HTTP and the real links: both ways in, every refusal, and that nothing stays behind."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.features.sessions import join_codes
from broker.storage import tables
from broker.storage.work import Change, View
from protocol.codec import encode
from protocol.enrolment import root_mark
from protocol.identifiers import DeviceId
from protocol.joining import CodeAsked, CodeTyped, asking_bytes, read_code, typing_bytes
from protocol.links import agent_broker
from tests.fakes.agent_on_link import FACTS, AgentOnLink
from tests.fakes.live_broker import Answer, LiveBroker
from tests.fakes.viewer_on_link import ViewerOnLink

pytestmark = pytest.mark.slow


class Computer:
    """A computer that is not enrolled, with its fresh key."""

    def __init__(self, live: LiveBroker) -> None:
        self.live = live
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()

    async def asks(self, root: bytes | None = None) -> Answer:
        root = root or self.live.foundation.keys.root_public
        proof = self.key.sign(asking_bytes(root, self.public))
        body = CodeAsked(public_key=self.public, proof=proof, facts=FACTS)
        return await self.live.post(None, "/api/join/codes", encode(body))

    async def types(self, code: str, proof_for: str | None = None) -> Answer:
        proof = self.key.sign(typing_bytes(proof_for or code, self.public))
        body = CodeTyped(code=code, public_key=self.public, proof=proof, facts=FACTS)
        return await self.live.post(None, "/api/join/requests", encode(body))

    def on_link(self, device: str) -> AgentOnLink:
        return AgentOnLink(live=self.live, key=self.key, device=DeviceId(device))


def wish(live: LiveBroker, code: str, **changed: Any) -> dict[str, Any]:
    body = {"code": code, "organization_id": live.organization, "reason": "Printer driver", "seconds": 600}
    return body | {"capabilities": ["view", "control"]} | changed


async def look(live: LiveBroker, secret: str) -> Answer:
    return await live.post(None, "/api/join/look", {"secret": secret})


async def whys(live: LiveBroker) -> list[str]:
    entries = tables.audit_entries.c
    query = select(entries.detail).where(entries.kind == "join.refused").order_by(entries.at, entries.sequence)
    rows: list[Any] = await live.view(lambda view: view.connection.execute(query).scalars().all())
    return [str(row) for row in rows]


async def test_a_code_that_is_read_out_joins_one_computer_for_one_session_and_leaves_nothing(live: LiveBroker) -> None:
    technician, computer = await live.staff(BuiltInGroup.TECHNICIAN), Computer(live)
    given = (await computer.asks()).body
    assert (len(given["code"]), given["seconds"]) == (9, 600)
    assert (await look(live, given["secret"])).body == {"state": "waiting", "joined": None}
    stored = await live.view(lambda view: view.connection.execute(select(tables.join_codes)).one()._asdict())
    assert given["code"] not in str(stored)
    assert given["secret"] not in str(stored)

    joined = await live.post(technician, "/api/join", wish(live, given["code"]))
    assert joined.status == 201, joined.body
    assert (joined.body["state"], joined.body["device"]["name"]) == ("approved", FACTS.name)
    device = joined.body["device"]["id"]
    standing = (await look(live, given["secret"])).body
    assert (standing["state"], standing["joined"]["device_id"]) == ("joined", device)

    agent = computer.on_link(device)
    viewer = await ViewerOnLink(live=live, person=technician, session=joined.body["id"]).come()
    await agent.come()
    await agent.expect(agent_broker.Prepare)
    await agent.send(agent_broker.AskHelp(number=1, name="x", email="", phone="", reason="And the printer"))
    assert (await agent.expect(agent_broker.HelpAnswer)).code == "request.off"
    await live.post(technician, f"/api/sessions/{joined.body['id']}/withdraw", {})
    await agent.expect(agent_broker.EndSession)
    await agent.go()
    await viewer.go()
    assert (await live.get(technician, f"/api/devices/{device}")).code == "not_found"
    assert (await live.get(technician, "/api/devices")).body["total"] == 0
    assert (await look(live, given["secret"])).body["state"] == "over"
    kept = select(tables.devices.c.facts, tables.devices.c.name).where(tables.devices.c.id == device)
    assert tuple(await live.view(lambda view: view.connection.execute(kept).one())) == ("{}", FACTS.name)
    kinds = await live.kinds(joined.body["id"])
    assert kinds == ["device.joined", "session.offered", "session.withdrawn", "device.left"]
    again = await live.post(technician, "/api/join", wish(live, given["code"]))
    assert (again.status, again.code) == (403, "join.refused")
    other = Computer(live)
    other.key, other.public = computer.key, computer.public
    code = (await other.asks()).body["code"]
    assert (await live.post(technician, "/api/join", wish(live, code))).code == "join.refused"
    assert [_why(each) for each in await whys(live)] == ["used", "key_in_use"]


async def test_the_code_of_an_approved_request_joins_exactly_that_request(live: LiveBroker) -> None:
    technician, person = await live.staff(BuiltInGroup.TECHNICIAN), await live.end_user()
    other = await live.end_user(name="Olga Other")
    body = {"device_id": None, "reason": "No print", "name": "Erin", "email": "", "phone": ""}
    request = (await live.post(person, "/api/requests", body)).body["id"]
    path = f"/api/sessions/{request}/join-help"
    assert (await live.get(person, path)).code == "not_found"
    approved = await live.post(technician, f"/api/sessions/{request}/approve", {"note": ""})
    assert (approved.status, approved.body["device"]) == (200, None)
    helped = (await live.get(person, path)).body
    mark = root_mark(live.foundation.keys.root_public)
    code = read_code(helped["code"])
    assert code is not None
    assert helped["command"] == f"handrail-agent once {live.origin}#{mark} --code {code}"
    assert (await live.get(technician, path)).body == helped
    assert (await live.get(other, path)).code == "not_found"

    # A request's code is no computer's, and the other way round.
    assert (await live.post(technician, "/api/join", wish(live, code))).code == "join.refused"
    computer = Computer(live)
    assert (await computer.types((await computer.asks()).body["code"])).code == "join.refused"
    assert (await computer.types(code, proof_for="000000000")).code == "join.refused"
    joined = await computer.types(code)
    assert joined.status == 200, joined.body
    assert (await Computer(live).types(code)).code == "join.refused"
    session = (await live.get(technician, f"/api/sessions/{request}")).body
    assert (session["state"], session["device"]["id"]) == ("approved", joined.body["device_id"])
    assert (await live.get(person, path)).code == "not_found"
    agent = computer.on_link(joined.body["device_id"])
    viewer = await ViewerOnLink(live=live, person=technician, session=request).come()
    await agent.come()
    assert (await agent.expect(agent_broker.Prepare)).session == request
    await agent.go()
    await viewer.go()
    assert [_why(each) for each in await whys(live)] == ["other_kind", "other_kind", "wrong_proof", "used"]


def _why(detail: str) -> str:
    return next(why for why in ("other_kind", "wrong_proof", "used", "old", "unknown", "key_in_use") if why in detail)


@pytest.mark.parametrize(("seconds", "status"), [(599, 201), (600, 403)])
async def test_a_code_works_until_ten_minutes_are_over(live: LiveBroker, seconds: int, status: int) -> None:
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    given = (await Computer(live).asks()).body
    live.clock.shift += timedelta(seconds=seconds - 1 if status == 201 else seconds)
    assert (await look(live, given["secret"])).body["state"] == ("waiting" if status == 201 else "over")
    assert (await live.post(technician, "/api/join", wish(live, given["code"]))).status == status


async def test_who_may_not_offer_help_there_joins_nobody_and_uses_nothing_up(live: LiveBroker) -> None:
    given = (await Computer(live).asks()).body
    elsewhere = await live.staff(BuiltInGroup.TECHNICIAN, where=live.other_organization)
    assert (await live.post(elsewhere, "/api/join", wish(live, given["code"]))).status in (403, 404)
    looking = await live.staff_with(frozenset({Permission.SESSION_READ, Permission.SESSION_OFFER}))
    body = wish(live, given["code"])
    assert (await live.post(looking, "/api/join", body)).code == "permission.missing"
    assert (await live.post(looking, "/api/join", body | {"capabilities": ["view"]})).status == 201


async def test_guessing_is_slowed_down_and_proofs_for_another_instance_get_no_code(live: LiveBroker) -> None:
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    assert (await Computer(live).asks(root=b"x" * 32)).code == "join.refused"
    given = (await Computer(live).asks()).body
    wrong = f"{(int(given['code']) + 1) % 10**9:09}"
    answers = [await live.post(technician, "/api/join", wish(live, wrong)) for _ in range(10)]
    assert {answer.code for answer in answers} == {"join.refused"}
    slowed = await live.post(technician, "/api/join", wish(live, given["code"]))
    assert (slowed.status, slowed.code) == (429, "join.wait")
    computers = [Computer(live) for _ in range(20)]
    codes = await asyncio.gather(*(each.asks() for each in computers))
    assert [each.status for each in codes].count(201) == 19
    assert (await Computer(live).asks()).code == "join.too_many"


async def test_many_tries_at_once_are_no_way_around_the_pace(live: LiveBroker) -> None:
    technician = await live.staff(BuiltInGroup.TECHNICIAN)
    given = (await Computer(live).asks()).body
    wrong = f"{(int(given['code']) + 1) % 10**9:09}"
    typed = await asyncio.gather(*(Computer(live).types(wrong) for _ in range(30)))
    joined = await asyncio.gather(*(live.post(technician, "/api/join", wish(live, wrong)) for _ in range(30)))
    for answers in (typed, joined):
        codes = [answer.code for answer in answers]
        assert (codes.count("join.refused"), codes.count("join.wait")) == (10, 20)
    assert len(await whys(live)) == 20
    # Wrong codes hold up nobody who asks what became of a right one.
    assert (await look(live, given["secret"])).status == 200


async def test_codes_are_forgotten_a_day_after_their_end(live: LiveBroker) -> None:
    await Computer(live).asks()

    def count(view: View) -> int:
        return len(view.connection.execute(select(tables.join_codes)).all())

    def forget(change: Change) -> bool:
        return join_codes.forget(change, change.now - join_codes.KEPT)

    assert not await live.change(forget)
    live.clock.shift += timedelta(days=1, seconds=601)
    assert await live.change(forget)
    assert await live.view(count) == 0


async def test_a_request_whose_code_is_over_gets_another_one_as_long_as_it_is_approved(live: LiveBroker) -> None:
    technician, person = await live.staff(BuiltInGroup.TECHNICIAN), await live.end_user()
    other = await live.end_user(name="Olga Other")
    body = {"device_id": None, "reason": "No print", "name": "Erin", "email": "", "phone": ""}
    request = (await live.post(person, "/api/requests", body)).body["id"]
    path, help_path = f"/api/sessions/{request}/join-code", f"/api/sessions/{request}/join-help"
    assert (await live.post(person, path, {})).code == "join.over"
    await live.post(technician, f"/api/sessions/{request}/approve", {"note": ""})
    first = (await live.get(person, help_path)).body["code"]
    assert (await live.post(person, path, {})).code == "join.still_works"
    live.skip(600)
    assert (await live.post(other, path, {})).code == "not_found"
    renewed = await live.post(person, path, {})
    assert (renewed.status, renewed.body["code"] == first) == (200, False)
    assert (await live.get(technician, help_path)).body == renewed.body
    assert "join_code.renewed" in await live.kinds(request)
    code, old = read_code(renewed.body["code"]), read_code(first)
    assert code is not None
    assert old is not None
    assert (await Computer(live).types(old)).code == "join.refused"
    assert (await Computer(live).types(code)).status == 200
    assert (await live.post(technician, path, {})).code == "join.over"
