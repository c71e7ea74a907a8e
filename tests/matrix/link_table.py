"""The matrix of links: one row for each message to the broker, and one line for each kind of who may try a link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from protocol.codec import encode
from protocol.grant import (
    ACCEPT_TYPE,
    EVENT_TYPE,
    HELLO_TYPE,
    LOGIN_TYPE,
    REPLY_TYPE,
    Accept,
    Decision,
    DeviceEvent,
    Hello,
    Login,
    More,
    Offer,
)
from protocol.identifiers import SessionId
from protocol.links import agent_broker as agent
from protocol.links import portal_broker as portal
from protocol.links import viewer_broker as viewer
from protocol.links.agent_logo import WantLogo
from protocol.links.agent_picture import PicturePart
from protocol.session.reasons import EndReason
from tests.fakes.agent_on_link import FACTS
from tests.fakes.pictures import png
from tests.fakes.sdp import sdp_with
from tests.matrix.actors import END_USERS, STAFF, Who
from tests.matrix.link_objects import ATTEMPT, Key, Standing

BYTES: Final = b"\x07" * 32
NOT_FOUND: Final = "fault not_found"
OUT_OF_ORDER: Final = "fault exchange.out_of_order: session.rejected"
REFUSED_STATE: Final = "fault session.refused_state"
TAKEN: Final = "taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """What a message is written with."""

    session: str
    key: Key | None = None
    challenge: bytes = BYTES

    @property
    def id(self) -> SessionId:
        return SessionId(self.session)

    def seal(self, kind: str, payload: object) -> str:
        assert self.key is not None
        return self.key.seal(kind, payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message's row: how it is written, where the session stands, and what becomes of it.

    `right` is for whoever the session is with: its device, or the technician who holds it. `other` is for another
    device; `untitled` for a technician whose rights are gone while the link is open, `signed_out` for one whose sign-in
    is. What is put on the log here, or changes of the device here, stands behind the colon.
    """

    says: Callable[[Speaker], object]
    right: str
    other: str = NOT_FOUND
    untitled: str = "fault permission.missing"
    signed_out: str = "closed link.signed_out: session.revoked"
    standing: Standing = Standing.REQUESTED


def _login(by: Speaker) -> object:
    assert by.key is not None
    login = Login(device=by.key.device, challenge=by.challenge, boot="boot", counter=2, witness=None)
    return agent.LoginFrame(login=by.seal(LOGIN_TYPE, login), agent_version="0.1")


def _hello(by: Speaker) -> object:
    hello = Hello(
        session=by.id, attempt=ATTEMPT, challenge=BYTES, agent_nonce=BYTES, boot="boot", counter=1, witness=None
    )
    return agent.HelloFrame(session=by.id, hello=by.seal(HELLO_TYPE, hello))


def _accept(by: Speaker) -> object:
    accept = Accept(
        session=by.id,
        attempt=ATTEMPT,
        proposal=BYTES,
        offer=BYTES,
        decision=Decision.YES,
        asked_person=True,
        capabilities=(),
        seconds=60,
        fingerprint=BYTES,
        agent_random=BYTES,
    )
    return agent.AcceptFrame(session=by.id, accept=by.seal(ACCEPT_TYPE, accept))


def _event(by: Speaker) -> object:
    event = DeviceEvent(
        session=by.id, number=5, kind="ended", seconds_ago=0.5, detail={"reason": EndReason.DONE_AT_DEVICE}
    )
    return agent.EventFrame(number=5, event=by.seal(EVENT_TYPE, event))


