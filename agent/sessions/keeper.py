"""Keeps the one session of this device: hands what broker and desktop say to it, and refuses what has no place."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, assert_never

from agent import clock
from agent.config import OFFERS
from agent.entropy import random_bytes
from agent.exchange import Asked, Ceiling, Memory, Nonce, Present, check_proposal, check_question, check_resumed
from agent.policy import ceiling_under
from agent.sessions.record import LiveRecord, OffersMade
from agent.sessions.run import SessionRun
from agent.sessions.surroundings import Surroundings
from agent.sessions.visiting import may_go_on
from protocol.capabilities import Capability, ordered
from protocol.errors import ProtocolError, Untrusted
from protocol.grant import HELLO_TYPE, NONCE_BYTES, Hello, Origin, Proposal
from protocol.identifiers import DeviceId, SessionId
from protocol.links import agent_broker, core_desktop
from protocol.links.desktop_clipboard import AnswerClipboard, ClipboardRead, ClipboardUnread, ClipboardWasSet
from protocol.links.desktop_code import AnswerCode
from protocol.policy import capabilities_under
from protocol.session.reasons import EndReason
from protocol.starting import is_open, may_come

log = logging.getLogger(__name__)

OFFERS_WINDOW: Final = 600.0
CLOSE_SECONDS: Final = 10.0
# How many ended sessions' attempt numbers are remembered; nonces make an older replay void anyway.
MAX_REMEMBERED: Final = 200


@dataclass(slots=True, kw_only=True)
class SessionKeeper:
    """The device's sessions, one at a time."""

    device: DeviceId
    around: Surroundings
    counter: Callable[[], int]
    """Gives the count of connections, for the hello."""
    ceiling: Ceiling = field(default_factory=Ceiling)
    over: Callable[[], None] = lambda: None
    """Told when a session has come to its end, whichever way."""
    offers: int = OFFERS
    """Offers of help in ten minutes that reach the person."""
    _offered: deque[float] | None = None
    _run: SessionRun | None = None
    _story: asyncio.Task[None] | None = None
    _nonce: Nonce | None = None
    _put_off: agent_broker.Prepare | None = None
    _attempts: dict[SessionId, int] = field(default_factory=dict)
    _ended: deque[SessionId] = field(default_factory=lambda: deque(maxlen=MAX_REMEMBERED))

    @property
    def is_live(self) -> bool:
        """Tell whether somebody may see the screen."""
        return self._run is not None and self._run.is_live

    @property
    def session(self) -> SessionId | None:
        """The session that runs, from the question to its end."""
        run = self._run
        return None if run is None or run.is_over else run.asked.proposal.session

    @property
    def is_busy(self) -> bool:
        """Tell whether a session runs, from the question to its end."""
        return self._run is not None

    async def on_broker(self, message: agent_broker.BrokerToAgent) -> None:
        """Take a message about a session; what cannot be believed is refused with its code."""
        try:
            match message:
                case agent_broker.Prepare():
                    self._prepare(message)
                case agent_broker.Propose():
                    self._propose(message)
                case agent_broker.Reveal(session=session):
                    self._running(session).reveal(message)
                case agent_broker.Ask(session=session, question=question):
                    self._ask_more(self._running(session), question)
                case agent_broker.LeaseFrame(session=session, lease=lease):
                    self._running(session).renew(lease)
                case agent_broker.EndSession():
                    self._end(message)
                case _:
                    return
        except ProtocolError as fault:
            self._refuse(getattr(message, "session", None), fault)

    async def on_desktop(self, message: core_desktop.FromDesktop) -> None:
        """Take what the person did about a session."""
        run = self._run
        if run is None:
            return
        question = run.question or run.further.question
        match message:
            case core_desktop.QuestionShown() if question is not None:
                question.shown()
            case core_desktop.AnswerConsent() if question is not None:
                question.answered(message)
            case AnswerCode():
                run.comparing.answered(message)
            case AnswerClipboard() | ClipboardRead() | ClipboardUnread() | ClipboardWasSet():
                run.clipboard.heard_desktop(message)
            case core_desktop.Injected(sequence=number):
                run.flow.done(number)
            case core_desktop.Done():
                run.finish(EndReason.DONE_AT_DEVICE)
            case core_desktop.Narrow(capabilities=capabilities):
                run.narrow(capabilities, "person")
            case _:
                return

    def link_up(self) -> None:
        """The broker is back: say again that the session is alive."""
        if self._run is not None:
            self._run.link_up()

    def heed_lock(self) -> None:
        """The person locked or unlocked the screen."""
        if self._run is not None:
            self._run.beginning.heed_lock()
            self._run.pausing.look()

    def heed_policy(self) -> None:
        """Another policy counts: end or narrow what goes beyond it."""
        run, allowed = self._run, capabilities_under(self.around.policy())
        if run is None:
            return
        run.further.heed(self.around.policy())
        if Capability.VIEW not in allowed or not may_go_on(run.agreed, self.around):
            run.finish(EndReason.REVOKED)
        elif not may_come(run.asked.proposal.origin, self.around.policy()):
            run.finish(EndReason.OWN_ACCESS_OFF)
        elif run.permit is not None and not run.permit.capabilities <= allowed:
            run.narrow(ordered(allowed), "policy")
        self.heed_lock()

    def take_back(self, window: str) -> None:
        """The person took back what they gave ahead of time: what rests on it ends."""
        if self._run is not None and self._run.agreed.advance == window:
            self._run.finish(EndReason.DONE_AT_DEVICE)

    async def desktop_gone(self) -> None:
        """The person's side died: nobody can be asked or shown who watches, so it ends."""
        if self._run is not None:
            self._run.finish(EndReason.FAILED)

    async def close(self) -> None:
        """End whatever runs and wait for it, within a limit."""
        if self._run is not None:
            self._run.finish(EndReason.SIGNED_OUT)
        if self._story is not None:
            await asyncio.wait({self._story}, timeout=CLOSE_SECONDS)

    def _prepare(self, message: agent_broker.Prepare) -> None:
        if self._run is not None and self._run.asked.proposal.session != message.session:
            if not self._run.is_over:
                raise Untrusted("session.device_busy")
            # The end of one session takes its seconds; the next one waits for it instead of failing.
            self._put_off = message
            return
        self._nonce = Nonce(
            session=message.session,
            attempt=message.attempt,
            value=random_bytes(NONCE_BYTES),
            made_at=clock.monotonic(),
        )
        hello = Hello(
            session=message.session,
            attempt=message.attempt,
            challenge=message.challenge,
            agent_nonce=self._nonce.value,
            boot=self.around.boot,
            counter=self.counter(),
            witness=self.around.witness(),
        )
        sealed = self.around.key.seal(HELLO_TYPE, hello)
        self.around.broker.send(agent_broker.HelloFrame(session=message.session, hello=sealed))

    def _propose(self, message: agent_broker.Propose) -> None:
        memory = Memory(
            device=self.device,
            device_key=self.around.key.hash,
            nonce=self._nonce,
            last_attempt=self._attempts.get(message.session, 0),
            policy=self.around.policy().number,
            ceiling=ceiling_under(self.around.policy(), self.ceiling),
        )
        asked = check_proposal(message.proposal, message.offer, self.around.grant_keys(), memory, clock.monotonic())
        self._nonce = None
        self._remember(asked)
        self._begin(asked)

    def _begin(self, asked: Asked) -> None:
        proposal = asked.proposal
        if self._run is not None:
            if self._run.asked.proposal.session != proposal.session or not self._run.is_live:
                raise Untrusted("session.device_busy")
            self._run.new_attempt(asked)
            return
        record = None
        if proposal.session in self._ended or (
            proposal.previous is None and self.around.files.receipt_of(proposal.session) is not None
        ):
            # What was here before and is over does not begin again, under whatever name.
            raise Untrusted("exchange.replayed")
        if proposal.previous is not None:
            record = self._record_for(asked)
            if record is None:
                raise Untrusted("exchange.nothing_to_resume")
        elif self._is_offer(proposal):
            self._count_offer()
        self._run = SessionRun(around=self.around, asked=asked, record=record)
        self._story = asyncio.create_task(self._tell(self._run))

    def _is_offer(self, proposal: Proposal) -> bool:
        """Tell whether somebody comes unasked for and finds somebody here, who is asked; their own device or not."""
        match proposal.origin:
            case Origin.OFFER:
                return True
            case Origin.UNATTENDED:
                return proposal.attended
            case Origin.OWN:
                return is_open(self.around.presence())
            case Origin.REQUEST:
                return False
            case _:
                assert_never(proposal.origin)

    def _count_offer(self) -> None:
        """Refuse an offer, or an owner who finds somebody here, that is one too many, by this device's own count."""
        now, boot, files = clock.monotonic(), self.around.boot, self.around.files
        if self._offered is None:
            self._offered = deque(files.offers(boot))
        made = self._offered
        while made and now - made[0] >= OFFERS_WINDOW:
            made.popleft()
        if len(made) >= self.offers:
            raise Untrusted("session.offered_too_often")
        made.append(now)
        try:
            files.keep_offers(OffersMade(boot=boot, at=tuple(made)))
        except OSError:
            log.exception("an offer could not be written down; it counts until the agent ends")

    def _ask_more(self, run: SessionRun, sealed: str) -> None:
        if run.permit is None or not run.is_active:
            raise Untrusted("session.refused_state")
        present = Present(
            device=self.device,
            session=run.asked.proposal.session,
            attempt=run.attempt,
            newest=run.further.newest,
            agreed=run.agreed,
            ceiling=ceiling_under(self.around.policy(), self.ceiling),
        )
        asked = check_question(sealed, self.around.grant_keys(), present)
        run.further.ask(asked, run.agreed, run.permit, clock.monotonic())

    def _record_for(self, asked: Asked) -> LiveRecord | None:
        record = self.around.files.live()
        proposal = asked.proposal
        now = clock.monotonic()
        if record is None or not record.allows_resume(proposal.session, self.around.boot, now):
            return None
        if record.advance is not None and not self.around.advance.stands(record.advance):
            return None
        if proposal.attempt <= record.attempt:
            raise Untrusted("exchange.old_attempt")
        check_resumed(proposal, record.agreed)
        if not may_go_on(record.agreed, self.around):
            # The policy, or the device's owner, changed while this process was away.
            raise Untrusted("exchange.nothing_to_resume")
        return record

    async def _tell(self, run: SessionRun) -> None:
        try:
            await run.story()
        finally:
            self._ended.append(run.asked.proposal.session)
            self._run = None
            self._story = None
            put_off, self._put_off = self._put_off, None
            if put_off is not None:
                self._prepare(put_off)
            self.over()

    def _running(self, session: SessionId) -> SessionRun:
        if self._run is None or self._run.asked.proposal.session != session:
            raise Untrusted("session.not_found")
        return self._run

    def _end(self, message: agent_broker.EndSession) -> None:
        if self._nonce is not None and self._nonce.session == message.session:
            self._nonce = None
        if self._put_off is not None and self._put_off.session == message.session:
            self._put_off = None
        if self._run is not None and self._run.asked.proposal.session == message.session:
            self._run.finish(message.reason, note=message.note, tell_broker=False)
        record = self.around.files.live()
        if self._run is None and record is not None and record.session == message.session:
            self.around.files.forget_live()

    def _remember(self, asked: Asked) -> None:
        self._attempts.pop(asked.proposal.session, None)
        self._attempts[asked.proposal.session] = asked.proposal.attempt
        while len(self._attempts) > MAX_REMEMBERED:
            self._attempts.pop(next(iter(self._attempts)))

    def _refuse(self, session: SessionId | None, fault: ProtocolError) -> None:
        log.warning("refused what the broker sent about session %s: %s", session, fault)
        self.around.broker.send(
            agent_broker.Fault(code=fault.code, message="This device refused the message.", session=session)
        )
