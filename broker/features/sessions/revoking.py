"""Ends the sessions that rest on what is gone, as `revoked` or its owner's own reason: access, a device of somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from broker.access.permissions import Permission
from broker.errors import Conflict, NotFound
from broker.features.sessions import store
from broker.features.sessions.errands import Errands
from broker.features.sessions.stage import JOB, Stage
from broker.features.sessions.steps import Plan
from broker.storage import tables
from broker.storage.work import View
from protocol.grant import Origin
from protocol.identifiers import SessionId
from protocol.session import events as on
from protocol.session.reasons import EndReason
from protocol.session.states import Session, grant_of, technician_of

BY: Final = "Handrail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Whose access is gone: a person's (on one device or in one organization only, where one is named), or that of
    everybody in an organization."""

    account: str | None = None
    device: str | None = None
    organization: str | None = None
    trays: bool = False
    """Whether they are shut out altogether, so that what their devices' trays asked for goes with them."""

    def meets(self, session: Session) -> bool:
        """Tell whether a session rests on what was withdrawn."""
        if self.organization is not None and session.organization != self.organization:
            return False
        if self.device is not None and session.device != self.device:
            return False
        if self.account is None:
            return self.organization is not None
        return self.account in (session.ask.requester, technician_of(session))


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A device that is somebody else's from a moment on: what was asked for there before is not theirs.

    From the tray nobody signs in, so that a request there names no account: it goes with the device's owner.
    """

    device: str
    at: datetime
    had_owner: bool
    """Where it had none, a session to which somebody there said yes goes on."""

    def meets(self, session: Session) -> bool:
        """Tell whether somebody before asked for a session."""
        if session.device != self.device or session.created_at > self.at:
            return False
        grant = grant_of(session)
        if session.ask.origin is Origin.UNATTENDED:
            # Whoever was let in by somebody there before: it goes on only where somebody said yes to this very visit.
            return grant is None or not grant.asked_person
        return session.ask.origin is Origin.REQUEST and (self.had_owner or grant is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """An account whose help the person at a device did not ask for: whatever else it has begun there is over."""

    account: str
    device: str

    def meets(self, session: Session) -> bool:
        """Tell whether it came by itself; a request of the person's own goes on."""
        is_own_wish = session.ask.origin in (Origin.OFFER, Origin.UNATTENDED)
        return is_own_wish and session.device == self.device and technician_of(session) == self.account


Rests = Withdrawn | Handed | Blocked
"""What is gone, so that all that rests on it ends."""


class Revoking:
    """Ends what rests on a right that is gone; nobody waits for it."""

    def __init__(self, stage: Stage, errands: Errands) -> None:
        self._stage = stage
        self._errands = errands

    def soon(self, withdrawn: Rests) -> None:
        """End all of it as soon as the errands before it are done."""
        self._errands.put(lambda: self.now(withdrawn))

    async def now(self, withdrawn: Rests) -> None:
        """End all of it."""

        def met(view: View) -> list[Session]:
            alive, trays = store.unfinished(view), _trays_of(view, withdrawn)
            return [each for each in alive if withdrawn.meets(each) or _is_from(trays, each)]

        for session in await self._stage.work.view(JOB, Permission.SESSION_READ, met):
            await self.end(session.id)

    async def end(self, session: SessionId) -> None:
        """End one session now."""

        def decide(view: View, found: Session) -> on.AnyEvent:
            return on.Finish(reason=self._stage.gone(view, found) or EndReason.REVOKED, by=BY)

        plan = Plan(actor=JOB, permission=Permission.SESSION_READ, session=session, decide=decide)
        try:
            await self._stage.stepper.take(plan)
        except (Conflict, NotFound):
            # It ended meanwhile, or went on: then somebody took a step just now, and the errand is done again.
            found = await self._stage.reread(session)
            if found is not None and found.state.__struct_config__.tag != "ended":
                await self._stage.stepper.take(plan)


def _trays_of(view: View, withdrawn: Rests) -> frozenset[str]:
    """List the devices whose tray speaks for somebody who is shut out everywhere."""
    if not isinstance(withdrawn, Withdrawn) or not withdrawn.trays:
        return frozenset()
    query = select(tables.devices.c.id).where(tables.devices.c.assigned_account_id == withdrawn.account)
    return frozenset(view.connection.execute(query).scalars())


def _is_from(trays: frozenset[str], session: Session) -> bool:
    return session.device in trays and session.ask.origin is Origin.REQUEST and session.ask.requester is None
