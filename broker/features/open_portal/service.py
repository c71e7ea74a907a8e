"""What people do who are not signed in: ask an organization for help, and look where their request stands."""

from collections.abc import Callable
from typing import Any

import msgspec

from broker.access.actors import AnonymousActor, SystemActor
from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.clock import instant_text
from broker.entropy import url_text
from broker.errors import NotFound
from broker.features.messages.answers import Thread
from broker.features.messages.rules import Side, checked_text
from broker.features.messages.service import THE_PERSON, Messages
from broker.features.open_portal import rules, store
from broker.features.sessions import store as sessions
from broker.features.sessions.asking import Asking, Contact
from broker.features.sessions.join_help import JoinHelp, JoinHelps, NowAnswer
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep, View
from broker.storage.walls import put_up, reach_text
from protocol.identifiers import OrganizationId, SessionId
from protocol.session.states import Requested, Session

SECRET_BYTES = 32
_JOB = SystemActor(job="visitors")


class OpenPortalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An open portal, to whoever comes."""

    organization: str
    asks_contact: bool = True
    """Whether visitors have to say how they can be reached."""


class VisitorRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Where a visitor's request stands: waiting, taken, denied, expired or ended."""

    organization: str
    state: str
    reason: str
    asked_at: str
    place_in_line: int | None
    note: str | None
    join: JoinHelp | None
    """How a computer joins, once the request is approved."""
    thread: Thread | None
    """Its messages, where visitors have them."""


class OpenPortals:
    """Lets visitors of open portals ask, and read what became of it."""

    def __init__(
        self,
        work: UnitOfWork,
        asking: Asking,
        randomness: Callable[[int], bytes],
        *,
        helps: JoinHelps,
        settings: Settings,
        messages: Messages,
    ) -> None:
        self._work = work
        self._asking = asking
        self._randomness = randomness
        self._helps = helps
        self._settings = settings
        self._messages = messages

    async def look(self, slug: str, address: str) -> OpenPortalAnswer:
        """Say whose open portal this is; one that is not open is the same NotFound as none."""

        def body(view: View) -> OpenPortalAnswer:
            found = _open(view, slug)
            _look_at(view, found.id)
            asks_contact = self._asking.asks_contact_at(view, found.id, None)
            return OpenPortalAnswer(organization=found.name, asks_contact=asks_contact)

        return await self._work.view(AnonymousActor(address=address), Permission.VISITOR_REQUEST, body)

    async def help_now(self, slug: str, address: str) -> NowAnswer:
        """Say how the agent is started: to visitors of an open portal, and without one where the instance says so."""

        def body(view: View) -> bool:
            if slug:
                return store.open_organization(view, slug) is not None
            return self._settings.at(view).get_help_now_open

        if not await self._work.view(AnonymousActor(address=address), Permission.VISITOR_REQUEST, body):
            raise NotFound
        return self._helps.now()

    async def ask(self, slug: str, contact: Contact, address: str) -> str:
        """Ask for help, and give the secret by which the request is read again."""
        secret = url_text(self._randomness(SECRET_BYTES))

        def admit(view: View) -> OrganizationId:
            organization = OrganizationId(_open(view, slug).id)
            # How often an address asks counts wherever it asks: before this is about one organization alone.
            _check_address(view, address)
            _look_at(view, organization)
            if self._asking.asks_contact_at(view, organization, None):
                rules.check_reachable(contact)
            _check_organization(view, organization)
            return organization

        def keep(change: Change, session: SessionId, organization: OrganizationId) -> None:
            store.keep(change, secret, session, organization, address)

        await self._asking.request_of_visitor(AnonymousActor(address=address), contact, admit, keep)
        return secret

    async def state(self, secret: str, address: str) -> VisitorRequest:
        """Say where a request stands to whoever holds its secret."""

        def read(view: View) -> VisitorRequest:
            found, session = _known(view, secret)
            place = None
            if isinstance(session.state, Requested):
                place = sessions.place_in_line(view, session.organization, session.created_at, session.id)
            return VisitorRequest(
                organization=found.name,
                state=rules.state_of(session),
                reason=session.ask.reason,
                asked_at=instant_text(session.created_at),
                place_in_line=place,
                note=found.note or None,
                join=self._helps.of_request(view, session.id) if rules.waits_for_computer(session) else None,
                thread=self._thread(view, session),
            )

        return await self._work.view(AnonymousActor(address=address), Permission.VISITOR_REQUEST_READ, read)

    async def write(self, secret: str, text: str, address: str) -> None:
        """Write to the technicians, on the request whose secret somebody holds."""
        kept = checked_text(text)

        def body(change: Change) -> None:
            _, session = _known(change, secret)
            if not store.may_write(change, session.organization):
                raise NotFound
            self._messages.write_in(change, session, Side.PERSON, kept)

        await self._work.change(AnonymousActor(address=address), Permission.VISITOR_MESSAGE_WRITE, body)

    async def mark_read(self, secret: str, number: int, address: str) -> None:
        """Note up to which message a visitor has read."""

        def body(change: Change) -> None:
            _, session = _known(change, secret)
            if not store.has_messages(change, session.organization):
                raise NotFound
            self._messages.mark_in(change, session, THE_PERSON, number)

        await self._work.change(AnonymousActor(address=address), Permission.VISITOR_REQUEST_READ, body)

    def _thread(self, view: View, session: Session) -> Thread | None:
        if not store.has_messages(view, session.organization):
            return None
        may_write = store.may_write(view, session.organization)
        return self._messages.thread_in(view, session, Side.PERSON, THE_PERSON, may_write=may_write)

    async def forget(self) -> None:
        """Forget where requests came from after a day, and their links after a month."""

        def body(change: Change) -> None:
            if store.forget(change, change.now - rules.ADDRESS_KEPT, change.now - rules.KEPT):
                change.needs_no_entry(Upkeep.LEFTOVERS)
            else:
                change.nothing_changed()

        await self._work.change(_JOB, Permission.VISITOR_REQUEST, body)


def _open(view: View, slug: str) -> Any:
    """Find an open portal's organization, or raise NotFound."""
    found = store.open_organization(view, slug)
    if found is None:
        raise NotFound
    return found


def _look_at(view: View, organization: str) -> None:
    """From here on this is about one organization, and the database is told so."""
    put_up(view.connection, reach_text(only(OrganizationId(organization))))


def _known(view: View, secret: str) -> tuple[Any, Session]:
    """Find a request by its secret, and have the database look at its organization alone from here on."""
    known = store.by_secret(view, secret, view.now - rules.KEPT) if rules.is_secret(secret) else None
    if known is None:
        raise NotFound
    _look_at(view, known.organization_id)
    found = store.request_of(view, known.session_id)
    return found, sessions.decode_session(found.state)


def _check_address(view: View, address: str) -> None:
    lately = view.now - rules.ADDRESS_WINDOW
    if store.asked_since(view, lately, address=address) >= rules.MOST_BY_ADDRESS:
        raise rules.too_often(rules.ADDRESS_WINDOW)


def _check_organization(view: View, organization: str) -> None:
    hour = view.now - rules.ORGANIZATION_WINDOW
    if (
        store.waiting(view, organization) >= rules.MOST_WAITING
        or store.asked_since(view, hour, organization=organization) >= rules.MOST_BY_ORGANIZATION
    ):
        raise rules.too_many()
