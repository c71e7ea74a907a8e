"""What a device says in a session: hello, answer, connected, lost, and what it journalled."""

import hmac
from collections.abc import Callable
from typing import Final

from broker.access.actors import DeviceActor, SystemActor
from broker.access.permissions import Permission
from broker.errors import Conflict
from broker.features.sessions import blocks, store
from broker.features.sessions.exchange import (
    REASON_OF,
    Kept,
    Outdated,
    Rejected,
    check_accept,
    check_sdp,
    code_seconds,
    kept_of,
    plain_code,
    stored,
)
from broker.features.sessions.parties import Device, device_of, device_session, document
from broker.features.sessions.policy_desk import PolicyDesk
from broker.features.sessions.proposing import Proposing
from broker.features.sessions.stage import JOB, Stage, is_given_up, is_patient
from broker.features.sessions.steps import Plan
from broker.features.sessions.store import Document
from broker.features.sessions.visiting import is_known_visit, lacks_something
from broker.storage.work import Change, View
from protocol.grant import ACCEPT_TYPE, Accept, Decision, Origin
from protocol.identifiers import DeviceId
from protocol.links import agent_broker as agent
from protocol.links import viewer_broker as viewer
from protocol.policy import ConsentRule, Policy, TimeoutAnswer
from protocol.session import events as on
from protocol.session.effects import OfferRelay
from protocol.session.machine import Step
from protocol.session.reasons import EndReason
from protocol.session.states import (
    Active,
    Approved,
    AskingConsent,
    Connecting,
    Ended,
    Granted,
    Interrupted,
    Session,
    Side,
)
from protocol.starting import waives_somewhere
from protocol.trust import Purpose

Told = Callable[[Session], None]
# The device is still busy with the end of another session, or the exchange took longer than its nonce lives.
# Or the settings have changed in between: the device knows the newer policy, or is about to.
_TRY_AGAIN: Final = frozenset({"session.device_busy", "exchange.replayed", "exchange.old_policy"})


