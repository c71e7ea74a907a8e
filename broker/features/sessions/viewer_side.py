"""What a viewer says in its session: it came, its offer, its reveal, lost, off."""

from collections.abc import Callable
from contextlib import suppress

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, PermissionMissing
from broker.features.sessions import rules, store
from broker.features.sessions.exchange import Rejected, check_offer, check_reveal, code_seconds, stored
from broker.features.sessions.parties import device_of, document, held_session
from broker.features.sessions.running import Running
from broker.features.sessions.stage import JOB, Stage, is_given_up, is_patient
from broker.features.sessions.steps import Plan
from broker.features.sessions.store import Document
from broker.features.sessions.visiting import is_spoilt
from broker.storage.work import Change, View
from protocol.grant import PROPOSAL_TYPE, Proposal
from protocol.identifiers import SessionId
from protocol.links import agent_broker as agent
from protocol.links import viewer_broker as viewer
from protocol.session import events as on
from protocol.session.effects import AskConsent, LetConnect
from protocol.session.machine import Step
from protocol.session.reasons import EndReason, off_reason
from protocol.session.states import Active, Approved, Connecting, Ended, Granted, Interrupted, Session, Side

Told = Callable[[Session], None]


class ViewerSide:
    """Takes every message of a viewer."""

    def __init__(self, stage: Stage, *, tell_viewer: Told) -> None:
        self._stage = stage
        self._tell_viewer = tell_viewer

    async def admit(self, actor: AccountActor, session: str) -> SessionId:
        """Tell whether this person may view this session, or raise NotFound or PermissionMissing."""
        found, _ = await self._read(actor, session)
        return found.id

    async def came(self, actor: AccountActor, session: SessionId) -> None:
        """A viewer is open: it is told how things stand, and the exchange begins if the device is here."""
        found, device_name = await self._read(actor, session)
        running = self._stage.running.of(session)
        running.viewer, running.device_name = actor, device_name
        self._tell_viewer(found)
        state = found.state
        if isinstance(state, Granted) or (isinstance(state, Connecting) and running.revealed < state.attempt):
            await self._repeat_accept(actor, found)
        self._stage.set_up(found, patiently=is_patient(found))

    def went(self, session: SessionId) -> None:
        """A viewer is closed: an exchange that had only begun is dropped."""
        running = self._stage.running.find(session)
        if running is not None and running.offer is None:
            running.start_over()

    async def offer(self, actor: AccountActor, session: SessionId, frame: viewer.OfferFrame) -> None:
        """Take the viewer's offer, and have the person asked, or the attempt resumed."""
        found, _ = await self._read(actor, session)
        running = self._stage.running.of(session)
        running.viewer = actor
        newest = self._stage.newest_attempt(found)
        if frame.attempt < newest or (isinstance(found.state, Active) and frame.attempt == newest):
            return
        try:
            propose = self._bound(found, running, frame)
        except Rejected as fault:
            raise await self._stage.reject(actor, found, fault) from None
        running.offer = frame.offer
        if isinstance(found.state, Interrupted):
            self._to_agent(found, propose)
            return
        await self._ask(actor, found, running, propose)

    async def reveal(self, actor: AccountActor, session: SessionId, frame: viewer.Reveal) -> None:
        """Pass the viewer's reveal to the agent, once, if it opens what was committed to."""
        found, _ = await self._read(actor, session)
        state, running = found.state, self._stage.running.of(session)
        if is_given_up(found, frame.attempt):
            return
        try:
            if not isinstance(state, Granted | Connecting) or state.attempt != frame.attempt:
                raise Rejected("exchange.out_of_order")
            if running.revealed >= frame.attempt:
                raise Rejected("exchange.replayed")
            offer = await self._document(actor, found, frame.attempt, Document.OFFER)
            check_reveal(offer, frame.fingerprint, frame.random, frame.sdp)
        except Rejected as fault:
            raise await self._stage.reject(actor, found, fault) from None
        running.revealed = frame.attempt
        reveal = agent.Reveal(
            session=found.id,
            attempt=frame.attempt,
            fingerprint=frame.fingerprint,
            random=frame.random,
            sdp=frame.sdp,
            ice_servers=self._stage.ice_servers(found, "agent"),
        )
        if isinstance(state, Connecting):
            self._to_agent(found, reveal)
            return
        await self._connect(actor, found, reveal, frame.attempt)

    async def connected(self, actor: AccountActor, session: SessionId, frame: viewer.Connected) -> None:
        """The viewer's side holds; what counts is the agent's word, so this is only checked for its place."""
        found, _ = await self._read(actor, session)
        state = found.state
        if frame.attempt < found.attempts:
            return
        if not isinstance(state, Connecting | Active | Interrupted) or state.attempt != frame.attempt:
            raise Conflict("This attempt does not run.", code="session.refused_state")

    async def lost(self, actor: AccountActor, session: SessionId, frame: viewer.Lost) -> None:
        """The viewer lost its way to the agent and wishes a new attempt."""
        found, _ = await self._read(actor, session)
        state = found.state
        if frame.attempt < found.attempts:
            return
        if isinstance(state, Interrupted) and state.attempt == frame.attempt:
            self._stage.set_up_unless_under_way(found)
            return
        if not isinstance(state, Granted | Active | Connecting) or state.attempt != frame.attempt:
            raise Conflict("This attempt does not run.", code="session.refused_state")
        if isinstance(state, Granted):
            # A page that was loaded anew right after the yes cannot reveal what the one before committed to.
            await self._connect(actor, found, None, state.attempt)
        event = on.Lose(attempt=state.attempt, side=Side.VIEWER)
        step = await self._take(actor, found, event, detail={"side": Side.VIEWER.value})
        self._stage.set_up(step.session)

    async def off(self, actor: AccountActor, session: SessionId) -> None:
        """Whoever sees it ends it. Whoever holds a session can always end it, whatever else was taken from them."""

        def decide(view: View, found: Session) -> on.AnyEvent:
            if not rules.holds(actor, found):
                raise PermissionMissing
            return on.Finish(reason=off_reason(found.ask.origin), by=actor.name)

        permission = rules.viewing_permission(actor)
        if permission is Permission.OWN_DEVICE_USE:
            permission = Permission.OWN_ACCOUNT_READ
        await self._stage.stepper.take(Plan(actor=actor, permission=permission, session=session, decide=decide))

    async def revoked(self, session: SessionId) -> None:
        """The right to this session is gone: it ends, whatever state it is in."""

        def decide(view: View, found: Session) -> on.AnyEvent:
            return on.Finish(reason=self._stage.gone(view, found) or EndReason.REVOKED)

        with suppress(Conflict):
            await self._stage.stepper.take(
                Plan(actor=JOB, permission=Permission.SESSION_READ, session=session, decide=decide)
            )

    async def key_changed(self, actor: AccountActor, session: SessionId, frame: viewer.DeviceKeyChanged) -> None:
        """The browser has pinned another key for this device: that is for the audit log."""
        found, _ = await self._read(actor, session)

        def body(change: Change) -> None:
            if store.has_said_enough(change, session, AuditKind.DEVICE_KEY_CHANGED):
                change.nothing_changed()
                return
            change.record(
                AuditKind.DEVICE_KEY_CHANGED,
                organization=found.organization,
                session=found.id,
                device=found.device,
                detail={"pinned": frame.pinned, "seen": frame.seen},
            )

        await self._stage.work.change(actor, rules.viewing_permission(actor), body)

    def _bound(self, session: Session, running: Running, frame: viewer.OfferFrame) -> agent.Propose:
        proposed = running.proposed
        if proposed is None or not isinstance(session.state, Approved | Interrupted):
            raise Rejected("exchange.out_of_order")
        if running.offer is not None:
            raise Rejected("exchange.replayed")
        if frame.attempt != proposed.proposal.attempt:
            raise Rejected("exchange.other_attempt")
        check_offer(frame.offer, proposed.digest)
        return agent.Propose(session=session.id, attempt=frame.attempt, proposal=proposed.sealed, offer=frame.offer)

    async def _ask(self, actor: AccountActor, session: Session, running: Running, propose: agent.Propose) -> None:
        proposed = running.proposed
        assert proposed is not None
        event = on.AskPerson(
            attempt=propose.attempt,
            proposal_hash=proposed.digest.hex(),
            capabilities=proposed.proposal.capabilities,
            seconds=proposed.proposal.seconds,
            attended=proposed.proposal.attended,
        )

        def decide(view: View, found: Session) -> on.AnyEvent:
            # They were open when it was offered or approved; what counts is that they are when the person is asked.
            settings = self._stage.settings.for_session(view, found.organization, found.device)
            needed = rules.needed_now(found, approval_needed=settings.approval_needed)
            over = self._stage.gone(view, found)
            is_allowed = all(view.may(each, found.organization, found.device) for each in needed)
            if over or not is_allowed or is_spoilt(view, found, settings):
                return on.Finish(reason=over or EndReason.REVOKED)
            return event if settings.is_open(view.now) else on.Finish(reason=EndReason.OUT_OF_HOURS)

        def write(change: Change, before: Session, step: Step) -> None:
            if isinstance(step.session.state, Ended):
                return
            store.keep_document(change, session.id, propose.attempt, Document.PROPOSAL, propose.proposal.encode())
            store.keep_document(change, session.id, propose.attempt, Document.OFFER, propose.offer.encode())

        await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=rules.viewing_permission(actor),
                session=session.id,
                decide=decide,
                write=write,
                detail={"proposal": proposed.digest.hex(), "asked": ", ".join(event.capabilities)},
                carry={AskConsent: lambda after, _: self._to_agent(after, propose)},
            )
        )

    async def _connect(self, actor: AccountActor, session: Session, reveal: agent.Reveal | None, attempt: int) -> None:
        def connect(view: View, found: Session) -> on.AnyEvent:
            proposal, _ = stored(document(view, found, attempt, Document.PROPOSAL), PROPOSAL_TYPE, Proposal)
            return on.Connect(attempt=attempt, code_seconds=code_seconds(proposal))

        def let_connect(after: Session, _: object) -> None:
            if reveal is not None:
                self._to_agent(after, reveal)

        await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=rules.viewing_permission(actor),
                session=session.id,
                decide=connect,
                carry={LetConnect: let_connect},
            )
        )

    async def _repeat_accept(self, actor: AccountActor, session: Session) -> None:
        """A viewer whose link broke right at the yes is told of it again; nothing in it is secret from it."""
        state = session.state
        assert isinstance(state, Granted | Connecting)
        sealed = await self._document(actor, session, state.attempt, Document.ACCEPT)
        servers = self._stage.ice_servers(session, "viewer")
        self._stage.courier.to_viewer(
            session.id, viewer.Accepted(attempt=state.attempt, accept=sealed, ice_servers=servers)
        )

    def _to_agent(self, session: Session, message: agent.BrokerToAgent) -> None:
        if session.device is not None:
            self._stage.courier.to_agent(session.device, message)

    async def _take(self, actor: AccountActor, session: Session, event: on.AnyEvent, detail: dict[str, object]) -> Step:
        return await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=rules.viewing_permission(actor),
                session=session.id,
                decide=lambda view, found: event,
                detail=detail,
            )
        )

    async def _read(self, actor: AccountActor, session: str) -> tuple[Session, str]:
        def body(view: View) -> tuple[Session, str]:
            found = held_session(view, session)
            return found, device_of(view, found).name if found.device else ""

        return await self._stage.work.view(actor, rules.viewing_permission(actor), body)

    async def _document(self, actor: AccountActor, session: Session, attempt: int, kind: Document) -> str:
        return await self._stage.work.view(
            actor, rules.viewing_permission(actor), lambda view: document(view, session, attempt, kind)
        )
