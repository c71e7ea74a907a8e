"""What a computer that is not enrolled says to an instance: it asks for a code, or brings one; all of it blocks."""

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from agent.enrolment import believed, call, checked_address, decoded, tls_context
from agent.errors import AgentFault
from agent.identity import DeviceKey, Enrolment
from agent.trusted_keys import read_trust
from protocol.enrolment import EnrolAnswer, TrustAnswer
from protocol.joining import (
    CodeAsked,
    CodeGiven,
    CodeLook,
    CodeStanding,
    CodeTyped,
    JoinState,
    asking_bytes,
    read_target,
    typing_bytes,
)
from protocol.links.agent_broker import Facts
from protocol.trust import Trust

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDesk:
    """An instance that is believed by its root, and the fresh key of this computer."""

    url: str
    offered: TrustAnswer
    trust: Trust
    key: DeviceKey
    facts: Facts

    def ask_code(self) -> CodeGiven:
        """Ask for a code that the person reads out."""
        proof = self.key.private.sign(asking_bytes(self.offered.root, self.key.public))
        return self._call("codes", CodeAsked(public_key=self.key.public, proof=proof, facts=self.facts), CodeGiven)

    def look(self, secret: str) -> Enrolment | JoinState:
        """Ask what became of the code: who this computer is now, once it has joined."""
        standing = self._call("look", CodeLook(secret=secret), CodeStanding)
        return standing.state if standing.joined is None else self._enrolment(standing.joined)

    def type_code(self, code: str) -> Enrolment:
        """Bring the code of an approved request."""
        proof = self.key.private.sign(typing_bytes(code, self.key.public))
        body = CodeTyped(code=code, public_key=self.key.public, proof=proof, facts=self.facts)
        return self._enrolment(self._call("requests", body, EnrolAnswer))

    def _call(self, path: str, body: msgspec.Struct, expected: type[Answer]) -> Answer:
        raw = call(f"{self.url}/api/join/{path}", msgspec.json.encode(body), tls_context(self.trust))
        return decoded(raw, expected)

    def _enrolment(self, answer: EnrolAnswer) -> Enrolment:
        read_trust(self.offered.root, answer.trust)
        return Enrolment(
            url=self.url,
            device=answer.device_id,
            organization=answer.organization_id,
            name=answer.name,
            root=self.offered.root,
            trust=answer.trust,
        )


def open_desk(text: str, key: DeviceKey, facts: Facts) -> JoinDesk:
    """Believe the instance at `URL#ROOT` by its root before anything is sent to it; raises AgentFault."""
    target = read_target(text)
    if target is None:
        raise AgentFault("join.target", "That is not a whole address. Copy it again: https://…#… with all its letters.")
    url = checked_address(target.url)
    offered, trust = believed(url, target.root_mark)
    return JoinDesk(url=url, offered=offered, trust=trust, key=key, facts=facts)
