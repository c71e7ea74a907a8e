"""Writes the proposal that answers a device's hello: who wants what, and whether its person is asked."""

from broker.access.actors import DeviceActor
from broker.access.decision import decide as may
from broker.access.permissions import Permission
from broker.features.sessions import policy_store, rules
from broker.features.sessions.exchange import DeviceKey, Outdated, Rejected, Terms, check_hello, make_proposal
from broker.features.sessions.parties import Device, who_of
from broker.features.sessions.policy_desk import PolicyDesk
from broker.features.sessions.running import Proposed, Running
from broker.features.sessions.stage import JOB, Stage
from broker.features.sessions.visiting import start_there
from broker.features.settings.places import Place
from broker.features.settings.service import SessionSettings
from broker.storage.work import View
from protocol.capabilities import Capability
from protocol.codec import encode
from protocol.envelope import document_hash
from protocol.grant import PROPOSAL_TYPE, CodeMode, Hello, Origin, Who
from protocol.links import agent_broker as agent
from protocol.session.states import Session, grant_of
from protocol.starting import Start, start_at
from protocol.trust import Purpose


class Proposing:
    """Makes proposals from hellos that hold."""

    def __init__(self, stage: Stage, policies: PolicyDesk) -> None:
        self._stage = stage
        self._policies = policies

    async def proposed(
        self,
        actor: DeviceActor,
        session: Session,
        device: Device,
        running: Running | None,
        frame: agent.HelloFrame,
    ) -> Proposed:
        """Give the signed proposal, or raise Rejected, or Outdated where another exchange began meanwhile."""
        link = self._stage.presences.link_of(actor.device_id)
        if running is None or running.prepared is None or running.viewer is None or link is None:
            raise Rejected("exchange.out_of_order")
        prepared, turn = running.prepared, running.turn
        key = DeviceKey(device=actor.device_id, public=device.public, boot=link.boot, counter=link.counter)
        try:
            hello = check_hello(frame.hello, prepared, key)
        except Rejected:
            # One challenge, one hello: whatever becomes of it.
            running.prepared = None
            raise
        technician = running.viewer
        # The device measures the proposal by its policy, which therefore goes ahead on the same link.
        await self._policies.refresh(Place(organization=session.organization, device=actor.device_id))

        def body(view: View) -> tuple[Who, SessionSettings, int, Start]:
            settings = self._stage.settings.for_session(view, session.organization, actor.device_id)
            who = who_of(view, technician, self._stage.instance_name)
            start = self._start(view, session, settings)
            return who, settings, policy_store.number_of(view, actor.device_id), start

        who, settings, policy, start = await self._stage.work.view(JOB, Permission.ACCOUNT_READ, body)
        if running.turn != turn:
            raise Outdated
        running.device_name, running.prepared = device.name, None
        terms = self._terms(session, device, who, settings, running, policy, start)
        return self._sealed(session, hello, key, terms)

    def _start(self, view: View, session: Session, settings: SessionSettings) -> Start:
        here = self._stage.presences.presence(session.device) if session.device else None
        if here is not None and session.ask.origin is Origin.UNATTENDED:
            return start_there(view, session, settings.policy, here)
        start = start_at(here, session.ask.origin, settings.policy) if here else Start.NONE
        if (
            start is Start.UNASKED
            and grant_of(session) is None
            and not rules.is_fresh(session, self._stage.clock.now())
        ):
            # Whoever asked may be gone, and somebody else be there by now.
            return Start.NONE
        return start

    def _terms(
        self,
        session: Session,
        device: Device,
        who: Who,
        settings: SessionSettings,
        running: Running,
        policy: int,
        start: Start,
    ) -> Terms:
        confirms = session.ask.origin is Origin.UNATTENDED and start is not Start.UNASKED
        return Terms(
            who=who,
            organization=device.organization_name[:200],
            # Only where the settings let them in without a question is the device allowed to leave it out.
            attended=start is not Start.UNASKED,
            seconds=settings.session_seconds,
            consent_seconds=min(session.limits.consent_seconds, settings.consent_seconds),
            # By the code that somebody there types, the device knows who may come unattended.
            code=CodeMode.TYPE if confirms else settings.code,
            policy=policy,
            capabilities=settings.capabilities - self._withheld(session, running),
        )

    def _sealed(self, session: Session, hello: Hello, key: DeviceKey, terms: Terms) -> Proposed:
        grant = grant_of(session)
        proposal = make_proposal(session, hello, key, terms, grant.proposal_hash if grant else None)
        sealed = self._stage.keys.sign(Purpose.GRANT, PROPOSAL_TYPE, proposal).decode()
        digest = document_hash(PROPOSAL_TYPE, encode(proposal))
        return Proposed(proposal=proposal, digest=digest, sealed=sealed)

    def _withheld(self, session: Session, running: Running) -> frozenset[Capability]:
        """A technician who may not control gets a session without control, whoever asked for more."""
        if session.ask.origin is Origin.OWN:
            return frozenset()
        if running.viewer is None:
            return frozenset({Capability.CONTROL})
        allowed = may(running.viewer, Permission.SESSION_CONTROL, session.organization).allowed
        return frozenset() if allowed else frozenset({Capability.CONTROL})
