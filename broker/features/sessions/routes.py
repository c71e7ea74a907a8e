"""The HTTP side of sessions."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.audit_trail.answers import EntryAnswer, entry_answer
from broker.features.sessions.answers import SessionAnswer
from broker.features.sessions.asking import Asking, Contact, Offer
from broker.features.sessions.pictures import Pictures
from broker.features.sessions.service import SessionService
from broker.features.sessions.store import Filter, Wanted
from broker.features.sessions.visiting import Visiting
from broker.storage.paging import PageAsked
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.images import Image
from broker.web.paging import ListQuery, Page
from broker.web.policy import Signed
from protocol.grant import CapabilityList

Text = Annotated[str, Meta(max_length=2000)]
READING = Signed(Permission.SESSION_READ, Permission.OWN_SESSION_READ)
ENDING = Signed(Permission.SESSION_READ, Permission.OWN_SESSION_END)


class SessionQuery(ListQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the list of sessions can be narrowed to."""

    state: Wanted | None = None
    mine: bool = False
    device: Id | None = None


class OfferAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a technician offers."""

    device_id: Id
    reason: Text
    capabilities: CapabilityList
    seconds: int


class HelpAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an end user asks for."""

    device_id: Id | None = None
    reason: Text
    name: Text
    email: Text = ""
    phone: Text = ""


class FormQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which of their computers help is asked for."""

    device: Id | None = None


class FormAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a request for help has to say."""

    asks_contact: bool


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note with an answer; the person reads it."""

    note: Text = ""


class Why(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody ends what is not theirs; both sides read it."""

    reason: Text = ""


class PictureShape(msgspec.Struct, frozen=True, kw_only=True):
    """How large the picture of a request is, in pixels."""

    width: int
    height: int


class SessionDetail(SessionAnswer, frozen=True, kw_only=True):
    """A session with its story."""

    timeline: tuple[EntryAnswer, ...]
    picture: PictureShape | None
    """The picture of their screen that the person added to the request, until its end."""


class SessionRoutes:
    """Routes about sessions."""

    def __init__(self, service: SessionService, asking: Asking, visiting: Visiting, pictures: Pictures) -> None:
        self._service = service
        self._asking = asking
        self._visiting = visiting
        self._pictures = pictures

    @get("/api/sessions", policy=READING)
    async def list_sessions(self, call: Call, query: SessionQuery) -> Page[SessionAnswer]:
        """List sessions: those that wait (longest first), live ones, ended ones."""
        narrowed = Filter(wanted=query.state, mine=query.mine, device=query.device, text=query.q)
        asked = PageAsked(cursor=query.cursor, limit=query.limit)
        found = await self._service.page(call.person, narrowed, asked)
        return Page(items=found.items, next=found.next, total=found.total, at_least=found.at_least)

    @get("/api/sessions/{session_id}", policy=READING)
    async def read_session(self, call: Call, session_id: str) -> SessionDetail:
        """Read one session with its timeline."""
        session, timeline = await self._service.with_timeline(call.person, session_id)
        organization = session.organization
        entries = tuple(entry_answer(entry, {organization.id: organization.name}) for entry in timeline)
        shape = await self._pictures.shape(call.person, session_id)
        picture = PictureShape(width=shape.width, height=shape.height) if shape else None
        return SessionDetail(**msgspec.structs.asdict(session), timeline=entries, picture=picture)

    @get("/api/sessions/{session_id}/picture", policy=READING)
    async def read_picture(self, call: Call, session_id: str) -> Image:
        """Give the picture of their screen that the person added to the request."""
        kept = await self._pictures.read(call.person, session_id)
        return Image(kind=kept.kind.value, content=kept.content)

    @post("/api/sessions", policy=Signed(Permission.SESSION_OFFER), status=201)
    async def offer_help(self, call: Call, body: OfferAsked) -> SessionAnswer:
        """Offer help on a device: its person is asked."""
        return await self._service.offer(call.person, _offer(body))

    @post("/api/sessions/unattended", policy=Signed(Permission.SESSION_UNATTENDED), status=201)
    async def ask_for_visit(self, call: Call, body: OfferAsked) -> SessionAnswer:
        """Ask to come in where nobody can be asked; where somebody is, they are asked and confirm it by the code."""
        session = await self._visiting.ask(call.person, _offer(body))
        return await self._service.one(call.person, session)

    @get("/api/requests/form", policy=Signed(Permission.SESSION_REQUEST))
    async def read_request_form(self, call: Call, query: FormQuery) -> FormAnswer:
        """Say what the form asks for: contact details, or not."""
        return FormAnswer(asks_contact=await self._asking.asks_contact(call.person, query.device))

    @post("/api/requests", policy=Signed(Permission.SESSION_REQUEST), status=201)
    async def ask_for_help(self, call: Call, body: HelpAsked) -> SessionAnswer:
        """Ask for help from the browser."""
        contact = Contact(name=body.name, email=body.email, phone=body.phone, reason=body.reason)
        session = await self._asking.request(call.person, contact, body.device_id)
        return await self._service.asked(call.person, session)

    @post("/api/sessions/{session_id}/approve", policy=Signed(Permission.SESSION_APPROVE))
    async def approve(self, call: Call, session_id: str, body: Note) -> SessionAnswer:
        """Approve a request and take it."""
        return await self._service.approve(call.person, session_id, body.note)

    @post("/api/sessions/{session_id}/take", policy=Signed(Permission.SESSION_OFFER))
    async def take(self, call: Call, session_id: str, body: Note) -> SessionAnswer:
        """Take a request that nobody has to approve."""
        return await self._service.take(call.person, session_id, body.note)

    @post("/api/sessions/{session_id}/note", policy=Signed(Permission.SESSION_APPROVE))
    async def answer_with_note(self, call: Call, session_id: str, body: Note) -> SessionAnswer:
        """Answer a request that names no device with a note."""
        return await self._service.note(call.person, session_id, body.note)

    @post("/api/sessions/{session_id}/deny", policy=Signed(Permission.SESSION_APPROVE))
    async def deny(self, call: Call, session_id: str, body: Note) -> SessionAnswer:
        """Deny a request."""
        return await self._service.deny(call.person, session_id, body.note)

    @post("/api/sessions/{session_id}/withdraw", policy=ENDING)
    async def withdraw(self, call: Call, session_id: str, body: Empty) -> SessionAnswer:
        """Take back one's own request or offer."""
        await self._service.withdraw(call.person, session_id)
        return await self._service.one(call.person, session_id)

    @post("/api/sessions/{session_id}/terminate", policy=Signed(Permission.SESSION_TERMINATE))
    async def terminate(self, call: Call, session_id: str, body: Why) -> SessionAnswer:
        """End somebody's session."""
        return await self._service.terminate(call.person, session_id, body.reason)

    @post("/api/sessions/{session_id}/done", policy=ENDING)
    async def done(self, call: Call, session_id: str, body: Empty) -> SessionAnswer:
        """End one's own session."""
        await self._service.done(call.person, session_id)
        return await self._service.one(call.person, session_id)


def _offer(body: OfferAsked) -> Offer:
    return Offer(
        device=body.device_id, reason=body.reason, capabilities=frozenset(body.capabilities), seconds=body.seconds
    )
