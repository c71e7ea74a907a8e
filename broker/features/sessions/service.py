"""What people do with sessions: ask, offer, answer, take back, end, read."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from broker.access.actors import AccountActor, AccountKind, Actor, DeviceActor
from broker.access.permissions import Permission
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing
from broker.features.accounts.proving import check_shown_for_session, use_up_for_session
from broker.features.devices.presence import PresenceBoard
from broker.features.sessions import rules, store
from broker.features.sessions.answers import SessionAnswer, answer_of
from broker.features.sessions.asking import (
    Asking,
    Offer,
    Wish,
    account_name,
    check_allowed,
    check_free,
    check_hours,
    checked_wish,
    device_for_help,
    offered_session,
)
from broker.features.sessions.blocks import MOST_OFFERS, check_may_offer, check_not_blocked
from broker.features.sessions.steps import Decide, Plan, Stepper, Write, name_of, record
from broker.features.sessions.visiting import approval_of_visit
from broker.features.settings.places import Place
from broker.features.settings.service import SessionSettings, Settings
from broker.storage import tables
from broker.storage.audit_search import read_timeline
from broker.storage.listing import Listed
from broker.storage.paging import PageAsked
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol.capabilities import Capability
from protocol.grant import Origin
from protocol.identifiers import DeviceId, SessionId
from protocol.session import events as on
from protocol.session.machine import Step
from protocol.session.reasons import EndReason, off_reason
from protocol.session.states import (
    Requested,
    Session,
    technician_of,
)
from protocol.starting import Start, is_open, start_at


class SessionService:
    """Everything that people do with sessions over the API and the tray."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        stepper: Stepper,
        settings: Settings,
        presences: PresenceBoard,
        asking: Asking,
        new_id: Callable[[], str],
        told: Callable[[Session], None],
        most_offers: int = MOST_OFFERS,
    ) -> None:
        self._most_offers = most_offers
        self._work = work
        self._stepper = stepper
        self._settings = settings
        self._presences = presences
        self._asking = asking
        self._new_id = new_id
        self._told = told

    async def offer(self, actor: AccountActor, offer: Offer) -> SessionAnswer:
        """Offer help on a device."""
        identifier = SessionId(self._new_id())

        def body(change: Change) -> Session:
            device = device_for_help(change, offer.device)
            change.require(Permission.SESSION_OFFER, device.organization_id, device.id)
            if Capability.CONTROL in offer.capabilities:
                change.require(Permission.SESSION_CONTROL, device.organization_id, device.id)
            settings = self._settings.for_session(change, device.organization_id, device.id)
            wish = Wish(reason=offer.reason, capabilities=offer.capabilities, seconds=offer.seconds)
            wish = checked_wish(wish, settings, change.now)
            check_free(change, settings, DeviceId(device.id))
            check_may_offer(change, actor.account_id, device, self._most_offers)
            self._check_here(DeviceId(device.id))
            self._check_may_begin(settings, DeviceId(device.id), Origin.OFFER)
            if settings.step_up:
                # Last of all: nobody shows what would be refused in any case.
                use_up_for_session(change, actor)
            session, asked = offered_session(change, identifier, device, wish, settings)
            asked |= {"shown_again": True} if settings.step_up else {}
            return self._asking.begin(change, session, "session.offered", asked)

        await self._work.change(actor, Permission.SESSION_OFFER, body)
        return await self.one(actor, identifier)

    async def approve(self, actor: AccountActor, session: str, note: str) -> SessionAnswer:
        """Say yes to a request, and take it."""
        kept = rules.plain_text(note, "note", rules.MAX_NOTE)
        event = on.Approve(technician=actor.account_id, note=kept)
        return await self._answer_yes(actor, Permission.SESSION_APPROVE, session, event, {"note": kept or None})

    async def take(self, actor: AccountActor, session: str, note: str) -> SessionAnswer:
        """Take a request that nobody has to approve; whoever may offer help there can."""
        kept = rules.plain_text(note, "note", rules.MAX_NOTE)
        event = on.Take(technician=actor.account_id, note=kept)
        return await self._answer_yes(actor, Permission.SESSION_OFFER, session, event, {"note": kept or None})

    async def _answer_yes(
        self,
        actor: AccountActor,
        permission: Permission,
        session: str,
        event: on.Approve | on.Take,
        detail: dict[str, object],
    ) -> SessionAnswer:
        def decide(view: View, found: Session) -> on.AnyEvent:
            view.require(permission, found.organization, found.device)
            _check_still_waits(view, found)
            settings = self._settings.for_session(view, found.organization, found.device)
            check_allowed(settings)
            if found.ask.origin is Origin.UNATTENDED:
                return approval_of_visit(view, found, event, settings, self._presences)
            if isinstance(event, on.Take):
                _check_may_take(view, actor, found, settings)
            check_hours(settings, view.now)
            if found.device is not None:
                check_free(view, settings, found.device)
                self._check_may_begin(settings, found.device, Origin.REQUEST, is_fresh=rules.is_fresh(found, view.now))
            if settings.step_up:
                check_shown_for_session(view, actor)
            return event

        def use_up(change: Change, found: Session, step: Step) -> None:
            if found.ask.origin is Origin.UNATTENDED:
                return
            if found.device is None:
                self._asking.issue_code(change, found)
            if self._settings.for_session(change, found.organization, found.device).step_up:
                use_up_for_session(change, actor)
                detail["shown_again"] = True

        await self._step(actor, permission, session, decide, detail, use_up)
        return await self.one(actor, session)

    async def note(self, actor: AccountActor, session: str, note: str) -> SessionAnswer:
        """Answer a request that names no device with a note, while it goes on waiting."""
        kept = rules.plain_text(note, "note", rules.MAX_NOTE)
        if not kept:
            raise BadInput("Write what they should read.", code="field.note", fields={"note": "Fill this in."})

        def body(change: Change) -> SessionAnswer:
            found = store.load(change, session)
            change.require(Permission.SESSION_APPROVE, found.session.organization, found.session.device)
            _check_still_waits(change, found.session)
            if found.session.device is not None:
                raise Conflict("The note goes with your answer: approve or deny.", code="session.refused_state")
            store.keep_note(change, found, kept)
            record(change, found.session, "session.noted", {"note": kept})
            change.after_commit(self._told, found.session)
            return self._one(change, session)

        return await self._work.change(actor, Permission.SESSION_APPROVE, body)

    async def deny(self, actor: AccountActor, session: str, note: str) -> SessionAnswer:
        """Say no to a request."""
        kept = rules.plain_text(note, "note", rules.MAX_NOTE)

        def decide(view: View, found: Session) -> on.AnyEvent:
            view.require(Permission.SESSION_APPROVE, found.organization, found.device)
            _check_still_waits(view, found)
            return on.Deny(by=actor.name, note=kept)

        await self._step(actor, Permission.SESSION_APPROVE, session, decide)
        return await self.one(actor, session)

    async def withdraw(self, actor: Actor, session: str) -> None:
        """Take back what one asked for or offered, before the yes."""
        permission = _ending(actor)

        def decide(view: View, found: Session) -> on.AnyEvent:
            view.require(permission, found.organization, found.device)
            if not (rules.holds(actor, found) or rules.asked_for(actor, found, _is_own(view, found.device))):
                raise _not_yours(actor)
            return on.Withdraw(by=found.ask.name if isinstance(actor, DeviceActor) else name_of(actor))

        await self._step(actor, permission, session, decide)

    async def terminate(self, actor: AccountActor, session: str, reason: str) -> SessionAnswer:
        """End somebody's session by right."""
        kept = rules.plain_text(reason, "reason", rules.MAX_NOTE)

        def decide(view: View, found: Session) -> on.AnyEvent:
            view.require(Permission.SESSION_TERMINATE, found.organization, found.device)
            return on.Finish(reason=EndReason.TERMINATED, by=actor.name, note=kept or None)

        await self._step(actor, Permission.SESSION_TERMINATE, session, decide)
        return await self.one(actor, session)

    async def done(self, actor: AccountActor, session: str) -> None:
        """End a session that is one's own, from either side."""
        permission = _ending(actor)

        def decide(view: View, found: Session) -> on.AnyEvent:
            view.require(permission, found.organization, found.device)
            if rules.holds(actor, found):
                return on.Finish(reason=off_reason(found.ask.origin), by=actor.name)
            if rules.asked_for(actor, found, _is_own(view, found.device)):
                return on.Finish(reason=EndReason.DONE_AT_DEVICE, by=actor.name)
            raise _not_yours(actor)

        await self._step(actor, permission, session, decide)

    async def one(self, actor: Actor, session: str) -> SessionAnswer:
        """Read one session."""
        return await self._work.view(actor, _reading(actor), lambda view: self._one(view, session))

    async def asked(self, actor: Actor, session: str) -> SessionAnswer:
        """Give what somebody asked for just now, who may not be allowed to look at it later."""
        return await self._work.view(actor, Permission.SESSION_REQUEST, lambda view: self._one(view, session))

    async def with_timeline(self, actor: Actor, session: str) -> tuple[SessionAnswer, list[Any]]:
        """Read one session with its story."""
        return await self._work.view(
            actor, _reading(actor), lambda view: (self._one(view, session), list(read_timeline(view, session)))
        )

    async def page(self, actor: Actor, narrowed: store.Filter, asked: PageAsked) -> Listed[SessionAnswer]:
        """Read part of the list."""

        def body(view: View) -> Listed[SessionAnswer]:
            page = store.page(view, narrowed, asked)
            return Listed(
                items=self._answers(view, page.rows), next=page.next, total=page.total, at_least=page.at_least
            )

        return await self._work.view(actor, _reading(actor), body)

    def _one(self, view: View, session: str) -> SessionAnswer:
        query = store.with_names().where(tables.sessions.c.id == session, store.visible_to(view))
        row = view.connection.execute(query).one_or_none()
        if row is None:
            raise NotFound
        return self._answers(view, [row])[0]

    def _answers(self, view: View, rows: Sequence[Any]) -> tuple[SessionAnswer, ...]:
        """Write sessions; where requests wait, whether they need somebody's approval is read for all at once."""
        waiting = {
            row.id: place_of(row) for row in rows if row.state_name == "requested" and row.origin == Origin.REQUEST
        }
        applying = self._settings.at_each(view, set(waiting.values())) if waiting else {}
        free = {
            identifier for identifier, place in waiting.items() if not applying[place].for_session().approval_needed
        }
        return tuple(answer_of(view, row, approval_needed=row.id not in free) for row in rows)

    async def _step(
        self,
        actor: Actor,
        permission: Permission,
        session: str,
        decide: Decide,
        detail: dict[str, object] | None = None,
        write: Write | None = None,
    ) -> None:
        await self._stepper.take(
            Plan(actor=actor, permission=permission, session=session, decide=decide, detail=detail or {}, write=write)
        )

    def _check_may_begin(
        self, settings: SessionSettings, device: DeviceId, origin: Origin, *, is_fresh: bool = True
    ) -> None:
        """Refuse where the policy lets no session begin as things are there now."""
        presence = self._presences.presence(device)
        if presence is None:
            return
        start = start_at(presence, origin, settings.policy)
        if start is Start.UNASKED and not is_fresh:
            raise Conflict(
                f"Nobody can be asked there now, and they asked over {rules.FRESH_MINUTES} minutes ago. Call them.",
                code="device.nobody_there",
            )
        if start is not Start.NONE:
            return
        if is_open(presence):
            raise Conflict("The screen is unlocked. Policy: no session.", code="device.somebody_there")
        why = "An offer needs an answer." if origin is Origin.OFFER else "Policy: no session."
        raise Conflict(f"Nobody can be asked there now. {why}", code="device.nobody_there")

    def _check_here(self, device: DeviceId) -> None:
        if self._presences.presence(device) is None:
            raise Conflict("This device is not connected.", code="device.offline")


