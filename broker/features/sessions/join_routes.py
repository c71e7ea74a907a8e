"""The HTTP side of joining by code: for computers that are not enrolled, for technicians, and for who asked."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.sessions.answers import SessionAnswer
from broker.features.sessions.asking import Wish
from broker.features.sessions.join_help import JoinHelp, JoinHelps, NowAnswer
from broker.features.sessions.joining import Joining, JoinWish
from broker.features.sessions.routes import READING
from broker.features.sessions.service import SessionService
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.connection_guard import address_group
from broker.web.declare import get, post
from broker.web.policy import Public, Signed
from protocol.enrolment import EnrolAnswer
from protocol.grant import CapabilityList
from protocol.joining import CodeAsked, CodeGiven, CodeLook, CodeStanding, CodeTyped, JoinCode

Text = Annotated[str, Meta(max_length=2000)]
RENEWING = Signed(Permission.SESSION_READ, Permission.SESSION_REQUEST)


class JoinAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code that the person read out, for whom the computer is helped, and what the technician asks for."""

    code: JoinCode
    organization_id: Id
    reason: Text
    capabilities: CapabilityList
    seconds: int


class JoinRoutes:
    """Routes about joining by code."""

    def __init__(self, joining: Joining, helps: JoinHelps, sessions: SessionService) -> None:
        self._joining = joining
        self._helps = helps
        self._sessions = sessions

    @post("/api/join/codes", policy=Public(), status=201)
    async def give_join_code(self, call: Call, body: CodeAsked) -> CodeGiven:
        """Give a computer that is not enrolled a code for its person to read out."""
        return await self._joining.give_code(_place(call), body)

    @post("/api/join/look", policy=Public())
    async def look_at_join_code(self, call: Call, body: CodeLook) -> CodeStanding:
        """Say to a computer what became of its code."""
        return await self._joining.look(_place(call), body.secret)

    @post("/api/join/requests", policy=Public())
    async def join_request(self, call: Call, body: CodeTyped) -> EnrolAnswer:
        """Have a computer join the approved request whose code was typed there."""
        return await self._joining.type_code(_place(call), body)

    @post("/api/join", policy=Signed(Permission.SESSION_OFFER), status=201)
    async def join_by_code(self, call: Call, body: JoinAsked) -> SessionAnswer:
        """Offer help on the computer whose code was read out."""
        wish = Wish(reason=body.reason, capabilities=frozenset(body.capabilities), seconds=body.seconds)
        wanted = JoinWish(code=body.code, organization=body.organization_id, wish=wish)
        session = await self._joining.join(call.person, wanted)
        return await self._sessions.one(call.person, session)

    @get("/api/sessions/{session_id}/join-help", policy=READING)
    async def read_join_help(self, call: Call, session_id: str) -> JoinHelp:
        """Say how a computer joins an approved request that names none."""
        return await self._helps.of_session(call.person, session_id)

    @post("/api/sessions/{session_id}/join-code", policy=RENEWING)
    async def renew_join_code(self, call: Call, session_id: str, body: Empty) -> JoinHelp:
        """Give an approved request another code where the one before is over."""
        return await self._helps.renew(call.person, session_id)

    @get("/api/get-help-now", policy=Signed(Permission.OWN_ACCOUNT_READ))
    async def read_get_help_now(self, call: Call) -> NowAnswer:
        """Say how the agent is started for one session."""
        return self._helps.now()


def _place(call: Call) -> str:
    # Whoever has one address of a network has them all: IPv6 is counted by its /64.
    return address_group((call.address, 0))
