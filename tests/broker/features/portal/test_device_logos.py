"""Devices learn by their policy which logo they show, and are given that one alone, part by part."""

from __future__ import annotations

import base64
import hashlib
import io
import random
from typing import Any

from PIL import Image

from broker.access.groups import BuiltInGroup
from protocol.links.agent_broker import Fault, PolicyHeld
from protocol.links.agent_logo import LOGO_BYTES, LogoPart, WantLogo
from protocol.pictures import PART_BYTES
from tests.fakes.agent_on_link import AgentOnLink, enrolled
from tests.fakes.live_broker import LiveBroker, Person


def picture(seed: int, side: int) -> str:
    """A picture that no format makes small."""
    written = io.BytesIO()
    noise = random.Random(seed).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), noise).save(written, format="PNG")
    return base64.b64encode(written.getvalue()).decode()


async def save(live: LiveBroker, by: Person, path: str, **changed: Any) -> str:
    """Change looks, and give the hash of the logo."""
    version = (await live.get(by, path)).body["version"]
    looks = {"name": "", "colour": "", "logo_hash": "", "shows_logo": True, "uses_colours": True}
    rest = {"own_looks": True, "features": [], "redirect_url": "", "is_open": False}
    body = {"version": version} | looks | ({} if path.endswith("instance-portal") else rest) | changed
    saved = await live.put(by, path, body)
    assert saved.status == 200, saved.body
    return str(saved.body["logo_hash"])


async def fetched(agent: AgentOnLink, logo: str) -> bytes:
    content, size = b"", 1
    while len(content) < size:
        await agent.send(WantLogo(hash=logo, at=len(content)))
        part = await agent.expect(LogoPart, hash=logo, at=len(content))
        assert 0 < len(part.content) <= PART_BYTES
        content, size = content + part.content, part.size
    return content


async def test_a_device_is_told_of_its_logo_and_given_that_one_alone(live: LiveBroker) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    here = await (await enrolled(live)).come()
    there = await (await enrolled(live, organization=live.other_organization, name="DESK-2")).come()
    for agent in (here, there):
        await agent.send(PolicyHeld(number=0, content=""))
        assert (await agent.policy()).look.logo == ""
    general = await save(live, admin, "/api/instance-portal", new_logo=picture(1, 20))
    assert {(await agent.policy()).look.logo for agent in (here, there)} == {general}
    path = f"/api/portals/{live.organization}"
    own = await save(live, admin, path, new_logo=picture(2, 200))
    assert (await here.policy()).look.logo == own
    content = await fetched(here, own)
    assert PART_BYTES < len(content) <= LOGO_BYTES
    assert hashlib.sha256(content).hexdigest() == own
    for agent, foreign, at in ((here, general, 0), (there, own, 0), (there, "0" * 64, 0), (here, own, len(content))):
        await agent.send(WantLogo(hash=foreign, at=at))
        assert (await agent.expect(Fault)).code == "not_found"
    assert hashlib.sha256(await fetched(there, general)).hexdigest() == general


async def test_it_is_taken_back_by_the_setting_and_by_the_switch_of_the_portal(live: LiveBroker) -> None:
    admin = await live.staff(BuiltInGroup.PROVIDER_ADMINISTRATOR)
    agent = await (await enrolled(live)).come()
    path = f"/api/portals/{live.organization}"
    await agent.send(PolicyHeld(number=0, content=""))
    assert (await agent.policy()).look.logo == ""
    logo = await save(live, admin, path, new_logo=picture(3, 20))
    assert (await agent.policy()).look.logo == logo
    await save(live, admin, path, logo_hash=logo, shows_logo=False)
    assert (await agent.policy()).look.logo == ""
    await save(live, admin, path, logo_hash=logo)
    assert (await agent.policy()).look.logo == logo
    body = {"changes": [{"key": "tray_logo", "value": False, "version": 0}]}
    assert (await live.patch(admin, f"/api/devices/{agent.device}/settings", body)).status == 200
    look = (await agent.policy()).look
    assert (look.tray_logo, look.logo) == (False, "")
