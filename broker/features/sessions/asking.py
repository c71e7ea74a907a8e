"""Asking for help: people in their portal, at the tray of their device, and visitors of an open portal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from broker.access.actors import AccountActor, Actor, AnonymousActor, DeviceActor, title_of
from broker.access.permissions import Permission
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing
from broker.features.sessions import rules, store
from broker.features.sessions.join_codes import CodeBook
from broker.features.sessions.steps import record
from broker.features.settings.service import SessionSettings, Settings
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol import policy as asks
from protocol.capabilities import Capabilities, ordered
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.session.states import (
    APPROVAL_SECONDS,
    REQUEST_SECONDS,
    Approved,
    Ask,
    Limits,
    Requested,
    Session,
    technician_of,
)

MAX_WAITING: Final = 3
"""Requests of one person that may wait at once."""
MAX_AN_HOUR: Final = 20
"""Requests of one person, those taken back too."""
SILENCE_SECONDS: Final = 5
"""How long after the question's time the device's word on it is waited for, where silence is a yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who asks, as they fill it in."""

    name: str
    email: str
    phone: str
    reason: str


class Asking:
    """Takes requests for help, and begins sessions."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        settings: Settings,
        new_id: Callable[[], str],
        told: Callable[[Session], None],
        codes: CodeBook,
    ) -> None:
        self._codes = codes
        self._work = work
        self._settings = settings
        self._new_id = new_id
        self._told = told

    async def request(self, actor: Actor, contact: Contact, device: str | None) -> SessionId:
        """Ask for help: a person from the browser, or from the tray of their device."""
        identifier = SessionId(self._new_id())

        def body(change: Change) -> None:
            found = _own_device(change, device)
            _check_lasting(found)
            organization = found.organization_id if found else _home(actor)
            change.require(Permission.SESSION_REQUEST, organization)
            _check_not_waiting(change, actor, found.id if found else None)
            asked_for = DeviceId(found.id) if found else None
            self._ask(change, identifier, contact, OrganizationId(organization), asked_for)

        await self._work.change(actor, Permission.SESSION_REQUEST, body)
        return identifier

    async def asks_contact(self, actor: AccountActor, device: str | None) -> bool:
        """Tell whether a request by this person has to say how they are reached."""

        def body(view: View) -> bool:
            found = _own_device(view, device)
            organization = found.organization_id if found else _home(actor)
            view.require(Permission.SESSION_REQUEST, organization)
            return self.asks_contact_at(view, organization, found.id if found else None)

        return await self._work.view(actor, Permission.SESSION_REQUEST, body)

    def asks_contact_at(self, view: View, organization: str, device: str | None) -> bool:
        """Tell what the settings of a place say of contact details."""
        return self._settings.for_session(view, organization, device).policy.asking.contact

    async def request_of_visitor(
        self,
        visitor: AnonymousActor,
        contact: Contact,
        admit: Callable[[View], OrganizationId],
        keep: Callable[[Change, SessionId, OrganizationId], None],
    ) -> None:
        """Ask for help without an account: `admit` says whom, or refuses; `keep` remembers who may read it again."""
        identifier = SessionId(self._new_id())

        def body(change: Change) -> None:
            organization = admit(change)
            self._ask(change, identifier, contact, organization, None)
            keep(change, identifier, organization)

        await self._work.change(visitor, Permission.VISITOR_REQUEST, body)

    def _ask(
        self,
        change: Change,
        identifier: SessionId,
        contact: Contact,
        organization: OrganizationId,
        device: DeviceId | None,
    ) -> None:
        settings = self._settings.for_session(change, organization, device)
        check_allowed(settings)
        actor, asking = change.actor, settings.policy.asking
        if not asking.allowed:
            raise Conflict("Requests for help are switched off here. Call your IT.", code="request.off")
        kept = _contact(contact, asking, actor)
        ask = Ask(
            origin=Origin.REQUEST,
            reason=kept.reason,
            capabilities=ordered(settings.capabilities),
            seconds=settings.session_seconds,
            name=kept.name,
            email=kept.email,
            phone=kept.phone,
            requester=actor.account_id if isinstance(actor, AccountActor) else None,
        )
        session = Session(
            id=identifier,
            organization=organization,
            device=device,
            ask=ask,
            limits=limits_of(settings),
            created_at=change.now,
            state=Requested(deadline=after(change, REQUEST_SECONDS)),
        )
        self.begin(change, session, "session.requested", {"reason": kept.reason})

    def issue_code(self, change: Change, session: Session) -> None:
        """Give an approved request that names no computer a code, by which one joins exactly this request."""
        code = self._codes.fresh(change)
        told = {"session_id": session.id, "organization_id": session.organization}
        self._codes.add(change, self._new_id(), code, {**told, "code_encrypted": self._codes.sealed(code, session.id)})

    def begin(self, change: Change, session: Session, entry: str, detail: dict[str, object]) -> Session:
        """Store a new session with its entry, and tell the world once it is kept."""
        store.add(change, session)
        record(change, session, entry, detail)
        change.after_commit(self._told, session)
        return session


