"""Who is connected: the newest link of each counts."""

from __future__ import annotations

import asyncio

from broker.clock import SystemClock
from broker.links.connections import Connections
from broker.links.languages import AGENT
from broker.links.link import Link
from protocol.identifiers import DeviceId, SessionId

DEVICE, SESSION = DeviceId("device"), SessionId("session")


def link() -> Link:
    return Link(AGENT, SystemClock())


async def test_a_newer_link_takes_the_place_of_the_older_and_outlives_its_end() -> None:
    connections, older, newer = Connections(), link(), link()
    assert connections.put_agent(DEVICE, older) is None
    assert connections.put_agent(DEVICE, newer) is older
    assert not connections.drop_agent(DEVICE, older)
    assert connections.agent(DEVICE) is newer
    assert connections.drop_agent(DEVICE, newer)
    assert connections.agent(DEVICE) is None


async def test_the_same_holds_for_viewers() -> None:
    connections, older, newer = Connections(), link(), link()
    connections.put_viewer(SESSION, older)
    assert connections.put_viewer(SESSION, newer) is older
    assert not connections.drop_viewer(SESSION, older)
    assert connections.drop_viewer(SESSION, newer)
    assert connections.viewer(SESSION) is None


async def test_closing_all_waits_until_they_are_closed() -> None:
    connections, one = Connections(), link()
    connections.opened(one)
    closing = asyncio.create_task(connections.close_all("link.server_stops"))
    await asyncio.sleep(0)
    assert one.closing == "link.server_stops"
    assert not closing.done()
    connections.closed(one)
    await asyncio.wait_for(closing, 5)
    assert connections.count() == 0
