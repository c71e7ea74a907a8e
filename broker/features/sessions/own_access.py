"""An end user reaches a device of theirs from elsewhere: how that begins, and what has to be so as long as it lasts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.errors import Conflict, NotFound
from broker.features.accounts.proving import use_up_for_session
from broker.features.accounts.remote_access import OF_ONESELF, remote_access_of
from broker.features.devices.presence import PresenceBoard
from broker.features.sessions import store
from broker.features.sessions.asking import Asking, after, check_allowed, check_hours, device_for_help, limits_of
from broker.features.sessions.blocks import MOST_OFFERS, check_not_asked_too_often, is_blocked
from broker.features.sessions.errands import Errands
from broker.features.sessions.revoking import Revoking
from broker.features.sessions.stage import JOB, Stage
from broker.features.settings.service import SessionSettings, Settings
from broker.storage import tables
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol.capabilities import ordered
from protocol.grant import Origin
from protocol.identifiers import DeviceId, OrganizationId, SessionId
from protocol.session.states import APPROVAL_SECONDS, Approved, Ask, Session, technician_of
from protocol.starting import Start, is_open, may_come, start_at

NOT_ENABLED: Final = "Remote access is not enabled for you. Ask your IT."
CEILING: Final = "The settings do not let owners reach this computer from elsewhere."


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccess:
    """Begins such sessions; no request, no approval, but the second factor each time."""

    work: UnitOfWork
    settings: Settings
    presences: PresenceBoard
    asking: Asking
    new_id: Callable[[], str]
    most_offers: int = MOST_OFFERS

    async def connect(self, actor: AccountActor, device: str) -> SessionId:
        """Begin a session on a device that is the actor's; raises NotFound, or Conflict with what is in the way."""
        identifier = SessionId(self.new_id())

        def body(change: Change) -> None:
            found = device_for_help(change, device)
            if found.assigned_account_id != actor.account_id or found.temporary:
                raise NotFound
            change.require(Permission.OWN_DEVICE_USE, found.organization_id)
            settings = self.settings.for_session(change, found.organization_id, found.id)
            _check_person(change, self.settings, actor)
            self._check_device(change, actor, found, settings)
            # Last of all: nobody shows what would be refused in any case.
            use_up_for_session(change, actor)
            session = _session(change, identifier, actor, found, settings)
            detail = {"capabilities": ", ".join(session.ask.capabilities), "seconds": session.ask.seconds}
            self.asking.begin(change, session, "session.own_begun", {**detail, "shown_again": True})

        await self.work.change(actor, Permission.OWN_DEVICE_USE, body)
        return identifier

    def _check_device(self, view: View, actor: AccountActor, device: Any, settings: SessionSettings) -> None:
        check_allowed(settings)
        if not may_come(Origin.OWN, settings.policy):
            raise Conflict(CEILING, code="own_access.off")
        check_hours(settings, view.now)
        _check_free(view, actor, DeviceId(device.id))
        if is_blocked(view, actor.account_id, device.id):
            sentence = "The person at this computer said that they did not expect you. Ask your IT."
            raise Conflict(sentence, code="session.offers_blocked")
        presence = self.presences.presence(DeviceId(device.id))
        if presence is None:
            raise Conflict("This computer is not connected.", code="device.offline")
        start = start_at(presence, Origin.OWN, settings.policy)
        if start is Start.ASK:
            check_not_asked_too_often(view, device.id, self.most_offers)
        elif start is Start.NONE and is_open(presence):
            raise Conflict("Somebody may be there, and the settings let nobody in then.", code="device.somebody_there")
        elif start is Start.NONE:
            raise Conflict("Nothing can be seen there now: nobody is signed in.", code="device.nobody_there")


def _check_person(view: View, settings: Settings, actor: AccountActor) -> None:
    """Refuse unless all holds that is about the person, as at the switch."""
    access = remote_access_of(view, settings, actor.account_id)
    if access is None or not access.is_on:
        raise Conflict(NOT_ENABLED, code="own_access.not_enabled")
    if access.unmet:
        fields = {each.value: OF_ONESELF[each] for each in access.unmet}
        raise Conflict(" ".join(fields.values()), code="own_access.unmet", fields=fields)


def _check_free(view: View, actor: AccountActor, device: DeviceId) -> None:
    live = store.live_on(view, device)
    if live is None:
        return
    is_theirs = technician_of(live) == actor.account_id
    sentence = "You are connected there already." if is_theirs else "Somebody is connected there already."
    raise Conflict(sentence, code="session.device_busy")


def _session(view: View, identifier: SessionId, actor: AccountActor, device: Any, settings: SessionSettings) -> Session:
    ask = Ask(
        origin=Origin.OWN,
        reason="",
        capabilities=ordered(settings.capabilities),
        seconds=settings.session_seconds,
        requester=actor.account_id,
        sign_in=actor.sign_in_id,
    )
    return Session(
        id=identifier,
        organization=OrganizationId(device.organization_id),
        device=DeviceId(device.id),
        ask=ask,
        limits=limits_of(settings),
        created_at=view.now,
        state=Approved(technician=actor.account_id, note="", deadline=after(view, APPROVAL_SECONDS)),
    )


@dataclass(slots=True, kw_only=True)
class OwnersLeave:
    """Ends the sessions of owners who may not be there any more, whatever it was that changed."""

    stage: Stage
    errands: Errands
    revoking: Revoking

    def soon(self) -> None:
        """Look at all of them as soon as the errands before are done; nobody waits for it."""
        self.errands.put(self.now, same_as=OwnersLeave)

    async def now(self) -> None:
        """Look at all of them."""
        row = tables.sessions.c
        query = select(row.state).where(row.origin == Origin.OWN.value, row.ended_at.is_(None))

        def body(view: View) -> list[SessionId]:
            alive = [store.decode_session(text) for text in view.connection.execute(query).scalars()]
            return [each.id for each in alive if self.stage.gone(view, each) is not None]

        for session in await self.stage.work.view(JOB, Permission.SESSION_READ, body):
            await self.revoking.end(session)
