"""One step of a session: what narrows goes out first, then change and entry, then the world is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from broker.access.actors import Actor, title_of
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Conflict
from broker.features.devices.leaving import let_leave
from broker.features.sessions import picture_store, store
from broker.features.sessions.store import Stored
from broker.storage.unit_of_work import UnitOfWork
from broker.storage.work import Change, View
from protocol.session.effects import Effect, Order, order_of
from protocol.session.events import AnyEvent
from protocol.session.machine import Refused, Step, advance
from protocol.session.states import Ended, Granted, Session, capabilities_of

_log = structlog.get_logger(__name__)

Decide = Callable[[View, Session], AnyEvent]
"""Checks that the actor may do this to the session as it is now, and gives the event."""
Write = Callable[[Change, Session, Step], None]
Carry = Callable[[Session, Effect], None]

_SENTENCES: Final[Mapping[str, str]] = {
    "session.ended": "This session is over.",
    "session.refused_state": "Too late: the session has gone on meanwhile.",
    "session.no_device": "This request names no device yet.",
    "session.too_late": "Too late: the time for this is over.",
    "session.old_attempt": "This belongs to an attempt that is over.",
    "session.other_proposal": "This belongs to another proposal.",
    "session.too_wide": "This asks for more than was agreed.",
    "session.too_long": "This asks for longer than was agreed.",
    "session.question_open": "The person is being asked already.",
    "session.asked_too_often": "The person was asked twice and did not say yes. You can ask again in 10 minutes.",
    "session.no_question": "No question is open in this session.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who does what to which session, and what belongs to it."""

    actor: Actor
    permission: Permission
    session: str
    decide: Decide
    write: Write | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    carry: Mapping[type[Any], Carry] = field(default_factory=dict)
    """How the effects of this step are carried out where the step itself knows the message."""


class Stepper:
    """Runs the session machine inside the one door."""

    def __init__(self, work: UnitOfWork, outward: "Outward") -> None:
        self._work = work
        self._outward = outward

    async def take(self, plan: Plan) -> Step:
        """Take one step, or raise NotFound, PermissionMissing, Conflict, or what `decide` raises."""
        early = await self._narrow_first(plan)

        def body(change: Change) -> Step:
            before = store.load(change, plan.session)
            step = self._advanced(change, plan, before.session)
            self._keep(change, plan, before, step)
            # Bound to the commit: a caller that is cancelled must not silence a step that was taken.
            change.after_commit(self._tell, plan, step, early)
            return step

        return await self._work.change(plan.actor, plan.permission, body)

    async def _narrow_first(self, plan: Plan) -> tuple[Effect, ...]:
        """Carry out what only takes away before anything is stored: a full disk must not keep a session alive."""

        def look(view: View) -> Step:
            return self._advanced(view, plan, store.load(view, plan.session).session)

        step = await self._work.view(plan.actor, plan.permission, look)
        early = tuple(effect for effect in step.effects if order_of(effect) is Order.BEFORE_COMMIT)
        for effect in early:
            self._outward.carry(step.session, effect)
        return early

    def _advanced(self, view: View, plan: Plan, session: Session) -> Step:
        outcome = advance(session, plan.decide(view, session), view.now)
        if isinstance(outcome, Refused):
            raise Conflict(_SENTENCES.get(outcome.code, "The session does not take this now."), code=outcome.code)
        return outcome

    def _keep(self, change: Change, plan: Plan, before: Stored, step: Step) -> None:
        store.save(change, before, step.session)
        if plan.write is not None:
            plan.write(change, before.session, step)
        record(change, step.session, step.entry, plan.detail)
        if isinstance(step.session.state, Ended):
            picture_store.forget(change, step.session.id)
            if step.session.device is not None:
                let_leave(change, step.session.organization, step.session.id, step.session.device)

    def _tell(self, plan: Plan, step: Step, early: tuple[Effect, ...]) -> None:
        """Carry out the rest; a fault here must not look like a step that was not taken."""
        for effect in step.effects:
            if effect in early:
                continue
            carry = plan.carry.get(type(effect), self._outward.carry)
            try:
                carry(step.session, effect)
            except Exception:
                _log.exception("session.effect_failed", session=step.session.id, effect=type(effect).__name__)


class Outward:
    """How effects reach the world; the parts that can are registered by their effect."""

    def __init__(self) -> None:
        self._carriers: dict[type[Any], Carry] = {}

    def register(self, effect: type[Any], carry: Carry) -> None:
        """Say how an effect is carried out."""
        self._carriers[effect] = carry

    def carry(self, session: Session, effect: Effect) -> None:
        """Carry out one effect now."""
        self._carriers[type(effect)](session, effect)


def record(change: Change, session: Session, entry: str, detail: Mapping[str, object]) -> None:
    """Write the one entry of a step."""
    change.record(
        AuditKind(entry),
        organization=session.organization,
        session=session.id,
        device=session.device,
        person=session.ask.name or None,
        detail=_detail(session) | dict(detail),
    )


def _detail(session: Session) -> dict[str, object]:
    match session.state:
        case Granted(grant=grant):
            return {
                "capabilities": ", ".join(grant.capabilities),
                "minutes": grant.seconds // 60,
                "seconds": grant.seconds,
                "asked": ", ".join(session.ask.capabilities),
                "minutes_asked": session.ask.seconds // 60,
                "asked_person": grant.asked_person,
            }
        case Ended(reason=reason, by=by, note=note):
            return {"reason": reason.value, "by": by, "note": note}
        case _:
            allowed = ", ".join(capabilities_of(session))
            return {"capabilities": allowed} if allowed else {}


def name_of(actor: Actor) -> str:
    """Name an actor as the other side reads it."""
    return title_of(actor).name or "Somebody"
