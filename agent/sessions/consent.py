"""Asks the person at the device, or answers for them where nobody can be asked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from agent import clock
from agent.advance import Given
from agent.exchange import Asked
from agent.sessions.ports import Desktop
from agent.sessions.surroundings import Surroundings
from agent.visitors import LetIn
from protocol.capabilities import Capability, is_meaningful, ordered
from protocol.grant import Decision, Origin, Proposal
from protocol.links.agent_broker import QuestionShown
from protocol.links.core_desktop import AnswerConsent, AskConsent, Recording, WithdrawQuestion
from protocol.policy import ConsentRule, Policy, TimeoutAnswer, capabilities_under
from protocol.visits import KNOWN_DAYS

# The window closes itself at its deadline; this is how long core waits for that to be said.
GRACE_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer at the device."""

    decision: Decision
    asked_person: bool
    capabilities: tuple[Capability, ...] = ()
    seconds: int = 0
    display: str | None = None
    """The one screen that is given; None for all."""
    advance: str | None = None
    """The window ahead of time that stands for the person's answer."""


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
    was_shown: bool = False
    was_said_over: bool = False
    """Whether the window itself said that its time is over, having been in sight for all of it."""
    was_out_of_sight: bool = False
    """Whether the screen was locked meanwhile."""
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
        was_in_sight = self.was_shown and answer.was_in_sight and not self.was_out_of_sight
        self.was_said_over = was_in_sight and answer.answer is Decision.TIMED_OUT
        if answer.display is not None and answer.display not in {each.name for each in self.message.displays}:
            # A screen that was not there to be given is none that could be shown alone.
            return Verdict(decision=Decision.REFUSED, asked_person=True)
        return Verdict(
            decision=answer.answer,
            asked_person=True,
            capabilities=answer.capabilities,
            seconds=answer.seconds,
            display=answer.display,
        )

    def shown(self) -> None:
        """The window stands on the person's screen."""
        self.was_shown = True
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


def first_question(asked: Asked, around: Surroundings) -> OpenQuestion:
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
        silence_is_yes=around.policy().consent.timeout_answer is TimeoutAnswer.ALLOW,
        recording=Recording(on=proposal.recording),
        displays=around.displays(),
        known_until=clock.now() + timedelta(days=KNOWN_DAYS) if proposal.origin is Origin.UNATTENDED else None,
    )
    shown = QuestionShown(session=proposal.session, attempt=proposal.attempt)
    return OpenQuestion(message=message, desktop=around.desktop, on_shown=lambda: around.broker.send(shown))


async def ask_first(question: OpenQuestion, policy: Callable[[], Policy], may_ask: Callable[[], bool]) -> Verdict:
    """Ask whether anybody is let in; `policy` gives the one that counts by then, `may_ask` whether it still is asked.

    Silence is a yes only where the policy says so, then and now, and the window that said so stood in sight on an open
    screen for its whole time; it gives what was chosen in the window by then, and never more.
    A window that was closed, a desktop that says nothing and whatever else goes wrong is none.
    """
    verdict = await question.put()
    now = policy()
    is_silent = question.was_said_over and question.message.silence_is_yes
    if is_silent and now.consent.timeout_answer is TimeoutAnswer.ALLOW and may_ask():
        chosen = ordered(frozenset(verdict.capabilities) & frozenset(question.message.capabilities))
        silent = _given(now, chosen, min(verdict.seconds, question.message.seconds))
        return replace(silent, display=verdict.display)
    if verdict.decision is not Decision.YES:
        return verdict
    if not is_meaningful(verdict.capabilities):
        return Verdict(decision=Decision.NO, asked_person=True)
    kept = kept_under(now, verdict)
    if now.consent.present is ConsentRule.NO_SESSION or not is_meaningful(kept.capabilities):
        return Verdict(decision=Decision.REFUSED, asked_person=True)
    return kept


def by_rule(proposal: Proposal, policy: Policy, let_in: LetIn | None = None) -> Verdict:
    """Give the yes of the policy where nobody can be asked, cut to what it allows now.

    Whoever comes because somebody let them in before gets no more than they were let in for.
    """
    if let_in is None:
        return _given(policy, proposal.capabilities, proposal.seconds)
    kept = ordered(frozenset(proposal.capabilities) & frozenset(let_in.capabilities))
    return replace(_given(policy, kept, min(proposal.seconds, let_in.seconds)), display=let_in.display)


def _given(policy: Policy, capabilities: tuple[Capability, ...], seconds: int) -> Verdict:
    whole = Verdict(decision=Decision.YES, asked_person=False, capabilities=capabilities, seconds=seconds)
    kept = kept_under(policy, whole)
    if not is_meaningful(kept.capabilities):
        return Verdict(decision=Decision.REFUSED, asked_person=False)
    return kept


def ahead_of_time(proposal: Proposal, policy: Policy, given: Given | None) -> Verdict | None:
    """Give the yes that was said before to exactly this, cut to what the policy allows now; None: they are asked."""
    if given is None:
        return None
    verdict = _given(policy, proposal.capabilities, given.seconds)
    return replace(verdict, advance=given.window) if verdict.decision is Decision.YES else None


def unasked(capabilities: tuple[Capability, ...], seconds: float) -> Verdict:
    """Give the yes that rests on an earlier one, whose time goes on."""
    return Verdict(decision=Decision.YES, asked_person=False, capabilities=capabilities, seconds=max(1, int(seconds)))
