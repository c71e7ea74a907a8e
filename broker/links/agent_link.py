"""The link of an agent: challenge, login, welcome, and then every message that a device may send."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import structlog
from aiohttp import web

from broker.access.actors import DeviceActor
from broker.clock import Clock
from broker.errors import Conflict, NotFound, Refusal
from broker.features.devices.presence import Here, PresenceBoard
from broker.features.devices.service import NOT_KNOWN, DeviceService, SignedInDevice
from broker.features.devices.slowing import Slowing
from broker.features.messages.service import Messages
from broker.features.portal.device_logos import DeviceLogos
from broker.features.sessions.asking import Contact
from broker.features.sessions.assembly import SessionParts
from broker.links.connections import Connections
from broker.links.doors import check_agent, check_upgrade
from broker.links.languages import AGENT
from broker.links.link import Closing, Link
from protocol.errors import Malformed
from protocol.grant import NONCE_BYTES
from protocol.links import agent_broker as agent
from protocol.links.agent_logo import WantLogo
from protocol.links.agent_picture import PictureAnswer, PicturePart

_log = structlog.get_logger(__name__)

LOGIN_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentParts:
    """What an agent's messages are for."""

    clock: Clock
    connections: Connections
    presences: PresenceBoard
    devices: DeviceService
    sessions: SessionParts
    messages: Messages
    logos: DeviceLogos
    random_bytes: Callable[[int], bytes]
    trust: Callable[[], bytes]
    instance_name: str
    portal_url: Callable[[], str]


