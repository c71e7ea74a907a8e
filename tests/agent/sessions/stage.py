"""Plays broker, person and viewer around a device's session keeper."""

import asyncio
from pathlib import Path
from typing import Any

from agent.sessions.keeper import SessionKeeper
from protocol.capabilities import Capability
from protocol.codec import encode
from protocol.envelope import document_hash, keys_of, open_envelope
from protocol.exchange import Side, Transcript, confirmation
from protocol.grant import (
    ACCEPT_TYPE,
    HELLO_TYPE,
    PROPOSAL_TYPE,
    QUESTION_TYPE,
    REPLY_TYPE,
    Accept,
    Decision,
    FurtherAnswer,
    FurtherQuestion,
    Hello,
    Lease,
    Proposal,
)
from protocol.identifiers import DeviceId, SessionId
from protocol.links import core_desktop, viewer_agent
from protocol.links.agent_broker import (
    AcceptFrame,
    Ask,
    Connected,
    HelloFrame,
    LeaseFrame,
    Prepare,
    Propose,
    Reply,
    Reveal,
)
from protocol.session.reasons import EndReason
from tests.agent.instance import ViewerHalf, offer_hash
from tests.fakes.device import DeviceWorld, FakePeer
from tests.protocol.documents import further_question, proposal

SESSION = SessionId("s" * 26)
DEVICE = DeviceId("d" * 26)
BOTH = (Capability.VIEW, Capability.CONTROL)


