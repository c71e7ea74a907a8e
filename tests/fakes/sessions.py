"""Session values for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from protocol.capabilities import Capability
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.session.states import Approved, Ask, Limits, Session

AT = datetime(2031, 1, 1, tzinfo=UTC)


def session_of(
    origin: Origin = Origin.OFFER, *, technician: str = "tess", requester: str | None = None, device: str = "desk"
) -> Session:
    """A session that a technician stands behind and nobody was asked about yet."""
    ask = Ask(
        origin=origin,
        reason="Printer driver",
        capabilities=(Capability.VIEW, Capability.CONTROL),
        seconds=600,
        requester=AccountId(requester) if requester else None,
    )
    return Session(
        id=SessionId("a" * 26),
        organization=OrganizationId("org"),
        device=DeviceId(device),
        ask=ask,
        limits=Limits(),
        created_at=AT,
        state=Approved(technician=AccountId(technician), note="", deadline=AT + timedelta(minutes=15)),
    )
