"""Has the person type the code that the technician reads out, before anything is seen; bounded in tries and time."""

import asyncio
import hmac
from dataclasses import dataclass, field

from agent.exchange import Agreed, stricter_code
from agent.sessions.live import LiveConnection, Over
from agent.sessions.surroundings import Surroundings
from agent.sessions.visiting import remember_visitor
from protocol.exchange import Transcript, verification_code
from protocol.grant import CODE_ASKED_IN_VAIN, CODE_SECONDS, CODE_TRIES, CodeMode, Origin, Proposal
from protocol.links.desktop_code import AnswerCode, AskCode, CodeOutcome, EndCode
from protocol.session.reasons import EndReason

_OUTCOMES = {EndReason.CODES_DIFFER: CodeOutcome.DIFFERS, EndReason.CODE_NOT_TYPED: CodeOutcome.NOT_TYPED}


def is_typed(proposal: Proposal, agreed: Agreed) -> bool:
    """Tell whether the code has to be typed for an attempt: as it says itself, or as the session began.

    Who asks to come in unattended later is let in by nothing less, wherever somebody is there to type it. For the
    device's owner it never is: they are elsewhere, and whoever is there has nobody to hear the code from.
    """
    if agreed.origin is Origin.OWN:
        return False
    is_strict = agreed.origin is Origin.UNATTENDED
    return agreed.attended and (is_strict or stricter_code(proposal.code, agreed.code) is CodeMode.TYPE)


def code_seconds(proposal: Proposal, agreed: Agreed) -> int:
    """Give the time that typing the code takes at most, beyond the usual one."""
    return CODE_SECONDS if is_typed(proposal, agreed) else 0


@dataclass(slots=True, kw_only=True)
class Comparing:
    """The codes of one session, one at a time: each attempt has its own, the wrong ones are counted together."""

    around: Surroundings
    _question: str = ""
    _wrong: int = 0
    _in_vain: int = 0
    """Attempts that were said yes to since the last code that matched, this one too."""
    _has_matched: bool = False
    _answer: AnswerCode | None = None
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def begins(self, proposal: Proposal, agreed: Agreed) -> None:
        """Count an attempt from its signed yes on: each shows whoever stands between another code; raises Over."""
        if not is_typed(proposal, agreed):
            return
        self._in_vain += 1
        if self._in_vain > CODE_ASKED_IN_VAIN:
            raise Over(EndReason.CODE_NOT_TYPED)

    async def settle(self, proposal: Proposal, agreed: Agreed, transcript: Transcript, live: LiveConnection) -> None:
        """Return once the person has typed this attempt's code; raises Over, or PathLost."""
        if not is_typed(proposal, agreed):
            return
        self._question = f"{proposal.session}.code.{proposal.attempt}"
        outcome = CodeOutcome.GONE
        try:
            await self._ask(proposal, verification_code(transcript), live)
            outcome = CodeOutcome.MATCHES
        except Over as over:
            outcome = _OUTCOMES.get(over.reason, CodeOutcome.GONE)
            raise
        finally:
            self.around.desktop.send(EndCode(question=self._question, outcome=outcome))
            self._question = ""
        self._wrong, self._in_vain, self._has_matched = 0, 0, True
        live.say_code(matches=True, tries_left=CODE_TRIES)
        self.around.journal(proposal, "code_typed", {})
        remember_visitor(proposal, agreed, self.around)

    def answered(self, answer: AnswerCode) -> None:
        """The person typed something, or does not want to go on."""
        if answer.question == self._question:
            self._answer = answer
            self._came.set()

    async def _ask(self, proposal: Proposal, code: str, live: LiveConnection) -> None:
        try:
            async with asyncio.timeout(CODE_SECONDS) as limit:
                while True:
                    self._show(proposal, live, limit.when() or 0.0)
                    if await self._is_same(code, live):
                        return
                    self._wrong += 1
                    left = CODE_TRIES - self._wrong
                    self.around.journal(proposal, "code_wrong", {"tries_left": left})
                    if left <= 0:
                        raise Over(EndReason.CODES_DIFFER)
        except TimeoutError:
            raise Over(EndReason.CODE_NOT_TYPED) from None

    def _show(self, proposal: Proposal, live: LiveConnection, until: float) -> None:
        left = CODE_TRIES - self._wrong
        asked = AskCode(
            question=self._question,
            who=proposal.who,
            seconds=max(0, int(until - asyncio.get_running_loop().time())),
            tries_left=left,
            begins=not self._has_matched,
        )
        if not self.around.desktop.send(asked):
            raise Over(EndReason.NOBODY_THERE)
        live.say_code(matches=False, tries_left=left)

    async def _is_same(self, code: str, live: LiveConnection) -> bool:
        self._came.clear()
        await live.keep_up(until=self._came)
        typed = self._answer.code if self._answer is not None else None
        if typed is None:
            raise Over(EndReason.DONE_AT_DEVICE)
        return hmac.compare_digest(typed.encode(), code.encode())