class Stage:
    """One device, one session, and everybody else played by the test."""

    def __init__(self, state: Path) -> None:
        self.world = DeviceWorld(state)
        self.viewer = ViewerHalf()
        self.keeper = SessionKeeper(device=DEVICE, around=self.world.surroundings(), counter=lambda: 1)

    async def prepare(self, attempt: int = 1, session: SessionId = SESSION) -> Hello:
        """Ask for a hello."""
        count = len(self.world.broker.heard.all(HelloFrame)) + 1
        await self.keeper.on_broker(Prepare(session=session, attempt=attempt, challenge=b"c" * 32))
        frame = await self.world.broker.heard.next(HelloFrame, count)
        hello, _ = open_envelope(frame.hello.encode(), HELLO_TYPE, keys_of(self.world.key.public), Hello)
        return hello

    def proposal(self, hello: Hello, **changes: object) -> Proposal:
        """Write the proposal that answers a hello."""
        return proposal(
            session=hello.session,
            attempt=hello.attempt,
            device=DEVICE,
            device_key=self.world.key.hash,
            agent_nonce=hello.agent_nonce,
            **changes,
        )

    def resuming(self, hello: Hello, first: Proposal, **changes: object) -> Proposal:
        """Write the proposal of a further attempt, as a broker does after the first one was agreed to."""
        return self.proposal(hello, **{"previous": document_hash(PROPOSAL_TYPE, encode(first)).hex(), **changes})

    async def propose(self, made: Proposal) -> None:
        """Put a proposal with the viewer's offer."""
        await self.keeper.on_broker(
            Propose(
                session=made.session,
                attempt=made.attempt,
                proposal=self.world.grant.proposal(made),
                offer=self.viewer.offer(made),
            )
        )

    async def answer(
        self,
        decision: Decision,
        capabilities: tuple[Capability, ...] = BOTH,
        seconds: int = 600,
        *,
        in_sight: bool = True,
    ) -> None:
        """Answer as the person, as soon as the question stands."""
        asked = await self.world.desktop.heard.next(core_desktop.AskConsent)
        await self.keeper.on_desktop(
            core_desktop.AnswerConsent(
                question=asked.question,
                answer=decision,
                capabilities=capabilities,
                seconds=seconds,
                was_in_sight=in_sight,
            )
        )

    async def decline(self, number: int) -> None:
        """Say no to the number-th question, and wait until the device is free again."""
        asked = await self.world.desktop.heard.next(core_desktop.AskConsent, number)
        answer = core_desktop.AnswerConsent(question=asked.question, answer=Decision.NO)
        await self.keeper.on_desktop(answer)
        async with asyncio.timeout(10):
            while self.keeper.is_busy:
                await asyncio.sleep(0.01)

    async def accepted(self, number: int = 1) -> Accept:
        """Wait for the device's signed answer."""
        frame = await self.world.broker.heard.next(AcceptFrame, number)
        accept, _ = open_envelope(frame.accept.encode(), ACCEPT_TYPE, keys_of(self.world.key.public), Accept)
        return accept

    async def connect(self, made: Proposal, accept: Accept) -> FakePeer:
        """Reveal the viewer and confirm; gives the connection once the device says it is active."""
        count = len(self.world.broker.heard.all(Connected)) + 1
        peer = await Stage.confirm(self, made, accept)
        await self.world.broker.heard.next(Connected, count)
        peer.say(viewer_agent.Heartbeat(number=1, echo=None))
        return peer

    async def confirm(self, made: Proposal, accept: Accept) -> FakePeer:
        """Reveal the viewer and confirm; gives the connection, whatever the device makes of it."""
        await self.reveal(made.attempt)
        peer = self.world.peers[-1]
        await peer.heard.next(viewer_agent.Confirm)
        peer.say(viewer_agent.Confirm(confirmation=confirmation(self.transcript(made, accept), Side.VIEWER)))
        return peer

    async def reveal(self, attempt: int = 1) -> None:
        """Show the viewer."""
        await self.keeper.on_broker(
            Reveal(
                session=SESSION,
                attempt=attempt,
                fingerprint=self.viewer.fingerprint,
                random=self.viewer.random,
                sdp="v=0",
                ice_servers=(),
            )
        )

    def transcript(self, made: Proposal, accept: Accept) -> Transcript:
        """Compute what both ends agreed on."""
        assert accept.fingerprint is not None
        assert accept.agent_random is not None
        return Transcript(
            proposal=document_hash(PROPOSAL_TYPE, encode(made)),
            offer=offer_hash(self.viewer.offer(made)),
            accept=document_hash(ACCEPT_TYPE, encode(accept)),
            viewer_fingerprint=self.viewer.fingerprint,
            viewer_random=self.viewer.random,
            agent_fingerprint=accept.fingerprint,
            agent_random=accept.agent_random,
        )

    async def active(self) -> tuple[Proposal, FakePeer]:
        """Go all the way to the picture."""
        made = self.proposal(await self.prepare())
        await self.propose(made)
        await self.answer(Decision.YES)
        return made, await self.connect(made, await self.accepted())

    async def ask_more(self, first: Proposal, **changes: Any) -> FurtherQuestion:
        """Put a further question, as a broker does; it asks for control unless a change says otherwise."""
        question = further_question(first, **changes)
        frame = Ask(session=SESSION, question=self.world.grant.seal(QUESTION_TYPE, question))
        await self.keeper.on_broker(frame)
        return question

    async def answer_more(
        self, number: int, decision: Decision, capabilities: tuple[Capability, ...] = (), seconds: int = 0
    ) -> FurtherAnswer:
        """Answer the number-th further question as the person; gives the device's signed answer."""
        asked = await self.world.desktop.heard.next(core_desktop.AskConsent, number + 1)
        await self.keeper.on_desktop(
            core_desktop.AnswerConsent(
                question=asked.question, answer=decision, capabilities=capabilities, seconds=seconds
            )
        )
        frame = await self.world.broker.heard.next(Reply, number)
        answer, _ = open_envelope(frame.reply.encode(), REPLY_TYPE, keys_of(self.world.key.public), FurtherAnswer)
        return answer

    async def lease(
        self,
        sequence: int,
        *,
        attempt: int = 1,
        capabilities: tuple[Capability, ...] = BOTH,
        seconds_left: int = 500,
        question: int = 0,
    ) -> None:
        """Send a lease."""
        lease = Lease(
            session=SESSION,
            attempt=attempt,
            sequence=sequence,
            ttl_seconds=90,
            capabilities=capabilities,
            seconds_left=seconds_left,
            question=question,
        )
        await self.keeper.on_broker(LeaseFrame(session=SESSION, lease=self.world.grant.lease(lease)))

    async def ended(self) -> core_desktop.EndSession:
        """Wait for the banner's end, and for the keeper to be free again."""
        end = await self.world.desktop.heard.next(core_desktop.EndSession)
        await self._free()
        return end

    async def over(self) -> EndReason:
        """Wait for the end of a session that may never have been seen; gives what the server is told of it."""
        await self._free()
        (detail,) = [detail for kind, detail in self.world.journal if kind == "ended"]
        return EndReason(str(detail["reason"]))

    async def _free(self) -> None:
        async with asyncio.timeout(10):
            while self.keeper._run is not None:
                await asyncio.sleep(0.01)
