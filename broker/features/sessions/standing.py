"""Whether a session still may go on, by its technician's rights and the settings: asked for every lease."""

from dataclasses import dataclass
from typing import Final

from broker.access.actors import AccountActor
from broker.access.decision import decide
from broker.access.marks import NO_MARKS, Marks
from broker.access.permissions import Permission
from broker.errors import Conflict
from broker.features.accounts.standing import standing_of
from broker.features.sessions import rules
from broker.features.sessions.stage import JOB, Stage
from broker.features.sessions.steps import Plan
from broker.features.sessions.visiting import is_known_visit, is_over_for_visit
from broker.features.settings.service import SessionSettings
from broker.storage.device_marks import marks_on
from broker.storage.work import View
from protocol.capabilities import Capability, ordered
from protocol.grant import Origin
from protocol.identifiers import SessionId
from protocol.session import events as on
from protocol.session.reasons import EndReason
from protocol.session.states import Active, Connecting, Interrupted, Session, technician_of

BY: Final = "Handrail"
_TRIES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Ends or narrows what rests on a right that is gone.

    A viewer's link checks this too, but picture and input do not pass through it: whoever closes it must not be
    forgotten.
    """

    stage: Stage

    async def reread(self, session: SessionId) -> Session | None:
        """Read a session as it may go on now."""
        for _ in range(_TRIES):
            found = await self.stage.reread(session)
            if found is None or not isinstance(found.state, Connecting | Active | Interrupted):
                return found
            event = _consequence(await self.read(found), found)
            if event is None:
                return found
            try:
                return await self._take(session, event)
            except Conflict:
                # It went on meanwhile; no lease until it was looked at again.
                continue
        return None

    async def _take(self, session: SessionId, event: on.AnyEvent) -> Session:
        plan = Plan(actor=JOB, permission=Permission.SESSION_READ, session=session, decide=lambda view, before: event)
        return (await self.stage.stepper.take(plan)).session

    async def read(self, session: Session) -> "Now":
        """Read the technician, the settings and the marks on the device as they are now."""
        account, device = technician_of(session), session.device
        running = self.stage.running.find(session.id)
        # After a restart of the broker nobody knows by which sign-in staff began it; an owner's is kept with it.
        sign_in = session.ask.sign_in or (running.viewer.sign_in_id if running and running.viewer else None)
        settings = self.stage.settings

        def body(view: View) -> Now:
            return Now(
                technician=standing_of(view, settings, account, sign_in) if account is not None else None,
                settings=settings.for_session(view, session.organization, device),
                marks=marks_on(view.connection, device) if device is not None else NO_MARKS,
                gone=self.stage.gone(view, session),
                is_known_visit=is_known_visit(view, session),
            )

        return await self.stage.work.view(JOB, Permission.ACCOUNT_READ, body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What a session stands on at one moment."""

    technician: AccountActor | None
    settings: SessionSettings
    marks: Marks
    gone: EndReason | None = None
    """Why the device's owner may not go on, where it is their session."""
    is_known_visit: bool = False
    """Whether this is a visit, and the device knows who came."""

    def may(self, permission: Permission, session: Session) -> bool:
        """Tell whether the technician still may do this there."""
        technician = self.technician
        return technician is not None and decide(technician, permission, session.organization, self.marks).allowed


def _consequence(now: Now, session: Session) -> on.AnyEvent | None:
    """Say what has to happen to a session, if anything, now that its technician and the settings are as they are."""
    if now.gone is not None:
        return on.Finish(reason=now.gone, by=BY)
    needed = rules.needed_now(session, approval_needed=now.settings.approval_needed)
    if not now.settings.allow_remote_support or not all(now.may(each, session) for each in needed):
        return on.Finish(reason=EndReason.REVOKED, by=BY)
    if is_over_for_visit(session, now.settings, is_known=now.is_known_visit):
        return on.Finish(reason=EndReason.REVOKED, by=BY)
    assert isinstance(session.state, Connecting | Active | Interrupted)
    kept = frozenset(session.state.capabilities)
    allowed = kept & now.settings.capabilities
    if session.ask.origin is not Origin.OWN and not now.may(Permission.SESSION_CONTROL, session):
        allowed -= {Capability.CONTROL}
    return on.Narrow(by=BY, capabilities=ordered(allowed)) if allowed < kept else None
