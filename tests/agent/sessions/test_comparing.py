"""Nothing is seen before the person typed the code that the technician reads out; tries and time are bounded."""

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from agent.sessions import comparing
from protocol.exchange import verification_code
from protocol.grant import CODE_ASKED_IN_VAIN, CODE_TRIES, Accept, CodeMode, Decision, Proposal
from protocol.links import viewer_agent
from protocol.links.agent_broker import Connected
from protocol.links.core_desktop import Inject, ShowSession
from protocol.links.desktop_code import AnswerCode, AskCode, CodeOutcome, EndCode
from protocol.policy import Consent
from protocol.session.reasons import EndReason
from tests.agent.sessions.stage import Stage
from tests.fakes.device import FakePeer

PRESS = viewer_agent.PointerButton(button=viewer_agent.Button.LEFT, down=True, x=5, y=5)


class Typing(Stage):
    """A device on which the code is typed."""

    async def confirm(self, made: Proposal, accept: Accept) -> FakePeer:
        """Reveal the viewer and confirm; the device then wants the code."""
        asked = len(self.world.desktop.heard.all(AskCode)) + 1
        peer = await super().confirm(made, accept)
        await self.world.desktop.heard.next(AskCode, asked)
        return peer

    async def begun(self) -> tuple[Proposal, Accept, FakePeer]:
        """Go as far as the field for the code."""
        made = self.proposal(await self.prepare(), code=CodeMode.TYPE)
        await self.propose(made)
        await self.answer(Decision.YES)
        accept = await self.accepted()
        return made, accept, await self.confirm(made, accept)

    async def types(self, code: str | None) -> None:
        """Type digits, or say that it shall end."""
        asked = self.world.desktop.heard.all(AskCode)[-1]
        await self.keeper.on_desktop(AnswerCode(question=asked.question, code=code))

    async def outcome(self, number: int = 1) -> CodeOutcome:
        return (await self.world.desktop.heard.next(EndCode, number)).outcome

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.world.journal]


@pytest.fixture
def stage(tmp_path: Path) -> Typing:
    return Typing(tmp_path)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_nothing_is_seen_or_done_before_the_typed_code_matches(stage: Typing) -> None:
    made, accept, peer = await stage.begun()
    peer.say(PRESS)
    assert peer.shown is None
    assert not stage.world.broker.heard.all(Connected)
    assert not stage.world.desktop.heard.all(ShowSession)
    assert not stage.world.desktop.heard.all(Inject)
    code = verification_code(stage.transcript(made, accept))
    await stage.types(other_than(code))
    again = await stage.world.desktop.heard.next(AskCode, 2)
    assert again.tries_left == CODE_TRIES - 1
    assert (await peer.heard.next(viewer_agent.CodeFrame, 2)).tries_left == CODE_TRIES - 1
    assert peer.shown is None
    await stage.types(code)
    await stage.world.broker.heard.next(Connected)
    assert (await peer.heard.next(viewer_agent.CodeFrame, 3)).matches
    assert await stage.outcome() is CodeOutcome.MATCHES
    assert stage.kinds()[:2] == ["code_wrong", "code_typed"]
    peer.say(viewer_agent.Heartbeat(number=1, echo=None))
    await peer.heard.next(viewer_agent.Screen)
    assert peer.shown is not None


async def test_who_stands_in_between_has_another_code_and_is_not_let_in(stage: Typing) -> None:
    made, accept, peer = await stage.begun()
    # The technician reads out what came of the exchange with whoever stands in between, who has keys of their own.
    between = replace(stage.transcript(made, accept), viewer_fingerprint=b"m" * 32)
    read_out = verification_code(between)
    for number in range(1, CODE_TRIES + 1):
        await stage.world.desktop.heard.next(AskCode, number)
        await stage.types(read_out)
    assert await stage.outcome() is CodeOutcome.DIFFERS
    assert (await peer.heard.next(viewer_agent.EndedFrame)).reason is EndReason.CODES_DIFFER
    assert stage.kinds() == ["code_wrong"] * CODE_TRIES + ["ended"]
    assert stage.world.journal[-1][1] == {"reason": "codes_differ"}
    assert not stage.world.broker.heard.all(Connected)


