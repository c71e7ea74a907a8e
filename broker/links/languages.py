"""The languages of the three links, as declared in `protocol.links`."""

from typing import Final

from broker.links.link import Language
from protocol.identifiers import SessionId
from protocol.links import agent_broker as agent
from protocol.links import portal_broker as portal
from protocol.links import viewer_broker as viewer


def _agent_fault(code: str, sentence: str, session: str | None) -> object:
    return agent.Fault(code=code, message=sentence, session=SessionId(session) if session else None)


AGENT: Final = Language(
    incoming=agent.AgentToBroker,
    max_bytes=agent.MAX_BYTES,
    ping=lambda number: agent.Ping(number=number),
    pong=lambda number: agent.Pong(number=number),
    fault=_agent_fault,
    is_ping=lambda message: isinstance(message, agent.Ping),
    is_pong=lambda message: isinstance(message, agent.Pong),
)
VIEWER: Final = Language(
    incoming=viewer.ViewerToBroker,
    max_bytes=viewer.MAX_BYTES,
    ping=lambda number: viewer.Ping(number=number),
    pong=lambda number: viewer.Pong(number=number),
    fault=lambda code, sentence, session: viewer.Fault(code=code, message=sentence),
    is_ping=lambda message: isinstance(message, viewer.Ping),
    is_pong=lambda message: isinstance(message, viewer.Pong),
)
PORTAL: Final = Language(
    incoming=portal.PortalToBroker,
    max_bytes=portal.MAX_BYTES,
    ping=lambda number: portal.Ping(number=number),
    pong=lambda number: portal.Pong(number=number),
    fault=None,
    is_ping=lambda message: isinstance(message, portal.Ping),
    is_pong=lambda message: isinstance(message, portal.Pong),
)
