"""Asks the person for more while a session runs; what they give holds from the lease on that knows of it."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from agent.exchange import Agreed, AskedMore, reply
from agent.permit import Permit
from agent.sessions.consent import OpenQuestion, Verdict, kept_under
from agent.sessions.surroundings import CONSENT_GRACE_SECONDS, Surroundings
from protocol.capabilities import Capability
from protocol.errors import ProtocolError
from protocol.grant import MIN_SESSION_SECONDS, REPLY_TYPE, Decision, More, Origin
from protocol.links import agent_broker
from protocol.links.core_desktop import AskConsent, Occasion, Recording
from protocol.policy import Policy, capabilities_under
from protocol.session import events as on
from protocol.session.reasons import EndReason

log = logging.getLogger(__name__)

_OCCASIONS = {More.WIDEN: Occasion.WIDEN, More.EXTEND: Occasion.EXTEND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A yes that the broker may not know of yet."""

    number: int
    capabilities: frozenset[Capability]
    ends_at: float | None


@dataclass(slots=True, kw_only=True)
class Further:
    """The further questions of one session, one at a time."""

    around: Surroundings
    apply: Callable[[on.AnyEvent], None]
    """Takes a step of the device's own session machine, or raises Untrusted."""
    agreed_end: Callable[[], float]
    """Gives the monotonic second at which the machine says that it ends."""
    end: Callable[[EndReason], None]
    """Ends the session at once."""
    screen: Callable[[], int | None]
    """Gives the number of the one screen that is shown; None where all are."""
    question: OpenQuestion | None = None
    newest: int = 0
    _task: asyncio.Task[None] | None = None
    _given: Given | None = None
    _frame: agent_broker.Reply | None = None
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    def ask(self, asked: AskedMore, agreed: Agreed, permit: Permit, now: float) -> None:
        """Put a checked question; raises Untrusted where one is open already."""
        question = asked.question
        self.apply(
            on.AskMore(
                number=question.number,
                more=question.more,
                capabilities=question.capabilities,
                seconds=question.seconds,
                consent_seconds=question.consent_seconds + CONSENT_GRACE_SECONDS,
            )
        )
        self.newest = question.number
        extends = question.more is More.EXTEND
        self.question = OpenQuestion(
            message=AskConsent(
                question=f"{question.session}.more.{question.number}",
                who=question.who,
                working_for=agreed.organization,
                origin=Origin.OFFER,
                reason="",
                capabilities=question.capabilities,
                running=tuple(sorted(permit.capabilities)),
                screen=self.screen(),
                seconds=question.seconds if extends else max(MIN_SESSION_SECONDS, int(permit.seconds_left(now))),
                deadline_seconds=question.consent_seconds,
                occasion=_OCCASIONS[question.more],
                recording=Recording(on=agreed.recording),
            ),
            desktop=self.around.desktop,
            on_shown=lambda: None,
        )
        self._task = asyncio.create_task(self._wait(asked, self.question))
        self._running.add(self._task)
        self._task.add_done_callback(self._running.discard)

    async def _wait(self, asked: AskedMore, question: OpenQuestion) -> None:
        try:
            verdict = await question.put()
        finally:
            self.question = None
        try:
            self._take(asked, verdict)
        except ProtocolError as fault:
            log.warning("the answer to a further question came too late: %s", fault.code)

    def _take(self, asked: AskedMore, verdict: Verdict) -> None:
        policy = self.around.policy()
        verdict = kept_under(policy, verdict)
        extends = asked.question.more is More.EXTEND
        may = policy.running.extension_allowed or not extends
        answer = reply(asked, verdict.decision if may else Decision.REFUSED, verdict.capabilities, verdict.seconds)
        yes = answer.decision is Decision.YES
        self.apply(
            on.AnswerMore(number=answer.number, yes=yes, capabilities=answer.capabilities, seconds=answer.seconds)
        )
        if yes:
            self._given = Given(
                number=answer.number,
                capabilities=frozenset(answer.capabilities),
                ends_at=self.agreed_end() if extends else None,
            )
        sealed = self.around.key.seal(REPLY_TYPE, answer)
        self._frame = agent_broker.Reply(session=answer.session, reply=sealed)
        self.around.broker.send(self._frame)
        if verdict.decision is Decision.NOT_ASKED_FOR:
            self.end(EndReason.NOT_ASKED_FOR)

    def repeat(self) -> None:
        """The broker is back: say an answer again that it may have missed."""
        if self._given is not None and self._frame is not None:
            self.around.broker.send(self._frame)

    def applied(self, permit: Permit, known: int) -> Permit:
        """Give the permit with what the person gave, as far as the broker knows of it."""
        given = self._given
        if given is None or known < given.number:
            return permit
        self._given = None
        return permit.with_given(given.capabilities, given.ends_at)

    def heed(self, policy: Policy) -> None:
        """Another policy counts: what goes beyond it is asked no more, and a yes before that counts no more for it."""
        allowed, question = capabilities_under(policy), self.question
        self.narrowed(allowed)
        if question is None:
            return
        extends = question.message.occasion is Occasion.EXTEND
        may = policy.running.extension_allowed if extends else frozenset(question.message.capabilities) <= allowed
        if not may:
            question.refuse()

    def narrowed(self, kept: Iterable[Capability]) -> None:
        """Something was taken back: a yes before that counts no more for it."""
        if self._given is not None:
            self._given = replace(self._given, capabilities=self._given.capabilities & frozenset(kept))

    def withdraw(self) -> None:
        """Take an open question off the screen; nobody hears its answer."""
        question, self.question = self.question, None
        if self._task is not None and question is not None:
            self._task.cancel()
            question.withdraw()
