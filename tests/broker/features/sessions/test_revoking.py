"""Tests of which sessions rest on what was withdrawn; that they end is tried in people's test_routes.py."""

from datetime import UTC, datetime

import pytest

from broker.features.sessions.revoking import Withdrawn
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, SessionId
from protocol.session.states import Approved, Ask, Limits, Session
from tests.fakes.actors import ORG_A, ORG_B, named

NOW = datetime(2026, 1, 1, tzinfo=UTC)
REQUESTER, TECHNICIAN, DEVICE = AccountId(named("mia")), AccountId(named("tom")), DeviceId(named("desk"))
SESSION = Session(
    id=SessionId(named("session")),
    organization=ORG_A,
    device=DEVICE,
    ask=Ask(origin=Origin.REQUEST, reason="Printer jams", capabilities=(), seconds=60, requester=REQUESTER),
    limits=Limits(consent_seconds=60, resume_seconds=60),
    created_at=NOW,
    state=Approved(technician=TECHNICIAN, note="", deadline=NOW),
)


@pytest.mark.parametrize(
    ("withdrawn", "meets"),
    [
        (Withdrawn(account=REQUESTER), True),
        (Withdrawn(account=TECHNICIAN), True),
        (Withdrawn(account=named("other")), False),
        (Withdrawn(account=REQUESTER, device=DEVICE), True),
        (Withdrawn(account=REQUESTER, device=named("other")), False),
        (Withdrawn(organization=ORG_A), True),
        (Withdrawn(organization=ORG_B), False),
        (Withdrawn(account=TECHNICIAN, organization=ORG_A), True),
        (Withdrawn(account=TECHNICIAN, organization=ORG_B), False),
        (Withdrawn(account=named("other"), organization=ORG_A), False),
        (Withdrawn(), False),
    ],
)
def test_a_session_ends_with_the_right_it_rests_on(withdrawn: Withdrawn, meets: bool) -> None:
    assert withdrawn.meets(SESSION) is meets