def check_allowed(settings: SessionSettings) -> None:
    """Refuse where nobody is helped at all."""
    if not settings.allow_remote_support:
        raise Conflict("Remote support is switched off here.", code="support.off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a technician asks for on a device."""

    device: str
    reason: str
    capabilities: Capabilities
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a technician asks a person for."""

    reason: str
    capabilities: Capabilities
    seconds: int


def checked_wish(wish: Wish, settings: SessionSettings, now: datetime) -> Wish:
    """Check a wish against the settings; gives it with its reason as it is kept."""
    check_allowed(settings)
    reason = rules.reason_text(wish.reason, is_needed=settings.policy.asking.reason)
    rules.check_capabilities(wish.capabilities, settings.capabilities)
    rules.check_seconds(wish.seconds, settings.session_seconds)
    check_hours(settings, now)
    return Wish(reason=reason, capabilities=wish.capabilities, seconds=wish.seconds)


def offered_session(
    change: Change, identifier: SessionId, device: Any, wish: Wish, settings: SessionSettings
) -> tuple[Session, dict[str, object]]:
    """Build the session of a technician's offer, and what its entry says."""
    actor = change.actor
    assert isinstance(actor, AccountActor)
    ask = Ask(
        origin=Origin.OFFER,
        reason=wish.reason,
        capabilities=ordered(wish.capabilities),
        seconds=wish.seconds,
        requester=actor.account_id,
    )
    session = Session(
        id=identifier,
        organization=OrganizationId(device.organization_id),
        device=DeviceId(device.id),
        ask=ask,
        limits=limits_of(settings),
        created_at=change.now,
        state=Approved(technician=actor.account_id, note="", deadline=after(change, APPROVAL_SECONDS)),
    )
    return session, {"capabilities": ", ".join(ask.capabilities), "seconds": ask.seconds, "reason": wish.reason}


def check_free(view: View, settings: SessionSettings, device: DeviceId) -> None:
    """Refuse where support is off, or somebody has a session already."""
    check_allowed(settings)
    live = store.live_on(view, device)
    if live is not None:
        who = account_name(view, technician_of(live)) or "Somebody"
        raise Conflict(f"{who} has a session on this device already.", code="session.device_busy")


def account_name(view: View, account: AccountId | None) -> str | None:
    """Name an account, where there is one."""
    query = select(tables.accounts.c.name).where(tables.accounts.c.id == account)
    name: str | None = view.connection.execute(query).scalar_one_or_none()
    return name


def check_hours(settings: SessionSettings, now: datetime) -> None:
    """Refuse to begin a session outside of its hours."""
    if not settings.is_open(now):
        hours = "; ".join(settings.hours)
        raise Conflict(f"Sessions start here only in these hours: {hours}.", code="support.closed")


def device_for_help(view: View, device: str) -> Any:
    archived = select(tables.organizations.c.id).where(tables.organizations.c.archived_at.is_not(None))
    query = select(tables.devices).where(
        tables.devices.c.id == device,
        tables.devices.c.revoked_at.is_(None),
        tables.devices.c.organization_id.not_in(archived),
        view.within_device_reach(tables.devices.c.organization_id, tables.devices.c.id),
    )
    row = view.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def _own_device(view: View, device: str | None) -> Any | None:
    """Find the device that somebody asks help for: the one that asks, or one assigned to the person."""
    actor, columns = view.actor, tables.devices.c
    if isinstance(actor, DeviceActor):
        return device_for_help(view, actor.device_id)
    assert isinstance(actor, AccountActor)
    query = select(tables.devices).where(columns.assigned_account_id == actor.account_id, columns.revoked_at.is_(None))
    if device is not None:
        found = view.connection.execute(query.where(columns.id == device)).one_or_none()
        if found is None:
            raise NotFound
        return found
    own = view.connection.execute(query.limit(2)).all()
    return own[0] if len(own) == 1 else None


def _check_lasting(device: Any | None) -> None:
    if device is not None and device.temporary:
        raise Conflict("This computer joined for one session only. Start again for a new code.", code="request.off")


def _check_not_waiting(view: View, actor: Actor, device: str | None) -> None:
    is_open = device is not None and store.open_request_of(view, DeviceId(device)) is not None
    if isinstance(actor, AccountActor):
        is_open = is_open or store.waiting_of_account(view, actor.account_id) >= MAX_WAITING
    if is_open:
        raise Conflict("A request of yours is open already.", code="session.request_open")
    account = actor.account_id if isinstance(actor, AccountActor) else None
    if store.asked_since(view, view.now - timedelta(hours=1), device=device, account=account) >= MAX_AN_HOUR:
        raise Conflict("You have asked very often just now. Try again in an hour.", code="session.asked_too_often")


def _contact(contact: Contact, asking: asks.Asking, actor: Actor) -> Contact:
    name = rules.plain_text(contact.name, "name", rules.MAX_PERSON)
    if not name and not asking.contact:
        name = title_of(actor).name[: rules.MAX_PERSON]
    if not name and asking.contact:
        raise BadInput("Say who you are.", code="field.name", fields={"name": "Fill this in."})
    return Contact(
        name=name,
        email=rules.plain_text(contact.email, "email", rules.MAX_PERSON),
        phone=rules.plain_text(contact.phone, "phone", rules.MAX_PHONE),
        reason=rules.reason_text(contact.reason, is_needed=asking.reason),
    )


def _home(actor: Actor) -> OrganizationId:
    if isinstance(actor, AccountActor) and actor.organization_id is not None:
        return actor.organization_id
    raise PermissionMissing


def limits_of(settings: SessionSettings) -> Limits:
    """Give the times that are fixed when a session begins."""
    silence_is_yes = settings.policy.consent.timeout_answer is asks.TimeoutAnswer.ALLOW
    return Limits(
        consent_seconds=settings.consent_seconds,
        resume_seconds=settings.resume_seconds,
        lease_ttl_seconds=settings.lease_ttl_seconds,
        silence_seconds=SILENCE_SECONDS if silence_is_yes else 0,
    )


def after(view: View, seconds: int) -> datetime:
    """Give the moment so many seconds from now."""
    return view.now + timedelta(seconds=seconds)
