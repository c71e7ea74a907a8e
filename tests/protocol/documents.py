"""Documents of the exchange to begin a test with."""

from typing import Any

from protocol.capabilities import Capability
from protocol.codec import encode
from protocol.envelope import document_hash
from protocol.grant import PROPOSAL_TYPE, CodeMode, FurtherQuestion, More, Origin, Proposal, Who
from protocol.identifiers import DeviceId, SessionId


def proposal(**changes: Any) -> Proposal:
    """A proposal that keeps every rule, but for the changes."""
    made: dict[str, Any] = {
        "session": SessionId("s" * 26),
        "attempt": 1,
        "device": DeviceId("d" * 26),
        "device_key": "0" * 64,
        "agent_nonce": b"n" * 32,
        "who": Who(name="Duty technician", email="t@provider.example", company="IT provider", signed_in_by="password"),
        "organization": "Org A",
        "origin": Origin.OFFER,
        "reason": "Printer driver",
        "request": "0" * 64,
        "attended": True,
        "capabilities": (Capability.VIEW, Capability.CONTROL),
        "seconds": 600,
        "consent_seconds": 60,
        "recording": False,
        "code": CodeMode.SHOW,
        "policy": 0,
        "previous": None,
    }
    return Proposal(**{**made, **changes})


def further_question(first: Proposal, **changes: Any) -> FurtherQuestion:
    """A further question for control that keeps every rule, but for the changes."""
    made: dict[str, Any] = {
        "session": first.session,
        "attempt": first.attempt,
        "device": first.device,
        "number": 1,
        "previous": document_hash(PROPOSAL_TYPE, encode(first)).hex(),
        "who": first.who,
        "more": More.WIDEN,
        "capabilities": (Capability.CONTROL,),
        "seconds": 0,
        "consent_seconds": 60,
    }
    return FurtherQuestion(**{**made, **changes})
