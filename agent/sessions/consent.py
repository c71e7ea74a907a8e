"""Asks the person at the device, or answers for them where nobody can be asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from agent.exchange import Asked
from agent.sessions.ports import Broker, Desktop
from protocol.capabilities import Capability, is_meaningful, ordered
from protocol.grant import Decision
from protocol.links.agent_broker import QuestionShown
from protocol.links.core_desktop import AnswerConsent, AskConsent, Recording, WithdrawQuestion
from protocol.policy import ConsentRule, Policy, capabilities_under

# The window closes itself at its deadline; this is how long core waits for that to be said.
GRACE_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer at the device."""

    decision: Decision
    asked_person: bool
    capabilities: tuple[Capability, ...] = ()
    seconds: int = 0


def kept_under(policy: Policy, verdict: Verdict) -> Verdict:
    """Cut a yes to what the policy allows now; it may have been tightened while the person thought about it."""
    if verdict.decision is not Decision.YES:
        return verdict
    return replace(
        verdict,
        capabilities=ordered(frozenset(verdict.capabilities) & capabilities_under(policy)),
        seconds=min(verdict.seconds, policy.running.seconds),
    )


@dataclass(slots=True, kw_only=True)
class OpenQuestion:
    """One window on the person's screen, from its opening to its answer."""

    message: AskConsent
    desktop: Desktop
    on_shown: Callable[[], object]
    _answer: asyncio.Future[AnswerConsent] = field(init=False)

    def __post_init__(self) -> None:
        self._answer = asyncio.get_running_loop().create_future()

    async def put(self) -> Verdict:
        """Show it and wait for the answer, no longer than it says itself."""
        if not self.desktop.is_up or not self.desktop.send(self.message):
            return Verdict(decision=Decision.NOBODY_THERE, asked_person=False)
        try:
            async with asyncio.timeout(self.message.deadline_seconds + GRACE_SECONDS):
                answer = await self._answer
        except TimeoutError:
            self.withdraw()
            return Verdict(decision=Decision.TIMED_OUT, asked_person=True)
        return Verdict(
            decision=answer.answer,
            asked_person=True,
            capabilities=answer.capabilities,
            seconds=answer.seconds,
        )

    def shown(self) -> None:
        """The window stands on the person's screen."""
        self.on_shown()

    def answered(self, answer: AnswerConsent) -> None:
        """Take the person's answer; only the first one counts."""
        if not self._answer.done() and answer.question == self.message.question:
            self._answer.set_result(answer)

    def refuse(self) -> None:
        """Take the window off the screen, and answer in the person's place: this may not be asked any more."""
        self.withdraw()
        self.answered(AnswerConsent(question=self.message.question, answer=Decision.REFUSED))

    def withdraw(self) -> None:
        """Take the window off the screen."""
        self.desktop.send(WithdrawQuestion(question=self.message.question))


def first_question(asked: Asked, desktop: Desktop, broker: Broker) -> OpenQuestion:
    """Write the question whether anybody is let in at all; each attempt asks its own."""
    proposal = asked.proposal
    message = AskConsent(
        question=f"{proposal.session}.{proposal.attempt}",
        who=proposal.who,
        working_for=proposal.organization,
        origin=proposal.origin,
        reason=proposal.reason,
        capabilities=proposal.capabilities,
        seconds=proposal.seconds,
        deadline_seconds=proposal.consent_seconds,
        recording=Recording(on=proposal.recording),
    )
    shown = QuestionShown(session=proposal.session, attempt=proposal.attempt)
    return OpenQuestion(message=message, desktop=desktop, on_shown=lambda: broker.send(shown))


async def ask_first(
    question: OpenQuestion, policy: Callable[[], Policy], *, attended: bool, somebody_there: bool
) -> Verdict:
    """Ask whether anybody is let in, where there is somebody to ask; `policy` gives the one that counts by then."""
    if not attended:
        return Verdict(decision=Decision.REFUSED, asked_person=False)
    if not somebody_there:
        return Verdict(decision=Decision.NOBODY_THERE, asked_person=False)
    verdict = await question.put()
    if verdict.decision is not Decision.YES:
        return verdict
    if not is_meaningful(verdict.capabilities):
        return Verdict(decision=Decision.NO, asked_person=True)
    now = policy()
    kept = kept_under(now, verdict)
    if now.consent.present is ConsentRule.NO_SESSION or not is_meaningful(kept.capabilities):
        return Verdict(decision=Decision.REFUSED, asked_person=True)
    return kept


def unasked(capabilities: tuple[Capability, ...], seconds: float) -> Verdict:
    """Give the yes that rests on an earlier one, whose time goes on."""
    return Verdict(decision=Decision.YES, asked_person=False, capabilities=capabilities, seconds=max(1, int(seconds)))
