"""Tests of which sessions rest on what was withdrawn; that they end is tried in people's test_routes.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from broker.features.sessions.revoking import Blocked, Handed, Withdrawn
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, SessionId
from protocol.session.states import Approved, Ask, Grant, Granted, Limits, Session
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


def asked_from_the_tray(**changed: Any) -> Session:
    """No account stands in what was asked where nobody signs in."""
    ask = msgspec.structs.replace(SESSION.ask, requester=None)
    return msgspec.structs.replace(SESSION, ask=ask, **changed)


GRANT = Grant(
    technician=TECHNICIAN,
    capabilities=(),
    seconds=60,
    consented_at=NOW,
    expires_at=NOW,
    asked_person=True,
    proposal_hash="",
    accept_hash="",
)


@pytest.mark.parametrize(
    ("handed", "changed", "meets"),
    [
        ({}, {}, True),
        ({"device": named("other")}, {}, False),
        ({"had_owner": False}, {}, True),
        ({}, {"state": Granted(grant=GRANT, attempt=1, deadline=NOW)}, True),
        ({"had_owner": False}, {"state": Granted(grant=GRANT, attempt=1, deadline=NOW)}, False),
        ({}, {"created_at": NOW + timedelta(milliseconds=1)}, False),
    ],
)
def test_what_was_asked_for_at_a_device_ends_when_it_is_given_away(
    handed: dict[str, Any], changed: dict[str, Any], meets: bool
) -> None:
    given = replace(Handed(device=DEVICE, at=NOW, had_owner=True), **handed)
    assert given.meets(asked_from_the_tray(**changed)) is meets


def test_what_a_technician_offered_goes_on_when_the_device_is_given_away() -> None:
    offer = msgspec.structs.replace(SESSION, ask=msgspec.structs.replace(SESSION.ask, origin=Origin.OFFER))
    assert not Handed(device=DEVICE, at=NOW, had_owner=True).meets(offer)


@pytest.mark.parametrize("had_owner", [True, False])
@pytest.mark.parametrize(
    ("asked_person", "late", "meets"), [(None, 0, True), (False, 0, True), (True, 0, False), (False, 1, False)]
)
def test_a_visit_ends_with_another_owner_unless_somebody_said_yes_to_it(
    had_owner: bool, asked_person: bool | None, late: int, meets: bool
) -> None:
    visit = msgspec.structs.replace(
        SESSION,
        ask=msgspec.structs.replace(SESSION.ask, origin=Origin.UNATTENDED),
        created_at=NOW + timedelta(seconds=late),
    )
    if asked_person is not None:
        grant = Grant(
            technician=TECHNICIAN,
            capabilities=(),
            seconds=60,
            consented_at=NOW,
            expires_at=NOW,
            asked_person=asked_person,
            proposal_hash="",
            accept_hash="",
        )
        visit = msgspec.structs.replace(visit, state=Granted(grant=grant, attempt=1, deadline=NOW))
    assert Handed(device=DEVICE, at=NOW, had_owner=had_owner).meets(visit) is meets


@pytest.mark.parametrize(
    ("origin", "account", "device", "meets"),
    [
        (Origin.OFFER, TECHNICIAN, DEVICE, True),
        (Origin.UNATTENDED, TECHNICIAN, DEVICE, True),
        (Origin.REQUEST, TECHNICIAN, DEVICE, False),
        (Origin.OFFER, REQUESTER, DEVICE, False),
        (Origin.OFFER, TECHNICIAN, named("other"), False),
    ],
)
def test_a_block_ends_what_that_account_began_there_by_itself(
    origin: Origin, account: str, device: str, meets: bool
) -> None:
    session = msgspec.structs.replace(
        SESSION,
        ask=msgspec.structs.replace(SESSION.ask, origin=origin, requester=None),
        state=Approved(technician=TECHNICIAN, note="", deadline=NOW),
    )
    assert Blocked(account=account, device=device).meets(session) is meets
