"""The story of one session on the device: question, answer, connection, lost and found, and one end."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final

from agent import clock
from agent.control.flow import Flow
from agent.entropy import random_bytes
from agent.exchange import Agreed, Asked, accept, accept_hash_of, check_lease, check_resumed, check_reveal, refuse
from agent.peer.errors import PeerRefused
from agent.permit import Permit, first_permit
from agent.sessions.attempts import Attempts
from agent.sessions.beginning import Beginning
from agent.sessions.clipboard import Clipboard
from agent.sessions.comparing import Comparing, code_seconds
from agent.sessions.consent import OpenQuestion, Verdict, unasked
from agent.sessions.faults import each_by_itself, end_for
from agent.sessions.further import Further
from agent.sessions.idle import Stillness
from agent.sessions.indicator import Indicator
from agent.sessions.live import LiveConnection, Over, PathLost
from agent.sessions.pausing import Pausing
from agent.sessions.ports import Peer
from agent.sessions.record import LiveRecord, agreed_again, agreed_by, agreed_in, record_of
from agent.sessions.screens import Screens
from agent.sessions.surroundings import REASON_OF, Ending, Surroundings, asking, consenting, end_of, moment, session_of
from agent.sessions.visiting import heed_end
from protocol.capabilities import Capability, ordered
from protocol.errors import Untrusted
from protocol.exchange import Transcript, verification_code
from protocol.grant import ACCEPT_TYPE, NONCE_BYTES, Accept, Decision
from protocol.links import agent_broker, core_desktop
from protocol.links.viewer_agent import Channel
from protocol.session import events as on
from protocol.session.machine import Refused, advance, deadline
from protocol.session.reasons import EndReason, off_reason
from protocol.session.states import Active, Connecting, Ended, Session, Side

WATCH_SECONDS: Final = 0.25


@dataclass(slots=True, kw_only=True)
class SessionRun:
    """One session on this device; `story` runs it from the first proposal to the receipt."""

    around: Surroundings
    asked: Asked
    record: LiveRecord | None = None
    """With it, it goes on without a new question."""
    agreed: Agreed = field(init=False)
    """What the person said yes to at first, and which proposals rest on that."""
    permit: Permit | None = None
    session: Session = field(init=False)
    further: Further = field(init=False)
    pausing: Pausing = field(init=False)
    comparing: Comparing = field(init=False)
    clipboard: Clipboard = field(init=False)
    beginning: Beginning = field(init=False)
    flow: Flow = field(default_factory=Flow)
    screens: Screens = field(init=False)
    _stillness: Stillness = field(init=False)
    _ending: asyncio.Future[Ending] = field(init=False)
    _attempts: Attempts = field(default_factory=Attempts)
    _sealed_accept: str = ""
    _live: LiveConnection | None = None
    _peer: Peer | None = None
    _indicator: Indicator = field(init=False)

    def __post_init__(self) -> None:
        self._ending = asyncio.get_running_loop().create_future()
        self.beginning = Beginning(asked=self.asked, around=self.around)
        attended, running = self.beginning.attended, self.around.policy().running
        self.agreed = agreed_in(self.asked.proposal, running, self.record, attended=attended)
        self.session = session_of(self.asked.proposal, self.agreed.resume_seconds)
        self.screens = Screens(displays=self.around.displays, way=lambda: self._live, end=self.finish)
        self._indicator = Indicator(
            proposal=self.asked.proposal, around=self.around, screens=self.screens, agreed=lambda: self.agreed
        )
        self.further = Further(
            around=self.around,
            apply=self._apply,
            agreed_end=lambda: end_of(self.session),
            end=self.finish,
            screen=lambda: self.screens.given_number,
        )
        self._stillness = Stillness(around=self.around)
        self.comparing = Comparing(around=self.around)
        self.pausing = Pausing(
            proposal=self.asked.proposal,
            attended=self.agreed.attended,
            around=self.around,
            session=lambda: self.session,
            apply=self._apply,
            cover=lambda paused: self._live.cover(paused) if self._live else None,
            indicator=self._indicator,
            end=self.finish,
        )
        self.clipboard = Clipboard(
            around=self.around,
            proposal=self.asked.proposal,
            permit=lambda: self.permit,
            paused=self.pausing.is_on,
            way=lambda: self._live,
            passed=self._indicator.passed,
        )

    @property
    def question(self) -> OpenQuestion | None:
        """The question whether anybody is let in at all, while it stands."""
        return self.beginning.question

    @property
    def is_live(self) -> bool:
        """Tell whether the person has said yes and it has not ended."""
        return self.permit is not None

    @property
    def is_active(self) -> bool:
        """Tell whether the screen is seen now."""
        return isinstance(self.session.state, Active)

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended, and only cleans up."""
        return self._ending.done()

    @property
    def attempt(self) -> int:
        """The number of the newest attempt."""
        return self.asked.proposal.attempt

    async def story(self) -> None:
        """Run the session to its end."""
        work = asyncio.create_task(self._work())
        watch = asyncio.create_task(self._watch())
        self._ending.add_done_callback(lambda _: watch.cancel())
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            for task in (work, watch):
                if task.done() and not task.cancelled():
                    reason, by = end_for(task.exception(), self.asked.proposal, self.around)
                    self.finish(reason, by=by)
        finally:
            self.finish(EndReason.FAILED)
            work.cancel()
            watch.cancel()
            await asyncio.gather(work, watch, return_exceptions=True)
            await self._close(self._ending.result())

    def finish(
        self, reason: EndReason, *, by: str | None = None, note: str | None = None, tell_broker: bool = True
    ) -> None:
        """End it now: input stops within this call, everything else follows. Only the first reason counts."""
        if self._ending.done():
            return
        had_permit = self.permit is not None
        self.permit = None
        if had_permit:
            self.around.desktop.send(core_desktop.ReleaseAll())
        self._ending.set_result(Ending(reason=reason, by=by, note=note, tell_broker=tell_broker and had_permit))
        self.clipboard.withdraw()

    def narrow(self, capabilities: tuple[Capability, ...], by: str) -> None:
        """Take capabilities away at once, and write it down."""
        if self.permit is None:
            return
        self.permit = self.permit.narrowed(capabilities)
        self.clipboard.heed()
        self.further.narrowed(capabilities)
        if Capability.CONTROL not in self.permit.capabilities and self._live is not None:
            self._live.release()
        kept = ordered(self.permit.capabilities)
        self.around.journal(self.asked.proposal, "narrowed", {"capabilities": " ".join(kept), "by": by})
        if Capability.VIEW not in kept:
            self.finish(EndReason.VIEW_TAKEN_BACK)
        else:
            self._keep_record(clock.monotonic())
            self._indicator.allow(self.permit)

    def renew(self, sealed: str) -> None:
        """Take a lease; an untrusted one changes nothing."""
        if self.permit is None:
            return
        now = clock.monotonic()
        lease = check_lease(sealed, self.around.grant_keys(), self.asked.proposal.session, self.attempt)
        # One for the attempt before was on its way when the new one began.
        if lease.attempt != self.attempt or lease.sequence <= self.permit.lease_sequence:
            return
        renewed = self.further.applied(self.permit, lease.question).renewed(lease, now)
        if renewed is None:
            return
        self.permit = renewed
        self.clipboard.heed()
        if Capability.VIEW not in renewed.capabilities:
            self.finish(EndReason.REVOKED)
            return
        self._keep_record(now)
        self._indicator.allow(renewed)

    def new_attempt(self, asked: Asked) -> None:
        """A checked proposal for the next attempt of this session came; it has to be what was agreed on."""
        check_resumed(asked.proposal, self.agreed)
        self._attempts.put(asked)

    def link_up(self) -> None:
        """The broker is back: say what it may have missed."""
        session = self.asked.proposal.session
        if self.is_active:
            self.around.broker.send(agent_broker.Connected(session=session, attempt=self.attempt))
            self.further.repeat()
        elif self.is_live and self._live is None and isinstance(self.session.state, Connecting):
            self.around.broker.send(agent_broker.AcceptFrame(session=session, accept=self._sealed_accept))

    def reveal(self, message: agent_broker.Reveal) -> None:
        """The viewer showed itself."""
        self._attempts.reveal(message)

    async def _work(self) -> None:
        answer = self._resume(self.record) if self.record is not None else await self._ask()
        while True:
            try:
                await self._attempts.lead(self._attempt(answer))
            except (PathLost, PeerRefused) as fault:
                if isinstance(fault, PeerRefused) and fault.code.startswith("offer."):
                    raise Untrusted(fault.code) from None
                answer = await self._wait_for_attempt()

    async def _ask(self) -> Accept:
        self._apply(asking(self.asked, attended=self.beginning.attended))
        verdict = await self.beginning.verdict()
        if verdict.decision is not Decision.YES:
            self._send_accept(refuse(self.asked, verdict.decision, asked_person=verdict.asked_person))
            raise Over(REASON_OF[verdict.decision])
        self.agreed = replace(self.agreed, display=verdict.display, advance=verdict.advance)
        return self._accept(verdict)

    def _accept(self, verdict: Verdict) -> Accept:
        if self.is_over:
            raise Over(self._ending.result().reason)
        answer = self._signed_yes(verdict)
        self._apply(consenting(self.asked, answer, accept_hash_of(answer)))
        lease_seconds = self.around.policy().running.lease_ttl_seconds
        self.permit = first_permit(answer.capabilities, answer.seconds, clock.monotonic(), lease_seconds)
        self.agreed = agreed_by(self.agreed, self.asked, answer)
        self.screens.given = self.agreed.display
        self._send_accept(answer)
        self._apply(on.Connect(attempt=answer.attempt, code_seconds=code_seconds(self.asked.proposal, self.agreed)))
        return answer

    def _resume(self, record: LiveRecord) -> Accept:
        self._apply(asking(self.asked, attended=self.agreed.attended))
        return self._accept(unasked(record.capabilities, record.ends_at - clock.monotonic()))

    async def _wait_for_attempt(self) -> Accept:
        self.further.withdraw()
        await self._drop_connection()
        if isinstance(self.session.state, Ended) or self.permit is None:
            raise Over(EndReason.FAILED)
        lost = self.asked.proposal
        self._apply(on.Lose(attempt=lost.attempt, side=Side.VIEWER))
        if not self._attempts.is_waiting:
            self.around.broker.send(agent_broker.Lost(session=lost.session, attempt=lost.attempt))
        self._indicator.lose(self.agreed.resume_seconds)
        self.asked = await self._attempts.take()
        capabilities = ordered(self.permit.capabilities & frozenset(self.asked.proposal.capabilities))
        answer = self._signed_yes(unasked(capabilities, self.permit.seconds_left(clock.monotonic())))
        seconds = code_seconds(self.asked.proposal, self.agreed)
        self._apply(on.Resume(attempt=answer.attempt, capabilities=answer.capabilities, code_seconds=seconds))
        self.agreed = agreed_again(self.agreed, self.asked)
        self._send_accept(answer)
        return answer

    def _signed_yes(self, verdict: Verdict) -> Accept:
        self.comparing.begins(self.asked.proposal, self.agreed)
        self._live = None
        self._peer = self.around.make_peer(self._on_message, self._on_lost)
        return accept(
            self.asked,
            capabilities=verdict.capabilities,
            seconds=verdict.seconds,
            fingerprint=bytes.fromhex(self._peer.fingerprint),
            agent_random=random_bytes(NONCE_BYTES),
            asked_person=verdict.asked_person,
            in_advance=verdict.advance is not None,
        )

    async def _attempt(self, answer: Accept) -> None:
        peer = self._peer
        assert peer is not None
        reveal = await self._attempts.revealed(answer.attempt)
        transcript = check_reveal(self.asked, answer, accept_hash_of(answer), reveal.fingerprint, reveal.random)
        self._live = self._connection(transcript)
        sdp = await peer.answer(reveal.sdp, reveal.fingerprint.hex(), ice_servers=reveal.ice_servers)
        self.around.broker.send(agent_broker.Answer(session=answer.session, attempt=answer.attempt, sdp=sdp))
        await peer.connected()
        await self._live.confirm(peer)
        await self.comparing.settle(self.asked.proposal, self.agreed, transcript, self._live)
        if not self.agreed.attended and not self._indicator.was_shown:
            self.beginning.check_unattended()
        self._apply(on.Connected(attempt=answer.attempt))
        if self.permit is None:
            return
        self._indicator.show(self.permit, verification_code(transcript))
        self.around.broker.send(agent_broker.Connected(session=answer.session, attempt=answer.attempt))
        self.pausing.look()
        if not self.pausing.is_on():
            self._stillness.did()
        await self._live.carry(self.screens.picture(self.around.make_picture))

    def _connection(self, transcript: Transcript) -> LiveConnection:
        return LiveConnection(
            session=self.asked.proposal.session,
            transcript=transcript,
            desktop=self.around.desktop,
            permit=lambda: self.permit,
            is_held=lambda: self.further.question is not None,
            is_paused=self.pausing.is_on,
            stillness=self._stillness,
            flow=self.flow,
            indicator=self._indicator,
            screens=self.screens,
            clipboard=self.clipboard,
            end=self.finish,
            off=off_reason(self.asked.proposal.origin),
        )

    def _on_message(self, channel: Channel, text: str) -> None:
        if self._live is not None:
            self._live.on_message(channel, text)

    def _on_lost(self, code: str) -> None:
        if self._live is not None:
            self._live.on_lost(code)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            reason = self.permit.over(clock.monotonic()) if self.permit is not None else None
            if reason is None and self.is_active and not self._stillness.seconds_left():
                reason = EndReason.IDLE
            if reason is not None:
                raise Over(reason)
            due = deadline(self.session)
            if due is not None and moment() >= due:
                self._apply(on.DeadlinePassed())

    def _apply(self, event: on.AnyEvent) -> None:
        step = advance(self.session, event, moment())
        if isinstance(step, Refused):
            raise Untrusted(step.code)
        self.session = step.session
        if isinstance(step.session.state, Ended):
            raise Over(step.session.state.reason)

    async def _close(self, ending: Ending) -> None:
        if self.question is not None:
            self.question.withdraw()
        self.further.withdraw()
        if self._live is not None:
            self._live.say_ended(ending.reason)
            self._live.release()
        if self._peer is not None:
            self._peer.hide()
        # Nothing is seen or done from here on, so the person is told before anything that may take its time.
        around, proposal, reason = self.around, self.asked.proposal, ending.reason
        each_by_itself(
            around.files.forget_live,
            lambda: self._indicator.end(ending),
            lambda: heed_end(reason, proposal, self.agreed, around),
        )
        if ending.tell_broker:
            each_by_itself(lambda: around.journal(proposal, "ended", {"reason": reason.value}))
        await self._drop_connection()

    async def _drop_connection(self) -> None:
        self.clipboard.lose_way()
        if self._live is not None:
            self._live.release()
        peer, self._peer = self._peer, None
        if peer is not None:
            peer.hide()
            await peer.close()

    def _keep_record(self, now: float) -> None:
        assert self.permit is not None
        proposal, around = self.asked.proposal, self.around
        around.files.keep_live(
            record_of(proposal, around.boot, self.agreed, self._sealed_accept, self.permit, alive_at=now)
        )

    def _send_accept(self, answer: Accept) -> None:
        self._sealed_accept = self.around.key.seal(ACCEPT_TYPE, answer)
        if self.permit is not None:
            self._keep_record(clock.monotonic())
        self.around.broker.send(agent_broker.AcceptFrame(session=answer.session, accept=self._sealed_accept))