class DeviceSide:
    """Takes every message of a device that belongs to a session."""

    def __init__(
        self, stage: Stage, policies: PolicyDesk, *, tell_viewer: Told, keep_alive: Told, let_go: blocks.LetGo
    ) -> None:
        self._stage = stage
        self._proposing = Proposing(stage, policies)
        self._tell_viewer = tell_viewer
        self._keep_alive = keep_alive
        self._let_go = let_go

    async def came(self, device: DeviceId) -> None:
        """A device has signed in: its session goes on."""
        session = await self._live(device)
        if session is not None:
            self._tell_viewer(session)
            self._stage.set_up(session, patiently=is_patient(session))

    async def went(self, device: DeviceId) -> None:
        """A device's link is gone: whatever ran there is interrupted."""
        session = await self._live(device)
        if session is None:
            return
        if isinstance(session.state, Active | Connecting):
            await self._lose(SystemActor(job="links"), session, Side.DEVICE)
        else:
            self._tell_viewer(session)

    async def hello(self, actor: DeviceActor, frame: agent.HelloFrame) -> None:
        """Answer a hello with a proposal to the viewer."""
        session, device = await self._read(actor, frame.session)
        running = self._stage.running.find(session.id)
        if not isinstance(session.state, Approved | Interrupted):
            return
        try:
            proposed = await self._proposing.proposed(actor, session, device, running, frame)
        except Outdated:
            return
        except Rejected as fault:
            raise await self._stage.reject(actor, session, fault) from None
        assert running is not None
        running.proposed, running.offer = proposed, None
        self._stage.courier.to_viewer(
            session.id,
            viewer.Proposed(
                attempt=proposed.proposal.attempt,
                proposal=proposed.sealed,
                device_public=device.public,
                grant_public=self._stage.keys.public_keys(Purpose.GRANT)[-1].public,
            ),
        )

    async def fault(self, actor: DeviceActor, frame: agent.Fault) -> None:
        """The device refused what it was sent for a session; an unanswered question ends with that."""
        if frame.session is None:
            return
        session, _ = await self._read(actor, frame.session)
        state = session.state
        if isinstance(state, Interrupted) and frame.code == "exchange.old_attempt":
            # It has seen an attempt that this process knows nothing of: the next one is higher.
            self._stage.set_up(session)
            return
        if isinstance(state, Approved | Interrupted) and frame.code in _TRY_AGAIN:
            self._stage.set_up(session, patiently=True)
            return
        await self._stage.reject(actor, session, Rejected(plain_code(frame.code), "refused by the device"))
        if isinstance(state, AskingConsent):
            event = on.Refuse(attempt=state.attempt, reason=EndReason.SAFETY)
            await self._take(actor, session.id, lambda view, found: event)

    async def question_shown(self, actor: DeviceActor, frame: agent.QuestionShown) -> None:
        """The person sees the question."""
        session, _ = await self._read(actor, frame.session)
        state = session.state
        if not isinstance(state, AskingConsent) or state.attempt != frame.attempt:
            raise Conflict("No question is open for this attempt.", code="session.refused_state")
        self._stage.running.of(session.id).question_shown = True
        self._tell_viewer(session)

    async def accept(self, actor: DeviceActor, frame: agent.AcceptFrame) -> None:
        """Take the device's signed answer, whatever it is."""
        session, device = await self._read(actor, frame.session)
        if await self._is_known(actor, session, frame.accept):
            return
        try:
            kept = await self._documents(actor, session)
            accept, digest = check_accept(frame.accept, device.public, kept.proposal, kept.digest, kept.offer)
            self._check_asked(session, kept, accept)
        except Outdated:
            return
        except Rejected as fault:
            raise await self._stage.reject(actor, session, fault) from None
        if accept.decision is not Decision.YES:
            await self._refused(actor, session, accept)
        else:
            await self._agreed(actor, session, kept, accept, frame.accept, digest)

    async def answer(self, actor: DeviceActor, frame: agent.Answer) -> None:
        """Pass the SDP answer to the viewer, once, if it carries the fingerprint that was signed."""
        session, _ = await self._read(actor, frame.session)
        state, running = session.state, self._stage.running.of(session.id)
        if is_given_up(session, frame.attempt):
            return
        try:
            if not isinstance(state, Connecting) or state.attempt != frame.attempt:
                raise Rejected("exchange.out_of_order")
            if running.answered >= frame.attempt:
                raise Rejected("exchange.replayed")
            sealed = await self._document(actor, session, frame.attempt, Document.ACCEPT)
            check_sdp(frame.sdp, stored(sealed, ACCEPT_TYPE, Accept)[0].fingerprint)
        except Rejected as fault:
            raise await self._stage.reject(actor, session, fault) from None
        running.answered = frame.attempt
        self._stage.courier.to_viewer(session.id, viewer.Answered(attempt=frame.attempt, sdp=frame.sdp))

    async def connected(self, actor: DeviceActor, frame: agent.Connected) -> None:
        """Both confirmations held, or still hold."""
        session, _ = await self._read(actor, frame.session)
        if frame.attempt < session.attempts:
            return
        running = self._stage.running.find(session.id)
        if running is not None:
            # It never went away: whatever was begun to bring it back is not needed any more.
            running.start_over()
        if isinstance(session.state, Active) and session.state.attempt == frame.attempt:
            return

        def decide(view: View, _: Session) -> on.AnyEvent:
            device_session(view, frame.session)
            return on.Connected(attempt=frame.attempt)

        step = await self._take(actor, frame.session, decide)
        self._keep_alive(step.session)

    async def lost(self, actor: DeviceActor, frame: agent.Lost) -> None:
        """The way to the viewer is gone; a new attempt is made if the viewer is here."""
        session, _ = await self._read(actor, frame.session)
        state = session.state
        if frame.attempt < session.attempts:
            return
        if isinstance(state, Interrupted) and state.attempt == frame.attempt:
            self._stage.set_up_unless_under_way(session)
            return
        if not isinstance(state, Active | Connecting) or state.attempt != frame.attempt:
            raise Conflict("This attempt does not run.", code="session.refused_state")
        await self._lose(actor, session, Side.VIEWER)

    async def _lose(self, actor: DeviceActor | SystemActor, session: Session, side: Side) -> None:
        state = session.state
        assert isinstance(state, Active | Connecting)
        event = on.Lose(attempt=state.attempt, side=side)
        permission = Permission.OWN_SESSION_ANSWER if isinstance(actor, DeviceActor) else Permission.SESSION_READ
        step = await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=permission,
                session=session.id,
                decide=lambda view, found: event,
                detail={"side": side.value},
            )
        )
        self._stage.set_up(step.session)

    async def _documents(self, actor: DeviceActor, session: Session) -> Kept:
        """Give proposal and offer that an answer belongs to: stored once the question is open, else in memory."""
        state = session.state
        if isinstance(state, AskingConsent):
            proposal = await self._document(actor, session, state.attempt, Document.PROPOSAL)
            offer = await self._document(actor, session, state.attempt, Document.OFFER)
            return kept_of(proposal, offer)
        running = self._stage.running.find(session.id)
        if isinstance(state, Interrupted) and running is not None and running.waits_for_offer:
            raise Outdated
        if not isinstance(state, Interrupted) or running is None or running.proposed is None or not running.offer:
            raise Rejected("exchange.out_of_order")
        return kept_of(running.proposed.sealed, running.offer)

    async def _is_known(self, actor: DeviceActor, session: Session, sealed: str) -> bool:
        """Tell whether this very yes is stored: a device whose link broke at it says it again."""
        if not isinstance(session.state, Granted | Connecting | Active | Interrupted):
            return False
        return hmac.compare_digest(await self._document(actor, session, session.state.attempt, Document.ACCEPT), sealed)

    async def _agreed(
        self, actor: DeviceActor, session: Session, kept: Kept, accept: Accept, sealed: str, digest: str
    ) -> None:
        resumes = isinstance(session.state, Interrupted)
        event: on.AnyEvent = _consent(kept, accept, digest)
        if resumes:
            seconds = code_seconds(kept.proposal)
            event = on.Resume(attempt=accept.attempt, capabilities=accept.capabilities, code_seconds=seconds)

        def decide(view: View, found: Session) -> on.AnyEvent:
            if over := self._stage.gone(view, found):
                return on.Finish(reason=over)
            if resumes or self._still_lets_in(view, found, kept, accept):
                return event
            return on.Refuse(attempt=accept.attempt, reason=EndReason.REVOKED)

        def write(change: Change, before: Session, step: Step) -> None:
            if resumes:
                store.keep_document(change, session.id, accept.attempt, Document.PROPOSAL, kept.sealed.encode())
                store.keep_document(change, session.id, accept.attempt, Document.OFFER, kept.offer.encode())
            store.keep_document(change, session.id, accept.attempt, Document.ACCEPT, sealed.encode())

        await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=Permission.OWN_SESSION_ANSWER,
                session=session.id,
                decide=decide,
                write=write,
                detail={"accept": digest, "proposal": kept.digest.hex()},
                carry={OfferRelay: lambda after, _: self._offer_relay(after, accept.attempt, sealed)},
            )
        )

    def _offer_relay(self, session: Session, attempt: int, sealed: str) -> None:
        servers = self._stage.ice_servers(session, "viewer")
        accepted = viewer.Accepted(attempt=attempt, accept=sealed, ice_servers=servers)
        self._stage.courier.to_viewer(session.id, accepted)

    def _still_lets_in(self, view: View, session: Session, kept: Kept, accept: Accept) -> bool:
        """Tell whether a first yes still counts; settings and rights may have changed since the question."""
        policy = self._stage.settings.for_session(view, session.organization, session.device).policy
        if lacks_something(session, policy):
            return False
        return accept.asked_person or self._is_waived(view, session, kept, accept, policy)

    def _is_waived(self, view: View, session: Session, kept: Kept, accept: Accept, policy: Policy) -> bool:
        """Tell whether the settings still say yes in the person's place."""
        if accept.in_advance and session.ask.origin is Origin.OFFER:
            return policy.consent.present is not ConsentRule.NO_SESSION
        if kept.proposal.attended:
            return policy.consent.timeout_answer is TimeoutAnswer.ALLOW
        if session.ask.origin is Origin.UNATTENDED:
            return is_known_visit(view, session)
        return waives_somewhere(session.ask.origin, policy)

    def _check_asked(self, session: Session, kept: Kept, accept: Accept) -> None:
        """Believe no yes that nobody gave where somebody was to be asked, unless silence was a yes from the start.

        An offer may rest on the person's own yes ahead of time, which their device alone keeps and signs for.
        """
        in_advance = accept.in_advance and session.ask.origin is Origin.OFFER
        waived = not kept.proposal.attended or session.limits.silence_seconds > 0 or in_advance
        is_first = isinstance(session.state, AskingConsent)
        if is_first and accept.decision is Decision.YES and not accept.asked_person and not waived:
            raise Rejected("exchange.nobody_asked")

    async def _refused(self, actor: DeviceActor, session: Session, accept: Accept) -> None:
        reason = REASON_OF[accept.decision]
        event: on.AnyEvent = on.Refuse(attempt=accept.attempt, reason=reason)
        if isinstance(session.state, Interrupted):
            event = on.Finish(reason=reason)

        def write(change: Change, before: Session, step: Step) -> None:
            if reason is EndReason.NOT_ASKED_FOR:
                blocks.put_up(change, before, self._stage.new_id, self._let_go)

        await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=Permission.OWN_SESSION_ANSWER,
                session=session.id,
                decide=lambda view, found: event,
                write=write,
                detail={"technician": await blocks.technician_name(self._stage.work, actor, session)},
            )
        )

    async def _take(self, actor: DeviceActor, session: str, decide: Callable[[View, Session], on.AnyEvent]) -> Step:
        return await self._stage.stepper.take(
            Plan(actor=actor, permission=Permission.OWN_SESSION_ANSWER, session=session, decide=decide)
        )

    async def _read(self, actor: DeviceActor, identifier: str) -> tuple[Session, Device]:
        def body(view: View) -> tuple[Session, Device]:
            found = device_session(view, identifier)
            return found, device_of(view, found)

        session, device = await self._stage.work.view(actor, Permission.OWN_SESSION_ANSWER, body)
        self._check_not_over(actor, session)
        return session, device

    def _check_not_over(self, actor: DeviceActor, session: Session) -> None:
        """A device that was away goes on with what ended meanwhile: it is told so, again."""
        if not isinstance(session.state, Ended):
            return
        reason, note = session.state.reason, session.state.note
        self._stage.courier.to_agent(actor.device_id, agent.EndSession(session=session.id, reason=reason, note=note))
        raise Conflict("This session is over.", code="session.ended")

    async def _document(self, actor: DeviceActor, session: Session, attempt: int, kind: Document) -> str:
        return await self._stage.work.view(
            actor, Permission.OWN_SESSION_ANSWER, lambda view: document(view, session, attempt, kind)
        )

    async def _live(self, device: DeviceId) -> Session | None:
        return await self._stage.work.view(JOB, Permission.SESSION_READ, lambda view: store.live_on(view, device))


def _consent(kept: Kept, accept: Accept, digest: str) -> on.Consent:
    return on.Consent(
        attempt=accept.attempt,
        proposal_hash=kept.digest.hex(),
        accept_hash=digest,
        capabilities=accept.capabilities,
        seconds=accept.seconds,
        asked_person=accept.asked_person,
        in_advance=accept.in_advance,
    )