class AgentLinks:
    """Serves `/links/agent`."""

    def __init__(self, parts: AgentParts) -> None:
        self._parts = parts
        self._slowing = Slowing(parts.clock, "link.wait")

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Carry one agent's link from its first byte to its last."""
        check_agent(request)
        check_upgrade(request)
        address = request.remote or ""
        self._slowing.check(address)
        link = Link(AGENT, self._parts.clock)
        await link.socket.prepare(request)
        self._parts.connections.opened(link)
        try:
            device = await self._sign_in(link, address)
            if device is not None:
                await self._stay(link, device)
        finally:
            await link.part()
            self._parts.connections.closed(link)
        return link.socket

    async def _sign_in(self, link: Link, address: str) -> SignedInDevice | None:
        challenge = self._parts.random_bytes(NONCE_BYTES)
        await link.say(agent.Challenge(challenge=challenge))
        try:
            frame = await link.receive(LOGIN_SECONDS)
            if not isinstance(frame, agent.LoginFrame):
                raise Closing("link.login_first")
            return await self._parts.devices.sign_in(frame, challenge, address)
        except Malformed as fault:
            link.send(agent.Fault(code=fault.code, message="This login was not understood."))
            link.close(fault.code)
        except Refusal as refusal:
            if refusal.code == NOT_KNOWN:
                self._slowing.failed(address)
            link.send(agent.Fault(code=refusal.code, message=refusal.message))
            link.close(refusal.code)
        except Closing as closing:
            link.close(closing.code)
        return None

    async def _stay(self, link: Link, device: SignedInDevice) -> None:
        actor, parts = device.actor, self._parts
        older = parts.connections.put_agent(actor.device_id, link)
        if older is not None:
            older.close("link.replaced")
        here = Here(presence=agent.Presence.EMPTY, boot=device.boot, counter=device.counter)
        parts.presences.came(actor.device_id, here)
        try:
            link.send(self._welcome(device))
            await parts.devices.seen(actor, here.presence)
            await parts.sessions.requests.tell(actor.device_id)
            await parts.messages.tell_device(actor.device_id)
            await parts.sessions.devices.came(actor.device_id)
            await link.converse(lambda message: self._take(link, actor, message))
        finally:
            if parts.connections.drop_agent(actor.device_id, link):
                parts.presences.went(actor.device_id)
                parts.sessions.pictures.forget(actor.device_id)
                await self._went(actor)

    async def _went(self, actor: DeviceActor) -> None:
        try:
            await self._parts.sessions.devices.went(actor.device_id)
            await self._parts.devices.seen(actor, None)
        except Refusal as refusal:
            # Its deadline and its lease end the session all the same.
            _log.error("link.departure_not_noted", device=actor.device_id, error=str(refusal))

    def _welcome(self, device: SignedInDevice) -> agent.Welcome:
        return agent.Welcome(
            device=device.actor.device_id,
            name=device.actor.name[:200],
            organization=device.organization_name[:200],
            instance=self._parts.instance_name,
            portal_url=self._parts.portal_url(),
            trust=self._parts.trust().decode(),
            checkpoint=device.checkpoint.decode() if device.checkpoint else None,
        )

    async def _take(self, link: Link, actor: DeviceActor, message: Any) -> None:
        side = self._parts.sessions.devices
        match message:
            case agent.HelloFrame():
                await side.hello(actor, message)
            case agent.QuestionShown():
                await side.question_shown(actor, message)
            case agent.AcceptFrame():
                await side.accept(actor, message)
            case agent.Reply():
                await self._parts.sessions.further.reply(actor, message)
            case agent.Answer():
                await side.answer(actor, message)
            case agent.Connected():
                await side.connected(actor, message)
            case agent.Lost():
                await side.lost(actor, message)
            case agent.EventFrame():
                await self._journal(link, actor, message)
            case agent.Fault():
                await side.fault(actor, message)
            case _:
                await self._take_own(link, actor, message)

    async def _take_own(self, link: Link, actor: DeviceActor, message: Any) -> None:
        """What a device says of itself and its person, outside of any exchange."""
        parts = self._parts
        match message:
            case agent.PolicyHeld():
                await parts.sessions.policies.held(actor.device_id, message)
            case WantLogo():
                link.send(await parts.logos.part(actor, message))
            case agent.FactsFrame(facts=facts):
                await parts.devices.tell_facts(actor, facts)
            case agent.PresenceFrame(presence=presence):
                if parts.presences.changed(actor.device_id, presence):
                    await parts.devices.seen(actor, presence)
            case agent.AskHelp():
                link.send(await self._ask_help(actor, message))
            case agent.WithdrawHelp(session=session):
                await parts.sessions.service.withdraw(actor, session)
            case agent.WriteMessage():
                link.send(await self._write(actor, message))
            case PicturePart():
                link.send(await self._picture(actor, message))
            case agent.ReadMessages(session=session, number=number):
                await parts.messages.mark_read(actor, session, number)
            case _:
                raise Conflict("This has no place here.", code="link.out_of_order")

    async def _ask_help(self, actor: DeviceActor, message: agent.AskHelp) -> agent.HelpAnswer:
        contact = Contact(name=message.name, email=message.email, phone=message.phone, reason=message.reason)
        try:
            session = await self._parts.sessions.asking.request(actor, contact, actor.device_id)
        except Refusal as refusal:
            return agent.HelpAnswer(
                number=message.number, session=None, code=refusal.code, message=refusal.message[:1000]
            )
        return agent.HelpAnswer(number=message.number, session=session, code=None, message=None)

    async def _write(self, actor: DeviceActor, message: agent.WriteMessage) -> agent.MessageAnswer:
        code, sentence = None, None
        try:
            await self._parts.messages.write(actor, message.session, message.text)
        except Refusal as refusal:
            code, sentence = refusal.code, refusal.message[:1000]
        return agent.MessageAnswer(number=message.number, code=code, message=sentence)

    async def _picture(self, actor: DeviceActor, message: PicturePart) -> PictureAnswer:
        code, sentence = None, None
        try:
            await self._parts.sessions.pictures.take(actor, message)
        except Refusal as refusal:
            code, sentence = refusal.code, refusal.message[:1000]
        return PictureAnswer(session=message.session, part=message.part, code=code, message=sentence)

    async def _journal(self, link: Link, actor: DeviceActor, message: agent.EventFrame) -> None:
        try:
            await self._parts.sessions.journal.take(actor, message)
        except NotFound:
            # There is nothing here to tell it of; without a word it would be sent for ever.
            _log.warning("link.event_of_unknown_session", device=actor.device_id, number=message.number)
        link.send(agent.Acknowledged(number=message.number))
