"""Links of the stage: opened by anybody with anything in their hands, and spoken on one message after the other."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from broker.web.cookies import NAME
from protocol.codec import decode, encode
from protocol.grant import LOGIN_TYPE, Login
from protocol.links import agent_broker as agent
from protocol.links import portal_broker as portal
from protocol.links import viewer_broker as viewer
from tests.fakes.live_broker import PATIENCE
from tests.matrix.link_objects import Key
from tests.matrix.objects import TOKEN_PREFIX
from tests.matrix.stage import Stage

_HEARD: dict[str, Any] = {
    "agent": agent.BrokerToAgent,
    "viewer": viewer.BrokerToViewer,
    "portal": portal.BrokerToPortal,
}
_PING: dict[str, Any] = {"agent": agent.Ping, "viewer": viewer.Ping, "portal": portal.Ping}
_OF_ITSELF = ("ping", "state", "welcome", "requests", "messages")
"""Said by the broker on its own, and no answer to anything."""


@dataclass(slots=True, kw_only=True)
class OpenLink:
    """A link that is open."""

    name: str
    socket: ClientConnection
    heard: list[Any] = field(default_factory=list)

    async def say(self, message: object) -> str:
        """Send a message and name what comes back before the broker has taken it, or that the link closed."""
        try:
            await self.socket.send(encode(message).decode())
            return ", ".join(self._named(each) for each in await self._until_taken()) or "taken"
        except ConnectionClosed as end:
            return f"closed {end.rcvd.reason if end.rcvd else ''}"

    async def settle(self) -> None:
        """Wait until everything sent before is taken."""
        await self._until_taken()

    async def _until_taken(self) -> list[Any]:
        """Messages are taken one after the other: what stands before the answer to a ping belongs to those before."""
        number = secrets.randbelow(10**9) + 10
        said: list[Any] = []
        await self.socket.send(encode(_PING[self.name](number=number)).decode())
        async with asyncio.timeout(PATIENCE):
            while True:
                message = decode(await self.socket.recv(), _HEARD[self.name])
                tag = message.__struct_config__.tag
                if tag == "pong" and message.number == number:
                    return said
                if tag not in _OF_ITSELF:
                    said.append(message)

    @staticmethod
    def _named(message: Any) -> str:
        tag = str(message.__struct_config__.tag)
        code = getattr(message, "code", None)
        return tag if code is None else f"{tag} {code}"


async def knock(
    on: Stage, link: str, *, cookie: str | None = None, ticket: str = "", origin: str | None = None, **more: str
) -> OpenLink | str:
    """Try to open a link; gives it, or the status and code of the refusal."""
    headers = dict(more)
    if cookie is not None and cookie.startswith(TOKEN_PREFIX):
        headers["Authorization"] = f"Bearer {cookie}"
    elif cookie is not None:
        headers["Cookie"] = f"{NAME}={cookie}"
    address = f"wss://localhost:{on.web.port}/links/{link}" + (f"?ticket={ticket}" if ticket else "")
    try:
        socket = await connect(
            address,
            ssl=on.web.trusting,
            origin=origin,  # type: ignore[arg-type]
            additional_headers=headers,
            compression=None,
            ping_interval=None,
            proxy=None,
            max_size=2**20,
        )
    except InvalidStatus as refused:
        code = json.loads(refused.response.body or b"{}").get("error", {}).get("code", "")
        return f"{refused.response.status_code} {code}".strip()
    return OpenLink(name=link, socket=socket)


async def ticket_for(on: Stage, cookie: str | None, link: str, session: str | None = None) -> tuple[str, str]:
    """Ask for a ticket: gives it and "in", or the status and code of the refusal."""
    asked = {"link": link} if session is None else {"link": link, "session_id": session}
    answer = await on.send("POST", "/api/tickets", cookie, json.dumps(asked).encode())
    if answer.status != 201:
        return "", answer.said
    return json.loads(answer.body)["ticket"], "in"


async def challenged(on: Stage) -> tuple[OpenLink, bytes]:
    """Open an agent's link, as any program can, and give what is to be signed."""
    link = await knock(on, "agent")
    assert isinstance(link, OpenLink), link
    challenge = decode(await link.socket.recv(), agent.BrokerToAgent)
    assert isinstance(challenge, agent.Challenge)
    return link, challenge.challenge


async def first_said(on: Stage, message: object) -> str:
    """Say something to the broker before it knows who one is."""
    link, _ = await challenged(on)
    return await link.say(message)


async def signed_in(on: Stage, key: Key, *, names: str | None = None) -> OpenLink | str:
    """Sign a device in by its key; `names` is the device it says it is, where that is another."""
    link, challenge = await challenged(on)
    login = Login(device=names or key.device, challenge=challenge, boot="boot", counter=1, witness=None)  # type: ignore[arg-type]
    await link.socket.send(encode(agent.LoginFrame(login=key.seal(LOGIN_TYPE, login), agent_version="0.1")).decode())
    async with asyncio.timeout(PATIENCE):
        try:
            said = decode(await link.socket.recv(), agent.BrokerToAgent)
        except ConnectionClosed as end:
            return f"closed {end.rcvd.reason if end.rcvd else ''}"
    if not isinstance(said, agent.Welcome):
        await link.socket.close()
        return f"{said.__struct_config__.tag} {getattr(said, 'code', '')}"
    await link.settle()
    return link