OF_AGENT: Final = MappingProxyType[type, Message](
    {
        agent.LoginFrame: Message(says=_login, right="fault link.out_of_order", other="fault link.out_of_order"),
        # What is sent back is the speaker's own, whoever it is.
        agent.PolicyHeld: Message(
            says=lambda by: agent.PolicyHeld(number=0, content=""), right="policy", other="policy"
        ),
        # The one that counts for it, and there is none here.
        WantLogo: Message(says=lambda by: WantLogo(hash="0" * 64, at=0), right=NOT_FOUND),
        agent.FactsFrame: Message(says=lambda by: agent.FactsFrame(facts=FACTS), right="taken: device", other=TAKEN),
        agent.PresenceFrame: Message(
            says=lambda by: agent.PresenceFrame(presence=agent.Presence.LOCKED), right="taken: device", other=TAKEN
        ),
        agent.HelloFrame: Message(says=_hello, right=OUT_OF_ORDER, standing=Standing.APPROVED),
        agent.QuestionShown: Message(
            says=lambda by: agent.QuestionShown(session=by.id, attempt=ATTEMPT), right=TAKEN, standing=Standing.ASKING
        ),
        agent.AcceptFrame: Message(says=_accept, right=OUT_OF_ORDER, standing=Standing.APPROVED),
        agent.Answer: Message(
            says=lambda by: agent.Answer(session=by.id, attempt=ATTEMPT, sdp=sdp_with(BYTES)),
            right=OUT_OF_ORDER,
            standing=Standing.APPROVED,
        ),
        agent.Reply: Message(
            says=lambda by: agent.Reply(session=by.id, reply=by.seal(REPLY_TYPE, "")),
            right="fault session.no_question",
            standing=Standing.ACTIVE,
        ),
        agent.Connected: Message(
            says=lambda by: agent.Connected(session=by.id, attempt=ATTEMPT),
            right="taken: session.active",
            standing=Standing.CONNECTING,
        ),
        agent.Lost: Message(
            says=lambda by: agent.Lost(session=by.id, attempt=ATTEMPT),
            right="taken: session.interrupted",
            standing=Standing.ACTIVE,
        ),
        # Acknowledged whatever becomes of it, or it would be sent for ever.
        agent.EventFrame: Message(
            says=_event,
            right="end, acknowledged: session.done_at_device",
            other="acknowledged",
            standing=Standing.ACTIVE,
        ),
        # Each is given its own, and nobody names another's.
        agent.PolicyHeld: Message(
            says=lambda by: agent.PolicyHeld(number=0, content=""), right="policy", other="policy"
        ),
        agent.AskHelp: Message(
            says=lambda by: agent.AskHelp(number=1, name="Erin", email="", phone="", reason="The printer jams"),
            right="help_answer: session.requested",
            other="help_answer",
            standing=Standing.NONE,
        ),
        agent.WithdrawHelp: Message(says=lambda by: agent.WithdrawHelp(session=by.id), right="end: session.withdrawn"),
        agent.WriteMessage: Message(
            says=lambda by: agent.WriteMessage(number=1, session=by.id, text="Hello"),
            right="message_answer: message.by_person",
            other="message_answer not_found",
        ),
        PicturePart: Message(
            says=lambda by: PicturePart(session=by.id, part=1, of=1, content=png()),
            right="picture_answer: session.picture_added",
            other="picture_answer not_found",
        ),
        agent.ReadMessages: Message(says=lambda by: agent.ReadMessages(session=by.id, number=1), right=TAKEN),
        agent.Ping: Message(says=lambda by: agent.Ping(number=3), right="pong", other="pong"),
        agent.Pong: Message(says=lambda by: agent.Pong(number=3), right=TAKEN, other=TAKEN),
        agent.Fault: Message(
            says=lambda by: agent.Fault(code="exchange.refused", message="", session=by.id),
            right="taken: session.rejected",
            standing=Standing.APPROVED,
        ),
    }
)
OF_VIEWER: Final = MappingProxyType[type, Message](
    {
        viewer.OfferFrame: Message(
            says=lambda by: viewer.OfferFrame(
                attempt=ATTEMPT, offer=encode(Offer(proposal=BYTES, commitment=BYTES)).decode()
            ),
            right=OUT_OF_ORDER,
        ),
        viewer.Reveal: Message(
            says=lambda by: viewer.Reveal(attempt=ATTEMPT, fingerprint=BYTES, random=BYTES, sdp=sdp_with(BYTES)),
            right=OUT_OF_ORDER,
        ),
        viewer.Connected: Message(says=lambda by: viewer.Connected(attempt=ATTEMPT), right=REFUSED_STATE),
        viewer.Lost: Message(says=lambda by: viewer.Lost(attempt=ATTEMPT), right=REFUSED_STATE),
        viewer.AskMore: Message(says=lambda by: viewer.AskMore(more=More.EXTEND, seconds=600), right=REFUSED_STATE),
        viewer.DeviceKeyChanged: Message(
            says=lambda by: viewer.DeviceKeyChanged(pinned="a", seen="b"), right="taken: device_key.changed"
        ),
        viewer.Ping: Message(says=lambda by: viewer.Ping(number=3), right="pong", untitled="pong", signed_out="pong"),
        viewer.Pong: Message(says=lambda by: viewer.Pong(number=3), right=TAKEN, untitled=TAKEN, signed_out=TAKEN),
        # The last, as it ends the session.
        viewer.Off: Message(says=lambda by: viewer.Off(), right="ended: session.done_by_technician"),
    }
)
OF_PORTAL: Final = MappingProxyType[type, Message](
    {
        portal.Ping: Message(says=lambda by: portal.Ping(number=3), right="pong"),
        portal.Pong: Message(says=lambda by: portal.Pong(number=3), right=TAKEN),
    }
)
LINKS: Final[Mapping[str, Mapping[type, Message]]] = MappingProxyType(
    {"agent_broker": OF_AGENT, "viewer_broker": OF_VIEWER, "portal_broker": OF_PORTAL}
)

UNSIGNED: Final = "401 sign_in.needed"
_NOT_FOR_PROGRAMS: Final = {Who.TOKEN_HERE: "403 token.not_here"}
_SHUT_OUT: Final = dict.fromkeys((Who.NOBODY, Who.AGENT, Who.OWNER_SHUT_OUT), UNSIGNED)
_MISSING: Final = "403 permission.missing"
IN: Final = "in"

AT_PORTAL: Final = {**dict.fromkeys({*END_USERS, *STAFF}, IN), **_SHUT_OUT, **_NOT_FOR_PROGRAMS}
"""Who is given a ticket for a page of the portal."""
AT_VIEWER: Final = {
    # An end user who may reach devices of their own is told nothing of the sessions of others.
    **dict.fromkeys(END_USERS, "404 not_found"),
    Who.OWNER_LIMITED: _MISSING,
    **dict.fromkeys(STAFF, _MISSING),
    Who.TECHNICIAN_ELSEWHERE: "404 not_found",
    Who.ADMINISTRATOR_ELSEWHERE: "404 not_found",
    **_SHUT_OUT,
    **_NOT_FOR_PROGRAMS,
}
"""Who is given a ticket for a session that somebody else holds: nobody, whatever they may do."""
AT_OWN_VIEWER: Final = {
    **AT_VIEWER,
    # Theirs by name only: it was not begun by the right to reach an own device.
    **dict.fromkeys((Who.OWNER, Who.END_USER_HERE), _MISSING),
    **dict.fromkeys((Who.TECHNICIAN_HERE, Who.ADMINISTRATOR_HERE, Who.PROVIDER_ADMINISTRATOR), IN),
}
"""Who is given a ticket for a session that stands on their own name: who still may hold it there."""
