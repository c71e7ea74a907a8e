"""Asks the person at the device, or answers for them where nobody can be asked."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from agent.exchange import Asked
from agent.sessions.ports import Broker, Desktop
from protocol.capabilities import Capability, is_meaningful
from protocol.grant import Decision
from protocol.links.agent_broker import QuestionShown
from protocol.links.core_desktop import AnswerConsent, AskConsent, Recording, WithdrawQuestion

# The window closes itself at its deadline; this is how long core waits for that to be said.
GRACE_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer at the device."""

    decision: Decision
    asked_person: bool
    capabilities: tuple[Capability, ...] = ()
    seconds: int = 0


@dataclass(slots=True, kw_only=True)
class ConsentQuestion:
    """One question to the person, from the window's opening to its answer."""

    asked: Asked
    desktop: Desktop
    broker: Broker
    somebody_there: bool
    _answer: asyncio.Future[AnswerConsent] | None = field(default=None, init=False)

    @property
    def name(self) -> str:
        """Name the question; each attempt asks its own."""
        return f"{self.asked.proposal.session}.{self.asked.proposal.attempt}"

    async def ask(self) -> Verdict:
        """Put the question and wait for the answer, no longer than the proposal says."""
        proposal = self.asked.proposal
        if not proposal.attended:
            return Verdict(decision=Decision.REFUSED, asked_person=False)
        if not self.desktop.is_up or not self.somebody_there:
            return Verdict(decision=Decision.NOBODY_THERE, asked_person=False)
        self._answer = asyncio.get_running_loop().create_future()
        shown = self.desktop.send(
            AskConsent(
                question=self.name,
                who=proposal.who,
                working_for=proposal.organization,
                origin=proposal.origin,
                reason=proposal.reason,
                capabilities=proposal.capabilities,
                seconds=proposal.seconds,
                deadline_seconds=proposal.consent_seconds,
                recording=Recording(on=proposal.recording),
            )
        )
        if not shown:
            return Verdict(decision=Decision.NOBODY_THERE, asked_person=False)
        return await self._wait(proposal.consent_seconds)

    async def _wait(self, seconds: int) -> Verdict:
        assert self._answer is not None
        try:
            async with asyncio.timeout(seconds + GRACE_SECONDS):
                answer = await self._answer
        except TimeoutError:
            self.withdraw()
            return Verdict(decision=Decision.TIMED_OUT, asked_person=True)
        if answer.answer is Decision.YES and not is_meaningful(answer.capabilities):
            return Verdict(decision=Decision.NO, asked_person=True)
        return Verdict(
            decision=answer.answer,
            asked_person=True,
            capabilities=answer.capabilities,
            seconds=answer.seconds,
        )

    def shown(self) -> None:
        """The window stands on the person's screen."""
        proposal = self.asked.proposal
        self.broker.send(QuestionShown(session=proposal.session, attempt=proposal.attempt))

    def answered(self, answer: AnswerConsent) -> None:
        """Take the person's answer; only the first one counts."""
        if self._answer is not None and not self._answer.done() and answer.question == self.name:
            self._answer.set_result(answer)

    def withdraw(self) -> None:
        """Take the window off the screen."""
        self.desktop.send(WithdrawQuestion(question=self.name))