@pytest.mark.parametrize("answer", ["no", "late"])
async def test_no_and_no_answer_in_time_end_it(stage: Typing, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    if answer == "late":
        monkeypatch.setattr(comparing, "CODE_SECONDS", 0.01)
    _, _, peer = await stage.begun()
    if answer == "no":
        await stage.types(None)
    reason = EndReason.DONE_AT_DEVICE if answer == "no" else EndReason.CODE_NOT_TYPED
    assert (await peer.heard.next(viewer_agent.EndedFrame)).reason is reason
    assert await stage.outcome() is (CodeOutcome.GONE if answer == "no" else CodeOutcome.NOT_TYPED)


async def test_a_new_attempt_has_a_new_code_even_where_it_says_otherwise(stage: Typing) -> None:
    first, accept, peer = await stage.begun()
    await stage.types(verification_code(stage.transcript(first, accept)))
    await stage.world.broker.heard.next(Connected)
    peer.lose("gone")
    made = stage.resuming(await stage.prepare(2), first, code=CodeMode.SHOW)
    await stage.propose(made)
    again = await stage.confirm(made, await stage.accepted(2))
    assert not stage.world.desktop.heard.all(AskCode)[-1].begins, "it does not take the keys from the person's work"
    assert again.shown is None
    # An answer to the question before this one is none.
    await stage.keeper.on_desktop(AnswerCode(question="s.code.1", code="000000"))
    await stage.types(verification_code(stage.transcript(made, await stage.accepted(2))))
    await stage.world.broker.heard.next(Connected, 2)


async def test_who_breaks_off_whenever_the_codes_differ_is_asked_for_no_more(stage: Typing) -> None:
    made, _, peer = await stage.begun()
    for attempt in range(2, CODE_ASKED_IN_VAIN + 1):
        peer.lose("gone")
        again = stage.resuming(await stage.prepare(attempt), made, code=CodeMode.TYPE)
        await stage.propose(again)
        peer = await stage.confirm(again, await stage.accepted(attempt))
    peer.lose("gone")
    last = stage.resuming(await stage.prepare(CODE_ASKED_IN_VAIN + 1), made, code=CodeMode.TYPE)
    await stage.propose(last)
    assert await stage.over() is EndReason.CODE_NOT_TYPED
    assert len(stage.world.desktop.heard.all(AskCode)) == CODE_ASKED_IN_VAIN


async def test_who_looks_for_equal_codes_without_showing_any_is_stopped_as_soon(stage: Typing) -> None:
    made, accept, _ = await stage.begun()
    codes = {verification_code(stage.transcript(made, accept))}
    for attempt in range(2, CODE_ASKED_IN_VAIN + 1):
        again = stage.resuming(await stage.prepare(attempt), made, code=CodeMode.TYPE)
        await stage.propose(again)
        codes.add(verification_code(stage.transcript(again, await stage.accepted(attempt))))
    last = stage.resuming(await stage.prepare(CODE_ASKED_IN_VAIN + 1), made, code=CodeMode.TYPE)
    await stage.propose(last)
    assert await stage.over() is EndReason.CODE_NOT_TYPED
    assert len(codes) <= CODE_ASKED_IN_VAIN


@pytest.mark.parametrize(("mode", "is_shown"), [(CodeMode.SHOW, True), (CodeMode.OFF, False)])
async def test_otherwise_nobody_types_and_a_code_that_is_off_stands_nowhere(
    stage: Typing, mode: CodeMode, is_shown: bool
) -> None:
    stage.world.policy = changed(stage.world.policy, consent=Consent(code=mode))
    made = stage.proposal(await stage.prepare(), code=mode)
    await stage.propose(made)
    await stage.answer(Decision.YES)
    await stage.connect(made, await stage.accepted())
    session = await stage.world.desktop.heard.next(ShowSession)
    assert (session.code is not None) is is_shown
    assert not stage.world.desktop.heard.all(AskCode)