def place_of(row: Any) -> Place:
    """Name the place whose settings count for a stored session."""
    return Place(organization=row.organization_id, device=row.device_id)


def _is_own(view: View, device: DeviceId | None) -> bool:
    if device is None or not isinstance(view.actor, AccountActor):
        return False
    query = select(tables.devices.c.assigned_account_id).where(tables.devices.c.id == device)
    owner: str | None = view.connection.execute(query).scalar_one_or_none()
    return owner == view.actor.account_id


def _check_still_waits(view: View, session: Session) -> None:
    """Say who was first, where another technician was."""
    if isinstance(session.state, Requested):
        return
    answered = session.approved_by or technician_of(session)
    who = account_name(view, answered) or getattr(session.state, "by", None) or "Somebody"
    if session.ask.origin is not Origin.OFFER:
        raise Conflict(f"{who} was first: this request is answered.", code="session.refused_state")


def _check_may_take(view: View, actor: AccountActor, session: Session, settings: SessionSettings) -> None:
    """Refuse where an approval is needed, and where the person did not want this technician to offer help."""
    if settings.approval_needed:
        raise Conflict("Somebody who may approve requests has to say yes here.", code="request.needs_approval")
    # Who may approve comes in by more than the right to offer help.
    approves = view.may(Permission.SESSION_APPROVE, session.organization, session.device)
    if session.device is not None and not approves:
        check_not_blocked(view, actor.account_id, session.device)


def _reading(actor: Actor) -> Permission:
    """End users and devices come by what is theirs, staff by what their groups give."""
    return Permission.SESSION_READ if _is_staff(actor) else Permission.OWN_SESSION_READ


def _ending(actor: Actor) -> Permission:
    return Permission.SESSION_READ if _is_staff(actor) else Permission.OWN_SESSION_END


def _is_staff(actor: Actor) -> bool:
    return isinstance(actor, AccountActor) and actor.kind is AccountKind.STAFF


def _not_yours(actor: Actor) -> Exception:
    if _is_staff(actor):
        return PermissionMissing("Only the technician who holds this session can do that.")
    return NotFound()
