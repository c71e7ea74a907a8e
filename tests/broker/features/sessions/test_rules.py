"""Who may take which step, and what a text has to be."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from broker.access.actors import AccountActor, AccountKind, Actor, DeviceActor, SystemActor
from broker.access.permissions import Permission
from broker.errors import BadInput
from broker.features.sessions import rules
from protocol.capabilities import Capability
from protocol.grant import Origin
from protocol.identifiers import AccountId, DeviceId, OrganizationId
from protocol.session.states import Ask, Session
from tests.fakes.sessions import session_of

ORGANIZATION = OrganizationId("org")


def person(identifier: str, kind: AccountKind = AccountKind.END_USER) -> AccountActor:
    return AccountActor(
        account_id=AccountId(identifier), kind=kind, organization_id=ORGANIZATION, name=identifier, email=""
    )


def test_a_request_is_held_by_who_approves_and_an_offer_by_who_offers() -> None:
    assert rules.driving_permission(session_of(Origin.REQUEST)) is Permission.SESSION_APPROVE
    assert rules.driving_permission(session_of(Origin.OFFER)) is Permission.SESSION_OFFER
    taken = replace(session_of(Origin.REQUEST), taken=True)
    assert rules.driving_permission(taken) is Permission.SESSION_OFFER
    read = {Permission.SESSION_READ}
    assert rules.needed_now(taken, approval_needed=False) == {*read, Permission.SESSION_OFFER}
    assert rules.needed_now(taken, approval_needed=True) == {
        *read,
        Permission.SESSION_OFFER,
        Permission.SESSION_APPROVE,
    }
    approved = session_of(Origin.REQUEST)
    assert rules.needed_now(approved, approval_needed=False) == {*read, Permission.SESSION_APPROVE}


def test_only_the_technician_behind_it_holds_a_session() -> None:
    session = session_of(Origin.OFFER, technician="tess")
    assert rules.holds(person("tess", AccountKind.STAFF), session)
    assert not rules.holds(person("tom", AccountKind.STAFF), session)
    assert not rules.holds(SystemActor(job="x"), session)


@pytest.mark.parametrize(
    ("actor", "own_device", "asked"),
    [
        (person("erin"), False, True),
        (person("olga"), False, False),
        (person("olga"), True, True),
        (person("erin", AccountKind.STAFF), True, False),
        (DeviceActor(device_id=DeviceId("desk"), organization_id=ORGANIZATION), False, True),
        (DeviceActor(device_id=DeviceId("other"), organization_id=ORGANIZATION), False, False),
    ],
)
def test_a_session_is_about_who_asked_and_about_the_device(actor: Actor, own_device: bool, asked: bool) -> None:
    session: Session = session_of(Origin.REQUEST, requester="erin", device="desk")
    assert isinstance(session.ask, Ask)
    assert rules.asked_for(actor, session, own_device) is asked


def test_a_reason_has_two_words_and_an_end() -> None:
    assert rules.reason_text("  Printer\u202e driver \x00") == "Printer driver"
    for text in ("", "Printer", "   ", "\u200e \u200e"):
        with pytest.raises(BadInput):
            rules.reason_text(text)
    assert rules.reason_text("a " + "b" * (rules.MAX_REASON - 2))
    with pytest.raises(BadInput):
        rules.reason_text("a " + "b" * (rules.MAX_REASON - 1))


def test_lines_of_a_text_stay() -> None:
    assert rules.plain_text("one\ntwo\t", "note", 20) == "one\ntwo"


def test_capabilities_stand_on_seeing_and_stay_within_the_offer() -> None:
    offered = frozenset({Capability.VIEW, Capability.CONTROL})
    rules.check_capabilities(offered, offered)
    for asked in (
        frozenset({Capability.CONTROL}),
        frozenset({Capability.VIEW, Capability.CHAT}),
        frozenset[Capability](),
    ):
        with pytest.raises(BadInput):
            rules.check_capabilities(asked, offered)


@pytest.mark.parametrize(("seconds", "fits"), [(59, False), (60, True), (3600, True), (3601, False)])
def test_a_session_takes_between_a_minute_and_what_is_set(seconds: int, fits: bool) -> None:
    if fits:
        rules.check_seconds(seconds, 3600)
        return
    with pytest.raises(BadInput):
        rules.check_seconds(seconds, 3600)
