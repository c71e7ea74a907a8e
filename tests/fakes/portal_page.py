"""An open page of the portal, as far as its link goes."""

from __future__ import annotations

import asyncio

from websockets.asyncio.client import ClientConnection, connect

from protocol.codec import decode
from protocol.links import portal_broker
from protocol.links.portal_broker import Topic
from tests.fakes.live_broker import PATIENCE, LiveBroker, Person


async def page_of(live: LiveBroker, person: Person) -> ClientConnection:
    """Open the link of a page that this person looks at."""
    answer = await live.post(person, "/api/tickets", {"link": "portal"})
    return await connect(
        f"wss://localhost:{live.port}/links/portal?ticket={answer.body['ticket']}",
        ssl=live.tls,
        origin=live.origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": f"__Host-handrail={person.token}"},
        compression=None,
        proxy=None,
    )


async def heard(socket: ClientConnection, topic: Topic) -> portal_broker.Changed:
    """Wait until the page is told of something under this topic."""
    async with asyncio.timeout(PATIENCE):
        while True:
            message = decode(await socket.recv(), portal_broker.BrokerToPortal)
            if isinstance(message, portal_broker.Changed) and message.topic is topic:
                return message
