"""A technician's visit where nobody can be asked: asked for, approved by another, and what it takes at each moment."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.errors import Conflict, PermissionMissing
from broker.features.accounts.proving import use_up_for_session
from broker.features.devices.known_visitors import devices_that_know
from broker.features.devices.presence import PresenceBoard
from broker.features.sessions import rules, store
from broker.features.sessions.asking import (
    MAX_WAITING,
    Asking,
    Offer,
    Wish,
    after,
    check_free,
    check_hours,
    checked_wish,
    device_for_help,
    offered_session,
)
from broker.features.sessions.blocks import MOST_OFFERS, check_may_offer, check_not_blocked, is_blocked
from broker.features.settings.service import SessionSettings, Settings
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol.capabilities import Capability
from protocol.grant import Origin, Visit
from protocol.identifiers import AccountId, DeviceId, SessionId
from protocol.links.agent_broker import Presence
from protocol.policy import Policy
from protocol.session import events as on
from protocol.session.states import REQUEST_SECONDS, Requested, Session, grant_of, technician_of
from protocol.starting import Start, is_open, start_at
from protocol.visits import lack_of, start_of_visit

_OFF = "Unattended access is off here."
_UNKNOWN = "Nobody is there, and nobody there has let you in by the code yet. The first time somebody has to be."


class Visiting:
    """Takes what technicians ask for where nobody can be asked."""

    def __init__(
        self,
        *,
        work: UnitOfWork,
        settings: Settings,
        presences: PresenceBoard,
        asking: Asking,
        new_id: Callable[[], str],
        most_offers: int = MOST_OFFERS,
    ) -> None:
        self._work = work
        self._settings = settings
        self._presences = presences
        self._asking = asking
        self._new_id = new_id
        self._most_offers = most_offers

    async def ask(self, actor: AccountActor, offer: Offer) -> SessionId:
        """Ask for a visit; where the settings want somebody's approval, it waits for that among the requests."""
        identifier = SessionId(self._new_id())

        def body(change: Change) -> None:
            device = device_for_help(change, offer.device)
            _require(change, device, offer)
            settings = self._settings.for_session(change, device.organization_id, device.id)
            wish = _checked(offer, settings, change)
            check_free(change, settings, DeviceId(device.id))
            check_may_offer(change, actor.account_id, device, self._most_offers)
            _check_few(change, actor.account_id)
            _check_place(change, actor.account_id, DeviceId(device.id), settings, self._presences)
            if settings.step_up:
                use_up_for_session(change, actor)
            session, asked = offered_session(change, identifier, device, wish, settings)
            asked |= {"shown_again": True} if settings.step_up else {}
            visit = _as_visit(change, session, settings)
            self._asking.begin(change, visit, "session.unattended_asked", asked)

        await self._work.change(actor, Permission.SESSION_UNATTENDED, body)
        return identifier


def approval_of_visit(
    view: View, session: Session, event: on.Approve | on.Take, settings: SessionSettings, presences: PresenceBoard
) -> on.Approve:
    """Give the yes to somebody else's visit, or refuse it; the visit stays that of who asked for it."""
    assert isinstance(view.actor, AccountActor)
    asker = technician_of(session)
    if isinstance(event, on.Take) or asker is None or session.device is None:
        raise Conflict("Somebody who may approve requests has to say yes here.", code="request.needs_approval")
    if asker == view.actor.account_id:
        raise PermissionMissing("Somebody else has to approve what you ask for yourself.")
    if not settings.policy.unattended.allowed:
        raise Conflict(_OFF, code="unattended.off")
    check_not_blocked(view, asker, session.device)
    _check_shown(session, settings)
    check_hours(settings, view.now)
    check_free(view, settings, session.device)
    _check_place(view, asker, session.device, settings, presences)
    return on.Approve(technician=asker, note=event.note, by=view.actor.account_id)


def start_there(view: View, session: Session, policy: Policy, presence: Presence) -> Start:
    """Say how a visit begins now; one that was agreed on goes on as it began."""
    visit = rules.visit_of(session)
    if grant_of(session) is not None:
        return start_at(presence, Origin.UNATTENDED, policy)
    return start_of_visit(
        presence, policy, visit, session.ask.reason, is_confirmed=_is_known(view, visit, session.device)
    )


