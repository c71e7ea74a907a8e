"""Ends the sessions of somebody whose access was withdrawn, with the reason `revoked`."""

from dataclasses import dataclass
from typing import Final

from broker.access.permissions import Permission
from broker.errors import Conflict, NotFound
from broker.features.sessions import store
from broker.features.sessions.errands import Errands
from broker.features.sessions.stage import JOB, Stage
from broker.features.sessions.steps import Plan
from broker.storage.work import View
from protocol.identifiers import SessionId
from protocol.session import events as on
from protocol.session.reasons import EndReason
from protocol.session.states import Session, technician_of

BY: Final = "Handrail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Whose access is gone: a person's (on one device or in one organization only, where one is named), or that of
    everybody in an organization."""

    account: str | None = None
    device: str | None = None
    organization: str | None = None

    def meets(self, session: Session) -> bool:
        """Tell whether a session rests on what was withdrawn."""
        if self.organization is not None and session.organization != self.organization:
            return False
        if self.device is not None and session.device != self.device:
            return False
        if self.account is None:
            return self.organization is not None
        return self.account in (session.ask.requester, technician_of(session))


class Revoking:
    """Ends what rests on a right that is gone; nobody waits for it."""

    def __init__(self, stage: Stage, errands: Errands) -> None:
        self._stage = stage
        self._errands = errands

    def soon(self, withdrawn: Withdrawn) -> None:
        """End all of it as soon as the errands before it are done."""
        self._errands.put(lambda: self.now(withdrawn))

    async def now(self, withdrawn: Withdrawn) -> None:
        """End all of it."""
        alive = await self._stage.work.view(JOB, Permission.SESSION_READ, store.unfinished)
        for session in alive:
            if withdrawn.meets(session):
                await self.end(session.id)

    async def end(self, session: SessionId) -> None:
        """End one session now."""

        def decide(view: View, _: Session) -> on.AnyEvent:
            return on.Finish(reason=EndReason.REVOKED, by=BY)

        plan = Plan(actor=JOB, permission=Permission.SESSION_READ, session=session, decide=decide)
        try:
            await self._stage.stepper.take(plan)
        except (Conflict, NotFound):
            # It ended meanwhile, or went on: then somebody took a step just now, and the errand is done again.
            found = await self._stage.reread(session)
            if found is not None and found.state.__struct_config__.tag != "ended":
                await self._stage.stepper.take(plan)