def is_spoilt(view: View, session: Session, settings: SessionSettings) -> bool:
    """Tell whether what a technician began by themselves may not be put to the person, or the device, any more."""
    if session.ask.origin not in (Origin.OFFER, Origin.UNATTENDED) or session.device is None:
        return False
    if is_blocked(view, technician_of(session) or "", session.device):
        return True
    if session.ask.origin is Origin.OFFER:
        return False
    return lacks_something(session, settings.policy) or _lacks_showing(session, settings)


def lacks_something(session: Session, policy: Policy) -> bool:
    """Tell whether this is a visit that the settings do not allow as it is, whoever says yes to it."""
    is_visit = session.ask.origin is Origin.UNATTENDED
    return is_visit and lack_of(policy, rules.visit_of(session), session.ask.reason) is not None


def is_known_visit(view: View, session: Session) -> bool:
    """Tell whether the device knows who visits it."""
    return _is_known(view, rules.visit_of(session), session.device)


def is_over_for_visit(session: Session, settings: SessionSettings, *, is_known: bool) -> bool:
    """Tell whether a visit that nobody was asked about has to end: none is allowed, or who came is not known."""
    grant = grant_of(session)
    unasked = grant is not None and not grant.asked_person
    may_go_on = settings.policy.unattended.allowed and is_known
    return session.ask.origin is Origin.UNATTENDED and unasked and not may_go_on


def _lacks_showing(session: Session, settings: SessionSettings) -> bool:
    return settings.step_up and not session.ask.shown_again


def _check_shown(session: Session, settings: SessionSettings) -> None:
    if _lacks_showing(session, settings):
        sentence = "By the settings, who comes shows again who they are when they ask. They have to ask once more."
        raise Conflict(sentence, code="unattended.not_shown")


def _require(change: Change, device: Any, offer: Offer) -> None:
    needed = [Permission.SESSION_UNATTENDED, Permission.SESSION_OFFER]
    if Capability.CONTROL in offer.capabilities:
        needed.append(Permission.SESSION_CONTROL)
    for each in needed:
        change.require(each, device.organization_id, device.id)


def _checked(offer: Offer, settings: SessionSettings, change: Change) -> Wish:
    wish = Wish(reason=offer.reason, capabilities=offer.capabilities, seconds=offer.seconds)
    checked = checked_wish(wish, settings, change.now)
    if not settings.policy.unattended.allowed:
        raise Conflict(_OFF, code="unattended.off")
    rules.reason_text(checked.reason, is_needed=settings.policy.unattended.reason)
    return checked


def _check_few(view: View, account: str) -> None:
    if store.waiting_of_account(view, account) >= MAX_WAITING:
        sentence = f"{MAX_WAITING} of your visits wait for somebody's yes already. Withdraw one first."
        raise Conflict(sentence, code="session.request_open")


def _check_place(
    view: View, account: AccountId, device: DeviceId, settings: SessionSettings, presences: PresenceBoard
) -> None:
    """Refuse where no visit can begin as things are there now."""
    presence = presences.presence(device)
    if presence is None:
        raise Conflict("This device is not connected.", code="device.offline")
    start = start_at(presence, Origin.UNATTENDED, settings.policy)
    if start is Start.NONE and is_open(presence):
        raise Conflict("The screen is unlocked. Policy: no session.", code="device.somebody_there")
    if start is Start.NONE:
        raise Conflict("Nothing there shows a screen. No session.", code="device.nobody_there")
    if start is Start.UNASKED and not _is_known(view, Visit(account=account), device):
        raise Conflict(_UNKNOWN, code="unattended.not_confirmed")


def _is_known(view: View, visit: Visit | None, device: DeviceId | None) -> bool:
    return visit is not None and device is not None and device in devices_that_know(view, visit.account, (device,))


def _as_visit(change: Change, session: Session, settings: SessionSettings) -> Session:
    """Make a visit of what is built like an offer; its asker stands as who asks, for those who approve."""
    assert isinstance(change.actor, AccountActor)
    name = change.actor.name[: rules.MAX_PERSON]
    ask = replace(session.ask, origin=Origin.UNATTENDED, name=name, shown_again=settings.step_up)
    visit = replace(session, ask=ask)
    if not settings.policy.unattended.approval:
        return visit
    return replace(visit, state=Requested(deadline=after(change, REQUEST_SECONDS)))
